//! The one way out: HTTP requests to messengers, webhooks and files by link.
//!
//! Promises: an address that is not the public internet is never dialled unless `beseda.toml` allows it, also not after a
//! redirect or when a name changes its mind between two look-ups (the checked address is the dialled one). Responses and
//! redirects are bounded, every exchange has a time limit. A failure says whether the other side can have taken the request:
//! [`OutError::NotSent`] may be repeated, [`OutError::Ambiguous`] may not. Error texts hold no addresses, since addresses hold tokens.

mod body;
mod failure;
mod guard;

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use reqwest::{Client, Proxy, Url};
use tokio::time::{Instant, timeout_at};

pub use body::{Body, ByteStream, Part};
pub use failure::OutError;
pub use guard::Allowed;

use crate::config::OutgoingConfig;
use crate::error::{Error, Result};
use failure::{classify, text_of};
use guard::{Guard, Resolver};

/// Longest wait for a connection, including the name and TLS.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Below the usual 60 s after which servers close idle connections, so that a request seldom meets a closing one.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// Longest look-up of a name that a proxy will connect to.
const PROXY_LOOKUP_TIMEOUT: Duration = Duration::from_secs(5);
/// Clients kept for different proxies.
const MAX_PROXIES: usize = 64;
const USER_AGENT: &str = concat!("Beseda/", env!("CARGO_PKG_VERSION"));

/// One request.
pub struct OutRequest {
    /// `GET`, `POST` …
    pub method: Method,
    /// Absolute `http` or `https` address. May hold a token: it is neither logged nor put into errors.
    pub url: String,
    /// Headers; the content type of a body is set by it unless given here.
    pub headers: HeaderMap,
    /// Body.
    pub body: Body,
    /// Limit for the whole exchange.
    pub timeout: Duration,
    /// Longest response, after decompression.
    pub max_response: u64,
    /// Redirects to follow; only `GET` and `HEAD` follow any.
    pub redirects: u8,
    /// `http://`, `https://`, `socks5://` proxy of this call instead of the configured one.
    pub proxy: Option<String>,
}

/// An answer, read whole.
#[derive(Debug, Clone)]
pub struct OutResponse {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
}

/// An answer whose body is read piece by piece.
pub struct OutStream {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    response: reqwest::Response,
    left: u64,
    deadline: Instant,
}

/// The guarded client. Cloning shares its connections.
#[derive(Clone)]
pub struct Outgoing(Arc<Inner>);

struct Inner {
    allowed: Vec<Allowed>,
    proxy: Option<String>,
    resolver: Resolver,
    tls: rustls::ClientConfig,
    clients: Mutex<HashMap<Way, Client>>,
}

/// What a pool of connections belongs to.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Way {
    proxy: Option<String>,
    /// Whether resolved addresses are checked; not for hosts that the configuration names.
    checked: bool,
}

impl OutRequest {
    /// A request with the limits of an ordinary call: 30 s, 1 MiB, no redirects.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            headers: HeaderMap::new(),
            body: Body::Empty,
            timeout: Duration::from_secs(30),
            max_response: 1 << 20,
            redirects: 0,
            proxy: None,
        }
    }

    /// `GET`.
    pub fn get(url: impl Into<String>) -> Self {
        Self::new(Method::GET, url)
    }

    /// `POST`.
    pub fn post(url: impl Into<String>, body: Body) -> Self {
        Self { body, ..Self::new(Method::POST, url) }
    }
}

impl OutResponse {
    /// `Retry-After` in seconds.
    #[must_use]
    pub fn retry_after_s(&self) -> Option<u64> {
        self.headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
    }
}

impl Outgoing {
    /// A client with the system's name look-up.
    pub fn new(config: &OutgoingConfig) -> Result<Self> {
        Self::with_resolver(config, guard::system_resolver)
    }

