//! Deleting a client, and his variables.

use beseda_base::both;
use beseda_base::db::{Db, params};
use beseda_messengers::Item;
use serde_json::{Value, json};

mod contacts;
mod links;
mod templates;

use super::deletion::purge_due;
use crate::migrations::ALL;
use crate::testing::talk::Talk;
use crate::{intake, messages};

/// What Telegram posts when this person writes.
fn update(chat: i64, number: i64, text: &str) -> Item {
    let slice = json!({
        "update_id": number,
        "message": {
            "message_id": number, "date": 1_795_000_000, "text": text,
            "from": { "id": chat, "is_bot": false, "first_name": "Марина" },
            "chat": { "id": chat, "first_name": "Марина", "type": "private" },
        }
    });
    Item { thread_key: chat.to_string(), delivery_id: number.to_string(), slice: slice.to_string().into_bytes() }
}

impl Talk {
    /// A person writes through the real intake; whether the delivery was new.
    async fn delivers(&self, chat: i64, number: i64, text: &str) -> bool {
        let kept = intake::keep(&self.app.inbox, self.channel, vec![update(chat, number, text)]).await.unwrap();
        intake::drain(&self.app.inbox).await.unwrap();
        kept > 0
    }

    async fn only_client(&self) -> Option<i64> {
        let page = self.owner.get("/api/v1/dialogs").await.gives(200);
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 1, "{page}");
        items.first().map(|row| row["client_id"].as_i64().unwrap())
    }

    async fn texts(&self, client: i64) -> Vec<String> {
        let page = self.owner.get(&format!("/api/v1/dialogs/{client}/messages")).await.gives(200);
        page["items"].as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap().to_owned()).collect()
    }
}

/// Everything that a table could still hold of him.
async fn left(db: &Db, client: i64) -> Vec<(String, i64)> {
    let counts = db.read(move |tx| {
        let mut counts = Vec::new();
        for (table, column) in [
            ("clients", "id"),
            ("threads", "client"),
            ("messages", "client"),
            ("message_parts", "client"),
            ("files", "client"),
            ("client_variables", "client"),
            ("client_contacts", "client"),
            ("client_keys", "client"),
            ("free_seen", "client"),
            ("marked_unread", "client"),
            ("outbox", "client"),
            ("scheduled_messages", "client"),
            ("avatar_checks", "client"),
            ("linked_clients", "client"),
            ("distinct_clients", "client"),
            ("link_tokens", "client"),
            ("client_deletions", "client"),
        ] {
            let count: i64 = tx.one(&format!("select count(*) from {table} where {column} = $1"), params![client])?;
            counts.push((table.to_owned(), count));
        }
        let words: i64 = tx.one("select count(*) from raw_events where length(body) > 0 or thread_key <> ''", &[])?;
        counts.push(("raw_events".to_owned(), words));
        for table in ["mentions", "message_versions", "message_files", "scheduled_files"] {
            counts.push((table.to_owned(), tx.one(&format!("select count(*) from {table}"), &[])?));
        }
        Ok(counts)
    });
    counts.await.unwrap().into_iter().filter(|(_, count)| *count > 0).collect()
}

