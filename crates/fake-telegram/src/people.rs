//! What people do: write, send files, press buttons, block. Each deed becomes an update as Telegram would make it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{Bot, Message, StoredFile, User, now_s};

/// A picture of one pixel, for files whose content does not matter.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// The picture of one pixel.
pub(crate) fn pixel() -> Bytes {
    Bytes::from(STANDARD.decode(PIXEL).unwrap_or_default())
}

/// Something a person does in the chat with the bot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are Telegram's own")]
pub enum Deed {
    /// Presses start, maybe from a link with a payload.
    Start {
        #[serde(default)]
        payload: Option<String>,
    },
    /// Writes.
    Text {
        text: String,
        #[serde(default)]
        entities: Option<Value>,
        #[serde(default)]
        reply_to: Option<i64>,
    },
    /// Sends a file.
    File(SentFile),
    /// Sends several pictures at once; each is an update of its own.
    Album {
        count: u32,
        #[serde(default)]
        caption: Option<String>,
    },
    /// Sends a place.
    Location { latitude: f64, longitude: f64 },
    /// Sends a contact, his own or another's.
    Contact {
        phone: String,
        first_name: String,
        #[serde(default)]
        own: bool,
    },
    /// Changes a text.
    Edit { message_id: i64, text: String },
    /// Presses a button under a message of the bot.
    Press { message_id: i64, data: String },
    /// Sets his reaction, or takes it back.
    React {
        message_id: i64,
        #[serde(default)]
        emoji: Option<String>,
    },
    /// Stops the bot.
    Block,
    /// Lets it in again.
    Unblock,
    /// Any update: kind and object, for what has no deed of its own.
    Raw { kind: String, object: Value },
}

/// A file a person sends.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SentFile {
    /// `photo`, `video`, `animation`, `audio`, `voice`, `video_note`, `document`, `sticker`.
    pub kind: String,
    /// Name.
    pub name: Option<String>,
    /// Type.
    pub mime: Option<String>,
    /// Content in base64; without it a picture of one pixel.
    pub content: Option<String>,
    /// Instead of a content: so many zero bytes.
    pub size: Option<usize>,
    /// Words to it.
    pub caption: Option<String>,
}

/// What came of a deed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Numbers of the updates.
    pub update_ids: Vec<i64>,
    /// Numbers of the messages made.
    pub message_ids: Vec<i64>,
    /// Id of the callback query, for a press.
    pub callback_id: Option<String>,
}

/// Does it. `Err` says why a person could not.
pub(crate) fn act(bot: &mut Bot, user_id: i64, deed: Deed) -> Result<Done, String> {
    let user = bot.users.get(&user_id).cloned().ok_or("no such user")?;
    match deed {
        Deed::Start { payload } => {
            started(bot, user_id);
            let text = payload.map_or_else(|| "/start".to_owned(), |payload| format!("/start {payload}"));
            let entities = json!([{ "type": "bot_command", "offset": 0, "length": 6 }]);
            Ok(write(bot, &user, json!({ "text": text, "entities": entities })))
        }
        Deed::Text { text, entities, reply_to } => {
            started(bot, user_id);
            let mut content = json!({ "text": text });
            if let Some(entities) = entities {
                content["entities"] = entities;
            }
            if let Some(reply_to) = reply_to {
                let message = bot.messages.get(&(user_id, reply_to)).ok_or("no such message to reply to")?;
                content["reply_to_message"] = message.body.clone();
            }
            Ok(write(bot, &user, content))
        }
        Deed::File(file) => {
            started(bot, user_id);
            let content = file_content(bot, &file)?;
            Ok(write(bot, &user, content))
        }
        Deed::Album { count, caption } => album(bot, &user, count, caption),
        Deed::Location { latitude, longitude } => {
            Ok(write(bot, &user, json!({ "location": { "latitude": latitude, "longitude": longitude } })))
        }
        Deed::Contact { phone, first_name, own } => {
            let mut contact = json!({ "phone_number": phone, "first_name": first_name });
            if own {
                contact["user_id"] = user_id.into();
            }
            Ok(write(bot, &user, json!({ "contact": contact })))
        }
        Deed::Edit { message_id, text } => edit(bot, &user, message_id, &text),
        Deed::Press { message_id, data } => press(bot, &user, message_id, &data),
        Deed::React { message_id, emoji } => {
            let new: Vec<Value> = emoji.iter().map(|emoji| json!({ "type": "emoji", "emoji": emoji })).collect();
            let change = json!({ "chat": user.chat(), "message_id": message_id, "user": user.sender(), "date": now_s(),
                "old_reaction": [], "new_reaction": new });
            Ok(told(bot.update(user_id, "message_reaction", change)))
        }
        Deed::Block => Ok(membership(bot, &user, true)),
        Deed::Unblock => Ok(membership(bot, &user, false)),
        Deed::Raw { kind, object } => Ok(told(bot.update(user_id, &kind, object))),
    }
}

fn told(update_id: i64) -> Done {
    Done { update_ids: vec![update_id], ..Done::default() }
}

/// Whoever writes has started the bot; a blocked one has unblocked it by that.
fn started(bot: &mut Bot, user: i64) {
    if let Some(user) = bot.users.get_mut(&user) {
        user.started = true;
        user.blocked = false;
    }
}

/// A message of a person and its update.
fn write(bot: &mut Bot, user: &User, content: Value) -> Done {
    let id = bot.next_id();
    let mut body = content;
    body["message_id"] = id.into();
    body["from"] = user.sender();
    body["chat"] = user.chat();
    body["date"] = now_s().into();
    bot.messages.insert((user.id, id), Message { body: body.clone(), by_bot: false });
    Done { update_ids: vec![bot.update(user.id, "message", body)], message_ids: vec![id], callback_id: None }
}

