//! Linked dialogs over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use beseda_base::auth::{Can, Who, can};
use beseda_base::db::Tx;
use beseda_base::error::{Error, Result};
use beseda_base::json::{Json, Path};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::duplicates::{self, Duplicate};
use super::{forget_distinct, link, note_distinct, personal, set_main, tell, unlink};
use crate::clients::routes::{Client, change};
use crate::dialogs::visible;
use crate::{Inbox, audit};

/// Routes of linked dialogs.
pub(in crate::clients) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(link_client, unlink_client))
        .routes(routes!(make_main))
        .routes(routes!(list_duplicates))
        .routes(routes!(mark_distinct, unmark_distinct))
        .routes(routes!(make_personal_link))
}

/// Who is likely the same person.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::clients) struct Duplicates {
    /// At most 10, the ones with the most in common first.
    items: Vec<Duplicate>,
}

/// A personal link to be.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::clients) struct NewPersonalLink {
    /// Channel that the client shall come to.
    channel_id: i64,
}

/// A link for one client: who writes through it is linked with him.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::clients) struct PersonalLink {
    /// To be sent to the client; shown only now. Good once.
    url: String,
    /// Until when it is good.
    expires_at: i64,
}

fn record(tx: &Tx<'_>, who: &Who, action: &str, client: i64, details: &Value, now: i64) -> Result<()> {
    audit::record(tx, who, action, "client", Some(client), details, now)
}

/// Links two clients, with all who are linked with either: they are one person. At most 20 together.
#[utoipa::path(put, path = "/api/v1/clients/{id}/links/{other_id}", tag = "clients", params(("id" = i64, Path), ("other_id" = i64, Path)),
    responses((status = 200, body = Client), (status = 404, body = beseda_base::error::Problem), (status = 409, body = beseda_base::error::Problem)))]
async fn link_client(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path((client, other)): Path<(i64, i64)>,
) -> Result<Json<Client>> {
    let work = move |tx: &Tx<'_>, who: &Who, now| {
        visible(tx, who, other)?;
        if link(tx, who.project, client, other)? {
            record(tx, who, "client.linked", client, &json!({ "with": other }), now)?;
        }
        Ok(())
    };
    change(&inbox, who, client, work).await
}

/// Takes the other client out of this one's linked dialogs. The two are not suggested again.
#[utoipa::path(delete, path = "/api/v1/clients/{id}/links/{other_id}", tag = "clients", params(("id" = i64, Path), ("other_id" = i64, Path)),
    responses((status = 200, body = Client), (status = 404, body = beseda_base::error::Problem)))]
async fn unlink_client(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path((client, other)): Path<(i64, i64)>,
) -> Result<Json<Client>> {
    let work = move |tx: &Tx<'_>, who: &Who, now| {
        visible(tx, who, other)?;
        unlink(tx, who.project, client, other, now)?;
        record(tx, who, "client.unlinked", client, &json!({ "with": other }), now)
    };
    change(&inbox, who, client, work).await
}

/// Makes this client the main one of his linked dialogs.
#[utoipa::path(put, path = "/api/v1/clients/{id}/main", tag = "clients", params(("id" = i64, Path)),
    responses((status = 200, body = Client), (status = 404, body = beseda_base::error::Problem), (status = 409, body = beseda_base::error::Problem)))]
async fn make_main(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path(client): Path<i64>,
) -> Result<Json<Client>> {
    let work = move |tx: &Tx<'_>, who: &Who, now| {
        if set_main(tx, who.project, client)? {
            record(tx, who, "client.made_main", client, &Value::Null, now)?;
        }
        Ok(())
    };
    change(&inbox, who, client, work).await
}

/// Clients who are likely the same person: suggested, never linked by themselves.
#[utoipa::path(get, path = "/api/v1/clients/{id}/duplicates", tag = "clients", params(("id" = i64, Path)),
    responses((status = 200, body = Duplicates), (status = 404, body = beseda_base::error::Problem)))]
async fn list_duplicates(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Path(client): Path<i64>,
) -> Result<Json<Duplicates>> {
    let found = inbox.db.read(move |tx| {
        visible(tx, &who, client)?;
        duplicates::of(tx, &who, client)
    });
    Ok(Json(Duplicates { items: found.await? }))
}

/// Notes that two clients are two persons, or takes it back; both cards show it.
async fn set_distinct(inbox: &Inbox, who: Who, (client, other): (i64, i64), distinct: bool) -> Result<StatusCode> {
    let now = inbox.clock.now();
    let written = inbox.db.write(move |tx| {
        visible(tx, &who, client)?;
        visible(tx, &who, other)?;
        if client == other {
            return Err(Error::invalid("other_id", "bad_value", "a client is himself"));
        }
        let changed =
            if distinct { note_distinct(tx, client, other, now)? } else { forget_distinct(tx, client, other)? };
        if changed {
            tell(tx, who.project, &[client, other]);
            let action = if distinct { "client.marked_distinct" } else { "client.unmarked_distinct" };
            record(tx, &who, action, client, &json!({ "from": other }), now)?;
        }
        Ok(())
    });
    written.await?;
    Ok(StatusCode::NO_CONTENT)
}

/// "Не она": the other client is somebody else and is not suggested again, to anybody.
#[utoipa::path(put, path = "/api/v1/clients/{id}/distinct/{other_id}", tag = "clients", params(("id" = i64, Path), ("other_id" = i64, Path)),
    responses((status = 204), (status = 404, body = beseda_base::error::Problem)))]
async fn mark_distinct(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path(pair): Path<(i64, i64)>,
) -> Result<StatusCode> {
    set_distinct(&inbox, who, pair, true).await
}

/// Takes "не она" back.
#[utoipa::path(delete, path = "/api/v1/clients/{id}/distinct/{other_id}", tag = "clients", params(("id" = i64, Path), ("other_id" = i64, Path)),
    responses((status = 204), (status = 404, body = beseda_base::error::Problem)))]
async fn unmark_distinct(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path(pair): Path<(i64, i64)>,
) -> Result<StatusCode> {
    set_distinct(&inbox, who, pair, false).await
}

/// Makes a personal link: who writes to the channel through it is linked with this client. For channels whose messenger has
/// links with a start parameter (Telegram).
#[utoipa::path(post, path = "/api/v1/clients/{id}/personal-links", tag = "clients", params(("id" = i64, Path)), request_body = NewPersonalLink,
    responses((status = 201, body = PersonalLink), (status = 409, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn make_personal_link(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path(client): Path<i64>,
    Json(new): Json<NewPersonalLink>,
) -> Result<(StatusCode, Json<PersonalLink>)> {
    let (token, now) = (personal::new_token(), inbox.clock.now());
    let made = inbox.db.write(move |tx| {
        visible(tx, &who, client)?;
        let made = personal::make(tx, (who.project, who.employee), (client, new.channel_id), &token, now)?;
        record(tx, &who, "client.personal_link_made", client, &json!({ "channel": new.channel_id }), now)?;
        Ok(made)
    });
    let made = made.await?;
    Ok((StatusCode::CREATED, Json(PersonalLink { url: made.url, expires_at: made.expires_at })))
}
