//! What is attached to messages: uploads of employees and visitors, media fetched from messengers, small pictures, avatars.
//!
//! A file's bytes lie in the object store before its row says so, and its type is what its bytes say. Media of clients is
//! fetched at once by [`download`], because links expire (G13); a failure keeps the message and can be tried again.
//! Every way to the bytes checks a right: an employee must see the client, a visitor needs a signed address of ten minutes
//! (guarantee 29). Nothing here is ever executed or shown inside our pages: [`serve`] sets the headers.
//!
//! Other rooms: [`attach_inbound`] when a message comes in, [`take_uploaded`] when one goes out, [`refs`] for
//! showing, [`upload`], [`signed_url`] and [`serve_signed`] for the website chat, [`want_avatars`] and [`serve_picture`] for clients,
//! [`shrink`] for the pictures of employees, [`discard`] for bytes whose row ends.

mod avatars;
mod download;
mod past;
mod pictures;
mod pour;
mod queries;
mod routes;
mod serve;
mod signing;
mod sniff;
mod spare;
mod store;
#[cfg(test)]
mod tests;
mod work;

use beseda_base::db::{Get, Row};
use beseda_base::error::DbError;
use beseda_base::row;
use beseda_messengers::FileKind;
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use avatars::want_avatars;
pub use past::PastFile;
pub(crate) use past::keep_past;
pub(crate) use pictures::{Fit, NoPicture, shrink};
pub(crate) use queries::{attach_inbound, by_id, for_resending, of_ids, refs, take_uploaded, uploads};
pub use routes::routes;
pub(crate) use serve::{Signature, Variant, serve_picture, serve_signed};
pub(crate) use signing::signed_url;
pub(crate) use spare::{announce, discard, discard_of_message, give_back, give_up, keys_of, name, prune_unclaimed};
pub(crate) use store::{Owner, Unnamed, upload, upload_bytes};

use crate::Inbox;

/// Removes the bytes that nobody needs any more now, for tests that start no loops.
#[cfg(test)]
pub(crate) async fn remove_spare(inbox: &Inbox) -> usize {
    work::work_through::<spare::Removals>(inbox).await.expect("removals")
}

/// Starts the loops that fetch media, make small pictures, ask for avatars and remove bytes that nobody needs any more.
pub fn start(inbox: &Inbox) {
    download::start(inbox);
    avatars::start(inbox);
    spare::start(inbox);
}

/// What a file is, in the words of the API and the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FileKind)]
#[expect(missing_docs, reason = "the names say it")]
pub enum FileKindName {
    Image,
    Video,
    Audio,
    Voice,
    VideoNote,
    Sticker,
    Animation,
    Document,
}

/// Where the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// Here.
    Stored,
    /// Still in the messenger; we are fetching it.
    Loading,
    /// Could not be fetched; can be tried again.
    Failed,
    /// Larger than the messenger gives out or than we take.
    TooBig,
}

impl FileKindName {
    const ALL: [FileKindName; 8] = [
        FileKindName::Image,
        FileKindName::Video,
        FileKindName::Audio,
        FileKindName::Voice,
        FileKindName::VideoNote,
        FileKindName::Sticker,
        FileKindName::Animation,
        FileKindName::Document,
    ];

