//! A stand-in with a bot, and a wire to it over plain HTTP.

use std::time::Duration;

use beseda_messengers::{
    Account, BlobWriter, Inbound, Kind, Order, OrderKind, SendOutcome, Wire, WireBody, WireError, WirePart,
    WireRequest, WireResponse,
};
use bytes::Bytes;
use fake_telegram::{Bot, Deed, FakeTelegram, Options, User};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

pub(crate) const TOKEN: &str = "7100200300:AAsecretSECRETsecretSECRETsecret_-x";
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// A wire of plain HTTP on this machine.
pub(crate) struct Plain;

pub(crate) async fn exchange(request: WireRequest) -> Result<WireResponse, WireError> {
    let builder = Request::builder().method(request.method).uri(&request.url);
    let request = match request.body {
        WireBody::Empty => builder.body(Full::default()),
        WireBody::Json(text) => builder.header("Content-Type", "application/json").body(Full::from(text)),
        WireBody::Multipart(parts) => {
            builder.header("Content-Type", "multipart/form-data; boundary=xx").body(Full::from(multipart(parts)))
        }
    };
    let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let response = client.request(request.unwrap()).await.map_err(|error| {
        if error.is_connect() { WireError::NotSent(error.to_string()) } else { WireError::Ambiguous(error.to_string()) }
    })?;
    let status = response.status().as_u16();
    let body =
        response.into_body().collect().await.map_err(|error| WireError::Ambiguous(error.to_string()))?.to_bytes();
    Ok(WireResponse { status, retry_after_s: None, body })
}

/// The bytes of a blob are its key.
pub(crate) fn multipart(parts: Vec<WirePart>) -> Vec<u8> {
    let mut body = String::new();
    for part in parts {
        let (head, content) = match part {
            WirePart::Field { name, value } => (format!("name=\"{name}\"\r\n"), value),
            WirePart::Blob { name, blob, file_name, mime, .. } => {
                (format!("name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: {mime}\r\n"), blob)
            }
        };
        body.push_str(&format!("--xx\r\nContent-Disposition: form-data; {head}\r\n{content}\r\n"));
    }
    body.push_str("--xx--\r\n");
    body.into_bytes()
}

impl Wire for Plain {
    fn http<'a>(&'a self, request: WireRequest) -> BoxFuture<'a, Result<WireResponse, WireError>> {
        exchange(request).boxed()
    }

    fn fetch<'a>(
        &'a self,
        request: WireRequest,
        into: &'a mut dyn BlobWriter,
    ) -> BoxFuture<'a, Result<u64, WireError>> {
        async move {
            let max = request.max_response;
            let response = exchange(request).await?;
            if response.status != 200 {
                return Err(WireError::NotSent(format!("status {}", response.status)));
            }
            let size = response.body.len() as u64;
            if size > max {
                return Err(WireError::TooBig);
            }
            into.write(response.body).await.map_err(WireError::Ambiguous)?;
            Ok(size)
        }
        .boxed()
    }

    fn now(&self) -> i64 {
        0
    }
}

#[derive(Default)]
pub(crate) struct Kept(pub(crate) Vec<u8>);

impl BlobWriter for Kept {
    fn write<'a>(&'a mut self, chunk: Bytes) -> BoxFuture<'a, Result<(), String>> {
        self.0.extend_from_slice(&chunk);
        async { Ok(()) }.boxed()
    }
}

/// A stand-in with one bot and Anna, who has started it.
pub(crate) struct Scene {
    pub(crate) telegram: FakeTelegram,
    pub(crate) bot: Bot,
    pub(crate) anna: i64,
}

impl Scene {
    pub(crate) async fn new() -> Scene {
        let options = Options { redelivery_pause: Duration::from_millis(1), ..Options::default() };
        let telegram = FakeTelegram::start(options).await.unwrap();
        let bot = telegram.add_bot(TOKEN, "clay_bot");
        let anna =
            bot.add_user(User { first_name: "Анна".to_owned(), started: true, photo: true, ..User::default() });
        Scene { telegram, bot, anna }
    }

    pub(crate) fn account(&self) -> Account {
        Account {
            token: TOKEN.to_owned(),
            webhook_secret: "hook-secret_1".to_owned(),
            api_base: self.telegram.base_url(),
            ..Account::default()
        }
    }

    pub(crate) fn order(&self, kind: OrderKind) -> Order {
        Order { chat: self.anna.to_string(), order_id: 1, silent: false, kind }
    }

    pub(crate) async fn send(&self, kind: OrderKind) -> SendOutcome {
        Kind::Telegram.send(&Plain, &self.account(), &self.order(kind)).await
    }

    pub(crate) async fn sent(&self, kind: OrderKind) -> String {
        match self.send(kind).await {
            SendOutcome::Sent { part: Some(part) } => part.external_id,
            other => panic!("{other:?}"),
        }
    }

    /// A call as a caller without our code makes it.
    pub(crate) async fn call(&self, method: &str, body: Value) -> (u16, Value) {
        let request = WireRequest {
            method: "POST",
            url: format!("{}/bot{TOKEN}/{method}", self.telegram.base_url()),
            body: WireBody::Json(body.to_string()),
            timeout_ms: 0,
            max_response: 0,
        };
        let response = exchange(request).await.unwrap();
        (response.status, serde_json::from_slice(&response.body).unwrap())
    }

    pub(crate) async fn says(&self, method: &str, body: Value) -> String {
        self.call(method, body).await.1["description"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn writes(&self, text: &str) -> i64 {
        self.bot.act(self.anna, says(text)).message_ids[0]
    }
}

pub(crate) fn says(text: &str) -> Deed {
    Deed::Text { text: text.to_owned(), entities: None, reply_to: None }
}

pub(crate) fn text(text: &str) -> OrderKind {
    OrderKind::Text { text: text.to_owned(), entities: vec![], reply_to: None, buttons: vec![] }
}

pub(crate) fn parse(slice: &[u8]) -> Inbound {
    Kind::Telegram.parse(&Account::default(), slice).unwrap().remove(0)
}
