//! Writes a backup: under a temporary name, durable, and under its own name only when it is whole.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use beseda_base::id;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tar::{EntryType, Header};

use super::format::{FILES, HEAD, Head, INDEX, Indexed, MANIFEST, MANIFEST_SHA256, Manifest, Part, TABLES};
use crate::command::Outcome;

/// Bytes of rows that become one part.
const PART: usize = 4 << 20;
const BLOCK: usize = 512;

/// A backup that is being written.
pub(super) struct Writer {
    out: BufWriter<File>,
    /// Deleted unless [`Writer::finish`] was reached.
    temporary: Temporary,
    target: PathBuf,
    created_at: i64,
    manifest: Manifest,
    /// Lines of the part that is being filled, and how many.
    lines: (Vec<u8>, u64),
    index: (Vec<u8>, u64),
    numbers: (usize, usize),
}

/// A file that goes away with this value.
struct Temporary(Option<PathBuf>);

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // A leftover is found by its name and harms nobody.
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Writer {
    /// Begins a backup that shall be called `target`.
    pub(super) fn create(target: &Path, head: &Head) -> Outcome<Self> {
        if target.exists() {
            return Err(format!("{} is there already; a backup never overwrites another", target.display()).into());
        }
        let mut name = target.file_name().ok_or("the backup needs a name")?.to_owned();
        name.push(".part");
        let path = target.with_file_name(name);
        let file = private(&path).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        let mut writer = Self {
            out: BufWriter::with_capacity(1 << 20, file),
            temporary: Temporary(Some(path)),
            target: target.to_path_buf(),
            created_at: head.created_at,
            manifest: Manifest::default(),
            lines: (Vec::new(), 0),
            index: (Vec::new(), 0),
            numbers: (0, 0),
        };
        writer.part(HEAD.to_owned(), &json(head)?, 0)?;
        Ok(writer)
    }

    /// A row of this table, already a line.
    pub(super) fn row(&mut self, table: &str, line: &[u8]) -> Outcome {
        self.lines.0.extend_from_slice(line);
        self.lines.1 += 1;
        if self.lines.0.len() >= PART { self.end_part(table) } else { Ok(()) }
    }

    /// The table has no more rows.
    pub(super) fn end_table(&mut self, table: &str, last_id: i64) -> Outcome {
        self.end_part(table)?;
        self.numbers.0 = 0;
        self.manifest.tables.entry(table.to_owned()).or_default().last_id = last_id;
        Ok(())
    }

    fn end_part(&mut self, table: &str) -> Outcome {
        let (lines, rows) = std::mem::take(&mut self.lines);
        self.manifest.tables.entry(table.to_owned()).or_default().rows += rows;
        if rows == 0 {
            return Ok(());
        }
        self.numbers.0 += 1;
        let name = format!("{TABLES}{table}/{:06}.gz", self.numbers.0);
        self.part(name, &packed(&lines)?, rows)
    }

    /// Begins a stored file; its bytes follow in [`FileWriter::write`].
    pub(super) fn file(&mut self, key: &str, size: u64) -> Outcome<FileWriter<'_>> {
        self.head(&format!("{FILES}{key}"), size)?;
        Ok(FileWriter { writer: self, key: key.to_owned(), size, written: 0, hash: Sha256::new() })
    }

    /// A file that a row names and the storage does not have.
    pub(super) fn missing(&mut self, key: &str) -> Outcome {
        self.manifest.files.missing += 1;
        self.note(&Indexed { key: key.to_owned(), size: 0, sha256: None })
    }

    fn note(&mut self, file: &Indexed) -> Outcome {
        serde_json::to_writer(&mut self.index.0, file)?;
        self.index.0.push(b'\n');
        self.index.1 += 1;
        if self.index.0.len() >= PART { self.end_index() } else { Ok(()) }
    }

    fn end_index(&mut self) -> Outcome {
        let (lines, files) = std::mem::take(&mut self.index);
        if files == 0 {
            return Ok(());
        }
        self.numbers.1 += 1;
        let name = format!("{INDEX}{:06}.gz", self.numbers.1);
        self.part(name, &packed(&lines)?, files)
    }

    /// Makes everything written so far readable by another handle.
    pub(super) fn flush(&mut self) -> Outcome<&Path> {
        self.out.flush()?;
        Ok(self.temporary.0.as_deref().unwrap_or(&self.target))
    }

    /// Ends the backup: after this it is there, whole and durable.
    pub(super) fn finish(mut self) -> Outcome<Manifest> {
        self.end_index()?;
        let manifest = std::mem::take(&mut self.manifest);
        let text = json(&manifest)?;
        self.entry(MANIFEST, &text)?;
        self.entry(MANIFEST_SHA256, id::hex(&Sha256::digest(&text)).as_bytes())?;
        self.out.write_all(&[0; 2 * BLOCK])?;
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        if let Some(path) = self.temporary.0.take() {
            std::fs::rename(path, &self.target)?;
        }
        sync_folder(&self.target)?;
        Ok(manifest)
    }

    fn part(&mut self, name: String, bytes: &[u8], rows: u64) -> Outcome {
        self.entry(&name, bytes)?;
        let sha256 = id::hex(&Sha256::digest(bytes));
        self.manifest.parts.push(Part { name, size: bytes.len() as u64, rows, sha256 });
        Ok(())
    }

    fn entry(&mut self, name: &str, bytes: &[u8]) -> Outcome {
        self.head(name, bytes.len() as u64)?;
        self.out.write_all(bytes)?;
        self.pad(bytes.len() as u64)
    }

    fn head(&mut self, name: &str, size: u64) -> Outcome {
        let mut header = Header::new_ustar();
        header.set_path(name)?;
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o600);
        header.set_mtime(u64::try_from(self.created_at / 1000).unwrap_or(0));
        header.set_size(size);
        header.set_cksum();
        Ok(self.out.write_all(header.as_bytes())?)
    }

    fn pad(&mut self, size: u64) -> Outcome {
        let over = usize::try_from(size % BLOCK as u64)?;
        let _: () = if over > 0 {
            self.out.write_all(&[0; BLOCK][over..])?
        };
        Ok(())
    }
}

