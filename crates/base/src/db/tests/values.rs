//! Values there and back, and the two engines agreeing about them.

use crate::both;
use crate::db::{Db, Val, params, reserved, reserved_names, row, values};
use crate::error::{DbError, Error};

use super::TABLES;

row! {
    #[derive(Debug, Clone, PartialEq)]
    struct EveryType { i: Option<i64>, small: Option<i32>, b: Option<bool>, f: Option<f64>, t: Option<String>, y: Option<Vec<u8>> }
}

const INSERT: &str = "insert into every_type (id, i, small, b, f, t, y) values ($1, $2, $3, $4, $5, $6, $7)";
const SELECT: &str = "select i, small, b, f, t, y from every_type order by id";

fn samples() -> Vec<EveryType> {
    let full = EveryType {
        i: Some(i64::MIN),
        small: Some(i32::MAX),
        b: Some(true),
        f: Some(0.1 + 0.2),
        t: Some("Привет 👩‍👩‍👧 '\"\\ \r\n\t {pk} $1".to_owned()),
        y: Some((0..=255).collect()),
    };
    let empty = EveryType { i: None, small: None, b: None, f: None, t: None, y: None };
    let zero = EveryType {
        i: Some(i64::MAX),
        small: Some(i32::MIN),
        b: Some(false),
        f: Some(-1e300),
        t: Some(String::new()),
        y: Some(Vec::new()),
    };
    let whole = EveryType { f: Some(2.0), t: Some("12".to_owned()), i: Some(0), ..zero.clone() };
    vec![full, empty, zero, whole]
}

