//! The bus between nodes: one NATS subject, plain messages without acknowledgement.
//!
//! A message is `node\ntopic\nbytes`. A node ignores its own echo, and after a reconnect tells its listeners that hints may
//! have been lost.

use async_nats::{Client, ConnectOptions, Event, Message, Subscriber};
use bytes::Bytes;
use futures_util::StreamExt as _;
use tokio::sync::{broadcast, mpsc};

use super::{SIGNAL_BYTES, SignalMsg, Topic};
use crate::error::{Error, Result};

/// Hints that wait for NATS.
const WAITING: usize = 1_024;

pub(super) async fn connect(url: &str, prefix: &str, local: broadcast::Sender<Topic>) -> Result<mpsc::Sender<Topic>> {
    let node = node_id()?;
    let subject = format!("{prefix}.wake");
    let lost = local.clone();
    let options = ConnectOptions::new().name("beseda").retry_on_initial_connect().event_callback(move |event| {
        let lost = lost.clone();
        async move {
            match event {
                Event::Connected => {
                    tracing::info!("the bus is connected");
                    let _ = lost.send(Topic::Everything);
                }
                Event::Disconnected => tracing::warn!("the bus is not connected: other nodes notice changes later"),
                Event::SlowConsumer(_) => {
                    let _ = lost.send(Topic::Everything);
                }
                _ => {}
            }
        }
    });
    // Never with the URL in the text: it may hold a password.
    let unusable = |error: String| Error::internal(format!("the NATS address cannot be used: {error}"));
    let client = options.connect(url).await.map_err(|error| unusable(error.to_string()))?;
    let hints = client.subscribe(subject.clone()).await.map_err(|error| unusable(error.to_string()))?;
    let (sender, waiting) = mpsc::channel(WAITING);
    #[expect(
        clippy::disallowed_methods,
        reason = "ends with the bus itself, which may live without the server's tasks"
    )]
    tokio::spawn(carry(Carrier { client, subject, node, local }, hints, waiting));
    Ok(sender)
}

fn node_id() -> Result<String> {
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    Ok(format!("{:016x}", u64::from_le_bytes(bytes)))
}

struct Carrier {
    client: Client,
    subject: String,
    node: String,
    local: broadcast::Sender<Topic>,
}

/// Runs until the bus is dropped.
async fn carry(carrier: Carrier, mut hints: Subscriber, mut waiting: mpsc::Receiver<Topic>) {
    loop {
        tokio::select! {
            topic = waiting.recv() => match topic {
                Some(topic) => carrier.publish(&topic).await,
                None => break,
            },
            Some(message) = hints.next() => carrier.deliver(&message),
        }
    }
    if let Err(error) = carrier.client.drain().await {
        tracing::debug!(%error, "the bus was closed early: {error}");
    }
}

impl Carrier {
    async fn publish(&self, topic: &Topic) {
        let payload = Bytes::from(encode(&self.node, topic));
        if let Err(error) = self.client.publish(self.subject.clone(), payload).await {
            tracing::debug!(%error, "a wake-up was lost: {error}");
        }
    }

    fn deliver(&self, message: &Message) {
        if let Some(topic) = decode(&self.node, &message.payload) {
            let _ = self.local.send(topic);
        }
    }
}

pub(super) fn encode(node: &str, topic: &Topic) -> Vec<u8> {
    let name = match topic {
        Topic::Events(project) => format!("events {project}"),
        Topic::Intake => "intake".to_owned(),
        Topic::Outbox => "outbox".to_owned(),
        Topic::Files => "files".to_owned(),
        Topic::Jobs => "jobs".to_owned(),
        Topic::Scheduled => "scheduled".to_owned(),
        Topic::Channels => "channels".to_owned(),
        Topic::Sessions => "sessions".to_owned(),
        Topic::Signal(signal) => format!("signal {}", signal.project),
        Topic::Everything => "everything".to_owned(),
    };
    let mut message = format!("{node}\n{name}\n").into_bytes();
    if let Topic::Signal(signal) = topic {
        message.extend_from_slice(&signal.bytes);
    }
    message
}

/// `None` for one's own echo and for what a node of another version may send.
pub(super) fn decode(node: &str, payload: &Bytes) -> Option<Topic> {
    let mut parts = payload.splitn(3, |byte| *byte == b'\n');
    let (from, name, rest) = (parts.next()?, parts.next()?, parts.next()?);
    if from == node.as_bytes() {
        return None;
    }
    let name = std::str::from_utf8(name).ok()?;
    Some(match name.split_once(' ') {
        Some(("events", project)) => Topic::Events(project.parse().ok()?),
        Some(("signal", project)) if rest.len() <= SIGNAL_BYTES => {
            Topic::Signal(SignalMsg { project: project.parse().ok()?, bytes: payload.slice_ref(rest) })
        }
        Some(_) => return None,
        None => match name {
            "intake" => Topic::Intake,
            "outbox" => Topic::Outbox,
            "files" => Topic::Files,
            "jobs" => Topic::Jobs,
            "scheduled" => Topic::Scheduled,
            "channels" => Topic::Channels,
            "sessions" => Topic::Sessions,
            "everything" => Topic::Everything,
            _ => return None,
        },
    })
}
