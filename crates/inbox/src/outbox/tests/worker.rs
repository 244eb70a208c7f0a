//! The whole loop, against a strict stand-in of Telegram.

use std::time::Duration;

use beseda_base::both;
use beseda_base::db::Db;
use fake_telegram::{Bot, Deed, FakeTelegram, Fault, Log, Options, User};
use serde_json::{Value, json};

use crate::channels::ChannelFacts;
use crate::migrations::ALL;
use crate::testing::TestApp;
use crate::{intake, outbox};

const TOKEN: &str = "7100200300:AAEexampleExampleExampleExample";

/// A connected bot and a client who has written to it.
struct World {
    app: TestApp,
    telegram: FakeTelegram,
    bot: Bot,
    channel: i64,
    person: i64,
    client: i64,
}

impl World {
    async fn new(db: Db) -> World {
        let telegram = FakeTelegram::start(Options::default()).await.unwrap();
        let bot = telegram.add_bot(TOKEN, "clay_bot");
        let app = TestApp::with(db, |config| {
            config.telegram.api_base = telegram.base_url();
            config.outgoing.allow_private = vec![telegram.address().to_string()];
        })
        .await;
        let connected = app.owner().post("/api/v1/channels").json(json!({ "kind": "telegram", "token": TOKEN })).await;
        let channel = connected.gives(201)["id"].as_i64().unwrap();
        let person = bot.add_user(User { first_name: "Анна".into(), ..User::default() });
        let mut world = World { app, telegram, bot, channel, person, client: 0 };
        world.does(Deed::Text { text: "Здравствуйте".into(), entities: None, reply_to: None }).await;
        let dialogs = world.app.owner().get("/api/v1/dialogs").await.gives(200);
        world.client = dialogs["items"][0]["client_id"].as_i64().unwrap();
        outbox::start(&world.app.inbox);
        world
    }

    /// The person does something, and it is taken in.
    async fn does(&self, deed: Deed) {
        let done = self.bot.act(self.person, deed);
        let log = self.bot.log();
        let updates = log.updates.iter().filter(|update| done.update_ids.contains(&update.update_id));
        let items = updates
            .flat_map(|update| beseda_messengers::Kind::Telegram.split(update.body.to_string().as_bytes()))
            .collect();
        intake::keep(&self.app.inbox, self.channel, items).await.unwrap();
        intake::drain(&self.app.inbox).await.unwrap();
    }

    async fn answers(&self, message: Value) -> i64 {
        let path = format!("/api/v1/dialogs/{}/messages", self.client);
        self.app.owner().post(&path).json(message).await.gives(201)["id"].as_i64().unwrap()
    }

    async fn says(&self, text: &str) -> i64 {
        self.answers(json!({ "text": text, "client_ref": text })).await
    }

    async fn message(&self, id: i64) -> Value {
        let path = format!("/api/v1/dialogs/{}/messages?limit=100", self.client);
        let page = self.app.owner().get(&path).await.gives(200);
        page["items"].as_array().unwrap().iter().find(|message| message["id"] == id).cloned().unwrap()
    }

    /// Waits until the messenger has seen it, moving the clock on which the loop rests.
    async fn until(&self, wanted: impl Fn(&Log) -> bool) -> Log {
        for _ in 0..300 {
            if let Some(log) = self.bot.wait(Duration::from_millis(50), &wanted).await {
                return log;
            }
            self.app.advance(1_000);
            self.app.inbox.bus.wake(beseda_base::bus::Topic::Outbox);
        }
        panic!("not seen in time: {:?}", self.bot.log());
    }

    /// Waits until a message is in this state; every change of it is told on the bus.
    async fn until_state(&self, id: i64, state: &str) -> Value {
        self.until_message(id, |message| message["state"] == state).await
    }

    async fn until_message(&self, id: i64, wanted: impl Fn(&Value) -> bool) -> Value {
        let mut wakes = self.app.inbox.bus.subscribe();
        for _ in 0..300 {
            let message = self.message(id).await;
            if wanted(&message) {
                return message;
            }
            if tokio::time::timeout(Duration::from_millis(50), wakes.recv()).await.is_err() {
                self.app.advance(1_000);
                self.app.inbox.bus.wake(beseda_base::bus::Topic::Outbox);
            }
        }
        panic!("not as wanted: {}", self.message(id).await);
    }

    async fn ends(self) {
        let log = self.bot.log();
        assert!(log.violations.is_empty(), "{:?}", log.violations);
        assert!(self.app.inbox.tasks.stop(Duration::from_secs(20)).await.is_empty());
    }
}

fn texts(log: &Log) -> Vec<&str> {
    log.sends.iter().map(|sent| sent.text.as_str()).collect()
}

