//! What a message holds: text, one file, a place, a contact, or something this build can only name (T5, G6).

use serde_json::Value;

use super::parse::{bounded, words};
use crate::{Contact, FileKind, InboundFile, InboundMessage, Location, NoteCode};

/// Content that people send and this build only names.
const UNSUPPORTED: [&str; 21] = [
    "poll",
    "dice",
    "story",
    "game",
    "invoice",
    "paid_media",
    "checklist",
    "successful_payment",
    "refunded_payment",
    "web_app_data",
    "passport_data",
    "giveaway",
    "giveaway_created",
    "giveaway_winners",
    "giveaway_completed",
    "gift",
    "unique_gift",
    "gift_upgrade_sent",
    "suggested_post_paid",
    "users_shared",
    "chat_shared",
];

/// What Telegram itself puts into a chat: a note, not a bubble.
const SERVICE: [&str; 29] = [
    "pinned_message",
    "message_auto_delete_timer_changed",
    "write_access_allowed",
    "connected_website",
    "chat_background_set",
    "proximity_alert_triggered",
    "boost_added",
    "checklist_tasks_done",
    "checklist_tasks_added",
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
    "direct_message_price_changed",
    "paid_message_price_changed",
];

/// Fields that stand around the content. Anything else in an otherwise empty message is a content younger than this build.
const AROUND: [&str; 42] = [
    "message_id",
    "from",
    "chat",
    "date",
    "edit_date",
    "sender_chat",
    "sender_boost_count",
    "sender_business_bot",
    "sender_tag",
    "business_connection_id",
    "message_thread_id",
    "is_topic_message",
    "is_automatic_forward",
    "reply_to_message",
    "reply_to_story",
    "reply_to_checklist_task_id",
    "external_reply",
    "quote",
    "via_bot",
    "forward_origin",
    "forward_from",
    "forward_from_chat",
    "forward_from_message_id",
    "forward_signature",
    "forward_sender_name",
    "forward_date",
    "has_protected_content",
    "is_from_offline",
    "is_paid_post",
    "paid_star_count",
    "media_group_id",
    "author_signature",
    "entities",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "has_media_spoiler",
    "link_preview_options",
    "effect_id",
    "reply_markup",
    "direct_messages_topic",
    "suggested_post_info",
];

/// Fills in the content of `message`.
pub(super) fn fill(message: &Value, into: &mut InboundMessage) {
    (into.text, into.entities) = words(message);
    if let Some(file) = file(message) {
        into.files.push(file);
        return;
    }
    if let Some(location) = location(message) {
        into.location = Some(location);
        return;
    }
    if let Some(contact) = contact(message) {
        // His own phone, given by the button or from his own card; other people's cards say nothing about him.
        let own = message["contact"]["user_id"].as_i64().map(|id| id.to_string());
        if own.is_some_and(|id| id == into.person.external_id) {
            into.person.phone.clone_from(&contact.phone);
        }
        into.contact = Some(contact);
        return;
    }
    if message["text"].is_string() {
        return;
    }
    let present = |key: &&str| !message[*key].is_null();
    if let Some(kind) = UNSUPPORTED.iter().find(|key| present(key)) {
        into.unsupported = Some((*kind).to_owned());
    } else if let Some(kind) = SERVICE.iter().find(|key| present(key)) {
        into.note = Some(NoteCode::Service);
        into.unsupported = Some((*kind).to_owned());
    } else {
        into.unsupported = Some(unknown(message));
    }
}

/// The name of a content this build has never heard of.
fn unknown(message: &Value) -> String {
    let fields = message.as_object().into_iter().flatten();
    let strange = fields.map(|(key, _)| key).find(|key| !AROUND.contains(&key.as_str()));
    strange.map_or_else(|| "unknown".to_owned(), |key| bounded(key))
}

