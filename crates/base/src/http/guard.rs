//! Where a request may go: the check of addresses before a connection and the resolver that checks what a name became.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::OutError;
use crate::address::{Block, is_public};

/// Looks a name up.
pub(super) type Resolver = Arc<dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> + Send + Sync>;

/// An entry of `outgoing.allow_private`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// A host as written in the address, on one port or on all.
    Host {
        /// Lower case; an address without brackets.
        name: String,
        /// `None`: all.
        port: Option<u16>,
    },
    /// Addresses, also those a name resolves to.
    Block(Block),
}

/// An address that may not be dialled.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub(super) struct Refused(String);

/// The resolver of the client: what it returns is what is dialled, so a name cannot change between check and connection.
pub(super) struct Guard {
    pub(super) resolver: Resolver,
    /// `None`: the configuration names the host, so any address will do.
    pub(super) allowed: Option<Vec<Allowed>>,
}

impl FromStr for Allowed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(block) = text.parse() {
            return Ok(Self::Block(block));
        }
        if let Ok(socket) = text.parse::<SocketAddr>() {
            return Ok(Self::Host { name: socket.ip().to_string(), port: Some(socket.port()) });
        }
        let wrong = || format!("`{text}` is none of host, host:port, 10.0.0.0/8");
        let (name, port) = match text.rsplit_once(':') {
            Some((name, port)) => (name, Some(port.parse::<u16>().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        if name.is_empty() || !name.chars().all(fits) {
            return Err(wrong());
        }
        Ok(Self::Host { name: name.to_ascii_lowercase(), port })
    }
}

impl From<Refused> for OutError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused.0)
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let lookup = (self.resolver)(name.as_str().to_owned());
        let allowed = self.allowed.clone();
        Box::pin(async move {
            let addresses = lookup.await?;
            let addresses = match allowed {
                Some(allowed) => keep_permitted(addresses, &allowed)?,
                None => addresses,
            };
            let sockets: Addrs = Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(sockets)
        })
    }
}

/// The system's look-up.
pub(super) fn system_resolver(name: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
    Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.map(|socket| socket.ip()).collect()) })
}

/// A web address. Decimal, octal and hexadecimal forms of IPv4 are already undone by the parser.
pub(super) fn parse(url: &str) -> Result<Url, OutError> {
    let url = Url::parse(url).map_err(|_| OutError::Refused("this is not an address".into()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(OutError::Refused("only http and https addresses are called".into()));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(OutError::Refused("the address has no host".into()));
    }
    Ok(url)
}

/// An address of a proxy. SOCKS proxies always look names up themselves.
pub(super) fn parse_proxy(proxy: &str) -> Result<Url, OutError> {
    let wrong = || OutError::Refused("a proxy is an http, https or socks5 address".into());
    let proxy = match proxy.strip_prefix("socks5://") {
        Some(rest) => format!("socks5h://{rest}"),
        None => proxy.to_owned(),
    };
    let url = Url::parse(&proxy).map_err(|_| wrong())?;
    let known = matches!(url.scheme(), "http" | "https" | "socks5h");
    if known && url.host_str().is_some_and(|host| !host.is_empty()) { Ok(url) } else { Err(wrong()) }
}

/// Refuses a literal address that is not public; otherwise tells whether the addresses of the name must still be checked.
pub(super) fn check_target(url: &Url, allowed: &[Allowed]) -> Result<bool, Refused> {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
    let port = url.port_or_known_default().or_else(|| (url.scheme() == "socks5h").then_some(1080));
    if allowed.iter().any(|entry| entry.names(&host, port)) {
        return Ok(false);
    }
    match host.parse::<IpAddr>() {
        Ok(address) => keep_permitted(vec![address], allowed).map(|_| false),
        Err(_) => Ok(true),
    }
}

/// The addresses that may be dialled; none left is a refusal.
pub(super) fn keep_permitted(mut addresses: Vec<IpAddr>, allowed: &[Allowed]) -> Result<Vec<IpAddr>, Refused> {
    let found = !addresses.is_empty();
    addresses.retain(|address| is_public(*address) || allowed.iter().any(|entry| entry.holds(*address)));
    if found && addresses.is_empty() {
        let text = "the address is inside a private network; outgoing.allow_private in beseda.toml would allow it";
        return Err(Refused(text.into()));
    }
    Ok(addresses)
}

impl Allowed {
    fn names(&self, host: &str, port: Option<u16>) -> bool {
        match self {
            Self::Host { name, port: only } => name == host && only.is_none_or(|only| port == Some(only)),
            Self::Block(_) => false,
        }
    }

    fn holds(&self, address: IpAddr) -> bool {
        match self {
            Self::Block(block) => block.contains(address),
            Self::Host { .. } => false,
        }
    }
}
