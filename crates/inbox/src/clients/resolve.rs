//! Who wrote: finds or makes the clients of a batch, all at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::{Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use beseda_base::text::fold;
use beseda_messengers::{Kind, Person};

use super::{NAME_MAX, contacts, cut, lock, phone};
use crate::channels::ChannelFacts;

/// The clients of a batch by (channel, id in the messenger).
#[derive(Default)]
pub(crate) struct People {
    ids: HashMap<(i64, String), i64>,
    /// Those whose messenger can tell a picture, and when it was asked for last.
    with_pictures: Vec<(i64, i64)>,
}

impl People {
    /// The client of this person.
    pub(crate) fn id(&self, channel: &ChannelFacts, person: &Person) -> Result<i64> {
        self.ids
            .get(&(channel.id, person.external_id.clone()))
            .copied()
            .ok_or_else(|| Error::Internal("a client of the batch was not made".into()))
    }

    /// Clients whose messenger can tell a picture, and when it was asked for last.
    pub(crate) fn with_pictures(&self) -> &[(i64, i64)] {
        &self.with_pictures
    }

    fn add(&mut self, channel: &ChannelFacts, external_id: &str, (id, avatar_checked_at): (i64, i64)) {
        if channel.kind == Kind::Telegram {
            self.with_pictures.push((id, avatar_checked_at));
        }
        self.ids.insert((channel.id, external_id.to_owned()), id);
    }
}

beseda_base::row! {
    struct Known {
        channel: i64, external_id: String, id: i64, name: String, name_manual: bool, username: String, phone: String, email: String, language: String, avatar_checked_at: i64,
    }
}

/// The clients with these ids in a messenger.
pub(crate) const PEOPLE: &str = "with given(channel, external_id) as (values {rows:bigint,text})
    select c.channel, c.external_id, c.id, c.name, c.name_manual, c.username, c.phone, c.email, c.language, c.avatar_checked_at from given g
    join clients c on c.channel = g.channel and c.external_id = g.external_id";

/// Finds the client of every person, makes those who are new, and takes over what the messenger tells about the others. Clients
/// who are `touched` beside them are locked with them.
pub(crate) fn resolve<'a>(
    tx: &Tx<'_>,
    people: impl Iterator<Item = (&'a ChannelFacts, &'a Person)>,
    touched: &[i64],
    now: i64,
) -> Result<People> {
    // A person may come several times with growing knowledge about him: the last word counts.
    let mut wanted: BTreeMap<(i64, &str), (&ChannelFacts, &Person)> = BTreeMap::new();
    for (channel, person) in people {
        wanted.insert((channel.id, &person.external_id), (channel, person));
    }
    let keys: Vec<Vec<Val>> = wanted.keys().map(|(channel, id)| values![*channel, *id]).collect();
    let known: Vec<Known> = tx.query_rows(PEOPLE, &[], &keys)?;
    let mut found = People::default();
    let mut newer = Vec::new();
    for row in &known {
        if let Some((channel, person)) = wanted.remove(&(row.channel, row.external_id.as_str())) {
            newer.extend(take_over(row, person).map(|newer| (channel.project, newer)));
            found.add(channel, &row.external_id, (row.id, row.avatar_checked_at));
        }
    }
    // New ones first: the guests' counter stands before every client in the order of locks (guarantee 4).
    let mut names = guests(tx, &wanted)?;
    for (channel, person) in wanted.into_values() {
        let name = match person.name.trim() {
            "" => match names.get_mut(&channel.project) {
                Some(guests) => guests.next()?,
                None => return Err(Error::internal("a project of the batch has no guests")),
            },
            name => cut(name, NAME_MAX).to_owned(),
        };
        let id = make(tx, channel, person, &name, now)?;
        found.add(channel, &person.external_id, (id, 0));
    }
    if !newer.is_empty() || !touched.is_empty() {
        lock_all(tx, known.iter().map(|row| row.id).chain(touched.iter().copied()))?;
    }
    write_over(tx, newer, now)?;
    Ok(found)
}

/// What a search by name, id, phone or e-mail looks through: folded, so that case and ё do not matter, with the digits of the
/// phones at its end.
pub(crate) fn search_text(name: &str, username: &str, phones: &[&str], emails: &[&str], external_id: &str) -> String {
    let digits = phones.iter().map(|phone| phone::key(phone)).collect::<Vec<_>>().join(" ");
    fold(&[name, username, &phones.join(" "), &emails.join(" "), external_id, &digits].join(" "))
}

/// A known person as his messenger tells him now.
struct Newer {
    id: i64,
    name: String,
    username: String,
    phone: String,
    email: String,
    language: String,
}

