//! Work beside the requests: named, watched, and stopped in order.
//!
//! A panic in a task is logged and counted and takes nothing else down. [`Tasks::keep`] starts a task again when it ends
//! before its time. At the end everyone is asked to stop and waited for; who does not stop is named and cut off.

use std::any::Any;
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// First pause before a task is started again; doubled each time it ends at once.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The tasks of a server. Cloning shares them.
#[derive(Clone)]
pub struct Tasks(Arc<Inner>);

struct Inner {
    tracker: TaskTracker,
    stopping: CancellationToken,
    running: Mutex<HashMap<u64, (&'static str, AbortHandle)>>,
    next: AtomicU64,
    first_pause: Duration,
}

/// Takes a task off the list when it ends, however it ends.
struct Entry(Arc<Inner>, u64);

impl Drop for Entry {
    fn drop(&mut self) {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

impl Default for Tasks {
    fn default() -> Self {
        Self::new()
    }
}

impl Tasks {
    /// No tasks yet.
    #[must_use]
    pub fn new() -> Self {
        Self::with_pause(FIRST_PAUSE)
    }

    fn with_pause(first_pause: Duration) -> Self {
        Self(Arc::new(Inner {
            tracker: TaskTracker::new(),
            stopping: CancellationToken::new(),
            running: Mutex::default(),
            next: AtomicU64::new(0),
            first_pause,
        }))
    }

    /// Cancelled when the server stops. Loops wait for it beside their work.
    #[must_use]
    pub fn stopping(&self) -> CancellationToken {
        self.0.stopping.clone()
    }

    /// Runs a future to its end.
    #[expect(clippy::disallowed_methods, reason = "this is the supervised spawn; the tracker waits for what it starts")]
    pub fn spawn<F>(&self, name: &'static str, future: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let id = self.0.next.fetch_add(1, Ordering::Relaxed);
        let entry = Entry(self.0.clone(), id);
        // The list is locked until the task stands in it, so that one that ends at once is not entered after its end.
        let mut running = self.0.running.lock().unwrap_or_else(PoisonError::into_inner);
        let task = tokio::spawn(self.0.tracker.track_future(async move {
            let _entry = entry;
            watched(name, future).await;
        }));
        running.insert(id, (name, task.abort_handle()));
    }

    /// Runs a loop for the life of the server: what `make` gives is started again after a panic or an early end, with growing
    /// pauses. It should end soon after [`Tasks::stopping`].
    pub fn keep<M, F>(&self, name: &'static str, make: M)
    where
        M: Fn() -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let (stopping, first_pause) = (self.stopping(), self.0.first_pause);
        self.spawn(name, async move {
            let mut pause = first_pause;
            while !stopping.is_cancelled() {
                let started = tokio::time::Instant::now();
                watched(name, make()).await;
                if stopping.is_cancelled() {
                    break;
                }
                if started.elapsed() > LONGEST_PAUSE {
                    pause = first_pause;
                }
                metrics::counter!("beseda_task_restarts_total", "task" => name).increment(1);
                tracing::warn!(
                    task = name,
                    pause_ms = millis(pause),
                    "the task {name} ended early and is started again"
                );
                let _ = stopping.run_until_cancelled(tokio::time::sleep(pause)).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        });
    }

    /// How many run.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Asks all to stop and waits. Who has not stopped within `limit` is cut off; the names are returned.
    pub async fn stop(&self, limit: Duration) -> Vec<&'static str> {
        self.0.stopping.cancel();
        self.0.tracker.close();
        if tokio::time::timeout(limit, self.0.tracker.wait()).await.is_ok() {
            return Vec::new();
        }
        let running = self.0.running.lock().unwrap_or_else(PoisonError::into_inner);
        let mut names: Vec<&'static str> = running.values().map(|(name, _)| *name).collect();
        running.values().for_each(|(_, task)| task.abort());
        drop(running);
        names.sort_unstable();
        tracing::warn!(tasks = names.join(", "), "some tasks did not stop in time and were cut off");
        names
    }
}

async fn watched(name: &'static str, future: impl Future<Output = ()>) {
    // What the future leaves behind half-done lies in tables and is taken up from there; nothing in memory is read again.
    if let Err(panic) = AssertUnwindSafe(future).catch_unwind().await {
        metrics::counter!("beseda_task_panics_total", "task" => name).increment(1);
        tracing::error!(task = name, "the task {name} panicked: {}", panic_text(panic.as_ref()));
    }
}

/// The text of a panic, as far as it has one.
#[must_use]
pub fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&'static str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no text")
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;
    use tokio::sync::mpsc;

    const LONG: Duration = Duration::from_secs(30);

    #[tokio::test]
    async fn a_task_runs_and_leaves_the_list() {
        let tasks = Tasks::new();
        let (done, mut ended) = mpsc::channel(1);
        tasks.spawn("one", async move { done.send(5).await.unwrap() });
        assert_eq!(ended.recv().await, Some(5));
        assert!(tasks.stop(LONG).await.is_empty());
        assert_eq!(tasks.count(), 0);
    }

    #[tokio::test]
    async fn a_panic_takes_nothing_else_down() {
        let tasks = Tasks::new();
        let (done, mut ended) = mpsc::channel(1);
        tasks.spawn("bad", async { panic!("on purpose") });
        tasks.spawn("good", async move { done.send(()).await.unwrap() });
        assert!(ended.recv().await.is_some());
        assert!(tasks.stop(LONG).await.is_empty());
    }

    #[tokio::test]
    async fn a_kept_task_is_started_again_until_the_end() {
        let tasks = Tasks::with_pause(Duration::ZERO);
        let runs = Arc::new(AtomicUsize::new(0));
        let (ran, mut seen) = mpsc::unbounded_channel();
        let (counter, stopping) = (runs.clone(), tasks.stopping());
        tasks.keep("loop", move || {
            let run = counter.fetch_add(1, Ordering::SeqCst);
            let (ran, stopping) = (ran.clone(), stopping.clone());
            async move {
                ran.send(run).unwrap();
                match run {
                    0 => panic!("on purpose"),
                    1 => {}
                    _ => stopping.cancelled().await,
                }
            }
        });
        for run in 0..3 {
            assert_eq!(seen.recv().await, Some(run));
        }
        assert!(tasks.stop(LONG).await.is_empty());
        assert_eq!(runs.load(Ordering::SeqCst), 3, "not started again after the stop");
    }

    #[tokio::test]
    async fn who_does_not_stop_is_named_and_cut_off() {
        let tasks = Tasks::new();
        let stopping = tasks.stopping();
        let (gone, mut end) = mpsc::channel::<()>(1);
        tasks.spawn("polite", async move { stopping.cancelled().await });
        tasks.spawn("stubborn", async move {
            let _held = gone;
            std::future::pending::<()>().await;
        });
        assert_eq!(tasks.stop(Duration::from_millis(100)).await, ["stubborn"]);
        assert_eq!(end.recv().await, None, "it was dropped");
    }

    #[test]
    fn panics_have_texts() {
        assert_eq!(panic_text(&"a"), "a");
        assert_eq!(panic_text(&"b".to_owned()), "b");
        assert_eq!(panic_text(&5), "no text");
    }
}
