//! Files of visitors: stored first, then named in a message. The id handed out is signed for its visitor, so that nobody
//! attaches what another one uploaded; to see a file one needs a signed address of ten minutes.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use beseda_base::auth::Caller;
use beseda_base::error::{Error, Result};
use beseda_base::id;
use beseda_base::json::{Json, Path, Query};
use beseda_base::secrets::Secrets;
use beseda_messengers::Kind;
use beseda_messengers::site_chat::StoredFile;
use serde_json::json;

use super::routes::{serve, slow_down};
use super::token::Visitor;
use crate::files::{self, FileRow, Owner, Signature, Variant};
use crate::{Inbox, channels};

const PURPOSE: &str = "site_chat.upload";

/// The id of an upload as its visitor gets it.
pub(super) fn ticket(inbox: &Inbox, visitor: &Visitor, file: i64) -> String {
    format!("{file}.{}", signature(&inbox.secrets.derive(PURPOSE), visitor, file))
}

fn signature(key: &[u8; 32], visitor: &Visitor, file: i64) -> String {
    URL_SAFE_NO_PAD.encode(Secrets::sign(key, format!("{}:{}:{file}", visitor.channel, visitor.id).as_bytes()))
}

/// The stored files of these tickets, in order. 422 `file_ids` for anything that is not the visitor's own upload.
pub(super) async fn redeem(
    inbox: &Inbox,
    project: i64,
    visitor: &Visitor,
    tickets: &[String],
) -> Result<Vec<StoredFile>> {
    let unknown = || Error::invalid("file_ids", "unknown", "this file was not uploaded by this visitor");
    let mut ids = Vec::with_capacity(tickets.len());
    for ticket in tickets {
        let (file, told) = ticket.split_once('.').ok_or_else(unknown)?;
        let file: i64 = file.parse().map_err(|_| unknown())?;
        let ours = inbox.secrets.derive_all(PURPOSE).iter().any(|key| id::same(&signature(key, visitor, file), told));
        if !ours {
            return Err(unknown());
        }
        ids.push(file);
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<FileRow> =
        inbox.db.read(move |tx| ids.iter().map(|file| files::by_id(tx, project, *file)).collect()).await.map_err(
            |error| match error {
                // An upload that no message took in time is deleted.
                Error::NotFound => unknown(),
                other => other,
            },
        )?;
    Ok(rows.into_iter().map(stored).collect())
}

fn stored(row: FileRow) -> StoredFile {
    let pixels = |value: Option<i64>| value.and_then(|value| u32::try_from(value).ok());
    StoredFile {
        id: row.id.to_string(),
        kind: row.kind.into(),
        name: row.name,
        mime: row.mime,
        size: u64::try_from(row.size).unwrap_or(0),
        width: pixels(row.width),
        height: pixels(row.height),
    }
}

/// Stores a visitor's file.
pub(super) async fn put_file(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(key): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    serve(&inbox, &key, &headers, async |chat| {
        let visitor = chat.visitor(&inbox, &headers)?;
        slow_down(&inbox, &caller, "files")?;
        if !chat.settings.files {
            return Err(Error::problem(403, "unsupported", "this chat takes no files"));
        }
        let owner = Owner::Visitor { project: chat.row.project, channel: chat.row.id };
        let row = files::upload(&inbox, owner, request).await?;
        let id = ticket(&inbox, &visitor, row.id);
        let answer = json!({ "id": id, "kind": row.kind, "name": row.name, "mime": row.mime, "size": row.size });
        Ok((StatusCode::CREATED, Json(answer)).into_response())
    })
    .await
}

/// A file by its signed address.
pub(super) async fn get_file(
    State(inbox): State<Inbox>,
    Path((key, id)): Path<(String, i64)>,
    headers: HeaderMap,
    Query(signature): Query<Signature>,
) -> Result<Response> {
    signed_file(&inbox, &key, id, Variant::Original, &signature, &headers).await
}

/// Its small picture.
pub(super) async fn get_thumb(
    State(inbox): State<Inbox>,
    Path((key, id)): Path<(String, i64)>,
    headers: HeaderMap,
    Query(signature): Query<Signature>,
) -> Result<Response> {
    signed_file(&inbox, &key, id, Variant::Small, &signature, &headers).await
}

/// The address itself is the right, for ten minutes (guarantee 29).
async fn signed_file(
    inbox: &Inbox,
    key: &str,
    id: i64,
    variant: Variant,
    signature: &Signature,
    headers: &HeaderMap,
) -> Result<Response> {
    let key = key.to_owned();
    let row = inbox
        .db
        .read(move |tx| channels::by_key(tx, &key))
        .await?
        .filter(|row| row.kind == Kind::SiteChat)
        .ok_or(Error::NotFound)?;
    files::serve_signed(inbox, row.id, id, variant, signature, headers).await
}
