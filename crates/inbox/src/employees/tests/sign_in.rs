use std::sync::atomic::{AtomicU8, Ordering};

use beseda_base::both;
use beseda_base::db::Db;
use serde_json::json;

use super::{DAY, HOUR, MINUTE, PASSWORD, actions, credentials};
use crate::employees;
use crate::migrations::ALL;
use crate::testing::TestApp;

const LOGIN: &str = "/api/v1/auth/login";

both! { ALL;
    async fn who_knows_his_password_comes_in_and_goes(db: Db) {
        let app = TestApp::new(db).await;
        let answer = app.stranger().post(LOGIN).json(credentials(" KATERINA@example.com ", PASSWORD)).await;
        let me = answer.gives(200);
        assert_eq!(me["employee"]["id"], app.owner().id);
        assert_eq!(me["project"]["id"], app.project);
        assert_eq!(me["projects"], json!([{ "id": app.project, "name": "Тихая глина", "role": "owner" }]));
        assert_eq!(me["version"], env!("CARGO_PKG_VERSION"));
        assert!(answer.header("set-cookie").ends_with("; HttpOnly; SameSite=Lax"), "{}", answer.header("set-cookie"));
        assert_eq!(answer.header("cache-control"), "no-store");

        let katerina = app.stranger().with_cookie_of(&answer);
        assert_eq!(katerina.get("/api/v1/me").await.gives(200), me);
        let out = katerina.post("/api/v1/auth/logout").await;
        assert_eq!(out.status, 204);
        assert!(out.header("set-cookie").starts_with("beseda_session=; "));
        katerina.get("/api/v1/me").await.fails(401, "unauthorized");
        katerina.post("/api/v1/auth/logout").await.fails(401, "unauthorized");
    }

    async fn a_wrong_password_and_an_unknown_address_are_answered_alike(db: Db) {
        let app = TestApp::new(db).await;
        let before = app.inbox.passwords.computed();
        let wrong = app.stranger().post(LOGIN).json(credentials("katerina@example.com", "wrong password")).await;
        let unknown = app.stranger().from("198.51.100.1").post(LOGIN).json(credentials("nobody@example.com", PASSWORD)).await;
        wrong.fails(401, "wrong_credentials");
        assert_eq!(wrong.json(), unknown.json());
        assert_eq!(wrong.json()["attempts_left"], 4);
        assert_eq!(app.inbox.passwords.computed() - before, 2, "the same work");
        for body in [credentials("", PASSWORD), credentials("katerina@example.com", "")] {
            app.stranger().post(LOGIN).json(body).await.fails(401, "wrong_credentials");
        }
        let huge = credentials(&"x".repeat(100_000), &"y".repeat(100_000));
        app.stranger().from("198.51.100.2").post(LOGIN).json(huge).await.fails(401, "wrong_credentials");
        app.stranger().post(LOGIN).json(json!({ "email": 1 })).await.fails(422, "invalid");
    }

    async fn an_account_is_locked_after_five_and_the_lock_doubles_to_an_hour(db: Db) {
        let app = TestApp::new(db).await;
        // From ever other addresses, so that only the account counts.
        let host = AtomicU8::new(0);
        let attempt = |password: &str| {
            let guesser = app.stranger().from(&format!("198.51.100.{}", host.fetch_add(1, Ordering::Relaxed)));
            guesser.post(LOGIN).json(credentials("katerina@example.com", password))
        };
        for left in [4, 3, 2, 1, 0] {
            assert_eq!(attempt("wrong password").await.fails(401, "wrong_credentials")["attempts_left"], left);
        }
        for lock in [5, 10, 20, 40, 60, 60] {
            let refused = attempt(PASSWORD).await.fails(429, "too_many_attempts");
            assert_eq!(refused["retry_after_s"], lock * 60, "even the right password waits");
            app.advance(lock * MINUTE - 1);
            attempt(PASSWORD).await.fails(429, "too_many_attempts");
            app.advance(1);
            assert_eq!(attempt("wrong password").await.fails(401, "wrong_credentials")["attempts_left"], 0);
        }
        app.advance(HOUR);
        attempt(PASSWORD).await.gives(200);
        assert_eq!(attempt("wrong password").await.fails(401, "wrong_credentials")["attempts_left"], 4, "forgiven");
    }

    async fn an_address_that_tries_many_accounts_is_locked_too(db: Db) {
        let app = TestApp::new(db).await;
        let guesser = app.stranger();
        for n in 0..20 {
            let body = credentials(&format!("somebody{n}@example.com"), PASSWORD);
            guesser.post(LOGIN).json(body).await.fails(401, "wrong_credentials");
        }
        guesser.post(LOGIN).json(credentials("katerina@example.com", PASSWORD)).await.fails(429, "too_many_attempts");
        let elsewhere = guesser.clone().from("198.51.100.1");
        elsewhere.post(LOGIN).json(credentials("katerina@example.com", PASSWORD)).await.gives(200);
        app.advance(5 * MINUTE);
        guesser.post(LOGIN).json(credentials("katerina@example.com", PASSWORD)).await.gives(200);
    }

    async fn own_successes_do_not_wash_an_address_clean(db: Db) {
        let app = TestApp::new(db).await;
        let guesser = app.stranger();
        for n in 0..20 {
            let body = credentials(&format!("victim{n}@example.com"), "a guess of mine");
            guesser.post(LOGIN).json(body).await.fails(401, "wrong_credentials");
            if n < 19 {
                guesser.post(LOGIN).json(credentials("katerina@example.com", PASSWORD)).await.gives(200);
            }
        }
        guesser.post(LOGIN).json(credentials("katerina@example.com", PASSWORD)).await.fails(429, "too_many_attempts");
    }

    async fn neighbours_in_one_ipv6_network_are_one_address(db: Db) {
        let app = TestApp::new(db).await;
        for n in 0..20 {
            let guesser = app.stranger().from(&format!("2001:db8:1:2::{n:x}"));
            guesser.post(LOGIN).json(credentials(&format!("s{n}@example.com"), PASSWORD)).await.fails(401, "wrong_credentials");
        }
        let right = credentials("katerina@example.com", PASSWORD);
        app.stranger().from("2001:db8:1:2:ffff::1").post(LOGIN).json(right.clone()).await.fails(429, "too_many_attempts");
        app.stranger().from("2001:db8:1:3::1").post(LOGIN).json(right).await.gives(200);
    }

    async fn guesses_at_the_same_moment_are_all_counted(db: Db) {
        let app = TestApp::new(db).await;
        let tries = (0..30).map(|n| {
            let guesser = app.stranger().from(&format!("198.51.100.{n}"));
            guesser.post(LOGIN).json(credentials("katerina@example.com", "a guess of mine")).into_future()
        });
        let answers = futures_util::future::join_all(tries).await;
        let looked_at = answers.iter().filter(|answer| answer.status == 401).count();
        assert!(looked_at <= 5, "{looked_at} guesses were looked at");
        assert!(answers.iter().all(|answer| matches!(answer.status, 401 | 429 | 503)));
    }

    async fn failures_are_forgotten_after_a_day(db: Db) {
        let app = TestApp::new(db).await;
        let wrong = credentials("katerina@example.com", "wrong password");
        for _ in 0..4 {
            app.stranger().post(LOGIN).json(wrong.clone()).await.fails(401, "wrong_credentials");
        }
        app.advance(DAY);
        assert_eq!(app.stranger().post(LOGIN).json(wrong).await.fails(401, "wrong_credentials")["attempts_left"], 4);
        app.advance(DAY);
        let now = app.inbox.clock.now();
        app.inbox.db.write(move |tx| employees::attempts::prune(tx, now, 100)).await.unwrap();
        let left: i64 = app.inbox.db.read(|tx| tx.one("select count(*) from login_attempts", &[])).await.unwrap();
        assert_eq!(left, 0);
    }

    async fn a_strange_page_cannot_sign_anybody_in(db: Db) {
        let app = TestApp::new(db).await;
        let right = credentials("katerina@example.com", PASSWORD);
        app.stranger().post(LOGIN).json(right.clone()).header("origin", "http://evil.example").await.fails(403, "forbidden");
        app.stranger().post(LOGIN).json(right).without("origin").await.fails(403, "forbidden");
        let strange = app.owner().post("/api/v1/auth/logout").header("origin", "http://evil.example").await;
        strange.fails(403, "forbidden");
        app.owner().get("/api/v1/me").await.gives(200);
    }

    async fn the_sign_in_page_names_the_installation(db: Db) {
        let app = TestApp::empty(db).await;
        assert_eq!(app.stranger().get("/api/v1/sign-in").await.gives(200), json!({ "installation_name": "" }));
    }

    async fn the_sign_in_page_carries_the_name_of_the_first_project(db: Db) {
        let app = TestApp::new(db).await;
        app.neighbour("boris").await;
        assert_eq!(app.stranger().get("/api/v1/sign-in").await.gives(200), json!({ "installation_name": "Тихая глина" }));
    }

    async fn the_command_line_sets_a_password_without_the_old_one(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        for _ in 0..5 {
            let wrong = credentials("olga@example.com", "wrong password");
            app.stranger().post(LOGIN).json(wrong).await.fails(401, "wrong_credentials");
        }
        let hash = app.inbox.passwords.hash("a new long password".into()).await.unwrap();
        let now = app.inbox.clock.now();
        app.inbox.db.write(move |tx| employees::reset(tx, "OLGA@example.com", &hash, now)).await.unwrap();
        olga.get("/api/v1/me").await.fails(401, "unauthorized");
        app.stranger().post(LOGIN).json(credentials("olga@example.com", PASSWORD)).await.fails(401, "wrong_credentials");
        let fresh = credentials("olga@example.com", "a new long password");
        app.stranger().post(LOGIN).json(fresh).await.gives(200);
        assert!(actions(&app.owner()).await.contains(&"employee.password_reset".to_owned()));
        let unknown = app.inbox.db.write(|tx| employees::reset(tx, "nobody@example.com", "x", 0)).await;
        assert!(matches!(unknown, Err(beseda_base::error::Error::NotFound)));
    }

    async fn the_command_line_lists_accounts(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        let first = app.inbox.db.read(|tx| employees::list(tx, 0, 1)).await.unwrap();
        assert_eq!(first.len(), 1);
        assert_eq!(first[0].email, "katerina@example.com");
        let rest = app.inbox.db.read(move |tx| employees::list(tx, first[0].id, 10)).await.unwrap();
        assert_eq!(rest.iter().map(|account| account.id).collect::<Vec<_>>(), [olga.id]);
        assert_eq!(rest[0].projects, [("Тихая глина".to_owned(), beseda_base::auth::Role::Operator)]);
    }
}
