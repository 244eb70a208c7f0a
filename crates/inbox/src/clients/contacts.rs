//! Contacts of a client: phones and e-mails, several of each, by hand or from the messenger (card "Контакты").
//!
//! A contact is kept as it was written and compared by its key ([`ContactKind::key`]): the list's search and the look for
//! likely duplicates find it however it is written. It never joins two clients by itself (guarantee 30). What the messenger
//! tells is taken over as long as no hand has changed it; what a hand has deleted stays away until the messenger tells another.

use axum::extract::State;
use axum::http::StatusCode;
use beseda_base::auth::{Can, Who, can};
use beseda_base::db::{Tx, params};
use beseda_base::error::{Checks, Error, Result, is_email};
use beseda_base::json::{Json, Path};
use beseda_base::text::fold;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::routes::{self, Client};
use super::{hold, phone, search_text};
use crate::{Inbox, audit};

/// Contacts of a client, phones and e-mails together.
pub(super) const OF_CLIENT_MAX: i64 = 20;
/// Longest label, in characters.
const LABEL_MAX: usize = 60;
/// Longest phone as people write it, in characters; and how many digits make one.
const PHONE_MAX: usize = 40;
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 3..=15;
/// Contacts that get their keys in one transaction.
const KEYED_AT_ONCE: i64 = 500;

/// What a contact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ContactKind {
    /// Телефон.
    Phone,
    /// Почта.
    Email,
}

impl ContactKind {
    /// In the table.
    pub(super) fn name(self) -> &'static str {
        match self {
            ContactKind::Phone => "phone",
            ContactKind::Email => "email",
        }
    }

    /// From the table, which only [`ContactKind::name`] fills.
    fn from_name(name: &str) -> ContactKind {
        if name == "email" { ContactKind::Email } else { ContactKind::Phone }
    }

    /// Whether this can be entered as one.
    pub(super) fn takes(self, value: &str) -> bool {
        let mut checks = Checks::new();
        self.check(value, &mut checks);
        checks.done().is_ok()
    }

    /// What a value is compared by: digits of a phone, a Russian one with its 7; an e-mail folded.
    pub(super) fn key(self, value: &str) -> String {
        match self {
            ContactKind::Phone => phone::key(value),
            ContactKind::Email => fold(value),
        }
    }

    /// Whether this can be one at all.
    fn fits(self, value: &str) -> bool {
        match self {
            ContactKind::Phone => {
                let is_phone = value.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c));
                is_phone && PHONE_DIGITS.contains(&phone::key(value).len())
            }
            ContactKind::Email => is_email(value),
        }
    }

    fn check(self, value: &str, checks: &mut Checks) {
        match self {
            ContactKind::Phone => {
                checks.text("value", value, 1..=PHONE_MAX);
                let fits = value.trim().is_empty() || self.fits(value);
                checks.ensure(fits, "value", "bad_value", "3 to 15 digits, spaces and + - ( ) between them.");
            }
            ContactKind::Email => {
                checks.email("value", value);
            }
        }
    }
}

/// A phone or an e-mail of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct ClientContact {
    /// Id.
    id: i64,
    /// What it is.
    kind: ContactKind,
    /// As it was written.
    value: String,
    /// For example "рабочий".
    label: Option<String>,
    /// The messenger told it; a change by hand makes it ours.
    from_messenger: bool,
}

/// A contact to be.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewContact {
    /// What it is.
    kind: ContactKind,
    /// A phone of 3 to 15 digits, or an e-mail.
    value: String,
    /// At most 60 characters.
    #[serde(default)]
    label: String,
}

/// What of a contact shall be another; an absent field stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ContactPatch {
    /// A phone of 3 to 15 digits, or an e-mail, as it was.
    value: Option<String>,
    /// At most 60 characters; empty: none.
    label: Option<String>,
}

/// Routes of contacts.
pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(add_contact)).routes(routes!(change_contact, delete_contact))
}

/// All of a client, the oldest first.
pub(super) fn of(tx: &Tx<'_>, client: i64) -> Result<Vec<ClientContact>> {
    let rows: Vec<(i64, String, String, String, bool)> = tx.query(
        "select id, kind, value, label, given from client_contacts where client = $1 order by id limit $2",
        params![client, OF_CLIENT_MAX],
    )?;
    let contact = |(id, kind, value, label, from_messenger): (i64, String, String, String, bool)| {
        let label = Some(label).filter(|label| !label.is_empty());
        ClientContact { id, kind: ContactKind::from_name(&kind), value, label, from_messenger }
    };
    Ok(rows.into_iter().map(contact).collect())
}

