//! People of a test: their browsers, what they ask, and what they are answered.

use std::future::{Future, IntoFuture};
use std::net::SocketAddr;
use std::pin::Pin;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use beseda_base::auth::{COOKIE, PROJECT_HEADER, Role, Who};
use bytes::Bytes;
use serde_json::Value;
use tower::ServiceExt as _;

use super::HOST;

/// Largest answer that is read.
const ANSWER_MAX: usize = 64 << 20;

/// A person with a browser.
#[derive(Clone)]
pub struct User {
    /// Id of the employee; 0 for a stranger.
    pub id: i64,
    /// Role in the project he looks at; of no meaning for a stranger.
    pub role: Role,
    pub(super) router: Router,
    pub(super) token: String,
    pub(super) session: i64,
    pub(super) project: i64,
    pub(super) peer: SocketAddr,
    pub(super) headers: HeaderMap,
}

/// A request that is being put together; `await` sends it.
#[must_use = "await it"]
pub struct Ask {
    router: Router,
    request: Request<Body>,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub bytes: Bytes,
}

impl User {
    /// What his session stands for, for verbs.
    #[must_use]
    pub fn who(&self) -> Who {
        Who {
            employee: self.id,
            project: self.project,
            role: self.role,
            rights: self.role.rights(),
            session: self.session,
        }
    }

    /// The same person, looking at another project.
    #[must_use]
    pub fn in_project(mut self, project: i64) -> Self {
        self.project = project;
        self
    }

    /// The same person at another address.
    #[must_use]
    pub fn from(mut self, address: &str) -> Self {
        self.peer = SocketAddr::new(address.parse().expect("an address"), 40_000);
        self
    }

    /// The same person with the session of an answer's cookie.
    #[must_use]
    pub fn with_cookie_of(mut self, answer: &Answer) -> Self {
        self.token = answer.session_token().expect("a session cookie");
        self
    }

    /// The same person sending one more header with everything.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header"));
        self
    }

    /// `GET`.
    pub fn get(&self, path: &str) -> Ask {
        self.ask(Method::GET, path)
    }

    /// `POST`.
    pub fn post(&self, path: &str) -> Ask {
        self.ask(Method::POST, path)
    }

    /// `PUT`.
    pub fn put(&self, path: &str) -> Ask {
        self.ask(Method::PUT, path)
    }

    /// `PATCH`.
    pub fn patch(&self, path: &str) -> Ask {
        self.ask(Method::PATCH, path)
    }

    /// `DELETE`.
    pub fn delete(&self, path: &str) -> Ask {
        self.ask(Method::DELETE, path)
    }

    /// Any method.
    pub fn ask(&self, method: Method, path: &str) -> Ask {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().expect("a path");
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let headers = request.headers_mut();
        headers.insert(header::HOST, HeaderValue::from_static(HOST));
        headers.insert(header::ORIGIN, HeaderValue::from_static("http://beseda.test"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static("Test/1.0"));
        if !self.token.is_empty() {
            let cookie = format!("{COOKIE}={}", self.token);
            headers.insert(header::COOKIE, HeaderValue::from_str(&cookie).expect("a cookie"));
        }
        if self.project != 0 {
            headers.insert(HeaderName::from_static(PROJECT_HEADER), HeaderValue::from(self.project));
        }
        headers.extend(self.headers.clone());
        Ask { router: self.router.clone(), request }
    }
}

impl Ask {
    /// A JSON body.
    pub fn json(self, body: Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    /// A form with one file in the part `file`.
    pub fn file(self, name: &str, mime: &str, bytes: &[u8]) -> Self {
        let mut body = format!(
            "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {mime}\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--part--\r\n");
        self.header("content-type", "multipart/form-data; boundary=part").body(body)
    }

    /// Any body.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    /// One more header, instead of one of the same name.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a header");
        self.request.headers_mut().insert(HeaderName::from_static(name), value);
        self
    }

    /// Without a header that a browser would send.
    pub fn without(mut self, name: &'static str) -> Self {
        self.request.headers_mut().remove(name);
        self
    }
}

impl IntoFuture for Ask {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let asked = (self.request.method().clone(), self.request.uri().path().to_owned());
            let response = self.router.oneshot(self.request).await.expect("a router never fails");
            let (parts, body) = response.into_parts();
            let bytes = axum::body::to_bytes(body, ANSWER_MAX).await.expect("the whole answer");
            let answer = Answer { status: parts.status.as_u16(), headers: parts.headers, bytes };
            super::described::check(&asked.0, &asked.1, &answer);
            answer
        })
    }
}

impl Answer {
    /// The body as JSON; null if it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Asserts the status and gives the body as JSON.
    #[track_caller]
    pub fn gives(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()
    }

    /// Asserts the status and code of a problem document and gives it.
    #[track_caller]
    pub fn fails(&self, status: u16, code: &str) -> Value {
        let problem = self.gives(status);
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        problem
    }

    /// Asserts a 422 that complains about a field with a code.
    #[track_caller]
    pub fn complains(&self, field: &str, code: &str) {
        let problem = self.fails(422, "invalid");
        assert_eq!(problem["fields"][field]["code"], code, "{problem}");
    }

    /// A header; empty if it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The token of the session cookie it sets.
    #[must_use]
    pub fn session_token(&self) -> Option<String> {
        let (name, rest) = self.header("set-cookie").split_once('=')?;
        let token = rest.split(';').next().unwrap_or_default();
        (name == COOKIE && !token.is_empty()).then(|| token.to_owned())
    }
}