    /// The same with another look-up: tests have names of their own.
    pub fn with_resolver<F>(config: &OutgoingConfig, resolver: F) -> Result<Self>
    where
        F: Fn(String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> + Send + Sync + 'static,
    {
        let allowed = config.allow_private.iter().map(|text| text.parse()).collect::<Result<_, String>>();
        Ok(Self(Arc::new(Inner {
            allowed: allowed.map_err(|e| Error::internal(format!("outgoing.allow_private: {e}")))?,
            proxy: Some(config.proxy.clone()).filter(|proxy| !proxy.is_empty()),
            resolver: Arc::new(resolver),
            tls: tls_config()?,
            clients: Mutex::default(),
        })))
    }

    /// One exchange, the answer read whole.
    pub async fn request(&self, request: OutRequest) -> Result<OutResponse, OutError> {
        let mut stream = self.open(request).await?;
        let mut body = BytesMut::new();
        while let Some(chunk) = stream.chunk().await? {
            body.extend_from_slice(&chunk);
        }
        Ok(OutResponse { status: stream.status, headers: stream.headers, body: body.freeze() })
    }

    /// One exchange up to the head of the answer; the body follows by [`OutStream::chunk`] within the same limits.
    pub async fn open(&self, request: OutRequest) -> Result<OutStream, OutError> {
        let outcome = self.follow(request).await;
        let name = match &outcome {
            Ok(_) => "answered",
            Err(OutError::NotSent(_)) => "not_sent",
            Err(OutError::Ambiguous(_)) => "ambiguous",
            Err(OutError::TooBig) => "too_big",
            Err(OutError::Refused(_)) => "refused",
        };
        metrics::counter!("beseda_outgoing_requests_total", "outcome" => name).increment(1);
        outcome
    }

    async fn follow(&self, request: OutRequest) -> Result<OutStream, OutError> {
        let deadline = Instant::now() + request.timeout;
        let max = request.max_response;
        let proxy = request.proxy.or_else(|| self.0.proxy.clone());
        let mut url = guard::parse(&request.url)?;
        let follows = matches!(request.method, Method::GET | Method::HEAD);
        let (mut headers, mut body) = (request.headers, request.body);
        let mut redirects = if follows { request.redirects } else { 0 };
        loop {
            let client = self.client_for(&url, proxy.as_deref()).await?;
            let (sent, progress) = body.into_sent()?;
            let mut built = client.request(request.method.clone(), url.clone());
            if let Some(content_type) = sent.content_type.filter(|_| !headers.contains_key(header::CONTENT_TYPE)) {
                built = built.header(header::CONTENT_TYPE, content_type);
            }
            // An unset body of GET stays unset: some servers refuse `content-length: 0` there.
            if let Some(body) = sent.body {
                built = built.body(body);
            }
            let sending = built.headers(headers.clone()).send();
            let response = match timeout_at(deadline, sending).await {
                Ok(Ok(response)) => response,
                Ok(Err(error)) => return Err(classify(&error, &progress)),
                Err(_) if progress.nothing_sent() => {
                    return Err(OutError::NotSent("timed out before anything was sent".into()));
                }
                Err(_) => return Err(OutError::Ambiguous("timed out".into())),
            };
            match next_address(&url, &response) {
                Some(next) if redirects > 0 => {
                    redirects -= 1;
                    if !same_origin(&url, &next) {
                        headers = without_credentials(&headers);
                    }
                    url = next;
                    body = Body::Empty;
                }
                Some(_) if follows && request.redirects > 0 => {
                    return Err(OutError::Refused("too many redirects".into()));
                }
                _ => return OutStream::new(response, max, deadline),
            }
        }
    }

    /// The pool of connections that may carry this request, or the refusal.
    async fn client_for(&self, url: &Url, proxy: Option<&str>) -> Result<Client, OutError> {
        let inner = &self.0;
        let way = match proxy {
            None => Way { proxy: None, checked: guard::check_target(url, &inner.allowed)? },
            Some(proxy) => {
                let trusted = inner.proxy.as_deref() == Some(proxy);
                let proxy = guard::parse_proxy(proxy)?;
                let checked = !trusted && guard::check_target(&proxy, &inner.allowed)?;
                self.check_behind_proxy(url).await?;
                Way { proxy: Some(proxy.into()), checked }
            }
        };
        // A panic while the lock was held cannot leave half a client.
        let mut clients = inner.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&way) {
            return Ok(client.clone());
        }
        if clients.len() >= MAX_PROXIES {
            clients.clear();
        }
        let client = inner.build(&way).map_err(|e| OutError::NotSent(text_of(&e)))?;
        clients.insert(way, client.clone());
        Ok(client)
    }

