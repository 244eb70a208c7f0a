//! Databases for tests: every storage test runs on both engines from one body.
//!
//! ```text
//! both! { MIGRATIONS; async fn keeps_what_it_was_given(db: Db) { … } }   // ::sqlite and ::postgres
//! ```
//! SQLite is a file in a folder of its own, PostgreSQL a database of its own, copied from a template that is migrated once.
//! The server's address comes from `BESEDA_TEST_POSTGRES`; without it the test fails and says what to run.

use std::future::Future;
use std::ops::Deref;

use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

use crate::db::{Db, DbOptions, Engine, Migration};

/// What to do when a service is missing.
const HOW: &str = "run the tests as `scripts/test-services.sh cargo nextest run`, which starts PostgreSQL and NATS";

/// Runs one body on both engines, as `name::sqlite` and `name::postgres`. With `MIGRATIONS;` in front the tables are there.
#[macro_export]
macro_rules! both {
    ($(async fn $name:ident($db:ident : $ty:ty) $body:block)+) => {
        $crate::both! { &[]; $(async fn $name($db: $ty) $body)+ }
    };
    ($migrations:expr; $(async fn $name:ident($db:ident : $ty:ty) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn body($db: $ty) $body

            #[test]
            fn sqlite() {
                $crate::testing::run($crate::db::Engine::Sqlite, $migrations, body);
            }

            #[test]
            fn postgres() {
                $crate::testing::run($crate::db::Engine::Postgres, $migrations, body);
            }
        }
    )+};
}

/// A database that goes away with the test.
#[derive(Debug)]
pub struct TestDb {
    db: Db,
    options: DbOptions,
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// Held for its drop, which deletes the folder.
    Folder(#[expect(dead_code, reason = "deletes the folder when dropped")] TempDir),
    Database(String),
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl TestDb {
    /// The options it was opened with, to open it once more.
    #[must_use]
    pub fn options(&self) -> &DbOptions {
        &self.options
    }

    /// Closes and deletes it.
    pub async fn remove(self) {
        self.db.close().await;
        if let Place::Database(name) = &self.place {
            let admin = admin().await;
            admin.batch_execute(&format!("drop database if exists {name} with (force)")).await.expect("drop database");
        }
    }
}

/// An empty database.
pub async fn test_db(engine: Engine) -> TestDb {
    test_db_with(engine, &[], |_| {}).await
}

/// A database with tables, opened with changed options.
pub async fn test_db_with(engine: Engine, migrations: &[Migration], change: impl FnOnce(&mut DbOptions)) -> TestDb {
    let (mut options, place) = match engine {
        Engine::Sqlite => {
            let folder = tempfile::tempdir().expect("a folder for the test");
            (DbOptions::new(format!("sqlite:{}", folder.path().join("test.db").display())), Place::Folder(folder))
        }
        Engine::Postgres => {
            let name = copy_of_template(migrations).await;
            (DbOptions::new(address_of(&name)), Place::Database(name))
        }
    };
    (options.readers, options.writers) = (2, 4);
    change(&mut options);
    let db = Db::open(&options).await.expect("open the test database");
    db.migrate(migrations).await.expect("migrate the test database");
    TestDb { db, options, place }
}

/// Runs the body on a fresh database and deletes that, also when the body fails.
pub fn run<F>(engine: Engine, migrations: &[Migration], body: fn(Db) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let outcome = runtime.expect("a runtime for the test").block_on(async {
        let test = test_db_with(engine, migrations, |_| {}).await;
        let handle = tokio::runtime::Handle::current();
        let outcome = handle.spawn(body(test.db.clone())).await;
        test.remove().await;
        outcome
    });
    if let Err(failed) = outcome {
        std::panic::resume_unwind(failed.into_panic());
    }
}

#[expect(clippy::disallowed_methods, reason = "the settings of the server are not the settings of its tests")]
fn service(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: {HOW}"))
}

/// The address of the NATS server of this test run.
#[must_use]
pub fn test_nats() -> String {
    service("BESEDA_TEST_NATS")
}

/// The URL of another database on the same server.
fn address_of(database: &str) -> String {
    let url = service("BESEDA_TEST_POSTGRES");
    let (base, query) = url.split_once('?').map_or((url.as_str(), String::new()), |(b, q)| (b, format!("?{q}")));
    let (server, _) = base.rsplit_once('/').expect("BESEDA_TEST_POSTGRES ends with /database");
    format!("{server}/{database}{query}")
}

async fn admin() -> Client {
    let url = service("BESEDA_TEST_POSTGRES");
    let connected = tokio_postgres::connect(&url, NoTls).await;
    let (client, connection) = connected.unwrap_or_else(|error| panic!("PostgreSQL does not answer ({error}): {HOW}"));
    tokio::runtime::Handle::current().spawn(connection);
    client
}

/// A new database with the tables of `migrations`. The template is made by whichever test comes first.
async fn copy_of_template(migrations: &[Migration]) -> String {
    let mut hash = Sha256::new();
    for migration in migrations {
        hash.update(migration.postgres);
        hash.update([0]);
        hash.update(migration.sqlite);
        hash.update([0]);
    }
    let hash: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let template = format!("template_{hash}");
    let admin = admin().await;
    // One test at a time: a template cannot be copied while somebody is connected to it.
    admin.batch_execute("select pg_advisory_lock(7305843)").await.expect("lock");
    let found = admin.query("select 1 from pg_database where datname = $1", &[&template]).await.expect("templates");
    if found.is_empty() {
        let draft = format!("draft_{hash}");
        admin.batch_execute(&format!("drop database if exists {draft} with (force)")).await.expect("drop draft");
        admin.batch_execute(&format!("create database {draft}")).await.expect("create draft");
        let db = Db::open(&DbOptions::new(address_of(&draft))).await.expect("open draft");
        db.migrate(migrations).await.expect("migrate draft");
        db.close().await;
        admin.batch_execute(&format!("alter database {draft} rename to {template}")).await.expect("rename draft");
    }
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).expect("randomness");
    let name = format!("test_{:016x}", u64::from_le_bytes(bytes));
    admin.batch_execute(&format!("create database {name} template {template}")).await.expect("create database");
    name
}
