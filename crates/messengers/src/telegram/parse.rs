//! An update in the normal form (T4). Reads loosely on purpose: a field that Telegram adds or changes must not cost a message (G6).

use serde_json::Value;

use super::content;
use super::entities;
use crate::{Account, Inbound, InboundMessage, NoteCode, Person, Place, Reaction};

/// Longest name, tag and id taken over.
const MAX_NAME: usize = 256;

/// Turns one update into what happened. `Err` is the reason of a dead letter.
pub fn parse(_account: &Account, slice: &[u8]) -> Result<Vec<Inbound>, String> {
    let update: Value = serde_json::from_slice(slice).map_err(|error| format!("not JSON: {error}"))?;
    let Some(fields) = update.as_object() else {
        return Err("not an update: no JSON object".to_owned());
    };
    let id = update["update_id"].as_i64().ok_or("not an update: no update_id")?;
    let mut happened = Vec::new();
    let mut unknown = None;
    for (kind, object) in fields.iter().filter(|(kind, _)| *kind != "update_id") {
        match one(kind, object, id)? {
            Some(inbound) => happened.push(inbound),
            None => unknown = Some(kind),
        }
    }
    match unknown {
        _ if !happened.is_empty() => Ok(happened),
        // A kind of update younger than this build is kept in sight, to be replayed by the build that knows it.
        Some(kind) => Err(format!("unknown kind of update: {}", bounded(kind))),
        None => Err("an update that says nothing".to_owned()),
    }
}

/// One field of an update; `None` for a kind this build does not know.
fn one(kind: &str, object: &Value, update_id: i64) -> Result<Option<Inbound>, String> {
    let inbound = match kind {
        "message" => message(object)?,
        "edited_message" => edited(object, update_id)?,
        "callback_query" => pressed(object)?,
        "my_chat_member" => membership(object)?,
        "message_reaction" => reacted(object)?,
        "channel_post" | "edited_channel_post" => Inbound::NotSupportedYet { what: "channel" },
        // T14.
        "business_connection" | "business_message" | "edited_business_message" | "deleted_business_messages" => {
            Inbound::NotSupportedYet { what: "business_account" }
        }
        // T15.
        "chat_member" | "chat_join_request" | "chat_boost" | "removed_chat_boost" | "message_reaction_count" => {
            Inbound::NotSupportedYet { what: "group" }
        }
        "inline_query" => Inbound::Ignored { why: "inline mode is not used" },
        "chosen_inline_result" => Inbound::Ignored { why: "inline mode is not used" },
        "poll" | "poll_answer" => Inbound::Ignored { why: "polls are not used" },
        "shipping_query" | "pre_checkout_query" | "purchased_paid_media" => {
            Inbound::NotSupportedYet { what: "payment" }
        }
        _ => return Ok(None),
    };
    Ok(Some(inbound))
}

/// A message in a private chat, in all its forms (T5).
fn message(message: &Value) -> Result<Inbound, String> {
    let place = match place(message)? {
        Where::Private(place) => place,
        Where::Elsewhere(what) => return Ok(Inbound::NotSupportedYet { what }),
    };
    let mut parsed = InboundMessage {
        place,
        person: person(&message["from"], &message["chat"]),
        external_id: message_id(message)?,
        at: millis(&message["date"]),
        reply_to: message["reply_to_message"]["message_id"].as_i64().map(|id| id.to_string()),
        quote: message["quote"]["text"].as_str().map(str::to_owned),
        forwarded_from: forwarded_from(message),
        album: message["media_group_id"].as_str().map(bounded),
        ..InboundMessage::default()
    };
    content::fill(message, &mut parsed);
    if let Some(payload) = start_payload(&parsed.text) {
        parsed.note = Some(NoteCode::ClientStarted);
        parsed.tag = payload;
    }
    Ok(Inbound::Message(Box::new(parsed)))
}

/// A new version of a client's message. Its number grows with time, within one second with the update (G7, guarantee 1).
fn edited(message: &Value, update_id: i64) -> Result<Inbound, String> {
    let place = match place(message)? {
        Where::Private(place) => place,
        Where::Elsewhere(what) => return Ok(Inbound::NotSupportedYet { what }),
    };
    let external_id = message_id(message)?;
    if message["location"].is_object() {
        // A live location moves every few seconds for hours: no edit of words, and a version of each would bury the dialog.
        return Ok(Inbound::Ignored { why: "a live location moved" });
    }
    let (text, entities) = words(message);
    let seconds = message["edit_date"].as_i64().unwrap_or(0).clamp(0, i64::from(u32::MAX));
    let version = (seconds << 31) | (update_id & 0x7fff_ffff);
    Ok(Inbound::Edited { place, external_id, version, text, entities, at: millis(&message["edit_date"]) })
}

/// A button under a message of ours (T7). Telegram tells no time for it.
fn pressed(query: &Value) -> Result<Inbound, String> {
    let callback_id = query["id"].as_str().ok_or("a button press without an id")?.to_owned();
    if query["message"].is_null() {
        return Ok(Inbound::Ignored { why: "a button of a message sent in inline mode" });
    }
    let place = match place(&query["message"])? {
        Where::Private(place) => place,
        Where::Elsewhere(what) => return Ok(Inbound::NotSupportedYet { what }),
    };
    let Some(data) = query["data"].as_str() else {
        return Ok(Inbound::Ignored { why: "a button of a game" });
    };
    Ok(Inbound::Pressed {
        place,
        person: person(&query["from"], &query["message"]["chat"]),
        external_id: message_id(&query["message"])?,
        callback_id,
        data: data.to_owned(),
        at: 0,
    })
}

