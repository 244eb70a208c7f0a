//! What people do to them over HTTP.

use beseda_base::both;
use beseda_base::db::{Db, params};
use futures_util::future::join_all;
use serde_json::json;

use super::*;
use crate::migrations::ALL;
use crate::testing::NOW;

both! { ALL;
    async fn one_is_made_shown_changed_and_cancelled(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let olga = talk.app.operator("olga").await;
        let later = talk.schedules(&olga, client, "позже", 2 * HOUR).await;
        let sooner = talk.schedules(&talk.owner, client, "раньше", HOUR).await;
        assert_eq!((&later["author_id"], &later["state"], &later["condition"]), (&json!(olga.id), &json!("waiting"), &json!("always")));
        let page = talk.owner.get(&path(client)).await.gives(200);
        // It is 12:00 in London.
        assert_eq!((&page["timezone"], &page["local_now"]), (&json!("Europe/Moscow"), &json!("2026-11-22 15:00")));
        assert_eq!(page["items"][0]["local_time"], "2026-11-22 16:00");
        assert_eq!(talk.waiting_texts(client).await, ["раньше", "позже"]);
        assert_eq!(talk.dialog(&olga, client).await["scheduled_count"], 2);
        assert_eq!(olga.get(&format!("/api/v1/clients/{client}")).await.gives(200)["scheduled_count"], 2);
        // A page at a time.
        let first = olga.get(&format!("{}?limit=1", path(client))).await.gives(200);
        let next = olga.get(&format!("{}?limit=1&cursor={}", path(client), first["next"].as_str().unwrap())).await.gives(200);
        assert_eq!((&next["items"][0]["id"], &next["next"]), (&later["id"], &json!(null)));
        olga.get(&format!("{}?cursor=x", path(client))).await.complains("cursor", "bad_value");
        // Another time puts it in another place; other words and another condition with it.
        let patch = json!({ "local_time": "2026-11-23 09:30", "text": "утром ", "condition": "unanswered_only" });
        let moved = talk.owner.patch(&path_of(&sooner)).json(patch).await.gives(200);
        assert_eq!((&moved["text"], &moved["due_at"], &moved["condition"]), (&json!("утром"), &json!(NOW + 18 * HOUR + HOUR / 2), &json!("unanswered_only")));
        assert_eq!(talk.waiting_texts(client).await, ["позже", "утром"]);
        talk.owner.patch(&path_of(&sooner)).json(json!({ "text": " " })).await.complains("text", "required");
        assert_eq!(talk.owner.delete(&path_of(&later)).await.status, 204);
        assert_eq!(talk.owner.delete(&path_of(&later)).await.status, 204, "once more does no harm");
        talk.owner.patch(&path_of(&later)).json(json!({ "text": "x" })).await.fails(409, "not_waiting");
        talk.owner.post(&format!("{}/send-now", path_of(&later))).await.fails(409, "not_waiting");
        assert_eq!(talk.end_of(&later).await, ended("cancelled", Some("employee")));
        assert_eq!(talk.dialog(&olga, client).await["scheduled_count"], 1);
        // Every window hears of each step, with the count of now.
        let events = talk.owner.get("/api/v1/events?after=0&limit=500").await.gives(200);
        let heard: Vec<_> = events["items"].as_array().unwrap().iter().filter(|event| event["kind"].as_str().unwrap().starts_with("scheduled."))
            .map(|event| (event["kind"].as_str().unwrap().to_owned(), event["data"]["scheduled"].clone(), event["data"]["reason"].clone())).collect();
        let expected = [("scheduled.created", &later, json!(null)), ("scheduled.created", &sooner, json!(null)),
            ("scheduled.changed", &sooner, json!(null)), ("scheduled.gone", &later, json!("employee"))];
        assert_eq!(heard, expected.map(|(kind, row, reason)| (kind.to_owned(), row["id"].clone(), reason)));
    }

    async fn a_time_is_ahead_by_a_year_at_most_and_told_once(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let ask = async |body: Value| {
            let mut whole = json!({ "text": "x", "client_ref": "x" });
            whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
            talk.owner.post(&path(client)).json(whole).await
        };
        ask(json!({})).await.complains("due_at", "required");
        ask(json!({ "due_at": NOW + 1, "local_time": "2026-11-23 10:00" })).await.complains("local_time", "bad_value");
        ask(json!({ "due_at": NOW })).await.complains("due_at", "in_past");
        ask(json!({ "due_at": NOW + 366 * DAY + 1 })).await.complains("due_at", "too_far");
        ask(json!({ "local_time": "2026-11-22 15:00" })).await.complains("local_time", "in_past");
        ask(json!({ "local_time": "2028-01-01 00:00" })).await.complains("local_time", "too_far");
        ask(json!({ "local_time": "завтра" })).await.complains("local_time", "bad_value");
        ask(json!({ "due_at": NOW + 1, "text": "" })).await.complains("text", "required");
        ask(json!({ "due_at": NOW + 1, "condition": "sometimes" })).await.complains("condition", "unknown");
        ask(json!({ "due_at": NOW + 1, "reply_to": 999 })).await.complains("reply_to", "unknown");
        ask(json!({ "due_at": NOW + 1, "file_ids": [999] })).await.complains("file_ids", "unknown");
        assert_eq!(talk.dialog(&talk.owner, client).await["scheduled_count"], 0, "nothing of all that");
        let row = ask(json!({ "due_at": NOW + 366 * DAY })).await.gives(201);
        talk.owner.patch(&path_of(&row)).json(json!({ "due_at": NOW - 1 })).await.complains("due_at", "in_past");
    }

    async fn a_repeated_request_schedules_once(db: Db) {
        let talk = Talk::new(db).await;
        let (client, other) = (talk.writes("7", "привет").await, talk.writes("8", "привет").await);
        let body = json!({ "text": "x", "client_ref": "r", "due_at": NOW + MINUTE });
        let made = join_all((0..8).map(|_| talk.owner.post(&path(client)).json(body.clone()).into_future())).await;
        let mut answers: Vec<_> = made.iter().map(|answer| (answer.status, answer.json()["id"].as_i64().unwrap())).collect();
        answers.sort_unstable();
        assert_eq!(answers.iter().filter(|(status, _)| *status == 201).count(), 1, "{answers:?}");
        assert!(answers.iter().all(|(_, id)| *id == answers[0].1), "{answers:?}");
        let another = json!({ "text": "y", "client_ref": "r", "due_at": NOW + MINUTE });
        talk.owner.post(&path(client)).json(another.clone()).await.fails(409, "client_ref_reused");
        talk.owner.post(&path(other)).json(another).await.gives(201);
        // Also when its time is over, and when it has gone.
        talk.app.advance(2 * MINUTE);
        assert_eq!(talk.owner.post(&path(client)).json(body.clone()).await.gives(200)["state"], "waiting");
        talk.round().await;
        assert_eq!(talk.owner.post(&path(client)).json(body).await.gives(200)["state"], "sent");
        assert_eq!(talk.sent(client).await, ["x"]);
    }

    async fn the_thirty_third_is_refused_however_many_come_at_once(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let asked = join_all((0..50).map(|number| {
            let body = json!({ "text": "x", "client_ref": format!("r{number}"), "due_at": NOW + MINUTE + number });
            talk.owner.post(&path(client)).json(body).into_future()
        }));
        let answers = asked.await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 32);
        let refused: Vec<_> = answers.iter().filter(|answer| answer.status != 201).collect();
        assert_eq!(refused.len(), 18);
        let problem = refused[0].fails(409, "scheduled_limit");
        assert!(problem["detail"].as_str().unwrap().contains("cancel one"), "{problem}");
        assert_eq!(talk.waiting(client).await.len(), 32);
        assert_eq!(talk.dialog(&talk.owner, client).await["scheduled_count"], 32);
        let row = talk.waiting(client).await.remove(0);
        assert_eq!(talk.owner.delete(&path_of(&row)).await.status, 204);
        talk.schedules(&talk.owner, client, "место есть", MINUTE).await;
    }

    async fn who_may_not_see_the_client_finds_nothing(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        talk.give(&talk.owner, client, Some(&boris)).await;
        let row = talk.schedules(&boris, client, "x", HOUR).await;
        let body = json!({ "text": "y", "client_ref": "y", "due_at": NOW + 1 });
        assert_eq!(olga.get(&path(client)).await.status, 404);
        assert_eq!(olga.post(&path(client)).json(body).await.status, 404);
        assert_eq!(olga.patch(&path_of(&row)).json(json!({ "text": "y" })).await.status, 404);
        assert_eq!(olga.delete(&path_of(&row)).await.status, 404);
        assert_eq!(olga.post(&format!("{}/send-now", path_of(&row))).await.status, 404);
        // Of another client it is none, even for who sees both.
        let other = talk.writes("8", "привет").await;
        let elsewhere = format!("{}/{}", path(other), row["id"]);
        assert_eq!(talk.owner.delete(&elsewhere).await.status, 404);
        assert_eq!(talk.waiting_texts(client).await, ["x"]);
    }

    async fn send_now_does_not_ask_and_sends_once(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let olga = talk.app.operator("olga").await;
        let row = talk.schedules_with(&olga, client, json!({ "text": "x", "due_at": NOW + HOUR, "condition": "unanswered_only" })).await;
        talk.writes("7", "я передумала").await;
        assert_eq!(talk.waiting(client).await[0]["client_wrote"], true);
        let path = format!("{}/send-now", path_of(&row));
        let message = talk.owner.post(&path).await.gives(200);
        assert_eq!((&message["text"], &message["author_id"]), (&json!("x"), &json!(olga.id)), "in the name of who wrote it");
        assert_eq!(talk.owner.post(&path).await.gives(200)["id"], message["id"]);
        assert_eq!(talk.end_of(&row).await, ended("sent", None));
        // Asking once more answers nobody, and takes nobody.
        talk.owner.patch("/api/v1/project").json(json!({ "take_on_answer": true })).await.gives(200);
        talk.owner.post(&path).await.gives(200);
        assert_eq!(talk.dialog(&olga, client).await["responsible_id"], json!(null));
        assert_eq!(talk.dialog(&olga, client).await["unanswered"], false);
        talk.app.advance(2 * HOUR);
        talk.round().await;
        assert_eq!(talk.sent(client).await, ["x"]);
        assert_eq!(talk.number("select count(*) from outbox").await, 1);
        talk.owner.delete(&path_of(&row)).await.fails(409, "not_waiting");
    }

    async fn files_and_a_reply_wait_with_it(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let question = talk.owner.get(&format!("/api/v1/dialogs/{client}/messages")).await.gives(200)["items"][0]["id"].clone();
        let upload = async |name: &str| talk.owner.post("/api/v1/files").file(name, "text/plain", b"clay").await.gives(201)["id"].clone();
        let (a, b) = (upload("a.txt").await, upload("b.txt").await);
        let body = json!({ "text": "", "client_ref": "r", "due_at": NOW + 3 * DAY, "file_ids": [b, a], "reply_to": question, "silent": true });
        let row = talk.schedules_with(&talk.owner, client, body).await;
        let names = |row: &Value| row["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!((names(&row), &row["reply_to"]["id"], &row["silent"]), (vec!["b.txt".to_owned(), "a.txt".into()], &question, &json!(true)));
        // Far longer than an upload is kept that nothing has taken.
        talk.app.advance(2 * DAY);
        let swept = talk.app.inbox.db.write({ let now = talk.now(); move |tx| crate::files::prune_unclaimed(tx, now, 100) });
        assert_eq!(swept.await.unwrap(), 0);
        talk.app.advance(DAY);
        talk.round().await;
        let page = talk.owner.get(&format!("/api/v1/dialogs/{client}/messages")).await.gives(200);
        let sent = page["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((names(&sent), &sent["reply_to"]["id"]), (vec!["b.txt".to_owned(), "a.txt".into()], &question));
        let silent: Vec<String> = talk.app.inbox.db.read(|tx| tx.query("select payload from outbox order by id", &[])).await.unwrap();
        assert!(silent.iter().all(|payload| payload.contains("\"silent\":true")), "{silent:?}");
        assert_eq!(talk.number("select count(*) from scheduled_files").await, 0);
    }

    async fn a_file_of_a_cancelled_one_is_an_upload_again_unless_a_message_has_it(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let file = talk.owner.post("/api/v1/files").file("a.txt", "text/plain", b"clay").await.gives(201)["id"].clone();
        let body = |reference: &str| json!({ "text": "", "client_ref": reference, "due_at": NOW + HOUR, "file_ids": [file] });
        let (one, two) = (talk.schedules_with(&talk.owner, client, body("1")).await, talk.schedules_with(&talk.owner, client, body("2")).await);
        assert_eq!(talk.owner.delete(&path_of(&one)).await.status, 204);
        assert_eq!(talk.number("select count(*) from files where client is null").await, 0, "the other one has it");
        assert_eq!(talk.owner.delete(&path_of(&two)).await.status, 204);
        assert_eq!(talk.number("select count(*) from files where client is null").await, 1);
        let three = talk.schedules_with(&talk.owner, client, body("3")).await;
        let message = json!({ "text": "", "client_ref": "m", "file_ids": [file] });
        let sent = talk.owner.post(&format!("/api/v1/dialogs/{client}/messages")).json(message).await.gives(201);
        // The message goes, its file waits on.
        assert_eq!(talk.owner.delete(&format!("/api/v1/dialogs/{client}/messages/{}", sent["id"])).await.status, 204);
        talk.app.advance(2 * HOUR);
        talk.round().await;
        assert_eq!(talk.end_of(&three).await, ended("sent", None));
    }

    async fn nothing_is_scheduled_for_whom_nothing_reaches(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("7", "привет").await;
        let body = json!({ "text": "x", "client_ref": "x", "due_at": NOW + HOUR });
        for (change, back, code) in [
            ("update clients set blocked = true", "update clients set blocked = false", "client_blocked"),
            ("update clients set unreachable = 'blocked_us'", "update clients set unreachable = null", "client_unreachable"),
            ("update channels set removed_at = 1", "update channels set removed_at = null", "channel_removed"),
            ("update clients set last_thread = null", "update clients set last_thread = 1", "unsupported"),
        ] {
            db.write(move |tx| tx.execute(change, params![])).await.unwrap();
            talk.owner.post(&path(client)).json(body.clone()).await.fails(409, code);
            db.write(move |tx| tx.execute(back, params![])).await.unwrap();
        }
        assert_eq!(talk.waiting(client).await.len(), 0);
    }
}
