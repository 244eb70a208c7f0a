//! Extractors and the session cookie.

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};

use super::origin::{needs_same_origin, require_same_origin};
use super::{AuthStore, Right, SignedIn, Who};
use crate::address::Block;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::id;

/// Name of the session cookie.
pub const COOKIE: &str = "beseda_session";
/// Header that names the project of a request.
pub const PROJECT_HEADER: &str = "beseda-project";
/// Longest token looked up: ours have 43 characters.
const MAX_TOKEN: usize = 128;

/// What the extractors need from the state of a router: `impl FromRef<State> for Auth`.
#[derive(Clone)]
pub struct Auth(pub(super) Arc<Inner>);

pub(super) struct Inner {
    store: Arc<dyn AuthStore>,
    pub(super) public_origin: Option<String>,
    pub(super) https: bool,
    pub(super) trusted_proxies: Vec<Block>,
}

/// A live session, in a project or not.
#[derive(Debug, Clone, Copy)]
pub struct Signed(pub SignedIn);

/// Any member of the current project.
#[derive(Debug, Clone, Copy)]
pub struct Member(pub Who);

/// A member with the right `R`: `Can<DialogsWrite>`. Reads like [`Who`].
#[derive(Debug, Clone, Copy)]
pub struct Can<R> {
    /// Who asks.
    pub who: Who,
    right: PhantomData<R>,
}

/// A right as a type.
pub trait RightType: Send + Sync + 'static {
    /// The right.
    const RIGHT: Right;
}

/// The rights as types, for [`Can`].
pub mod can {
    use super::{Right, RightType};

    macro_rules! types {
        ($($name:ident)*) => {$(
            #[doc = concat!("[`Right::", stringify!($name), "`]")]
            #[derive(Debug, Clone, Copy)]
            pub struct $name;
            impl RightType for $name {
                const RIGHT: Right = Right::$name;
            }
        )*};
    }

    types! {
        DialogsReadAll DialogsRead DialogsWrite MessagesDelete ClientsWrite ClientsDelete ClientsExport ClientsImport
        ChannelsRead ChannelsWrite EmployeesRead EmployeesWrite ProjectWrite AuditRead DealsWrite DealsDelete
    }
}

impl Auth {
    /// Sessions of the store, the origin and proxies of the configuration.
    pub fn new(store: Arc<dyn AuthStore>, config: &Config) -> Self {
        let public_origin = config.public_url().and_then(|url| reqwest::Url::parse(url).ok());
        Self(Arc::new(Inner {
            store,
            public_origin: public_origin.map(|url| url.origin().ascii_serialization()),
            https: config.is_https(),
            trusted_proxies: config.trusted_proxies(),
        }))
    }

    /// The session of a request. The answer is kept in the request: several extractors ask the store once.
    async fn signed_in(&self, parts: &mut Parts) -> Result<SignedIn> {
        if let Some(known) = parts.extensions.get::<SignedIn>() {
            return Ok(*known);
        }
        let token = session_token(&parts.headers).ok_or(Error::Unauthorized)?;
        if needs_same_origin(&parts.method, &parts.headers) {
            require_same_origin(self, &parts.headers)?;
        }
        let project = asked_project(&parts.headers)?;
        let session = self.0.store.load(id::hash_token(token), project).await?.ok_or(Error::Unauthorized)?;
        parts.extensions.insert(session);
        Ok(session)
    }
}

impl<S> FromRequestParts<S> for Signed
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        Auth::from_ref(state).signed_in(parts).await.map(Self)
    }
}

impl<S> FromRequestParts<S> for Member
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let SignedIn { employee, session, place } = Auth::from_ref(state).signed_in(parts).await?;
        let (project, role) = place.ok_or(Error::Forbidden)?;
        Ok(Self(Who { employee, project, role, rights: role.rights(), session }))
    }
}

impl<S, R> FromRequestParts<S> for Can<R>
where
    Auth: FromRef<S>,
    S: Send + Sync,
    R: RightType,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Member(who) = Member::from_request_parts(parts, state).await?;
        who.must(R::RIGHT)?;
        Ok(Self { who, right: PhantomData })
    }
}

impl<R> Deref for Can<R> {
    type Target = Who;

    fn deref(&self) -> &Who {
        &self.who
    }
}

impl Deref for Member {
    type Target = Who;

    fn deref(&self) -> &Who {
        &self.0
    }
}

/// The cookie that starts a session.
pub fn session_cookie(token: &str, max_age_s: u64, https: bool) -> Result<HeaderValue> {
    let secure = if https { "; Secure" } else { "" };
    let text = format!("{COOKIE}={token}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(text).map_err(Error::internal)
}

/// The cookie that ends it.
pub fn ended_cookie(https: bool) -> Result<HeaderValue> {
    session_cookie("", 0, https)
}

fn session_token(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, token) = pairs.find(|(name, _)| *name == COOKIE)?;
    (!token.is_empty() && token.len() <= MAX_TOKEN).then_some(token)
}

fn asked_project(headers: &HeaderMap) -> Result<Option<i64>> {
    let Some(value) = headers.get(PROJECT_HEADER) else { return Ok(None) };
    let number = value.to_str().ok().and_then(|text| text.parse().ok());
    number.map(Some).ok_or_else(|| Error::problem(400, "invalid", "The header Beseda-Project must be a number."))
}
