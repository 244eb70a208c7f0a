//! Uploads: streamed into the object store before a row names them, refused by what they are.

use std::time::Duration;

use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::StatusCode;
use beseda_base::error::{Error, Result};
use beseda_base::id;
use beseda_messengers::BlobWriter;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;

use super::pour::{Pour, pour};
use super::queries::{Stored, insert_stored};
use super::{FileRow, pictures, sniff, spare};
use crate::Inbox;

/// Room for the boundaries and names of a form around its file.
const FORM_BYTES: u64 = 64 * 1024;

/// Fields looked at before the file.
const FIELDS_MAX: usize = 4;

/// The longest an upload may take.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(600);

/// Random bytes in a key.
const KEY_BYTES: usize = 16;

/// Who uploads.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Owner {
    /// An employee, to send it to a client.
    Employee { project: i64, employee: i64 },
    /// A visitor of a website chat, who has no client row yet.
    Visitor { project: i64, channel: i64 },
}

impl Owner {
    fn project(self) -> i64 {
        match self {
            Owner::Employee { project, .. } | Owner::Visitor { project, .. } => project,
        }
    }
}

/// Takes the field `file` of a multipart form. 413 for more than the limit of the installation, 415 `file_type_refused` for
/// programs and documents that a browser would run.
pub(crate) async fn upload(inbox: &Inbox, owner: Owner, request: Request) -> Result<FileRow> {
    let max = inbox.config.limits.file_bytes;
    with_file(request, max, async |field| store(inbox, owner, field, max).await).await
}

/// Bytes that were stored, but have no row yet: whoever takes them makes one that names them, or gives them up.
pub(crate) struct Unnamed {
    /// Where they are.
    pub(crate) key: String,
    /// Name of the file, without a path.
    pub(crate) name: String,
    /// How many they are.
    pub(crate) size: u64,
}

/// Takes the field `file` of a multipart form as it is, at most `max` bytes: for files that no browser will ever be shown.
pub(crate) async fn upload_bytes(inbox: &Inbox, project: i64, request: Request, max: u64) -> Result<Unnamed> {
    with_file(request, max, async |mut field| {
        let name = sniff::clean_name(field.file_name().unwrap_or_default());
        let head = read_head(&mut field, max).await?;
        if head.is_empty() {
            return Err(empty());
        }
        let key = new_key(inbox, project).await?;
        let size = put(inbox, &key, head, field, max).await?;
        Ok(Unnamed { key, name, size })
    })
    .await
}

/// Opens a form and hands over its field `file`.
async fn with_file<T>(mut request: Request, max: u64, take: impl AsyncFnOnce(Field<'_>) -> Result<T>) -> Result<T> {
    let whole = usize::try_from(max + FORM_BYTES).unwrap_or(usize::MAX);
    DefaultBodyLimit::max(whole).apply(&mut request);
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| Error::problem(400, "invalid", "This is not a multipart form."))?;
    let taken = async {
        for _ in 0..FIELDS_MAX {
            let Some(field) = form.next_field().await.map_err(|error| form_error(&error, max))? else { break };
            if field.name() == Some("file") {
                return take(field).await;
            }
        }
        Err(Error::invalid("file", "required", "Attach a file in the field `file`."))
    };
    let taken = tokio::time::timeout(UPLOAD_TIMEOUT, taken).await;
    taken.unwrap_or_else(|_| Err(Error::problem(408, "invalid", "The upload took too long.")))
}

fn empty() -> Error {
    Error::invalid("file", "required", "The file is empty.")
}

/// A key nobody can guess, announced; keys are never used twice.
pub(super) async fn new_key(inbox: &Inbox, project: i64) -> Result<String> {
    let mut name = [0; KEY_BYTES];
    id::fill(&mut name);
    let key = format!("files/{project}/{}", id::hex(&name));
    spare::announce(inbox, &key).await?;
    Ok(key)
}

