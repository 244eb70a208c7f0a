//! What a website visitor's page tells about our messages: it has them, it shows them.

use beseda_base::db::{Tx, params};
use beseda_base::error::Result;

use super::changes::{Step, apply_delivery};

/// Newest messages that get an event of their own when a visitor catches up; older ones are behind the operator's screen.
const TOLD: i64 = 50;

/// The visitor's page has everything up to `n`.
pub(crate) fn visitor_received(tx: &Tx<'_>, project: i64, client: i64, n: i64) -> Result<()> {
    let moved = tx.execute(
        "update clients set visitor_received_n = $3 where id = $1 and project = $2 and visitor_received_n < $3 and last_n >= $3",
        params![client, project, n],
    )?;
    if moved > 0 { forward(tx, project, client, n, &Step::Delivered, "'sent', 'sending', 'queued'") } else { Ok(()) }
}

/// The visitor has seen everything up to `n`. Answers whether that is news.
pub(crate) fn visitor_seen(tx: &Tx<'_>, project: i64, client: i64, n: i64) -> Result<bool> {
    let moved = tx.execute(
        "update clients set visitor_seen_n = $3 where id = $1 and project = $2 and visitor_seen_n < $3 and last_n >= $3",
        params![client, project, n],
    )?;
    if moved > 0 {
        forward(tx, project, client, n, &Step::Read, "'sent', 'sending', 'queued', 'delivered'")?;
    }
    Ok(moved > 0)
}

fn forward(tx: &Tx<'_>, project: i64, client: i64, n: i64, step: &Step, from: &str) -> Result<()> {
    let sql = format!(
        "select id from messages where client = $1 and n <= $2 and kind = 'out' and state in ({from}) order by n desc limit $3"
    );
    let ids: Vec<(i64,)> = tx.query(&sql, params![client, n, TOLD])?;
    for (id,) in ids {
        apply_delivery(tx, project, client, id, step)?;
    }
    Ok(())
}
