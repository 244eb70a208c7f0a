use beseda_base::both;
use beseda_base::db::{Db, params};
use serde_json::json;

use super::World;
use crate::migrations::ALL;
use crate::testing::Answer;

const HEADER: &str = "x-telegram-bot-api-secret-token";

fn update(id: i64, text: &str) -> serde_json::Value {
    json!({ "update_id": id, "message": {
        "message_id": id, "date": 1_795_348_000, "text": text,
        "chat": { "id": 50, "type": "private", "first_name": "Anna" }, "from": { "id": 50, "is_bot": false, "first_name": "Anna" },
    } })
}

async fn deliver(world: &World, path: &str, secret: Option<&str>, body: String) -> Answer {
    let ask = world.app.stranger().post(path).without("origin").body(body);
    match secret {
        Some(secret) => ask.header(HEADER, secret).await,
        None => ask.await,
    }
}

both! { ALL;
    async fn a_delivery_is_stored_before_it_is_answered(db: Db) {
        let world = World::public(db).await;
        let id = world.connected().await;
        let (row, secret) = (world.row(id).await, world.webhook_secret(id).await);
        let path = format!("/hooks/telegram/{}", row.key);
        assert_eq!(deliver(&world, &path, Some(&secret), update(1, "Здравствуйте").to_string()).await.status, 200);
        assert_eq!(world.kept().await, 1);
        assert_eq!(deliver(&world, &path, Some(&secret), update(1, "Здравствуйте").to_string()).await.status, 200);
        assert_eq!(world.kept().await, 1, "a repeated delivery changes nothing and is no error");
        assert_eq!(deliver(&world, &path, Some(&secret), "not even JSON".into()).await.status, 200);
        assert_eq!(world.kept().await, 2, "what nobody understands is kept for a person to see");
    }

    async fn without_the_right_secret_nothing_is_stored(db: Db) {
        let world = World::public(db).await;
        let id = world.connected().await;
        let (row, secret) = (world.row(id).await, world.webhook_secret(id).await);
        let (path, body) = (format!("/hooks/telegram/{}", row.key), update(1, "x").to_string());
        deliver(&world, &path, None, body.clone()).await.fails(401, "unauthorized");
        deliver(&world, &path, Some("wrong"), body.clone()).await.fails(401, "unauthorized");
        deliver(&world, &path, Some(""), body.clone()).await.fails(401, "unauthorized");
        deliver(&world, &path, Some(&secret[..secret.len() - 1]), body.clone()).await.fails(401, "unauthorized");
        for elsewhere in ["/hooks/telegram/AAAAAAAAAAAAAAAAAAAAAA", &format!("/hooks/site_chat/{}", row.key), &format!("/hooks/icq/{}", row.key), &format!("/hooks/telegram/{}", "a".repeat(5000))] {
            deliver(&world, elsewhere, Some(&secret), body.clone()).await.fails(404, "not_found");
        }
        let large = format!("\"{}\"", "x".repeat(1 << 20));
        deliver(&world, &path, Some(&secret), large).await.fails(413, "payload_too_large");
        assert_eq!(world.kept().await, 0);
    }

    async fn a_website_chat_has_no_hook(db: Db) {
        let world = World::new(db).await;
        let chat = world.owner.post("/api/v1/channels").json(json!({ "kind": "site_chat", "name": "Сайт" })).await.gives(201);
        let path = format!("/hooks/site_chat/{}", chat["key"].as_str().unwrap());
        deliver(&world, &path, Some(""), "{}".into()).await.fails(401, "unauthorized");
        assert_eq!(world.kept().await, 0);
    }

    async fn a_paused_channel_still_stores_and_a_removed_one_is_gone(db: Db) {
        let world = World::public(db).await;
        let id = world.connected().await;
        let (row, secret) = (world.row(id).await, world.webhook_secret(id).await);
        let path = format!("/hooks/telegram/{}", row.key);
        world.owner.put(&format!("/api/v1/channels/{id}/pause")).await.gives(200);
        assert_eq!(deliver(&world, &path, Some(&secret), update(1, "x").to_string()).await.status, 200);
        assert_eq!(world.kept().await, 1);
        assert_eq!(world.owner.delete(&format!("/api/v1/channels/{id}")).await.status, 204);
        deliver(&world, &path, Some(&secret), update(2, "x").to_string()).await.fails(404, "not_found");
        assert_eq!(world.kept().await, 1);
    }

    async fn what_cannot_be_stored_is_not_answered_with_success(db: Db) {
        let world = World::public(db).await;
        let id = world.connected().await;
        let (row, secret) = (world.row(id).await, world.webhook_secret(id).await);
        let path = format!("/hooks/telegram/{}", row.key);
        world.app.inbox.db.write(|tx| tx.execute("alter table raw_events rename to raw_events_away", params![])).await.unwrap();
        assert_eq!(deliver(&world, &path, Some(&secret), update(1, "x").to_string()).await.status, 500);
        world.app.inbox.db.write(|tx| tx.execute("alter table raw_events_away rename to raw_events", params![])).await.unwrap();
        assert_eq!(deliver(&world, &path, Some(&secret), update(1, "x").to_string()).await.status, 200);
        world.app.inbox.db.close().await;
        deliver(&world, &path, Some(&secret), update(2, "x").to_string()).await.fails(503, "storage_unavailable");
    }
}
