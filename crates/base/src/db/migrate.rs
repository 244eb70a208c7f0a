//! Migrations: numbered texts, each in a transaction of its own, never changed once they landed.
//!
//! A row that every transaction locks first keeps two nodes from running the same one. A changed text and a number that this
//! program does not know are refused: both mean that the tables are not what the program believes.

use sha2::{Digest as _, Sha256};

use super::{Db, Engine, Tx, catalog, params, sql};
use crate::error::{Error, Result};

/// One step of the tables.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// From 1, without gaps.
    pub number: i64,
    /// For people.
    pub name: &'static str,
    /// Text for SQLite.
    pub sqlite: &'static str,
    /// Text for PostgreSQL.
    pub postgres: &'static str,
}

impl Migration {
    /// One text for both engines.
    #[must_use]
    pub const fn one(number: i64, name: &'static str, sql: &'static str) -> Self {
        Self { number, name, sqlite: sql, postgres: sql }
    }

    /// A pair, where the engines cannot share a text.
    #[must_use]
    pub const fn pair(number: i64, name: &'static str, sqlite: &'static str, postgres: &'static str) -> Self {
        Self { number, name, sqlite, postgres }
    }

    /// Over both texts, so that an installation that moves to the other engine stays recognised.
    #[must_use]
    pub fn checksum(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.sqlite);
        hash.update([0]);
        hash.update(self.postgres);
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn text(&self, engine: Engine) -> &'static str {
        if engine == Engine::Sqlite { self.sqlite } else { self.postgres }
    }
}

crate::row! {
    /// A migration that this database has.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Applied {
        /// Its number.
        pub number: i64,
        /// Checksum of its texts.
        pub checksum: String,
    }
}

/// Where the seam remembers them.
pub(super) const TABLE: &str = "migrations";
pub(super) const LOCK_TABLE: &str = "migration_lock";

const TABLES: [&str; 3] = [
    "create table if not exists migrations (number bigint not null primary key, name text not null,
     applied_at bigint not null, checksum text not null)",
    "create table if not exists migration_lock (id bigint not null primary key, taken bigint not null)",
    "insert into migration_lock (id, taken) values (1, 0) on conflict (id) do nothing",
];

/// `create table if not exists` of two nodes at once: one of them may be told of a conflict on PostgreSQL.
const TABLE_ATTEMPTS: u32 = 5;

/// Bytes of a probe: more than fits between what is there, and a message has room, too.
const PROBE: usize = 64 << 10;

/// Writes something and takes it back, which needs as much room as if it stayed.
pub(super) fn probe(tx: &Tx<'_>) -> Result<()> {
    tx.execute(
        "insert into migrations (number, name, applied_at, checksum) values (-1, $1, 0, '')",
        params!["x".repeat(PROBE)],
    )?;
    tx.execute("delete from migrations where number = -1", &[])?;
    Ok(())
}

pub(super) async fn run(db: &Db, migrations: &[Migration]) -> Result<()> {
    in_order(migrations)?;
    create_tables(db).await?;
    let known = migrations.to_vec();
    db.read(move |tx| no_newer(tx, &known)).await?;
    for migration in migrations.iter().copied() {
        let applied = db.write_within(None, move |tx| apply(tx, &migration)).await;
        if applied.map_err(|error| name_it(&migration, error))? {
            tracing::info!(number = migration.number, "migration {} {} applied", migration.number, migration.name);
        }
    }
    Ok(())
}

/// The migrations this database has, oldest first; none when it was never migrated.
pub fn applied(tx: &Tx<'_>) -> Result<Vec<Applied>> {
    if !catalog::is_ours(tx)? {
        return Ok(Vec::new());
    }
    tx.query("select number, checksum from migrations order by number", &[])
}

/// Migrates inside the caller's transaction: for a database that is filled anew and shall be there whole or not at all.
pub fn migrate_within(tx: &Tx<'_>, migrations: &[Migration]) -> Result<()> {
    in_order(migrations)?;
    TABLES.iter().try_for_each(|sql| tx.script(sql))?;
    for migration in migrations {
        apply(tx, migration).map_err(|error| name_it(migration, error))?;
    }
    Ok(())
}

fn in_order(migrations: &[Migration]) -> Result<()> {
    let wrong = migrations.iter().zip(1..).find(|(migration, number)| migration.number != *number);
    match wrong {
        Some((migration, number)) => {
            Err(Error::internal(format!("migration {} stands where {number} belongs", migration.number)))
        }
        None => Ok(()),
    }
}

async fn create_tables(db: &Db) -> Result<()> {
    let create = |tx: &Tx<'_>| TABLES.iter().try_for_each(|sql| tx.script(sql));
    for _ in 1..TABLE_ATTEMPTS {
        if db.write_within(None, create).await.is_ok() {
            return Ok(());
        }
    }
    db.write_within(None, create).await
}

fn no_newer(tx: &Tx<'_>, known: &[Migration]) -> Result<()> {
    let newest: Option<i64> = tx.one("select max(number) from migrations", &[])?;
    let last = known.last().map_or(0, |migration| migration.number);
    match newest {
        Some(newest) if newest > last => Err(Error::internal(format!(
            "the database was written by a newer Beseda: it has migration {newest}, this program knows {last}"
        ))),
        _ => Ok(()),
    }
}

/// True when it was applied now.
fn apply(tx: &Tx<'_>, migration: &Migration) -> Result<bool> {
    tx.execute("update migration_lock set taken = taken + 1 where id = 1", &[])?;
    let found: Option<String> =
        tx.optional("select checksum from migrations where number = $1", params![migration.number])?;
    let checksum = migration.checksum();
    if let Some(found) = found {
        if found == checksum {
            return Ok(false);
        }
        return Err(Error::internal("its text was changed after it was applied"));
    }
    if tx.engine() == Engine::Postgres {
        tx.script("set local statement_timeout = 0")?;
    }
    for statement in sql::split(migration.text(tx.engine())) {
        let statement = sql::for_engine(tx.engine(), &statement)?;
        tx.script(&statement)?;
    }
    tx.execute(
        "insert into migrations (number, name, applied_at, checksum) values ($1, $2, $3, $4)",
        params![migration.number, migration.name, tx.db_now(), checksum],
    )?;
    Ok(true)
}

fn name_it(migration: &Migration, error: Error) -> Error {
    Error::internal(format!("migration {} {}: {error}", migration.number, migration.name))
}
