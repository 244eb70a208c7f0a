//! Pause, block, unread by hand, pinned messages.

use beseda_base::both;
use beseda_base::db::Db;
use serde_json::{Value, json};

use crate::migrations::ALL;
use crate::testing::User;
use crate::testing::talk::Talk;

async fn unread_dialogs(user: &User) -> Value {
    user.get("/api/v1/dialogs/counts").await.gives(200)["unread_dialogs"]["count"].clone()
}

async fn notes(talk: &Talk, client: i64) -> Vec<String> {
    let page = talk.owner.get(&format!("/api/v1/dialogs/{client}/messages")).await.gives(200);
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|item| item["note"]["code"].as_str().map(str::to_owned))
        .collect()
}

both! { ALL;
    async fn the_bot_is_paused_for_a_day_and_started_again(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("1", "привет").await;
        let path = format!("/api/v1/dialogs/{client}/bot-pause");
        assert_eq!(talk.owner.delete(&path).await.gives(200)["paused_until"], json!(null), "it was running");
        let until = talk.app.inbox.clock.now() + 24 * 3_600_000;
        assert_eq!(talk.owner.put(&path).await.gives(200)["paused_until"], until);
        talk.app.advance(3_600_000);
        assert_eq!(talk.owner.put(&path).await.gives(200)["paused_until"], until + 3_600_000);
        assert_eq!(talk.owner.delete(&path).await.gives(200)["paused_until"], json!(null));
        assert_eq!(notes(&talk, client).await, ["bot_paused", "bot_paused", "bot_resumed"]);
    }

    async fn a_blocked_client_is_stored_and_counts_nowhere(db: Db) {
        let talk = Talk::new(db).await;
        let olga = talk.app.operator("olga").await;
        let client = talk.writes("1", "привет").await;
        talk.give(&olga, client, Some(&olga)).await;
        talk.writes("1", "ещё").await;
        assert_eq!(unread_dialogs(&olga).await, 1);
        let path = format!("/api/v1/dialogs/{client}/block");
        let row = talk.owner.put(&path).await.gives(200);
        assert_eq!((&row["blocked"], &row["unanswered"]), (&json!(true), &json!(false)));
        talk.writes("1", "ты меня слышишь?").await;
        let row = talk.dialog(&olga, client).await;
        assert_eq!((&row["unanswered"], &row["last"]["text"]), (&json!(false), &json!("ты меня слышишь?")));
        assert_eq!(unread_dialogs(&olga).await, 0);
        let send = json!({ "text": "нет", "client_ref": "1" });
        assert_eq!(olga.post(&format!("/api/v1/dialogs/{client}/messages")).json(send).await.status, 409);
        talk.owner.delete(&path).await.gives(200);
        talk.writes("1", "спасибо").await;
        assert_eq!(talk.dialog(&olga, client).await["unanswered"], true);
        assert_eq!(unread_dialogs(&olga).await, 1);
    }

    async fn unread_by_hand_holds_until_it_is_opened_and_for_one_alone(db: Db) {
        let talk = Talk::new(db).await;
        let olga = talk.app.operator("olga").await;
        let client = talk.writes("1", "привет").await;
        talk.answers(&olga, client, "здравствуйте").await;
        assert_eq!(unread_dialogs(&olga).await, 0);
        let row = olga.put(&format!("/api/v1/dialogs/{client}/unread")).await.gives(200);
        assert_eq!(row["marked_unread"], true);
        assert_eq!((unread_dialogs(&olga).await, unread_dialogs(&talk.owner).await), (json!(1), json!(0)));
        let marked = |row: &Value| row["marked_unread"].as_bool().unwrap();
        assert!(!marked(&talk.dialog(&talk.owner, client).await));
        let unread = |user: User| async move {
            let query = crate::dialogs::tests::filter(&json!({ "unread": true }));
            crate::dialogs::tests::ids(&user.get(&format!("/api/v1/dialogs?{query}")).await.gives(200))
        };
        assert_eq!(unread(olga.clone()).await, [client]);
        assert_eq!(olga.put(&format!("/api/v1/dialogs/{client}/seen")).json(json!({ "in_count": 1 })).await.status, 204);
        assert!(!marked(&talk.dialog(&olga, client).await));
        assert_eq!((unread_dialogs(&olga).await, unread(olga).await), (json!(0), vec![]));
    }

    async fn what_waits_and_is_marked_counts_once(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("1", "привет").await;
        talk.owner.put(&format!("/api/v1/dialogs/{client}/unread")).await.gives(200);
        assert_eq!(unread_dialogs(&talk.owner).await, 1);
    }

    async fn messages_are_pinned_stepped_through_and_unpinned(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("1", "привет").await;
        let page = talk.owner.get(&format!("/api/v1/dialogs/{client}/messages")).await.gives(200);
        let first = page["items"][0]["id"].as_i64().unwrap();
        let second = talk.answers(&talk.owner, client, "адрес: Казань").await["id"].as_i64().unwrap();
        let pin = |id: i64| format!("/api/v1/dialogs/{client}/messages/{id}/pin");
        for id in [first, second, first] {
            talk.app.advance(1_000);
            assert!(talk.owner.put(&pin(id)).await.gives(200)["pinned_at"].is_i64());
        }
        let pinned = async || {
            let page = talk.owner.get(&format!("/api/v1/dialogs/{client}/pinned-messages")).await.gives(200);
            page["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(pinned().await, [second, first]);
        assert_eq!(talk.owner.delete(&format!("/api/v1/dialogs/{client}/messages/{second}")).await.status, 204);
        assert_eq!(pinned().await, [first], "what is deleted is pinned no more");
        assert_eq!(talk.owner.put(&pin(second)).await.status, 404);
        talk.owner.delete(&pin(first)).await.gives(200);
        assert_eq!(pinned().await, [0_i64; 0]);
    }
}
