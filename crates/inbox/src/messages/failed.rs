//! What was not sent, looked up for a whole project: to send many of it once more (S53).

use beseda_base::db::{Tx, params};
use beseda_base::error::Result;

/// The last message to a client, if it failed and was written within this time.
pub(crate) fn last_failed(tx: &Tx<'_>, client: i64, from: Option<i64>, to: Option<i64>) -> Result<Option<i64>> {
    let last: Option<(i64, String, i64)> = tx.optional(
        "select id, state, sent_at from messages where client = $1 and kind = 'out' and deleted_at is null
         order by n desc limit 1",
        params![client],
    )?;
    let fits = |at: i64| from.is_none_or(|from| at >= from) && to.is_none_or(|to| at < to);
    Ok(last.filter(|(_, state, at)| state == "failed" && fits(*at)).map(|(id, ..)| id))
}

/// Clients whose last message from us failed, by the messages behind `after`, at most `limit` of them; of these channels only,
/// unless none is named. Answers where the next page begins, too.
pub(crate) fn failed_clients(
    tx: &Tx<'_>,
    project: i64,
    (from, to): (Option<i64>, Option<i64>),
    channels: &[i64],
    after: i64,
    limit: i64,
) -> Result<(Vec<i64>, Option<i64>)> {
    let rows: Vec<(i64, i64, i64, bool)> = tx.query(
        "select m.id, m.client, c.channel, m.sent_at >= $3 and m.sent_at < $4 and not exists (
           select 1 from messages o where o.client = m.client and o.n > m.n and o.kind = 'out' and o.deleted_at is null)
         from messages m join clients c on c.id = m.client
         where m.project = $1 and m.state = 'failed' and m.id > $2 and m.deleted_at is null order by m.id limit $5",
        params![project, after, from.unwrap_or(0), to.unwrap_or(i64::MAX), limit],
    )?;
    let next = rows.last().filter(|_| rows.len() as i64 == limit).map(|row| row.0);
    let fits = |channel: i64| channels.is_empty() || channels.contains(&channel);
    let clients = rows.into_iter().filter(|(_, _, channel, last)| *last && fits(*channel)).map(|row| row.1);
    Ok((clients.collect(), next))
}
