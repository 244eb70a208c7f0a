//! What colleagues tell each other about a client.

use beseda_base::both;
use beseda_base::db::{Db, params};
use serde_json::{Value, json};

use super::prune;
use crate::migrations::ALL;
use crate::testing::User;
use crate::testing::talk::Talk;

impl Talk {
    async fn comments_on(&self, user: &User, client: i64, text: &str) -> Value {
        let comment = json!({ "text": text, "client_ref": text });
        user.post(&format!("/api/v1/dialogs/{client}/comments")).json(comment).await.gives(201)
    }

    async fn comments(&self, client: i64) -> Vec<String> {
        let page = self.owner.get(&format!("/api/v1/dialogs/{client}/comments")).await.gives(200);
        page["items"].as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap().to_owned()).collect()
    }
}

both! { ALL;
    async fn a_comment_stands_in_the_dialog_and_never_goes_out(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let olga = talk.app.operator("olga").await;
        let client = talk.writes("1", "привет").await;
        talk.app.advance(1_000);
        let made = talk.comments_on(&olga, client, "любит зелёное").await;
        assert_eq!((&made["kind"], &made["author_id"], &made["state"]), (&json!("comment"), &json!(olga.id), &json!(null)));
        let row = talk.dialog(&olga, client).await;
        assert_eq!((&row["last"]["kind"], &row["last"]["text"]), (&json!("comment"), &json!("любит зелёное")));
        assert_eq!(row["unanswered"], true, "a comment is no answer");
        assert_eq!(row["active_at"], made["sent_at"]);
        let again = json!({ "text": "любит зелёное", "client_ref": "любит зелёное" });
        let again = olga.post(&format!("/api/v1/dialogs/{client}/comments")).json(again).await.gives(200);
        assert_eq!((&again["id"], &again["n"]), (&made["id"], &made["n"]));
        let other = json!({ "text": "другое", "client_ref": "любит зелёное" });
        assert_eq!(olga.post(&format!("/api/v1/dialogs/{client}/comments")).json(other).await.status, 409);
        assert_eq!(talk.dialog(&olga, client).await["last_n"], made["n"], "the repeated ones took no number");
        let sent: i64 = db.read(|tx| tx.one("select count(*) from outbox", &[])).await.unwrap();
        assert_eq!(sent, 0);
        let reply = json!({ "text": "ответ", "client_ref": "r", "reply_to": made["id"] });
        olga.post(&format!("/api/v1/dialogs/{client}/messages")).json(reply).await.complains("reply_to", "unknown");
        let path = format!("/api/v1/dialogs/{client}/messages/{}", made["id"]);
        assert_eq!(talk.owner.delete(&path).await.status, 404, "a comment has its own door");
    }

    async fn a_comment_is_changed_by_its_author_alone(db: Db) {
        let talk = Talk::new(db).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let client = talk.writes("1", "привет").await;
        let path = format!("/api/v1/dialogs/{client}/comments/{}", talk.comments_on(&olga, client, "раз").await["id"]);
        assert_eq!(boris.patch(&path).json(json!({ "text": "два" })).await.status, 403);
        assert_eq!(talk.owner.patch(&path).json(json!({ "text": "два" })).await.status, 403);
        let changed = olga.patch(&path).json(json!({ "text": "два" })).await.gives(200);
        assert_eq!((&changed["text"], changed["edited_at"].is_null()), (&json!("два"), false));
        olga.patch(&path).json(json!({ "text": " " })).await.complains("text", "required");
        assert_eq!(talk.comments(client).await, ["два"]);
    }

    async fn a_deleted_comment_can_come_back_for_a_minute(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let client = talk.writes("1", "привет").await;
        let id = talk.comments_on(&olga, client, "секрет").await["id"].as_i64().unwrap();
        let path = format!("/api/v1/dialogs/{client}/comments/{id}");
        assert_eq!(boris.delete(&path).await.status, 403);
        assert_eq!(olga.delete(&path).await.status, 204);
        assert_eq!(talk.comments(client).await, [""; 0]);
        assert_eq!(talk.dialog(&olga, client).await["last"]["text"], "", "nobody is shown its words");
        assert_eq!(boris.post(&format!("{path}/restore")).await.status, 403);
        olga.post(&format!("{path}/restore")).await.gives(200);
        assert_eq!(talk.comments(client).await, ["секрет"]);
        assert_eq!(talk.owner.delete(&path).await.status, 204, "the right to delete is enough");
        talk.app.advance(61_000);
        assert_eq!(olga.post(&format!("{path}/restore")).await.status, 409);
        let now = talk.app.inbox.clock.now();
        assert_eq!(db.write(move |tx| prune(tx, now, 10)).await.unwrap(), 1);
        let words: String = db.read(move |tx| tx.one("select text from messages where id = $1", params![id])).await.unwrap();
        assert_eq!(words, "");
    }

    async fn who_is_named_hears_of_it_once(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let client = talk.writes("1", "привет").await;
        let comments = format!("/api/v1/dialogs/{client}/comments");
        let comment = json!({ "text": "@Boris посмотри", "client_ref": "1", "mention_ids": [boris.id] });
        let made = olga.post(&comments).json(comment).await.gives(201);
        let path = format!("{comments}/{}", made["id"]);
        olga.patch(&path).json(json!({ "text": "@Boris посмотри сюда", "mention_ids": [boris.id] })).await.gives(200);
        let named = db.read(|tx| tx.query::<(Option<i64>, Option<i64>)>("select employee, client from events where kind = 'employee.mentioned'", &[]));
        assert_eq!(named.await.unwrap(), [(Some(boris.id), Some(client))]);
        talk.give(&olga, client, Some(&olga)).await;
        let comment = json!({ "text": "@Boris", "client_ref": "2", "mention_ids": [boris.id] });
        olga.post(&comments).json(comment).await.complains("mention_ids", "unknown");
        let stranger = json!({ "text": "@x", "client_ref": "3", "mention_ids": [999] });
        olga.post(&comments).json(stranger).await.complains("mention_ids", "unknown");
        assert_eq!(talk.comments(client).await.len(), 1, "nothing half-done stays");
    }

    async fn comments_are_paged_the_newest_first(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("1", "привет").await;
        for number in 0..5 {
            talk.app.advance(1_000);
            talk.comments_on(&talk.owner, client, &number.to_string()).await;
        }
        let first = talk.owner.get(&format!("/api/v1/dialogs/{client}/comments?limit=3")).await.gives(200);
        let next = first["next"].as_str().unwrap();
        let second = talk.owner.get(&format!("/api/v1/dialogs/{client}/comments?limit=3&before={next}")).await.gives(200);
        let texts = |page: &Value| page["items"].as_array().unwrap().iter().map(|item| item["text"].clone()).collect::<Vec<_>>();
        assert_eq!(texts(&first), ["4", "3", "2"]);
        assert_eq!((texts(&second), &second["next"]), (vec![json!("1"), json!("0")], &json!(null)));
    }
}
