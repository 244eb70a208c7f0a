//! Bytes on their way to a browser, under guarantee 29: never sniffed, never run, shown in place only when their own first
//! bytes made them a raster image, sound or video. Keys are never used twice, so what was served once is never asked again.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use beseda_base::error::{Error, Result};
use beseda_base::id;
use serde::Deserialize;

use super::{FileRow, FileState, pictures, queries, signing, sniff, store};
use crate::Inbox;

/// Nothing in a file may load, run, send a form or know our origin.
const POLICY: &str = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";

/// A year: the bytes of an address never change.
const CACHE_EMPLOYEE: &str = "private, max-age=31536000, immutable";

/// As long as a signed address is good.
const CACHE_VISITOR: &str = "private, max-age=600";

/// Small pictures are read whole.
const PICTURE_MAX: u64 = 4 << 20;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Which bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    /// All of it.
    Original,
    /// Its small picture.
    Small,
}

/// The query of a signed address.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Signature {
    /// Expires, ms.
    pub(crate) e: i64,
    /// Signature.
    pub(crate) s: String,
}

/// Who is served: pages of our own origin, or the sites a chat stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Audience {
    Employees,
    Visitors,
}

/// A file for an employee who may see it.
pub(super) async fn serve_file(
    inbox: &Inbox,
    file: &FileRow,
    variant: Variant,
    headers: &HeaderMap,
) -> Result<Response> {
    serve(inbox, file, variant, headers, Audience::Employees).await
}

/// A file of a dialog of this channel for whoever holds a signed address.
pub(crate) async fn serve_signed(
    inbox: &Inbox,
    channel: i64,
    file: i64,
    variant: Variant,
    signature: &Signature,
    headers: &HeaderMap,
) -> Result<Response> {
    if !signing::verify_signature(&inbox.secrets, file, signature.e, &signature.s, inbox.clock.now()) {
        return Err(Error::NotFound);
    }
    let row = inbox.db.read(move |tx| queries::of_channel(tx, channel, file)).await?;
    serve(inbox, &row, variant, headers, Audience::Visitors).await
}

/// A small picture of ours by its key: an avatar. The caller has checked the right.
pub(crate) async fn serve_picture(inbox: &Inbox, key: &str, headers: &HeaderMap) -> Result<Response> {
    picture(inbox, key, headers, Audience::Employees).await
}

async fn serve(
    inbox: &Inbox,
    file: &FileRow,
    variant: Variant,
    headers: &HeaderMap,
    audience: Audience,
) -> Result<Response> {
    if variant == Variant::Small {
        let key = file.thumb_key.as_deref().ok_or(Error::NotFound)?;
        return picture(inbox, key, headers, audience).await;
    }
    if file.state != FileState::Stored {
        return Err(Error::NotFound);
    }
    let tag = tag(&file.blob_key);
    if is_known(headers, &tag) {
        return Ok(unchanged(&tag, audience));
    }
    let size = u64::try_from(file.size).map_err(Error::internal)?;
    let asked = if may_resume(headers, &tag) { range(headers, size) } else { Asked::Whole };
    let (status, body, length) = match asked {
        Asked::Nothing => return Ok(unsatisfiable(size)),
        Asked::Whole => (StatusCode::OK, inbox.files.get(&file.blob_key).await?.stream, size),
        Asked::Part { start, end } => {
            (StatusCode::PARTIAL_CONTENT, inbox.files.range(&file.blob_key, start..end).await?.stream, end - start)
        }
    };
    let mut response = (status, Body::from_stream(body)).into_response();
    let out = response.headers_mut();
    if let Asked::Part { start, end } = asked {
        put(out, header::CONTENT_RANGE, &format!("bytes {start}-{}/{size}", end - 1))?;
    }
    let inline = sniff::is_inline(&file.mime);
    // A type that is not shown in place is not named either: nothing may pick a program by it.
    put(out, header::CONTENT_TYPE, if inline { &file.mime } else { "application/octet-stream" })?;
    put(out, header::CONTENT_LENGTH, &length.to_string())?;
    put(out, header::ACCEPT_RANGES, "bytes")?;
    put(out, header::CONTENT_DISPOSITION, &disposition(inline, &file.name))?;
    protect(out, &tag, audience);
    Ok(response)
}

async fn picture(inbox: &Inbox, key: &str, headers: &HeaderMap, audience: Audience) -> Result<Response> {
    let tag = tag(key);
    if is_known(headers, &tag) {
        return Ok(unchanged(&tag, audience));
    }
    let bytes = store::read(inbox, key, PICTURE_MAX).await?;
    let mime = pictures::small_mime(&bytes);
    let mut response = (StatusCode::OK, bytes).into_response();
    let out = response.headers_mut();
    put(out, header::CONTENT_TYPE, mime)?;
    put(out, header::CONTENT_DISPOSITION, "inline")?;
    protect(out, &tag, audience);
    Ok(response)
}

