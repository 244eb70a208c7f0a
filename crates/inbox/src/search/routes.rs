//! Search over HTTP.

use std::collections::BTreeMap;

use axum::extract::State;
use beseda_base::auth::{Can, can};
use beseda_base::db::Tx;
use beseda_base::error::{Checks, Error, Result};
use beseda_base::json::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::find::{self, Asked, Hit, Hits};
use super::query::{Forms, Place, Query as Terms, Scope, TEXT_MAX};
use crate::Inbox;
use crate::dialogs::{self, Count, Dialog, View, visible};
use crate::files::FileRef;
use crate::messages::{self, AuthorKind, Message, MessageKind};

/// Hits of a page.
const LIMIT_MAX: i64 = 50;
/// The same of a dialog, where they are only places to jump to.
const PLACES_MAX: i64 = 200;
/// Channels that can be asked for.
const CHANNELS_MAX: usize = 50;
/// Longest piece of a text that is shown, in characters, and how much of it stands before the first mark.
const SNIPPET: usize = 240;
const BEFORE: usize = 60;
/// Forms that are named.
const FORMS_MAX: usize = 12;

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(search_messages)).routes(routes!(search_dialog))
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

/// A stretch of a text that was looked for, in UTF-16 units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Mark {
    /// Start.
    offset: usize,
    /// Length.
    length: usize,
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
        ..Scope::default()
    };
    let now = inbox.clock.now();
    let asked = Asked { project: who.project, view: View::of(&who), from: asks.from, to: asks.to, now };
    let below = asks.cursor.as_deref().map(cursor).transpose()?;
    let limit = usize::try_from(asks.limit.unwrap_or(20).clamp(1, LIMIT_MAX)).unwrap_or(20);
    let Some(query) = query else { return Ok(Json(Found::nothing())) };
    let visitors = inbox.visitors.clone();
    let mut found = inbox
        .db
        .read(move |tx| {
            let search = Search { asked, scope: scope.clone(), query: query.clone(), me: who.employee };
            match below {
                Some(below) => search.page(tx, search.hits(tx, below, limit)?, limit),
                None => search.first(tx, limit),
            }
        })
        .await?;
    visitors.mark_online(&mut found.clients, now);
    Ok(Json(found))
}

