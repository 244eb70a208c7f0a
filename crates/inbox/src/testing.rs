//! An installation in a test: all routes in process, people as clients, a clock that only the test moves.
//!
//! ```text
//! both! { ALL; async fn an_operator_cannot_rename_the_project(db: Db) {
//!     let app = TestApp::new(db).await;
//!     let olga = app.operator("olga").await;
//!     olga.patch("/api/v1/project").json(json!({ "name": "x" })).await.fails(403, "forbidden");
//! } }
//! ```
//! Every answer in tests of this crate is held against the description of the API; one that it does not describe fails the test.
//! Loops do not run unless the test starts them. Requests carry the headers that a browser on our own page sends.

#[cfg(test)]
pub(crate) mod described;
#[cfg(test)]
pub(crate) mod socket;
#[cfg(test)]
pub(crate) mod talk;

use std::future::{Future, IntoFuture};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use beseda_base::auth::{COOKIE, PROJECT_HEADER, Passwords, Role, Who};
use beseda_base::clock::Clock;
use beseda_base::config::Config;
use beseda_base::db::Db;
use beseda_base::files::Files;
use beseda_base::http::Outgoing;
use beseda_base::id;
use beseda_base::secrets::Secrets;
use beseda_base::tasks::Tasks;
use beseda_base::throttle::Throttle;
use bytes::Bytes;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::employees::{self, NewAccount};
use crate::projects::{self, Language, NewProject};
use crate::{Inbox, Parts};

/// When every test begins: 22 November 2026, 12:00 UTC.
pub const NOW: i64 = 1_795_348_800_000;
/// The password of everybody.
pub const PASSWORD: &str = "correct horse battery";
/// Host name of the installation.
pub const HOST: &str = "beseda.test";
/// Largest answer that is read.
const ANSWER_MAX: usize = 64 << 20;

/// An installation of a test.
pub struct TestApp {
    /// State of the routes, for verbs.
    pub inbox: Inbox,
    /// The project "Тихая глина"; 0 before the set-up.
    pub project: i64,
    router: Router,
    owner: Option<User>,
    /// Held for its drop, which deletes the files.
    _folder: TempDir,
}

/// A person with a browser.
#[derive(Clone)]
pub struct User {
    /// Id of the employee; 0 for a stranger.
    pub id: i64,
    /// Role in the project he looks at; of no meaning for a stranger.
    pub role: Role,
    router: Router,
    token: String,
    session: i64,
    project: i64,
    peer: SocketAddr,
    headers: HeaderMap,
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

impl TestApp {
    /// An installation with the owner Катерина (`katerina@example.com`) and her project "Тихая глина".
    pub async fn new(db: Db) -> Self {
        Self::with(db, |_| {}).await
    }

    /// The same with other settings.
    pub async fn with(db: Db, change: impl FnOnce(&mut Config)) -> Self {
        let mut app = Self::empty_with(db, change).await;
        let account = app.account("katerina").await;
        let project =
            NewProject {
                name: "Тихая глина".into(), language: Language::Ru, timezone: "Europe/Moscow".into()
            };
        let made = app.inbox.db.write(move |tx| employees::create_owner(tx, &account, &project, NOW)).await;
        let (owner, project) = made.expect("the owner");
        app.project = project;
        app.owner = Some(app.signed_in(owner, project, Role::Owner).await);
        app
    }

    /// An installation before its first run.
    pub async fn empty(db: Db) -> Self {
        Self::empty_with(db, |_| {}).await
    }

    async fn empty_with(db: Db, change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the files");
        let mut config = Config { data_dir: folder.path().display().to_string(), ..Config::default() };
        change(&mut config);
        let config = Arc::new(config);
        let parts = Parts {
            bus: db.bus().clone(),
            db,
            clock: Clock::fixed(NOW),
            files: Files::open(&config).expect("files"),
            secrets: Secrets::from_base64(["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="]).expect("a key"),
            outgoing: Outgoing::new(&config.outgoing).expect("the guarded client"),
            tasks: Tasks::new(),
            passwords: Passwords::cheap().expect("passwords"),
            throttle: Throttle::new(config.limits.requests_per_minute, 60_000, 1_000),
            config,
        };
        let inbox = Inbox::new(parts);
        let (router, _) = crate::routes().with_state(inbox.clone()).split_for_parts();
        Self { inbox, project: 0, router, owner: None, _folder: folder }
    }

