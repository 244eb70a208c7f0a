//! Reads a backup: what is in it, row by row and file by file, and whether it is what its manifest says.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use beseda_base::id;
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};

use super::format::{FILES, FORMAT, HEAD, Head, INDEX, Indexed, MANIFEST, MANIFEST_SHA256, Manifest, Part, TABLES};
use crate::command::Outcome;

/// Largest part that is taken into memory, packed. One row may be larger than a part is meant to be.
const PART_MAX: u64 = 256 << 20;
/// Bytes read of a file at once.
const CHUNK: usize = 256 << 10;

/// Where an entry's bytes are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) at: u64,
    pub(super) size: u64,
}

/// A backup that was opened.
pub(super) struct Reader {
    file: File,
    path: PathBuf,
    pub(super) head: Head,
    pub(super) manifest: Manifest,
    /// Every entry but the stored files, by name.
    parts: HashMap<String, Span>,
}

impl Reader {
    /// Opens a finished backup.
    pub(super) fn open(path: &Path) -> Outcome<Self> {
        let file = File::open(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        let mut parts = HashMap::new();
        walk(&file, path, &mut |name, span| {
            if !name.starts_with(FILES) {
                parts.insert(name.to_owned(), span);
            }
            Ok(())
        })?;
        let text = |name: &str| -> Outcome<Vec<u8>> {
            let span = parts.get(name).ok_or_else(|| incomplete(path))?;
            bytes(&file, *span)
        };
        let (head, manifest, hash) = (text(HEAD)?, text(MANIFEST)?, text(MANIFEST_SHA256)?);
        if id::hex(&Sha256::digest(&manifest)).as_bytes() != hash {
            return Err(format!("{} is damaged: its manifest is not what was written", path.display()).into());
        }
        let head = head_of(&head, path)?;
        let manifest = serde_json::from_slice(&manifest)?;
        Ok(Self { file, path: path.to_path_buf(), head, manifest, parts })
    }

    /// Opens what has been written of a backup so far, to read rows of it.
    pub(super) fn unfinished(path: &Path) -> Outcome<Self> {
        let file = File::open(path)?;
        let mut parts = HashMap::new();
        let mut manifest = Manifest::default();
        walk(&file, path, &mut |name, span| {
            parts.insert(name.to_owned(), span);
            manifest.parts.push(Part { name: name.to_owned(), size: span.size, rows: 0, sha256: String::new() });
            Ok(())
        })?;
        let head = parts.get(HEAD).ok_or_else(|| incomplete(path))?;
        let head = head_of(&bytes(&file, *head)?, path)?;
        Ok(Self { file, path: path.to_path_buf(), head, manifest, parts })
    }

    /// The lines of a table, in the order in which they were read.
    pub(super) fn lines(&self, table: &str, each: &mut dyn FnMut(&str) -> Outcome) -> Outcome {
        let folder = format!("{TABLES}{table}/");
        for part in self.manifest.parts.iter().filter(|part| part.name.starts_with(&folder)) {
            self.part_lines(part, each)?;
        }
        Ok(())
    }

    /// Every stored file with its key and the place of its bytes, in the order of the index.
    pub(super) fn files(&self, each: &mut dyn FnMut(&str, Span) -> Outcome) -> Outcome {
        walk(&self.file, &self.path, &mut |name, span| match name.strip_prefix(FILES) {
            Some(key) => each(key, span),
            None => Ok(()),
        })
    }

    /// Bytes of a file from `done` on.
    pub(super) fn chunk(&self, span: Span, done: u64) -> std::io::Result<Vec<u8>> {
        chunk(&self.file, span, done)
    }

    /// Reads everything and tells what is not as the manifest and the index say; stops after `most` sentences.
    pub(super) fn examine(&self, most: usize, tick: &mut dyn FnMut(u64)) -> Outcome<Vec<String>> {
        let mut wrong = Vec::new();
        let mut rows: HashMap<&str, u64> = HashMap::new();
        for part in &self.manifest.parts {
            let Some(span) = self.parts.get(&part.name) else {
                wrong.push(format!("{} is missing", part.name));
                continue;
            };
            if span.size != part.size || hash(&self.file, *span, tick)? != part.sha256 {
                wrong.push(format!("{} is damaged", part.name));
                continue;
            }
            if let Some(table) = part.name.strip_prefix(TABLES).and_then(|name| name.split('/').next()) {
                let mut lines = 0;
                self.part_lines(part, &mut |_| {
                    lines += 1;
                    Ok(())
                })?;
                *rows.entry(table).or_default() += lines;
            }
            if wrong.len() >= most {
                return Ok(wrong);
            }
        }
        for (table, count) in &self.manifest.tables {
            let found = rows.get(table.as_str()).copied().unwrap_or(0);
            if found != count.rows {
                wrong.push(format!("the table {table} has {found} rows of {}", count.rows));
            }
        }
        if wrong.is_empty() {
            self.examine_files(&mut wrong, most, tick)?;
        }
        wrong.truncate(most);
        Ok(wrong)
    }

    /// Files stand in the order of the index, so both are read side by side and nothing is kept.
    fn examine_files(&self, wrong: &mut Vec<String>, most: usize, tick: &mut dyn FnMut(u64)) -> Outcome {
        let mut parts = self.manifest.parts.iter().filter(|part| part.name.starts_with(INDEX));
        let mut expected = std::collections::VecDeque::new();
        let mut stored = 0;
        self.files(&mut |key, span| {
            while expected.is_empty() {
                let Some(part) = parts.next() else { break };
                self.part_lines(part, &mut |line| {
                    let file: Indexed = serde_json::from_str(line)?;
                    expected.extend(file.sha256.is_some().then_some(file));
                    Ok(())
                })?;
            }
            stored += 1;
            let fits = match expected.pop_front() {
                Some(file) if file.key == key && file.size == span.size => {
                    Some(hash(&self.file, span, tick)?) == file.sha256
                }
                _ => false,
            };
            if !fits && wrong.len() < most {
                wrong.push(format!("the file {key} is damaged"));
            }
            Ok(())
        })?;
        if stored != self.manifest.files.stored {
            wrong.push(format!("{stored} files are there of {}", self.manifest.files.stored));
        }
        Ok(())
    }

    fn part_lines(&self, part: &Part, each: &mut dyn FnMut(&str) -> Outcome) -> Outcome {
        let span = self.parts.get(&part.name).ok_or_else(|| format!("{} is missing", part.name))?;
        let packed = bytes(&self.file, *span)?;
        let mut lines = BufReader::new(GzDecoder::new(&packed[..]).take(4 * PART_MAX));
        let mut line = String::new();
        while lines.read_line(&mut line)? > 0 {
            each(line.trim_end_matches('\n'))?;
            line.clear();
        }
        Ok(())
    }
}

/// The bytes of a file in pieces, from the handle of the whole archive.
fn chunk(file: &File, span: Span, done: u64) -> std::io::Result<Vec<u8>> {
    let length = usize::try_from((span.size - done).min(CHUNK as u64)).unwrap_or(CHUNK);
    let mut piece = vec![0; length];
    file.read_exact_at(&mut piece, span.at + done)?;
    Ok(piece)
}

/// Every entry with the place of its bytes. A cut archive ends at its last whole head.
fn walk(file: &File, path: &Path, each: &mut dyn FnMut(&str, Span) -> Outcome) -> Outcome {
    let length = file.metadata()?.len();
    let mut archive = tar::Archive::new(BufReader::new(file.try_clone()?));
    std::io::Seek::rewind(&mut &*file)?;
    for entry in archive.entries_with_seek().map_err(|error| unreadable(path, &error))? {
        let entry = entry.map_err(|error| unreadable(path, &error))?;
        let span = Span { at: entry.raw_file_position(), size: entry.header().entry_size()? };
        if span.at.saturating_add(span.size) > length {
            return Err(incomplete(path));
        }
        let name = entry.path()?.to_str().map(str::to_owned);
        each(&name.ok_or("the archive has a name that is no text")?, span)?;
    }
    Ok(())
}

fn bytes(file: &File, span: Span) -> Outcome<Vec<u8>> {
    if span.size > PART_MAX {
        return Err("a part of the backup is larger than any that is written".into());
    }
    let mut whole = vec![0; usize::try_from(span.size)?];
    file.read_exact_at(&mut whole, span.at)?;
    Ok(whole)
}

fn hash(file: &File, span: Span, tick: &mut dyn FnMut(u64)) -> Outcome<String> {
    let mut hash = Sha256::new();
    let mut done = 0;
    while done < span.size {
        let piece = chunk(file, span, done)?;
        hash.update(&piece);
        done += piece.len() as u64;
        tick(piece.len() as u64);
    }
    Ok(id::hex(&hash.finalize()))
}

fn head_of(text: &[u8], path: &Path) -> Outcome<Head> {
    let form: serde_json::Value = serde_json::from_slice(text)?;
    match form["format"].as_u64() {
        Some(format) if format == u64::from(FORMAT) => Ok(serde_json::from_slice(text)?),
        Some(format) if format > u64::from(FORMAT) => {
            Err(format!("{} was made by a newer Beseda ({}); install that one", path.display(), form["beseda"]).into())
        }
        _ => Err(format!("{} is not a backup of Beseda", path.display()).into()),
    }
}

fn incomplete(path: &Path) -> Box<dyn std::error::Error + Send + Sync> {
    format!("{} is not a whole backup: its end is missing", path.display()).into()
}

fn unreadable(path: &Path, error: &std::io::Error) -> Box<dyn std::error::Error + Send + Sync> {
    format!("{} is not a backup of Beseda, or it is damaged: {error}", path.display()).into()
}
