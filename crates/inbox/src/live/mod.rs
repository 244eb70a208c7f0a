//! Step 6 of the way of a message: open pages learn what happened, in order, without asking.
//!
//! The events log is the truth; a [`Feed`] per project with open sockets reads it once behind its cursor, builds each frame
//! once and hands it to all sockets. Because `seq` is gapless a socket knows at once when it has missed something, and reads
//! it from the log itself. What passes by without a trace (typing) has no `seq`.

mod feed;
mod frames;
mod routes;
mod said;
mod signals;
mod socket;
#[cfg(test)]
mod tests;
mod viewers;

pub(crate) use frames::EventFrame;
pub use routes::routes;
pub(crate) use said::{FrameFromPage, FrameFromServer};
pub(crate) use signals::{Signal, tell_presence};

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use beseda_base::bus::{SignalMsg, Topic};
use beseda_base::error::Result;
use beseda_base::events;
use tokio::sync::broadcast;

use crate::Inbox;
use frames::Frame;
use viewers::Viewers;

/// Frames a socket may lag behind before it reads them from the log instead.
const BACKLOG: usize = 512;

/// How often is looked for pages of other nodes that have fallen silent.
const SWEEP: Duration = Duration::from_secs(10);

/// All feeds of this node, and who looks where on all nodes; cheap to clone.
#[derive(Clone, Default)]
pub struct Hub {
    feeds: Arc<Mutex<HashMap<i64, Feed>>>,
    viewers: Viewers,
}

/// The feed of one project: frames for whoever listens.
#[derive(Clone)]
struct Feed {
    frames: broadcast::Sender<Arc<Frame>>,
    /// Says that somebody may have missed a wake-up.
    nudge: Arc<tokio::sync::Notify>,
    /// Place of the log where the feed begins; settled before anyone relies on it.
    begins: Arc<tokio::sync::OnceCell<i64>>,
}

impl Feed {
    /// Where this feed begins. Who listens waits for it before he looks at the log himself: else what happens between his
    /// look and the feed's first one would be in neither.
    async fn begins(&self, inbox: &Inbox, project: i64) -> Result<i64> {
        let looked = self.begins.get_or_try_init(|| inbox.db.read(move |tx| events::last_seq(tx, project))).await;
        looked.copied()
    }
}

impl Hub {
    /// Listens to a project; starts its feed when nobody did before.
    async fn listen(&self, inbox: &Inbox, project: i64) -> Result<broadcast::Receiver<Arc<Frame>>> {
        let (feed, frames) = self.feed(inbox, project);
        feed.begins(inbox, project).await?;
        Ok(frames)
    }

    /// Keeps the feed of a project running for visitors, who have a registry of their own.
    pub(crate) async fn keep_running(&self, inbox: &Inbox, project: i64) -> Result<()> {
        let (feed, _) = self.feed(inbox, project);
        feed.begins(inbox, project).await.map(|_| ())
    }

    /// The feed, subscribed to under the lock, so that it does not end between the two.
    fn feed(&self, inbox: &Inbox, project: i64) -> (Feed, broadcast::Receiver<Arc<Frame>>) {
        let mut feeds = self.feeds.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(feed) = feeds.get(&project) {
            return (feed.clone(), feed.frames.subscribe());
        }
        let (frames, receiver) = broadcast::channel(BACKLOG);
        let feed = Feed { frames, nudge: Arc::default(), begins: Arc::default() };
        feeds.insert(project, feed.clone());
        inbox.tasks.spawn("live feed", feed::run(inbox.clone(), project, feed.clone()));
        (feed, receiver)
    }

    fn get(&self, project: i64) -> Option<Feed> {
        self.feeds.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get(&project).cloned()
    }

    /// Ends a feed that nobody listens to. Under the lock, so that nobody begins to listen meanwhile.
    fn end_if_idle(&self, project: i64, visitors: bool) -> bool {
        let mut feeds = self.feeds.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let idle = !visitors && feeds.get(&project).is_some_and(|feed| feed.frames.receiver_count() == 0);
        if idle {
            feeds.remove(&project);
        }
        idle
    }

    fn all(&self) -> Vec<Feed> {
        self.feeds.lock().unwrap_or_else(std::sync::PoisonError::into_inner).values().cloned().collect()
    }
}

/// Starts the loop that carries wake-ups and signals to open pages.
pub fn start(inbox: &Inbox) {
    inbox.keep("live", run);
}

/// Carries wake-ups and signals from the bus to the feeds. Runs until the server stops.
async fn run(inbox: Inbox) {
    let mut wakes = inbox.bus.subscribe();
    let stopping = inbox.tasks.stopping();
    let clock = inbox.clock.clone();
    let mut sweep = Box::pin(clock.sleep(SWEEP));
    loop {
        let topic = tokio::select! {
            topic = wakes.recv() => topic,
            () = &mut sweep => {
                sweep = Box::pin(clock.sleep(SWEEP));
                for (project, client) in inbox.live.viewers.expire(clock.now()) {
                    signals::tell_viewers(&inbox, project, client);
                }
                continue;
            }
            () = stopping.cancelled() => return,
        };
        match topic {
            Topic::Events(project) => {
                if let Some(feed) = inbox.live.get(project) {
                    feed.nudge.notify_one();
                }
            }
            Topic::Everything => inbox.live.all().iter().for_each(|feed| feed.nudge.notify_one()),
            Topic::Signal(message) => signals::deliver(&inbox, &message),
            Topic::Sessions => {
                for feed in inbox.live.all() {
                    // Nobody listening is no failure.
                    let _ = feed.frames.send(Arc::new(Frame::CheckSession));
                }
            }
            _ => {}
        }
    }
}

/// Tells all nodes something that passes by without a trace.
pub(crate) fn signal(inbox: &Inbox, project: i64, signal: &Signal) {
    if let Ok(bytes) = serde_json::to_vec(signal) {
        inbox.bus.wake(Topic::Signal(SignalMsg { project, bytes: bytes.into() }));
    }
}
