//! Messages over HTTP.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use beseda_base::auth::{Can, Who, can};
use beseda_base::db::{Db, Tx, params};
use beseda_base::error::{Checks, Error, Result};
use beseda_base::json::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::changes::{edit, mark_delivered, pinned, remove, repeat, set_pinned};
use super::post::{Answers, Draft, NewMessage, Posted, hash_of, post};
use super::reactions::react;
use super::resend::{Resend, resend};
use super::view::{self, Message, Page};
use super::{AuthorKind, TEXT_MAX};
use crate::dialogs::visible;
use crate::{Inbox, audit};

/// Largest page of messages.
const LIMIT_MAX: i64 = 100;

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(list_messages, create_message))
        .routes(routes!(edit_message, delete_message))
        .routes(routes!(repeat_message))
        .routes(routes!(resend_message))
        .routes(routes!(confirm_delivery))
        .routes(routes!(pin_message, unpin_message))
        .routes(routes!(set_reaction))
        .routes(routes!(list_pinned))
}

/// Which page of the timeline; at most one of `before`, `after`, `around`.
#[derive(Debug, Deserialize, IntoParams)]
struct PageQuery {
    /// Cursor from a former page.
    before: Option<String>,
    /// Cursor from a former page.
    after: Option<String>,
    /// Id of a message to show in its surroundings.
    around: Option<i64>,
    /// At most 100, 50 if absent.
    limit: Option<i64>,
}

/// A page of a dialog.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MessagesPage {
    /// Ascending by time.
    items: Vec<Message>,
    /// Cursor of what is older, null at the beginning.
    before: Option<String>,
    /// Cursor of what is newer, null at the end.
    after: Option<String>,
}

/// The timeline of a dialog.
#[utoipa::path(get, path = "/api/v1/dialogs/{client_id}/messages", tag = "messages", params(("client_id" = i64, Path), PageQuery),
    responses((status = 200, body = MessagesPage), (status = 404, body = beseda_base::error::Problem)))]
async fn list_messages(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Path(client): Path<i64>,
    Query(query): Query<PageQuery>,
) -> Result<Json<MessagesPage>> {
    let limit = query.limit.unwrap_or(50).clamp(1, LIMIT_MAX);
    let now = inbox.clock.now();
    let page = inbox
        .db
        .read(move |tx| {
            visible(tx, &who, client)?;
            if let Some(message) = query.around {
                return around(tx, client, message, limit, now);
            }
            let (place, newest) = match (&query.before, &query.after) {
                (Some(cursor), _) => (before(cursor)?, false),
                (None, Some(cursor)) => (after(cursor)?, false),
                (None, None) => (Page::Newest, true),
            };
            let (items, more) = view::page(tx, client, place, limit, now)?;
            let forward = matches!(place, Page::After(..));
            let first = items.first().map(cursor_of);
            let last = items.last().map(cursor_of);
            Ok(MessagesPage {
                before: if forward || more { first } else { None },
                after: if newest || (forward && !more) { None } else { last },
                items,
            })
        })
        .await?;
    Ok(Json(page))
}

fn around(tx: &Tx<'_>, client: i64, message: i64, limit: i64, now: i64) -> Result<MessagesPage> {
    let (at, n): (i64, i64) =
        tx.one("select sent_at, n from messages where client = $1 and id = $2", params![client, message])?;
    let half = (limit / 2).max(1);
    // The named message belongs to the older half: a place just behind it includes it.
    let (mut items, older) = view::page(tx, client, Page::Before(at, n + 1), half, now)?;
    let (newer_items, newer) = view::page(tx, client, Page::After(at, n), half, now)?;
    items.extend(newer_items);
    Ok(MessagesPage {
        before: items.first().filter(|_| older).map(cursor_of),
        after: items.last().filter(|_| newer).map(cursor_of),
        items,
    })
}

fn cursor_of(message: &Message) -> String {
    format!("{}.{}", message.sent_at, message.n)
}

fn before(cursor: &str) -> Result<Page> {
    parse_cursor(cursor).map(|(at, n)| Page::Before(at, n)).ok_or_else(|| Error::bad_cursor("before"))
}

fn after(cursor: &str) -> Result<Page> {
    parse_cursor(cursor).map(|(at, n)| Page::After(at, n)).ok_or_else(|| Error::bad_cursor("after"))
}

fn parse_cursor(cursor: &str) -> Option<(i64, i64)> {
    let (at, n) = cursor.split_once('.')?;
    Some((at.parse().ok()?, n.parse().ok()?))
}

