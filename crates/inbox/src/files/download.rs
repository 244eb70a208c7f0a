//! Fetches media of clients from their messengers, and makes small pictures of pictures (G13).
//!
//! A row of `files` with `next_at > 0` is work: `loading` ones are fetched, `stored` ones only need their small picture.
//! Each attempt writes under a key of its own, and only the holder of the lease may name it in the row, so two nodes never
//! mix their bytes. Attempts are bounded; then the file is `failed` and a person may try again.

use beseda_base::db::{Engine, Tx};
use beseda_base::error::{Error, Result};
use beseda_base::{params, row};
use beseda_messengers::{AccountProblem, FetchError, FetchedFile};
use bytes::Bytes;

use super::pour::{Pour, pour};
use super::work::{WorkList, keep_working};
use super::{COLUMNS, FileKindName, FileRow, FileState, Fit, pictures, queries, sniff, spare, store};
use crate::wire::InboxWire;
use crate::{Inbox, channels};

/// Longer than the messenger's own time-out for a file with all that follows it.
const LEASE_MS: i64 = 180_000;

/// Pauses after failed attempts; after the last one the file is failed.
const PAUSES_MS: [i64; 5] = [5_000, 30_000, 120_000, 600_000, 1_800_000];

/// Longer side of a small picture.
const THUMB_SIDE: u32 = 480;

/// Longest text kept of why a file could not be fetched.
const ERROR_MAX: usize = 300;

/// The work list of files.
pub(super) struct Downloads;

row! {
    /// What a claim returns beside the file.
    #[derive(Debug, Clone, Copy)]
    struct Lease {
        id: i64,
        attempts: i32,
        token: i64,
    }
}

/// A claimed file.
pub(super) struct Job {
    file: FileRow,
    lease: Lease,
}

/// What came of an attempt.
enum Outcome {
    /// The bytes are here.
    Fetched(Fetched),
    /// They were here before.
    Here,
    TooBig,
    /// No attempt will help.
    Failed(String),
    /// Another attempt may.
    Retry(String),
}

struct Fetched {
    blob_key: String,
    mime: String,
    name: String,
    size: i64,
}

/// What the row becomes.
struct Finish {
    state: FileState,
    kind: FileKindName,
    fetched: Fetched,
    thumb_key: Option<String>,
    pixels: Option<(u32, u32)>,
    error: Option<String>,
    next_at: i64,
}

/// Starts the loop.
pub(super) fn start(inbox: &Inbox) {
    inbox.keep("files: fetching", |inbox| async move {
        if let Err(error) = inbox.db.write(forget_leases).await {
            tracing::warn!(%error, "leases of files were not reset; they run out by themselves");
        }
        keep_working::<Downloads>(inbox).await;
    });
}

/// With SQLite this process is the only one: what was claimed before it started is nobody's.
fn forget_leases(tx: &Tx<'_>) -> Result<()> {
    if tx.engine() == Engine::Sqlite {
        tx.execute("update files set lease_until = 0 where next_at > 0 and lease_until > 0", params![])?;
        tx.execute("update avatar_checks set lease_until = 0 where lease_until > 0", params![])?;
    }
    Ok(())
}

impl WorkList for Downloads {
    type Job = Job;

    const PARALLEL: usize = 4;

    async fn claim(inbox: &Inbox, limit: usize) -> Result<Vec<Job>> {
        let now = inbox.clock.now();
        inbox.db.write(move |tx| claim(tx, now, limit)).await
    }

    async fn carry_out(inbox: &Inbox, job: Job) -> Result<()> {
        let outcome = attempt(inbox, &job).await;
        let finish = conclude(inbox, &job, outcome).await?;
        // Only what this attempt stored: the row may have bytes from before.
        let before = [Some(&job.file.blob_key), job.file.thumb_key.as_ref()];
        let made = finish.thumb_key.iter().chain([&finish.fetched.blob_key]);
        let keys: Vec<String> = made.filter(|key| !before.contains(&Some(*key))).cloned().collect();
        if inbox.db.write(move |tx| write_down(tx, &job, &finish)).await? {
            return Ok(());
        }
        // The lease ran out and somebody else has it: what this attempt stored is not in any row.
        for key in keys.iter().filter(|key| !key.is_empty()) {
            inbox.files.delete(key).await?;
        }
        Ok(())
    }
}

