//! Bodies of requests: bytes, JSON, and multipart with files streamed from wherever they lie.
//!
//! A body knows its exact length and whether its first byte was asked for. Headers leave the machine together with the first
//! piece of the body, or (HTTP/2) are no request without it: an untouched body means that nothing was sent.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::stream::{BoxStream, Stream as _};
use http::HeaderValue;
use http_body::{Frame, SizeHint};

use super::OutError;
use crate::id;

/// Pieces of a file.
pub type ByteStream = BoxStream<'static, io::Result<Bytes>>;

/// The body of a request.
#[derive(Default)]
pub enum Body {
    /// None.
    #[default]
    Empty,
    /// Bytes; the content type stands in the headers of the request.
    Bytes(Bytes),
    /// JSON text.
    Json(String),
    /// `multipart/form-data` in this order.
    Multipart(Vec<Part>),
}

/// A part of a multipart body.
pub enum Part {
    /// A field.
    Field {
        /// Name.
        name: String,
        /// Value.
        value: String,
    },
    /// A file, streamed.
    File {
        /// Name of the field.
        name: String,
        /// Name of the file.
        file_name: String,
        /// Content type.
        mime: String,
        /// Exact size: the stream must give as many bytes.
        size: u64,
        /// The bytes.
        content: ByteStream,
    },
}

/// What the client is given.
pub(super) struct Sent {
    pub(super) body: Option<reqwest::Body>,
    pub(super) content_type: Option<HeaderValue>,
}

/// How far the sending came.
#[derive(Clone)]
pub(super) struct Progress(Arc<AtomicU8>);

const UNTOUCHED: u8 = 0;
const STARTED: u8 = 1;
const BROKEN: u8 = 2;

impl Progress {
    /// Nothing can have reached the other side.
    pub(super) fn nothing_sent(&self) -> bool {
        self.0.load(Ordering::Acquire) == UNTOUCHED
    }

    /// A file gave fewer or more bytes than promised, or an error.
    pub(super) fn broken(&self) -> bool {
        self.0.load(Ordering::Acquire) == BROKEN
    }

    fn set(&self, state: u8) {
        self.0.fetch_max(state, Ordering::AcqRel);
    }
}

impl Body {
    pub(super) fn into_sent(self) -> Result<(Sent, Progress), OutError> {
        // Without a body nothing tells when the head left: it counts as sent from the start.
        let started = Progress(Arc::new(AtomicU8::new(STARTED)));
        let (pieces, content_type) = match self {
            Self::Empty => return Ok((Sent { body: None, content_type: None }, started)),
            Self::Bytes(bytes) if bytes.is_empty() => {
                let body = Some(reqwest::Body::from(bytes));
                return Ok((Sent { body, content_type: None }, started));
            }
            Self::Bytes(bytes) => (VecDeque::from([Piece::Bytes(bytes)]), None),
            Self::Json(text) => {
                (VecDeque::from([Piece::Bytes(text.into())]), Some(HeaderValue::from_static("application/json")))
            }
            Self::Multipart(parts) => {
                let boundary = format!("beseda-{}", id::token(18));
                let content_type = HeaderValue::try_from(format!("multipart/form-data; boundary={boundary}"));
                (encode(parts, &boundary)?, content_type.ok())
            }
        };
        let left = pieces.iter().map(Piece::size).sum();
        let progress = Progress(Arc::new(AtomicU8::new(UNTOUCHED)));
        let body = Watched { pieces, left, progress: progress.clone() };
        Ok((Sent { body: Some(reqwest::Body::wrap(body)), content_type }, progress))
    }
}

enum Piece {
    Bytes(Bytes),
    /// The lock is never contended: it makes a stream shareable, which the client asks for.
    File(u64, Mutex<ByteStream>),
}

impl Piece {
    fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(size, _) => *size,
        }
    }
}

fn encode(parts: Vec<Part>, boundary: &str) -> Result<VecDeque<Piece>, OutError> {
    let mut pieces = VecDeque::with_capacity(parts.len() * 3 + 1);
    for part in parts {
        match part {
            Part::Field { name, value } => {
                let text = format!(
                    "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{value}\r\n",
                    quoted(&name)
                );
                pieces.push_back(Piece::Bytes(text.into()));
            }
            Part::File { name, file_name, mime, size, content } => {
                if HeaderValue::from_str(&mime).is_err() {
                    return Err(OutError::NotSent("a content type cannot be written into a header".into()));
                }
                let head = format!(
                    "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {mime}\r\n\r\n",
                    quoted(&name),
                    quoted(&file_name)
                );
                pieces.push_back(Piece::Bytes(head.into()));
                pieces.push_back(Piece::File(size, Mutex::new(content)));
                pieces.push_back(Piece::Bytes(Bytes::from_static(b"\r\n")));
            }
        }
    }
    pieces.push_back(Piece::Bytes(format!("--{boundary}--\r\n").into()));
    Ok(pieces)
}

/// As browsers write names: a quote or a line break in a file's name must not end the header.
fn quoted(name: &str) -> String {
    name.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22")
}

/// A body that tells how far it was read and holds files to their promised size.
struct Watched {
    pieces: VecDeque<Piece>,
    left: u64,
    progress: Progress,
}

impl Watched {
    fn fail(&self, error: io::Error) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.progress.set(BROKEN);
        Poll::Ready(Some(Err(error)))
    }
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = &mut *self;
        this.progress.set(STARTED);
        loop {
            let chunk = match this.pieces.front_mut() {
                None => return Poll::Ready(None),
                Some(Piece::Bytes(bytes)) => {
                    let bytes = std::mem::take(bytes);
                    this.pieces.pop_front();
                    bytes
                }
                Some(Piece::File(size, content)) => {
                    let stream = content.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
                    match ready!(Pin::new(stream).poll_next(cx)) {
                        Some(Ok(chunk)) if chunk.len() as u64 > *size => {
                            return this.fail(io::Error::other("the file is longer than promised"));
                        }
                        Some(Ok(chunk)) => {
                            *size -= chunk.len() as u64;
                            chunk
                        }
                        Some(Err(error)) => return this.fail(error),
                        None if *size > 0 => {
                            return this.fail(io::Error::other("the file is shorter than promised"));
                        }
                        None => {
                            this.pieces.pop_front();
                            continue;
                        }
                    }
                }
            };
            if !chunk.is_empty() {
                this.left -= chunk.len() as u64;
                return Poll::Ready(Some(Ok(Frame::data(chunk))));
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
