//! Time, handed in: the one place that asks the system what time it is.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

/// A clock; clones tell the same time.
#[derive(Debug, Clone)]
pub struct Clock(Kind);

#[derive(Debug, Clone)]
enum Kind {
    System,
    Fixed(Arc<watch::Sender<i64>>),
}

impl Clock {
    /// The computer's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Kind::System)
    }

    /// A clock for tests: stands at `now` until [`Clock::advance`] moves it.
    #[must_use]
    pub fn fixed(now: i64) -> Self {
        Self(Kind::Fixed(Arc::new(watch::Sender::new(now))))
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub fn now(&self) -> i64 {
        match &self.0 {
            Kind::System => {
                #[expect(clippy::disallowed_methods, reason = "this is the clock the others are to use")]
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
            }
            Kind::Fixed(now) => *now.borrow(),
        }
    }

    /// Moves a fixed clock and wakes whoever sleeps on it; the system's clock is not ours to move.
    pub fn advance(&self, milliseconds: i64) {
        if let Kind::Fixed(now) = &self.0 {
            now.send_modify(|now| *now += milliseconds);
        }
    }

    /// Waits until this clock has gone on by `duration`.
    pub async fn sleep(&self, duration: Duration) {
        match &self.0 {
            Kind::System => tokio::time::sleep(duration).await,
            Kind::Fixed(now) => {
                let mut seen = now.subscribe();
                let end = self.now().saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX));
                // The sender lives in `self`, so this ends by reaching the time only.
                let _ = seen.wait_for(|now| *now >= end).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Clock;

    #[tokio::test]
    async fn a_fixed_clock_moves_by_hand_only() {
        let clock = Clock::fixed(1_000);
        let sleeper = clock.clone();
        let mut slept = Box::pin(sleeper.sleep(Duration::from_millis(50)));
        assert!(futures_util::future::poll_immediate(&mut slept).await.is_none());
        clock.advance(49);
        assert!(futures_util::future::poll_immediate(&mut slept).await.is_none());
        clock.advance(1);
        slept.await;
        assert_eq!(clock.now(), 1_050);
    }

    #[test]
    fn the_system_clock_is_in_this_century() {
        let clock = Clock::system();
        clock.advance(1_000_000_000_000);
        assert!((1_750_000_000_000..4_102_444_800_000).contains(&clock.now()));
    }
}
