//! An installation in a test: all routes in process, people as clients, a clock that only the test moves.
//!
//! ```text
//! both! { ALL; async fn an_operator_cannot_rename_the_project(db: Db) {
//!     let app = TestApp::new(db).await;
//!     let olga = app.operator("olga").await;
//!     olga.patch("/api/v1/project").json(json!({ "name": "x" })).await.fails(403, "forbidden");
//! } }
//! ```
//! Every answer is held against the description of the API; one that it does not describe fails the test.
//! A crate above brings its own routes with [`TestApp::serving`].
//! Loops do not run unless the test starts them. Requests carry the headers that a browser on our own page sends.

pub(crate) mod described;
mod people;
#[cfg(test)]
pub(crate) mod socket;
pub mod talk;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::HeaderMap;
use beseda_base::auth::{Passwords, Role};
use beseda_base::clock::Clock;
use beseda_base::config::Config;
use beseda_base::db::Db;
use beseda_base::files::Files;
use beseda_base::http::Outgoing;
use beseda_base::id;
use beseda_base::secrets::Secrets;
use beseda_base::tasks::Tasks;
use beseda_base::throttle::Throttle;
use tempfile::TempDir;
use utoipa_axum::router::OpenApiRouter;

use crate::employees::{self, NewAccount};
use crate::projects::{self, Language, NewProject};
use crate::{Inbox, Parts};

pub use people::{Answer, Ask, User};

/// When every test begins: 22 November 2026, 12:00 UTC.
pub const NOW: i64 = 1_795_348_800_000;
/// The password of everybody.
pub const PASSWORD: &str = "correct horse battery";
/// Host name of the installation.
pub const HOST: &str = "beseda.test";

/// What gives the routes of a test: those of the crate under test and of all that it stands on.
pub type Routes = fn() -> OpenApiRouter<Inbox>;

/// An installation of a test.
pub struct TestApp {
    /// State of the routes, for verbs.
    pub inbox: Inbox,
    /// The project "Тихая глина"; 0 before the set-up.
    pub project: i64,
    routes: Routes,
    router: Router,
    owner: Option<User>,
    /// Held for its drop, which deletes the files.
    _folder: TempDir,
}

impl TestApp {
    /// An installation with the owner Катерина (`katerina@example.com`) and her project "Тихая глина".
    pub async fn new(db: Db) -> Self {
        Self::with(db, |_| {}).await
    }

    /// The same with other settings.
    pub async fn with(db: Db, change: impl FnOnce(&mut Config)) -> Self {
        Self::owned(Self::empty_with(db, crate::routes, change).await).await
    }

    /// The same with the routes of a crate above.
    pub async fn serving(db: Db, routes: Routes) -> Self {
        Self::owned(Self::empty_with(db, routes, |_| {}).await).await
    }

    async fn owned(mut app: Self) -> Self {
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
        Self::empty_with(db, crate::routes, |_| {}).await
    }

    /// Another node of the same installation: the same tables, bus, time and files, and a memory of its own.
    pub fn another_node(&self) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let here = &self.inbox;
        let parts = Parts {
            bus: here.bus.clone(),
            db: here.db.clone(),
            clock: here.clock.clone(),
            files: here.files.clone(),
            ..parts(here.db.clone(), here.config.clone())
        };
        let inbox = Inbox::new(parts);
        let router = router(self.routes, &inbox);
        let owner = self.owner.clone().map(|owner| User { router: router.clone(), ..owner });
        Self { inbox, project: self.project, routes: self.routes, router, owner, _folder: folder }
    }

    async fn empty_with(db: Db, routes: Routes, change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the files");
        let mut config = Config { data_dir: folder.path().display().to_string(), ..Config::default() };
        change(&mut config);
        let config = Arc::new(config);
        let inbox = Inbox::new(parts(db, config));
        let router = router(routes, &inbox);
        Self { inbox, project: 0, routes, router, owner: None, _folder: folder }
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

fn parts(db: Db, config: Arc<Config>) -> Parts {
    Parts {
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
    }
}

fn router(routes: Routes, inbox: &Inbox) -> Router {
    routes().with_state(inbox.clone()).split_for_parts().0
}
