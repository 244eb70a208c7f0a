//! The log of what happened: one row per event, in the transaction that makes it happen.
//!
//! `seq` is gapless per project: taken from the project's counter by the last statements of the transaction, whose row lock
//! makes the order of commits the order of numbers. So a reader with a bare cursor can skip nothing. Events carry ids and
//! changed scalars, never texts, names or values: a delete is then a delete.
//!
//! Tables: `projects (id, last_seq, …)` and `events (project, seq, at, kind, client, message, channel, employee, data)` with
//! the primary key `(project, seq)`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::db::{Tx, params, row, values};
use crate::error::{Error, Result};

/// Most events that one call of [`after`] gives.
pub const MAX_PAGE: i64 = 1_000;
/// Most events that one call of [`prune`] deletes.
const PRUNED_AT_ONCE: i64 = 500;
/// Most projects that one call of [`prune`] looks into.
const PRUNED_PROJECTS: i64 = 20;

/// Each kind with its word, which JSON and the database share.
macro_rules! kinds {
    ($($kind:ident $word:tt,)+) => {
        /// What can happen.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
        #[expect(missing_docs, reason = "the words say it")]
        pub enum EventKind {
            $(#[serde(rename = $word)] $kind,)+
        }

        impl EventKind {
            /// The word in JSON and in the database.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $word,)+
                }
            }
        }
    };
}

kinds! {
    MessageCreated "message.created",
    MessageChanged "message.changed",
    MessageDeleted "message.deleted",
    ClientCreated "client.created",
    ClientChanged "client.changed",
    ClientDeleted "client.deleted",
    ClientRestored "client.restored",
    DialogChanged "dialog.changed",
    DialogSeen "dialog.seen",
    ChannelCreated "channel.created",
    ChannelChanged "channel.changed",
    ChannelDeleted "channel.deleted",
    EmployeeChanged "employee.changed",
    EmployeeMentioned "employee.mentioned",
    ProjectChanged "project.changed",
    FileChanged "file.changed",
    LabelChanged "label.changed",
    FilterChanged "filter.changed",
    JobChanged "job.changed",
    ImportChanged "import.changed",
    TemplateChanged "template.changed",
    ScheduledCreated "scheduled.created",
    ScheduledChanged "scheduled.changed",
    ScheduledGone "scheduled.gone",
    DealCreated "deal.created",
    DealChanged "deal.changed",
    DealDeleted "deal.deleted",
}

/// A part of an event's data: an id, a number, a word, a mark, or nothing where there is none any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
#[expect(missing_docs, reason = "the names say it")]
pub enum EventValue {
    Number(i64),
    Flag(bool),
    Word(String),
    Nothing,
}

/// What happened, before it has a number.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// Whose log.
    pub project: i64,
    /// What happened.
    pub kind: EventKind,
    /// The client it is about.
    pub client: Option<i64>,
    /// The message it is about.
    pub message: Option<i64>,
    /// The channel it is about.
    pub channel: Option<i64>,
    /// Who did it.
    pub employee: Option<i64>,
    /// An object of ids and changed scalars only.
    pub data: Value,
}

impl NewEvent {
    /// An event that is about nothing yet; name the rest with `..`.
    #[must_use]
    pub fn of(project: i64, kind: EventKind) -> Self {
        let data = Value::Object(Map::new());
        Self { project, kind, client: None, message: None, channel: None, employee: None, data }
    }

    /// The same about a client.
    #[must_use]
    pub fn client(self, client: i64) -> Self {
        Self { client: Some(client), ..self }
    }
}

row! {
    /// An event as it stands in the log.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct EventRow {
        /// Number in its project, from 1.
        pub seq: i64,
        /// When, milliseconds since 1970.
        pub at: i64,
        /// What happened.
        pub kind: String,
        /// The client it is about.
        pub client: Option<i64>,
        /// The message it is about.
        pub message: Option<i64>,
        /// The channel it is about.
        pub channel: Option<i64>,
        /// Who did it.
        pub employee: Option<i64>,
        /// JSON.
        pub data: String,
    }
}