fn protect(headers: &mut HeaderMap, tag: &str, audience: Audience) {
    let (cache, policy) = match audience {
        Audience::Employees => (CACHE_EMPLOYEE, "same-origin"),
        Audience::Visitors => (CACHE_VISITOR, "cross-origin"),
    };
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    // What is served depends on who asks; a shared cache must not mix them up even if it ignores "private".
    headers.insert(header::VARY, HeaderValue::from_static("Cookie"));
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<()> {
    headers.insert(name, HeaderValue::from_str(value).map_err(Error::internal)?);
    Ok(())
}

/// Hashed, so that the key itself stays inside.
fn tag(key: &str) -> String {
    format!("\"{}\"", &id::hash_token(key)[..24])
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let text = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.split(',').map(|known| known.trim().trim_start_matches("W/")).any(|known| known == tag || known == "*")
}

/// A part is given only of the very bytes the browser has the beginning of.
fn may_resume(headers: &HeaderMap, tag: &str) -> bool {
    headers.get(header::IF_RANGE).is_none_or(|value| value.as_bytes() == tag.as_bytes())
}

fn unchanged(tag: &str, audience: Audience) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    protect(response.headers_mut(), tag, audience);
    response
}

fn unsatisfiable(size: u64) -> Response {
    (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, format!("bytes */{size}"))]).into_response()
}

/// What a `Range` header asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Whole,
    Part { start: u64, end: u64 },
    Nothing,
}

/// One range is served; several at once, which no player needs, are answered with the whole (RFC 9110 allows it).
fn range(headers: &HeaderMap, size: u64) -> Asked {
    let text =
        headers.get(header::RANGE).and_then(|value| value.to_str().ok()).and_then(|text| text.strip_prefix("bytes="));
    let Some((from, to)) = text.filter(|text| !text.contains(',')).and_then(|text| text.trim().split_once('-')) else {
        return Asked::Whole;
    };
    let (start, end) = match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(from), Ok(to)) if from <= to => (from, to.saturating_add(1).min(size)),
        (Ok(from), Err(_)) if to.is_empty() => (from, size),
        (Err(_), Ok(last)) if from.is_empty() => (size.saturating_sub(last), size),
        _ => return Asked::Whole,
    };
    if start < end { Asked::Part { start, end } } else { Asked::Nothing }
}

/// RFC 6266: the plain name for old clients, the true one percent-encoded.
fn disposition(inline: bool, name: &str) -> String {
    let kind = if inline { "inline" } else { "attachment" };
    let name = if name.is_empty() { "file" } else { name };
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "._- ()".contains(c) { c } else { '_' }).collect();
    let mut encoded = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &'static str) -> Asked {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_static(text));
        range(&headers, 1000)
    }

    #[test]
    fn ranges_are_cut_to_the_file() {
        assert_eq!(asked("bytes=0-99"), Asked::Part { start: 0, end: 100 });
        assert_eq!(asked("bytes=900-"), Asked::Part { start: 900, end: 1000 });
        assert_eq!(asked("bytes=900-9999"), Asked::Part { start: 900, end: 1000 });
        assert_eq!(asked("bytes=-100"), Asked::Part { start: 900, end: 1000 });
        assert_eq!(asked("bytes=-9999"), Asked::Part { start: 0, end: 1000 });
        assert_eq!(asked("bytes=1000-"), Asked::Nothing);
        assert_eq!(asked("bytes=-0"), Asked::Nothing);
        for odd in ["bytes=5-1", "bytes=a-b", "items=0-5", "bytes=0-1,5-9", "bytes=-", "bytes=0-18446744073709551616"] {
            assert_eq!(asked(odd), Asked::Whole, "{odd}");
        }
        assert_eq!(range(&HeaderMap::new(), 1000), Asked::Whole);
    }

    #[test]
    fn names_cannot_break_out_of_the_header() {
        assert_eq!(
            disposition(false, "счёт \"1\".pdf"),
            "attachment; filename=\"____ _1_.pdf\"; filename*=UTF-8''%D1%81%D1%87%D1%91%D1%82%20%221%22.pdf"
        );
        assert_eq!(disposition(true, ""), "inline; filename=\"file\"; filename*=UTF-8''file");
        assert!(!disposition(false, "a\r\nSet-Cookie: x").contains('\n'));
    }
}
