use beseda_base::both;
use beseda_base::db::Db;
use serde_json::{Value, json};

use super::{MINUTE, PASSWORD};
use crate::employees::setup;
use crate::migrations::ALL;
use crate::testing::{TestApp, User};

fn request(code: Value) -> Value {
    json!({
        "code": code, "name": "Катерина Лис", "email": "Katerina@Example.com", "password": PASSWORD,
        "project": { "name": "Тихая глина", "language": "ru", "timezone": "Europe/Moscow" },
    })
}

async fn code(app: &TestApp) -> String {
    let now = app.inbox.clock.now();
    app.inbox.db.write(move |tx| setup::new_code(tx, now)).await.unwrap()
}

/// At the console: from this machine, to a name of it.
fn console(app: &TestApp) -> User {
    app.stranger()
        .from("127.0.0.1")
        .with_header("host", "localhost:8080")
        .with_header("origin", "http://localhost:8080")
}

both! { ALL;
    async fn the_first_owner_needs_the_code_and_signs_in_with_it(db: Db) {
        let app = TestApp::empty(db).await;
        let katerina = app.stranger();
        let state = katerina.get("/api/v1/setup").await.gives(200);
        assert_eq!(state, json!({ "code_required": true, "code_expires_at": null }));
        katerina.post("/api/v1/setup").json(request(Value::Null)).await.fails(422, "wrong_setup_code");

        let code = code(&app).await;
        let state = katerina.get("/api/v1/setup").await.gives(200);
        assert_eq!(state["code_expires_at"], app.inbox.clock.now() + 30 * MINUTE);
        katerina.post("/api/v1/setup/code").json(json!({ "code": "7F4K-Q2MD-XN9P" })).await.fails(422, "wrong_setup_code");
        let as_typed = code.to_lowercase().replace('-', " ");
        katerina.post("/api/v1/setup/code").json(json!({ "code": as_typed })).await.gives(204);
        katerina.post("/api/v1/setup/code").json(json!({ "code": code })).await.gives(204);

        let done = katerina.post("/api/v1/setup").json(request(json!(code))).await;
        let me = done.gives(201);
        assert_eq!(me["role"], "owner");
        assert_eq!(me["project"]["name"], "Тихая глина");
        assert_eq!(me["rights"].as_array().unwrap().len(), 16);
        assert_eq!(me["employee"]["email"], "Katerina@Example.com");
        let again = katerina.with_cookie_of(&done).get("/api/v1/me").await.gives(200);
        assert_eq!(again, me);
    }

    async fn with_an_owner_the_set_up_is_gone(db: Db) {
        let app = TestApp::new(db).await;
        for user in [app.stranger(), app.owner(), console(&app)] {
            user.get("/api/v1/setup").await.fails(404, "setup_done");
            user.post("/api/v1/setup/code").json(json!({ "code": "x" })).await.fails(404, "setup_done");
            user.post("/api/v1/setup").json(request(Value::Null)).await.fails(404, "setup_done");
        }
        let refused = app.inbox.db.write(|tx| setup::new_code(tx, 0)).await.unwrap_err();
        assert_eq!(refused.to_problem().code, "setup_done");
        assert!(!app.inbox.db.read(setup::is_open).await.unwrap());
    }

    async fn g26_at_the_console_no_code_is_asked_for(db: Db) {
        let app = TestApp::empty(db).await;
        let state = console(&app).get("/api/v1/setup").await.gives(200);
        assert_eq!(state, json!({ "code_required": false, "code_expires_at": null }));
        let through_a_proxy = console(&app).with_header("x-forwarded-for", "198.51.100.9");
        assert_eq!(through_a_proxy.get("/api/v1/setup").await.gives(200)["code_required"], true);
        through_a_proxy.post("/api/v1/setup").json(request(Value::Null)).await.fails(422, "wrong_setup_code");
        console(&app).post("/api/v1/setup").json(request(Value::Null)).await.gives(201);
    }

    async fn a_code_ends_after_thirty_minutes_and_by_a_new_one(db: Db) {
        let app = TestApp::empty(db).await;
        let first = code(&app).await;
        let second = code(&app).await;
        let user = app.stranger();
        user.post("/api/v1/setup/code").json(json!({ "code": first })).await.fails(422, "wrong_setup_code");
        app.advance(30 * MINUTE - 1);
        user.post("/api/v1/setup/code").json(json!({ "code": second })).await.gives(204);
        app.advance(1);
        user.post("/api/v1/setup").json(request(json!(second))).await.fails(422, "wrong_setup_code");
        assert_eq!(user.get("/api/v1/setup").await.gives(200)["code_expires_at"], Value::Null);
    }

    async fn codes_cannot_be_guessed_at(db: Db) {
        let app = TestApp::empty(db).await;
        let right = code(&app).await;
        for _ in 0..5 {
            app.stranger().post("/api/v1/setup/code").json(json!({ "code": "AAAA" })).await.fails(422, "wrong_setup_code");
        }
        let locked = app.stranger().post("/api/v1/setup/code").json(json!({ "code": right })).await;
        assert_eq!(locked.fails(429, "too_many_attempts")["retry_after_s"], 300);
        assert_eq!(locked.header("retry-after"), "300");
        let elsewhere = app.stranger().from("198.51.100.20");
        elsewhere.post("/api/v1/setup/code").json(json!({ "code": right })).await.gives(204);
    }

    async fn of_two_set_ups_at_once_one_wins(db: Db) {
        let app = TestApp::empty(db).await;
        let code = code(&app).await;
        let tries = (0..4).map(|n| {
            let mut body = request(json!(code));
            body["email"] = json!(format!("owner{n}@example.com"));
            app.stranger().from(&format!("198.51.100.{n}")).post("/api/v1/setup").json(body).into_future()
        });
        let answers = futures_util::future::join_all(tries).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 404, 404, 404]);
        for loser in answers.iter().filter(|answer| answer.status == 404) {
            loser.fails(404, "setup_done");
        }
        let (employees, projects): (i64, i64) = app.inbox.db
            .read(|tx| tx.one("select (select count(*) from employees), (select count(*) from projects)", &[]))
            .await
            .unwrap();
        assert_eq!((employees, projects), (1, 1), "the losers left nothing behind");
    }

    async fn what_does_not_fit_is_told_by_field(db: Db) {
        let app = TestApp::empty(db).await;
        let bad = json!({
            "code": null, "name": " ", "email": "katerina", "password": "short",
            "project": { "name": "x".repeat(101), "language": "ru", "timezone": "Europe/Atlantis" },
        });
        let answer = console(&app).post("/api/v1/setup").json(bad).await;
        answer.complains("name", "required");
        answer.complains("email", "bad_email");
        answer.complains("password", "too_short");
        answer.complains("project.name", "too_long");
        answer.complains("project.timezone", "unknown");
        assert_eq!(answer.json()["fields"]["password"]["min"], 10);
    }

    async fn a_strange_page_cannot_set_up(db: Db) {
        let app = TestApp::empty(db).await;
        let strange = console(&app).with_header("origin", "http://evil.example");
        strange.post("/api/v1/setup").json(request(Value::Null)).await.fails(403, "forbidden");
        strange.post("/api/v1/setup/code").json(json!({ "code": "x" })).await.fails(403, "forbidden");
    }
}