/// In a private chat: the client stopped the bot or let it in again (G15).
fn membership(change: &Value) -> Result<Inbound, String> {
    let place = match place(change)? {
        Where::Private(place) => place,
        Where::Elsewhere(what) => return Ok(Inbound::NotSupportedYet { what }),
    };
    let blocked = match change["new_chat_member"]["status"].as_str() {
        Some("kicked") => true,
        Some("member") => false,
        Some(_) => return Ok(Inbound::Ignored { why: "a membership that says nothing about blocking" }),
        None => return Err("a membership without a status".to_owned()),
    };
    let person = person(&change["from"], &change["chat"]);
    Ok(Inbound::Blocked { place, person, blocked, at: millis(&change["date"]) })
}

/// The reactions a client has on a message now; none = withdrawn.
fn reacted(change: &Value) -> Result<Inbound, String> {
    let place = match place(change)? {
        Where::Private(place) => place,
        Where::Elsewhere(what) => return Ok(Inbound::NotSupportedYet { what }),
    };
    let list = change["new_reaction"].as_array().map(Vec::as_slice).unwrap_or_default();
    let reaction = |value: &Value| match value["type"].as_str() {
        Some("emoji") => value["emoji"].as_str().map(bounded),
        Some("paid") => Some("⭐".to_owned()),
        // The picture of a custom emoji is behind one more call; a star stands for it.
        _ => Some("✨".to_owned()),
    };
    Ok(Inbound::Reacted {
        place,
        person: person(&change["user"], &change["chat"]),
        external_id: message_id(change)?,
        reaction: Reaction(list.iter().filter_map(reaction).take(16).collect()),
        at: millis(&change["date"]),
    })
}

/// A private chat, or what else it is, which this build only counts.
enum Where {
    Private(Place),
    Elsewhere(&'static str),
}

fn place(object: &Value) -> Result<Where, String> {
    if !object["business_connection_id"].is_null() {
        return Ok(Where::Elsewhere("business_account"));
    }
    let chat = object["chat"]["id"].as_i64().ok_or("no chat id")?;
    match object["chat"]["type"].as_str() {
        Some("private") => Ok(Where::Private(Place { chat: chat.to_string(), title: None, context: None })),
        Some("group" | "supergroup") => Ok(Where::Elsewhere("group")),
        Some("channel") => Ok(Where::Elsewhere("channel")),
        Some(other) => Err(format!("unknown type of chat: {}", bounded(other))),
        None => Err("no chat type".to_owned()),
    }
}

/// Who it was. In a private chat the chat tells the same person, should `from` be missing. Names may be empty (T16).
fn person(user: &Value, chat: &Value) -> Person {
    let user = if user["id"].is_i64() { user } else { chat };
    let text = |key: &str| bounded(user[key].as_str().unwrap_or_default().trim());
    let username = text("username");
    let full = [text("first_name"), text("last_name")].join(" ").trim().to_owned();
    Person {
        external_id: user["id"].as_i64().map(|id| id.to_string()).unwrap_or_default(),
        // S11: the user name for Telegram, else first and last name.
        name: if username.is_empty() { full } else { username.clone() },
        username,
        phone: String::new(),
        email: String::new(),
        language: text("language_code"),
    }
}

/// Whom a message was forwarded from, in both forms the Bot API has had.
fn forwarded_from(message: &Value) -> Option<String> {
    let origin = &message["forward_origin"];
    let names = [
        full_name(&origin["sender_user"]),
        text_of(&origin["sender_user_name"]),
        text_of(&origin["sender_chat"]["title"]),
        text_of(&origin["chat"]["title"]),
        full_name(&message["forward_from"]),
        text_of(&message["forward_sender_name"]),
        text_of(&message["forward_from_chat"]["title"]),
    ];
    let forwarded = !origin.is_null() || !message["forward_date"].is_null();
    // A deleted account has no name left; that it was forwarded is still worth showing.
    names.into_iter().flatten().next().or_else(|| forwarded.then(|| "?".to_owned()))
}

fn full_name(user: &Value) -> Option<String> {
    let words = [text_of(&user["first_name"]), text_of(&user["last_name"])];
    let name = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if name.is_empty() { text_of(&user["username"]) } else { Some(name) }
}

fn text_of(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(bounded)
}

/// `/start`, `/start PAYLOAD`, `/start@bot PAYLOAD`: the inner value is the payload, if any.
fn start_payload(text: &str) -> Option<Option<String>> {
    let mut words = text.splitn(2, char::is_whitespace);
    let command = words.next()?;
    if command != "/start" && !command.starts_with("/start@") {
        return None;
    }
    Some(words.next().map(str::trim).filter(|payload| !payload.is_empty()).map(bounded))
}

/// Text or caption, with its formatting.
pub(super) fn words(message: &Value) -> (String, Vec<crate::Entity>) {
    let (text, list) = match message["text"].as_str() {
        Some(text) => (text, &message["entities"]),
        None => (message["caption"].as_str().unwrap_or_default(), &message["caption_entities"]),
    };
    (text.to_owned(), entities::inbound(text, list))
}

fn message_id(message: &Value) -> Result<String, String> {
    message["message_id"].as_i64().map(|id| id.to_string()).ok_or_else(|| "no message id".to_owned())
}

/// Seconds as milliseconds; 0 where none are told.
fn millis(seconds: &Value) -> i64 {
    seconds.as_i64().unwrap_or(0).clamp(0, i64::MAX / 1000) * 1000
}

/// The start of a text of bounded length.
pub(super) fn bounded(text: &str) -> String {
    text.chars().take(MAX_NAME).collect()
}
