//! What a transaction promises on both engines.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};

use crate::both;
use crate::bus::Topic;
use crate::db::{Db, DbOptions, Engine, params};
use crate::error::{DbError, Error, Result};
use crate::events::{self, EventKind, NewEvent};
use crate::testing::{test_db, test_db_with};

use super::{TABLES, event};
use crate::db::Tx;

fn add_client(tx: &Tx<'_>, external_id: &str) -> Result<i64> {
    const SQL: &str = "insert into clients (project, name, external_id) values (1, '', $1) returning id";
    tx.one(SQL, params![external_id])
}

async fn clients(db: &Db) -> Vec<String> {
    db.read(|tx| tx.query("select external_id from clients order by id", &[])).await.unwrap()
}

/// A job that stands in the queue's only writer until it is let go.
async fn hold_writer(db: &Db) -> (oneshot::Sender<()>, tokio::task::JoinHandle<Result<()>>) {
    let (release, held) = oneshot::channel();
    let held = Arc::new(std::sync::Mutex::new(Some(held)));
    let started = Arc::new(Notify::new());
    let (running, db) = (Arc::clone(&started), db.clone());
    let task = tokio::runtime::Handle::current().spawn(async move {
        db.write(move |tx| {
            tx.execute("select 1", &[])?;
            running.notify_one();
            if let Some(held) = held.lock().unwrap().take() {
                let _ = held.blocking_recv();
            }
            Ok(())
        })
        .await
    });
    started.notified().await;
    (release, task)
}

