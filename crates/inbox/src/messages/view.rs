//! How a message is shown: the one view that REST and live frames share.

use std::collections::HashMap;

use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::{Error, Result};
use beseda_messengers::{Capabilities, EntityKind, Kind};
use serde::{Deserialize, Serialize};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::AuthorKind;
use super::body::{Body, Note};
use crate::employees;
use crate::files::{self, FileRef};

/// Kind of a row of the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the terms of the feature table")]
pub enum MessageKind {
    In,
    Out,
    Comment,
    Note,
    Callback,
}

/// Where a message of ours is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the terms of the guarantees")]
pub enum MessageState {
    Queued,
    Sending,
    Sent,
    Delivered,
    Read,
    Failed,
    Unknown,
}

/// Formatting of a stretch of text, in UTF-16 units.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = Entity)]
pub struct EntityView {
    /// What it looks like.
    #[serde(rename = "type")]
    pub kind: EntityKind,
    /// Start.
    pub offset: u32,
    /// Length.
    pub length: u32,
    /// Target of a link.
    pub url: Option<String>,
}

/// A button under a message.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = Button)]
pub struct ButtonView {
    /// Caption.
    pub text: String,
    /// Data that a press sends back.
    pub data: Option<String>,
    /// Address that a press opens.
    pub url: Option<String>,
}

/// How a [`ButtonView`] is described where somebody gives one: what it has not may be left out.
pub(super) enum NewButton {}

impl PartialSchema for NewButton {
    fn schema() -> RefOr<Schema> {
        ButtonView::schema()
    }
}

impl ToSchema for NewButton {}

/// A place on the map.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Location)]
pub struct LocationView {
    /// Degrees.
    pub latitude: f64,
    /// Degrees.
    pub longitude: f64,
    /// Name of a venue.
    pub title: Option<String>,
    /// Address of a venue.
    pub address: Option<String>,
}

/// A card of a person.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Contact)]
pub struct ContactView {
    /// Name.
    pub name: String,
    /// Phone.
    pub phone: String,
}

/// The quoted message of a reply.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Quote {
    /// Its id.
    pub id: i64,
    /// Its number in the dialog.
    pub n: i64,
    /// Its author, if an employee.
    pub author_name: Option<String>,
    /// Its kind.
    pub kind: MessageKind,
    /// Its beginning.
    pub text: String,
}

/// Why a message failed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MessageError {
    /// Stable code, see the outbox.
    pub code: String,
    /// The provider's own wording.
    pub provider_text: String,
}

/// A row of a dialog's timeline.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Message {
    /// Id.
    pub id: i64,
    /// The client whose dialog it is.
    pub client_id: i64,
    /// Gapless number within the dialog, in commit order.
    pub n: i64,
    /// External chat or mail thread.
    pub thread_id: Option<i64>,
    /// Kind of row.
    pub kind: MessageKind,
    /// Who wrote.
    pub author_kind: AuthorKind,
    /// The employee who wrote.
    pub author_id: Option<i64>,
    /// His name.
    pub author_name: Option<String>,
    /// His name for clients, where he has given one.
    #[serde(skip)]
    pub author_public_name: Option<String>,
    /// His picture.
    #[serde(skip)]
    pub author_avatar_url: Option<String>,
    /// Text or caption; empty when deleted by us.
    pub text: String,
    /// Formatting.
    pub entities: Vec<EntityView>,
    /// Attached files.
    pub files: Vec<FileRef>,
    /// A place on the map.
    pub location: Option<LocationView>,
    /// A card of a person.
    pub contact: Option<ContactView>,
    /// Rows of buttons.
    pub buttons: Vec<Vec<ButtonView>>,
    /// Data of the pressed button.
    pub pressed: Option<String>,
    /// Reactions of the client.
    pub reactions: Vec<String>,
    /// Our reaction, an emoji.
    pub own_reaction: Option<String>,
    /// Kind of content this build cannot show.
    pub unsupported: Option<String>,
    /// A system note.
    pub note: Option<Note>,
    /// The quoted message.
    pub reply_to: Option<Quote>,
    /// Whom it was forwarded from.
    pub forwarded_from: Option<String>,
    /// Where it is on its way; null for what comes in.
    pub state: Option<MessageState>,
    /// Why it failed.
    pub error: Option<MessageError>,
    /// A failed or unknown one may be sent again.
    pub can_repeat: bool,
    /// Its channel and state allow editing; rights apart.
    pub can_edit: bool,
    /// Its channel can delete it for the client, too; rights apart.
    pub can_delete: bool,
    /// Reference made by the sender's page.
    pub client_ref: Option<String>,
    /// Messages of one album share it.
    pub album: Option<String>,
    /// When it was edited.
    pub edited_at: Option<i64>,
    /// When it was deleted.
    pub deleted_at: Option<i64>,
    /// When it was pinned in its dialog.
    pub pinned_at: Option<i64>,
    /// Provider's time, ms.
    pub sent_at: i64,
    /// Our time, ms.
    pub received_at: i64,
}

