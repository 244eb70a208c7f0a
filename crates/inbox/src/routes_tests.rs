//! One walk over every described route: as a stranger, as each role, and as the owner of another project. A route that is
//! not in the table fails the test, so nobody opens a door without saying for whom.

use axum::http::Method;
use beseda_base::auth::Role;
use beseda_base::both;
use beseda_base::db::{Db, params};
use beseda_base::error::Result;
use serde_json::{Value, json};

use crate::migrations::ALL;
use crate::testing::talk::Talk;
use crate::testing::{NOW, TestApp, User};

/// For everybody, without a session.
const PUBLIC: &str = "*";
/// Roles that may: owner, administrator, editor, operator (p).
const EVERYBODY: &str = "oaep";
const MANAGERS: &str = "oa";
const NOT_OPERATORS: &str = "oae";

const TABLE: &[(&str, &str, &str)] = &[
    ("GET", "/api/v1/setup", PUBLIC),
    ("POST", "/api/v1/setup", PUBLIC),
    ("POST", "/api/v1/setup/code", PUBLIC),
    ("GET", "/api/v1/sign-in", PUBLIC),
    ("POST", "/api/v1/auth/login", PUBLIC),
    ("GET", "/api/v1/invitations/{token}", PUBLIC),
    ("POST", "/api/v1/invitations/{token}", PUBLIC),
    // The name is the digest of the picture; the sign-in of a colleague shows it before there is a session.
    ("GET", "/api/v1/avatars/{name}", PUBLIC),
    ("POST", "/api/v1/auth/logout", EVERYBODY),
    ("GET", "/api/v1/me", EVERYBODY),
    ("PATCH", "/api/v1/me", EVERYBODY),
    ("PUT", "/api/v1/me/avatar", EVERYBODY),
    ("DELETE", "/api/v1/me/avatar", EVERYBODY),
    ("PUT", "/api/v1/me/password", EVERYBODY),
    ("PUT", "/api/v1/me/status", EVERYBODY),
    ("GET", "/api/v1/me/sessions", EVERYBODY),
    ("DELETE", "/api/v1/me/sessions/{id}", EVERYBODY),
    ("GET", "/api/v1/projects", EVERYBODY),
    ("POST", "/api/v1/projects", EVERYBODY),
    ("PATCH", "/api/v1/project", MANAGERS),
    ("GET", "/api/v1/project/steps", EVERYBODY),
    ("POST", "/api/v1/project/demo-client", MANAGERS),
    ("DELETE", "/api/v1/project/demo-client", MANAGERS),
    ("GET", "/api/v1/audit", MANAGERS),
    ("GET", "/api/v1/employees", EVERYBODY),
    ("PATCH", "/api/v1/employees/{id}", MANAGERS),
    ("DELETE", "/api/v1/employees/{id}", MANAGERS),
    ("POST", "/api/v1/employees/invitations", MANAGERS),
    ("POST", "/api/v1/employees/invitations/{id}/renew", MANAGERS),
    ("DELETE", "/api/v1/employees/invitations/{id}", MANAGERS),
    ("GET", "/api/v1/channel-kinds", NOT_OPERATORS),
    ("GET", "/api/v1/channels", NOT_OPERATORS),
    ("POST", "/api/v1/channels", MANAGERS),
    ("POST", "/api/v1/channels/telegram/check", MANAGERS),
    ("GET", "/api/v1/channels/{id}", NOT_OPERATORS),
    ("PATCH", "/api/v1/channels/{id}", MANAGERS),
    ("DELETE", "/api/v1/channels/{id}", MANAGERS),
    ("PUT", "/api/v1/channels/{id}/pause", MANAGERS),
    ("DELETE", "/api/v1/channels/{id}/pause", MANAGERS),
    ("POST", "/api/v1/channels/{id}/check", MANAGERS),
    ("GET", "/api/v1/channels/{id}/state", NOT_OPERATORS),
    ("GET", "/api/v1/channels/{id}/secret", MANAGERS),
    ("GET", "/api/v1/channels/{id}/dead-letters", MANAGERS),
    ("POST", "/api/v1/channels/{id}/dead-letters/replay", MANAGERS),
    ("POST", "/api/v1/channels/{id}/dead-letters/{dead_id}/replay", MANAGERS),
    ("GET", "/api/v1/channels/{id}/unknown", NOT_OPERATORS),
    ("POST", "/api/v1/channels/{id}/unknown", MANAGERS),
    ("GET", "/api/v1/dialogs", EVERYBODY),
    ("GET", "/api/v1/dialogs/counts", EVERYBODY),
    ("GET", "/api/v1/dialogs/matching", EVERYBODY),
    ("GET", "/api/v1/dialogs/{client_id}", EVERYBODY),
    ("PUT", "/api/v1/dialogs/{client_id}/seen", EVERYBODY),
    ("PUT", "/api/v1/dialogs/{client_id}/answer-not-needed", EVERYBODY),
    ("PUT", "/api/v1/dialogs/{client_id}/responsible", EVERYBODY),
    ("PUT", "/api/v1/dialogs/{client_id}/pin", EVERYBODY),
    ("DELETE", "/api/v1/dialogs/{client_id}/pin", EVERYBODY),
    ("PUT", "/api/v1/dialogs/{client_id}/bot-pause", EVERYBODY),
    ("DELETE", "/api/v1/dialogs/{client_id}/bot-pause", EVERYBODY),
    ("PUT", "/api/v1/dialogs/{client_id}/block", EVERYBODY),
    ("DELETE", "/api/v1/dialogs/{client_id}/block", EVERYBODY),
    ("PUT", "/api/v1/dialogs/{client_id}/unread", EVERYBODY),
    ("GET", "/api/v1/dialogs/{client_id}/messages", EVERYBODY),
    ("POST", "/api/v1/dialogs/{client_id}/messages", EVERYBODY),
    ("PATCH", "/api/v1/dialogs/{client_id}/messages/{id}", EVERYBODY),
    ("DELETE", "/api/v1/dialogs/{client_id}/messages/{id}", NOT_OPERATORS),
    ("POST", "/api/v1/dialogs/{client_id}/messages/{id}/attempts", EVERYBODY),
    ("PUT", "/api/v1/dialogs/{client_id}/messages/{id}/delivery", EVERYBODY),
    ("PUT", "/api/v1/dialogs/{client_id}/messages/{id}/pin", EVERYBODY),
    ("PUT", "/api/v1/dialogs/{client_id}/messages/{id}/reaction", EVERYBODY),
    ("DELETE", "/api/v1/dialogs/{client_id}/messages/{id}/pin", EVERYBODY),
    ("GET", "/api/v1/dialogs/{client_id}/pinned-messages", EVERYBODY),
    ("GET", "/api/v1/dialogs/{client_id}/scheduled-messages", EVERYBODY),
    ("POST", "/api/v1/dialogs/{client_id}/scheduled-messages", EVERYBODY),
    ("PATCH", "/api/v1/dialogs/{client_id}/scheduled-messages/{id}", EVERYBODY),
    ("DELETE", "/api/v1/dialogs/{client_id}/scheduled-messages/{id}", EVERYBODY),
    ("POST", "/api/v1/dialogs/{client_id}/scheduled-messages/{id}/send-now", EVERYBODY),
    ("POST", "/api/v1/dialogs/bulk", EVERYBODY),
    ("GET", "/api/v1/jobs", EVERYBODY),
    ("GET", "/api/v1/jobs/{id}", EVERYBODY),
    ("POST", "/api/v1/jobs/{id}/stop", EVERYBODY),
    ("POST", "/api/v1/jobs/{id}/undo", EVERYBODY),
    ("GET", "/api/v1/jobs/{id}/skipped", EVERYBODY),
    ("POST", "/api/v1/dialogs/{client_id}/messages/{id}/resend", EVERYBODY),
    ("GET", "/api/v1/clients/export", MANAGERS),
    ("POST", "/api/v1/channels/{id}/imports", MANAGERS),
    ("GET", "/api/v1/channels/{id}/imports", MANAGERS),
    ("GET", "/api/v1/imports/{id}", MANAGERS),
    ("DELETE", "/api/v1/imports/{id}", MANAGERS),
    ("GET", "/api/v1/imports/{id}/preview", MANAGERS),
    ("POST", "/api/v1/imports/{id}/start", MANAGERS),
    ("POST", "/api/v1/imports/{id}/stop", MANAGERS),
    ("GET", "/api/v1/imports/{id}/errors", MANAGERS),
    ("GET", "/api/v1/variable-templates", EVERYBODY),
    ("POST", "/api/v1/variable-templates", MANAGERS),
    ("PUT", "/api/v1/variable-templates/{id}", MANAGERS),
    ("DELETE", "/api/v1/variable-templates/{id}", MANAGERS),
    ("GET", "/api/v1/drafts", EVERYBODY),
    ("GET", "/api/v1/dialogs/{client_id}/draft", EVERYBODY),
    ("PUT", "/api/v1/dialogs/{client_id}/draft", EVERYBODY),
    ("DELETE", "/api/v1/dialogs/{client_id}/draft", EVERYBODY),
    ("GET", "/api/v1/search", EVERYBODY),
    ("GET", "/api/v1/dialogs/{client_id}/search", EVERYBODY),
    ("GET", "/api/v1/dialogs/{client_id}/comments", EVERYBODY),
    ("POST", "/api/v1/dialogs/{client_id}/comments", EVERYBODY),
    ("PATCH", "/api/v1/dialogs/{client_id}/comments/{id}", EVERYBODY),
    ("DELETE", "/api/v1/dialogs/{client_id}/comments/{id}", EVERYBODY),
    ("POST", "/api/v1/dialogs/{client_id}/comments/{id}/restore", EVERYBODY),
    ("GET", "/api/v1/clients/{id}", EVERYBODY),
    ("PATCH", "/api/v1/clients/{id}", EVERYBODY),
    ("DELETE", "/api/v1/clients/{id}", MANAGERS),
    ("POST", "/api/v1/clients/{id}/restore", MANAGERS),
    ("GET", "/api/v1/clients/{id}/avatar", EVERYBODY),
    ("PUT", "/api/v1/clients/{id}/variables/{name}", EVERYBODY),
    ("DELETE", "/api/v1/clients/{id}/variables/{name}", EVERYBODY),
    ("POST", "/api/v1/clients/{id}/contacts", EVERYBODY),
    ("PATCH", "/api/v1/clients/{id}/contacts/{contact_id}", EVERYBODY),
    ("DELETE", "/api/v1/clients/{id}/contacts/{contact_id}", EVERYBODY),
    ("PUT", "/api/v1/clients/{id}/links/{other_id}", EVERYBODY),
    ("DELETE", "/api/v1/clients/{id}/links/{other_id}", EVERYBODY),
    ("PUT", "/api/v1/clients/{id}/main", EVERYBODY),
    ("GET", "/api/v1/clients/{id}/duplicates", EVERYBODY),
    ("PUT", "/api/v1/clients/{id}/distinct/{other_id}", EVERYBODY),
    ("DELETE", "/api/v1/clients/{id}/distinct/{other_id}", EVERYBODY),
    ("POST", "/api/v1/clients/{id}/personal-links", EVERYBODY),
    ("GET", "/api/v1/saved-filters", EVERYBODY),
    ("POST", "/api/v1/saved-filters", EVERYBODY),
    ("PUT", "/api/v1/saved-filters/{id}", EVERYBODY),
    ("DELETE", "/api/v1/saved-filters/{id}", EVERYBODY),
    ("GET", "/api/v1/labels", EVERYBODY),
    ("POST", "/api/v1/labels", EVERYBODY),
    ("PUT", "/api/v1/labels/{id}", EVERYBODY),
    ("DELETE", "/api/v1/labels/{id}", EVERYBODY),
    ("PUT", "/api/v1/clients/{id}/labels/{label_id}", EVERYBODY),
    ("DELETE", "/api/v1/clients/{id}/labels/{label_id}", EVERYBODY),
    ("GET", "/api/v1/lists", EVERYBODY),
    ("POST", "/api/v1/lists", EVERYBODY),
    ("PUT", "/api/v1/lists/{id}", EVERYBODY),
    ("DELETE", "/api/v1/lists/{id}", EVERYBODY),
    ("PUT", "/api/v1/clients/{id}/lists/{list_id}", EVERYBODY),
    ("DELETE", "/api/v1/clients/{id}/lists/{list_id}", EVERYBODY),
    ("PUT", "/api/v1/clients/{id}/lists", EVERYBODY),
    ("POST", "/api/v1/files", EVERYBODY),
    ("GET", "/api/v1/files/{id}", EVERYBODY),
    ("GET", "/api/v1/files/{id}/thumb", EVERYBODY),
    ("POST", "/api/v1/messages/files/{file_id}/attempts", EVERYBODY),
    ("GET", "/api/v1/events", EVERYBODY),
];

