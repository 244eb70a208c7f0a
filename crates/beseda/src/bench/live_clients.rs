//! The pages of `bench live`: open sockets that wait, in a process of their own. An order a line, an answer a line.

use std::time::Duration;

use beseda_base::auth::COOKIE;
use beseda_base::clock::Clock;
use futures_util::{SinkExt as _, StreamExt as _};
use http::HeaderValue;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::command::{Outcome, say};

/// Sockets that are being opened at the same time.
const OPENING: usize = 32;
/// Longest wait for one of them.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the pages shall do.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case")]
pub(super) enum Order {
    /// Open so many more.
    Open { address: String, project: i64, token: String, count: usize },
    /// Wait until all have the next event.
    Receive,
}

/// What they did.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Done {
    /// Pages that are open.
    pub(super) open: usize,
    /// From the event's own time to each page.
    pub(super) latencies_ms: Vec<i64>,
}

/// Obeys until the input ends.
pub(super) async fn run() -> Outcome {
    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    let (heard, mut latencies) = mpsc::unbounded_channel();
    let mut sockets = JoinSet::new();
    while let Some(line) = orders.next_line().await? {
        let mut done = Done::default();
        match serde_json::from_str(&line)? {
            Order::Open { address, project, token, count } => {
                for opened in open(&address, project, &token, count).await? {
                    sockets.spawn(listen(opened, heard.clone()));
                }
            }
            Order::Receive => {
                while done.latencies_ms.len() < sockets.len() {
                    let next = tokio::time::timeout(PATIENCE, latencies.recv())
                        .await
                        .map_err(|_| "an event does not arrive")?;
                    done.latencies_ms.push(next.ok_or("the sockets are gone")?);
                }
            }
        }
        done.open = sockets.len();
        say(&serde_json::to_string(&done)?)?;
    }
    Ok(())
}

type Socket = WebSocketStream<TcpStream>;

async fn open(address: &str, project: i64, token: &str, count: usize) -> Outcome<Vec<Socket>> {
    let mut opening = JoinSet::new();
    let mut opened = Vec::with_capacity(count);
    for _ in 0..count {
        if opening.len() >= OPENING {
            opened.extend(opening.join_next().await.transpose()?.transpose()?);
        }
        opening.spawn(open_one(address.to_owned(), project, token.to_owned()));
    }
    while let Some(one) = opening.join_next().await {
        opened.push(one??);
    }
    Ok(opened)
}

async fn open_one(address: String, project: i64, token: String) -> Outcome<Socket> {
    let opening = async {
        let mut request = format!("ws://{address}/ws?project={project}").into_client_request()?;
        request.headers_mut().insert(http::header::ORIGIN, HeaderValue::from_str(&format!("http://{address}"))?);
        request.headers_mut().insert(http::header::COOKIE, HeaderValue::from_str(&format!("{COOKIE}={token}"))?);
        let small = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
        let wire = TcpStream::connect(&address).await?;
        let (mut socket, _) = client_async_with_config(request, wire, Some(small)).await?;
        socket.send(Message::text(r#"{"type":"hello","after":null}"#)).await?;
        match socket.next().await {
            Some(Ok(Message::Text(text))) if text.contains("welcome") => Ok(socket),
            other => Err(format!("no welcome but {other:?}").into()),
        }
    };
    tokio::time::timeout(PATIENCE, opening).await.map_err(|_| "a socket does not open")?
}

/// Tells of each event how long it took; ends with the socket.
async fn listen(mut socket: Socket, heard: mpsc::UnboundedSender<i64>) {
    let clock = Clock::system();
    while let Some(Ok(frame)) = socket.next().await {
        let now = clock.now();
        let Message::Text(text) = frame else { continue };
        let at = text.split_once("\"at\":").and_then(|(_, rest)| rest.split(|c: char| !c.is_ascii_digit()).next());
        let at = at.and_then(|digits| digits.parse::<i64>().ok());
        if let (true, Some(at)) = (text.starts_with(r#"{"type":"event""#), at)
            && heard.send(now - at).is_err()
        {
            return;
        }
    }
}
