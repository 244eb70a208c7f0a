//! What an answer says about who has seen what, and who may be given a dialog.

use beseda_base::both;
use beseda_base::db::{Db, params};
use serde_json::json;

use crate::migrations::ALL;
use crate::testing::talk::Talk;

both! { ALL;
    async fn who_answers_has_seen_what_he_answers_to(db: Db) {
        let talk = Talk::new(db).await;
        let olga = talk.app.operator("olga").await;
        talk.writes("7", "раз").await;
        let client = talk.writes("7", "два").await;
        talk.answers(&olga, client, "ответ").await;
        let row = talk.dialog(&olga, client).await;
        assert_eq!(row["staff_seen_n"], 2, "the visitor's ticks");
        assert_eq!(talk.number("select count(*) from events where kind = 'dialog.seen'").await, 1);
        talk.answers(&olga, client, "и ещё").await;
        assert_eq!(talk.number("select count(*) from events where kind = 'dialog.seen'").await, 1, "nothing new was seen");
        assert_eq!(talk.dialog(&olga, client).await["staff_seen_n"], 2);
    }

    async fn an_answer_reads_the_dialog_of_its_responsible_alone(db: Db) {
        let talk = Talk::new(db).await;
        let olga = talk.app.operator("olga").await;
        let client = talk.writes("7", "раз").await;
        talk.give(&olga, client, Some(&olga)).await;
        talk.writes("7", "два").await;
        let unread = async || {
            let row = talk.dialog(&olga, client).await;
            row["in_count"].as_i64().unwrap() - row["responsible_seen_in"].as_i64().unwrap()
        };
        assert_eq!(unread().await, 1);
        // The owner answers in her dialog: it is answered, and still unread for her.
        talk.answers(&talk.owner, client, "за неё").await;
        assert_eq!(unread().await, 1);
        assert_eq!(talk.dialog(&olga, client).await["staff_seen_n"], 3, "but somebody of us has read it");
        talk.answers(&olga, client, "сама").await;
        assert_eq!(unread().await, 0);
        let counts = olga.get("/api/v1/dialogs/counts").await.gives(200);
        assert_eq!(counts["unread_dialogs"]["count"], 0);
    }

    async fn a_phone_is_found_however_it_is_written(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let mut ids = Vec::new();
        for (chat, phone) in [("a", "+7 (912) 345-67-89"), ("b", "8 912 000-00-00"), ("c", "+84 912 345 678")] {
            let (client, text) = (talk.writes(chat, "привет").await, phone.to_owned());
            db.write(move |tx| {
                let search = crate::clients::search_text("Анна", "", &[&text], &[], "x");
                tx.execute("update clients set phone = $2, search = $3 where id = $1", params![client, text.as_str(), search])
            }).await.unwrap();
            ids.push(client);
        }
        let found = async |query: &str| -> Vec<i64> {
            let query = crate::dialogs::tests::filter(&json!({ "q": query }));
            let page = talk.owner.get(&format!("/api/v1/dialogs?{query}")).await.gives(200);
            let mut ids: Vec<i64> = page["items"].as_array().unwrap().iter().map(|row| row["client_id"].as_i64().unwrap()).collect();
            ids.sort_unstable();
            ids
        };
        for query in ["+7 912 345-67-89", "8 (912) 345 67 89", "79123456789", "8912345", "(912) 345-67", "+7 (912) 345-67-89"] {
            assert!(found(query).await.contains(&ids[0]), "{query}");
            assert!(!found(query).await.contains(&ids[1]), "{query}");
        }
        assert_eq!(found("+7 912 000").await, [ids[1]]);
        assert_eq!(found("8912").await, [ids[0], ids[1]]);
        assert_eq!(found("+84 912").await, [ids[2]]);
        assert!(found("анна 8912").await.is_empty(), "words are no phone");
    }

    async fn nobody_who_is_let_go_is_left_responsible(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("7", "привет").await;
        for round in 0..12 {
            let leaver = talk.app.operator(&format!("leaver{round}")).await;
            let (give, part) = (format!("/api/v1/dialogs/{client}/responsible"), format!("/api/v1/employees/{}?clients_to=free", leaver.id));
            let given = talk.owner.put(&give).json(json!({ "employee_id": leaver.id }));
            let (given, let_go) = tokio::join!(given, talk.owner.delete(&part));
            assert_eq!(let_go.status, 204);
            assert!([200, 422].contains(&given.status), "{}", given.text());
            let left = talk.number("select count(*) from clients c where c.responsible is not null
                and not exists (select 1 from members m where m.project = c.project and m.employee = c.responsible)").await;
            assert_eq!(left, 0, "round {round}");
        }
    }
}
