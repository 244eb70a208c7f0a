//! Deals (сделки) of a client: what he may buy, for how much, how far it is (S25–S28).
//!
//! A deal belongs to one client for good and is seen by whoever sees him. It has a responsible of its own, who need not be
//! the client's. At most one deal of a client is *current*: the one that variables without a prefix are meant for. That is
//! the newest one made, until another is chosen or it is closed; then the newest that is still open. A closed deal can be
//! changed and reopened. Whoever writes here holds the client's row, so that changes of one client's deals wait for each other.

mod money;
mod queries;
mod routes;
#[cfg(test)]
mod tests;
mod variables;

pub use money::Money;
pub use queries::purge;
pub use routes::routes;

use beseda_base::auth::Who;
use beseda_base::db::{Tx, params};
use beseda_base::error::{Error, FieldError, Result};
use beseda_base::events::{EventKind, NewEvent};
use beseda_inbox::messages::{self, Note};
use beseda_inbox::{audit, dialogs, employees};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Longest texts, in characters.
const NAME_MAX: usize = 200;
const DESCRIPTION_MAX: usize = 10_000;
const REASON_MAX: usize = 500;
/// Deals of a client.
const OF_CLIENT_MAX: i64 = 1_000;

/// Where a deal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DealState {
    /// Under way.
    Open,
    /// Успешно.
    Won,
    /// Провалена, with a reason.
    Lost,
    /// В архиве, with a reason.
    Archived,
}

impl DealState {
    /// In the table.
    fn name(self) -> &'static str {
        match self {
            DealState::Open => "open",
            DealState::Won => "won",
            DealState::Lost => "lost",
            DealState::Archived => "archived",
        }
    }

    fn from_name(name: &str) -> Result<DealState> {
        match name {
            "open" => Ok(DealState::Open),
            "won" => Ok(DealState::Won),
            "lost" => Ok(DealState::Lost),
            "archived" => Ok(DealState::Archived),
            _ => Err(Error::internal("a stored state of a deal is unknown")),
        }
    }

    /// Whether it is said why.
    fn has_reason(self) -> bool {
        matches!(self, DealState::Lost | DealState::Archived)
    }

    /// The code of the note that tells of it.
    fn note(self) -> &'static str {
        match self {
            DealState::Open => "deal_reopened",
            DealState::Won => "deal_won",
            DealState::Lost => "deal_lost",
            DealState::Archived => "deal_archived",
        }
    }
}

/// What people write into a deal. The budget is in ten-thousandths and a currency.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fields {
    name: String,
    description: String,
    budget: Option<(i64, String)>,
    responsible: Option<i64>,
}

/// A change of some of [`Fields`]; what is `None` stays.
#[derive(Debug, Clone, Default)]
struct Change {
    name: Option<String>,
    description: Option<String>,
    budget: Option<Option<(i64, String)>>,
    responsible: Option<Option<i64>>,
}

/// Makes a deal; it becomes the client's current one. Answers its id.
fn create(tx: &Tx<'_>, who: &Who, client: i64, fields: &Fields, now: i64) -> Result<i64> {
    dialogs::visible(tx, who, client)?;
    hold_responsible(tx, who, fields.responsible)?;
    queries::lock(tx, who.project, client)?;
    if queries::count(tx, client)?.0 >= OF_CLIENT_MAX {
        return Err(Error::conflict("limit_reached", format!("a client has at most {OF_CLIENT_MAX} deals")));
    }
    let id = queries::insert(tx, who, client, fields, now)?;
    queries::set_current(tx, client, Some(id))?;
    note(tx, who, (client, id), "deal_created", &fields.name, now)?;
    let data = json!({ "deal": id, "current": id, "responsible": fields.responsible });
    tell(tx, who, EventKind::DealCreated, client, data);
    audit::record(tx, who, "deal.created", "deal", Some(id), &json!({ "client": client }), now)?;
    Ok(id)
}

/// Changes what people write into a deal, a closed one as well.
fn change(tx: &Tx<'_>, who: &Who, deal: i64, change: &Change, now: i64) -> Result<()> {
    let client = place(tx, who, deal)?;
    hold_responsible(tx, who, change.responsible.flatten())?;
    queries::lock(tx, who.project, client)?;
    let before = queries::fields(tx, who.project, deal)?;
    let Change { name, description, budget, responsible } = change.clone();
    let after = Fields {
        name: name.unwrap_or_else(|| before.name.clone()),
        description: description.unwrap_or_else(|| before.description.clone()),
        budget: budget.unwrap_or_else(|| before.budget.clone()),
        responsible: responsible.unwrap_or(before.responsible),
    };
    if after == before {
        return Ok(());
    }
    queries::update(tx, deal, &after)?;
    let mut data = json!({ "deal": deal });
    if after.responsible != before.responsible {
        data["responsible"] = json!(after.responsible);
    }
    tell(tx, who, EventKind::DealChanged, client, data);
    let changed: Vec<&str> = [
        ("name", after.name != before.name),
        ("description", after.description != before.description),
        ("budget", after.budget != before.budget),
        ("responsible_id", after.responsible != before.responsible),
    ]
    .into_iter()
    .filter_map(|(field, changed)| changed.then_some(field))
    .collect();
    audit::record(tx, who, "deal.changed", "deal", Some(deal), &json!({ "fields": changed }), now)
}

