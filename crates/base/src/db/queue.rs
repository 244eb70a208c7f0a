//! The bounded queue between callers and the threads that own connections.
//!
//! Full means refused, at once: a caller is told 503 instead of piling up memory. After [`Queue::close`] nothing enters, and
//! what waits is still served.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Jobs in the order they came, for any number of threads.
#[derive(Debug)]
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    ready: Condvar,
    room: usize,
}

#[derive(Debug)]
struct State<T> {
    jobs: VecDeque<T>,
    sleeping: usize,
    closed: bool,
}

/// Why a job was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    Full,
    Closed,
}

impl<T> Queue<T> {
    pub(super) fn new(room: usize) -> Self {
        let state = State { jobs: VecDeque::new(), sleeping: 0, closed: false };
        Self { state: Mutex::new(state), ready: Condvar::new(), room: room.max(1) }
    }

    pub(super) fn push(&self, job: T) -> Result<(), Refused> {
        let mut state = self.lock();
        if state.closed {
            return Err(Refused::Closed);
        }
        if state.jobs.len() >= self.room {
            return Err(Refused::Full);
        }
        state.jobs.push_back(job);
        // A wake-up is a system call: none is spent while every thread is busy.
        if state.sleeping > 0 {
            self.ready.notify_one();
        }
        Ok(())
    }

    /// Waits for a job; `None` once the queue is closed and empty.
    pub(super) fn pop(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.jobs.pop_front() {
                return Some(job);
            }
            if state.closed {
                return None;
            }
            state.sleeping += 1;
            state = self.ready.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.sleeping -= 1;
        }
    }

    /// The next job if one waits now.
    pub(super) fn try_pop(&self) -> Option<T> {
        self.lock().jobs.pop_front()
    }

    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.ready.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Queue, Refused};

    #[test]
    fn keeps_order_and_refuses_above_its_room() {
        let queue = Queue::new(2);
        assert_eq!(queue.push(1), Ok(()));
        assert_eq!(queue.push(2), Ok(()));
        assert_eq!(queue.push(3), Err(Refused::Full));
        assert_eq!(queue.try_pop(), Some(1));
        assert_eq!(queue.push(3), Ok(()));
        queue.close();
        assert_eq!(queue.push(4), Err(Refused::Closed));
        assert_eq!((queue.pop(), queue.pop(), queue.pop()), (Some(2), Some(3), None));
    }

    #[test]
    fn wakes_a_sleeping_thread_by_push_and_by_close() {
        let queue = Queue::new(8);
        std::thread::scope(|scope| {
            let taken = scope.spawn(|| {
                let mut sum = 0;
                while let Some(number) = queue.pop() {
                    sum += number;
                }
                sum
            });
            for number in 1..=100 {
                while queue.push(number).is_err() {
                    std::thread::yield_now();
                }
            }
            queue.close();
            assert_eq!(taken.join().unwrap(), 5050);
        });
    }
}