/// Takes what is due. The lease is the database's time, the due time ours (guarantee 14).
fn claim(tx: &Tx<'_>, now: i64, limit: usize) -> Result<Vec<Job>> {
    let database_now = tx.db_now();
    let leases: Vec<Lease> = tx.query(
        "update files set lease_until = $1, lease_token = lease_token + 1, attempts = attempts + 1
         where id in (select id from files where next_at > 0 and next_at <= $2 and lease_until <= $3
                      order by next_at, id limit $4 {skip_locked})
         returning id, attempts, lease_token",
        params![database_now + LEASE_MS, now, database_now, limit as i64],
    )?;
    let sql = format!("select {COLUMNS} from files where id = $1");
    leases.into_iter().map(|lease| Ok(Job { file: tx.one(&sql, params![lease.id])?, lease })).collect()
}

async fn attempt(inbox: &Inbox, job: &Job) -> Outcome {
    // A file that stopped the server each time it was touched is left alone.
    if usize::try_from(job.lease.attempts).unwrap_or_default() > PAUSES_MS.len() + 1 {
        return Outcome::Failed("too many attempts".to_owned());
    }
    if job.file.state == FileState::Stored {
        return Outcome::Here;
    }
    fetch(inbox, &job.file).await.unwrap_or_else(|error| Outcome::Retry(error.to_string()))
}

async fn fetch(inbox: &Inbox, file: &FileRow) -> Result<Outcome> {
    let (Some(channel), Some(source)) = (file.channel, file.source.clone()) else {
        return Ok(Outcome::Failed("nobody has this file".to_owned()));
    };
    let row = inbox.db.read(move |tx| channels::row(tx, channel)).await?;
    if row.removed_at.is_some() {
        return Ok(Outcome::Failed("the channel was removed".to_owned()));
    }
    let account = channels::account(inbox, &row)?;
    let (kind, wire) = (row.kind, InboxWire::new(inbox.clone()));
    let (key, max) = (store::new_key(inbox, file.project).await?, inbox.config.limits.file_bytes);
    let poured = pour(&inbox.files, &key, max, async |into: &mut Pour| {
        kind.fetch_file(&wire, &account, &source, max, into).await
    })
    .await;
    Ok(match (poured.filled, poured.put) {
        (Err(FetchError::TooBig), _) => Outcome::TooBig,
        (_, Err(error)) if store::is_too_large(&error) => Outcome::TooBig,
        (Err(FetchError::Gone), _) => Outcome::Failed("the messenger does not have it any more".to_owned()),
        (Err(FetchError::Retry(text)), _) => Outcome::Retry(text),
        (Err(FetchError::AccountBroken), _) => {
            let problem =
                AccountProblem::WrongToken("the messenger refused the token while a file was fetched".to_owned());
            channels::report_problem(inbox, &row, &problem).await?;
            Outcome::Retry("the channel needs attention".to_owned())
        }
        (Ok(_), Err(error)) => Outcome::Retry(error.to_string()),
        (Ok(fetched), Ok(_)) => Outcome::Fetched(described(file, key, &fetched, &poured.head)?),
    })
}

/// The type is read from the bytes; the name the client gave stays.
fn described(file: &FileRow, blob_key: String, fetched: &FetchedFile, head: &Bytes) -> Result<Fetched> {
    let name = if file.name.is_empty() && file.kind == FileKindName::Document {
        sniff::clean_name(&fetched.name)
    } else {
        file.name.clone()
    };
    let size = i64::try_from(fetched.size).map_err(Error::internal)?;
    Ok(Fetched { blob_key, mime: sniff::mime(head, &file.mime), name, size })
}

