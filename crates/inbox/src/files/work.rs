//! The loop behind both work lists of this room: claim a few rows with a lease, carry them out side by side, claim again.

use std::time::Duration;

use beseda_base::bus::{BusReceiver, Topic};
use beseda_base::error::Result;
use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::Inbox;

/// The bus may lose a call: this often the list is looked at anyway (guarantee 13).
const SCAN_EVERY: Duration = Duration::from_secs(5);

/// A list of work in the database.
pub(super) trait WorkList: Send + Sync + 'static {
    /// A claimed row.
    type Job: Send;

    /// Jobs that run side by side.
    const PARALLEL: usize;

    /// Claims at most so many due rows.
    fn claim(inbox: &Inbox, limit: usize) -> impl Future<Output = Result<Vec<Self::Job>>> + Send;

    /// Carries one out and writes down what came of it, if the lease still holds.
    fn carry_out(inbox: &Inbox, job: Self::Job) -> impl Future<Output = Result<()>> + Send;
}

/// Works until the server stops.
pub(super) async fn keep_working<W: WorkList>(inbox: Inbox) {
    let stopping = inbox.tasks.stopping();
    let mut wakes = inbox.bus.subscribe();
    let mut running = FuturesUnordered::new();
    loop {
        let free = W::PARALLEL - running.len();
        if free > 0 {
            match W::claim(&inbox, free).await {
                Ok(jobs) => running.extend(jobs.into_iter().map(|job| W::carry_out(&inbox, job))),
                Err(error) => tracing::warn!(%error, "work on files was not claimed; trying again"),
            }
        }
        tokio::select! {
            Some(done) = running.next(), if !running.is_empty() => {
                if let Err(error) = done {
                    // The row comes back when its lease runs out.
                    tracing::warn!(%error, "work on a file was not finished");
                }
            }
            () = stopping.cancelled() => return,
            () = next_wake(&mut wakes) => {}
            () = tokio::time::sleep(SCAN_EVERY) => {}
        }
    }
}

/// Carries out everything that is due now; for tests, which need no waiting.
#[cfg(test)]
pub(super) async fn work_through<W: WorkList>(inbox: &Inbox) -> Result<usize> {
    let mut count = 0;
    loop {
        let jobs = W::claim(inbox, W::PARALLEL).await?;
        if jobs.is_empty() {
            return Ok(count);
        }
        for job in jobs {
            W::carry_out(inbox, job).await?;
            count += 1;
        }
    }
}

async fn next_wake(wakes: &mut BusReceiver) {
    while !matches!(wakes.recv().await, Topic::Files | Topic::Everything) {}
}
