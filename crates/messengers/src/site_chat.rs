//! Website chat: our own widget, so both sides of the language are ours.
//!
//! The chat routes check the visitor's token, then hand a [`SiteChatItem`] to intake like any delivery: one path for all
//! messengers. Sending is done once the message is stored, because the widget reads it from there. Nothing here makes a
//! client of a visitor who only looks (X3), and what he types into a form never names an existing client (X2, guarantee 30).

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    Change, FileKind, Inbound, InboundFile, InboundMessage, Item, Order, OrderKind, Person, Place, SendOutcome,
    SentPart, utf16_len,
};

/// Longest id of a visitor and `ref` of a message.
pub const ID_MAX: usize = 64;

/// Longest text of a visitor's message, UTF-16 code units.
pub const TEXT_MAX: usize = 4000;

/// Files in one message.
pub const FILES_MAX: usize = 10;

/// Longest value that becomes a client variable; longer ones are cut.
const VALUE_MAX: usize = 2048;

/// Longest name, e-mail, phone.
const NAME_MAX: usize = 256;

/// Something a visitor's page told, as it is kept raw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteChatItem {
    /// The visitor; his chat has the same id.
    pub visitor: String,
    /// When the server took it, ms.
    pub at: i64,
    /// The person, if the site's server has vouched for him.
    #[serde(default)]
    pub identity: Option<Identity>,
    /// The page he is on.
    #[serde(default)]
    pub page: Option<Page>,
    /// What he did.
    pub event: SiteChatEvent,
}

/// What a visitor did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SiteChatEvent {
    /// He wrote.
    Message {
        /// Made by the widget; the same one again is the same message.
        r#ref: String,
        /// Text, may be empty beside files.
        text: String,
        /// Files, stored already.
        #[serde(default)]
        files: Vec<StoredFile>,
        /// External id of the message he answers: `o…` ours, `v:…` his.
        #[serde(default)]
        reply_to: Option<String>,
        /// What he typed into the form before the chat.
        #[serde(default)]
        form: Option<Form>,
    },
    /// He pressed a button under a message of ours.
    Button {
        /// Made by the widget.
        r#ref: String,
        /// External id of the message that bears the button.
        message: String,
        /// Data of the button.
        data: String,
        /// Its caption, shown as his words (T7).
        text: String,
    },
    /// He went to another page.
    Page,
    /// He has these messages of ours before his eyes.
    Seen {
        /// Their external ids.
        messages: Vec<String>,
    },
    /// His widget has received these messages of ours.
    Received {
        /// Their external ids.
        messages: Vec<String>,
    },
}

/// A file that the upload route has stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredFile {
    /// Our id of the file.
    pub id: String,
    /// What it is.
    pub kind: FileKind,
    /// Name.
    pub name: String,
    /// MIME type as found by looking into it.
    pub mime: String,
    /// Size in bytes.
    pub size: u64,
    /// Width in pixels.
    #[serde(default)]
    pub width: Option<u32>,
    /// Height in pixels.
    #[serde(default)]
    pub height: Option<u32>,
}

/// The form before the chat. Kept on the client, never used to find one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Form {
    /// Name.
    #[serde(default)]
    pub name: Option<String>,
    /// E-mail.
    #[serde(default)]
    pub email: Option<String>,
    /// Phone.
    #[serde(default)]
    pub phone: Option<String>,
}

/// Whom the site's server vouches for, from a token that was checked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// His id on the site.
    pub sub: String,
    /// Name.
    #[serde(default)]
    pub name: Option<String>,
    /// E-mail.
    #[serde(default)]
    pub email: Option<String>,
    /// Phone.
    #[serde(default)]
    pub phone: Option<String>,
}

/// A page of the site.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Address.
    #[serde(default)]
    pub url: String,
    /// Title.
    #[serde(default)]
    pub title: String,
    /// Where he came from.
    #[serde(default)]
    pub referrer: String,
    /// Language of his browser.
    #[serde(default)]
    pub language: String,
    /// Marks of the advertisement that brought him.
    #[serde(default)]
    pub utm: Utm,
    /// Start tag set by the site (S17 "Тег").
    #[serde(default)]
    pub tag: Option<String>,
}

