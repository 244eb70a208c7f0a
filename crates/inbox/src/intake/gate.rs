//! Deliveries that arrive at the same time are kept together: one statement and one commit for all that wait, so that a
//! burst costs the database a few large writes instead of many small ones.
//!
//! Whoever finds no gatherer at work starts one. It takes what waits, whole deliveries only, writes it and looks again; when
//! nothing waits it ends. A delivery that the storage refuses is found by writing each of its batch alone.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use beseda_base::error::{Error, Result};
use beseda_messengers::Item;
use tokio::sync::oneshot;

use super::{keep_in, process};
use crate::Inbox;

/// Items of one transaction: one row each, beside what the seam allows a closure to touch.
const TOGETHER: usize = 200;
/// Gatherers at work: while one waits for the disk the next one collects.
const GATHERERS: usize = 2;
/// Items that may wait; beyond it the sender is asked to come again (503).
const WAITING_MAX: usize = 20_000;

/// What waits to be kept.
#[derive(Default)]
pub(crate) struct Gate(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    waiting: VecDeque<Delivery>,
    items: usize,
    gatherers: usize,
}

struct Delivery {
    channel: i64,
    items: Vec<Item>,
    reply: Reply,
}

/// Channel and items of a delivery.
pub(super) type Taken = (i64, Vec<Item>);
type Reply = oneshot::Sender<Result<usize>>;

impl Gate {
    /// Hands a delivery in and waits until it is durable. Answers how many of its items were new.
    pub(super) async fn keep(&self, inbox: &Inbox, channel: i64, items: Vec<Item>) -> Result<usize> {
        let (reply, answer) = oneshot::channel();
        let first = {
            let mut state = lock(&self.0);
            if state.items + items.len() > WAITING_MAX {
                return Err(Error::Busy);
            }
            state.items += items.len();
            state.waiting.push_back(Delivery { channel, items, reply });
            let first = state.gatherers < GATHERERS;
            state.gatherers += usize::from(first);
            first
        };
        if first {
            let place = Place { state: Arc::clone(&self.0), taken: true };
            let gatherer = Gatherer { inbox: inbox.clone(), place };
            inbox.tasks.spawn("intake gatherer", gatherer.run());
        }
        answer.await.unwrap_or_else(|_| Err(Error::Unavailable("the server stops".into())))
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Gatherer {
    inbox: Inbox,
    place: Place,
}

/// One of the places of gatherers; given back however the gatherer ends.
struct Place {
    state: Arc<Mutex<State>>,
    taken: bool,
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.taken {
            lock(&self.state).gatherers -= 1;
        }
    }
}

impl Gatherer {
    async fn run(mut self) {
        loop {
            let batch = self.place.take();
            if batch.is_empty() {
                return;
            }
            let (deliveries, replies): (Vec<Taken>, Vec<_>) =
                batch.into_iter().map(|one| ((one.channel, one.items), one.reply)).unzip();
            self.write(deliveries.into(), replies).await;
        }
    }

    async fn write(&self, deliveries: Arc<[Taken]>, replies: Vec<Reply>) {
        match keep_all(&self.inbox, &deliveries).await {
            Ok(kept) => replies.into_iter().zip(kept).for_each(|(reply, kept)| answer(reply, Ok(kept))),
            Err(error) if replies.len() == 1 || process::passes(&error) => {
                replies.into_iter().for_each(|reply| answer(reply, Err(error.clone())));
            }
            Err(_) => {
                for (delivery, reply) in deliveries.iter().zip(replies) {
                    let kept = keep_all(&self.inbox, &Arc::from([delivery.clone()])).await;
                    answer(reply, kept.map(|kept| kept.into_iter().sum()));
                }
            }
        }
    }
}

async fn keep_all(inbox: &Inbox, deliveries: &Arc<[Taken]>) -> Result<Vec<usize>> {
    let (now, deliveries) = (inbox.clock.now(), Arc::clone(deliveries));
    inbox.db.write(move |tx| keep_in(tx, &deliveries, now)).await
}

fn answer(reply: Reply, kept: Result<usize>) {
    // Who asked may have gone; what was kept stays kept.
    let _ = reply.send(kept);
}

impl Place {
    /// The deliveries that go together, the oldest first; none gives the place back.
    fn take(&mut self) -> Vec<Delivery> {
        let mut state = lock(&self.state);
        let (mut batch, mut items) = (Vec::new(), 0);
        while let Some(next) = state.waiting.front() {
            if !batch.is_empty() && items + next.items.len() > TOGETHER {
                break;
            }
            items += next.items.len();
            batch.extend(state.waiting.pop_front());
        }
        state.items -= items;
        if batch.is_empty() {
            // Under the same lock: a delivery that comes now sees that nobody looks for it any more.
            state.gatherers -= 1;
            self.taken = false;
        }
        batch
    }
}
