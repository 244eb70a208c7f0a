//! A year by chance: people schedule, move and cancel, clients write, the project moves from one time zone to another, two
//! workers claim, send, and die with what they have claimed. In the end everything went once, nothing early, nothing is lost.

use std::collections::BTreeMap;

use beseda_base::auth::Role;
use beseda_base::both;
use beseda_base::db::{Db, params};
use beseda_base::id;
use serde_json::json;

use super::*;
use crate::migrations::ALL;
use crate::scheduled::send::LEASE_MS;
use crate::scheduled::{moment, worker};
use crate::testing::{NOW, TestApp};

const ZONES: [&str; 4] = ["Europe/Moscow", "Europe/Berlin", "America/New_York", "Pacific/Chatham"];
const EXPIRE_HOURS: i64 = 48;
/// Things that happen in a year.
const STEPS: usize = 900;

/// Chance that can be repeated (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end.unsigned_abs()).cast_signed()
    }
}

/// What a message is expected to be.
#[derive(Debug, Clone)]
struct Expected {
    client: i64,
    text: String,
    due_at: i64,
    unanswered_only: bool,
    cancelled: bool,
    /// When somebody last decided on it.
    decided_at: i64,
}

struct Year {
    talk: Talk,
    chance: Chance,
    zone: &'static str,
    clients: Vec<i64>,
    expected: BTreeMap<i64, Expected>,
    /// When each client wrote.
    written: BTreeMap<i64, Vec<i64>>,
    crashes: usize,
}

impl Year {
    async fn new(db: Db, seed: u64) -> Year {
        let app =
            TestApp::with(db, |config| config.scheduled.expire_after_hours = EXPIRE_HOURS.try_into().unwrap()).await;
        let talk = Talk::of(app).await;
        let mut clients = Vec::new();
        for chat in ["1", "2", "3"] {
            clients.push(talk.writes(chat, "привет").await);
        }
        let (expected, written) = (BTreeMap::new(), BTreeMap::new());
        Year { talk, chance: Chance(seed), zone: ZONES[0], clients, expected, written, crashes: 0 }
    }

    fn client(&mut self) -> usize {
        self.chance.below(3).try_into().unwrap()
    }

    /// A session lives shorter than a year.
    async fn sign_in(&mut self) {
        let owner = &self.talk.owner;
        self.talk.owner = self.talk.app.signed_in(owner.id, self.talk.app.project, Role::Owner).await;
    }

    /// Of the injected clock, and the database's beside it: leases run out, too.
    fn pass(&self, ms: i64) {
        self.talk.app.advance(ms);
        self.talk.app.inbox.db.shift_clock(ms);
    }

    async fn happens(&mut self) {
        match self.chance.below(20) {
            0..=5 => self.schedule().await,
            6 => self.move_or_cancel().await,
            7 => self.client_writes().await,
            8 => {
                self.zone = ZONES[usize::try_from(self.chance.below(4)).unwrap()];
                self.talk.owner.patch("/api/v1/project").json(json!({ "timezone": self.zone })).await.gives(200);
            }
            9..=13 => self.work().await,
            14 => {
                let node = self.talk.app.another_node();
                let rounds = tokio::join!(worker::round(&self.talk.app.inbox), worker::round(&node.inbox));
                assert!(rounds.0.is_ok() && rounds.1.is_ok(), "{rounds:?}");
            }
            _ => {
                let ms = self.chance.below(3 * DAY) + 1;
                self.pass(ms);
                self.sign_in().await;
            }
        }
    }

    async fn schedule(&mut self) {
        let (place, now) = (self.client(), self.talk.now());
        let client = self.clients[place];
        let number = self.expected.len();
        let due_at = now + 1 + self.chance.below(10 * DAY);
        let only = self.chance.below(3) == 0;
        let condition = if only { "unanswered_only" } else { "always" };
        let mut body = json!({ "text": format!("сообщение {number}"), "condition": condition, "client_ref": format!("r{number}-{now}") });
        let local = self.local(due_at + MINUTE);
        if self.chance.below(2) == 0 {
            body["due_at"] = due_at.into();
        } else {
            body["local_time"] = local.clone().into();
        }
        let answer = self.talk.owner.post(&path(client)).json(body.clone()).await;
        if answer.status == 409 {
            answer.fails(409, "scheduled_limit");
            return;
        }
        let row = answer.gives(201);
        let made = row["due_at"].as_i64().unwrap();
        if body["due_at"].is_null() {
            // As asked, or an hour (in Chatham, too) later where the clocks leave it out.
            assert_eq!(row["local_time"], local.as_str(), "{} in {}", row["due_at"], self.zone);
        } else {
            assert_eq!(made, due_at);
        }
        let expected = Expected {
            client,
            text: row["text"].as_str().unwrap().to_owned(),
            due_at: made,
            unanswered_only: only,
            cancelled: false,
            decided_at: now,
        };
        self.expected.insert(row["id"].as_i64().unwrap(), expected);
    }

    /// A local time that there is.
    fn local(&self, at: i64) -> String {
        moment::local(&moment::zone_of(self.zone), at).unwrap()
    }

