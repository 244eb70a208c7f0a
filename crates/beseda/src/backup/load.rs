//! A backup into an empty installation. Files first, then all rows in one transaction, so that a restore that breaks off
//! leaves nothing that looks whole.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use beseda_base::config::Config;
use beseda_base::db::catalog::{self, Table};
use beseda_base::db::{Db, DbOptions, Migration, Tx, Val, lock_file, migrate_within};
use beseda_base::error::{Error, Result};
use beseda_base::files::Files;
use beseda_inbox::{migrations, outbox, scheduled, search};
use bytes::Bytes;
use futures_util::StreamExt as _;
use tokio::sync::mpsc;

use super::reader::{Reader, Span};
use super::writer::sync_folder;
use super::{Progress, rows};
use crate::command::Outcome;
use crate::tools;

/// Rows written by one statement.
const BATCH: usize = 500;
/// Bytes of lines after which a batch is written even if it has fewer rows.
const BATCH_BYTES: usize = 4 << 20;
/// Files listed ahead of the one that is being stored.
const LISTED: usize = 100;
/// Table that a server fills before anybody has used it.
const FILLED_BY_A_START: &str = "installation";

/// A backup that was examined, and what to do with it.
pub(super) struct Restore {
    pub(super) reader: Reader,
    /// In place of what is there.
    pub(super) replace: bool,
    /// Messages that waited to be sent wait again, instead of being doubted.
    pub(super) keep_queue: bool,
    pub(super) now: i64,
}

/// What a restore has done.
pub(super) struct Done {
    pub(super) rows: u64,
    pub(super) files: u64,
    pub(super) doubted: u64,
    /// Where the former database is.
    pub(super) kept: Option<PathBuf>,
}

/// Whether this program knows the tables of the backup.
pub(super) fn fits(reader: Reader) -> Outcome<Reader> {
    let (theirs, ours) = (&reader.head.migrations, migrations::ALL);
    if theirs.len() > ours.len() {
        let made_by = &reader.head.beseda;
        return Err(format!("the backup was made by a newer Beseda ({made_by}); install that one, then restore").into());
    }
    let same = theirs.iter().zip(ours).all(|(theirs, ours)| *theirs == ours.checksum());
    if same {
        Ok(reader)
    } else {
        Err("the backup was made by a program with other tables; it cannot be restored".into())
    }
}

/// Restores into the installation of these settings.
pub(super) async fn run(config: &Config, restore: Restore) -> Outcome<Done> {
    std::fs::create_dir_all(&config.data_dir)?;
    match tools::sqlite_path(config) {
        Some(path) => into_sqlite(config, &path, restore).await,
        None => {
            let db = Db::open(&tools::patient(DbOptions::new(config.database_url()))).await?;
            let done = into_tables(config, &db, restore).await;
            db.close().await;
            done
        }
    }
}

/// Into a new file that takes the old one's place at the very end.
async fn into_sqlite(config: &Config, path: &Path, restore: Restore) -> Outcome<Done> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or(Ok(()), std::fs::create_dir_all)?;
    // No server may have it, or open it, while it is exchanged.
    let _lock = lock_file(path)?;
    let there = path.exists();
    if there && !restore.replace {
        let old = open_file(path).await?;
        let empty = old.read(is_empty).await;
        // Closing brings its log into the file.
        old.close().await;
        if !empty? {
            return Err(not_empty(&path.display().to_string()));
        }
    }
    let fresh = beside(path, ".restoring");
    remove_database(&fresh)?;
    let db = open_file(&fresh).await?;
    let done = into_tables(config, &db, Restore { replace: false, ..restore }).await;
    db.close().await;
    let mut done = match done {
        Ok(done) => done,
        Err(error) => {
            remove_database(&fresh)?;
            return Err(error);
        }
    };
    if there {
        // Whatever a crash left in its log belongs to it.
        open_file(path).await?.close().await;
        let kept = beside(path, ".before-restore");
        remove_database(&kept)?;
        std::fs::rename(path, &kept)?;
        done.kept = Some(kept);
    }
    std::fs::File::open(&fresh)?.sync_all()?;
    std::fs::rename(&fresh, path)?;
    sync_folder(path)?;
    Ok(done)
}