/// Stores a small picture of ours and returns its key.
pub(super) async fn save_picture(inbox: &Inbox, project: i64, picture: Vec<u8>) -> Result<String> {
    let key = new_key(inbox, project).await?;
    inbox.files.put(&key, picture.into()).await?;
    Ok(key)
}

/// A stored file in memory, if it has at most `max` bytes.
pub(super) async fn read(inbox: &Inbox, key: &str, max: u64) -> Result<Bytes> {
    let mut found = inbox.files.get(key).await?;
    if found.size > max {
        return Err(Error::internal(format!("a stored file of {} bytes was to be read into memory", found.size)));
    }
    let mut whole = BytesMut::with_capacity(usize::try_from(found.size).unwrap_or_default());
    while let Some(chunk) = found.stream.next().await {
        whole.extend_from_slice(&chunk.map_err(|error| Error::Unavailable(format!("files: {error}")))?);
    }
    Ok(whole.freeze())
}

async fn store(inbox: &Inbox, owner: Owner, mut field: Field<'_>, max: u64) -> Result<FileRow> {
    let name = sniff::clean_name(field.file_name().unwrap_or_default());
    let told = field.content_type().unwrap_or_default().to_owned();
    let head = read_head(&mut field, max).await?;
    if head.is_empty() {
        return Err(empty());
    }
    if sniff::is_refused(&head, &name) {
        return Err(Error::problem(415, "file_type_refused", "Programs, scripts and web pages cannot be sent."));
    }
    let mime = sniff::mime(&head, &told);
    let pixels = if sniff::is_picture(&mime) { pictures::size(&head) } else { None };
    let key = new_key(inbox, owner.project()).await?;
    let info = put(inbox, &key, head, field, max).await?;
    let size = i64::try_from(info).map_err(Error::internal)?;
    let (channel, created_by) = match owner {
        Owner::Employee { employee, .. } => (None, Some(employee)),
        Owner::Visitor { channel, .. } => (Some(channel), None),
    };
    let (blob_key, now) = (key.clone(), inbox.clock.now());
    let kind = sniff::kind(&mime).name();
    let inserted = inbox
        .db
        .write(move |tx| {
            let stored = Stored {
                project: owner.project(),
                channel,
                created_by,
                kind,
                name: &name,
                mime: &mime,
                size,
                pixels,
                blob_key: &blob_key,
            };
            insert_stored(tx, &stored, now)
        })
        .await;
    if inserted.is_err() {
        spare::give_up(inbox, &key).await;
    }
    inserted
}

async fn read_head(field: &mut Field<'_>, max: u64) -> Result<Bytes> {
    let mut head = BytesMut::new();
    while head.len() < sniff::HEAD {
        match field.chunk().await.map_err(|error| form_error(&error, max))? {
            Some(chunk) => head.extend_from_slice(&chunk),
            None => break,
        }
    }
    Ok(head.freeze())
}

async fn put(inbox: &Inbox, key: &str, head: Bytes, mut field: Field<'_>, max: u64) -> Result<u64> {
    let poured = pour(&inbox.files, key, max, async |into: &mut Pour| {
        let mut next = Some(head);
        while let Some(chunk) = next {
            // Refused by the store: it says why itself.
            if into.write(chunk).await.is_err() {
                break;
            }
            next = field.chunk().await.map_err(|error| form_error(&error, max))?;
        }
        Ok::<(), Error>(())
    })
    .await;
    poured.filled?;
    match poured.put {
        Ok(info) => Ok(info.size),
        Err(error) if is_too_large(&error) => Err(too_large(max)),
        Err(error) => Err(error),
    }
}

/// A body above the limit breaks off inside the form.
fn form_error(error: &MultipartError, max: u64) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        too_large(max)
    } else {
        Error::problem(400, "invalid", "The form broke off.")
    }
}

/// Whether the store, or a form, was given more than its limit.
pub(super) fn is_too_large(error: &Error) -> bool {
    error.status() == StatusCode::PAYLOAD_TOO_LARGE
}

fn too_large(max: u64) -> Error {
    Error::problem(413, "payload_too_large", format!("A file may have at most {max} bytes."))
}
