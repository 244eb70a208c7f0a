//! Step 3 of the way of a message: what was parsed becomes rows, set by set, in one transaction (guarantee 7).
//!
//! Every statement here takes all rows of the batch at once, so a batch of a hundred messages costs about ten statements
//! on either engine. Rows are looked up by joining the given keys, because for `(a, b) in (values …)` SQLite reads the whole
//! index. Lock order: clients ascending, then counters, then the project's sequence (by the seam).

use std::collections::{BTreeMap, HashMap, HashSet};

use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::{DbError, Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use beseda_messengers::{Inbound, InboundFile, InboundMessage, NoteCode, Person, Place};
use serde_json::json;

use super::body::{Body, Note};
use super::{AuthorKind, changes};
use crate::channels::ChannelFacts;
use crate::{clients, files, outbox};

/// Begins the external id of a button press, which has an id of its own kind and must be answered (T7).
const CALLBACK: &str = "cb:";

/// The messages that these ids of a messenger stand for.
pub(crate) const PARTS: &str = "with given(channel, chat, external_id) as (values {rows:bigint,text,text})
    select p.channel, p.chat, p.external_id, p.message from given g
    join message_parts p on p.channel = g.channel and p.chat = g.chat and p.external_id = g.external_id";

/// The threads of these chats.
pub(crate) const THREADS: &str = "with given(channel, chat) as (values {rows:bigint,text})
    select t.channel, t.chat, t.id from given g join threads t on t.channel = g.channel and t.chat = g.chat";

/// Which of these messages a parked change waits for.
pub(crate) const PARKED: &str = "with given(channel, chat, external_id) as (values {rows:bigint,text,text})
    select k.channel, k.chat, k.external_id from given g
    join parked k on k.channel = g.channel and k.chat = g.chat and k.external_id = g.external_id";

/// One raw event, parsed.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Row of `raw_events`.
    pub raw_event: i64,
    /// Where it came in.
    pub channel: ChannelFacts,
    /// What it says, in order.
    pub inbound: Vec<Inbound>,
}

/// What a batch made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Received {
    /// New rows of `messages`.
    pub messages: usize,
    /// Deliveries that were there already.
    pub repeated: usize,
}

/// A row to be, before it has a client and a number.
struct Entry {
    channel: ChannelFacts,
    person: Person,
    place: Place,
    external_id: String,
    kind: &'static str,
    author: AuthorKind,
    text: String,
    body: Body,
    at: i64,
    /// Counts as the client's word: unread, unanswered, last action.
    word: bool,
    files: Vec<InboundFile>,
    reply_to: Option<String>,
    album: Option<String>,
    client_ref: Option<String>,
    tag: Option<String>,
    variables: Vec<(String, String)>,
    /// Sets or clears `unreachable`.
    unreachable: Option<bool>,
    /// External id of the message whose button was pressed, and the button's data.
    pressed: Option<(String, String)>,
}

/// Writes everything the arrivals say. Arrivals of one thread must be in order. A second row for a known external id is
/// never made: the repeated one changes nothing and is no error (guarantee 1).
pub(crate) fn receive(tx: &Tx<'_>, arrivals: &[Arrival], now: i64) -> Result<Received> {
    let (mut entries, later) = sort_out(arrivals, now);
    let sent = entries.len();
    drop_known(tx, &mut entries)?;
    let mut received = Received { messages: entries.len(), repeated: sent - entries.len() };
    caption_presses(tx, &mut entries)?;
    let people = clients::resolve(tx, entries.iter().map(|entry| (&entry.channel, &entry.person)), now)?;
    let threads = resolve_threads(tx, &entries, &people)?;
    insert(tx, &entries, &people, &threads, now)?;
    files::want_avatars(tx, &people.with_pictures(), now)?;
    for (arrival, inbound) in later {
        received.messages += changes::apply(tx, &arrival.channel, arrival.raw_event, inbound, now)?;
    }
    Ok(received)
}

/// A note in the dialog (assigned, blocked …) by the system. Does not move the list order. Events are written here.
pub(crate) fn note(tx: &Tx<'_>, project: i64, client: i64, note: Note, by: Option<i64>, now: i64) -> Result<i64> {
    let n: i64 = tx
        .one::<(i64,)>(
            "update clients set last_n = last_n + 1 where id = $1 and project = $2 returning last_n",
            params![client, project],
        )?
        .0;
    let body = Body { note: Some(note), ..Body::default() };
    let id: i64 = tx
        .one::<(i64,)>(
            "insert into messages (project, client, n, kind, author_kind, author, text, body, sent_at, received_at)
         values ($1, $2, $3, 'note', 'system', $4, '', $5, $6, $6) returning id",
            params![project, client, n, by, body.to_column()?, now],
        )?
        .0;
    tx.event(NewEvent { message: Some(id), ..NewEvent::of(project, EventKind::MessageCreated).client(client) });
    Ok(id)
}

