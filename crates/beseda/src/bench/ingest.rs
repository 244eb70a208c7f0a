//! Inbound messages a second through the real intake: kept by 256 callers at once, received by the intake's own loop.
//!
//! A message is *in flight* from the call of `keep` until the commit that made it a row of `messages`; at most 256 are. The
//! bare driver beside it writes the same rows in the same number of commits, without asking what is there already.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use beseda_base::bus::Topic;
use beseda_base::db::{Engine, params};
use beseda_base::events;
use beseda_inbox::{Inbox, intake};
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::bare_postgres::{self, Own};
use super::numbers::{Random, Sorted, fsync_ms, median, round};
use super::{Line, Report, bare, fixture};
use crate::command::Outcome;

/// Messages in flight.
const IN_FLIGHT: usize = 256;
/// Clients who may write, chosen at random each time.
pub(super) const CLIENTS: i64 = 100_000;
/// Of a round that is not counted.
const WARM_UP: usize = 2_000;
/// Labels of the clients whose messages' rows are counted, how many such clients there are, and how many messages they write.
const LABELS: [i64; 3] = [0, 5, 20];
const FEW: i64 = 500;
const COUNTED: usize = 2_000;
/// Longest wait for the next message to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// How much is measured.
#[derive(Clone, Copy)]
pub(super) struct Of {
    pub(super) messages: usize,
    pub(super) rounds: usize,
}

/// What a round gave.
struct Round {
    per_s: f64,
    commits: u64,
    latencies: Vec<Duration>,
}

/// The limit to compare with.
#[expect(clippy::large_enum_variant, reason = "there is one of it")]
enum Bare {
    Sqlite(Box<bare::Bare>),
    Postgres(bare_postgres::Bare),
}

impl Bare {
    async fn round(&mut self, of: Of, commits: u64) -> Outcome<f64> {
        let start = Instant::now();
        match self {
            Bare::Sqlite(bare) => bare.write(of.messages, commits)?,
            Bare::Postgres(bare) => bare.write(of.messages).await?,
        }
        Ok(of.messages as f64 / start.elapsed().as_secs_f64())
    }
}

/// Measures in turns: the real way, the bare driver, the real way …; the disk of a shared machine changes its mind.
pub(super) async fn measure(folder: &Path, database_url: Option<String>, of: Of) -> Outcome<Report> {
    let (ours, theirs) = (super::temporary(folder)?, super::temporary(folder)?);
    let fsync = fsync_ms(ours.path())?;
    let Some(url) = database_url else {
        let bare = theirs.path().join("beseda.db");
        prepare(theirs.path(), None).await?;
        let inbox = prepared(ours.path(), None).await?;
        return rounds(inbox, Bare::Sqlite(Box::new(bare::Bare::open(&bare)?)), of, (0.7, fsync)).await;
    };
    let (own, other) = (Own::create(&url).await?, Own::create(&url).await?);
    prepare(theirs.path(), Some(&other.url)).await?;
    let inbox = prepared(ours.path(), Some(&own.url)).await?;
    let report = rounds(inbox, Bare::Postgres(bare_postgres::Bare::open(&other.url).await?), of, (0.5, fsync)).await;
    own.remove().await?;
    other.remove().await?;
    report
}

/// A state with clients in its database; no loop runs yet.
async fn prepared(folder: &Path, url: Option<&str>) -> Outcome<Inbox> {
    let inbox = super::inbox(folder, url).await?;
    fixture::clients(&inbox.db, CLIENTS).await?;
    Ok(inbox)
}

/// The same database for the bare driver alone.
async fn prepare(folder: &Path, url: Option<&str>) -> Outcome {
    prepared(folder, url).await?.db.close().await;
    Ok(())
}

