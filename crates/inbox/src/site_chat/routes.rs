//! The chat over HTTP: what the widget asks for. Every answer carries the CORS headers of an allowed site; nothing here
//! knows a cookie, and what may be repeated by a lost answer changes nothing the second time.

use axum::extract::{State, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use beseda_base::auth::Caller;
use beseda_base::db::{Tx, params};
use beseda_base::error::{Checks, Error, Result};
use beseda_base::json::{Json, Path, Query};
use beseda_base::throttle::network;
use beseda_messengers::site_chat::{self as language, SiteChatEvent, SiteChatItem};
use serde::Deserialize;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;

use super::access::{Chat, preflight, with_cors};
use super::token::{self, Visitor};
use super::view::{self, Range};
use super::{socket, upload};
use crate::channels;
use crate::{Inbox, intake, projects};

/// Longest text of a visitor.
const TEXT_MAX: usize = language::TEXT_MAX;
/// Longest address and title of a page that is kept.
const URL_MAX: usize = 2_000;
const TITLE_MAX: usize = 300;
/// Longest field of the form before the chat.
const FIELD_MAX: usize = 200;

/// All routes of this room. They are a language between our server and our widget, described in `docs/site-chat.md`, and no
/// part of the employees' API.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .route("/chat/{key}/config", get(config).options(allow))
        .route("/chat/{key}/session", post(session).options(allow))
        .route("/chat/{key}/messages", get(list).post(write).options(allow))
        .route("/chat/{key}/files", post(upload::put_file).options(allow))
        .route("/chat/{key}/files/{id}", get(upload::get_file))
        .route("/chat/{key}/files/{id}/thumb", get(upload::get_thumb))
        .route("/chat/{key}/socket", get(open_socket))
}

async fn allow(headers: HeaderMap) -> Response {
    preflight(&headers)
}

/// Runs a handler for an allowed site; a problem gets the CORS headers, too, so that the widget can read it.
pub(super) async fn serve<F>(inbox: &Inbox, key: &str, headers: &HeaderMap, work: F) -> Response
where
    F: AsyncFnOnce(&Chat) -> Result<Response>,
{
    match Chat::open(inbox, key, headers).await {
        Err(error) => with_cors(error, headers.get("origin").cloned()),
        Ok(chat) => {
            let answer = work(&chat).await;
            chat.answer(answer)
        }
    }
}

/// One bucket per network and purpose (X6): a visitor who loads many pages can still write.
pub(super) fn slow_down(inbox: &Inbox, caller: &Caller, what: &str) -> Result<()> {
    inbox.throttle.take(&format!("chat.{what}.{}", network(caller.address)), inbox.clock.now())
}

/// How the chat looks and behaves. Makes nothing but the mark that it is installed, when a site asks that is not our own.
async fn config(State(inbox): State<Inbox>, caller: Caller, Path(key): Path<String>, headers: HeaderMap) -> Response {
    serve(&inbox, &key, &headers, async |chat| {
        slow_down(&inbox, &caller, "config")?;
        if chat.foreign && chat.row.installed_at.is_none() {
            let (channel, project, now) = (chat.row.id, chat.row.project, inbox.clock.now());
            let marked = inbox.db.write(move |tx| channels::mark_installed(tx, project, channel, now)).await;
            if let Err(error) = marked {
                // The next page tells it again; a full disk must not take the chat off the site.
                tracing::warn!(channel.id = channel, %error, "that the chat is on its site was not written");
            }
        }
        let mut settings = serde_json::to_value(&chat.settings).map_err(|error| Error::Internal(error.to_string()))?;
        if let Some(settings) = settings.as_object_mut() {
            settings.remove("allowed_domains");
        }
        let project = chat.row.project;
        let since = inbox.clock.now() - 120_000;
        let (online, name) = inbox
            .db
            .read(move |tx| {
                let online: Option<(i64,)> = tx.optional(
                    "select e.id from members m join employees e on e.id = m.employee
                 where m.project = $1 and m.status = 'on_shift' and e.last_seen_at > $2 limit 1",
                    params![project, since],
                )?;
                Ok((online, projects::of(tx, project)?.name))
            })
            .await?;
        // A window without a name tells nobody whom he writes to, and is none to a screen reader.
        let title = Some(&chat.settings.title).filter(|title| !title.is_empty()).unwrap_or(&name);
        Ok(Json(json!({
            "settings": settings,
            "title": title,
            "online": online.is_some(),
            "max_file_bytes": inbox.config.limits.file_bytes,
            "server_time": inbox.clock.now(),
        }))
        .into_response())
    })
    .await
}

#[derive(Debug, Deserialize)]
struct SessionRequest {
    token: Option<String>,
    identity: Option<String>,
}

