use std::time::Duration;

use beseda_base::both;
use beseda_base::db::{Db, Engine, params};
use fake_telegram::{Deed, Fault, Log, User};
use serde_json::json;

use super::World;
use crate::channels::poll;
use crate::migrations::ALL;

const LONG: Duration = Duration::from_secs(20);

fn says(text: &str) -> Deed {
    Deed::Text { text: text.to_owned(), entities: None, reply_to: None }
}

fn polls(log: &Log, status: u16) -> usize {
    log.calls.iter().filter(|call| call.method == "getUpdates" && call.status == status).count()
}

/// Waits until the stand-in has seen it, moving the clock on which workers rest.
async fn until(world: &World, wanted: impl Fn(&Log) -> bool) -> Log {
    for _ in 0..200 {
        if let Some(log) = world.bot.wait(Duration::from_millis(100), &wanted).await {
            return log;
        }
        world.app.advance(1_000);
    }
    panic!("not seen in time: {:?}", world.bot.log());
}

/// Waits for a state of the channel; each change of it is announced on the bus.
async fn until_state(world: &World, channel: i64, state: &str) -> serde_json::Value {
    let mut wakes = world.app.inbox.bus.subscribe();
    loop {
        let shown = world.owner.get(&format!("/api/v1/channels/{channel}")).await.gives(200);
        if shown["state"] == state {
            return shown;
        }
        let woken = tokio::time::timeout(Duration::from_millis(200), wakes.recv()).await;
        if woken.is_err() {
            world.app.advance(1_000);
        }
    }
}

