//! What is due goes, once, in its order, unless something speaks against it; whoever dies in between.

use std::time::Duration;

use beseda_base::both;
use beseda_base::bus::Topic;
use beseda_base::db::{Db, params};
use beseda_base::id;
use serde_json::json;

use super::*;
use crate::migrations::ALL;
use crate::scheduled::send::{Claimed, LEASE_MS, Outcome};
use crate::scheduled::{self, CancelReason};
use crate::testing::{NOW, TestApp};

impl Talk {
    async fn claims(&self) -> (i64, Vec<Claimed>) {
        let token = id::number();
        (token, worker::claim(&self.app.inbox, token, 10).await.unwrap())
    }

    /// The settings of the project change.
    async fn project(&self, patch: Value) {
        self.owner.patch("/api/v1/project").json(patch).await.gives(200);
    }
}

both! { ALL;
    async fn what_is_due_goes_in_its_order_and_never_before_its_time(db: Db) {
        let talk = Talk::new(db).await;
        let (anna, boris) = (talk.writes("1", "привет").await, talk.writes("2", "привет").await);
        talk.schedules(&talk.owner, anna, "второе", 2 * MINUTE).await;
        let first = talk.schedules(&talk.owner, anna, "первое", MINUTE).await;
        talk.schedules(&talk.owner, boris, "третье", 3 * MINUTE).await;
        assert_eq!(talk.round().await, Some(NOW + MINUTE), "when it is to look again");
        talk.app.advance(MINUTE - 1);
        talk.round().await;
        assert_eq!(talk.sent(anna).await, [] as [&str; 0]);
        talk.app.advance(1);
        assert_eq!(talk.round().await, Some(NOW + 2 * MINUTE));
        assert_eq!(talk.sent(anna).await, ["первое"]);
        assert_eq!(talk.end_of(&first).await, ended("sent", None));
        let row = talk.dialog(&talk.owner, anna).await;
        assert_eq!((&row["unanswered"], &row["scheduled_count"], &row["last"]["text"]), (&json!(false), &json!(1), &json!("первое")));
        // After a pause everything that was due goes, in order.
        talk.app.advance(HOUR);
        assert_eq!(talk.round().await, None);
        assert_eq!(talk.sent(anna).await, ["первое", "второе"]);
        assert_eq!(talk.sent(boris).await, ["третье"]);
        assert_eq!(talk.number("select count(*) from outbox").await, 3);
        // Its words are the message's now, and nobody else's.
        assert_eq!(talk.number("select count(*) from scheduled_messages where text <> ''").await, 0);
    }

    async fn two_nodes_send_each_once_in_order(db: Db) {
        let talk = Talk::new(db).await;
        let node = talk.app.another_node();
        let mut clients = Vec::new();
        for number in 0..12 {
            let client = talk.writes(&number.to_string(), "привет").await;
            for text in ["1", "2", "3", "4"] {
                talk.schedules(&talk.owner, client, text, MINUTE * text.parse::<i64>().unwrap()).await;
            }
            clients.push(client);
        }
        talk.app.advance(HOUR);
        let (one, other) = tokio::join!(worker::round(&talk.app.inbox), worker::round(&node.inbox));
        assert!(one.is_ok() && other.is_ok());
        // What one node still held when the other one looked goes with the next look.
        talk.round().await;
        for client in clients {
            assert_eq!(talk.sent(client).await, ["1", "2", "3", "4"]);
        }
        assert_eq!(talk.number("select count(*) from outbox").await, 48);
    }

    async fn who_dies_with_a_claim_delays_it_by_the_lease(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("1", "привет").await;
        let row = talk.schedules(&talk.owner, client, "x", MINUTE).await;
        talk.schedules(&talk.owner, client, "y", MINUTE + 1).await;
        talk.app.advance(2 * MINUTE);
        let (old_token, claimed) = talk.claims().await;
        assert_eq!(claimed.iter().map(|of| Some(of.id)).collect::<Vec<_>>(), [row["id"].as_i64()], "the head of the queue only");
        talk.round().await;
        assert_eq!(talk.sent(client).await.len(), 0, "it is somebody's");
        db.shift_clock(LEASE_MS + 1);
        let (token, again) = talk.claims().await;
        assert_eq!(again.len(), 1);
        // Who comes back from the dead does nothing.
        assert_eq!(worker::send(&talk.app.inbox, &claimed[0], old_token).await.unwrap(), Outcome::NotNow);
        assert!(matches!(worker::send(&talk.app.inbox, &again[0], token).await.unwrap(), Outcome::Sent(_)));
        assert_eq!(worker::send(&talk.app.inbox, &again[0], token).await.unwrap(), Outcome::NotNow);
        // A restart of the only process waits for no lease.
        talk.claims().await;
        worker::end_former_leases(&talk.app.inbox).await.unwrap();
        talk.round().await;
        assert_eq!(talk.sent(client).await, ["x", "y"]);
        assert_eq!(talk.number("select count(*) from outbox").await, 2);
    }

    async fn what_is_moved_while_it_is_claimed_does_not_go(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("1", "привет").await;
        let row = talk.schedules(&talk.owner, client, "x", MINUTE).await;
        talk.app.advance(MINUTE);
        let (token, claimed) = talk.claims().await;
        talk.owner.patch(&path_of(&row)).json(json!({ "due_at": talk.now() + HOUR })).await.gives(200);
        assert_eq!(worker::send(&talk.app.inbox, &claimed[0], token).await.unwrap(), Outcome::NotNow);
        assert_eq!(talk.round().await, Some(talk.now() + HOUR));
        talk.app.advance(HOUR);
        talk.round().await;
        assert_eq!(talk.sent(client).await, ["x"]);
    }

    async fn the_condition_looks_at_what_the_client_wrote_since(db: Db) {
        let talk = Talk::new(db).await;
        let (anna, boris, vera) = (talk.writes("1", "привет").await, talk.writes("2", "привет").await, talk.writes("3", "привет").await);
        let only = |text: &str| json!({ "text": text, "due_at": NOW + HOUR, "condition": "unanswered_only" });
        let spared = talk.schedules_with(&talk.owner, anna, only("напоминание")).await;
        talk.schedules_with(&talk.owner, boris, only("напоминание")).await;
        let moved = talk.schedules_with(&talk.owner, vera, only("напоминание")).await;
        talk.writes("1", "я уже в пути").await;
        talk.writes("3", "минутку").await;
        // Who changes it has seen that, and wants it all the same.
        talk.owner.patch(&path_of(&moved)).json(json!({ "text": "всё ещё ждём" })).await.gives(200);
        talk.app.advance(HOUR);
        talk.round().await;
        assert_eq!(talk.end_of(&spared).await, ended("cancelled", Some("client_wrote")));
        assert_eq!(talk.cancellations(anna).await, [("scheduled_cancelled".to_owned(), "client_wrote".to_owned())]);
        assert_eq!(talk.sent(anna).await.len(), 0);
        assert_eq!(talk.sent(boris).await, ["напоминание"]);
        assert_eq!(talk.sent(vera).await, ["всё ещё ждём"]);
    }

    async fn words_written_before_the_question_do_not_answer_it(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("1", "привет").await;
        talk.answers(&talk.owner, client, "здравствуйте").await;
        talk.schedules(&talk.owner, client, "не забудьте", HOUR).await;
        talk.writes("1", "а сколько стоит?").await;
        talk.app.advance(HOUR);
        talk.round().await;
        assert_eq!(talk.sent(client).await, ["здравствуйте", "не забудьте"]);
        let row = talk.dialog(&talk.owner, client).await;
        assert_eq!((&row["unanswered"], &row["answered_in"], &row["in_count"]), (&json!(true), &json!(1), &json!(2)));
        assert_eq!(row["active_at"], talk.now());
    }

    async fn blocking_cancels_and_unblocking_brings_nothing_back(db: Db) {
        let talk = Talk::new(db).await;
        let (client, other) = (talk.writes("1", "привет").await, talk.writes("2", "привет").await);
        let file = talk.owner.post("/api/v1/files").file("a.txt", "text/plain", b"clay").await.gives(201)["id"].clone();
        let one = talk.schedules_with(&talk.owner, client, json!({ "text": "1", "due_at": NOW + HOUR, "file_ids": [file] })).await;
        let two = talk.schedules(&talk.owner, client, "2", 2 * HOUR).await;
        talk.schedules(&talk.owner, other, "3", HOUR).await;
        let block = format!("/api/v1/dialogs/{client}/block");
        assert_eq!(talk.owner.put(&block).await.gives(200)["scheduled_count"], 0);
        talk.owner.delete(&block).await.gives(200);
        for row in [one, two] {
            assert_eq!(talk.end_of(&row).await, ended("cancelled", Some("blocked")));
        }
        assert_eq!(talk.number("select count(*) from files where client is null").await, 1);
        assert_eq!(talk.number("select count(*) from events where kind = 'scheduled.gone'").await, 1, "one for all of them");
        talk.app.advance(DAY);
        talk.round().await;
        assert_eq!((talk.sent(client).await.len(), talk.sent(other).await.len()), (0, 1));
    }

    async fn a_deleted_client_gets_nothing_and_one_who_comes_back_gets_it(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let (gone, back) = (talk.writes("1", "привет").await, talk.writes("2", "привет").await);
        for client in [gone, back] {
            let file = talk.owner.post("/api/v1/files").file("a.txt", "text/plain", b"clay").await.gives(201)["id"].clone();
            talk.schedules_with(&talk.owner, client, json!({ "text": "x", "due_at": NOW + 1_000, "file_ids": [file] })).await;
            talk.owner.delete(&format!("/api/v1/clients/{client}")).await.gives(200);
        }
        talk.app.advance(2_000);
        talk.round().await;
        assert_eq!(talk.number("select count(*) from outbox").await, 0);
        talk.owner.post(&format!("/api/v1/clients/{back}/restore")).await.gives(200);
        db.shift_clock(LEASE_MS + 1);
        talk.round().await;
        assert_eq!(talk.sent(back).await, ["x"]);
        talk.app.advance(10_000);
        assert_eq!(crate::clients::purge_due(&talk.app.inbox, &[]).await.unwrap(), 1);
        for sql in ["select count(*) from scheduled_messages where client = $1", "select count(*) from files where client = $1"] {
            assert_eq!(talk.query_numbers(sql, vec![gone.into()]).await, [0], "{sql}");
        }
        assert_eq!(talk.number("select count(*) from scheduled_files").await, 0);
    }

    async fn what_is_too_late_is_cancelled_and_said(db: Db) {
        let talk = Talk::of(TestApp::with(db, |config| config.scheduled.expire_after_hours = 2).await).await;
        let (anna, boris) = (talk.writes("1", "привет").await, talk.writes("2", "привет").await);
        let late = talk.schedules(&talk.owner, anna, "поздно", MINUTE).await;
        let just = talk.schedules(&talk.owner, boris, "успело", MINUTE + 1).await;
        talk.app.advance(MINUTE + 2 * HOUR + 1);
        talk.round().await;
        assert_eq!(talk.end_of(&late).await, ended("cancelled", Some("expired")));
        assert_eq!(talk.end_of(&just).await, ended("sent", None));
        let page = talk.owner.get(&format!("/api/v1/dialogs/{anna}/messages")).await.gives(200);
        let note = &page["items"].as_array().unwrap().last().unwrap()["note"];
        let expected = json!({ "code": "scheduled_cancelled", "params": { "reason": "expired", "text": "поздно", "due_at": (NOW + MINUTE).to_string() } });
        assert_eq!(*note, expected);
    }

    async fn what_cannot_reach_the_client_is_cancelled(db: Db) {
        let talk = Talk::new(db.clone()).await;
        for (number, change, reason) in [
            (1, "update clients set unreachable = 'blocked_us' where id = $1", "unsubscribed"),
            (2, "delete from files where client = $1", "refused"),
            (3, "update channels set removed_at = 1 where id = (select channel from clients where id = $1)", "channel_removed"),
        ] {
            let client = talk.writes(&number.to_string(), "привет").await;
            let file = talk.owner.post("/api/v1/files").file("a.txt", "text/plain", b"clay").await.gives(201)["id"].clone();
            let due_at = talk.now() + MINUTE;
            let row = talk.schedules_with(&talk.owner, client, json!({ "text": "x", "due_at": due_at, "file_ids": [file] })).await;
            db.write(move |tx| tx.execute(change, params![client])).await.unwrap();
            talk.app.advance(MINUTE);
            talk.round().await;
            assert_eq!(talk.end_of(&row).await, ended("cancelled", Some(reason)));
            assert_eq!(talk.cancellations(client).await, [("scheduled_cancelled".to_owned(), reason.to_owned())]);
            assert_eq!(talk.sent(client).await.len(), 0);
        }
        assert_eq!(talk.number("select count(*) from clients where scheduled_count <> 0").await, 0);
        // A refused one leaves no gap in the numbers of its dialog.
        assert_eq!(talk.number("select count(*) from clients c where c.last_n <> (select count(*) from messages m where m.client = c.id)").await, 0);
    }

    async fn it_goes_without_its_author_and_takes_the_client_for_one_who_is_there(db: Db) {
        let talk = Talk::new(db).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        talk.project(json!({ "take_on_answer": true })).await;
        let (anna, vera) = (talk.writes("1", "привет").await, talk.writes("2", "привет").await);
        talk.schedules(&olga, anna, "от Ольги", MINUTE).await;
        talk.schedules(&boris, vera, "от Бориса", MINUTE).await;
        assert_eq!(talk.owner.delete(&format!("/api/v1/employees/{}?clients_to=free", olga.id)).await.status, 204);
        talk.app.advance(MINUTE);
        talk.round().await;
        assert_eq!((talk.sent(anna).await, talk.sent(vera).await), (vec!["от Ольги".to_owned()], vec!["от Бориса".to_owned()]));
        assert_eq!(talk.dialog(&talk.owner, anna).await["responsible_id"], json!(null));
        assert_eq!(talk.dialog(&talk.owner, vera).await["responsible_id"], boris.id);
        assert_eq!(talk.number("select author from messages where text = 'от Ольги'").await, olga.id);
    }

    async fn another_time_zone_moves_nothing_that_waits(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("1", "привет").await;
        let row = talk.schedules_with(&talk.owner, client, json!({ "text": "x", "local_time": "2026-11-23 09:00" })).await;
        talk.project(json!({ "timezone": "Asia/Vladivostok" })).await;
        let shown = talk.waiting(client).await.remove(0);
        assert_eq!(shown["due_at"], row["due_at"]);
        assert_eq!((&row["local_time"], &shown["local_time"]), (&json!("2026-11-23 09:00"), &json!("2026-11-23 16:00")));
    }

    async fn the_loop_is_woken_for_what_is_due_at_once_and_looks_by_itself(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("1", "привет").await;
        let mut hints = talk.app.inbox.bus.subscribe();
        scheduled::start(&talk.app.inbox);
        for (text, ahead) in [("сейчас", 1), ("потом", 20_000)] {
            talk.schedules(&talk.owner, client, text, ahead).await;
            // The clock of a test stands: it is moved until the loop has seen it.
            loop {
                talk.app.advance(1_000);
                let hint = async { while hints.recv().await != Topic::Outbox {} };
                if tokio::time::timeout(Duration::from_millis(100), hint).await.is_ok() {
                    break;
                }
            }
        }
        assert_eq!(talk.sent(client).await, ["сейчас", "потом"]);
        assert!(talk.app.inbox.tasks.stop(Duration::from_secs(20)).await.is_empty());
    }

    async fn after_a_restore_what_was_due_is_for_a_person_to_decide(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("1", "привет").await;
        let (due, ahead) = (talk.schedules(&talk.owner, client, "x", MINUTE).await, talk.schedules(&talk.owner, client, "y", HOUR).await);
        talk.app.advance(2 * MINUTE);
        talk.claims().await;
        let now = talk.now();
        assert_eq!(db.write(move |tx| scheduled::doubt_due(tx, now)).await.unwrap(), 1);
        assert_eq!(talk.end_of(&due).await, ended("cancelled", Some(CancelReason::Restored.name())));
        assert_eq!(talk.dialog(&talk.owner, client).await["scheduled_count"], 1);
        talk.app.advance(HOUR);
        talk.round().await;
        assert_eq!(talk.end_of(&ahead).await, ended("sent", None));
        assert_eq!(talk.sent(client).await, ["y"]);
    }

    async fn what_ended_a_month_ago_is_forgotten_and_what_waits_is_not(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("1", "привет").await;
        talk.schedules(&talk.owner, client, "x", MINUTE).await;
        talk.schedules(&talk.owner, client, "y", 60 * DAY).await;
        talk.app.advance(MINUTE);
        talk.round().await;
        let pruned = async |now: i64| db.write(move |tx| scheduled::prune(tx, now, 500)).await.unwrap();
        assert_eq!(pruned(talk.now() + 30 * DAY).await, 0);
        assert_eq!(pruned(talk.now() + 30 * DAY + 1).await, 1);
        assert_eq!(talk.waiting_texts(client).await, ["y"]);
    }
}
