//! Clients out of a table (S07): made before they have ever written, and known ones told more about.

use std::collections::HashMap;

use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::{Error, Result};

use super::contacts::{self, ContactKind};
use super::hold;
use super::resolve::{guest_names, search_text};
use crate::channels::ChannelFacts;

/// A client as a table tells him.
#[derive(Debug, Default)]
pub(crate) struct Imported {
    /// Id in the messenger, as [`beseda_messengers::Kind::imported_id`] writes it.
    pub(crate) id: String,
    /// Empty: none.
    pub(crate) name: String,
    /// Each one a phone.
    pub(crate) phones: Vec<String>,
    /// Each one an e-mail.
    pub(crate) emails: Vec<String>,
}

impl Imported {
    /// A later line about him: its name counts, its contacts are more.
    pub(crate) fn add(&mut self, later: Imported) {
        if !later.name.is_empty() {
            self.name = later.name;
        }
        self.phones.extend(later.phones);
        self.emails.extend(later.emails);
    }

    fn contacts(&self) -> impl Iterator<Item = (ContactKind, &str)> {
        let phones = self.phones.iter().map(|phone| (ContactKind::Phone, phone.as_str()));
        phones.chain(self.emails.iter().map(|email| (ContactKind::Email, email.as_str())))
    }
}

beseda_base::row! {
    /// A client who is there.
    #[derive(Debug)]
    pub(crate) struct Known {
        /// Id in the messenger.
        pub(crate) external_id: String,
        /// The client.
        pub(crate) id: i64,
        /// His project; another one than the channel's while he is being deleted.
        pub(crate) project: i64,
    }
}

/// Those of these ids in the messenger that are clients already.
pub(crate) fn known<'a>(tx: &Tx<'_>, channel: i64, ids: impl IntoIterator<Item = &'a str>) -> Result<Vec<Known>> {
    let keys: Vec<Vec<Val>> = ids.into_iter().map(|id| values![channel, id]).collect();
    tx.query_rows(
        "select c.external_id, c.id, c.project from (values {rows:bigint,text}) as v
         join clients c on c.channel = v.column1 and c.external_id = v.column2",
        &[],
        &keys,
    )
}

/// Makes clients of these people, who were unknown a moment ago. They stand at the end of the list until something happens
/// with them. A name of the table is one made by hand. Answers the clients by id in the messenger.
pub(crate) fn import_new(
    tx: &Tx<'_>,
    channel: &ChannelFacts,
    people: &[Imported],
    now: i64,
) -> Result<HashMap<String, i64>> {
    // The guests' counter stands before every client in the order of locks (guarantee 4).
    let nameless = people.iter().filter(|person| person.name.is_empty()).count();
    let mut guests = guest_names(tx, channel.project, nameless)?;
    let mut rows: Vec<Vec<Val>> = Vec::with_capacity(people.len());
    for person in people {
        let guest = if person.name.is_empty() { Some(guests.next()?) } else { None };
        let name = guest.as_deref().unwrap_or(&person.name);
        let (phones, emails): (Vec<&str>, Vec<&str>) =
            (person.phones.iter().map(String::as_str).collect(), person.emails.iter().map(String::as_str).collect());
        let search = search_text(name, "", &phones, &emails, &person.id);
        let by_hand = guest.is_none();
        rows.push(values![channel.project, channel.id, person.id.as_str(), name, by_hand, search, now]);
    }
    tx.execute_rows(
        "insert into clients (project, channel, external_id, name, name_manual, search, created_at, active_at)
         select v.column1, v.column2, v.column3, v.column4, v.column5, v.column6, v.column7, 0
         from (values {rows:bigint,bigint,text,text,boolean,text,bigint}) as v where true
         on conflict (channel, external_id) do nothing",
        &[],
        &rows,
    )?;
    // Who wrote in this very moment was made by another node; then the table's word comes to a client who is there.
    let made = known(tx, channel.id, people.iter().map(|person| person.id.as_str()))?;
    let ids: HashMap<String, i64> = made.into_iter().map(|made| (made.external_id, made.id)).collect();
    // A private chat has the id of the person (`Kind::imported_id`).
    let threads: Vec<Vec<Val>> = ids.iter().map(|(id, client)| values![channel.id, id.as_str(), *client]).collect();
    let threads: Vec<(i64, i64)> = tx.query_rows(
        "insert into threads (channel, chat, client) values {rows:bigint,text,bigint}
         on conflict (channel, chat) do update set title = threads.title returning id, client",
        &[],
        &threads,
    )?;
    let threads: Vec<Vec<Val>> = threads.into_iter().map(|(thread, client)| values![client, thread]).collect();
    tx.execute_rows(
        "update clients set last_thread = v.column2 from (values {rows:bigint,bigint}) as v
         where clients.id = v.column1 and clients.last_thread is null",
        &[],
        &threads,
    )?;
    let mut rows = Vec::new();
    for person in people {
        let Some(client) = ids.get(&person.id) else {
            return Err(Error::internal("a client of the table was not made"));
        };
        rows.extend(
            person
                .contacts()
                .take(contacts::OF_CLIENT_MAX as usize)
                .map(|contact| row(channel.project, *client, contact, now)),
        );
    }
    add(tx, &rows)?;
    Ok(ids)
}

/// Tells known clients, by ascending ids, what the table says: a name as long as no hand has given one, contacts beside those
/// that are there. Whoever calls it has made sure that they are of this project.
pub(crate) fn import_known(tx: &Tx<'_>, project: i64, people: &[(i64, Imported)], now: i64) -> Result<()> {
    for (client, person) in people {
        hold(tx, project, *client)?;
        let mut changed = false;
        if !person.name.is_empty() {
            changed = tx.execute(
                "update clients set name = $2, name_manual = true where id = $1 and not name_manual and name <> $2",
                params![*client, person.name.as_str()],
            )? > 0;
        }
        if person.contacts().next().is_some() {
            let (there,): (i64,) =
                tx.one("select count(*) from client_contacts where client = $1", params![*client])?;
            let room = usize::try_from(contacts::OF_CLIENT_MAX - there).unwrap_or(0);
            let rows: Vec<Vec<Val>> =
                person.contacts().take(room).map(|contact| row(project, *client, contact, now)).collect();
            add(tx, &rows)?;
            changed = true;
        }
        if changed {
            contacts::refresh_search(tx, *client)?;
        }
    }
    Ok(())
}

fn row(project: i64, client: i64, (kind, value): (ContactKind, &str), now: i64) -> Vec<Val> {
    values![project, client, kind.name(), value, kind.key(value), now]
}

fn add(tx: &Tx<'_>, rows: &[Vec<Val>]) -> Result<()> {
    tx.execute_rows(
        "insert into client_contacts (project, client, kind, value, value_key, label, given, created_at)
         select v.column1, v.column2, v.column3, v.column4, v.column5, '', false, v.column6
         from (values {rows:bigint,bigint,text,text,text,bigint}) as v where true
         on conflict (client, kind, value_key) do nothing",
        &[],
        rows,
    )?;
    Ok(())
}

/// Whether this can be a phone.
pub(crate) fn is_phone(value: &str) -> bool {
    ContactKind::Phone.takes(value)
}

/// Whether this can be an e-mail.
pub(crate) fn is_email(value: &str) -> bool {
    ContactKind::Email.takes(value)
}
