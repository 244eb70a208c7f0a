//! The way in for messengers that post (guarantee 6, G1): size, channel, signature on the raw bytes, items durable, 200.
//! Nothing else happens in the request, and without the right secret nothing is stored.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use beseda_base::error::{Error, Result};
use beseda_base::json::Path;
use beseda_messengers::Kind;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;

use super::{account, queries};
use crate::{Inbox, intake};

/// The longest a delivery may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// Our keys have 22 characters; longer ones are not looked up.
const KEY_MAX: usize = 64;

/// Takes a delivery. The key in the path is half of the right to do so; the log of requests masks it.
pub(super) async fn receive(
    State(inbox): State<Inbox>,
    Path((kind, key)): Path<(String, String)>,
    request: Request,
) -> Result<StatusCode> {
    let kind = Kind::from_name(&kind).filter(|_| key.len() <= KEY_MAX).ok_or(Error::NotFound)?;
    let (head, body) = request.into_parts();
    let body = tokio::time::timeout(BODY_TIMEOUT, read(body, inbox.config.limits.hook_bytes)).await;
    let body = body.unwrap_or_else(|_| Err(Error::problem(408, "invalid", "The delivery took too long.")))?;
    let channel = inbox.db.read(move |tx| queries::by_key(tx, &key)).await?.ok_or(Error::NotFound)?;
    if channel.kind != kind {
        return Err(Error::NotFound);
    }
    let account = account::account(&inbox, &channel)?;
    if kind.verify(&account, &head.headers, &body).is_err() {
        return Err(Error::problem(401, "unauthorized", "The secret of the delivery is missing or wrong."));
    }
    intake::keep(&inbox, channel.id, kind.split(&body)).await?;
    Ok(StatusCode::OK)
}

async fn read(body: Body, max: u64) -> Result<Bytes> {
    let mut chunks = body.into_data_stream();
    let mut whole = BytesMut::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Error::problem(400, "invalid", "The delivery broke off."))?;
        if whole.len() as u64 + chunk.len() as u64 > max {
            return Err(Error::problem(413, "payload_too_large", "The delivery is too large."));
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole.freeze())
}
