//! Dialogs over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use beseda_base::auth::{Can, Who, can};
use beseda_base::db::Tx;
use beseda_base::error::{Checks, Error, Result};
use beseda_base::id;
use beseda_base::json::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::filter::DialogFilter;
use super::find::{self, After, Asked, PageOf};
use super::list::{self, Count, Counts, Dialog, Tab, View};
use super::{
    answer_not_needed, mark_seen, mark_unread, set_blocked, set_bot_paused, set_pinned, set_responsible, visible,
};
use crate::{Inbox, audit, comments};

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(list_dialogs))
        .routes(routes!(count_dialogs))
        .routes(routes!(count_matching))
        .routes(routes!(get_dialog))
        .routes(routes!(set_seen))
        .routes(routes!(set_answer_not_needed))
        .routes(routes!(set_dialog_responsible))
        .routes(routes!(pin_dialog, unpin_dialog))
        .routes(routes!(pause_bot, resume_bot))
        .routes(routes!(block_client, unblock_client))
        .routes(routes!(set_unread))
        .merge(super::saved::routes())
}

/// Which page of the list.
#[derive(Debug, Deserialize, IntoParams)]
struct ListQuery {
    /// all, unanswered, mine, free or others; all if absent.
    tab: Option<Tab>,
    /// Cursor from a former page.
    cursor: Option<String>,
    /// At most 100, 50 if absent.
    limit: Option<i64>,
    /// A `DialogFilter` as JSON.
    filter: Option<String>,
}

/// Which dialogs are counted.
#[derive(Debug, Deserialize, IntoParams)]
struct MatchingQuery {
    /// all, unanswered, mine, free or others; all if absent.
    tab: Option<Tab>,
    /// A `DialogFilter` as JSON.
    filter: Option<String>,
}

/// How many dialogs fit a filter.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Matching {
    /// Exact up to 999; `more` also when the rest was too much to look through.
    matching: Count,
}

/// The filter of a query, checked.
pub(crate) fn filter_of(json: Option<&str>) -> Result<DialogFilter> {
    let Some(json) = json.filter(|json| !json.is_empty()) else { return Ok(DialogFilter::default()) };
    let filter: DialogFilter =
        serde_json::from_str(json).map_err(|error| Error::invalid("filter", "bad_value", error.to_string()))?;
    let mut checks = Checks::new();
    filter.check(&mut checks);
    checks.done()?;
    Ok(filter)
}

/// A page of the list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DialogsPage {
    /// Pinned ones first (on the first page), then by last activity.
    items: Vec<Dialog>,
    /// Cursor of the next page, null at the end.
    next: Option<String>,
}

/// The list of dialogs that the asking employee may see.
#[utoipa::path(get, path = "/api/v1/dialogs", tag = "dialogs", params(ListQuery), responses((status = 200, body = DialogsPage)))]
async fn list_dialogs(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Query(query): Query<ListQuery>,
) -> Result<Json<DialogsPage>> {
    let filter = filter_of(query.filter.as_deref())?;
    let after = query.cursor.as_deref().map(parse_cursor).transpose()?;
    let of =
        PageOf { tab: query.tab.unwrap_or(Tab::All), after, limit: query.limit.unwrap_or(50).clamp(1, 100), filter };
    let visitors = inbox.visitors.clone();
    let asked = Asked::of(&who, inbox.clock.now());
    let (mut items, next) = inbox.db.read(move |tx| find::page(tx, asked, &of)).await?;
    visitors.mark_online(&mut items, inbox.clock.now());
    let cursor = |after: After| format!("{}{}.{}", if after.waiting { "w" } else { "" }, after.at, after.client);
    Ok(Json(DialogsPage { items, next: next.map(cursor) }))
}

/// How many dialogs a filter shows.
#[utoipa::path(get, path = "/api/v1/dialogs/matching", tag = "dialogs", params(MatchingQuery),
    responses((status = 200, body = Matching), (status = 422, body = beseda_base::error::Problem)))]
async fn count_matching(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Query(query): Query<MatchingQuery>,
) -> Result<Json<Matching>> {
    let (filter, asked) = (filter_of(query.filter.as_deref())?, Asked::of(&who, inbox.clock.now()));
    let tab = query.tab.unwrap_or(Tab::All);
    let matching = inbox.db.read(move |tx| find::count(tx, asked, tab, &filter)).await?;
    Ok(Json(Matching { matching }))
}

