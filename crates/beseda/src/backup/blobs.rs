//! Where rows name stored files.

/// Every column that holds a key of the file storage. A test compares this list with the tables.
pub(super) const BLOBS: [(&str, &str); 4] =
    [("files", "blob_key"), ("files", "thumb_key"), ("clients", "avatar_key"), ("employees", "avatar_key")];

/// Columns that are called keys and name no file.
#[cfg(test)]
pub(super) const NO_BLOBS: [(&str, &str); 9] = [
    ("labels", "name_key"),
    ("client_contacts", "value_key"),
    ("employees", "email_key"),
    ("employees", "send_key"),
    ("invitations", "email_key"),
    ("raw_events", "thread_key"),
    ("raw_scrubs", "thread_key"),
    // A table on its way in: after a restore it is uploaded again.
    ("imports", "blob_key"),
    // Bytes that are about to go.
    ("spare_blobs", "blob_key"),
];
