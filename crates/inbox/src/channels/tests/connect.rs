use beseda_base::both;
use beseda_base::db::Db;
use fake_telegram::Fault;
use serde_json::json;

use super::{TOKEN, World};
use crate::migrations::ALL;

both! { ALL;
    async fn a_token_is_looked_at_without_changing_anything(db: Db) {
        let world = World::new(db).await;
        let check = async |token: &str| world.owner.post("/api/v1/channels/telegram/check").json(json!({ "token": token })).await.gives(200);
        let fine = check(TOKEN).await;
        assert_eq!(fine["ok"], true, "{fine}");
        assert_eq!(fine["code"], json!(null));
        assert_eq!(fine["account"]["username"], "clay_bot");
        assert_eq!((&fine["webhook_possible"], &fine["webhook_reason"]), (&json!(false), &json!("no_public_url")));
        assert_eq!(fine["groups"], true);
        for wrong in ["", "no token", "7100200300:AAEotherExampleExampleExample", "7100200300:with spaces in it", "../getMe?x=1:aaaaaaaaaaaaaa"] {
            let answer = check(wrong).await;
            assert_eq!((&answer["ok"], &answer["code"]), (&json!(false), &json!("wrong_token")), "{wrong}");
        }
        world.bot.plan(Some("getMe"), Fault::Refuse { code: 502, description: "Bad Gateway".into() }, 1);
        assert_eq!(check(TOKEN).await["code"], "provider_unavailable");
        let log = world.bot.log();
        assert!(log.violations.is_empty(), "{:?}", log.violations);
        assert!(log.calls.iter().all(|call| call.method.starts_with("get")), "{:?}", log.calls);
        world.connect().await;
        let taken = check(TOKEN).await;
        assert_eq!((&taken["ok"], &taken["code"]), (&json!(false), &json!("channel_taken")));
    }

    async fn a_foreign_webhook_is_told_by_its_host_alone(db: Db) {
        let first = World::public(db).await;
        first.connect().await;
        let id = first.owner.get("/api/v1/channels").await.gives(200)["items"][0]["id"].as_i64().unwrap();
        // The other program's webhook stays where it was when our channel goes and Telegram refuses to delete it.
        first.bot.plan(Some("deleteWebhook"), Fault::Refuse { code: 500, description: "no".into() }, 1);
        assert_eq!(first.owner.delete(&format!("/api/v1/channels/{id}")).await.status, 204);
        let check = first.owner.post("/api/v1/channels/telegram/check").json(json!({ "token": TOKEN })).await.gives(200);
        assert_eq!((&check["ok"], &check["code"], &check["other_webhook"]), (&json!(true), &json!("has_webhook"), &json!("beseda.test")));
    }

    async fn without_a_public_address_the_bot_is_asked(db: Db) {
        let world = World::new(db).await;
        let channel = world.connect().await;
        assert_eq!((&channel["mode"], &channel["state"], &channel["kind"]), (&json!("poll"), &json!("works"), &json!("telegram")));
        assert_eq!(channel["account"]["username"], "clay_bot");
        assert_eq!(channel["name"], "clay_bot");
        assert_eq!(world.events().await, ["channel.created"]);
        assert_eq!(world.bot.log().webhook_url, None);
        let refused = world.owner.post("/api/v1/channels").json(json!({ "kind": "telegram", "token": TOKEN, "mode": "webhook" })).await;
        refused.complains("mode", "bad_value");
    }

    async fn with_a_public_address_the_bot_posts(db: Db) {
        let world = World::public(db).await;
        let channel = world.connect().await;
        assert_eq!((&channel["mode"], &channel["state"]), (&json!("webhook"), &json!("works")));
        let row = world.row(channel["id"].as_i64().unwrap()).await;
        assert_eq!(world.bot.log().webhook_url.unwrap(), format!("https://beseda.test/hooks/telegram/{}", row.key));
        assert!(row.key.len() >= 22, "128 bits");
        assert!(world.bot.log().violations.is_empty(), "a webhook without a secret is noted: {:?}", world.bot.log().violations);
        let asked = world.owner.patch(&format!("/api/v1/channels/{}", row.id)).json(json!({ "mode": "poll" })).await.gives(200);
        assert_eq!(asked["mode"], "poll");
    }

    async fn a_bot_is_connected_once(db: Db) {
        let world = World::new(db).await;
        world.connect().await;
        let again = json!({ "kind": "telegram", "token": TOKEN });
        world.owner.post("/api/v1/channels").json(again.clone()).await.fails(409, "channel_taken");
        let neighbour = world.app.neighbour("nora").await;
        neighbour.post("/api/v1/channels").json(again.clone()).await.fails(409, "channel_taken");
        let id = world.owner.get("/api/v1/channels").await.gives(200)["items"][0]["id"].as_i64().unwrap();
        assert_eq!(world.owner.delete(&format!("/api/v1/channels/{id}")).await.status, 204);
        neighbour.post("/api/v1/channels").json(again).await.gives(201);
    }

    async fn a_wrong_token_connects_nothing(db: Db) {
        let world = World::new(db).await;
        let wrong = json!({ "kind": "telegram", "token": "7100200300:AAEnobodyKnowsThisToken" });
        world.owner.post("/api/v1/channels").json(wrong).await.fails(422, "wrong_token");
        world.bot.plan(Some("getMe"), Fault::CutBefore, 1);
        world.owner.post("/api/v1/channels").json(json!({ "kind": "telegram", "token": TOKEN })).await.fails(502, "provider_unavailable");
        assert_eq!(world.owner.get("/api/v1/channels").await.gives(200)["items"], json!([]));
    }

    async fn a_refused_webhook_is_the_channels_trouble_and_checking_mends_it(db: Db) {
        let world = World::public(db).await;
        world.bot.plan(Some("setWebhook"), Fault::Refuse { code: 400, description: "Bad Request: bad webhook: IP address is reserved".into() }, 1);
        let channel = world.connect().await;
        assert_eq!((&channel["state"], &channel["reason"]["code"]), (&json!("attention"), &json!("webhook_failed")));
        assert!(channel["reason"]["provider_text"].as_str().unwrap().contains("reserved"));
        let checked = world.owner.post(&format!("/api/v1/channels/{}/check", channel["id"])).await.gives(200);
        assert_eq!((&checked["state"], &checked["reason"]), (&json!("works"), &json!(null)));
    }

    async fn a_withdrawn_token_needs_a_person_who_enters_another(db: Db) {
        let world = World::public(db).await;
        let id = world.connected().await;
        world.bot.revoke();
        let path = format!("/api/v1/channels/{id}");
        let checked = world.owner.post(&format!("{path}/check")).await.gives(200);
        assert_eq!((&checked["state"], &checked["reason"]["code"]), (&json!("attention"), &json!("wrong_token")));
        world.telegram.add_bot("7999999999:AAEsomebodyElsesBotToken", "other_bot");
        let other = world.owner.patch(&path).json(json!({ "token": "7999999999:AAEsomebodyElsesBotToken" })).await;
        other.complains("token", "bad_value");
        let renewed = world.telegram.add_bot("7100200300:AAErenewedRenewedRenewed", "clay_bot");
        let mended = world.owner.patch(&path).json(json!({ "token": renewed.token() })).await.gives(200);
        assert_eq!((&mended["state"], &mended["reason"]), (&json!("works"), &json!(null)));
        assert!(renewed.log().webhook_url.is_some(), "registered with the new token");
    }

    async fn a_website_chat_has_settings_and_a_secret(db: Db) {
        let world = World::new(db).await;
        let new = json!({ "kind": "site_chat", "name": " Магазин ", "settings": { "title": "Тихая глина", "allowed_domains": ["https://Shop.Example/"] } });
        let chat = world.owner.post("/api/v1/channels").json(new).await.gives(201);
        assert_eq!((&chat["name"], &chat["mode"], &chat["state"]), (&json!("Магазин"), &json!("direct"), &json!("works")));
        assert_eq!(chat["settings"]["allowed_domains"], json!(["shop.example"]));
        assert_eq!(chat["settings"]["color"], "#0f766e", "what is not told has its default");
        assert_eq!(chat["key"].as_str().unwrap().len(), 22, "its key is public");
        let path = format!("/api/v1/channels/{}", chat["id"]);
        let secret = world.owner.get(&format!("{path}/secret")).await;
        assert_eq!(secret.header("cache-control"), "no-store");
        assert_eq!(secret.gives(200)["identity_secret"].as_str().unwrap().len(), 43);
        let mut settings = chat["settings"].clone();
        settings["color"] = json!("#GG0000");
        world.owner.patch(&path).json(json!({ "settings": settings })).await.complains("settings.color", "bad_value");
        settings["color"] = json!("#AA0000");
        let changed = world.owner.patch(&path).json(json!({ "settings": settings, "name": "Сайт" })).await.gives(200);
        assert_eq!((&changed["name"], &changed["settings"]["color"]), (&json!("Сайт"), &json!("#aa0000")));
        world.owner.patch(&path).json(json!({ "token": TOKEN })).await.fails(422, "unsupported");
        world.owner.post("/api/v1/channels").json(json!({ "kind": "site_chat", "name": "" })).await.complains("name", "required");
        assert_eq!(world.owner.post("/api/v1/channels").json(json!({ "kind": "icq", "name": "x" })).await.status, 422);
    }
}
