//! Search in one dialog (S42): the places where words stand, to jump to.

use axum::extract::State;
use beseda_base::auth::{Can, can};
use beseda_base::db::Tx;
use beseda_base::error::Result;
use beseda_base::json::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::find::{self, Cursor, Hit};
use super::marks::{Mark, utf16};
use super::query::{Place, Query as Terms, Scope};
use super::routes::parse;
use crate::Inbox;
use crate::dialogs::{Asked, Count, visible};

/// The route of this search.
pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(search_dialog))
}

/// Places of a page.
const PLACES_MAX: i64 = 200;

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

impl PlacesInDialog {
    fn nothing() -> PlacesInDialog {
        PlacesInDialog { items: Vec::new(), matching: Some(Count::of(0)), next: None }
    }
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
    let cursor = asks.cursor.as_deref().map(Cursor::parse).transpose()?;
    let limit = usize::try_from(asks.limit.unwrap_or(PLACES_MAX).clamp(1, PLACES_MAX)).unwrap_or(1);
    let now = inbox.clock.now();
    let found = inbox
        .db
        .read(move |tx| {
            visible(tx, &who, client)?;
            let Some(query) = &query else { return Ok(PlacesInDialog::nothing()) };
            places(tx, &Asked::of(&who, now), client, query, cursor, limit)
        })
        .await?;
    Ok(Json(found))
}

fn places(
    tx: &Tx<'_>,
    asked: &Asked,
    client: i64,
    query: &Terms,
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<PlacesInDialog> {
    let scope = Scope { place: Place::Both, client: Some(client), ..Scope::default() };
    let mut page = find::page(tx, asked, &scope, query, cursor, limit)?;
    let matching = cursor.is_none().then(|| page.count());
    page.cut(limit);
    // A page is in the order of the dialog; pages follow each other in the order of arrival, which differs by a delay at most.
    page.hits.sort_by_key(|hit| std::cmp::Reverse((hit.sent_at, hit.n)));
    let place = |hit: &Hit| PlaceInDialog {
        marks: utf16(&hit.text, &page.query.marks(&hit.text)),
        message_id: hit.id,
        n: hit.n,
        sent_at: hit.sent_at,
    };
    Ok(PlacesInDialog {
        items: page.hits.iter().map(place).collect(),
        matching,
        next: page.next.map(|cursor| cursor.to_string()),
    })
}

/// How many places the search in a dialog shows at once; for measuring.
pub fn count_in_dialog(tx: &Tx<'_>, asked: Asked, client: i64, text: &str) -> Result<usize> {
    let Some(query) = parse(text, false)? else { return Ok(0) };
    Ok(places(tx, &asked, client, &query, None, 200)?.items.len())
}
