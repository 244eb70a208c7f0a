//! The form of a backup: one tar file that any tool can look into.
//!
//! ```text
//! beseda-backup.json            Head: form, version, migrations, tables with their columns; first, so that it is told at once
//! tables/clients/000001.gz      rows, a line of JSON each, in parts of about 4 MiB before packing
//! files/files/1/3f…             stored files under their keys, as they are
//! index/000001.gz               key, size and SHA-256 of the files before it, a line of JSON each
//! manifest.json                 Manifest: counts, last ids, SHA-256 of every part and of the head
//! manifest.sha256               its own
//! ```
//! The last two stand at the end, so a backup that was cut short has none and is refused.

use std::collections::BTreeMap;

use beseda_base::db::catalog::Table;
use serde::{Deserialize, Serialize};

/// Of the form described above.
pub(super) const FORMAT: u32 = 1;
pub(super) const HEAD: &str = "beseda-backup.json";
pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const MANIFEST_SHA256: &str = "manifest.sha256";
pub(super) const TABLES: &str = "tables/";
pub(super) const FILES: &str = "files/";
pub(super) const INDEX: &str = "index/";

/// What stands first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    /// [`FORMAT`].
    pub(super) format: u32,
    /// Version of the program that made it.
    pub(super) beseda: String,
    /// When, milliseconds since 1970.
    pub(super) created_at: i64,
    /// `sqlite` or `postgres`; for people.
    pub(super) engine: String,
    /// Checksums of the migrations it had, from the first.
    pub(super) migrations: Vec<String>,
    /// Tables in the order in which they are filled.
    pub(super) tables: Vec<Table>,
}

/// What stands last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// By name.
    pub(super) tables: BTreeMap<String, TableCount>,
    /// Stored files.
    pub(super) files: FileCount,
    /// Every entry but the files and this.
    pub(super) parts: Vec<Part>,
}

/// Rows of a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TableCount {
    /// Rows.
    pub(super) rows: u64,
    /// Highest id ever given out, for tables that count.
    pub(super) last_id: i64,
}

/// Stored files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileCount {
    /// In the backup.
    pub(super) stored: u64,
    /// Their bytes.
    pub(super) bytes: u64,
    /// Named by a row, but gone from the storage when the backup was made.
    pub(super) missing: u64,
}

/// An entry with its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Part {
    /// Name in the archive.
    pub(super) name: String,
    /// Bytes.
    pub(super) size: u64,
    /// Rows or files in it; 0 for the head.
    pub(super) rows: u64,
    /// SHA-256 as hex.
    pub(super) sha256: String,
}

/// A stored file as the index names it. Without a hash: it was gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Indexed {
    /// Its key.
    pub(super) key: String,
    /// Bytes.
    pub(super) size: u64,
    /// SHA-256 as hex.
    pub(super) sha256: Option<String>,
}
