//! Labels and lists over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use beseda_base::auth::{Can, Who, can};
use beseda_base::error::{Checks, Result};
use beseda_base::json::{Json, Path};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::queries::{self, LabelRow};
use super::{COLOR_MAX, LabelKind, NAME_MAX, OF_CLIENT_MAX, changed, put, set_lists, take};
use crate::dialogs::{self, Count, Dialog};
use crate::{Inbox, audit};

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(list_labels, make_label))
        .routes(routes!(change_label, delete_label))
        .routes(routes!(put_label, take_label))
        .routes(routes!(list_lists, make_list))
        .routes(routes!(change_list, delete_list))
        .routes(routes!(put_into_list, take_from_list))
        .routes(routes!(move_to_lists))
}

/// A label (метка).
#[derive(Debug, Serialize, ToSchema)]
pub struct Label {
    /// Id.
    id: i64,
    /// Name, unique among labels however it is written.
    name: String,
    /// Colour of the palette, 0–9.
    color: i64,
    /// Clients who have it.
    clients: Count,
}

/// A list (список).
#[derive(Debug, Serialize, ToSchema)]
pub struct List {
    /// Id.
    id: i64,
    /// Name, unique among lists however it is written.
    name: String,
    /// Colour of the palette, 0–9; null: none.
    color: Option<i64>,
    /// Clients in it.
    clients: Count,
}

impl From<LabelRow> for Label {
    fn from(row: LabelRow) -> Self {
        Label { id: row.id, name: row.name, color: row.color.unwrap_or_default(), clients: Count::of(row.clients) }
    }
}

impl From<LabelRow> for List {
    fn from(row: LabelRow) -> Self {
        List { id: row.id, name: row.name, color: row.color, clients: Count::of(row.clients) }
    }
}

/// All labels of the project.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Labels {
    /// By name.
    items: Vec<Label>,
}

/// All lists of the project.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Lists {
    /// By name.
    items: Vec<List>,
}

/// A label or list to be, or what shall become of it.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct LabelForm {
    /// 1–60 characters.
    name: String,
    /// 0–9; a list may have none.
    color: Option<i64>,
}

impl LabelForm {
    fn checked(self, kind: LabelKind) -> Result<(String, Option<i64>)> {
        let mut checks = Checks::new();
        checks.text("name", &self.name, 1..=NAME_MAX);
        if let Some(color) = self.color {
            checks.number("color", color, 0..=COLOR_MAX);
        }
        checks.done()?;
        // A label without a colour is light grey; a list may stay without one.
        let color = if kind == LabelKind::Label { self.color.or(Some(0)) } else { self.color };
        Ok((self.name.trim().to_owned(), color))
    }
}

/// Lists that a client shall be in.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ListIds {
    /// Exactly these, at most 50.
    list_ids: Vec<i64>,
}

async fn all(inbox: &Inbox, who: Who, kind: LabelKind) -> Result<Vec<LabelRow>> {
    inbox.db.read(move |tx| queries::all(tx, who.project, kind)).await
}

async fn make(inbox: &Inbox, who: Who, kind: LabelKind, form: LabelForm) -> Result<LabelRow> {
    let (name, color) = form.checked(kind)?;
    let now = inbox.clock.now();
    inbox
        .db
        .write(move |tx| {
            let id = queries::make(tx, who.project, kind, (&name, color), now)?;
            noted(tx, &who, (kind, "created"), id, now)?;
            queries::one(tx, who.project, kind, id)
        })
        .await
}

async fn change(inbox: &Inbox, who: Who, kind: LabelKind, id: i64, form: LabelForm) -> Result<LabelRow> {
    let (name, color) = form.checked(kind)?;
    let now = inbox.clock.now();
    inbox
        .db
        .write(move |tx| {
            queries::change(tx, who.project, kind, id, (&name, color))?;
            noted(tx, &who, (kind, "changed"), id, now)?;
            queries::one(tx, who.project, kind, id)
        })
        .await
}