async fn open_file(path: &Path) -> Outcome<Db> {
    Ok(Db::open(&tools::patient(DbOptions::new(format!("sqlite:{}", path.display())))).await?)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// With what SQLite puts beside it.
fn remove_database(path: &Path) -> io::Result<()> {
    for ending in ["", "-wal", "-shm", "-journal"] {
        match std::fs::remove_file(beside(path, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

async fn into_tables(config: &Config, db: &Db, restore: Restore) -> Outcome<Done> {
    let replace = restore.replace;
    let refused = db.read(move |tx| may_fill(tx, replace)).await?;
    if let Some(refused) = refused {
        return Err(refused.into());
    }
    let restore = Arc::new(restore);
    put_files(&Files::open(config)?, &restore).await?;
    let filling = Arc::clone(&restore);
    let doubted = db.write(move |tx| fill(tx, &filling)).await?;
    let manifest = &restore.reader.manifest;
    Ok(Done {
        rows: manifest.tables.values().map(|table| table.rows).sum(),
        files: manifest.files.stored,
        doubted,
        kept: None,
    })
}

/// Why this database is not filled, if it is not.
fn may_fill(tx: &Tx<'_>, replace: bool) -> Result<Option<String>> {
    if !catalog::is_ours(tx)? {
        let strange = catalog::tables(tx)?.first().map(|table| table.name.clone());
        return Ok(strange.map(|table| {
            format!("this database belongs to another program (it has a table {table}); give Beseda one of its own")
        }));
    }
    Ok(if replace || is_empty(tx)? { None } else { Some(not_empty("the database").to_string()) })
}

/// Whether nobody has worked in it yet.
fn is_empty(tx: &Tx<'_>) -> Result<bool> {
    for table in catalog::tables(tx)?.iter().filter(|table| table.name != FILLED_BY_A_START) {
        if tx.execute(&format!("select 1 from {} limit 1", table.name), &[])? > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

fn not_empty(name: &str) -> Box<dyn std::error::Error + Send + Sync> {
    format!("{name} is not empty; --replace puts the backup in its place").into()
}

/// Every file under its key. Keys are random and never used again, so an existing one is the same file.
async fn put_files(files: &Files, restore: &Arc<Restore>) -> Outcome {
    let (sender, mut listed) = mpsc::channel::<(String, Span)>(LISTED);
    let from = Arc::clone(restore);
    let listing = tokio::task::spawn_blocking(move || {
        // Nobody listens any more only when the storing itself has failed.
        from.reader
            .files(&mut |key, span| Ok(sender.blocking_send((key.to_owned(), span)).map_err(|_| "storing ended")?))
    });
    let mut progress = Progress::new("storing files");
    let mut count = 0_u64;
    while let Some((key, span)) = listed.recv().await {
        let from = Arc::clone(restore);
        let pieces = futures_util::stream::unfold(0, move |done| {
            let piece = (done < span.size).then(|| from.reader.chunk(span, done));
            async move {
                let piece = piece?;
                let next = piece.as_ref().map_or(span.size, |piece| done + piece.len() as u64);
                Some((piece.map(Bytes::from), next))
            }
        });
        files.put_stream(&key, pieces.boxed(), span.size).await?;
        count += 1;
        progress.tell(|| format!("{count} of {}", restore.reader.manifest.files.stored));
    }
    listing.await?
}

/// Everything in one transaction. Answers how many messages were doubted.
fn fill(tx: &Tx<'_>, restore: &Restore) -> Result<u64> {
    let reader = &restore.reader;
    if restore.replace {
        catalog::drop_all(tx)?;
    }
    let known: &[Migration] = migrations::ALL;
    migrate_within(tx, &known[..reader.head.migrations.len()])?;
    let made = catalog::tables(tx)?;
    for table in made.iter().rev() {
        // Rows that the migrations themselves have put there are in the backup, too.
        tx.execute(&format!("delete from {}", table.name), &[])?;
    }
    let mut progress = Progress::new("writing the tables");
    let mut count = 0;
    for table in &reader.head.tables {
        let same = made.iter().find(|made| made.name == table.name).filter(|made| made.columns == table.columns);
        let same = same.ok_or_else(|| Error::internal(format!("the table {} is another one here", table.name)))?;
        fill_table(tx, reader, same, &mut |rows| {
            count += rows;
            progress.tell(|| format!("{count} rows, now {}", table.name));
        })?;
    }
    migrate_within(tx, known)?;
    search::start_over(tx)?;
    if restore.keep_queue {
        Ok(0)
    } else {
        Ok(outbox::doubt_unsent(tx, restore.now)? + scheduled::doubt_due(tx, restore.now)?)
    }
}

fn fill_table(tx: &Tx<'_>, reader: &Reader, table: &Table, tick: &mut dyn FnMut(usize)) -> Result<()> {
    let types: Vec<&str> = table.columns.iter().map(|column| column.kind.rows_type()).collect();
    let sql = format!("insert into {} ({}) values {{rows:{}}}", table.name, table.column_list(), types.join(","));
    let (mut batch, mut bytes, mut count): (Vec<Vec<Val>>, usize, u64) = (Vec::new(), 0, 0);
    let mut flush = |batch: &mut Vec<Vec<Val>>| -> Result<()> {
        tx.execute_rows(&sql, &[], batch)?;
        tick(batch.len());
        batch.clear();
        Ok(())
    };
    let read = reader.lines(&table.name, &mut |line| {
        batch.push(rows::parse(table, line)?);
        bytes += line.len();
        count += 1;
        if batch.len() >= BATCH || bytes >= BATCH_BYTES {
            bytes = 0;
            flush(&mut batch)?;
        }
        Ok(())
    });
    read.map_err(|error| Error::internal(format!("the table {}: {error}", table.name)))?;
    flush(&mut batch)?;
    let expected = reader.manifest.tables.get(&table.name).copied().unwrap_or_default();
    let found: i64 = tx.one(&format!("select count(*) from {}", table.name), &[])?;
    if count != expected.rows || u64::try_from(found) != Ok(count) {
        return Err(Error::internal(format!("the table {} has {found} rows of {}", table.name, expected.rows)));
    }
    if table.counted { catalog::set_last_id(tx, table, expected.last_id) } else { Ok(()) }
}