beseda_base::row! {
    struct Row {
        id: i64, client: i64, n: i64, thread: Option<i64>, kind: String, author_kind: String, author: Option<i64>, author_name: Option<String>, author_public_name: Option<String>, author_avatar: Option<String>,
        text: String, body: Option<String>, files: i64, album: Option<String>, state: Option<String>, error_code: Option<String>,
        error_text: Option<String>, client_ref: Option<String>, sent_at: i64, received_at: i64, edited_at: Option<i64>, deleted_at: Option<i64>,
        channel_kind: String, reply_id: Option<i64>, reply_n: Option<i64>, reply_kind: Option<String>, reply_text: Option<String>, reply_author: Option<String>,
        pinned_at: Option<i64>,
    }
}

/// Columns and joins of [`Row`]; a `where` follows.
const SELECT: &str = "select m.id, m.client, m.n, m.thread, m.kind, m.author_kind, m.author, e.name, e.client_name, e.avatar_key, m.text, m.body, m.files, m.album, m.state,
   m.error_code, m.error_text, m.client_ref, m.sent_at, m.received_at, m.edited_at, m.deleted_at, h.kind, r.id, r.n, r.kind, substr(r.text, 1, 160), f.name, m.pinned_at
 from messages m join clients c on c.id = m.client join channels h on h.id = c.channel
 left join employees e on e.id = m.author left join messages r on r.id = m.reply_to left join employees f on f.id = r.author ";

impl Message {
    /// As a reply to it shows it.
    pub(crate) fn quoted(&self) -> Quote {
        Quote {
            id: self.id,
            n: self.n,
            author_name: self.author_name.clone(),
            kind: self.kind,
            text: self.text.chars().take(200).collect(),
        }
    }
}

/// The messages of these ids in their present state, in no special order; those of other projects are left out.
pub(crate) fn load(tx: &Tx<'_>, project: i64, ids: &[i64], now: i64) -> Result<Vec<Message>> {
    let rows: Vec<Vec<Val>> = ids.iter().map(|id| values![*id]).collect();
    let sql = format!("{SELECT} where m.project = $1 and m.id in (values {{rows:bigint}})");
    let rows: Vec<Row> = tx.query_rows(&sql, params![project], &rows)?;
    shown(tx, rows, now)
}

/// Where a page of the timeline begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The newest messages.
    Newest,
    /// Those before this place, exclusive.
    Before(i64, i64),
    /// Those after this place, exclusive.
    After(i64, i64),
}

/// A page of the dialog, ascending by (sent_at, n), and whether there is more in the page's direction.
pub fn page(tx: &Tx<'_>, client: i64, page: Page, limit: i64, now: i64) -> Result<(Vec<Message>, bool)> {
    let values = match page {
        Page::Newest => values![client, limit + 1],
        Page::Before(at, n) | Page::After(at, n) => values![client, limit + 1, at, n],
    };
    let mut rows: Vec<Row> = tx.query(&page_sql(page), &values)?;
    let more = rows.len() as i64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(0));
    if !matches!(page, Page::After(..)) {
        rows.reverse();
    }
    Ok((shown(tx, rows, now)?, more))
}

/// $1 = client, $2 = rows; $3, $4 = the place.
pub(crate) fn page_sql(page: Page) -> String {
    let tail = match page {
        Page::Newest => "where m.client = $1 order by m.sent_at desc, m.n desc limit $2",
        Page::Before(..) => {
            "where m.client = $1 and (m.sent_at, m.n) < ($3, $4) order by m.sent_at desc, m.n desc limit $2"
        }
        Page::After(..) => "where m.client = $1 and (m.sent_at, m.n) > ($3, $4) order by m.sent_at, m.n limit $2",
    };
    format!("{SELECT}{tail}")
}

