//! What a backup finds missing or broken is told, and nothing that is stored is forgotten.

use super::*;

#[test]
fn a_file_that_is_gone_is_told_and_does_not_stop_the_backup() {
    on(async {
        let source = Source::new(Engine::Sqlite).await;
        source.app.inbox.files.delete(&format!("files/1/{:032x}", 3)).await.unwrap();
        let path = source.backup().await;
        let reader = Reader::open(&path).unwrap();
        assert_eq!((reader.manifest.files.stored, reader.manifest.files.missing), (7, 1));
        assert!(verify(&source.config, Some(&path)).await.unwrap(), "the backup is what it says");
        assert!(!verify(&source.config, None).await.unwrap(), "the installation lacks a file");
    });
}

/// Breaks one promise after the other and wants each to be found.
async fn every_broken_promise_is_found(engine: Engine) {
    let source = Source::new(engine).await;
    source.post(1, "wait1").await;
    assert!(verify(&source.config, None).await.unwrap(), "sound to begin with");
    let broken = [
        ("update messages set n = 50 where client = 1 and n = 2", "not numbered without gaps"),
        ("update clients set last_n = last_n + 1 where id = 2", "last_n is"),
        ("update clients set answered_in = in_count + 1 where id = 3", "counters"),
        ("update clients set responsible = 777 where id = 4", "responsible 777"),
        ("delete from events where project = 1 and seq = 5", "events have gaps"),
        ("update projects set last_seq = last_seq + 1", "last_seq is"),
        (
            "insert into message_parts (channel, chat, external_id, message, client, part) values (1, 'v1', 'x', 99999, 1, 0)",
            "message 99999: it does not exist",
        ),
        (
            "update message_parts set client = 7 where message = (select max(message) from message_parts where client = 8)",
            "as of client 7",
        ),
        ("insert into message_files (message, position, file) values (88888, 0, 88888)", "its file 88888"),
        ("update outbox set state = 'sent' where state = 'queued'", "nothing will send it"),
        ("update outbox set client = 66666 where id = (select min(id) from outbox)", "its client 66666"),
        ("update outbox set state = 'lost' where id = (select max(id) from outbox)", "a state that does not exist"),
        (
            "update outbox set state = 'sending', client = 5 where message in (select message from outbox order by id limit 2)",
            "at the same time",
        ),
        (
            "insert into raw_events (channel, thread_key, delivery_id, body, received_at, state) values (1, 't', 'd', '', 1, 9)",
            "in the state 9",
        ),
        ("update files set size = 5 where id = 2", "100000 bytes of 5"),
    ];
    for (sql, words) in broken {
        source.db.write(move |tx| tx.execute(sql, &[])).await.unwrap();
        let findings = check::live(&source.config, 100).await.unwrap();
        assert!(findings.iter().any(|finding| finding.contains(words)), "{words} is not in {findings:#?}");
    }
    source.db.remove().await;
}

#[test]
fn every_broken_promise_is_found_on_sqlite() {
    on(every_broken_promise_is_found(Engine::Sqlite));
}

#[test]
fn every_broken_promise_is_found_on_postgres() {
    on(every_broken_promise_is_found(Engine::Postgres));
}

/// A new column that names stored files must come into the list, or backups would lose them.
#[test]
fn every_column_that_names_stored_files_is_known() {
    on(async {
        let db = test_db_with(Engine::Sqlite, ALL, |_| {}).await;
        let tables = db.read(beseda_base::db::catalog::tables).await.unwrap();
        let named: HashSet<(String, String)> = tables
            .iter()
            .flat_map(|table| table.columns.iter().map(|column| (table.name.clone(), column.name.clone())))
            .filter(|(_, column)| column.ends_with("_key"))
            .collect();
        let known = BLOBS.iter().chain(&NO_BLOBS).map(|(table, column)| ((*table).to_owned(), (*column).to_owned()));
        assert_eq!(named, known.collect());
        db.remove().await;
    });
}
