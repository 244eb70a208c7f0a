//! The HTTP side: `/bot{token}/{method}`, `/file/bot{token}/{path}`, `/control/…`, and connections that can be cut on purpose.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::response::IntoResponse;
use http::Method;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::answer::{Answer, CutHere};
use crate::params::Params;
use crate::world::{Bot, Call, Fault, Options, keep};
use crate::{account, changing, control, schema, sending};

/// Everything the parts share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) options: Options,
    bots: Mutex<BTreeMap<String, Bot>>,
    version: watch::Sender<u64>,
}

impl Shared {
    pub(crate) fn new(options: Options) -> Shared {
        Shared { options, bots: Mutex::default(), version: watch::channel(0).0 }
    }

    /// Works on a bot; one that is not there is made, so that lower code needs no second way. Callers check before.
    pub(crate) fn bot<T>(&self, token: &str, work: impl FnOnce(&mut Bot) -> T) -> T {
        let mut bots = self.bots.lock().unwrap_or_else(PoisonError::into_inner);
        work(bots.entry(token.to_owned()).or_default())
    }

    /// Works on all bots.
    pub(crate) fn all<T>(&self, work: impl FnOnce(std::collections::btree_map::IterMut<'_, String, Bot>) -> T) -> T {
        work(self.bots.lock().unwrap_or_else(PoisonError::into_inner).iter_mut())
    }

    pub(crate) fn knows(&self, token: &str) -> bool {
        self.bots.lock().unwrap_or_else(PoisonError::into_inner).contains_key(token)
    }

    /// Wakes whoever waits for something to happen.
    pub(crate) fn changed(&self) {
        self.version.send_modify(|version| *version += 1);
    }

    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }
}

