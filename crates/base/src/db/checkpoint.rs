//! Checkpoints of SQLite's write-ahead log, off the writer's path.
//!
//! While something is being written, the log is copied into the database every 250 ms without stopping anybody (PASSIVE).
//! Readers can keep that from finishing; above 64 MiB the log is emptied for good, for which writers wait a moment.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;

use crate::error::Result;

const PAUSE: Duration = Duration::from_millis(250);
const LARGE: u64 = 64 << 20;
/// How long emptying the log may wait for readers while the writer stands still.
const PATIENCE: Duration = Duration::from_secs(1);

/// The thread that makes checkpoints.
pub(super) struct Checkpoints {
    signal: Arc<Signal>,
    thread: JoinHandle<()>,
}

#[derive(Default)]
struct Signal {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    written: bool,
    stop: bool,
}

impl Checkpoints {
    pub(super) fn start(path: &Path, connection: Connection) -> Result<Self> {
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        let signal = Arc::new(Signal::default());
        let seen = Arc::clone(&signal);
        let thread = super::lite::spawn("sqlite-checkpoint", move || run(&connection, &PathBuf::from(log), &seen))?;
        Ok(Self { signal, thread })
    }

    /// The writer has committed something.
    pub(super) fn written(&self) {
        let mut state = self.signal.lock();
        if !state.written {
            state.written = true;
            self.signal.changed.notify_one();
        }
    }

    /// Empties the log and ends the thread.
    pub(super) fn finish(self) {
        self.signal.lock().stop = true;
        self.signal.changed.notify_one();
        if self.thread.join().is_err() {
            tracing::error!("the checkpoint thread panicked");
        }
    }
}

impl Signal {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for something written, then gives it time to become more. False: stop.
    fn wait(&self) -> bool {
        let idle = |state: &mut State| !state.written && !state.stop;
        let state = self.changed.wait_while(self.lock(), idle).unwrap_or_else(PoisonError::into_inner);
        let pause = self.changed.wait_timeout_while(state, PAUSE, |state| !state.stop);
        let (mut state, _) = pause.unwrap_or_else(PoisonError::into_inner);
        state.written = false;
        !state.stop
    }
}

fn run(connection: &Connection, log: &Path, signal: &Signal) {
    if let Err(error) = connection.busy_timeout(PATIENCE) {
        tracing::warn!(%error, "checkpoints do not wait for readers: {error}");
    }
    while signal.wait() {
        checkpoint(connection, "passive");
        if std::fs::metadata(log).is_ok_and(|file| file.len() > LARGE) {
            checkpoint(connection, "truncate");
        }
    }
    checkpoint(connection, "truncate");
}

/// Being kept from it by readers is no error: the next round goes on.
fn checkpoint(connection: &Connection, kind: &str) {
    let done = connection.query_row(&format!("pragma wal_checkpoint({kind})"), [], |_| Ok(()));
    if let Err(error) = done {
        tracing::warn!(%error, "checkpoint {kind}: {error}");
    }
}
