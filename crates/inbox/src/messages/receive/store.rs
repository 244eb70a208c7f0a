//! Entries become rows: numbers and counters of the clients first, then messages, their ids, files and events.

use std::collections::{BTreeMap, HashMap, HashSet};

use beseda_base::db::{Tx, Val, values};
use beseda_base::error::{DbError, Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use serde_json::json;

use super::entry::Entry;
use super::{CALLBACK, PARKED, PARTS, Threads};
use crate::messages::changes;
use crate::search::{self, Indexed};
use crate::{clients, files, labels, outbox};

/// What a batch adds to one client.
#[derive(Default)]
struct Gain {
    rows: i64,
    words: i64,
    /// Number of the last row that the list shows, counted from the first of this batch; 0 = none.
    preview: i64,
    last_word: i64,
    at: i64,
    thread: i64,
    unreachable: Option<bool>,
    tag: Option<String>,
}

pub(super) fn insert(
    tx: &Tx<'_>,
    entries: &[Entry],
    people: &clients::People,
    threads: &Threads,
    now: i64,
) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut gains: BTreeMap<i64, Gain> = BTreeMap::new();
    let mut placed = Vec::with_capacity(entries.len());
    for entry in entries {
        let client = people.id(&entry.channel, &entry.person)?;
        let thread = threads
            .get(&(entry.channel.id, entry.place.chat.clone()))
            .copied()
            .ok_or_else(|| Error::Internal("thread was not made".into()))?;
        let gain = gains.entry(client).or_default();
        gain.rows += 1;
        if entry.word {
            gain.words += 1;
            gain.last_word = gain.rows;
            gain.at = gain.at.max(entry.at);
            gain.thread = thread;
        }
        if entry.kind == "in" || entry.kind == "callback" {
            gain.preview = gain.rows;
        }
        if entry.unreachable.is_some() {
            gain.unreachable = entry.unreachable;
        }
        if entry.tag.is_some() {
            gain.tag.clone_from(&entry.tag);
        }
        placed.push((entry, client, thread, gain.rows));
    }
    let first = count_in(tx, &gains)?;
    let ids = insert_messages(tx, &placed, &first, now)?;
    insert_parts(tx, &placed, &ids)?;
    attach(tx, &placed, &ids, now)?;
    make_found(tx, &placed, &ids)?;
    let awaited = awaited(tx, &placed)?;
    for ((entry, client, thread, _), id) in placed.iter().zip(&ids) {
        if let Some(callback) = entry.external_id.strip_prefix(CALLBACK) {
            outbox::queue_callback_answer(tx, &entry.channel, *client, (*thread, &entry.place.chat), callback, now)?;
        }
        clients::set_variables(tx, *client, &entry.variables, now)?;
        if awaited.contains(&(entry.channel.id, entry.place.chat.clone(), entry.external_id.clone())) {
            changes::unpark(tx, &entry.channel, &entry.place.chat, &entry.external_id, now)?;
        }
        tx.event(NewEvent {
            message: Some(*id),
            data: json!({ "in": matches!(entry.kind, "in" | "callback") }),
            ..NewEvent::of(entry.channel.project, EventKind::MessageCreated).client(*client)
        });
    }
    Ok(())
}

/// Takes the numbers and moves the counters of all clients of the batch, ascending. Answers the number before the first.
fn count_in(tx: &Tx<'_>, gains: &BTreeMap<i64, Gain>) -> Result<HashMap<i64, i64>> {
    let rows: Vec<Vec<Val>> = gains
        .iter()
        .map(|(client, gain)| {
            let unreachable = gain.unreachable.map(|blocked| if blocked { "blocked_us" } else { "" });
            values![
                *client,
                gain.rows,
                gain.words,
                gain.preview,
                gain.last_word,
                gain.at,
                gain.thread,
                unreachable,
                gain.tag.as_deref()
            ]
        })
        .collect();
    // SQLite's RETURNING sees only the changed table, so what each client gained is looked up here.
    let counted = tx.query_rows::<(i64, i64, i64, i64)>(
        "update clients set
           last_n = last_n + v.column2,
           in_count = in_count + v.column3,
           preview_n = case when v.column4 > 0 then last_n + v.column4 else preview_n end,
           last_in_n = case when v.column5 > 0 then last_n + v.column5 else last_in_n end,
           active_at = case when v.column6 > active_at then v.column6 else active_at end,
           last_action_at = case when v.column3 > 0 and (last_action_at is null or v.column6 > last_action_at) then v.column6 else last_action_at end,
           unanswered_since = case when v.column3 > 0 and not blocked then coalesce(unanswered_since, v.column6) else unanswered_since end,
           last_thread = case when v.column7 > 0 then v.column7 else last_thread end,
           unreachable = case when v.column8 is null then unreachable when v.column8 = '' then null else v.column8 end,
           tag = coalesce(v.column9, tag)
         from (values {rows:bigint,bigint,bigint,bigint,bigint,bigint,bigint,text,text}) as v
         where clients.id = v.column1
         returning id, last_n, active_at, keys",
        &[],
        &rows,
    )?;
    if counted.len() != gains.len() {
        return Err(Error::Internal("a client of the batch is gone".into()));
    }
    let keyed: Vec<(i64, i64)> =
        counted.iter().filter(|row| row.3 > 0).map(|(client, _, active_at, _)| (*client, *active_at)).collect();
    labels::moved(tx, &keyed)?;
    Ok(counted
        .into_iter()
        .map(|(client, last_n, ..)| (client, last_n - gains.get(&client).map_or(0, |gain| gain.rows)))
        .collect())
}

