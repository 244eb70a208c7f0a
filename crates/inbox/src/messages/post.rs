//! A message that we write: by an employee, later by a bot or a program. It enters the dialog and the outbox at once.

use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::{Checks, Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use beseda_messengers::{Button, Kind};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::body::Body;
use super::{AuthorKind, TEXT_MAX};
use crate::channels::ChannelFacts;
use crate::{dialogs, files, labels, outbox, search};

/// Files that one message may carry.
const FILES_MAX: usize = 10;
/// Rows of buttons, and buttons in a row, that a message may carry.
const BUTTON_ROWS: usize = 20;

/// What a page or a program asks to send.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NewMessage {
    /// At most 20,000 characters; may be empty when files are attached. Split by the channel's limit.
    pub text: String,
    /// Made by the sender, 1–64 characters, unique per client: a repeated request never doubles a message.
    pub client_ref: String,
    /// `n` of the newest message the sender has seen. When the client has written since, the answer is 409 `newer_message`.
    #[serde(default)]
    pub seen_n: Option<i64>,
    /// Message of this dialog that is answered.
    #[serde(default)]
    pub reply_to: Option<i64>,
    /// Uploaded files, in order.
    #[serde(default)]
    pub file_ids: Vec<i64>,
    /// Rows of buttons, where the channel has them.
    #[serde(default)]
    #[schema(value_type = Vec<Vec<super::view::NewButton>>)]
    pub buttons: Vec<Vec<Button>>,
    /// The client's app makes no sound, where the messenger can do that (Telegram).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
}

impl NewMessage {
    /// Refuses what cannot be sent, by field.
    pub(crate) fn check(&self) -> Result<()> {
        let mut checks = Checks::new();
        let least = usize::from(self.file_ids.is_empty());
        checks.text("text", self.text.trim_end(), least..=TEXT_MAX);
        checks.text("client_ref", &self.client_ref, 1..=64);
        checks.ensure(self.file_ids.len() <= FILES_MAX, "file_ids", "too_long", "at most 10 files in one message");
        let fits = self.buttons.len() <= BUTTON_ROWS
            && self.buttons.iter().all(|row| !row.is_empty() && row.len() <= 8)
            && self.buttons.iter().flatten().all(button_fits);
        checks.ensure(
            fits,
            "buttons",
            "bad_value",
            "a button has a caption of 1 to 64 characters and either data (up to 64 bytes) or an http address",
        );
        checks.done()
    }
}

fn button_fits(button: &Button) -> bool {
    let caption = (1..=64).contains(&button.text.chars().count());
    let data = button.data.as_ref().is_some_and(|data| (1..=64).contains(&data.len()));
    let url = button
        .url
        .as_ref()
        .is_some_and(|url| url.len() <= 2048 && (url.starts_with("https://") || url.starts_with("http://")));
    caption && (data != url)
}

/// What a message means for what the client has written before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answers {
    /// Whoever wrote it has read all that, and answers.
    All,
    /// The client has written since, and still waits for an answer.
    Nothing,
}

/// A message about to be written.
pub(crate) struct Draft<'a> {
    /// Project of the client.
    pub(crate) project: i64,
    /// The client.
    pub(crate) client: i64,
    /// Who writes.
    pub(crate) author_kind: AuthorKind,
    /// The employee, if one writes.
    pub(crate) author: Option<i64>,
    /// What.
    pub(crate) message: &'a NewMessage,
    /// Whether it answers.
    pub(crate) answers: Answers,
}

/// What became of a request to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posted {
    /// The message.
    pub id: i64,
    /// False when the same request had been served before.
    pub new: bool,
}

