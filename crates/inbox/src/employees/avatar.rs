//! Pictures of employees: decoded off the request path, turned into a small square, kept under a random name.
//!
//! Clients of the website chat see them too, so the name is the right to look: 256 random bits, another one for every picture.

use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use beseda_base::auth::{Signed, SignedIn};
use beseda_base::db::{Tx, params};
use beseda_base::error::{Error, Result};
use beseda_base::id;
use beseda_base::json::{Json, Path};
use bytes::Bytes;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::changed_everywhere;
use super::profile::Profile;
use crate::Inbox;
use crate::files::{self, Fit, NoPicture, discard, serve_picture, shrink};

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// Folder of the pictures in the file storage.
pub(super) const FOLDER: &str = "avatars/";
/// Side of the square.
const SIDE: u32 = 256;
/// Largest upload.
const BYTES_MAX: usize = 10 * 1024 * 1024;
/// Room for the other parts of the form.
const FORM_OVERHEAD: usize = 64 * 1024;
/// Parts of a form that are looked at.
const PARTS_MAX: usize = 16;
/// Characters of a random name: 256 bits in hex, since keys of files have small letters only.
const NAME_LENGTH: usize = 64;

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    let writing = OpenApiRouter::new().routes(routes!(put_avatar, delete_avatar));
    OpenApiRouter::new()
        .merge(writing.layer(DefaultBodyLimit::max(BYTES_MAX + FORM_OVERHEAD)))
        .routes(routes!(get_avatar))
}

/// Takes another key for an employee's picture; the bytes of the former one go.
fn replace(tx: &Tx<'_>, employee: i64, key: Option<&str>, now: i64) -> Result<()> {
    let before: Option<String> = tx.one("select avatar_key from employees where id = $1", params![employee])?;
    tx.execute("update employees set avatar_key = $2 where id = $1", params![employee, key])?;
    if before.as_deref() != key {
        changed_everywhere(tx, employee)?;
        key.map_or(Ok(()), |key| files::name(tx, key))?;
        discard(tx, before.as_slice(), now)?;
    }
    Ok(())
}

/// The bytes of the part `file`.
async fn part(mut form: Multipart) -> Result<Bytes> {
    for _ in 0..PARTS_MAX {
        let Some(field) = form.next_field().await.map_err(|error| unread(&error))? else { break };
        if field.name() == Some("file") {
            let bytes = field.bytes().await.map_err(|error| unread(&error))?;
            return if bytes.len() > BYTES_MAX { Err(too_large()) } else { Ok(bytes) };
        }
    }
    Err(Error::invalid("file", "required", "Send a picture in the part `file`."))
}

fn unread(error: &MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    Error::problem(400, "invalid", "The form cannot be read.")
}

fn too_large() -> Error {
    Error::problem(413, "payload_too_large", format!("At most {} MB.", BYTES_MAX >> 20))
}

fn no_picture(reason: NoPicture) -> Error {
    let message = match reason {
        NoPicture::TooLarge => "At most 50 megapixels.",
        NoPicture::Unreadable => "This is not a picture that can be read: JPEG, PNG, WebP or GIF.",
    };
    Error::invalid("file", "bad_value", message)
}

/// Writes the new key down and lets the former picture go. The bytes are stored before the row names them.
async fn swap(inbox: &Inbox, signed: SignedIn, key: Option<String>) -> Result<Json<Profile>> {
    let now = inbox.clock.now();
    let profile = inbox.db.write(move |tx| {
        replace(tx, signed.employee, key.as_deref(), now)?;
        Profile::of(tx, signed.employee, signed.place.map(|(project, _)| project))
    });
    Ok(Json(profile.await?))
}

/// The form of an upload, for the description of the API.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "describes the form; the form is read as a stream")]
struct AvatarForm {
    /// JPEG, PNG, WebP or GIF, at most 10 MB and 50 megapixels.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Takes a picture: the middle square of what is sent.
#[utoipa::path(put, path = "/api/v1/me/avatar", tag = "me",
    request_body(content_type = "multipart/form-data", content = inline(AvatarForm)), responses(
    (status = 200, body = Profile), (status = 401, body = beseda_base::error::Problem),
    (status = 413, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn put_avatar(
    State(inbox): State<Inbox>,
    Signed(signed): Signed,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Json<Profile>> {
    let form = form.map_err(|_| Error::problem(400, "invalid", "The form cannot be read."))?;
    let picture = shrink(part(form).await?, Fit::Square(SIDE)).await.map_err(no_picture)?;
    let key = format!("{FOLDER}{}", id::hash_token(&id::token(id::TOKEN_BYTES)));
    files::announce(&inbox, &key).await?;
    inbox.files.put(&key, picture.bytes.into()).await?;
    swap(&inbox, signed, Some(key)).await
}

/// Takes the picture away.
#[utoipa::path(delete, path = "/api/v1/me/avatar", tag = "me", responses(
    (status = 200, body = Profile), (status = 401, body = beseda_base::error::Problem)))]
async fn delete_avatar(State(inbox): State<Inbox>, Signed(signed): Signed) -> Result<Json<Profile>> {
    swap(&inbox, signed, None).await
}

/// A picture. Its random name is the right to see it: visitors of the website chat have no session.
#[utoipa::path(get, path = "/api/v1/avatars/{name}", tag = "employees", params(("name" = String, Path)), responses(
    (status = 200, content_type = "image/jpeg"), (status = 304), (status = 404, body = beseda_base::error::Problem)))]
async fn get_avatar(State(inbox): State<Inbox>, Path(name): Path<String>, headers: HeaderMap) -> Result<Response> {
    let is_name = name.len() == NAME_LENGTH && name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if !is_name {
        return Err(Error::NotFound);
    }
    let mut response = serve_picture(&inbox, &format!("{FOLDER}{name}"), &headers).await?;
    response.headers_mut().insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    Ok(response)
}