/// Sends a message. The same `client_ref` and body again answers 200 with the message made before.
#[utoipa::path(post, path = "/api/v1/dialogs/{client_id}/messages", tag = "messages", params(("client_id" = i64, Path)), request_body = NewMessage,
    responses((status = 201, body = Message), (status = 200, body = Message), (status = 409, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn create_message(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(client): Path<i64>,
    Json(message): Json<NewMessage>,
) -> Result<Response> {
    message.check()?;
    let hash = hash_of(&message)?;
    let now = inbox.clock.now();
    let store = move |tx: &Tx<'_>| {
        visible(tx, &who, client)?;
        let draft = Draft {
            project: who.project,
            client,
            author_kind: AuthorKind::Employee,
            author: Some(who.employee),
            message: &message,
            answers: Answers::All,
        };
        post(tx, &draft, &hash, now)
    };
    post_once(&inbox, &who, now, store).await
}

/// Posts, and answers with the message. Of two requests with one reference at the same moment one makes it.
async fn post_once(
    inbox: &Inbox,
    who: &Who,
    now: i64,
    store: impl Fn(&Tx<'_>) -> Result<Posted> + Send + Sync + 'static,
) -> Result<Response> {
    let store = Arc::new(store);
    let first = inbox.db.write({
        let store = store.clone();
        move |tx| store(tx)
    });
    let posted = match first.await {
        // Two requests with one reference at the same moment: the unique key let one win, a second look finds its message.
        Err(error) if error.is_unique("messages.client,messages.kind,messages.client_ref") => {
            inbox.db.write(move |tx| store(tx)).await?
        }
        other => other?,
    };
    let status = if posted.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(one(&inbox.db, who, posted.id, now).await?)).into_response())
}

async fn one(db: &Db, who: &Who, id: i64, now: i64) -> Result<Message> {
    let project = who.project;
    db.read(move |tx| view::load(tx, project, &[id], now)?.pop().ok_or(Error::NotFound)).await
}

/// A new text for a sent message.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct EditMessage {
    /// At least one character, at most what the channel takes in one message.
    text: String,
}

/// Changes the text of a sent message, in the messenger too.
#[utoipa::path(patch, path = "/api/v1/dialogs/{client_id}/messages/{id}", tag = "messages", params(("client_id" = i64, Path), ("id" = i64, Path)),
    request_body = EditMessage, responses((status = 200, body = Message), (status = 409, body = beseda_base::error::Problem)))]
async fn edit_message(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path((client, id)): Path<(i64, i64)>,
    Json(edited): Json<EditMessage>,
) -> Result<Json<Message>> {
    let mut checks = Checks::new();
    checks.text("text", edited.text.trim_end(), 1..=TEXT_MAX);
    checks.done()?;
    let now = inbox.clock.now();
    inbox
        .db
        .write(move |tx| {
            visible(tx, &who, client)?;
            edit(tx, who.project, client, id, edited.text.trim_end(), now)
        })
        .await?;
    Ok(Json(one(&inbox.db, &who, id, now).await?))
}

/// Deletes a message here and, where its channel can, in the messenger.
#[utoipa::path(delete, path = "/api/v1/dialogs/{client_id}/messages/{id}", tag = "messages", params(("client_id" = i64, Path), ("id" = i64, Path)),
    responses((status = 204), (status = 403, body = beseda_base::error::Problem)))]
