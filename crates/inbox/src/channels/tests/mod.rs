//! Channels against a strict stand-in of Telegram.

mod connect;
mod hooks;
mod poll;
mod secrets;
mod states;

use beseda_base::db::{Db, params};
use fake_telegram::{Bot, FakeTelegram, Options};
use serde_json::{Value, json};

use super::{ChannelRow, account, queries};
use crate::testing::{TestApp, User};

/// Token of the bot of these tests.
pub(crate) const TOKEN: &str = "7100200300:AAEexampleExampleExampleExample";

/// An installation with a Telegram beside it.
pub(crate) struct World {
    pub(crate) app: TestApp,
    pub(crate) telegram: FakeTelegram,
    pub(crate) bot: Bot,
    pub(crate) owner: User,
}

impl World {
    /// Without a public address.
    pub(crate) async fn new(db: Db) -> World {
        World::with(db, "").await
    }

    /// With a public https address.
    pub(crate) async fn public(db: Db) -> World {
        World::with(db, "https://beseda.test").await
    }

    async fn with(db: Db, public_url: &str) -> World {
        let telegram = FakeTelegram::start(Options::default()).await.unwrap();
        let bot = telegram.add_bot(TOKEN, "clay_bot");
        let app = TestApp::with(db, |config| {
            config.public_url = public_url.to_owned();
            config.telegram.api_base = telegram.base_url();
            config.outgoing.allow_private = vec![telegram.address().to_string()];
        })
        .await;
        let owner = app.owner();
        let owner = if public_url.is_empty() { owner } else { owner.with_header("origin", public_url) };
        World { app, telegram, bot, owner }
    }

    /// Connects the bot.
    pub(crate) async fn connect(&self) -> Value {
        self.owner.post("/api/v1/channels").json(json!({ "kind": "telegram", "token": TOKEN })).await.gives(201)
    }

    /// Connects the bot and tells its id.
    pub(crate) async fn connected(&self) -> i64 {
        self.connect().await["id"].as_i64().unwrap()
    }

    /// The row, for what no answer shows.
    pub(crate) async fn row(&self, channel: i64) -> ChannelRow {
        self.app.inbox.db.read(move |tx| queries::row(tx, channel)).await.unwrap()
    }

    /// The secret Telegram puts into the head of its deliveries.
    pub(crate) async fn webhook_secret(&self, channel: i64) -> String {
        account(&self.app.inbox, &self.row(channel).await).unwrap().webhook_secret
    }

    /// How many raw events are kept.
    pub(crate) async fn kept(&self) -> i64 {
        self.app.inbox.db.read(|tx| tx.one("select count(*) from raw_events", params![])).await.unwrap()
    }

    /// The kinds of events of the project about channels, in order.
    pub(crate) async fn events(&self) -> Vec<String> {
        let sql = "select kind from events where channel is not null and kind like 'channel.%' order by seq";
        self.app.inbox.db.read(move |tx| tx.query(sql, params![])).await.unwrap()
    }
}
