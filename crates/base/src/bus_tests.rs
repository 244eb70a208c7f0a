use std::time::Duration;

use bytes::Bytes;

use super::nats::{decode, encode};
use super::{BACKLOG, Bus, BusReceiver, SIGNAL_BYTES, SignalMsg, Topic};
use crate::testing::test_nats;

fn signal(bytes: Vec<u8>) -> Topic {
    Topic::Signal(SignalMsg { project: 7, bytes: bytes.into() })
}

async fn next(receiver: &mut BusReceiver) -> Topic {
    tokio::time::timeout(Duration::from_secs(10), receiver.recv()).await.expect("a hint within ten seconds")
}

#[tokio::test]
async fn every_listener_hears_and_a_slow_one_looks_at_everything() {
    let bus = Bus::in_process();
    let (mut first, mut slow) = (bus.subscribe(), bus.subscribe());
    bus.wake(Topic::Events(3));
    assert_eq!(first.recv().await, Topic::Events(3));
    for _ in 0..BACKLOG + 1 {
        bus.wake(Topic::Outbox);
    }
    assert_eq!(slow.recv().await, Topic::Everything);
    assert_eq!(slow.recv().await, Topic::Outbox, "it goes on after the gap");
}

#[tokio::test]
async fn a_signal_above_the_limit_is_dropped() {
    let bus = Bus::in_process();
    let mut receiver = bus.subscribe();
    bus.wake(signal(vec![1; SIGNAL_BYTES + 1]));
    bus.wake(signal(vec![1; SIGNAL_BYTES]));
    assert_eq!(receiver.recv().await, signal(vec![1; SIGNAL_BYTES]));
}

#[tokio::test]
async fn a_commit_tells_the_same_hint_once() {
    let bus = Bus::in_process();
    let mut receiver = bus.subscribe();
    bus.wake_all(vec![Topic::Events(1), Topic::Intake, Topic::Events(1), Topic::Events(2)]);
    assert_eq!(receiver.recv().await, Topic::Events(1));
    assert_eq!(receiver.recv().await, Topic::Intake);
    assert_eq!(receiver.recv().await, Topic::Events(2));
}

#[test]
fn every_topic_survives_the_way_between_nodes() {
    let topics = [
        Topic::Events(i64::MAX),
        Topic::Intake,
        Topic::Outbox,
        Topic::Files,
        Topic::Jobs,
        Topic::Scheduled,
        Topic::Channels,
        Topic::Sessions,
        Topic::Everything,
        signal(b"two\nlines\0".to_vec()),
        signal(Vec::new()),
    ];
    for topic in topics {
        let message = Bytes::from(encode("a", &topic));
        assert_eq!(decode("b", &message), Some(topic));
        assert_eq!(decode("a", &message), None, "one's own echo");
    }
    for odd in ["", "a", "a\nintake", "a\nother\n", "a\nevents x\n", "a\nevents 1 2\n", "a\n\u{fffd}\n"] {
        assert_eq!(decode("b", &Bytes::from_static(odd.as_bytes())), None, "{odd:?}");
    }
    let large = [b"a\nsignal 1\n".as_slice(), &[0; SIGNAL_BYTES + 1]].concat();
    assert_eq!(decode("b", &large.into()), None);
}

#[tokio::test]
async fn nodes_wake_each_other_and_not_themselves() {
    let prefix = format!("test{}", std::process::id());
    let (one, two) = (Bus::nats(&test_nats(), &prefix).await.unwrap(), Bus::nats(&test_nats(), &prefix).await.unwrap());
    let (mut heard_one, mut heard_two) = (one.subscribe(), two.subscribe());
    // Both are connected once a hint of each has reached the other.
    let greeting = |from: i64| Topic::Events(from);
    for (bus, other, from) in [(&one, &mut heard_two, 1), (&two, &mut heard_one, 2)] {
        loop {
            bus.wake(greeting(from));
            let heard = tokio::time::timeout(Duration::from_millis(100), async {
                while other.recv().await != greeting(from) {}
            });
            if heard.await.is_ok() {
                break;
            }
        }
    }
    one.wake(signal(b"typing".to_vec()));
    one.wake(Topic::Outbox);
    while next(&mut heard_two).await != signal(b"typing".to_vec()) {}
    assert_eq!(next(&mut heard_two).await, Topic::Outbox, "in order");
    // What `one` hears is its own wake-up once, not the echo: the answer of `two` comes right after it.
    while next(&mut heard_one).await != signal(b"typing".to_vec()) {}
    assert_eq!(next(&mut heard_one).await, Topic::Outbox);
    two.wake(Topic::Files);
    assert_eq!(next(&mut heard_one).await, Topic::Files);
}

#[tokio::test]
async fn works_locally_while_nats_is_away() {
    // Nothing listens on the reserved port 1.
    let bus = Bus::nats("nats://127.0.0.1:1", "test").await.unwrap();
    let mut receiver = bus.subscribe();
    bus.wake(Topic::Intake);
    assert_eq!(next(&mut receiver).await, Topic::Intake);
}
