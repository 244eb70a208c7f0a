//! Search over HTTP.

use std::collections::BTreeMap;

use axum::extract::State;
use beseda_base::auth::{Can, can};
use beseda_base::db::Tx;
use beseda_base::error::{Checks, Error, Result};
use beseda_base::json::{Json, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::find::{self, Cursor, Hit, Page};
use super::marks::{Mark, snippet, utf16};
use super::query::{Forms, Place, Query as Terms, Scope, TEXT_MAX};
use crate::Inbox;
use crate::dialogs::{self, Asked, Count, Dialog};
use crate::files::FileRef;
use crate::messages::{self, AuthorKind, Message, MessageKind};

/// Hits of a page.
const LIMIT_MAX: i64 = 50;
/// Channels that can be asked for.
const CHANNELS_MAX: usize = 50;
/// Forms that are named.
const FORMS_MAX: usize = 12;

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(search_messages)).merge(super::in_dialog::routes())
}

/// Where words are looked for: in messages of either side, in comments, or in the names of files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum SearchPlace {
    #[default]
    Messages,
    Comments,
    Files,
}

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
struct SearchQuery {
    /// 1–200 characters: words join by "and", «in quotes» is that very phrase, a minus before a word means without it.
    q: String,
    /// messages, comments or files (by name); messages if absent.
    place: Option<SearchPlace>,
    /// client, employee, bot, system, api, joined by commas; all if absent.
    authors: Option<String>,
    /// Ids of channels, joined by commas, at most 50; all if absent.
    channels: Option<String>,
    /// Sent at this moment or later, ms.
    from: Option<i64>,
    /// Sent before this moment, ms.
    to: Option<i64>,
    /// Words as they are typed instead of all their forms.
    #[serde(default)]
    exact: bool,
    /// Cursor from a former page.
    cursor: Option<String>,
    /// At most 50, 20 if absent.
    limit: Option<i64>,
}

/// A message that was found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MessageHit {
    /// The message.
    message_id: i64,
    /// Whose dialog it is in; the client stands in `clients`.
    client_id: i64,
    /// Its number in the dialog.
    n: i64,
    /// Its kind.
    kind: MessageKind,
    /// Who wrote.
    author_kind: AuthorKind,
    /// The employee who wrote.
    author_id: Option<i64>,
    /// His name.
    author_name: Option<String>,
    /// When.
    sent_at: i64,
    /// The piece of its text that was looked for, at most 240 characters.
    snippet: String,
    /// What to mark in it.
    marks: Vec<Mark>,
    /// Its files, with what to mark in their names.
    files: Vec<FileHit>,
}

/// A file of a message that was found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FileHit {
    /// The file.
    file: FileRef,
    /// What to mark in its name.
    marks: Vec<Mark>,
}

/// How many hits an author or a channel has.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuthorCount {
    /// Who wrote.
    author_kind: AuthorKind,
    /// Of the newest thousand hits.
    count: i64,
}

/// How many hits a channel has.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChannelCount {
    /// The channel.
    channel_id: i64,
    /// Of the newest thousand hits.
    count: i64,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Found {
    /// The newest first.
    items: Vec<MessageHit>,
    /// The clients of these hits as the list shows them.
    clients: Vec<Dialog>,
    /// Cursor of the next page, null at the end.
    next: Option<String>,
    /// How many there are, exact up to 999; on the first page only.
    matching: Option<Count>,
    /// Who wrote them, whatever `authors` says; on the first page only.
    authors: Vec<AuthorCount>,
    /// Where, whatever `channels` says; on the first page only.
    channels: Vec<ChannelCount>,
    /// Words of the hits that are forms of what was looked for.
    forms: Vec<String>,
}

/// Messages, comments or files of all dialogs that the asking employee may see.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(SearchQuery),
    responses((status = 200, body = Found), (status = 422, body = beseda_base::error::Problem)))]
async fn search_messages(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Query(asks): Query<SearchQuery>,
) -> Result<Json<Found>> {
    let query = parse(&asks.q, asks.exact)?;
    let scope = Scope {
        place: match asks.place.unwrap_or_default() {
            SearchPlace::Messages => Place::Messages,
            SearchPlace::Comments => Place::Comments,
            SearchPlace::Files => Place::Files,
        },
        authors: authors(asks.authors.as_deref())?,
        channels: channels(asks.channels.as_deref())?,
        from: asks.from,
        to: asks.to,
        ..Scope::default()
    };
    let now = inbox.clock.now();
    let cursor = asks.cursor.as_deref().map(Cursor::parse).transpose()?;
    let limit = usize::try_from(asks.limit.unwrap_or(20).clamp(1, LIMIT_MAX)).unwrap_or(20);
    let Some(query) = query else { return Ok(Json(Found::nothing())) };
    let visitors = inbox.visitors.clone();
    let search = Search { asked: Asked::of(&who, now), scope };
    let mut found = inbox.db.read(move |tx| search.answer(tx, &query, cursor, limit)).await?;
    visitors.mark_online(&mut found.clients, now);
    Ok(Json(found))
}

pub(super) fn parse(text: &str, exact: bool) -> Result<Option<Terms>> {
    let mut checks = Checks::new();
    checks.text("q", text, 1..=TEXT_MAX);
    checks.done()?;
    Ok(Terms::parse(text, if exact { Forms::Exact } else { Forms::All }))
}

