//! The loop that goes through files: a megabyte at a time, some lines in a transaction.

use std::sync::Arc;

use axum::http::StatusCode;
use beseda_base::bus::Topic;
use beseda_base::db::{Tx, params};
use beseda_base::error::{Error, Result};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;

use super::lines::{self, Fault};
use super::table::{HEAD, ImportSettings};
use super::{COLUMNS, ERRORS_MAX, ImportState, Row, end, told};
use crate::channels::{self, ChannelFacts};
use crate::labels::{self, LabelKind};
use crate::{Inbox, employees, rounds};

/// How long a node keeps an import without saying so again.
const LEASE_MS: i64 = 60_000;
/// Lines of one transaction: it keeps everybody else from writing for some milliseconds.
const BATCH: usize = 200;
/// Open pages are told at most so often.
const TOLD_MS: i64 = 500;
/// Longest line with errors that is kept, in characters; of a longer one each cell is cut.
const CELLS_MAX: usize = 20_000;
const CELL_CUT: usize = 200;

/// Starts the loop.
pub(crate) fn start(inbox: &Inbox) {
    rounds::start(inbox, "imports", Topic::Jobs, |inbox| async move { all(&inbox).await });
}

/// Works until no import is open that no other node has.
pub(super) async fn all(inbox: &Inbox) -> Result<()> {
    while let Some(import) = inbox.db.write(claim).await? {
        if inbox.tasks.stopping().is_cancelled() {
            return Ok(());
        }
        step(inbox, import).await?;
    }
    Ok(())
}

/// The next open import that nobody works on, the oldest first.
pub(super) fn claim(tx: &Tx<'_>) -> Result<Option<Row>> {
    rounds::claim(tx, ("imports", COLUMNS), "'checking', 'running'", LEASE_MS)
}

/// A stretch of the file; then it is anybody's again.
async fn step(inbox: &Inbox, import: Row) -> Result<()> {
    if let Some(mut stretch) = Stretch::open(inbox, import).await? {
        while stretch.next(inbox).await? && !inbox.tasks.stopping().is_cancelled() {}
    }
    Ok(())
}

/// A part of a file on its way into the tables.
pub(super) struct Stretch {
    import: Row,
    settings: Arc<ImportSettings>,
    bytes: Bytes,
    /// Nothing follows these bytes.
    last: bool,
    /// How many of them are done.
    at: usize,
    told_at: i64,
}

impl Stretch {
    /// Reads it; an import whose file is gone ends.
    pub(super) async fn open(inbox: &Inbox, import: Row) -> Result<Option<Stretch>> {
        let Some(bytes) = read(inbox, &import).await? else {
            let (id, now) = (import.id, inbox.clock.now());
            inbox.db.write(move |tx| end(tx, id, ImportState::Failed, Some("file_gone"), now)).await?;
            return Ok(None);
        };
        let settings = Arc::new(import.settings()?);
        let last = import.place + bytes.len() as i64 >= import.size;
        Ok(Some(Stretch { import, settings, bytes, last, at: 0, told_at: 0 }))
    }

    /// Some lines in one transaction. False when none are left, or it has ended otherwise.
    pub(super) async fn next(&mut self, inbox: &Inbox) -> Result<bool> {
        let (id, now) = (self.import.id, inbox.clock.now());
        let found = self.settings.format().lines(&self.bytes[self.at..], self.last, BATCH);
        if found.lines.is_empty() {
            let ended = self.ended();
            let close = move |tx: &Tx<'_>| match ended {
                Some((state, problem)) => end(tx, id, state, problem, now).map(drop),
                None => tx.execute("update imports set lease_until = 0 where id = $1", params![id]).map(drop),
            };
            inbox.db.write(close).await?;
            return Ok(false);
        }
        let place = self.import.place + self.at as i64;
        self.at += found.used;
        let tell = now - self.told_at >= TOLD_MS;
        if tell {
            self.told_at = now;
        }
        let behind = self.import.place + self.at as i64;
        let settings = Arc::clone(&self.settings);
        let batch = Batch { place, behind, lines: found.lines, settings, tell };
        let import = self.import.clone();
        inbox.db.write(move |tx| take(tx, &import, &batch, now)).await
    }

    /// What becomes of the import when no whole line is left here; none when there may be some behind.
    fn ended(&self) -> Option<(ImportState, Option<&'static str>)> {
        match (self.last, self.at) {
            (true, _) if self.import.state() == ImportState::Checking => Some((ImportState::Checked, None)),
            (true, _) => Some((ImportState::Done, None)),
            (false, 0) => Some((ImportState::Failed, Some("line_too_long"))),
            (false, _) => None,
        }
    }
}

