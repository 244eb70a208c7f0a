//! A message once more: to the same client and into a linked dialog.

use beseda_base::both;
use beseda_base::db::Db;
use serde_json::{Value, json};

use crate::migrations::ALL;
use crate::testing::User;
use crate::testing::talk::{Talk, telegram};

async fn resend(user: &User, client: i64, message: &Value, form: Value) -> crate::testing::Answer {
    user.post(&format!("/api/v1/dialogs/{client}/messages/{}/resend", message["id"])).json(form).await
}

both! { ALL;
    async fn a_message_goes_to_the_same_client_once_more(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("1", "привет").await;
        let file = talk.owner.post("/api/v1/files").file("a.txt", "text/plain", b"clay").await.gives(201);
        let sent = json!({ "text": "прайс", "client_ref": "a", "file_ids": [file["id"]] });
        let sent = talk.owner.post(&format!("/api/v1/dialogs/{client}/messages")).json(sent).await.gives(201);
        let again = resend(&talk.owner, client, &sent, json!({ "client_ref": "b" })).await.gives(201);
        assert_ne!(again["id"], sent["id"]);
        assert_eq!((&again["text"], &again["files"][0]["name"], &again["state"]), (&json!("прайс"), &json!("a.txt"), &json!("queued")));
        let repeated = resend(&talk.owner, client, &sent, json!({ "client_ref": "b" })).await.gives(200);
        assert_eq!(repeated["id"], again["id"], "the same request is the same message");
        let other = talk.answers(&talk.owner, client, "другое").await;
        assert_eq!(resend(&talk.owner, client, &other, json!({ "client_ref": "b" })).await.status, 409);
        assert_eq!(talk.number("select count(*) from messages where text = 'прайс'").await, 2);
    }

    async fn only_a_linked_dialog_gets_it(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let second = telegram(&talk.app, talk.app.project, "second").await;
        let client = talk.writes("1", "привет").await;
        let same = talk.writes_to(second, "2", "это тоже я").await;
        let file = olga.post("/api/v1/files").file("a.txt", "text/plain", b"clay").await.gives(201);
        let sent = json!({ "text": "прайс", "client_ref": "a", "file_ids": [file["id"]] });
        let sent = olga.post(&format!("/api/v1/dialogs/{client}/messages")).json(sent).await.gives(201);
        let form = json!({ "client_ref": "b", "to_client_id": same });
        resend(&olga, client, &sent, form.clone()).await.complains("to_client_id", "unknown");
        talk.owner.put(&format!("/api/v1/clients/{client}/links/{same}")).await.gives(200);
        let copy = resend(&olga, client, &sent, form.clone()).await.gives(201);
        assert_eq!((&copy["client_id"], &copy["text"]), (&json!(same), &json!("прайс")));
        assert_ne!(copy["files"][0]["id"], file["id"], "a file belongs to one client");
        assert_eq!(resend(&olga, client, &sent, form.clone()).await.gives(200)["id"], copy["id"]);
        // Taking the first one away leaves the second one its bytes.
        talk.owner.delete(&format!("/api/v1/dialogs/{client}/messages/{}", sent["id"])).await;
        assert_eq!(talk.number("select count(*) from files where blob_key <> ''").await, 1);
        talk.give(&talk.owner, same, Some(&boris)).await;
        let form = json!({ "client_ref": "c", "to_client_id": same });
        let words = talk.answers(&olga, client, "ещё").await;
        resend(&olga, client, &words, form).await.complains("to_client_id", "unknown");
        let asked = json!({ "client_ref": "d" });
        assert_eq!(resend(&boris, same, &sent, asked).await.status, 404, "not a message of that dialog");
    }
}
