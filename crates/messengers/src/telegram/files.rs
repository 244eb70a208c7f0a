//! Files of clients: `getFile`, then the file itself (T8: up to 20 MB; the address works for an hour).

use serde_json::json;

use super::call::{Failure, Limits, call, clean};
use crate::{Account, BlobWriter, FetchError, FetchedFile, Wire, WireBody, WireError, WireRequest};

/// A picture of a person needs no more than this; the list shows it at 40 pixels, retina doubled twice.
const AVATAR_WIDTH: u64 = 160;

/// Fetches the file of this `file_id`.
pub async fn fetch_file(
    wire: &dyn Wire,
    account: &Account,
    source: &str,
    max_bytes: u64,
    into: &mut dyn BlobWriter,
) -> Result<FetchedFile, FetchError> {
    let body = WireBody::Json(json!({ "file_id": source }).to_string());
    let file = call(wire, account, "getFile", body, Limits::SHORT).await.map_err(refused)?;
    if file["file_size"].as_u64().is_some_and(|size| size > max_bytes) {
        return Err(FetchError::TooBig);
    }
    let Some(path) = file["file_path"].as_str() else {
        return Err(FetchError::Retry("the answer holds no path".to_owned()));
    };
    let Some(address) = address(path) else {
        // A Bot API server of one's own in local mode answers with a path on its disk, which is no address.
        return Err(FetchError::Retry("the path of the file cannot be fetched".to_owned()));
    };
    let request = WireRequest {
        method: "GET",
        url: format!("{}/file/bot{}/{address}", account.api_base, account.token),
        body: WireBody::Empty,
        timeout_ms: 120_000,
        max_response: max_bytes,
    };
    match wire.fetch(request, into).await {
        Ok(size) if size > max_bytes => Err(FetchError::TooBig),
        Ok(size) => Ok(FetchedFile { size, name: path.rsplit('/').next().unwrap_or_default().to_owned() }),
        Err(WireError::TooBig) => Err(FetchError::TooBig),
        Err(WireError::NotSent(text) | WireError::Ambiguous(text)) => Err(FetchError::Retry(clean(account, &text))),
    }
}

/// `file_id` of a person's picture, large enough for a list.
pub async fn avatar(wire: &dyn Wire, account: &Account, user_id: &str) -> Result<Option<String>, FetchError> {
    let Ok(user) = user_id.parse::<i64>() else {
        return Ok(None);
    };
    let body = WireBody::Json(json!({ "user_id": user, "limit": 1 }).to_string());
    let photos = match call(wire, account, "getUserProfilePhotos", body, Limits::SHORT).await {
        Ok(photos) => photos,
        // A user the bot has never met, or who hides his pictures.
        Err(Failure::Refused(refused)) if refused.by_telegram && matches!(refused.code, 400 | 403) => return Ok(None),
        Err(failure) => return Err(self::refused(failure)),
    };
    // Sizes come in growing order.
    let sizes = photos["photos"][0].as_array().map(Vec::as_slice).unwrap_or_default();
    let size =
        sizes.iter().find(|size| size["width"].as_u64().is_some_and(|width| width >= AVATAR_WIDTH)).or(sizes.last());
    Ok(size.and_then(|size| size["file_id"].as_str()).map(str::to_owned))
}

fn refused(failure: Failure) -> FetchError {
    match failure {
        Failure::BadToken => FetchError::AccountBroken,
        Failure::NotSent(text) | Failure::Unclear(text) => FetchError::Retry(text),
        Failure::Refused(refused) if refused.is_wrong_token() => FetchError::AccountBroken,
        Failure::Refused(refused) if refused.by_telegram && refused.code == 400 => {
            let text = refused.folded();
            if text.contains("too big") {
                FetchError::TooBig
            } else if text.contains("temporarily unavailable") {
                // The same words are used for a wrong id; the one who retries has a bound.
                FetchError::Retry(refused.text)
            } else {
                FetchError::Gone
            }
        }
        Failure::Refused(refused) => FetchError::Retry(refused.text),
    }
}

/// The path as part of an address, each segment percent-encoded; `None` for one that would lead elsewhere.
fn address(path: &str) -> Option<String> {
    if path.is_empty() || path.len() > 1024 {
        return None;
    }
    let mut address = String::with_capacity(path.len());
    for (index, segment) in path.split('/').enumerate() {
        if segment.is_empty() || segment == "." || segment == ".." {
            return None;
        }
        if index > 0 {
            address.push('/');
        }
        for byte in segment.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
                address.push(char::from(byte));
            } else {
                address.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    Some(address)
}
