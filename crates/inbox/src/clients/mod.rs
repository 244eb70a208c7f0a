//! Clients: one person in one channel. Made by the first thing that comes from him, named by his messenger (S10, S11, S17).
//!
//! The key is (channel, id in the messenger); nothing a person types ever joins him to another client (G16, guarantee 30).
//! A name made by hand is never overwritten by a messenger.

mod contacts;
mod deletion;
mod export;
mod imported;
mod links;
pub(crate) mod phone;
mod purge;
mod resolve;
mod routes;
mod templates;
#[cfg(test)]
mod tests;
mod variables;

pub use deletion::{Purger, purge_due};
pub(crate) use deletion::{UNDO_MANY_MS, delete_until, restore};
pub(crate) use export::cell;
pub(crate) use imported::{Imported, Known, import_known, import_new, is_email, is_phone, known};
pub(crate) use links::{
    PREFIX as LINK_PREFIX, are_linked, arrived as arrived_by_link, prune as prune_links, settle as settle_links,
};
#[cfg(test)]
pub(crate) use links::{SAME_CONTACT, SAME_ID, SAME_USERNAME};
pub(crate) use purge::purge;
#[cfg(test)]
pub(crate) use resolve::PEOPLE;
pub(crate) use resolve::{People, resolve, search_text};
pub(crate) use routes::avatar_url;
pub use routes::{Client, LastPage, routes};
pub(crate) use variables::check_name as check_variable_name;
pub use variables::{NewValue, VARIABLES_MAX, VariableType, too_many_variables};

use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::Result;
use beseda_base::events::{EventKind, NewEvent};

use crate::Inbox;

/// Longest name of a client, in characters.
pub const NAME_MAX: usize = 200;
/// Most variables that a messenger may set on one client.
const SET_AT_ONCE: usize = 100;
/// Longest name and value of a variable (facts §2: 500 and 100,000; what arrives by itself is kept shorter).
const VARIABLE_NAME_MAX: usize = 500;
const VARIABLE_VALUE_MAX: usize = 4_000;

/// Sets variables that came with a message (utm, page …). Over the limit the surplus is left out; the raw event has it.
pub(crate) fn set_variables(tx: &Tx<'_>, client: i64, variables: &[(String, String)], now: i64) -> Result<()> {
    if variables.is_empty() {
        return Ok(());
    }
    let mut last = std::collections::BTreeMap::new();
    for (name, value) in variables.iter().take(SET_AT_ONCE) {
        last.insert(cut(name, VARIABLE_NAME_MAX), cut(value, VARIABLE_VALUE_MAX));
    }
    put_variables(tx, last.into_iter().map(|(name, value)| (client, name, value)), now)
}

/// Writes variables of clients, each named once; what is there keeps its type.
pub(crate) fn put_variables<'a>(
    tx: &Tx<'_>,
    variables: impl Iterator<Item = (i64, &'a str, &'a str)>,
    now: i64,
) -> Result<()> {
    let rows: Vec<Vec<Val>> = variables.map(|(client, name, value)| values![client, name, value, now]).collect();
    tx.execute_rows(
        "insert into client_variables (client, name, value, updated_at) values {rows:bigint,text,text,bigint}
         on conflict (client, name) do update set value = excluded.value, updated_at = excluded.updated_at",
        &[],
        &rows,
    )?;
    Ok(())
}

/// The first `max` characters.
pub(crate) fn cut(text: &str, max: usize) -> &str {
    text.char_indices().nth(max).map_or(text, |(end, _)| &text[..end])
}

/// Starts the loops of this room; `purgers` are those of the rooms above.
pub(crate) fn start(inbox: &Inbox, purgers: &'static [Purger]) {
    deletion::start(inbox, purgers);
    contacts::start(inbox);
}

/// Locks the client's row, as every writer for him does (guarantee 3).
fn hold(tx: &Tx<'_>, project: i64, client: i64) -> Result<()> {
    tx.one::<(i64,)>(
        "update clients set last_n = last_n where id = $2 and project = $1 returning id",
        params![project, client],
    )?;
    Ok(())
}

/// The same whoever he is, also one who is being deleted or gone.
pub(crate) fn lock(tx: &Tx<'_>, client: i64) -> Result<()> {
    tx.execute("update clients set last_n = last_n where id = $1", params![client])?;
    Ok(())
}

/// Gives the client a name by hand. It stays when the messenger tells another one.
pub(crate) fn rename(tx: &Tx<'_>, project: i64, client: i64, name: &str) -> Result<()> {
    tx.one::<(i64,)>(
        "update clients set name = $3, name_manual = true where id = $1 and project = $2 returning id",
        params![client, project, name],
    )?;
    contacts::refresh_search(tx, client)?;
    changed(tx, project, client);
    Ok(())
}

/// Tells everyone that the client's card is another now.
pub(crate) fn changed(tx: &Tx<'_>, project: i64, client: i64) {
    tx.event(NewEvent::of(project, EventKind::ClientChanged).client(client));
}