/// Takes over what a messenger tells of a client's phone and e-mail. What can be neither is left out.
pub(super) fn take_over(
    tx: &Tx<'_>,
    (project, client): (i64, i64),
    (phone, email): (&str, &str),
    now: i64,
) -> Result<()> {
    for (kind, value) in [(ContactKind::Phone, phone), (ContactKind::Email, email)] {
        if value.is_empty() || !kind.fits(value) {
            continue;
        }
        let key = kind.key(value);
        let there: Vec<(i64, String, bool, String)> = tx.query(
            "select id, kind, given, value_key from client_contacts where client = $1 order by id",
            params![client],
        )?;
        let of_kind = || there.iter().filter(|(_, name, ..)| name == kind.name());
        if of_kind().any(|(.., known)| *known == key) {
            continue;
        }
        if let Some((former, ..)) = of_kind().find(|(_, _, given, _)| *given) {
            let sql = "update client_contacts set value = $2, value_key = $3 where id = $1";
            tx.execute(sql, params![*former, value, key])?;
        } else if (there.len() as i64) < OF_CLIENT_MAX {
            tx.execute(
                "insert into client_contacts (project, client, kind, value, value_key, label, given, created_at)
                 values ($1, $2, $3, $4, $5, '', true, $6)",
                params![project, client, kind.name(), value, key, now],
            )?;
        }
    }
    Ok(())
}

/// Writes anew what the list's search looks through. Whoever has changed the name or a contact of a client calls it.
pub(super) fn refresh_search(tx: &Tx<'_>, client: i64) -> Result<()> {
    let (name, username, external_id): (String, String, String) =
        tx.one("select name, username, external_id from clients where id = $1", params![client])?;
    let contacts = of(tx, client)?;
    let values = |kind: ContactKind| -> Vec<&str> {
        contacts.iter().filter(|contact| contact.kind == kind).map(|contact| contact.value.as_str()).collect()
    };
    let search = search_text(&name, &username, &values(ContactKind::Phone), &values(ContactKind::Email), &external_id);
    tx.execute("update clients set search = $2 where id = $1", params![client, search])?;
    Ok(())
}

/// Starts the work on contacts that are older than this table: they get the keys that only the program can make. Ends when
/// all have one; the next start goes on with what is left.
pub(super) fn start(inbox: &Inbox) {
    let own = inbox.clone();
    inbox.tasks.spawn("clients: keys of contacts", async move {
        loop {
            match own.db.write(key_some).await {
                Ok(0) => return,
                Ok(_) => {}
                Err(error) => return tracing::warn!(%error, "contacts got no keys; with the next start"),
            }
        }
    });
}

/// Gives keys to some contacts that have none; what can be no contact, or is there already, goes. Answers how many were looked at.
pub(super) fn key_some(tx: &Tx<'_>) -> Result<usize> {
    let unkeyed: Vec<(i64, i64, String, String)> = tx.query(
        "select id, client, kind, value from client_contacts where value_key = '' order by id limit $1",
        params![KEYED_AT_ONCE],
    )?;
    for (id, client, kind, value) in &unkeyed {
        let kind = ContactKind::from_name(kind);
        let key = kind.key(value);
        if kind.fits(value) && !has(tx, *client, kind, &key, *id)? {
            tx.execute("update client_contacts set value_key = $2 where id = $1", params![*id, key])?;
        } else {
            tx.execute("delete from client_contacts where id = $1", params![*id])?;
        }
    }
    Ok(unkeyed.len())
}

fn taken() -> Error {
    Error::invalid("value", "taken", "the client has this contact already")
}

/// Whether the client has this contact already, other than `besides`.
fn has(tx: &Tx<'_>, client: i64, kind: ContactKind, key: &str, besides: i64) -> Result<bool> {
    let other: Option<(i64,)> = tx.optional(
        "select id from client_contacts where client = $1 and kind = $2 and value_key = $3 and id <> $4",
        params![client, kind.name(), key, besides],
    )?;
    Ok(other.is_some())
}

