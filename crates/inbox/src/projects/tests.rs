use beseda_base::auth::Role;
use beseda_base::both;
use beseda_base::db::{Db, params};
use serde_json::{Value, json};

use crate::migrations::ALL;
use crate::testing::{NOW, TestApp};

const PROJECT: &str = "/api/v1/project";

fn shop(name: &str) -> Value {
    json!({ "name": name, "language": "en", "timezone": "Asia/Tokyo" })
}

/// A channel of the current project, with a client if his id is given.
async fn channel(app: &TestApp, kind: &'static str, installed: bool, with_client: bool) -> i64 {
    let project = app.project;
    let made = app.inbox.db.write(move |tx| {
        let channel: i64 = tx.one(
            "insert into channels (project, kind, name, key, state, mode, secrets, settings, created_at, installed_at)
             values ($1, $2, $2, $2, 'works', 'direct', '', '{}', 0, $3) returning id",
            params![project, kind, installed.then_some(1)],
        )?;
        if with_client {
            tx.execute(
                "insert into clients (project, channel, external_id, name, search, created_at, active_at)
                 values ($1, $2, '1', 'Лена', '', 0, 0)",
                params![project, channel],
            )?;
        }
        Ok(channel)
    });
    made.await.unwrap()
}

async fn remove(app: &TestApp, channel: i64) {
    let removed =
        app.inbox.db.write(move |tx| tx.execute("update channels set removed_at = 1 where id = $1", params![channel]));
    removed.await.unwrap();
}