/// Takes connections until it is dropped.
pub(crate) async fn run(shared: Arc<Shared>, listener: TcpListener) {
    let router = control::routes().fallback(telegram).layer(DefaultBodyLimit::disable()).with_state(shared);
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(connection(stream, router.clone()));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// One connection. A service error makes hyper close it without a word, which is what a cut looks like.
async fn connection(stream: TcpStream, router: Router) {
    let service = service_fn(move |request: http::Request<Incoming>| {
        let router = router.clone();
        async move {
            let response = router.oneshot(request.map(axum::body::Body::new)).await.into_response();
            match response.extensions().get::<CutHere>() {
                Some(CutHere) => Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
                None => Ok(response),
            }
        }
    });
    // A connection that ends badly is the caller's business.
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// Everything that is not a control route.
async fn telegram(State(shared): State<Arc<Shared>>, request: Request) -> Answer {
    let path = request.uri().path().to_owned();
    if let Some(rest) = path.strip_prefix("/file/bot") {
        return match rest.split_once('/') {
            Some((token, path)) if shared.knows(token) => download(&shared, token, path).await,
            _ => Answer::refused(404, "Not Found"),
        };
    }
    let Some((token, name)) = path.strip_prefix("/bot").and_then(|rest| rest.split_once('/')) else {
        return Answer::refused(404, "Not Found");
    };
    if !looks_like_token(token) {
        return Answer::refused(404, "Not Found");
    }
    if !shared.knows(token) || shared.bot(token, |bot| bot.revoked) {
        return Answer::refused(401, "Unauthorized");
    }
    if !matches!(*request.method(), Method::GET | Method::POST) {
        return Answer::refused(405, "Method Not Allowed");
    }
    let Some(method) = schema::method(name) else {
        shared.bot(token, |bot| bot.violation(format!("there is no method {name}")));
        return Answer::refused(404, "Not Found: method not found");
    };
    let params = match Params::read(request).await {
        Ok(params) => params,
        Err(answer) => return logged(&shared, token, method, answer),
    };
    let answer = call(&shared, token, method, &params).await;
    logged(&shared, token, method, answer)
}

fn logged(shared: &Shared, token: &str, method: &str, answer: Answer) -> Answer {
    shared.bot(token, |bot| keep(&mut bot.calls, Call { method: method.to_owned(), status: answer.status() }));
    shared.changed();
    answer
}

/// One call with what was planned to go wrong with it.
async fn call(shared: &Shared, token: &str, method: &'static str, params: &Params) -> Answer {
    let unknown: Vec<&String> =
        params.fields.keys().chain(params.files.keys()).filter(|field| !schema::takes(method, field)).collect();
    if !unknown.is_empty() {
        shared.bot(token, |bot| bot.violation(format!("{method} does not take {unknown:?}")));
        return Answer::bad(&format!("{method} does not take {unknown:?}"));
    }
    let fault = shared.bot(token, |bot| bot.take_fault(method));
    match &fault {
        Some(Fault::Refuse { code, description }) => return Answer::refused(*code, description),
        Some(Fault::TooMany { retry_after }) => return Answer::too_many(*retry_after),
        Some(Fault::CutBefore) => return Answer::Cut,
        Some(Fault::HangBefore) => {
            logged(shared, token, method, Answer::Cut);
            return std::future::pending().await;
        }
        _ => {}
    }
    let answer = if method == "getUpdates" {
        account::updates(shared, token, params).await.map_or_else(|refused| refused, Answer::Done)
    } else {
        shared.bot(token, |bot| carry_out(bot, method, params)).unwrap_or_else(|refused| refused)
    };
    shared.changed();
    match fault {
        Some(Fault::CutAfter) => Answer::Cut,
        Some(Fault::HangAfter) => {
            logged(shared, token, method, Answer::Cut);
            std::future::pending().await
        }
        Some(Fault::GarbleAfter) => Answer::Garbled,
        _ => answer,
    }
}

fn carry_out(bot: &mut Bot, method: &'static str, params: &Params) -> Result<Answer, Answer> {
    match method {
        "getMe" => Ok(Answer::Done(account::me(bot))),
        "getWebhookInfo" => Ok(Answer::Done(account::webhook_info(bot))),
        "setWebhook" => account::set_webhook(bot, params),
        "deleteWebhook" => account::delete_webhook(bot, params),
        "getFile" => account::file(bot, params).map(Answer::Done),
        "getUserProfilePhotos" => account::profile_photos(bot, params).map(Answer::Done),
        "sendMessage" => sending::text(bot, params).map(Answer::Done),
        "sendChatAction" => changing::chat_action(bot, params).map(Answer::Done),
        "answerCallbackQuery" => changing::answer_callback(bot, params).map(Answer::Done),
        "setMessageReaction" => changing::react(bot, params).map(Answer::Done),
        "deleteMessage" => changing::delete(bot, params).map(Answer::Done),
        "editMessageText" | "editMessageCaption" | "editMessageReplyMarkup" => {
            changing::edit(bot, method, params).map(Answer::Done)
        }
        _ => sending::file(bot, method, params).map(Answer::Done),
    }
}

/// A file by its path. Faults are planned for the method `file`.
async fn download(shared: &Shared, token: &str, path: &str) -> Answer {
    let fault = shared.bot(token, |bot| bot.take_fault("file"));
    let answer = match fault {
        Some(Fault::Refuse { code, description }) => Answer::refused(code, &description),
        Some(Fault::TooMany { retry_after }) => Answer::too_many(retry_after),
        Some(Fault::HangBefore | Fault::HangAfter) => std::future::pending().await,
        Some(Fault::CutBefore | Fault::CutAfter) => Answer::Cut,
        Some(Fault::GarbleAfter) => Answer::Garbled,
        None => shared.bot(token, |bot| {
            let file = bot.files.values().find(|file| file.path == path);
            file.map_or_else(|| Answer::refused(404, "Not Found"), |file| Answer::File(file.bytes.clone()))
        }),
    };
    logged(shared, token, "file", answer)
}

/// Telegram answers 404 to what is no token at all, 401 to one it does not know.
fn looks_like_token(token: &str) -> bool {
    token.split_once(':').is_some_and(|(id, secret)| {
        !id.is_empty()
            && id.bytes().all(|byte| byte.is_ascii_digit())
            && secret.len() >= 20
            && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
    })
}
