use beseda_base::auth::Role;
use beseda_base::both;
use beseda_base::db::{Db, params};
use serde_json::json;

use super::{MINUTE, actions, events};
use crate::migrations::ALL;
use crate::testing::{NOW, TestApp};

/// Puts `count` clients of an employee into the project.
async fn clients_of(app: &TestApp, employee: i64, count: i64) {
    let project = app.project;
    let made = app.inbox.db.write(move |tx| {
        let channel: i64 = tx.one(
            "insert into channels (project, kind, name, key, state, mode, secrets, settings, created_at)
             values ($1, 'telegram', 'Бот', $2, 'works', 'poll', '', '{}', 0) returning id",
            params![project, format!("key-{employee}")],
        )?;
        for n in 0..count {
            tx.execute(
                "insert into clients (project, channel, external_id, name, search, created_at, active_at, in_count, answered_in,
                   responsible_seen_in, responsible) values ($1, $2, $3, 'Лена', '', 0, $4, 5, 3, 5, $5)",
                params![project, channel, n.to_string(), n, employee],
            )?;
        }
        Ok(())
    });
    made.await.unwrap();
}

/// Responsible employees and what they have seen, without repetition.
async fn responsibles(app: &TestApp) -> Vec<(Option<i64>, i64)> {
    let read = app
        .inbox
        .db
        .read(|tx| tx.query("select distinct responsible, responsible_seen_in from clients order by responsible", &[]));
    read.await.unwrap()
}

