//! A message once more (S53): to the same client, or into another dialog of the same person. It is a message of its own, with
//! its own words and files; nothing of it is read as a template again (guarantee 28).

use beseda_base::auth::Who;
use beseda_base::db::{Tx, params};
use beseda_base::error::{Error, Result};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::body::Body;
use super::post::{Answers, Draft, NewMessage, Posted, known, post_draft};
use super::{AuthorKind, TEXT_MAX};
use crate::{clients, dialogs, files};

/// Where a message goes once more.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(super) struct Resend {
    /// Made by the sender, 1–64 characters, unique per client who gets it: a repeated request never doubles a message.
    pub(super) client_ref: String,
    /// A client who is linked with this one; absent: the same client.
    #[serde(default)]
    pub(super) to_client_id: Option<i64>,
}

/// Writes the message anew. Both dialogs must be visible, and the two clients one person.
pub(super) fn resend(
    tx: &Tx<'_>,
    who: &Who,
    (client, message): (i64, i64),
    wanted: &Resend,
    now: i64,
) -> Result<Posted> {
    let target = wanted.to_client_id.unwrap_or(client);
    dialogs::visible(tx, who, client)?;
    let unknown = || Error::invalid("to_client_id", "unknown", "only a linked client of the same person can get it");
    if target != client {
        dialogs::visible(tx, who, target).map_err(|_| unknown())?;
        if !clients::are_linked(tx, client, target)? {
            return Err(unknown());
        }
    }
    let hash = digest(client, message);
    if let Some(posted) = known(tx, target, &wanted.client_ref, &hash)? {
        return Ok(posted);
    }
    let (text, column): (String, Option<String>) = tx.one(
        "select text, body from messages where project = $1 and client = $2 and id = $3 and kind in ('in', 'out') and deleted_at is null",
        params![who.project, client, message],
    )?;
    let file_ids = files::for_resending(tx, (who.project, who.employee), message, target == client, now)?;
    if text.trim().is_empty() && file_ids.is_empty() {
        return Err(Error::conflict("nothing_to_send", "this message has neither words nor files that could be sent"));
    }
    let buttons = if target == client { Body::from_column(column.as_deref()).buttons } else { Vec::new() };
    let copy = NewMessage {
        text: text.chars().take(TEXT_MAX).collect(),
        client_ref: wanted.client_ref.clone(),
        seen_n: None,
        reply_to: None,
        file_ids,
        buttons,
        silent: false,
    };
    let draft = Draft {
        project: who.project,
        client: target,
        author_kind: AuthorKind::Employee,
        author: Some(who.employee),
        message: &copy,
        answers: Answers::All,
    };
    dialogs::take_by_answering(tx, who.project, target, who.employee, now)?;
    Ok(Posted { id: post_draft(tx, &draft, &hash, now)?, new: true })
}

/// Tells a repeated request from another one with the same reference.
fn digest(client: i64, message: i64) -> String {
    Sha256::digest(format!("resend {client} {message}")).iter().map(|byte| format!("{byte:02x}")).collect()
}
