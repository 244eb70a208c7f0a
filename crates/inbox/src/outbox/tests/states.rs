use beseda_base::both;
use beseda_base::db::{Db, params};
use serde_json::json;

use super::super::{CLAIM_LEASE_MS, SEND_LEASE_MS, TRIES_MAX, claim};
use super::*;
use crate::migrations::ALL;

/// A text of two pieces in Telegram.
fn long() -> String {
    format!("{}\n{}", "а".repeat(4000), "б".repeat(3000))
}

both! { ALL;
    async fn messages_of_a_client_go_one_after_the_other(db: Db) {
        let talk = Talk::new(db).await;
        let (anna, boris) = (talk.writes("7", "привет").await, talk.writes("8", "привет").await);
        let first = talk.answers(&talk.owner, anna, "раз").await;
        let second = talk.answers(&talk.owner, anna, "два").await;
        talk.answers(&talk.owner, boris, "другому").await;
        let claimed = talk.claim(MINE).await;
        assert_eq!(claimed.iter().map(|row| row.client).collect::<Vec<_>>(), [anna, boris]);
        assert!(talk.begin(&claimed[0], MINE).await.is_some());
        talk.app.advance(10_000);
        assert!(talk.claim(MINE).await.is_empty(), "the second waits for the end of the first");
        talk.finish(&claimed[0], MINE, taken(50)).await;
        let next = talk.send(taken(51)).await;
        assert_eq!(next.message, second["id"].as_i64());
        assert_eq!(talk.state_of(&first).await, is("sent", ""));
        assert_eq!(talk.state_of(&second).await, is("sent", ""));
    }

    async fn a_failed_or_unknown_head_holds_up_nothing(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let mut all = Vec::new();
        for text in ["раз", "два", "три"] {
            all.push(talk.answers(&talk.owner, client, text).await);
        }
        talk.send(refused("provider_refused")).await;
        talk.send(unclear()).await;
        talk.send(taken(50)).await;
        assert_eq!(talk.state_of(&all[0]).await, is("failed", "provider_refused"));
        assert_eq!(talk.state_of(&all[1]).await, is("unknown", "unknown"));
        assert_eq!(talk.state_of(&all[2]).await, is("sent", ""));
        talk.app.advance(86_400_000);
        assert!(talk.claim(MINE).await.is_empty(), "nothing is sent again by itself");
    }

    async fn the_pieces_of_a_message_stop_at_the_first_that_fails(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let message = talk.answers(&talk.owner, client, &long()).await;
        let next = talk.answers(&talk.owner, client, "потом").await;
        talk.send(refused("provider_refused")).await;
        assert_eq!(talk.rows_of(&message).await, [row(0, 1, "failed", "provider_refused"), row(1, 1, "failed", "part_before_failed")]);
        assert_eq!(talk.send(taken(50)).await.message, next["id"].as_i64());
        // All of it goes again, as new attempts, in order.
        assert_eq!(talk.repeat(&message).await, 200);
        talk.send(taken(51)).await;
        assert_eq!(talk.state_of(&message).await, is("sending", ""));
        talk.send(taken(52)).await;
        assert_eq!(talk.state_of(&message).await, is("sent", ""));
        assert_eq!(talk.rows_of(&message).await.len(), 4, "a repeat is a row of its own");
        assert_eq!(talk.repeat(&message).await, 409, "what was sent is not repeated");
    }

    async fn a_repeat_sends_only_what_is_missing(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let message = talk.answers(&talk.owner, client, &long()).await;
        talk.send(taken(50)).await;
        talk.send(unclear()).await;
        assert_eq!(talk.state_of(&message).await, is("unknown", "unknown"));
        assert_eq!(talk.repeat(&message).await, 200);
        assert_eq!(talk.send(taken(51)).await.part, 1);
        assert_eq!(talk.rows_of(&message).await, [row(0, 1, "sent", ""), row(1, 1, "unknown", "unknown"), row(1, 2, "sent", "")]);
        assert_eq!(talk.state_of(&message).await, is("sent", ""));
    }

    async fn a_lost_claim_goes_back_and_a_lost_send_is_unknown_once(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("7", "привет").await;
        let message = talk.answers(&talk.owner, client, "ответ").await;
        let lost = talk.claim(MINE).await.remove(0);
        assert_eq!(talk.swept().await, 0);
        db.shift_clock(CLAIM_LEASE_MS + 1);
        assert_eq!(talk.swept().await, 1);
        assert_eq!(talk.rows_of(&message).await, [row(0, 1, "queued", "")]);
        assert!(talk.begin(&lost, MINE).await.is_none(), "who lost his claim does not send");
        talk.app.advance(1_000);
        let taken_over = talk.claim(MINE + 1).await.remove(0);
        assert!(talk.begin(&taken_over, MINE).await.is_none(), "nor with another's claim");
        assert!(talk.begin(&taken_over, MINE + 1).await.is_some());
        db.shift_clock(SEND_LEASE_MS - 1_000);
        assert_eq!(talk.swept().await, 0, "it may still be on its way");
        db.shift_clock(2_000);
        assert_eq!(talk.swept().await, 1);
        assert_eq!(talk.swept().await, 0);
        assert_eq!(talk.state_of(&message).await, is("unknown", "unknown"));
        talk.finish(&taken_over, MINE + 1, taken(50)).await;
        assert_eq!(talk.state_of(&message).await, is("unknown", "unknown"), "a late result is dropped");
        assert_eq!(talk.number("select count(*) from message_parts where external_id = '50'").await, 0);
        assert_eq!(talk.number("select count(*) from events where data like '%unknown%'").await, 1);
    }

    async fn a_lost_send_goes_out_again_where_twice_is_once(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("7", "привет").await;
        let message = talk.answers(&talk.owner, client, "ответ").await;
        let lost = talk.claim(MINE).await.remove(0);
        assert!(talk.begin(&lost, MINE).await.is_some());
        let channel = talk.channel;
        let sql = "update channels set kind = 'site_chat', external_id = '' where id = $1";
        db.write(move |tx| tx.execute(sql, params![channel])).await.unwrap();
        db.shift_clock(SEND_LEASE_MS + 1);
        assert_eq!(talk.swept().await, 1);
        assert_eq!(talk.rows_of(&message).await, [row(0, 1, "queued", "")]);
        talk.finish(&lost, MINE, taken(50)).await;
        assert_eq!(talk.rows_of(&message).await, [row(0, 1, "queued", "")], "a late result is dropped");
    }

    async fn a_result_with_an_old_token_is_dropped(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let message = talk.answers(&talk.owner, client, "ответ").await;
        let row = talk.claim(MINE).await.remove(0);
        assert!(talk.begin(&row, MINE).await.is_some());
        for outcome in [taken(50), refused("blocked_us"), unclear(), not_sent(None, false)] {
            talk.finish(&row, MINE - 1, outcome).await;
            assert_eq!(talk.rows_of(&message).await, [super::row(0, 1, "sending", "")]);
        }
        assert_eq!(talk.dialog(&talk.owner, client).await["unreachable"], json!(null));
    }

    async fn what_was_not_taken_waits_as_long_as_it_was_told(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let message = talk.answers(&talk.owner, client, "ответ").await;
        talk.send(not_sent(Some(7), false)).await;
        assert_eq!(talk.state_of(&message).await.0, "queued");
        talk.app.advance(6_999);
        assert!(talk.claim(MINE).await.is_empty());
        talk.app.advance(1);
        assert_eq!(talk.claim(MINE).await.len(), 1);
    }

    async fn a_wait_of_the_account_is_for_all_its_chats(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let (anna, boris) = (talk.writes("7", "привет").await, talk.writes("8", "привет").await);
        talk.answers(&talk.owner, anna, "раз").await;
        talk.send(not_sent(Some(30), true)).await;
        talk.answers(&talk.owner, boris, "два").await;
        let now = talk.app.inbox.clock.now();
        let ready = |at: i64| {
            let db = db.clone();
            async move { db.read(move |tx| claim::channels_with_work(tx, at)).await.unwrap().len() }
        };
        assert_eq!(ready(now + 29_999).await, 0);
        assert_eq!(ready(now + 30_000).await, 1);
        assert_eq!(db.read(claim::next_moment).await.unwrap(), Some(now + 30_000), "the alarm rings then");
    }

    async fn the_alarm_rings_when_something_may_go_and_not_before(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("7", "привет").await;
        assert_eq!(db.read(claim::next_moment).await.unwrap(), None);
        talk.answers(&talk.owner, client, "раз").await;
        talk.answers(&talk.owner, client, "два").await;
        let now = talk.app.inbox.clock.now();
        let head = talk.claim(MINE).await.remove(0);
        assert!(talk.begin(&head, MINE).await.is_some());
        assert_eq!(db.read(claim::next_moment).await.unwrap(), None, "the end of the first wakes the loop");
        talk.finish(&head, MINE, taken(50)).await;
        assert_eq!(db.read(claim::next_moment).await.unwrap(), Some(now + 1_000), "one a second in a chat");
    }

    async fn an_account_sends_at_its_pace_and_never_thirty_one_in_a_second(db: Db) {
        let talk = Talk::new(db.clone()).await;
        for chat in 1..=70 {
            let client = talk.writes(&chat.to_string(), "привет").await;
            talk.answers(&talk.owner, client, "ответ").await;
        }
        let mut sent = Vec::new();
        for moment in 0..2_000_i64 {
            let alarm = db.read(claim::next_moment).await.unwrap().unwrap();
            let claimed = if alarm <= talk.app.inbox.clock.now() { talk.claim(MINE).await.len() } else { 0 };
            sent.extend(std::iter::repeat_n(moment, claimed));
            talk.app.advance(1);
        }
        assert!((2..=5).contains(&sent.iter().filter(|at| **at == 0).count()), "a few at once");
        let worst = sent.iter().map(|first| sent.iter().filter(|at| (*first..first + 1_000).contains(*at)).count()).max();
        assert!((26..=30).contains(&worst.unwrap()), "{worst:?} in the worst second");
        talk.app.advance(60_000);
        assert!(talk.claim(MINE).await.len() <= 5, "a long rest saves up no more than one burst");
    }

    async fn after_many_tries_a_person_decides(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let message = talk.answers(&talk.owner, client, "ответ").await;
        for _ in 1..TRIES_MAX {
            talk.app.advance(300_000);
            talk.send(not_sent(None, false)).await;
            assert_eq!(talk.state_of(&message).await.0, "queued");
        }
        talk.app.advance(300_000);
        talk.send(not_sent(None, false)).await;
        assert_eq!(talk.state_of(&message).await, is("failed", "gave_up"));
        assert_eq!(talk.repeat(&message).await, 200);
        talk.send(taken(50)).await;
        assert_eq!(talk.state_of(&message).await, is("sent", ""));
    }

    async fn a_client_who_stopped_the_bot_is_unreachable(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let message = talk.answers(&talk.owner, client, "ответ").await;
        talk.send(refused("blocked_us")).await;
        assert_eq!(talk.state_of(&message).await, is("failed", "blocked_us"));
        assert_eq!(talk.dialog(&talk.owner, client).await["unreachable"], "blocked_us");
        let path = format!("/api/v1/dialogs/{client}/messages");
        talk.owner.post(&path).json(json!({ "text": "эй", "client_ref": "x" })).await.fails(409, "client_unreachable");
        talk.writes("7", "я снова тут").await;
        assert_eq!(talk.dialog(&talk.owner, client).await["unreachable"], json!(null), "who writes can be reached");
    }

    async fn whom_we_blocked_gets_nothing_that_waited(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("7", "привет").await;
        let message = talk.answers(&talk.owner, client, &long()).await;
        let row = talk.claim(MINE).await.remove(0);
        db.write(move |tx| tx.execute("update clients set blocked = true where id = $1", params![client])).await.unwrap();
        assert!(talk.begin(&row, MINE).await.is_none());
        assert_eq!(talk.state_of(&message).await, is("failed", "client_blocked"));
        for _ in 0..2 {
            talk.app.advance(60_000);
            for row in talk.claim(MINE).await {
                assert!(talk.begin(&row, MINE).await.is_none());
            }
        }
        assert_eq!(talk.number("select count(*) from outbox where state in ('queued', 'claimed', 'sending')").await, 0);
    }

    async fn what_was_deleted_while_it_waited_is_not_sent(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("7", "привет").await;
        let path = |message: &Value| format!("/api/v1/dialogs/{client}/messages/{}", message["id"]);
        // Before its turn.
        let message = talk.answers(&talk.owner, client, "тайна").await;
        assert_eq!(talk.owner.delete(&path(&message)).await.status, 204);
        assert!(talk.claim(MINE).await.is_empty());
        // While it is on the wire, which then turns out not to have taken it.
        let message = talk.answers(&talk.owner, client, "тайна").await;
        let row = talk.claim(MINE).await.remove(0);
        assert!(talk.begin(&row, MINE).await.is_some());
        assert_eq!(talk.owner.delete(&path(&message)).await.status, 204);
        talk.finish(&row, MINE, not_sent(None, false)).await;
        talk.app.advance(60_000);
        for row in talk.claim(MINE).await {
            assert!(talk.begin(&row, MINE).await.is_none());
        }
        // While it is on the wire, and arrives: then it is deleted there.
        let message = talk.answers(&talk.owner, client, "тайна").await;
        talk.app.advance(60_000);
        let row = talk.claim(MINE).await.remove(0);
        assert!(talk.begin(&row, MINE).await.is_some());
        assert_eq!(talk.owner.delete(&path(&message)).await.status, 204);
        talk.finish(&row, MINE, taken(50)).await;
        let deletion = talk.send(SendOutcome::Sent { part: None }).await;
        assert!(deletion.payload.contains("delete") && deletion.payload.contains("50"));
        assert_eq!(talk.number("select count(*) from outbox where payload like '%тайна%'").await, 0);
    }

    async fn what_waits_in_a_removed_channel_fails_and_says_so(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("7", "привет").await;
        let sent = talk.answers(&talk.owner, client, "раз").await;
        talk.send(taken(50)).await;
        let path = format!("/api/v1/dialogs/{client}/messages/{}", sent["id"]);
        talk.owner.patch(&path).json(json!({ "text": "иначе" })).await.gives(200);
        // More than one transaction takes.
        let mut waiting = Vec::new();
        for _ in 0..120 {
            waiting.push(talk.answers(&talk.owner, client, "ждёт").await);
        }
        let claimed = { talk.app.advance(1_000); talk.claim(MINE).await.remove(0) };
        let channel = talk.channel;
        db.write(move |tx| tx.execute("update channels set removed_at = 1 where id = $1", params![channel])).await.unwrap();
        crate::outbox::worker::abandon_removed(&talk.app.inbox).await.unwrap();
        assert!(talk.begin(&claimed, MINE).await.is_none(), "what is in somebody's hands does not go out either");
        for message in &waiting {
            assert_eq!(talk.state_of(message).await, is("failed", "channel_removed"));
        }
        assert_eq!(talk.state_of(&sent).await, is("sent", "edit_failed"));
        assert_eq!(talk.number("select count(*) from outbox where state in ('queued', 'claimed', 'sending')").await, 0);
        let told = talk.number("select count(distinct message) from events where kind = 'message.changed' and data like '%failed%'").await;
        assert_eq!(told, 120, "every bubble is told");
    }

    async fn a_change_that_cannot_reach_the_client_says_so(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("7", "привет").await;
        for (reason, set) in [("client_blocked", "blocked = true"), ("blocked_us", "blocked = false, unreachable = 'blocked_us'"), ("deactivated", "unreachable = 'deactivated'")] {
            let message = talk.answers(&talk.owner, client, reason).await;
            talk.send(taken(50)).await;
            let path = format!("/api/v1/dialogs/{client}/messages/{}", message["id"]);
            talk.owner.patch(&path).json(json!({ "text": "иначе" })).await.gives(200);
            let late = talk.answers(&talk.owner, client, "вдогонку").await;
            let sql = format!("update clients set {set} where id = $1");
            db.write(move |tx| tx.execute(&sql, params![client])).await.unwrap();
            for _ in 0..2 {
                talk.app.advance(1_000);
                let row = talk.claim(MINE).await.remove(0);
                assert!(talk.begin(&row, MINE).await.is_none());
            }
            assert_eq!(talk.state_of(&message).await, is("sent", "edit_failed"), "{reason}");
            assert_eq!(talk.state_of(&late).await, is("failed", reason));
            // The same for a deletion.
            assert_eq!(talk.owner.delete(&path).await.status, 204);
            talk.app.advance(1_000);
            let row = talk.claim(MINE).await.remove(0);
            assert!(talk.begin(&row, MINE).await.is_none());
            assert_eq!(talk.state_of(&message).await, is("sent", "delete_failed"));
            db.write(move |tx| {
                tx.execute("delete from message_parts where external_id = '50'", &[])?;
                tx.execute("update clients set blocked = false, unreachable = null where id = $1", params![client])
            }).await.unwrap();
        }
        assert_eq!(talk.number("select count(*) from outbox where state in ('queued', 'claimed', 'sending')").await, 0);
    }

    async fn a_reaction_that_was_taken_mends_no_refused_deletion(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("7", "привет").await;
        let messages = format!("/api/v1/dialogs/{client}/messages");
        let hello = talk.owner.get(&messages).await.gives(200)["items"][0]["id"].clone();
        db.write(|tx| tx.execute("update messages set error_code = 'delete_failed'", &[])).await.unwrap();
        for outcome in [SendOutcome::Sent { part: None }, refused("forbidden")] {
            let emoji = if outcome == refused("forbidden") { "🔥" } else { "👍" };
            talk.owner.put(&format!("{messages}/{hello}/reaction")).json(json!({ "emoji": emoji })).await.gives(200);
            talk.send(outcome).await;
            assert_eq!(talk.number("select count(*) from messages where error_code = 'delete_failed'").await, 1, "{emoji}");
        }
    }

    async fn a_changed_text_fits_what_bears_it(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("7", "привет").await;
        let messages = format!("/api/v1/dialogs/{client}/messages");
        let with_file = async |reference: &str, text: String| {
            let file = talk.owner.post("/api/v1/files").file("a.txt", "text/plain", b"a").await.gives(201)["id"].clone();
            let body = json!({ "text": text, "client_ref": reference, "file_ids": [file] });
            talk.owner.post(&messages).json(body).await.gives(201)
        };
        let edits = async |message: &Value, length: usize| {
            talk.owner.patch(&format!("{messages}/{}", message["id"])).json(json!({ "text": "ы".repeat(length) })).await
        };
        let caption = with_file("1", "коротко".into()).await;
        talk.send(taken(50)).await;
        let apart = with_file("2", "я".repeat(2_000)).await;
        talk.send(taken(51)).await;
        talk.send(taken(52)).await;
        // Long after, when the calls of then are cleared up, it is the same.
        let late = talk.app.inbox.clock.now() + 1;
        assert_eq!(db.write(move |tx| crate::outbox::prune(tx, 0, late, 500)).await.unwrap().0, 3);
        edits(&caption, 1_025).await.complains("text", "too_long");
        edits(&apart, 4_097).await.complains("text", "too_long");
        assert_eq!((edits(&caption, 1_024).await.status, edits(&apart, 4_096).await.status), (200, 200));
        let rows: Vec<String> = db.read(|tx| tx.query("select payload from outbox where kind = 'edit' order by id", &[])).await.unwrap();
        assert!(rows[0].contains("\"50\"") && rows[0].contains("\"is_caption\":true"), "{}", rows[0].len());
        assert!(rows[1].contains("\"51\"") && rows[1].contains("\"is_caption\":false"), "{}", rows[1].len());
        assert_eq!(rows.len(), 2, "the file stays");
    }
}
