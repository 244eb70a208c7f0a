//! A restored installation is the one that was backed up, row by row, on either engine and from one to the other; what is
//! damaged, foreign or in the way is refused.

mod checking;
mod refusing;

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use beseda_base::db::{Engine, Val};
use beseda_base::testing::{TestDb, test_db, test_db_with};
use beseda_inbox::files::PastFile;
use beseda_inbox::messages::history::{self, PastDialog, Turn, What};
use beseda_inbox::migrations::ALL;
use beseda_inbox::testing::{NOW, TestApp};
use beseda_messengers::{FileKind, Person};
use serde_json::json;
use tempfile::TempDir;

use super::blobs::{BLOBS, NO_BLOBS};
use super::format::{FORMAT, Head};
use super::writer::Writer;
use super::*;

/// An installation with people, dialogs, files and work under way.
struct Source {
    app: TestApp,
    db: TestDb,
    config: Config,
    folder: TempDir,
}

impl Source {
    async fn new(engine: Engine) -> Self {
        let db = test_db_with(engine, ALL, |_| {}).await;
        let app = TestApp::serving((*db).clone(), || beseda_inbox::routes().merge(beseda_crm::routes())).await;
        let config = Config { database_url: db.options().url.clone(), ..(*app.inbox.config).clone() };
        let source = Self { app, db, config, folder: tempfile::tempdir().unwrap() };
        let channel = source.channel().await;
        for number in 0..8 {
            source.dialog(channel, number).await;
        }
        source.card().await;
        source
    }

    /// What hangs on clients in tables of its own: a deal with a variable, a contact, a link, two who are not one person.
    async fn card(&self) {
        let owner = self.app.owner();
        let deal = json!({ "name": "Набор", "budget": { "amount": "14400.5", "currency": "RUB" }, "variables": [{ "name": "город", "value": "Казань" }] });
        owner.post("/api/v1/clients/1/deals").json(deal).await.gives(201);
        let contact = json!({ "kind": "phone", "value": "+7 912 345-67-89", "label": "рабочий" });
        owner.post("/api/v1/clients/1/contacts").json(contact).await.gives(201);
        owner.put("/api/v1/clients/1/links/2").await.gives(200);
        assert_eq!(owner.put("/api/v1/clients/1/distinct/3").await.status, 204);
    }

    async fn channel(&self) -> i64 {
        let body = json!({ "kind": "site_chat", "name": "Чат" });
        self.app.owner().post("/api/v1/channels").json(body).await.gives(201)["id"].as_i64().unwrap()
    }

    async fn dialog(&self, channel: i64, number: i64) {
        let owner = self.app.owner().id;
        let blob_key = format!("files/1/{number:032x}");
        self.app.inbox.files.put(&blob_key, bytes::Bytes::from(vec![7; 100_000])).await.unwrap();
        let file = PastFile {
            kind: FileKind::Document,
            name: "смета.pdf".into(),
            mime: "application/pdf".into(),
            size: 100_000,
            pixels: None,
            blob_key,
        };
        let text = |text: &str| format!("{text} {number} «ё» \u{1F642}");
        let turns = vec![
            Turn { at: NOW - 9_000, what: What::Wrote { text: text("Здравствуйте"), files: Vec::new() } },
            Turn { at: NOW - 8_000, what: What::Took { employee: owner } },
            Turn {
                at: NOW - 7_000,
                what: What::Answered { employee: owner, text: text("Добрый день"), files: vec![file] },
            },
            Turn { at: NOW - 6_000, what: What::Wrote { text: text("Спасибо"), files: Vec::new() } },
        ];
        let person =
            Person { external_id: format!("v{number}"), name: format!("Анна {number}"), ..Person::default() };
        let dialog = PastDialog { channel, person, tag: None, variables: vec![("utm".into(), "vk".into())], turns };
        let written = self.db.write(move |tx| history::write(tx, &dialog)).await.unwrap();
        assert!(written.is_some());
    }

    /// A message that waits to be sent.
    async fn post(&self, client: i64, reference: &str) {
        let body = json!({ "text": "Отправим завтра", "client_ref": reference, "file_ids": [], "buttons": [] });
        self.app.owner().post(&format!("/api/v1/dialogs/{client}/messages")).json(body).await.gives(201);
    }

    async fn backup(&self) -> PathBuf {
        let target = self.folder.path().join("backup.tar");
        backup(&self.config, &target).await.unwrap();
        target
    }
}

/// A place to restore into.
struct Target {
    db: Option<TestDb>,
    config: Config,
    _folder: TempDir,
}

impl Target {
    async fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config { data_dir: folder.path().display().to_string(), ..Config::default() };
        let mut db = None;
        if engine == Engine::Postgres {
            let made = test_db(engine).await;
            config.database_url.clone_from(&made.options().url);
            db = Some(made);
        }
        Self { db, config, _folder: folder }
    }

    async fn remove(self) {
        if let Some(db) = self.db {
            db.remove().await;
        }
    }
}

