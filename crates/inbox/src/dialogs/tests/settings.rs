//! What a project can choose: who waits stands first, who answers takes; and a word with a transfer.

use beseda_base::both;
use beseda_base::db::Db;
use serde_json::json;

use super::ids;
use crate::migrations::ALL;
use crate::testing::talk::Talk;

both! { ALL;
    async fn who_waits_stands_first_if_the_project_wants_it(db: Db) {
        let talk = Talk::new(db).await;
        let mut clients = Vec::new();
        for number in 1..=6 {
            let client = talk.writes(&number.to_string(), "привет").await;
            talk.app.advance(1_000);
            if number % 2 == 0 {
                talk.answers(&talk.owner, client, "добрый день").await;
                talk.app.advance(1_000);
            }
            clients.push(client);
        }
        let [a, b, c, d, e, f] = clients[..] else { panic!() };
        assert_eq!(talk.ids(&talk.owner, "").await, [f, e, d, c, b, a]);
        talk.owner.patch("/api/v1/project").json(json!({ "waiting_first": true })).await.gives(200);
        assert_eq!(talk.ids(&talk.owner, "").await, [e, c, a, f, d, b]);
        assert_eq!(talk.ids(&talk.owner, "tab=free").await, [e, c, a, f, d, b]);
        talk.pin(b).await;
        for limit in 1..=4 {
            let (mut found, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = talk.list(&talk.owner, &format!("limit={limit}{cursor}")).await;
                found.extend(ids(&page));
                let Some(next) = page["next"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(found, [b, e, c, a, f, d], "{limit} a page");
        }
    }

    async fn who_answers_takes_if_the_project_wants_it(db: Db) {
        let talk = Talk::new(db).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let first = talk.writes("1", "привет").await;
        talk.answers(&olga, first, "добрый день").await;
        assert!(talk.dialog(&olga, first).await["responsible_id"].is_null());
        talk.owner.patch("/api/v1/project").json(json!({ "take_on_answer": true })).await.gives(200);
        talk.answers(&olga, first, "что хотите?").await;
        assert_eq!(talk.dialog(&olga, first).await["responsible_id"], olga.id);
        talk.answers(&talk.owner, first, "и я здесь").await;
        assert_eq!(talk.dialog(&olga, first).await["responsible_id"], olga.id, "he is not free any more");
        assert_eq!(boris.get(&format!("/api/v1/dialogs/{first}")).await.status, 404);
        boris.patch("/api/v1/project").json(json!({ "take_on_answer": false })).await.fails(403, "forbidden");
    }

    async fn a_transfer_can_carry_a_word(db: Db) {
        let talk = Talk::new(db).await;
        let olga = talk.app.operator("olga").await;
        let client = talk.writes("1", "привет").await;
        let path = format!("/api/v1/dialogs/{client}/responsible");
        let given = json!({ "employee_id": olga.id, "comment": " ждёт счёт " });
        talk.owner.put(&path).json(given).await.gives(200);
        let comments = olga.get(&format!("/api/v1/dialogs/{client}/comments")).await.gives(200);
        assert_eq!((&comments["items"][0]["text"], comments["items"].as_array().unwrap().len()), (&json!("ждёт счёт"), 1));
        let told = talk.number("select count(*) from events where kind = 'employee.mentioned'").await;
        assert_eq!(told, 1);
        talk.owner.put(&path).json(json!({ "employee_id": null, "comment": "x" })).await.complains("comment", "bad_value");
        talk.owner.put(&path).json(json!({ "employee_id": olga.id, "comment": "x".repeat(4_001) })).await
            .complains("comment", "too_long");
    }
}
