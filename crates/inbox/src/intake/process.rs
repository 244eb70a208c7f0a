//! The loop of step 2: waiting raw events, parsed and handed to `messages::receive` in batches.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use beseda_base::bus::Topic;
use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::{DbError, Error, Result};
use beseda_messengers::{Account, Inbound, Kind};

use crate::Inbox;
use crate::channels::{self, ChannelFacts, Hour};
use crate::clients;
use crate::messages::{self, Arrival, PARKED_MS};

/// Raw events of one transaction: about five rows each, so within the seam's bound of 500.
const BATCH: i64 = 100;
/// Tries of an item that failed for a reason that may pass, before it becomes a dead letter.
const TRIES_MAX: i64 = 5;
/// The safety scan (guarantee 13).
const SCAN: Duration = Duration::from_secs(5);
/// Longest reason that is kept with a dead letter, in characters.
const REASON_MAX: usize = 500;

/// States of a raw event.
const DONE: i64 = 1;
const DEAD: i64 = 2;
const COUNTED: i64 = 3;

/// Runs until the server stops.
pub(super) async fn run(inbox: Inbox) {
    let mut wakes = inbox.bus.subscribe();
    let stopping = inbox.tasks.stopping();
    loop {
        match drain(&inbox).await {
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "what came in could not be worked on; it is kept, trying again");
                inbox.clock.sleep(Duration::from_secs(1)).await;
                continue;
            }
        }
        let scan = tokio::time::sleep(SCAN);
        tokio::pin!(scan);
        loop {
            tokio::select! {
                () = &mut scan => break,
                () = stopping.cancelled() => return,
                topic = wakes.recv() => if matches!(topic, Topic::Intake | Topic::Everything) { break },
            }
        }
        let now = inbox.clock.now();
        if let Err(error) = inbox.db.write(move |tx| bury_parked(tx, now)).await {
            tracing::warn!(%error, "parked changes could not be looked through");
        }
    }
}

beseda_base::row! {
    /// A raw event that waits.
    #[derive(Debug, Clone)]
    struct Waiting {
        id: i64, channel: i64, thread_key: String, body: Vec<u8>, attempts: i64, project: i64, kind: String, external_id: String, username: String,
    }
}

/// Works on everything that waits now. Answers how many messages were made.
pub async fn drain(inbox: &Inbox) -> Result<usize> {
    let mut made = 0;
    // A batch may have been read before an item of the one in front of it was put off.
    let mut broken = HashSet::new();
    let mut page = read(inbox, 0).await?;
    while let Some(last) = page.waiting.last().map(|parsed| parsed.row.id) {
        let full = page.waiting.len() as i64 == BATCH;
        let due = page.waiting.into_iter().filter(|parsed| {
            let thread = parsed.row.thread();
            !page.held.contains(&thread) && !broken.contains(&thread)
        });
        let batch: Vec<Parsed> = due.collect();
        let now = inbox.clock.now();
        // While this batch waits for the disk, the next one is read and parsed.
        let (worked, next) = tokio::join!(work(inbox, batch, now), async {
            if full { read(inbox, last).await.map(Some) } else { Ok(None) }
        });
        let worked = worked?;
        made += worked.made;
        broken.extend(worked.broken);
        let Some(next) = next? else { break };
        page = next;
    }
    clients::settle_links(inbox).await?;
    Ok(made)
}

/// What waits after a row, parsed, and the threads that wait for another try.
struct Page {
    waiting: Vec<Parsed>,
    held: HashSet<Thread>,
}

/// Channel and thread key.
type Thread = (i64, String);

impl Waiting {
    fn thread(&self) -> Thread {
        (self.channel, self.thread_key.clone())
    }
}

async fn read(inbox: &Inbox, from: i64) -> Result<Page> {
    let now = inbox.clock.now();
    let (waiting, held) = inbox.db.read(move |tx| Ok((waiting(tx, from)?, held_threads(tx, now)?))).await?;
    Ok(Page { waiting: waiting.into_iter().map(parse).collect(), held })
}

fn waiting(tx: &Tx<'_>, from: i64) -> Result<Vec<Waiting>> {
    tx.query(
        "select r.id, r.channel, r.thread_key, r.body, r.attempts, h.project, h.kind, h.external_id, h.username
         from raw_events r join channels h on h.id = r.channel where r.state = 0 and r.id > $1 order by r.id limit $2",
        params![from, BATCH],
    )
}