/// Makes the small picture and decides what the row becomes.
async fn conclude(inbox: &Inbox, job: &Job, outcome: Outcome) -> Result<Finish> {
    let file = &job.file;
    let before =
        Fetched { blob_key: file.blob_key.clone(), mime: file.mime.clone(), name: file.name.clone(), size: file.size };
    let mut finish = Finish {
        state: file.state,
        kind: file.kind,
        fetched: before,
        thumb_key: file.thumb_key.clone(),
        pixels: None,
        error: None,
        next_at: 0,
    };
    match outcome {
        Outcome::Fetched(fetched) => {
            finish.state = FileState::Stored;
            finish.fetched = fetched;
            // A picture that is none would be a broken image in the dialog.
            if finish.kind == FileKindName::Image && !sniff::is_picture(&finish.fetched.mime) {
                finish.kind = FileKindName::Document;
            }
            add_thumb(inbox, file.project, &mut finish).await?;
        }
        Outcome::Here => add_thumb(inbox, file.project, &mut finish).await?,
        Outcome::TooBig => finish.state = FileState::TooBig,
        Outcome::Failed(text) => fail(&mut finish, text),
        Outcome::Retry(text) => {
            let attempt = usize::try_from(job.lease.attempts).unwrap_or_default();
            match PAUSES_MS.get(attempt.saturating_sub(1)) {
                Some(pause) => {
                    finish.error = Some(text.chars().take(ERROR_MAX).collect());
                    finish.next_at = inbox.clock.now() + pause;
                }
                None => fail(&mut finish, text),
            }
        }
    }
    Ok(finish)
}

/// A stored file stays stored, even without its small picture.
fn fail(finish: &mut Finish, text: String) {
    finish.error = Some(text.chars().take(ERROR_MAX).collect());
    if finish.state == FileState::Loading {
        finish.state = FileState::Failed;
    }
}

/// A picture that cannot be decoded, or has too many pixels, simply has no small one.
async fn add_thumb(inbox: &Inbox, project: i64, finish: &mut Finish) -> Result<()> {
    if !sniff::is_picture(&finish.fetched.mime) {
        return Ok(());
    }
    let bytes = store::read(inbox, &finish.fetched.blob_key, inbox.config.limits.file_bytes).await?;
    if let Ok(picture) = pictures::shrink(bytes, Fit::Inside(THUMB_SIDE)).await {
        finish.pixels = Some((picture.width, picture.height));
        finish.thumb_key = Some(store::save_picture(inbox, project, picture.bytes).await?);
    }
    Ok(())
}

/// Writes the row, if the lease is still ours. An attempt that only failed for now changes nothing that is shown.
fn write_down(tx: &Tx<'_>, job: &Job, finish: &Finish) -> Result<bool> {
    let (width, height) = match finish.pixels {
        Some((width, height)) => (Some(i64::from(width)), Some(i64::from(height))),
        None => (job.file.width, job.file.height),
    };
    let sql = format!(
        "update files set state = $1, kind = $2, blob_key = $3, thumb_key = $4, mime = $5, name = $6, size = $7, width = $8,
           height = $9, error = $10, next_at = $11, lease_until = 0
         where id = $12 and lease_token = $13 returning {COLUMNS}"
    );
    let fetched = &finish.fetched;
    let written: Option<FileRow> = tx.optional(
        &sql,
        params![
            finish.state.name(),
            finish.kind.name(),
            fetched.blob_key.as_str(),
            finish.thumb_key.as_deref(),
            fetched.mime.as_str(),
            fetched.name.as_str(),
            fetched.size,
            width,
            height,
            finish.error.as_deref(),
            finish.next_at,
            job.file.id,
            job.lease.token,
        ],
    )?;
    let Some(row) = written else { return Ok(false) };
    for key in row.thumb_key.iter().chain([&row.blob_key]) {
        spare::name(tx, key)?;
    }
    if row.state != job.file.state || row.thumb_key != job.file.thumb_key {
        queries::tell(tx, &row)?;
    }
    Ok(true)
}
