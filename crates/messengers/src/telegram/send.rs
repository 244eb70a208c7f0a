//! One order, one call; and the table of what may come of it (T7-T13, G10, G15).

use serde_json::{Map, Value, json};

use super::call::{Failure, Limits, Refused, call, problem};
use super::entities;
use crate::{
    Account, Button, Entity, FileKind, Order, OrderKind, OutgoingFile, SendOutcome, SentPart, Wire, WireBody, WirePart,
    capabilities, utf16_len,
};

/// T8: a larger picture goes out as a document.
const PHOTO_MAX_BYTES: u64 = 10_000_000;

/// T7.
const CALLBACK_DATA_BYTES: std::ops::RangeInclusive<usize> = 1..=64;

/// Carries out one order.
pub async fn send(wire: &dyn Wire, account: &Account, order: &Order) -> SendOutcome {
    let request = match request(order) {
        Ok(request) => request,
        Err(refusal) => return refusal,
    };
    match call(wire, account, request.method, request.body, Limits::of(order.timeout_ms())).await {
        Ok(result) => SendOutcome::Sent { part: sent_part(&order.kind, &result) },
        Err(failure) => outcome(&order.kind, failure),
    }
}

/// A call that is ready to be made.
struct Request {
    method: &'static str,
    body: WireBody,
}

/// Builds the call, or refuses what Telegram would surely refuse.
fn request(order: &Order) -> Result<Request, SendOutcome> {
    let limits = capabilities::of(crate::Kind::Telegram);
    let mut fields = Map::new();
    if !matches!(order.kind, OrderKind::AnswerCallback { .. }) {
        let chat: i64 = order.chat.parse().map_err(|_| rejected("chat_not_found", "the chat id is not Telegram's"))?;
        fields.insert("chat_id".to_owned(), chat.into());
    }
    if order.silent && matches!(order.kind, OrderKind::Text { .. } | OrderKind::File { .. }) {
        fields.insert("disable_notification".to_owned(), true.into());
    }
    let method = match &order.kind {
        OrderKind::Text { text, entities, reply_to, buttons } => {
            fields.insert("text".to_owned(), fitting(text, limits.text_max)?.into());
            put_entities(&mut fields, "entities", text, entities);
            put_reply(&mut fields, reply_to.as_deref());
            put_buttons(&mut fields, buttons)?;
            "sendMessage"
        }
        OrderKind::File { file, caption, reply_to, buttons } => {
            if file.size > limits.file_max_bytes {
                return Err(rejected("file_too_big", "a bot may send files of up to 50 MB"));
            }
            if !caption.is_empty() {
                fields.insert("caption".to_owned(), fitting(caption, limits.caption_max)?.into());
            }
            put_reply(&mut fields, reply_to.as_deref());
            put_buttons(&mut fields, buttons)?;
            return Ok(upload(fields, file, caption));
        }
        OrderKind::Edit { external_id, text, entities, is_caption, buttons } => {
            fields.insert("message_id".to_owned(), message_id(external_id)?.into());
            put_buttons(&mut fields, buttons)?;
            if *is_caption {
                let caption = if text.is_empty() { text } else { fitting(text, limits.caption_max)? };
                fields.insert("caption".to_owned(), caption.into());
                put_entities(&mut fields, "caption_entities", text, entities);
                "editMessageCaption"
            } else {
                fields.insert("text".to_owned(), fitting(text, limits.text_max)?.into());
                put_entities(&mut fields, "entities", text, entities);
                "editMessageText"
            }
        }
        OrderKind::Delete { external_id } => {
            fields.insert("message_id".to_owned(), message_id(external_id)?.into());
            "deleteMessage"
        }
        OrderKind::React { external_id, emoji } => {
            fields.insert("message_id".to_owned(), message_id(external_id)?.into());
            let reaction = emoji.iter().map(|emoji| json!({ "type": "emoji", "emoji": emoji }));
            fields.insert("reaction".to_owned(), reaction.collect::<Vec<_>>().into());
            "setMessageReaction"
        }
        OrderKind::AnswerCallback { callback_id } => {
            fields.insert("callback_query_id".to_owned(), callback_id.as_str().into());
            "answerCallbackQuery"
        }
        OrderKind::Typing => {
            fields.insert("action".to_owned(), "typing".into());
            "sendChatAction"
        }
    };
    Ok(Request { method, body: WireBody::Json(Value::Object(fields).to_string()) })
}