both! { ALL;
    async fn answers_go_out_in_order_once(db: Db) {
        let world = World::new(db).await;
        let mut last = 0;
        for text in ["раз", "два", "три"] {
            last = world.says(text).await;
        }
        world.until_state(last, "sent").await;
        assert_eq!(texts(&world.bot.log()), ["раз", "два", "три"]);
        world.ends().await;
    }

    async fn a_text_rides_on_its_file_where_it_fits(db: Db) {
        let world = World::new(db).await;
        let mut ids = Vec::new();
        for name in ["a.txt", "b.txt", "c.txt"] {
            let file = world.app.owner().post("/api/v1/files").file(name, "text/plain", b"clay").await.gives(201);
            ids.push(file["id"].clone());
        }
        let short = world.answers(json!({ "text": "прайс", "client_ref": "1", "file_ids": [ids[0], ids[1]] })).await;
        let long = "д".repeat(1025);
        let apart = world.answers(json!({ "text": long, "client_ref": "2", "file_ids": [ids[2]] })).await;
        world.until_state(apart, "sent").await;
        assert_eq!(world.message(short).await["state"], "sent");
        let log = world.bot.log();
        assert_eq!(texts(&log), ["прайс", "", long.as_str(), ""]);
        let methods: Vec<&str> = log.sends.iter().map(|sent| sent.method.as_str()).collect();
        assert_eq!(methods, ["sendDocument", "sendDocument", "sendMessage", "sendDocument"]);
        // The text of a message with a file is its caption, unless it went before the file.
        for (id, path) in [(short, "caption"), (apart, "text")] {
            let edit = format!("/api/v1/dialogs/{}/messages/{id}", world.client);
            world.app.owner().patch(&edit).json(json!({ "text": "новый прайс" })).await.gives(200);
            let first = log.sends.iter().find(|sent| if path == "text" { sent.method == "sendMessage" } else { sent.text == "прайс" }).unwrap().clone();
            world.until(|_| world.bot.message(world.person, first.message_id).unwrap()[path] == "новый прайс").await;
        }
        world.ends().await;
    }

    async fn a_flood_wait_is_waited_for(db: Db) {
        let world = World::new(db).await;
        world.bot.plan(Some("sendMessage"), Fault::TooMany { retry_after: 3 }, 1);
        let id = world.says("ответ").await;
        world.until_state(id, "sent").await;
        let log = world.bot.log();
        assert_eq!(log.times(world.person, "ответ"), 1);
        assert_eq!(log.calls.iter().filter(|call| call.method == "sendMessage").count(), 2);
        world.ends().await;
    }

    async fn what_may_have_arrived_is_never_sent_again_by_itself(db: Db) {
        let world = World::new(db).await;
        world.bot.plan(Some("sendMessage"), Fault::CutAfter, 1);
        let unclear = world.says("ответ").await;
        world.until_state(unclear, "unknown").await;
        let next = world.says("следующий").await;
        world.until_state(next, "sent").await;
        assert_eq!(world.bot.log().times(world.person, "ответ"), 1);
        let path = format!("/api/v1/dialogs/{}/messages/{unclear}/delivery", world.client);
        assert_eq!(world.app.owner().put(&path).await.gives(200)["state"], "sent");
        world.ends().await;
    }

    async fn what_surely_did_not_arrive_is_sent_again(db: Db) {
        let world = World::new(db).await;
        world.bot.plan(Some("sendMessage"), Fault::Refuse { code: 502, description: "Bad Gateway".into() }, 2);
        let id = world.says("ответ").await;
        world.until_state(id, "sent").await;
        assert_eq!(world.bot.log().times(world.person, "ответ"), 1);
        world.ends().await;
    }

    async fn who_stopped_the_bot_is_not_asked_again(db: Db) {
        let world = World::new(db).await;
        world.bot.act(world.person, Deed::Block);
        let id = world.says("ответ").await;
        let failed = world.until_state(id, "failed").await;
        assert_eq!(failed["error"]["code"], "blocked_us");
        let dialog = world.app.owner().get(&format!("/api/v1/dialogs/{}", world.client)).await.gives(200);
        assert_eq!(dialog["unreachable"], "blocked_us");
        assert_eq!(world.bot.log().calls.iter().filter(|call| call.method == "sendMessage").count(), 1);
        world.ends().await;
    }

    async fn a_withdrawn_token_keeps_the_queue_for_the_new_one(db: Db) {
        let world = World::new(db).await;
        world.bot.revoke();
        let id = world.says("ответ").await;
        let path = format!("/api/v1/channels/{}", world.channel);
        let mut wakes = world.app.inbox.bus.subscribe();
        loop {
            let channel = world.app.owner().get(&path).await.gives(200);
            if channel["state"] == "attention" {
                assert_eq!((&channel["reason"]["code"], &channel["queued"]), (&json!("wrong_token"), &json!(1)));
                break;
            }
            wakes.recv().await;
        }
        assert_ne!(world.message(id).await["state"], "failed");
        let renewed = world.telegram.add_bot("7100200300:AAErenewedRenewedRenewed", "clay_bot");
        let person = renewed.add_user(User { id: world.person, first_name: "Анна".into(), started: true, ..User::default() });
        world.app.owner().patch(&path).json(json!({ "token": renewed.token() })).await.gives(200);
        world.until_state(id, "sent").await;
        assert_eq!(renewed.log().times(person, "ответ"), 1);
        world.ends().await;
    }

    async fn edits_deletions_presses_and_quotes_reach_the_messenger(db: Db) {
        let world = World::new(db).await;
        let button = json!([[{ "text": "Посуда", "data": "dishes", "url": null }]]);
        let hello = world.bot.log().updates[0].body["message"]["message_id"].as_i64().unwrap();
        let first_in = world.app.owner().get(&format!("/api/v1/dialogs/{}/messages", world.client)).await.gives(200)["items"][0]["id"].clone();
        let id = world.answers(json!({ "text": "Что ищете?", "client_ref": "1", "buttons": button, "reply_to": first_in })).await;
        world.until_state(id, "sent").await;
        let sent = world.bot.log().sends[0].clone();
        let there = world.bot.message(world.person, sent.message_id).unwrap();
        assert_eq!(there["reply_to_message"]["message_id"].as_i64(), Some(hello), "{there}");
        // The press is confirmed and shown with its caption, the bearer knows what was pressed.
        world.does(Deed::Press { message_id: sent.message_id, data: "dishes".into() }).await;
        let log = world.until(|log| log.calls.iter().any(|call| call.method == "answerCallbackQuery")).await;
        assert_eq!(log.open_callbacks, 0);
        assert_eq!(world.message(id).await["pressed"], "dishes");
        let edit = format!("/api/v1/dialogs/{}/messages/{id}", world.client);
        world.app.owner().patch(&edit).json(json!({ "text": "Что вы ищете?" })).await.gives(200);
        world.until(|_| world.bot.message(world.person, sent.message_id).is_some_and(|there| there["text"] == "Что вы ищете?")).await;
        assert_eq!(world.app.owner().delete(&edit).await.status, 204);
        world.until(|_| world.bot.message(world.person, sent.message_id).is_none()).await;
        world.ends().await;
    }

    async fn our_reaction_reaches_the_messenger_and_goes_when_it_is_refused(db: Db) {
        let world = World::new(db).await;
        let hello = world.bot.log().updates[0].body["message"]["message_id"].as_i64().unwrap();
        let messages = format!("/api/v1/dialogs/{}/messages", world.client);
        let first = world.app.owner().get(&messages).await.gives(200)["items"][0].clone();
        let (id, path) = (first["id"].as_i64().unwrap(), format!("{messages}/{}/reaction", first["id"]));
        let reacts = async |emoji: Value| world.app.owner().put(&path).json(json!({ "emoji": emoji })).await;
        let there = |emoji: Value| world.bot.message(world.person, hello).is_some_and(|there| there["reaction_of_bot"] == emoji);
        assert_eq!(reacts(json!("👍")).await.gives(200)["own_reaction"], "👍");
        world.until(|_| there(json!("👍"))).await;
        assert!(reacts(Value::Null).await.gives(200)["own_reaction"].is_null());
        world.until(|_| there(Value::Null)).await;
        reacts(json!("🧿")).await.complains("emoji", "unknown");
        world.bot.plan(Some("setMessageReaction"), Fault::Refuse { code: 400, description: "Bad Request: message to react not found".into() }, 1);
        reacts(json!("🔥")).await.gives(200);
        world.until_message(id, |message| message["own_reaction"].is_null()).await;
        let answer = world.says("ответ").await;
        world.until_state(answer, "sent").await;
        let own = format!("{messages}/{answer}/reaction");
        assert_eq!(world.app.owner().put(&own).json(json!({ "emoji": "👍" })).await.status, 404, "on the client's words only");
        world.ends().await;
    }

    async fn a_channel_that_cannot_be_opened_holds_up_nobody_else(db: Db) {
        let world = World::new(db.clone()).await;
        let (project, now) = (world.app.project, world.app.inbox.clock.now());
        let broken = crate::testing::talk::telegram(&world.app, project, "broken").await;
        // Its row stands before the good one in every scan.
        let facts = ChannelFacts { id: broken, project, kind: beseda_messengers::Kind::Telegram };
        let client = world.client;
        db.write(move |tx| {
            tx.execute("insert into threads (channel, chat, client) values ($1, '1', $2)", beseda_base::db::params![facts.id, client])?;
            tx.execute(
                "insert into outbox (project, channel, client, part, attempt, thread, chat, kind, payload, state, next_at, created_at)
                 select $1, $2, 0, 0, 1, id, '1', 'text', '{}', 'queued', $3, $3 from threads where channel = $2",
                beseda_base::db::params![facts.project, facts.id, now],
            )
        }).await.unwrap();
        let id = world.says("ответ").await;
        world.until_state(id, "sent").await;
        world.ends().await;
    }
}
