//! Looks after channels without anybody asking: tries to mend those whose trouble may have passed, registers webhooks that
//! got lost. All of it may run on several nodes at once without harm.

use std::time::Duration;

use beseda_base::db::params;
use beseda_base::error::Result;
use beseda_messengers::Kind;

use super::{COLUMNS, ChannelRow, ModeName, account, connect};
use crate::Inbox;
use crate::wire::InboxWire;

/// Between two looks at channels in trouble.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Looks between two rounds over all channels: ten minutes.
const LOOKS_PER_ROUND: u32 = 10;

/// Channels of a page of a round.
const PAGE: i64 = 50;

/// Starts the loop.
pub(super) fn start(inbox: &Inbox) {
    inbox.keep("channels: upkeep", run);
}

async fn run(inbox: Inbox) {
    let stopping = inbox.tasks.stopping();
    let mut looks: u32 = 0;
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            () = inbox.clock.sleep(LOOK_EVERY) => {}
        }
        looks = looks.wrapping_add(1);
        let done = if looks.is_multiple_of(LOOKS_PER_ROUND) { round(&inbox).await } else { look(&inbox).await };
        if let Err(error) = done {
            tracing::warn!(%error, "channels were not looked after; trying again later");
        }
    }
}

/// Tries channels again whose messenger did not answer or refused the webhook. Polled ones try by themselves.
pub(super) async fn look(inbox: &Inbox) -> Result<()> {
    let mut pages = Pages::of(
        "reason_code is not null and removed_at is null and mode = 'webhook' and reason_code in ('provider_unavailable', 'webhook_failed')",
    );
    while let Some(rows) = pages.next(inbox).await? {
        for row in rows {
            told(&row, connect::mend(inbox, &row).await);
        }
    }
    Ok(())
}

/// Goes over all channels.
pub(super) async fn round(inbox: &Inbox) -> Result<()> {
    let mut pages = Pages::of("removed_at is null");
    while let Some(rows) = pages.next(inbox).await? {
        for row in rows {
            if row.mode == ModeName::Webhook && row.reason_code.is_none() {
                told(&row, check_webhook(inbox, &row).await);
            }
        }
    }
    look(inbox).await
}

/// One channel's failure does not keep the others from being looked after.
fn told(row: &ChannelRow, done: Result<()>) {
    if let Err(error) = done {
        tracing::warn!(channel.id = row.id, %error, "a channel was not looked after");
    }
}

/// A webhook that is not ours any more brings nothing, and nobody would notice.
async fn check_webhook(inbox: &Inbox, row: &ChannelRow) -> Result<()> {
    if row.kind != Kind::Telegram {
        return Ok(());
    }
    let account = match account::account(inbox, row) {
        Ok(account) => account,
        Err(error) => return connect::credentials_lost(inbox, row, &error).await,
    };
    match row.kind.identify(&InboxWire::new(inbox.clone()), &account).await {
        Ok(info) if info.webhook_url == connect::hook_url(inbox, row)? => Ok(()),
        // Anything else, also a withdrawn token, is written down by mending.
        _ => connect::mend(inbox, row).await,
    }
}

/// Channels by pages, until the server stops.
struct Pages {
    sql: String,
    after: i64,
}

impl Pages {
    /// Of the channels that fulfil a condition.
    fn of(condition: &str) -> Pages {
        Pages {
            sql: format!("select {COLUMNS} from channels where {condition} and id > $1 order by id limit $2"),
            after: 0,
        }
    }

    async fn next(&mut self, inbox: &Inbox) -> Result<Option<Vec<ChannelRow>>> {
        if inbox.tasks.stopping().is_cancelled() {
            return Ok(None);
        }
        let (sql, after) = (self.sql.clone(), self.after);
        let rows: Vec<ChannelRow> = inbox.db.read(move |tx| tx.query(&sql, params![after, PAGE])).await?;
        let Some(last) = rows.last() else { return Ok(None) };
        self.after = last.id;
        Ok(Some(rows))
    }
}
