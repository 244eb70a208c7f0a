//! The engines' own word that the pages people open all day, and the lookups of the intake, are index ranges.

use beseda_base::both;
use beseda_base::db::{Db, Engine, Tx, Val, params, values};
use beseda_base::error::Result;

use super::filter::{DialogFilter, Driver, Order};
use super::find::{pinned_sql, scan_sql};
use super::list::{View, ranges};
use super::{Tab, list};
use crate::migrations::ALL;
use crate::{clients, intake, messages, scheduled};

/// What the engine means to do, a step a line. PostgreSQL is told that reading whole tables and sorting are dear, else it
/// would do so with tables as small as a test's; what it still cannot do otherwise, no index serves.
fn plan(tx: &Tx<'_>, sql: &str, given: &[Val], rows: &[Vec<Val>]) -> Result<Vec<String>> {
    let explain = |words: &str| format!("{words} {sql}");
    if tx.engine() == Engine::Sqlite {
        let steps: Vec<(i64, i64, i64, String)> = if rows.is_empty() {
            tx.query(&explain("explain query plan"), given)?
        } else {
            tx.query_rows(&explain("explain query plan"), given, rows)?
        };
        return Ok(steps.into_iter().map(|step| step.3).collect());
    }
    tx.execute("set local enable_seqscan = off", &[])?;
    tx.execute("set local enable_sort = off", &[])?;
    tx.execute("set local enable_bitmapscan = off", &[])?;
    let words = "explain (costs off)";
    if rows.is_empty() { tx.query(&explain(words), given) } else { tx.query_rows(&explain(words), given, rows) }
}

/// Steps that read a whole table or index.
fn whole<'a>(steps: &'a [String], tables: &'a [&'a str]) -> impl Iterator<Item = &'a String> {
    steps.iter().filter(move |step| {
        let step = step.trim_start_matches([' ', '-', '>']);
        step.starts_with("Seq Scan on ")
            || tables
                .iter()
                .any(|table| *step == format!("SCAN {table}") || step.starts_with(&format!("SCAN {table} ")))
    })
}

/// The steps that put rows in order by themselves.
fn sorts(steps: &[String]) -> usize {
    steps
        .iter()
        .filter(|step| step.contains("TEMP B-TREE") || step.trim_start_matches([' ', '-', '>']).starts_with("Sort"))
        .count()
}

fn all_tabs() -> Vec<Vec<&'static str>> {
    let tabs = [Tab::All, Tab::Unanswered, Tab::Mine, Tab::Free, Tab::Others];
    let views = [View::All, View::OwnAndFree(7)];
    let all = tabs.iter().flat_map(|tab| views.map(|view| ranges(*tab, view)));
    all.filter(|ranges| !ranges.is_empty()).collect()
}

