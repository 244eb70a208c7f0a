//! Requests to the server under test. An answer that did not come is no error here: the server is killed all the time, and
//! who asks repeats until he is answered.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};

use crate::Outcome;

/// Longest one request may take; a database that is away answers 503 sooner.
const ANSWER: Duration = Duration::from_secs(15);
/// Longest somebody insists: many restarts of a loaded machine.
const INSIST: Duration = Duration::from_secs(120);
/// Between two attempts.
const PAUSE: Duration = Duration::from_millis(40);
/// Largest answer read.
const BODY_MAX: usize = 8 << 20;
/// Answers of 500 that are remembered.
const BLUNDERS: usize = 20;

/// A way to the server.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    client: Client<HttpConnector, Full<Bytes>>,
    base: String,
    blunders: Arc<Mutex<Vec<String>>>,
}

/// A request that can be made again.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Option<Value>,
}

/// What was answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) cookie: Option<String>,
}

impl Ask {
    pub(crate) fn get(path: impl Into<String>) -> Ask {
        Ask { method: Method::GET, path: path.into(), headers: Vec::new(), body: None }
    }

    pub(crate) fn delete(path: impl Into<String>) -> Ask {
        Ask { method: Method::DELETE, ..Ask::get(path) }
    }

    pub(crate) fn post(path: impl Into<String>, body: Value) -> Ask {
        Ask { method: Method::POST, body: Some(body), ..Ask::get(path) }
    }

    pub(crate) fn patch(path: impl Into<String>, body: Value) -> Ask {
        Ask { method: Method::PATCH, ..Ask::post(path, body) }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Ask {
        self.headers.push((name, value.into()));
        self
    }
}

impl Http {
    /// To a server on this port of this machine.
    pub(crate) fn new(port: u16) -> Http {
        Http {
            client: Client::builder(TokioExecutor::new()).build_http(),
            base: format!("http://127.0.0.1:{port}"),
            blunders: Arc::default(),
        }
    }

    /// Requests that were answered 500 so far, a few of them. A storage that is away is 503; 500 is a mistake of the
    /// server, also where somebody asks again.
    pub(crate) fn blunders(&self) -> Vec<String> {
        self.blunders.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks once. `None`: no whole answer came.
    pub(crate) async fn once(&self, ask: &Ask) -> Option<Answer> {
        let mut request = Request::builder().method(ask.method.clone()).uri(format!("{}{}", self.base, ask.path));
        for (name, value) in &ask.headers {
            request = request.header(*name, value);
        }
        let body = ask.body.as_ref().map(Value::to_string).unwrap_or_default();
        if ask.body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let request = request.body(Full::new(Bytes::from(body))).ok()?;
        let answer = async {
            let response = self.client.request(request).await.ok()?;
            let status = response.status().as_u16();
            let cookie = response.headers().get(header::SET_COOKIE).and_then(|value| value.to_str().ok());
            let cookie = cookie.and_then(|value| value.split(';').next()).map(str::to_owned);
            if status == 500 {
                let mut blunders = self.blunders.lock().unwrap_or_else(PoisonError::into_inner);
                if blunders.len() < BLUNDERS {
                    blunders.push(format!("{} {} was answered 500", ask.method, ask.path));
                }
            }
            let bytes = Limited::new(response.into_body(), BODY_MAX).collect().await.ok()?.to_bytes();
            Some(Answer { status, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null), cookie })
        };
        timeout(ANSWER, answer).await.ok().flatten()
    }

    /// Asks until the answer is a success. A refusal that asking again would not change is an error.
    pub(crate) async fn insist(&self, ask: &Ask) -> Outcome<Answer> {
        let end = Instant::now() + INSIST;
        let mut last = None;
        while Instant::now() < end {
            match self.once(ask).await {
                Some(answer) if (200..300).contains(&answer.status) => return Ok(answer),
                Some(answer) if answer.status >= 500 || answer.status == 429 => last = Some(answer.status),
                Some(answer) => {
                    return Err(format!(
                        "{} {} was refused with {}: {}",
                        ask.method, ask.path, answer.status, answer.body
                    )
                    .into());
                }
                None => {}
            }
            sleep(PAUSE).await;
        }
        Err(format!("{} {} was not answered for {} s (last status {last:?})", ask.method, ask.path, INSIST.as_secs())
            .into())
    }
}