both! { ALL;
    async fn everybody_sees_who_is_here_and_few_see_who_was_invited(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        let editor = app.editor("irina").await;
        app.neighbour("boris").await;
        clients_of(&app, olga.id, 3).await;
        let invite = json!({ "emails": ["lena@example.com"], "role": "operator" });
        app.owner().post("/api/v1/employees/invitations").json(invite).await.gives(201);

        let page = app.owner().get("/api/v1/employees").await.gives(200);
        let names: Vec<_> = page["items"].as_array().unwrap().iter().map(|e| e["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["katerina", "irina", "olga"], "by role, and nobody from next door");
        assert_eq!(page["items"][2], json!({
            "id": olga.id, "name": "olga", "email": "olga@example.com", "role": "operator", "avatar_url": null, "status": "on_shift",
            "status_since": NOW, "clients": 3, "online": true, "last_seen_at": NOW,
        }));
        assert_eq!(page["invitations"][0]["email"], "lena@example.com");
        for user in [&olga, &editor] {
            let page = user.get("/api/v1/employees").await.gives(200);
            assert_eq!(page["items"].as_array().unwrap().len(), 3);
            assert_eq!(page["invitations"], json!([]));
        }
        app.stranger().get("/api/v1/employees").await.fails(401, "unauthorized");
        app.advance(3 * MINUTE);
        assert_eq!(app.owner().get("/api/v1/employees").await.gives(200)["items"][2]["online"], false);
    }

    async fn a_role_is_given_up_to_ones_own(db: Db) {
        let app = TestApp::new(db).await;
        let admin = app.administrator("anna").await;
        let olga = app.operator("olga").await;
        let editor = app.editor("irina").await;
        let neighbour = app.neighbour("boris").await;
        let of = |id: i64| format!("/api/v1/employees/{id}");
        let role = |role: &str| json!({ "role": role });

        for user in [&olga, &editor] {
            user.patch(&of(olga.id)).json(role("administrator")).await.fails(403, "forbidden");
        }
        app.stranger().patch(&of(olga.id)).json(role("editor")).await.fails(401, "unauthorized");
        neighbour.patch(&of(olga.id)).json(role("editor")).await.fails(404, "not_found");
        admin.patch(&of(neighbour.id)).json(role("editor")).await.fails(404, "not_found");

        admin.patch(&of(olga.id)).json(role("owner")).await.fails(403, "forbidden");
        admin.patch(&of(app.owner().id)).json(role("operator")).await.fails(403, "forbidden");
        admin.patch(&of(admin.id)).json(role("owner")).await.fails(403, "forbidden");
        assert_eq!(admin.patch(&of(olga.id)).json(role("editor")).await.gives(200)["role"], "editor");
        assert_eq!(admin.patch(&of(olga.id)).json(role("administrator")).await.gives(200)["role"], "administrator");
        olga.patch(&of(olga.id)).json(json!({ "role": "king" })).await.fails(422, "invalid");

        let changes: Vec<_> = events(&app.owner(), &app).await.into_iter().filter(|(_, _, data)| data["joined"].is_null()).collect();
        assert_eq!(changes, [
            ("employee.changed".to_owned(), Some(olga.id), json!({ "role": "editor" })),
            ("employee.changed".to_owned(), Some(olga.id), json!({ "role": "administrator" })),
        ]);
        assert_eq!(actions(&app.owner()).await[..2], ["employee.role_changed", "employee.role_changed"]);
    }

    async fn a_role_counts_from_the_next_request(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.administrator("olga").await;
        olga.get("/api/v1/audit").await.gives(200);
        app.owner().patch(&format!("/api/v1/employees/{}", olga.id)).json(json!({ "role": "operator" })).await.gives(200);
        olga.get("/api/v1/audit").await.fails(403, "forbidden");
    }

    async fn a_project_keeps_an_owner(db: Db) {
        let app = TestApp::new(db).await;
        let owner = app.owner();
        let anna = app.administrator("anna").await;
        let of = |id: i64| format!("/api/v1/employees/{id}");
        owner.patch(&of(owner.id)).json(json!({ "role": "operator" })).await.fails(409, "conflict");
        owner.delete(&of(owner.id)).await.fails(409, "conflict");
        anna.delete(&of(owner.id)).await.fails(403, "forbidden");
        owner.patch(&of(anna.id)).json(json!({ "role": "owner" })).await.gives(200);

        // Two owners who demote each other at the same moment: one of them stays.
        let (path_anna, path_owner) = (of(anna.id), of(owner.id));
        let (a, b) = tokio::join!(
            owner.patch(&path_anna).json(json!({ "role": "operator" })).into_future(),
            anna.patch(&path_owner).json(json!({ "role": "operator" })).into_future(),
        );
        assert!(a.status == 200 || b.status == 200, "{} {}", a.text(), b.text());
        let owners: i64 = app.inbox.db.read(|tx| tx.one("select count(*) from members where role = 'owner'", &[])).await.unwrap();
        assert_eq!(owners, 1);
    }

    async fn who_leaves_hands_his_clients_to_a_colleague(db: Db) {
        let app = TestApp::new(db).await;
        let (olga, sofia) = (app.operator("olga").await, app.operator("sofia").await);
        let neighbour = app.neighbour("boris").await;
        clients_of(&app, olga.id, 250).await;
        let path = format!("/api/v1/employees/{}", olga.id);
        app.owner().delete(&path).await.complains("clients_to", "required");
        for nobody in [olga.id, neighbour.id, 999_999] {
            app.owner().delete(&format!("{path}?clients_to={nobody}")).await.complains("clients_to", "unknown");
        }
        app.owner().delete(&format!("{path}?clients_to=x")).await.complains("clients_to", "bad_value");
        sofia.delete(&format!("{path}?clients_to={}", sofia.id)).await.fails(403, "forbidden");
        neighbour.delete(&format!("{path}?clients_to=free")).await.fails(404, "not_found");
        app.stranger().delete(&path).await.fails(401, "unauthorized");
        olga.get("/api/v1/employees").await.gives(200);

        app.owner().delete(&format!("{path}?clients_to={}", sofia.id)).await.gives(204);
        assert_eq!(responsibles(&app).await, [(Some(sofia.id), 3)], "what came after the last answer is unread for her");
        olga.get("/api/v1/employees").await.fails(403, "forbidden");
        assert_eq!(olga.get("/api/v1/me").await.gives(200)["projects"], json!([]));
        let told = events(&app.owner(), &app).await;
        let moved = told.iter().filter(|(kind, _, _)| kind == "dialog.changed").collect::<Vec<_>>();
        assert_eq!(moved.len(), 250);
        assert_eq!(moved[0].2, json!({ "responsible": sofia.id, "responsible_before": olga.id }));
        assert_eq!(told.last().unwrap(), &("employee.changed".to_owned(), Some(olga.id), json!({ "removed": true })));
        assert_eq!(actions(&app.owner()).await[0], "employee.removed");
        app.owner().delete(&path).await.fails(404, "not_found");
    }

    async fn or_they_become_free(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        clients_of(&app, olga.id, 2).await;
        app.owner().delete(&format!("/api/v1/employees/{}?clients_to=free", olga.id)).await.gives(204);
        assert_eq!(responsibles(&app).await, [(None, 3)]);
    }

    async fn who_has_left_keeps_his_account_and_may_come_back(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        app.owner().delete(&format!("/api/v1/employees/{}", olga.id)).await.gives(204);
        let audit = app.owner().get("/api/v1/audit").await.gives(200);
        assert_eq!((&audit["items"][0]["action"], &audit["items"][0]["object_id"]), (&json!("employee.removed"), &json!(olga.id)));
        assert_eq!(olga.get("/api/v1/me").await.gives(200)["employee"]["name"], "olga");
        let project = app.project;
        app.inbox.db.write(move |tx| crate::employees::join(tx, project, olga.id, Role::Editor, NOW)).await.unwrap();
        assert_eq!(olga.get("/api/v1/me").await.gives(200)["role"], "editor");
    }
}
