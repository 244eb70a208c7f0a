//! Drafts over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use beseda_base::auth::{Can, can};
use beseda_base::error::{Checks, Result};
use beseda_base::json::{Json, Path};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Draft, DraftForm};
use crate::dialogs::visible;
use crate::live::{Signal, signal};
use crate::{Inbox, messages};

/// Files of one message.
const FILES_MAX: usize = 10;

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(list_drafts)).routes(routes!(get_draft, keep_draft, delete_draft))
}

/// One's own drafts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Drafts {
    /// The newest first; no more than 200 are kept.
    items: Vec<Draft>,
}

/// One's own drafts for all dialogs.
#[utoipa::path(get, path = "/api/v1/drafts", tag = "drafts", responses((status = 200, body = Drafts)))]
async fn list_drafts(State(inbox): State<Inbox>, Can { who, .. }: Can<can::DialogsWrite>) -> Result<Json<Drafts>> {
    let now = inbox.clock.now();
    let items = inbox.db.read(move |tx| super::of(tx, &who, None, now)).await?;
    Ok(Json(Drafts { items }))
}

/// A draft, if there is one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MaybeDraft {
    /// Null: nothing is begun.
    draft: Option<Draft>,
}

/// One's own draft for a dialog.
#[utoipa::path(get, path = "/api/v1/dialogs/{client_id}/draft", tag = "drafts", params(("client_id" = i64, Path)),
    responses((status = 200, body = MaybeDraft), (status = 404, body = beseda_base::error::Problem)))]
async fn get_draft(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(client): Path<i64>,
) -> Result<Json<MaybeDraft>> {
    let now = inbox.clock.now();
    let found = inbox
        .db
        .read(move |tx| {
            visible(tx, &who, client)?;
            super::of(tx, &who, Some(client), now)
        })
        .await?;
    Ok(Json(MaybeDraft { draft: found.into_iter().next() }))
}

/// Keeps unsent words for a dialog. With neither words nor files nor a message to answer the draft goes.
#[utoipa::path(put, path = "/api/v1/dialogs/{client_id}/draft", tag = "drafts", params(("client_id" = i64, Path)), request_body = DraftForm,
    responses((status = 204), (status = 404, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn keep_draft(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(client): Path<i64>,
    Json(form): Json<DraftForm>,
) -> Result<StatusCode> {
    let mut checks = Checks::new();
    checks.text("text", &form.text, 0..=messages::TEXT_MAX);
    checks.count("file_ids", form.file_ids.len(), 0..=FILES_MAX);
    checks.done()?;
    let now = inbox.clock.now();
    inbox
        .db
        .write(move |tx| {
            visible(tx, &who, client)?;
            super::keep(tx, &who, client, &form, now)
        })
        .await?;
    signal(&inbox, who.project, &Signal::Draft { employee: who.employee, client });
    Ok(StatusCode::NO_CONTENT)
}

/// Takes one's own draft away.
#[utoipa::path(delete, path = "/api/v1/dialogs/{client_id}/draft", tag = "drafts", params(("client_id" = i64, Path)),
    responses((status = 204), (status = 404, body = beseda_base::error::Problem)))]
async fn delete_draft(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(client): Path<i64>,
) -> Result<StatusCode> {
    inbox
        .db
        .write(move |tx| {
            visible(tx, &who, client)?;
            super::drop(tx, who.employee, client)
        })
        .await?;
    signal(&inbox, who.project, &Signal::Draft { employee: who.employee, client });
    Ok(StatusCode::NO_CONTENT)
}