async fn rounds(inbox: Inbox, mut bare: Bare, of: Of, (wanted, fsync): (f64, f64)) -> Outcome<Report> {
    intake::start(&inbox);
    let mut next = 1;
    // Both begin with warm caches.
    let warm = round_of(&inbox, &mut next, WARM_UP, CLIENTS).await?;
    bare.round(Of { messages: WARM_UP, rounds: 1 }, warm.commits).await?;
    let (mut ours_per_s, mut bare_per_s, mut ratios, mut latencies) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..of.rounds {
        let real = round_of(&inbox, &mut next, of.messages, CLIENTS).await?;
        let limit = bare.round(of, real.commits).await?;
        tracing::info!(per_s = real.per_s, limit_per_s = limit, commits = real.commits, "a round");
        ours_per_s.push(real.per_s);
        bare_per_s.push(limit);
        ratios.push(real.per_s / limit);
        latencies.extend(real.latencies);
    }
    let rows = rows_written(&inbox, &mut next).await?;
    inbox.tasks.stop(Duration::from_secs(10)).await;
    inbox.db.close().await;
    Ok(report(rows, ours_per_s, bare_per_s, (median(ratios), wanted), (Sorted::new(latencies).ms(99), fsync)))
}

/// Rows that a message of a client with so many labels writes, those of the search's own tables included. SQLite alone counts
/// them; the statements are the same on PostgreSQL.
async fn rows_written(inbox: &Inbox, next: &mut i64) -> Outcome<Vec<f64>> {
    let mut counts = Vec::new();
    if inbox.db.engine() != Engine::Sqlite {
        return Ok(counts);
    }
    for labels in LABELS {
        fixture::label(&inbox.db, FEW, labels).await?;
        let written = || inbox.db.write(|tx| tx.one::<i64>("select total_changes()", &[]));
        let before = written().await?;
        round_of(inbox, next, COUNTED, FEW).await?;
        counts.push(round((written().await? - before) as f64 / COUNTED as f64));
    }
    Ok(counts)
}

fn report(
    rows: Vec<f64>,
    ours: Vec<f64>,
    bare: Vec<f64>,
    (ratio, wanted): (f64, f64),
    (p99_ms, fsync): (f64, f64),
) -> Report {
    let (per_s, limit, ratio) = (median(ours).round(), median(bare).round(), round(ratio));
    Report {
        json: json!({
            "per_s": per_s, "limit_per_s": limit, "ratio": ratio, "ratio_min": wanted, "p99_ms": p99_ms, "fsync_ms": fsync,
            "rows_per_message": LABELS.iter().zip(&rows).map(|(labels, rows)| json!({ "labels": labels, "rows": rows })).collect::<Vec<_>>()
        }),
        lines: vec![
            Line::new("inbound messages/s", format!("{per_s}"), format!("{limit} (bare driver)"), true),
            Line::new("ratio", format!("{ratio}"), format!("at least {wanted}"), ratio >= wanted),
            Line::new("rows a message writes at 0, 5, 20 labels", format!("{rows:?}"), "none".to_owned(), true),
            Line::new("keep to commit, p99", format!("{p99_ms} ms"), format!("none; one fsync takes {fsync} ms"), true),
        ],
    }
}

/// When the log had reached which place.
type Marks = Vec<(Instant, i64)>;

