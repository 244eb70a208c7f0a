//! Linked dialogs (S08): clients of several channels who are one person.
//!
//! Linked clients are a group of at most 20 with one main client; each keeps his dialog, card and rights. People link and
//! unlink them, or the person himself by a personal link ([`personal`]); what looks alike is only suggested ([`duplicates`]).
//! A group is changed by whoever holds the rows of all its clients, ascending as everybody locks them (guarantee 4).

mod duplicates;
mod personal;
mod routes;

pub(crate) use personal::{PREFIX, arrived, prune, settle};
pub(super) use routes::routes;

#[cfg(test)]
pub(crate) use duplicates::{SAME_CONTACT, SAME_ID, SAME_USERNAME};

use beseda_base::auth::Who;
use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::{Error, Result};
use serde::Serialize;
use utoipa::ToSchema;

use super::routes::avatar_url;
use crate::channels::{KindName, kind_of};
use crate::dialogs::View;

/// Clients of one person.
const GROUP_MAX: usize = 20;

/// A client of the same person, as another one's card shows him.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct LinkedClient {
    /// Our id of the client.
    client_id: i64,
    /// Name.
    name: String,
    /// Picture.
    avatar_url: Option<String>,
    /// Channel he writes in.
    channel_id: i64,
    /// Messenger.
    channel_kind: KindName,
    /// Our name of the channel.
    channel_name: String,
    /// ID in the messenger.
    external_id: String,
    /// User name without `@`.
    username: Option<String>,
    /// His last message or button press.
    last_action_at: Option<i64>,
    /// Order of the list.
    active_at: i64,
}

/// Who a client is linked with.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    main: i64,
    /// All, the main one among them, ascending.
    members: Vec<i64>,
}

fn group(tx: &Tx<'_>, client: i64) -> Result<Option<Group>> {
    let Some((main,)) =
        tx.optional::<(i64,)>("select main_client from linked_clients where client = $1", params![client])?
    else {
        return Ok(None);
    };
    let members =
        tx.query("select client from linked_clients where main_client = $1 order by client", params![main])?;
    Ok(Some(Group { main, members }))
}

/// Whether two clients are one person.
pub(crate) fn are_linked(tx: &Tx<'_>, client: i64, other: i64) -> Result<bool> {
    Ok(group(tx, client)?.is_some_and(|group| group.members.contains(&other)))
}

