//! Which site may talk to which chat: the channel by its key, the allowed domains, and the answers' CORS headers.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use beseda_base::error::{Error, Result};
use beseda_messengers::Kind;

use super::token::Visitor;
use crate::Inbox;
use crate::channels::{self, ChannelRow, SiteChatSettings};

/// A chat that a request from an allowed site is for.
pub(super) struct Chat {
    pub(super) row: ChannelRow,
    pub(super) settings: SiteChatSettings,
    /// Origin to allow, as the browser sent it.
    origin: Option<HeaderValue>,
    /// A page of another site asks, not our own sample page or preview.
    pub(super) foreign: bool,
}

impl Chat {
    /// The channel of this key, if the asking page's site may use it. 404 for an unknown key, 403 `domain_not_allowed`.
    pub(super) async fn open(inbox: &Inbox, key: &str, headers: &HeaderMap) -> Result<Chat> {
        let row = {
            let key = key.to_owned();
            inbox.db.read(move |tx| channels::by_key(tx, &key)).await?
        };
        let row = row.filter(|row| row.kind == Kind::SiteChat && row.removed_at.is_none()).ok_or(Error::NotFound)?;
        let settings: SiteChatSettings = serde_json::from_str(&row.settings).map_err(Error::internal)?;
        let origin = headers.get(header::ORIGIN).cloned();
        let foreign = is_foreign(inbox, origin.as_ref(), headers);
        let chat = Chat { row, settings, origin, foreign };
        if chat.allows(headers) {
            Ok(chat)
        } else {
            Err(Error::problem(403, "domain_not_allowed", "this chat is not open for this site"))
        }
    }

    /// Our own pages (the sample page) may; else the site's host must be in the list. An empty list lets any site in.
    fn allows(&self, headers: &HeaderMap) -> bool {
        if self.settings.allowed_domains.is_empty() {
            return true;
        }
        let Some(origin) = self.origin.as_ref().and_then(|origin| origin.to_str().ok()) else {
            // Without an Origin the request comes from our own page, or from a program that could make one up anyway.
            return headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin");
        };
        !self.foreign || self.settings.allows(origin)
    }

    /// The visitor of the request's bearer token.
    pub(super) fn visitor(&self, inbox: &Inbox, headers: &HeaderMap) -> Result<Visitor> {
        let token = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or(Error::Unauthorized)?;
        let visitor = Visitor::open(inbox, self.row.id, token.trim(), inbox.clock.now())?;
        self.admit(&visitor)?;
        Ok(visitor)
    }

    /// A chat for signed-in users has no strangers, also none whose token is older than this setting.
    pub(super) fn admit(&self, visitor: &Visitor) -> Result<()> {
        if self.settings.identity_required && visitor.identity.is_none() {
            return Err(Error::problem(401, "bad_identity", "this chat is for signed-in users of the site"));
        }
        Ok(())
    }

    /// The answer with what the browser needs to hand it to the site's page.
    pub(super) fn answer(&self, answer: impl IntoResponse) -> Response {
        with_cors(answer, self.origin.clone())
    }
}

/// Lets the asking origin read the answer. No credentials: the chat knows no cookies.
pub(super) fn with_cors(answer: impl IntoResponse, origin: Option<HeaderValue>) -> Response {
    let mut answer = answer.into_response();
    let headers = answer.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("Retry-After"));
    }
    answer
}

/// The answer to a browser that asks whether it may ask.
pub(super) fn preflight(headers: &HeaderMap) -> Response {
    let mut answer = with_cors(axum::http::StatusCode::NO_CONTENT, headers.get(header::ORIGIN).cloned());
    let headers = answer.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("Authorization, Content-Type"));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    answer
}

/// Whether the asking page is of another site. Browsers name the origin of what they ask of another one, always.
fn is_foreign(inbox: &Inbox, origin: Option<&HeaderValue>, headers: &HeaderMap) -> bool {
    let Some(origin) = origin else { return false };
    let own_host = headers.get(header::HOST).and_then(|own| own.to_str().ok()).map(strip_port);
    let host = origin.to_str().ok().and_then(host_of);
    host.is_none() || (inbox.config.public_url().and_then(host_of) != host && own_host != host)
}

fn host_of(origin: &str) -> Option<&str> {
    let (_, rest) = origin.split_once("://")?;
    Some(strip_port(rest.split('/').next().unwrap_or(rest)))
}

fn strip_port(host: &str) -> &str {
    host.rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(host, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn an_origin_has_a_host() {
        assert_eq!(host_of("https://glina.example:8443"), Some("glina.example"));
        assert_eq!(host_of("https://glina.example/path"), Some("glina.example"));
        assert_eq!(host_of("null"), None);
    }
}
