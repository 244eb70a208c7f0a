//! Reads a project's events behind a cursor, once for all who listen.

use std::sync::Arc;
use std::time::Duration;

use beseda_base::error::Result;
use beseda_base::events;

use super::Feed;
use super::frames::{self, Frame};
use crate::Inbox;

/// Events of one reading.
const BATCH: i64 = 200;
/// The safety scan (guarantee 13); also how long a feed outlives its last listener.
const SCAN: Duration = Duration::from_secs(5);
/// After a reading that failed.
const AGAIN: Duration = Duration::from_secs(1);

/// Runs while somebody listens.
pub(super) async fn run(inbox: Inbox, project: i64, feed: Feed) {
    let (mut cursor, mut failures) = (None, 0_u32);
    loop {
        match forward(&inbox, project, &feed, cursor).await {
            // Something may have happened since the place was settled.
            Ok(reached) if cursor.is_none() => {
                cursor = Some(reached);
                continue;
            }
            Ok(reached) => (cursor, failures) = (Some(reached), 0),
            Err(error) => {
                tracing::warn!(%error, project.id = project, "the events could not be read; trying again");
                failures = failures.saturating_add(1);
                // The second time it is no hiccup. A visitor keeps his socket: what he misses comes with the next reading.
                if failures == 2 && error.code() == "storage_unavailable" {
                    // Nobody listening is no failure.
                    let _ = feed.frames.send(Arc::new(Frame::Away));
                }
                tokio::time::sleep(AGAIN).await;
                if inbox.live.end_if_idle(project, inbox.visitors.any(project)) {
                    return;
                }
                continue;
            }
        }
        let nudged = tokio::time::timeout(SCAN, feed.nudge.notified()).await;
        if nudged.is_err() && inbox.live.end_if_idle(project, inbox.visitors.any(project)) {
            return;
        }
    }
}

/// Sends everything after the cursor. Without one it says where the feed begins: sockets catch up by themselves.
async fn forward(inbox: &Inbox, project: i64, feed: &Feed, cursor: Option<i64>) -> Result<i64> {
    let Some(mut cursor) = cursor else {
        return feed.begins(inbox, project).await;
    };
    loop {
        let built = frames::after(inbox, project, cursor, BATCH).await;
        let built = match built {
            // The log was pruned past us: who listens notices the gap and takes a snapshot.
            Err(error) if error.code() == "too_old" => {
                return inbox.db.read(move |tx| events::last_seq(tx, project)).await;
            }
            other => other?,
        };
        let Some(last) = built.last().map(|event| event.seq) else { return Ok(cursor) };
        let full = built.len() as i64 == BATCH;
        for event in built {
            inbox.visitors.tell(inbox, &event);
            // Nobody listening is no failure.
            let _ = feed.frames.send(Arc::new(Frame::Event(Box::new(event))));
        }
        cursor = last;
        if !full {
            return Ok(cursor);
        }
    }
}
