//! What the commands beside the server have in common: the database opened next to a running server, and small texts.

use std::path::PathBuf;
use std::time::Duration;

use beseda_base::clock::Clock;
use beseda_base::config::Config;
use beseda_base::db::{Db, DbOptions, applied};
use beseda_base::secrets::Secrets;
use beseda_inbox::{channels, migrations};

use crate::command::Outcome;

/// Tools read whole tables in one snapshot; what must be quick is the server's work.
const PATIENCE: Duration = Duration::from_secs(12 * 60 * 60);

/// The file of a SQLite installation; `None`: PostgreSQL.
pub(crate) fn sqlite_path(config: &Config) -> Option<PathBuf> {
    config.database_url().strip_prefix("sqlite:").map(PathBuf::from)
}

/// Few connections, long limits, and no claim to be the only one.
pub(crate) fn patient(options: DbOptions) -> DbOptions {
    DbOptions { exclusive: false, readers: 1, writers: 1, read_limit: PATIENCE, write_limit: PATIENCE, ..options }
}

/// Opens the database beside a server that may run. A SQLite file that is not there is not made.
pub(crate) async fn open(config: &Config) -> Outcome<Db> {
    if let Some(path) = sqlite_path(config)
        && !path.exists()
    {
        return Err(format!("there is no database at {}; is --data right?", path.display()).into());
    }
    Ok(Db::open(&patient(DbOptions::new(config.database_url()))).await?)
}

/// The same for work with tables of just this version.
pub(crate) async fn open_current(config: &Config) -> Outcome<Db> {
    let db = open(config).await?;
    let known = migrations::ALL.len();
    let found = db.read(applied).await?;
    let says = match found.len() {
        0 => "this is not a database of Beseda, or it has never been served",
        count if count < known => "the tables are of an older version; `beseda migrate` brings them up to date",
        count if count > known => "the tables are of a newer version of Beseda",
        _ => return Ok(db),
    };
    db.close().await;
    Err(says.into())
}

/// How many channels' credentials the key of this installation does not open; `None`: there is no key.
pub(crate) async fn unopened_credentials(config: &Config) -> Outcome<Option<usize>> {
    if config.secret_key.is_empty() && !config.secret_key_path().exists() {
        return Ok(None);
    }
    let secrets = Secrets::open_or_create(config)?;
    let db = open(config).await?;
    let sealed = db.read(channels::sealed).await;
    db.close().await;
    Ok(Some(sealed?.iter().filter(|(sealed, context)| secrets.open(sealed, context).is_err()).count()))
}

/// A moment for the name of a file, in universal time: `20261122-234501`.
pub(crate) fn stamp(now: i64) -> String {
    let moment = jiff::Timestamp::from_millisecond(now).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.strftime("%Y%m%d-%H%M%S").to_string()
}

/// The system's time, for commands.
pub(crate) fn now() -> i64 {
    Clock::system().now()
}

#[cfg(test)]
mod tests {
    use super::stamp;

    #[test]
    fn moments_are_named_in_universal_time() {
        assert_eq!(stamp(0), "19700101-000000");
        assert_eq!(stamp(951_827_696_000), "20000229-123456");
        assert_eq!(stamp(1_795_348_800_000), "20261122-120000");
    }
}