both! { TABLES;
    async fn a_failing_job_rolls_back_alone(db: Db) {
        let jobs = (0..60).map(|n| {
            let db = db.clone();
            async move {
                db.write(move |tx| {
                    add_client(tx, &n.to_string())?;
                    match n % 3 {
                        0 => Ok(()),
                        1 => Err(Error::conflict("test", "no")),
                        _ => panic!("a bug in a storage function"),
                    }
                }).await
            }
        });
        let results = futures_util::future::join_all(jobs).await;
        for (n, result) in results.into_iter().enumerate() {
            match n % 3 {
                0 => result.unwrap(),
                1 => assert!(matches!(result, Err(Error::Conflict { .. })), "{result:?}"),
                _ => assert!(matches!(result, Err(Error::Internal(_))), "{result:?}"),
            }
        }
        let mut kept: Vec<u32> = clients(&db).await.iter().map(|n| n.parse().unwrap()).collect();
        kept.sort_unstable();
        assert_eq!(kept, (0..60).step_by(3).collect::<Vec<_>>());
    }

    async fn who_stood_in_a_group_before_a_failure_stands_once(db: Db) {
        let (release, holder) = hold_writer(&db).await;
        let runs = Arc::new(AtomicUsize::new(0));
        let runtime = tokio::runtime::Handle::current();
        let kept = runtime.spawn({
            let (db, runs) = (db.clone(), runs.clone());
            async move {
                db.write(move |tx| {
                    runs.fetch_add(1, Ordering::Relaxed);
                    tx.event(NewEvent::of(1, EventKind::ProjectChanged));
                    add_client(tx, "kept")
                }).await
            }
        });
        let refused = |name: &'static str, after_writing: bool| {
            let db = db.clone();
            runtime.spawn(async move {
                db.write(move |tx| {
                    if after_writing {
                        add_client(tx, name)?;
                    }
                    Err::<(), _>(Error::conflict("test", "no"))
                }).await
            })
        };
        let (early, late) = (refused("early", false), refused("late", true));
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        release.send(()).unwrap();
        holder.await.unwrap().unwrap();
        kept.await.unwrap().unwrap();
        assert!(early.await.unwrap().is_err() && late.await.unwrap().is_err());
        let last = db.write(|tx| add_client(tx, "after")).await;
        assert!(last.is_ok());
        let mut there = clients(&db).await;
        there.sort();
        assert_eq!(there, ["after", "kept"]);
        let seq: i64 = db.read(|tx| crate::events::last_seq(tx, 1)).await.unwrap();
        assert_eq!(seq, 1, "one event, however often it was written down");
        assert!((1..=2).contains(&runs.load(Ordering::Relaxed)));
    }

    async fn a_table_that_was_made_goes_with_the_job_that_failed(db: Db) {
        let refused = db.write(|tx| {
            tx.execute("create table fleeting (id bigint)", &[])?;
            Err::<(), _>(Error::conflict("test", "no"))
        }).await;
        assert!(refused.is_err());
        let made = db.write(|tx| tx.execute("create table fleeting (id bigint)", &[])).await;
        assert!(made.is_ok(), "{made:?}");
    }

    async fn a_swallowed_error_still_rolls_back(db: Db) {
        db.write(|tx| add_client(tx, "a")).await.unwrap();
        let result = db.write(|tx| {
            add_client(tx, "b")?;
            let _ = add_client(tx, "a");
            assert!(tx.query::<i64>("select 1", &[]).is_err(), "nothing runs after a failed statement");
            Ok(())
        }).await;
        assert!(matches!(result, Err(Error::Db(DbError::Unique(_)))), "{result:?}");
        assert_eq!(clients(&db).await, ["a"]);
    }

    async fn a_unique_violation_names_table_and_columns(db: Db) {
        db.write(|tx| add_client(tx, "a")).await.unwrap();
        let error = db.write(|tx| add_client(tx, "a")).await.unwrap_err();
        assert_eq!(error.to_string(), "unique: clients.project,clients.external_id");
        assert!(error.is_unique("clients.external_id") && error.is_unique("clients.project,clients.external_id"));
        let error = db.write(|tx| tx.execute("insert into projects (id, name) values (1, 'again')", &[])).await.unwrap_err();
        assert!(error.is_unique("projects.id"), "{error}");
        let error = db.write(|tx| tx.execute("insert into every_type (id) values (1), (1)", &[])).await.unwrap_err();
        assert!(error.is_unique("every_type.id"), "{error}");
    }

    async fn a_foreign_key_is_kept(db: Db) {
        let sql = "insert into clients (project, name, external_id) values (99, '', '')";
        let result = db.write(move |tx| tx.execute(sql, &[])).await;
        assert!(matches!(result, Err(Error::Db(DbError::Foreign(_)))), "{result:?}");
    }

    async fn ids_do_not_come_back(db: Db) {
        let first = db.write(|tx| add_client(tx, "a")).await.unwrap();
        db.write(|tx| tx.execute("delete from clients", &[])).await.unwrap();
        let second = db.write(|tx| add_client(tx, "b")).await.unwrap();
        assert!(second > first);
    }

    async fn a_read_sees_one_moment_and_cannot_write(db: Db) {
        let (seen, writing) = std::sync::mpsc::channel::<()>();
        let (written, go_on) = std::sync::mpsc::channel::<()>();
        let reader = db.clone();
        let reading = tokio::runtime::Handle::current().spawn(async move {
            reader.read(move |tx| {
                let before: i64 = tx.one("select count(*) from clients", &[])?;
                seen.send(()).unwrap();
                go_on.recv().unwrap();
                let after: i64 = tx.one("select count(*) from clients", &[])?;
                Ok((before, after))
            }).await
        });
        tokio::task::spawn_blocking(move || writing.recv().unwrap()).await.unwrap();
        db.write(|tx| add_client(tx, "a")).await.unwrap();
        written.send(()).unwrap();
        assert_eq!(reading.await.unwrap().unwrap(), (0, 0));
        assert_eq!(clients(&db).await, ["a"]);
        db.read(|tx| add_client(tx, "b")).await.unwrap_err();
        let result = db.read(|tx| { tx.event(event(1, 1)); Ok(()) }).await;
        assert!(matches!(result, Err(Error::Internal(_))), "{result:?}");
        assert_eq!(clients(&db).await, ["a"]);
    }

    async fn listeners_hear_after_the_commit_and_of_nothing_else(db: Db) {
        let mut bus = db.bus().subscribe();
        db.write(|tx| { tx.wake(Topic::Intake); Err::<(), _>(Error::NotFound) }).await.unwrap_err();
        db.write(|tx| { tx.event(event(1, 1)); add_client(tx, "a")?; add_client(tx, "a") }).await.unwrap_err();
        db.write(|tx| { tx.wake(Topic::Outbox); tx.event(event(2, 5)); tx.event(event(2, 6)); Ok(()) }).await.unwrap();
        // Whoever has the answer has been announced, so the hints are here now.
        let hints = [bus.recv().await, bus.recv().await];
        assert_eq!(hints, [Topic::Outbox, Topic::Events(2)]);
        assert!(futures_util::future::poll_immediate(Box::pin(bus.recv())).await.is_none());
        let found = db.read(|tx| Ok((events::after(tx, 2, 0, 10)?, events::last_seq(tx, 1)?))).await.unwrap();
        assert_eq!(found.0.iter().map(|e| (e.seq, e.client)).collect::<Vec<_>>(), [(1, Some(5)), (2, Some(6))]);
        assert_eq!(found.1, 0, "the number of a rolled back event is given again");
    }

    async fn an_event_of_no_project_is_an_error(db: Db) {
        let result = db.write(|tx| { tx.event(event(99, 1)); Ok(()) }).await;
        assert!(matches!(result, Err(Error::Internal(_))), "{result:?}");
    }

    async fn pruned_events_are_gone_and_said_to_be(db: Db) {
        let cutoff = db.write(|tx| {
            for client in 1..=3 {
                tx.event(event(1, client));
            }
            Ok(())
        }).await.and(Ok(crate::clock::Clock::system().now() + 1)).unwrap();
        db.write(|tx| { tx.event(event(2, 1)); Ok(()) }).await.unwrap();
        db.write(|tx| tx.execute("update events set at = at + 1000000 where project = 1 and seq = 3", &[])).await.unwrap();
        let pruned = db.write(move |tx| events::prune(tx, cutoff + 500_000)).await.unwrap();
        assert_eq!(pruned, 3);
        assert_eq!(db.write(move |tx| events::prune(tx, cutoff + 500_000)).await.unwrap(), 0);
        let after = |project, seq| {
            let db = db.clone();
            async move { db.read(move |tx| events::after(tx, project, seq, 10)).await.map(|found| found.len()) }
        };
        let too_old = |result: Result<usize>| matches!(result, Err(Error::Problem(p)) if p.status == 410 && p.code == "too_old");
        assert!(too_old(after(1, 0).await) && too_old(after(1, 1).await));
        assert_eq!((after(1, 2).await.unwrap(), after(1, 3).await.unwrap()), (1, 0));
        assert!(too_old(after(1, 4).await), "a cursor beyond the log");
        assert!(too_old(after(2, 0).await), "everything is pruned");
        assert_eq!(after(2, 1).await.unwrap(), 0);
    }

    async fn a_cancelled_caller_costs_nothing_before_it_starts(db: Db) {
        let runs = Arc::new(AtomicU32::new(0));
        // As many as PostgreSQL's test connections: the next job has to wait.
        let mut held = Vec::new();
        for _ in 0..if db.engine() == Engine::Sqlite { 1 } else { 4 } {
            held.push(hold_writer(&db).await);
        }
        let counted = Arc::clone(&runs);
        let waiting = db.write(move |_| { counted.fetch_add(1, Ordering::SeqCst); Ok(()) });
        assert!(futures_util::future::poll_immediate(Box::pin(waiting)).await.is_none());
        for (release, task) in held {
            release.send(()).unwrap();
            task.await.unwrap().unwrap();
        }
        db.write(|tx| add_client(tx, "after")).await.unwrap();
        assert_eq!(runs.load(Ordering::SeqCst), 0);
    }

    async fn the_databases_clock_can_be_moved_by_a_test(db: Db) {
        let before = db.now_ms().await.unwrap();
        let here = crate::clock::Clock::system().now();
        assert!((before - here).abs() < 60_000, "{before} is not about {here}");
        db.shift_clock(3_600_000);
        let after = db.write(|tx| Ok(tx.db_now())).await.unwrap();
        assert!((3_600_000..3_660_000).contains(&(after - before)));
    }

    async fn a_closed_database_finishes_what_waits_and_takes_no_more(db: Db) {
        let (release, held) = hold_writer(&db).await;
        let writes = (0..20).map(|n| { let db = db.clone(); async move { db.write(move |tx| add_client(tx, &n.to_string())).await } });
        let mut waiting = Box::pin(futures_util::future::join_all(writes));
        assert!(futures_util::future::poll_immediate(&mut waiting).await.is_none());
        release.send(()).unwrap();
        let closing = db.clone();
        let (results, ()) = tokio::join!(waiting, async move { closing.close().await });
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        held.await.unwrap().unwrap();
        assert!(matches!(db.write(|_| Ok(())).await, Err(Error::Unavailable(_))));
        assert!(matches!(db.read(|_| Ok(())).await, Err(Error::Unavailable(_))));
    }
}

