//! One walk over every described route of this crate: as a stranger, as each role, from another project, from a strange page.

use axum::http::Method;
use beseda_base::auth::Role;
use beseda_base::both;
use beseda_base::db::Db;
use beseda_inbox::migrations::ALL;
use beseda_inbox::testing::talk::Talk;
use beseda_inbox::testing::{TestApp, User};
use serde_json::{Value, json};

/// Roles that may: owner, administrator, editor, operator (p).
const EVERYBODY: &str = "oaep";
const MANAGERS: &str = "oa";

const TABLE: &[(&str, &str, &str)] = &[
    ("GET", "/api/v1/clients/{id}/deals", EVERYBODY),
    ("POST", "/api/v1/clients/{id}/deals", EVERYBODY),
    ("GET", "/api/v1/deals/{id}", EVERYBODY),
    ("PATCH", "/api/v1/deals/{id}", EVERYBODY),
    ("DELETE", "/api/v1/deals/{id}", MANAGERS),
    ("PUT", "/api/v1/deals/{id}/state", EVERYBODY),
    ("PUT", "/api/v1/deals/{id}/current", EVERYBODY),
    ("PUT", "/api/v1/deals/{id}/variables/{name}", EVERYBODY),
    ("DELETE", "/api/v1/deals/{id}/variables/{name}", EVERYBODY),
];

/// A body that passes the checks of its form, so that what is answered is about rights.
fn body(path: &str) -> Value {
    match path.rsplit('/').next() {
        Some("state") => json!({ "state": "won" }),
        _ if path.contains("/variables/") => json!({ "value": "x" }),
        _ => json!({ "name": "x" }),
    }
}

async fn ask(user: &User, method: &str, path: &str) -> u16 {
    user.ask(method.parse::<Method>().unwrap(), path).json(body(path)).await.status
}

fn to(path: &str, id: i64) -> String {
    path.replace("{id}", &id.to_string()).replace("{name}", "city")
}

async fn talk(db: Db) -> Talk {
    let routes = || beseda_inbox::routes().merge(crate::routes());
    Talk::of(TestApp::serving(db, routes).await).await
}

#[test]
fn every_route_is_in_the_table_and_the_table_names_no_other() {
    let (_, description) = crate::routes().split_for_parts();
    let mut described = Vec::new();
    for (path, item) in description.paths.paths {
        let methods =
            [("GET", item.get), ("POST", item.post), ("PUT", item.put), ("PATCH", item.patch), ("DELETE", item.delete)];
        let there = methods.into_iter().filter(|(_, operation)| operation.is_some());
        described.extend(there.map(|(method, _)| (method.to_owned(), path.clone())));
    }
    let mut known: Vec<_> = TABLE.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    described.sort();
    known.sort();
    assert_eq!(described, known, "say who may use it");
}

both! { ALL;
    async fn each_role_may_what_the_table_says_and_a_stranger_nothing(db: Db) {
        let talk = talk(db).await;
        let people = [
            ('o', talk.app.owner()),
            ('a', talk.app.administrator("anton").await),
            ('e', talk.app.editor("egor").await),
            ('p', talk.app.operator("olga").await),
        ];
        for (method, path, who) in TABLE {
            let path = to(path, 999_999);
            assert_eq!(ask(&talk.app.stranger(), method, &path).await, 401, "{method} {path}");
            for (letter, user) in &people {
                let wanted = if who.contains(*letter) { 404 } else { 403 };
                assert_eq!(ask(user, method, &path).await, wanted, "{method} {path} as {letter}");
            }
        }
    }

    async fn who_is_in_another_project_finds_nothing_here(db: Db) {
        let talk = talk(db).await;
        let client = talk.writes("1", "привет").await;
        let new = json!({ "name": "x", "variables": [{ "name": "city", "value": "Казань" }] });
        let made = talk.owner.post(&format!("/api/v1/clients/{client}/deals")).json(new).await.gives(201);
        let deal = made["id"].as_i64().unwrap();
        let nina = talk.app.neighbour("nina").await;
        for (method, path, _) in TABLE {
            let path = to(path, if path.starts_with("/api/v1/clients/") { client } else { deal });
            assert_eq!(ask(&nina, method, &path).await, 404, "{method} {path} from the own project");
            let status = ask(&nina.clone().in_project(talk.app.project), method, &path).await;
            assert_eq!(status, 403, "{method} {path} in the strange project");
        }
        assert_eq!(talk.owner.get(&format!("/api/v1/deals/{deal}")).await.gives(200), made, "and changes nothing");
        let strange = talk.app.signed_in(talk.owner.id, talk.app.project, Role::Owner).await;
        let strange = strange.with_header("origin", "https://evil.example");
        for (method, path, _) in TABLE.iter().filter(|(method, ..)| *method != "GET") {
            assert_eq!(ask(&strange, method, &to(path, deal)).await, 403, "{method} {path}");
        }
    }
}
