//! What Telegram checks of texts, formatting, buttons and chats, in its wording.

use serde_json::Value;

use crate::answer::Answer;
use crate::params::Params;
use crate::schema;
use crate::world::{Bot, User};

/// The chat of a call, if the bot may write to it.
pub(crate) fn chat(bot: &mut Bot, params: &Params) -> Result<User, Answer> {
    let Some(chat) = params.number("chat_id") else {
        bot.violation("chat_id is missing or no number".to_owned());
        return Err(Answer::bad("chat_id is empty"));
    };
    let user = bot.users.get(&chat).cloned().ok_or_else(|| Answer::bad("chat not found"))?;
    if user.deactivated {
        return Err(Answer::forbidden("user is deactivated"));
    }
    if user.blocked {
        return Err(Answer::forbidden("bot was blocked by the user"));
    }
    if !user.started {
        return Err(Answer::forbidden("bot can't initiate conversation with a user"));
    }
    Ok(user)
}

/// A text of at most `max` UTF-16 units; `empty` is the wording for none.
pub(crate) fn text<'a>(params: &'a Params, name: &str, max: usize, empty: Option<&str>) -> Result<&'a str, Answer> {
    let text = params.text(name);
    if let Some(empty) = empty
        && text.trim().is_empty()
    {
        return Err(Answer::bad(empty));
    }
    if text.encode_utf16().count() > max {
        let what = if name == "caption" { "message caption is too long" } else { "message is too long" };
        return Err(Answer::bad(what));
    }
    Ok(text)
}

/// Formatting: known types, inside the text, not through the middle of a character.
pub(crate) fn entities(bot: &mut Bot, params: &Params, name: &str, text: &str) -> Result<Option<Value>, Answer> {
    if params.fields.contains_key("parse_mode") {
        bot.violation("parse_mode is used: a mistake in it refuses the whole message".to_owned());
    }
    let Some(list) = params.json(name)? else {
        return Ok(None);
    };
    let units: Vec<u16> = text.encode_utf16().collect();
    let splits = |at: usize| units.get(at).is_some_and(|unit| (0xdc00..0xe000).contains(unit));
    let entities = list.as_array().ok_or_else(|| Answer::bad("expected an Array of MessageEntity"))?;
    if entities.len() > 100 {
        bot.violation(format!("{} entities: those after the 100th are overlooked", entities.len()));
    }
    for entity in entities {
        let kind = entity["type"].as_str().unwrap_or_default();
        let (Some(offset), Some(length)) = (entity["offset"].as_u64(), entity["length"].as_u64()) else {
            return Err(Answer::bad("can't parse MessageEntity"));
        };
        if !schema::ENTITY_TYPES.contains(&kind) {
            return Err(Answer::bad("unsupported type of MessageEntity"));
        }
        let (start, end) = (offset as usize, offset.saturating_add(length) as usize);
        if length == 0 || end > units.len() || splits(start) || splits(end) {
            bot.violation(format!("entity {kind} {offset}+{length} is outside of the text or splits a character"));
            return Err(Answer::bad("ENTITY_BOUNDS_INVALID"));
        }
        if kind == "text_link" && !entity["url"].as_str().is_some_and(is_address) {
            return Err(Answer::bad("text_link without a valid url"));
        }
    }
    Ok(Some(list))
}

/// Buttons under a message.
pub(crate) fn keyboard(bot: &mut Bot, params: &Params) -> Result<Option<Value>, Answer> {
    let Some(markup) = params.json("reply_markup")? else {
        return Ok(None);
    };
    let Some(rows) = markup["inline_keyboard"].as_array() else {
        bot.violation("reply_markup is no inline keyboard".to_owned());
        return Err(Answer::bad("object expected as reply markup"));
    };
    let mut count = 0;
    for button in rows.iter().flat_map(|row| row.as_array().into_iter().flatten()) {
        count += 1;
        if button["text"].as_str().is_none_or(|text| text.trim().is_empty()) {
            return Err(Answer::bad("inline keyboard button text must be non-empty"));
        }
        match (button["callback_data"].as_str(), button["url"].as_str()) {
            (Some(data), None) if (1..=64).contains(&data.len()) => {}
            (Some(_), None) => return Err(Answer::bad("BUTTON_DATA_INVALID")),
            (None, Some(url)) if is_address(url) => {}
            (None, Some(_)) => return Err(Answer::bad("inline keyboard button URL is invalid: Wrong HTTP URL")),
            _ => return Err(Answer::bad("text buttons are not allowed in the inline keyboard")),
        }
    }
    if count > 100 {
        return Err(Answer::bad("reply markup is too long"));
    }
    Ok(Some(markup))
}

/// The message that is answered, in full, if it is there.
pub(crate) fn reply(bot: &Bot, params: &Params, chat: i64) -> Result<Option<Value>, Answer> {
    let Some(reply) = params.json("reply_parameters")? else {
        return Ok(None);
    };
    let Some(id) = reply["message_id"].as_i64() else {
        return Err(Answer::bad("can't parse reply parameters"));
    };
    match bot.messages.get(&(chat, id)) {
        Some(message) => {
            let mut body = message.body.clone();
            // Telegram does not nest further.
            if let Some(fields) = body.as_object_mut() {
                fields.remove("reply_to_message");
            }
            Ok(Some(body))
        }
        None if reply["allow_sending_without_reply"] == true => Ok(None),
        None => Err(Answer::bad("message to be replied not found")),
    }
}

fn is_address(url: &str) -> bool {
    ["http://", "https://", "tg://", "mailto:", "tel:", "ftp://"].iter().any(|scheme| url.starts_with(scheme))
}