/// 32 writers that stop between their work and their commit, each at another moment; the reader has nothing but a cursor.
async fn a_reader_with_a_cursor_misses_no_event(engine: Engine) {
    const WRITERS: i64 = 32;
    const EACH: i64 = 12;
    let test = test_db_with(engine, TABLES, |options: &mut DbOptions| options.writers = 32).await;
    let writers = (0..WRITERS).map(|writer| {
        let db = test.clone();
        async move {
            for n in 0..EACH {
                let written = db.write(move |tx| {
                    let id = add_client(tx, &format!("{writer}-{n}"))?;
                    // Differs by writer and round; the slow ones would commit after those that come later.
                    std::thread::sleep(Duration::from_micros(((writer * 7 + n * 13) % 29) as u64 * 150));
                    tx.event(event(1, id));
                    if n % 3 == 0 {
                        tx.event(event(2, id));
                    }
                    Ok(())
                });
                written.await.unwrap();
            }
        }
    });
    let reader = async {
        let (mut cursor, mut seen) = (0, Vec::new());
        while seen.len() < usize::try_from(WRITERS * EACH).unwrap() {
            let from = cursor;
            for event in test.read(move |tx| events::after(tx, 1, from, 100)).await.unwrap() {
                assert_eq!(event.seq, cursor + 1, "a gap, or an event that appeared behind the cursor");
                cursor = event.seq;
                seen.push(event.client.unwrap());
            }
        }
        seen
    };
    let (_, mut seen) = tokio::join!(futures_util::future::join_all(writers), reader);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), usize::try_from(WRITERS * EACH).unwrap());
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_with_a_cursor_misses_no_event_sqlite() {
    a_reader_with_a_cursor_misses_no_event(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_with_a_cursor_misses_no_event_postgres() {
    a_reader_with_a_cursor_misses_no_event(Engine::Postgres).await;
}

async fn a_full_queue_refuses_at_once(engine: Engine) {
    let test = test_db_with(engine, &[], |options| (options.queue, options.writers) = (3, 1)).await;
    let (release, held) = hold_writer(&test).await;
    let mut waiting: Vec<_> = (0..3).map(|_| Box::pin(test.write(|_| Ok(())))).collect();
    for job in &mut waiting {
        assert!(futures_util::future::poll_immediate(job).await.is_none());
    }
    assert!(matches!(test.write(|_| Ok(())).await, Err(Error::Busy)));
    release.send(()).unwrap();
    held.await.unwrap().unwrap();
    for job in waiting {
        job.await.unwrap();
    }
    test.write(|_| Ok(())).await.unwrap();
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_refuses_at_once_sqlite() {
    a_full_queue_refuses_at_once(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_refuses_at_once_postgres() {
    a_full_queue_refuses_at_once(Engine::Postgres).await;
}

async fn what_runs_too_long_is_stopped(engine: Engine) {
    const ENDLESS: &str = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n";
    let limit = Duration::from_millis(200);
    let test = test_db_with(engine, TABLES, |options| (options.read_limit, options.write_limit) = (limit, limit)).await;
    let result = test.write(|tx| add_client(tx, "a").and_then(|_| tx.query::<i64>(ENDLESS, &[]))).await;
    assert!(matches!(result, Err(Error::Db(DbError::Unavailable(_)) | Error::Unavailable(_))), "{result:?}");
    let result = test.read(|tx| tx.query::<i64>(ENDLESS, &[])).await;
    assert!(matches!(result, Err(Error::Db(DbError::Unavailable(_)))), "{result:?}");
    test.write(|tx| add_client(tx, "b")).await.unwrap();
    assert_eq!(clients(&test).await, ["b"]);
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_too_long_is_stopped_sqlite() {
    what_runs_too_long_is_stopped(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_too_long_is_stopped_postgres() {
    what_runs_too_long_is_stopped(Engine::Postgres).await;
}

#[tokio::test]
async fn a_database_that_is_not_there_says_so() {
    for url in ["postgres://nobody@127.0.0.1:1/none", "sqlite:/proc/nowhere/beseda.db", "mysql://x"] {
        let result = Db::open(&DbOptions::new(url)).await;
        assert!(result.is_err(), "{url}");
    }
    let test = test_db(Engine::Sqlite).await;
    assert_eq!(test.engine(), Engine::Sqlite);
    test.remove().await;
}
