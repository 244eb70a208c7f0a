//! Likely duplicates: clients with the same phone, e-mail, user name or id in the messenger. Suggested, never linked by
//! themselves (guarantee 30); «Не она» is remembered for the whole project.

use std::collections::{BTreeMap, BTreeSet};

use beseda_base::auth::Who;
use beseda_base::db::{Tx, params};
use beseda_base::error::Result;
use beseda_messengers::Kind;
use serde::Serialize;
use utoipa::ToSchema;

use super::{LinkedClient, group, seen};
use crate::channels::kind_of;

/// Suggestions of one answer.
const SHOWN: usize = 10;
/// Clients looked at for one sign: a number that hundreds have tells of nobody.
const LOOKED_AT: i64 = 100;

/// What two clients have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::clients) enum Sign {
    /// A phone, however it is written.
    Phone,
    /// An e-mail.
    Email,
    /// The user name, maybe in another messenger.
    Username,
    /// The id in the same messenger, at another bot or account of ours.
    MessengerId,
}

/// Somebody who is likely the same person.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::clients) struct Duplicate {
    /// Who.
    #[serde(flatten)]
    client: LinkedClient,
    /// What they have in common.
    signs: BTreeSet<Sign>,
}

/// Who is likely the same person as this client and neither linked with him nor known to be another: of those whom the asking
/// employee may see, the ones with the most in common first.
pub(super) fn of(tx: &Tx<'_>, who: &Who, client: i64) -> Result<Vec<Duplicate>> {
    let mut found: BTreeMap<i64, BTreeSet<Sign>> = BTreeMap::new();
    let mut note = |sign: Sign, clients: Vec<i64>| {
        for other in clients {
            found.entry(other).or_default().insert(sign);
        }
    };
    for (sign, kind) in [(Sign::Phone, "phone"), (Sign::Email, "email")] {
        note(sign, same_contact(tx, who.project, client, kind)?);
    }
    let (username, external_id, channel, kind): (String, String, i64, String) = tx.one(
        "select c.username, c.external_id, c.channel, h.kind from clients c join channels h on h.id = c.channel
         where c.project = $1 and c.id = $2",
        params![who.project, client],
    )?;
    if !username.is_empty() {
        note(Sign::Username, same_username(tx, who.project, client, &username)?);
    }
    // Ids of our own messengers are random: the same one is no sign.
    if !matches!(kind_of(&kind)?, Kind::SiteChat | Kind::Demo) {
        note(Sign::MessengerId, same_id(tx, who.project, (channel, &kind), &external_id)?);
    }
    let mut known: BTreeSet<i64> = distinct(tx, client)?.into_iter().collect();
    known.extend(group(tx, client)?.into_iter().flat_map(|group| group.members));
    found.retain(|other, _| *other != client && !known.contains(other));
    let ids: Vec<i64> = found.keys().copied().collect();
    let all = seen(tx, who, &ids)?.into_iter();
    let with_signs = all.map(|client| {
        let signs = found.remove(&client.client_id).unwrap_or_default();
        Duplicate { client, signs }
    });
    let mut suggested: Vec<Duplicate> = with_signs.collect();
    // Stable: of equals the latest active stays first.
    suggested.sort_by_key(|duplicate| std::cmp::Reverse(duplicate.signs.len()));
    suggested.truncate(SHOWN);
    Ok(suggested)
}

fn same_contact(tx: &Tx<'_>, project: i64, client: i64, kind: &str) -> Result<Vec<i64>> {
    tx.query(SAME_CONTACT, params![project, client, kind, LOOKED_AT])
}

/// Clients with a contact of the client's.
pub(crate) const SAME_CONTACT: &str = "select o.client from client_contacts k
    join client_contacts o on o.project = $1 and o.kind = k.kind and o.value_key = k.value_key
    where k.client = $2 and k.kind = $3 and k.value_key <> '' and o.client <> $2 limit $4";

/// As it was told and in small letters: messengers differ in how they write it.
fn same_username(tx: &Tx<'_>, project: i64, client: i64, username: &str) -> Result<Vec<i64>> {
    tx.query(SAME_USERNAME, params![project, username, username.to_lowercase(), client, LOOKED_AT])
}

/// Clients with this user name.
pub(crate) const SAME_USERNAME: &str = "select id from clients
    where project = $1 and username in ($2, $3) and username <> '' and id <> $4 limit $5";

fn same_id(tx: &Tx<'_>, project: i64, (channel, kind): (i64, &str), external_id: &str) -> Result<Vec<i64>> {
    tx.query(SAME_ID, params![project, channel, kind, external_id, LOOKED_AT])
}

/// Clients with this id in another channel of the same messenger.
pub(crate) const SAME_ID: &str = "select c.id from channels h join clients c on c.channel = h.id and c.external_id = $4
    where h.project = $1 and h.id <> $2 and h.kind = $3 limit $5";

/// Who is known to be another person than this client.
fn distinct(tx: &Tx<'_>, client: i64) -> Result<Vec<i64>> {
    tx.query(
        "select other from distinct_clients where client = $1 union all select client from distinct_clients where other = $1",
        params![client],
    )
}