/// An entry with its client, its thread and its number within the batch.
type Placed<'a> = (&'a Entry, i64, i64, i64);

fn insert_messages(tx: &Tx<'_>, placed: &[Placed<'_>], first: &HashMap<i64, i64>, now: i64) -> Result<Vec<i64>> {
    let replies = resolve_replies(tx, placed)?;
    let mut rows = Vec::with_capacity(placed.len());
    let ids = tx.new_ids("messages", placed.len())?;
    for ((entry, client, thread, k), id) in placed.iter().zip(&ids) {
        let n = first.get(client).copied().unwrap_or_default() + k;
        let reply = entry
            .reply_to
            .as_ref()
            .and_then(|id| replies.get(&(entry.channel.id, entry.place.chat.clone(), id.clone())));
        rows.push(values![
            *id,
            entry.channel.project,
            *client,
            n,
            *thread,
            entry.kind,
            entry.author.name(),
            entry.text.as_str(),
            entry.body.to_column()?,
            entry.files.len() as i64,
            reply.copied(),
            entry.album.as_deref(),
            entry.client_ref.as_deref(),
            entry.at,
            now
        ]);
    }
    tx.execute_rows(
        "insert into messages (id, project, client, n, thread, kind, author_kind, text, body, files, reply_to, album, client_ref, sent_at, received_at)
         values {rows:bigint,bigint,bigint,bigint,bigint,text,text,text,text,integer,bigint,text,text,bigint,bigint}",
        &[],
        &rows,
    )?;
    Ok(ids)
}

/// (channel, chat, external id) → message of ours.
fn resolve_replies(tx: &Tx<'_>, placed: &[Placed<'_>]) -> Result<HashMap<(i64, String, String), i64>> {
    let keys: Vec<Vec<Val>> = placed
        .iter()
        .filter_map(|(entry, ..)| {
            let id = entry.reply_to.as_deref()?;
            Some(values![entry.channel.id, entry.place.chat.as_str(), id])
        })
        .collect();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let found = tx.query_rows::<(i64, String, String, i64, i64)>(PARTS, &[], &keys)?;
    Ok(found.into_iter().map(|(channel, chat, id, message, _)| ((channel, chat, id), message)).collect())
}

/// Another node may have stored the same id since we looked: then the whole batch is tried again and finds it known.
fn insert_parts(tx: &Tx<'_>, placed: &[Placed<'_>], ids: &[i64]) -> Result<()> {
    let rows: Vec<Vec<Val>> = placed
        .iter()
        .zip(ids)
        .map(|((entry, client, ..), id)| {
            let (channel, chat, external_id) = entry.key();
            values![channel, chat, external_id, *id, *client, 0_i64]
        })
        .collect();
    let made = tx.execute_rows(
        "insert into message_parts (channel, chat, external_id, message, client, part)
         values {rows:bigint,text,text,bigint,bigint,integer} on conflict (channel, chat, external_id) do nothing",
        &[],
        &rows,
    )?;
    if made as usize == rows.len() {
        Ok(())
    } else {
        Err(Error::Db(DbError::Contended("a message of the batch was stored by another node".into())))
    }
}

/// Words as they came; names of files are read as they were stored.
fn make_found(tx: &Tx<'_>, placed: &[Placed<'_>], ids: &[i64]) -> Result<()> {
    let (mut plain, mut with_files) = (Vec::with_capacity(ids.len()), Vec::new());
    for ((entry, client, ..), id) in placed.iter().zip(ids) {
        if !entry.files.is_empty() {
            with_files.push(*id);
            continue;
        }
        plain.push(Indexed {
            message: *id,
            project: entry.channel.project,
            client: *client,
            channel: entry.channel.id,
            kind: entry.kind,
            author: entry.author,
            sent_at: entry.at,
            stems: entry.stems.clone().unwrap_or_else(|| search::stems(&entry.text)),
        });
    }
    search::put(tx, &plain)?;
    search::refresh(tx, &with_files)
}

/// Which of the new messages a parked change waits for: one question for the batch, because almost never any.
fn awaited(tx: &Tx<'_>, placed: &[Placed<'_>]) -> Result<HashSet<(i64, String, String)>> {
    let keys: Vec<Vec<Val>> = placed
        .iter()
        .map(|(entry, ..)| {
            let (channel, chat, external_id) = entry.key();
            values![channel, chat, external_id]
        })
        .collect();
    let found = tx.query_rows::<(i64, String, String)>(PARKED, &[], &keys)?;
    Ok(found.into_iter().collect())
}

fn attach(tx: &Tx<'_>, placed: &[Placed<'_>], ids: &[i64], now: i64) -> Result<()> {
    let mut links = Vec::new();
    for ((entry, client, ..), id) in placed.iter().zip(ids) {
        for (position, file) in entry.files.iter().enumerate() {
            let file = files::attach_inbound(tx, &entry.channel, *client, file, now)?;
            links.push(values![*id, position as i64, file]);
        }
    }
    if !links.is_empty() {
        tx.execute_rows(
            "insert into message_files (message, position, file) values {rows:bigint,integer,bigint}",
            &[],
            &links,
        )?;
    }
    Ok(())
}