/// Every described route, in order.
fn described() -> Vec<(String, String)> {
    let (_, description) = crate::routes().split_for_parts();
    let mut all = Vec::new();
    for (path, item) in description.paths.paths {
        let methods =
            [("GET", item.get), ("POST", item.post), ("PUT", item.put), ("PATCH", item.patch), ("DELETE", item.delete)];
        let there = methods.into_iter().filter(|(_, operation)| operation.is_some());
        all.extend(there.map(|(method, _)| (method.to_owned(), path.clone())));
    }
    all
}

/// A body that passes the checks of its form, so that what is answered is about rights.
fn body(path: &str) -> Value {
    let last = path.rsplit('/').next().unwrap_or_default();
    match last {
        "messages" => json!({ "text": "x", "client_ref": "x" }),
        "scheduled-messages" => json!({ "text": "x", "client_ref": "x", "due_at": NOW + 60_000 }),
        "seen" => json!({ "in_count": 1 }),
        "responsible" => json!({ "employee_id": null }),
        "unknown" => json!({ "action": "cancel", "message_ids": [1] }),
        "bulk" => json!({ "action": { "type": "read" }, "selection": { "client_ids": [1] } }),
        "resend" => json!({ "client_ref": "x" }),
        "start" => json!({ "encoding": "utf-8", "delimiter": "comma", "columns": [{ "kind": "id" }] }),
        "draft" => json!({ "text": "x" }),
        "comments" => json!({ "text": "x", "client_ref": "x" }),
        "lists" if path.starts_with("/api/v1/clients/") => json!({ "list_ids": [] }),
        "personal-links" => json!({ "channel_id": 1 }),
        "contacts" => json!({ "kind": "email", "value": "a@example.com" }),
        _ if path.starts_with("/api/v1/employees/") => json!({ "role": "editor" }),
        _ if path.contains("messages/") || path.contains("/comments/") => json!({ "text": "x" }),
        _ if path.contains("/variables/") => json!({ "value": "x" }),
        _ if path.contains("variable-templates") => json!({ "name": "x", "type": "string" }),
        _ if path.contains("saved-filters") => json!({ "name": "x", "filter": {} }),
        _ => json!({ "name": "x" }),
    }
}