fn parse_cursor(cursor: &str) -> Result<After> {
    let (waiting, cursor) = cursor.strip_prefix('w').map_or((false, cursor), |rest| (true, rest));
    let place = cursor
        .split_once('.')
        .and_then(|(at, client)| Some(After { waiting, at: at.parse().ok()?, client: client.parse().ok()? }));
    place.ok_or_else(|| Error::bad_cursor("cursor"))
}

/// Counts of the tabs, exact up to 999.
#[utoipa::path(get, path = "/api/v1/dialogs/counts", tag = "dialogs", responses((status = 200, body = Counts)))]
async fn count_dialogs(State(inbox): State<Inbox>, Can { who, .. }: Can<can::DialogsRead>) -> Result<Json<Counts>> {
    Ok(Json(inbox.db.read(move |tx| list::counts(tx, who.project, who.employee, View::of(&who))).await?))
}

/// One row of the list.
#[utoipa::path(get, path = "/api/v1/dialogs/{client_id}", tag = "dialogs", params(("client_id" = i64, Path)),
    responses((status = 200, body = Dialog), (status = 404, body = beseda_base::error::Problem)))]
async fn get_dialog(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Path(client): Path<i64>,
) -> Result<Json<Dialog>> {
    let dialog = inbox
        .db
        .read(move |tx| {
            visible(tx, &who, client)?;
            row(tx, &who, client)
        })
        .await?;
    Ok(shown(&inbox, dialog))
}

/// The row of a dialog as this employee sees it.
fn row(tx: &Tx<'_>, who: &Who, client: i64) -> Result<Dialog> {
    list::rows(tx, who.project, who.employee, &[client])?.pop().ok_or(Error::NotFound)
}

/// The row says whether the visitor is here, however it was asked for.
fn shown(inbox: &Inbox, mut dialog: Dialog) -> Json<Dialog> {
    inbox.visitors.mark_online(std::slice::from_mut(&mut dialog), inbox.clock.now());
    Json(dialog)
}

/// What the employee has seen.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Seen {
    /// How many of the client's messages were on his screen.
    in_count: i64,
}

/// The employee has really seen the client's messages.
#[utoipa::path(put, path = "/api/v1/dialogs/{client_id}/seen", tag = "dialogs", params(("client_id" = i64, Path)), request_body = Seen, responses((status = 204)))]
async fn set_seen(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Path(client): Path<i64>,
    Json(seen): Json<Seen>,
) -> Result<StatusCode> {
    inbox
        .db
        .write(move |tx| {
            visible(tx, &who, client)?;
            mark_seen(tx, &who, client, seen.in_count)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// "Ответ не нужен".
#[utoipa::path(put, path = "/api/v1/dialogs/{client_id}/answer-not-needed", tag = "dialogs", params(("client_id" = i64, Path)), responses((status = 200, body = Dialog)))]
async fn set_answer_not_needed(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(client): Path<i64>,
) -> Result<Json<Dialog>> {
    change(&inbox, who, client, move |tx, who, _| answer_not_needed(tx, who, client)).await
}

/// Who shall be responsible.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Responsible {
    /// An employee of the project; null makes the dialog free.
    employee_id: Option<i64>,
    /// A comment for whom it is given to, at most 4000 characters; he is told of it.
    #[serde(default)]
    comment: Option<String>,
}

/// Takes, transfers or frees a client.
#[utoipa::path(put, path = "/api/v1/dialogs/{client_id}/responsible", tag = "dialogs", params(("client_id" = i64, Path)), request_body = Responsible,
    responses((status = 200, body = Dialog), (status = 422, body = beseda_base::error::Problem)))]
async fn set_dialog_responsible(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(client): Path<i64>,
    Json(wanted): Json<Responsible>,
) -> Result<Json<Dialog>> {
    let comment = wanted.comment.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(ToOwned::to_owned);
    let mut checks = Checks::new();
    checks.text("comment", comment.as_deref().unwrap_or_default(), 0..=comments::TEXT_MAX);
    checks.ensure(
        comment.is_none() || wanted.employee_id.is_some(),
        "comment",
        "bad_value",
        "A comment goes to somebody: name an employee.",
    );
    checks.done()?;
    let reference = id::token(16);
    change(&inbox, who, client, move |tx, who, now| {
        set_responsible(tx, who, client, wanted.employee_id, now)?;
        if let (Some(text), Some(employee)) = (&comment, wanted.employee_id) {
            comments::tell(tx, who, client, (text, employee), &reference, now)?;
        }
        let details = serde_json::json!({ "employee": wanted.employee_id });
        audit::record(tx, who, "client.responsible", "client", Some(client), &details, now)
    })
    .await
}