/// Wins, loses, archives or reopens a deal. The reason is there where [`DealState::has_reason`] says so.
fn set_state(tx: &Tx<'_>, who: &Who, deal: i64, (state, reason): (DealState, Option<&str>), now: i64) -> Result<()> {
    let client = place(tx, who, deal)?;
    queries::lock(tx, who.project, client)?;
    let (before, former_reason, name) = queries::state(tx, who.project, deal)?;
    if before == state && former_reason.as_deref() == reason {
        return Ok(());
    }
    let closed = (state != DealState::Open).then_some((now, who.employee));
    queries::set_state(tx, deal, (state, reason), closed)?;
    let current = queries::settle_current(tx, client)?;
    // Another reason for the same end is no news for the dialog.
    if before != state {
        note(tx, who, (client, deal), state.note(), &name, now)?;
    }
    let data = json!({ "deal": deal, "state": state.name(), "current": current });
    tell(tx, who, EventKind::DealChanged, client, data);
    let details = json!({ "from": before.name(), "to": state.name() });
    audit::record(tx, who, "deal.state_changed", "deal", Some(deal), &details, now)
}

/// Makes an open deal the client's current one.
fn make_current(tx: &Tx<'_>, who: &Who, deal: i64, now: i64) -> Result<()> {
    let client = place(tx, who, deal)?;
    queries::lock(tx, who.project, client)?;
    if queries::state(tx, who.project, deal)?.0 != DealState::Open {
        return Err(Error::conflict("deal_closed", "only an open deal can be the current one"));
    }
    if queries::current(tx, client)? == Some(deal) {
        return Ok(());
    }
    queries::set_current(tx, client, Some(deal))?;
    tell(tx, who, EventKind::DealChanged, client, json!({ "deal": deal, "current": deal }));
    audit::record(tx, who, "deal.made_current", "deal", Some(deal), &Value::Null, now)
}

/// Deletes a deal with its variables, for good.
fn delete(tx: &Tx<'_>, who: &Who, deal: i64, now: i64) -> Result<()> {
    let client = place(tx, who, deal)?;
    queries::lock(tx, who.project, client)?;
    queries::delete(tx, who.project, deal)?;
    let current = queries::settle_current(tx, client)?;
    tell(tx, who, EventKind::DealDeleted, client, json!({ "deal": deal, "current": current }));
    audit::record(tx, who, "deal.deleted", "deal", Some(deal), &json!({ "client": client }), now)
}

/// The client of a deal, if this person may see him.
fn place(tx: &Tx<'_>, who: &Who, deal: i64) -> Result<i64> {
    let (client,): (i64,) =
        tx.one("select client from deals where project = $1 and id = $2", params![who.project, deal])?;
    dialogs::visible(tx, who, client)?;
    Ok(client)
}

/// Holds the employee in the project until the commit, before the client is locked (guarantee 4). Whether he may see the
/// client is not asked: one sells, another one talks (S28).
fn hold_responsible(tx: &Tx<'_>, who: &Who, employee: Option<i64>) -> Result<()> {
    match employee {
        Some(employee) if !employees::hold_member(tx, who.project, employee)? => {
            let message = "no such employee in this project";
            Err(Error::Invalid(vec![FieldError::new("responsible_id", "unknown", message)]))
        }
        _ => Ok(()),
    }
}

/// A note in the dialog. It keeps the deal's name of this moment, as a message keeps its words; the client never sees it.
fn note(tx: &Tx<'_>, who: &Who, (client, deal): (i64, i64), code: &str, name: &str, now: i64) -> Result<()> {
    let params = [("deal".to_owned(), deal.to_string()), ("name".to_owned(), name.to_owned())].into();
    messages::note(tx, who.project, client, Note { code: code.to_owned(), params }, Some(who.employee), now)?;
    Ok(())
}

fn tell(tx: &Tx<'_>, who: &Who, kind: EventKind, client: i64, data: Value) {
    tx.event(NewEvent { employee: Some(who.employee), data, ..NewEvent::of(who.project, kind).client(client) });
}
