//! Dead letters: what came in and did not become a message (design 19). To try again is safe: no second message is made.

use axum::extract::State;
use axum::http::StatusCode;
use beseda_base::auth::{Can, can};
use beseda_base::bus::Topic;
use beseda_base::db::{Tx, params};
use beseda_base::error::{Error, Result};
use beseda_base::json::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::{Inbox, audit};

/// Rows of a page.
const PAGE: i64 = 50;
/// Longest raw text that is shown.
const RAW_MAX: usize = 16 * 1024;
/// Dead letters that one "repeat all" takes.
const REPLAY_MAX: i64 = 500;

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(list_dead_letters))
        .routes(routes!(replay_dead_letter))
        .routes(routes!(replay_dead_letters))
}

/// Something that came in and did not become a message.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeadLetter {
    /// Id.
    id: i64,
    /// When it came.
    received_at: i64,
    /// What it is, if that could be told.
    kind: String,
    /// Why it is here.
    reason: String,
    /// External chat.
    thread: String,
    /// What came, at most 16 KB, secrets masked.
    raw: String,
    /// How often it was tried.
    attempts: i64,
}

/// A page of dead letters.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeadLettersPage {
    /// Newest first.
    items: Vec<DeadLetter>,
    /// Cursor, null at the end.
    next: Option<String>,
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
struct Cursor {
    /// Cursor from a former page.
    cursor: Option<i64>,
}

/// The channel must be the project's.
fn own(tx: &Tx<'_>, project: i64, channel: i64) -> Result<()> {
    tx.one::<(i64,)>("select id from channels where project = $1 and id = $2", params![project, channel]).map(|_| ())
}

/// Dead letters of a channel.
#[utoipa::path(get, path = "/api/v1/channels/{id}/dead-letters", tag = "channels", params(("id" = i64, Path), Cursor), responses((status = 200, body = DeadLettersPage)))]
async fn list_dead_letters(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ChannelsWrite>,
    Path(channel): Path<i64>,
    Query(query): Query<Cursor>,
) -> Result<Json<DeadLettersPage>> {
    let page = inbox
        .db
        .read(move |tx| {
            own(tx, who.project, channel)?;
            let rows: Vec<(i64, i64, String, Option<String>, String, Vec<u8>, i64)> = tx.query(
                "select id, received_at, kind, error, thread_key, body, attempts from raw_events
             where channel = $1 and state = 2 and id < $2 order by id desc limit $3",
                params![channel, query.cursor.unwrap_or(i64::MAX), PAGE],
            )?;
            let next = (rows.len() as i64 == PAGE).then(|| rows.last().map(|row| row.0.to_string())).flatten();
            let items = rows
                .into_iter()
                .map(|(id, received_at, kind, reason, thread, body, attempts)| DeadLetter {
                    id,
                    received_at,
                    kind,
                    thread,
                    attempts,
                    reason: reason.unwrap_or_default(),
                    raw: String::from_utf8_lossy(body.get(..RAW_MAX).unwrap_or(&body)).into_owned(),
                })
                .collect();
            Ok(DeadLettersPage { items, next })
        })
        .await?;
    Ok(Json(page))
}

/// Tries one dead letter again.
#[utoipa::path(post, path = "/api/v1/channels/{id}/dead-letters/{dead_id}/replay", tag = "channels",
    params(("id" = i64, Path), ("dead_id" = i64, Path)), responses((status = 204), (status = 404, body = beseda_base::error::Problem)))]
async fn replay_dead_letter(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ChannelsWrite>,
    Path((channel, dead)): Path<(i64, i64)>,
) -> Result<StatusCode> {
    let now = inbox.clock.now();
    inbox.db.write(move |tx| {
        own(tx, who.project, channel)?;
        let again = tx.execute(
            "update raw_events set state = 0, attempts = 0, retry_at = 0, error = null where id = $2 and channel = $1 and state = 2",
            params![channel, dead],
        )?;
        if again == 0 {
            return Err(Error::NotFound);
        }
        audit::record(tx, &who, "channel.replayed", "channel", Some(channel), &serde_json::json!({ "dead_letter": dead }), now)?;
        tx.wake(Topic::Intake);
        Ok(())
    }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How many are tried again.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Replayed {
    /// Dead letters.
    replayed: u64,
}

/// Tries the dead letters of a channel again, up to 500 at a time, oldest first.
#[utoipa::path(post, path = "/api/v1/channels/{id}/dead-letters/replay", tag = "channels", params(("id" = i64, Path)), responses((status = 202, body = Replayed)))]
async fn replay_dead_letters(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ChannelsWrite>,
    Path(channel): Path<i64>,
) -> Result<(StatusCode, Json<Replayed>)> {
    let now = inbox.clock.now();
    let replayed = inbox
        .db
        .write(move |tx| {
            own(tx, who.project, channel)?;
            let replayed = tx.execute(
                "update raw_events set state = 0, attempts = 0, retry_at = 0, error = null
             where id in (select id from raw_events where channel = $1 and state = 2 order by id limit $2)",
                params![channel, REPLAY_MAX],
            )?;
            audit::record(
                tx,
                &who,
                "channel.replayed",
                "channel",
                Some(channel),
                &serde_json::json!({ "dead_letters": replayed }),
                now,
            )?;
            tx.wake(Topic::Intake);
            Ok(replayed)
        })
        .await?;
    Ok((StatusCode::ACCEPTED, Json(Replayed { replayed })))
}