fn add(tx: &Tx<'_>, who: &Who, client: i64, new: &NewContact, now: i64) -> Result<()> {
    hold(tx, who.project, client)?;
    let (value, key) = (new.value.trim(), new.kind.key(&new.value));
    if has(tx, client, new.kind, &key, 0)? {
        return Err(taken());
    }
    let (count,): (i64,) = tx.one("select count(*) from client_contacts where client = $1", params![client])?;
    if count >= OF_CLIENT_MAX {
        return Err(Error::conflict("limit_reached", format!("a client has at most {OF_CLIENT_MAX} contacts")));
    }
    let (id,): (i64,) = tx.one(
        "insert into client_contacts (project, client, kind, value, value_key, label, given, created_at)
         values ($1, $2, $3, $4, $5, $6, false, $7) returning id",
        params![who.project, client, new.kind.name(), value, key, new.label.trim(), now],
    )?;
    noted(tx, who, client, ("client.contact_added", id), now)
}

fn change(tx: &Tx<'_>, who: &Who, (client, id): (i64, i64), patch: &ContactPatch, now: i64) -> Result<()> {
    hold(tx, who.project, client)?;
    let (kind, value, label, given): (String, String, String, bool) = tx.one(
        "select kind, value, label, given from client_contacts where client = $1 and id = $2",
        params![client, id],
    )?;
    let kind = ContactKind::from_name(&kind);
    let wanted = patch.value.as_deref().unwrap_or(&value).trim();
    if wanted != value {
        let mut checks = Checks::new();
        kind.check(wanted, &mut checks);
        checks.done()?;
    }
    let wanted_label = patch.label.as_deref().unwrap_or(&label).trim();
    if wanted == value && wanted_label == label {
        return Ok(());
    }
    let key = kind.key(wanted);
    if has(tx, client, kind, &key, id)? {
        return Err(taken());
    }
    tx.execute(
        "update client_contacts set value = $2, value_key = $3, label = $4, given = $5 where id = $1",
        params![id, wanted, key, wanted_label, given && wanted == value],
    )?;
    noted(tx, who, client, ("client.contact_changed", id), now)
}

fn delete(tx: &Tx<'_>, who: &Who, (client, id): (i64, i64), now: i64) -> Result<()> {
    hold(tx, who.project, client)?;
    if tx.execute("delete from client_contacts where client = $1 and id = $2", params![client, id])? == 0 {
        return Err(Error::NotFound);
    }
    noted(tx, who, client, ("client.contact_deleted", id), now)
}

fn noted(tx: &Tx<'_>, who: &Who, client: i64, (action, id): (&str, i64), now: i64) -> Result<()> {
    refresh_search(tx, client)?;
    super::changed(tx, who.project, client);
    audit::record(tx, who, action, "client", Some(client), &json!({ "contact": id }), now)
}

/// Adds a phone or an e-mail to a client, at most 20 of both together.
#[utoipa::path(post, path = "/api/v1/clients/{id}/contacts", tag = "clients", params(("id" = i64, Path)), request_body = NewContact,
    responses((status = 201, body = Client), (status = 409, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn add_contact(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path(client): Path<i64>,
    Json(new): Json<NewContact>,
) -> Result<(StatusCode, Json<Client>)> {
    let mut checks = Checks::new();
    new.kind.check(&new.value, &mut checks);
    checks.text("label", &new.label, 0..=LABEL_MAX);
    checks.done()?;
    let card = routes::change(&inbox, who, client, move |tx, who, now| add(tx, who, client, &new, now)).await?;
    Ok((StatusCode::CREATED, card))
}

/// Changes the value or the label of a contact.
#[utoipa::path(patch, path = "/api/v1/clients/{id}/contacts/{contact_id}", tag = "clients", params(("id" = i64, Path), ("contact_id" = i64, Path)),
    request_body = ContactPatch, responses((status = 200, body = Client), (status = 404, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn change_contact(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path((client, id)): Path<(i64, i64)>,
    Json(patch): Json<ContactPatch>,
) -> Result<Json<Client>> {
    let mut checks = Checks::new();
    checks.text_if("label", patch.label.as_deref(), 0..=LABEL_MAX);
    checks.done()?;
    routes::change(&inbox, who, client, move |tx, who, now| change(tx, who, (client, id), &patch, now)).await
}

/// Deletes a contact.
#[utoipa::path(delete, path = "/api/v1/clients/{id}/contacts/{contact_id}", tag = "clients", params(("id" = i64, Path), ("contact_id" = i64, Path)),
    responses((status = 200, body = Client), (status = 404, body = beseda_base::error::Problem)))]
async fn delete_contact(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path((client, id)): Path<(i64, i64)>,
) -> Result<Json<Client>> {
    routes::change(&inbox, who, client, move |tx, who, now| delete(tx, who, (client, id), now)).await
}
