//! The reader of SQL texts: marks, placeholders, splitting, rows.

use proptest::prelude::*;

use crate::db::Engine::{Postgres, Sqlite};
use crate::db::sql::{RowsText, for_engine, split};

#[test]
fn placeholders_and_marks_stand_outside_quotes_and_comments_only() {
    let cases = [
        ("select $2, $1, $10", "select ?2, ?1, ?10"),
        ("select '$1', \"$1\", 'it''s $1', $1", "select '$1', \"$1\", 'it''s $1', ?1"),
        ("select $1 -- $2 {pk}\n, $3", "select ?1 -- $2 {pk}\n, ?3"),
        ("select /* $1 */ $2 /* open $3", "select /* $1 */ ?2 /* open $3"),
        ("select a$1, $tag$ $1 $tag$, $$ ' $2 $$, $3", "select a$1, $tag$ $1 $tag$, $$ ' $2 $$, ?3"),
        (r"select e'\'$1', $2, 'e\', $3", r"select e'\'$1', ?2, 'e\', ?3"),
        ("default '{}', '{pk}', {blob}", "default '{}', '{pk}', blob"),
        ("привет $1 'ёж $2' $3", "привет ?1 'ёж $2' ?3"),
        ("{}", "{}"),
        ("'unclosed $1", "'unclosed $1"),
        ("$", "$"),
        ("id {pk}, a {blob}){clustered}", "id integer primary key autoincrement, a blob)without rowid"),
        ("limit 1 {skip_locked}", "limit 1 "),
    ];
    for (written, sqlite) in cases {
        assert_eq!(for_engine(Sqlite, written).unwrap(), sqlite);
    }
    assert_eq!(for_engine(Postgres, "a {blob}, $1 {skip_locked}").unwrap(), "a bytea, $1 for update skip locked");
    assert!(for_engine(Sqlite, "select {wrong}").is_err());
    assert!(for_engine(Postgres, "values {rows:bigint}").is_err(), "rows without rows");
}

#[test]
fn a_migration_is_split_at_its_own_semicolons_only() {
    let text = "-- first; not a statement\ncreate table a (t text default ';', x {blob}); /* ; */ ;\n\n\
        create function f() as $body$ begin; end; $body$; insert into a values ('it''s;'); -- end;\n";
    let statements = split(text);
    assert_eq!(statements.len(), 3, "{statements:?}");
    assert!(statements[0].ends_with("x {blob})"));
    assert!(statements[1].ends_with("$body$ begin; end; $body$"));
    assert_eq!(statements[2], "insert into a values ('it''s;')");
    assert!(split(" ;; -- nothing\n /* at all */ ; ").is_empty());
}

#[test]
fn an_update_from_rows_is_a_plain_one_on_sqlite() {
    let sql = "update a set b = v.column2, c = 'v.column2', d = $1 from (values {rows:bigint,text}) as v where id = v.column1 returning id";
    let text = RowsText::parse(sql).unwrap();
    assert!(text.row_by_row());
    assert_eq!(
        text.text(Sqlite, 1, 1).unwrap(),
        "update a set b = ?3, c = 'v.column2', d = ?1  where id = ?2 returning id"
    );
    assert_eq!(
        text.text(Postgres, 1, 1).unwrap(),
        "update a set b = v.column2, c = 'v.column2', d = $1 from (select * from unnest($2::bigint[],$3::text[]) as \
         given(column1,column2)) as v where id = v.column1 returning id"
    );
    let missing = RowsText::parse("update a set b = v.column2 from (values {rows:bigint}) as v where id = v.column1");
    assert!(missing.unwrap().text(Sqlite, 0, 1).is_err());
}

#[test]
fn rows_become_values_or_arrays() {
    let sql = "insert into a (b, c) values {rows:bigint,text} on conflict do nothing returning b";
    let text = RowsText::parse(sql).unwrap();
    assert!(text.row_by_row());
    let tail = "on conflict do nothing returning b";
    assert_eq!(text.text(Sqlite, 1, 2).unwrap(), format!("insert into a (b, c) values (?2,?3),(?4,?5) {tail}"));
    assert_eq!(
        text.text(Postgres, 1, 2).unwrap(),
        format!("insert into a (b, c) select * from unnest($2::bigint[],$3::text[]) as given(column1,column2) {tail}")
    );
    let text = RowsText::parse("with v(a) as (VALUES\n {rows:blob}) select a from v where $1 = 1").unwrap();
    assert!(!text.row_by_row());
    assert_eq!(
        text.text(Postgres, 1, 9).unwrap(),
        "with v(a) as (select * from unnest($2::bytea[]) as given(column1)) select a from v where $1 = 1"
    );
    for wrong in [
        "select 1",
        "insert into a {rows:bigint}",
        "insert into a values {rows:json}",
        "values {rows:text} union values {rows:text}",
        "{rows:text}",
    ] {
        assert!(RowsText::parse(wrong).is_err(), "{wrong}");
    }
}

/// Pieces of SQL with what the reader must make of each.
fn piece() -> impl Strategy<Value = (String, String)> {
    let same = |text: String| (text.clone(), text);
    prop_oneof![
        "[a-z_ ,.()=<>*й]{1,6}".prop_map(same),
        "'([^'$]|''|\\$[0-9])*'".prop_map(same),
        "\"[^\"]{0,5}\"".prop_map(same),
        "--[^\n]{0,8}\n".prop_map(same),
        "/\\*[^*/]{0,8}\\*/".prop_map(same),
        "\\$t\\$[^$]{0,8}\\$t\\$".prop_map(same),
        (1_u16..3000).prop_map(|number| (format!("${number}"), format!("?{number}"))),
        Just(("{blob}".to_owned(), "blob".to_owned())),
        Just((";".to_owned(), ";".to_owned())),
    ]
}

proptest! {
    #[test]
    fn what_is_not_ours_stays_byte_by_byte(pieces in proptest::collection::vec(piece(), 0..24)) {
        // A space between them, so that no two pieces make a third.
        let written: Vec<_> = pieces.iter().map(|(written, _)| written.as_str()).collect();
        let expected: Vec<_> = pieces.iter().map(|(_, expected)| expected.as_str()).collect();
        prop_assert_eq!(for_engine(Sqlite, &written.join(" ")).unwrap(), expected.join(" "));
    }

    #[test]
    fn splitting_loses_and_invents_nothing(pieces in proptest::collection::vec(piece(), 0..24)) {
        let written: Vec<_> = pieces.iter().map(|(written, _)| written.as_str()).collect();
        let ends = written.iter().filter(|piece| **piece == ";").count();
        let statements = split(&written.join(" "));
        prop_assert!(statements.len() <= ends + 1);
        let is_code = |piece: &str| !piece.trim().is_empty() && !piece.starts_with("--") && !piece.starts_with("/*");
        let groups: Vec<_> = written.split(|piece| *piece == ";").filter(|group| group.iter().any(|p| is_code(p))).collect();
        prop_assert_eq!(statements.len(), groups.len());
        for (statement, group) in statements.iter().zip(groups) {
            let expected = group.join(" ");
            prop_assert_eq!(statement.as_str(), expected.trim());
        }
    }

    #[test]
    fn no_text_makes_the_reader_stumble(text in "\\PC{0,64}", shape in "[$'\"{}/*;:a1\\\\-]{0,32}") {
        for text in [text.as_str(), shape.as_str()] {
            let _ = for_engine(Postgres, text);
            let _ = split(text);
            let _ = RowsText::parse(text);
        }
    }
}
