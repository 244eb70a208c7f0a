//! Filters saved under a name (S04): one's own, or the team's, which its author and administrators change.

use axum::extract::State;
use axum::http::StatusCode;
use beseda_base::auth::{Can, Right, Who, can};
use beseda_base::db::{Tx, params};
use beseda_base::error::{Checks, Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use beseda_base::json::{Json, Path};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::filter::DialogFilter;
use crate::Inbox;

/// Longest name, in characters.
const NAME_MAX: usize = 60;
/// Filters that one person sees: his own and the team's.
const SHOWN_MAX: i64 = 200;
/// Filters that one person may have made.
const MADE_MAX: i64 = 50;

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(list_filters, save_filter)).routes(routes!(change_filter, delete_filter))
}

/// A saved filter.
#[derive(Debug, Serialize, ToSchema)]
pub struct SavedFilter {
    /// Id.
    id: i64,
    /// Name.
    name: String,
    /// The whole team has it.
    shared: bool,
    /// Who made it.
    author_id: i64,
    /// The one who asks may change and delete it.
    can_change: bool,
    /// What it shows.
    filter: DialogFilter,
}

/// Saved filters.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SavedFilters {
    /// One's own and the team's, by name.
    items: Vec<SavedFilter>,
}

/// A filter to be saved.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct FilterForm {
    /// 1–60 characters.
    name: String,
    /// For the whole team.
    #[serde(default)]
    shared: bool,
    /// What it shows.
    filter: DialogFilter,
}

impl FilterForm {
    fn check(&self) -> Result<String> {
        let mut checks = Checks::new();
        checks.text("name", &self.name, 1..=NAME_MAX);
        self.filter.check(&mut checks);
        checks.done()?;
        serde_json::to_string(&self.filter).map_err(Error::internal)
    }
}

beseda_base::row! {
    struct Row { id: i64, name: String, shared: bool, author: i64, filter: String, }
}

impl Row {
    fn shown(self, who: &Who) -> SavedFilter {
        SavedFilter {
            can_change: may_change(who, self.author, self.shared),
            id: self.id,
            name: self.name,
            shared: self.shared,
            author_id: self.author,
            // A field that this build no longer knows narrows nothing.
            filter: serde_json::from_str(&self.filter).unwrap_or_default(),
        }
    }
}

fn may_change(who: &Who, author: i64, shared: bool) -> bool {
    author == who.employee || (shared && who.rights.has(Right::ProjectWrite))
}

const COLUMNS: &str = "select id, name, shared, author, filter from saved_filters";

fn one(tx: &Tx<'_>, who: &Who, id: i64) -> Result<Row> {
    tx.one(
        &format!("{COLUMNS} where project = $1 and id = $2 and (author = $3 or shared)"),
        params![who.project, id, who.employee],
    )
}

fn told(tx: &Tx<'_>, who: &Who, shared: bool) {
    tx.event(NewEvent {
        employee: Some(who.employee),
        data: serde_json::json!({ "shared": shared }),
        ..NewEvent::of(who.project, EventKind::FilterChanged)
    });
}

/// Saved filters: one's own and the team's.
#[utoipa::path(get, path = "/api/v1/saved-filters", tag = "dialogs", responses((status = 200, body = SavedFilters)))]
async fn list_filters(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
) -> Result<Json<SavedFilters>> {
    let items = inbox
        .db
        .read(move |tx| {
            let rows: Vec<Row> = tx.query(
                &format!("{COLUMNS} where project = $1 and (author = $2 or shared) order by name, id limit $3"),
                params![who.project, who.employee, SHOWN_MAX],
            )?;
            Ok(rows.into_iter().map(|row| row.shown(&who)).collect())
        })
        .await?;
    Ok(Json(SavedFilters { items }))
}

/// Saves a filter.
#[utoipa::path(post, path = "/api/v1/saved-filters", tag = "dialogs", request_body = FilterForm,
    responses((status = 201, body = SavedFilter), (status = 409, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn save_filter(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Json(form): Json<FilterForm>,
) -> Result<(StatusCode, Json<SavedFilter>)> {
    let (filter, now) = (form.check()?, inbox.clock.now());
    let saved = inbox
        .db
        .write(move |tx| {
            let made: i64 = tx.one(
                "select count(*) from (select 1 from saved_filters where project = $1 and author = $2 limit $3) few",
                params![who.project, who.employee, MADE_MAX],
            )?;
            if made >= MADE_MAX {
                return Err(Error::conflict("limit_reached", format!("at most {MADE_MAX} filters of one person")));
            }
            let (id,): (i64,) = tx.one(
                "insert into saved_filters (project, author, shared, name, filter, created_at) values ($1, $2, $3, $4, $5, $6) returning id",
                params![who.project, who.employee, form.shared, form.name.trim(), filter.as_str(), now],
            )?;
            told(tx, &who, form.shared);
            Ok(one(tx, &who, id)?.shown(&who))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(saved)))
}

/// Gives a saved filter another name or other conditions.
#[utoipa::path(put, path = "/api/v1/saved-filters/{id}", tag = "dialogs", params(("id" = i64, Path)), request_body = FilterForm,
    responses((status = 200, body = SavedFilter), (status = 403, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn change_filter(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Path(id): Path<i64>,
    Json(form): Json<FilterForm>,
) -> Result<Json<SavedFilter>> {
    let filter = form.check()?;
    let saved = inbox
        .db
        .write(move |tx| {
            let before = changeable(tx, &who, id)?;
            tx.execute(
                "update saved_filters set name = $2, shared = $3, filter = $4 where id = $1",
                params![id, form.name.trim(), form.shared, filter.as_str()],
            )?;
            told(tx, &who, form.shared || before.shared);
            Ok(Row { name: form.name.trim().to_owned(), shared: form.shared, filter: filter.clone(), ..before }
                .shown(&who))
        })
        .await?;
    Ok(Json(saved))
}

fn changeable(tx: &Tx<'_>, who: &Who, id: i64) -> Result<Row> {
    let row = one(tx, who, id)?;
    if may_change(who, row.author, row.shared) { Ok(row) } else { Err(Error::Forbidden) }
}

/// Deletes a saved filter.
#[utoipa::path(delete, path = "/api/v1/saved-filters/{id}", tag = "dialogs", params(("id" = i64, Path)),
    responses((status = 204), (status = 403, body = beseda_base::error::Problem)))]
async fn delete_filter(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Path(id): Path<i64>,
) -> Result<StatusCode> {
    inbox
        .db
        .write(move |tx| {
            let row = changeable(tx, &who, id)?;
            tx.execute("delete from saved_filters where id = $1", params![id])?;
            told(tx, &who, row.shared);
            Ok(())
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