/// The messenger's newer word on a known person, if there is one; on the name only while no hand has touched it.
fn take_over(row: &Known, person: &Person) -> Option<Newer> {
    let newer = |old: &String, new: &String| if new.is_empty() { old.clone() } else { cut(new, NAME_MAX).to_owned() };
    let name = if row.name_manual { row.name.clone() } else { newer(&row.name, &person.name) };
    let username = newer(&row.username, &person.username);
    let phone = newer(&row.phone, &person.phone);
    let email = newer(&row.email, &person.email);
    let language = newer(&row.language, &person.language);
    if name == row.name
        && username == row.username
        && phone == row.phone
        && email == row.email
        && language == row.language
    {
        return None;
    }
    Some(Newer { id: row.id, name, username, phone, email, language })
}

/// Locks all known clients of the batch, ascending (guarantee 4), before one of them is written: the counters of the others
/// follow later, and who then locked a smaller one after a larger one could wait for somebody who waits for him.
fn lock_all(tx: &Tx<'_>, clients: impl Iterator<Item = i64>) -> Result<()> {
    clients.collect::<BTreeSet<i64>>().into_iter().try_for_each(|client| lock(tx, client))
}

fn write_over(tx: &Tx<'_>, newer: Vec<(i64, Newer)>, now: i64) -> Result<()> {
    for (project, newer) in newer {
        tx.execute(
            "update clients set name = $2, username = $3, phone = $4, email = $5, language = $6 where id = $1",
            params![
                newer.id,
                newer.name.as_str(),
                newer.username.as_str(),
                newer.phone.as_str(),
                newer.email.as_str(),
                newer.language.as_str()
            ],
        )?;
        contacts::take_over(tx, (project, newer.id), (&newer.phone, &newer.email), now)?;
        contacts::refresh_search(tx, newer.id)?;
        super::changed(tx, project, newer.id);
    }
    Ok(())
}

fn make(tx: &Tx<'_>, channel: &ChannelFacts, person: &Person, name: &str, now: i64) -> Result<i64> {
    let (username, phone, email) =
        (cut(&person.username, NAME_MAX), cut(&person.phone, NAME_MAX), cut(&person.email, NAME_MAX));
    let search = search_text(name, username, &[phone], &[email], &person.external_id);
    let made: Option<(i64,)> = tx.optional(
        "insert into clients (project, channel, external_id, name, username, phone, email, language, search, created_at, active_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) on conflict (channel, external_id) do nothing returning id",
        params![
            channel.project, channel.id, person.external_id.as_str(), name, username, phone, email, cut(&person.language, 35), search, now
        ],
    )?;
    if let Some((id,)) = made {
        contacts::take_over(tx, (channel.project, id), (phone, email), now)?;
        tx.event(NewEvent {
            channel: Some(channel.id),
            ..NewEvent::of(channel.project, EventKind::ClientCreated).client(id)
        });
        return Ok(id);
    }
    // Another node made him while we looked; his row is committed by now, since the insert waited for it.
    let (id,): (i64,) = tx.one(
        "select id from clients where channel = $1 and external_id = $2",
        params![channel.id, person.external_id.as_str()],
    )?;
    Ok(id)
}

/// Numbers taken for the nameless of a project.
pub(super) struct Guests {
    numbers: std::ops::Range<i64>,
    word: &'static str,
}

impl Guests {
    /// The next name (S11: never empty); an error when more are asked for than were taken.
    pub(super) fn next(&mut self) -> Result<String> {
        let number = self.numbers.next().ok_or_else(|| Error::internal("a guest of the batch has no number"))?;
        Ok(format!("{} #{number}", self.word))
    }
}

/// Takes numbers for all nameless people of the batch from their projects' counters, ascending, in the transaction that uses
/// them.
fn guests(tx: &Tx<'_>, people: &BTreeMap<(i64, &str), (&ChannelFacts, &Person)>) -> Result<BTreeMap<i64, Guests>> {
    let mut nameless: BTreeMap<i64, i64> = BTreeMap::new();
    for (channel, person) in people.values() {
        if person.name.trim().is_empty() {
            *nameless.entry(channel.project).or_default() += 1;
        }
    }
    let mut guests = BTreeMap::new();
    for (project, count) in nameless {
        guests.insert(project, take_numbers(tx, project, count)?);
    }
    Ok(guests)
}

/// Names for so many people of one project who have none, in the transaction that uses them.
pub(super) fn guest_names(tx: &Tx<'_>, project: i64, count: usize) -> Result<Guests> {
    if count == 0 {
        return Ok(Guests { numbers: 0..0, word: "" });
    }
    take_numbers(tx, project, count as i64)
}

fn take_numbers(tx: &Tx<'_>, project: i64, count: i64) -> Result<Guests> {
    let last: i64 = tx.one(
        "insert into guests (project, last) values ($1, $2)
         on conflict (project) do update set last = guests.last + excluded.last returning last",
        params![project, count],
    )?;
    let language: String = tx.one("select language from projects where id = $1", params![project])?;
    let word = if language == "ru" { "Гость" } else { "Guest" };
    Ok(Guests { numbers: last - count + 1..last + 1, word })
}