both! { ALL;
    async fn a_deleted_client_is_gone_at_once_and_comes_back_whole(db: Db) {
        let talk = Talk::new(db).await;
        let olga = talk.app.operator("olga").await;
        talk.delivers(77, 1, "привет").await;
        let client = talk.only_client().await.unwrap();
        assert_eq!(olga.delete(&format!("/api/v1/clients/{client}")).await.status, 403);
        let deleted = talk.owner.delete(&format!("/api/v1/clients/{client}")).await.gives(200);
        assert_eq!(deleted["restorable_until"], talk.app.inbox.clock.now() + 10_000);
        assert_eq!(talk.only_client().await, None);
        for path in ["dialogs/{}", "clients/{}", "dialogs/{}/messages", "dialogs/{}/comments"] {
            let path = format!("/api/v1/{}", path.replace("{}", &client.to_string()));
            assert_eq!(talk.owner.get(&path).await.status, 404, "{path}");
        }
        assert_eq!(purge_due(&talk.app.inbox, &[]).await.unwrap(), 0, "not yet");
        talk.delivers(77, 2, "вы тут?").await;
        assert_eq!(talk.only_client().await, None);
        talk.owner.post(&format!("/api/v1/clients/{client}/restore")).await.gives(200);
        assert_eq!(talk.texts(client).await, ["привет", "вы тут?"]);
        assert_eq!(talk.owner.post(&format!("/api/v1/clients/{client}/restore")).await.status, 404);
    }

    async fn a_purged_client_leaves_nothing_and_no_redelivery_revives_him(db: Db) {
        let talk = Talk::new(db.clone()).await;
        for number in 1..=3 {
            talk.delivers(77, number, &format!("слово {number}")).await;
        }
        let client = talk.only_client().await.unwrap();
        let label = talk.owner.post("/api/v1/labels").json(json!({ "name": "VIP" })).await.gives(201)["id"].clone();
        talk.owner.put(&format!("/api/v1/clients/{client}/labels/{label}")).await.gives(200);
        let comment = json!({ "text": "о нём", "client_ref": "c", "mention_ids": [talk.owner.id] });
        talk.owner.post(&format!("/api/v1/dialogs/{client}/comments")).json(comment).await.gives(201);
        talk.owner.put(&format!("/api/v1/clients/{client}/variables/city")).json(json!({ "value": "Казань" })).await.gives(200);
        let contact = json!({ "kind": "phone", "value": "+7 900" });
        talk.owner.post(&format!("/api/v1/clients/{client}/contacts")).json(contact).await.gives(201);
        talk.owner.put(&format!("/api/v1/dialogs/{client}/unread")).await.gives(200);
        talk.answers(&talk.owner, client, "ответ").await;
        talk.owner.delete(&format!("/api/v1/clients/{client}")).await.gives(200);
        talk.app.advance(10_000);
        assert_eq!(purge_due(&talk.app.inbox, &[]).await.unwrap(), 1);
        assert_eq!(left(&db, client).await, []);
        assert_eq!(talk.owner.post(&format!("/api/v1/clients/{client}/restore")).await.status, 404);
        assert!(!talk.delivers(77, 2, "слово 2").await, "the same delivery again");
        assert_eq!(talk.only_client().await, None);
        assert!(talk.delivers(77, 4, "я вернулась").await);
        let again = talk.only_client().await.unwrap();
        assert_eq!((again > client, talk.texts(again).await), (true, vec!["я вернулась".to_owned()]));
    }

    async fn what_he_writes_before_he_is_purged_is_not_lost(db: Db) {
        let talk = Talk::new(db).await;
        talk.delivers(77, 1, "старое").await;
        let client = talk.only_client().await.unwrap();
        talk.owner.delete(&format!("/api/v1/clients/{client}")).await.gives(200);
        talk.app.advance(1_000);
        talk.delivers(77, 2, "новое").await;
        talk.app.advance(10_000);
        assert_eq!(purge_due(&talk.app.inbox, &[]).await.unwrap(), 1);
        intake::drain(&talk.app.inbox).await.unwrap();
        let again = talk.only_client().await.unwrap();
        assert_eq!(talk.texts(again).await, ["новое"]);
    }

    async fn a_long_dialog_is_purged_in_batches(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let words: Vec<String> = (0..250).map(|n| format!("слово {n}")).collect();
        let client = talk.writes_at_once("9", &words.iter().map(String::as_str).collect::<Vec<_>>()).await;
        talk.owner.delete(&format!("/api/v1/clients/{client}")).await.gives(200);
        talk.app.advance(10_000);
        assert_eq!(purge_due(&talk.app.inbox, &[]).await.unwrap(), 1);
        assert_eq!(left(&db, client).await, []);
        let page = db.read(move |tx| messages::page(tx, client, messages::Page::Newest, 10, 0)).await.unwrap();
        assert!(page.0.is_empty());
    }

    async fn variables_are_set_changed_and_deleted(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("1", "привет").await;
        let path = |name: &str| format!("/api/v1/clients/{client}/variables/{name}");
        let set = async |name: &str, body: Value| talk.owner.put(&path(name)).json(body).await;
        let card = set("скидка", json!({ "value": "10", "type": "number" })).await.gives(200);
        assert_eq!(card["variables"], json!([{ "name": "скидка", "value": "10", "type": "number" }]));
        set("скидка", json!({ "value": "много" })).await.complains("value", "bad_value");
        assert_eq!(set("скидка", json!({ "value": "15" })).await.gives(200)["variables"][0]["value"], "15");
        set("client_id", json!({ "value": "1" })).await.complains("name", "reserved");
        set("2x", json!({ "value": "1" })).await.complains("name", "bad_value");
        let long = "я".repeat(100_001);
        set("длинная", json!({ "value": long })).await.complains("value", "too_long");
        assert_eq!(talk.owner.delete(&path("скидка")).await.gives(200)["variables"], json!([]));
        assert_eq!(talk.owner.delete(&path("скидка")).await.status, 404);
    }

    async fn dialogs_are_filtered_by_variables(db: Db) {
        let talk = Talk::new(db).await;
        let mut clients = Vec::new();
        for (chat, city) in [("1", Some("Казань")), ("2", Some("Москва")), ("3", None)] {
            talk.app.advance(1_000);
            let client = talk.writes(chat, "привет").await;
            if let Some(city) = city {
                let path = format!("/api/v1/clients/{client}/variables/city");
                talk.owner.put(&path).json(json!({ "value": city })).await.gives(200);
            }
            clients.push(client);
        }
        let [kazan, moscow, none] = clients[..] else { unreachable!() };
        let found = async |op: &str, value: &str| {
            let filter = json!({ "variables": [{ "name": "city", "op": op, "value": value }] });
            let query = crate::dialogs::tests::filter(&filter);
            crate::dialogs::tests::ids(&talk.owner.get(&format!("/api/v1/dialogs?{query}")).await.gives(200))
        };
        assert_eq!(found("equals", "Казань").await, [kazan]);
        assert_eq!(found("not_equals", "Казань").await, [none, moscow]);
        assert_eq!(found("set", "").await, [moscow, kazan]);
        assert_eq!(found("not_set", "").await, [none]);
    }
}