async fn ask(user: &User, method: &str, path: &str) -> u16 {
    let asked = match path.rsplit('/').next() {
        Some("events") => format!("{path}?after=0"),
        Some("search") => format!("{path}?q=x"),
        _ => path.to_owned(),
    };
    user.ask(method.parse::<Method>().unwrap(), &asked).json(body(path)).await.status
}

/// The path with every parameter filled in.
fn filled(path: &str, value: impl Fn(&str) -> String) -> String {
    let segments: Vec<String> = path
        .split('/')
        .map(|segment| match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => value(name),
            None => segment.to_owned(),
        })
        .collect();
    segments.join("/")
}

/// The path to something that does not exist.
fn nowhere(path: &str) -> String {
    filled(path, |name| if matches!(name, "token" | "name") { "x".into() } else { "999999".into() })
}

async fn somebody(app: &TestApp, user: &User, role: Role) -> User {
    // A session of its own for each request: signing out is one of them.
    app.signed_in(user.id, app.project, role).await
}

/// Something of everything, in the first project: the ids that paths to it are made of.
struct Things {
    channel: i64,
    client: i64,
    message: i64,
    scheduled: i64,
    file: i64,
    dead_letter: i64,
    invitation: i64,
    employee: i64,
    session: i64,
    label: i64,
    list: i64,
    filter: i64,
    job: i64,
    import: i64,
    template: i64,
    contact: i64,
}

