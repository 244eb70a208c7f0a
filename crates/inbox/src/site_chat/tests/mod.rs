//! The visitor's side: what a widget on a customer's site can do, and what it cannot.

mod doors;
mod identity;
mod messages;
mod sessions;
mod sockets;

use std::net::SocketAddr;
use std::time::Duration;

use beseda_base::db::Db;
use serde_json::{Value, json};

use crate::testing::socket::Socket;
use crate::testing::{Answer, Ask, TestApp, User};
use crate::{intake, live, outbox, site_chat};

/// Where the widget stands.
const SITE: &str = "https://glina.example";

/// A project with a website chat.
struct Site {
    app: TestApp,
    owner: User,
    channel: i64,
    key: String,
}

/// A visitor with a session.
struct Guest {
    browser: User,
    key: String,
    id: String,
    token: String,
}

impl Site {
    async fn new(db: Db) -> Site {
        Site::with(db, json!({})).await
    }

    async fn with(db: Db, settings: Value) -> Site {
        let app = TestApp::new(db).await;
        let owner = app.owner();
        let wanted = json!({ "kind": "site_chat", "name": "Сайт", "settings": settings });
        let made = owner.post("/api/v1/channels").json(wanted).await.gives(201);
        let (channel, key) = (made["id"].as_i64().unwrap(), made["key"].as_str().unwrap().to_owned());
        Site { app, owner, channel, key }
    }

    /// A browser on the customer's site.
    fn browser(&self) -> User {
        self.app.stranger().with_header("origin", SITE)
    }

    fn path(&self, rest: &str) -> String {
        format!("/chat/{}/{rest}", self.key)
    }

    async fn session(&self, body: Value) -> Answer {
        self.browser().post(&self.path("session")).json(body).await
    }

    async fn guest(&self) -> Guest {
        self.guest_of(self.session(json!({ "token": null, "identity": null })).await.gives(200))
    }

    fn guest_of(&self, session: Value) -> Guest {
        let text = |name: &str| session[name].as_str().unwrap().to_owned();
        Guest { browser: self.browser(), key: self.key.clone(), id: text("visitor"), token: text("token") }
    }

    async fn settings(&self, settings: Value) {
        let path = format!("/api/v1/channels/{}", self.channel);
        self.owner.patch(&path).json(json!({ "settings": settings })).await.gives(200);
    }

    /// What was kept becomes messages.
    async fn drain(&self) {
        intake::drain(&self.app.inbox).await.unwrap();
    }

    async fn number(&self, sql: &'static str) -> i64 {
        self.app.inbox.db.read(move |tx| tx.one::<(i64,)>(sql, &[])).await.unwrap().0
    }

    async fn clients(&self) -> i64 {
        self.number("select count(*) from clients").await
    }

    async fn only_client(&self) -> i64 {
        assert_eq!(self.clients().await, 1);
        self.number("select id from clients").await
    }

    async fn answers(&self, client: i64, body: Value) -> i64 {
        let path = format!("/api/v1/dialogs/{client}/messages");
        self.owner.post(&path).json(body).await.gives(201)["id"].as_i64().unwrap()
    }

    /// Starts what carries words to open chats.
    async fn served(&self) -> SocketAddr {
        live::start(&self.app.inbox);
        outbox::start(&self.app.inbox);
        site_chat::start(&self.app.inbox);
        self.app.serve().await
    }

    /// The state of a message, once it is this one; each change is told on the bus.
    async fn until_state(&self, client: i64, message: i64, state: &str) {
        let mut wakes = self.app.inbox.bus.subscribe();
        for _ in 0..300 {
            let page = self.owner.get(&format!("/api/v1/dialogs/{client}/messages")).await.gives(200);
            let found = page["items"].as_array().unwrap().iter().find(|row| row["id"] == message).cloned().unwrap();
            if found["state"] == state {
                return;
            }
            // Time passes only while nothing happens.
            let _ = tokio::time::timeout(Duration::from_millis(100), wakes.recv()).await;
        }
        panic!("not {state}");
    }

    async fn ends(self) {
        assert!(self.app.inbox.tasks.stop(Duration::from_secs(20)).await.is_empty());
    }
}

impl Guest {
    fn path(&self, rest: &str) -> String {
        format!("/chat/{}/{rest}", self.key)
    }

    fn signed(&self, ask: Ask) -> Ask {
        ask.header("authorization", &format!("Bearer {}", self.token))
    }

    fn post(&self, rest: &str, body: Value) -> Ask {
        self.signed(self.browser.post(&self.path(rest))).json(body)
    }

    async fn writes(&self, reference: &str, text: &str) -> Answer {
        self.post("messages", json!({ "ref": reference, "text": text })).await
    }

    async fn history(&self, query: &str) -> Value {
        self.signed(self.browser.get(&self.path(&format!("messages{query}")))).await.gives(200)
    }

    async fn items(&self) -> Vec<Value> {
        self.history("").await["items"].as_array().unwrap().clone()
    }

    async fn uploads(&self, name: &str, bytes: &[u8]) -> Answer {
        self.signed(self.browser.post(&self.path("files"))).file(name, "text/plain", bytes).await
    }

    /// Opens the chat's socket, says hello and reads the welcome.
    async fn opens(&self, server: SocketAddr, after: Option<i64>) -> (Socket, i64) {
        let mut socket = self.socket(server, SITE).await.unwrap();
        socket.say(&json!({ "type": "hello", "token": self.token, "after": after })).await;
        let welcome = socket.next().await;
        assert_eq!(welcome["type"], "welcome", "{welcome}");
        (socket, welcome["last_n"].as_i64().unwrap())
    }

    async fn socket(&self, server: SocketAddr, origin: &str) -> Result<Socket, u16> {
        Socket::open(server, &self.path("socket"), &[("origin", origin.to_owned())]).await
    }
}

fn texts(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["text"].as_str().unwrap()).collect()
}
