//! Step 3 of the way of a message: what was parsed becomes rows, set by set, in one transaction (guarantee 7).
//!
//! Every statement here takes all rows of the batch at once, so a batch of a hundred messages costs about ten statements
//! on either engine. Rows are looked up by joining the given keys, because for `(a, b) in (values …)` SQLite reads the whole
//! index. Lock order: clients ascending, then counters, then the project's sequence (by the seam).

mod entry;
mod store;

use std::collections::{BTreeMap, HashMap, HashSet};

use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::Result;
use beseda_base::events::{EventKind, NewEvent};
use beseda_messengers::Inbound;

use self::entry::{Entry, sort_out};
use super::body::{Body, Note, change_body};
use super::changes;
use crate::channels::ChannelFacts;
use crate::{clients, files, search};

/// Begins the external id of a button press, which has an id of its own kind and must be answered (T7).
const CALLBACK: &str = "cb:";

/// The messages that these ids of a messenger stand for.
pub(crate) const PARTS: &str = "with given(channel, chat, external_id) as (values {rows:bigint,text,text})
    select p.channel, p.chat, p.external_id, p.message, p.client from given g
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
    /// The stems of each message's text, for the search; none beside everything else.
    stems: Vec<Option<String>>,
}

impl Arrival {
    /// Words are made stems here, before any transaction has begun.
    pub(crate) fn new(raw_event: i64, channel: ChannelFacts, inbound: Vec<Inbound>) -> Arrival {
        let stems = |inbound: &Inbound| match inbound {
            Inbound::Message(message) => Some(search::stems(&message.text)),
            _ => None,
        };
        Arrival { raw_event, channel, stems: inbound.iter().map(stems).collect(), inbound }
    }
}

/// What a batch made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Received {
    /// New rows of `messages`.
    pub messages: usize,
    /// Deliveries that were there already.
    pub repeated: usize,
}

/// Writes everything the arrivals say. Arrivals of one thread must be in order. A second row for a known external id is
/// never made: the repeated one changes nothing and is no error (guarantee 1).
pub(crate) fn receive(tx: &Tx<'_>, arrivals: &[Arrival], now: i64) -> Result<Received> {
    let (mut entries, later) = sort_out(arrivals, now);
    let sent = entries.len();
    drop_known(tx, &mut entries)?;
    let mut received = Received { messages: entries.len(), repeated: sent - entries.len() };
    let linked = take_links(&mut entries);
    let touched = touched(tx, &entries, &later)?;
    let people = clients::resolve(tx, entries.iter().map(|entry| (&entry.channel, &entry.person)), &touched, now)?;
    caption_presses(tx, &mut entries)?;
    let threads = resolve_threads(tx, &entries, &people)?;
    store::insert(tx, &entries, &people, &threads, now)?;
    for (place, token) in linked {
        let entry = &entries[place];
        let client = people.id(&entry.channel, &entry.person)?;
        clients::arrived_by_link(tx, entry.channel.project, client, &token, now)?;
    }
    files::want_avatars(tx, people.with_pictures(), now)?;
    for (arrival, inbound) in later {
        received.messages += changes::apply(tx, &arrival.channel, arrival.raw_event, inbound, now)?;
    }
    Ok(received)
}

/// A note in the dialog (assigned, blocked …) by the system. Does not move the list order. Events are written here.
pub fn note(tx: &Tx<'_>, project: i64, client: i64, note: Note, by: Option<i64>, now: i64) -> Result<i64> {
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
        .query_rows::<(i64, String, String, i64, i64)>(PARTS, &[], &keys)?
        .into_iter()
        .map(|(channel, chat, external_id, ..)| (channel, chat, external_id))
        .collect();
    let mut seen = known;
    entries.retain(|entry| seen.insert((entry.channel.id, entry.place.chat.clone(), entry.external_id.clone())));
    Ok(())
}

/// The clients of the messages whose rare parts are changed here: they are locked together with those who write.
fn touched(tx: &Tx<'_>, entries: &[Entry], later: &[(&Arrival, &Inbound)]) -> Result<Vec<i64>> {
    let pressed = entries.iter().filter_map(|entry| {
        let (bearer, _) = entry.pressed.as_ref()?;
        Some(values![entry.channel.id, entry.place.chat.as_str(), bearer.as_str()])
    });
    let changed = later.iter().filter_map(|(arrival, inbound)| {
        let (chat, external_id) = changes::rewritten(inbound)?;
        Some(values![arrival.channel.id, chat, external_id])
    });
    let keys: Vec<Vec<Val>> = pressed.chain(changed).collect();
    let found = tx.query_rows::<(i64, String, String, i64, i64)>(PARTS, &[], &keys)?;
    Ok(found.into_iter().map(|(.., client)| client).collect())
}

/// Start parameters that are tokens of personal links, by the entry they came with: they are no tags.
fn take_links(entries: &mut [Entry]) -> Vec<(usize, String)> {
    let is_link = |tag: &mut String| tag.starts_with(clients::LINK_PREFIX);
    let tags = entries.iter_mut().enumerate();
    tags.filter_map(|(place, entry)| {
        let tag = entry.tag.take_if(is_link)?;
        Some((place, tag[clients::LINK_PREFIX.len()..].to_owned()))
    })
    .collect()
}

/// A press is stored with the caption of its button (T7), and the message that bore it remembers what was pressed.
fn caption_presses(tx: &Tx<'_>, entries: &mut [Entry]) -> Result<()> {
    for entry in entries {
        let Some((external_id, data)) = entry.pressed.clone() else { continue };
        let bearer: Option<(i64, i64)> = tx.optional(
            "select message, client from message_parts where channel = $1 and chat = $2 and external_id = $3",
            params![entry.channel.id, entry.place.chat.as_str(), external_id.as_str()],
        )?;
        entry.text.clone_from(&data);
        let Some((message, client)) = bearer else { continue };
        entry.reply_to = Some(external_id);
        change_body(tx, (client, message), |body| {
            let mut buttons = body.buttons.iter().flatten();
            if let Some(button) = buttons.find(|button| button.data.as_deref() == Some(data.as_str())) {
                entry.text.clone_from(&button.text);
            }
            body.pressed = Some(data);
        })?;
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
