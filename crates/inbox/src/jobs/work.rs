//! The loop that does jobs: woken by the bus, and every five seconds in case a wake-up was lost.

use beseda_base::auth::Who;
use beseda_base::bus::Topic;
use beseda_base::db::{Tx, params};
use beseda_base::error::{Error, Result};
use futures_util::StreamExt as _;

use super::action::Outcome;
use super::{Action, CLIENTS_MAX, COLUMNS, JobState, Row, Selection, add, told};
use crate::dialogs::{self, After, Asked, PageOf, Tab};
use crate::{Inbox, employees, messages, rounds};

/// How long a node keeps a job without saying so again.
const LEASE_MS: i64 = 30_000;
/// Clients between two looks at the job, each a transaction of its own; the writer takes those that wait at once together.
const BATCH: i64 = 100;
const AT_ONCE: usize = 16;

/// Starts the loop.
pub(crate) fn start(inbox: &Inbox) {
    rounds::start(inbox, "jobs", Topic::Jobs, |inbox| async move { all(&inbox).await });
}

/// Works until no job is open that no other node has.
pub(super) async fn all(inbox: &Inbox) -> Result<()> {
    while let Some(job) = inbox.db.write(claim).await? {
        if inbox.tasks.stopping().is_cancelled() {
            return Ok(());
        }
        step(inbox, job).await?;
    }
    Ok(())
}

/// The next open job that nobody works on, the oldest first.
fn claim(tx: &Tx<'_>) -> Result<Option<Row>> {
    rounds::claim(tx, ("jobs", COLUMNS), "'gathering', 'running'", LEASE_MS)
}

/// One page of its clients found, or one batch of them worked on; then it is anybody's again.
async fn step(inbox: &Inbox, job: Row) -> Result<()> {
    let (id, employee, project) = (job.id, job.employee, job.project);
    let who = inbox.db.read(move |tx| who(tx, project, employee)).await?;
    let now = inbox.clock.now();
    match who {
        // Who is no member any more does nothing any more.
        None => inbox.db.write(move |tx| finish(tx, id, JobState::Stopped, now)).await,
        Some(who) if job.state() == JobState::Gathering => inbox.db.write(move |tx| gather(tx, &who, id, now)).await,
        Some(who) => work(inbox, job, who).await,
    }
}

fn who(tx: &Tx<'_>, project: i64, employee: i64) -> Result<Option<Who>> {
    let role = employees::role_of(tx, project, employee)?;
    Ok(role.map(|role| Who { employee, project, role, rights: role.rights(), session: 0 }))
}

/// Dialogs of a page while a filter is gathered.
const PAGE: i64 = 100;

fn gather(tx: &Tx<'_>, who: &Who, job: i64, now: i64) -> Result<()> {
    let row: Row = tx.one(&format!("select {COLUMNS} from jobs where id = $1"), params![job])?;
    if row.state() != JobState::Gathering {
        return release(tx, job, 0);
    }
    let selection = row.selection()?;
    let (clients, next) = match row.action()? {
        Action::Repeat { from, to, .. } => failed_page(tx, &row, &selection, (from, to))?,
        _ => page(tx, who, &row, &selection, now)?,
    };
    let clients: Vec<i64> = clients.into_iter().filter(|id| !selection.except_ids.contains(id)).collect();
    add(tx, job, &clients)?;
    let place = next.filter(|_| row.total + (clients.len() as i64) < CLIENTS_MAX);
    let state = if place.is_some() { "gathering" } else { "running" };
    tx.execute("update jobs set place = $2, state = $3, lease_until = 0 where id = $1", params![job, place, state])?;
    told(tx, row.project, row.employee, job);
    Ok(())
}

/// The next clients in the order of the list, and where it goes on.
fn page(tx: &Tx<'_>, who: &Who, row: &Row, selection: &Selection, now: i64) -> Result<(Vec<i64>, Option<String>)> {
    let broken = |error| Error::Internal(format!("place of a job: {error}"));
    let after = row.place.as_deref().map(serde_json::from_str::<After>).transpose().map_err(broken)?;
    let of = PageOf {
        tab: selection.tab.unwrap_or(Tab::All),
        after,
        limit: PAGE,
        filter: selection.filter.clone().unwrap_or_default(),
    };
    let (clients, next) = dialogs::client_ids(tx, Asked::of(who, now), &of)?;
    let next = next.map(|next| serde_json::to_string(&next)).transpose().map_err(broken)?;
    Ok((clients, next))
}

/// The next clients whose last message failed: few among many, so they are looked up by their messages.
fn failed_page(
    tx: &Tx<'_>,
    row: &Row,
    selection: &Selection,
    time: (Option<i64>, Option<i64>),
) -> Result<(Vec<i64>, Option<String>)> {
    let after: i64 = row.place.as_deref().and_then(|place| place.parse().ok()).unwrap_or(0);
    let channels = selection.filter.as_ref().map(|filter| filter.channel_ids.clone()).unwrap_or_default();
    let (clients, next) = messages::failed_clients(tx, row.project, time, &channels, after, PAGE)?;
    Ok((clients, next.map(|id| id.to_string())))
}

