use beseda_base::both;
use beseda_base::db::Db;
use serde_json::{Value, json};

use super::{DAY, PASSWORD, actions};
use crate::migrations::ALL;
use crate::testing::{NOW, TestApp, User};

const INVITATIONS: &str = "/api/v1/employees/invitations";

async fn invite(by: &User, emails: &[&str], role: &str) -> Value {
    by.post(INVITATIONS).json(json!({ "emails": emails, "role": role })).await.gives(201)
}

/// The API address behind a link, and its token.
fn behind(link: &Value) -> String {
    let (start, token) = link.as_str().unwrap().rsplit_once('/').unwrap();
    assert_eq!(start, "http://beseda.test/invite");
    assert_eq!(token.len(), 43, "256 bits");
    format!("/api/v1/invitations/{token}")
}

fn answer(name: &str, password: &str) -> Value {
    json!({ "name": name, "password": password })
}

both! { ALL;
    async fn an_invited_person_comes_in_once(db: Db) {
        let app = TestApp::new(db).await;
        let made = invite(&app.owner(), &["Lena@example.com", "lena@EXAMPLE.com", "pavel@example.com", "katerina@example.com"], "editor").await;
        assert_eq!(made["items"].as_array().unwrap().len(), 2, "{made}");
        assert_eq!(made["skipped"], json!([{ "email": "katerina@example.com", "code": "already_member" }]));
        let item = &made["items"][0];
        assert_eq!((&item["email"], &item["role"], &item["expired"]), (&json!("Lena@example.com"), &json!("editor"), &json!(false)));
        assert_eq!((item["created_at"].as_i64(), item["expires_at"].as_i64()), (Some(NOW), Some(NOW + 7 * DAY)));

        let path = behind(&item["link"]);
        let page = app.stranger().get(&path).await.gives(200);
        assert_eq!(page, json!({
            "project_name": "Тихая глина", "email": "Lena@example.com", "role": "editor", "expires_at": NOW + 7 * DAY,
        }));
        app.stranger().post(&path).json(answer("", "short")).await.complains("name", "required");
        app.stranger().post(&path).json(answer("Лена", "short")).await.complains("password", "too_short");
        let strange = app.stranger().post(&path).json(answer("Лена", PASSWORD)).header("origin", "http://evil.example");
        strange.await.fails(403, "forbidden");
        let entered = app.stranger().post(&path).json(answer("Лена", PASSWORD)).await;
        let me = entered.gives(201);
        assert_eq!((&me["employee"]["name"], &me["role"], &me["project"]["id"]), (&json!("Лена"), &json!("editor"), &json!(app.project)));
        app.stranger().with_cookie_of(&entered).get("/api/v1/me").await.gives(200);

        app.stranger().get(&path).await.fails(404, "not_found");
        app.stranger().post(&path).json(answer("Мария", PASSWORD)).await.fails(404, "not_found");
        assert_eq!(actions(&app.owner()).await[..3], ["employee.joined", "invitation.created", "invitation.created"]);
    }

    async fn two_with_one_link_come_in_once(db: Db) {
        let app = TestApp::new(db).await;
        let path = behind(&invite(&app.owner(), &["lena@example.com"], "operator").await["items"][0]["link"]);
        let tries = (0..4).map(|_| app.stranger().post(&path).json(answer("Лена", PASSWORD)).into_future());
        let answers = futures_util::future::join_all(tries).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        let sessions: i64 = app.inbox.db.read(|tx| tx.one("select count(*) from sessions", &[])).await.unwrap();
        assert_eq!(sessions, 2, "the owner's and one more");
    }

    async fn a_link_ends_after_seven_days_and_a_renewed_one_works(db: Db) {
        let app = TestApp::new(db).await;
        let owner = app.owner();
        let made = invite(&owner, &["lena@example.com"], "operator").await;
        let (id, old) = (made["items"][0]["id"].clone(), behind(&made["items"][0]["link"]));
        app.advance(7 * DAY - 1);
        app.stranger().get(&old).await.gives(200);
        app.advance(1);
        app.stranger().get(&old).await.fails(404, "not_found");
        app.stranger().post(&old).json(answer("Лена", PASSWORD)).await.fails(404, "not_found");
        assert_eq!(owner.get("/api/v1/employees").await.gives(200)["invitations"][0]["expired"], true);

        let renewed = owner.post(&format!("{INVITATIONS}/{id}/renew")).await.gives(200);
        assert_eq!((&renewed["id"], &renewed["expired"]), (&id, &json!(false)));
        app.stranger().get(&old).await.fails(404, "not_found");
        app.stranger().post(&behind(&renewed["link"])).json(answer("Лена", PASSWORD)).await.gives(201);
    }

    async fn inviting_again_replaces_the_link_and_the_role(db: Db) {
        let app = TestApp::new(db).await;
        let first = invite(&app.owner(), &["lena@example.com"], "operator").await["items"][0].clone();
        let second = invite(&app.owner(), &["lena@example.com"], "editor").await["items"][0].clone();
        assert_eq!(first["id"], second["id"]);
        app.stranger().get(&behind(&first["link"])).await.fails(404, "not_found");
        assert_eq!(app.stranger().get(&behind(&second["link"])).await.gives(200)["role"], "editor");
    }

    async fn an_invitation_taken_back_opens_nothing(db: Db) {
        let app = TestApp::new(db).await;
        let made = invite(&app.owner(), &["lena@example.com"], "operator").await["items"][0].clone();
        let path = format!("{INVITATIONS}/{}", made["id"]);
        app.owner().delete(&path).await.gives(204);
        app.stranger().get(&behind(&made["link"])).await.fails(404, "not_found");
        app.owner().delete(&path).await.fails(404, "not_found");
    }

    async fn who_has_an_account_comes_in_with_its_password(db: Db) {
        let app = TestApp::new(db).await;
        let boris = app.neighbour("boris").await;
        let path = behind(&invite(&app.owner(), &["Boris@example.com"], "operator").await["items"][0]["link"]);
        let wrong = app.stranger().post(&path).json(answer("Не Борис", "another password")).await;
        assert_eq!(wrong.fails(401, "wrong_credentials")["attempts_left"], 4);
        let me = app.stranger().post(&path).json(json!({ "password": PASSWORD })).await.gives(201);
        assert_eq!((&me["employee"]["id"], &me["employee"]["name"]), (&json!(boris.id), &json!("boris")));
        assert_eq!((&me["project"]["id"], &me["role"]), (&json!(app.project), &json!("operator")));
        assert_eq!(me["projects"].as_array().unwrap().len(), 2);
        boris.get("/api/v1/project/steps").await.gives(200);
    }

    async fn the_password_behind_a_link_cannot_be_guessed_at(db: Db) {
        let app = TestApp::new(db).await;
        app.neighbour("boris").await;
        let path = behind(&invite(&app.owner(), &["boris@example.com"], "operator").await["items"][0]["link"]);
        for _ in 0..5 {
            app.stranger().post(&path).json(answer("", "another password")).await.fails(401, "wrong_credentials");
        }
        app.stranger().post(&path).json(answer("", PASSWORD)).await.fails(429, "too_many_attempts");
    }

    async fn only_roles_up_to_ones_own_are_given(db: Db) {
        let app = TestApp::new(db).await;
        let admin = app.administrator("anna").await;
        let owner_to_be = json!({ "emails": ["x@example.com"], "role": "owner" });
        admin.post(INVITATIONS).json(owner_to_be.clone()).await.fails(403, "forbidden");
        let made = app.owner().post(INVITATIONS).json(owner_to_be).await.gives(201);
        let path = format!("{INVITATIONS}/{}", made["items"][0]["id"]);
        admin.post(&format!("{path}/renew")).await.fails(403, "forbidden");
        admin.delete(&path).await.fails(403, "forbidden");
        invite(&admin, &["y@example.com"], "administrator").await;
        for user in [app.editor("irina").await, app.operator("olga").await] {
            user.post(INVITATIONS).json(json!({ "emails": ["z@example.com"], "role": "operator" })).await.fails(403, "forbidden");
            user.post(&format!("{path}/renew")).await.fails(403, "forbidden");
            user.delete(&path).await.fails(403, "forbidden");
        }
    }

    async fn nobody_touches_the_invitations_of_another_project(db: Db) {
        let app = TestApp::new(db).await;
        let id = invite(&app.owner(), &["lena@example.com"], "operator").await["items"][0]["id"].clone();
        let neighbour = app.neighbour("boris").await;
        for (user, status, code) in [(neighbour, 404, "not_found"), (app.stranger(), 401, "unauthorized")] {
            user.post(&format!("{INVITATIONS}/{id}/renew")).await.fails(status, code);
            user.delete(&format!("{INVITATIONS}/{id}")).await.fails(status, code);
        }
        let body = json!({ "emails": ["z@example.com"], "role": "operator" });
        app.stranger().post(INVITATIONS).json(body).await.fails(401, "unauthorized");
    }

    async fn addresses_are_checked_one_by_one(db: Db) {
        let app = TestApp::new(db).await;
        let send = |emails: Value| app.owner().post(INVITATIONS).json(json!({ "emails": emails, "role": "operator" }));
        send(json!([])).await.complains("emails", "required");
        send(json!(vec!["a@example.com"; 51])).await.complains("emails", "too_long");
        send(json!(["a@example.com", "half@"])).await.complains("emails[1]", "bad_email");
        send(json!(["a@example.com"])).await.gives(201);
    }

    async fn links_carry_the_public_address(db: Db) {
        let app = TestApp::with(db, |config| config.public_url = "https://beseda.example/".into()).await;
        let owner = app.owner().with_header("origin", "https://beseda.example");
        let link = invite(&owner, &["lena@example.com"], "operator").await["items"][0]["link"].clone();
        assert!(link.as_str().unwrap().starts_with("https://beseda.example/invite/"), "{link}");
    }

    async fn only_the_hash_of_a_token_is_kept(db: Db) {
        let app = TestApp::new(db).await;
        let link = invite(&app.owner(), &["lena@example.com"], "operator").await["items"][0]["link"].clone();
        let token = link.as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let stored: String = app.inbox.db.read(|tx| tx.one("select token_hash from invitations", &[])).await.unwrap();
        assert_eq!(stored, beseda_base::id::hash_token(&token));
        let audit = app.owner().get("/api/v1/audit").await;
        assert!(!audit.text().contains(&token) && !audit.text().contains(&stored));
    }
}
