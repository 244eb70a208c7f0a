//! Many dialogs at once: read, unread, labels, lists, a responsible, blocked, deleted, what failed sent once more. Done in the
//! background, one client a transaction, with the rights of who began it; what cannot be done to a client is said with its
//! reason, the others go on.
//!
//! A job is a row and one row for each client, so that a crash resumes where it was. A filter is gathered first, page by page
//! in the order of the list; what comes to fit later is not touched.

mod action;
mod routes;
#[cfg(test)]
mod tests;
mod work;

use beseda_base::auth::Who;
use beseda_base::bus::Topic;
use beseda_base::db::{Tx, Val, params, row, values};
use beseda_base::error::{Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::dialogs::{DialogFilter, Tab};

pub use action::Action;
pub use routes::routes;
pub(crate) use work::start;

/// Clients that can be named one by one.
const NAMED_MAX: usize = 1_000;
/// Clients of one job; of a longer list the first ones are taken.
const CLIENTS_MAX: i64 = 100_000;
/// Jobs of one person that may be under way at once.
const OPEN_MAX: i64 = 5;
/// How long a job can be undone and looked at.
const KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// The clients of the filter are looked up.
    Gathering,
    /// Clients are worked on.
    Running,
    /// All were worked on.
    Done,
    /// Stopped by a person; what was done stays done.
    Stopped,
}

/// Long work on many clients.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Job {
    /// Id.
    pub id: i64,
    /// What is done.
    pub action: Action,
    /// Where it stands.
    pub state: JobState,
    /// Clients, as far as they are known.
    pub total: i64,
    /// Clients it was done to, and those who had it already.
    pub done: i64,
    /// Clients it could not be done to.
    pub skipped: i64,
    /// It can be undone.
    pub undoable: bool,
    /// The job that undoes it.
    pub undone_by: Option<i64>,
    /// When it was begun.
    pub created_at: i64,
    /// When it ended.
    pub finished_at: Option<i64>,
}

/// Whom it is done to: clients by their ids, or all who fit a filter.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct Selection {
    /// These clients, at most 1,000; empty: those of `tab` and `filter`.
    #[serde(default)]
    pub client_ids: Vec<i64>,
    /// All dialogs of this tab.
    #[serde(default)]
    pub tab: Option<Tab>,
    /// That fit this; at most 100,000, the first ones of the list.
    #[serde(default)]
    pub filter: Option<DialogFilter>,
    /// But not these, at most 1,000.
    #[serde(default)]
    pub except_ids: Vec<i64>,
}

row! {
    struct Row {
        id: i64, project: i64, employee: i64, action: String, params: String, state: String, place: Option<String>, total: i64,
        done: i64, skipped: i64, undone_by: Option<i64>, created_at: i64, finished_at: Option<i64>,
    }
}

const COLUMNS: &str =
    "id, project, employee, action, params, state, place, total, done, skipped, undone_by, created_at, finished_at";

impl Row {
    fn action(&self) -> Result<Action> {
        serde_json::from_str(&self.action).map_err(|error| Error::Internal(format!("action of a job: {error}")))
    }

    fn selection(&self) -> Result<Selection> {
        serde_json::from_str(&self.params).map_err(|error| Error::Internal(format!("selection of a job: {error}")))
    }

    fn state(&self) -> JobState {
        match self.state.as_str() {
            "gathering" => JobState::Gathering,
            "running" => JobState::Running,
            "stopped" => JobState::Stopped,
            _ => JobState::Done,
        }
    }

    fn shown(&self) -> Result<Job> {
        let (action, state) = (self.action()?, self.state());
        let ended = matches!(state, JobState::Done | JobState::Stopped);
        Ok(Job {
            id: self.id,
            undoable: ended && self.done > 0 && self.undone_by.is_none() && action.undo().is_some(),
            action,
            state,
            total: self.total,
            done: self.done,
            skipped: self.skipped,
            undone_by: self.undone_by,
            created_at: self.created_at,
            finished_at: self.finished_at,
        })
    }
}

