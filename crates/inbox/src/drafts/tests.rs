//! Drafts belong to one person and one dialog.

use beseda_base::both;
use beseda_base::db::{Db, params};
use serde_json::{Value, json};

use super::prune;
use crate::migrations::ALL;
use crate::testing::User;
use crate::testing::talk::Talk;

impl Talk {
    async fn drafts(&self, user: &User) -> Vec<Value> {
        user.get("/api/v1/drafts").await.gives(200)["items"].as_array().unwrap().clone()
    }

    async fn types(&self, user: &User, client: i64, form: Value) {
        assert_eq!(user.put(&format!("/api/v1/dialogs/{client}/draft")).json(form).await.status, 204);
    }
}

both! { ALL;
    async fn a_draft_is_there_on_the_next_device(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("1", "привет").await;
        let asked = talk.owner.get(&format!("/api/v1/dialogs/{client}/messages")).await.gives(200)["items"][0].clone();
        let file = talk.owner.post("/api/v1/files").file("a.txt", "text/plain", b"clay").await.gives(201);
        talk.types(&talk.owner, client, json!({ "text": "Пишу", "reply_to": asked["id"], "file_ids": [file["id"]] })).await;
        talk.types(&talk.owner, client, json!({ "text": "Пишу вам", "reply_to": asked["id"], "file_ids": [file["id"]] })).await;
        let drafts = talk.drafts(&talk.owner).await;
        assert_eq!(drafts.len(), 1);
        let draft = &drafts[0];
        assert_eq!((&draft["client_id"], &draft["text"], &draft["comment"]), (&json!(client), &json!("Пишу вам"), &json!(false)));
        assert_eq!((&draft["reply_to"]["id"], &draft["reply_to"]["text"]), (&asked["id"], &json!("привет")));
        assert_eq!(draft["files"][0]["id"], file["id"]);
        let one = talk.owner.get(&format!("/api/v1/dialogs/{client}/draft")).await.gives(200);
        assert_eq!(&one["draft"], draft);
        talk.types(&talk.owner, client, json!({ "text": " " })).await;
        assert!(talk.drafts(&talk.owner).await.is_empty(), "an empty one is none");
    }

    async fn nobody_else_sees_a_draft(db: Db) {
        let talk = Talk::new(db).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let neighbour = talk.app.neighbour("nina").await;
        let client = talk.writes("1", "привет").await;
        talk.types(&olga, client, json!({ "text": "секрет" })).await;
        assert_eq!((talk.drafts(&boris).await.len(), talk.drafts(&talk.owner).await.len()), (0, 0));
        assert_eq!(neighbour.get(&format!("/api/v1/dialogs/{client}/draft")).await.status, 404);
        talk.give(&talk.owner, client, Some(&boris)).await;
        assert!(talk.drafts(&olga).await.is_empty(), "whose client it is no more");
        assert_eq!(olga.put(&format!("/api/v1/dialogs/{client}/draft")).json(json!({ "text": "x" })).await.status, 404);
        talk.owner.put(&format!("/api/v1/dialogs/{client}/draft")).json(json!({ "text": "x".repeat(20_001) })).await
            .complains("text", "too_long");
    }

    async fn old_and_many_drafts_go(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let (me, project) = (talk.owner.id, talk.app.project);
        let client = talk.writes("1", "привет").await;
        db.write(move |tx| {
            for number in 0..200 {
                tx.execute(
                    "insert into drafts (employee, client, project, text, comment, file_ids, updated_at)
                     values ($1, $2, $3, 'x', false, '', $4)",
                    params![me, 100_000 + number, project, number],
                )?;
            }
            Ok(())
        }).await.unwrap();
        talk.types(&talk.owner, client, json!({ "text": "новый" })).await;
        assert_eq!(talk.number("select count(*) from drafts").await, 200);
        assert_eq!(talk.number("select count(*) from drafts where updated_at = 0").await, 0, "the oldest gave way");
        let now = talk.app.inbox.clock.now();
        while db.write(move |tx| prune(tx, now, 150)).await.unwrap() > 0 {}
        assert_eq!(talk.drafts(&talk.owner).await[0]["text"], "новый");
        assert_eq!(talk.number("select count(*) from drafts").await, 1);
    }
}