both! { ALL;
    async fn a_page_of_each_tab_is_an_index_range(db: Db) {
        db.write(|tx| {
            for ranges in all_tabs() {
                let driver = Driver::Clients(ranges.iter().map(|range| (*range).to_owned()).collect());
                for order in [Order::Active, Order::Created] {
                    let steps = plan(tx, &scan_sql(&driver, order, &[], &[]), params![1, 7, 5, 5, 50], &[])?;
                    assert_eq!(whole(&steps, &["c", "clients"]).next(), None, "{ranges:?}: {steps:#?}");
                    // What is limited already may be sorted once more, and merged ranges before it.
                    let allowed = if ranges.len() > 1 { 4 } else { 1 };
                    assert!(sorts(&steps) <= allowed || order == Order::Created, "{ranges:?}: {steps:#?}");
                }
            }
            Ok(())
        }).await.unwrap();
    }

    async fn a_page_of_a_label_is_an_index_range(db: Db) {
        db.write(|tx| {
            let filter = DialogFilter { not_label_ids: vec![9], list_ids: vec![3], ..DialogFilter::default() };
            for keys in [vec![5], vec![5, 6, 7]] {
                let driver = Driver::Keys(1, keys);
                let mut given = values![1, 7, 5, 5, 50];
                let mut conditions = filter.conditions(&mut given, 1);
                conditions.push("(c.responsible = $2 or c.responsible is null)".to_owned());
                let steps = plan(tx, &scan_sql(&driver, Order::Active, &filter.key_conditions(), &conditions), &given, &[])?;
                assert_eq!(whole(&steps, &["c", "k", "clients", "client_keys"]).next(), None, "{steps:#?}");
                assert_eq!(steps.iter().find(|step| step.contains("clients_list")), None, "{steps:#?}");
            }
            Ok(())
        }).await.unwrap();
    }

    async fn pinned_dialogs_are_found_by_being_pinned(db: Db) {
        db.write(|tx| {
            for ranges in all_tabs() {
                let steps = plan(tx, &pinned_sql(&ranges, &[]), params![1, 7, list::PINNED_MAX], &[])?;
                assert_eq!(whole(&steps, &["clients"]).next(), None, "{ranges:?}: {steps:#?}");
                assert!(steps.iter().any(|step| step.contains("clients_list_pinned")), "{ranges:?}: {steps:#?}");
            }
            Ok(())
        }).await.unwrap();
    }

    async fn rows_of_the_list_are_found_by_their_ids(db: Db) {
        db.write(|tx| {
            for count in [1, 4, 64] {
                let ids: Vec<Vec<Val>> = (1..=count).map(|id| values![id]).collect();
                let steps = plan(tx, &list::rows_sql(), params![1, 7], &ids)?;
                assert_eq!(whole(&steps, &["c", "m", "clients", "messages"]).next(), None, "{steps:#?}");
                let walk = steps.iter().find(|step| step.contains("clients_list"));
                assert_eq!(walk, None, "{steps:#?}");
            }
            Ok(())
        }).await.unwrap();
    }

    async fn a_page_of_a_dialog_is_an_index_range(db: Db) {
        db.write(|tx| {
            for page in [messages::Page::Newest, messages::Page::Before(5, 5), messages::Page::After(5, 5)] {
                let given = if matches!(page, messages::Page::Newest) { values![1, 50] } else { values![1, 50, 5, 5] };
                let steps = plan(tx, &messages::page_sql(page), &given, &[])?;
                assert_eq!(whole(&steps, &["m", "messages", "clients", "c"]).next(), None, "{steps:#?}");
                assert_eq!(sorts(&steps), 0, "{steps:#?}");
                assert!(steps.iter().any(|step| step.contains("messages_by_time")), "{steps:#?}");
            }
            Ok(())
        }).await.unwrap();
    }

    async fn likely_duplicates_are_looked_up_by_what_they_have_in_common(db: Db) {
        db.write(|tx| {
            let lookups: [(&str, &[Val]); 3] = [
                (clients::SAME_CONTACT, params![1, 1, "phone", 100]),
                (clients::SAME_USERNAME, params![1, "A", "a", 1, 100]),
                (clients::SAME_ID, params![1, 1, "telegram", "1", 100]),
            ];
            for (sql, given) in lookups {
                let steps = plan(tx, sql, given, &[])?;
                assert_eq!(whole(&steps, &["k", "o", "c", "h", "clients"]).next(), None, "{steps:#?}");
            }
            Ok(())
        }).await.unwrap();
    }

    async fn what_is_due_is_found_by_its_time_and_what_waits_by_its_client(db: Db) {
        db.write(|tx| {
            let lookups: [(&str, &[Val], &str); 3] = [
                (scheduled::CLAIM, params![1, 1, 1, 1, 64], "scheduled_messages_due"),
                (scheduled::NEXT, params![1], "scheduled_messages_due"),
                (&scheduled::page_sql(), params![1, 1, 1, 1, 50], "scheduled_messages_of_client"),
            ];
            for (sql, given, index) in lookups {
                let steps = plan(tx, sql, given, &[])?;
                assert_eq!(whole(&steps, &["s", "b", "scheduled_messages"]).next(), None, "{steps:#?}");
                assert_eq!(sorts(&steps), 0, "{steps:#?}");
                assert!(steps.iter().any(|step| step.contains(index)), "{steps:#?}");
            }
            Ok(())
        }).await.unwrap();
    }

    async fn the_intake_looks_up_what_it_was_given_and_nothing_else(db: Db) {
        db.write(|tx| {
            let pairs: Vec<Vec<Val>> = (0..100).map(|n| values![1, n.to_string()]).collect();
            let triples: Vec<Vec<Val>> = (0..100).map(|n| values![1, n.to_string(), "x"]).collect();
            let lookups = [
                (messages::PARTS, "p", &triples),
                (messages::PARKED, "k", &triples),
                (messages::THREADS, "t", &pairs),
                (clients::PEOPLE, "c", &pairs),
            ];
            let ids: Vec<Vec<Val>> = (0..100).map(|n| values![n]).collect();
            let by_id = [(intake::KEPT, "r", &ids), (intake::STILL_WAITING, "r", &ids)];
            for (sql, table, rows) in lookups.into_iter().chain(by_id) {
                let steps = plan(tx, sql, &[], rows)?;
                assert_eq!(whole(&steps, &[table]).next(), None, "{steps:#?}");
            }
            Ok(())
        }).await.unwrap();
    }
}
