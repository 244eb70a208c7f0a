//! The operator: answers in every dialog, changes and deletes some of his messages, and repeats every request, as the page
//! does, until it is answered with success.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::http::Ask;
use crate::random::Random;
use crate::stage::Stage;

/// Open messages of one dialog beyond which he waits: Telegram takes one a second.
const OPEN_MAX: usize = 3;

/// Looks after dialogs while the load goes on, each by itself.
pub(crate) async fn work(stage: Arc<Stage>) {
    let mut random = stage.random("operator");
    let mut known = BTreeSet::new();
    let mut dialogs = JoinSet::new();
    loop {
        let last = !stage.is_loading();
        let page = stage.look("/api/v1/dialogs?limit=100".to_owned()).await.unwrap_or_default();
        for dialog in page["items"].as_array().into_iter().flatten() {
            let Some(client) = dialog["client_id"].as_i64() else { continue };
            if known.insert(client) {
                dialogs.spawn(answer(Arc::clone(&stage), client, dialog["channel_kind"] == "telegram"));
            }
        }
        if last {
            break;
        }
        stage.rest(&mut random, 200, 400).await;
    }
    while dialogs.join_next().await.is_some() {}
}

/// One dialog.
async fn answer(stage: Arc<Stage>, client: i64, telegram: bool) {
    let mut random = stage.random(&format!("dialog {client}"));
    let (least, most) = if telegram { (1_100, 1_900) } else { (100, 500) };
    let (mut count, mut posted) = (0_u32, false);
    // Everybody is answered at least once, however short the load.
    while stage.is_loading() || !posted {
        stage.rest(&mut random, least, most).await;
        let Some(page) = stage.look(format!("/api/v1/dialogs/{client}/messages?limit=30")).await else { continue };
        let own: Vec<&Value> = page["items"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|message| message["kind"] == "out" && message["deleted_at"].is_null())
            .collect();
        let open = own.iter().filter(|message| message["state"] == "queued" || message["state"] == "sending").count();
        let sent: Vec<&Value> = own.iter().filter(|message| message["state"] == "sent").copied().collect();
        let roll = if posted { random.between(0, 99) } else { 99 };
        if roll < 12 {
            if let Some(message) = random.pick(&sent) {
                count += 1;
                change(&stage, client, message, &format!("changed {count} times")).await;
            }
        } else if roll < 22 {
            // Also one that is just on its way: it must not stay in the messenger.
            if let Some(message) = own.last() {
                delete(&stage, client, message).await;
            }
        } else if open < OPEN_MAX {
            count += 1;
            posted = true;
            post(&stage, &mut random, client, &format!("o{client}-{count}")).await;
        }
    }
}

/// The text of a message begins with its reference, by which the stand-in's log is read.
pub(crate) fn text_of(reference: &str) -> String {
    format!("{reference} yes, we do")
}

async fn post(stage: &Stage, random: &mut Random, client: i64, reference: &str) {
    let path = format!("/api/v1/dialogs/{client}/messages");
    let ask = Ask::post(path, json!({ "text": text_of(reference), "client_ref": reference }));
    let Some(first) = stage.operate(ask.clone()).await else { return };
    stage.ledger().replies.entry(client).or_default().push(reference.to_owned());
    if random.chance(15)
        && let Some(again) = stage.http.once(&stage.signed(ask)).await
        && again.status < 300
        && (again.status != 200 || again.body["id"] != first.body["id"])
    {
        let (status, id, before) = (again.status, &again.body["id"], &first.body["id"]);
        stage.ledger().broken.push(format!("{reference} repeated: status {status}, message {id}, before {before}"));
    }
}

async fn change(stage: &Stage, client: i64, message: &Value, words: &str) {
    let (Some(id), Some(reference)) = (message["id"].as_i64(), message["client_ref"].as_str()) else { return };
    let text = format!("{reference} {words}");
    let ask = Ask::patch(format!("/api/v1/dialogs/{client}/messages/{id}"), json!({ "text": text }));
    if stage.operate(ask).await.is_some() {
        stage.ledger().edits.insert(reference.to_owned(), text);
    }
}

async fn delete(stage: &Stage, client: i64, message: &Value) {
    let (Some(id), Some(reference)) = (message["id"].as_i64(), message["client_ref"].as_str()) else { return };
    if stage.operate(Ask::delete(format!("/api/v1/dialogs/{client}/messages/{id}"))).await.is_some() {
        stage.ledger().deleted.insert(reference.to_owned());
    }
}
