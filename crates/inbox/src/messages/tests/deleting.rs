//! A deletion leaves no words behind: not in what came in, not in files, not in what was on its way.

use beseda_base::both;
use beseda_base::db::{Db, params};
use beseda_messengers::{Inbound, Item, Place};
use serde_json::{Value, json};

use crate::messages::{Arrival, receive, scrub_rest};
use crate::migrations::ALL;
use crate::testing::talk::Talk;
use crate::testing::{NOW, User};
use crate::{files, intake};

/// A text message of Telegram.
fn update(id: i64, chat: i64, message: i64, text: &str) -> Item {
    let person = json!({ "id": chat, "is_bot": false, "first_name": "Анна" });
    let body = json!({ "update_id": id, "message": {
        "message_id": message, "from": person, "chat": { "id": chat, "type": "private", "first_name": "Анна" }, "date": NOW / 1000, "text": text,
    } });
    Item { thread_key: chat.to_string(), delivery_id: id.to_string(), slice: body.to_string().into_bytes() }
}

impl Talk {
    async fn takes_in(&self, items: Vec<Item>) {
        intake::keep(&self.app.inbox, self.channel, items).await.unwrap();
        intake::drain(&self.app.inbox).await.unwrap();
    }

    /// (message, its text) of the only client.
    async fn words(&self) -> Vec<(i64, String)> {
        self.app.inbox.db.read(|tx| tx.query("select id, text from messages order by id", &[])).await.unwrap()
    }

    /// Deliveries whose bodies are still there.
    async fn bodies(&self) -> Vec<String> {
        let sql = "select delivery_id from raw_events where length(body) > 0 order by id";
        self.app.inbox.db.read(move |tx| tx.query(sql, &[])).await.unwrap()
    }

    async fn deletes(&self, client: i64, message: i64) {
        let path = format!("/api/v1/dialogs/{client}/messages/{message}");
        assert_eq!(self.owner.delete(&path).await.status, 204);
    }
}

async fn uploads(user: &User, name: &str) -> i64 {
    user.post("/api/v1/files").file(name, "text/plain", name.as_bytes()).await.gives(201)["id"].as_i64().unwrap()
}

/// How many objects lie in the store.
fn stored(talk: &Talk) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let entries =
            std::fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>()).unwrap_or_default();
        entries.iter().map(|entry| if entry.path().is_dir() { count(&entry.path()) } else { 1 }).sum()
    }
    count(&std::path::Path::new(&talk.app.inbox.config.data_dir).join("files"))
}

