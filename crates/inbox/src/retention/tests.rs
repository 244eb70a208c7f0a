//! What goes and what stays, on both engines.

use std::time::Duration;

use beseda_base::auth::Role;
use beseda_base::both;
use beseda_base::db::{Db, Val, params, values};
use beseda_base::events::{EventKind, NewEvent};

use super::*;
use crate::migrations::ALL;
use crate::testing::talk::Talk;
use crate::testing::{NOW, TestApp};

async fn cleared(app: &TestApp) {
    round(&app.inbox).await;
}

/// Raw events in these states that came so many days ago, one id after the other.
async fn came(talk: &Talk, days_ago: i64, states: &[i64]) {
    let (channel, states) = (talk.channel, states.to_vec());
    let made = talk.app.inbox.db.write(move |tx| {
        let rows: Vec<Vec<Val>> = states
            .iter()
            .enumerate()
            .map(|(k, state)| {
                values![channel, "7", format!("{days_ago}-{k}"), b"{}".to_vec(), NOW - days_ago * DAY_MS, *state]
            })
            .collect();
        tx.execute_rows(
            "insert into raw_events (channel, thread_key, delivery_id, body, received_at, state)
             values {rows:bigint,text,text,blob,bigint,integer}",
            &[],
            &rows,
        )
    });
    made.await.unwrap();
}

async fn deliveries(talk: &Talk) -> Vec<String> {
    talk.app.inbox.db.read(|tx| tx.query("select delivery_id from raw_events order by id", &[])).await.unwrap()
}

