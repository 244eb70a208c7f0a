//! Wake-ups: "look at your table again". Hints only; whoever listens also looks by itself every few seconds.
//!
//! Inside one process a broadcast channel; between nodes the same hints over NATS. A hint may be lost or come twice, and a
//! listener that cannot keep up gets [`Topic::Everything`]. Signals (somebody types, somebody looks) live nowhere else and are
//! lost with the bus.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::{broadcast, mpsc};

use crate::error::Result;

#[path = "bus_nats.rs"]
mod nats;

/// Hints that a slow listener may be behind.
const BACKLOG: usize = 1_024;
/// Largest signal.
pub const SIGNAL_BYTES: usize = 1_024;

/// What has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Topic {
    /// New events of a project.
    Events(i64),
    /// New raw events.
    Intake,
    /// New rows to send.
    Outbox,
    /// Files to fetch.
    Files,
    /// Long work to do.
    Jobs,
    /// A scheduled message that is due within seconds.
    Scheduled,
    /// A channel was connected, changed or removed.
    Channels,
    /// A session ended or a role changed.
    Sessions,
    /// Something of the moment, kept in no table.
    Signal(SignalMsg),
    /// Hints were lost: look at everything.
    Everything,
}

/// A signal of the moment: typing, viewing, presence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalMsg {
    /// Whose members it is for.
    pub project: i64,
    /// At most [`SIGNAL_BYTES`]; more is dropped.
    pub bytes: Bytes,
}

/// The bus; clones are the same bus.
#[derive(Debug, Clone)]
pub struct Bus(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    local: broadcast::Sender<Topic>,
    remote: Option<mpsc::Sender<Topic>>,
}

/// One listener.
#[derive(Debug)]
pub struct BusReceiver {
    hints: broadcast::Receiver<Topic>,
    // Keeps the channel open: a listener never sees its end.
    _bus: Bus,
}

impl Bus {
    /// For one process.
    #[must_use]
    pub fn in_process() -> Self {
        Self(Arc::new(Inner { local: broadcast::Sender::new(BACKLOG), remote: None }))
    }

    /// Between nodes, on the subject `{prefix}.wake`. Works locally while NATS cannot be reached, and connects when it can.
    pub async fn nats(url: &str, prefix: &str) -> Result<Self> {
        let local = broadcast::Sender::new(BACKLOG);
        let remote = nats::connect(url, prefix, local.clone()).await?;
        Ok(Self(Arc::new(Inner { local, remote: Some(remote) })))
    }

    /// Whether there may be other nodes to hear of something.
    #[must_use]
    pub fn spans_nodes(&self) -> bool {
        self.0.remote.is_some()
    }

    /// Tells every listener, here and on the other nodes. Never waits.
    pub fn wake(&self, topic: Topic) {
        if let Topic::Signal(signal) = &topic
            && signal.bytes.len() > SIGNAL_BYTES
        {
            tracing::warn!(bytes = signal.bytes.len(), "a signal of {} bytes was dropped", signal.bytes.len());
            return;
        }
        if let Some(remote) = &self.0.remote {
            // Full means that NATS is slow or away; the other nodes look by themselves.
            let _ = remote.try_send(topic.clone());
        }
        // Nobody listening is no error.
        let _ = self.0.local.send(topic);
    }

    /// [`Bus::wake`] for what a commit brought: the same hint once.
    pub(crate) fn wake_all(&self, topics: Vec<Topic>) {
        let mut told: Vec<Topic> = Vec::new();
        for topic in topics {
            if !told.contains(&topic) {
                told.push(topic.clone());
                self.wake(topic);
            }
        }
    }

    /// Everything from now on.
    #[must_use]
    pub fn subscribe(&self) -> BusReceiver {
        BusReceiver { hints: self.0.local.subscribe(), _bus: self.clone() }
    }
}

impl BusReceiver {
    /// The next hint.
    pub async fn recv(&mut self) -> Topic {
        // Closed cannot happen while this receiver holds the bus; after a lag the channel goes on with its oldest hint.
        self.hints.recv().await.unwrap_or(Topic::Everything)
    }
}

#[cfg(test)]
#[path = "bus_tests.rs"]
mod tests;