fn authors(list: Option<&str>) -> Result<Vec<AuthorKind>> {
    let each = list.unwrap_or_default().split(',').filter(|name| !name.is_empty());
    let kind = |name: &str| {
        let known = AuthorKind::from_name(name);
        if known.name() == name {
            Ok(known)
        } else {
            Err(Error::invalid("authors", "unknown", "no such kind of author"))
        }
    };
    each.map(kind).collect()
}

fn channels(list: Option<&str>) -> Result<Vec<i64>> {
    let each = list.unwrap_or_default().split(',').filter(|id| !id.is_empty());
    let ids: Option<Vec<i64>> = each.map(|id| id.parse().ok()).collect();
    ids.filter(|ids| ids.len() <= CHANNELS_MAX)
        .ok_or_else(|| Error::invalid("channels", "bad_value", "at most 50 ids of channels, joined by commas"))
}

/// Who searches, and where.
struct Search {
    asked: Asked,
    scope: Scope,
}

impl Found {
    fn nothing() -> Found {
        Found {
            items: Vec::new(),
            clients: Vec::new(),
            next: None,
            matching: Some(Count::of(0)),
            authors: Vec::new(),
            channels: Vec::new(),
            forms: Vec::new(),
        }
    }
}

impl Search {
    fn answer(&self, tx: &Tx<'_>, query: &Terms, cursor: Option<Cursor>, limit: usize) -> Result<Found> {
        let mut page = find::page(tx, &self.asked, &self.scope, query, cursor, limit)?;
        let mut found = Found::nothing();
        if cursor.is_none() {
            self.count(tx, &page, &mut found)?;
        } else {
            found.matching = None;
        }
        page.cut(limit);
        let ids: Vec<i64> = page.hits.iter().map(|hit| hit.id).collect();
        let mut messages = messages::load(tx, self.asked.project, &ids, self.asked.now)?;
        messages.sort_unstable_by_key(|message| std::cmp::Reverse(message.id));
        let mut clients: Vec<i64> = page.hits.iter().map(|hit| hit.client).collect();
        clients.sort_unstable();
        clients.dedup();
        found.items = messages.into_iter().map(|message| self.hit(message, &page.query, &mut found.forms)).collect();
        found.clients = dialogs::rows(tx, self.asked.project, self.asked.me, &clients)?;
        found.next = page.next.map(|cursor| cursor.to_string());
        Ok(found)
    }

    /// What a first page says of all hits: how many there are, by whom and where, each whatever was chosen of its own kind.
    fn count(&self, tx: &Tx<'_>, page: &Page, found: &mut Found) -> Result<()> {
        let others = |scope: Scope, same: bool| -> Result<Option<Page>> {
            if same { Ok(None) } else { find::all(tx, &self.asked, &scope, page.query.clone()).map(Some) }
        };
        let everybody = Scope { authors: Vec::new(), ..self.scope.clone() };
        let everywhere = Scope { channels: Vec::new(), ..self.scope.clone() };
        let by_author = others(everybody, self.scope.authors.is_empty())?;
        let by_channel = others(everywhere, self.scope.channels.is_empty())?;
        let authors = tally(by_author.as_ref().unwrap_or(page), |hit| hit.author().name());
        let channels = tally(by_channel.as_ref().unwrap_or(page), |hit| hit.channel);
        let author = |(name, count)| AuthorCount { author_kind: AuthorKind::from_name(name), count };
        found.matching = Some(page.count());
        found.authors = authors.into_iter().map(author).collect();
        found.channels = channels.into_iter().map(|(channel_id, count)| ChannelCount { channel_id, count }).collect();
        Ok(())
    }

    fn hit(&self, message: Message, query: &Terms, forms: &mut Vec<String>) -> MessageHit {
        let marks = query.marks(&message.text);
        for (start, end) in &marks {
            let form = message.text[*start..*end].to_lowercase();
            if forms.len() < FORMS_MAX && !forms.contains(&form) {
                forms.push(form);
            }
        }
        let (snippet, marks) = snippet(&message.text, &marks);
        let in_names = self.scope.place == Place::Files;
        let files = message.files.into_iter().map(|file| {
            let marks = if in_names { query.marks(&file.name) } else { Vec::new() };
            FileHit { marks: utf16(&file.name, &marks), file }
        });
        MessageHit {
            message_id: message.id,
            client_id: message.client_id,
            n: message.n,
            kind: message.kind,
            author_kind: message.author_kind,
            author_id: message.author_id,
            author_name: message.author_name,
            sent_at: message.sent_at,
            snippet,
            marks,
            files: files.collect(),
        }
    }
}

/// How many hits the first page of a search everywhere shows, found and loaded as for a person; for measuring.
pub fn count_first_page(tx: &Tx<'_>, asked: Asked, text: &str) -> Result<usize> {
    let Some(query) = parse(text, false)? else { return Ok(0) };
    Ok(Search { asked, scope: Scope::default() }.answer(tx, &query, None, 20)?.items.len())
}

/// How often each is there, the most frequent first.
fn tally<K: Ord + Copy>(page: &Page, of: impl Fn(&Hit) -> K) -> Vec<(K, i64)> {
    let mut counts: BTreeMap<K, i64> = BTreeMap::new();
    for hit in &page.hits {
        *counts.entry(of(hit)).or_default() += 1;
    }
    let mut counts: Vec<(K, i64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}
