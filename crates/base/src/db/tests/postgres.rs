//! What only PostgreSQL can get wrong: connections that break, transactions that lose.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Barrier};

use crate::db::{Engine, Tx, params};
use crate::error::{DbError, Error, Result};
use crate::testing::{TestDb, test_db_with};

use super::{TABLES, event};

async fn open() -> TestDb {
    test_db_with(Engine::Postgres, TABLES, |_| {}).await
}

fn own_pid(tx: &Tx<'_>) -> Result<i64> {
    tx.one("select pg_backend_pid()", &[])
}

async fn kill(db: &TestDb, pid: i64) {
    let killed: bool =
        db.read(move |tx| tx.one("select pg_terminate_backend(cast($1 as integer))", params![pid])).await.unwrap();
    assert!(killed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_killed_in_the_middle_is_503_and_the_next_job_works() {
    let db = open().await;
    let (tell, told) = std::sync::mpsc::channel();
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let (tell, wait) = (std::sync::Mutex::new(tell), std::sync::Mutex::new(wait));
    let writer = db.clone();
    let write = tokio::runtime::Handle::current().spawn(async move {
        writer
            .write(move |tx| {
                tx.execute("update projects set name = 'lost' where id = 1", &[])?;
                tell.lock().unwrap().send(own_pid(tx)?).unwrap();
                wait.lock().unwrap().recv().unwrap();
                tx.execute("update projects set name = 'lost' where id = 2", &[])
            })
            .await
    });
    let pid = tokio::task::spawn_blocking(move || told.recv().unwrap()).await.unwrap();
    kill(&db, pid).await;
    go.send(()).unwrap();
    let result = write.await.unwrap();
    assert!(matches!(result, Err(Error::Db(DbError::Unavailable(_)))), "{result:?}");
    // More jobs than connections, so that the killed one is among those that serve.
    for _ in 0..8 {
        db.write(|tx| tx.execute("update projects set name = 'kept' where id = 1", &[])).await.unwrap();
    }
    let names: Vec<String> = db.read(|tx| tx.query("select name from projects order by id", &[])).await.unwrap();
    assert_eq!(names, ["kept", "two"]);
    db.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_killed_before_its_commit_leaves_the_outcome_open() {
    let db = open().await;
    let (tell, told) = std::sync::mpsc::channel();
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let (tell, wait) = (std::sync::Mutex::new(tell), std::sync::Mutex::new(wait));
    let writer = db.clone();
    let write = tokio::runtime::Handle::current().spawn(async move {
        writer
            .write(move |tx| {
                tell.lock().unwrap().send(own_pid(tx)?).unwrap();
                wait.lock().unwrap().recv().unwrap();
                Ok(())
            })
            .await
    });
    let pid = tokio::task::spawn_blocking(move || told.recv().unwrap()).await.unwrap();
    kill(&db, pid).await;
    go.send(()).unwrap();
    let result = write.await.unwrap();
    assert!(matches!(result, Err(Error::Db(DbError::Unsure(_)))), "{result:?}");
    assert_eq!(result.unwrap_err().status(), 503);
    db.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_killed_while_idle_are_not_noticed_by_anybody() {
    let db = test_db_with(Engine::Postgres, TABLES, |options| options.writers = 1).await;
    let pid = db.write(own_pid).await.unwrap();
    kill(&db, pid).await;
    let new = db.write(own_pid).await.unwrap();
    assert_ne!(new, pid, "the write found the connection dead and took another one");
    db.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_whose_connection_was_killed_is_answered_by_another_one() {
    let db = test_db_with(Engine::Postgres, TABLES, |options| options.readers = 1).await;
    let kill = async |pid: i64| {
        let sql = "select pg_terminate_backend(cast($1 as integer))";
        assert!(db.write(move |tx| tx.one::<bool>(sql, params![pid])).await.unwrap());
    };
    // Idle: used a moment ago, so it is believed to live.
    let pid = db.read(own_pid).await.unwrap();
    kill(pid).await;
    let second = db.read(own_pid).await.unwrap();
    assert_ne!(second, pid);
    // In the middle of a transaction: the closure runs once more.
    let (tell, told) = std::sync::mpsc::channel();
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let (tell, wait) = (std::sync::Mutex::new(tell), std::sync::Mutex::new(wait));
    let (reader, runs) = (db.clone(), Arc::new(AtomicU32::new(0)));
    let seen = Arc::clone(&runs);
    let read = tokio::runtime::Handle::current().spawn(async move {
        reader
            .read(move |tx| {
                let pid = own_pid(tx)?;
                if seen.fetch_add(1, Ordering::SeqCst) == 0 {
                    tell.lock().unwrap().send(()).unwrap();
                    wait.lock().unwrap().recv().unwrap();
                }
                tx.one::<i64>("select 1", &[])?;
                Ok(pid)
            })
            .await
    });
    tokio::task::spawn_blocking(move || told.recv().unwrap()).await.unwrap();
    kill(second).await;
    go.send(()).unwrap();
    assert_ne!(read.await.unwrap().unwrap(), second);
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    db.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_transactions_in_each_others_way_both_succeed() {
    let db = open().await;
    let (both_locked, runs) = (Arc::new(Barrier::new(2)), Arc::new(AtomicU32::new(0)));
    let job = |first: i64, second: i64| {
        let (db, both_locked, runs) = (db.clone(), Arc::clone(&both_locked), Arc::clone(&runs));
        let first_run = std::sync::atomic::AtomicBool::new(true);
        async move {
            db.write(move |tx| {
                runs.fetch_add(1, Ordering::SeqCst);
                let sql = "update projects set name = name || $2 where id = $1";
                tx.execute(sql, params![first, "+"])?;
                // A deadlock (40P01) for certain: each has its first row before either wants the other's.
                if first_run.swap(false, Ordering::SeqCst) {
                    both_locked.wait();
                }
                tx.execute(sql, params![second, "+"])
            })
            .await
        }
    };
    let (one, two) = tokio::join!(job(1, 2), job(2, 1));
    one.unwrap();
    two.unwrap();
    assert_eq!(runs.load(Ordering::SeqCst), 3, "one of them ran twice");
    let names: Vec<String> = db.read(|tx| tx.query("select name from projects order by id", &[])).await.unwrap();
    assert_eq!(names, ["one++", "two++"]);
    db.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_serialization_failure_is_tried_again_and_then_given_up() {
    let db = open().await;
    let runs = Arc::new(AtomicU32::new(0));
    let fail_times = |times: u32| {
        let runs = Arc::clone(&runs);
        runs.store(0, Ordering::SeqCst);
        move |tx: &Tx<'_>| {
            tx.execute("update projects set name = name || '!' where id = 1", &[])?;
            tx.event(event(1, 1));
            if runs.fetch_add(1, Ordering::SeqCst) < times {
                tx.script("do $$ begin raise exception using errcode = '40001'; end $$")?;
            }
            Ok(())
        }
    };
    db.write(fail_times(3)).await.unwrap();
    assert_eq!(runs.load(Ordering::SeqCst), 4);
    let (name, seq): (String, i64) =
        db.read(|tx| tx.one("select name, last_seq from projects where id = 1", &[])).await.unwrap();
    assert_eq!((name.as_str(), seq), ("one!", 1), "only the last run counts");
    let result = db.write(fail_times(u32::MAX)).await;
    assert!(matches!(result, Err(Error::Db(DbError::Contended(_)))), "{result:?}");
    db.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_do_not_hold_up_writers() {
    let db = test_db_with(Engine::Postgres, TABLES, |options| options.readers = 2).await;
    let busy = Arc::new(Barrier::new(3));
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let (db, busy) = (db.clone(), Arc::clone(&busy));
            tokio::runtime::Handle::current().spawn(async move {
                db.read(move |tx| {
                    tx.one::<i64>("select 1", &[])?;
                    busy.wait();
                    busy.wait();
                    Ok(())
                })
                .await
            })
        })
        .collect();
    tokio::task::block_in_place(|| busy.wait());
    db.write(|tx| tx.execute("update projects set name = 'x' where id = 1", &[])).await.unwrap();
    tokio::task::block_in_place(|| busy.wait());
    for reader in readers {
        reader.await.unwrap().unwrap();
    }
    db.remove().await;
}