/// Hands out a visitor's token: a new one, or a renewed one for the same visitor. No row is written (X3) but the use of a
/// signed identity.
async fn session(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(key): Path<String>,
    headers: HeaderMap,
    asked: Result<Json<SessionRequest>>,
) -> Response {
    serve(&inbox, &key, &headers, async |chat| {
        let Json(asked) = asked?;
        slow_down(&inbox, &caller, "session")?;
        let now = inbox.clock.now();
        let channel = chat.row.id;
        let before = asked.token.as_deref().and_then(|token| Visitor::resume(&inbox, channel, token, now));
        let visitor = match asked.identity.as_deref() {
            Some(identity) => {
                let secret = channels::identity_secret(&inbox, &chat.row)?;
                let signed = token::check_identity(&secret, &chat.row.key, identity, now)?;
                let visitor = Visitor::known(channel, signed.identity.clone(), now);
                // The page of a known visitor may show its identity again: he is who he was.
                if before.is_none_or(|before| before.id != visitor.id) {
                    inbox.db.write(move |tx| token::use_up(tx, channel, &signed)).await?;
                }
                visitor
            }
            None if chat.settings.identity_required => {
                before.filter(|before| before.identity.is_some()).ok_or_else(|| Error::problem(401, "bad_identity", "this chat is for signed-in users of the site"))?.renewed(now)
            }
            None => before.map_or_else(|| Visitor::unknown(channel, now), |before| before.renewed(now)),
        };
        let token = visitor.sign(&inbox)?;
        Ok(Json(json!({
            "token": token, "visitor": visitor.id, "known": visitor.identity.is_some(), "expires_at": visitor.expires_at,
        })).into_response())
    }).await
}

#[derive(Debug, Deserialize)]
struct HistoryQuery {
    after: Option<i64>,
    before: Option<i64>,
    limit: Option<i64>,
}

/// The visitor's history.
async fn list(
    State(inbox): State<Inbox>,
    Path(key): Path<String>,
    headers: HeaderMap,
    query: Result<Query<HistoryQuery>>,
) -> Response {
    serve(&inbox, &key, &headers, async |chat| {
        let Query(query) = query?;
        let visitor = chat.visitor(&inbox, &headers)?;
        let (channel, project, now) = (chat.row.id, chat.row.project, inbox.clock.now());
        let range = Range { after: query.after, before: query.before, limit: query.limit.unwrap_or(50) };
        let found = inbox
            .db
            .read(move |tx| {
                let Some(known) = view::known(tx, channel, &visitor.id)? else { return Ok(None) };
                let (messages, more) = view::history(tx, project, &known, range, now)?;
                Ok(Some((known, messages, more)))
            })
            .await?;
        let (items, last_n, more) = match found {
            None => (Vec::new(), 0, false),
            Some((known, messages, more)) => (
                messages
                    .iter()
                    .filter_map(|message| view::shown(&inbox, &chat.row.key, message, known.staff_seen_n))
                    .collect(),
                known.last_n,
                more,
            ),
        };
        Ok(Json(json!({ "items": items, "last_n": last_n, "more": more })).into_response())
    })
    .await
}

/// What a visitor writes, or presses.
#[derive(Debug, Deserialize)]
struct Written {
    #[serde(rename = "ref")]
    reference: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    file_ids: Vec<String>,
    #[serde(default)]
    reply_to: Option<i64>,
    #[serde(default)]
    button: Option<Pressed>,
    #[serde(default)]
    form: Option<language::Form>,
    #[serde(default)]
    page: Option<language::Page>,
}

#[derive(Debug, Deserialize)]
struct Pressed {
    message_id: i64,
    data: String,
}

impl Written {
    fn check(&self) -> Result<()> {
        let mut checks = Checks::new();
        checks.text("ref", &self.reference, 1..=language::ID_MAX);
        // The language counts bytes of ids and UTF-16 units of texts: what passes here must not fail there, after the 200.
        checks.ensure(self.reference.len() <= language::ID_MAX, "ref", "too_long", "at most 64 bytes");
        let least = usize::from(self.file_ids.is_empty() && self.button.is_none());
        let text = self.text.trim();
        checks.text("text", text, least..=TEXT_MAX);
        let units = text.encode_utf16().count();
        checks.ensure(units <= TEXT_MAX, "text", "too_long", "at most 4000 characters, some count twice");
        checks.ensure(
            self.file_ids.len() <= language::FILES_MAX,
            "file_ids",
            "too_long",
            "at most 10 files in one message",
        );
        if let Some(form) = &self.form {
            for (field, value) in [("form.name", &form.name), ("form.email", &form.email), ("form.phone", &form.phone)]
            {
                checks.text(field, value.as_deref().unwrap_or_default(), 0..=FIELD_MAX);
            }
        }
        checks.done()
    }
}

