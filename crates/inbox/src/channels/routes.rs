//! What a page and a program do with channels.

use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::routing::post;
use beseda_base::auth::{Can, can};
use beseda_base::db::Tx;
use beseda_base::error::{Problem, Result};
use beseda_base::json::{Json, Path};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::change::{self, ChannelPatch};
use super::connect::{self, NewChannelRequest, TelegramCheck};
use super::{Channel, ChannelHealth, ChannelKindInfo, account, health, hooks, kinds, queries};
use crate::{Inbox, audit};

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(list_channel_kinds))
        .routes(routes!(list_channels, create_channel))
        .routes(routes!(check_telegram))
        .routes(routes!(get_channel, change_channel, remove_channel))
        .routes(routes!(pause_channel, resume_channel))
        .routes(routes!(check_channel))
        .routes(routes!(get_channel_state))
        .routes(routes!(get_channel_secret))
        // Not part of the described API: only messengers call it. It bounds its body itself.
        .route("/hooks/{kind}/{key}", post(hooks::receive).layer(DefaultBodyLimit::disable()))
}

/// Messengers that this build can connect.
#[derive(Debug, Serialize, ToSchema)]
struct ChannelKinds {
    /// In the order in which they are offered.
    items: Vec<ChannelKindInfo>,
}

/// Channels of the project.
#[derive(Debug, Serialize, ToSchema)]
struct Channels {
    /// What needs attention first, then what works, then what is paused; by name.
    items: Vec<Channel>,
    /// Address under which messengers reach this server.
    public_url: Option<String>,
}

/// A token to look at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TokenToCheck {
    /// Token of @BotFather.
    token: String,
}

/// What a site signs the identity of its users with.
#[derive(Serialize, ToSchema)]
struct ChannelSecret {
    /// Key of HS256.
    identity_secret: String,
}

/// Messengers that this build can connect, with what they can do.
#[utoipa::path(get, path = "/api/v1/channel-kinds", tag = "channels", responses((status = 200, body = ChannelKinds)))]
async fn list_channel_kinds(_: Can<can::ChannelsRead>) -> Json<ChannelKinds> {
    Json(ChannelKinds { items: kinds() })
}

/// Channels of the project.
#[utoipa::path(get, path = "/api/v1/channels", tag = "channels", responses((status = 200, body = Channels)))]
async fn list_channels(State(inbox): State<Inbox>, who: Can<can::ChannelsRead>) -> Result<Json<Channels>> {
    let project = who.project;
    let items = inbox.db.read(move |tx| queries::list(tx, project)).await?;
    Ok(Json(Channels { items, public_url: inbox.config.public_url().map(str::to_owned) }))
}

/// Connects a bot or makes a website chat.
#[utoipa::path(post, path = "/api/v1/channels", tag = "channels", request_body = NewChannelRequest,
    responses((status = 201, body = Channel), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn create_channel(
    State(inbox): State<Inbox>,
    who: Can<can::ChannelsWrite>,
    Json(request): Json<NewChannelRequest>,
) -> Result<(StatusCode, Json<Channel>)> {
    Ok((StatusCode::CREATED, Json(connect::create(&inbox, who.who, request).await?)))
}

/// Looks at a Telegram token without changing anything.
#[utoipa::path(post, path = "/api/v1/channels/telegram/check", tag = "channels", request_body = TokenToCheck,
    responses((status = 200, body = TelegramCheck)))]
async fn check_telegram(
    State(inbox): State<Inbox>,
    _: Can<can::ChannelsWrite>,
    Json(request): Json<TokenToCheck>,
) -> Result<Json<TelegramCheck>> {
    Ok(Json(connect::check_telegram(&inbox, &request.token).await?))
}

/// A channel.
#[utoipa::path(get, path = "/api/v1/channels/{id}", tag = "channels", params(("id" = i64, Path)),
    responses((status = 200, body = Channel), (status = 404, body = Problem)))]
async fn get_channel(
    State(inbox): State<Inbox>,
    who: Can<can::ChannelsRead>,
    Path(channel): Path<i64>,
) -> Result<Json<Channel>> {
    let project = who.project;
    Ok(Json(inbox.db.read(move |tx| queries::view(tx, project, channel)).await?))
}

