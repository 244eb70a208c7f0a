//! Files of dialogs that were held before: their bytes are in the storage already.

use beseda_base::db::{Tx, params};
use beseda_base::error::Result;
use beseda_messengers::FileKind;

use super::FileKindName;
use super::queries::{Stored, insert_stored};
use crate::channels::ChannelFacts;

/// A stored file that a message of the past carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastFile {
    /// What it is.
    pub kind: FileKind,
    /// Name.
    pub name: String,
    /// MIME type.
    pub mime: String,
    /// Bytes.
    pub size: u64,
    /// Width and height of a picture.
    pub pixels: Option<(u32, u32)>,
    /// Key in the storage.
    pub blob_key: String,
}

/// The row of such a file: a client's, or the upload of an employee that his message takes next.
pub(crate) fn keep_past(
    tx: &Tx<'_>,
    channel: &ChannelFacts,
    client: Option<i64>,
    employee: Option<i64>,
    file: &PastFile,
    at: i64,
) -> Result<i64> {
    let stored = Stored {
        project: channel.project,
        channel: employee.is_none().then_some(channel.id),
        created_by: employee,
        kind: FileKindName::from(file.kind).name(),
        name: &file.name,
        mime: &file.mime,
        size: i64::try_from(file.size).unwrap_or(i64::MAX),
        pixels: file.pixels,
        blob_key: &file.blob_key,
    };
    let id = insert_stored(tx, &stored, at)?.id;
    if let Some(client) = client {
        tx.execute("update files set client = $2 where id = $1", params![id, client])?;
    }
    Ok(id)
}