/// Always the bytes themselves: fetching by address is unreliable and needs a public one (T8).
fn upload(fields: Map<String, Value>, file: &OutgoingFile, caption: &str) -> Request {
    let (method, name) = upload_method(file, caption);
    let plain = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    let mut parts: Vec<WirePart> =
        fields.into_iter().map(|(name, value)| WirePart::Field { name, value: plain(value) }).collect();
    parts.push(WirePart::Blob {
        name: name.to_owned(),
        blob: file.blob.clone(),
        file_name: file_name(&file.name),
        mime: file.mime.clone(),
        size: file.size,
    });
    Request { method, body: WireBody::Multipart(parts) }
}

/// The method for a file. What Telegram would refuse or show wrongly as its own kind goes as a document; a caption is
/// never lost for a kind that has none.
fn upload_method(file: &OutgoingFile, caption: &str) -> (&'static str, &'static str) {
    let mime = file.mime.as_str();
    match file.kind {
        FileKind::Image if mime == "image/gif" => ("sendAnimation", "animation"),
        FileKind::Image
            if file.size <= PHOTO_MAX_BYTES && matches!(mime, "image/jpeg" | "image/png" | "image/webp") =>
        {
            ("sendPhoto", "photo")
        }
        FileKind::Animation if matches!(mime, "image/gif" | "video/mp4") => ("sendAnimation", "animation"),
        FileKind::Video if mime == "video/mp4" => ("sendVideo", "video"),
        FileKind::VideoNote if caption.is_empty() && mime == "video/mp4" => ("sendVideoNote", "video_note"),
        FileKind::VideoNote if mime == "video/mp4" => ("sendVideo", "video"),
        // T13.
        FileKind::Voice if matches!(mime, "audio/ogg" | "audio/mpeg" | "audio/mp4") => ("sendVoice", "voice"),
        FileKind::Audio if matches!(mime, "audio/mpeg" | "audio/mp4" | "audio/x-m4a") => ("sendAudio", "audio"),
        FileKind::Sticker
            if caption.is_empty() && matches!(mime, "image/webp" | "video/webm" | "application/x-tgsticker") =>
        {
            ("sendSticker", "sticker")
        }
        _ => ("sendDocument", "document"),
    }
}

/// A name that cannot break out of the part's header.
fn file_name(name: &str) -> String {
    let clean: String =
        name.chars().filter(|char| !char.is_control() && !matches!(char, '"' | '\\' | '/')).take(200).collect();
    if clean.trim().is_empty() { "file".to_owned() } else { clean }
}

fn fitting(text: &str, max: u32) -> Result<&str, SendOutcome> {
    if text.trim().is_empty() {
        return Err(rejected("provider_refused", "the text is empty"));
    }
    if utf16_len(text) > max as usize {
        return Err(rejected("too_long", "the text is too long for one message"));
    }
    Ok(text)
}

fn put_entities(fields: &mut Map<String, Value>, name: &str, text: &str, list: &[Entity]) {
    let list = entities::outbound(text, list);
    if !list.is_empty() {
        fields.insert(name.to_owned(), Value::Array(list));
    }
}

/// A message that is gone is answered as if it were not: better an answer without a quote than none (T10).
fn put_reply(fields: &mut Map<String, Value>, reply_to: Option<&str>) {
    if let Some(id) = reply_to.and_then(|id| id.parse::<i64>().ok()) {
        fields.insert("reply_parameters".to_owned(), json!({ "message_id": id, "allow_sending_without_reply": true }));
    }
}

/// No buttons: the field is left out, which takes the buttons away from a message that had some.
fn put_buttons(fields: &mut Map<String, Value>, rows: &[Vec<Button>]) -> Result<(), SendOutcome> {
    let rows: Vec<&Vec<Button>> = rows.iter().filter(|row| !row.is_empty()).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let keyboard: Vec<Vec<Value>> =
        rows.into_iter().map(|row| row.iter().map(button).collect::<Result<_, _>>()).collect::<Result<_, _>>()?;
    fields.insert("reply_markup".to_owned(), json!({ "inline_keyboard": keyboard }));
    Ok(())
}

fn button(button: &Button) -> Result<Value, SendOutcome> {
    let refused = |text: &str| rejected("provider_refused", text);
    if button.text.trim().is_empty() {
        return Err(refused("a button without a caption"));
    }
    match (&button.data, &button.url) {
        (Some(data), None) if CALLBACK_DATA_BYTES.contains(&data.len()) => {
            Ok(json!({ "text": button.text, "callback_data": data }))
        }
        (Some(_), None) => Err(refused("the data of a button is not 1-64 bytes")),
        (None, Some(url)) if ["http://", "https://", "tg://"].iter().any(|scheme| url.starts_with(scheme)) => {
            Ok(json!({ "text": button.text, "url": url }))
        }
        (None, Some(_)) => Err(refused("the address of a button is not one that can be opened")),
        _ => Err(refused("a button needs either data or an address")),
    }
}

