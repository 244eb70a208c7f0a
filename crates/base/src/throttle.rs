//! Limits per key in the memory of one node: how often an address may knock. What must hold across nodes and restarts (failed
//! sign-ins) lives in tables instead.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Problem, Result};

/// A bucket of `burst` requests per key that fills up again evenly.
pub struct Throttle {
    burst: f64,
    /// Requests per millisecond.
    rate: f64,
    /// Keys of one generation; memory holds at most two.
    generation: usize,
    buckets: Mutex<Generations>,
}

/// Two maps instead of one with an order: when the young one is full it becomes the old one, and what was not asked for
/// since is forgotten. A forgotten key starts with a full bucket, which a flood of keys could have had anyway.
#[derive(Default)]
struct Generations {
    young: HashMap<String, Bucket>,
    old: HashMap<String, Bucket>,
}

#[derive(Clone, Copy)]
struct Bucket {
    left: f64,
    at: i64,
}

impl Throttle {
    /// At most `burst` at once and as many in `per_ms` after that, for at most `max_keys` keys.
    #[must_use]
    pub fn new(burst: u32, per_ms: u32, max_keys: usize) -> Self {
        let burst = f64::from(burst.max(1));
        Self {
            burst,
            rate: burst / f64::from(per_ms.max(1)),
            generation: (max_keys / 2).max(1),
            buckets: Mutex::default(),
        }
    }

    /// Takes one, or says 429 `rate_limited` with the time until there is one again.
    pub fn take(&self, key: &str, now_ms: i64) -> Result<()> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let known = buckets.young.get(key).or_else(|| buckets.old.get(key)).copied();
        let mut bucket = known.unwrap_or(Bucket { left: self.burst, at: now_ms });
        // A clock that steps back gives nothing and takes nothing.
        let passed = u32::try_from((now_ms - bucket.at).clamp(0, i64::from(u32::MAX))).unwrap_or(u32::MAX);
        bucket.left = (bucket.left + f64::from(passed) * self.rate).min(self.burst);
        bucket.at = now_ms;
        let missing = 1.0 - bucket.left;
        if missing <= 0.0 {
            bucket.left -= 1.0;
        }
        buckets.keep(key, bucket, self.generation);
        drop(buckets);
        if missing <= 0.0 { Ok(()) } else { Err(self.refusal(missing)) }
    }

    /// Takes one for an address. An IPv6 network counts as one: its owner has all of its addresses.
    pub fn take_address(&self, address: IpAddr, now_ms: i64) -> Result<()> {
        self.take(&network(address).to_string(), now_ms)
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number of seconds")]
    fn refusal(&self, missing: f64) -> Error {
        let seconds = (missing / self.rate / 1000.0).ceil().max(1.0) as u64;
        Problem::new(429, "rate_limited", "Too many requests; wait a little.").retry_after(seconds).into()
    }

    #[cfg(test)]
    fn keys(&self) -> usize {
        let buckets = self.buckets.lock().unwrap();
        buckets.young.len() + buckets.old.len()
    }
}

impl Generations {
    fn keep(&mut self, key: &str, bucket: Bucket, most: usize) {
        if let Some(known) = self.young.get_mut(key) {
            *known = bucket;
            return;
        }
        if self.young.len() >= most {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key.to_owned(), bucket);
    }
}

/// The /64 of an IPv6 address; an IPv4 address itself.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from(u128::from(v6) >> 64 << 64)),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait_of(outcome: Result<()>) -> Option<u64> {
        match outcome {
            Ok(()) => None,
            Err(error) => {
                let problem = error.to_problem();
                assert_eq!((problem.status, problem.code), (429, "rate_limited"));
                problem.retry_after_s
            }
        }
    }

    #[test]
    fn a_burst_passes_and_then_the_rate_holds() {
        let throttle = Throttle::new(3, 30_000, 100);
        for _ in 0..3 {
            assert_eq!(wait_of(throttle.take("a", 0)), None);
        }
        assert_eq!(wait_of(throttle.take("a", 0)), Some(10));
        assert_eq!(wait_of(throttle.take("b", 0)), None, "another key has its own bucket");
        assert_eq!(wait_of(throttle.take("a", 9_000)), Some(1));
        assert_eq!(wait_of(throttle.take("a", 10_000)), None);
        assert_eq!(wait_of(throttle.take("a", 10_000)), Some(10));
        for _ in 0..3 {
            assert_eq!(wait_of(throttle.take("a", 10_000_000)), None);
        }
        assert!(wait_of(throttle.take("a", 10_000_000)).is_some(), "a long rest gives no more than a burst");
    }

    #[test]
    fn a_clock_that_steps_back_opens_nothing() {
        let throttle = Throttle::new(1, 1_000, 100);
        assert_eq!(wait_of(throttle.take("a", 1_000_000)), None);
        assert!(wait_of(throttle.take("a", 0)).is_some());
        assert_eq!(wait_of(throttle.take("a", 1_000)), None);
    }

    #[test]
    fn a_flood_of_keys_stays_in_bounds_and_forgets_no_busy_one() {
        let throttle = Throttle::new(1, 1_000_000, 100);
        assert_eq!(wait_of(throttle.take("busy", 0)), None);
        for n in 0..10_000 {
            assert_eq!(wait_of(throttle.take(&n.to_string(), 0)), None);
            assert!(wait_of(throttle.take("busy", 0)).is_some());
            assert!(throttle.keys() <= 100);
        }
    }

    #[test]
    fn an_ipv6_network_counts_as_one() {
        let throttle = Throttle::new(1, 1_000, 100);
        let take = |text: &str| wait_of(throttle.take_address(text.parse().unwrap(), 0));
        assert_eq!(take("2001:db8:1:1::1"), None);
        assert!(take("2001:db8:1:1:ffff::2").is_some());
        assert_eq!(take("2001:db8:1:2::1"), None);
        assert_eq!(take("1.2.3.4"), None);
        assert!(take("::ffff:1.2.3.4").is_some());
    }
}
