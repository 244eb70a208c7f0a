use beseda_base::both;
use beseda_base::db::{Db, params};
use beseda_messengers::AccountProblem;
use fake_telegram::Fault;
use serde_json::json;

use super::World;
use crate::channels::health::Hour;
use crate::channels::{ReasonCode, account, health, queries, upkeep};
use crate::migrations::ALL;
use crate::testing::NOW;

both! { ALL;
    async fn a_pause_outlives_a_trouble(db: Db) {
        let world = World::public(db).await;
        let id = world.connected().await;
        let path = format!("/api/v1/channels/{id}/pause");
        assert_eq!(world.owner.put(&path).await.gives(200)["state"], "paused");
        let broken = AccountProblem::WrongToken("Unauthorized".into());
        world.app.inbox.db.write(move |tx| queries::account_broken(tx, id, &broken, NOW)).await.unwrap();
        let state = async || world.owner.get(&format!("/api/v1/channels/{id}")).await.gives(200)["state"].clone();
        assert_eq!(state().await, "attention", "a trouble is the first thing to see");
        assert_eq!(world.owner.post(&format!("/api/v1/channels/{id}/check")).await.gives(200)["state"], "paused");
        assert_eq!(world.owner.delete(&path).await.gives(200)["state"], "works");
        assert_eq!(state().await, "works");
    }

    async fn a_trouble_is_told_once(db: Db) {
        let world = World::new(db).await;
        let id = world.connected().await;
        for _ in 0..3 {
            let broken = AccountProblem::SecondPoller("Conflict".into());
            world.app.inbox.db.write(move |tx| queries::account_broken(tx, id, &broken, NOW)).await.unwrap();
        }
        assert_eq!(world.events().await, ["channel.created", "channel.changed"]);
        let channel = world.owner.get(&format!("/api/v1/channels/{id}")).await.gives(200);
        assert_eq!(channel["reason"], json!({ "code": "second_poller", "provider_text": "Conflict", "since": NOW }));
    }

    async fn the_list_begins_with_what_needs_attention(db: Db) {
        let world = World::new(db).await;
        let mut ids = Vec::new();
        for name in ["Яблоко", "арбуз", "Берёза", "Ёлка"] {
            let chat = world.owner.post("/api/v1/channels").json(json!({ "kind": "site_chat", "name": name })).await.gives(201);
            ids.push(chat["id"].as_i64().unwrap());
        }
        let (apple, melon) = (ids[0], ids[1]);
        world.app.inbox.db.write(move |tx| queries::mark_attention(tx, apple, ReasonCode::Unknown, "", NOW)).await.unwrap();
        world.owner.put(&format!("/api/v1/channels/{melon}/pause")).await.gives(200);
        world.app.inbox.db.write(|tx| tx.execute("insert into channels (project, kind, name, key, state, mode, secrets, settings, created_at) values (1, 'demo', 'Demo', 'd', 'works', 'direct', '', '{}', 1)", params![])).await.unwrap();
        let list = world.owner.get("/api/v1/channels").await.gives(200);
        let names: Vec<&str> = list["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Яблоко", "Берёза", "Ёлка", "арбуз"], "the sample client's channel is in no list");
        assert_eq!(list["public_url"], json!(null));
    }

    async fn counts_stop_at_a_thousand(db: Db) {
        let world = World::new(db).await;
        let id = world.connected().await;
        world.app.inbox.db.write(move |tx| {
            let rows: Vec<_> = (0..1_200_i64).map(|n| beseda_base::values![id, format!("t{n}"), n.to_string(), vec![0_u8], n, if n % 2 == 0 { 2_i64 } else { 1 }]).collect();
            tx.execute_rows("insert into raw_events (channel, thread_key, delivery_id, body, received_at, state) values {rows:bigint,text,text,blob,bigint,bigint}", params![], &rows)?;
            let rows: Vec<_> = (0..1_200_i64).map(|n| beseda_base::values![1_i64, id, n.to_string(), "Anna", "anna", n, n]).collect();
            tx.execute_rows("insert into clients (project, channel, external_id, name, search, created_at, active_at) values {rows:bigint,bigint,text,text,text,bigint,bigint}", params![], &rows)
        }).await.unwrap();
        let channel = world.owner.get(&format!("/api/v1/channels/{id}")).await.gives(200);
        assert_eq!((&channel["clients"], &channel["dead_letters"]), (&json!(1000), &json!(600)));
        assert_eq!((&channel["unknown"], &channel["queued"]), (&json!(0), &json!(0)));
    }

    async fn health_shows_a_day_of_half_hours(db: Db) {
        let world = World::new(db).await;
        let id = world.connected().await;
        world.app.inbox.db.write(move |tx| {
            let mut hour = Hour { events: 3, event_errors: 1, send_errors: 2, ..Hour::default() };
            [90, 150, 150, 5_000].into_iter().for_each(|took| hour.sent(took));
            health::count_hour(tx, id, NOW, &hour)?;
            health::count_hour(tx, id, NOW + 1, &Hour { events: 1, ..Hour::default() })?;
            health::count_hour(tx, id, NOW - 24 * 3_600_000, &Hour { events: 1, event_errors: 7, ..Hour::default() })?;
            health::touch_event(tx, id, NOW)
        }).await.unwrap();
        let health = world.owner.get(&format!("/api/v1/channels/{id}/state")).await.gives(200);
        let hours = health["hours"].as_array().unwrap();
        assert_eq!(hours.len(), 48);
        assert_eq!(hours[47], json!({ "at": NOW, "ok": 8, "failed": 3 }), "4 in, 4 out");
        assert_eq!(hours[0]["ok"], 0, "a day and a half hour ago is not shown");
        assert_eq!(health["errors_24h"], json!({ "events": 1, "sends": 2 }));
        let median = health["send_p50_ms"].as_i64().unwrap();
        assert!((100..=200).contains(&median), "{median}");
        assert_eq!((&health["queued"], &health["oldest_queued_at"], &health["last_event_at"]), (&json!(0), &json!(null), &json!(NOW)));
        world.app.inbox.db.write(move |tx| health::prune(tx, 0, NOW + 8 * 24 * 3_600_000, 500)).await.unwrap();
        let left: i64 = world.app.inbox.db.read(|tx| tx.one("select count(*) from channel_hours", params![])).await.unwrap();
        assert_eq!(left, 0);
    }

    async fn rights_and_projects_are_kept_apart(db: Db) {
        let world = World::new(db).await;
        let id = world.connected().await;
        let (operator, neighbour, stranger) = (world.app.operator("olga").await, world.app.neighbour("nora").await, world.app.stranger());
        let path = format!("/api/v1/channels/{id}");
        for (method, path) in [("GET", path.clone()), ("GET", format!("{path}/state")), ("GET", format!("{path}/secret")), ("PATCH", path.clone()), ("DELETE", path.clone()), ("PUT", format!("{path}/pause")), ("DELETE", format!("{path}/pause")), ("POST", format!("{path}/check"))] {
            let method = axum::http::Method::from_bytes(method.as_bytes()).unwrap();
            neighbour.ask(method.clone(), &path).json(json!({})).await.fails(404, "not_found");
            stranger.ask(method.clone(), &path).json(json!({})).await.fails(401, "unauthorized");
            if method != axum::http::Method::GET || path.ends_with("secret") {
                operator.ask(method, &path).json(json!({})).await.fails(403, "forbidden");
            }
        }
        operator.post("/api/v1/channels").json(json!({ "kind": "site_chat", "name": "x" })).await.fails(403, "forbidden");
        operator.post("/api/v1/channels/telegram/check").json(json!({ "token": "x" })).await.fails(403, "forbidden");
        assert_eq!(neighbour.get("/api/v1/channels").await.gives(200)["items"], json!([]));
        let kinds = world.owner.get("/api/v1/channel-kinds").await.gives(200);
        let kinds: Vec<&str> = kinds["items"].as_array().unwrap().iter().map(|item| item["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["telegram", "site_chat"]);
    }

    async fn a_removed_channel_keeps_no_secret(db: Db) {
        let world = World::public(db).await;
        let id = world.connected().await;
        assert_eq!(world.owner.delete(&format!("/api/v1/channels/{id}")).await.status, 204);
        assert_eq!(world.bot.log().webhook_url, None, "the webhook was taken away");
        let row = world.row(id).await;
        assert!(row.secrets.is_empty() && row.removed_at == Some(NOW));
        assert!(account(&world.app.inbox, &row).is_err());
        world.owner.get(&format!("/api/v1/channels/{id}")).await.fails(404, "not_found");
        assert_eq!(world.events().await, ["channel.created", "channel.deleted"]);
    }

    async fn lost_webhooks_and_passed_troubles_are_mended_without_anybody(db: Db) {
        let world = World::public(db).await;
        world.bot.plan(Some("setWebhook"), Fault::Refuse { code: 400, description: "Bad Request: bad webhook".into() }, 1);
        let id = world.connected().await;
        let state = async || world.owner.get(&format!("/api/v1/channels/{id}")).await.gives(200)["state"].clone();
        assert_eq!(state().await, "attention");
        upkeep::look(&world.app.inbox).await.unwrap();
        assert_eq!(state().await, "works");
        // Somebody else takes the webhook away.
        let row = world.row(id).await;
        let account = account(&world.app.inbox, &row).unwrap();
        let wire = crate::wire::InboxWire::new(world.app.inbox.clone());
        row.kind.connect(&wire, &account, &beseda_messengers::Connection::None).await.unwrap();
        assert_eq!(world.bot.log().webhook_url, None);
        upkeep::round(&world.app.inbox).await.unwrap();
        assert!(world.bot.log().webhook_url.is_some());
        world.bot.revoke();
        upkeep::round(&world.app.inbox).await.unwrap();
        assert_eq!(state().await, "attention");
    }
}