/// Threads whose first item waits for another try: what came after it waits, too.
fn held_threads(tx: &Tx<'_>, now: i64) -> Result<HashSet<Thread>> {
    let rows: Vec<Thread> = tx.query(
        "select channel, thread_key from raw_events where state = 0 and retry_at > 0 and retry_at > $1
         order by channel, thread_key limit 10000",
        params![now],
    )?;
    Ok(rows.into_iter().collect())
}

/// A raw event with what it says, or why nobody can tell.
#[derive(Clone)]
struct Parsed {
    row: Waiting,
    outcome: std::result::Result<Arrival, String>,
}

/// Pure, outside any transaction.
fn parse(row: Waiting) -> Parsed {
    let outcome = match Kind::from_name(&row.kind) {
        None => Err(format!("this build does not know the messenger {}", row.kind)),
        Some(kind) => {
            let account = Account { channel: row.channel, external_id: row.external_id.clone(), ..Account::default() };
            let channel = ChannelFacts { id: row.channel, project: row.project, kind };
            kind.parse(&account, &row.body).map(|inbound| Arrival::new(row.id, channel, inbound))
        }
    };
    Parsed { row, outcome }
}

impl Parsed {
    /// State and short kind that the raw event ends with.
    fn end(&self) -> (i64, String, Option<String>) {
        match &self.outcome {
            Err(reason) => (DEAD, String::new(), Some(crate::clients::cut(reason, REASON_MAX).to_owned())),
            Ok(arrival) => match arrival.inbound.first() {
                Some(Inbound::NotSupportedYet { what }) => (COUNTED, (*what).to_owned(), None),
                Some(first) => (DONE, kind_of(first).to_owned(), None),
                None => (DEAD, String::new(), Some("the delivery says nothing".to_owned())),
            },
        }
    }
}

/// Name of what an item is, for the journal.
fn kind_of(inbound: &Inbound) -> &'static str {
    match inbound {
        Inbound::Message(_) => "message",
        Inbound::Edited { .. } => "edited",
        Inbound::Deleted { .. } => "deleted",
        Inbound::Pressed { .. } => "pressed",
        Inbound::Delivery { .. } => "delivery",
        Inbound::Reacted { .. } => "reacted",
        Inbound::Blocked { .. } => "blocked",
        Inbound::Visited { .. } => "visited",
        Inbound::NotSupportedYet { what } => what,
        Inbound::Ignored { .. } => "ignored",
    }
}

/// What came of a batch.
#[derive(Default)]
struct Worked {
    made: usize,
    /// Threads that wait for another try of an item.
    broken: HashSet<Thread>,
}

/// One transaction for the batch; when something in it is broken, one for each item, so that the neighbours get through.
async fn work(inbox: &Inbox, batch: Vec<Parsed>, now: i64) -> Result<Worked> {
    let mut worked = Worked::default();
    if batch.is_empty() {
        return Ok(worked);
    }
    let batch: Arc<[Parsed]> = batch.into();
    match write(inbox, &batch, now).await {
        Ok(made) => worked.made = made,
        Err(error) if passes(&error) => return Err(error),
        Err(_) => {
            for parsed in batch.iter() {
                let thread = parsed.row.thread();
                if worked.broken.contains(&thread) {
                    continue;
                }
                match write(inbox, &Arc::from([parsed.clone()]), now).await {
                    Ok(one) => worked.made += one,
                    Err(error) if passes(&error) => return Err(error),
                    Err(error) => {
                        if put_off(inbox, &parsed.row, &error, now).await? {
                            worked.broken.insert(thread);
                        }
                    }
                }
            }
        }
    }
    Ok(worked)
}

/// The storage is away or contended, or nobody knows whether it took the batch: nothing is wrong with the items, and what
/// was taken is not taken twice.
pub(super) fn passes(error: &Error) -> bool {
    matches!(
        error,
        Error::Unavailable(_)
            | Error::Busy
            | Error::Db(DbError::Unavailable(_) | DbError::Contended(_) | DbError::Unsure(_))
    )
}

async fn write(inbox: &Inbox, batch: &Arc<[Parsed]>, now: i64) -> Result<usize> {
    let batch = Arc::clone(batch);
    inbox.db.write(move |tx| receive(tx, &batch, now)).await
}

/// Those of these raw events that nobody has worked on.
pub(crate) const STILL_WAITING: &str = "with given(id) as (values {rows:bigint})
    select r.id from given g join raw_events r on r.id = g.id where r.state = 0";

