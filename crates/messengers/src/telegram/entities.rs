//! Formatting of texts: Telegram's entities and ours. Both count in UTF-16 code units.

use serde_json::{Value, json};

use crate::{Entity, EntityKind, utf16_len};

/// T8: Telegram ignores what is beyond.
const MAX_OUT: usize = 100;

/// A bound on what one message may make the page draw.
const MAX_IN: usize = 500;

/// Addresses longer than this are no links for people.
const MAX_URL: usize = 2048;

/// Telegram's formatting of `text` in our words. What the page cannot show (hashtags, commands, custom emoji) stays text.
pub(super) fn inbound(text: &str, list: &Value) -> Vec<Entity> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let length = utf16_len(text);
    list.iter().filter_map(|value| one(text, length, value)).take(MAX_IN).collect()
}

fn one(text: &str, text_length: usize, value: &Value) -> Option<Entity> {
    let offset = u32::try_from(value["offset"].as_u64()?).ok()?;
    let length = u32::try_from(value["length"].as_u64()?).ok()?;
    let end = (offset as usize).checked_add(length as usize)?;
    if length == 0 || end > text_length {
        return None;
    }
    let words = || slice(text, offset as usize, end);
    let (kind, url) = match value["type"].as_str()? {
        "bold" => (EntityKind::Bold, None),
        "italic" => (EntityKind::Italic, None),
        "underline" => (EntityKind::Underline, None),
        "strikethrough" => (EntityKind::Strike, None),
        "spoiler" => (EntityKind::Spoiler, None),
        "code" => (EntityKind::Code, None),
        "pre" => (EntityKind::Pre, None),
        "blockquote" | "expandable_blockquote" => (EntityKind::Quote, None),
        "text_link" => (EntityKind::Link, Some(safe_url(value["url"].as_str()?)?)),
        "url" => (EntityKind::Link, Some(safe_url(&with_scheme(&words()?))?)),
        "email" => (EntityKind::Link, Some(safe_url(&format!("mailto:{}", words()?))?)),
        "phone_number" => (EntityKind::Link, Some(format!("tel:{}", digits(&words()?)))),
        "mention" => (EntityKind::Link, Some(format!("https://t.me/{}", words()?.trim_start_matches('@')))),
        _ => return None,
    };
    Some(Entity { kind, offset, length, url })
}

/// Our formatting of `text` in Telegram's words; what lies outside the text is left out rather than refused as a whole.
pub(super) fn outbound(text: &str, entities: &[Entity]) -> Vec<Value> {
    let length = utf16_len(text);
    let fits = |entity: &&Entity| {
        let end = (entity.offset as usize).saturating_add(entity.length as usize);
        entity.length > 0 && end <= length && slice(text, entity.offset as usize, end).is_some()
    };
    entities.iter().filter(fits).filter_map(named).take(MAX_OUT).collect()
}

fn named(entity: &Entity) -> Option<Value> {
    let name = match entity.kind {
        EntityKind::Bold => "bold",
        EntityKind::Italic => "italic",
        EntityKind::Underline => "underline",
        EntityKind::Strike => "strikethrough",
        EntityKind::Code => "code",
        EntityKind::Pre => "pre",
        EntityKind::Spoiler => "spoiler",
        EntityKind::Quote => "blockquote",
        EntityKind::Link => {
            // Without a target it is an address in plain sight, which Telegram finds by itself.
            let url = safe_url(entity.url.as_deref()?)?;
            return Some(json!({ "type": "text_link", "offset": entity.offset, "length": entity.length, "url": url }));
        }
    };
    Some(json!({ "type": name, "offset": entity.offset, "length": entity.length }))
}

/// The text between two UTF-16 positions; `None` if one of them is inside a character.
fn slice(text: &str, from: usize, to: usize) -> Option<String> {
    let mut unit = 0;
    let mut start = None;
    for (byte, char) in text.char_indices() {
        if unit == from {
            start = Some(byte);
        }
        if unit == to {
            return start.map(|start| text[start..byte].to_owned());
        }
        unit += char.len_utf16();
    }
    if unit == to { start.map(|start| text[start..].to_owned()) } else { None }
}

fn with_scheme(address: &str) -> String {
    if address.contains("://") { address.to_owned() } else { format!("https://{address}") }
}

fn digits(phone: &str) -> String {
    phone.chars().filter(|char| char.is_ascii_digit() || *char == '+').collect()
}

/// Only what a person may safely open with a click.
fn safe_url(url: &str) -> Option<String> {
    let scheme = url.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let known = matches!(scheme.as_str(), "http" | "https" | "ftp" | "mailto" | "tel" | "tg");
    (known && url.len() <= MAX_URL && url.contains(':') && !url.chars().any(char::is_control)).then(|| url.to_owned())
}
