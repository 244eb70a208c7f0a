//! Deals over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use beseda_base::auth::{Can, Who, can};
use beseda_base::db::Tx;
use beseda_base::error::{Checks, Error, Result};
use beseda_base::json::{Json, Path, Query, given};
use beseda_inbox::Inbox;
use beseda_inbox::clients::NewValue;
use beseda_inbox::dialogs::visible;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::variables::{self, DealVariable};
use super::{Change, DESCRIPTION_MAX, DealState, Fields, Money, NAME_MAX, REASON_MAX, place, queries};

/// Deals of a page.
const LIMIT_MAX: i64 = 50;
/// Variables that a new deal can come with.
const NEW_VARIABLES_MAX: usize = 100;

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(list_deals, create_deal))
        .routes(routes!(get_deal, change_deal, delete_deal))
        .routes(routes!(set_deal_state))
        .routes(routes!(make_deal_current))
        .routes(routes!(set_deal_variable, delete_deal_variable))
}

/// A deal (сделка).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Deal {
    /// Id.
    pub(super) id: i64,
    /// Whose deal; for good.
    pub(super) client_id: i64,
    /// Name.
    pub(super) name: String,
    /// Description; may be empty.
    pub(super) description: String,
    /// For how much, if that is known.
    pub(super) budget: Option<Money>,
    /// Where it stands.
    pub(super) state: DealState,
    /// Why it was lost or archived.
    pub(super) reason: Option<String>,
    /// The client's current deal; at most one, and open.
    pub(super) current: bool,
    /// Employee responsible for the deal; another thing than the client's.
    pub(super) responsible_id: Option<i64>,
    /// When it was made.
    pub(super) created_at: i64,
    /// By whom.
    pub(super) created_by_id: Option<i64>,
    /// When it was closed.
    pub(super) closed_at: Option<i64>,
    /// By whom.
    pub(super) closed_by_id: Option<i64>,
    /// Variables, by name. In a list the first 20, and at most 1,000 characters of each value.
    pub(super) variables: Vec<DealVariable>,
    /// All variables are here, and whole.
    pub(super) variables_complete: bool,
}

/// A page of a client's deals.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DealsPage {
    /// The newest first.
    items: Vec<Deal>,
    /// Give this as `before` for the next page; null at the end.
    next: Option<i64>,
    /// How many deals the client has, on all pages.
    total: i64,
    /// How many of them are open.
    open: i64,
}

/// Which deals.
#[derive(Debug, Deserialize, IntoParams)]
struct DealsQuery {
    /// Only open ones, or only closed ones; all if absent.
    open: Option<bool>,
    /// `next` of the former page.
    before: Option<i64>,
    /// At most 50, 20 if absent.
    limit: Option<i64>,
}

/// A variable of a deal to be.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewDealVariable {
    /// Name, as for variables of clients.
    name: String,
    /// Value and type.
    #[serde(flatten)]
    value: NewValue,
}

/// A deal to be.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewDeal {
    /// 1–200 characters.
    name: String,
    /// At most 10,000 characters.
    #[serde(default)]
    description: String,
    /// For how much.
    budget: Option<Money>,
    /// Employee of the project.
    responsible_id: Option<i64>,
    /// At most 100.
    #[serde(default)]
    variables: Vec<NewDealVariable>,
}

/// What of a deal shall be another; an absent field stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct DealPatch {
    /// 1–200 characters.
    name: Option<String>,
    /// At most 10,000 characters.
    description: Option<String>,
    /// Null: unknown.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Money>)]
    budget: Option<Option<Money>>,
    /// Null: nobody.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>)]
    responsible_id: Option<Option<i64>>,
}

/// Where a deal shall stand.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewState {
    /// Open: reopens it.
    state: DealState,
    /// 1–500 characters for lost and archived; none for the others.
    reason: Option<String>,
}

fn check_texts(checks: &mut Checks, name: Option<&str>, description: Option<&str>) {
    checks.text_if("name", name, 1..=NAME_MAX);
    checks.text_if("description", description, 0..=DESCRIPTION_MAX);
}

fn stored(budget: Money, checks: &mut Checks) -> (i64, String) {
    (budget.ten_thousandths("budget", checks), budget.currency)
}