fn parse(text: &str, exact: bool) -> Result<Option<Terms>> {
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

fn cursor(cursor: &str) -> Result<i64> {
    cursor.parse().map_err(|_| Error::invalid("cursor", "bad_value", "not a cursor of this list"))
}

/// A search while it is answered.
struct Search {
    asked: Asked,
    scope: Scope,
    query: Terms,
    me: i64,
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
    fn hits(&self, tx: &Tx<'_>, below: i64, most: usize) -> Result<Hits> {
        find::hits(tx, &self.asked, &self.scope, &self.query, below, most)
    }

    /// The first page with its counts. What nobody wrote may be the beginning of a word that somebody did.
    fn first(mut self, tx: &Tx<'_>, limit: usize) -> Result<Found> {
        let most = usize::try_from(Count::BOUND).unwrap_or(0);
        let mut hits = self.hits(tx, i64::MAX, most)?;
        if hits.found.is_empty()
            && hits.next.is_none()
            && let Some(beginning) = self.query.beginning()
        {
            self.query = beginning;
            hits = self.hits(tx, i64::MAX, most)?;
        }
        let matching = counted(&hits);
        let unfiltered = |scope: Scope, same: bool| -> Result<Option<Hits>> {
            if same { Ok(None) } else { find::hits(tx, &self.asked, &scope, &self.query, i64::MAX, most).map(Some) }
        };
        let by_author = unfiltered(Scope { authors: Vec::new(), ..self.scope.clone() }, self.scope.authors.is_empty())?;
        let by_channel =
            unfiltered(Scope { channels: Vec::new(), ..self.scope.clone() }, self.scope.channels.is_empty())?;
        let authors = tally(by_author.as_ref().unwrap_or(&hits), |hit| hit.author().name());
        let channels = tally(by_channel.as_ref().unwrap_or(&hits), |hit| hit.channel);
        let found = self.page(tx, hits, limit)?;
        Ok(Found {
            matching: Some(matching),
            authors: authors
                .into_iter()
                .map(|(name, count)| AuthorCount { author_kind: AuthorKind::from_name(name), count })
                .collect(),
            channels: channels.into_iter().map(|(channel_id, count)| ChannelCount { channel_id, count }).collect(),
            ..found
        })
    }

    fn page(&self, tx: &Tx<'_>, mut hits: Hits, limit: usize) -> Result<Found> {
        if hits.found.len() > limit {
            hits.found.truncate(limit);
            hits.next = hits.found.last().map(|hit| hit.id);
        }
        let ids: Vec<i64> = hits.found.iter().map(|hit| hit.id).collect();
        let mut messages = messages::load(tx, self.asked.project, &ids, self.asked.now)?;
        messages.sort_unstable_by_key(|message| std::cmp::Reverse(message.id));
        let mut clients: Vec<i64> = hits.found.iter().map(|hit| hit.client).collect();
        clients.sort_unstable();
        clients.dedup();
        let mut forms = Vec::new();
        let items = messages.into_iter().map(|message| self.hit(message, &mut forms)).collect();
        Ok(Found {
            items,
            clients: dialogs::rows(tx, self.asked.project, self.me, &clients)?,
            next: hits.next.map(|id| id.to_string()),
            matching: None,
            authors: Vec::new(),
            channels: Vec::new(),
            forms,
        })
    }

    fn hit(&self, message: Message, forms: &mut Vec<String>) -> MessageHit {
        let marks = self.query.marks(&message.text);
        for (start, end) in &marks {
            let form = message.text[*start..*end].to_lowercase();
            if forms.len() < FORMS_MAX && !forms.contains(&form) {
                forms.push(form);
            }
        }
        let (snippet, marks) = snippet(&message.text, &marks);
        let in_names = self.scope.place == Place::Files;
        let files = message.files.into_iter().map(|file| {
            let marks = if in_names { self.query.marks(&file.name) } else { Vec::new() };
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
pub fn count_first_page(tx: &Tx<'_>, asked: dialogs::Asked, text: &str) -> Result<usize> {
    let Some(query) = parse(text, false)? else { return Ok(0) };
    let scope = Scope::default();
    let search = Search { asked: everywhen(&asked), scope, query, me: asked.me };
    Ok(search.first(tx, 20)?.items.len())
}

/// How many places the search in a dialog shows at once; for measuring.
pub fn count_in_dialog(tx: &Tx<'_>, asked: dialogs::Asked, client: i64, text: &str) -> Result<usize> {
    let Some(query) = parse(text, false)? else { return Ok(0) };
    let scope = dialog_scope(client);
    Ok(in_dialog(tx, &everywhen(&asked), &scope, &query, None, 200)?.items.len())
}

fn everywhen(asked: &dialogs::Asked) -> Asked {
    Asked { project: asked.project, view: asked.view, from: None, to: None, now: asked.now }
}

fn dialog_scope(client: i64) -> Scope {
    Scope { place: Place::Both, client: Some(client), ..Scope::default() }
}

fn counted(hits: &Hits) -> Count {
    let count = i64::try_from(hits.found.len()).unwrap_or(i64::MAX);
    if hits.next.is_some() { Count::at_least(count) } else { Count::of(count) }
}

/// How often each is there, the most frequent first.
fn tally<K: Ord + Copy>(hits: &Hits, of: impl Fn(&Hit) -> K) -> Vec<(K, i64)> {
    let mut counts: BTreeMap<K, i64> = BTreeMap::new();
    for hit in &hits.found {
        *counts.entry(of(hit)).or_default() += 1;
    }
    let mut counts: Vec<(K, i64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

/// The piece of a text around its first mark, cut between words, with the marks that are in it.
fn snippet(text: &str, marks: &[(usize, usize)]) -> (String, Vec<Mark>) {
    let first = marks.first().map_or(0, |mark| mark.0);
    let before = text[..first].char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| at);
    let start = if before == 0 { 0 } else { text[before..first].find(' ').map_or(before, |at| before + at + 1) };
    let cut = text[start..].char_indices().nth(SNIPPET).map_or(text.len(), |(at, _)| start + at);
    let end = if cut == text.len() { cut } else { text[start..cut].rfind(' ').map_or(cut, |at| start + at) };
    let ahead = if start > 0 { "…" } else { "" };
    let inside: Vec<(usize, usize)> = marks
        .iter()
        .filter(|(from, to)| *from >= start && *to <= end)
        .map(|(from, to)| (from - start + ahead.len(), to - start + ahead.len()))
        .collect();
    let piece = format!("{ahead}{}{}", &text[start..end], if end < text.len() { "…" } else { "" });
    let marks = utf16(&piece, &inside);
    (piece, marks)
}

/// Marks in bytes as marks in UTF-16 units, which a page counts in.
fn utf16(text: &str, marks: &[(usize, usize)]) -> Vec<Mark> {
    let (mut byte, mut unit) = (0, 0);
    let mut units = |to: usize| {
        unit += text[byte..to].encode_utf16().count();
        byte = to;
        unit
    };
    let mark = |(start, end): &(usize, usize)| {
        let offset = units(*start);
        Mark { offset, length: units(*end) - offset }
    };
    marks.iter().map(mark).collect()
}

/// What is looked for in a dialog.
#[derive(Debug, Deserialize, IntoParams)]
struct DialogSearchQuery {
    /// 1–200 characters, as in the search everywhere.
    q: String,
    /// Words as they are typed instead of all their forms.
    #[serde(default)]
    exact: bool,
    /// Cursor from a former page.
    cursor: Option<String>,
    /// At most 200, which is also meant if absent.
    limit: Option<i64>,
}

/// A place in a dialog where the words stand.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlaceInDialog {
    /// The message or comment.
    message_id: i64,
    /// Its number in the dialog.
    n: i64,
    /// When it was sent.
    sent_at: i64,
    /// What to mark in its whole text.
    marks: Vec<Mark>,
}

/// Where the words stand in a dialog.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlacesInDialog {
    /// The newest first.
    items: Vec<PlaceInDialog>,
    /// How many there are, exact up to 999; on the first page only.
    matching: Option<Count>,
    /// Cursor of the next page, null at the end.
    next: Option<String>,
}

/// Messages and comments of one dialog with these words (S42).
#[utoipa::path(get, path = "/api/v1/dialogs/{client_id}/search", tag = "search", params(("client_id" = i64, Path), DialogSearchQuery),
    responses((status = 200, body = PlacesInDialog), (status = 404, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn search_dialog(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Path(client): Path<i64>,
    Query(asks): Query<DialogSearchQuery>,
) -> Result<Json<PlacesInDialog>> {
    let query = parse(&asks.q, asks.exact)?;
    let below = asks.cursor.as_deref().map(cursor).transpose()?;
    let limit = usize::try_from(asks.limit.unwrap_or(PLACES_MAX).clamp(1, PLACES_MAX)).unwrap_or(1);
    let now = inbox.clock.now();
    let places = inbox
        .db
        .read(move |tx| {
            visible(tx, &who, client)?;
            let Some(query) = &query else {
                return Ok(PlacesInDialog { items: Vec::new(), matching: Some(Count::of(0)), next: None });
            };
            let asked = Asked { project: who.project, view: View::of(&who), from: None, to: None, now };
            in_dialog(tx, &asked, &dialog_scope(client), query, below, limit)
        })
        .await?;
    Ok(Json(places))
}

fn in_dialog(
    tx: &Tx<'_>,
    asked: &Asked,
    scope: &Scope,
    query: &Terms,
    below: Option<i64>,
    limit: usize,
) -> Result<PlacesInDialog> {
    let most = if below.is_some() { limit } else { usize::try_from(Count::BOUND).unwrap_or(limit) };
    let below_id = below.unwrap_or(i64::MAX);
    let mut query = query.clone();
    let mut hits = find::hits(tx, asked, scope, &query, below_id, most)?;
    if hits.found.is_empty()
        && let Some(beginning) = query.beginning()
    {
        query = beginning;
        hits = find::hits(tx, asked, scope, &query, below_id, most)?;
    }
    let matching = below.is_none().then(|| counted(&hits));
    if hits.found.len() > limit {
        hits.found.truncate(limit);
        hits.next = hits.found.last().map(|hit| hit.id);
    }
    // A page is in the order of the dialog; pages follow each other in the order of arrival, which differs by a delay at most.
    hits.found.sort_by_key(|hit| std::cmp::Reverse((hit.sent_at, hit.n)));
    let place = |hit: Hit| PlaceInDialog {
        marks: utf16(&hit.text, &query.marks(&hit.text)),
        message_id: hit.id,
        n: hit.n,
        sent_at: hit.sent_at,
    };
    Ok(PlacesInDialog {
        items: hits.found.into_iter().map(place).collect(),
        matching,
        next: hits.next.map(|id| id.to_string()),
    })
}
