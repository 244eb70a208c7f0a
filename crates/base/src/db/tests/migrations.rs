//! Migrations: once, in order, unchanged.

use crate::both;
use crate::db::{Db, Migration, params};
use crate::error::Error;

const FIRST: Migration = Migration::one(1, "people", "create table people (id {pk}, name text not null); -- and;\n");
const SECOND: Migration = Migration::one(
    2,
    "more people",
    "alter table people add column age bigint; insert into people (name, age) values ('Лена; $1', 3);",
);
const BROKEN: Migration =
    Migration::one(2, "broken", "insert into people (name) values ('half'); select nonsense from nowhere;");
const PAIR: Migration = Migration::pair(3, "pair", "create table lite (id {pk})", "create table post (id {pk})");

async fn people(db: &Db) -> i64 {
    db.read(|tx| tx.one("select count(*) from people", &[])).await.unwrap()
}

fn text(result: Result<(), Error>) -> String {
    result.unwrap_err().to_string()
}

both! {
    async fn each_runs_once(db: Db) {
        db.migrate(&[FIRST]).await.unwrap();
        db.migrate(&[FIRST, SECOND]).await.unwrap();
        db.migrate(&[FIRST, SECOND, PAIR]).await.unwrap();
        db.migrate(&[FIRST, SECOND, PAIR]).await.unwrap();
        assert_eq!(people(&db).await, 1);
        let applied: Vec<(i64, String)> =
            db.read(|tx| tx.query("select number, name from migrations order by number", &[])).await.unwrap();
        assert_eq!(applied.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(applied[1].1, "more people");
    }

    async fn a_broken_one_leaves_nothing_behind(db: Db) {
        let message = text(db.migrate(&[FIRST, BROKEN]).await);
        assert!(message.contains("migration 2 broken"), "{message}");
        assert_eq!(people(&db).await, 0);
        db.migrate(&[FIRST, SECOND]).await.unwrap();
        assert_eq!(people(&db).await, 1);
    }

    async fn a_changed_text_a_newer_number_and_a_gap_are_refused(db: Db) {
        db.migrate(&[FIRST, SECOND]).await.unwrap();
        let changed = Migration::one(1, "people", "create table people (id {pk})");
        assert!(text(db.migrate(&[changed, SECOND]).await).contains("changed after it was applied"));
        assert!(text(db.migrate(&[FIRST]).await).contains("newer Beseda"));
        assert!(text(db.migrate(&[FIRST, PAIR]).await).contains("stands where 2 belongs"));
        assert_eq!(people(&db).await, 1);
    }

    async fn nodes_that_start_at_once_do_not_run_one_twice(db: Db) {
        let (one, two, three) = (db.clone(), db.clone(), db.clone());
        let all = [FIRST, SECOND, PAIR];
        let results = tokio::join!(one.migrate(&all), two.migrate(&all), three.migrate(&all));
        results.0.unwrap();
        results.1.unwrap();
        results.2.unwrap();
        assert_eq!(people(&db).await, 1);
        let age: i64 = db.read(|tx| tx.one("select age from people where name = $1", params!["Лена; $1"])).await.unwrap();
        assert_eq!(age, 3);
    }
}
