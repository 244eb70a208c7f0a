//! The only way out: `inbox` hands in an implementation on `base`'s guarded client; tests hand in their own.

use bytes::Bytes;
use futures_util::future::BoxFuture;

/// Everything a messenger may touch outside its own head.
pub trait Wire: Send + Sync {
    /// One HTTP exchange within its time-out. The response is read whole, up to `max_response` bytes.
    fn http<'a>(&'a self, request: WireRequest) -> BoxFuture<'a, Result<WireResponse, WireError>>;
    /// Streams the body of a GET into a blob (media download) and returns its size; `Err(TooBig)` leaves nothing behind.
    fn fetch<'a>(&'a self, request: WireRequest, into: &'a mut dyn BlobWriter)
    -> BoxFuture<'a, Result<u64, WireError>>;
    /// Milliseconds since 1970.
    fn now(&self) -> i64;
}

/// Takes the bytes of a download.
pub trait BlobWriter: Send {
    /// Appends a chunk. An error text ends the download.
    fn write<'a>(&'a mut self, chunk: Bytes) -> BoxFuture<'a, Result<(), String>>;
}

/// A request of a messenger.
#[derive(Debug, Clone)]
pub struct WireRequest {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Absolute address. May hold a token: never logged, never in an error.
    pub url: String,
    /// Body.
    pub body: WireBody,
    /// Whole exchange, ms.
    pub timeout_ms: u64,
    /// Longest response, bytes.
    pub max_response: u64,
}

/// A body.
#[derive(Debug, Clone)]
pub enum WireBody {
    /// None.
    Empty,
    /// JSON text.
    Json(String),
    /// `multipart/form-data` in this order.
    Multipart(Vec<WirePart>),
}

/// A part of a multipart body.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are named after what the variant's line tells")]
pub enum WirePart {
    /// A field.
    Field { name: String, value: String },
    /// A stored file, streamed by the implementation.
    Blob { name: String, blob: String, file_name: String, mime: String, size: u64 },
}

/// An answer.
#[derive(Debug, Clone)]
pub struct WireResponse {
    /// HTTP status.
    pub status: u16,
    /// `Retry-After` in seconds, if sent.
    pub retry_after_s: Option<u64>,
    /// Body.
    pub body: Bytes,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Surely not taken: no connection, name not found, refused address, blob missing.
    #[error("not sent: {0}")]
    NotSent(String),
    /// The request may have been taken.
    #[error("no answer: {0}")]
    Ambiguous(String),
    /// The response is longer than allowed.
    #[error("response too big")]
    TooBig,
}
