//! Sockets of tests, over a real connection.

use std::net::SocketAddr;
use std::time::Duration;

use beseda_base::auth::COOKIE;
use futures_util::{SinkExt as _, StreamExt as _};
use http::HeaderValue;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::{User, described};

/// Longest wait for a frame that must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open socket.
pub(crate) struct Socket {
    wire: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Our page's, whose frames are described; a visitor's chat speaks another language.
    described: bool,
}

impl Socket {
    /// Opens it with these headers; the status of the refusal otherwise.
    pub(crate) async fn open(
        server: SocketAddr,
        path: &str,
        headers: &[(&'static str, String)],
    ) -> Result<Socket, u16> {
        let mut request = format!("ws://{server}{path}").into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
        }
        match connect_async(request).await {
            Ok((wire, _)) => Ok(Socket { wire, described: path.starts_with("/ws") }),
            Err(Error::Http(refusal)) => Err(refusal.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Sends a frame.
    pub(crate) async fn say(&mut self, frame: &Value) {
        self.wire.send(Message::text(frame.to_string())).await.unwrap();
    }

    async fn frame(&mut self) -> Result<Value, u16> {
        loop {
            let frame = tokio::time::timeout(PATIENCE, self.wire.next()).await.expect("a frame in time");
            match frame {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    if self.described {
                        described::check_frame(&frame);
                    }
                    if frame["type"] != "beat" {
                        return Ok(frame);
                    }
                }
                Some(Ok(Message::Close(close))) => return Err(close.map_or(1005, |close| close.code.into())),
                Some(Ok(_)) => {}
                other => panic!("the line is gone: {other:?}"),
            }
        }
    }

    /// The next frame, heartbeats left out.
    pub(crate) async fn next(&mut self) -> Value {
        self.frame().await.expect("a frame, no close")
    }

    /// The next frame of this type; others are left out.
    pub(crate) async fn next_of(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.next().await;
            if frame["type"] == kind {
                return frame;
            }
        }
    }

    /// The code it is closed with; frames before that are left out.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            if let Err(code) = self.frame().await {
                return code;
            }
        }
    }
}

impl User {
    /// Opens his page's socket, before its hello.
    pub(crate) async fn socket(&self, server: SocketAddr) -> Result<Socket, u16> {
        self.socket_from(server, &format!("http://{server}")).await
    }

    /// The same from a page of another origin.
    pub(crate) async fn socket_from(&self, server: SocketAddr, origin: &str) -> Result<Socket, u16> {
        let headers = [("origin", origin.to_owned()), ("cookie", format!("{COOKIE}={}", self.token))];
        Socket::open(server, &format!("/ws?project={}", self.project), &headers).await
    }

    /// Opens it, says hello and gives the welcome's `seq`, too.
    pub(crate) async fn page(&self, server: SocketAddr, after: Option<i64>) -> (Socket, i64) {
        let mut socket = self.socket(server).await.unwrap();
        socket.say(&json!({ "type": "hello", "after": after })).await;
        let welcome = socket.next().await;
        assert_eq!(welcome["type"], "welcome", "{welcome}");
        (socket, welcome["seq"].as_i64().unwrap())
    }
}
