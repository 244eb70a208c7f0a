//! Messages of which nobody knows whether they arrived, by channel (design 19).

use axum::extract::State;
use beseda_base::auth::{Can, Who, can};
use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::{Checks, Error, Result};
use beseda_base::json::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::messages::{self, AuthorKind};
use crate::{Inbox, audit};

/// Rows of a page, and ids of one mass action.
const PAGE: i64 = 50;
const ACTION_MAX: usize = 200;

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(list_unknown, act_on_unknown))
}

/// A message in state `unknown`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UnknownMessage {
    /// Message.
    message_id: i64,
    /// Client.
    client_id: i64,
    /// His name.
    client_name: String,
    /// Who wrote it.
    author_kind: AuthorKind,
    /// The employee who wrote it.
    author_name: Option<String>,
    /// Its beginning.
    text: String,
    /// When it was written.
    at: i64,
}

/// A page of them.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UnknownPage {
    /// Newest first.
    items: Vec<UnknownMessage>,
    /// Cursor, null at the end.
    next: Option<String>,
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
struct Cursor {
    /// Cursor from a former page.
    cursor: Option<i64>,
}

/// Messages of a channel of which nobody knows whether they arrived.
#[utoipa::path(get, path = "/api/v1/channels/{id}/unknown", tag = "channels", params(("id" = i64, Path), Cursor), responses((status = 200, body = UnknownPage)))]
async fn list_unknown(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ChannelsRead>,
    Path(channel): Path<i64>,
    Query(query): Query<Cursor>,
) -> Result<Json<UnknownPage>> {
    let page = inbox
        .db
        .read(move |tx| {
            tx.one::<(i64,)>("select id from channels where project = $1 and id = $2", params![who.project, channel])?;
            let rows: Vec<(i64, i64, String, String, Option<String>, String, i64)> = tx.query(
                "select m.id, c.id, c.name, m.author_kind, e.name, substr(m.text, 1, 160), m.sent_at
             from messages m join clients c on c.id = m.client left join employees e on e.id = m.author
             where m.project = $1 and c.channel = $2 and m.state = 'unknown' and m.id < $3 order by m.id desc limit $4",
                params![who.project, channel, query.cursor.unwrap_or(i64::MAX), PAGE],
            )?;
            let next = (rows.len() as i64 == PAGE).then(|| rows.last().map(|row| row.0.to_string())).flatten();
            let items = rows
                .into_iter()
                .map(|(message_id, client_id, client_name, author_kind, author_name, text, at)| UnknownMessage {
                    message_id,
                    client_id,
                    client_name,
                    author_kind: AuthorKind::from_name(&author_kind),
                    author_name,
                    text,
                    at,
                })
                .collect();
            Ok(UnknownPage { items, next })
        })
        .await?;
    Ok(Json(page))
}

/// What to do with messages of unknown fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum UnknownAction {
    /// Send once more; the client may get it twice where the messenger cannot tell doubles.
    Repeat,
    /// They arrived.
    Delivered,
    /// They did not, and shall not be sent.
    Cancel,
}

/// A mass action.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct UnknownOrder {
    /// What to do.
    action: UnknownAction,
    /// With which, 1–200.
    message_ids: Vec<i64>,
}

/// How many messages changed; those that are not `unknown` any more are left alone.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Changed {
    /// Messages.
    changed: usize,
}

/// Repeats, confirms or gives up messages of unknown fate.
#[utoipa::path(post, path = "/api/v1/channels/{id}/unknown", tag = "channels", params(("id" = i64, Path)), request_body = UnknownOrder,
    responses((status = 200, body = Changed), (status = 422, body = beseda_base::error::Problem)))]
async fn act_on_unknown(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ChannelsWrite>,
    Path(channel): Path<i64>,
    Json(order): Json<UnknownOrder>,
) -> Result<Json<Changed>> {
    let mut checks = Checks::new();
    checks.ensure(
        (1..=ACTION_MAX).contains(&order.message_ids.len()),
        "message_ids",
        "bad_value",
        "name 1 to 200 messages",
    );
    checks.done()?;
    let now = inbox.clock.now();
    let changed = inbox.db.write(move |tx| {
        let clients = unknown_of(tx, &who, channel, &order.message_ids)?;
        for (message, client) in &clients {
            match order.action {
                UnknownAction::Repeat => messages::repeat(tx, who.project, *client, *message, now)?,
                UnknownAction::Delivered => messages::mark_delivered(tx, who.project, *client, *message)?,
                UnknownAction::Cancel => {
                    tx.execute(
                        "update outbox set state = 'failed', error_code = 'given_up' where message = $1 and state = 'unknown'",
                        params![*message],
                    )?;
                    messages::refresh_state(tx, who.project, *client, *message)?;
                }
            }
        }
        audit::record(tx, &who, "channel.unknown", "channel", Some(channel), &serde_json::json!({ "action": order.action, "messages": clients.len() }), now)?;
        Ok(clients.len())
    }).await?;
    Ok(Json(Changed { changed }))
}

/// Those of the ids that are in state `unknown` in this channel: (message, client).
fn unknown_of(tx: &Tx<'_>, who: &Who, channel: i64, ids: &[i64]) -> Result<Vec<(i64, i64)>> {
    let keys: Vec<Vec<Val>> = ids.iter().map(|id| values![*id]).collect();
    let found: Vec<(i64, i64)> = tx.query_rows(
        "select m.id, m.client from messages m join clients c on c.id = m.client
         where m.project = $1 and c.channel = $2 and m.state = 'unknown' and m.id in (values {rows:bigint})",
        params![who.project, channel],
        &keys,
    )?;
    if found.is_empty() { Err(Error::NotFound) } else { Ok(found) }
}
