//! Uploading, looking, and fetching once more. Each checks the right to the very file.
//!
//! A browser asks for pictures without the header that names the project, so looking takes the project from the file itself
//! and the role from the person's membership there.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use beseda_base::auth::{Can, Signed, can};
use beseda_base::error::{Problem, Result};
use beseda_base::json::{Json, Path};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::serve::{self, Variant};
use super::{FileRef, Owner, queries, store};
use crate::Inbox;

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(upload_file))
        .routes(routes!(get_file))
        .routes(routes!(get_thumb))
        .routes(routes!(fetch_again))
}

/// Uploads a file, to send it with a message.
#[utoipa::path(post, path = "/api/v1/files", tag = "files",
    request_body(content_type = "multipart/form-data", content = inline(UploadForm)),
    responses((status = 201, body = FileRef), (status = 413, body = Problem), (status = 415, body = Problem)))]
async fn upload_file(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    request: Request,
) -> Result<(StatusCode, Json<FileRef>)> {
    let owner = Owner::Employee { project: who.project, employee: who.employee };
    let file = store::upload(&inbox, owner, request).await?;
    Ok((StatusCode::CREATED, Json(file.to_ref())))
}

/// The form of an upload, for the description of the API.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "describes the form; the form is read as a stream")]
struct UploadForm {
    /// The file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// The bytes of a file. Ranges are served, for sound and video.
#[utoipa::path(get, path = "/api/v1/files/{id}", tag = "files", params(("id" = i64, Path)),
    responses((status = 200), (status = 206), (status = 304), (status = 404, body = Problem), (status = 416)))]
async fn get_file(
    State(inbox): State<Inbox>,
    Signed(session): Signed,
    Path(file): Path<i64>,
    headers: HeaderMap,
) -> Result<Response> {
    let row = inbox.db.read(move |tx| queries::file_of_session(tx, &session, file)).await?;
    serve::serve_file(&inbox, &row, Variant::Original, &headers).await
}

/// The small picture of a file.
#[utoipa::path(get, path = "/api/v1/files/{id}/thumb", tag = "files", params(("id" = i64, Path)),
    responses((status = 200), (status = 304), (status = 404, body = Problem)))]
async fn get_thumb(
    State(inbox): State<Inbox>,
    Signed(session): Signed,
    Path(file): Path<i64>,
    headers: HeaderMap,
) -> Result<Response> {
    let row = inbox.db.read(move |tx| queries::file_of_session(tx, &session, file)).await?;
    serve::serve_file(&inbox, &row, Variant::Small, &headers).await
}

/// Fetches a client's file once more that could not be fetched.
#[utoipa::path(post, path = "/api/v1/messages/files/{file_id}/attempts", tag = "files", params(("file_id" = i64, Path)),
    responses((status = 200, body = FileRef), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn fetch_again(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(file): Path<i64>,
) -> Result<Json<FileRef>> {
    let now = inbox.clock.now();
    let file = inbox.db.write(move |tx| queries::try_again(tx, &who, file, now)).await?;
    Ok(Json(file))
}
