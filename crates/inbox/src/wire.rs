//! The messengers' way out: [`Wire`] on the guarded client and the object store. No messenger reaches the network otherwise
//! (guarantee 23), and no address is written anywhere: it may hold a token.

use std::time::Duration;

use beseda_base::http::{Body, OutError, OutRequest, Part};
use beseda_messengers::{BlobWriter, Wire, WireBody, WireError, WirePart, WireRequest, WireResponse};
use futures_util::future::BoxFuture;
use http::Method;

use crate::Inbox;

/// Longest exchange that is started, whatever a messenger asks for: below the longest lease.
const TIMEOUT_MAX: Duration = Duration::from_secs(180);

/// The way out of this installation.
#[derive(Clone)]
pub(crate) struct InboxWire(Inbox);

impl InboxWire {
    /// The wire of this installation.
    pub(crate) fn new(inbox: Inbox) -> InboxWire {
        InboxWire(inbox)
    }

    async fn request(&self, request: WireRequest) -> Result<OutRequest, WireError> {
        let method = match request.method {
            "GET" => Method::GET,
            "POST" => Method::POST,
            other => return Err(WireError::NotSent(format!("the method {other} is not spoken here"))),
        };
        let body = match request.body {
            WireBody::Empty => Body::Empty,
            WireBody::Json(text) => Body::Json(text),
            WireBody::Multipart(parts) => {
                let mut encoded = Vec::with_capacity(parts.len());
                for part in parts {
                    encoded.push(self.part(part).await?);
                }
                Body::Multipart(encoded)
            }
        };
        let mut out = OutRequest::new(method, request.url);
        out.body = body;
        out.timeout = Duration::from_millis(request.timeout_ms).min(TIMEOUT_MAX);
        out.max_response = request.max_response;
        Ok(out)
    }

    /// The size is the store's, not the row's: a body that ends early would be an ambiguous send.
    async fn part(&self, part: WirePart) -> Result<Part, WireError> {
        match part {
            WirePart::Field { name, value } => Ok(Part::Field { name, value }),
            WirePart::Blob { name, blob, file_name, mime, size: _ } => {
                let found = self
                    .0
                    .files
                    .get(&blob)
                    .await
                    .map_err(|_| WireError::NotSent("the file is not in the store".to_owned()))?;
                Ok(Part::File { name, file_name, mime, size: found.size, content: found.stream })
            }
        }
    }
}

impl Wire for InboxWire {
    fn http<'a>(&'a self, request: WireRequest) -> BoxFuture<'a, Result<WireResponse, WireError>> {
        Box::pin(async move {
            let request = self.request(request).await?;
            let answer = self.0.outgoing.request(request).await.map_err(wire_error)?;
            Ok(WireResponse { status: answer.status, retry_after_s: answer.retry_after_s(), body: answer.body })
        })
    }

    fn fetch<'a>(
        &'a self,
        request: WireRequest,
        into: &'a mut dyn BlobWriter,
    ) -> BoxFuture<'a, Result<u64, WireError>> {
        Box::pin(async move {
            let request = self.request(request).await?;
            let mut answer = self.0.outgoing.open(request).await.map_err(wire_error)?;
            if answer.status != 200 {
                return Err(WireError::Ambiguous(format!("HTTP {}", answer.status)));
            }
            let mut size = 0;
            while let Some(chunk) = answer.chunk().await.map_err(wire_error)? {
                size += chunk.len() as u64;
                into.write(chunk).await.map_err(WireError::Ambiguous)?;
            }
            Ok(size)
        })
    }

    fn now(&self) -> i64 {
        self.0.clock.now()
    }
}

/// A refused address was never dialled, so nothing was sent.
fn wire_error(error: OutError) -> WireError {
    match error {
        OutError::NotSent(text) | OutError::Refused(text) => WireError::NotSent(text),
        OutError::Ambiguous(text) => WireError::Ambiguous(text),
        OutError::TooBig => WireError::TooBig,
    }
}
