use super::*;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::{ConnectInfo, FromRef};
use axum::http::{Request, StatusCode};
use axum::routing::{any, get, post};
use tower::ServiceExt as _;

use crate::config::Config;
use crate::id;

/// Session "alive": employee 1, owner of project 10, operator in 20. "alone": no project.
struct Sessions(AtomicUsize);

impl AuthStore for Sessions {
    fn load(&self, token_hash: String, project: Option<i64>) -> BoxFuture<'_, Result<Option<SignedIn>>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        let known = |token: &str| token_hash == id::hash_token(token);
        let place = match project {
            None | Some(10) => Some((10, Role::Owner)),
            Some(20) => Some((20, Role::Operator)),
            Some(_) => None,
        };
        let found = if known("alive") {
            Some(SignedIn { employee: 1, session: 7, place })
        } else if known("alone") {
            Some(SignedIn { employee: 2, session: 8, place: None })
        } else {
            None
        };
        Box::pin(async move { Ok(found) })
    }
}

#[derive(Clone)]
struct App {
    auth: Auth,
    sessions: Arc<Sessions>,
}

impl FromRef<App> for Auth {
    fn from_ref(app: &App) -> Self {
        app.auth.clone()
    }
}

fn app(config: &Config) -> (Router, Arc<Sessions>) {
    let sessions = Arc::new(Sessions(AtomicUsize::new(0)));
    let app = App { auth: Auth::new(sessions.clone(), config), sessions: sessions.clone() };
    let caller = |caller: Caller| async move {
        format!("{} {} {} {}", caller.address, caller.https, caller.is_local(), caller.user_agent)
    };
    let write = |first: Signed, can: Can<can::ChannelsWrite>| async move {
        format!("{} {} {}", first.0.employee, can.project, can.role.as_str())
    };
    let router = Router::new()
        .route("/signed", any(|Signed(who): Signed| async move { who.employee.to_string() }))
        .route("/member", any(|member: Member| async move { format!("{} {}", member.employee, member.project) }))
        .route("/write", any(write))
        .route("/read", get(|can: Can<can::DialogsRead>| async move { can.who.project.to_string() }))
        .route("/login", post(|_: SameOrigin| async { "in" }))
        .route("/caller", get(caller))
        .with_state(app.clone());
    (router, app.sessions)
}

