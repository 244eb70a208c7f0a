//! Where a request comes from: the page that sent it and the address behind the proxies.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};

use super::Auth;
use crate::address;
use crate::error::{Error, Result};

/// Proof that a request without a session (sign-in, set-up) was sent by our own page: otherwise a strange page could sign a
/// visitor in under a strange account.
#[derive(Debug, Clone, Copy)]
pub struct SameOrigin;

/// Who is at the other end of the wire.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Address, the proxies in front taken off.
    pub address: IpAddr,
    /// Whether the browser speaks https with us or with the proxy in front: cookies are then marked so.
    pub https: bool,
    /// At most 300 characters of `User-Agent`.
    pub user_agent: String,
    local: bool,
}

impl Caller {
    /// Whether the request comes from this very machine, not through a proxy on it. A server with a public address believes
    /// nobody: a proxy that adds no headers could not be told from the person at the console.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.local
    }
}

impl<S> FromRequestParts<S> for SameOrigin
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        require_same_origin(&Auth::from_ref(state), &parts.headers)?;
        Ok(Self)
    }
}

impl<S> FromRequestParts<S> for Caller
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let auth = Auth::from_ref(state);
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        // Without a known peer nothing is believed: this address is neither local nor a proxy of ours.
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip().to_canonical());
        let headers = &parts.headers;
        let agent = headers.get(header::USER_AGENT).map_or_else(String::new, |value| {
            String::from_utf8_lossy(value.as_bytes()).chars().filter(|c| !c.is_control()).take(300).collect()
        });
        Ok(Self {
            address: address::client_address(peer, headers, &auth.0.trusted_proxies),
            https: auth.0.https || address::is_https(peer, headers, &auth.0.trusted_proxies),
            user_agent: agent,
            local: is_local(&auth, peer, headers),
        })
    }
}

/// Whether the request can change something: anything but reads, and the opening of a socket, through which changes are sent.
pub(super) fn needs_same_origin(method: &Method, headers: &HeaderMap) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) || headers.contains_key(header::UPGRADE)
}

/// 403 unless our own page sent the request. Browsers send `Origin` with every change; whoever sends neither it nor
/// `Sec-Fetch-Site` is no browser with our cookie.
pub(super) fn require_same_origin(auth: &Auth, headers: &HeaderMap) -> Result<()> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let site = text("sec-fetch-site");
    let ours = match text("origin") {
        Some(origin) => is_ours(auth, origin, text("host")) && site.is_none_or(|site| site == "same-origin"),
        None => site == Some("same-origin"),
    };
    if ours {
        return Ok(());
    }
    Err(Error::problem(403, "forbidden", "This request was not sent by the page of this server (Origin)."))
}

/// The scheme is compared only with the public address: behind a proxy that ends TLS this server does not know it.
fn is_ours(auth: &Auth, origin: &str, host: Option<&str>) -> bool {
    if auth.0.public_origin.as_deref().is_some_and(|public| public.eq_ignore_ascii_case(origin)) {
        return true;
    }
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    matches!(scheme, "http" | "https")
        && host.is_some_and(|host| !host.is_empty() && host.eq_ignore_ascii_case(authority))
}

fn is_local(auth: &Auth, peer: IpAddr, headers: &HeaderMap) -> bool {
    let proxied = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded", "via"];
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    peer.is_loopback()
        && proxied.iter().all(|name| !headers.contains_key(*name))
        && auth.0.public_origin.is_none()
        // A strange name that leads here (DNS rebinding) is not the person at the console.
        && is_loopback_host(host)
}

fn is_loopback_host(host: &str) -> bool {
    if let Ok(socket) = host.parse::<SocketAddr>() {
        return socket.ip().is_loopback();
    }
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
