//! What only SQLite can get wrong: groups, the file, the log beside it.

use std::sync::{Arc, Barrier};

use crate::db::{Db, DbOptions, Engine, Migration, params};
use crate::error::Error;
use crate::testing::{TestDb, test_db_with};

use super::TABLES;

const LATE: &[Migration] = &[Migration::one(
    1,
    "tables",
    "create table parents (id bigint not null primary key);
     create table children (id {pk}, parent bigint not null references parents (id) deferrable initially deferred);
     create table papers (id {pk}, text text not null);",
)];

async fn open(migrations: &[Migration]) -> TestDb {
    test_db_with(Engine::Sqlite, migrations, |_| {}).await
}

async fn count(db: &Db, table: &str) -> i64 {
    let sql = format!("select count(*) from {table}");
    db.read(move |tx| tx.one(&sql, &[])).await.unwrap()
}

/// Makes the writer busy, queues the jobs behind it and lets it go: all of them come into one group.
async fn as_one_group<T, F>(db: &Db, jobs: Vec<F>) -> Vec<crate::error::Result<T>>
where
    F: Fn(&crate::db::Tx<'_>) -> crate::error::Result<T> + Send + 'static,
    T: Send + 'static,
{
    let barrier = Arc::new(Barrier::new(2));
    let holding = Arc::clone(&barrier);
    let mut hold = Box::pin(db.write(move |_| {
        holding.wait();
        holding.wait();
        Err::<(), _>(Error::NotFound)
    }));
    assert!(futures_util::future::poll_immediate(&mut hold).await.is_none());
    tokio::task::block_in_place(|| barrier.wait());
    let mut waiting = Box::pin(futures_util::future::join_all(jobs.into_iter().map(|job| db.write(job))));
    assert!(futures_util::future::poll_immediate(&mut waiting).await.is_none());
    tokio::task::block_in_place(|| barrier.wait());
    let _ = hold.await;
    waiting.await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_fails_fails_the_whole_group_and_the_next_one_works() {
    let db = open(LATE).await;
    let jobs = [1, 2, 99, 3].map(|parent| {
        move |tx: &crate::db::Tx<'_>| {
            if parent < 99 {
                tx.execute("insert into parents (id) values ($1)", params![parent])?;
            }
            // The key of 99 is looked for at the commit only.
            tx.execute("insert into children (parent) values ($1)", params![parent])
        }
    });
    let results = as_one_group(&db, jobs.into()).await;
    assert!(results.iter().all(|result| matches!(result, Err(Error::Unavailable(_)))), "{results:?}");
    assert_eq!(count(&db, "parents").await + count(&db, "children").await, 0);
    db.write(|tx| tx.execute("insert into parents (id) values (5)", &[])).await.unwrap();
    assert_eq!(count(&db, "parents").await, 1);
    db.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_answers_nobody_that_it_kept_what_it_lost() {
    let db = open(LATE).await;
    let pages: i64 = db.write(|tx| tx.one("pragma page_count", &[])).await.unwrap();
    let limit = format!("pragma max_page_count = {}", pages + 20);
    db.write(move |tx| tx.query::<i64>(&limit, &[]).map(drop)).await.unwrap();
    let jobs = (0..40).map(|n| {
        move |tx: &crate::db::Tx<'_>| {
            let text = "x".repeat(if n % 2 == 0 { 200 } else { 9_000 });
            tx.execute("insert into papers (text) values ($1)", params![text])
        }
    });
    let results = as_one_group(&db, jobs.collect()).await;
    let kept = results.iter().filter(|result| result.is_ok()).count();
    assert!(kept < 40, "the disk was not full");
    assert_eq!(count(&db, "papers").await, i64::try_from(kept).unwrap(), "{results:?}");
    for result in results.iter().filter(|result| result.is_err()) {
        assert!(result.as_ref().is_err_and(|error| error.status() == 503), "{result:?}");
    }
    db.write(|tx| tx.query::<i64>("pragma max_page_count = 1000000", &[]).map(drop)).await.unwrap();
    db.write(|tx| tx.execute("insert into papers (text) values ($1)", params!["y".repeat(9_000)])).await.unwrap();
    assert_eq!(count(&db, "papers").await, i64::try_from(kept).unwrap() + 1);
    db.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_write_is_not_ready_until_he_can() {
    let db = open(LATE).await;
    let write = async |bytes: usize| {
        let text = "x".repeat(bytes);
        db.write(move |tx| tx.execute("insert into papers (text) values ($1)", params![text.as_str()])).await
    };
    let pages: i64 = db.write(|tx| tx.one("pragma page_count", &[])).await.unwrap();
    let limit = format!("pragma max_page_count = {}", pages + 5);
    db.write(move |tx| tx.query::<i64>(&limit, &[]).map(drop)).await.unwrap();
    db.ready().await.unwrap();
    assert_eq!(write(100_000).await.unwrap_err().status(), 503);
    assert_eq!(db.ready().await.unwrap_err().status(), 503);
    write(100).await.unwrap();
    assert_eq!(db.ready().await.unwrap_err().status(), 503, "what fits between the others proves nothing");
    db.write(|tx| tx.query::<i64>("pragma max_page_count = 1000000", &[]).map(drop)).await.unwrap();
    db.ready().await.unwrap();
    assert_eq!(count(&db, "migrations").await, 1, "the probe leaves nothing");
    db.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_committed_together() {
    let db = open(LATE).await;
    let groups = Arc::new(std::sync::Mutex::new(Vec::new()));
    let jobs = (0..100).map(|_| {
        let groups = Arc::clone(&groups);
        move |tx: &crate::db::Tx<'_>| {
            tx.execute("insert into papers (text) values ('')", &[])?;
            // Rows that this connection sees and nobody else yet: the size of the open group.
            let seen: i64 = tx.one("select count(*) from papers", &[])?;
            groups.lock().unwrap().push(seen);
            Ok(())
        }
    });
    let results = as_one_group(&db, jobs.collect()).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(*groups.lock().unwrap(), (1..=100).collect::<Vec<_>>());
    assert_eq!(count(&db, "papers").await, 100);
    db.remove().await;
}

#[tokio::test]
async fn a_second_server_is_refused_until_the_first_is_closed() {
    let db = open(&[]).await;
    let refused = Db::open(db.options()).await;
    assert!(matches!(&refused, Err(Error::Unavailable(why)) if why.contains("another Beseda")), "{refused:?}");
    let guest = Db::open(&DbOptions { exclusive: false, ..db.options().clone() }).await.unwrap();
    guest.read(|tx| tx.one::<i64>("select 1", &[])).await.unwrap();
    guest.close().await;
    db.close().await;
    let second = Db::open(db.options()).await.unwrap();
    second.close().await;
    db.remove().await;
}

#[tokio::test]
async fn closing_leaves_one_file_without_a_log() {
    let db = open(TABLES).await;
    let path = std::path::PathBuf::from(db.options().url.strip_prefix("sqlite:").unwrap());
    db.write(|tx| tx.execute("update projects set name = 'kept'", &[])).await.unwrap();
    db.close().await;
    let log = path.with_file_name("test.db-wal");
    assert!(std::fs::metadata(&log).map_or(0, |file| file.len()) == 0, "the log was not emptied");
    let again = Db::open(db.options()).await.unwrap();
    let name: String = again.read(|tx| tx.one("select name from projects where id = 1", &[])).await.unwrap();
    assert_eq!(name, "kept");
    again.close().await;
    db.remove().await;
}

#[tokio::test]
async fn a_commit_is_on_disk_and_the_log_is_not_cut_by_writers() {
    let db = open(&[]).await;
    let settings = |tx: &crate::db::Tx<'_>| {
        Ok((
            tx.one::<String>("pragma journal_mode", &[])?,
            tx.one::<i64>("pragma synchronous", &[])?,
            tx.one::<i64>("pragma wal_autocheckpoint", &[])?,
            tx.one::<i64>("pragma foreign_keys", &[])?,
        ))
    };
    assert_eq!(db.write(settings).await.unwrap(), ("wal".to_owned(), 2, 0, 1));
    assert_eq!(db.read(|tx| tx.one::<i64>("pragma query_only", &[])).await.unwrap(), 1);
    db.remove().await;
}