both! { ALL;
    async fn who_runs_a_project_may_make_another_one(db: Db) {
        let app = TestApp::new(db).await;
        let anna = app.administrator("anna").await;
        let made = anna.post("/api/v1/projects").json(shop(" Второй ")).await.gives(201);
        assert_eq!(made, json!({
            "id": made["id"], "name": "Второй", "language": "en", "timezone": "Asia/Tokyo", "created_at": NOW, "steps_hidden": false, "waiting_first": false, "take_on_answer": false,
        }));
        let own = anna.get("/api/v1/projects").await.gives(200);
        let roles: Vec<_> = own["items"].as_array().unwrap().iter().map(|p| (p["name"].as_str().unwrap(), p["role"].as_str().unwrap())).collect();
        assert_eq!(roles, [("Тихая глина", "administrator"), ("Второй", "owner")]);
        assert_eq!(own["items"][1]["timezone"], "Asia/Tokyo");
        let inside = anna.clone().in_project(made["id"].as_i64().unwrap());
        assert_eq!(inside.get("/api/v1/me").await.gives(200)["role"], "owner");
        assert_eq!(inside.get("/api/v1/audit").await.gives(200)["items"][0]["action"], "project.created");

        for user in [app.editor("irina").await, app.operator("olga").await] {
            user.post("/api/v1/projects").json(shop("Чужой")).await.fails(403, "forbidden");
            assert_eq!(user.get("/api/v1/projects").await.gives(200)["items"].as_array().unwrap().len(), 1);
        }
        app.stranger().post("/api/v1/projects").json(shop("x")).await.fails(401, "unauthorized");
        app.stranger().get("/api/v1/projects").await.fails(401, "unauthorized");
        app.owner().post("/api/v1/projects").json(shop("")).await.complains("name", "required");
    }

    async fn a_hundred_projects_are_enough_for_one_person(db: Db) {
        let app = TestApp::new(db).await;
        let owner = app.owner().id;
        let filled = app.inbox.db.write(move |tx| {
            for n in 1..100 {
                let project: i64 = tx.one(
                    "insert into projects (name, language, timezone, created_at) values ($1, 'ru', 'UTC', 0) returning id",
                    params![n.to_string()],
                )?;
                crate::employees::join(tx, project, owner, Role::Owner, NOW)?;
            }
            Ok(())
        });
        filled.await.unwrap();
        app.owner().post("/api/v1/projects").json(shop("x")).await.fails(409, "conflict");
    }

    async fn the_project_is_changed_by_who_may(db: Db) {
        let app = TestApp::new(db).await;
        let anna = app.administrator("anna").await;
        let changed = anna.patch(PROJECT).json(json!({ "name": "Глина", "timezone": "UTC" })).await.gives(200);
        assert_eq!((&changed["name"], &changed["timezone"], &changed["language"]), (&json!("Глина"), &json!("UTC"), &json!("ru")));
        anna.patch(PROJECT).json(json!({ "name": "Глина" })).await.gives(200);
        anna.patch(PROJECT).json(json!({})).await.gives(200);

        let project = app.project;
        let events = app.inbox.db.read(move |tx| beseda_base::events::after(tx, project, 0, 100)).await.unwrap();
        let told: Vec<_> = events.iter().filter(|event| event.kind == "project.changed").collect();
        assert_eq!(told.len(), 1, "what is as it was is no event");
        assert!(!told[0].data.contains("Глина"), "G5: no names in the log of events");
        let audit = anna.get("/api/v1/audit").await.gives(200);
        let details: Value = serde_json::from_str(audit["items"][0]["details"].as_str().unwrap()).unwrap();
        assert_eq!(details, json!({ "name": ["Тихая глина", "Глина"], "timezone": ["Europe/Moscow", "UTC"] }));

        for user in [app.editor("irina").await, app.operator("olga").await] {
            user.patch(PROJECT).json(json!({ "steps_hidden": true })).await.fails(403, "forbidden");
        }
        app.stranger().patch(PROJECT).json(json!({ "name": "x" })).await.fails(401, "unauthorized");
        let boris = app.neighbour("boris").await;
        boris.clone().in_project(app.project).patch(PROJECT).json(json!({ "name": "x" })).await.fails(403, "forbidden");
        boris.patch(PROJECT).json(json!({ "name": "Свой" })).await.gives(200);
        assert_eq!(app.owner().get("/api/v1/me").await.gives(200)["project"]["name"], "Глина");
    }

    async fn what_does_not_fit_is_refused(db: Db) {
        let app = TestApp::new(db).await;
        let send = |field: &str, value: Value| app.owner().patch(PROJECT).json(json!({ field: value }));
        send("name", json!("  ")).await.complains("name", "required");
        send("name", json!("я".repeat(101))).await.complains("name", "too_long");
        send("timezone", json!("Mars/Base")).await.complains("timezone", "unknown");
        send("timezone", json!("x".repeat(65))).await.complains("timezone", "too_long");
        send("language", json!("de")).await.fails(422, "invalid");
    }

    async fn a_step_is_done_when_it_is_true(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.neighbour("boris").await;
        let steps = async || app.owner().get("/api/v1/project/steps").await.gives(200);
        let mut expected = json!({
            "channel_connected": false, "site_chat_connected": false, "colleague_invited": false, "demo_client_id": null,
            "real_client": false, "hidden": false,
        });
        assert_eq!(steps().await, expected);

        let demo = channel(&app, "demo", false, true).await;
        let lena: i64 = app.inbox.db.read(|tx| tx.one("select id from clients", &[])).await.unwrap();
        expected["demo_client_id"] = json!(lena);
        assert_eq!(steps().await, expected, "the sample client is neither a channel nor a client");
        remove(&app, demo).await;
        expected["demo_client_id"] = Value::Null;
        assert_eq!(steps().await, expected);

        let telegram = channel(&app, "telegram", false, false).await;
        expected["channel_connected"] = json!(true);
        assert_eq!(steps().await, expected);
        let invite = json!({ "emails": ["lena@example.com"], "role": "operator" });
        app.owner().post("/api/v1/employees/invitations").json(invite).await.gives(201);
        expected["colleague_invited"] = json!(true);
        assert_eq!(steps().await, expected);

        channel(&app, "site_chat", true, true).await;
        expected["site_chat_connected"] = json!(true);
        expected["real_client"] = json!(true);
        assert_eq!(steps().await, expected);
        remove(&app, telegram).await;
        assert_eq!(steps().await, expected);
        app.owner().patch(PROJECT).json(json!({ "steps_hidden": true })).await.gives(200);
        expected["hidden"] = json!(true);
        assert_eq!(steps().await, expected);

        assert_eq!(olga.get("/api/v1/project/steps").await.gives(200)["channel_connected"], false, "next door nothing is done");
        app.stranger().get("/api/v1/project/steps").await.fails(401, "unauthorized");
    }

    async fn a_website_chat_that_no_site_shows_is_not_connected(db: Db) {
        let app = TestApp::new(db).await;
        channel(&app, "site_chat", false, false).await;
        let steps = app.operator("olga").await.get("/api/v1/project/steps").await.gives(200);
        assert_eq!((&steps["channel_connected"], &steps["site_chat_connected"]), (&json!(true), &json!(false)));
        assert_eq!(steps["colleague_invited"], true, "a colleague is here already");
    }
}