/// Messages and presses become entries; what changes an existing message comes after them, in order.
fn sort_out(arrivals: &[Arrival], now: i64) -> (Vec<Entry>, Vec<(&Arrival, &Inbound)>) {
    let mut entries = Vec::with_capacity(arrivals.len());
    let mut later = Vec::new();
    for arrival in arrivals {
        for inbound in &arrival.inbound {
            match inbound {
                Inbound::Message(message) => entries.push(Entry::message(&arrival.channel, message, now)),
                Inbound::Pressed { place, person, callback_id, external_id, data, at } => {
                    let pressed = Some((external_id.clone(), data.clone()));
                    entries.push(Entry {
                        pressed,
                        ..Entry::bare(
                            &arrival.channel,
                            place,
                            person,
                            format!("{CALLBACK}{callback_id}"),
                            arrived(*at, now),
                        )
                    });
                }
                Inbound::Blocked { place, person, blocked, at } => {
                    entries.push(Entry::blocked(&arrival.channel, place, person, *blocked, arrived(*at, now)));
                }
                Inbound::NotSupportedYet { .. } | Inbound::Ignored { .. } => {}
                change => later.push((arrival, change)),
            }
        }
    }
    (entries, later)
}

/// The provider's time, never later than arrival (guarantee 3); some things come without one.
fn arrived(at: i64, now: i64) -> i64 {
    if at > 0 { at.min(now) } else { now }
}

impl Entry {
    fn bare(channel: &ChannelFacts, place: &Place, person: &Person, external_id: String, at: i64) -> Entry {
        Entry {
            channel: *channel,
            person: person.clone(),
            place: place.clone(),
            external_id,
            kind: "in",
            author: AuthorKind::Client,
            text: String::new(),
            body: Body::default(),
            at,
            word: true,
            files: Vec::new(),
            reply_to: None,
            album: None,
            client_ref: None,
            tag: None,
            variables: Vec::new(),
            unreachable: Some(false),
            pressed: None,
        }
    }

    fn message(channel: &ChannelFacts, message: &InboundMessage, now: i64) -> Entry {
        let mut note = message.note.map(note_of);
        let mut unsupported = message.unsupported.clone();
        if let Some(note) = &mut note
            && let Some(kind) = unsupported.take()
        {
            note.params.insert("kind".into(), kind);
        }
        let body = Body {
            entities: message.entities.clone(),
            location: message.location.clone(),
            contact: message.contact.clone(),
            unsupported,
            forwarded_from: message.forwarded_from.clone(),
            note: note.clone(),
            ..Body::default()
        };
        Entry {
            kind: if note.is_some() { "note" } else { "in" },
            word: note.is_none() || message.note == Some(NoteCode::ClientStarted),
            text: message.text.clone(),
            body,
            files: message.files.clone(),
            reply_to: message.reply_to.clone(),
            album: message.album.clone(),
            client_ref: message.client_ref.clone(),
            tag: message.tag.clone(),
            variables: message.variables.clone(),
            // The messengers name the data first.
            pressed: message.pressed.clone().map(|(data, bearer)| (bearer, data)),
            ..Entry::bare(
                channel,
                &message.place,
                &message.person,
                message.external_id.clone(),
                arrived(message.at, now),
            )
        }
    }

    fn blocked(channel: &ChannelFacts, place: &Place, person: &Person, blocked: bool, at: i64) -> Entry {
        let code = if blocked { NoteCode::ClientBlockedBot } else { NoteCode::ClientUnblockedBot };
        let external_id = format!("{}:{at}", if blocked { "blocked" } else { "unblocked" });
        Entry {
            kind: "note",
            author: AuthorKind::System,
            word: false,
            body: Body { note: Some(note_of(code)), ..Body::default() },
            unreachable: Some(blocked),
            ..Entry::bare(channel, place, person, external_id, at)
        }
    }

    fn key(&self) -> (i64, &str, &str) {
        (self.channel.id, &self.place.chat, &self.external_id)
    }
}

fn note_of(code: NoteCode) -> Note {
    let code = match code {
        NoteCode::ClientStarted => "client_started",
        NoteCode::ClientBlockedBot => "client_blocked_bot",
        NoteCode::ClientUnblockedBot => "client_unblocked_bot",
        NoteCode::Service => "service",
    };
    Note { code: code.into(), params: BTreeMap::new() }
}

/// Takes out what is stored already and what comes twice in this batch.
fn drop_known(tx: &Tx<'_>, entries: &mut Vec<Entry>) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let keys: Vec<Vec<Val>> = entries
        .iter()
        .map(|entry| values![entry.channel.id, entry.place.chat.as_str(), entry.external_id.as_str()])
        .collect();
    let known: HashSet<(i64, String, String)> = tx
        .query_rows::<(i64, String, String, i64)>(PARTS, &[], &keys)?
        .into_iter()
        .map(|(channel, chat, external_id, _)| (channel, chat, external_id))
        .collect();
    let mut seen = known;
    entries.retain(|entry| seen.insert((entry.channel.id, entry.place.chat.clone(), entry.external_id.clone())));
    Ok(())
}