/// Takes a visitor's message: answered 200 once it is durable. The same `ref` again is the same message.
async fn write(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(key): Path<String>,
    headers: HeaderMap,
    written: Result<Json<Written>>,
) -> Response {
    serve(&inbox, &key, &headers, async |chat| {
        let Json(written) = written?;
        let visitor = chat.visitor(&inbox, &headers)?;
        slow_down(&inbox, &caller, "messages")?;
        written.check()?;
        let reference = written.reference.clone();
        let files = upload::redeem(&inbox, chat.row.project, &visitor, &written.file_ids).await?;
        let channel = chat.row.id;
        let event = inbox
            .db
            .read({
                let visitor = visitor.id.clone();
                let (button, reply_to) =
                    (written.button.as_ref().map(|button| (button.message_id, button.data.clone())), written.reply_to);
                move |tx| named(tx, channel, &visitor, button.as_ref(), reply_to)
            })
            .await?;
        let page = written.page.map(tidy);
        let event = match event {
            Named::Button { message, data, text } => {
                SiteChatEvent::Button { r#ref: written.reference, message, data, text }
            }
            Named::Reply(reply_to) => SiteChatEvent::Message {
                r#ref: written.reference,
                text: written.text.trim().to_owned(),
                files,
                reply_to,
                form: written.form,
            },
        };
        let identity = visitor.identity.map(|identity| language::Identity {
            sub: identity.sub,
            name: Some(identity.name).filter(|text| !text.is_empty()),
            email: Some(identity.email).filter(|text| !text.is_empty()),
            phone: Some(identity.phone).filter(|text| !text.is_empty()),
        });
        let item = SiteChatItem { visitor: visitor.id, at: inbox.clock.now(), identity, page, event }.item();
        intake::keep(&inbox, channel, vec![item]).await?;
        Ok(Json(json!({ "ref": reference })).into_response())
    })
    .await
}

/// What a message names: a pressed button of ours, or a message that is answered.
enum Named {
    Button { message: String, data: String, text: String },
    Reply(Option<String>),
}

/// The external ids of what the widget names by our ids; only messages of this visitor's dialog.
fn named(
    tx: &Tx<'_>,
    channel: i64,
    visitor: &str,
    button: Option<&(i64, String)>,
    reply_to: Option<i64>,
) -> Result<Named> {
    let external = |message: i64| -> Result<Option<(String, Option<String>)>> {
        tx.optional(
            "select p.external_id, m.body from message_parts p join messages m on m.id = p.message
             where p.message = $1 and p.channel = $2 and p.chat = $3 order by p.part desc limit 1",
            params![message, channel, visitor],
        )
    };
    match (button, reply_to) {
        (Some((message, data)), _) => {
            let unknown = || Error::invalid("button", "unknown", "there is no such button in this dialog");
            let (bearer, body) = external(*message)?.ok_or_else(unknown)?;
            let body = crate::messages::Body::from_column(body.as_deref());
            let text = body
                .buttons
                .into_iter()
                .flatten()
                .find(|button| button.data.as_deref() == Some(data.as_str()))
                .ok_or_else(unknown)?
                .text;
            Ok(Named::Button { message: bearer, data: data.clone(), text })
        }
        (None, Some(message)) => Ok(Named::Reply(external(message)?.map(|(id, _)| id))),
        (None, None) => Ok(Named::Reply(None)),
    }
}

/// Pages tell long and strange things; what is kept of them is bounded and can be stored.
fn tidy(page: language::Page) -> language::Page {
    let cut = |text: &str, max: usize| crate::clients::cut(text, max).replace('\0', "");
    let mark = |text: Option<String>| text.map(|text| cut(&text, FIELD_MAX));
    language::Page {
        url: cut(&page.url, URL_MAX),
        title: cut(&page.title, TITLE_MAX),
        referrer: cut(&page.referrer, URL_MAX),
        language: cut(&page.language, 35),
        tag: mark(page.tag),
        utm: language::Utm {
            source: mark(page.utm.source),
            medium: mark(page.utm.medium),
            campaign: mark(page.utm.campaign),
            term: mark(page.utm.term),
            content: mark(page.utm.content),
        },
    }
}

/// Opens a visitor's socket. The token comes in the first frame, never in the address (X1).
async fn open_socket(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(key): Path<String>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let opened = async {
        slow_down(&inbox, &caller, "socket")?;
        Chat::open(&inbox, &key, &headers).await
    };
    match opened.await {
        Err(error) => error.into_response(),
        Ok(chat) => upgrade
            .read_buffer_size(4096)
            .write_buffer_size(0)
            .max_message_size(8192)
            .max_frame_size(8192)
            .on_upgrade(move |wire| socket::run(inbox, chat, wire)),
    }
}