/// A stored file on its way into the backup.
pub(super) struct FileWriter<'a> {
    writer: &'a mut Writer,
    key: String,
    size: u64,
    written: u64,
    hash: Sha256,
}

impl FileWriter<'_> {
    /// The next bytes.
    pub(super) fn write(&mut self, chunk: &[u8]) -> Outcome {
        self.written += chunk.len() as u64;
        if self.written > self.size {
            return Err(format!("the file {} is longer than the storage said", self.key).into());
        }
        self.hash.update(chunk);
        Ok(self.writer.out.write_all(chunk)?)
    }

    /// All bytes were written.
    pub(super) fn end(self) -> Outcome {
        if self.written != self.size {
            return Err(format!("the file {} ended after {} of {} bytes", self.key, self.written, self.size).into());
        }
        self.writer.pad(self.size)?;
        let files = &mut self.writer.manifest.files;
        files.stored += 1;
        files.bytes += self.size;
        let sha256 = Some(id::hex(&self.hash.finalize()));
        self.writer.note(&Indexed { key: self.key, size: self.size, sha256 })
    }
}

/// Dialogs are nobody else's business.
fn private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    File::options().write(true).create(true).truncate(true).mode(0o600).open(path)
}

/// A rename survives a power cut once its folder is written.
pub(super) fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn packed(lines: &[u8]) -> io::Result<Vec<u8>> {
    let mut packing = GzEncoder::new(Vec::with_capacity(lines.len() / 4), Compression::fast());
    packing.write_all(lines)?;
    packing.finish()
}

fn json(value: &impl Serialize) -> Outcome<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    Ok(text)
}
