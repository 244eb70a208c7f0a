//! Scheduled messages, on both engines.

mod routes;
mod sending;
mod year;

use beseda_base::db::{Val, params};
use serde_json::{Value, json};

use super::worker;
use crate::testing::User;
use crate::testing::talk::Talk;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Talk {
    fn now(&self) -> i64 {
        self.app.inbox.clock.now()
    }

    /// Schedules a text for so many milliseconds from now; the row.
    async fn schedules(&self, user: &User, client: i64, text: &str, ahead: i64) -> Value {
        self.schedules_with(user, client, json!({ "text": text, "due_at": self.now() + ahead })).await
    }

    /// The same with whatever else the body has; its reference is its text.
    async fn schedules_with(&self, user: &User, client: i64, mut body: Value) -> Value {
        if body["client_ref"].is_null() {
            body["client_ref"] = body["text"].clone();
        }
        user.post(&path(client)).json(body).await.gives(201)
    }

    async fn waiting(&self, client: i64) -> Vec<Value> {
        let page = self.owner.get(&path(client)).await.gives(200);
        page["items"].as_array().unwrap().clone()
    }

    async fn waiting_texts(&self, client: i64) -> Vec<String> {
        self.waiting(client).await.iter().map(|item| item["text"].as_str().unwrap().to_owned()).collect()
    }

    /// (state, reason) of a row.
    async fn end_of(&self, row: &Value) -> (String, Option<String>) {
        let id = row["id"].as_i64().unwrap();
        let read = self
            .app
            .inbox
            .db
            .read(move |tx| tx.one("select state, reason from scheduled_messages where id = $1", params![id]));
        read.await.unwrap()
    }

    /// Sends what is due.
    async fn round(&self) -> Option<i64> {
        worker::round(&self.app.inbox).await.unwrap()
    }

    /// Texts of our messages to a client, in the order of the dialog.
    async fn sent(&self, client: i64) -> Vec<String> {
        let sql = "select text from messages where client = $1 and kind = 'out' order by n";
        self.app.inbox.db.read(move |tx| tx.query(sql, params![client])).await.unwrap()
    }

    /// Notes of a dialog: code, and the reason if there is one.
    async fn cancellations(&self, client: i64) -> Vec<(String, String)> {
        let page = self.owner.get(&format!("/api/v1/dialogs/{client}/messages")).await.gives(200);
        let notes = page["items"].as_array().unwrap().iter().filter(|item| item["kind"] == "note");
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        notes.map(|item| (word(&item["note"]["code"]), word(&item["note"]["params"]["reason"]))).collect()
    }

    async fn query_numbers(&self, sql: &'static str, given: Vec<Val>) -> Vec<i64> {
        self.app.inbox.db.read(move |tx| tx.query(sql, &given)).await.unwrap()
    }
}

fn path(client: i64) -> String {
    format!("/api/v1/dialogs/{client}/scheduled-messages")
}

fn path_of(row: &Value) -> String {
    format!("/api/v1/dialogs/{}/scheduled-messages/{}", row["client_id"], row["id"])
}

fn ended(state: &str, reason: Option<&str>) -> (String, Option<String>) {
    (state.to_owned(), reason.map(str::to_owned))
}
