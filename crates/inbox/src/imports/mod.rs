//! Clients out of a table (S07): a file is uploaded for a channel, looked at, tried without writing anything, taken in.
//!
//! `table` reads lines, `lines` takes them in, `work` goes through a file in the background. A transaction takes some lines
//! in and notes where in the file it stands, so that a crash goes on behind the last one: no line twice, none left out. What
//! cannot be taken in is kept with its reason and given back as a table that can be mended and taken in again.

mod lines;
mod routes;
mod table;
#[cfg(test)]
mod tests;
mod work;

use beseda_base::auth::Who;
use beseda_base::bus::Topic;
use beseda_base::db::{Tx, params, row};
use beseda_base::error::{Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::{audit, files};
use table::ImportSettings;

pub use routes::routes;
pub(crate) use work::start;

/// Largest file: a million lines of 250 bytes.
const FILE_MAX: u64 = 256 * 1024 * 1024;
/// Imports of a channel that are shown.
const SHOWN: i64 = 20;
/// Imports of a project that may be under way at once.
const OPEN_MAX: i64 = 3;
/// How long a file and what came of it are kept: it is full of people's names.
const KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// Lines with errors that are kept; further ones are counted only.
const ERRORS_MAX: i64 = 10_000;

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// The file is there, nothing was done with it.
    Ready,
    /// It is gone through without writing anything.
    Checking,
    /// … and its end was reached.
    Checked,
    /// Clients are taken in.
    Running,
    /// All were.
    Done,
    /// Stopped by a person; what was taken in stays.
    Stopped,
    /// It cannot go on, see `problem`; what was taken in stays.
    Failed,
}

impl ImportState {
    fn name(self) -> &'static str {
        match self {
            ImportState::Ready => "ready",
            ImportState::Checking => "checking",
            ImportState::Checked => "checked",
            ImportState::Running => "running",
            ImportState::Done => "done",
            ImportState::Stopped => "stopped",
            ImportState::Failed => "failed",
        }
    }

    /// From the table, which only [`ImportState::name`] fills.
    fn from_name(name: &str) -> ImportState {
        match name {
            "ready" => ImportState::Ready,
            "checking" => ImportState::Checking,
            "checked" => ImportState::Checked,
            "running" => ImportState::Running,
            "done" => ImportState::Done,
            "stopped" => ImportState::Stopped,
            _ => ImportState::Failed,
        }
    }

    fn is_open(self) -> bool {
        matches!(self, ImportState::Checking | ImportState::Running)
    }
}

/// A table of clients for a channel.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Import {
    /// Id.
    pub id: i64,
    /// Channel the clients come into.
    pub channel_id: i64,
    /// Who uploaded it.
    pub employee_id: i64,
    /// Name of the file.
    pub file_name: String,
    /// Its bytes.
    pub size: i64,
    /// Where it stands.
    pub state: ImportState,
    /// Bytes that were gone through.
    pub place: i64,
    /// Lines that were gone through, without the header.
    pub lines: i64,
    /// Of them, lines that made a client, or would.
    pub created: i64,
    /// Lines of clients who were there before.
    pub changed: i64,
    /// Lines with errors.
    pub failed: i64,
    /// Why it failed: `line_too_long` (a line of more than a megabyte: most likely a quote that is never closed),
    /// `channel_removed`, `list_removed`, `no_right` (who began it may not any more), `file_gone`.
    pub problem: Option<String>,
    /// When it was uploaded.
    pub created_at: i64,
    /// When it ended.
    pub finished_at: Option<i64>,
}

row! {
    #[derive(Clone)]
    struct Row {
        id: i64, project: i64, channel: i64, employee: i64, file_name: String, size: i64, blob_key: String, state: String,
        settings: Option<String>, header: Option<String>, place: i64, lines: i64, created: i64, changed: i64, failed: i64, problem: Option<String>,
        created_at: i64, finished_at: Option<i64>,
    }
}

const COLUMNS: &str = "id, project, channel, employee, file_name, size, blob_key, state, settings, header, place, lines, created, changed, \
    failed, problem, created_at, finished_at";

impl Row {
    fn state(&self) -> ImportState {
        ImportState::from_name(&self.state)
    }

    fn settings(&self) -> Result<ImportSettings> {
        let settings = self.settings.as_deref().unwrap_or_default();
        serde_json::from_str(settings).map_err(|error| Error::Internal(format!("settings of an import: {error}")))
    }

    /// The first line of the file, once it was begun.
    fn header(&self) -> Result<Vec<String>> {
        let header = self.header.as_deref().unwrap_or("[]");
        serde_json::from_str(header).map_err(|error| Error::Internal(format!("header of an import: {error}")))
    }

    fn shown(&self) -> Import {
        Import {
            id: self.id,
            channel_id: self.channel,
            employee_id: self.employee,
            file_name: self.file_name.clone(),
            size: self.size,
            state: self.state(),
            place: self.place,
            lines: (self.lines - 1).max(0),
            created: self.created,
            changed: self.changed,
            failed: self.failed,
            problem: self.problem.clone(),
            created_at: self.created_at,
            finished_at: self.finished_at,
        }
    }
}

/// An import of this project.
fn one(tx: &Tx<'_>, who: &Who, import: i64) -> Result<Row> {
    tx.one(&format!("select {COLUMNS} from imports where project = $1 and id = $2"), params![who.project, import])
}