/// The next stretch of the file; none when the file is gone.
async fn read(inbox: &Inbox, import: &Row) -> Result<Option<Bytes>> {
    let from = u64::try_from(import.place).unwrap_or_default();
    if import.place >= import.size {
        return Ok(Some(Bytes::new()));
    }
    // One byte more than the longest line, which then ends within it.
    head(inbox, &import.blob_key, from, HEAD as u64 + 1).await
}

/// So many bytes of a stored file from a place on; none when the file is gone.
pub(super) async fn head(inbox: &Inbox, key: &str, from: u64, most: u64) -> Result<Option<Bytes>> {
    let mut found = match inbox.files.range(key, from..from + most).await {
        Ok(found) => found,
        Err(error) if error.status() == StatusCode::NOT_FOUND => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = BytesMut::new();
    while let Some(chunk) = found.stream.next().await {
        bytes.extend_from_slice(&chunk.map_err(|error| Error::Unavailable(format!("files: {error}")))?);
    }
    Ok(Some(bytes.freeze()))
}

/// Lines of one transaction.
struct Batch {
    /// Where they begin, and what follows them, in bytes of the file.
    place: i64,
    behind: i64,
    lines: Vec<Vec<String>>,
    settings: Arc<ImportSettings>,
    tell: bool,
}

/// Takes a batch in and notes where the file stands. False when somebody else has it, or it has ended.
fn take(tx: &Tx<'_>, import: &Row, batch: &Batch, now: i64) -> Result<bool> {
    let held: Option<(i64,)> = tx.optional(
        "update imports set place = $3, lines = lines + $4, lease_until = $5 where id = $1 and place = $2 and state = $6
         returning lines",
        params![
            import.id,
            batch.place,
            batch.behind,
            batch.lines.len() as i64,
            tx.db_now() + LEASE_MS,
            import.state.as_str()
        ],
    )?;
    let Some((lines,)) = held else { return Ok(false) };
    let channel = match standing(tx, import, &batch.settings)? {
        Ok(channel) => channel,
        Err(problem) => {
            end(tx, import.id, ImportState::Failed, Some(problem), now)?;
            return Ok(false);
        }
    };
    let first = lines - batch.lines.len() as i64 + 1;
    let (mut good, mut faults) = (Vec::new(), Vec::new());
    let header = usize::from(first == 1);
    for (number, cells) in (first..).zip(batch.lines.iter()).skip(header) {
        match lines::read(number, cells, &batch.settings, &channel) {
            Ok(line) => good.push(line),
            Err(fault) => faults.push((number, fault)),
        }
    }
    let trial = import.state() == ImportState::Checking;
    let taken = lines::take(tx, &channel, &batch.settings, good, trial, now)?;
    faults.extend(taken.faults);
    let failed: i64 = tx.one(
        "update imports set created = created + $2, changed = changed + $3, failed = failed + $4 where id = $1 returning failed",
        params![import.id, taken.created, taken.changed, faults.len() as i64],
    )?;
    if failed - (faults.len() as i64) < ERRORS_MAX {
        let cells = |number: i64| &batch.lines[usize::try_from(number - first).unwrap_or_default()];
        let noted: Vec<(i64, Fault, String)> =
            faults.iter().map(|(number, fault)| Ok((*number, *fault, kept(cells(*number))?))).collect::<Result<_>>()?;
        lines::note(tx, import.id, &noted)?;
    }
    if batch.tell {
        told(tx, import.project, import.channel, import.id);
    }
    Ok(true)
}

/// Whether the import may still go on: the channel, or what became of it.
fn standing(
    tx: &Tx<'_>,
    import: &Row,
    settings: &ImportSettings,
) -> Result<std::result::Result<ChannelFacts, &'static str>> {
    let role = employees::role_of(tx, import.project, import.employee)?;
    if !role.is_some_and(|role| role.rights().has(beseda_base::auth::Right::ClientsImport)) {
        return Ok(Err("no_right"));
    }
    let channel = match channels::importing(tx, import.project, import.channel) {
        Err(Error::NotFound) => return Ok(Err("channel_removed")),
        channel => channel?,
    };
    for list in &settings.list_ids {
        if !labels::is_there(tx, import.project, LabelKind::List, *list)? {
            return Ok(Err("list_removed"));
        }
    }
    Ok(Ok(channel))
}

/// The cells of a line with an error, as they are kept.
fn kept(cells: &[String]) -> Result<String> {
    let long = cells.iter().map(|cell| cell.chars().count()).sum::<usize>() > CELLS_MAX;
    let cut = |cell: &String| if long { cell.chars().take(CELL_CUT).collect() } else { cell.clone() };
    let cells: Vec<String> =
        cells.iter().take(if long { super::table::COLUMNS_MAX } else { cells.len() }).map(cut).collect();
    serde_json::to_string(&cells).map_err(Error::internal)
}