impl Things {
    async fn of(talk: &Talk, employee: &User) -> Things {
        let client = talk.writes("7", "привет").await;
        let message = talk.answers(&talk.owner, client, "ответ").await["id"].as_i64().unwrap();
        let form = json!({ "text": "позже", "client_ref": "later", "due_at": NOW + 60_000 });
        let path = format!("/api/v1/dialogs/{client}/scheduled-messages");
        let scheduled = talk.owner.post(&path).json(form).await.gives(201)["id"].as_i64().unwrap();
        let file = talk.owner.post("/api/v1/files").file("a.txt", "text/plain", b"clay").await.gives(201)["id"]
            .as_i64()
            .unwrap();
        let invite = json!({ "emails": ["new@example.com"], "role": "editor" });
        let invited = talk.owner.post("/api/v1/employees/invitations").json(invite).await.gives(201);
        let channel = talk.channel;
        let rows = talk.app.inbox.db.write(move |tx| {
            let dead: Result<(i64,)> = tx.one(
                "insert into raw_events (channel, thread_key, delivery_id, body, received_at, state) values ($1, '1', '1', $2, 1, 2) returning id",
                params![channel, b"{}".to_vec()],
            );
            Ok((dead?.0, tx.one::<(i64,)>("select max(id) from sessions", &[])?.0))
        });
        let (dead_letter, session) = rows.await.unwrap();
        let invitation = invited["items"][0]["id"].as_i64().unwrap();
        let made = async |path: &str| {
            talk.owner.post(path).json(json!({ "name": "VIP" })).await.gives(201)["id"].as_i64().unwrap()
        };
        let form = json!({ "name": "VIP", "shared": true, "filter": {} });
        let filter = talk.owner.post("/api/v1/saved-filters").json(form).await.gives(201)["id"].as_i64().unwrap();
        let form = json!({ "action": { "type": "read" }, "selection": { "client_ids": [client] } });
        let job = talk.owner.post("/api/v1/dialogs/bulk").json(form).await.gives(202)["id"].as_i64().unwrap();
        let path = format!("/api/v1/channels/{channel}/imports");
        let import =
            talk.owner.post(&path).file("a.csv", "text/csv", b"id;name\n1;a").await.gives(201)["id"].as_i64().unwrap();
        let form = json!({ "name": "x", "type": "string" });
        let template =
            talk.owner.post("/api/v1/variable-templates").json(form).await.gives(201)["id"].as_i64().unwrap();
        let contact = json!({ "kind": "phone", "value": "123" });
        let path = format!("/api/v1/clients/{client}/contacts");
        let card = talk.owner.post(&path).json(contact).await.gives(201);
        let contact = card["contacts"][0]["id"].as_i64().unwrap();
        let (label, list) = (made("/api/v1/labels").await, made("/api/v1/lists").await);
        Things {
            channel,
            client,
            message,
            scheduled,
            file,
            dead_letter,
            invitation,
            employee: employee.id,
            session,
            label,
            list,
            filter,
            job,
            import,
            template,
            contact,
        }
    }