/// Changes name, settings, token or way in.
#[utoipa::path(patch, path = "/api/v1/channels/{id}", tag = "channels", params(("id" = i64, Path)), request_body = ChannelPatch,
    responses((status = 200, body = Channel), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn change_channel(
    State(inbox): State<Inbox>,
    who: Can<can::ChannelsWrite>,
    Path(channel): Path<i64>,
    Json(patch): Json<ChannelPatch>,
) -> Result<Json<Channel>> {
    Ok(Json(change::change(&inbox, who.who, channel, patch).await?))
}

/// Removes a channel; its dialogs stay.
#[utoipa::path(delete, path = "/api/v1/channels/{id}", tag = "channels", params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn remove_channel(
    State(inbox): State<Inbox>,
    who: Can<can::ChannelsWrite>,
    Path(channel): Path<i64>,
) -> Result<StatusCode> {
    change::remove(&inbox, who.who, channel).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Stops sending through a channel; what comes in is still stored and shown.
#[utoipa::path(put, path = "/api/v1/channels/{id}/pause", tag = "channels", params(("id" = i64, Path)),
    responses((status = 200, body = Channel), (status = 404, body = Problem)))]
async fn pause_channel(
    State(inbox): State<Inbox>,
    who: Can<can::ChannelsWrite>,
    Path(channel): Path<i64>,
) -> Result<Json<Channel>> {
    Ok(Json(change::pause(&inbox, who.who, channel).await?))
}

/// Sends through a channel again.
#[utoipa::path(delete, path = "/api/v1/channels/{id}/pause", tag = "channels", params(("id" = i64, Path)),
    responses((status = 200, body = Channel), (status = 404, body = Problem)))]
async fn resume_channel(
    State(inbox): State<Inbox>,
    who: Can<can::ChannelsWrite>,
    Path(channel): Path<i64>,
) -> Result<Json<Channel>> {
    Ok(Json(change::resume(&inbox, who.who, channel).await?))
}

/// Asks the messenger now how the account stands, and mends what can be mended.
#[utoipa::path(post, path = "/api/v1/channels/{id}/check", tag = "channels", params(("id" = i64, Path)),
    responses((status = 200, body = Channel), (status = 404, body = Problem)))]
async fn check_channel(
    State(inbox): State<Inbox>,
    who: Can<can::ChannelsWrite>,
    Path(channel): Path<i64>,
) -> Result<Json<Channel>> {
    Ok(Json(connect::check_now(&inbox, who.who, channel).await?))
}

/// Figures of the last day.
#[utoipa::path(get, path = "/api/v1/channels/{id}/state", tag = "channels", params(("id" = i64, Path)),
    responses((status = 200, body = ChannelHealth), (status = 404, body = Problem)))]
async fn get_channel_state(
    State(inbox): State<Inbox>,
    who: Can<can::ChannelsRead>,
    Path(channel): Path<i64>,
) -> Result<Json<ChannelHealth>> {
    let (project, now) = (who.project, inbox.clock.now());
    let health = inbox
        .db
        .read(move |tx| {
            queries::of_project(tx, project, channel)?;
            health::of(tx, channel, now)
        })
        .await?;
    Ok(Json(health))
}

/// The secret a site signs its users with. Who saw it is noted.
#[utoipa::path(get, path = "/api/v1/channels/{id}/secret", tag = "channels", params(("id" = i64, Path)),
    responses((status = 200, body = ChannelSecret), (status = 404, body = Problem)))]
async fn get_channel_secret(
    State(inbox): State<Inbox>,
    who: Can<can::ChannelsWrite>,
    Path(channel): Path<i64>,
) -> Result<(axum::http::HeaderMap, Json<ChannelSecret>)> {
    let who = who.who;
    let row = inbox.db.read(move |tx| queries::of_project(tx, who.project, channel)).await?;
    let identity_secret = account::identity_secret(&inbox, &row)?;
    let now = inbox.clock.now();
    let noted =
        move |tx: &Tx<'_>| audit::record(tx, &who, "channel.secret_shown", "channel", Some(channel), &json!({}), now);
    inbox.db.write(noted).await?;
    let mut headers = axum::http::HeaderMap::new();
    headers.insert(axum::http::header::CACHE_CONTROL, axum::http::HeaderValue::from_static("no-store"));
    Ok((headers, Json(ChannelSecret { identity_secret })))
}
