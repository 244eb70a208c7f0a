//! Open pages, over real sockets.

mod viewing;

use std::net::SocketAddr;
use std::time::Duration;

use beseda_base::both;
use beseda_base::db::{Db, params};
use serde_json::{Value, json};

use crate::migrations::ALL;
use crate::testing::User;
use crate::testing::socket::Socket;
use crate::testing::talk::Talk;

/// A company whose pages are served.
async fn served(db: Db) -> (Talk, SocketAddr) {
    let talk = Talk::new(db).await;
    super::start(&talk.app.inbox);
    let server = talk.app.serve().await;
    (talk, server)
}

async fn last_seq(talk: &Talk) -> i64 {
    talk.number("select last_seq from projects order by id limit 1").await
}

/// Reads events up to this seq; every one names the one before it.
async fn read_to(socket: &mut Socket, mut prev: i64, to: i64) -> Vec<Value> {
    let mut frames = Vec::new();
    while prev < to {
        let frame = socket.next().await;
        assert_eq!(frame["prev"], prev, "{frame}");
        prev = frame["seq"].as_i64().unwrap();
        frames.push(frame);
    }
    frames
}

fn texts(frames: &[Value]) -> Vec<&str> {
    frames
        .iter()
        .filter(|frame| frame["kind"] == "message.created")
        .filter_map(|frame| frame["message"]["text"].as_str())
        .collect()
}

async fn ends(talk: Talk) {
    assert!(talk.app.inbox.tasks.stop(Duration::from_secs(20)).await.is_empty());
}

