//! `Json`, `Query` and `Path` that answer with problem documents: what does not fit is told by field.
//!
//! Unknown fields are ignored, so older servers take what newer pages send. The size of a body is bounded by the router
//! (`DefaultBodyLimit`), not here.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::{Error, Result};

/// A JSON body, in and out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Json<T>(pub T);

/// Tells `null` from "not given" in a change: absent (with `#[serde(default, deserialize_with = "given")]`) leaves the field as
/// it is, null takes its value away.
pub fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// The query of an address.
#[derive(Debug, Clone, Copy, Default)]
pub struct Query<T>(pub T);

/// Parts of the path. One that does not fit names nothing that exists: 404.
#[derive(Debug, Clone, Copy, Default)]
pub struct Path<T>(pub T);

impl<T, S> FromRequest<S> for Json<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        // Also a part of the origin rule: a strange page can send a form, but not this type without being asked first.
        if !is_json(request.headers()) {
            return Err(Error::problem(415, "unsupported", "The content type must be application/json."));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|e| unread(&e))?;
        from_slice(&bytes).map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

impl<T, S> FromRequestParts<S> for Query<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|rejection| query_error(&rejection.body_text()))
    }
}

impl<T, S> FromRequestParts<S> for Path<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(rejection) if rejection.status().is_server_error() => Err(Error::Internal(rejection.body_text())),
            Err(_) => Err(Error::NotFound),
        }
    }
}

/// JSON from bytes, with the same errors; for bodies that come another way (a socket, a form field).
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if inner.is_data() { field_error(&path, &inner.to_string()) } else { no_json(&inner) }
    })?;
    reader.end().map_err(|error| no_json(&error))?;
    Ok(value)
}

fn no_json(error: &serde_json::Error) -> Error {
    let (line, column) = (error.line(), error.column());
    Error::problem(400, "invalid", format!("The body is not JSON (line {line}, column {column})."))
}

/// serde's sentence turned into the field and a code. What the caller sent is not repeated.
fn field_error(path: &str, text: &str) -> Error {
    let path = if path == "." { "" } else { path };
    if let Some(name) = between(text, "missing field `", "`") {
        let field = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        return Error::invalid(&field, "required", "Fill this in.");
    }
    let field = if path.is_empty() { "body" } else { path };
    let code = if text.starts_with("unknown variant") { "unknown" } else { "bad_value" };
    // For an unknown word this is the list of known ones, for a wrong kind the right kind.
    let expected = text.split_once(", expected ").map(|(_, rest)| rest.split(" at line ").next().unwrap_or(rest));
    match expected {
        Some(expected) if expected.starts_with("struct ") => Error::invalid(field, code, "Expected an object."),
        Some(expected) => Error::invalid(field, code, format!("Expected {expected}.")),
        None => Error::invalid(field, code, "This value does not fit."),
    }
}