/// Flips the rows of the batch, and goes on with those it flipped itself: who was slower finds fewer than it saw waiting, and
/// looks again.
fn receive(tx: &Tx<'_>, batch: &[Parsed], now: i64) -> Result<usize> {
    let ids: Vec<Vec<Val>> = batch.iter().map(|parsed| values![parsed.row.id]).collect();
    let flipped: HashSet<i64> = tx.query_rows(STILL_WAITING, &[], &ids)?.into_iter().collect();
    let rows: Vec<Vec<Val>> = batch
        .iter()
        .filter(|parsed| flipped.contains(&parsed.row.id))
        .map(|parsed| {
            let (state, kind, error) = parsed.end();
            values![parsed.row.id, state, kind, error]
        })
        .collect();
    let count = tx.execute_rows(
        "update raw_events set state = v.column2, kind = v.column3, error = v.column4, retry_at = 0, attempts = attempts + 1
         from (values {rows:bigint,integer,text,text}) as v where id = v.column1 and state = 0",
        &[],
        &rows,
    )?;
    if count != rows.len() as u64 {
        return Err(Error::Db(DbError::Contended("another node has flipped a row of the batch".into())));
    }
    let mut arrivals = Vec::with_capacity(flipped.len());
    let mut hours: BTreeMap<i64, Hour> = BTreeMap::new();
    let mut dead: HashMap<i64, i64> = HashMap::new();
    for parsed in batch.iter().filter(|parsed| flipped.contains(&parsed.row.id)) {
        let hour = hours.entry(parsed.row.channel).or_default();
        match &parsed.outcome {
            Ok(arrival) => {
                hour.events += 1;
                arrivals.push(arrival.clone());
            }
            Err(_) => {
                hour.event_errors += 1;
                dead.insert(parsed.row.channel, parsed.row.project);
            }
        }
    }
    let received = messages::receive(tx, &arrivals, now)?;
    for (channel, hour) in &hours {
        channels::count_hour(tx, *channel, now, hour)?;
        channels::touch_event(tx, *channel, now)?;
    }
    for (channel, project) in dead {
        channels::changed(tx, project, channel);
    }
    Ok(received.messages)
}

/// Something about this item breaks the storing of it. It is tried again a few times, then it is a dead letter. Answers
/// whether it still holds up its thread.
async fn put_off(inbox: &Inbox, row: &Waiting, error: &Error, now: i64) -> Result<bool> {
    let reason = crate::clients::cut(&error.to_string(), REASON_MAX).to_owned();
    let (id, channel, project) = (row.id, row.channel, row.project);
    let last = row.attempts + 1 >= TRIES_MAX;
    let retry_at = now + (1000_i64 << row.attempts.clamp(0, 10));
    tracing::error!(raw_event.id = id, attempts = row.attempts + 1, "an item could not be stored: {reason}");
    inbox.db.write(move |tx| {
        let state = if last { DEAD } else { 0 };
        tx.execute(
            "update raw_events set state = $2, attempts = attempts + 1, retry_at = $3, error = $4 where id = $1 and state = 0",
            params![id, state, if last { 0 } else { retry_at }, reason.as_str()],
        )?;
        if last {
            channels::changed(tx, project, channel);
        }
        Ok(!last)
    }).await
}

/// A change whose message never appeared becomes a dead letter that a person can see and replay.
pub(super) fn bury_parked(tx: &Tx<'_>, now: i64) -> Result<()> {
    let old: Vec<(i64, i64, Option<i64>)> = tx.query(
        "select id, channel, raw_event from parked where parked_at < $1 order by parked_at limit 100",
        params![now - PARKED_MS],
    )?;
    let mut touched = BTreeSet::new();
    for (id, channel, raw_event) in old {
        if let Some(raw_event) = raw_event {
            let buried = tx.execute(
                "update raw_events set state = $2, error = 'original_missing' where id = $1 and state = 1 and kind in ('edited', 'deleted', 'reacted')",
                params![raw_event, DEAD],
            )?;
            if buried > 0 {
                touched.insert(channel);
            }
        }
        tx.execute("delete from parked where id = $1", params![id])?;
    }
    for channel in touched {
        let (project,): (i64,) = tx.one("select project from channels where id = $1", params![channel])?;
        channels::changed(tx, project, channel);
    }
    Ok(())
}