both! { ALL;
    async fn a_page_hears_that_the_storage_is_away(db: Db) {
        let (talk, server) = served(db).await;
        let (mut socket, _) = talk.owner.page(server, None).await;
        talk.app.inbox.db.close().await;
        assert_eq!(socket.closed().await, 1013, "come again");
        assert_eq!(talk.owner.socket(server).await.err(), Some(503), "and until it is back: not now");
        ends(talk).await;
    }

    async fn a_page_gets_what_it_missed_and_then_what_happens(db: Db) {
        let (talk, server) = served(db).await;
        talk.writes("7", "раз").await;
        talk.writes("7", "два").await;
        let (mut socket, seq) = talk.owner.page(server, Some(0)).await;
        assert_eq!(seq, 0);
        let missed = read_to(&mut socket, 0, last_seq(&talk).await).await;
        assert_eq!(texts(&missed), ["раз", "два"]);
        let at = last_seq(&talk).await;
        let client = talk.writes("7", "три").await;
        let now = read_to(&mut socket, at, last_seq(&talk).await).await;
        assert_eq!(texts(&now), ["три"]);
        let frame = &now[now.len() - 1];
        assert_eq!((&frame["type"], &frame["client_id"]), (&json!("event"), &json!(client)));
        assert_eq!(frame["dialog"]["in_count"], 3);
        assert!(frame["dialog"].get("my_seen_in").is_none(), "marks of one person are not in a shared frame");
        ends(talk).await;
    }

    async fn nothing_falls_between_the_welcome_and_the_feed(db: Db) {
        let (talk, server) = served(db).await;
        // Each page is the first one of its feed's life or joins it; what is written right after the welcome must come.
        for round in 0..10 {
            let (mut socket, seq) = talk.owner.page(server, None).await;
            let text = format!("{round}");
            talk.writes("7", &text).await;
            let frames = read_to(&mut socket, seq, last_seq(&talk).await).await;
            assert_eq!(texts(&frames), [text.as_str()]);
        }
        ends(talk).await;
    }

    async fn several_pages_see_the_same_order(db: Db) {
        let (talk, server) = served(db).await;
        let olga = talk.app.operator("olga").await;
        let begin = last_seq(&talk).await;
        let (mut first, _) = talk.owner.page(server, Some(begin)).await;
        let (mut second, _) = olga.page(server, Some(begin)).await;
        let writing = (0..20).map(|chat| talk.writes(if chat % 2 == 0 { "7" } else { "8" }, "т"));
        futures_util::future::join_all(writing).await;
        let end = last_seq(&talk).await;
        let (one, two) = (read_to(&mut first, begin, end).await, read_to(&mut second, begin, end).await);
        let seqs = |frames: &[Value]| frames.iter().map(|frame| frame["seq"].as_i64().unwrap()).collect::<Vec<_>>();
        assert_eq!(seqs(&one), (begin + 1..=end).collect::<Vec<_>>());
        assert_eq!(seqs(&one), seqs(&two));
        ends(talk).await;
    }

    async fn a_dialog_goes_and_comes_with_its_responsible(db: Db) {
        let (talk, server) = served(db).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let client = talk.writes("7", "привет").await;
        let begin = last_seq(&talk).await;
        let (mut hers, _) = olga.page(server, Some(begin)).await;
        talk.give(&talk.owner, client, Some(&boris)).await;
        let gone = hers.next_of("gone").await;
        assert_eq!((&gone["client_id"], &gone["dialog"]), (&json!(client), &Value::Null));
        let at = gone["seq"].as_i64().unwrap();
        // What others say to each other meanwhile is not hers, and the next frame follows the last one she got.
        talk.writes("7", "тайна").await;
        talk.answers(&boris, client, "ответ").await;
        talk.give(&boris, client, Some(&olga)).await;
        let appeared = hers.next_of("appeared").await;
        assert!(appeared["prev"].as_i64().unwrap() >= at && !appeared.to_string().contains("тайна"), "{appeared}");
        assert_eq!((&appeared["client_id"], &appeared["dialog"]["responsible_id"]), (&json!(client), &json!(olga.id)));
        ends(talk).await;
    }

    async fn words_reach_only_those_who_may_see_them(db: Db) {
        let (talk, server) = served(db).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let secret = talk.writes("7", "привет").await;
        talk.give(&boris, secret, Some(&boris)).await;
        let begin = last_seq(&talk).await;
        let (mut hers, _) = olga.page(server, Some(begin)).await;
        let (mut all, _) = talk.owner.page(server, Some(begin)).await;
        talk.writes("7", "тайна").await;
        talk.answers(&boris, secret, "ответ с тайной").await;
        talk.writes("8", "открыто").await;
        let end = last_seq(&talk).await;
        let frames = read_to(&mut hers, begin, end).await;
        assert!(frames.iter().all(|frame| frame["client_id"] != secret), "{frames:?}");
        assert_eq!(texts(&frames), ["открыто"]);
        assert_eq!(texts(&read_to(&mut all, begin, end).await), ["тайна", "ответ с тайной", "открыто"]);
        // The same over HTTP, and after a lost line.
        let events = olga.get(&format!("/api/v1/events?after={begin}")).await.gives(200);
        assert!(events["items"].as_array().unwrap().iter().all(|event| event["client_id"] != secret));
        assert_eq!(events["last_seq"], end, "the cursor moves over what may not be seen");
        let (mut again, _) = olga.page(server, Some(begin)).await;
        assert_eq!(texts(&read_to(&mut again, begin, end).await), ["открыто"]);
        ends(talk).await;
    }

    async fn a_cursor_that_leads_nowhere_starts_over(db: Db) {
        let (talk, server) = served(db.clone()).await;
        talk.writes("7", "привет").await;
        for after in [last_seq(&talk).await + 1, i64::MAX, -1, i64::MIN] {
            let (mut socket, _) = talk.owner.page(server, Some(after)).await;
            assert_eq!(socket.next().await["type"], "resync", "{after}");
            assert_eq!(socket.closed().await, 1000);
        }
        // Pruned.
        let begin = last_seq(&talk).await;
        talk.writes("7", "ещё").await;
        db.write(move |tx| tx.execute("delete from events where seq <= $1", params![begin])).await.unwrap();
        let (mut socket, _) = talk.owner.page(server, Some(begin - 1)).await;
        assert_eq!(socket.next().await["type"], "resync");
        talk.owner.get(&format!("/api/v1/events?after={}", begin - 1)).await.fails(410, "too_old");
        talk.owner.get(&format!("/api/v1/events?after={begin}")).await.gives(200);
        talk.owner.get("/api/v1/events?after=-1").await.complains("after", "bad_value");
        // Further behind than is worth reading.
        db.write(|tx| tx.execute("update projects set last_seq = last_seq + 6000 where id = 1", &[])).await.unwrap();
        let (mut socket, _) = talk.owner.page(server, Some(begin)).await;
        assert_eq!(socket.next().await["type"], "resync");
        ends(talk).await;
    }

    async fn a_changed_role_starts_the_page_over(db: Db) {
        let (talk, server) = served(db).await;
        let olga = talk.app.operator("olga").await;
        let (mut socket, _) = olga.page(server, None).await;
        let path = format!("/api/v1/employees/{}", olga.id);
        talk.owner.patch(&path).json(json!({ "role": "editor" })).await.gives(200);
        socket.next_of("resync").await;
        assert_eq!(socket.closed().await, 1000);
        ends(talk).await;
    }

    async fn an_ended_session_closes_its_pages_at_once(db: Db) {
        let (talk, server) = served(db).await;
        let other = talk.app.signed_in(talk.owner.id, talk.app.project, talk.owner.role).await;
        let (mut ended, _) = other.page(server, None).await;
        let (mut stays, seq) = talk.owner.page(server, None).await;
        let sessions = talk.owner.get("/api/v1/me/sessions").await.gives(200);
        let id = sessions["items"].as_array().unwrap().iter().find(|row| row["current"] == false).unwrap()["id"].clone();
        let began = tokio::time::Instant::now();
        assert_eq!(talk.owner.delete(&format!("/api/v1/me/sessions/{id}")).await.status, 204);
        assert_eq!(ended.closed().await, 4401);
        assert!(began.elapsed() < Duration::from_secs(10), "long before the next heartbeat: {:?}", began.elapsed());
        talk.writes("7", "привет").await;
        assert_eq!(texts(&read_to(&mut stays, seq, last_seq(&talk).await).await), ["привет"]);
        assert_eq!(other.socket(server).await.err(), Some(401));
        ends(talk).await;
    }

    async fn who_is_let_go_loses_the_page(db: Db) {
        let (talk, server) = served(db).await;
        let olga = talk.app.operator("olga").await;
        let (mut socket, _) = olga.page(server, None).await;
        assert_eq!(talk.owner.delete(&format!("/api/v1/employees/{}?clients_to=free", olga.id)).await.status, 204);
        assert_eq!(socket.closed().await, 4403);
        assert_eq!(olga.socket(server).await.err(), Some(403));
        ends(talk).await;
    }

    async fn strangers_get_no_socket(db: Db) {
        let (talk, server) = served(db).await;
        assert_eq!(talk.app.stranger().socket(server).await.err(), Some(401));
        for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
            assert_eq!(talk.owner.socket_from(server, origin).await.err(), Some(403), "{origin}");
        }
        let nina = talk.app.neighbour("nina").await;
        assert_eq!(nina.clone().in_project(talk.app.project).socket(server).await.err(), Some(403));
        let (mut own, seq) = nina.page(server, None).await;
        talk.writes("7", "привет").await;
        nina.patch("/api/v1/project").json(json!({ "name": "Другой" })).await.gives(200);
        let frame = own.next().await;
        assert_eq!((&frame["kind"], &frame["prev"]), (&json!("project.changed"), &json!(seq)), "{frame}");
        ends(talk).await;
    }

    async fn who_says_no_hello_is_sent_away(db: Db) {
        let (talk, server) = served(db).await;
        let mut socket = talk.owner.socket(server).await.unwrap();
        socket.say(&json!({ "type": "typing", "client_id": 1 })).await;
        assert_eq!(socket.closed().await, 4408);
        ends(talk).await;
    }

    async fn colleagues_see_who_types_where_they_may_look(db: Db) {
        let (talk, server) = served(db).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let (free, his) = (talk.writes("7", "привет").await, talk.writes("8", "привет").await);
        talk.give(&boris, his, Some(&boris)).await;
        let (mut hers, _) = olga.page(server, None).await;
        let (mut boss, _) = talk.owner.page(server, None).await;
        let (mut typing, _) = boris.page(server, None).await;
        typing.say(&json!({ "type": "typing", "client_id": his })).await;
        let seen = boss.next_of("typing").await;
        assert_eq!(seen, json!({ "type": "typing", "client_id": his, "who": "employee", "employee_id": boris.id, "name": "boris" }));
        let (mut second, _) = boris.page(server, None).await;
        second.say(&json!({ "type": "typing", "client_id": free })).await;
        assert_eq!(hers.next_of("typing").await["client_id"], free, "of a dialog she may not see she hears nothing");
        // Who may not see a dialog cannot type in it.
        hers.say(&json!({ "type": "typing", "client_id": his })).await;
        let (mut third, _) = boris.page(server, None).await;
        third.say(&json!({ "type": "typing", "client_id": free })).await;
        assert_eq!(boss.next_of("typing").await["employee_id"], boris.id);
        assert_eq!(boss.next_of("typing").await["employee_id"], boris.id);
        ends(talk).await;
    }

    async fn a_slow_page_reads_from_the_log_what_it_could_not_take(db: Db) {
        let (talk, server) = served(db).await;
        let begin = last_seq(&talk).await;
        let (mut socket, _) = talk.owner.page(server, Some(begin)).await;
        // More than the line and the feed hold while nobody reads.
        let text = "я".repeat(20_000);
        for _ in 0..8 {
            talk.writes_at_once("7", &vec![text.as_str(); 100]).await;
        }
        let end = last_seq(&talk).await;
        let frames = read_to(&mut socket, begin, end).await;
        let seqs: Vec<i64> = frames.iter().map(|frame| frame["seq"].as_i64().unwrap()).collect();
        assert_eq!(seqs, (begin + 1..=end).collect::<Vec<_>>());
        ends(talk).await;
    }

    async fn the_change_feed_is_for_members_of_the_project(db: Db) {
        let talk = Talk::new(db).await;
        talk.writes("7", "привет").await;
        let path = "/api/v1/events?after=0&limit=1000";
        talk.app.stranger().get(path).await.fails(401, "unauthorized");
        let nina: User = talk.app.neighbour("nina").await;
        assert!(nina.get(path).await.gives(200)["items"].as_array().unwrap().iter().all(|event| event["client_id"].is_null()));
        nina.in_project(talk.app.project).get(path).await.fails(403, "forbidden");
        let all = talk.owner.get(path).await;
        assert!(!all.text().contains("привет") && !all.text().contains("Клиент"), "ids and scalars only");
        assert!(all.gives(200)["items"].as_array().unwrap().len() >= 2);
    }
}