    /// The word in JSON and in the database.
    pub(crate) fn name(self) -> &'static str {
        match self {
            FileKindName::Image => "image",
            FileKindName::Video => "video",
            FileKindName::Audio => "audio",
            FileKindName::Voice => "voice",
            FileKindName::VideoNote => "video_note",
            FileKindName::Sticker => "sticker",
            FileKindName::Animation => "animation",
            FileKindName::Document => "document",
        }
    }

    /// The kind of this word.
    pub(crate) fn from_name(name: &str) -> Option<FileKindName> {
        FileKindName::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl From<FileKindName> for FileKind {
    fn from(kind: FileKindName) -> FileKind {
        match kind {
            FileKindName::Image => FileKind::Image,
            FileKindName::Video => FileKind::Video,
            FileKindName::Audio => FileKind::Audio,
            FileKindName::Voice => FileKind::Voice,
            FileKindName::VideoNote => FileKind::VideoNote,
            FileKindName::Sticker => FileKind::Sticker,
            FileKindName::Animation => FileKind::Animation,
            FileKindName::Document => FileKind::Document,
        }
    }
}

/// A word of another build is shown as a document, which every file is.
impl Get for FileKindName {
    fn get(row: &Row<'_>, index: usize) -> Result<Self, DbError> {
        Ok(FileKindName::from_name(&String::get(row, index)?).unwrap_or(FileKindName::Document))
    }
}

/// A word of another build means that the bytes are not to be had here.
impl Get for FileState {
    fn get(row: &Row<'_>, index: usize) -> Result<Self, DbError> {
        Ok(FileState::from_name(&String::get(row, index)?).unwrap_or(FileState::Failed))
    }
}

impl From<FileKind> for FileKindName {
    fn from(kind: FileKind) -> FileKindName {
        match kind {
            FileKind::Image => FileKindName::Image,
            FileKind::Video => FileKindName::Video,
            FileKind::Audio => FileKindName::Audio,
            FileKind::Voice => FileKindName::Voice,
            FileKind::VideoNote => FileKindName::VideoNote,
            FileKind::Sticker => FileKindName::Sticker,
            FileKind::Animation => FileKindName::Animation,
            FileKind::Document => FileKindName::Document,
        }
    }
}

impl FileState {
    const ALL: [FileState; 4] = [FileState::Stored, FileState::Loading, FileState::Failed, FileState::TooBig];

    /// The word in JSON and in the database.
    pub(crate) fn name(self) -> &'static str {
        match self {
            FileState::Stored => "stored",
            FileState::Loading => "loading",
            FileState::Failed => "failed",
            FileState::TooBig => "too_big",
        }
    }

    fn from_name(name: &str) -> Option<FileState> {
        FileState::ALL.into_iter().find(|state| state.name() == name)
    }
}

row! {
    /// A row of `files`.
    #[derive(Debug, Clone)]
    pub(crate) struct FileRow {
        pub(crate) id: i64,
        pub(crate) project: i64,
        pub(crate) channel: Option<i64>,
        pub(crate) client: Option<i64>,
        pub(crate) kind: FileKindName,
        pub(crate) name: String,
        pub(crate) mime: String,
        pub(crate) size: i64,
        pub(crate) width: Option<i64>,
        pub(crate) height: Option<i64>,
        pub(crate) duration_s: Option<i64>,
        pub(crate) state: FileState,
        pub(crate) blob_key: String,
        pub(crate) thumb_key: Option<String>,
        pub(crate) source: Option<String>,
        pub(crate) created_by: Option<i64>,
    }
}

/// The columns of [`FileRow`], in order.
const COLUMNS: &str = "id, project, channel, client, kind, name, mime, size, width, height, duration_s, state, blob_key, thumb_key, \
                       source, created_by";

/// A file as a message shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FileRef {
    /// Id.
    pub id: i64,
    /// What it is.
    pub kind: FileKindName,
    /// Name; empty if the messenger told none.
    pub name: String,
    /// MIME type; read from the bytes once they are here.
    pub mime: String,
    /// Bytes.
    pub size: i64,
    /// Pixels.
    pub width: Option<i64>,
    /// Pixels.
    pub height: Option<i64>,
    /// Seconds.
    pub duration_s: Option<i64>,
    /// Where its bytes are.
    pub state: FileState,
    /// Address of the bytes.
    pub url: String,
    /// Address of the small picture, if there is one.
    pub thumb_url: Option<String>,
}

impl FileRow {
    /// What a page is shown.
    pub(crate) fn to_ref(&self) -> FileRef {
        let url = format!("/api/v1/files/{}", self.id);
        FileRef {
            id: self.id,
            kind: self.kind,
            name: self.name.clone(),
            mime: self.mime.clone(),
            size: self.size,
            width: self.width,
            height: self.height,
            duration_s: self.duration_s,
            state: self.state,
            thumb_url: self.thumb_key.as_ref().map(|_| format!("{url}/thumb")),
            url,
        }
    }
}
