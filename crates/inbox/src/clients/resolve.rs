//! Who wrote: finds or makes the clients of a batch, all at once.

use std::collections::{BTreeMap, HashMap};

use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::{Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use beseda_base::text::fold;
use beseda_messengers::{Kind, Person};

use super::{NAME_MAX, cut};
use crate::channels::ChannelFacts;

/// The clients of a batch by (channel, id in the messenger).
#[derive(Default)]
pub(crate) struct People {
    ids: HashMap<(i64, String), i64>,
    /// Those whose messenger can tell a picture.
    with_pictures: Vec<i64>,
}

impl People {
    /// The client of this person.
    pub(crate) fn id(&self, channel: &ChannelFacts, person: &Person) -> Result<i64> {
        self.ids
            .get(&(channel.id, person.external_id.clone()))
            .copied()
            .ok_or_else(|| Error::Internal("a client of the batch was not made".into()))
    }

    /// Clients whose picture is worth asking for.
    pub(crate) fn with_pictures(&self) -> Vec<i64> {
        self.with_pictures.clone()
    }

    fn add(&mut self, channel: &ChannelFacts, external_id: &str, id: i64) {
        if channel.kind == Kind::Telegram {
            self.with_pictures.push(id);
        }
        self.ids.insert((channel.id, external_id.to_owned()), id);
    }
}

beseda_base::row! {
    struct Known {
        channel: i64, external_id: String, id: i64, name: String, name_manual: bool, username: String, phone: String, email: String, language: String,
    }
}

/// The clients with these ids in a messenger.
pub(crate) const PEOPLE: &str = "with given(channel, external_id) as (values {rows:bigint,text})
    select c.channel, c.external_id, c.id, c.name, c.name_manual, c.username, c.phone, c.email, c.language from given g
    join clients c on c.channel = g.channel and c.external_id = g.external_id";

/// Finds the client of every person, makes those who are new, and takes over what the messenger tells about the others.
pub(crate) fn resolve<'a>(
    tx: &Tx<'_>,
    people: impl Iterator<Item = (&'a ChannelFacts, &'a Person)>,
    now: i64,
) -> Result<People> {
    // A person may come several times with growing knowledge about him: the last word counts.
    let mut wanted: BTreeMap<(i64, &str), (&ChannelFacts, &Person)> = BTreeMap::new();
    for (channel, person) in people {
        wanted.insert((channel.id, &person.external_id), (channel, person));
    }
    if wanted.is_empty() {
        return Ok(People::default());
    }
    let keys: Vec<Vec<Val>> = wanted.keys().map(|(channel, id)| values![*channel, *id]).collect();
    let known: Vec<Known> = tx.query_rows(PEOPLE, &[], &keys)?;
    let mut found = People::default();
    for row in &known {
        if let Some((channel, person)) = wanted.remove(&(row.channel, row.external_id.as_str())) {
            take_over(tx, channel.project, row, person)?;
            found.add(channel, &row.external_id, row.id);
        }
    }
    for (channel, person) in wanted.into_values() {
        let id = make(tx, channel, person, now)?;
        found.add(channel, &person.external_id, id);
    }
    Ok(found)
}

/// What a search by name, id, phone or e-mail looks through: folded, so that case and ё do not matter.
pub(crate) fn search_text(name: &str, username: &str, phone: &str, email: &str, external_id: &str) -> String {
    fold(&[name, username, phone, email, external_id].join(" "))
}

/// The messenger's newer word on a known person; the name only while no hand has touched it.
fn take_over(tx: &Tx<'_>, project: i64, row: &Known, person: &Person) -> Result<()> {
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
        return Ok(());
    }
    let search = search_text(&name, &username, &phone, &email, &row.external_id);
    tx.execute(
        "update clients set name = $2, username = $3, phone = $4, email = $5, language = $6, search = $7 where id = $1",
        params![row.id, name, username, phone, email, language, search],
    )?;
    super::changed(tx, project, row.id);
    Ok(())
}

fn make(tx: &Tx<'_>, channel: &ChannelFacts, person: &Person, now: i64) -> Result<i64> {
    let name = if person.name.trim().is_empty() {
        guest(tx, channel.project)?
    } else {
        cut(person.name.trim(), NAME_MAX).to_owned()
    };
    let (username, phone, email) =
        (cut(&person.username, NAME_MAX), cut(&person.phone, NAME_MAX), cut(&person.email, NAME_MAX));
    let search = search_text(&name, username, phone, email, &person.external_id);
    let made: Option<(i64,)> = tx.optional(
        "insert into clients (project, channel, external_id, name, username, phone, email, language, search, created_at, active_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) on conflict (channel, external_id) do nothing returning id",
        params![
            channel.project, channel.id, person.external_id.as_str(), name, username, phone, email, cut(&person.language, 35), search, now
        ],
    )?;
    if let Some((id,)) = made {
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

/// S11: never empty. The number is taken from the project, in the transaction that uses it.
fn guest(tx: &Tx<'_>, project: i64) -> Result<String> {
    let (number, language): (i64, String) = tx.one(
        "update projects set last_guest = last_guest + 1 where id = $1 returning last_guest, language",
        params![project],
    )?;
    Ok(if language == "ru" { format!("Гость #{number}") } else { format!("Guest #{number}") })
}
