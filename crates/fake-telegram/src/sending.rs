//! Methods that make a message.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::checks;
use crate::params::{Params, Upload};
use crate::schema::FILE_METHODS;
use crate::world::{Accepted, Bot, Message, StoredFile, User, keep, now_s};

/// Telegram's bounds on what a bot uploads.
const UPLOAD_MAX: usize = 50 << 20;
const PHOTO_MAX: usize = 10 << 20;

/// `sendMessage`.
pub(crate) fn text(bot: &mut Bot, params: &Params) -> Result<Value, Answer> {
    let user = checks::chat(bot, params)?;
    let text = checks::text(params, "text", 4096, Some("message text is empty"))?.to_owned();
    let entities = checks::entities(bot, params, "entities", &text)?;
    let mut content = json!({ "text": text });
    if let Some(entities) = entities {
        content["entities"] = entities;
    }
    message(bot, "sendMessage", params, &user, content)
}

/// `sendPhoto` and its siblings.
pub(crate) fn file(bot: &mut Bot, method: &str, params: &Params) -> Result<Value, Answer> {
    let user = checks::chat(bot, params)?;
    let field = FILE_METHODS.iter().find(|(name, _)| *name == method).map(|(_, field)| *field).unwrap_or_default();
    let Some(upload) = params.files.get(field) else {
        // T8: addresses are unreliable, and ids are of no use to who has the bytes.
        bot.violation(format!("{method} without a file in the field {field}"));
        return Err(Answer::bad(&format!("there is no {field} in the request")));
    };
    if upload.bytes.is_empty() {
        return Err(Answer::bad("file must be non-empty"));
    }
    if upload.bytes.len() > if method == "sendPhoto" { PHOTO_MAX } else { UPLOAD_MAX } {
        return Err(Answer::too_large());
    }
    if matches!(method, "sendVoice" | "sendVideoNote") && user.voice_forbidden {
        return Err(Answer::bad("VOICE_MESSAGES_FORBIDDEN"));
    }
    for name in params.files.keys().filter(|name| *name != field && *name != "thumbnail") {
        bot.violation(format!("{method} does not take a file in the field {name}"));
    }
    let caption = checks::text(params, "caption", 1024, None)?.to_owned();
    let entities = checks::entities(bot, params, "caption_entities", &caption)?;
    let mut content = json!({});
    content[field] = stored(bot, field, upload);
    if field == "animation" {
        content["document"] = content[field].clone();
    }
    if !caption.is_empty() {
        content["caption"] = caption.into();
    }
    if let Some(entities) = entities {
        content["caption_entities"] = entities;
    }
    message(bot, method, params, &user, content)
}

/// What all of them have in common. Nothing is kept of a message that is refused.
fn message(bot: &mut Bot, method: &str, params: &Params, user: &User, content: Value) -> Result<Value, Answer> {
    let keyboard = checks::keyboard(bot, params)?;
    let reply = checks::reply(bot, params, user.id)?;
    bot.admit(user.id).map_err(Answer::too_many)?;
    let id = bot.next_id();
    let mut body = content;
    body["message_id"] = id.into();
    body["from"] = bot.me();
    body["chat"] = user.chat();
    body["date"] = now_s().into();
    if let Some(keyboard) = keyboard {
        body["reply_markup"] = keyboard;
    }
    if let Some(reply) = reply {
        body["reply_to_message"] = reply;
    }
    let text = body["text"].as_str().or(body["caption"].as_str()).unwrap_or_default().to_owned();
    keep(
        &mut bot.sends,
        Accepted { method: method.to_owned(), chat_id: user.id, message_id: id, text, params: params.shown() },
    );
    bot.messages.insert((user.id, id), Message { body: body.clone(), by_bot: true });
    Ok(body)
}

/// Keeps an upload and describes it as Telegram does.
fn stored(bot: &mut Bot, field: &str, upload: &Upload) -> Value {
    let number = bot.next_id();
    let file_id = format!("BQACAgIAAx-up-{number}");
    let size = upload.bytes.len();
    let folder = if field == "photo" { "photos" } else { "documents" };
    let path = format!("{folder}/file_{number}.bin");
    bot.files.insert(file_id.clone(), StoredFile { path, bytes: upload.bytes.clone() });
    let unique = format!("AgAD{number}");
    let mut object = json!({ "file_id": file_id, "file_unique_id": unique, "file_size": size });
    match field {
        "photo" => {
            object["width"] = 640.into();
            object["height"] = 480.into();
            return json!([object]);
        }
        "video" | "animation" => {
            object["width"] = 640.into();
            object["height"] = 480.into();
            object["duration"] = 1.into();
        }
        "video_note" => {
            object["length"] = 240.into();
            object["duration"] = 1.into();
        }
        "sticker" => {
            object["width"] = 512.into();
            object["height"] = 512.into();
            object["type"] = "regular".into();
            object["is_animated"] = false.into();
            object["is_video"] = false.into();
        }
        "audio" | "voice" => object["duration"] = 1.into(),
        _ => {}
    }
    if field != "video_note" && field != "sticker" {
        object["mime_type"] = upload.mime.as_str().into();
    }
    if matches!(field, "document" | "audio" | "video" | "animation") {
        object["file_name"] = upload.name.as_str().into();
    }
    object
}
