//! Scheduled messages as people see them.

use beseda_base::auth::Who;
use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::{Error, Result};
use serde::Serialize;
use utoipa::ToSchema;

use super::{COLUMNS, CancelReason, Condition, Row, ScheduledState, moment};
use crate::files::{self, FileRef};
use crate::messages::{self, Quote};
use crate::projects;

/// A message that an employee has written and that goes out at its time.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScheduledMessage {
    /// Id.
    pub id: i64,
    /// Whom it is for.
    pub client_id: i64,
    /// Who wrote it.
    pub author_id: i64,
    /// When it goes, ms since 1970. The project's time zone may change; this does not.
    pub due_at: i64,
    /// The same in the project's time zone of today, `YYYY-MM-DD HH:MM`.
    pub local_time: String,
    /// Whether it goes in any case.
    pub condition: Condition,
    /// The client has written since somebody last decided on it: with `unanswered_only` it will not go.
    pub client_wrote: bool,
    /// The words; empty once it was sent, for then its message has them.
    pub text: String,
    /// Files that go with it.
    pub files: Vec<FileRef>,
    /// The message that is answered.
    pub reply_to: Option<Quote>,
    /// The client's app makes no sound, where the messenger can do that.
    pub silent: bool,
    /// Where it stands.
    pub state: ScheduledState,
    /// Why it was cancelled.
    pub reason: Option<CancelReason>,
    /// The message it has become.
    pub message_id: Option<i64>,
    /// When it was written.
    pub created_at: i64,
    /// When it was last changed.
    pub changed_at: i64,
}

/// Where a page of the list goes on: behind this time and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) due_at: i64,
    pub(super) id: i64,
}

/// $1 project, $2 client, $3 and $4 the place, $5 how many.
pub(crate) fn page_sql() -> String {
    format!(
        "select {COLUMNS} from scheduled_messages where project = $1 and client = $2 and state = 'waiting'
           and (due_at, id) > ($3, $4) order by due_at, id limit $5"
    )
}

/// What waits for a client, the next one first. Answers whether there is more, too.
pub(super) fn page(
    tx: &Tx<'_>,
    who: &Who,
    client: i64,
    after: Place,
    limit: i64,
    now: i64,
) -> Result<(Vec<ScheduledMessage>, bool)> {
    let mut rows: Vec<Row> = tx.query(&page_sql(), params![who.project, client, after.due_at, after.id, limit + 1])?;
    let more = rows.len() as i64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(0));
    Ok((shown(tx, who, client, rows, now)?, more))
}

/// One message, whatever has become of it.
pub(super) fn one(tx: &Tx<'_>, who: &Who, (client, id): (i64, i64), now: i64) -> Result<ScheduledMessage> {
    let row = super::row_of(tx, who.project, client, id)?;
    shown(tx, who, client, vec![row], now)?.pop().ok_or(Error::NotFound)
}

/// A handful of queries for any number of rows of one client.
fn shown(tx: &Tx<'_>, who: &Who, client: i64, rows: Vec<Row>, now: i64) -> Result<Vec<ScheduledMessage>> {
    let zone = moment::zone_of(&projects::of(tx, who.project)?.timezone);
    let in_count: i64 =
        tx.one("select in_count from clients where project = $1 and id = $2", params![who.project, client])?;
    let ids: Vec<Vec<Val>> = rows.iter().map(|row| values![row.id]).collect();
    let links: Vec<(i64, i64)> = tx.query_rows(
        "select scheduled, file from scheduled_files where scheduled in (values {rows:bigint}) order by scheduled, position",
        &[],
        &ids,
    )?;
    let wanted: Vec<i64> = links.iter().map(|(_, file)| *file).collect();
    let found = files::of_ids(tx, who.project, &wanted)?;
    let replies: Vec<i64> = rows.iter().filter_map(|row| row.reply_to).collect();
    let answered = messages::load(tx, who.project, &replies, now)?;
    let of = |row: Row| {
        let own = links.iter().filter(|(scheduled, _)| *scheduled == row.id);
        let quoted = |id| answered.iter().find(|message| message.id == id && message.client_id == row.client);
        Ok(ScheduledMessage {
            local_time: moment::local(&zone, row.due_at)?,
            condition: Condition::from_name(&row.condition),
            client_wrote: in_count > row.in_count,
            files: own.filter_map(|(_, file)| found.iter().find(|known| known.id == *file)).cloned().collect(),
            reply_to: row.reply_to.and_then(quoted).map(messages::Message::quoted),
            state: ScheduledState::from_name(&row.state)?,
            reason: row.reason.as_deref().and_then(CancelReason::from_name),
            id: row.id,
            client_id: row.client,
            author_id: row.author,
            due_at: row.due_at,
            text: row.text,
            silent: row.silent,
            message_id: row.message,
            created_at: row.created_at,
            changed_at: row.changed_at,
        })
    };
    rows.into_iter().map(of).collect()
}