/// The newest ones of a channel.
fn of_channel(tx: &Tx<'_>, who: &Who, channel: i64) -> Result<Vec<Row>> {
    tx.query(
        &format!("select {COLUMNS} from imports where project = $1 and channel = $2 order by id desc limit $3"),
        params![who.project, channel, SHOWN],
    )
}

/// Notes an uploaded file.
fn insert(tx: &Tx<'_>, who: &Who, channel: i64, file: &files::Unnamed, now: i64) -> Result<i64> {
    let size = i64::try_from(file.size).map_err(Error::internal)?;
    let import: i64 = tx.one(
        "insert into imports (project, channel, employee, file_name, size, blob_key, state, created_at)
         values ($1, $2, $3, $4, $5, $6, 'ready', $7) returning id",
        params![who.project, channel, who.employee, file.name.as_str(), size, file.key.as_str(), now],
    )?;
    files::name(tx, &file.key)?;
    told(tx, who.project, channel, import);
    Ok(import)
}

/// Begins to go through the file from its first line on: as a trial, which writes nothing, or in earnest.
fn begin(
    tx: &Tx<'_>,
    who: &Who,
    import: i64,
    (settings, header): (&ImportSettings, &[String]),
    trial: bool,
    now: i64,
) -> Result<()> {
    let row = one(tx, who, import)?;
    if row.state().is_open() || row.state() == ImportState::Done {
        return Err(Error::conflict("import_begun", "this file is being taken in, or was"));
    }
    if row.blob_key.is_empty() {
        return Err(Error::conflict("file_gone", "the file was given up; upload it again"));
    }
    let open: i64 = tx.one(
        "select count(*) from imports where project = $1 and state in ('checking', 'running')",
        params![who.project],
    )?;
    if open >= OPEN_MAX {
        return Err(Error::conflict("limit_reached", format!("at most {OPEN_MAX} imports can be under way at once")));
    }
    lines::forget(tx, import)?;
    let state = if trial { ImportState::Checking } else { ImportState::Running };
    let settings = serde_json::to_string(settings).map_err(Error::internal)?;
    let header = serde_json::to_string(header).map_err(Error::internal)?;
    tx.execute(
        "update imports set state = $2, settings = $3, employee = $4, header = $5, place = 0, lines = 0, created = 0, changed = 0, failed = 0,
           problem = null, finished_at = null, lease_until = 0 where id = $1",
        params![import, state.name(), settings, who.employee, header],
    )?;
    if !trial {
        let details = json!({ "import": import, "file": row.file_name });
        audit::record(tx, who, "clients.imported", "channel", Some(row.channel), &details, now)?;
    }
    told(tx, who.project, row.channel, import);
    tx.wake(Topic::Jobs);
    Ok(())
}

/// Ends it in this state, if it is under way. Answers whether it was.
fn end(tx: &Tx<'_>, import: i64, state: ImportState, problem: Option<&str>, now: i64) -> Result<bool> {
    let ended: Option<(i64, i64)> = tx.optional(
        "update imports set state = $2, problem = $3, finished_at = $4, lease_until = 0,
           place = case when $2 in ('done', 'checked') then size else place end
         where id = $1 and state in ('checking', 'running') returning project, channel",
        params![import, state.name(), problem, now],
    )?;
    let Some((project, channel)) = ended else { return Ok(false) };
    if state == ImportState::Done {
        // Whoever is deleted tomorrow shall not be left in a file.
        let key: String = tx.one("select blob_key from imports where id = $1", params![import])?;
        tx.execute("update imports set blob_key = '' where id = $1", params![import])?;
        files::discard(tx, &[key], now)?;
    }
    told(tx, project, channel, import);
    Ok(true)
}

/// Gives the file and the lines with errors up; what was taken in stays.
fn discard(tx: &Tx<'_>, who: &Who, import: i64, now: i64) -> Result<()> {
    let row = one(tx, who, import)?;
    if row.state().is_open() {
        return Err(Error::conflict("import_begun", "stop it first"));
    }
    lines::forget(tx, import)?;
    tx.execute("delete from imports where id = $1", params![import])?;
    files::discard(tx, &[row.blob_key], now)?;
    told(tx, who.project, row.channel, import);
    Ok(())
}

/// Tells open pages to look at it again.
fn told(tx: &Tx<'_>, project: i64, channel: i64, import: i64) {
    tx.event(NewEvent {
        channel: Some(channel),
        data: json!({ "import": import }),
        ..NewEvent::of(project, EventKind::ImportChanged)
    });
}

/// Gives up what is older than a week, at most `limit` rows. Answers how many.
pub(crate) fn prune(tx: &Tx<'_>, now: i64, limit: i64) -> Result<u64> {
    let old: Option<(i64, String)> = tx.optional(
        "select id, blob_key from imports where created_at < $1 and state not in ('checking', 'running') order by created_at limit 1",
        params![now - KEPT_MS],
    )?;
    let Some((import, key)) = old else { return Ok(0) };
    let errors = tx.execute(
        "delete from import_errors where import = $1 and line in (select line from import_errors where import = $1 order by line limit $2)",
        params![import, limit],
    )?;
    if errors > 0 {
        return Ok(errors);
    }
    files::discard(tx, &[key], now)?;
    tx.execute("delete from imports where id = $1", params![import])
}