impl NewDeal {
    fn checked(self) -> Result<(Fields, Vec<NewDealVariable>)> {
        let mut checks = Checks::new();
        check_texts(&mut checks, Some(&self.name), Some(&self.description));
        checks.count("variables", self.variables.len(), 0..=NEW_VARIABLES_MAX);
        let budget = self.budget.map(|budget| stored(budget, &mut checks));
        checks.done()?;
        for (place, variable) in self.variables.iter().enumerate() {
            variable.value.check().map_err(|error| within(error, place))?;
        }
        let (name, description) = (self.name.trim().to_owned(), self.description.trim().to_owned());
        Ok((Fields { name, description, budget, responsible: self.responsible_id }, self.variables))
    }
}

impl DealPatch {
    fn checked(self) -> Result<Change> {
        let mut checks = Checks::new();
        check_texts(&mut checks, self.name.as_deref(), self.description.as_deref());
        let budget = self.budget.map(|budget| budget.map(|budget| stored(budget, &mut checks)));
        checks.done()?;
        let trimmed = |text: String| text.trim().to_owned();
        let (name, description) = (self.name.map(trimmed), self.description.map(trimmed));
        Ok(Change { name, description, budget, responsible: self.responsible_id })
    }
}

impl NewState {
    fn checked(self) -> Result<(DealState, Option<String>)> {
        let reason = self.reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        let mut checks = Checks::new();
        if self.state.has_reason() {
            checks.text("reason", reason.as_deref().unwrap_or_default(), 1..=REASON_MAX);
        } else {
            checks.ensure(reason.is_none(), "reason", "bad_value", "Only lost and archived deals have a reason.");
        }
        checks.done()?;
        Ok((self.state, reason))
    }
}

/// Does something to a deal and shows it as it is then.
async fn write(
    inbox: &Inbox,
    who: Who,
    deal: i64,
    work: impl Fn(&Tx<'_>, &Who, i64) -> Result<()> + Send + 'static,
) -> Result<Json<Deal>> {
    let now = inbox.clock.now();
    let written = inbox.db.write(move |tx| {
        work(tx, &who, now)?;
        queries::one(tx, who.project, deal)
    });
    Ok(Json(written.await?))
}

/// Deals of a client, the newest first.
#[utoipa::path(get, path = "/api/v1/clients/{id}/deals", tag = "deals", params(("id" = i64, Path), DealsQuery),
    responses((status = 200, body = DealsPage), (status = 404, body = beseda_base::error::Problem)))]
async fn list_deals(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Path(client): Path<i64>,
    Query(query): Query<DealsQuery>,
) -> Result<Json<DealsPage>> {
    let (before, limit) = (query.before.unwrap_or(i64::MAX), query.limit.unwrap_or(20).clamp(1, LIMIT_MAX));
    let page = inbox.db.read(move |tx| {
        visible(tx, &who, client)?;
        let (items, more) = queries::page(tx, who.project, client, (query.open, before), limit)?;
        let (total, open) = queries::count(tx, client)?;
        let next = items.last().filter(|_| more).map(|deal| deal.id);
        Ok(DealsPage { items, next, total, open })
    });
    Ok(Json(page.await?))
}

/// Makes a deal; it becomes the client's current one.
#[utoipa::path(post, path = "/api/v1/clients/{id}/deals", tag = "deals", params(("id" = i64, Path)), request_body = NewDeal,
    responses((status = 201, body = Deal), (status = 409, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn create_deal(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DealsWrite>,
    Path(client): Path<i64>,
    Json(new): Json<NewDeal>,
) -> Result<(StatusCode, Json<Deal>)> {
    let (fields, variables) = new.checked()?;
    let now = inbox.clock.now();
    let made = inbox.db.write(move |tx| {
        let id = super::create(tx, &who, client, &fields, now)?;
        for (place, variable) in variables.iter().enumerate() {
            let put = variables::put(tx, who.project, id, (&variable.name, &variable.value), now);
            put.map_err(|error| within(error, place))?;
        }
        queries::one(tx, who.project, id)
    });
    Ok((StatusCode::CREATED, Json(made.await?)))
}

/// A complaint about a field of one of the variables, named from the whole.
fn within(error: Error, place: usize) -> Error {
    match error {
        Error::Invalid(mut fields) => {
            fields.iter_mut().for_each(|field| field.field = format!("variables[{place}].{}", field.field));
            Error::Invalid(fields)
        }
        other => other,
    }
}

/// A deal with all its variables.
#[utoipa::path(get, path = "/api/v1/deals/{id}", tag = "deals", params(("id" = i64, Path)),
    responses((status = 200, body = Deal), (status = 404, body = beseda_base::error::Problem)))]
