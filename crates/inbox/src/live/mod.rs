//! Step 6 of the way of a message: open pages learn what happened, in order, without asking.
//!
//! The events log is the truth; a [`Feed`] per project with open sockets reads it once behind its cursor, builds each frame
//! once and hands it to all sockets. Because `seq` is gapless a socket knows at once when it has missed something, and reads
//! it from the log itself. What passes by without a trace (typing) has no `seq`.

mod feed;
mod frames;
mod routes;
mod signals;
mod socket;

pub use routes::routes;
pub(crate) use frames::EventFrame;
pub(crate) use signals::Signal;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use beseda_base::bus::{SignalMsg, Topic};
use tokio::sync::broadcast;

use crate::Inbox;
use frames::Frame;

/// Frames a socket may lag behind before it reads them from the log instead.
const BACKLOG: usize = 512;

/// All feeds of this node; cheap to clone.
#[derive(Clone, Default)]
pub struct Hub(Arc<Mutex<HashMap<i64, Feed>>>);

/// The feed of one project: frames for whoever listens.
#[derive(Clone)]
struct Feed {
    frames: broadcast::Sender<Arc<Frame>>,
    /// Says that somebody may have missed a wake-up.
    nudge: Arc<tokio::sync::Notify>,
}

impl Hub {
    /// Listens to a project; starts its feed when nobody did before.
    fn listen(&self, inbox: &Inbox, project: i64) -> broadcast::Receiver<Arc<Frame>> {
        self.feed(inbox, project).frames.subscribe()
    }

    /// Keeps the feed of a project running for visitors, who have a registry of their own.
    pub(crate) fn keep_running(&self, inbox: &Inbox, project: i64) {
        self.feed(inbox, project);
    }

    fn feed(&self, inbox: &Inbox, project: i64) -> Feed {
        let mut feeds = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(feed) = feeds.get(&project) {
            return feed.clone();
        }
        let feed = Feed { frames: broadcast::channel(BACKLOG).0, nudge: Arc::new(tokio::sync::Notify::new()) };
        feeds.insert(project, feed.clone());
        inbox.tasks.spawn("live feed", feed::run(inbox.clone(), project, feed.clone()));
        feed
    }

    fn get(&self, project: i64) -> Option<Feed> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get(&project).cloned()
    }

    /// Ends a feed that nobody listens to. Under the lock, so that nobody begins to listen meanwhile.
    fn end_if_idle(&self, project: i64, visitors: bool) -> bool {
        let mut feeds = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let idle = !visitors && feeds.get(&project).is_some_and(|feed| feed.frames.receiver_count() == 0);
        if idle {
            feeds.remove(&project);
        }
        idle
    }

    fn all(&self) -> Vec<Feed> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).values().cloned().collect()
    }
}

/// Starts the loop that carries wake-ups and signals to open pages.
pub fn start(inbox: &Inbox) {
    let inbox = inbox.clone();
    inbox.tasks.clone().keep("live", move || run(inbox.clone()));
}

/// Carries wake-ups and signals from the bus to the feeds. Runs until the server stops.
async fn run(inbox: Inbox) {
    let mut wakes = inbox.bus.subscribe();
    let stopping = inbox.tasks.stopping();
    loop {
        let topic = tokio::select! {
            topic = wakes.recv() => topic,
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