both! { ALL;
    async fn what_a_poll_brings_is_kept_and_then_confirmed(db: Db) {
        let world = World::new(db).await;
        poll::start(&world.app.inbox);
        world.connected().await;
        let anna = world.bot.add_user(User { first_name: "Anna".into(), ..User::default() });
        for text in ["Здравствуйте", "Есть кружки?", "Синие"] {
            world.bot.act(anna, says(text));
        }
        let log = until(&world, |log| log.pending == 0 && !log.updates.is_empty()).await;
        assert!(log.updates.iter().all(|update| update.confirmed));
        assert_eq!(world.kept().await, 3);
        assert!(log.violations.is_empty(), "{:?}", log.violations);
        assert!(world.app.inbox.tasks.stop(LONG).await.is_empty());
    }

    async fn nothing_is_confirmed_before_it_is_durable(db: Db) {
        let world = World::new(db).await;
        let id = world.connected().await;
        world.app.inbox.db.write(|tx| tx.execute("alter table raw_events rename to raw_events_away", params![])).await.unwrap();
        poll::start(&world.app.inbox);
        let anna = world.bot.add_user(User::default());
        world.bot.act(anna, says("Здравствуйте"));
        // The same update is handed out again and again, because the offset stays where it was.
        let log = until(&world, |log| log.updates[0].attempts >= 3).await;
        assert!(!log.updates[0].confirmed);
        assert_eq!(world.row(id).await.poll_cursor, None);
        world.app.inbox.db.write(|tx| tx.execute("alter table raw_events_away rename to raw_events", params![])).await.unwrap();
        until(&world, |log| log.updates[0].confirmed).await;
        assert_eq!(world.kept().await, 1);
        assert!(world.app.inbox.tasks.stop(LONG).await.is_empty());
    }

    async fn two_nodes_never_ask_for_one_bot(db: Db) {
        let world = World::new(db.clone()).await;
        let id = world.connected().await;
        let (first, second) = (db.write(poll::take).await.unwrap(), db.write(poll::take).await.unwrap());
        assert_eq!((first.len(), second.len()), (1, 0), "taken by the first alone");
        // The first node dies; its lease runs out by the database's clock.
        db.write(move |tx| tx.execute("update channels set lease_until = $1 where id = $2", params![tx.db_now() - 1, id])).await.unwrap();
        let taken_over = db.write(poll::take).await.unwrap();
        assert_eq!(taken_over.len(), 1);
        // The dead node comes back and finds that it has lost the channel: it can neither go on nor keep anything.
        let (old, new) = (first[0], taken_over[0]);
        assert!(!db.write(move |tx| poll::renew(tx, old)).await.unwrap());
        let item = beseda_messengers::Item { thread_key: "1".into(), delivery_id: "1".into(), slice: b"{}".to_vec() };
        let items = vec![item];
        let again = items.clone();
        assert!(!db.write(move |tx| poll::keep(tx, old, Some("2"), &again, 1)).await.unwrap());
        assert_eq!((world.kept().await, world.row(id).await.poll_cursor), (0, None));
        assert!(db.write(move |tx| poll::renew(tx, new)).await.unwrap());
        assert!(db.write(move |tx| poll::keep(tx, new, Some("2"), &items, 1)).await.unwrap());
        assert_eq!((world.kept().await, world.row(id).await.poll_cursor.as_deref()), (1, Some("2")));
        db.write(move |tx| poll::give_back(tx, old)).await.unwrap();
        assert!(db.write(poll::take).await.unwrap().is_empty(), "a lost lease cannot be given back");
        let lease_ms: i64 = db.read(move |tx| Ok(tx.one::<i64>("select lease_until from channels where id = $1", params![id])? - tx.db_now())).await.unwrap();
        assert!((1..=35_000).contains(&lease_ms), "{lease_ms}");
    }

    async fn a_restart_on_sqlite_waits_for_no_lease(db: Db) {
        let world = World::new(db.clone()).await;
        world.connected().await;
        assert_eq!(db.write(poll::take).await.unwrap().len(), 1);
        db.write(poll::forget_leases).await.unwrap();
        let expected = if db.engine() == Engine::Sqlite { 1 } else { 0 };
        assert_eq!(db.write(poll::take).await.unwrap().len(), expected);
    }

    async fn a_withdrawn_token_stops_the_worker_and_a_new_one_starts_it(db: Db) {
        let world = World::new(db).await;
        poll::start(&world.app.inbox);
        let id = world.connected().await;
        until(&world, |log| log.calls.iter().any(|call| call.method == "deleteWebhook")).await;
        world.bot.revoke();
        world.bot.act(world.bot.add_user(User::default()), says("x"));
        let shown = until_state(&world, id, "attention").await;
        assert_eq!(shown["reason"]["code"], "wrong_token");
        let renewed = world.telegram.add_bot("7100200300:AAErenewedRenewedRenewed", "clay_bot");
        world.owner.patch(&format!("/api/v1/channels/{id}")).json(json!({ "token": renewed.token() })).await.gives(200);
        let anna = renewed.add_user(User::default());
        renewed.act(anna, says("Здравствуйте"));
        assert!(renewed.wait(LONG, |log| log.updates[0].confirmed).await.is_some());
        assert_eq!(until_state(&world, id, "works").await["reason"], json!(null));
        assert!(world.app.inbox.tasks.stop(LONG).await.is_empty());
    }

    async fn somebody_else_who_asks_is_a_trouble_after_a_few_conflicts(db: Db) {
        let world = World::new(db).await;
        world.bot.plan(Some("getUpdates"), Fault::Refuse { code: 409, description: "Conflict: terminated by other getUpdates request".into() }, 2);
        poll::start(&world.app.inbox);
        let id = world.connected().await;
        let log = until(&world, |log| polls(log, 409) == 2).await;
        assert_eq!(polls(&log, 409), 2);
        world.bot.act(world.bot.add_user(User::default()), says("x"));
        until(&world, |log| log.updates[0].confirmed).await;
        assert_eq!(until_state(&world, id, "works").await["reason"], json!(null), "two conflicts pass");
        world.bot.plan(Some("getUpdates"), Fault::Refuse { code: 409, description: "Conflict: terminated by other getUpdates request".into() }, 50);
        world.bot.act(world.bot.add_user(User::default()), says("y"));
        assert_eq!(until_state(&world, id, "attention").await["reason"]["code"], "second_poller");
        assert!(polls(&world.bot.log(), 409) <= 4, "stopped, not hammering");
        assert!(world.app.inbox.tasks.stop(LONG).await.is_empty());
    }

    async fn a_paused_channel_goes_on_asking_and_a_removed_one_does_not(db: Db) {
        let world = World::new(db).await;
        poll::start(&world.app.inbox);
        let id = world.connected().await;
        world.owner.put(&format!("/api/v1/channels/{id}/pause")).await.gives(200);
        let anna = world.bot.add_user(User::default());
        world.bot.act(anna, says("Здравствуйте"));
        until(&world, |log| log.updates[0].confirmed).await;
        assert_eq!(world.kept().await, 1);
        assert_eq!(world.owner.delete(&format!("/api/v1/channels/{id}")).await.status, 204);
        // The worker drops its open poll; what comes after that stays with the messenger.
        until_idle(&world).await;
        world.bot.act(anna, says("Есть кто?"));
        assert_eq!(world.kept().await, 1);
        assert_eq!(world.bot.log().pending, 1);
        assert!(world.app.inbox.tasks.stop(LONG).await.is_empty());
    }

    async fn a_messenger_that_does_not_answer_is_asked_again_with_pauses(db: Db) {
        let world = World::new(db).await;
        world.bot.plan(Some("getUpdates"), Fault::Refuse { code: 502, description: "Bad Gateway".into() }, 3);
        poll::start(&world.app.inbox);
        let id = world.connected().await;
        let anna = world.bot.add_user(User::default());
        world.bot.act(anna, says("Здравствуйте"));
        until(&world, |log| log.updates[0].confirmed).await;
        assert_eq!(world.kept().await, 1);
        assert_eq!(until_state(&world, id, "works").await["reason"], json!(null), "a short outage is no trouble");
        assert!(world.app.inbox.tasks.stop(LONG).await.is_empty());
    }
}

/// Waits until no worker holds a lease.
async fn until_idle(world: &World) {
    for _ in 0..200 {
        let held: i64 = world
            .app
            .inbox
            .db
            .read(|tx| tx.one("select count(*) from channels where lease_until > 0", params![]))
            .await
            .unwrap();
        if held == 0 {
            return;
        }
        tokio::task::yield_now().await;
        world.app.inbox.db.write(|_| Ok(())).await.unwrap();
    }
    panic!("a worker goes on");
}