/// Digest that tells a repeated request from another one with the same reference.
pub(crate) fn hash_of(message: &NewMessage) -> Result<String> {
    let sent = NewMessage { seen_n: None, ..message.clone() };
    let bytes = serde_json::to_vec(&sent).map_err(|error| Error::Internal(format!("new message: {error}")))?;
    Ok(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The message that the same request has made before.
pub(super) fn known(tx: &Tx<'_>, client: i64, client_ref: &str, hash: &str) -> Result<Option<Posted>> {
    let known: Option<(i64, Option<String>)> = tx.optional(
        "select id, ref_hash from messages where client = $1 and kind = 'out' and client_ref = $2",
        params![client, client_ref],
    )?;
    match known {
        Some((id, known)) if known.as_deref() == Some(hash) => Ok(Some(Posted { id, new: false })),
        Some(_) => Err(Error::conflict("client_ref_reused", "this client_ref was used for another message")),
        None => Ok(None),
    }
}

/// An employee's message. The caller has checked that he may see and write to the client.
pub(crate) fn post(tx: &Tx<'_>, draft: &Draft<'_>, hash: &str, now: i64) -> Result<Posted> {
    match known(tx, draft.client, &draft.message.client_ref, hash)? {
        Some(posted) => Ok(posted),
        None => {
            // First, because members are locked before clients.
            if let (AuthorKind::Employee, Some(employee)) = (draft.author_kind, draft.author) {
                dialogs::take_by_answering(tx, draft.project, draft.client, employee, now)?;
            }
            Ok(Posted { id: post_draft(tx, draft, hash, now)?, new: true })
        }
    }
}

/// What the counters of the client say once the new message is counted.
struct Counted {
    n: i64,
    channel: ChannelFacts,
    thread: Option<i64>,
}

/// Writes the message, its outbox rows and its event.
pub(crate) fn post_draft(tx: &Tx<'_>, draft: &Draft<'_>, hash: &str, now: i64) -> Result<i64> {
    let counted = count_out(tx, draft, now)?;
    let thread = counted.thread.ok_or_else(|| {
        Error::conflict("unsupported", "the client has not written yet, so there is no chat to answer in")
    })?;
    let message = draft.message;
    if let Some(reply) = message.reply_to {
        let known: Option<(i64,)> = tx.optional(
            "select id from messages where client = $1 and id = $2 and kind in ('in', 'out')",
            params![draft.client, reply],
        )?;
        known.ok_or_else(|| Error::invalid("reply_to", "unknown", "there is no such message in this dialog"))?;
    }
    let body = Body { buttons: message.buttons.clone(), silent: message.silent, ..Body::default() };
    let id: i64 = tx.one::<(i64,)>(
        "insert into messages (project, client, n, thread, kind, author_kind, author, text, body, files, reply_to, state, client_ref, ref_hash, sent_at, received_at)
         values ($1, $2, $3, $4, 'out', $5, $6, $7, $8, $9, $10, 'queued', $11, $12, $13, $13) returning id",
        params![
            draft.project, draft.client, counted.n, thread, draft.author_kind.name(), draft.author, message.text.trim_end(),
            body.to_column()?, message.file_ids.len() as i64, message.reply_to, message.client_ref.as_str(), hash, now
        ],
    )?.0;
    link_files(tx, draft, id)?;
    search::refresh(tx, &[id])?;
    outbox::queue(tx, &counted.channel, draft.client, id, now)?;
    if draft.answers == Answers::All {
        tx.execute("delete from free_seen where client = $1", params![draft.client])?;
        if let Some(employee) = draft.author {
            dialogs::seen_by_answering(tx, draft.project, draft.client, employee)?;
        }
    }
    tx.event(NewEvent {
        message: Some(id),
        employee: draft.author,
        data: serde_json::json!({ "in": false }),
        ..NewEvent::of(draft.project, EventKind::MessageCreated).client(draft.client)
    });
    Ok(id)
}

/// Takes the number and clears "unanswered": a person's word answers (definitions of the feature table).
fn count_out(tx: &Tx<'_>, draft: &Draft<'_>, now: i64) -> Result<Counted> {
    let person = matches!(draft.author_kind, AuthorKind::Employee | AuthorKind::Api);
    let row: Option<(i64, i64, i64, Option<i64>, bool, Option<String>, i64, i64)> = tx.optional(
        "update clients set last_n = last_n + 1, preview_n = last_n + 1,
           active_at = case when $3 and $4 > active_at then $4 else active_at end,
           answered_in = case when $5 then in_count else answered_in end,
           unanswered_since = case when $5 then null else unanswered_since end
         where id = $1 and project = $2
         returning last_n, last_in_n, channel, last_thread, blocked, unreachable, active_at, keys",
        params![draft.client, draft.project, person, now, person && draft.answers == Answers::All],
    )?;
    let (n, last_in_n, channel, thread, blocked, unreachable, active_at, keys) = row.ok_or(Error::NotFound)?;
    if draft.message.seen_n.is_some_and(|seen| seen < last_in_n) {
        return Err(Error::conflict("newer_message", "the client has written something the sender has not seen"));
    }
    if blocked {
        return Err(Error::conflict("client_blocked", "the client is blocked; unblock him to write"));
    }
    if unreachable.is_some() {
        return Err(Error::conflict("client_unreachable", "the client has stopped the bot"));
    }
    if keys > 0 {
        labels::moved(tx, &[(draft.client, active_at)])?;
    }
    let (kind, removed): (String, Option<i64>) =
        tx.one("select kind, removed_at from channels where id = $1", params![channel])?;
    if removed.is_some() {
        return Err(Error::conflict("channel_removed", "the channel of this dialog was removed"));
    }
    let kind = Kind::from_name(&kind)
        .ok_or_else(|| Error::Internal(format!("channel {channel} is of a kind this build lacks")))?;
    Ok(Counted { n, channel: ChannelFacts { id: channel, project: draft.project, kind }, thread })
}

fn link_files(tx: &Tx<'_>, draft: &Draft<'_>, message: i64) -> Result<()> {
    if draft.message.file_ids.is_empty() {
        return Ok(());
    }
    files::take_uploaded(tx, draft.project, draft.client, draft.author, &draft.message.file_ids)?;
    let rows: Vec<Vec<Val>> = draft
        .message
        .file_ids
        .iter()
        .enumerate()
        .map(|(position, file)| values![message, position as i64, *file])
        .collect();
    tx.execute_rows(
        "insert into message_files (message, position, file) values {rows:bigint,integer,bigint}",
        &[],
        &rows,
    )?;
    Ok(())
}
