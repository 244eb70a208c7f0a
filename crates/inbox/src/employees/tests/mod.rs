//! The rules of this room, each tried over HTTP on both engines.

mod avatar;
mod invitations;
mod members;
mod profile;
mod sessions;
mod setup;
mod sign_in;

use serde_json::{Value, json};

use crate::testing::{PASSWORD, User};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Address and password, as the sign-in page sends them.
fn credentials(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password })
}

/// Kinds and employees of the events of the current project, in order.
async fn events(user: &User, app: &crate::testing::TestApp) -> Vec<(String, Option<i64>, Value)> {
    let project = user.who().project;
    let rows = app.inbox.db.read(move |tx| beseda_base::events::after(tx, project, 0, 1000)).await.unwrap();
    rows.into_iter().map(|row| (row.kind, row.employee, serde_json::from_str(&row.data).unwrap())).collect()
}

/// The actions in the audit log, newest first.
async fn actions(user: &User) -> Vec<String> {
    let page = user.get("/api/v1/audit").await.gives(200);
    page["items"].as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap().to_owned()).collect()
}
