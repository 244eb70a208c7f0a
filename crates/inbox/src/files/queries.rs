//! Rows of files: the way into a message, into a page, and through the loops.

use std::collections::{BTreeSet, HashMap};

use beseda_base::auth::{Right, Role, SignedIn, Who};
use beseda_base::bus::Topic;
use beseda_base::db::{Tx, Val};
use beseda_base::error::{Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use beseda_base::{params, values};
use beseda_messengers::{InboundFile, Kind};
use serde_json::json;

use super::{COLUMNS, FileKindName, FileRef, FileRow, FileState, sniff, spare};
use crate::channels::ChannelFacts;
use crate::dialogs;

/// How many messages that show one file are told about a change of it.
const SHOWN_IN_MAX: i64 = 20;

/// A new row whose bytes are in the store.
pub(super) struct Stored<'a> {
    pub(super) project: i64,
    pub(super) channel: Option<i64>,
    pub(super) created_by: Option<i64>,
    pub(super) kind: &'static str,
    pub(super) name: &'a str,
    pub(super) mime: &'a str,
    pub(super) size: i64,
    pub(super) pixels: Option<(u32, u32)>,
    pub(super) blob_key: &'a str,
}

/// The file of a message that came in. Media of a messenger gets a row to be fetched; a visitor's upload, which is stored
/// already, becomes the client's. An upload that is gone by then stays visible as a failed file.
pub(crate) fn attach_inbound(
    tx: &Tx<'_>,
    channel: &ChannelFacts,
    client: i64,
    file: &InboundFile,
    now: i64,
) -> Result<i64> {
    if channel.kind == Kind::SiteChat {
        return match adopt(tx, channel.id, client, &file.source)? {
            Some(id) => Ok(id),
            None => insert_inbound(tx, channel, client, file, FileState::Failed, now),
        };
    }
    let id = insert_inbound(tx, channel, client, file, FileState::Loading, now)?;
    tx.wake(Topic::Files);
    Ok(id)
}

/// Gives the uploads of `author` to the client whose message takes them. A file that is this client's already (a message
/// repeated) stays; anything else is unknown to the author.
pub(crate) fn take_uploaded(
    tx: &Tx<'_>,
    project: i64,
    client: i64,
    author: Option<i64>,
    file_ids: &[i64],
) -> Result<()> {
    let distinct: BTreeSet<i64> = file_ids.iter().copied().collect();
    let rows: Vec<Vec<Val>> = distinct.into_iter().map(|id| values![id]).collect();
    let taken = tx.execute_rows(
        "update files set client = $1
         where project = $2 and id in (values {rows:bigint}) and state = 'stored'
           and (client = $1 or (client is null and created_by = $3))",
        params![client, project, author],
        &rows,
    )?;
    if taken == file_ids.len() as u64 {
        return Ok(());
    }
    Err(Error::invalid(
        "file_ids",
        "unknown",
        "There is no such file, it was sent to somebody else, or it is named twice.",
    ))
}

/// A file of the project.
pub(crate) fn by_id(tx: &Tx<'_>, project: i64, file: i64) -> Result<FileRow> {
    tx.one(&format!("select {COLUMNS} from files where project = $1 and id = $2"), params![project, file])
}

/// The files of a message for sending it once more, in their order: the same ones to the same client, else rows of their own
/// that name the same bytes. What was not fetched or failed is left out.
pub(crate) fn for_resending(
    tx: &Tx<'_>,
    (project, employee): (i64, i64),
    message: i64,
    same_client: bool,
    now: i64,
) -> Result<Vec<i64>> {
    let stored: Vec<i64> = tx.query(
        "select f.id from message_files mf join files f on f.id = mf.file
         where mf.message = $1 and f.project = $2 and f.state = 'stored' order by mf.position",
        params![message, project],
    )?;
    if same_client {
        return Ok(stored);
    }
    let mut copies = Vec::with_capacity(stored.len());
    for file in stored {
        // A small picture is made anew: its bytes belong to one row.
        copies.push(tx.one(
            "insert into files (project, kind, name, mime, size, width, height, duration_s, state, blob_key, next_at, created_at, created_by)
             select project, kind, name, mime, size, width, height, duration_s, state, blob_key,
               case when thumb_key is null then 0 else cast($2 as bigint) end, cast($2 as bigint), cast($3 as bigint)
             from files where id = $1 returning id",
            params![file, now, employee],
        )?);
    }
    if !copies.is_empty() {
        tx.wake(Topic::Files);
    }
    Ok(copies)
}