async fn delete(inbox: &Inbox, who: Who, kind: LabelKind, id: i64) -> Result<StatusCode> {
    let now = inbox.clock.now();
    inbox
        .db
        .write(move |tx| {
            queries::delete(tx, who.project, kind, id, now)?;
            noted(tx, &who, (kind, "deleted"), id, now)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn noted(tx: &beseda_base::db::Tx<'_>, who: &Who, (kind, what): (LabelKind, &str), id: i64, now: i64) -> Result<()> {
    changed(tx, who, kind, id);
    audit::record(tx, who, &format!("{}.{what}", kind.name()), kind.name(), Some(id), &json!({}), now)
}

/// Puts it on or takes it off; the answer is the dialog's row.
async fn mark(inbox: &Inbox, who: Who, kind: LabelKind, (client, label): (i64, i64), on: bool) -> Result<Json<Dialog>> {
    dialogs::change(inbox, who, client, move |tx, who, now| {
        if on { put(tx, who, kind, client, label, now) } else { take(tx, who, kind, client, label, now) }?;
        Ok(())
    })
    .await
}

/// Labels of the project.
#[utoipa::path(get, path = "/api/v1/labels", tag = "labels", responses((status = 200, body = Labels)))]
async fn list_labels(State(inbox): State<Inbox>, Can { who, .. }: Can<can::DialogsRead>) -> Result<Json<Labels>> {
    let items = all(&inbox, who, LabelKind::Label).await?.into_iter().map(Label::from).collect();
    Ok(Json(Labels { items }))
}

/// Makes a label.
#[utoipa::path(post, path = "/api/v1/labels", tag = "labels", request_body = LabelForm,
    responses((status = 201, body = Label), (status = 422, body = beseda_base::error::Problem)))]
async fn make_label(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Json(form): Json<LabelForm>,
) -> Result<(StatusCode, Json<Label>)> {
    Ok((StatusCode::CREATED, Json(make(&inbox, who, LabelKind::Label, form).await?.into())))
}

/// Renames or recolours a label, for all clients who have it.
#[utoipa::path(put, path = "/api/v1/labels/{id}", tag = "labels", params(("id" = i64, Path)), request_body = LabelForm,
    responses((status = 200, body = Label), (status = 404, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn change_label(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path(id): Path<i64>,
    Json(form): Json<LabelForm>,
) -> Result<Json<Label>> {
    Ok(Json(change(&inbox, who, LabelKind::Label, id, form).await?.into()))
}

/// Deletes a label, off all clients who have it.
#[utoipa::path(delete, path = "/api/v1/labels/{id}", tag = "labels", params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = beseda_base::error::Problem)))]
async fn delete_label(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path(id): Path<i64>,
) -> Result<StatusCode> {
    delete(&inbox, who, LabelKind::Label, id).await
}

/// Puts a label on a client.
#[utoipa::path(put, path = "/api/v1/clients/{id}/labels/{label_id}", tag = "labels", params(("id" = i64, Path), ("label_id" = i64, Path)),
    responses((status = 200, body = Dialog), (status = 404, body = beseda_base::error::Problem)))]
async fn put_label(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path(of): Path<(i64, i64)>,
) -> Result<Json<Dialog>> {
    mark(&inbox, who, LabelKind::Label, of, true).await
}

/// Takes a label off a client.
#[utoipa::path(delete, path = "/api/v1/clients/{id}/labels/{label_id}", tag = "labels", params(("id" = i64, Path), ("label_id" = i64, Path)),
    responses((status = 200, body = Dialog), (status = 404, body = beseda_base::error::Problem)))]
async fn take_label(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path(of): Path<(i64, i64)>,
) -> Result<Json<Dialog>> {
    mark(&inbox, who, LabelKind::Label, of, false).await
}

/// Lists of the project.
#[utoipa::path(get, path = "/api/v1/lists", tag = "labels", responses((status = 200, body = Lists)))]
async fn list_lists(State(inbox): State<Inbox>, Can { who, .. }: Can<can::DialogsRead>) -> Result<Json<Lists>> {
    let items = all(&inbox, who, LabelKind::List).await?.into_iter().map(List::from).collect();
    Ok(Json(Lists { items }))
}

/// Makes a list.
#[utoipa::path(post, path = "/api/v1/lists", tag = "labels", request_body = LabelForm,
    responses((status = 201, body = List), (status = 422, body = beseda_base::error::Problem)))]
async fn make_list(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Json(form): Json<LabelForm>,
) -> Result<(StatusCode, Json<List>)> {
    Ok((StatusCode::CREATED, Json(make(&inbox, who, LabelKind::List, form).await?.into())))
}

/// Renames or recolours a list.
#[utoipa::path(put, path = "/api/v1/lists/{id}", tag = "labels", params(("id" = i64, Path)), request_body = LabelForm,
    responses((status = 200, body = List), (status = 404, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn change_list(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path(id): Path<i64>,
    Json(form): Json<LabelForm>,
) -> Result<Json<List>> {
    Ok(Json(change(&inbox, who, LabelKind::List, id, form).await?.into()))
}

/// Deletes a list; its clients stay.
#[utoipa::path(delete, path = "/api/v1/lists/{id}", tag = "labels", params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = beseda_base::error::Problem)))]
async fn delete_list(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path(id): Path<i64>,
) -> Result<StatusCode> {
    delete(&inbox, who, LabelKind::List, id).await
}

/// Puts a client into a list.
#[utoipa::path(put, path = "/api/v1/clients/{id}/lists/{list_id}", tag = "labels", params(("id" = i64, Path), ("list_id" = i64, Path)),
    responses((status = 200, body = Dialog), (status = 404, body = beseda_base::error::Problem)))]
async fn put_into_list(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path(of): Path<(i64, i64)>,
) -> Result<Json<Dialog>> {
    mark(&inbox, who, LabelKind::List, of, true).await
}

/// Takes a client out of a list.
#[utoipa::path(delete, path = "/api/v1/clients/{id}/lists/{list_id}", tag = "labels", params(("id" = i64, Path), ("list_id" = i64, Path)),
    responses((status = 200, body = Dialog), (status = 404, body = beseda_base::error::Problem)))]
async fn take_from_list(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path(of): Path<(i64, i64)>,
) -> Result<Json<Dialog>> {
    mark(&inbox, who, LabelKind::List, of, false).await
}

/// Puts a client into exactly these lists: "переместить" and its undo. One event.
#[utoipa::path(put, path = "/api/v1/clients/{id}/lists", tag = "labels", params(("id" = i64, Path)), request_body = ListIds,
    responses((status = 200, body = Dialog), (status = 404, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn move_to_lists(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path(client): Path<i64>,
    Json(wanted): Json<ListIds>,
) -> Result<Json<Dialog>> {
    let mut checks = Checks::new();
    checks.count("list_ids", wanted.list_ids.len(), 0..=OF_CLIENT_MAX as usize);
    checks.done()?;
    dialogs::change(&inbox, who, client, move |tx, who, now| set_lists(tx, who, client, &wanted.list_ids, now)).await
}