/// Marks of an advertisement.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the ones of the address parameters")]
pub struct Utm {
    #[serde(default)]
    pub source: Option<String>,
    #[serde(default)]
    pub medium: Option<String>,
    #[serde(default)]
    pub campaign: Option<String>,
    #[serde(default)]
    pub term: Option<String>,
    #[serde(default)]
    pub content: Option<String>,
}

/// External id of a visitor's message.
pub fn visitor_message_id(reference: &str) -> String {
    format!("v:{reference}")
}

/// External id of a message of ours, by its order.
pub fn our_message_id(order_id: i64) -> String {
    format!("o{order_id}")
}

impl SiteChatItem {
    /// Makes the item of work for intake. A repeated `ref` has the same delivery id, so it changes nothing.
    pub fn item(&self) -> Item {
        let visitor = &self.visitor;
        let delivery_id = match &self.event {
            SiteChatEvent::Message { r#ref, .. } | SiteChatEvent::Button { r#ref, .. } => format!("m:{visitor}:{ref}"),
            SiteChatEvent::Page => format!("p:{visitor}:{}", self.at),
            SiteChatEvent::Seen { messages } => format!("s:{visitor}:{}", fingerprint(messages.join(",").as_bytes())),
            SiteChatEvent::Received { messages } => {
                format!("r:{visitor}:{}", fingerprint(messages.join(",").as_bytes()))
            }
        };
        // Strings, numbers and lists: there is nothing in it that JSON cannot hold.
        let slice = serde_json::to_vec(self).unwrap_or_default();
        Item { thread_key: visitor.clone(), delivery_id, slice }
    }
}

/// A raw item is one item; one that cannot be read is one too, so that its failure is seen.
pub fn split(body: &[u8]) -> Vec<Item> {
    match serde_json::from_slice::<SiteChatItem>(body) {
        Ok(item) => vec![Item { slice: body.to_vec(), ..item.item() }],
        Err(_) => {
            let delivery_id = format!("bad-{}", fingerprint(body));
            vec![Item { thread_key: delivery_id.clone(), delivery_id, slice: body.to_vec() }]
        }
    }
}

/// Turns an item into the normal form.
pub fn parse(slice: &[u8]) -> Result<Vec<Inbound>, String> {
    let item: SiteChatItem =
        serde_json::from_slice(slice).map_err(|error| format!("not an item of the website chat: {error}"))?;
    check_id("visitor", &item.visitor)?;
    let place = Place { chat: item.visitor.clone(), title: None, context: None };
    let at = item.at;
    match &item.event {
        SiteChatEvent::Message { r#ref, text, files, reply_to, form } => {
            check_id("ref", r#ref)?;
            if utf16_len(text) > TEXT_MAX {
                return Err(format!("a text longer than {TEXT_MAX}"));
            }
            if files.len() > FILES_MAX {
                return Err(format!("more than {FILES_MAX} files"));
            }
            if text.trim().is_empty() && files.is_empty() {
                return Err("a message without text and files".to_owned());
            }
            let mut message = written(&item, place, r#ref, form.as_ref());
            message.text.clone_from(text);
            message.files = files.iter().map(inbound_file).collect();
            message.reply_to.clone_from(reply_to);
            Ok(vec![Inbound::Message(Box::new(message))])
        }
        SiteChatEvent::Button { r#ref, message: bearer, data, text } => {
            check_id("ref", r#ref)?;
            let mut message = written(&item, place, r#ref, None);
            message.text = if text.is_empty() { cut(data, NAME_MAX) } else { cut(text, NAME_MAX) };
            message.pressed = Some((data.clone(), bearer.clone()));
            Ok(vec![Inbound::Message(Box::new(message))])
        }
        SiteChatEvent::Page => Ok(vec![Inbound::Visited { place, variables: variables(&item), at }]),
        SiteChatEvent::Seen { messages } => states(&place, messages, &Change::Read, at),
        SiteChatEvent::Received { messages } => states(&place, messages, &Change::Delivered, at),
    }
}

/// Nothing to send: the stored message is what the widget reads. Text and files get an id of our own.
pub fn send(order: &Order) -> SendOutcome {
    let part = match order.kind {
        OrderKind::Text { .. } | OrderKind::File { .. } => {
            Some(SentPart { external_id: our_message_id(order.order_id), at: None })
        }
        OrderKind::Edit { .. }
        | OrderKind::Delete { .. }
        | OrderKind::AnswerCallback { .. }
        | OrderKind::React { .. }
        | OrderKind::Typing => None,
    };
    SendOutcome::Sent { part }
}

/// What every message of a visitor has.
fn written(item: &SiteChatItem, place: Place, reference: &str, form: Option<&Form>) -> InboundMessage {
    InboundMessage {
        place,
        person: person(item, form),
        external_id: visitor_message_id(reference),
        at: item.at,
        tag: item.page.as_ref().and_then(|page| filled(page.tag.as_ref())),
        variables: variables(item),
        client_ref: Some(reference.to_owned()),
        ..InboundMessage::default()
    }
}

/// The one the site vouches for; what he typed himself only fills the gaps.
fn person(item: &SiteChatItem, form: Option<&Form>) -> Person {
    let identity = item.identity.as_ref();
    let pick = |vouched: Option<&String>, typed: Option<&String>| {
        filled(vouched).or_else(|| filled(typed)).unwrap_or_default()
    };
    Person {
        external_id: item.visitor.clone(),
        name: pick(identity.and_then(|who| who.name.as_ref()), form.and_then(|form| form.name.as_ref())),
        username: String::new(),
        phone: pick(identity.and_then(|who| who.phone.as_ref()), form.and_then(|form| form.phone.as_ref())),
        email: pick(identity.and_then(|who| who.email.as_ref()), form.and_then(|form| form.email.as_ref())),
        language: item.page.as_ref().map(|page| cut(page.language.trim(), NAME_MAX)).unwrap_or_default(),
    }
}

/// Facts about where he is and came from. `user_id` is the site's own id of a person it vouches for.
fn variables(item: &SiteChatItem) -> Vec<(String, String)> {
    let empty = Page::default();
    let page = item.page.as_ref().unwrap_or(&empty);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let facts = [
        ("page_url", page.url.clone()),
        ("page_title", page.title.clone()),
        ("referrer", page.referrer.clone()),
        ("utm_source", text(&page.utm.source)),
        ("utm_medium", text(&page.utm.medium)),
        ("utm_campaign", text(&page.utm.campaign)),
        ("utm_term", text(&page.utm.term)),
        ("utm_content", text(&page.utm.content)),
        ("user_id", item.identity.as_ref().map(|who| who.sub.clone()).unwrap_or_default()),
    ];
    let told = facts.into_iter().filter(|(_, value)| !value.trim().is_empty());
    told.map(|(name, value)| (name.to_owned(), cut(value.trim(), VALUE_MAX))).collect()
}

fn states(place: &Place, messages: &[String], change: &Change, at: i64) -> Result<Vec<Inbound>, String> {
    if messages.is_empty() {
        return Err("a state of no message".to_owned());
    }
    let one =
        |id: &String| Inbound::Delivery { place: place.clone(), external_id: id.clone(), change: change.clone(), at };
    Ok(messages.iter().map(one).collect())
}

fn inbound_file(file: &StoredFile) -> InboundFile {
    InboundFile {
        kind: file.kind,
        source: file.id.clone(),
        name: cut(&file.name, NAME_MAX),
        mime: cut(&file.mime, NAME_MAX),
        size: Some(file.size),
        width: file.width,
        height: file.height,
        duration_s: None,
    }
}

fn check_id(what: &str, id: &str) -> Result<(), String> {
    if (1..=ID_MAX).contains(&id.len()) { Ok(()) } else { Err(format!("{what} is not 1-{ID_MAX} bytes")) }
}

fn filled(text: Option<&String>) -> Option<String> {
    text.map(|text| cut(text.trim(), NAME_MAX)).filter(|text| !text.is_empty())
}

fn cut(text: &str, max: usize) -> String {
    text.chars().take(max).collect()
}

fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
