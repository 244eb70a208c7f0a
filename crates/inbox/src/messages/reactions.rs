//! Our reaction on a message of the client: one for the whole company, as messengers have it for a bot.

use beseda_base::auth::Who;
use beseda_base::db::{Tx, params};
use beseda_base::error::{Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use beseda_messengers::Kind;

use super::body::change_body;
use crate::channels::ChannelFacts;
use crate::outbox;

/// Sets our reaction on a message of the client, or takes it away, here and in the messenger.
pub(super) fn react(
    tx: &Tx<'_>,
    who: &Who,
    (client, message): (i64, i64),
    emoji: Option<&str>,
    now: i64,
) -> Result<()> {
    // The lock of every writer for this client (guarantee 3): two at once would write one body over the other.
    let (channel, kind): (i64, String) = tx.one(
        "update clients set last_n = last_n where id = $2 and project = $1
         returning channel, (select kind from channels h where h.id = clients.channel)",
        params![who.project, client],
    )?;
    tx.one::<(i64,)>(
        "select id from messages where project = $1 and client = $2 and id = $3 and kind = 'in' and deleted_at is null",
        params![who.project, client, message],
    )?;
    let kind = Kind::from_name(&kind).ok_or(Error::NotFound)?;
    let known = kind.capabilities().reactions;
    if known.is_empty() {
        return Err(unsupported());
    }
    if emoji.is_some_and(|emoji| !known.contains(&emoji)) {
        return Err(Error::invalid("emoji", "unknown", format!("one of {}", known.join(" "))));
    }
    if !change_body(tx, (client, message), |body| body.own_reaction = emoji.map(str::to_owned))? {
        return Ok(());
    }
    let channel = ChannelFacts { id: channel, project: who.project, kind };
    if !outbox::queue_reaction(tx, &channel, (client, message), emoji, now)? {
        return Err(unsupported());
    }
    tell(tx, who.project, client, message, Some(who.employee));
    Ok(())
}

fn unsupported() -> Error {
    Error::problem(409, "unsupported", "this message can have no reaction of ours")
}

/// The messenger did not take it: the client sees none, so we show none.
pub(crate) fn reaction_refused(tx: &Tx<'_>, project: i64, client: i64, message: i64) -> Result<()> {
    if change_body(tx, (client, message), |body| body.own_reaction = None)? {
        tell(tx, project, client, message, None);
    }
    Ok(())
}

fn tell(tx: &Tx<'_>, project: i64, client: i64, message: i64, employee: Option<i64>) {
    tx.event(NewEvent {
        message: Some(message),
        employee,
        ..NewEvent::of(project, EventKind::MessageChanged).client(client)
    });
}