/// These clients and all who are linked with them, ascending.
fn everybody(tx: &Tx<'_>, clients: &[i64]) -> Result<Vec<i64>> {
    let mut all = clients.to_vec();
    for client in clients {
        all.extend(group(tx, *client)?.into_iter().flat_map(|group| group.members));
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Locks these clients and all who are linked with them, those who are just being deleted as well. Answers all of
/// them; [`Error::NotFound`] when one is not of the project.
fn hold_all(tx: &Tx<'_>, project: i64, clients: &[i64]) -> Result<Vec<i64>> {
    let all = everybody(tx, clients)?;
    for client in &all {
        let sql = "update clients set last_n = last_n where id = $1 and project in ($2, $3)";
        if tx.execute(sql, params![*client, project, -project])? == 0 {
            return Err(Error::NotFound);
        }
    }
    // Somebody was faster, and who came in by him is not locked: not in the order of locks any more.
    if everybody(tx, clients)? == all {
        Ok(all)
    } else {
        Err(Error::conflict("links_changed", "the links were changed meanwhile; try again"))
    }
}

/// Links two clients, and with them whoever they are linked with. The main client stays the first one's; of two who were
/// alone the first is the main one. Answers whether anything is new.
fn link(tx: &Tx<'_>, project: i64, client: i64, other: i64) -> Result<bool> {
    if client == other {
        return Err(Error::invalid("other_id", "bad_value", "a client is linked with another one"));
    }
    let all = hold_all(tx, project, &[client, other])?;
    let (ours, theirs) = (group(tx, client)?, group(tx, other)?);
    if ours.is_some() && ours == theirs {
        return Ok(false);
    }
    if all.len() > GROUP_MAX {
        return Err(Error::conflict("limit_reached", format!("a person has at most {GROUP_MAX} linked dialogs")));
    }
    let main = ours.or(theirs).map_or(client, |group| group.main);
    write(tx, &all, main)?;
    forget_distinct(tx, client, other)?;
    tell(tx, project, &all);
    Ok(true)
}

/// Takes a client out of the group of another one, and remembers that he is somebody else: else he would be suggested again
/// at once.
fn unlink(tx: &Tx<'_>, project: i64, client: i64, other: i64, now: i64) -> Result<()> {
    let all = hold_all(tx, project, &[client])?;
    if client == other || !all.contains(&other) {
        return Err(Error::NotFound);
    }
    leave(tx, other)?;
    for member in all.iter().filter(|member| **member != other) {
        note_distinct(tx, other, *member, now)?;
    }
    tell(tx, project, &all);
    Ok(())
}

/// Makes a client the main one of his group.
fn set_main(tx: &Tx<'_>, project: i64, client: i64) -> Result<bool> {
    let all = hold_all(tx, project, &[client])?;
    let group = group(tx, client)?.ok_or_else(|| Error::conflict("not_linked", "the client is linked with nobody"))?;
    if group.main == client {
        return Ok(false);
    }
    write(tx, &group.members, client)?;
    tell(tx, project, &all);
    Ok(true)
}

/// Takes a client out of his group. A group of one is none; without its main client the oldest one is.
fn leave(tx: &Tx<'_>, client: i64) -> Result<()> {
    let Some(group) = group(tx, client)? else { return Ok(()) };
    tx.execute("delete from linked_clients where client = $1", params![client])?;
    let rest: Vec<i64> = group.members.into_iter().filter(|member| *member != client).collect();
    match rest[..] {
        [] => Ok(()),
        [alone] => tx.execute("delete from linked_clients where client = $1", params![alone]).map(|_| ()),
        [oldest, ..] if group.main == client => write(tx, &rest, oldest),
        _ => Ok(()),
    }
}

fn write(tx: &Tx<'_>, clients: &[i64], main: i64) -> Result<()> {
    let rows: Vec<Vec<Val>> = clients.iter().map(|client| values![*client, main]).collect();
    tx.execute_rows(
        "insert into linked_clients (client, main_client) values {rows:bigint,bigint}
         on conflict (client) do update set main_client = excluded.main_client",
        &[],
        &rows,
    )?;
    Ok(())
}

/// The card of each of them is another now.
fn tell(tx: &Tx<'_>, project: i64, clients: &[i64]) {
    clients.iter().for_each(|client| super::changed(tx, project, *client));
}

/// A client was deleted or is back: the cards of those he is linked with show it.
pub(super) fn tell_others(tx: &Tx<'_>, project: i64, client: i64) -> Result<()> {
    let others: Vec<i64> = everybody(tx, &[client])?.into_iter().filter(|member| *member != client).collect();
    tell(tx, project, &others);
    Ok(())
}

/// Locks a client who is about to be purged, and whoever he is linked with.
pub(super) fn hold_for_purge(tx: &Tx<'_>, project: i64, client: i64) -> Result<()> {
    hold_all(tx, project, &[client]).map(|_| ())
}

/// Takes a client who is being purged out of everything here. The caller holds all who are linked with him.
pub(super) fn purge(tx: &Tx<'_>, project: i64, client: i64) -> Result<()> {
    tell_others(tx, project, client)?;
    leave(tx, client)?;
    for sql in [
        "delete from distinct_clients where client = $1",
        "delete from distinct_clients where other = $1",
        "delete from link_tokens where client = $1",
        "delete from link_tokens where arrived = $1",
    ] {
        tx.execute(sql, params![client])?;
    }
    Ok(())
}

/// Remembers for the whole project that two clients are two persons.
fn note_distinct(tx: &Tx<'_>, one: i64, other: i64, now: i64) -> Result<bool> {
    let noted = tx.execute(
        "insert into distinct_clients (client, other, noted_at) values ($1, $2, $3) on conflict (client, other) do nothing",
        params![one.min(other), one.max(other), now],
    )?;
    Ok(noted > 0)
}

fn forget_distinct(tx: &Tx<'_>, one: i64, other: i64) -> Result<bool> {
    let forgotten = tx.execute(
        "delete from distinct_clients where client = $1 and other = $2",
        params![one.min(other), one.max(other)],
    )?;
    Ok(forgotten > 0)
}

beseda_base::row! {
    struct Row {
        id: i64, name: String, avatar_key: Option<String>, channel: i64, kind: String, channel_name: String, external_id: String, username: String,
        last_action_at: Option<i64>, active_at: i64, responsible: Option<i64>,
    }
}

/// Columns of [`Row`].
const SELECT: &str = "select c.id, c.name, c.avatar_key, h.id, h.kind, h.name, c.external_id, c.username,
    c.last_action_at, c.active_at, c.responsible from clients c join channels h on h.id = c.channel";

impl Row {
    fn shown(self) -> Result<LinkedClient> {
        Ok(LinkedClient {
            client_id: self.id,
            name: self.name,
            avatar_url: avatar_url(self.id, self.avatar_key.as_deref()),
            channel_id: self.channel,
            channel_kind: kind_of(&self.kind)?.into(),
            channel_name: self.channel_name,
            external_id: self.external_id,
            username: Some(self.username).filter(|name| !name.is_empty()),
            last_action_at: self.last_action_at,
            active_at: self.active_at,
        })
    }
}

/// Those of these clients whom this person may see, the latest active first.
fn seen(tx: &Tx<'_>, who: &Who, clients: &[i64]) -> Result<Vec<LinkedClient>> {
    let rows: Vec<Vec<Val>> = clients.iter().map(|client| values![*client]).collect();
    let sql = format!("{SELECT} where c.project = $1 and c.id in (values {{rows:bigint}})");
    let mut rows: Vec<Row> = tx.query_rows(&sql, params![who.project], &rows)?;
    rows.retain(|row| View::of(who).sees(row.responsible));
    rows.sort_by_key(|row| (std::cmp::Reverse(row.active_at), row.id));
    rows.into_iter().map(Row::shown).collect()
}

/// The main client and the others of a client's group, as far as this person may see them.
pub(super) fn of(tx: &Tx<'_>, who: &Who, client: i64) -> Result<(Option<i64>, Vec<LinkedClient>)> {
    let Some(group) = group(tx, client)? else { return Ok((None, Vec::new())) };
    let others: Vec<i64> = group.members.into_iter().filter(|member| *member != client).collect();
    let others = seen(tx, who, &others)?;
    let is_seen = group.main == client || others.iter().any(|other| other.client_id == group.main);
    // Alone with those he may not see, nobody learns that they are there.
    let main = Some(group.main).filter(|_| is_seen && !others.is_empty());
    Ok((main, others))
}