fn shown(tx: &Tx<'_>, rows: Vec<Row>, now: i64) -> Result<Vec<Message>> {
    let with_files: Vec<i64> = rows.iter().filter(|row| row.files > 0).map(|row| row.id).collect();
    let mut attached: HashMap<i64, Vec<FileRef>> = files::refs(tx, &with_files)?;
    rows.into_iter().map(|row| message(row, &mut attached, now)).collect()
}

fn message(row: Row, attached: &mut HashMap<i64, Vec<FileRef>>, now: i64) -> Result<Message> {
    let body = Body::from_column(row.body.as_deref());
    let state = row.state.as_deref().map(state_of).transpose()?;
    let kind = kind_of(&row.kind)?;
    let capabilities = Kind::from_name(&row.channel_kind).map(Kind::capabilities);
    let alive = row.deleted_at.is_none();
    let arrived = matches!(state, Some(MessageState::Sent | MessageState::Delivered | MessageState::Read));
    let reply_to = match (row.reply_id, row.reply_n, row.reply_kind) {
        (Some(id), Some(n), Some(kind)) => Some(Quote {
            id,
            n,
            author_name: row.reply_author,
            kind: kind_of(&kind)?,
            text: row.reply_text.unwrap_or_default(),
        }),
        _ => None,
    };
    Ok(Message {
        id: row.id,
        client_id: row.client,
        n: row.n,
        thread_id: row.thread,
        kind,
        author_kind: AuthorKind::from_name(&row.author_kind),
        author_id: row.author,
        author_public_name: row.author_public_name.filter(|name| !name.is_empty()).or_else(|| row.author_name.clone()),
        author_name: row.author_name,
        author_avatar_url: employees::avatar_url(row.author_avatar.as_deref()),
        entities: body
            .entities
            .iter()
            .map(|entity| EntityView {
                kind: entity.kind,
                offset: entity.offset,
                length: entity.length,
                url: entity.url.clone(),
            })
            .collect(),
        files: attached.remove(&row.id).unwrap_or_default(),
        location: body.location.map(|place| LocationView {
            latitude: place.latitude,
            longitude: place.longitude,
            title: place.title,
            address: place.address,
        }),
        contact: body.contact.map(|contact| ContactView { name: contact.name, phone: contact.phone }),
        buttons: body
            .buttons
            .into_iter()
            .map(|row| {
                row.into_iter()
                    .map(|button| ButtonView { text: button.text, data: button.data, url: button.url })
                    .collect()
            })
            .collect(),
        pressed: body.pressed,
        reactions: body.reactions,
        own_reaction: body.own_reaction,
        unsupported: body.unsupported,
        note: body.note,
        reply_to,
        forwarded_from: body.forwarded_from,
        can_repeat: alive && matches!(state, Some(MessageState::Failed | MessageState::Unknown)),
        can_edit: alive && arrived && capabilities.is_some_and(|can| can.edit),
        can_delete: alive
            && kind == MessageKind::Out
            && capabilities.is_some_and(|can| can_delete(can, row.sent_at, now)),
        error: row.error_code.map(|code| MessageError { code, provider_text: row.error_text.unwrap_or_default() }),
        // A deleted comment keeps its words for the minute of its undo; nobody is shown them.
        text: if kind == MessageKind::Comment && !alive { String::new() } else { row.text },
        state,
        client_ref: row.client_ref,
        album: row.album,
        edited_at: row.edited_at,
        deleted_at: row.deleted_at,
        pinned_at: row.pinned_at,
        sent_at: row.sent_at,
        received_at: row.received_at,
    })
}

fn can_delete(can: &Capabilities, sent_at: i64, now: i64) -> bool {
    can.delete && can.delete_max_age_s.is_none_or(|age| now - sent_at < age as i64 * 1000)
}

fn kind_of(name: &str) -> Result<MessageKind> {
    Ok(match name {
        "in" => MessageKind::In,
        "out" => MessageKind::Out,
        "comment" => MessageKind::Comment,
        "note" => MessageKind::Note,
        "callback" => MessageKind::Callback,
        other => return Err(Error::Internal(format!("unknown kind of message: {other}"))),
    })
}

/// The state of this name.
pub(crate) fn state_of(name: &str) -> Result<MessageState> {
    Ok(match name {
        "queued" => MessageState::Queued,
        "sending" => MessageState::Sending,
        "sent" => MessageState::Sent,
        "delivered" => MessageState::Delivered,
        "read" => MessageState::Read,
        "failed" => MessageState::Failed,
        "unknown" => MessageState::Unknown,
        other => return Err(Error::Internal(format!("unknown state of a message: {other}"))),
    })
}