both! { ALL;
    async fn the_delivery_of_a_deleted_message_is_emptied_and_still_known(db: Db) {
        let talk = Talk::new(db).await;
        talk.takes_in(vec![update(1, 7, 10, "тайна"), update(2, 8, 11, "другое")]).await;
        let words = talk.words().await;
        assert_eq!(talk.bodies().await, ["1", "2"]);
        talk.deletes(1, words[0].0).await;
        assert_eq!(talk.bodies().await, ["2"], "another chat keeps its own");
        talk.takes_in(vec![update(1, 7, 10, "тайна")]).await;
        assert_eq!(talk.words().await[0].1, "", "a second delivery does not bring it back");
        assert_eq!(talk.words().await.len(), 2);
    }

    async fn what_waits_is_dead_or_parked_keeps_its_body(db: Db) {
        let talk = Talk::new(db.clone()).await;
        talk.takes_in(vec![update(1, 7, 10, "тайна")]).await;
        let edited = json!({ "update_id": 2, "edited_message": {
            "message_id": 99, "from": { "id": 7, "is_bot": false, "first_name": "Анна" }, "chat": { "id": 7, "type": "private" },
            "date": NOW / 1000, "edit_date": NOW / 1000, "text": "к тому, чего ещё нет" } });
        talk.takes_in(vec![Item { thread_key: "7".into(), delivery_id: "2".into(), slice: edited.to_string().into_bytes() }]).await;
        assert_eq!(talk.number("select count(*) from parked").await, 1);
        let channel = talk.channel;
        db.write(move |tx| {
            for (id, state) in [("waits", 0_i64), ("dead", 2)] {
                tx.execute(
                    "insert into raw_events (channel, thread_key, delivery_id, body, received_at, state) values ($1, '7', $2, $3, 1, $4)",
                    params![channel, id, b"x".to_vec(), state])?;
            }
            Ok(())
        }).await.unwrap();
        let words = talk.words().await;
        talk.deletes(1, words[0].0).await;
        assert_eq!(talk.bodies().await, ["2", "waits", "dead"]);
    }

    async fn a_long_dialog_is_emptied_to_its_end(db: Db) {
        let talk = Talk::new(db.clone()).await;
        talk.takes_in(vec![update(1, 7, 10, "тайна")]).await;
        let channel = talk.channel;
        db.write(move |tx| {
            let rows: Vec<_> = (0..900_i64).map(|k| beseda_base::values![channel, "7", format!("more {k}"), b"x".to_vec(), NOW, 1_i64]).collect();
            tx.execute_rows("insert into raw_events (channel, thread_key, delivery_id, body, received_at, state) values {rows:bigint,text,text,blob,bigint,integer}", &[], &rows)
        }).await.unwrap();
        let words = talk.words().await;
        talk.deletes(1, words[0].0).await;
        assert!(!talk.bodies().await.is_empty(), "one transaction takes a bounded number");
        while db.write(scrub_rest).await.unwrap() > 0 {}
        assert!(talk.bodies().await.is_empty());
        assert_eq!(talk.number("select count(*) from raw_scrubs").await, 0);
    }

    async fn a_late_edit_does_not_bring_words_back(db: Db) {
        let talk = Talk::new(db.clone()).await;
        talk.takes_in(vec![update(1, 7, 10, "тайна")]).await;
        let words = talk.words().await;
        talk.deletes(1, words[0].0).await;
        let (channel, facts) = (talk.channel, talk.facts());
        db.write(move |tx| {
            let raw: i64 = tx.one(
                "insert into raw_events (channel, thread_key, delivery_id, body, received_at, state) values ($1, '7', 'e', $2, 1, 1) returning id",
                params![channel, b"edit".to_vec()])?;
            let place = Place { chat: "7".into(), ..Place::default() };
            let inbound = vec![
                Inbound::Edited { place: place.clone(), external_id: "10".into(), version: 2, text: "тайна!".into(), entities: Vec::new(), at: NOW },
                Inbound::Reacted { place, person: beseda_messengers::Person::default(), external_id: "10".into(), reaction: Default::default(), at: NOW },
            ];
            receive(tx, &[Arrival::new(raw, facts, inbound)], NOW)
        }).await.unwrap();
        assert_eq!(talk.words().await[0].1, "");
        assert_eq!(talk.number("select count(*) from message_versions").await, 0);
        assert!(talk.bodies().await.is_empty());
    }

    async fn bytes_go_with_their_last_message(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("7", "привет").await;
        let (own, shared, blob) = (uploads(&talk.owner, "own.txt").await, uploads(&talk.owner, "shared.txt").await, uploads(&talk.owner, "blob.txt").await);
        let path = format!("/api/v1/dialogs/{client}/messages");
        let sends = async |reference: &str, ids: &[i64]| {
            let body = json!({ "text": "", "client_ref": reference, "file_ids": ids });
            talk.owner.post(&path).json(body).await.gives(201)["id"].as_i64().unwrap()
        };
        let first = sends("1", &[own, shared, blob]).await;
        let second = sends("2", &[shared]).await;
        // Bytes that another file has as well.
        db.write(move |tx| tx.execute(
            "insert into files (project, client, kind, name, mime, size, state, blob_key, created_at)
             select project, client, kind, name, mime, size, state, blob_key, created_at from files where id = $1", params![blob])).await.unwrap();
        assert_eq!(stored(&talk), 3);
        talk.deletes(client, first).await;
        assert_eq!(stored(&talk), 3, "never within the transaction");
        assert_eq!(files::remove_spare(&talk.app.inbox).await, 2);
        assert_eq!((stored(&talk), talk.number("select count(*) from spare_blobs").await), (2, 0));
        assert_eq!(talk.owner.get(&format!("/api/v1/files/{shared}")).await.status, 200);
        talk.owner.get(&format!("/api/v1/files/{own}")).await.fails(404, "not_found");
        talk.deletes(client, second).await;
        files::remove_spare(&talk.app.inbox).await;
        assert_eq!(stored(&talk), 1);
        let left: Vec<Value> = talk.owner.get(&path).await.gives(200)["items"].as_array().unwrap().clone();
        assert!(left.iter().skip(1).all(|message| message["files"] == json!([])), "{left:?}");
    }
}