    fn path(&self, path: &str) -> String {
        filled(path, |name| {
            let id = match name {
                "client_id" | "other_id" => self.client,
                "contact_id" => self.contact,
                "dead_id" => self.dead_letter,
                "file_id" => self.file,
                "label_id" => self.label,
                "list_id" => self.list,
                "name" => return "city".to_owned(),
                "id" if path.starts_with("/api/v1/saved-filters/") => self.filter,
                "id" if path.starts_with("/api/v1/jobs/") => self.job,
                "id" if path.starts_with("/api/v1/imports/") => self.import,
                "id" if path.starts_with("/api/v1/variable-templates/") => self.template,
                "id" if path.starts_with("/api/v1/labels/") => self.label,
                "id" if path.starts_with("/api/v1/lists/") => self.list,
                "id" if path.starts_with("/api/v1/channels/") => self.channel,
                "id" if path.contains("/scheduled-messages/") => self.scheduled,
                "id" if path.contains("/messages/") || path.contains("/comments/") => self.message,
                "id" if path.starts_with("/api/v1/clients/") => self.client,
                "id" if path.contains("/invitations/") => self.invitation,
                "id" if path.starts_with("/api/v1/employees/") => self.employee,
                "id" if path.starts_with("/api/v1/files/") => self.file,
                "id" if path.contains("/sessions/") => self.session,
                other => panic!("what is {other} in {path}?"),
            };
            id.to_string()
        })
    }
}

