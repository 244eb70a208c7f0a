//! Open chats follow their channel: one that is removed closes them, and one that takes signed-in users only shuts strangers
//! out, on every node. A pause closes nobody out: what comes in is kept, and answers wait.

use beseda_base::bus::Topic;
use beseda_base::db::Tx;
use beseda_base::error::Result;

use super::socket::{BAD_TOKEN, REMOVED};
use super::view;
use super::visitors::Presence;
use crate::Inbox;
use crate::channels::{self, ChannelRow, SiteChatSettings};
use crate::{live, rounds};

/// Starts the loop.
pub fn start(inbox: &Inbox) {
    rounds::start(inbox, "site chats: doors", Topic::Channels, |inbox| async move { look(&inbox).await });
}

/// Closes what is to be closed, and forgets who was on a node that has fallen silent.
async fn look(inbox: &Inbox) -> Result<()> {
    let open = inbox.visitors.channels();
    if !open.is_empty() {
        let read =
            move |tx: &Tx<'_>| open.iter().map(|channel| channels::row(tx, *channel)).collect::<Result<Vec<_>>>();
        for row in inbox.db.read(read).await? {
            inbox.visitors.close(row.id, |known| refusal(&row, known));
        }
    }
    for (project, channel, visitor) in inbox.visitors.expire(inbox.clock.now()) {
        let of = visitor.clone();
        if let Some(known) = inbox.db.read(move |tx| view::known(tx, channel, &of)).await? {
            live::tell_presence(inbox, project, &Presence::gone(channel, visitor, &known));
        }
    }
    Ok(())
}

/// Why a chat of this channel ends for a visitor; `known`: the site vouches for him.
pub(super) fn refusal(row: &ChannelRow, known: bool) -> Option<(u16, &'static str)> {
    if row.removed_at.is_some() {
        return Some((REMOVED, "removed"));
    }
    // Settings that cannot be read are no reason to open the door.
    let strangers =
        serde_json::from_str(&row.settings).is_ok_and(|settings: SiteChatSettings| !settings.identity_required);
    (!known && !strangers).then_some((BAD_TOKEN, "token"))
}
