//! Everything the people of the load share: the server, the owner's session, the channels, the promises.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fake_telegram::{Bot, FakeTelegram, User};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::Outcome;
use crate::http::{Answer, Ask, Http};
use crate::ledger::Ledger;
use crate::random::Random;
use crate::server::{PUBLIC_URL, Server};

/// Visitors of the website.
pub(crate) const VISITORS: u64 = 6;
/// Telegram users of each bot.
const USERS: usize = 4;
/// The stand-in's tokens: the first bot is delivered to by webhook, the second is asked.
const BOTS: [(&str, &str, &str); 2] = [
    ("7100200301:AAcrashcrashcrashcrashcrash1", "crash_hook_bot", "webhook"),
    ("7100200302:AAcrashcrashcrashcrashcrash2", "crash_poll_bot", "poll"),
];

/// What the load plays on.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) http: Http,
    pub(crate) port: u16,
    /// Key of the website chat.
    pub(crate) site: String,
    /// Id of the website chat's channel.
    pub(crate) site_channel: i64,
    /// The bots with the ids of their channels.
    pub(crate) bots: Vec<(Bot, i64)>,
    /// Who writes to which bot.
    pub(crate) users: Vec<(usize, i64)>,
    pub(crate) project: i64,
    pub(crate) cookie: String,
    seed: u64,
    ledger: Mutex<Ledger>,
    loading: watch::Sender<bool>,
}

impl Stage {
    /// Sets up an installation that has just been started: owner, website chat, two bots.
    pub(crate) async fn set_up(server: &Server, telegram: &FakeTelegram, port: u16, seed: u64) -> Outcome<Stage> {
        let http = Http::new(port);
        let log = server.log();
        let code = log.rsplit("one-time code: ").next().and_then(|rest| rest.lines().next()).unwrap_or_default();
        let owner = json!({
            "code": code.trim(), "name": "Owner", "email": "owner@beseda.example", "password": "a long enough password",
            "project": { "name": "Crash", "language": "en", "timezone": "UTC" },
        });
        let me = http.insist(&Ask::post("/api/v1/setup", owner).with("origin", PUBLIC_URL)).await?;
        let mut stage = Stage {
            port,
            site: String::new(),
            site_channel: 0,
            bots: Vec::new(),
            users: Vec::new(),
            project: me.body["project"]["id"].as_i64().ok_or("the owner has no project")?,
            cookie: me.cookie.ok_or("the owner got no session")?,
            seed,
            ledger: Mutex::default(),
            loading: watch::channel(true).0,
            http,
        };
        let site = json!({ "kind": "site_chat", "name": "Shop" });
        let site = stage.http.insist(&stage.signed(Ask::post("/api/v1/channels", site))).await?.body;
        stage.site = site["key"].as_str().ok_or("the website chat has no key")?.to_owned();
        stage.site_channel = site["id"].as_i64().ok_or("the website chat has no id")?;
        for (index, (token, name, mode)) in BOTS.into_iter().enumerate() {
            let bot = telegram.add_bot(token, name);
            bot.deliver_to(&format!("http://127.0.0.1:{port}"));
            let channel = json!({ "kind": "telegram", "token": token, "mode": mode });
            let channel = stage.http.insist(&stage.signed(Ask::post("/api/v1/channels", channel))).await?.body;
            if channel["mode"] != mode || channel["state"] != "works" {
                return Err(format!("the bot was not connected: {channel}").into());
            }
            for _ in 0..USERS {
                let user = bot.add_user(User { first_name: "User".to_owned(), started: true, ..User::default() });
                stage.users.push((index, user));
            }
            stage.bots.push((bot, channel["id"].as_i64().ok_or("the channel has no id")?));
        }
        Ok(stage)
    }

    /// A request of the owner's page.
    pub(crate) fn signed(&self, ask: Ask) -> Ask {
        ask.with("cookie", &self.cookie).with("origin", PUBLIC_URL).with("beseda-project", self.project.to_string())
    }

    /// Something the operator does until it is done. A refusal breaks a rule, and is written down.
    pub(crate) async fn operate(&self, ask: Ask) -> Option<Answer> {
        self.noted(self.http.insist(&self.signed(ask)).await)
    }

    /// What was done, or a broken rule.
    pub(crate) fn noted<T>(&self, done: Outcome<T>) -> Option<T> {
        done.map_err(|error| self.ledger().broken.push(error.to_string())).ok()
    }

    /// A page of something the operator looks at; none while the server is away.
    pub(crate) async fn look(&self, path: String) -> Option<Value> {
        let answer = self.http.once(&self.signed(Ask::get(path))).await?;
        (answer.status == 200).then_some(answer.body)
    }

    /// Numbers for somebody named.
    pub(crate) fn random(&self, name: &str) -> Random {
        Random::of(self.seed, name)
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the load goes on.
    pub(crate) fn is_loading(&self) -> bool {
        *self.loading.borrow()
    }

    /// The load ends: everybody finishes what he has begun.
    pub(crate) fn end_load(&self) {
        self.loading.send_replace(false);
    }

    /// Rests between two deeds; shorter when the load ends.
    pub(crate) async fn rest(&self, random: &mut Random, least: u64, most: u64) {
        let mut loading = self.loading.subscribe();
        tokio::select! {
            () = sleep(Duration::from_millis(random.between(least, most))) => {}
            _ = loading.wait_for(|loading| !loading) => {}
        }
    }
}
