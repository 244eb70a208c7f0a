//! Work that waits in a table: done whenever the bus says that there may be some, and every few seconds in case it said so and
//! nobody heard. What takes long is claimed row by row, so that each is in the hands of one node.

use std::time::Duration;

use beseda_base::bus::Topic;
use beseda_base::db::{FromRow, Tx, params};
use beseda_base::error::Result;

use crate::Inbox;

/// The safety scan (guarantee 13).
const SCAN: Duration = Duration::from_secs(5);
/// After a failure of the database.
const AGAIN: Duration = Duration::from_secs(1);

/// Starts a loop that calls `round`, which works until nothing is left, whenever the bus says `topic`; `name` stands in the log.
pub(crate) fn start<F, Fut>(inbox: &Inbox, name: &'static str, topic: Topic, round: F)
where
    F: Fn(Inbox) -> Fut + Copy + Send + Sync + 'static,
    Fut: Future<Output = Result<()>> + Send + 'static,
{
    inbox.keep(name, move |inbox| keep_doing(inbox, name, topic.clone(), round));
}

/// The oldest row of this table in one of these states that nobody works on. From now on it is ours for `lease_ms`.
pub(crate) fn claim<R: FromRow>(
    tx: &Tx<'_>,
    (table, columns): (&str, &str),
    states: &str,
    lease_ms: i64,
) -> Result<Option<R>> {
    let now = tx.db_now();
    let next: Option<i64> = tx.optional(
        &format!(
            "select id from {table} where state in ({states}) and lease_until < $1 order by id limit 1 {{skip_locked}}"
        ),
        params![now],
    )?;
    let Some(row) = next else { return Ok(None) };
    tx.optional(
        &format!("update {table} set lease_until = $2 where id = $1 and lease_until < $3 returning {columns}"),
        params![row, now + lease_ms, now],
    )
}

async fn keep_doing<F, Fut>(inbox: Inbox, name: &'static str, topic: Topic, round: F)
where
    F: Fn(Inbox) -> Fut,
    Fut: Future<Output = Result<()>>,
{
    let stopping = inbox.tasks.stopping();
    let mut hints = inbox.bus.subscribe();
    loop {
        let pause = match round(inbox.clone()).await {
            Ok(()) => SCAN,
            Err(error) => {
                tracing::warn!(work = name, %error, "work could not go on; trying again");
                AGAIN
            }
        };
        let woken = async {
            loop {
                let hint = hints.recv().await;
                if hint == Topic::Everything || hint == topic {
                    return;
                }
            }
        };
        tokio::select! {
            () = stopping.cancelled() => return,
            () = inbox.clock.sleep(pause) => {}
            () = woken => {}
        }
    }
}