#[test]
fn every_route_is_in_the_table_and_the_table_names_no_other() {
    let described = described();
    for (method, path) in &described {
        let known = TABLE.iter().filter(|(m, p, _)| m == method && p == path).count();
        assert_eq!(known, 1, "{method} {path} must be in the table once: say who may use it");
    }
    for (method, path, _) in TABLE {
        let there = described.iter().any(|(m, p)| m == method && p == path);
        assert!(there, "{method} {path} is not served any more");
    }
}

both! { ALL;
    async fn a_stranger_is_asked_to_sign_in_everywhere(db: Db) {
        let app = TestApp::new(db).await;
        for (method, path, who) in TABLE {
            let status = ask(&app.stranger(), method, &nowhere(path)).await;
            assert_eq!(status == 401, *who != PUBLIC, "{method} {path}: {status}");
        }
    }

    async fn each_role_may_what_the_table_says(db: Db) {
        let app = TestApp::new(db).await;
        let people = [
            ('o', app.owner()),
            ('a', app.administrator("anton").await),
            ('e', app.editor("egor").await),
            ('p', app.operator("olga").await),
        ];
        for (method, path, who) in TABLE.iter().filter(|(_, _, who)| *who != PUBLIC) {
            for (letter, user) in &people {
                let user = somebody(&app, user, user.role).await;
                let status = ask(&user, method, &nowhere(path)).await;
                assert_ne!(status, 401, "{method} {path}");
                assert_eq!(status != 403, who.contains(*letter), "{method} {path} as {letter}: {status}");
                assert!(status < 500, "{method} {path} as {letter}: {status}");
            }
        }
    }

    async fn who_is_in_another_project_finds_nothing_here(db: Db) {
        let talk = Talk::new(db).await;
        let employee = talk.app.operator("olga").await;
        let things = Things::of(&talk, &employee).await;
        let nina = talk.app.neighbour("nina").await;
        let before = snapshot(&talk).await;
        for (method, path, who) in TABLE.iter().filter(|(_, path, who)| *who != PUBLIC && path.contains('{')) {
            let path = things.path(path);
            let status = ask(&nina, method, &path).await;
            assert_eq!(status, 404, "{method} {path} ({who}) from the own project");
            // Naming the other project helps nobody. Files and one's own sessions are not bound to the header.
            let status = ask(&nina.clone().in_project(talk.app.project), method, &path).await;
            assert!(matches!(status, 403 | 404), "{method} {path} ({who}) in the strange project: {status}");
        }
        assert_eq!(snapshot(&talk).await, before, "and changes nothing");
    }

    async fn no_change_is_taken_from_a_strange_page(db: Db) {
        let app = TestApp::new(db).await;
        for (method, path, who) in TABLE.iter().filter(|(method, _, _)| *method != "GET") {
            let user = if *who == PUBLIC { app.stranger() } else { somebody(&app, &app.owner(), Role::Owner).await };
            let strange = user.with_header("origin", "https://evil.example");
            assert_eq!(ask(&strange, method, &nowhere(path)).await, 403, "{method} {path}");
        }
    }
}

/// Rows that somebody else's request could have changed.
async fn snapshot(talk: &Talk) -> Vec<(String, i64)> {
    let read = talk.app.inbox.db.read(|tx| {
        let mut counts = Vec::new();
        for (name, sql) in [
            ("events", "select last_seq from projects where id = 1"),
            ("dead", "select count(*) from raw_events where state = 2"),
            ("members", "select count(*) from members where project = 1"),
            ("invitations", "select count(*) from invitations where project = 1"),
            ("channels", "select count(*) from channels where project = 1 and state = 'works' and removed_at is null"),
            ("sessions", "select count(*) from sessions"),
            ("files", "select count(*) from files where state = 'stored'"),
            ("scheduled", "select count(*) from scheduled_messages where state = 'waiting'"),
        ] {
            counts.push((name.to_owned(), tx.one::<(i64,)>(sql, &[])?.0));
        }
        Ok(counts)
    });
    read.await.unwrap()
}

both! { ALL;
    async fn no_table_or_column_is_called_like_a_reserved_word(db: Db) {
        assert_eq!(db.read(beseda_base::db::reserved_names).await.unwrap(), Vec::<String>::new());
    }
}