fn album(bot: &mut Bot, user: &User, count: u32, caption: Option<String>) -> Result<Done, String> {
    if !(2..=10).contains(&count) {
        return Err("an album has 2 to 10 pictures".to_owned());
    }
    started(bot, user.id);
    let group = bot.next_id().to_string();
    let mut done = Done::default();
    for index in 0..count {
        let caption = caption.clone().filter(|_| index == 0);
        let mut content = file_content(bot, &SentFile { kind: "photo".to_owned(), caption, ..SentFile::default() })?;
        content["media_group_id"] = group.as_str().into();
        let one = write(bot, user, content);
        done.update_ids.extend(one.update_ids);
        done.message_ids.extend(one.message_ids);
    }
    Ok(done)
}

fn edit(bot: &mut Bot, user: &User, message_id: i64, text: &str) -> Result<Done, String> {
    let message =
        bot.messages.get_mut(&(user.id, message_id)).filter(|message| !message.by_bot).ok_or("not his message")?;
    let key = if message.body.get("text").is_some() { "text" } else { "caption" };
    message.body[key] = text.into();
    message.body["edit_date"] = now_s().into();
    let body = message.body.clone();
    Ok(told(bot.update(user.id, "edited_message", body)))
}

fn press(bot: &mut Bot, user: &User, message_id: i64, data: &str) -> Result<Done, String> {
    let message = bot.messages.get(&(user.id, message_id)).ok_or("no such message")?.body.clone();
    let rows = message["reply_markup"]["inline_keyboard"].as_array().cloned().unwrap_or_default();
    let mut buttons = rows.iter().flat_map(|row| row.as_array().into_iter().flatten());
    if !buttons.any(|button| button["callback_data"] == data) {
        return Err("the message has no such button".to_owned());
    }
    let id = format!("{}", 4_000_000_000_000_i64 + bot.next_id());
    bot.callbacks.insert(id.clone(), message_id);
    let query = json!({ "id": id, "from": user.sender(), "message": message, "chat_instance": format!("-{}", user.id), "data": data });
    let update = bot.update(user.id, "callback_query", query);
    Ok(Done { update_ids: vec![update], message_ids: vec![], callback_id: Some(id) })
}

fn membership(bot: &mut Bot, user: &User, blocked: bool) -> Done {
    if let Some(user) = bot.users.get_mut(&user.id) {
        user.blocked = blocked;
    }
    let (old, new) = if blocked { ("member", "kicked") } else { ("kicked", "member") };
    let status = |status: &str| {
        let mut member = json!({ "user": bot.me(), "status": status });
        if status == "kicked" {
            member["until_date"] = 0.into();
        }
        member
    };
    let change = json!({ "chat": user.chat(), "from": user.sender(), "date": now_s(),
        "old_chat_member": status(old), "new_chat_member": status(new) });
    told(bot.update(user.id, "my_chat_member", change))
}

/// Keeps the file and describes it as Telegram does.
fn file_content(bot: &mut Bot, file: &SentFile) -> Result<Value, String> {
    let bytes = match (&file.content, file.size) {
        (Some(content), _) => {
            Bytes::from(STANDARD.decode(content).map_err(|error| format!("the content is no base64: {error}"))?)
        }
        (None, Some(size)) if size > 100 << 20 => return Err("more than 100 MB".to_owned()),
        (None, Some(size)) => Bytes::from(vec![0; size]),
        (None, None) => pixel(),
    };
    let number = bot.next_id();
    let (folder, extension, mime) = match file.kind.as_str() {
        "photo" => ("photos", "jpg", "image/jpeg"),
        "video" => ("videos", "mp4", "video/mp4"),
        "animation" => ("animations", "mp4", "video/mp4"),
        "audio" => ("music", "mp3", "audio/mpeg"),
        "voice" => ("voice", "oga", "audio/ogg"),
        "video_note" => ("video_notes", "mp4", "video/mp4"),
        "document" => ("documents", "bin", "application/octet-stream"),
        "sticker" => ("stickers", "webp", "image/webp"),
        other => return Err(format!("no such kind of file: {other}")),
    };
    let id = format!("AgACAgIAAx-in-{number}");
    let mut object = json!({ "file_id": id, "file_unique_id": format!("AQAD{number}"), "file_size": bytes.len() });
    bot.files.insert(id, StoredFile { path: format!("{folder}/file_{number}.{extension}"), bytes });
    let mime = file.mime.as_deref().unwrap_or(mime);
    let mut set = |key: &str, value: Value| object[key] = value;
    match file.kind.as_str() {
        "photo" => ["width", "height"].into_iter().for_each(|key| set(key, 1.into())),
        "sticker" => {
            ["width", "height"].into_iter().for_each(|key| set(key, 512.into()));
            set("type", "regular".into());
            set("is_animated", false.into());
            set("is_video", false.into());
        }
        "video_note" => {
            set("length", 240.into());
            set("duration", 2.into());
        }
        kind => {
            set("mime_type", mime.into());
            if kind != "document" {
                set("duration", 2.into());
            }
            if matches!(kind, "video" | "animation") {
                ["width", "height"].into_iter().for_each(|key| set(key, 320.into()));
            }
        }
    }
    if let Some(name) = &file.name {
        object["file_name"] = name.as_str().into();
    }
    let mut content = json!({});
    content[&file.kind] = if file.kind == "photo" { json!([object]) } else { object };
    if file.kind == "animation" {
        content["document"] = content["animation"].clone();
    }
    if let Some(caption) = &file.caption {
        content["caption"] = caption.as_str().into();
    }
    Ok(content)
}