async fn get_deal(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Path(deal): Path<i64>,
) -> Result<Json<Deal>> {
    let found = inbox.db.read(move |tx| {
        place(tx, &who, deal)?;
        queries::one(tx, who.project, deal)
    });
    Ok(Json(found.await?))
}

/// Changes name, description, budget or responsible of a deal, a closed one as well.
#[utoipa::path(patch, path = "/api/v1/deals/{id}", tag = "deals", params(("id" = i64, Path)), request_body = DealPatch,
    responses((status = 200, body = Deal), (status = 404, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn change_deal(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DealsWrite>,
    Path(deal): Path<i64>,
    Json(patch): Json<DealPatch>,
) -> Result<Json<Deal>> {
    let change = patch.checked()?;
    write(&inbox, who, deal, move |tx, who, now| super::change(tx, who, deal, &change, now)).await
}

/// Deletes a deal with its variables, for good.
#[utoipa::path(delete, path = "/api/v1/deals/{id}", tag = "deals", params(("id" = i64, Path)),
    responses((status = 204), (status = 403, body = beseda_base::error::Problem), (status = 404, body = beseda_base::error::Problem)))]
async fn delete_deal(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DealsDelete>,
    Path(deal): Path<i64>,
) -> Result<StatusCode> {
    let now = inbox.clock.now();
    inbox.db.write(move |tx| super::delete(tx, &who, deal, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Wins, loses, archives or reopens a deal. When the current deal is closed, the newest that is open takes its place.
#[utoipa::path(put, path = "/api/v1/deals/{id}/state", tag = "deals", params(("id" = i64, Path)), request_body = NewState,
    responses((status = 200, body = Deal), (status = 404, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn set_deal_state(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DealsWrite>,
    Path(deal): Path<i64>,
    Json(new): Json<NewState>,
) -> Result<Json<Deal>> {
    let (state, reason) = new.checked()?;
    write(&inbox, who, deal, move |tx, who, now| super::set_state(tx, who, deal, (state, reason.as_deref()), now)).await
}

/// Makes an open deal the client's current one.
#[utoipa::path(put, path = "/api/v1/deals/{id}/current", tag = "deals", params(("id" = i64, Path)),
    responses((status = 200, body = Deal), (status = 404, body = beseda_base::error::Problem), (status = 409, body = beseda_base::error::Problem)))]
async fn make_deal_current(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DealsWrite>,
    Path(deal): Path<i64>,
) -> Result<Json<Deal>> {
    write(&inbox, who, deal, move |tx, who, now| super::make_current(tx, who, deal, now)).await
}

/// Sets a variable of a deal, or makes it; of a closed deal as well.
#[utoipa::path(put, path = "/api/v1/deals/{id}/variables/{name}", tag = "deals", params(("id" = i64, Path), ("name" = String, Path)),
    request_body = NewValue, responses((status = 200, body = Deal), (status = 409, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn set_deal_variable(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DealsWrite>,
    Path((deal, name)): Path<(i64, String)>,
    Json(new): Json<NewValue>,
) -> Result<Json<Deal>> {
    new.check()?;
    write(&inbox, who, deal, move |tx, who, now| variables::set(tx, who, deal, (&name, &new), now)).await
}

/// Deletes a variable of a deal.
#[utoipa::path(delete, path = "/api/v1/deals/{id}/variables/{name}", tag = "deals", params(("id" = i64, Path), ("name" = String, Path)),
    responses((status = 200, body = Deal), (status = 404, body = beseda_base::error::Problem)))]
async fn delete_deal_variable(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DealsWrite>,
    Path((deal, name)): Path<(i64, String)>,
) -> Result<Json<Deal>> {
    write(&inbox, who, deal, move |tx, who, now| variables::delete(tx, who, deal, &name, now)).await
}