/// Leaves the job to anybody from this moment on.
fn release(tx: &Tx<'_>, job: i64, from: i64) -> Result<()> {
    tx.execute("update jobs set lease_until = $2 where id = $1", params![job, from])?;
    Ok(())
}

async fn work(inbox: &Inbox, job: Row, who: Who) -> Result<()> {
    let (id, action, now) = (job.id, job.action()?, inbox.clock.now());
    let batch = match paced(&job, &action, now) {
        0 => {
            let wait = wait(&job, &action, now);
            return inbox.db.write(move |tx| release(tx, id, tx.db_now() + wait)).await;
        }
        batch => batch,
    };
    let waiting: Vec<(i64, Option<String>)> = inbox
        .db
        .read(move |tx| {
            tx.query(
                "select client, former from job_clients where job = $1 and state = 0 order by client limit $2",
                params![id, batch],
            )
        })
        .await?;
    if waiting.is_empty() {
        return inbox.db.write(move |tx| finish(tx, id, JobState::Done, now)).await;
    }
    let each = waiting.into_iter().map(|(client, former)| one(inbox, (id, client), action.clone(), who, former));
    let ended: Vec<Result<bool>> = futures_util::stream::iter(each).buffer_unordered(AT_ONCE).collect().await;
    let mut counts = (0_i64, 0_i64);
    for done in ended {
        if done? { counts.0 += 1 } else { counts.1 += 1 }
    }
    inbox
        .db
        .write(move |tx| {
            let row: Row = tx.one(
                &format!(
                    "update jobs set done = done + $2, skipped = skipped + $3, lease_until = 0 where id = $1 returning {COLUMNS}"
                ),
                params![id, counts.0, counts.1],
            )?;
            told(tx, row.project, row.employee, id);
            Ok(())
        })
        .await
}

/// How many clients may follow now: with a time between two clients only those whose turn has come.
fn paced(job: &Row, action: &Action, now: i64) -> i64 {
    match action.interval_ms() {
        0 => BATCH,
        interval => ((now - job.created_at) / interval + 1 - job.done - job.skipped).clamp(0, BATCH),
    }
}

/// When the next client's turn comes, ms from now.
fn wait(job: &Row, action: &Action, now: i64) -> i64 {
    (job.created_at + (job.done + job.skipped) * action.interval_ms() - now).max(0)
}

/// Does it to one client in a transaction of its own. False: he was skipped.
async fn one(
    inbox: &Inbox,
    (job, client): (i64, i64),
    action: Action,
    who: Who,
    former: Option<String>,
) -> Result<bool> {
    let now = inbox.clock.now();
    let done = inbox
        .db
        .write(move |tx| {
            let outcome = action.apply(tx, &who, client, former.as_deref(), now)?;
            end(tx, (job, client), &outcome)
        })
        .await;
    match done {
        // What a person could be told is the client's own reason, not the job's end.
        Err(Error::Problem(problem)) => {
            let outcome =
                Outcome::Skipped(problem.fields.values().next().map_or(problem.code, |field| field.code).to_owned());
            inbox.db.write(move |tx| end(tx, (job, client), &outcome)).await
        }
        Err(Error::NotFound) => {
            inbox.db.write(move |tx| end(tx, (job, client), &Outcome::Skipped("not_found".into()))).await
        }
        other => other,
    }
}

fn end(tx: &Tx<'_>, (job, client): (i64, i64), outcome: &Outcome) -> Result<bool> {
    let (state, reason, former, done) = match outcome {
        Outcome::Done(former) => (1, None, former.as_deref(), true),
        Outcome::Skipped(reason) => (2, Some(reason.as_str()), None, false),
    };
    tx.execute(
        "update job_clients set state = $3, reason = $4, former = $5 where job = $1 and client = $2 and state = 0",
        params![job, client, state, reason, former],
    )?;
    Ok(done)
}

fn finish(tx: &Tx<'_>, job: i64, state: JobState, now: i64) -> Result<()> {
    let name = if state == JobState::Done { "done" } else { "stopped" };
    let ended: Option<Row> = tx.optional(
        &format!(
            "update jobs set state = $2, finished_at = $3, lease_until = 0
             where id = $1 and state in ('gathering', 'running') returning {COLUMNS}"
        ),
        params![job, name, now],
    )?;
    if let Some(row) = ended {
        // A crash between a client's transaction and the count of his batch leaves the counts behind; the rows know.
        tx.execute(
            "update jobs set done = (select count(*) from job_clients where job = $1 and state = 1),
               skipped = (select count(*) from job_clients where job = $1 and state = 2) where id = $1",
            params![job],
        )?;
        told(tx, row.project, row.employee, job);
    }
    Ok(())
}