/// A press is stored with the caption of its button (T7), and the message that bore it remembers what was pressed.
fn caption_presses(tx: &Tx<'_>, entries: &mut [Entry]) -> Result<()> {
    for entry in entries {
        let Some((external_id, data)) = entry.pressed.clone() else { continue };
        let bearer: Option<(i64, i64, Option<String>)> = tx.optional(
            "select m.id, m.client, m.body from message_parts p join messages m on m.id = p.message
             where p.channel = $1 and p.chat = $2 and p.external_id = $3",
            params![entry.channel.id, entry.place.chat.as_str(), external_id.as_str()],
        )?;
        let Some((message, client, column)) = bearer else {
            entry.text = data;
            continue;
        };
        let mut body = Body::from_column(column.as_deref());
        let caption = body.buttons.iter().flatten().find(|button| button.data.as_deref() == Some(data.as_str()));
        entry.text = caption.map_or_else(|| data.clone(), |button| button.text.clone());
        entry.reply_to = Some(external_id);
        body.pressed = Some(data);
        tx.execute("update messages set body = $2 where id = $1", params![message, body.to_column()?])?;
        tx.event(NewEvent {
            message: Some(message),
            ..NewEvent::of(entry.channel.project, EventKind::MessageChanged).client(client)
        });
    }
    Ok(())
}

/// (channel, chat) → thread.
type Threads = HashMap<(i64, String), i64>;

fn resolve_threads(tx: &Tx<'_>, entries: &[Entry], people: &clients::People) -> Result<Threads> {
    let mut wanted: BTreeMap<(i64, &str), &Entry> = BTreeMap::new();
    for entry in entries {
        wanted.entry((entry.channel.id, &entry.place.chat)).or_insert(entry);
    }
    if wanted.is_empty() {
        return Ok(Threads::new());
    }
    let keys: Vec<Vec<Val>> = wanted.keys().map(|(channel, chat)| values![*channel, *chat]).collect();
    let mut threads: Threads = tx
        .query_rows::<(i64, String, i64)>(THREADS, &[], &keys)?
        .into_iter()
        .map(|(channel, chat, id)| ((channel, chat), id))
        .collect();
    let mut missing = Vec::new();
    for ((channel, chat), entry) in &wanted {
        if !threads.contains_key(&(*channel, (*chat).to_owned())) {
            let client = people.id(&entry.channel, &entry.person)?;
            missing.push(values![
                *channel,
                *chat,
                client,
                entry.place.title.as_deref(),
                entry.place.context.as_deref()
            ]);
        }
    }
    if !missing.is_empty() {
        let made = tx.query_rows::<(i64, String, i64)>(
            "insert into threads (channel, chat, client, title, context) values {rows:bigint,text,bigint,text,text}
             on conflict (channel, chat) do update set title = excluded.title returning channel, chat, id",
            &[],
            &missing,
        )?;
        threads.extend(made.into_iter().map(|(channel, chat, id)| ((channel, chat), id)));
    }
    Ok(threads)
}

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

fn insert(tx: &Tx<'_>, entries: &[Entry], people: &clients::People, threads: &Threads, now: i64) -> Result<()> {
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
        if entry.kind == "in" {
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
            data: json!({ "in": entry.kind == "in" }),
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
    let counted = tx.query_rows::<(i64, i64)>(
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
         returning id, last_n",
        &[],
        &rows,
    )?;
    if counted.len() != gains.len() {
        return Err(Error::Internal("a client of the batch is gone".into()));
    }
    Ok(counted
        .into_iter()
        .map(|(client, last_n)| (client, last_n - gains.get(&client).map_or(0, |gain| gain.rows)))
        .collect())
}

/// An entry with its client, its thread and its number within the batch.
type Placed<'a> = (&'a Entry, i64, i64, i64);

fn insert_messages(tx: &Tx<'_>, placed: &[Placed<'_>], first: &HashMap<i64, i64>, now: i64) -> Result<Vec<i64>> {
    let replies = resolve_replies(tx, placed)?;
    let mut rows = Vec::with_capacity(placed.len());
    let mut order = HashMap::with_capacity(placed.len());
    for (index, (entry, client, thread, k)) in placed.iter().enumerate() {
        let n = first.get(client).copied().unwrap_or_default() + k;
        order.insert((*client, n), index);
        let reply = entry
            .reply_to
            .as_ref()
            .and_then(|id| replies.get(&(entry.channel.id, entry.place.chat.clone(), id.clone())));
        rows.push(values![
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
    let made = tx.query_rows::<(i64, i64, i64)>(
        "insert into messages (project, client, n, thread, kind, author_kind, text, body, files, reply_to, album, client_ref, sent_at, received_at)
         values {rows:bigint,bigint,bigint,bigint,text,text,text,text,integer,bigint,text,text,bigint,bigint}
         returning id, client, n",
        &[],
        &rows,
    )?;
    let mut ids = vec![0; placed.len()];
    for (id, client, n) in made {
        let index = order
            .get(&(client, n))
            .ok_or_else(|| Error::Internal("a message came back that was not sent in".into()))?;
        ids[*index] = id;
    }
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
    let found = tx.query_rows::<(i64, String, String, i64)>(PARTS, &[], &keys)?;
    Ok(found.into_iter().map(|(channel, chat, id, message)| ((channel, chat, id), message)).collect())
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
