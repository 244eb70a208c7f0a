use beseda_base::both;
use beseda_base::db::{Db, params};
use serde_json::json;

use super::*;
use crate::migrations::ALL;

both! { ALL;
    async fn a_message_is_durable_before_it_is_answered_and_once(db: Db) {
        let site = Site::new(db.clone()).await;
        let guest = site.guest().await;
        assert_eq!(guest.writes("1", "привет").await.gives(200), json!({ "ref": "1" }));
        assert_eq!(site.number("select count(*) from raw_events").await, 1);
        guest.writes("1", "привет").await.gives(200);
        site.drain().await;
        guest.writes("1", "привет").await.gives(200);
        site.drain().await;
        assert_eq!(site.number("select count(*) from messages").await, 1, "the same ref is the same message");
        // What cannot be kept is not answered 200.
        db.write(|tx| tx.execute("alter table raw_events rename to raw_events_away", &[])).await.unwrap();
        assert!(guest.writes("2", "ещё").await.status >= 500);
        db.write(|tx| tx.execute("alter table raw_events_away rename to raw_events", &[])).await.unwrap();
        guest.writes("2", "ещё").await.gives(200);
        site.drain().await;
        let items = guest.items().await;
        assert_eq!(texts(&items), ["привет", "ещё"]);
        assert_eq!((&items[0]["mine"], &items[0]["ref"], &items[0]["author"]), (&json!(true), &json!("1"), &Value::Null));
    }

    async fn two_visitors_with_one_ref_are_two_messages(db: Db) {
        let site = Site::new(db).await;
        let (one, two) = (site.guest().await, site.guest().await);
        one.writes("1", "раз").await.gives(200);
        two.writes("1", "два").await.gives(200);
        site.drain().await;
        assert_eq!((texts(&one.items().await), texts(&two.items().await)), (vec!["раз"], vec!["два"]));
    }

    async fn what_passes_the_door_is_never_a_dead_letter(db: Db) {
        let site = Site::new(db).await;
        let guest = site.guest().await;
        for text in ["", "   ", &"т".repeat(4001), "a\0b", &"🏺".repeat(2001)] {
            assert_eq!(guest.writes("x", text).await.status, 422, "{}", text.len());
        }
        for reference in ["", &"x".repeat(65), &"я".repeat(33), "a\0"] {
            assert_eq!(guest.writes(reference, "т").await.status, 422, "{reference}");
        }
        guest.writes(&"я".repeat(32), &"🏺".repeat(2000)).await.gives(200);
        let page = json!({
            "url": format!("https://glina.example/{}", "x".repeat(5000)), "title": "т".repeat(5000), "referrer": "\0", "language": "x".repeat(500),
            "tag": "я".repeat(5000), "utm": { "source": "я".repeat(5000), "medium": "" },
        });
        guest.post("messages", json!({ "ref": "p", "text": "со страницы", "page": page })).await.gives(200);
        site.drain().await;
        assert_eq!(site.number("select count(*) from raw_events where state <> 1").await, 0);
        assert_eq!(site.number("select count(*) from messages").await, 2);
    }

    async fn a_visitor_sees_his_words_and_ours_and_nothing_else(db: Db) {
        let site = Site::new(db.clone()).await;
        let (guest, other) = (site.guest().await, site.guest().await);
        guest.writes("1", "привет").await.gives(200);
        other.writes("1", "чужое").await.gives(200);
        site.drain().await;
        let dialog: (i64,) = {
            let visitor = guest.id.clone();
            db.read(move |tx| tx.one("select id from clients where external_id = $1", params![visitor.as_str()])).await.unwrap()
        };
        let client = dialog.0;
        // A note, a comment, and an answer that quotes the comment.
        site.owner.put(&format!("/api/v1/dialogs/{client}/responsible")).json(json!({ "employee_id": site.owner.id })).await.gives(200);
        let project = site.app.project;
        let comment: (i64,) = db.write(move |tx| {
            tx.one(
                "insert into messages (project, client, n, kind, author_kind, text, sent_at, received_at)
                 select $1, id, last_n + 1, 'comment', 'employee', 'осторожно, скандалист', 1, 1 from clients where id = $2 returning id",
                params![project, client],
            )
        }).await.unwrap();
        db.write(move |tx| tx.execute("update clients set last_n = last_n + 1 where id = $1", params![client])).await.unwrap();
        site.answers(client, json!({ "text": "ответ", "client_ref": "r" })).await;
        // No door leads there today; a dialog from elsewhere may have it.
        db.write(move |tx| tx.execute("update messages set reply_to = $1 where client_ref = 'r'", params![comment.0])).await.unwrap();
        let items = guest.items().await;
        assert_eq!(texts(&items), ["привет", "ответ"]);
        assert_eq!((&items[1]["mine"], &items[1]["author"]["kind"], &items[1]["author"]["name"]), (&json!(false), &json!("employee"), &json!("katerina")));
        assert_eq!((&items[1]["reply_to"], &items[1]["ref"]), (&Value::Null, &Value::Null));
        let all = guest.history("").await.to_string();
        assert!(!all.contains("скандалист") && !all.contains("чужое") && !all.contains("example.com"), "{all}");
    }

    async fn history_comes_in_pages(db: Db) {
        let site = Site::new(db).await;
        let guest = site.guest().await;
        for number in 1..=7 {
            guest.writes(&number.to_string(), &number.to_string()).await.gives(200);
        }
        site.drain().await;
        let newest = guest.history("?limit=3").await;
        assert_eq!((texts(newest["items"].as_array().unwrap()), &newest["more"], &newest["last_n"]), (vec!["5", "6", "7"], &json!(true), &json!(7)));
        let older = guest.history("?limit=3&before=5").await;
        assert_eq!(texts(older["items"].as_array().unwrap()), ["2", "3", "4"]);
        let newer = guest.history("?limit=3&after=5").await;
        assert_eq!((texts(newer["items"].as_array().unwrap()), &newer["more"]), (vec!["6", "7"], &json!(false)));
    }

    async fn a_pressed_button_speaks_with_its_caption(db: Db) {
        let site = Site::new(db).await;
        site.served().await;
        let guest = site.guest().await;
        guest.writes("1", "привет").await.gives(200);
        site.drain().await;
        let client = site.only_client().await;
        let buttons = json!([[{ "text": "Посуда", "data": "dishes", "url": null }]]);
        let asked = site.answers(client, json!({ "text": "Что ищете?", "client_ref": "r", "buttons": buttons })).await;
        site.until_state(client, asked, "sent").await;
        let press = |message: i64, data: &str| json!({ "ref": "2", "button": { "message_id": message, "data": data } });
        guest.post("messages", press(asked, "nonsense")).await.complains("button", "unknown");
        guest.post("messages", press(asked + 100, "dishes")).await.complains("button", "unknown");
        let other = site.guest().await;
        other.post("messages", press(asked, "dishes")).await.complains("button", "unknown");
        guest.post("messages", press(asked, "dishes")).await.gives(200);
        guest.post("messages", press(asked, "dishes")).await.gives(200);
        site.drain().await;
        let items = guest.items().await;
        assert_eq!(texts(&items), ["привет", "Что ищете?", "Посуда"]);
        assert_eq!((&items[1]["pressed"], &items[2]["reply_to"]["id"]), (&json!("dishes"), &json!(asked)));
        site.ends().await;
    }

    async fn files_are_for_who_uploaded_them_and_their_addresses_end(db: Db) {
        let site = Site::new(db.clone()).await;
        let (guest, other) = (site.guest().await, site.guest().await);
        let uploaded = guest.uploads("глина.txt", "красная глина".as_bytes()).await.gives(201);
        let ticket = uploaded["id"].as_str().unwrap();
        let number = ticket.split('.').next().unwrap();
        let with = |ticket: &str| json!({ "ref": "1", "text": "", "file_ids": [ticket] });
        for forged in [number, &format!("{number}."), &format!("{}.{}", number.parse::<i64>().unwrap() + 1, &ticket[number.len() + 1..]), "x", ""] {
            guest.post("messages", with(forged)).await.complains("file_ids", "unknown");
        }
        other.post("messages", with(ticket)).await.complains("file_ids", "unknown");
        guest.post("messages", with(ticket)).await.gives(200);
        site.drain().await;
        let items = guest.items().await;
        let url = items[0]["files"][0]["url"].as_str().unwrap().to_owned();
        let file = site.browser().get(&url).await;
        assert_eq!((file.status, file.text().as_str()), (200, "красная глина"));
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert_eq!(site.browser().get(url.split('?').next().unwrap()).await.status, 422, "without a signature there is nothing");
        assert_eq!(site.browser().get(&url.replace("s=", "s=x")).await.status, 404);
        site.app.advance(10 * 60 * 1000 + 1);
        assert_eq!(site.browser().get(&url).await.status, 404);
        // A ticket whose upload was thrown away meanwhile.
        let lost = guest.uploads("b.txt", b"x").await.gives(201);
        db.write(|tx| tx.execute("delete from files where client is null", &[])).await.unwrap();
        guest.post("messages", json!({ "ref": "2", "text": "", "file_ids": [lost["id"]] })).await.complains("file_ids", "unknown");
        site.settings(json!({ "files": false })).await;
        guest.uploads("c.txt", b"x").await.fails(403, "unsupported");
    }
}