async fn ask(config: &Config, method: &str, path: &str, headers: &[(&str, &str)]) -> (StatusCode, String) {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(axum::body::Body::empty()).unwrap();
    let response = app(config).0.oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

const ALIVE: (&str, &str) = ("cookie", "a=b; beseda_session=alive; c=d");
const HOST: (&str, &str) = ("host", "desk.example:8080");
const OWN: (&str, &str) = ("origin", "http://desk.example:8080");

#[tokio::test]
async fn g24_a_handler_gets_what_it_names_or_is_not_reached() {
    let config = Config::default();
    let status = async |path: &'static str, headers: &[(&str, &str)]| ask(&config, "GET", path, headers).await;
    assert_eq!(status("/signed", &[]).await.0, 401);
    assert_eq!(status("/signed", &[("cookie", "beseda_session=dead")]).await.0, 401);
    assert_eq!(status("/signed", &[("cookie", "beseda_session=")]).await.0, 401);
    assert_eq!(status("/signed", &[("cookie", &format!("beseda_session={}", "x".repeat(5000)))]).await.0, 401);
    assert_eq!(status("/signed", &[ALIVE]).await, (StatusCode::OK, "1".into()));
    assert_eq!(status("/signed", &[("cookie", "beseda_session=alone")]).await.1, "2");
    assert_eq!(status("/member", &[("cookie", "beseda_session=alone")]).await.0, 403);
    assert_eq!(status("/member", &[ALIVE]).await.1, "1 10");
    assert_eq!(status("/member", &[ALIVE, ("beseda-project", "20")]).await.1, "1 20");
    assert_eq!(status("/member", &[ALIVE, ("beseda-project", "30")]).await.0, 403);
    assert_eq!(status("/member", &[ALIVE, ("beseda-project", "x")]).await.0, 400);
    assert_eq!(status("/write", &[ALIVE]).await.1, "1 10 owner");
    assert_eq!(status("/write", &[ALIVE, ("beseda-project", "20")]).await.0, 403);
    assert_eq!(status("/read", &[ALIVE, ("beseda-project", "20")]).await.1, "20");
}

#[tokio::test]
async fn several_extractors_ask_the_store_once() {
    let (router, sessions) = app(&Config::default());
    let request = Request::builder().uri("/write").header(ALIVE.0, ALIVE.1).body(axum::body::Body::empty()).unwrap();
    assert_eq!(router.oneshot(request).await.unwrap().status(), 200);
    assert_eq!(sessions.0.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_strange_page_cannot_use_the_cookie() {
    let public = Config { public_url: "https://chat.example/".into(), ..Config::default() };
    let cases: &[(&[(&str, &str)], bool)] = &[
        (&[HOST, OWN], true),
        (&[HOST, ("origin", "https://desk.example:8080")], true),
        (&[HOST, OWN, ("sec-fetch-site", "same-origin")], true),
        (&[HOST, ("sec-fetch-site", "same-origin")], true),
        (&[HOST, ("origin", "https://chat.example")], true),
        (&[HOST], false),
        (&[HOST, ("origin", "null")], false),
        (&[HOST, ("origin", "http://evil.example")], false),
        (&[HOST, ("origin", "http://desk.example")], false),
        (&[HOST, ("origin", "http://desk.example:8080.evil.example")], false),
        (&[HOST, ("origin", "http://chat.example")], false),
        (&[HOST, ("origin", "file://desk.example:8080")], false),
        (&[HOST, ("origin", "")], false),
        (&[HOST, OWN, ("sec-fetch-site", "same-site")], false),
        (&[HOST, ("sec-fetch-site", "none")], false),
        (&[("origin", "http://")], false),
    ];
    for (headers, allowed) in cases {
        let with_cookie: Vec<_> = headers.iter().copied().chain([ALIVE]).collect();
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let (status, _) = ask(&public, method, "/signed", &with_cookie).await;
            assert_eq!(status == 200, *allowed, "{method} {headers:?}: {status}");
        }
        assert_eq!(ask(&public, "POST", "/login", headers).await.0 == 200, *allowed, "{headers:?}");
        let socket: Vec<_> = with_cookie.iter().copied().chain([("upgrade", "websocket")]).collect();
        assert_eq!(ask(&public, "GET", "/signed", &socket).await.0 == 200, *allowed, "socket {headers:?}");
        assert_eq!(ask(&public, "GET", "/signed", &with_cookie).await.0, 200, "reading changes nothing");
    }
}

#[test]
fn the_cookie_is_for_the_server_alone() {
    let text = |value: Result<axum::http::HeaderValue>| value.unwrap().to_str().unwrap().to_owned();
    assert_eq!(
        text(session_cookie("abc", 60, true)),
        "beseda_session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
    );
    assert_eq!(
        text(session_cookie("abc", 60, false)),
        "beseda_session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"
    );
    assert_eq!(text(ended_cookie(false)), "beseda_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    assert!(session_cookie("a\r\nb", 60, true).is_err());
}

async fn caller(config: &Config, peer: Option<&str>, headers: &[(&str, &str)]) -> String {
    let mut request = Request::builder().uri("/caller");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(axum::body::Body::empty()).unwrap();
    if let Some(peer) = peer {
        request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer.parse().unwrap()));
    }
    let response = app(config).0.oneshot(request).await.unwrap();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn g26_only_the_person_at_the_console_is_local() {
    let config = Config::default();
    let loopback = Some("127.0.0.1:5000");
    let here = ("host", "localhost:8080");
    assert_eq!(caller(&config, loopback, &[here]).await, "127.0.0.1 false true ");
    assert_eq!(caller(&config, Some("[::1]:5000"), &[("host", "[::1]:8080")]).await, "::1 false true ");
    assert_eq!(caller(&config, Some("[::ffff:127.0.0.1]:1"), &[("host", "[::1]")]).await, "127.0.0.1 false true ");
    for (peer, headers) in [
        (None, vec![here]),
        (Some("8.8.8.8:1"), vec![here]),
        (loopback, vec![]),
        (loopback, vec![("host", "rebound.example:8080")]),
        (loopback, vec![here, ("x-forwarded-for", "127.0.0.1")]),
        (loopback, vec![here, ("via", "1.1 proxy")]),
    ] {
        let told = caller(&config, peer, &headers).await;
        assert!(told.contains(" false false "), "{peer:?} {headers:?}: {told}");
    }
    let public = Config { public_url: "https://chat.example".into(), ..Config::default() };
    assert_eq!(caller(&public, loopback, &[here]).await, "127.0.0.1 true false ");
}

#[tokio::test]
async fn the_caller_is_seen_through_trusted_proxies_only() {
    let config = Config::default();
    let proxied =
        [("x-forwarded-for", "6.6.6.6, 1.2.3.4"), ("x-forwarded-proto", "https"), ("user-agent", "Fire\tfox")];
    assert_eq!(caller(&config, Some("127.0.0.1:1"), &proxied).await, "1.2.3.4 true false Firefox");
    assert_eq!(caller(&config, Some("9.9.9.9:1"), &proxied).await, "9.9.9.9 false false Firefox");
    let long = "я".repeat(1000);
    let told = caller(&config, Some("9.9.9.9:1"), &[("user-agent", &long)]).await;
    assert_eq!(told.matches('я').count(), 300);
}

#[test]
fn roles_have_fixed_rights() {
    let names = |role: Role| serde_json::to_value(role.rights()).unwrap();
    assert_eq!(names(Role::Owner).as_array().unwrap().len(), 16);
    assert_eq!(Role::Owner.rights(), Role::Administrator.rights());
    assert_eq!(
        names(Role::Editor),
        serde_json::json!([
            "dialogs.read_all",
            "dialogs.read",
            "dialogs.write",
            "messages.delete",
            "clients.write",
            "channels.read",
            "deals.write"
        ])
    );
    assert_eq!(
        names(Role::Operator),
        serde_json::json!(["dialogs.read", "dialogs.write", "clients.write", "deals.write"])
    );
    for role in Role::ALL {
        assert_eq!(role.as_str().parse::<Role>().unwrap(), role);
        assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
        assert_eq!(role.rights().iter().collect::<Rights>(), role.rights());
    }
    assert!("root".parse::<Role>().is_err());
}

#[test]
fn only_an_owner_changes_owners_and_only_the_upper_two_change_anyone() {
    for other in Role::ALL {
        assert!(Role::Owner.may_change(other));
        assert_eq!(Role::Administrator.may_change(other), other != Role::Owner);
        assert!(!Role::Editor.may_change(other) && !Role::Operator.may_change(other));
    }
}

#[tokio::test]
async fn a_password_is_checked_against_its_hash() {
    let passwords = Passwords::cheap().unwrap();
    let hash = passwords.hash("пароль".into()).await.unwrap();
    assert!(hash.starts_with("$argon2id$v=19$"));
    assert_ne!(hash, passwords.hash("пароль".into()).await.unwrap(), "each with its own salt");
    assert!(passwords.verify("пароль".into(), Some(hash.clone())).await.unwrap());
    assert!(!passwords.verify("пароль ".into(), Some(hash.clone())).await.unwrap());
    assert!(!passwords.verify("x".repeat(2000), Some(hash)).await.unwrap());
    assert!(passwords.verify("x".into(), Some("rubbish".into())).await.is_err());
}

#[tokio::test]
async fn an_unknown_person_costs_the_same_work_as_a_known_one() {
    let passwords = Passwords::cheap().unwrap();
    let hash = passwords.hash("right".into()).await.unwrap();
    for stored in [Some(hash), None] {
        let before = passwords.computed();
        assert!(!passwords.verify("wrong".into(), stored).await.unwrap());
        assert_eq!(passwords.computed(), before + 1);
    }
    assert!(!passwords.verify("nobody".into(), None).await.unwrap());
}

#[tokio::test]
async fn a_hash_of_another_cost_is_outdated() {
    let cheap = Passwords::cheap().unwrap();
    let real = Passwords::new(1).unwrap();
    let hash = cheap.hash("x".into()).await.unwrap();
    assert!(!cheap.is_outdated(&hash));
    assert!(real.is_outdated(&hash));
    assert!(real.is_outdated("rubbish"));
    assert!(real.verify("x".into(), Some(hash)).await.unwrap(), "and still opens");
}

#[tokio::test]
async fn a_flood_of_sign_ins_is_bounded() {
    let passwords = Passwords::cheap().unwrap();
    let all = (0..500).map(|_| passwords.verify("x".into(), None));
    let outcomes = futures_util::future::join_all(all).await;
    let busy = outcomes.iter().filter(|outcome| matches!(outcome, Err(Error::Busy))).count();
    assert!((1..500).contains(&busy), "{busy} sent away");
    assert!(!passwords.verify("x".into(), None).await.unwrap(), "and afterwards there is room again");
}
