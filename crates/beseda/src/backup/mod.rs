//! `beseda backup`, `restore`, `verify`: everything of an installation in one file and back, on either engine.
//!
//! A backup is one snapshot of every table and the files its rows name; the server goes on meanwhile. It does not hold the key
//! that credentials are sealed with (guarantee 27): whoever finds a backup cannot speak as the company's bots. A restore is
//! there whole or not at all, and brings no id back that was ever given out.

mod blobs;
mod check;
mod dump;
mod format;
mod load;
mod reader;
mod rows;
mod writer;

#[cfg(test)]
mod tests;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use beseda_base::clock::Clock;
use beseda_base::config::Config;
use beseda_base::db::{Db, DbOptions};
use beseda_base::files::Files;

use self::load::Restore;
use self::reader::Reader;
use crate::command::{Outcome, say};
use crate::tools;

/// Findings that are printed.
const FINDINGS: usize = 100;

/// `beseda backup`.
pub(crate) async fn backup(config: &Config, to: &Path) -> Outcome {
    let now = Clock::system().now();
    let target = target_of(to, now);
    let files = Files::open(config)?;
    let made = match tools::sqlite_path(config) {
        Some(path) => dump::of_sqlite(&path, &target, &files, now).await,
        None => {
            let db = tools::open(config).await?;
            let made = dump::of(&db, &target, &files, now).await;
            db.close().await;
            made
        }
    };
    let manifest = made?;
    let rows: u64 = manifest.tables.values().map(|table| table.rows).sum();
    say(&format!(
        "{}: {rows} rows of {} tables, {} files ({} MB).",
        target.display(),
        manifest.tables.len(),
        manifest.files.stored,
        manifest.files.bytes >> 20
    ))?;
    if manifest.files.missing > 0 {
        say(&format!("{} files that rows name are not in the storage any more.", manifest.files.missing))?;
    }
    say(&format!("{} Keep it apart from the backup: without it the channels' tokens do not open.", key_place(config)))
}

/// `beseda restore`.
pub(crate) async fn restore(config: &Config, from: &Path, replace: bool, keep_queue: bool) -> Outcome {
    let now = Clock::system().now();
    let reader = Reader::open(from)?;
    let reader = load::fits(reader)?;
    let mut progress = Progress::new("checking");
    let (reader, wrong) = {
        let mut checked = 0;
        let examined = tokio::task::spawn_blocking(move || {
            let wrong = reader.examine(FINDINGS, &mut |bytes| {
                checked += bytes;
                progress.tell(|| format!("{} MB", checked >> 20));
            });
            (reader, wrong)
        });
        let (reader, wrong) = examined.await?;
        (reader, wrong?)
    };
    if let Some(first) = wrong.first() {
        return Err(format!("the backup is damaged, nothing was restored: {first}").into());
    }
    let restore = Restore { reader, replace, keep_queue, now };
    let done = load::run(config, restore).await?;
    say(&format!("Restored {} rows and {} files from {}.", done.rows, done.files, from.display()))?;
    if done.doubted > 0 {
        say(&format!(
            "{} messages were waiting to be sent when the backup was made. Nobody knows whether they went out after it, so \
             they were not queued again: each is marked and can be repeated by hand; what was scheduled and is due by now is \
             cancelled, with a note in its dialog.",
            done.doubted
        ))?;
    }
    if let Some(kept) = done.kept {
        say(&format!("The former database is kept as {}; its files stay in the storage.", kept.display()))?;
    }
    match tools::unopened_credentials(config).await? {
        Some(0) => Ok(()),
        Some(count) => say(&format!(
            "The key of this installation does not open the credentials of {count} channels: {} Put the kept key there before \
             the server starts, or enter the tokens again.",
            key_place(config)
        )),
        None => say(&format!(
            "There is no key yet: {} Put the kept key there before the server starts, or it makes a new one and the channels' \
             tokens are lost.",
            key_place(config)
        )),
    }
}

/// `beseda verify`: of a backup or of the live installation. True when all is well.
pub(crate) async fn verify(config: &Config, backup: Option<&Path>) -> Outcome<bool> {
    let findings = match backup {
        Some(path) => {
            let path = path.to_path_buf();
            tokio::task::spawn_blocking(move || -> Outcome<Vec<String>> {
                let reader = Reader::open(&path)?;
                let (mut progress, mut checked) = (Progress::new("checking"), 0);
                reader.examine(FINDINGS, &mut |bytes| {
                    checked += bytes;
                    progress.tell(|| format!("{} MB", checked >> 20));
                })
            })
            .await??
        }
        None => check::live(config, FINDINGS).await?,
    };
    for finding in &findings {
        say(finding)?;
    }
    match findings.len() {
        0 => say("No findings.")?,
        FINDINGS => say(&format!("{FINDINGS} findings, maybe more."))?,
        count => say(&format!("{count} findings."))?,
    }
    Ok(findings.is_empty())
}

/// In a folder a backup is named after its time.
fn target_of(to: &Path, now: i64) -> PathBuf {
    if to.is_dir() || to.as_os_str().to_string_lossy().ends_with('/') {
        to.join(format!("beseda-{}.tar", tools::stamp(now)))
    } else {
        to.to_path_buf()
    }
}

fn key_place(config: &Config) -> String {
    if config.secret_key.is_empty() {
        format!("The key that credentials are sealed with is the file {}.", config.secret_key_path().display())
    } else {
        "The key that credentials are sealed with is the setting secret_key.".to_owned()
    }
}

/// Says on the error output how far a long step is, now and then.
struct Progress {
    step: &'static str,
    told: Instant,
    pause: Duration,
}

impl Progress {
    fn new(step: &'static str) -> Self {
        // A person watches; a log file shall not fill.
        let pause = Duration::from_secs(if std::io::stderr().is_terminal() { 1 } else { 10 });
        Self { step, told: Instant::now(), pause }
    }

    fn tell(&mut self, text: impl FnOnce() -> String) {
        if self.told.elapsed() >= self.pause {
            self.told = Instant::now();
            let _ = writeln!(std::io::stderr(), "{}: {}", self.step, text());
        }
    }
}

/// Opens a database for one long snapshot.
async fn open_copy(path: &Path) -> Outcome<Db> {
    let options = DbOptions::new(format!("sqlite:{}", path.display()));
    Ok(Db::open(&tools::patient(options)).await?)
}
