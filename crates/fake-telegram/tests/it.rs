//! The stand-in keeps Telegram's rules, and Beseda's Telegram code gets along with it over real connections.

#![expect(clippy::unwrap_used, reason = "a failing test says where")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use beseda_messengers::{
    Account, AccountProblem, BlobWriter, Button, Connection, Entity, EntityKind, FetchError, FileKind, Inbound, Kind,
    Order, OrderKind, OutgoingFile, SendOutcome, Wire, WireBody, WireError, WirePart, WireRequest, WireResponse,
};
use bytes::Bytes;
use fake_telegram::{Bot, Deed, FakeTelegram, Fault, Limits, Options, SentFile, User};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use tokio::task::JoinSet;

const TOKEN: &str = "7100200300:AAsecretSECRETsecretSECRETsecret_-x";
const SOON: Duration = Duration::from_secs(20);

/// A wire of plain HTTP on this machine.
struct Plain;

async fn exchange(request: WireRequest) -> Result<WireResponse, WireError> {
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
fn multipart(parts: Vec<WirePart>) -> Vec<u8> {
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
struct Kept(Vec<u8>);

impl BlobWriter for Kept {
    fn write<'a>(&'a mut self, chunk: Bytes) -> BoxFuture<'a, Result<(), String>> {
        self.0.extend_from_slice(&chunk);
        async { Ok(()) }.boxed()
    }
}

/// A stand-in with one bot and Anna, who has started it.
struct Scene {
    telegram: FakeTelegram,
    bot: Bot,
    anna: i64,
}

impl Scene {
    async fn new() -> Scene {
        let options = Options { redelivery_pause: Duration::from_millis(1), ..Options::default() };
        let telegram = FakeTelegram::start(options).await.unwrap();
        let bot = telegram.add_bot(TOKEN, "clay_bot");
        let anna =
            bot.add_user(User { first_name: "Анна".to_owned(), started: true, photo: true, ..User::default() });
        Scene { telegram, bot, anna }
    }

    fn account(&self) -> Account {
        Account {
            token: TOKEN.to_owned(),
            webhook_secret: "hook-secret_1".to_owned(),
            api_base: self.telegram.base_url(),
            ..Account::default()
        }
    }

    fn order(&self, kind: OrderKind) -> Order {
        Order { chat: self.anna.to_string(), order_id: 1, silent: false, kind }
    }

    async fn send(&self, kind: OrderKind) -> SendOutcome {
        Kind::Telegram.send(&Plain, &self.account(), &self.order(kind)).await
    }

    async fn sent(&self, kind: OrderKind) -> String {
        match self.send(kind).await {
            SendOutcome::Sent { part: Some(part) } => part.external_id,
            other => panic!("{other:?}"),
        }
    }

