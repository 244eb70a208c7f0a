use beseda_base::both;
use beseda_base::db::Db;
use serde_json::json;

use super::*;
use crate::migrations::ALL;

impl Talk {
    async fn act(&self, action: &str, messages: &[&Value]) -> Value {
        let ids: Vec<&Value> = messages.iter().map(|message| &message["id"]).collect();
        let path = format!("/api/v1/channels/{}/unknown", self.channel);
        self.owner.post(&path).json(json!({ "action": action, "message_ids": ids })).await.gives(200)
    }

    async fn unknown(&self) -> Vec<Value> {
        let page = self.owner.get(&format!("/api/v1/channels/{}/unknown", self.channel)).await.gives(200);
        page["items"].as_array().unwrap().clone()
    }
}

both! { ALL;
    async fn a_person_decides_about_what_nobody_knows(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let mut all = Vec::new();
        for text in ["раз", "два", "три"] {
            all.push(talk.answers(&talk.owner, client, text).await);
            talk.send(unclear()).await;
        }
        let shown = talk.unknown().await;
        assert_eq!(shown.iter().map(|row| row["text"].as_str().unwrap()).collect::<Vec<_>>(), ["три", "два", "раз"]);
        assert_eq!(talk.owner.get(&format!("/api/v1/channels/{}", talk.channel)).await.gives(200)["unknown"], 3);
        assert_eq!(talk.act("repeat", &[&all[0]]).await["changed"], 1);
        assert_eq!(talk.act("delivered", &[&all[1]]).await["changed"], 1);
        assert_eq!(talk.act("cancel", &[&all[2]]).await["changed"], 1);
        assert!(talk.unknown().await.is_empty());
        assert_eq!(talk.state_of(&all[0]).await, is("queued", ""));
        assert_eq!(talk.state_of(&all[1]).await, is("sent", ""));
        assert_eq!(talk.state_of(&all[2]).await, is("failed", "given_up"));
        assert_eq!(talk.send(taken(50)).await.message, all[0]["id"].as_i64());
        talk.app.advance(60_000);
        assert!(talk.claim(MINE).await.is_empty(), "the others do not go again");
        assert_eq!(talk.repeat(&all[2]).await, 200, "a cancelled one can still be repeated by hand");
    }

    async fn an_arrived_piece_does_not_vouch_for_the_rest(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let message = talk.answers(&talk.owner, client, &"а".repeat(8000)).await;
        talk.send(unclear()).await;
        assert_eq!(talk.act("delivered", &[&message]).await["changed"], 1);
        assert_eq!(talk.state_of(&message).await, is("failed", "part_before_failed"));
        assert_eq!(talk.repeat(&message).await, 200);
        assert_eq!(talk.send(taken(51)).await.part, 1);
        assert_eq!(talk.state_of(&message).await, is("sent", ""));
    }

    async fn only_an_unknown_message_can_be_said_to_have_arrived(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let message = talk.answers(&talk.owner, client, "ответ").await;
        let path = format!("/api/v1/dialogs/{client}/messages/{}/delivery", message["id"]);
        talk.owner.put(&path).await.fails(409, "conflict");
        talk.send(unclear()).await;
        assert_eq!(talk.owner.put(&path).await.gives(200)["state"], "sent");
        talk.owner.put(&path).await.fails(409, "conflict");
    }

    async fn decisions_are_for_those_who_look_after_channels(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let message = talk.answers(&talk.owner, client, "ответ").await;
        talk.send(unclear()).await;
        let path = format!("/api/v1/channels/{}/unknown", talk.channel);
        let order = json!({ "action": "cancel", "message_ids": [message["id"]] });
        talk.app.operator("olga").await.get(&path).await.fails(403, "forbidden");
        talk.app.editor("egor").await.post(&path).json(order.clone()).await.fails(403, "forbidden");
        let nina = talk.app.neighbour("nina").await;
        nina.get(&path).await.fails(404, "not_found");
        nina.post(&path).json(order).await.fails(404, "not_found");
        assert_eq!(talk.state_of(&message).await.0, "unknown");
        let none = json!({ "action": "cancel", "message_ids": [] });
        talk.owner.post(&path).json(none).await.complains("message_ids", "bad_value");
        let many = json!({ "action": "cancel", "message_ids": (0..201).collect::<Vec<_>>() });
        talk.owner.post(&path).json(many).await.complains("message_ids", "bad_value");
    }

    async fn an_edit_of_a_split_text_leaves_no_rest_behind(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let message = talk.answers(&talk.owner, client, &"а".repeat(8000)).await;
        talk.send(taken(50)).await;
        talk.send(taken(51)).await;
        let path = format!("/api/v1/dialogs/{client}/messages/{}", message["id"]);
        assert_eq!(talk.owner.patch(&path).json(json!({ "text": "коротко" })).await.gives(200)["text"], "коротко");
        let edit = talk.send(SendOutcome::Sent { part: None }).await;
        assert!(edit.payload.contains("\"kind\":\"edit\"") && edit.payload.contains("\"50\""), "{}", edit.payload);
        let rest = talk.send(SendOutcome::Sent { part: None }).await;
        assert!(rest.payload.contains("\"kind\":\"delete\"") && rest.payload.contains("\"51\""), "{}", rest.payload);
        assert_eq!(talk.state_of(&message).await, is("sent", ""));
    }

    async fn a_refused_edit_is_told_and_a_later_one_mends_it(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let message = talk.answers(&talk.owner, client, "ответ").await;
        let path = format!("/api/v1/dialogs/{client}/messages/{}", message["id"]);
        talk.owner.patch(&path).json(json!({ "text": "рано" })).await.fails(409, "unsupported");
        talk.send(taken(50)).await;
        talk.owner.patch(&path).json(json!({ "text": "раз" })).await.gives(200);
        talk.send(refused("message_gone")).await;
        assert_eq!(talk.state_of(&message).await, is("sent", "edit_failed"));
        talk.owner.patch(&path).json(json!({ "text": "два" })).await.gives(200);
        // What may be repeated without harm is repeated.
        talk.send(unclear()).await;
        talk.app.advance(60_000);
        talk.send(SendOutcome::Sent { part: None }).await;
        assert_eq!(talk.state_of(&message).await, is("sent", ""));
        talk.owner.patch(&path).json(json!({ "text": "а".repeat(4097) })).await.complains("text", "too_long");
    }
}
