//! A large SQLite database, the same each time: made once, kept, and used again while the tables are the same.
//!
//! Messages stand in order of time, those of one dialog far from each other, as they do in a grown installation. A tenth of
//! the clients has most of the messages (about 55 each); 40 % are free, the others have one of 20 responsibles; 2 % wait for
//! an answer; four labels of known share. Rows go in without indexes; these are made afterwards from their own text.

use std::path::{Path, PathBuf};
use std::time::Instant;

use beseda_base::bus::Bus;
use beseda_base::clock::Clock;
use beseda_base::config::Config;
use beseda_base::db::Engine;
use beseda_inbox::messages::AuthorKind;
use beseda_inbox::{migrations, search};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::fixture::{self, EMPLOYEES, NOW, PROJECT, stems, text};
use super::numbers::Random;
use crate::command::Outcome;
use crate::server;

/// Changed when the rows change.
const VERSION: u32 = 3;
/// Between two messages of a database with ten million; smaller databases reach as far into the past.
const SPAN_MS: i64 = 3 * 365 * 86_400_000;
/// A word that was last used a year ago, by every fiftieth who wrote in the two months around that day.
pub(super) const OLD: &str = " новогодний";
const YEAR_AGO: i64 = NOW - 365 * 86_400_000;
const MONTH_MS: i64 = 30 * 86_400_000;
/// Rows of one transaction.
const AT_ONCE: i64 = 500_000;
/// Tables that are filled.
const TABLES: &str = "('clients', 'threads', 'messages', 'client_keys')";

/// Labels: on a tenth of the clients, on a hundredth, on one of ten thousand, and on a tenth who are all free.
pub(super) const TENTH: i64 = 1;
pub(super) const HUNDREDTH: i64 = 2;
pub(super) const RARE: i64 = 3;
pub(super) const FREE_TENTH: i64 = 4;

/// How large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Size {
    pub(super) clients: i64,
    pub(super) messages: i64,
}

/// What a finished database says about itself.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    version: u32,
    schema: String,
    size: Size,
}

/// The data folder with the database of this size.
pub(super) async fn database(folder: &Path, size: Size) -> Outcome<PathBuf> {
    let home = folder.join(format!("inbox-{}-{}", size.clients, size.messages));
    let manifest = Manifest { version: VERSION, schema: schema(), size };
    let note = home.join("manifest.json");
    let found = std::fs::read(&note).ok().and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok());
    if found.as_ref() == Some(&manifest) {
        return Ok(home);
    }
    if home.exists() {
        std::fs::remove_dir_all(&home)?;
    }
    let config = Config { data_dir: home.to_string_lossy().into_owned(), ..Config::default() };
    let db = server::open_db(&config, Bus::in_process(), Clock::system()).await?;
    db.migrate(migrations::ALL).await?;
    db.write(fixture::company).await?;
    db.close().await;
    let path = home.join("beseda.db");
    tokio::task::spawn_blocking(move || fill(&path, size)).await??;
    // Last: what was interrupted is made anew.
    std::fs::write(&note, serde_json::to_vec(&manifest)?)?;
    Ok(home)
}