both! { TABLES;
    async fn every_type_comes_back_as_it_went_in(db: Db) {
        db.write(|tx| {
            for (row, id) in samples().into_iter().zip(1_i64..) {
                tx.execute(INSERT, params![id, row.i, row.small, row.b, row.f, &row.t, &row.y])?;
            }
            Ok(())
        }).await.unwrap();
        assert_eq!(db.read(|tx| tx.query::<EveryType>(SELECT, &[])).await.unwrap(), samples());
        let plain = "select i, small, b, f, t, y from every_type where id = $1";
        let (i, small, b, f, t, y) = db
            .read(move |tx| tx.one::<(i64, i32, bool, f64, String, Vec<u8>)>(plain, params![1]))
            .await
            .unwrap();
        assert_eq!(EveryType { i: Some(i), small: Some(small), b: Some(b), f: Some(f), t: Some(t), y: Some(y) }, samples()[0]);
    }

    async fn rows_of_every_type_come_back_as_they_went_in(db: Db) {
        const SQL: &str = "insert into every_type (id, i, small, b, f, t, y)
            values {rows:bigint,bigint,integer,boolean,double,text,blob}";
        db.write(|tx| {
            let rows: Vec<_> = samples().into_iter().zip(1_i64..)
                .map(|(row, id)| values![id, row.i, row.small, row.b, row.f, row.t, row.y]).collect();
            assert_eq!(tx.execute_rows(SQL, &[], &rows)?, 4);
            assert_eq!(tx.execute_rows(SQL, &[], &[])?, 0);
            Ok(())
        }).await.unwrap();
        assert_eq!(db.read(|tx| tx.query::<EveryType>(SELECT, &[])).await.unwrap(), samples());
    }

    async fn any_number_of_rows_gives_one_answer_for_each(db: Db) {
        const SQL: &str = "with given(a, b) as (values {rows:bigint,text}) select a, b from given where a <> $1";
        for count in [1, 2, 3, 4, 5, 15, 16, 17, 63, 64, 65, 127, 128, 129, 149, 213, 300_i64] {
            let mut found: Vec<(i64, String)> = db.read(move |tx| {
                let rows: Vec<_> = (0..count).map(|n| values![n, n.to_string()]).collect();
                tx.query_rows(SQL, params![-1], &rows)
            }).await.unwrap();
            found.sort_unstable();
            assert_eq!(found, (0..count).map(|n| (n, n.to_string())).collect::<Vec<_>>());
        }
    }

    async fn rows_join_like_a_table_and_keep_their_order(db: Db) {
        const INSERT: &str = "insert into clients (project, name, external_id) values {rows:bigint,text,text}
            on conflict (project, external_id) do nothing returning id, external_id";
        const JOIN: &str = "with given(external_id, mark) as (values {rows:text,bigint})
            select c.name, g.mark from given g join clients c on c.external_id = g.external_id and c.project = $1
            order by g.mark";
        let rows = |from: i64, to: i64| (from..to).map(|n| values![1, format!("name {n}"), n.to_string()]).collect::<Vec<_>>();
        let (first, second, joined) = db.write(move |tx| {
            let first: Vec<(i64, String)> = tx.query_rows(INSERT, &[], &rows(0, 300))?;
            let second: Vec<(i64, String)> = tx.query_rows(INSERT, &[], &rows(290, 310))?;
            let given: Vec<_> = (0..64).map(|n| values![n.to_string(), 1000 - i64::from(n)]).collect();
            let joined: Vec<(String, i64)> = tx.query_rows(JOIN, params![1], &given)?;
            Ok((first, second, joined))
        }).await.unwrap();
        assert_eq!(first.len(), 300);
        assert!(first.windows(2).all(|pair| pair[0].0 < pair[1].0), "ids grow in the order of the rows");
        assert!(first.iter().zip(0..).all(|((_, external), n)| *external == n.to_string()));
        assert_eq!(second.len(), 10, "repeated rows change nothing and are not returned");
        assert_eq!(joined.len(), 64);
        assert_eq!(joined[0], ("name 63".to_owned(), 937));
    }

    async fn columns_of_rows_have_the_same_names_on_both_engines(db: Db) {
        const INSERT: &str = "insert into clients (project, name, external_id) values {rows:bigint,text,text}";
        const UPDATE: &str = "update clients set name = v.column2 from (values {rows:text,text}) as v
            where external_id = v.column1 returning name";
        let named = db.write(|tx| {
            tx.execute_rows(INSERT, &[], &[values![1, "before", "7"], values![1, "before", "8"]])?;
            tx.query_rows::<String>(UPDATE, &[], &[values!["7", "after"]])
        }).await.unwrap();
        assert_eq!(named, ["after"]);
    }

    async fn more_rows_than_parameters_fit_are_cut(db: Db) {
        const SQL: &str = "with given(a, b) as (values {rows:bigint,bigint}) select a + b from given";
        let sums = db.read(|tx| {
            let rows: Vec<_> = (0..20_000_i64).map(|n| values![n, 1]).collect();
            tx.query_rows::<i64>(SQL, &[], &rows)
        }).await.unwrap();
        assert_eq!(sums.len(), 20_000);
        assert_eq!(sums[19_999], 20_000);
    }

    async fn what_one_engine_cannot_store_both_refuse(db: Db) {
        for (index, bad) in [Val::from("a\0b"), Val::from(f64::NAN), Val::from(f64::INFINITY)].into_iter().enumerate() {
            let column = if index == 0 { "t" } else { "f" };
            let sql = format!("insert into every_type (id, {column}) values ($1, $2)");
            let refused = db.write(move |tx| tx.execute(&sql, &[Val::Int(1), bad.clone()])).await;
            assert!(matches!(refused, Err(Error::Db(DbError::Other(_)))), "{refused:?}");
        }
        let count = db.read(|tx| tx.one::<i64>("select count(*) from every_type", &[])).await.unwrap();
        assert_eq!(count, 0);
    }

    async fn a_wrong_number_of_parameters_or_columns_is_refused(db: Db) {
        for given in [vec![], values![1, 2]] {
            let refused = db.read(move |tx| tx.query::<i64>("select id from clients where id = $1", &given)).await;
            assert!(matches!(refused, Err(Error::Db(DbError::Other(_)))), "{refused:?}");
        }
        let refused = db.read(|tx| tx.query::<(i64, i64)>("select 1", &[])).await;
        assert!(matches!(refused, Err(Error::Db(DbError::Other(_)))), "{refused:?}");
        let refused = db.write(|tx| {
            tx.execute_rows("insert into projects (name) values {rows:text}", &[], &[values!["a"], values!["b", "c"]])
        }).await;
        assert!(matches!(refused, Err(Error::Db(DbError::Other(_)))), "{refused:?}");
    }

    async fn one_wants_a_row_and_optional_does_not(db: Db) {
        let missing = "select id from clients where id = 5";
        assert!(matches!(db.read(move |tx| tx.one::<i64>(missing, &[])).await, Err(Error::NotFound)));
        assert_eq!(db.read(move |tx| tx.optional::<i64>(missing, &[])).await.unwrap(), None);
        assert_eq!(db.read(move |tx| tx.query::<i64>(missing, &[])).await.unwrap(), Vec::<i64>::new());
    }

    async fn the_tables_of_the_tests_use_no_reserved_word(db: Db) {
        assert_eq!(db.read(reserved_names).await.unwrap(), Vec::<String>::new());
        // Both can create it when quoted, so that the check itself can be checked.
        db.write(|tx| tx.execute("create table places (id bigint, \"offset\" bigint, \"groups\" bigint)", &[])).await.unwrap();
        let mut found = db.read(reserved_names).await.unwrap();
        found.sort();
        assert_eq!(found, ["places.groups", "places.offset"]);
    }

    async fn the_list_of_reserved_words_is_the_engines_own(db: Db) {
        // What cannot be a column without quotes is on the list.
        const WORDS: &str = "abort action after all analyse and any as asc at attach auto_increment autoincrement between by
            case channel check client collate column commit constraint create cross current_date data default delete desc
            distinct do drop each else end escape except exists filter for foreign from full function grant group groups
            having if in index inner insert intersect into is isnull join key kind left like limit match message name
            natural no not nothing notnull null of offset on only or order outer over partition position plan primary
            project range references returning right row rows select seq session_user set some state status table then
            title to transaction trigger union unique update user using values view when where window with without";
        for word in WORDS.split_whitespace() {
            let sql = format!("create table words_{word} (id bigint, {word} bigint)");
            let refused = db.write(move |tx| tx.execute(&sql, &[])).await.is_err();
            assert!(!refused || reserved(word), "{word} is refused by the engine and missing in the list");
        }
        assert!(reserved("OFFSET") && !reserved("client"));
    }
}
