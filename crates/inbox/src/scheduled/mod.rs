//! Scheduled messages (S18, S66): an employee writes now, and it goes out at its time, or at once, or never.
//!
//! A waiting message is a row; at its time it becomes a message like any other, in one transaction that looks again whether it
//! may go (guarantee 12). Never before its time, in the order of due for one client, once however many nodes there are and
//! whoever of them dies. What could not go in time because the server was down goes late, in order; what is later than
//! `scheduled.expire_after_hours` is cancelled and a note says so.
//! A moment is a moment: a local time is turned into one when it is given, and stays it when the project's time zone changes.
//! The text is sent as it stands.

mod change;
mod moment;
mod routes;
mod send;
#[cfg(test)]
mod tests;
mod view;
mod worker;

pub use change::doubt_due;
pub(crate) use change::{cancel_all, prune};
pub use routes::routes;
pub use view::ScheduledMessage;

use beseda_base::db::{Tx, Val, params, row, values};
use beseda_base::error::{Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::Inbox;
#[cfg(test)]
pub(crate) use send::{CLAIM, NEXT};
#[cfg(test)]
pub(crate) use view::page_sql;

/// Messages that may wait for one client (facts §3).
pub(crate) const WAITING_MAX: i64 = 32;
/// How long is remembered what was sent or cancelled, ms: as long a repeated request is known.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// When a message goes that is due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// In any case.
    #[default]
    Always,
    /// Only if the client has written nothing since somebody last decided on it.
    UnansweredOnly,
}

/// Where a scheduled message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScheduledState {
    /// For its time.
    Waiting,
    /// It became a message, which has states of its own.
    Sent,
    /// It will never go.
    Cancelled,
}

/// Why a message was cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// Somebody did it.
    Employee,
    /// The client was blocked (S46).
    Blocked,
    /// The client has written, and it was to go only if he has not.
    ClientWrote,
    /// The server was down at its time, for longer than the setting allows.
    Expired,
    /// Nothing reaches the client: he has stopped the bot, or his account is gone.
    Unsubscribed,
    /// The channel was removed.
    ChannelRemoved,
    /// It does not hold together any more: a file or the message it answers is gone.
    Refused,
    /// It was due when the installation was restored from a backup, and may have gone out before.
    Restored,
}

impl Condition {
    /// The word in the database.
    fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::UnansweredOnly => "unanswered_only",
        }
    }

    /// What is unknown goes in any case: it was to be sent.
    fn from_name(name: &str) -> Self {
        if name == "unanswered_only" { Self::UnansweredOnly } else { Self::Always }
    }
}

impl ScheduledState {
    fn from_name(name: &str) -> Result<Self> {
        match name {
            "waiting" => Ok(Self::Waiting),
            "sent" => Ok(Self::Sent),
            "cancelled" => Ok(Self::Cancelled),
            _ => Err(Error::internal("a scheduled message in an unknown state")),
        }
    }
}

impl CancelReason {
    const ALL: [Self; 8] = [
        Self::Employee,
        Self::Blocked,
        Self::ClientWrote,
        Self::Expired,
        Self::Unsubscribed,
        Self::ChannelRemoved,
        Self::Refused,
        Self::Restored,
    ];