fn schema() -> String {
    let mut hash = Sha256::new();
    for migration in migrations::ALL {
        hash.update(migration.sqlite);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// A client while his messages are dealt out.
#[derive(Clone, Copy, Default)]
struct Dealt {
    messages: u32,
    incoming: u32,
    last_in: u32,
    first_at: i64,
    last_at: i64,
}

fn fill(path: &Path, size: Size) -> Outcome {
    let connection = Connection::open(path)?;
    // A database that is interrupted here is made anew.
    connection.pragma_update(None, "journal_mode", "off")?;
    connection.pragma_update(None, "synchronous", "off")?;
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.pragma_update(None, "cache_size", -200_000)?;
    let indexes: Vec<(String, String)> = connection
        .prepare(&format!(
            "select name, sql from sqlite_master where type = 'index' and sql is not null and tbl_name in {TABLES}"
        ))?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (name, _) in &indexes {
        connection.execute_batch(&format!("drop index {name}"))?;
    }
    let triggers: Vec<(String, String)> = connection
        .prepare("select name, sql from sqlite_master where type = 'trigger' and tbl_name = 'clients'")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (name, _) in &triggers {
        connection.execute_batch(&format!("drop trigger {name}"))?;
    }
    let start = Instant::now();
    let dealt = messages(&connection, size, start)?;
    clients(&connection, &dealt)?;
    for (name, text) in &indexes {
        tracing::info!(seconds = start.elapsed().as_secs(), "making the index {name}");
        connection.execute_batch(text)?;
    }
    tracing::info!(seconds = start.elapsed().as_secs(), "making the index of parts of names");
    connection.execute_batch(
        "insert into client_search (rowid, words) select id, char(1) || project || char(1) || search || char(10) || id from clients",
    )?;
    for (_, text) in &triggers {
        connection.execute_batch(text)?;
    }
    connection.pragma_update(None, "journal_mode", "wal")?;
    Ok(())
}

/// Everybody once at first, then by chance: three of five to the tenth that writes much.
fn messages(connection: &Connection, size: Size, start: Instant) -> Outcome<Vec<Dealt>> {
    let mut random = Random::new(size.clients.unsigned_abs());
    let mut dealt = vec![Dealt::default(); usize::try_from(size.clients)? + 1];
    let mut insert = connection.prepare(
        "insert into messages (project, client, n, thread, kind, author_kind, author, text, state, sent_at, received_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    let mut found = connection.prepare("insert into message_search (rowid, words) values (?, ?)")?;
    let step = SPAN_MS / size.messages.max(1);
    connection.execute_batch("begin")?;
    for number in 0..size.messages {
        if number % AT_ONCE == AT_ONCE - 1 {
            connection.execute_batch("commit; begin")?;
            tracing::info!(seconds = start.elapsed().as_secs(), "{number} of {} messages", size.messages);
        }
        let client = if number < size.clients {
            number + 1
        } else if random.below(5) < 3 {
            (random.below(size.clients / 10) + 1) * 10
        } else {
            random.below(size.clients) + 1
        };
        let when = NOW - (size.messages - number) * step;
        let place = &mut dealt[usize::try_from(client)?];
        place.messages += 1;
        let incoming = place.messages == 1 || random.below(10) < 6;
        if incoming {
            place.incoming += 1;
            place.last_in = place.messages;
        }
        if place.messages == 1 {
            place.first_at = when;
        }
        place.last_at = when;
        let (kind, author_kind) = if incoming { ("in", "client") } else { ("out", "employee") };
        let author = if incoming { None } else { Some(client % EMPLOYEES + 1) };
        let state = if incoming { None } else { Some("sent") };
        let (mut text, mut stems) = (text(number), stems(number));
        if (when - YEAR_AGO).abs() < MONTH_MS && number % 50 == 0 {
            text.push_str(OLD);
            stems.push_str(&search::stems(OLD));
        }
        let id = insert.insert(params![
            PROJECT,
            client,
            place.messages,
            client,
            kind,
            author_kind,
            author,
            text,
            state,
            when,
            when
        ])?;
        let author = if incoming { AuthorKind::Client } else { AuthorKind::Employee };
        let document = fixture::indexed(id, client, author, when, stems).document(Engine::Sqlite);
        found.execute(params![id, document])?;
    }
    connection.execute_batch("commit")?;
    Ok(dealt)
}

fn clients(connection: &Connection, dealt: &[Dealt]) -> Outcome {
    connection.execute_batch("begin")?;
    let mut thread = connection.prepare("insert into threads (id, channel, chat, client) values (?1, ?2, ?3, ?1)")?;
    let mut client = connection.prepare(
        "insert into clients (id, project, channel, external_id, name, search, created_at, last_action_at, active_at, last_n, preview_n,
           last_in_n, last_thread, in_count, responsible_seen_in, answered_in, unanswered_since, responsible, avatar_checked_at, keys)
         values (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?8, ?9, ?1, ?10, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?;
    let mut key = connection.prepare("insert into client_keys (kind, key, active_at, client) values (1, ?, ?, ?)")?;
    for (label, name) in [(TENTH, "Десятая"), (HUNDREDTH, "Сотая"), (RARE, "Редкая"), (FREE_TENTH, "Свободная")]
    {
        connection.execute(
            "insert into labels (id, project, kind, name, name_key, color, created_at) values (?, ?, 'label', ?, ?, 1, 0)",
            params![label, PROJECT, name, name.to_lowercase()],
        )?;
    }
    for (id, row) in (0_i64..).zip(dealt).skip(1) {
        let chat = (1_000_000 + id).to_string();
        // By a number that has nothing to do with who writes much.
        let lot = id.wrapping_mul(7_919) % 1_000;
        let unanswered = (lot % 50 == 7).then_some(row.last_at);
        let answered = if unanswered.is_some() { row.incoming - 1 } else { row.incoming };
        let responsible = (lot >= 400).then(|| (id.wrapping_mul(104_729) / 8) % EMPLOYEES + 1);
        let labels: Vec<i64> =
            [(TENTH, lot % 10 == 3), (HUNDREDTH, lot % 100 == 33), (RARE, id % 10_000 == 77), (FREE_TENTH, lot < 100)]
                .into_iter()
                .filter_map(|(label, has)| has.then_some(label))
                .collect();
        let name = format!("Клиент {id}");
        client.execute(params![
            id,
            PROJECT,
            chat,
            name,
            name.to_lowercase(),
            row.first_at,
            row.last_at,
            row.messages,
            row.last_in,
            row.incoming,
            answered,
            unanswered,
            responsible,
            i64::MAX / 2,
            labels.len() as i64
        ])?;
        for label in labels {
            key.execute(params![label, row.last_at, id])?;
        }
        thread.execute(params![id, PROJECT, chat])?;
    }
    connection.execute_batch("commit")?;
    Ok(())
}