    async fn move_or_cancel(&mut self) {
        let place = self.client();
        let waiting = self.talk.waiting(self.clients[place]).await;
        if waiting.is_empty() {
            return;
        }
        let row = &waiting[usize::try_from(self.chance.below(waiting.len().try_into().unwrap())).unwrap()];
        let (id, now) = (row["id"].as_i64().unwrap(), self.talk.now());
        if self.chance.below(3) == 0 {
            assert_eq!(self.talk.owner.delete(&path_of(row)).await.status, 204);
            self.expected.get_mut(&id).unwrap().cancelled = true;
            return;
        }
        let due_at = now + 1 + self.chance.below(10 * DAY);
        self.talk.owner.patch(&path_of(row)).json(json!({ "due_at": due_at })).await.gives(200);
        let expected = self.expected.get_mut(&id).unwrap();
        (expected.due_at, expected.decided_at) = (due_at, now);
    }

    async fn client_writes(&mut self) {
        let place = self.client();
        // Nothing happens at the very moment of something else, so that "since" has one meaning.
        self.pass(1);
        let client = self.talk.writes(&(place + 1).to_string(), "я пишу").await;
        self.written.entry(client).or_default().push(self.talk.now());
        self.pass(1);
    }

    /// A worker claims some, and dies before one of them, or does them all.
    async fn work(&mut self) {
        let (token, limit) = (id::number(), self.chance.below(5) + 1);
        for of in worker::claim(&self.talk.app.inbox, token, limit).await.unwrap() {
            if self.chance.below(4) == 0 {
                self.crashes += 1;
                return;
            }
            worker::send(&self.talk.app.inbox, &of, token).await.unwrap();
        }
    }

    /// Lets everything come to its end.
    async fn ends(&mut self) {
        for _ in 0..24 {
            self.pass(12 * HOUR);
            self.talk.round().await;
        }
        self.pass(LEASE_MS + 1);
        self.talk.round().await;
        assert_eq!(
            self.talk.number("select count(*) from scheduled_messages where state = 'waiting'").await,
            0,
            "nothing is lost"
        );
    }

    async fn check(&self) {
        let read = self.talk.app.inbox.db.read(|tx| {
            tx.query::<(i64, i64, String, Option<String>, i64, Option<i64>, Option<i64>, Option<String>, i64)>(
                "select s.id, s.due_at, s.state, s.reason, s.changed_at, m.client, m.sent_at, m.text,
                   (select count(*) from outbox o where o.message = s.message)
                 from scheduled_messages s left join messages m on m.id = s.message order by s.id",
                params![],
            )
        });
        let rows = read.await.unwrap();
        assert_eq!(rows.len(), self.expected.len());
        for row in &rows {
            let (id, due_at, state, reason, changed_at, client, sent_at, text, calls) = row;
            let expected = &self.expected[id];
            assert_eq!(*due_at, expected.due_at, "{row:?}: no time zone moves it");
            let wrote = self
                .written
                .get(&expected.client)
                .is_some_and(|times| times.iter().any(|at| *at > expected.decided_at && at < changed_at));
            match reason.as_deref() {
                None => {
                    assert_eq!((state.as_str(), *calls), ("sent", 1), "{row:?}");
                    assert_eq!(
                        (*client, text.as_deref()),
                        (Some(expected.client), Some(expected.text.as_str())),
                        "{row:?}"
                    );
                    assert!(sent_at.unwrap() >= expected.due_at, "{row:?}: too early");
                    assert!(sent_at.unwrap() <= expected.due_at + EXPIRE_HOURS * HOUR, "{row:?}: too late");
                    assert!(!(expected.cancelled || expected.unanswered_only && wrote), "{row:?}: {expected:?}");
                }
                Some("employee") => assert!(expected.cancelled, "{row:?}"),
                Some("client_wrote") => assert!(expected.unanswered_only && wrote, "{row:?}: {expected:?}"),
                Some("expired") => assert!(*changed_at > expected.due_at + EXPIRE_HOURS * HOUR, "{row:?}"),
                Some(_) => panic!("{row:?}"),
            }
        }
        let sent = rows.iter().filter(|row| row.2 == "sent").count() as i64;
        assert_eq!(self.talk.number("select count(*) from messages where kind = 'out'").await, sent);
        assert_eq!(self.talk.number("select count(*) from outbox").await, sent);
        assert_eq!(self.talk.number("select count(*) from clients where scheduled_count <> 0").await, 0);
        assert!(sent > 50 && self.crashes > 5, "the year was empty: {sent} sent, {} crashes", self.crashes);
    }
}

both! { ALL;
    async fn a_year_by_chance_sends_everything_once_and_nothing_early(db: Db) {
        let mut year = Year::new(db, 20_261_122).await;
        for _ in 0..STEPS {
            year.happens().await;
        }
        assert!(year.talk.now() > NOW + 300 * DAY, "{} days", (year.talk.now() - NOW) / DAY);
        year.ends().await;
        year.check().await;
    }
}