/// The text of the framework is `…: <field>: <reason>` or `…: missing field …`; a test holds it to that.
fn query_error(text: &str) -> Error {
    let text = text.split_once(": ").map_or(text, |(_, rest)| rest);
    match text.split_once(": ") {
        Some((field, reason)) if !field.contains(' ') => field_error(field, reason),
        _ => field_error("", text),
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    text.split_once(start)?.1.split_once(end).map(|(inside, _)| inside)
}

fn unread(rejection: &BytesRejection) -> Error {
    match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            Error::problem(413, "payload_too_large", "The body is larger than this server takes.")
        }
        other if other.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Error::problem(413, "payload_too_large", "The body is larger than this server takes.")
        }
        _ => Error::problem(400, "invalid", "The body could not be read to its end."),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = value.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::extract::DefaultBodyLimit;
    use axum::routing::{get, post};
    use serde::Deserialize;
    use serde_json::{Value, json};
    use tower::ServiceExt as _;

    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Telegram,
        Vk,
    }

    #[derive(Deserialize)]
    struct Project {
        name: String,
    }

    #[derive(Deserialize)]
    struct Body {
        name: String,
        #[serde(default)]
        age: u8,
        kind: Option<Kind>,
        #[serde(default)]
        projects: Vec<Project>,
    }

    #[derive(Deserialize)]
    struct Page {
        q: String,
        limit: Option<u32>,
    }

    fn app() -> Router {
        let body = |Json(body): Json<Body>| async move {
            let kind = body.kind.map_or("none", |kind| if matches!(kind, Kind::Vk) { "vk" } else { "telegram" });
            let first = body.projects.first().map(|project| project.name.clone());
            Json(json!({ "told": [body.name, body.age.to_string(), kind.to_owned(), first.unwrap_or_default()] }))
        };
        Router::new()
            .route("/body", post(body))
            .route("/page", get(|Query(page): Query<Page>| async move { format!("{} {:?}", page.q, page.limit) }))
            .route("/item/{id}", get(|Path(id): Path<i64>| async move { id.to_string() }))
            .layer(DefaultBodyLimit::max(200))
    }

    async fn ask(request: Request) -> (u16, Value) {
        let response = app().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let problem = response.headers()[header::CONTENT_TYPE] == "application/problem+json";
        assert_eq!(problem, status >= 400, "every rejection is a problem document");
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or_else(|_| String::from_utf8_lossy(&bytes).as_ref().into()))
    }

    async fn post_text(text: &str, kind: &str) -> (u16, Value) {
        let request = Request::post("/body").header("content-type", kind).body(text.to_owned().into()).unwrap();
        ask(request).await
    }

    async fn get_path(path: &str) -> (u16, Value) {
        ask(Request::get(path).body(axum::body::Body::empty()).unwrap()).await
    }

    #[tokio::test]
    async fn what_fits_comes_through_and_unknown_fields_are_ignored() {
        let text = r#"{"name":"Лена","age":5,"kind":"vk","projects":[{"name":"a"}],"newer":true}"#;
        let (status, body) = post_text(text, "application/json; charset=utf-8").await;
        assert_eq!((status, body), (200, json!({ "told": ["Лена", "5", "vk", "a"] })));
    }

    #[tokio::test]
    async fn what_does_not_fit_is_told_by_field() {
        for (text, field, code) in [
            (r#"{"age":1}"#, "name", "required"),
            (r#"{"name":5}"#, "name", "bad_value"),
            (r#"{"name":null}"#, "name", "bad_value"),
            (r#"{"name":"a","age":300}"#, "age", "bad_value"),
            (r#"{"name":"a","kind":"icq"}"#, "kind", "unknown"),
            (r#"{"name":"a","projects":[{"name":"x"},{}]}"#, "projects[1].name", "required"),
            (r#"{"name":"a","projects":[{"name":7}]}"#, "projects[0].name", "bad_value"),
            (r#"{"name":"a","projects":[5]}"#, "projects[0]", "bad_value"),
            (r#""x""#, "body", "bad_value"),
        ] {
            let (status, body) = post_text(text, "application/json").await;
            assert_eq!((status, &body["code"]), (422, &json!("invalid")), "{text}: {body}");
            assert_eq!(body["fields"][field]["code"], code, "{text}: {body}");
        }
        let (_, body) = post_text(r#"{"name":"a","kind":"s3cret"}"#, "application/json").await;
        assert!(!body.to_string().contains("s3cret") && body.to_string().contains("telegram"), "{body}");
    }

    #[tokio::test]
    async fn what_is_no_json_is_a_bad_request() {
        for text in ["", "{", "{\"name\":\"a\"} x", "name=a", "\u{feff}{}"] {
            let (status, body) = post_text(text, "application/json").await;
            assert_eq!((status, &body["code"]), (400, &json!("invalid")), "{text}");
        }
        for kind in ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"] {
            assert_eq!(post_text("{}", kind).await.0, 415, "{kind}");
        }
    }

    #[tokio::test]
    async fn a_large_body_is_refused() {
        let text = format!(r#"{{"name":"{}"}}"#, "x".repeat(300));
        let (status, body) = post_text(&text, "application/json").await;
        assert_eq!((status, &body["code"]), (413, &json!("payload_too_large")));
    }

    #[tokio::test]
    async fn queries_and_paths_are_told_by_field_too() {
        assert_eq!(get_path("/page?q=%D1%8F&limit=5&x=1").await, (200, json!("я Some(5)")));
        let (status, body) = get_path("/page?limit=5").await;
        assert_eq!((status, &body["fields"]["q"]["code"]), (422, &json!("required")), "{body}");
        let (status, body) = get_path("/page?q=a&limit=many").await;
        assert_eq!((status, &body["fields"]["limit"]["code"]), (422, &json!("bad_value")), "{body}");
        assert_eq!(get_path("/item/7").await, (200, json!(7)));
        assert_eq!(get_path("/item/seven").await.0, 404);
        assert_eq!(get_path("/item/99999999999999999999").await.0, 404);
    }
}