    /// The owner of the project.
    #[must_use]
    pub fn owner(&self) -> User {
        self.owner.clone().expect("TestApp::new makes an owner")
    }

    /// A new administrator.
    pub async fn administrator(&self, name: &str) -> User {
        self.member(name, Role::Administrator).await
    }

    /// A new editor.
    pub async fn editor(&self, name: &str) -> User {
        self.member(name, Role::Editor).await
    }

    /// A new operator.
    pub async fn operator(&self, name: &str) -> User {
        self.member(name, Role::Operator).await
    }

    /// A new member `{name}@example.com` of the project.
    pub async fn member(&self, name: &str, role: Role) -> User {
        let (account, project) = (self.account(name).await, self.project);
        let made = self.inbox.db.write(move |tx| {
            let employee = employees::create(tx, &account, NOW)?;
            employees::join(tx, project, employee, role, NOW)?;
            Ok(employee)
        });
        self.signed_in(made.await.expect("the member"), project, role).await
    }

    /// The owner of another project of the same installation, `{name}@example.com`.
    pub async fn neighbour(&self, name: &str) -> User {
        let account = self.account(name).await;
        let new = NewProject { name: format!("Project of {name}"), language: Language::En, timezone: "UTC".into() };
        let made = self.inbox.db.write(move |tx| {
            let employee = employees::create(tx, &account, NOW)?;
            Ok((employee, projects::create(tx, employee, &new, NOW)?.id))
        });
        let (employee, project) = made.await.expect("the neighbour");
        self.signed_in(employee, project, Role::Owner).await
    }

    /// Somebody without a session, at another machine.
    #[must_use]
    pub fn stranger(&self) -> User {
        User {
            id: 0,
            role: Role::Operator,
            router: self.router.clone(),
            token: String::new(),
            session: 0,
            project: 0,
            peer: SocketAddr::from(([203, 0, 113, 7], 40_000)),
            headers: HeaderMap::new(),
        }
    }

    /// Another session of an employee.
    pub async fn signed_in(&self, employee: i64, project: i64, role: Role) -> User {
        let (token, now) = (id::token(id::TOKEN_BYTES), self.inbox.clock.now());
        let session = employees::begin_session(&self.inbox, employee, &token, now).await.expect("a session");
        User { id: employee, role, token, session, project, ..self.stranger() }
    }

    /// Serves the routes on a free port of this machine, for sockets. Ends with the tasks.
    pub async fn serve(&self) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let service = self.router.clone().into_make_service_with_connect_info::<SocketAddr>();
        let stopping = self.inbox.tasks.stopping();
        self.inbox.tasks.spawn("server of a test", async move {
            let serving = axum::serve(listener, service).with_graceful_shutdown(stopping.cancelled_owned());
            serving.await.expect("the server");
        });
        address
    }

    /// Moves the clock.
    pub fn advance(&self, milliseconds: i64) {
        self.inbox.clock.advance(milliseconds);
    }

    async fn account(&self, name: &str) -> NewAccount {
        let password_hash = self.inbox.passwords.hash(PASSWORD.into()).await.expect("a hash");
        NewAccount { email: format!("{name}@example.com"), name: name.to_owned(), password_hash, language: "ru" }
    }
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
            #[cfg(test)]
            let asked = (self.request.method().clone(), self.request.uri().path().to_owned());
            let response = self.router.oneshot(self.request).await.expect("a router never fails");
            let (parts, body) = response.into_parts();
            let bytes = axum::body::to_bytes(body, ANSWER_MAX).await.expect("the whole answer");
            let answer = Answer { status: parts.status.as_u16(), headers: parts.headers, bytes };
            #[cfg(test)]
            described::check(&asked.0, &asked.1, &answer);
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
