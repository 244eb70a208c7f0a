//! What a visitor is shown of his dialog: his words and ours, never comments, notes or who is responsible.

use beseda_base::db::{Tx, params};
use beseda_base::error::Result;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Inbox;
use crate::files::{self, FileKindName, FileRef};
use crate::messages::{self, AuthorKind, ButtonView, EntityView, Message, MessageKind, MessageState};

/// Longest page of history.
const LIMIT_MAX: i64 = 100;

/// A message as the visitor sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct VisitorMessage {
    id: i64,
    n: i64,
    /// The visitor wrote it.
    mine: bool,
    author: Option<VisitorAuthor>,
    text: String,
    entities: Vec<EntityView>,
    files: Vec<VisitorFile>,
    buttons: Vec<Vec<ButtonView>>,
    pressed: Option<String>,
    reply_to: Option<VisitorQuote>,
    /// Reference the widget made.
    #[serde(rename = "ref")]
    client_ref: Option<String>,
    /// sent, delivered or read.
    state: &'static str,
    edited: bool,
    deleted: bool,
    sent_at: i64,
}

/// Who wrote, for the visitor.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct VisitorAuthor {
    /// employee, bot or client.
    kind: &'static str,
    /// Name for clients.
    name: Option<String>,
    /// Picture.
    avatar_url: Option<String>,
}

/// A file with an address that is good for ten minutes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct VisitorFile {
    id: i64,
    kind: FileKindName,
    name: String,
    mime: String,
    size: i64,
    width: Option<i64>,
    height: Option<i64>,
    url: String,
    thumb_url: Option<String>,
}

/// A quoted message.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct VisitorQuote {
    id: i64,
    text: String,
}

/// Where a page of history begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    pub(super) after: Option<i64>,
    pub(super) before: Option<i64>,
    pub(super) limit: i64,
}

/// The visitor's client, if he has written already.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    pub(crate) client: i64,
    pub(crate) last_n: i64,
    pub(crate) staff_seen_n: i64,
    pub(crate) responsible: Option<i64>,
}

/// Finds the client of a visitor.
pub(crate) fn known(tx: &Tx<'_>, channel: i64, visitor: &str) -> Result<Option<Known>> {
    let row: Option<(i64, i64, i64, Option<i64>)> = tx.optional(
        "select id, last_n, staff_seen_n, responsible from clients where channel = $1 and external_id = $2",
        params![channel, visitor],
    )?;
    Ok(row.map(|(client, last_n, staff_seen_n, responsible)| Known { client, last_n, staff_seen_n, responsible }))
}

/// A page of history, ascending by `n`, and whether there is more in its direction.
pub(super) fn history(
    tx: &Tx<'_>,
    project: i64,
    known: &Known,
    range: Range,
    now: i64,
) -> Result<(Vec<Message>, bool)> {
    let limit = range.limit.clamp(1, LIMIT_MAX);
    let (order, from, to) = match (range.after, range.before) {
        (Some(after), _) => ("asc", after, i64::MAX),
        (None, before) => ("desc", 0, before.unwrap_or(i64::MAX)),
    };
    let sql = format!(
        "select id from messages where client = $1 and n > $2 and n < $3 and kind in ('in', 'out') order by n {order} limit $4"
    );
    let mut ids: Vec<i64> =
        tx.query::<(i64,)>(&sql, params![known.client, from, to, limit + 1])?.into_iter().map(|row| row.0).collect();
    let more = ids.len() as i64 > limit;
    ids.truncate(usize::try_from(limit).unwrap_or(0));
    let mut messages = messages::load(tx, project, &ids, now)?;
    messages.sort_by_key(|message| message.n);
    Ok((messages, more))
}

/// Shows a message to the visitor; none for what is not his to see.
pub(super) fn shown(inbox: &Inbox, key: &str, message: &Message, staff_seen_n: i64) -> Option<VisitorMessage> {
    let mine = match message.kind {
        MessageKind::In => true,
        MessageKind::Out => false,
        MessageKind::Comment | MessageKind::Note | MessageKind::Callback => return None,
    };
    let deleted = message.deleted_at.is_some();
    let state = match (mine, message.state) {
        (true, _) if message.n <= staff_seen_n => "read",
        (true, _) => "sent",
        (false, Some(MessageState::Read)) => "read",
        (false, Some(MessageState::Delivered)) => "delivered",
        (false, _) => "sent",
    };
    let author = (!mine).then(|| VisitorAuthor {
        kind: if message.author_kind == AuthorKind::Bot { "bot" } else { "employee" },
        name: message.author_public_name.clone(),
        avatar_url: message.author_avatar_url.clone(),
    });
    Some(VisitorMessage {
        id: message.id,
        n: message.n,
        mine,
        author,
        text: if deleted { String::new() } else { message.text.clone() },
        entities: if deleted { Vec::new() } else { message.entities.clone() },
        files: if deleted {
            Vec::new()
        } else {
            message.files.iter().map(|file| visitor_file(inbox, key, file)).collect()
        },
        buttons: if deleted { Vec::new() } else { message.buttons.clone() },
        pressed: message.pressed.clone(),
        reply_to: message
            .reply_to
            .as_ref()
            // An answer may quote what only employees see.
            .filter(|quote| matches!(quote.kind, MessageKind::In | MessageKind::Out))
            .map(|quote| VisitorQuote { id: quote.id, text: quote.text.clone() }),
        client_ref: message.client_ref.clone().filter(|_| mine),
        state,
        edited: message.edited_at.is_some(),
        deleted,
        sent_at: message.sent_at,
    })
}

fn visitor_file(inbox: &Inbox, key: &str, file: &FileRef) -> VisitorFile {
    VisitorFile {
        id: file.id,
        kind: file.kind,
        name: file.name.clone(),
        mime: file.mime.clone(),
        size: file.size,
        width: file.width,
        height: file.height,
        thumb_url: file.thumb_url.is_some().then(|| files::signed_url(inbox, key, file.id, true)),
        url: files::signed_url(inbox, key, file.id, false),
    }
}
