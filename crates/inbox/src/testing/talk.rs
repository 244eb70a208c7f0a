//! A project whose clients write, without a messenger behind it.

use std::sync::atomic::{AtomicI64, Ordering};

use beseda_base::db::{Db, params};
use beseda_messengers::{Inbound, InboundMessage, Kind, Person, Place};
use serde_json::{Value, json};

use super::{TestApp, User};
use crate::channels::ChannelFacts;
use crate::messages::{self, Arrival};

/// An installation with a Telegram channel that nobody answers behind.
pub struct Talk {
    /// The installation.
    pub app: TestApp,
    /// The owner of its project.
    pub owner: User,
    /// The channel.
    pub channel: i64,
    next: AtomicI64,
}

impl Talk {
    /// With the routes of this crate.
    pub async fn new(db: Db) -> Talk {
        Talk::of(TestApp::new(db).await).await
    }

    /// In this installation.
    pub async fn of(app: TestApp) -> Talk {
        let (owner, channel) = (app.owner(), telegram(&app, app.project, "bot").await);
        Talk { app, owner, channel, next: AtomicI64::new(1) }
    }

    /// The project's channel, for verbs.
    pub(crate) fn facts(&self) -> ChannelFacts {
        ChannelFacts { id: self.channel, project: self.app.project, kind: Kind::Telegram }
    }

    /// A person writes; his client.
    pub async fn writes(&self, chat: &str, text: &str) -> i64 {
        self.writes_to(self.channel, chat, text).await
    }

    /// A person writes to another channel of the project.
    pub async fn writes_to(&self, channel: i64, chat: &str, text: &str) -> i64 {
        self.arrive(channel, person(chat), &[text]).await
    }

    /// A person writes all this, taken in as one batch.
    pub async fn writes_at_once(&self, chat: &str, texts: &[&str]) -> i64 {
        self.arrive(self.channel, person(chat), texts).await
    }

    /// Somebody of whom his messenger tells more writes to a channel of the project.
    pub async fn writes_as(&self, channel: i64, person: Person, text: &str) -> i64 {
        self.arrive(channel, person, &[text]).await
    }

    async fn arrive(&self, channel: i64, person: Person, texts: &[&str]) -> i64 {
        let chat = person.external_id.as_str();
        let message = |text: &&str| InboundMessage {
            place: Place { chat: chat.to_owned(), ..Place::default() },
            person: person.clone(),
            external_id: self.next.fetch_add(1, Ordering::Relaxed).to_string(),
            at: self.app.inbox.clock.now(),
            text: (*text).to_owned(),
            ..InboundMessage::default()
        };
        let inbound = texts.iter().map(|text| Inbound::Message(Box::new(message(text)))).collect();
        let facts = ChannelFacts { id: channel, ..self.facts() };
        let arrival = Arrival::new(0, facts, inbound);
        let (now, chat) = (self.app.inbox.clock.now(), chat.to_owned());
        let written = self.app.inbox.db.write(move |tx| {
            messages::receive(tx, std::slice::from_ref(&arrival), now)?;
            tx.one::<(i64,)>(
                "select id from clients where channel = $1 and external_id = $2",
                params![channel, chat.as_str()],
            )
        });
        written.await.expect("his client").0
    }

    /// Somebody of us answers; the message.
    pub async fn answers(&self, user: &User, client: i64, text: &str) -> Value {
        let reference = format!("r{}", self.next.fetch_add(1, Ordering::Relaxed));
        let message = json!({ "text": text, "client_ref": reference });
        user.post(&format!("/api/v1/dialogs/{client}/messages")).json(message).await.gives(201)
    }

    /// The row of the list as this person sees it.
    pub async fn dialog(&self, user: &User, client: i64) -> Value {
        user.get(&format!("/api/v1/dialogs/{client}")).await.gives(200)
    }

    /// Makes somebody responsible.
    pub async fn give(&self, by: &User, client: i64, to: Option<&User>) -> Value {
        let wanted = json!({ "employee_id": to.map(|user| user.id) });
        by.put(&format!("/api/v1/dialogs/{client}/responsible")).json(wanted).await.gives(200)
    }

    /// A number that a query gives.
    pub async fn number(&self, sql: &'static str) -> i64 {
        self.app.inbox.db.read(move |tx| tx.one::<(i64,)>(sql, &[])).await.expect("a number").0
    }
}

fn person(chat: &str) -> Person {
    Person { external_id: chat.to_owned(), name: format!("Клиент {chat}"), ..Person::default() }
}

/// Another Telegram channel.
pub async fn telegram(app: &TestApp, project: i64, key: &str) -> i64 {
    let key = key.to_owned();
    let made = app.inbox.db.write(move |tx| {
        tx.one::<(i64,)>(
            "insert into channels (project, kind, name, key, state, mode, secrets, settings, created_at)
             values ($1, 'telegram', 'Бот', $2, 'works', 'poll', '', '{}', 1) returning id",
            params![project, key.as_str()],
        )
    });
    made.await.expect("the channel").0
}