/// Begins a job.
fn begin(tx: &Tx<'_>, who: &Who, action: &Action, selection: &Selection, now: i64) -> Result<i64> {
    let open: i64 = tx.one(
        "select count(*) from jobs where project = $1 and employee = $2 and state in ('gathering', 'running')",
        params![who.project, who.employee],
    )?;
    if open >= OPEN_MAX {
        return Err(Error::conflict(
            "limit_reached",
            format!("at most {OPEN_MAX} such actions can be under way at once"),
        ));
    }
    let gathering = selection.client_ids.is_empty();
    let job = insert(tx, who, action, selection, if gathering { "gathering" } else { "running" }, now)?;
    if !gathering {
        add(tx, job, &selection.client_ids)?;
    }
    told(tx, who.project, who.employee, job);
    tx.wake(Topic::Jobs);
    Ok(job)
}

fn insert(tx: &Tx<'_>, who: &Who, action: &Action, selection: &Selection, state: &str, now: i64) -> Result<i64> {
    let text = |value: serde_json::Result<String>| value.map_err(|error| Error::Internal(format!("a job: {error}")));
    tx.one(
        "insert into jobs (project, employee, action, params, state, created_at) values ($1, $2, $3, $4, $5, $6) returning id",
        params![
            who.project,
            who.employee,
            text(serde_json::to_string(action))?,
            text(serde_json::to_string(selection))?,
            state,
            now
        ],
    )
}

/// Adds clients to a job, each once.
fn add(tx: &Tx<'_>, job: i64, clients: &[i64]) -> Result<()> {
    let rows: Vec<Vec<Val>> = clients.iter().map(|client| values![job, *client]).collect();
    let added = tx.execute_rows(
        "insert into job_clients (job, client) values {rows:bigint,bigint} on conflict (job, client) do nothing",
        &[],
        &rows,
    )?;
    tx.execute("update jobs set total = total + $2 where id = $1", params![job, added as i64])?;
    Ok(())
}

/// A job of this person.
fn own(tx: &Tx<'_>, who: &Who, job: i64) -> Result<Row> {
    tx.one(
        &format!("select {COLUMNS} from jobs where project = $1 and employee = $2 and id = $3"),
        params![who.project, who.employee, job],
    )
}

/// Stops a job; what was done stays done.
fn stop(tx: &Tx<'_>, who: &Who, job: i64, now: i64) -> Result<()> {
    let row = own(tx, who, job)?;
    let stopped = tx.execute(
        "update jobs set state = 'stopped', finished_at = $2 where id = $1 and state in ('gathering', 'running')",
        params![row.id, now],
    )?;
    if stopped > 0 {
        told(tx, who.project, who.employee, job);
    }
    Ok(())
}

/// Begins the job that undoes another one. Answers its id; the same when it was begun before.
fn undo(tx: &Tx<'_>, who: &Who, job: i64, now: i64) -> Result<i64> {
    let row = own(tx, who, job)?;
    if let Some(before) = row.undone_by {
        return Ok(before);
    }
    let Some(action) = row.action()?.undo().filter(|_| row.shown().is_ok_and(|job| job.undoable)) else {
        return Err(Error::conflict("not_undoable", "this action cannot be undone any more"));
    };
    let undoing = insert(tx, who, &action, &Selection::default(), "running", now)?;
    let count = tx.execute(
        "insert into job_clients (job, client, former)
         select cast($2 as bigint), client, former from job_clients where job = $1 and state = 1 and former is not null",
        params![job, undoing],
    )?;
    tx.execute("update jobs set total = $2 where id = $1", params![undoing, count as i64])?;
    tx.execute("update jobs set undone_by = $2 where id = $1", params![job, undoing])?;
    told(tx, who.project, who.employee, undoing);
    tx.wake(Topic::Jobs);
    Ok(undoing)
}

/// Tells the pages of who began it.
fn told(tx: &Tx<'_>, project: i64, employee: i64, job: i64) {
    tx.event(NewEvent {
        employee: Some(employee),
        data: json!({ "job": job }),
        ..NewEvent::of(project, EventKind::JobChanged)
    });
}

/// Takes jobs away that ended long ago, at most `limit` rows. Answers how many.
pub(crate) fn prune(tx: &Tx<'_>, now: i64, limit: i64) -> Result<u64> {
    let old: Option<i64> = tx.optional(
        "select id from jobs where finished_at is not null and finished_at < $1 order by finished_at limit 1",
        params![now - KEPT_MS],
    )?;
    let Some(job) = old else { return Ok(0) };
    let clients = tx.execute(
        "delete from job_clients where job = $1 and client in (select client from job_clients where job = $1 order by client limit $2)",
        params![job, limit],
    )?;
    if clients > 0 {
        return Ok(clients);
    }
    tx.execute("delete from jobs where id = $1", params![job])
}