/// One round of `count` messages with numbers from `next`, written by the first `clients` clients.
async fn round_of(inbox: &Inbox, next: &mut i64, count: usize, clients: i64) -> Outcome<Round> {
    let first = *next;
    *next += i64::try_from(count)?;
    let begin: i64 = inbox.db.read(|tx| events::last_seq(tx, fixture::PROJECT)).await?;
    let goal = begin + i64::try_from(count)?;
    let commits = inbox.db.commits();
    let room = Arc::new(Semaphore::new(IN_FLIGHT));
    let mut watching = JoinSet::new();
    watching.spawn(watch(inbox.clone(), Arc::clone(&room), begin, goal));
    let starts = Arc::new(Mutex::new(vec![None; count]));
    let number = Arc::new(AtomicI64::new(first));
    let mut callers = JoinSet::new();
    let start = Instant::now();
    for seed in 0..IN_FLIGHT as u64 {
        let random = Random::new(seed + first as u64 * 1_000);
        callers.spawn(call(
            inbox.clone(),
            Arc::clone(&room),
            Arc::clone(&number),
            (first, *next),
            (random, clients),
            Arc::clone(&starts),
        ));
    }
    while let Some(called) = callers.join_next().await {
        called??;
    }
    let marks: Marks = watching.join_next().await.ok_or("nobody watched")???;
    let end = marks.last().map_or_else(Instant::now, |(at, _)| *at);
    let commits = inbox.db.commits() - commits;
    let starts = std::mem::take(&mut *starts.lock().unwrap_or_else(PoisonError::into_inner));
    let latencies = latencies(inbox, begin, first, (&starts, &marks)).await?;
    if latencies.len() != count {
        return Err(format!("{count} messages were sent in, {} have arrived", latencies.len()).into());
    }
    Ok(Round { per_s: count as f64 / (end - start).as_secs_f64(), commits, latencies })
}

type Starts = Arc<Mutex<Vec<Option<Instant>>>>;

/// One of the callers: takes the next number while fewer than 256 are in flight.
async fn call(
    inbox: Inbox,
    room: Arc<Semaphore>,
    number: Arc<AtomicI64>,
    (first, end): (i64, i64),
    (mut random, clients): (Random, i64),
    starts: Starts,
) -> Outcome {
    loop {
        let number = number.fetch_add(1, Ordering::Relaxed);
        if number >= end {
            return Ok(());
        }
        let item = fixture::update(random.below(clients) + 1, number);
        room.acquire().await?.forget();
        let index = usize::try_from(number - first)?;
        starts.lock().unwrap_or_else(PoisonError::into_inner)[index] = Some(Instant::now());
        intake::keep(&inbox, fixture::PROJECT, vec![item]).await?;
    }
}

/// Sees how far the log is after each commit, and lets as many new messages in as have arrived.
async fn watch(inbox: Inbox, room: Arc<Semaphore>, begin: i64, goal: i64) -> Outcome<Marks> {
    let mut wakes = inbox.bus.subscribe();
    let (mut marks, mut reached) = (Vec::new(), begin);
    while reached < goal {
        let topic = tokio::time::timeout(PATIENCE, wakes.recv()).await.map_err(|_| "no message arrives any more")?;
        if !matches!(topic, Topic::Events(_) | Topic::Everything) {
            continue;
        }
        let last = inbox.db.read(|tx| events::last_seq(tx, fixture::PROJECT)).await?;
        if last > reached {
            room.add_permits(usize::try_from(last - reached)?);
            marks.push((Instant::now(), last));
            reached = last;
        }
    }
    Ok(marks)
}

/// From each call to the commit that made its message, by the place of the message in the log.
async fn latencies(
    inbox: &Inbox,
    begin: i64,
    first: i64,
    (starts, marks): (&[Option<Instant>], &Marks),
) -> Outcome<Vec<Duration>> {
    let mut found = Vec::with_capacity(starts.len());
    let mut from = begin;
    loop {
        let page: Vec<(i64, String)> = inbox
            .db
            .read(move |tx| {
                tx.query(
                    "select e.seq, p.external_id from events e join message_parts p on p.message = e.message
                     where e.project = $1 and e.seq > $2 order by e.seq limit 1000",
                    params![fixture::PROJECT, from],
                )
            })
            .await?;
        let Some((last, _)) = page.last() else { return Ok(found) };
        from = *last;
        for (seq, external_id) in &page {
            let index = usize::try_from(external_id.parse::<i64>()? - first)?;
            let mark = marks.partition_point(|(_, reached)| reached < seq);
            if let (Some(Some(start)), Some((end, _))) = (starts.get(index), marks.get(mark)) {
                found.push(end.saturating_duration_since(*start));
            }
        }
    }
}