/// Of these files those that this employee has uploaded and sent nowhere yet.
pub(crate) fn uploads(tx: &Tx<'_>, project: i64, employee: i64, ids: &[i64]) -> Result<Vec<FileRef>> {
    let ids: Vec<Vec<Val>> = ids.iter().map(|id| values![*id]).collect();
    let sql = format!(
        "select {COLUMNS} from files where project = $1 and created_by = $2 and client is null and id in (values {{rows:bigint}})"
    );
    let rows: Vec<FileRow> = tx.query_rows(&sql, params![project, employee], &ids)?;
    Ok(rows.iter().map(FileRow::to_ref).collect())
}

/// These files of a project, in any order; those that are gone are left out.
pub(crate) fn of_ids(tx: &Tx<'_>, project: i64, ids: &[i64]) -> Result<Vec<FileRef>> {
    let ids: Vec<Vec<Val>> = ids.iter().map(|id| values![*id]).collect();
    let sql = format!("select {COLUMNS} from files where +project = $1 and id in (values {{rows:bigint}})");
    let rows: Vec<FileRow> = tx.query_rows(&sql, params![project], &ids)?;
    Ok(rows.iter().map(FileRow::to_ref).collect())
}

/// The files of messages, in their order in the message.
pub(crate) fn refs(tx: &Tx<'_>, messages: &[i64]) -> Result<HashMap<i64, Vec<FileRef>>> {
    if messages.is_empty() {
        return Ok(HashMap::new());
    }
    let keys: Vec<Vec<Val>> = messages.iter().map(|id| values![*id]).collect();
    let links: Vec<(i64, i64)> = tx.query_rows(
        "select message, file from message_files where message in (values {rows:bigint}) order by message, position",
        &[],
        &keys,
    )?;
    let mut files: Vec<Vec<Val>> = links.iter().map(|(_, file)| values![*file]).collect();
    files.dedup();
    if files.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("select {COLUMNS} from files where id in (values {{rows:bigint}})");
    let found: Vec<FileRow> = tx.query_rows(&sql, &[], &files)?;
    let by_id: HashMap<i64, FileRef> = found.into_iter().map(|row| (row.id, row.to_ref())).collect();
    let mut of: HashMap<i64, Vec<FileRef>> = HashMap::new();
    for (message, file) in links {
        if let Some(file) = by_id.get(&file) {
            of.entry(message).or_default().push(file.clone());
        }
    }
    Ok(of)
}

/// A file of a dialog in this channel: the channel's own upload, or what an employee sent to one of its clients.
pub(super) fn of_channel(tx: &Tx<'_>, channel: i64, file: i64) -> Result<FileRow> {
    let row: FileRow = tx.one(&format!("select {COLUMNS} from files where id = $1"), params![file])?;
    let home: Option<i64> = match row.client {
        Some(client) => tx.optional("select channel from clients where id = $1", params![client])?,
        None => row.channel,
    };
    if home == Some(channel) { Ok(row) } else { Err(Error::NotFound) }
}

/// The file, if the person of this session may have it in the file's own project.
pub(super) fn file_of_session(tx: &Tx<'_>, session: &SignedIn, file: i64) -> Result<FileRow> {
    let row: FileRow = tx.one(&format!("select {COLUMNS} from files where id = $1"), params![file])?;
    let sql = "select role from members where project = $1 and employee = $2";
    let role: String = tx.one(sql, params![row.project, session.employee])?;
    let role: Role = role.parse()?;
    let who =
        Who { employee: session.employee, project: row.project, role, rights: role.rights(), session: session.session };
    who.must(Right::DialogsRead).map_err(|_| Error::NotFound)?;
    check_visible(tx, &who, &row)?;
    Ok(row)
}

/// The file, if this person may have it.
fn visible_file(tx: &Tx<'_>, who: &Who, file: i64) -> Result<FileRow> {
    let row = by_id(tx, who.project, file)?;
    check_visible(tx, who, &row)?;
    Ok(row)
}

/// May this person have this file? Others' uploads and files of clients he may not see do not exist for him.
fn check_visible(tx: &Tx<'_>, who: &Who, file: &FileRow) -> Result<()> {
    match file.client {
        Some(client) => dialogs::visible(tx, who, client),
        None if file.created_by == Some(who.employee) => Ok(()),
        None => Err(Error::NotFound),
    }
}