/// Every row of every table as a line.
async fn rows_of(config: &Config) -> BTreeMap<String, Vec<String>> {
    let db = tools::open(config).await.unwrap();
    let read = db.read(|tx| {
        let mut all = BTreeMap::new();
        for table in beseda_base::db::catalog::tables(tx)? {
            let mut lines = Vec::new();
            dump::table_rows(tx, &table, &mut |line| {
                lines.push(String::from_utf8_lossy(line).trim().to_owned());
                Ok(())
            })
            .map_err(|error| beseda_base::error::Error::internal(error.to_string()))?;
            // Engines order texts differently.
            lines.sort();
            all.insert(table.name.clone(), lines);
        }
        Ok(all)
    });
    let rows = read.await.unwrap();
    db.close().await;
    rows
}

fn rows_in(backup: &Path) -> BTreeMap<String, Vec<String>> {
    let reader = Reader::open(backup).unwrap();
    let table = |name: &str| {
        let mut lines = Vec::new();
        reader
            .lines(name, &mut |line| {
                lines.push(line.to_owned());
                Ok(())
            })
            .unwrap();
        lines.sort();
        lines
    };
    reader.head.tables.iter().map(|known| (known.name.clone(), table(&known.name))).collect()
}

fn on(body: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(body);
}

/// Backs up while somebody writes without a pause, and restores into another database.
async fn there_and_back(from: Engine, to: Engine) {
    let source = Source::new(from).await;
    let done = AtomicBool::new(false);
    let writing = async {
        let mut number = 0;
        while !done.load(Ordering::Relaxed) {
            source.post(1 + number % 8, &format!("w{number}")).await;
            number += 1;
        }
        number
    };
    let making = async {
        let backup = source.backup().await;
        done.store(true, Ordering::Relaxed);
        backup
    };
    let (written, backup) = tokio::join!(writing, making);
    assert!(written > 0);
    let target = Target::new(to).await;
    restore(&target.config, &backup, false, true).await.unwrap();
    let (expected, found) = (rows_in(&backup), rows_of(&target.config).await);
    assert_eq!(expected.keys().collect::<Vec<_>>(), found.keys().collect::<Vec<_>>());
    for (table, rows) in &expected {
        assert_eq!(rows, &found[table], "{table}");
    }
    for filled in ["clients", "messages", "events", "outbox", "files", "client_variables"] {
        assert!(!expected[filled].is_empty(), "{filled}");
    }
    // Taken amid writes it is one moment: numbers have no gaps, counters fit, files are there.
    assert!(verify(&target.config, None).await.unwrap());
    assert!(verify(&target.config, Some(&backup)).await.unwrap());
    target.remove().await;
    source.db.remove().await;
}

#[test]
fn sqlite_to_sqlite() {
    on(there_and_back(Engine::Sqlite, Engine::Sqlite));
}

#[test]
fn postgres_to_postgres() {
    on(there_and_back(Engine::Postgres, Engine::Postgres));
}

#[test]
fn sqlite_to_postgres() {
    on(there_and_back(Engine::Sqlite, Engine::Postgres));
}

#[test]
fn postgres_to_sqlite() {
    on(there_and_back(Engine::Postgres, Engine::Sqlite));
}

async fn ids_do_not_come_back(engine: Engine) {
    let source = Source::new(engine).await;
    // The newest client and his messages are gone when the backup is made, but their numbers were given out.
    let last = source
        .db
        .write(|tx| {
            let last: i64 = tx.one("select max(id) from audit", &[])?;
            tx.execute("delete from audit where id = $1", &[Val::Int(last)])?;
            Ok(last)
        })
        .await
        .unwrap();
    let target = Target::new(engine).await;
    restore(&target.config, &source.backup().await, false, false).await.unwrap();
    let db = tools::open(&target.config).await.unwrap();
    let next: i64 = db
        .write(|tx| {
            tx.one(
                "insert into audit (project, at, action, object_kind, details) values (1, 1, 'test', 'test', '') returning id",
                &[],
            )
        })
        .await
        .unwrap();
    assert!(next > last, "{next} after {last}");
    db.close().await;
    target.remove().await;
    source.db.remove().await;
}

#[test]
fn ids_do_not_come_back_on_sqlite() {
    on(ids_do_not_come_back(Engine::Sqlite));
}

#[test]
fn ids_do_not_come_back_on_postgres() {
    on(ids_do_not_come_back(Engine::Postgres));
}

async fn states(config: &Config) -> Vec<(String, String)> {
    let db = tools::open(config).await.unwrap();
    let sql = "select m.state, o.state from messages m join outbox o on o.message = m.id where m.client_ref like 'wait%' order by m.id";
    let found = db.read(move |tx| tx.query(sql, &[])).await.unwrap();
    db.close().await;
    found
}

#[test]
fn what_waited_is_doubted_unless_told_otherwise() {
    on(async {
        let source = Source::new(Engine::Sqlite).await;
        source.post(1, "wait1").await;
        source.post(2, "wait2").await;
        let backup = source.backup().await;
        let doubted = Target::new(Engine::Sqlite).await;
        restore(&doubted.config, &backup, false, false).await.unwrap();
        let unknown = ("unknown".to_owned(), "unknown".to_owned());
        assert_eq!(states(&doubted.config).await, [unknown.clone(), unknown]);
        assert!(verify(&doubted.config, None).await.unwrap());
        let kept = Target::new(Engine::Sqlite).await;
        restore(&kept.config, &backup, false, true).await.unwrap();
        let queued = ("queued".to_owned(), "queued".to_owned());
        assert_eq!(states(&kept.config).await, [queued.clone(), queued]);
    });
}