impl EventRow {
    /// The ids and changed scalars. What is none of them is of another build, and nothing here relies on it.
    #[must_use]
    pub fn values(&self) -> BTreeMap<String, EventValue> {
        let values: Map<String, Value> = serde_json::from_str(&self.data).unwrap_or_default();
        values.into_iter().filter_map(|(name, value)| Some((name, serde_json::from_value(value).ok()?))).collect()
    }
}

const NUMBER: &str = "update projects set last_seq = last_seq + $2 where id = $1 returning last_seq";

const INSERT: &str = "insert into events (project, seq, at, kind, client, message, channel, employee, data)
    values {rows:bigint,bigint,bigint,text,bigint,bigint,bigint,bigint,text}";

/// Numbers the events and writes them; tells the projects, in the order in which their counters were locked.
pub(crate) fn append(tx: &Tx<'_>, at: i64, mut events: Vec<NewEvent>) -> Result<Vec<i64>> {
    // Ascending, so that two transactions never wait for each other; stable, so that events keep their order.
    events.sort_by_key(|event| event.project);
    let mut projects = Vec::new();
    let mut rows = Vec::with_capacity(events.len());
    for same in events.chunk_by(|a, b| a.project == b.project) {
        let project = same[0].project;
        let count = i64::try_from(same.len()).map_err(Error::internal)?;
        let last: Option<i64> = tx.optional(NUMBER, params![project, count])?;
        let last =
            last.ok_or_else(|| Error::internal(format!("an event of project {project}, which does not exist")))?;
        for (event, seq) in same.iter().zip(last - count + 1..) {
            rows.push(values![
                project,
                seq,
                at,
                event.kind.name(),
                event.client,
                event.message,
                event.channel,
                event.employee,
                event.data.to_string()
            ]);
        }
        projects.push(project);
    }
    tx.execute_rows(INSERT, &[], &rows)?;
    Ok(projects)
}

const AFTER: &str = "select seq, at, kind, client, message, channel, employee, data from events
    where project = $1 and seq > $2 order by seq limit $3";

const OLDEST: &str = "select seq from events where project = $1 order by seq limit 1";

/// The events after `after`, oldest first. 410 `too_old` when some of them are not kept any more, or when the log is behind
/// the cursor because the database was restored: the reader takes a fresh snapshot.
pub fn after(tx: &Tx<'_>, project: i64, after: i64, limit: i64) -> Result<Vec<EventRow>> {
    let last = last_seq(tx, project)?;
    if after == last {
        return Ok(Vec::new());
    }
    let oldest: Option<i64> = tx.optional(OLDEST, params![project])?;
    if after > last || after + 1 < oldest.unwrap_or(last + 1) {
        return Err(Error::problem(410, "too_old", "These events are not kept any more; take a fresh snapshot."));
    }
    tx.query(AFTER, params![project, after, limit.clamp(1, MAX_PAGE)])
}

/// The number of the project's newest event, 0 before the first.
pub fn last_seq(tx: &Tx<'_>, project: i64) -> Result<i64> {
    tx.one("select last_seq from projects where id = $1", params![project])
}

const PRUNABLE: &str = "select p.id from projects p join events e on e.project = p.id
    and e.seq = (select min(seq) from events where project = p.id) where e.at < $1 order by p.id limit $2";

const OLD: &str = "select seq, at from events where project = $1 order by seq limit $2";

const DELETE: &str = "delete from events where project = $1 and seq <= $2";

/// Deletes events older than `before` (milliseconds since 1970) and tells how many; a bounded number, so call it until 0.
pub fn prune(tx: &Tx<'_>, before: i64) -> Result<u64> {
    let projects: Vec<i64> = tx.query(PRUNABLE, params![before, PRUNED_PROJECTS])?;
    let mut room = PRUNED_AT_ONCE;
    let mut count = 0;
    for project in projects {
        let oldest: Vec<(i64, i64)> = tx.query(OLD, params![project, room])?;
        let Some((last, _)) = oldest.into_iter().take_while(|(_, at)| *at < before).last() else { continue };
        let deleted = tx.execute(DELETE, params![project, last])?;
        count += deleted;
        room -= i64::try_from(deleted).unwrap_or(room);
        if room <= 0 {
            break;
        }
    }
    Ok(count)
}