/// A stored upload. A picture is put on the work list, to get its small one.
pub(super) fn insert_stored(tx: &Tx<'_>, file: &Stored<'_>, now: i64) -> Result<FileRow> {
    let next_at = if sniff::is_picture(file.mime) { now } else { 0 };
    let sql = format!(
        "insert into files (project, channel, kind, name, mime, size, width, height, state, blob_key, next_at, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'stored', $9, $10, $11, $12) returning {COLUMNS}"
    );
    let (width, height) = (file.pixels.map(|(width, _)| pixels(width)), file.pixels.map(|(_, height)| pixels(height)));
    let row = tx.one(
        &sql,
        params![
            file.project,
            file.channel,
            file.kind,
            file.name,
            file.mime,
            file.size,
            width,
            height,
            file.blob_key,
            next_at,
            now,
            file.created_by
        ],
    )?;
    spare::name(tx, file.blob_key)?;
    if next_at > 0 {
        tx.wake(Topic::Files);
    }
    Ok(row)
}

/// A failed download is put back on the work list with a fresh count of attempts.
pub(super) fn try_again(tx: &Tx<'_>, who: &Who, file: i64, now: i64) -> Result<FileRef> {
    let row = visible_file(tx, who, file)?;
    match row.state {
        FileState::Failed if row.channel.is_some() && row.client.is_some() => {}
        FileState::Loading => return Ok(row.to_ref()),
        _ => return Err(Error::conflict("conflict", "Only a file that could not be fetched can be fetched again.")),
    }
    let sql = format!(
        "update files set state = 'loading', error = null, attempts = 0, next_at = $1, lease_until = 0
         where id = $2 returning {COLUMNS}"
    );
    let row: FileRow = tx.one(&sql, params![now, file])?;
    tell(tx, &row)?;
    tx.wake(Topic::Files);
    Ok(row.to_ref())
}

/// Says in the log that a file changed, once for each message that shows it.
pub(super) fn tell(tx: &Tx<'_>, file: &FileRow) -> Result<()> {
    let messages: Vec<i64> = tx.query(
        "select message from message_files where file = $1 order by message limit $2",
        params![file.id, SHOWN_IN_MAX],
    )?;
    for message in messages {
        tx.event(NewEvent {
            project: file.project,
            kind: EventKind::FileChanged,
            client: file.client,
            message: Some(message),
            channel: file.channel,
            employee: None,
            data: json!({ "file": file.id, "state": file.state.name() }),
        });
    }
    Ok(())
}

fn insert_inbound(
    tx: &Tx<'_>,
    channel: &ChannelFacts,
    client: i64,
    file: &InboundFile,
    state: FileState,
    now: i64,
) -> Result<i64> {
    let next_at = if state == FileState::Loading { now } else { 0 };
    let size = file.size.and_then(|size| i64::try_from(size).ok()).unwrap_or(0);
    let (width, height) = (file.width.map(pixels), file.height.map(pixels));
    // Until the bytes are here the type is the sender's word, so it is cleaned like the word of any stranger.
    let (name, mime) = (sniff::clean_name(&file.name), sniff::mime(&[], &file.mime));
    let source: String = file.source.chars().take(1000).collect();
    tx.one(
            "insert into files (project, channel, client, kind, name, mime, size, width, height, duration_s, state, blob_key, source, next_at, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', $12, $13, $14) returning id",
            params![
                channel.project, channel.id, client, FileKindName::from(file.kind).name(), name, mime, size, width, height,
                file.duration_s.map(pixels), state.name(), source, next_at, now
            ],
        )
}

/// Gives a visitor's upload to the client that its message made; the room of the website chat has checked that it is his.
/// Safe to repeat.
fn adopt(tx: &Tx<'_>, channel: i64, client: i64, source: &str) -> Result<Option<i64>> {
    let Ok(file) = source.parse::<i64>() else { return Ok(None) };
    tx.optional(
        "update files set client = $1
         where id = $2 and channel = $3 and state = 'stored' and (client is null or client = $1) returning id",
        params![client, file, channel],
    )
}

/// Sizes told by strangers are cut to what the column holds.
fn pixels(value: u32) -> i64 {
    i64::from(value.min(i32::MAX.unsigned_abs()))
}