fn message_id(external_id: &str) -> Result<i64, SendOutcome> {
    external_id.parse().map_err(|_| rejected("message_gone", "the message id is not Telegram's"))
}

fn sent_part(kind: &OrderKind, result: &Value) -> Option<SentPart> {
    if !matches!(kind, OrderKind::Text { .. } | OrderKind::File { .. }) {
        return None;
    }
    let external_id = result["message_id"].as_i64()?.to_string();
    let at = result["date"].as_i64().map(|seconds| seconds.saturating_mul(1000));
    Some(SentPart { external_id, at })
}

/// The table of guarantee 10: not sent, rejected, unknown, account broken.
fn outcome(kind: &OrderKind, failure: Failure) -> SendOutcome {
    match failure {
        Failure::NotSent(text) => SendOutcome::NotSent { text, retry_after_s: None, whole_account: true },
        // Changing, deleting or confirming twice comes to the same: these may simply be repeated.
        Failure::Unclear(text) if !makes_message(kind) => {
            SendOutcome::NotSent { text, retry_after_s: None, whole_account: false }
        }
        Failure::Unclear(text) => SendOutcome::Ambiguous { text },
        Failure::BadToken => SendOutcome::AccountBroken { problem: problem(Failure::BadToken) },
        Failure::Refused(refused) if refused.is_wrong_token() => {
            SendOutcome::AccountBroken { problem: problem(Failure::Refused(refused)) }
        }
        Failure::Refused(refused) => judged(kind, refused),
    }
}

fn makes_message(kind: &OrderKind) -> bool {
    matches!(kind, OrderKind::Text { .. } | OrderKind::File { .. })
}

fn judged(kind: &OrderKind, refused: Refused) -> SendOutcome {
    let text = refused.folded();
    match refused.code {
        // Telegram does not say whether the chat or the bot was too fast. Other chats find out by one call of their own,
        // so holding up this one alone is enough and stops nobody without need (T9).
        429 => SendOutcome::NotSent { text: refused.text, retry_after_s: refused.retry_after_s, whole_account: false },
        // A gateway that is down is down for all; a plain 500 may be about this one message.
        500..=599 => {
            let whole_account = refused.code != 500;
            SendOutcome::NotSent { text: refused.text, retry_after_s: refused.retry_after_s, whole_account }
        }
        413 => rejected("file_too_big", &refused.text),
        // Something between us and Telegram answered, a proxy for instance.
        _ if !refused.by_telegram => {
            SendOutcome::NotSent { text: refused.text, retry_after_s: refused.retry_after_s, whole_account: true }
        }
        408 | 409 => {
            SendOutcome::NotSent { text: refused.text, retry_after_s: refused.retry_after_s, whole_account: false }
        }
        _ if text.contains("message is not modified") => SendOutcome::Sent { part: None },
        _ if matches!(kind, OrderKind::Delete { .. }) && text.contains("message to delete not found") => {
            SendOutcome::Sent { part: None }
        }
        // The press was confirmed by time itself: the client's app waits no longer.
        _ if matches!(kind, OrderKind::AnswerCallback { .. }) && text.contains("query is too old") => {
            SendOutcome::Sent { part: None }
        }
        _ => rejected(code(kind, &text), &refused.text),
    }
}

/// Our stable code for a final refusal. `text` is lower-cased.
fn code(kind: &OrderKind, text: &str) -> &'static str {
    const TABLE: [(&str, &str); 20] = [
        ("bot was blocked", "blocked_us"),
        ("bot was kicked", "blocked_us"),
        ("user_is_blocked", "blocked_us"),
        ("user is deactivated", "deactivated"),
        ("initiate conversation", "cannot_initiate"),
        ("chat not found", "chat_not_found"),
        ("user not found", "chat_not_found"),
        ("peer_id_invalid", "chat_not_found"),
        ("caption is too long", "too_long"),
        ("message is too long", "too_long"),
        ("message_too_long", "too_long"),
        ("caption_too_long", "too_long"),
        ("too large", "file_too_big"),
        ("file is too big", "file_too_big"),
        ("voice_messages_forbidden", "voice_forbidden"),
        ("receiving of voice", "voice_forbidden"),
        ("message to edit not found", "message_gone"),
        ("message_id_invalid", "message_gone"),
        ("message identifier is not specified", "message_gone"),
        ("message can't be deleted", "too_old_to_delete"),
    ];
    if let Some((_, code)) = TABLE.iter().find(|(words, _)| text.contains(words)) {
        return code;
    }
    match kind {
        OrderKind::Delete { .. } if text.contains("delete") => "too_old_to_delete",
        _ => "provider_refused",
    }
}

fn rejected(code: &'static str, text: &str) -> SendOutcome {
    SendOutcome::Rejected { code, text: text.to_owned() }
}
