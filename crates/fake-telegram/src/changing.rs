//! Methods that change, delete or confirm something that is there.

use serde_json::Value;

use crate::answer::Answer;
use crate::checks;
use crate::params::Params;
use crate::schema::{CHAT_ACTIONS, REACTIONS};
use crate::world::{Bot, now_s};

/// deleteMessage: "can only be deleted if it was sent less than 48 hours ago".
const DELETE_MAX_AGE_S: i64 = 48 * 60 * 60;

/// `editMessageText`, `editMessageCaption`, `editMessageReplyMarkup`.
pub(crate) fn edit(bot: &mut Bot, method: &str, params: &Params) -> Result<Value, Answer> {
    let user = checks::chat(bot, params)?;
    let id = params.number("message_id").ok_or_else(|| Answer::bad("message identifier is not specified"))?;
    let Some(message) = bot.messages.get(&(user.id, id)).cloned() else {
        return Err(Answer::bad("message to edit not found"));
    };
    if !message.by_bot {
        return Err(Answer::bad("message can't be edited"));
    }
    let mut body = message.body.clone();
    if method == "editMessageText" {
        if body.get("text").is_none() {
            return Err(Answer::bad("there is no text in the message to edit"));
        }
        let text = checks::text(params, "text", 4096, Some("message text is empty"))?.to_owned();
        put(&mut body, "entities", checks::entities(bot, params, "entities", &text)?);
        body["text"] = text.into();
    } else if method == "editMessageCaption" {
        if body.get("text").is_some() {
            return Err(Answer::bad("there is no caption in the message to edit"));
        }
        let caption = checks::text(params, "caption", 1024, None)?.to_owned();
        put(&mut body, "caption_entities", checks::entities(bot, params, "caption_entities", &caption)?);
        put(&mut body, "caption", Some(Value::String(caption)).filter(|caption| caption != ""));
    }
    put(&mut body, "reply_markup", checks::keyboard(bot, params)?);
    let mut before = message.body;
    put(&mut before, "edit_date", None);
    put(&mut body, "edit_date", None);
    if before == body {
        return Err(Answer::bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
        ));
    }
    body["edit_date"] = now_s().into();
    if let Some(message) = bot.messages.get_mut(&(user.id, id)) {
        message.body = body.clone();
    }
    Ok(body)
}

/// `deleteMessage`.
pub(crate) fn delete(bot: &mut Bot, params: &Params) -> Result<Value, Answer> {
    let user = checks::chat(bot, params)?;
    let id = params.number("message_id").ok_or_else(|| Answer::bad("message identifier is not specified"))?;
    let Some(message) = bot.messages.get(&(user.id, id)) else {
        return Err(Answer::bad("message to delete not found"));
    };
    if now_s() - message.body["date"].as_i64().unwrap_or(0) > DELETE_MAX_AGE_S {
        return Err(Answer::bad("message can't be deleted for everyone"));
    }
    bot.messages.remove(&(user.id, id));
    Ok(true.into())
}

/// `setMessageReaction`: a bot has at most one on a message, of the emoji that are known.
pub(crate) fn react(bot: &mut Bot, params: &Params) -> Result<Value, Answer> {
    let user = checks::chat(bot, params)?;
    let id = params.number("message_id").ok_or_else(|| Answer::bad("message identifier is not specified"))?;
    let reaction = params.json("reaction")?.unwrap_or_else(|| Value::Array(Vec::new()));
    let list = reaction.as_array().ok_or_else(|| Answer::bad("can't parse reaction types JSON object"))?;
    if list.len() > 1 {
        return Err(Answer::bad("REACTIONS_TOO_MANY"));
    }
    let known = |one: &Value| one["type"] == "emoji" && one["emoji"].as_str().is_some_and(|e| REACTIONS.contains(&e));
    if !list.iter().all(known) {
        return Err(Answer::bad("REACTION_INVALID"));
    }
    match bot.messages.get_mut(&(user.id, id)) {
        // No field of Telegram's: what people would see under the message.
        Some(message) => put(&mut message.body, "reaction_of_bot", list.first().map(|one| one["emoji"].clone())),
        None => return Err(Answer::bad("message to react not found")),
    }
    Ok(true.into())
}

/// `answerCallbackQuery`: once for each press.
pub(crate) fn answer_callback(bot: &mut Bot, params: &Params) -> Result<Value, Answer> {
    if params.text("text").chars().count() > 200 {
        return Err(Answer::bad("MESSAGE_TOO_LONG"));
    }
    match bot.callbacks.remove(params.text("callback_query_id")) {
        Some(_) => Ok(true.into()),
        None => Err(Answer::bad("query is too old and response timeout expired or query ID is invalid")),
    }
}

/// `sendChatAction`.
pub(crate) fn chat_action(bot: &mut Bot, params: &Params) -> Result<Value, Answer> {
    checks::chat(bot, params)?;
    if !CHAT_ACTIONS.contains(&params.text("action")) {
        return Err(Answer::bad("wrong parameter action in request"));
    }
    Ok(true.into())
}

fn put(body: &mut Value, key: &str, value: Option<Value>) {
    match (value, body.as_object_mut()) {
        (Some(value), Some(fields)) => {
            fields.insert(key.to_owned(), value);
        }
        (None, Some(fields)) => {
            fields.remove(key);
        }
        (_, None) => {}
    }
}