/// Pins a dialog for the whole project.
#[utoipa::path(put, path = "/api/v1/dialogs/{client_id}/pin", tag = "dialogs", params(("client_id" = i64, Path)), responses((status = 200, body = Dialog)))]
async fn pin_dialog(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(client): Path<i64>,
) -> Result<Json<Dialog>> {
    let now = inbox.clock.now();
    pinned(&inbox, who, client, Some(now)).await
}

/// Unpins a dialog.
#[utoipa::path(delete, path = "/api/v1/dialogs/{client_id}/pin", tag = "dialogs", params(("client_id" = i64, Path)), responses((status = 200, body = Dialog)))]
async fn unpin_dialog(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(client): Path<i64>,
) -> Result<Json<Dialog>> {
    pinned(&inbox, who, client, None).await
}

async fn pinned(inbox: &Inbox, who: Who, client: i64, at: Option<i64>) -> Result<Json<Dialog>> {
    change(inbox, who, client, move |tx, who, _| set_pinned(tx, who, client, at)).await
}

/// One change of a dialog that this person may see; the answer is its row.
pub(crate) async fn change(
    inbox: &Inbox,
    who: Who,
    client: i64,
    change: impl Fn(&Tx<'_>, &Who, i64) -> Result<()> + Send + Sync + 'static,
) -> Result<Json<Dialog>> {
    let now = inbox.clock.now();
    let dialog = inbox
        .db
        .write(move |tx| {
            visible(tx, &who, client)?;
            change(tx, &who, now)?;
            row(tx, &who, client)
        })
        .await?;
    Ok(shown(inbox, dialog))
}

/// Puts the bot on pause for this client, for 24 hours from now.
#[utoipa::path(put, path = "/api/v1/dialogs/{client_id}/bot-pause", tag = "dialogs", params(("client_id" = i64, Path)), responses((status = 200, body = Dialog)))]
async fn pause_bot(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(client): Path<i64>,
) -> Result<Json<Dialog>> {
    change(&inbox, who, client, move |tx, who, now| set_bot_paused(tx, who, client, true, now)).await
}

/// Starts the bot again for this client.
#[utoipa::path(delete, path = "/api/v1/dialogs/{client_id}/bot-pause", tag = "dialogs", params(("client_id" = i64, Path)), responses((status = 200, body = Dialog)))]
async fn resume_bot(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(client): Path<i64>,
) -> Result<Json<Dialog>> {
    change(&inbox, who, client, move |tx, who, now| set_bot_paused(tx, who, client, false, now)).await
}

/// Blocks a client: what he writes is stored and shown, starts no bot, counts nowhere and notifies nobody.
#[utoipa::path(put, path = "/api/v1/dialogs/{client_id}/block", tag = "dialogs", params(("client_id" = i64, Path)), responses((status = 200, body = Dialog)))]
async fn block_client(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(client): Path<i64>,
) -> Result<Json<Dialog>> {
    blocked(&inbox, who, client, true).await
}

/// Unblocks a client.
#[utoipa::path(delete, path = "/api/v1/dialogs/{client_id}/block", tag = "dialogs", params(("client_id" = i64, Path)), responses((status = 200, body = Dialog)))]
async fn unblock_client(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(client): Path<i64>,
) -> Result<Json<Dialog>> {
    blocked(&inbox, who, client, false).await
}

async fn blocked(inbox: &Inbox, who: Who, client: i64, yes: bool) -> Result<Json<Dialog>> {
    let action = if yes { "client.blocked" } else { "client.unblocked" };
    change(inbox, who, client, move |tx, who, now| {
        set_blocked(tx, who, client, yes, now)?;
        audit::record(tx, who, action, "client", Some(client), &serde_json::Value::Null, now)
    })
    .await
}

/// Marks a dialog unread for the one who asks, until he opens it again.
#[utoipa::path(put, path = "/api/v1/dialogs/{client_id}/unread", tag = "dialogs", params(("client_id" = i64, Path)), responses((status = 200, body = Dialog)))]
async fn set_unread(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Path(client): Path<i64>,
) -> Result<Json<Dialog>> {
    change(&inbox, who, client, move |tx, who, now| mark_unread(tx, who, client, now)).await
}