async fn delete_message(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::MessagesDelete>,
    Path((client, id)): Path<(i64, i64)>,
) -> Result<StatusCode> {
    let now = inbox.clock.now();
    inbox
        .db
        .write(move |tx| {
            visible(tx, &who, client)?;
            remove(tx, who.project, client, id, now)?;
            audit::record(
                tx,
                &who,
                "message.deleted",
                "client",
                Some(client),
                &serde_json::json!({ "message": id }),
                now,
            )
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a failed or unknown message once more, as a new attempt.
#[utoipa::path(post, path = "/api/v1/dialogs/{client_id}/messages/{id}/attempts", tag = "messages", params(("client_id" = i64, Path), ("id" = i64, Path)),
    responses((status = 200, body = Message), (status = 409, body = beseda_base::error::Problem)))]
async fn repeat_message(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path((client, id)): Path<(i64, i64)>,
) -> Result<Json<Message>> {
    let now = inbox.clock.now();
    inbox
        .db
        .write(move |tx| {
            visible(tx, &who, client)?;
            repeat(tx, who.project, client, id, now)
        })
        .await?;
    Ok(Json(one(&inbox.db, &who, id, now).await?))
}

/// Sends a message once more, as a new message: to the same client, or into a linked dialog of the same person (S53).
#[utoipa::path(post, path = "/api/v1/dialogs/{client_id}/messages/{id}/resend", tag = "messages", params(("client_id" = i64, Path), ("id" = i64, Path)),
    request_body = Resend, responses((status = 201, body = Message), (status = 200, body = Message),
    (status = 409, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn resend_message(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path((client, id)): Path<(i64, i64)>,
    Json(wanted): Json<Resend>,
) -> Result<Response> {
    let mut checks = Checks::new();
    checks.text("client_ref", &wanted.client_ref, 1..=64);
    checks.done()?;
    let now = inbox.clock.now();
    post_once(&inbox, &who, now, move |tx| resend(tx, &who, (client, id), &wanted, now)).await
}

/// Says that a message in state `unknown` arrived.
#[utoipa::path(put, path = "/api/v1/dialogs/{client_id}/messages/{id}/delivery", tag = "messages", params(("client_id" = i64, Path), ("id" = i64, Path)),
    responses((status = 200, body = Message), (status = 409, body = beseda_base::error::Problem)))]
async fn confirm_delivery(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path((client, id)): Path<(i64, i64)>,
) -> Result<Json<Message>> {
    let now = inbox.clock.now();
    inbox
        .db
        .write(move |tx| {
            visible(tx, &who, client)?;
            mark_delivered(tx, who.project, client, id)
        })
        .await?;
    Ok(Json(one(&inbox.db, &who, id, now).await?))
}

/// Pins a message in its dialog, for everybody.
#[utoipa::path(put, path = "/api/v1/dialogs/{client_id}/messages/{id}/pin", tag = "messages", params(("client_id" = i64, Path), ("id" = i64, Path)),
    responses((status = 200, body = Message), (status = 409, body = beseda_base::error::Problem)))]
async fn pin_message(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(of): Path<(i64, i64)>,
) -> Result<Json<Message>> {
    let now = inbox.clock.now();
    pin(&inbox, who, of, Some(now)).await
}

/// Unpins a message.
#[utoipa::path(delete, path = "/api/v1/dialogs/{client_id}/messages/{id}/pin", tag = "messages", params(("client_id" = i64, Path), ("id" = i64, Path)),
    responses((status = 200, body = Message)))]
async fn unpin_message(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(of): Path<(i64, i64)>,
) -> Result<Json<Message>> {
    pin(&inbox, who, of, None).await
}

/// Our reaction.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct SetReaction {
    /// One of the channel's `reactions`; null: none.
    emoji: Option<String>,
}

/// Sets our reaction on a message of the client, in the messenger too; one for all employees.
#[utoipa::path(put, path = "/api/v1/dialogs/{client_id}/messages/{id}/reaction", tag = "messages", params(("client_id" = i64, Path), ("id" = i64, Path)),
    request_body = SetReaction, responses((status = 200, body = Message), (status = 409, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn set_reaction(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path((client, id)): Path<(i64, i64)>,
    Json(new): Json<SetReaction>,
) -> Result<Json<Message>> {
    let now = inbox.clock.now();
    let react = move |tx: &Tx<'_>| {
        visible(tx, &who, client)?;
        react(tx, &who, (client, id), new.emoji.as_deref(), now)
    };
    inbox.db.write(react).await?;
    Ok(Json(one(&inbox.db, &who, id, now).await?))
}

async fn pin(inbox: &Inbox, who: Who, (client, id): (i64, i64), at: Option<i64>) -> Result<Json<Message>> {
    inbox
        .db
        .write(move |tx| {
            visible(tx, &who, client)?;
            set_pinned(tx, &who, client, id, at)
        })
        .await?;
    Ok(Json(one(&inbox.db, &who, id, inbox.clock.now()).await?))
}

/// The pinned messages of a dialog.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PinnedMessages {
    /// At most 20, the latest pin first.
    items: Vec<Message>,
}

/// The pinned messages of a dialog.
#[utoipa::path(get, path = "/api/v1/dialogs/{client_id}/pinned-messages", tag = "messages", params(("client_id" = i64, Path)),
    responses((status = 200, body = PinnedMessages), (status = 404, body = beseda_base::error::Problem)))]
async fn list_pinned(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Path(client): Path<i64>,
) -> Result<Json<PinnedMessages>> {
    let now = inbox.clock.now();
    let items = inbox
        .db
        .read(move |tx| {
            visible(tx, &who, client)?;
            let mut items = view::load(tx, who.project, &pinned(tx, client)?, now)?;
            items.sort_by_key(|item| std::cmp::Reverse((item.pinned_at, item.id)));
            Ok(items)
        })
        .await?;
    Ok(Json(PinnedMessages { items }))
}
