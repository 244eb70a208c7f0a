//! A client's card over HTTP.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use beseda_base::auth::{Can, Who, can};
use beseda_base::db::{Tx, params};
use beseda_base::error::{Checks, Error, Result};
use beseda_base::json::{Json, Path};
use beseda_messengers::Kind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::contacts::{self, ClientContact};
use super::deletion;
use super::links::{self, LinkedClient};
use super::variables::{self, VariableType};
use super::{NAME_MAX, rename};
use crate::channels::{KindName, kind_of};
use crate::dialogs::{Unreachable, visible};
use crate::{Inbox, audit, files};

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(get_client, rename_client, delete_client))
        .routes(routes!(restore_client))
        .routes(routes!(get_client_avatar))
        .merge(variables::routes())
        .merge(super::templates::routes())
        .merge(super::export::routes())
        .merge(contacts::routes())
        .merge(links::routes())
}

/// The channel of a client.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ClientChannel {
    /// Id.
    id: i64,
    /// Messenger.
    kind: KindName,
    /// Our name of it.
    name: String,
    /// It was removed; the dialog stays.
    removed: bool,
    /// User name of the bot, without `@`.
    account_username: Option<String>,
}

/// A client variable.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ClientVariable {
    /// Name.
    name: String,
    /// Value.
    value: String,
    /// What it is typed as.
    #[serde(rename = "type")]
    kind: VariableType,
}

/// The page a website visitor looked at last.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct LastPage {
    /// Address.
    pub url: String,
    /// Title.
    pub title: String,
    /// When.
    pub at: i64,
}

/// A client's card, as far as it reaches today.
#[derive(Debug, Serialize, ToSchema)]
pub struct Client {
    /// Our id of the client.
    id: i64,
    /// Name; never empty.
    name: String,
    /// Made by hand: messengers leave it alone.
    name_manual: bool,
    /// Picture.
    avatar_url: Option<String>,
    /// Channel he writes in.
    channel: ClientChannel,
    /// ID in the messenger.
    external_id: String,
    /// User name without `@`.
    username: Option<String>,
    /// Phones and e-mails, the oldest first.
    contacts: Vec<ClientContact>,
    /// Phone, as the messenger told it.
    phone: Option<String>,
    /// E-mail, as the messenger told it.
    email: Option<String>,
    /// Language tag, if told.
    language: Option<String>,
    /// Where the client came from.
    tag: Option<String>,
    /// First contact.
    created_at: i64,
    /// His last message or button press.
    last_action_at: Option<i64>,
    /// Employee who is responsible.
    responsible_id: Option<i64>,
    /// Blocked by us.
    blocked: bool,
    /// The sample client of the first steps.
    demo: bool,
    /// Why nothing can reach him.
    unreachable: Option<Unreachable>,
    /// The main one of the clients who are this person, maybe himself; null when there are no others, or it may not be seen.
    main_client_id: Option<i64>,
    /// The other clients who are this person, as far as they may be seen; the latest active first.
    linked: Vec<LinkedClient>,
    /// Variables, by name.
    variables: Vec<ClientVariable>,
    /// Last page (website chat).
    last_page: Option<LastPage>,
    /// Scheduled messages that wait for him, at most 32.
    scheduled_count: i64,
}

beseda_base::row! {
    struct Row {
        id: i64, name: String, name_manual: bool, avatar_key: Option<String>, channel: i64, kind: String, channel_name: String, removed_at: Option<i64>,
        account: String, external_id: String, username: String, phone: String, email: String, language: String, tag: Option<String>, created_at: i64,
        last_action_at: Option<i64>, responsible: Option<i64>, blocked: bool, unreachable: Option<String>, last_page: Option<String>,
        scheduled_count: i64,
    }
}

