//! What browsers get: the operators' page, the chat script and its sample page, and the headers that keep them safe.

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use beseda_base::db::params;
use beseda_base::error::{Error, Result};
use beseda_base::{logs, metrics};
use beseda_inbox::Inbox;
use rust_embed::{EmbeddedFile, RustEmbed};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// The operators' page as built by `make build`.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
#[allow_missing = true]
struct Page;

/// The chat script.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../widget/dist"]
#[allow_missing = true]
struct Widget;

/// The sample page of a chat.
const DEMO: &str = include_str!("../../../widget/demo.html");

/// Scripts and connections only from here; Mantine sets sizes as inline styles.
const PAGE_CSP: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
    media-src 'self' blob:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// The sample shop page may be shown inside our own pages (the preview of the chat's settings).
const DEMO_CSP: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
    connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'";

/// The page, the script, the sample page.
pub(crate) fn routes(inbox: Inbox) -> Router {
    Router::new().route("/w.js", get(widget)).route("/chat/{key}/demo", get(demo)).fallback(get(page)).with_state(inbox)
}

/// Headers, compression, counting and the last net under everything.
pub(crate) fn wrap(app: Router) -> Router {
    app.layer(CompressionLayer::new())
        .layer(middleware::from_fn(harden))
        .layer(middleware::from_fn(metrics::observe))
        .layer(middleware::from_fn(note))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Error::Internal("a handler panicked".into()).into_response()
        }))
}

/// One line per request, with addresses that hold keys or tokens masked; never a body.
async fn note(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = logs::redact(request.uri().path()).into_owned();
    let began = tokio::time::Instant::now();
    let answer = next.run(request).await;
    let duration_ms = began.elapsed().as_millis() as u64;
    tracing::debug!(%method, path, status = answer.status().as_u16(), duration_ms, "request");
    answer
}

/// What every answer says.
async fn harden(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    headers.entry(header::X_CONTENT_TYPE_OPTIONS).or_insert(HeaderValue::from_static("nosniff"));
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("same-origin"));
    headers
        .entry("permissions-policy")
        .or_insert(HeaderValue::from_static("camera=(), geolocation=(), microphone=(self)"));
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_CSP));
    }
    answer
}

/// A file of the page, or the page itself for its own addresses.
async fn page(headers: HeaderMap, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    if ["api/", "hooks/", "chat/"].iter().any(|prefix| path.starts_with(prefix)) || path == "metrics" {
        return Error::NotFound.into_response();
    }
    match Page::get(path).filter(|_| !path.is_empty()) {
        Some(file) => serve(path, &file, &headers, path.starts_with("assets/")),
        None if path.rsplit('/').next().is_some_and(|name| name.contains('.')) => Error::NotFound.into_response(),
        None => match Page::get("index.html") {
            Some(file) => serve("index.html", &file, &headers, false),
            None => (StatusCode::NOT_FOUND, "The page is not built into this binary; `make build` does that.")
                .into_response(),
        },
    }
}

async fn widget(headers: HeaderMap) -> Response {
    match Widget::get("w.js") {
        Some(file) => {
            let mut answer = serve("w.js", &file, &headers, false);
            let headers = answer.headers_mut();
            // Any site may load it; what it may do is decided by its channel's list of sites.
            headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
            answer
        }
        None => (StatusCode::NOT_FOUND, "The chat script is not built into this binary; `make build` does that.")
            .into_response(),
    }
}

/// The sample page of a chat, with its key in the tag.
async fn demo(State(inbox): State<Inbox>, Path(key): Path<String>) -> Result<Response> {
    let asked = key.clone();
    let known: Option<(i64,)> = inbox
        .db
        .read(move |tx| {
            tx.optional(
                "select id from channels where key = $1 and kind = 'site_chat' and removed_at is null",
                params![asked.as_str()],
            )
        })
        .await?;
    known.ok_or(Error::NotFound)?;
    // The key is one of ours, so it holds nothing that HTML would read.
    let text = DEMO.replace("__CHANNEL_KEY__", &key);
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, DEMO_CSP),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    Ok((headers, text).into_response())
}

/// A built file: assets have a hash in their name and never change, the rest is asked for each time.
fn serve(path: &str, file: &EmbeddedFile, asked: &HeaderMap, forever: bool) -> Response {
    let tag: String = file.metadata.sha256_hash()[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    if asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let cache = if forever { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers =
        [(header::CONTENT_TYPE, mime(path).to_owned()), (header::CACHE_CONTROL, cache.to_owned()), (header::ETAG, tag)];
    (headers, file.data.clone().into_owned()).into_response()
}

/// The few types that a build has.
fn mime(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" | "webmanifest" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