    /// A proxy looks up names itself. What this server can look up is checked all the same; what it cannot (a network whose
    /// only way out is the proxy) is left to the proxy.
    async fn check_behind_proxy(&self, url: &Url) -> Result<(), OutError> {
        let inner = &self.0;
        if !guard::check_target(url, &inner.allowed)? {
            return Ok(());
        }
        let name = url.host_str().unwrap_or_default().to_owned();
        let lookup = tokio::time::timeout(PROXY_LOOKUP_TIMEOUT, (inner.resolver)(name)).await;
        match lookup {
            Ok(Ok(addresses)) => guard::keep_permitted(addresses, &inner.allowed).map(|_| ()).map_err(OutError::from),
            _ => Ok(()),
        }
    }
}

impl Inner {
    #[expect(clippy::disallowed_methods, reason = "this is the guarded client")]
    fn build(&self, way: &Way) -> reqwest::Result<Client> {
        let allowed = if way.checked { Some(self.allowed.clone()) } else { None };
        let builder = Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .dns_resolver(Guard { resolver: self.resolver.clone(), allowed })
            .redirect(reqwest::redirect::Policy::none())
            // What was refused by the other side is repeated by the outbox, which knows whether it may.
            .retry(reqwest::retry::never())
            .referer(false)
            .user_agent(USER_AGENT)
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .pool_max_idle_per_host(16);
        match &way.proxy {
            Some(proxy) => builder.proxy(Proxy::all(proxy)?).build(),
            None => builder.no_proxy().build(),
        }
    }
}

impl OutStream {
    fn new(response: reqwest::Response, max: u64, deadline: Instant) -> Result<Self, OutError> {
        if response.content_length().is_some_and(|length| length > max) {
            return Err(OutError::TooBig);
        }
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Self { status, headers, response, left: max, deadline })
    }

    /// Length the other side announced.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// The next piece, `None` at the end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, OutError> {
        let read = timeout_at(self.deadline, self.response.chunk()).await;
        let chunk = match read {
            Ok(Ok(chunk)) => chunk,
            Ok(Err(error)) => return Err(OutError::Ambiguous(text_of(&error))),
            Err(_) => return Err(OutError::Ambiguous("timed out while reading the answer".into())),
        };
        if let Some(chunk) = &chunk {
            self.left = self.left.checked_sub(chunk.len() as u64).ok_or(OutError::TooBig)?;
        }
        Ok(chunk)
    }
}

/// Where a redirect leads; a target that is no web address, or goes from https to http, is no redirect to follow.
fn next_address(url: &Url, response: &reqwest::Response) -> Option<Url> {
    let redirect = matches!(
        response.status(),
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    );
    if !redirect {
        return None;
    }
    let next = url.join(response.headers().get(header::LOCATION)?.to_str().ok()?).ok()?;
    let downgrade = url.scheme() == "https" && next.scheme() != "https";
    if downgrade { None } else { guard::parse(next.as_str()).ok() }
}

fn same_origin(a: &Url, b: &Url) -> bool {
    a.scheme() == b.scheme() && a.host_str() == b.host_str() && a.port_or_known_default() == b.port_or_known_default()
}

/// Only what tells nothing about us goes on to another host; any other header may be a key.
fn without_credentials(headers: &HeaderMap) -> HeaderMap {
    let harmless = [header::ACCEPT, header::ACCEPT_LANGUAGE, header::RANGE];
    let kept = |name: &HeaderName| harmless.contains(name);
    headers.iter().filter(|(name, _)| kept(name)).map(|(n, v): (_, &HeaderValue)| (n.clone(), v.clone())).collect()
}

/// Roots: Mozilla's, built in, so that a box without `ca-certificates` works; and the system's, so that a company's own count.
pub(crate) fn tls_config() -> Result<rustls::ClientConfig> {
    let mut roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

#[cfg(test)]
mod tests;
