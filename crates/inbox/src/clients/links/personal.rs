//! Personal links: a client opens one in another messenger, and who comes through it is linked with him.
//!
//! The link carries a random token in the start parameter; only its hash is kept, it is good once and for a week. The intake
//! notes who came through it ([`arrived`]) in the transaction of his message; the linking follows in one of its own
//! ([`settle`]), because it locks clients who are not in the batch. A crash between the two is caught up by the next scan.

use beseda_base::db::{Tx, params};
use beseda_base::error::{Error, Result};
use beseda_base::id;
use serde_json::json;

use super::link;
use crate::audit::{self, By};
use crate::{Inbox, channels};

/// How long a link is good.
const GOOD_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// Links of a client that wait; one more takes the place of the oldest.
const OF_CLIENT_MAX: i64 = 20;
/// Bytes of a token: with the prefix it fits into Telegram's 64 characters.
const TOKEN_BYTES: usize = 24;
/// Begins a start parameter that is such a token and no tag.
pub(crate) const PREFIX: &str = "link-";

/// A link that was just made.
pub(super) struct Made {
    pub(super) url: String,
    pub(super) expires_at: i64,
}

/// Makes a link to a channel of the project for a client. `token` comes from [`new_token`].
pub(super) fn make(
    tx: &Tx<'_>,
    (project, employee): (i64, i64),
    (client, channel): (i64, i64),
    token: &str,
    now: i64,
) -> Result<Made> {
    let account: Option<(String, String)> = tx.optional(
        "select kind, username from channels where project = $1 and id = $2 and removed_at is null",
        params![project, channel],
    )?;
    let Some((kind, username)) = account else {
        return Err(Error::invalid("channel_id", "unknown", "no such channel in this project"));
    };
    let url = channels::kind_of(&kind)?.start_link(&username, &format!("{PREFIX}{token}"));
    let url =
        url.ok_or_else(|| Error::conflict("no_start_links", "this channel has no links with a start parameter"))?;
    super::super::hold(tx, project, client)?;
    let (waiting,): (i64,) = tx.one("select count(*) from link_tokens where client = $1", params![client])?;
    if waiting >= OF_CLIENT_MAX {
        tx.execute(
            "delete from link_tokens where token_hash in (
               select token_hash from link_tokens where client = $1 and arrived is null order by expires_at, token_hash limit 1)",
            params![client],
        )?;
    }
    let expires_at = now + GOOD_MS;
    tx.execute(
        "insert into link_tokens (token_hash, project, client, created_by, expires_at) values ($1, $2, $3, $4, $5)",
        params![id::hash_token(token), project, client, employee, expires_at],
    )?;
    Ok(Made { url, expires_at })
}

/// A token to be.
pub(super) fn new_token() -> String {
    id::token(TOKEN_BYTES)
}

/// Somebody came with a start parameter behind [`PREFIX`]. What is no token, was used or has ended does nothing.
pub(crate) fn arrived(tx: &Tx<'_>, project: i64, client: i64, token: &str, now: i64) -> Result<()> {
    tx.execute(
        "update link_tokens set arrived = $3
         where token_hash = $2 and project = $1 and arrived is null and client <> $3 and expires_at > $4",
        params![project, id::hash_token(token), client, now],
    )?;
    Ok(())
}

/// Links everybody who came through a link. One that cannot be linked (too many, deleted meanwhile) stays alone.
pub(crate) async fn settle(inbox: &Inbox) -> Result<()> {
    let waiting: Vec<(String, i64, i64, i64, i64)> = inbox
        .db
        .read(|tx| {
            tx.query(
                "select token_hash, project, client, created_by, arrived from link_tokens where arrived is not null limit 100",
                &[],
            )
        })
        .await?;
    for (token, project, client, employee, came) in waiting {
        let now = inbox.clock.now();
        let used = token.clone();
        let linked = inbox.db.write(move |tx| {
            if link(tx, project, client, came)? {
                let by = By { project, employee: Some(employee) };
                let details = json!({ "with": came, "personal_link": true });
                audit::record_by(tx, by, "client.linked", ("client", Some(client)), &details, now)?;
            }
            tx.execute("delete from link_tokens where token_hash = $1", params![used.as_str()])
        });
        match linked.await {
            Ok(_) => {}
            // Somebody links them right now: next time.
            Err(error) if error.code() == "links_changed" => {}
            Err(error @ (Error::Conflict { .. } | Error::Invalid(_) | Error::NotFound)) => {
                tracing::info!(%error, client.id = client, "who came through a personal link was not linked");
                let sql = "delete from link_tokens where token_hash = $1";
                inbox.db.write(move |tx| tx.execute(sql, params![token.as_str()])).await?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Takes links away that have ended. Answers how many.
pub(crate) fn prune(tx: &Tx<'_>, now: i64, limit: i64) -> Result<u64> {
    tx.execute(
        "delete from link_tokens where token_hash in (
           select token_hash from link_tokens where expires_at <= $1 and arrived is null order by expires_at limit $2)",
        params![now, limit],
    )
}
