//! How late scheduled messages go when many wait, and what that costs whoever opens a dialog meanwhile.
//!
//! The loop is the server's own; nothing else runs, so no call leaves the machine. A message counts as started when the
//! transaction begins that writes it and its outbox row.

use std::path::Path;
use std::time::Duration;

use beseda_base::db::{Db, params};
use beseda_base::error::Result;
use beseda_inbox::{Inbox, scheduled};
use serde_json::json;

use super::fixture::PROJECT;
use super::generate::{self, Size};
use super::numbers::{Random, Sorted, round};
use super::read::{busy, open};
use super::{Line, Report};
use crate::command::Outcome;

/// Clients of the database; each has ten messages that wait.
const CLIENTS: i64 = 100_000;
/// Rows of one transaction.
const AT_ONCE: i64 = 10_000;
/// Between two openings of a dialog.
const PACE: Duration = Duration::from_millis(10);
/// How long dialogs are opened while nothing else happens.
const IDLE: Duration = Duration::from_secs(20);
/// Before the first one is due.
const LEAD_MS: i64 = 5_000;
/// Longest wait for the last one.
const PATIENCE: Duration = Duration::from_secs(120);
const DAY_MS: i64 = 86_400_000;
const LATE_BUDGET_MS: f64 = 2_000.0;
const RATIO_MAX: f64 = 1.2;

/// How many wait, and how many of them become due within how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Of {
    pub(super) waiting: i64,
    pub(super) due: i64,
    pub(super) seconds: i64,
}

pub(super) async fn measure(folder: &Path, of: Of) -> Outcome<Report> {
    let size = Size { clients: CLIENTS, messages: CLIENTS * 10 };
    let made = generate::database(folder, size).await?;
    let home = super::temporary(folder)?;
    std::fs::copy(made.join("beseda.db"), home.path().join("beseda.db"))?;
    let inbox = super::inbox(home.path(), None).await?;
    fill(&inbox.db, of, inbox.clock.now()).await?;
    let mut random = Random::new(11);
    // Once more than is counted: the file is read for the first time.
    opened(&inbox.db, size, &mut random, IDLE / 4).await?;
    let idle = Sorted::new(opened(&inbox.db, size, &mut random, IDLE).await?);
    let begin = inbox.clock.now() + LEAD_MS;
    become_due(&inbox.db, of, begin).await?;
    scheduled::start(&inbox);
    let lead = begin - inbox.clock.now();
    tokio::time::sleep(Duration::from_millis(lead.max(0).unsigned_abs())).await;
    let busy = Sorted::new(opened(&inbox.db, size, &mut random, Duration::from_secs(of.seconds.unsigned_abs())).await?);
    let late = Sorted::new(late(&inbox, of, begin).await?);
    inbox.tasks.stop(Duration::from_secs(20)).await;
    inbox.db.close().await;
    Ok(report(of, &late, &idle, &busy))
}

fn report(of: Of, late: &Sorted, idle: &Sorted, busy: &Sorted) -> Report {
    let (p50, p99) = (late.ms(50), late.ms(99));
    let ratio = round(busy.ms(50) / idle.ms(50).max(0.001));
    Report {
        json: json!({
            "waiting": of.waiting, "due": of.due, "seconds": of.seconds, "late_p50_ms": p50, "late_p99_ms": p99,
            "late_budget_ms": LATE_BUDGET_MS, "open_dialog_idle_ms": idle.ms(50), "open_dialog_busy_ms": busy.ms(50),
            "open_dialog_ratio": ratio, "open_dialog_ratio_max": RATIO_MAX
        }),
        lines: vec![
            Line::new(
                &format!("{} of {} scheduled messages in {} s", of.due, of.waiting, of.seconds),
                format!("late p50 {p50} ms, p99 {p99} ms"),
                format!("p99 {LATE_BUDGET_MS} ms"),
                p99 <= LATE_BUDGET_MS,
            ),
            Line::new(
                "opening a dialog meanwhile",
                format!("{} ms, else {} ms: {ratio} times", busy.ms(50), idle.ms(50)),
                format!("{RATIO_MAX} times"),
                ratio <= RATIO_MAX,
            ),
        ],
    }
}

/// Messages for a day and more ahead, as many for each client.
async fn fill(db: &Db, of: Of, now: i64) -> Result<()> {
    for first in (1..=of.waiting).step_by(AT_ONCE as usize) {
        let last = (first + AT_ONCE - 1).min(of.waiting);
        db.write(move |tx| {
            tx.execute(
                "with recursive given(i) as (select cast($1 as bigint) union all select i + 1 from given where i < cast($2 as bigint))
                 insert into scheduled_messages (project, client, author, due_at, condition, in_count, text, silent, client_ref, ref_hash,
                   state, created_at, changed_at)
                 select $3, i % $4 + 1, 1, $5 + i * 10, 'always', 0, 'Напоминаем о встрече ' || i, false, cast(i as text), '', 'waiting', $6, $6 from given",
                params![first, last, PROJECT, CLIENTS, now + 2 * DAY_MS, now],
            )
        })
        .await?;
    }
    let each = of.waiting / CLIENTS;
    for first in (1..=CLIENTS).step_by(AT_ONCE as usize) {
        db.write(move |tx| {
            tx.execute(
                "update clients set scheduled_count = $3 where id between $1 and $2",
                params![first, first + AT_ONCE - 1, each],
            )
        })
        .await?;
    }
    Ok(())
}

/// So many of them are due from `begin` on, evenly, each of another client.
async fn become_due(db: &Db, of: Of, begin: i64) -> Result<()> {
    let step = of.seconds * 1_000 / of.due.max(1);
    for first in (1..=of.due).step_by(AT_ONCE as usize) {
        let last = (first + AT_ONCE - 1).min(of.due);
        db.write(move |tx| {
            tx.execute(
                "update scheduled_messages set due_at = $3 + (id - 1) * $4 where id between $1 and $2",
                params![first, last, begin, step],
            )
        })
        .await?;
    }
    Ok(())
}

/// Opens dialogs at a steady pace for so long.
async fn opened(db: &Db, size: Size, random: &mut Random, how_long: Duration) -> Outcome<Vec<Duration>> {
    let end = tokio::time::Instant::now() + how_long;
    let mut pace = tokio::time::interval(PACE);
    let mut taken = Vec::new();
    while tokio::time::Instant::now() < end {
        pace.tick().await;
        taken.push(open(db, busy(db, random, size).await?).await?);
    }
    Ok(taken)
}

/// How late each one was started, once all were.
async fn late(inbox: &Inbox, of: Of, begin: i64) -> Outcome<Vec<Duration>> {
    let end = tokio::time::Instant::now() + PATIENCE;
    let last = begin + of.seconds * 1_000;
    loop {
        let late: Vec<i64> = inbox
            .db
            .read(move |tx| {
                tx.query(
                    "select changed_at - due_at from scheduled_messages where state = 'sent' and due_at <= $1",
                    params![last],
                )
            })
            .await?;
        if late.len() as i64 >= of.due {
            return Ok(late.into_iter().map(|ms| Duration::from_millis(ms.unsigned_abs())).collect());
        }
        if tokio::time::Instant::now() > end {
            return Err(format!("only {} of {} scheduled messages were sent", late.len(), of.due).into());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
