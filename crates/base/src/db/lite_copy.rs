//! A copy of a SQLite database while a server writes to it, by SQLite's own online backup.
//!
//! The copy is one snapshot: the reader holds it open for as long as pages are copied, so writers neither wait nor spoil it
//! (without that, every commit would send the copy back to its beginning). The log cannot be emptied meanwhile, which is why
//! rows are read out of the copy afterwards and not out of the live file.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, Result};

/// Pages of one step, 4 MiB.
const PAGES: i32 = 1_000;
/// How long to wait for a lock of the live database.
const BUSY: Duration = Duration::from_secs(10);

/// Copies the database at `from` into the new file `to`; `progress` hears pages done and pages in all.
///
/// `to` is for reading out and throwing away: it is not made durable.
pub fn copy_sqlite(from: &Path, to: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<()> {
    let mut copying = || -> rusqlite::Result<()> {
        // Read and write, because a reader of a WAL database writes its place into the shared index; never create.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let source = Connection::open_with_flags(from, flags)?;
        source.busy_timeout(BUSY)?;
        source.pragma_update(None, "query_only", true)?;
        source.execute_batch("begin")?;
        // A transaction has its snapshot from its first read on.
        source.query_row("select count(*) from sqlite_master", [], |_| Ok(()))?;
        let mut target = Connection::open(to)?;
        target.pragma_update(None, "synchronous", "off")?;
        let copy = Backup::new(&source, &mut target)?;
        loop {
            let step = copy.step(PAGES)?;
            let seen = copy.progress();
            let total = u64::try_from(seen.pagecount).unwrap_or(0);
            progress(total.saturating_sub(u64::try_from(seen.remaining).unwrap_or(0)), total);
            match step {
                StepResult::Done => return Ok(()),
                StepResult::More => {}
                // The snapshot is ours already, so this passes at once.
                _ => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    };
    copying().map_err(|error| Error::Unavailable(format!("cannot copy the database {}: {error}", from.display())))
}