both! { ALL;
    async fn events_older_than_their_days_go_and_the_reader_is_told(db: Db) {
        let talk = Talk::new(db.clone()).await;
        // More than one transaction takes.
        for _ in 0..3 {
            let many = db.write(|tx| {
                (0..400).for_each(|_| tx.event(NewEvent::of(1, EventKind::ProjectChanged)));
                Ok(())
            });
            many.await.unwrap();
        }
        let old = talk.number("select last_seq from projects where id = 1").await;
        let one_more = db.write(|tx| {
            tx.event(NewEvent::of(1, EventKind::ProjectChanged));
            Ok(())
        });
        one_more.await.unwrap();
        let aged = db.write(move |tx| {
            tx.execute("update events set at = $1 where seq <= $2", params![NOW - 31 * DAY_MS, old])?;
            tx.execute("update events set at = $1 where seq > $2", params![NOW - 29 * DAY_MS, old])
        });
        aged.await.unwrap();
        cleared(&talk.app).await;
        assert_eq!(talk.number("select count(*) from events").await, 1);
        talk.owner.get(&format!("/api/v1/events?after={}", old - 1)).await.fails(410, "too_old");
        assert_eq!(talk.owner.get(&format!("/api/v1/events?after={old}")).await.gives(200)["items"].as_array().unwrap().len(), 1);
    }

    async fn deliveries_go_by_their_state_and_what_waits_stays(db: Db) {
        let talk = Talk::new(db.clone()).await;
        came(&talk, 40, &[0, 1, 2, 3]).await;
        came(&talk, 20, &[0, 1, 2, 3]).await;
        // More than a page between the old and the young.
        came(&talk, 8, &[1; 1_100]).await;
        came(&talk, 6, &[0, 1, 2, 3]).await;
        cleared(&talk.app).await;
        assert_eq!(deliveries(&talk).await, ["40-0", "20-0", "20-2", "6-0", "6-1", "6-2", "6-3"]);
        // What came a week ago is known when it comes again.
        let (channel, item) = (talk.channel, beseda_messengers::Item { thread_key: "7".into(), delivery_id: "6-1".into(), slice: b"{}".to_vec() });
        assert_eq!(crate::intake::keep(&talk.app.inbox, channel, vec![item]).await.unwrap(), 0);
        // Days are a setting.
        let terms = Terms::at(NOW, &Retention { raw_events_days: 2, dead_letters_days: 2, ..Retention::default() });
        clear(&talk.app.inbox, raw_events, terms).await.unwrap();
        assert_eq!(deliveries(&talk).await, ["40-0", "20-0", "6-0"]);
    }

    async fn calls_that_ended_go_and_those_a_repeat_needs_stay(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("7", "привет").await;
        let channel = talk.channel;
        let calls: Vec<(&str, &str, Option<i64>)> = vec![
            ("text", "sent", Some(31)), ("file", "cancelled", Some(31)), ("edit", "failed", Some(31)), ("answer_callback", "sent", Some(31)),
            ("text", "failed", Some(31)), ("file", "unknown", Some(31)), ("text", "queued", None), ("text", "sending", None), ("text", "sent", Some(29)),
        ];
        db.write(move |tx| {
            for _ in 0..100 {
                let rows: Vec<Vec<Val>> = calls.iter().map(|(kind, state, ended)| values![
                    1_i64, channel, client, 0_i64, 1_i64, 1_i64, "7", *kind, "{}", *state, NOW, NOW - 35 * DAY_MS, ended.map(|days| NOW - days * DAY_MS)
                ]).collect();
                tx.execute_rows(
                    "insert into outbox (project, channel, client, part, attempt, thread, chat, kind, payload, state, next_at, created_at, finished_at)
                     values {rows:bigint,bigint,bigint,integer,integer,bigint,text,text,text,text,bigint,bigint,bigint}", &[], &rows)?;
            }
            Ok(())
        }).await.unwrap();
        cleared(&talk.app).await;
        let left: Vec<(String, String, i64)> = db.read(|tx| tx.query("select kind, state, count(*) from outbox group by kind, state order by kind, state", &[])).await.unwrap();
        let expected = [("file", "unknown"), ("text", "failed"), ("text", "queued"), ("text", "sending"), ("text", "sent")];
        assert_eq!(left, expected.map(|(kind, state)| (kind.to_owned(), state.to_owned(), 100)));
    }

    async fn what_nobody_can_use_any_more_goes(db: Db) {
        let app = TestApp::new(db.clone()).await;
        app.operator("olga").await;
        db.write(|tx| {
            for (key, days) in [("old", -31), ("renewable", -29), ("open", 1)] {
                tx.execute(
                    "insert into invitations (project, email, email_key, role, token_hash, invited_by, created_at, expires_at)
                     values (1, $1, $1, 'operator', $1, 1, 1, $2)", params![key, NOW + days * DAY_MS])?;
            }
            let identities: Vec<Vec<Val>> = (0..1_200_i64).map(|k| values![1_i64, format!("j{k}"), NOW - k]).collect();
            tx.execute_rows("insert into used_identities (channel, jti, expires_at) values {rows:bigint,text,bigint}", &[], &identities)?;
            tx.execute("insert into used_identities (channel, jti, expires_at) values (1, 'good', $1)", params![NOW + 1])?;
            for (subject, until) in [("gone", NOW), ("remembered", NOW + 1)] {
                tx.execute("insert into login_attempts (subject, failures, window_until, locked_until) values ($1, 1, $2, 0)", params![subject, until])?;
            }
            tx.execute("update sessions set expires_at = $1 where employee <> 1", params![NOW])?;
            Ok(())
        }).await.unwrap();
        cleared(&app).await;
        let texts = async |sql: &'static str| -> Vec<String> { db.read(move |tx| tx.query(sql, &[])).await.unwrap() };
        assert_eq!(texts("select email from invitations order by id").await, ["renewable", "open"]);
        assert_eq!(texts("select jti from used_identities").await, ["good"]);
        assert_eq!(texts("select subject from login_attempts").await, ["remembered"]);
        let sessions: i64 = db.read(|tx| tx.one("select count(*) from sessions", &[])).await.unwrap();
        assert_eq!(sessions, 1, "the owner's");
    }

    async fn figures_of_removed_channels_go_too(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let channel = talk.channel;
        db.write(move |tx| {
            let rows: Vec<Vec<Val>> = (0..600_i64).map(|k| values![channel, NOW - k * 30 * 60_000]).collect();
            tx.execute_rows("insert into channel_hours (channel, at) values {rows:bigint,bigint}", &[], &rows)?;
            tx.execute("update channels set removed_at = 1 where id = $1", params![channel])
        }).await.unwrap();
        cleared(&talk.app).await;
        assert_eq!(talk.number("select count(*) from channel_hours").await, 7 * 48 + 1, "a week and the half hour that goes on");
    }

    async fn it_comes_round_by_the_clock(db: Db) {
        let app = TestApp::new(db.clone()).await;
        let gone = app.signed_in(app.owner().id, app.project, Role::Owner).await;
        let session = gone.who().session;
        db.write(move |tx| tx.execute("update sessions set expires_at = $1 where id = $2", params![NOW, session])).await.unwrap();
        let mut wakes = app.inbox.bus.subscribe();
        start(&app.inbox);
        // The loop may not be at its sleep yet; what it does wakes the open pages.
        let ended = async { while wakes.recv().await != beseda_base::bus::Topic::Sessions {} };
        tokio::pin!(ended);
        for _ in 0..600 {
            app.advance(60_000);
            if tokio::time::timeout(Duration::from_millis(50), &mut ended).await.is_ok() {
                break;
            }
        }
        let left: i64 = db.read(move |tx| tx.one("select count(*) from sessions where id = $1", params![session])).await.unwrap();
        assert_eq!(left, 0);
        assert!(app.inbox.tasks.stop(Duration::from_secs(20)).await.is_empty());
    }

    async fn a_step_that_fails_keeps_no_other_from_its_work(db: Db) {
        let app = TestApp::new(db.clone()).await;
        db.write(|tx| {
            tx.execute("alter table raw_events rename to elsewhere", &[])?;
            tx.execute("insert into used_identities (channel, jti, expires_at) values (1, 'x', 1)", &[])
        }).await.unwrap();
        cleared(&app).await;
        let left: i64 = db.read(|tx| tx.one("select count(*) from used_identities", &[])).await.unwrap();
        assert_eq!(left, 0);
    }
}
