//! The first two steps of a delivery, before anything is stored: is it from Telegram, and whose work is it?

use http::HeaderMap;
use serde_json::Value;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{Account, Item, Refusal};

/// Set by Telegram to what we gave `setWebhook` as `secret_token` (T1).
const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";

/// Compares the secret header with the account's secret in constant time. An account without a secret accepts nothing.
pub fn verify(account: &Account, headers: &HeaderMap, _body: &[u8]) -> Result<(), Refusal> {
    let Some(told) = headers.get(SECRET_HEADER) else {
        return Err(Refusal::Unsigned);
    };
    if account.webhook_secret.is_empty() {
        return Err(Refusal::Unsigned);
    }
    if told.as_bytes().ct_eq(account.webhook_secret.as_bytes()).into() { Ok(()) } else { Err(Refusal::WrongSignature) }
}

/// A delivery is one update and so one item. What is not an update is an item too: parsing it fails in sight of people.
pub fn split(body: &[u8]) -> Vec<Item> {
    vec![item(body)]
}

/// One update as an item of work.
pub(super) fn item(slice: &[u8]) -> Item {
    let update: Value = serde_json::from_slice(slice).unwrap_or(Value::Null);
    let Some(id) = update["update_id"].as_i64() else {
        let delivery_id = format!("bad-{}", fingerprint(slice));
        // A thread of its own, so that it holds up nobody.
        return Item { thread_key: delivery_id.clone(), delivery_id, slice: slice.to_vec() };
    };
    Item { thread_key: thread_key(&update, id), delivery_id: id.to_string(), slice: slice.to_vec() }
}

/// The chat an update belongs to; in a private chat it is the user's id as well, so that his button presses and his
/// messages are one thread (G3).
fn thread_key(update: &Value, id: i64) -> String {
    let objects = update.as_object().into_iter().flatten().map(|(_, value)| value);
    for object in objects {
        let places = [
            &object["chat"]["id"],
            &object["message"]["chat"]["id"],
            &object["user_chat_id"],
            &object["from"]["id"],
            &object["user"]["id"],
            &object["voter_chat"]["id"],
        ];
        if let Some(chat) = places.into_iter().find_map(Value::as_i64) {
            return chat.to_string();
        }
    }
    format!("update-{id}")
}

/// The same bytes have the same one: a repeated delivery of something unreadable is one dead letter, not many.
fn fingerprint(slice: &[u8]) -> String {
    Sha256::digest(slice).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
