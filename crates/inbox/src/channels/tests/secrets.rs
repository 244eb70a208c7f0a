//! Guarantee 25 and 27: no token reaches an answer, an event, the log or, in plain, the database.

use std::io;
use std::sync::{Arc, Mutex};

use beseda_base::both;
use beseda_base::db::{Db, params};
use fake_telegram::{Deed, Fault, User};
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use super::{TOKEN, World};
use crate::channels::poll;
use crate::migrations::ALL;

/// Everything that is logged.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Captured {
    type Writer = Captured;

    fn make_writer(&self) -> Captured {
        self.clone()
    }
}

/// One log for the process: workers run on other threads than the test.
fn log() -> Captured {
    static LOG: std::sync::OnceLock<Captured> = std::sync::OnceLock::new();
    LOG.get_or_init(|| {
        let captured = Captured::default();
        // All but the database's driver, which at this level prints every parameter: nobody runs a server like that.
        let all = tracing_subscriber::fmt()
            .with_env_filter("trace,tokio_postgres=info")
            .with_writer(captured.clone())
            .with_ansi(false);
        // Another test of this process may have set a log of its own; then this one sees nothing and the test says so.
        all.try_init().ok();
        captured
    })
    .clone()
}

both! { ALL;
    async fn no_secret_leaves_its_seal(db: Db) {
        let log = log();
        let world = World::public(db).await;
        let mut seen = String::new();
        let mut note = |text: String| seen.push_str(&text);
        note(world.connect().await.to_string());
        let list = world.owner.get("/api/v1/channels").await;
        let id = list.json()["items"][0]["id"].as_i64().unwrap();
        note(list.text());
        let row = world.row(id).await;
        let account = crate::channels::account(&world.app.inbox, &row).unwrap();
        let path = format!("/api/v1/channels/{id}");
        note(world.owner.post("/api/v1/channels/telegram/check").json(json!({ "token": TOKEN })).await.text());
        note(world.owner.post("/api/v1/channels").json(json!({ "kind": "telegram", "token": TOKEN })).await.text());
        note(world.owner.post("/api/v1/channels").json(json!({ "kind": "telegram", "token": format!("{TOKEN}X") })).await.text());
        // A provider that repeats the token in its words, one that cuts the line, and one that is not there.
        for fault in [
            Fault::Refuse { code: 400, description: format!("bad webhook for {TOKEN}") },
            Fault::CutBefore,
            Fault::CutAfter,
            Fault::GarbleAfter,
        ] {
            world.bot.plan(Some("setWebhook"), fault, 1);
            note(world.owner.post(&format!("{path}/check")).await.text());
        }
        note(world.owner.patch(&path).json(json!({ "mode": "poll" })).await.text());
        poll::start(&world.app.inbox);
        world.bot.plan(Some("getUpdates"), Fault::CutBefore, 1);
        let anna = world.bot.add_user(User::default());
        world.bot.act(anna, Deed::Start { payload: None });
        for _ in 0..100 {
            if world.bot.wait(std::time::Duration::from_millis(100), |log| log.updates[0].confirmed).await.is_some() {
                break;
            }
            world.app.advance(1_000);
        }
        world.bot.revoke();
        note(world.owner.post(&format!("{path}/check")).await.text());
        note(world.owner.get(&format!("{path}/state")).await.text());
        note(world.owner.get("/api/v1/audit").await.text());
        world.app.stranger().post(&format!("/hooks/telegram/{}", row.key)).header("x-telegram-bot-api-secret-token", "x").body("{}").await.fails(401, "unauthorized");
        note(world.owner.delete(&path).await.text());
        assert!(world.app.inbox.tasks.stop(std::time::Duration::from_secs(20)).await.is_empty());
        let stored: Vec<String> = world.app.inbox.db.read(|tx| {
            let mut stored: Vec<String> = tx.query("select data from events", params![])?;
            stored.extend(tx.query::<String>("select details from audit", params![])?);
            stored.extend(tx.query::<String>("select secrets || settings || coalesce(reason_text, '') || coalesce(poll_cursor, '') from channels", params![])?);
            Ok(stored)
        }).await.unwrap();
        tracing::info!("the log is captured");
        let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
        assert!(logged.contains("the log is captured"));
        let secret_part = TOKEN.split_once(':').unwrap().1;
        for (place, text) in [("an answer", seen), ("the database", stored.join("\n")), ("the log", logged)] {
            for (name, secret) in [("token", secret_part), ("webhook secret", &account.webhook_secret), ("key", &row.key)] {
                let line = text.lines().find(|line| line.contains(secret));
                assert_eq!(line, None, "{place} holds the {name}");
            }
        }
    }
}
