//! Comments over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use beseda_base::auth::{Can, Who, can};
use beseda_base::db::{Tx, params};
use beseda_base::error::{Checks, Error, Result};
use beseda_base::json::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Draft, MENTIONS_MAX, TEXT_MAX, change, post, remove, restore};
use crate::Inbox;
use crate::dialogs::visible;
use crate::messages::{self, Message};

/// Comments of a page.
const LIMIT_MAX: i64 = 100;

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(list_comments, create_comment))
        .routes(routes!(edit_comment, delete_comment))
        .routes(routes!(restore_comment))
}

/// A comment to be.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewComment {
    /// 1–4000 characters.
    text: String,
    /// Made by the sender, 1–64 characters, unique per client: a repeated request never doubles a comment.
    client_ref: String,
    /// Employees to be told of it; at most 20, each of whom may see the client.
    #[serde(default)]
    mention_ids: Vec<i64>,
}

/// Other words for a comment.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct EditComment {
    /// 1–4000 characters.
    text: String,
    /// Employees to be told of it; who was told before is not told again.
    #[serde(default)]
    mention_ids: Vec<i64>,
}

/// Which page of the comments.
#[derive(Debug, Deserialize, IntoParams)]
struct CommentsQuery {
    /// Cursor from a former page.
    before: Option<String>,
    /// At most 100, 50 if absent.
    limit: Option<i64>,
}

/// A page of comments.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CommentsPage {
    /// The newest first.
    items: Vec<Message>,
    /// Cursor of the next page, null at the end.
    next: Option<String>,
}

fn check(text: &str, mentions: &[i64]) -> Checks {
    let mut checks = Checks::new();
    checks.text("text", text, 1..=TEXT_MAX);
    checks.count("mention_ids", mentions.len(), 0..=MENTIONS_MAX);
    checks
}

/// Comments on a client, the newest first.
#[utoipa::path(get, path = "/api/v1/dialogs/{client_id}/comments", tag = "comments", params(("client_id" = i64, Path), CommentsQuery),
    responses((status = 200, body = CommentsPage), (status = 404, body = beseda_base::error::Problem)))]
async fn list_comments(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Path(client): Path<i64>,
    Query(query): Query<CommentsQuery>,
) -> Result<Json<CommentsPage>> {
    let before = query.before.as_deref().map(parse_cursor).transpose()?.unwrap_or((i64::MAX, i64::MAX));
    let (limit, now) = (query.limit.unwrap_or(50).clamp(1, LIMIT_MAX), inbox.clock.now());
    let page = inbox
        .db
        .read(move |tx| {
            visible(tx, &who, client)?;
            page(tx, &who, client, before, limit, now)
        })
        .await?;
    Ok(Json(page))
}

fn parse_cursor(cursor: &str) -> Result<(i64, i64)> {
    let place = cursor.split_once('.').and_then(|(at, n)| Some((at.parse().ok()?, n.parse().ok()?)));
    place.ok_or_else(|| Error::bad_cursor("before"))
}

fn page(tx: &Tx<'_>, who: &Who, client: i64, before: (i64, i64), limit: i64, now: i64) -> Result<CommentsPage> {
    let rows: Vec<(i64, i64, i64)> = tx.query(
        "select id, sent_at, n from messages
         where client = $1 and kind = 'comment' and (sent_at, n) < ($2, $3) and deleted_at is null
         order by sent_at desc, n desc limit $4",
        params![client, before.0, before.1, limit + 1],
    )?;
    let more = rows.len() as i64 > limit;
    let shown = rows.get(..usize::try_from(limit).unwrap_or(0)).unwrap_or(&rows);
    let ids: Vec<i64> = shown.iter().map(|row| row.0).collect();
    let mut items = messages::load(tx, who.project, &ids, now)?;
    items.sort_by_key(|item| std::cmp::Reverse((item.sent_at, item.n)));
    let next = shown.last().filter(|_| more).map(|(_, at, n)| format!("{at}.{n}"));
    Ok(CommentsPage { items, next })
}

/// Comments on a client. The same `client_ref` and text again answers 200 with the comment made before.
#[utoipa::path(post, path = "/api/v1/dialogs/{client_id}/comments", tag = "comments", params(("client_id" = i64, Path)), request_body = NewComment,
    responses((status = 201, body = Message), (status = 200, body = Message), (status = 409, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn create_comment(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(client): Path<i64>,
    Json(comment): Json<NewComment>,
) -> Result<Response> {
    let mut checks = check(&comment.text, &comment.mention_ids);
    checks.text("client_ref", &comment.client_ref, 1..=64);
    checks.done()?;
    let now = inbox.clock.now();
    let (new, message) = inbox
        .db
        .write(move |tx| {
            visible(tx, &who, client)?;
            let draft = Draft {
                client,
                text: comment.text.trim(),
                mentions: &comment.mention_ids,
                client_ref: &comment.client_ref,
            };
            let posted = post(tx, &who, &draft, now)?;
            Ok((posted.new, one(tx, &who, posted.id, now)?))
        })
        .await?;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(message)).into_response())
}

fn one(tx: &Tx<'_>, who: &Who, id: i64, now: i64) -> Result<Message> {
    messages::load(tx, who.project, &[id], now)?.pop().ok_or(Error::NotFound)
}

/// Changes one's own comment.
#[utoipa::path(patch, path = "/api/v1/dialogs/{client_id}/comments/{id}", tag = "comments", params(("client_id" = i64, Path), ("id" = i64, Path)),
    request_body = EditComment, responses((status = 200, body = Message), (status = 403, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn edit_comment(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path((client, id)): Path<(i64, i64)>,
    Json(edited): Json<EditComment>,
) -> Result<Json<Message>> {
    check(&edited.text, &edited.mention_ids).done()?;
    let now = inbox.clock.now();
    let message = inbox
        .db
        .write(move |tx| {
            visible(tx, &who, client)?;
            change(tx, &who, (client, id), edited.text.trim(), &edited.mention_ids, now)?;
            one(tx, &who, id, now)
        })
        .await?;
    Ok(Json(message))
}

/// Deletes a comment: one's own, or any with the right to delete messages. It can be restored for a minute.
#[utoipa::path(delete, path = "/api/v1/dialogs/{client_id}/comments/{id}", tag = "comments", params(("client_id" = i64, Path), ("id" = i64, Path)),
    responses((status = 204), (status = 403, body = beseda_base::error::Problem)))]
async fn delete_comment(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path((client, id)): Path<(i64, i64)>,
) -> Result<StatusCode> {
    let now = inbox.clock.now();
    inbox
        .db
        .write(move |tx| {
            visible(tx, &who, client)?;
            remove(tx, &who, client, id, now)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings a comment back that was deleted less than a minute ago.
#[utoipa::path(post, path = "/api/v1/dialogs/{client_id}/comments/{id}/restore", tag = "comments", params(("client_id" = i64, Path), ("id" = i64, Path)),
    responses((status = 200, body = Message), (status = 409, body = beseda_base::error::Problem)))]
async fn restore_comment(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path((client, id)): Path<(i64, i64)>,
) -> Result<Json<Message>> {
    let now = inbox.clock.now();
    let message = inbox
        .db
        .write(move |tx| {
            visible(tx, &who, client)?;
            restore(tx, &who, client, id, now)?;
            one(tx, &who, id, now)
        })
        .await?;
    Ok(Json(message))
}
