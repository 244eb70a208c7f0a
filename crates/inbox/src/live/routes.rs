//! The socket's door, and the change feed for programs.

use axum::extract::{FromRequestParts, Request, State, WebSocketUpgrade};
use axum::http::HeaderValue;
use axum::response::Response;
use axum::routing::get;
use beseda_base::auth::{Can, PROJECT_HEADER, Right, can};
use beseda_base::db::params;
use beseda_base::error::{Error, Result};
use beseda_base::events;
use beseda_base::json::{Json, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::said::Event;
use super::socket;
use crate::Inbox;
use crate::dialogs::View;

/// Longest frame that a page may send.
const FRAME_MAX: usize = 4096;

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(list_events)).route("/ws", get(open_socket))
}

/// Which project the socket is for.
#[derive(Debug, Deserialize)]
struct SocketQuery {
    project: Option<i64>,
}

/// Opens a socket for the page. A browser cannot set headers on a socket, so the project comes in the address and is checked
/// like the header. Small buffers: an idle socket costs a few kilobytes instead of 130.
async fn open_socket(
    State(inbox): State<Inbox>,
    Query(query): Query<SocketQuery>,
    upgrade: WebSocketUpgrade,
    request: Request,
) -> Result<Response> {
    let (mut parts, _) = request.into_parts();
    if let Some(project) = query.project {
        parts.headers.insert(PROJECT_HEADER, HeaderValue::from(project));
    }
    let Can { who, .. } = Can::<can::DialogsRead>::from_request_parts(&mut parts, &inbox).await?;
    let upgrade =
        upgrade.read_buffer_size(4096).write_buffer_size(0).max_message_size(FRAME_MAX).max_frame_size(FRAME_MAX);
    Ok(upgrade.on_upgrade(move |socket| socket::run(inbox, who, socket)))
}

/// Where the feed begins.
#[derive(Debug, Deserialize, IntoParams)]
struct EventsQuery {
    /// The last `seq` the reader has; 0 from the beginning.
    after: i64,
    /// At most 500, 100 if absent.
    limit: Option<i64>,
}

/// A page of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventsPage {
    /// In order.
    items: Vec<Event>,
    /// Where the reader stands after this page.
    last_seq: i64,
}

/// Everything that happened after a place of the log, for programs that follow along.
#[utoipa::path(get, path = "/api/v1/events", tag = "events", params(EventsQuery),
    responses((status = 200, body = EventsPage), (status = 410, body = beseda_base::error::Problem)))]
async fn list_events(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Query(query): Query<EventsQuery>,
) -> Result<Json<EventsPage>> {
    let limit = query.limit.unwrap_or(100).clamp(1, 500);
    if query.after < 0 {
        return Err(Error::invalid("after", "bad_value", "a seq is not below 0"));
    }
    let page = inbox
        .db
        .read(move |tx| {
            let rows = events::after(tx, who.project, query.after, limit)?;
            let last_seq = rows.last().map_or(query.after, |row| row.seq);
            let mut items = Vec::with_capacity(rows.len());
            for row in rows {
                let seen = match row.client {
                    Some(client) if !who.rights.has(Right::DialogsReadAll) => {
                        let responsible: Option<(Option<i64>,)> = tx.optional(
                            "select responsible from clients where project = $1 and id = $2",
                            params![who.project, client],
                        )?;
                        responsible.is_some_and(|(responsible,)| View::of(&who).sees(responsible))
                    }
                    _ => true,
                };
                if seen {
                    items.push(Event::from(row));
                }
            }
            Ok(EventsPage { items, last_seq })
        })
        .await?;
    Ok(Json(page))
}
