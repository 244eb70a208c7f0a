//! Everything out of a database and its storage into a backup, with memory for one part at a time.

use std::path::Path;

use beseda_base::db::catalog::{self, Table};
use beseda_base::db::{Db, Engine, Tx, Val, applied, copy_sqlite};
use beseda_base::error::Error;
use beseda_base::files::Files;
use futures_util::StreamExt as _;
use tokio::sync::mpsc;

use super::blobs::BLOBS;
use super::format::{FORMAT, Head, Manifest};
use super::reader::Reader;
use super::writer::Writer;
use super::{Progress, open_copy, rows};
use crate::command::Outcome;

/// Rows asked for at once.
const PAGE: i64 = 1_000;
/// Keys that wait to be copied.
const KEYS: usize = 1_000;

/// Of a SQLite file that a server may be writing to: pages first, rows out of the copy.
pub(super) async fn of_sqlite(path: &Path, target: &Path, files: &Files, now: i64) -> Outcome<Manifest> {
    if !path.exists() {
        return Err(format!("there is no database at {}; is --data right?", path.display()).into());
    }
    let copy = Copy::beside(target)?;
    let (from, to) = (path.to_path_buf(), copy.path.clone());
    let copying = tokio::task::spawn_blocking(move || {
        let mut progress = Progress::new("copying the database");
        copy_sqlite(&from, &to, &mut |done, all| progress.tell(|| format!("{done} of {all} pages")))
    });
    copying.await??;
    let db = open_copy(&copy.path).await?;
    let made = of(&db, target, files, now).await;
    db.close().await;
    made
}

/// The copy of a database while it is read out; it and what SQLite puts beside it go away with this value.
struct Copy {
    folder: std::path::PathBuf,
    path: std::path::PathBuf,
}

impl Copy {
    fn beside(target: &Path) -> Outcome<Self> {
        use std::os::unix::fs::DirBuilderExt as _;
        let mut name = target.file_name().ok_or("the backup needs a name")?.to_owned();
        name.push(format!(".{}.copy", std::process::id()));
        let folder = target.with_file_name(name);
        let made = std::fs::DirBuilder::new().mode(0o700).create(&folder);
        made.map_err(|error| format!("cannot write beside {}: {error}", target.display()))?;
        Ok(Self { path: folder.join("copy.db"), folder })
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            tracing::warn!(%error, "the copy {} was not removed", self.folder.display());
        }
    }
}

/// Of any database: all tables in one snapshot, then the files that its rows name.
pub(super) async fn of(db: &Db, target: &Path, files: &Files, now: i64) -> Outcome<Manifest> {
    let path = target.to_path_buf();
    let written = db.read(move |tx| Ok(tables(tx, &path, now))).await?;
    let mut writer = written?;
    copy_files(&mut writer, files).await?;
    writer.finish()
}

fn tables(tx: &Tx<'_>, target: &Path, now: i64) -> Outcome<Writer> {
    let migrations = applied(tx)?;
    if migrations.is_empty() {
        return Err("this is not a database of Beseda, or it has never been served".into());
    }
    let head = Head {
        format: FORMAT,
        beseda: env!("CARGO_PKG_VERSION").to_owned(),
        created_at: now,
        engine: if tx.engine() == Engine::Sqlite { "sqlite" } else { "postgres" }.to_owned(),
        migrations: migrations.into_iter().map(|migration| migration.checksum).collect(),
        tables: catalog::tables(tx)?,
    };
    let mut writer = Writer::create(target, &head)?;
    let mut progress = Progress::new("reading the tables");
    let mut count = 0_u64;
    for table in &head.tables {
        table_rows(tx, table, &mut |line| {
            count += 1;
            progress.tell(|| format!("{count} rows, now {}", table.name));
            writer.row(&table.name, line)
        })?;
        // After the rows: PostgreSQL's counters are outside of the snapshot and only grow.
        let last = if table.counted { catalog::last_id(tx, table)? } else { 0 };
        writer.end_table(&table.name, last)?;
    }
    Ok(writer)
}

/// Every row as a line, in the order of the key.
pub(super) fn table_rows(tx: &Tx<'_>, table: &Table, each: &mut dyn FnMut(&[u8]) -> Outcome) -> Outcome {
    let key = table.key.join(", ");
    if key.is_empty() {
        return Err(format!("the table {} has no key to read it by", table.name).into());
    }
    let places: Vec<usize> = table.key.iter().filter_map(|column| table.position(column)).collect();
    let marks: Vec<String> = (2..).take(places.len()).map(|number| format!("${number}")).collect();
    let (columns, name) = (table.column_list(), &table.name);
    let first = format!("select {columns} from {name} order by {key} limit $1");
    let next = format!("select {columns} from {name} where ({key}) > ({}) order by {key} limit $1", marks.join(", "));
    let mut last: Vec<Val> = Vec::new();
    loop {
        let sql = if last.is_empty() { &first } else { &next };
        let params: Vec<Val> = std::iter::once(Val::Int(PAGE)).chain(last.drain(..)).collect();
        let (mut count, mut refused) = (0, None);
        let mut line = Vec::new();
        let read = tx.each(sql, &params, &mut |row| {
            let values = rows::read(table, row)?;
            line.clear();
            rows::write(&values, &mut line)?;
            last = places.iter().map(|place| values[*place].clone()).collect();
            count += 1;
            each(&line).map_err(|error| {
                let text = Error::internal(error.to_string());
                refused = Some(error);
                text
            })
        });
        match (refused, read) {
            (Some(error), _) => return Err(error),
            (None, read) => read?,
        }
        if count < PAGE {
            return Ok(());
        }
    }
}

/// Copies what the rows name. The rows are read back from the backup itself, so that no snapshot stays open meanwhile.
async fn copy_files(writer: &mut Writer, files: &Files) -> Outcome {
    let path = writer.flush()?.to_path_buf();
    let (sender, mut keys) = mpsc::channel::<String>(KEYS);
    let reading = tokio::task::spawn_blocking(move || named_files(&path, &sender));
    let mut progress = Progress::new("copying files");
    let mut count = 0_u64;
    while let Some(key) = keys.recv().await {
        match files.get(&key).await {
            Err(Error::NotFound) => writer.missing(&key)?,
            Err(error) => return Err(error.into()),
            Ok(mut found) => {
                let mut file = writer.file(&key, found.size)?;
                while let Some(chunk) = found.stream.next().await {
                    file.write(&chunk?)?;
                }
                file.end()?;
            }
        }
        count += 1;
        progress.tell(|| format!("{count} files"));
    }
    reading.await?
}

fn named_files(path: &Path, keys: &mpsc::Sender<String>) -> Outcome {
    let reader = Reader::unfinished(path)?;
    for (name, column) in BLOBS {
        // A backup of an older version may not have the column yet.
        let table = reader.head.tables.iter().find(|table| table.name == name);
        let Some((table, place)) = table.and_then(|table| Some((table, table.position(column)?))) else { continue };
        reader.lines(name, &mut |line| {
            if let Val::Text(key) = &rows::parse(table, line)?[place]
                && !key.is_empty()
            {
                // Nobody listens any more only when the copying itself has failed.
                keys.blocking_send(key.clone()).map_err(|_| "the copying of files has ended")?;
            }
            Ok(())
        })?;
    }
    Ok(())
}
