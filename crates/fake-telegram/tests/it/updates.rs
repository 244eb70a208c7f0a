//! What reaches a bot: by polling, by webhook, with its files.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use beseda_messengers::{Account, AccountProblem, Connection, FetchError, Inbound, Kind, WireBody, WireRequest};
use bytes::Bytes;
use fake_telegram::{Deed, FakeTelegram, Fault, Options, SentFile, User};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::common::{Kept, Plain, SOON, Scene, TOKEN, exchange, parse, says};

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
