//! Scheduled messages over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use beseda_base::auth::{Can, can};
use beseda_base::error::{Error, Result};
use beseda_base::json::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::change::{NewScheduledMessage, ScheduledMessagePatch, cancel, change, create};
use super::view::{self, Place, ScheduledMessage};
use super::{moment, send};
use crate::dialogs::visible;
use crate::messages::{self, Message};
use crate::{Inbox, projects};

/// Messages of a page.
const LIMIT_MAX: i64 = 100;

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(list_scheduled, create_scheduled))
        .routes(routes!(change_scheduled, cancel_scheduled))
        .routes(routes!(send_scheduled))
}

/// Which page of what waits.
#[derive(Debug, Deserialize, IntoParams)]
struct ScheduledQuery {
    /// Cursor from a former page.
    cursor: Option<String>,
    /// At most 100, 50 if absent.
    limit: Option<i64>,
}

/// What waits for a client.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ScheduledPage {
    /// The next one first; at most 32 wait for one client.
    items: Vec<ScheduledMessage>,
    /// Cursor of the next page, null at the end.
    next: Option<String>,
    /// The project's time zone, in which `local_time` is meant: an IANA name.
    timezone: String,
    /// The present time there, `YYYY-MM-DD HH:MM`.
    local_now: String,
}

/// What waits for a client, the next one first.
#[utoipa::path(get, path = "/api/v1/dialogs/{client_id}/scheduled-messages", tag = "scheduled", params(("client_id" = i64, Path), ScheduledQuery),
    responses((status = 200, body = ScheduledPage), (status = 404, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn list_scheduled(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Path(client): Path<i64>,
    Query(query): Query<ScheduledQuery>,
) -> Result<Json<ScheduledPage>> {
    let after = query.cursor.as_deref().map(parse_cursor).transpose()?.unwrap_or(Place { due_at: i64::MIN, id: 0 });
    let (limit, now) = (query.limit.unwrap_or(50).clamp(1, LIMIT_MAX), inbox.clock.now());
    let page = inbox.db.read(move |tx| {
        visible(tx, &who, client)?;
        let (items, more) = view::page(tx, &who, client, after, limit, now)?;
        let timezone = projects::of(tx, who.project)?.timezone;
        let local_now = moment::local(&moment::zone_of(&timezone), now)?;
        let next = items.last().filter(|_| more).map(|last| format!("{}.{}", last.due_at, last.id));
        Ok(ScheduledPage { items, next, timezone, local_now })
    });
    Ok(Json(page.await?))
}

fn parse_cursor(cursor: &str) -> Result<Place> {
    let place =
        cursor.split_once('.').and_then(|(at, id)| Some(Place { due_at: at.parse().ok()?, id: id.parse().ok()? }));
    place.ok_or_else(|| Error::bad_cursor("cursor"))
}

/// Schedules a message; at most 32 wait for one client. The same `client_ref` and body again answers 200 with the one made
/// before.
#[utoipa::path(post, path = "/api/v1/dialogs/{client_id}/scheduled-messages", tag = "scheduled", params(("client_id" = i64, Path)),
    request_body = NewScheduledMessage, responses((status = 201, body = ScheduledMessage), (status = 200, body = ScheduledMessage),
    (status = 404, body = beseda_base::error::Problem), (status = 409, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn create_scheduled(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(client): Path<i64>,
    Json(new): Json<NewScheduledMessage>,
) -> Result<Response> {
    new.check()?;
    let hash = hash_of(&new)?;
    let now = inbox.clock.now();
    let written = inbox.db.write(move |tx| {
        visible(tx, &who, client)?;
        let posted = create(tx, &who, client, &new, &hash, now)?;
        Ok((posted.new, view::one(tx, &who, (client, posted.id), now)?))
    });
    let (is_new, made) = written.await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(made)).into_response())
}

/// Tells a repeated request from another one with the same reference.
fn hash_of(new: &NewScheduledMessage) -> Result<String> {
    let bytes = serde_json::to_vec(new).map_err(|error| Error::internal(format!("scheduled message: {error}")))?;
    Ok(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Changes a waiting message: its time, words or condition. 409 `not_waiting` once it was sent or cancelled.
#[utoipa::path(patch, path = "/api/v1/dialogs/{client_id}/scheduled-messages/{id}", tag = "scheduled", params(("client_id" = i64, Path), ("id" = i64, Path)),
    request_body = ScheduledMessagePatch, responses((status = 200, body = ScheduledMessage), (status = 404, body = beseda_base::error::Problem),
    (status = 409, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn change_scheduled(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(of): Path<(i64, i64)>,
    Json(patch): Json<ScheduledMessagePatch>,
) -> Result<Json<ScheduledMessage>> {
    patch.check()?;
    let now = inbox.clock.now();
    let written = inbox.db.write(move |tx| {
        visible(tx, &who, of.0)?;
        change(tx, &who, of, &patch, now)?;
        view::one(tx, &who, of, now)
    });
    Ok(Json(written.await?))
}

/// Cancels a waiting message. 409 `not_waiting` if it was sent.
#[utoipa::path(delete, path = "/api/v1/dialogs/{client_id}/scheduled-messages/{id}", tag = "scheduled", params(("client_id" = i64, Path), ("id" = i64, Path)),
    responses((status = 204), (status = 404, body = beseda_base::error::Problem), (status = 409, body = beseda_base::error::Problem)))]
async fn cancel_scheduled(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(of): Path<(i64, i64)>,
) -> Result<StatusCode> {
    let now = inbox.clock.now();
    let written = inbox.db.write(move |tx| {
        visible(tx, &who, of.0)?;
        cancel(tx, &who, of, now)
    });
    written.await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a waiting message now, whatever its condition says. The answer is the message it has become, also when it was sent
/// before; 409 `not_waiting` if it was cancelled.
#[utoipa::path(post, path = "/api/v1/dialogs/{client_id}/scheduled-messages/{id}/send-now", tag = "scheduled", params(("client_id" = i64, Path), ("id" = i64, Path)),
    responses((status = 200, body = Message), (status = 404, body = beseda_base::error::Problem), (status = 409, body = beseda_base::error::Problem)))]
async fn send_scheduled(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(of): Path<(i64, i64)>,
) -> Result<Json<Message>> {
    let now = inbox.clock.now();
    let written = inbox.db.write(move |tx| {
        visible(tx, &who, of.0)?;
        let message = send::send_now(tx, &who, of, now)?;
        messages::load(tx, who.project, &[message], now)?.pop().ok_or(Error::NotFound)
    });
    Ok(Json(written.await?))
}