/// The file of a message. `animation` stands before `document`: Telegram sends both for one GIF.
fn file(message: &Value) -> Option<InboundFile> {
    const KINDS: [(&str, FileKind); 7] = [
        ("animation", FileKind::Animation),
        ("video", FileKind::Video),
        ("video_note", FileKind::VideoNote),
        ("voice", FileKind::Voice),
        ("audio", FileKind::Audio),
        ("sticker", FileKind::Sticker),
        ("document", FileKind::Document),
    ];
    if let Some(photo) = largest(&message["photo"]) {
        return made(FileKind::Image, photo, "image/jpeg");
    }
    let (key, kind) = KINDS.into_iter().find(|(key, _)| message[*key].is_object())?;
    let object = &message[key];
    match kind {
        FileKind::Sticker => sticker(object),
        FileKind::VideoNote => {
            let mut file = made(kind, object, "video/mp4")?;
            file.width = number(&object["length"]);
            file.height = file.width;
            Some(file)
        }
        FileKind::Voice => made(kind, object, "audio/ogg"),
        FileKind::Audio => {
            let mut file = made(kind, object, "audio/mpeg")?;
            if file.name.is_empty() {
                file.name = song(object);
            }
            Some(file)
        }
        _ => made(kind, object, ""),
    }
}

/// A photo comes in several sizes, the last of them the largest; the widths are asked in case that changes.
fn largest(sizes: &Value) -> Option<&Value> {
    sizes.as_array()?.iter().filter(|size| size["file_id"].is_string()).max_by_key(|size| size["width"].as_u64())
}

/// A still sticker is a picture. Moving ones (tgs, webm) are shown by their still picture, if there is one.
fn sticker(sticker: &Value) -> Option<InboundFile> {
    let vector = sticker["is_animated"] == true;
    let moving = vector || sticker["is_video"] == true;
    let thumbnail = [&sticker["thumbnail"], &sticker["thumb"]].into_iter().find(|size| size["file_id"].is_string());
    match thumbnail {
        Some(thumbnail) if moving => made(FileKind::Sticker, thumbnail, "image/webp"),
        _ if vector => made(FileKind::Document, sticker, "application/x-tgsticker"),
        _ if moving => made(FileKind::Sticker, sticker, "video/webm"),
        _ => made(FileKind::Sticker, sticker, "image/webp"),
    }
}

fn made(kind: FileKind, object: &Value, usual_mime: &str) -> Option<InboundFile> {
    let mime = object["mime_type"].as_str().unwrap_or(usual_mime);
    Some(InboundFile {
        kind,
        source: object["file_id"].as_str()?.to_owned(),
        name: bounded(object["file_name"].as_str().unwrap_or_default()),
        mime: bounded(mime),
        size: object["file_size"].as_u64(),
        width: number(&object["width"]),
        height: number(&object["height"]),
        duration_s: number(&object["duration"]),
    })
}

fn song(audio: &Value) -> String {
    let words = [audio["performer"].as_str(), audio["title"].as_str()];
    bounded(&words.into_iter().flatten().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" – "))
}

/// A place; `venue` stands before `location`: Telegram sends both.
fn location(message: &Value) -> Option<Location> {
    let venue = &message["venue"];
    let point = if venue.is_object() { &venue["location"] } else { &message["location"] };
    let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(bounded);
    Some(Location {
        latitude: point["latitude"].as_f64().filter(|degrees| (-90.0..=90.0).contains(degrees))?,
        longitude: point["longitude"].as_f64().filter(|degrees| (-180.0..=180.0).contains(degrees))?,
        title: text(&venue["title"]),
        address: text(&venue["address"]),
    })
}

fn contact(message: &Value) -> Option<Contact> {
    let contact = &message["contact"];
    let phone = contact["phone_number"].as_str()?;
    let words = [contact["first_name"].as_str(), contact["last_name"].as_str()];
    let name = words.into_iter().flatten().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    Some(Contact { name: bounded(&name), phone: international(phone) })
}

/// Telegram leaves the plus out of its users' phones.
fn international(phone: &str) -> String {
    let phone = bounded(phone.trim());
    if !phone.is_empty() && phone.chars().all(|char| char.is_ascii_digit()) { format!("+{phone}") } else { phone }
}

fn number(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|number| u32::try_from(number).ok())
}
