use beseda_base::both;
use beseda_base::db::Db;
use serde_json::json;

use super::{MINUTE, PASSWORD, actions, credentials, events};
use crate::migrations::ALL;
use crate::testing::{NOW, TestApp};

both! { ALL;
    async fn me_is_told_whole(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        let me = olga.get("/api/v1/me").await.gives(200);
        assert_eq!(me["employee"], json!({
            "id": olga.id, "email": "olga@example.com", "name": "olga", "client_name": "", "phone": "", "avatar_url": null,
            "language": "ru", "theme": "auto", "timezone": null, "send_key": "ctrl_enter", "letter_keys": true, "hidden_notes": [], "hidden_row_parts": [],
            "next_after_reply": false, "sound": true, "desktop_notifications": false, "status": "on_shift", "status_since": NOW,
        }));
        assert_eq!(me["rights"], json!(["dialogs.read", "dialogs.write", "clients.write", "deals.write"]));
        assert_eq!(me["role"], "operator");
        assert_eq!(me["project"], json!({
            "id": app.project, "name": "Тихая глина", "language": "ru", "timezone": "Europe/Moscow", "created_at": NOW,
            "steps_hidden": false, "waiting_first": false, "take_on_answer": false,
        }));
        app.stranger().get("/api/v1/me").await.fails(401, "unauthorized");
    }

    async fn every_field_is_saved_by_itself(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        let fields = [
            ("name", json!("Ольга Кравец")), ("client_name", json!("Ольга")), ("phone", json!("+7 000 100-20-31")),
            ("language", json!("en")), ("theme", json!("dark")), ("timezone", json!("Asia/Yekaterinburg")),
            ("send_key", json!("enter")), ("letter_keys", json!(false)), ("hidden_notes", json!(["labels", "bot"])), ("hidden_row_parts", json!(["channel"])), ("next_after_reply", json!(true)),
            ("sound", json!(false)), ("desktop_notifications", json!(true)),
        ];
        for (field, value) in &fields {
            let mut expected = olga.get("/api/v1/me").await.gives(200)["employee"].clone();
            expected[*field] = value.clone();
            assert_eq!(olga.patch("/api/v1/me").json(json!({ *field: value })).await.gives(200), expected, "{field}");
            assert_eq!(olga.get("/api/v1/me").await.gives(200)["employee"], expected, "{field}");
        }
        let zone = olga.patch("/api/v1/me").json(json!({ "timezone": null })).await.gives(200);
        assert_eq!((&zone["timezone"], &zone["phone"]), (&json!(null), &json!("+7 000 100-20-31")));
        let told = events(&olga, &app).await;
        let mine = told.iter().filter(|(_, employee, data)| *employee == Some(olga.id) && data["profile"] == true).count();
        assert_eq!(mine, 2, "colleagues hear of names and of nothing else");
        app.stranger().patch("/api/v1/me").json(json!({ "name": "x" })).await.fails(401, "unauthorized");
    }

    async fn what_does_not_fit_is_refused(db: Db) {
        let app = TestApp::new(db).await;
        let send = |field: &str, value: serde_json::Value| app.owner().patch("/api/v1/me").json(json!({ field: value }));
        send("name", json!("")).await.complains("name", "required");
        send("name", json!("я".repeat(101))).await.complains("name", "too_long");
        send("client_name", json!("я".repeat(101))).await.complains("client_name", "too_long");
        send("phone", json!("1".repeat(33))).await.complains("phone", "too_long");
        send("timezone", json!("Europe/Atlantis")).await.complains("timezone", "unknown");
        send("timezone", json!("../../etc/passwd")).await.complains("timezone", "unknown");
        send("theme", json!("pink")).await.fails(422, "invalid");
        send("name", json!("a\u{0}b")).await.complains("name", "bad_value");
    }

    async fn another_address_needs_the_password(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        let send = |email: &str, password: serde_json::Value| {
            olga.patch("/api/v1/me").json(json!({ "email": email, "current_password": password }))
        };
        send("new@example.com", json!(null)).await.complains("current_password", "required");
        send("new@", json!(PASSWORD)).await.complains("email", "bad_email");
        let wrong = send("new@example.com", json!("another password")).await;
        wrong.complains("current_password", "bad_value");
        assert_eq!(wrong.json()["attempts_left"], 4);
        send("Katerina@example.com", json!(PASSWORD)).await.complains("email", "taken");
        assert_eq!(send("New@example.com", json!(PASSWORD)).await.gives(200)["email"], "New@example.com");
        app.stranger().post("/api/v1/auth/login").json(credentials("olga@example.com", PASSWORD)).await.fails(401, "wrong_credentials");
        app.stranger().post("/api/v1/auth/login").json(credentials("new@example.com", PASSWORD)).await.gives(200);
        assert_eq!(actions(&app.owner()).await[0], "employee.email_changed");
    }

    async fn another_password_ends_the_other_sessions(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        let phone = app.signed_in(olga.id, app.project, olga.role).await;
        let send = |current: &str, new: &str| olga.put("/api/v1/me/password").json(json!({ "current": current, "new": new }));
        send(PASSWORD, "short").await.complains("new", "too_short");
        send("", "a new long password").await.complains("current", "required");
        send("another password", "a new long password").await.complains("current", "bad_value");
        phone.get("/api/v1/me").await.gives(200);
        send(PASSWORD, "a new long password").await.gives(204);
        olga.get("/api/v1/me").await.gives(200);
        phone.get("/api/v1/me").await.fails(401, "unauthorized");
        app.owner().get("/api/v1/me").await.gives(200);
        let login = |password: &str| app.stranger().post("/api/v1/auth/login").json(credentials("olga@example.com", password));
        login(PASSWORD).await.fails(401, "wrong_credentials");
        login("a new long password").await.gives(200);
        app.stranger().put("/api/v1/me/password").json(json!({ "current": "x", "new": "y" })).await.fails(401, "unauthorized");
    }

    async fn an_open_page_is_no_place_to_guess_at(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        let send = |current: &str| olga.put("/api/v1/me/password").json(json!({ "current": current, "new": "a new long password" }));
        for _ in 0..5 {
            send("a guess of mine").await.complains("current", "bad_value");
        }
        send(PASSWORD).await.fails(429, "too_many_attempts");
        app.advance(5 * MINUTE);
        send(PASSWORD).await.gives(204);
    }

    async fn a_status_belongs_to_the_project(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        app.advance(MINUTE);
        let put = |status: &str| olga.put("/api/v1/me/status").json(json!({ "status": status }));
        let profile = put("break").await.gives(200);
        assert_eq!((&profile["status"], &profile["status_since"]), (&json!("break"), &json!(NOW + MINUTE)));
        app.advance(MINUTE);
        assert_eq!(put("break").await.gives(200)["status_since"], NOW + MINUTE, "the same again changes nothing");
        assert_eq!(put("away").await.gives(200)["status_since"], NOW + 2 * MINUTE);
        put("asleep").await.fails(422, "invalid");
        let told: Vec<_> = events(&olga, &app).await.into_iter().filter(|(_, _, data)| !data["status"].is_null()).collect();
        assert_eq!(told, [
            ("employee.changed".to_owned(), Some(olga.id), json!({ "status": "break", "status_since": NOW + MINUTE })),
            ("employee.changed".to_owned(), Some(olga.id), json!({ "status": "away", "status_since": NOW + 2 * MINUTE })),
        ]);
        let boris = app.neighbour("boris").await;
        let (project, id, role) = (boris.who().project, olga.id, olga.role);
        let joined = app.inbox.db.write(move |tx| crate::employees::join(tx, project, id, role, NOW));
        joined.await.unwrap();
        let there = olga.clone().in_project(project).get("/api/v1/me").await.gives(200);
        assert_eq!(there["employee"]["status"], "on_shift", "in another project she is as she was");
        app.stranger().put("/api/v1/me/status").json(json!({ "status": "away" })).await.fails(401, "unauthorized");
    }
}
