//! The limit under `ingest` on SQLite: its own connection with the same settings, the same rows, nothing else.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use beseda_base::db::Engine;
use beseda_inbox::messages::AuthorKind;
use rusqlite::{Connection, Statement, params};

use super::fixture::{self, PROJECT, at, stems, text};
use super::ingest::CLIENTS;
use super::numbers::Random;
use crate::command::Outcome;

/// The bare driver on a database of its own, with checkpoints beside the writer as the server makes them.
pub(super) struct Bare {
    connection: Connection,
    random: Random,
    next: i64,
    stop: Arc<AtomicBool>,
    checkpoints: Option<JoinHandle<()>>,
}

/// A message on its way: its number, its client, its raw event.
type Kept = (i64, i64, i64);

impl Bare {
    pub(super) fn open(path: &Path) -> Outcome<Self> {
        let connection = connect(path)?;
        let (second, stop) = (connect(path)?, Arc::new(AtomicBool::new(false)));
        let stopping = Arc::clone(&stop);
        let checkpoints = std::thread::Builder::new().spawn(move || {
            while !stopping.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(250));
                // Being kept from it is no error: the next round goes on.
                let _ = second.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()));
            }
        })?;
        Ok(Self { connection, random: Random::new(77), next: 1, stop, checkpoints: Some(checkpoints) })
    }

    /// Writes `count` messages in `commits` transactions: each keeps some and receives those kept by the one before.
    pub(super) fn write(&mut self, count: usize, commits: u64) -> Outcome {
        let commits = usize::try_from(commits)?.clamp(2, count + 1) - 1;
        let mut rows = Rows::prepare(&self.connection)?;
        let mut kept: Vec<Kept> = Vec::new();
        for commit in 0..=commits {
            // Spread evenly, whatever the division leaves over; the last commit only receives.
            let share = if commit == commits { 0 } else { count * (commit + 1) / commits - count * commit / commits };
            self.connection.execute_batch("begin immediate")?;
            let received = std::mem::take(&mut kept);
            for _ in 0..share {
                kept.push(rows.keep(self.next, self.random.below(CLIENTS) + 1)?);
                self.next += 1;
            }
            rows.receive(&received)?;
            self.connection.execute_batch("commit")?;
        }
        Ok(())
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.checkpoints.take() {
            // It ends by itself; a panic in it has been printed.
            let _ = thread.join();
        }
    }
}

fn connect(path: &Path) -> Outcome<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "cache_size", -64_000)?;
    Ok(connection)
}

/// One statement for each kind of row.
struct Rows<'c> {
    raw: Statement<'c>,
    flip: Statement<'c>,
    client: Statement<'c>,
    message: Statement<'c>,
    part: Statement<'c>,
    found: Statement<'c>,
    event: Statement<'c>,
    project: Statement<'c>,
    hour: Statement<'c>,
    channel: Statement<'c>,
}

impl<'c> Rows<'c> {
    fn prepare(connection: &'c Connection) -> Outcome<Self> {
        Ok(Self {
            raw: connection.prepare("insert into raw_events (channel, thread_key, delivery_id, body, received_at) values (?, ?, ?, ?, ?)")?,
            flip: connection.prepare("update raw_events set state = 1, kind = 'message', retry_at = 0, attempts = attempts + 1 where id = ?")?,
            client: connection.prepare(
                "update clients set last_n = last_n + 1, in_count = in_count + 1, preview_n = last_n + 1, last_in_n = last_n + 1,
                   active_at = max(active_at, ?2), last_action_at = ?2, unanswered_since = coalesce(unanswered_since, ?2),
                   last_thread = ?1 where id = ?1 returning last_n",
            )?,
            message: connection.prepare(
                "insert into messages (project, client, n, thread, kind, author_kind, text, body, files, reply_to, album, client_ref, sent_at, received_at)
                 values (?, ?, ?, ?, 'in', 'client', ?, null, 0, null, null, null, ?, ?)",
            )?,
            part: connection.prepare("insert into message_parts (channel, chat, external_id, message, client, part) values (?, ?, ?, ?, ?, 0)")?,
            found: connection.prepare("insert into message_search (rowid, words) values (?, ?)")?,
            event: connection.prepare(
                "insert into events (project, seq, at, kind, client, message, channel, employee, data)
                 values (?, ?, ?, 'message.created', ?, ?, null, null, '{\"in\":true}')",
            )?,
            project: connection.prepare("update projects set last_seq = last_seq + ? where id = ? returning last_seq")?,
            hour: connection.prepare(
                "insert into channel_hours (channel, at, events) values (?, ?, ?) on conflict (channel, at) do update set events = events + excluded.events",
            )?,
            channel: connection.prepare("update channels set last_event_at = ? where id = ?")?,
        })
    }

    fn keep(&mut self, number: i64, client: i64) -> Outcome<Kept> {
        let item = fixture::update(client, number);
        let raw = self.raw.insert(params![PROJECT, item.thread_key, item.delivery_id, item.slice, at(number)])?;
        Ok((number, client, raw))
    }

    fn receive(&mut self, kept: &[Kept]) -> Outcome {
        if kept.is_empty() {
            return Ok(());
        }
        let count = i64::try_from(kept.len())?;
        let mut seq: i64 = self.project.query_row(params![count, PROJECT], |row| row.get(0))?;
        seq -= count;
        for (number, client, raw) in kept {
            self.flip.execute(params![raw])?;
            let n: i64 = self.client.query_row(params![client, at(*number)], |row| row.get(0))?;
            let when = at(*number);
            let message = self.message.insert(params![PROJECT, client, n, client, text(*number), when, when])?;
            let chat = (1_000_000 + client).to_string();
            self.part.execute(params![PROJECT, chat, number.to_string(), message, client])?;
            let found = fixture::indexed(message, *client, AuthorKind::Client, when, stems(*number));
            self.found.execute(params![message, found.document(Engine::Sqlite)])?;
            seq += 1;
            self.event.execute(params![PROJECT, seq, when, client, message])?;
        }
        self.hour.execute(params![PROJECT, 0, count])?;
        self.channel.execute(params![fixture::NOW, PROJECT])?;
        Ok(())
    }
}