    /// The word in the database, in events and notes.
    fn name(self) -> &'static str {
        match self {
            Self::Employee => "employee",
            Self::Blocked => "blocked",
            Self::ClientWrote => "client_wrote",
            Self::Expired => "expired",
            Self::Unsubscribed => "unsubscribed",
            Self::ChannelRemoved => "channel_removed",
            Self::Refused => "refused",
            Self::Restored => "restored",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

row! {
    /// A row as it is worked on.
    #[derive(Debug, Clone)]
    struct Row {
        id: i64, project: i64, client: i64, author: i64, due_at: i64, condition: String, in_count: i64, text: String,
        reply_to: Option<i64>, silent: bool, state: String, reason: Option<String>, message: Option<i64>, lease_token: i64,
        created_at: i64, changed_at: i64,
    }
}

/// Columns of [`Row`].
const COLUMNS: &str =
    "id, project, client, author, due_at, condition, in_count, text, reply_to, silent, state, reason, message,
    lease_token, created_at, changed_at";

impl Row {
    /// Refuses what waits no more: it cannot be changed.
    fn waits(self) -> Result<Self> {
        if self.state == "waiting" { Ok(self) } else { Err(Error::conflict("not_waiting", NOT_WAITING)) }
    }
}

const NOT_WAITING: &str = "this message was sent or cancelled already; ask for the list again";

row! {
    /// The client, as far as it decides whether something can be sent to him.
    #[derive(Debug, Clone)]
    struct Held { in_count: i64, blocked: bool, unreachable: Option<String>, thread: Option<i64>, channel: i64, scheduled: i64 }
}

/// Locks the client's row, as every writer for him does (guarantee 3); what is read of his messages afterwards stays so until
/// the commit. None: there is no such client, or he is deleted and can still be brought back.
fn hold(tx: &Tx<'_>, project: i64, client: i64) -> Result<Option<Held>> {
    tx.optional(
        "update clients set last_n = last_n where id = $1 and project = $2
         returning in_count, blocked, unreachable, last_thread, channel, scheduled_count",
        params![client, project],
    )
}

/// A message of this client, of which the row must be held.
fn row_of(tx: &Tx<'_>, project: i64, client: i64, id: i64) -> Result<Row> {
    tx.one(
        &format!("select {COLUMNS} from scheduled_messages where project = $1 and client = $2 and id = $3"),
        params![project, client, id],
    )
}

/// The files of a message, in their order.
fn files_of(tx: &Tx<'_>, id: i64) -> Result<Vec<i64>> {
    tx.query("select file from scheduled_files where scheduled = $1 order by position limit 20", params![id])
}

/// How a waiting message ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// It has become this message.
    Sent(i64),
    /// It never will.
    Cancelled(CancelReason),
}

/// Ends a waiting message of a client whose row is held. `by` is the employee who did it.
fn end(tx: &Tx<'_>, row: &Row, end: End, by: Option<i64>, now: i64) -> Result<()> {
    let (state, reason, message) = match end {
        End::Sent(message) => ("sent", None, Some(message)),
        End::Cancelled(reason) => ("cancelled", Some(reason.name()), None),
    };
    // A sent one leaves its words to the message: whoever deletes that deletes them everywhere.
    let ended = tx.execute(
        "update scheduled_messages set state = $2, reason = $3, message = cast($4 as bigint), changed_at = $5,
           lease_until = 0, text = case when cast($4 as bigint) is null then text else '' end
         where id = $1 and state = 'waiting'",
        params![row.id, state, reason, message, now],
    )?;
    if ended != 1 {
        return Err(Error::internal("a scheduled message ended twice"));
    }
    tx.execute("update clients set scheduled_count = scheduled_count - 1 where id = $1", params![row.client])?;
    let freed = unlink_files(tx, &[row.id])?;
    if matches!(end, End::Cancelled(_)) {
        crate::files::give_back(tx, &freed, now)?;
    }
    tx.event(NewEvent {
        employee: by,
        data: json!({ "scheduled": row.id, "state": state, "reason": reason, "message": message }),
        ..NewEvent::of(row.project, EventKind::ScheduledGone).client(row.client)
    });
    Ok(())
}

fn unlink_files(tx: &Tx<'_>, ids: &[i64]) -> Result<Vec<i64>> {
    let rows: Vec<Vec<Val>> = ids.iter().map(|id| values![*id]).collect();
    tx.query_rows("delete from scheduled_files where scheduled in (values {rows:bigint}) returning file", &[], &rows)
}

/// Starts the loop that sends what is due.
pub fn start(inbox: &Inbox) {
    let own = inbox.clone();
    inbox.tasks.keep("scheduled", move || worker::run(own.clone()));
}
