use beseda_base::both;
use beseda_base::db::Db;
use serde_json::json;

use super::*;
use crate::migrations::ALL;

const DAY: i64 = 24 * 3600 * 1000;

both! { ALL;
    async fn who_only_looks_is_nobody_yet(db: Db) {
        let site = Site::new(db).await;
        let config = site.browser().get(&site.path("config")).await.gives(200);
        assert!(config["settings"].get("allowed_domains").is_none(), "{config}");
        let guest = site.guest().await;
        assert_eq!(guest.history("").await, json!({ "items": [], "last_n": 0, "more": false }));
        assert_eq!(site.clients().await, 0, "no client before the first message");
        assert_eq!(site.number("select count(*) from raw_events").await, 0);
        let channel = site.owner.get(&format!("/api/v1/channels/{}", site.channel)).await.gives(200);
        assert!(channel["installed_at"].is_number());
        assert_eq!(site.browser().get("/chat/unknown/config").await.status, 404);
    }

    async fn a_session_lives_a_day_and_can_be_renewed_for_ninety(db: Db) {
        let site = Site::new(db).await;
        let guest = site.guest().await;
        site.app.advance(DAY - 1);
        guest.history("").await;
        site.app.advance(1);
        guest.writes("1", "привет").await.fails(401, "unauthorized");
        let renewed = site.session(json!({ "token": guest.token, "identity": null })).await.gives(200);
        assert_eq!(renewed["visitor"], guest.id.as_str(), "the same visitor with a new term");
        let renewed = site.guest_of(renewed);
        assert_eq!(renewed.writes("1", "привет").await.status, 200);
        site.app.advance(91 * DAY);
        let late = site.session(json!({ "token": renewed.token, "identity": null })).await.gives(200);
        assert_ne!(late["visitor"], guest.id.as_str(), "too late: somebody new");
    }

    async fn a_token_is_good_for_its_own_chat_and_only_as_signed(db: Db) {
        let site = Site::new(db).await;
        let guest = site.guest().await;
        let other = site.owner.post("/api/v1/channels").json(json!({ "kind": "site_chat", "name": "Второй" })).await.gives(201);
        let other = other["key"].as_str().unwrap();
        let path = format!("/chat/{other}/messages");
        guest.signed(site.browser().get(&path)).await.fails(401, "unauthorized");
        let stranger = site.browser().post(&format!("/chat/{other}/session")).json(json!({ "token": guest.token })).await.gives(200);
        assert_ne!(stranger["visitor"], guest.id.as_str(), "a strange token begins anew");
        let (said, signature) = guest.token.split_once('.').unwrap();
        for token in ["", "x", "x.y", said, &format!("{said}."), &format!("{said}x.{signature}"), &"a".repeat(5000)] {
            let ask = site.browser().get(&site.path("messages")).header("authorization", &format!("Bearer {token}"));
            ask.await.fails(401, "unauthorized");
        }
        site.browser().get(&site.path("messages")).await.fails(401, "unauthorized");
    }

    async fn only_allowed_sites_may_and_every_answer_can_be_read_there(db: Db) {
        let site = Site::with(db, json!({ "allowed_domains": ["glina.example", "*.shop.example"] })).await;
        let config = site.path("config");
        let from = |origin: &str| site.app.stranger().with_header("origin", origin);
        for origin in [SITE, "https://www.shop.example", "https://glina.example:8443"] {
            let answer = from(origin).get(&config).await;
            assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, origin));
            assert_eq!(answer.header("access-control-allow-credentials"), "");
            assert!(answer.header("vary").contains("Origin"));
        }
        for origin in ["https://evil.example", "https://glina.example.evil.example", "https://evilglina.example", "null"] {
            let answer = from(origin).get(&config).await;
            answer.fails(403, "domain_not_allowed");
            assert_eq!(answer.header("access-control-allow-origin"), origin, "a problem can be read, too");
            from(origin).post(&site.path("session")).json(json!({})).await.fails(403, "domain_not_allowed");
        }
        // Our own sample page.
        assert_eq!(from("http://beseda.test").get(&config).await.status, 200);
        // Problems in a body come before the handler, and still carry the headers.
        let broken = site.browser().post(&site.path("session")).json(json!({ "token": 5 })).await;
        assert_eq!((broken.status, broken.header("access-control-allow-origin")), (422, SITE));
        let broken = site.browser().post(&site.path("messages")).body("x").await;
        assert_eq!((broken.status, broken.header("access-control-allow-origin")), (415, SITE));
        let broken = site.browser().get(&site.path("messages?after=x")).await;
        assert_eq!((broken.status, broken.header("access-control-allow-origin")), (422, SITE));
        let asked = site.browser().ask(axum::http::Method::OPTIONS, &site.path("messages")).await;
        assert_eq!((asked.status, asked.header("access-control-allow-origin")), (204, SITE));
        assert!(asked.header("access-control-allow-headers").contains("Authorization"));
    }

    async fn a_flood_is_slowed_down_by_network_and_purpose(db: Db) {
        let app = TestApp::with(db, |config| config.limits.requests_per_minute = 5).await;
        let owner = app.owner();
        let made = owner.post("/api/v1/channels").json(json!({ "kind": "site_chat", "name": "Сайт" })).await.gives(201);
        let (channel, key) = (made["id"].as_i64().unwrap(), made["key"].as_str().unwrap().to_owned());
        let site = Site { app, owner, channel, key };
        let guest = site.guest().await;
        for number in 0..5 {
            assert_eq!(guest.writes(&number.to_string(), "т").await.status, 200);
        }
        let slowed = guest.writes("5", "т").await;
        slowed.fails(429, "rate_limited");
        assert!(!slowed.header("retry-after").is_empty());
        assert_eq!(slowed.header("access-control-allow-origin"), SITE);
        assert_eq!(site.browser().get(&site.path("config")).await.status, 200, "other purposes go on");
        let elsewhere = Guest { browser: site.browser().from("198.51.100.9"), ..site.guest().await };
        assert_eq!(elsewhere.writes("6", "т").await.status, 200, "and other networks");
        site.app.advance(60_000);
        assert_eq!(guest.writes("5", "т").await.status, 200);
    }

    async fn a_paused_chat_goes_on_storing_and_a_removed_one_is_gone(db: Db) {
        let site = Site::new(db).await;
        let guest = site.guest().await;
        assert_eq!(site.owner.put(&format!("/api/v1/channels/{}/pause", site.channel)).await.status, 200);
        assert_eq!(guest.writes("1", "привет").await.status, 200);
        site.drain().await;
        let client = site.only_client().await;
        assert_eq!(texts(&guest.items().await), ["привет"]);
        assert_eq!(site.owner.delete(&format!("/api/v1/channels/{}", site.channel)).await.status, 204);
        guest.writes("2", "ещё").await.fails(404, "not_found");
        site.browser().get(&site.path("config")).await.fails(404, "not_found");
        let path = format!("/api/v1/dialogs/{client}/messages");
        assert_eq!(site.owner.get(&path).await.gives(200)["items"].as_array().unwrap().len(), 1, "the dialog stays");
        site.owner.post(&path).json(json!({ "text": "x", "client_ref": "x" })).await.fails(409, "channel_removed");
    }
}
