use beseda_base::both;
use beseda_base::db::Db;
use serde_json::json;

use super::*;
use crate::migrations::ALL;

both! { ALL;
    async fn an_open_chat_gets_words_as_they_come(db: Db) {
        let site = Site::new(db).await;
        let server = site.served().await;
        let guest = site.guest().await;
        let (mut first, last_n) = guest.opens(server, None).await;
        assert_eq!((last_n, site.clients().await), (0, 0), "an open chat is not yet a client");
        guest.writes("1", "привет").await.gives(200);
        site.drain().await;
        let own = first.next_of("message").await;
        assert_eq!((&own["message"]["text"], &own["message"]["ref"]), (&json!("привет"), &json!("1")));
        let client = site.only_client().await;
        let (mut second, _) = guest.opens(server, Some(1)).await;
        site.answers(client, json!({ "text": "ответ", "client_ref": "r" })).await;
        for tab in [&mut first, &mut second] {
            assert_eq!(tab.next_of("message").await["message"]["text"], "ответ", "every tab gets it");
        }
        // A third tab reads what it missed.
        let (mut third, last_n) = guest.opens(server, Some(0)).await;
        assert_eq!(last_n, 2);
        let missed = [third.next_of("message").await, third.next_of("message").await];
        assert_eq!(missed.map(|frame| frame["message"]["text"].as_str().unwrap().to_owned()), ["привет", "ответ"]);
        site.ends().await;
    }

    async fn nothing_falls_between_the_welcome_and_the_feed(db: Db) {
        let site = Site::new(db).await;
        let server = site.served().await;
        let guest = site.guest().await;
        guest.writes("0", "привет").await.gives(200);
        site.drain().await;
        let client = site.only_client().await;
        for round in 0..10 {
            let (mut socket, _) = guest.opens(server, None).await;
            let text = format!("ответ {round}");
            site.answers(client, json!({ "text": text, "client_ref": text })).await;
            assert_eq!(socket.next_of("message").await["message"]["text"], text.as_str());
        }
        site.ends().await;
    }

    async fn ticks_of_a_visitor_move_forward_only(db: Db) {
        let site = Site::new(db).await;
        let server = site.served().await;
        let guest = site.guest().await;
        guest.writes("1", "привет").await.gives(200);
        site.drain().await;
        let client = site.only_client().await;
        let (mut socket, _) = guest.opens(server, None).await;
        let first = site.answers(client, json!({ "text": "раз", "client_ref": "a" })).await;
        let second = site.answers(client, json!({ "text": "два", "client_ref": "b" })).await;
        site.until_state(client, second, "sent").await;
        socket.say(&json!({ "type": "received", "n": 3 })).await;
        site.until_state(client, second, "delivered").await;
        socket.say(&json!({ "type": "seen", "n": 2 })).await;
        site.until_state(client, first, "read").await;
        site.until_state(client, second, "delivered").await;
        // Older marks and marks of what is not there yet change nothing.
        for mark in [json!({ "type": "received", "n": 1 }), json!({ "type": "seen", "n": 99 }), json!({ "type": "seen", "n": -1 })] {
            socket.say(&mark).await;
        }
        socket.say(&json!({ "type": "seen", "n": 3 })).await;
        site.until_state(client, second, "read").await;
        site.until_state(client, first, "read").await;
        assert_eq!(site.number("select visitor_seen_n from clients").await, 3);
        site.ends().await;
    }

    async fn the_visitor_sees_that_he_was_read_and_answered_to(db: Db) {
        let site = Site::new(db).await;
        let server = site.served().await;
        let guest = site.guest().await;
        guest.writes("1", "привет").await.gives(200);
        site.drain().await;
        let client = site.only_client().await;
        let (mut socket, _) = guest.opens(server, None).await;
        site.owner.put(&format!("/api/v1/dialogs/{client}/seen")).json(json!({ "in_count": 1 })).await;
        assert_eq!(socket.next_of("seen").await["n"], 1);
        assert_eq!(guest.items().await[0]["state"], "read");
        let (mut page, _) = site.owner.page(server, None).await;
        page.say(&json!({ "type": "typing", "client_id": client })).await;
        assert_eq!(socket.next_of("typing").await["name"], "katerina");
        socket.say(&json!({ "type": "typing" })).await;
        let typing = page.next_of("typing").await;
        assert_eq!((&typing["client_id"], &typing["who"]), (&json!(client), &json!("client")));
        // Changed and taken back.
        let id = site.answers(client, json!({ "text": "раз", "client_ref": "a" })).await;
        site.until_state(client, id, "sent").await;
        let path = format!("/api/v1/dialogs/{client}/messages/{id}");
        site.owner.patch(&path).json(json!({ "text": "два" })).await.gives(200);
        loop {
            let frame = socket.next_of("changed").await;
            if frame["message"]["text"] == "два" {
                break;
            }
        }
        assert_eq!(site.owner.delete(&path).await.status, 204);
        loop {
            let frame = socket.next_of("changed").await;
            if frame["message"]["deleted"] == true {
                assert_eq!(frame["message"]["text"], "");
                break;
            }
        }
        site.ends().await;
    }

    async fn a_dialog_of_another_visitor_is_not_told(db: Db) {
        let site = Site::new(db).await;
        let server = site.served().await;
        let (one, two) = (site.guest().await, site.guest().await);
        one.writes("1", "раз").await.gives(200);
        site.drain().await;
        let client = site.only_client().await;
        let (mut socket, _) = two.opens(server, None).await;
        site.answers(client, json!({ "text": "тайна", "client_ref": "a" })).await;
        two.writes("1", "два").await.gives(200);
        site.drain().await;
        assert_eq!(socket.next_of("message").await["message"]["text"], "два", "the first word he hears is his own");
        site.ends().await;
    }

    async fn operators_see_who_is_on_the_site(db: Db) {
        let site = Site::new(db).await;
        let server = site.served().await;
        let guest = site.guest().await;
        guest.writes("1", "привет").await.gives(200);
        site.drain().await;
        let client = site.only_client().await;
        let online = async || site.owner.get(&format!("/api/v1/dialogs/{client}")).await.gives(200)["online"].clone();
        assert_eq!(online().await, false);
        let (mut page, _) = site.owner.page(server, None).await;
        let (mut socket, _) = guest.opens(server, None).await;
        assert_eq!(page.next_of("presence").await["online"], true);
        assert_eq!(online().await, true);
        socket.say(&json!({ "type": "page", "url": "https://glina.example/cups", "title": "Кружки" })).await;
        page.next_of("event").await;
        let card = site.owner.get(&format!("/api/v1/clients/{client}")).await.gives(200);
        assert_eq!(card["last_page"]["title"], "Кружки");
        drop(socket);
        assert_eq!(page.next_of("presence").await["online"], false);
        assert_eq!(online().await, false);
        site.ends().await;
    }

    async fn a_socket_needs_a_token_and_an_allowed_site(db: Db) {
        let site = Site::with(db, json!({ "allowed_domains": ["glina.example"] })).await;
        let server = site.served().await;
        let guest = site.guest().await;
        assert_eq!(guest.socket(server, "https://evil.example").await.err(), Some(403));
        for hello in [json!({ "type": "hello", "token": "x", "after": 0 }), json!({ "type": "typing" })] {
            let mut socket = guest.socket(server, SITE).await.unwrap();
            socket.say(&hello).await;
            assert_eq!(socket.closed().await, 4401);
        }
        site.app.advance(24 * 3600 * 1000);
        let mut socket = guest.socket(server, SITE).await.unwrap();
        socket.say(&json!({ "type": "hello", "token": guest.token, "after": 0 })).await;
        assert_eq!(socket.closed().await, 4401);
        site.ends().await;
    }
}