    /// A call as a caller without our code makes it.
    async fn call(&self, method: &str, body: Value) -> (u16, Value) {
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

    async fn says(&self, method: &str, body: Value) -> String {
        self.call(method, body).await.1["description"].as_str().unwrap_or_default().to_owned()
    }

    fn writes(&self, text: &str) -> i64 {
        self.bot.act(self.anna, says(text)).message_ids[0]
    }
}

fn says(text: &str) -> Deed {
    Deed::Text { text: text.to_owned(), entities: None, reply_to: None }
}

fn text(text: &str) -> OrderKind {
    OrderKind::Text { text: text.to_owned(), entities: vec![], reply_to: None, buttons: vec![] }
}

fn parse(slice: &[u8]) -> Inbound {
    Kind::Telegram.parse(&Account::default(), slice).unwrap().remove(0)
}

/// A webhook of our own: keeps what it was posted, answers what it is told.
#[derive(Clone, Default)]
struct Hook {
    got: Arc<Mutex<Vec<Value>>>,
    refuse: Arc<Mutex<u32>>,
}

async fn hook(State(hook): State<Hook>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let account = Account { webhook_secret: "hook-secret_1".to_owned(), ..Account::default() };
    if Kind::Telegram.verify(&account, &headers, &body).is_err() {
        return StatusCode::UNAUTHORIZED;
    }
    hook.got.lock().unwrap().push(serde_json::from_slice(&body).unwrap());
    let mut refuse = hook.refuse.lock().unwrap();
    if *refuse > 0 {
        *refuse -= 1;
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    StatusCode::OK
}

async fn listen(tasks: &mut JoinSet<()>, hook_state: Hook) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let router = Router::new().route("/hook", post(hook)).with_state(hook_state);
    tasks.spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

#[tokio::test]
async fn the_account_is_known_and_a_wrong_token_is_not() {
    let scene = Scene::new().await;
    let known = Kind::Telegram.identify(&Plain, &scene.account()).await.unwrap();
    assert_eq!((known.id.as_str(), known.username.as_str(), known.groups), ("7100200300", "clay_bot", true));
    for token in ["7100200300:AAotherOtherOtherOtherOtherOtherOth", "1:short"] {
        let wrong = Account { token: token.to_owned(), ..scene.account() };
        assert!(matches!(Kind::Telegram.identify(&Plain, &wrong).await, Err(AccountProblem::WrongToken(_))));
    }
    scene.bot.revoke();
    assert!(matches!(scene.send(text("a")).await, SendOutcome::AccountBroken { .. }));
}

#[tokio::test]
async fn every_order_of_ours_is_taken_without_a_violation() {
    let scene = Scene::new().await;
    let question = scene.writes("Есть синие?");
    let buttons = vec![vec![Button { text: "Синяя".to_owned(), data: Some("color:blue".to_owned()), url: None }]];
    let bold = vec![Entity { kind: EntityKind::Bold, offset: 3, length: 2, url: None }];
    let kind = OrderKind::Text {
        text: "👍 да".to_owned(),
        entities: bold,
        reply_to: Some(question.to_string()),
        buttons: buttons.clone(),
    };
    let answer = scene.sent(kind).await;
    let shown = scene.bot.message(scene.anna, answer.parse().unwrap()).unwrap();
    assert_eq!(shown["reply_to_message"]["text"], "Есть синие?");
    assert_eq!(shown["entities"], json!([{ "type": "bold", "offset": 3, "length": 2 }]));

    let press =
        scene.bot.act(scene.anna, Deed::Press { message_id: answer.parse().unwrap(), data: "color:blue".to_owned() });
    assert_eq!(scene.bot.log().open_callbacks, 1);
    let callback = OrderKind::AnswerCallback { callback_id: press.callback_id.unwrap() };
    assert_eq!(scene.send(callback.clone()).await, SendOutcome::Sent { part: None });
    assert_eq!(scene.send(callback).await, SendOutcome::Sent { part: None }, "confirmed already");
    assert_eq!(scene.bot.log().open_callbacks, 0);

    let edit = |text: &str| OrderKind::Edit {
        external_id: answer.clone(),
        text: text.to_owned(),
        entities: vec![],
        is_caption: false,
        buttons: vec![],
    };
    assert_eq!(scene.send(edit("нет")).await, SendOutcome::Sent { part: None });
    assert_eq!(scene.send(edit("нет")).await, SendOutcome::Sent { part: None }, "not modified is done");
    let shown = scene.bot.message(scene.anna, answer.parse().unwrap()).unwrap();
    assert_eq!((&shown["text"], shown.get("reply_markup")), (&json!("нет"), None));

    for (kind, mime, method) in [
        (FileKind::Image, "image/png", "sendPhoto"),
        (FileKind::Video, "video/mp4", "sendVideo"),
        (FileKind::Animation, "image/gif", "sendAnimation"),
        (FileKind::Audio, "audio/mpeg", "sendAudio"),
        (FileKind::Voice, "audio/ogg", "sendVoice"),
        (FileKind::VideoNote, "video/mp4", "sendVideoNote"),
        (FileKind::Document, "application/pdf", "sendDocument"),
        (FileKind::Sticker, "image/webp", "sendSticker"),
    ] {
        let file =
            OutgoingFile {
                kind, blob: "bytes".to_owned(), name: "имя.bin".to_owned(), mime: mime.to_owned(), size: 5
            };
        scene
            .sent(OrderKind::File {
                file,
                caption: String::new(),
                reply_to: Some("1".to_owned()),
                buttons: buttons.clone(),
            })
            .await;
        assert_eq!(scene.bot.log().sends.last().unwrap().method, method);
    }
    assert_eq!(scene.send(OrderKind::Typing).await, SendOutcome::Sent { part: None });
    assert_eq!(scene.send(OrderKind::Delete { external_id: answer.clone() }).await, SendOutcome::Sent { part: None });
    assert_eq!(scene.bot.message(scene.anna, answer.parse().unwrap()), None);
    assert_eq!(scene.bot.log().violations, Vec::<String>::new());
}

#[tokio::test]
async fn chats_that_cannot_be_written_to() {
    let scene = Scene::new().await;
    let user = |user: User| scene.bot.add_user(user);
    let cases = [
        (user(User { started: true, blocked: true, ..User::default() }), "blocked_us"),
        (user(User { started: true, deactivated: true, ..User::default() }), "deactivated"),
        (user(User::default()), "cannot_initiate"),
        (77, "chat_not_found"),
    ];
    for (chat, code) in cases {
        let order = Order { chat: chat.to_string(), order_id: 1, silent: false, kind: text("a") };
        let outcome = Kind::Telegram.send(&Plain, &scene.account(), &order).await;
        assert!(matches!(&outcome, SendOutcome::Rejected { code: is, .. } if *is == code), "{outcome:?}");
    }
    let old = scene.sent(text("b")).await;
    assert!(scene.bot.age(scene.anna, old.parse().unwrap(), 49 * 60 * 60));
    let outcome = scene.send(OrderKind::Delete { external_id: old }).await;
    assert!(matches!(outcome, SendOutcome::Rejected { code: "too_old_to_delete", .. }));
    scene.bot.act(scene.anna, Deed::Block);
    assert!(matches!(scene.send(text("c")).await, SendOutcome::Rejected { code: "blocked_us", .. }));
    scene.writes("снова я");
    scene.sent(text("d")).await;
    assert_eq!(scene.bot.log().times(scene.anna, "c"), 0);
}

#[tokio::test]
async fn what_telegram_refuses_is_refused() {
    let scene = Scene::new().await;
    let anna = scene.anna;
    let with = |extra: Value| {
        let mut body = json!({ "chat_id": anna, "text": "a🙂b" });
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        body
    };
    let long = "🙂".repeat(2049);
    let data = "я".repeat(33);
    for (extra, words) in [
        (json!({ "text": " " }), "message text is empty"),
        (json!({ "text": long }), "message is too long"),
        (json!({ "entities": [{ "type": "bold", "offset": 2, "length": 1 }] }), "ENTITY_BOUNDS_INVALID"),
        (json!({ "entities": [{ "type": "bold", "offset": 3, "length": 9 }] }), "ENTITY_BOUNDS_INVALID"),
        (json!({ "entities": [{ "type": "glow", "offset": 0, "length": 1 }] }), "unsupported type"),
        (
            json!({ "reply_markup": { "inline_keyboard": [[{ "text": "a", "callback_data": data }]] } }),
            "BUTTON_DATA_INVALID",
        ),
        (json!({ "reply_markup": { "inline_keyboard": [[{ "text": "a", "url": "javascript:1" }]] } }), "button URL"),
        (json!({ "reply_markup": { "inline_keyboard": [[{ "text": "a" }]] } }), "not allowed"),
        (json!({ "reply_parameters": { "message_id": 9 } }), "message to be replied not found"),
        (json!({ "reply_to_message_id": 9 }), "does not take"),
    ] {
        let told = scene.says("sendMessage", with(extra.clone())).await;
        assert!(told.contains(words), "{extra}: {told}");
    }
    assert!(
        scene
            .says("sendPhoto", json!({ "chat_id": anna, "photo": "https://example.org/a.jpg" }))
            .await
            .contains("no photo")
    );
    assert!(
        scene
            .says("editMessageText", json!({ "chat_id": anna, "message_id": 1, "text": "a" }))
            .await
            .contains("message to edit not found")
    );
    let question = scene.writes("вопрос");
    assert!(
        scene
            .says("editMessageText", json!({ "chat_id": anna, "message_id": question, "text": "a" }))
            .await
            .contains("can't be edited")
    );
    assert!(scene.says("setWebhook", json!({ "url": "http://example.org" })).await.contains("HTTPS"));
    assert!(
        scene
            .says("setWebhook", json!({ "url": "https://example.org", "secret_token": "а" }))
            .await
            .contains("unallowed")
    );
    assert_eq!(scene.call("sendTelepathy", json!({})).await.0, 404);
    assert_eq!(scene.call("setWebhook", json!({ "url": "https://127.0.0.1:1/hook" })).await.0, 200);
    assert_eq!(scene.bot.log().sends.len(), 0, "nothing refused was sent");
    let violations = scene.bot.log().violations.join("\n");
    for words in
        ["reply_to_message_id", "sendTelepathy", "without a file", "without a secret_token", "outside of the text"]
    {
        assert!(violations.contains(words), "{words} is not among {violations}");
    }
}

#[tokio::test]
async fn parse_modes_are_a_violation() {
    let scene = Scene::new().await;
    scene.call("sendMessage", json!({ "chat_id": scene.anna, "text": "a", "parse_mode": "HTML" })).await;
    assert!(scene.bot.log().violations[0].contains("parse_mode"));
}

/// Guarantee 10 from the other side: what our code says of each fault is what has really happened.
#[tokio::test]
async fn faults_are_told_for_what_they_are() {
    let scene = Scene::new().await;
    let refuse = |code: u16| Fault::Refuse { code, description: "planned".to_owned() };
    for (fault, times) in [
        (refuse(500), 0),
        (Fault::TooMany { retry_after: 3 }, 0),
        (refuse(400), 0),
        (refuse(403), 0),
        (Fault::CutBefore, 0),
        (Fault::CutAfter, 1),
        (Fault::GarbleAfter, 1),
    ] {
        let words = format!("{fault:?}");
        scene.bot.plan(None, fault.clone(), 1);
        let outcome = scene.send(text(&words)).await;
        assert_eq!(scene.bot.log().times(scene.anna, &words), times, "{words}");
        let right = match fault {
            Fault::Refuse { code: 500, .. } | Fault::TooMany { .. } => matches!(outcome, SendOutcome::NotSent { .. }),
            Fault::Refuse { .. } => matches!(outcome, SendOutcome::Rejected { .. }),
            _ => matches!(outcome, SendOutcome::Ambiguous { .. }),
        };
        assert!(right, "{words}: {outcome:?}");
        scene.sent(text("дальше")).await;
    }
    assert_eq!(scene.bot.log().times(scene.anna, "дальше"), 7, "a fault lasts no longer than planned");
}

#[tokio::test]
async fn a_hanging_call_is_stored_or_not_as_planned() {
    let scene = Scene::new().await;
    for (number, (fault, times)) in [(1, (Fault::HangBefore, 0)), (2, (Fault::HangAfter, 1))] {
        let words = format!("{fault:?}");
        scene.bot.plan(Some("sendMessage"), fault, 1);
        let answered = async { scene.send(text(&words)).await };
        let hung = async {
            scene
                .bot
                .wait(SOON, |log| log.calls.iter().filter(|call| call.status == 0).count() == number)
                .await
                .unwrap()
        };
        tokio::select! {
            outcome = answered => panic!("answered {outcome:?}"),
            _ = hung => {}
        }
        assert_eq!(scene.bot.log().times(scene.anna, &words), times);
    }
}

#[tokio::test]
async fn limits_are_kept_per_chat_and_over_all() {
    let scene = Scene::new().await;
    let boris = scene.bot.add_user(User { started: true, ..User::default() });
    let clara = scene.bot.add_user(User { started: true, ..User::default() });
    scene.bot.limit(Limits { per_chat: Some(1), global: Some(2) });
    let to = async |chat: i64| {
        let order = Order { chat: chat.to_string(), order_id: 1, silent: false, kind: text("a") };
        Kind::Telegram.send(&Plain, &scene.account(), &order).await
    };
    assert!(matches!(to(scene.anna).await, SendOutcome::Sent { .. }));
    assert!(
        matches!(to(scene.anna).await, SendOutcome::NotSent { retry_after_s: Some(1), .. }),
        "one a second to a chat"
    );
    assert!(matches!(to(boris).await, SendOutcome::Sent { .. }));
    assert!(matches!(to(clara).await, SendOutcome::NotSent { retry_after_s: Some(1), .. }), "two a second over all");
    assert_eq!(scene.bot.log().sends.len(), 2);
}

#[tokio::test]
async fn polling_hands_out_until_confirmed_and_ends_for_the_second() {
    let scene = Scene::new().await;
    scene.writes("раз");
    scene.writes("два");
    let first = Kind::Telegram.poll(&Plain, &scene.account(), None).await.unwrap();
    let again = Kind::Telegram.poll(&Plain, &scene.account(), None).await.unwrap();
    assert_eq!(first.items, again.items, "what is not confirmed comes again");
    assert_eq!(first.items.len(), 2);
    assert!(
        matches!(parse(&first.items[0].slice), Inbound::Message(message) if message.text == "раз" && message.person.name == "Анна")
    );
    // The next one waits for news and confirms what was before it.
    let account = scene.account();
    let cursor = first.cursor.clone();
    let waiting = Kind::Telegram.poll(&Plain, &account, cursor.as_deref());
    let news = async {
        scene.bot.wait(SOON, |log| log.pending == 0).await.unwrap();
        scene.writes("три");
    };
    let (batch, ()) = tokio::join!(waiting, news);
    assert_eq!(batch.unwrap().items.len(), 1);
    assert!(scene.bot.log().updates[1].confirmed);
    // Of two pollers the older one ends.
    let end = Some((847_000_099).to_string());
    let older = Kind::Telegram.poll(&Plain, &account, end.as_deref());
    let newer = async {
        scene.bot.wait(SOON, |log| log.pending == 0).await.unwrap();
        scene.call("getUpdates", json!({})).await
    };
    let (older, newer) = tokio::join!(older, newer);
    assert!(matches!(older, Err(AccountProblem::SecondPoller(_))), "{older:?}");
    assert_eq!(newer.0, 200);
    assert_eq!(scene.bot.log().violations, Vec::<String>::new());
}

#[tokio::test]
async fn a_webhook_is_told_each_update_until_it_takes_it() {
    let scene = Scene::new().await;
    let mut tasks = JoinSet::new();
    let hook = Hook::default();
    *hook.refuse.lock().unwrap() = 3;
    let url = listen(&mut tasks, hook.clone()).await;
    Kind::Telegram.connect(&Plain, &scene.account(), &Connection::Webhook(url.clone())).await.unwrap();
    assert!(matches!(Kind::Telegram.poll(&Plain, &scene.account(), None).await, Err(AccountProblem::SecondPoller(_))));
    let words: Vec<String> = (0..20).map(|number| format!("слово {number}")).collect();
    for word in &words {
        scene.writes(word);
    }
    let log = scene.bot.wait(SOON, |log| log.pending == 0).await.unwrap();
    assert!(log.updates.iter().all(|update| update.confirmed));
    let texts: Vec<String> =
        hook.got.lock().unwrap().iter().map(|update| update["message"]["text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(texts.len(), 23);
    assert_eq!(texts[3..], words, "in order, after the first was refused three times");
    let known = Kind::Telegram.identify(&Plain, &scene.account()).await.unwrap();
    assert_eq!(known.webhook_url, url);
    assert_eq!(known.webhook_error.as_deref(), Some("Wrong response from the webhook: 503 Service Unavailable"));
}

#[tokio::test]
async fn lost_answers_and_redeliveries_bring_updates_twice() {
    let scene = Scene::new().await;
    let mut tasks = JoinSet::new();
    let hook = Hook::default();
    let url = listen(&mut tasks, hook.clone()).await;
    Kind::Telegram.connect(&Plain, &scene.account(), &Connection::Webhook(url)).await.unwrap();
    scene.bot.lose_answers(1);
    scene.writes("раз");
    scene.bot.wait(SOON, |log| log.pending == 0).await.unwrap();
    assert_eq!(hook.got.lock().unwrap().len(), 2);
    let id = scene.bot.log().updates[0].update_id;
    assert!(scene.bot.redeliver(id));
    scene.bot.wait(SOON, |log| log.updates[0].attempts == 3 && log.pending == 0).await.unwrap();
    let got = hook.got.lock().unwrap();
    assert!(got.iter().all(|update| update == &got[0]), "the same update each time");
}

#[tokio::test]
async fn deliveries_can_be_led_to_another_host() {
    let scene = Scene::new().await;
    let mut tasks = JoinSet::new();
    let hook = Hook::default();
    let url = listen(&mut tasks, hook.clone()).await;
    let (origin, path) = url.split_at("http://".len() + url["http://".len()..].find('/').unwrap());
    scene.bot.deliver_to(origin);
    let public = format!("https://beseda.example{path}");
    Kind::Telegram.connect(&Plain, &scene.account(), &Connection::Webhook(public.clone())).await.unwrap();
    scene.writes("раз");
    let log = scene.bot.wait(SOON, |log| log.pending == 0).await.unwrap();
    assert_eq!(hook.got.lock().unwrap().len(), 1);
    assert_eq!(log.webhook_url, Some(public), "what was registered stays as it was told");
}

#[tokio::test]
async fn a_slow_chat_holds_up_no_other() {
    let scene = Scene::new().await;
    let boris = scene.bot.add_user(User { first_name: "Борис".to_owned(), ..User::default() });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let got = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&got);
    let slow = scene.anna;
    let router = Router::new().route(
        "/hook",
        post(move |body: Bytes| async move {
            let update: Value = serde_json::from_slice(&body).unwrap();
            if update["message"]["chat"]["id"] == slow {
                return std::future::pending().await;
            }
            seen.lock().unwrap().push(update["message"]["text"].clone());
            StatusCode::OK
        }),
    );
    let mut tasks = JoinSet::new();
    tasks.spawn(async move { axum::serve(listener, router).await.unwrap() });
    Kind::Telegram.connect(&Plain, &scene.account(), &Connection::Webhook(url)).await.unwrap();
    scene.writes("жду");
    for word in ["раз", "два"] {
        scene.bot.act(boris, says(word));
    }
    scene.bot.wait(SOON, |log| log.pending == 1).await.unwrap();
    assert_eq!(*got.lock().unwrap(), ["раз", "два"]);
}

#[tokio::test]
async fn all_deeds_are_updates_our_code_understands() {
    let scene = Scene::new().await;
    Kind::Telegram.connect(&Plain, &scene.account(), &Connection::None).await.unwrap();
    // The first poll asks for reactions, which do not come by default (T3).
    scene.writes("начало");
    let cursor = Kind::Telegram.poll(&Plain, &scene.account(), None).await.unwrap().cursor;
    let kinds = ["photo", "video", "animation", "audio", "voice", "video_note", "document", "sticker"];
    for kind in kinds {
        scene.bot.act(scene.anna, Deed::File(SentFile { kind: kind.to_owned(), ..SentFile::default() }));
    }
    scene.bot.act(scene.anna, Deed::Start { payload: Some("vk".to_owned()) });
    scene.bot.act(scene.anna, Deed::Album { count: 3, caption: Some("три".to_owned()) });
    scene.bot.act(scene.anna, Deed::Location { latitude: 55.7, longitude: 37.6 });
    scene
        .bot
        .act(scene.anna, Deed::Contact { phone: "79001234567".to_owned(), first_name: "Анна".to_owned(), own: true });
    let message = scene.writes("опечатка");
    scene.bot.act(scene.anna, Deed::Edit { message_id: message, text: "правка".to_owned() });
    scene.bot.act(scene.anna, Deed::React { message_id: message, emoji: Some("👍".to_owned()) });
    scene.bot.act(scene.anna, Deed::Block);
    scene.bot.act(scene.anna, Deed::Unblock);
    let batch = Kind::Telegram.poll(&Plain, &scene.account(), cursor.as_deref()).await.unwrap();
    let happened: Vec<Inbound> = batch.items.iter().map(|item| parse(&item.slice)).collect();
    assert_eq!(happened.len(), kinds.len() + 11);
    let files = happened
        .iter()
        .filter(|inbound| matches!(inbound, Inbound::Message(message) if !message.files.is_empty()))
        .count();
    assert_eq!(files, kinds.len() + 3);
    let album: Vec<_> = happened
        .iter()
        .filter_map(|inbound| match inbound {
            Inbound::Message(message) => message.album.clone(),
            _ => None,
        })
        .collect();
    assert!(album.len() == 3 && album.iter().all(|id| *id == album[0]));
    let tail = &happened[happened.len() - 4..];
    assert!(matches!(&tail[0], Inbound::Edited { text, .. } if text == "правка"));
    assert!(matches!(&tail[1], Inbound::Reacted { .. }));
    assert!(matches!(
        (&tail[2], &tail[3]),
        (Inbound::Blocked { blocked: true, .. }, Inbound::Blocked { blocked: false, .. })
    ));
}

#[tokio::test]
async fn files_can_be_fetched_up_to_the_bound() {
    let scene = Scene::new().await;
    let fetch = async |source: &str, max| {
        let mut kept = Kept::default();
        Kind::Telegram.fetch_file(&Plain, &scene.account(), source, max, &mut kept).await.map(|file| (file, kept.0))
    };
    let file_of = |file: SentFile| {
        let id = scene.bot.act(scene.anna, Deed::File(file)).message_ids[0];
        scene.bot.message(scene.anna, id).unwrap()["document"]["file_id"].as_str().unwrap().to_owned()
    };
    let document = |size| SentFile { kind: "document".to_owned(), size: Some(size), ..SentFile::default() };
    let small = file_of(document(1000));
    let (file, bytes) = fetch(&small, 1000).await.unwrap();
    assert_eq!((file.size, bytes.len()), (1000, 1000));
    assert_eq!(fetch(&small, 999).await, Err(FetchError::TooBig));
    let large = file_of(document((20 << 20) + 1));
    assert_eq!(fetch(&large, u64::MAX).await, Err(FetchError::TooBig), "bots can download up to 20 MB");
    assert_eq!(fetch("nothing", 10).await, Err(FetchError::Gone));
    scene.bot.plan(Some("file"), Fault::Refuse { code: 502, description: "planned".to_owned() }, 1);
    assert!(matches!(fetch(&small, 1000).await, Err(FetchError::Retry(_))));
    assert!(fetch(&small, 1000).await.is_ok());
    let picture = Kind::Telegram.avatar(&Plain, &scene.account(), &scene.anna.to_string()).await.unwrap();
    assert_eq!(picture, Some(format!("avatar-{}-s", scene.anna)));
}

#[tokio::test]
async fn the_controls_work_over_http() {
    let telegram = FakeTelegram::start(Options::default()).await.unwrap();
    let base = telegram.base_url();
    let ask = async |method: &'static str, path: String, body: Value| {
        let body = if method == "GET" { WireBody::Empty } else { WireBody::Json(body.to_string()) };
        let request = WireRequest { method, url: format!("{base}{path}"), body, timeout_ms: 0, max_response: 0 };
        let response = exchange(request).await.unwrap();
        (response.status, serde_json::from_slice::<Value>(&response.body).unwrap_or_default())
    };
    assert_eq!(ask("POST", "/control/users".to_owned(), json!({ "token": TOKEN })).await.0, 404);
    ask("POST", "/control/bots".to_owned(), json!({ "token": TOKEN, "username": "clay_bot" })).await;
    let (_, user) = ask("POST", "/control/users".to_owned(), json!({ "token": TOKEN, "first_name": "Анна" })).await;
    let deed = json!({ "token": TOKEN, "user": user["id"], "deed": { "do": "text", "text": "привет" } });
    let (status, done) = ask("POST", "/control/act".to_owned(), deed).await;
    assert_eq!((status, done["message_ids"].as_array().unwrap().len()), (200, 1));
    let impossible =
        json!({ "token": TOKEN, "user": user["id"], "deed": { "do": "press", "message_id": 1, "data": "a" } });
    assert_eq!(ask("POST", "/control/act".to_owned(), impossible).await.0, 422);
    let fault = json!({ "token": TOKEN, "fault": { "type": "too_many", "retry_after": 2 }, "count": 1 });
    ask("POST", "/control/faults".to_owned(), fault).await;
    let message = json!({ "chat_id": user["id"], "text": "ответ" });
    assert_eq!(ask("POST", format!("/bot{TOKEN}/sendMessage"), message.clone()).await.0, 429);
    assert_eq!(ask("POST", format!("/bot{TOKEN}/sendMessage"), message).await.0, 200);
    let (_, log) = ask("GET", format!("/control/log?token={TOKEN}"), Value::Null).await;
    assert_eq!((log["sends"].as_array().unwrap().len(), log["updates"][0]["kind"].as_str()), (1, Some("message")));
}
