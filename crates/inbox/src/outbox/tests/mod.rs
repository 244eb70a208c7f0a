//! The way out: order, leases, what is tried again and what never is.

mod actions;
mod states;
mod worker;

use beseda_base::db::params;
use beseda_messengers::{Kind, SendOutcome, SentPart};
use serde_json::Value;

use super::claim::{self, Claimed, Ready};
use super::finish;
use super::payload::Payload;
use crate::testing::talk::Talk;

/// Token of the one who sends in these tests.
const MINE: i64 = 77;

/// What a messenger answers who has taken it.
fn taken(external_id: i64) -> SendOutcome {
    SendOutcome::Sent { part: Some(SentPart { external_id: external_id.to_string(), at: None }) }
}

fn refused(code: &'static str) -> SendOutcome {
    SendOutcome::Rejected { code, text: "Forbidden".into() }
}

fn unclear() -> SendOutcome {
    SendOutcome::Ambiguous { text: "the line broke".into() }
}

fn not_sent(retry_after_s: Option<u64>, whole_account: bool) -> SendOutcome {
    SendOutcome::NotSent { text: "Too Many Requests".into(), retry_after_s, whole_account }
}

impl Talk {
    async fn claim(&self, token: i64) -> Vec<Claimed> {
        let (channel, now) = (self.channel, self.app.inbox.clock.now());
        self.app.inbox.db.write(move |tx| claim::claim(tx, channel, Kind::Telegram, token, 50, now)).await.unwrap()
    }

    async fn begin(&self, row: &Claimed, token: i64) -> Option<Ready> {
        let (row, now) = (row.clone(), self.app.inbox.clock.now());
        self.app.inbox.db.write(move |tx| claim::begin(tx, &row, token, now)).await.unwrap()
    }

    async fn finish(&self, row: &Claimed, token: i64, outcome: SendOutcome) {
        let (facts, row, now) = (self.facts(), row.clone(), self.app.inbox.clock.now());
        let kind = Payload::from_column(&row.payload).unwrap().kind();
        self.app.inbox.db.write(move |tx| finish::finish(tx, &facts, &row, kind, token, &outcome, now)).await.unwrap();
    }

    /// Claims what may go now, one row is expected, and sends it with this outcome.
    async fn send(&self, outcome: SendOutcome) -> Claimed {
        // The chat's own pace.
        self.app.advance(1_000);
        let mut rows = self.claim(MINE).await;
        assert_eq!(rows.len(), 1, "{rows:?}");
        let row = rows.remove(0);
        assert!(self.begin(&row, MINE).await.is_some());
        self.finish(&row, MINE, outcome).await;
        row
    }

    async fn swept(&self) -> usize {
        let now = self.app.inbox.clock.now();
        self.app.inbox.db.write(move |tx| finish::sweep(tx, now)).await.unwrap()
    }

    /// (state, error code) of a message.
    async fn state_of(&self, message: &Value) -> (String, String) {
        let id = message["id"].as_i64().unwrap();
        let row: (String, Option<String>) = self
            .app
            .inbox
            .db
            .read(move |tx| tx.one("select state, error_code from messages where id = $1", params![id]))
            .await
            .unwrap();
        (row.0, row.1.unwrap_or_default())
    }

    /// (part, attempt, state, error code) of a message's rows.
    async fn rows_of(&self, message: &Value) -> Vec<(i64, i64, String, String)> {
        let id = message["id"].as_i64().unwrap();
        let sql = "select part, attempt, state, coalesce(error_code, '') from outbox where message = $1 order by id";
        self.app.inbox.db.read(move |tx| tx.query(sql, params![id])).await.unwrap()
    }

    async fn repeat(&self, message: &Value) -> u16 {
        let path = format!("/api/v1/dialogs/{}/messages/{}/attempts", message["client_id"], message["id"]);
        self.owner.post(&path).await.status
    }
}

fn is(state: &str, code: &str) -> (String, String) {
    (state.to_owned(), code.to_owned())
}

fn row(part: i64, attempt: i64, state: &str, code: &str) -> (i64, i64, String, String) {
    (part, attempt, state.to_owned(), code.to_owned())
}