/// Does something to a client whom this person may see; the answer is his card as it is then.
pub(super) async fn change(
    inbox: &Inbox,
    who: Who,
    client: i64,
    work: impl Fn(&Tx<'_>, &Who, i64) -> Result<()> + Send + 'static,
) -> Result<Json<Client>> {
    let now = inbox.clock.now();
    let written = inbox.db.write(move |tx| {
        visible(tx, &who, client)?;
        work(tx, &who, now)?;
        card(tx, &who, client)
    });
    Ok(Json(written.await?))
}

pub(super) fn card(tx: &Tx<'_>, who: &Who, client: i64) -> Result<Client> {
    let row: Row = tx.one(
        "select c.id, c.name, c.name_manual, c.avatar_key, h.id, h.kind, h.name, h.removed_at, h.username, c.external_id, c.username, c.phone, c.email,
           c.language, c.tag, c.created_at, c.last_action_at, c.responsible, c.blocked, c.unreachable, c.last_page,
           c.scheduled_count
         from clients c join channels h on h.id = c.channel where c.project = $1 and c.id = $2",
        params![who.project, client],
    )?;
    let variables: Vec<(String, String, String)> = tx.query(
        "select name, value, type from client_variables where client = $1 order by name limit 1000",
        params![client],
    )?;
    let told = |text: String| (!text.is_empty()).then_some(text);
    let kind = kind_of(&row.kind)?;
    let (main_client_id, linked) = links::of(tx, who, client)?;
    Ok(Client {
        id: row.id,
        name: row.name,
        name_manual: row.name_manual,
        avatar_url: avatar_url(row.id, row.avatar_key.as_deref()),
        channel: ClientChannel {
            id: row.channel,
            kind: kind.into(),
            name: row.channel_name,
            removed: row.removed_at.is_some(),
            account_username: told(row.account),
        },
        external_id: row.external_id,
        username: told(row.username),
        contacts: contacts::of(tx, client)?,
        phone: told(row.phone),
        email: told(row.email),
        language: told(row.language),
        tag: row.tag,
        created_at: row.created_at,
        last_action_at: row.last_action_at,
        responsible_id: row.responsible,
        blocked: row.blocked,
        main_client_id,
        linked,
        demo: kind == Kind::Demo,
        unreachable: row.unreachable.as_deref().and_then(Unreachable::from_name),
        variables: variables
            .into_iter()
            .map(|(name, value, kind)| ClientVariable { name, value, kind: VariableType::from_name(&kind) })
            .collect(),
        scheduled_count: row.scheduled_count,
        last_page: row.last_page.and_then(|text| serde_json::from_str(&text).ok()),
    })
}

/// Address of a client's picture; another picture has another address, so it may be cached for good.
pub(crate) fn avatar_url(client: i64, key: Option<&str>) -> Option<String> {
    key.map(|key| {
        let tail = key.rsplit('/').next().unwrap_or(key);
        format!("/api/v1/clients/{client}/avatar?v={}", tail.get(..12).unwrap_or(tail))
    })
}

/// A client's card.
#[utoipa::path(get, path = "/api/v1/clients/{id}", tag = "clients", params(("id" = i64, Path)),
    responses((status = 200, body = Client), (status = 404, body = beseda_base::error::Problem)))]
async fn get_client(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Path(client): Path<i64>,
) -> Result<Json<Client>> {
    let card = inbox
        .db
        .read(move |tx| {
            visible(tx, &who, client)?;
            card(tx, &who, client)
        })
        .await?;
    Ok(Json(card))
}

/// What of a client can be changed by hand.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ClientPatch {
    /// 1–200 characters.
    name: String,
}

/// Renames a client by hand.
#[utoipa::path(patch, path = "/api/v1/clients/{id}", tag = "clients", params(("id" = i64, Path)), request_body = ClientPatch,
    responses((status = 200, body = Client), (status = 422, body = beseda_base::error::Problem)))]
async fn rename_client(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path(client): Path<i64>,
    Json(patch): Json<ClientPatch>,
) -> Result<Json<Client>> {
    let name = patch.name.trim().to_owned();
    let mut checks = Checks::new();
    checks.text("name", &name, 1..=NAME_MAX);
    checks.done()?;
    let now = inbox.clock.now();
    let card = inbox
        .db
        .write(move |tx| {
            visible(tx, &who, client)?;
            rename(tx, who.project, client, &name)?;
            audit::record(tx, &who, "client.renamed", "client", Some(client), &serde_json::Value::Null, now)?;
            card(tx, &who, client)
        })
        .await?;
    Ok(Json(card))
}

/// The picture the messenger shows for this client.
#[utoipa::path(get, path = "/api/v1/clients/{id}/avatar", tag = "clients", params(("id" = i64, Path)), responses((status = 200), (status = 404)))]
async fn get_client_avatar(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Path(client): Path<i64>,
    headers: HeaderMap,
) -> Result<Response> {
    let key = inbox
        .db
        .read(move |tx| {
            visible(tx, &who, client)?;
            tx.one::<(Option<String>,)>(
                "select avatar_key from clients where project = $1 and id = $2",
                params![who.project, client],
            )
        })
        .await?
        .0
        .ok_or(Error::NotFound)?;
    files::serve_picture(&inbox, &key, &headers).await
}

/// A deleted client, as long as he can be brought back.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeletedClient {
    /// Until when he can be restored, ms.
    restorable_until: i64,
}

/// Deletes a client: gone for everybody at once, restorable for ten seconds, then purged with everything that is his.
#[utoipa::path(delete, path = "/api/v1/clients/{id}", tag = "clients", params(("id" = i64, Path)),
    responses((status = 200, body = DeletedClient), (status = 403, body = beseda_base::error::Problem), (status = 404, body = beseda_base::error::Problem)))]
async fn delete_client(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsDelete>,
    Path(client): Path<i64>,
) -> Result<Json<DeletedClient>> {
    let now = inbox.clock.now();
    let restorable_until = inbox
        .db
        .write(move |tx| {
            visible(tx, &who, client)?;
            deletion::delete(tx, &who, client, now)
        })
        .await?;
    Ok(Json(DeletedClient { restorable_until }))
}

/// Brings a client back who was deleted a moment ago.
#[utoipa::path(post, path = "/api/v1/clients/{id}/restore", tag = "clients", params(("id" = i64, Path)),
    responses((status = 200, body = Client), (status = 404, body = beseda_base::error::Problem), (status = 409, body = beseda_base::error::Problem)))]
async fn restore_client(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsDelete>,
    Path(client): Path<i64>,
) -> Result<Json<Client>> {
    let now = inbox.clock.now();
    let card = inbox
        .db
        .write(move |tx| {
            deletion::restore(tx, &who, client, now)?;
            card(tx, &who, client)
        })
        .await?;
    Ok(Json(card))
}
