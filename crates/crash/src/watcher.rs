//! The operator's page as far as its socket goes: it follows the log, and after a lost connection asks for everything since
//! the last frame it has.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use http::HeaderValue;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::server::PUBLIC_URL;
use crate::stage::Stage;

/// Between two attempts to connect.
const PAUSE: Duration = Duration::from_millis(60);
/// Longest a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// A heartbeat comes every 25 seconds; after this silence the page connects anew.
const SILENCE: Duration = Duration::from_secs(60);

/// Follows until it is dropped, and tells how far it has come.
pub(crate) async fn follow(stage: Arc<Stage>, place: watch::Sender<i64>) {
    let mut page = Page { stage, after: Some(0), last: 0, place };
    loop {
        if let Ok(Some(socket)) = timeout(CONNECT, page.connect()).await {
            page.read(socket).await;
        }
        sleep(PAUSE).await;
    }
}

struct Page {
    stage: Arc<Stage>,
    /// What to ask for with the next connection; none after being told to start over.
    after: Option<i64>,
    last: i64,
    place: watch::Sender<i64>,
}

impl Page {
    async fn connect(&self) -> Option<WebSocketStream<TcpStream>> {
        let address = format!("127.0.0.1:{}", self.stage.port);
        let mut request = format!("ws://{address}/ws?project={}", self.stage.project).into_client_request().ok()?;
        request.headers_mut().insert("cookie", HeaderValue::from_str(&self.stage.cookie).ok()?);
        request.headers_mut().insert("origin", HeaderValue::from_static(PUBLIC_URL));
        let stream = TcpStream::connect(&address).await.ok()?;
        let (mut socket, _) = client_async(request, stream).await.ok()?;
        let hello = json!({ "type": "hello", "after": self.after });
        socket.send(Message::text(hello.to_string())).await.ok()?;
        Some(socket)
    }

    /// Reads until the line is lost or a frame is missing.
    async fn read(&mut self, mut socket: WebSocketStream<TcpStream>) {
        while let Ok(Some(frame)) = timeout(SILENCE, socket.next()).await {
            let goes_on = match frame {
                Ok(Message::Text(text)) => serde_json::from_str(&text).is_ok_and(|frame| self.take(&frame)),
                Ok(Message::Close(_)) | Err(Error::ConnectionClosed) => false,
                Ok(_) => true,
                Err(_) => false,
            };
            if !goes_on {
                return;
            }
        }
    }

    /// False: connect anew.
    fn take(&mut self, frame: &Value) -> bool {
        let seq = frame["seq"].as_i64().unwrap_or(self.last);
        match frame["type"].as_str().unwrap_or_default() {
            "welcome" if self.after.is_none() => {
                self.stage.ledger().resyncs.push((self.last, seq));
                self.reached(seq);
            }
            "event" | "gone" | "appeared" => {
                if frame["prev"].as_i64() != Some(self.last) {
                    self.stage
                        .ledger()
                        .broken
                        .push(format!("the socket stood at {} and was sent {seq} after {}", self.last, frame["prev"]));
                    return false;
                }
                let kind = frame["kind"].as_str().unwrap_or_default().to_owned();
                self.stage.ledger().frames.push((seq, kind));
                self.reached(seq);
            }
            "beat" if frame["prev"].as_i64() == Some(self.last) => self.reached(seq),
            "resync" => {
                self.after = None;
                return false;
            }
            _ => {}
        }
        true
    }

    fn reached(&mut self, seq: i64) {
        self.last = seq;
        self.after = Some(seq);
        self.place.send_replace(seq);
    }
}
