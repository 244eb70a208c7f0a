//! The rules of receiving, posting and changing messages, on both engines.

use beseda_base::both;
use beseda_base::db::{Db, Tx, params};
use beseda_base::error::{Error, Result};
use beseda_base::events;
use beseda_messengers::{Button, Change, Inbound, InboundMessage, Kind, Person, Place};
use futures_util::future::join_all;

mod deleting;
mod locking;
mod resending;

use super::changes::{Step, apply_delivery, remove};
use super::post::{Draft, hash_of, post};
use super::view::{Page, page};
use super::*;
use crate::channels::ChannelFacts;
use crate::migrations;

const NOW: i64 = 1_800_000_000_000;

fn channel() -> ChannelFacts {
    ChannelFacts { id: 1, project: 1, kind: Kind::Telegram }
}

/// A project with one Telegram channel and one employee.
async fn company(db: &Db) {
    db.write(|tx| {
        tx.execute("insert into projects (name, language, timezone, created_at) values ('Глина', 'ru', 'Europe/Moscow', 1)", params![])?;
        tx.execute(
            "insert into employees (email, email_key, name, password_hash, language, created_at) values ('o@x', 'o@x', 'Ольга', '', 'ru', 1)",
            params![],
        )?;
        tx.execute("insert into members (project, employee, role, status, status_since, joined_at) values (1, 1, 'owner', 'on_shift', 1, 1)", params![])?;
        tx.execute(
            "insert into channels (project, kind, name, key, state, mode, secrets, settings, created_at) values (1, 'telegram', 'Бот', 'k', 'works', 'poll', '', '{}', 1)",
            params![],
        )
    })
    .await
    .unwrap();
}

fn place(chat: &str) -> Place {
    Place { chat: chat.to_owned(), ..Place::default() }
}

fn said(chat: &str, external_id: &str, text: &str) -> Inbound {
    Inbound::Message(Box::new(InboundMessage {
        place: place(chat),
        person: Person { external_id: chat.to_owned(), name: format!("Клиент {chat}"), ..Person::default() },
        external_id: external_id.to_owned(),
        at: NOW - 1000,
        text: text.to_owned(),
        ..InboundMessage::default()
    }))
}

async fn arrive(db: &Db, inbound: Vec<Inbound>) -> Received {
    let arrivals = vec![Arrival::new(0, channel(), inbound)];
    db.write(move |tx| receive(tx, &arrivals, NOW)).await.unwrap()
}

async fn texts(db: &Db, client: i64) -> Vec<(i64, String)> {
    db.read(move |tx| tx.query("select n, text from messages where client = $1 order by n", params![client]))
        .await
        .unwrap()
}

fn new_message(text: &str, client_ref: &str) -> NewMessage {
    NewMessage {
        text: text.into(),
        client_ref: client_ref.into(),
        seen_n: None,
        reply_to: None,
        file_ids: Vec::new(),
        buttons: Vec::new(),
        silent: false,
    }
}

fn send(tx: &Tx<'_>, client: i64, message: &NewMessage) -> Result<Posted> {
    let draft = Draft {
        project: 1,
        client,
        author_kind: AuthorKind::Employee,
        author: Some(1),
        message,
        answers: Answers::All,
    };
    post(tx, &draft, &hash_of(message)?, NOW)
}

async fn counters(db: &Db, client: i64) -> (i64, i64, i64, i64, Option<i64>) {
    db.read(move |tx| {
        tx.one(
            "select last_n, in_count, answered_in, preview_n, unanswered_since from clients where id = $1",
            params![client],
        )
    })
    .await
    .unwrap()
}

async fn state(db: &Db, message: i64) -> String {
    db.read(move |tx| tx.one::<(Option<String>,)>("select state from messages where id = $1", params![message]))
        .await
        .unwrap()
        .0
        .unwrap_or_default()
}

both! { migrations::ALL;
    async fn a_batch_becomes_rows_in_order(db: Db) {
        company(&db).await;
        let received = arrive(&db, vec![said("7", "1", "раз"), said("8", "1", "другой"), said("7", "2", "два"), said("7", "3", "три")]).await;
        assert_eq!(received, Received { messages: 4, repeated: 0 });
        assert_eq!(texts(&db, 1).await, [(1, "раз".to_owned()), (2, "два".to_owned()), (3, "три".to_owned())]);
        assert_eq!(texts(&db, 2).await, [(1, "другой".to_owned())]);
        assert_eq!(counters(&db, 1).await, (3, 3, 0, 3, Some(NOW - 1000)));
        let events = db.read(|tx| events::after(tx, 1, 0, 100)).await.unwrap();
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, ["client.created", "client.created", "message.created", "message.created", "message.created", "message.created"]);
        assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
        assert!(events.iter().all(|event| !event.data.contains("раз")), "events carry ids, never texts");
    }

    async fn a_repeated_delivery_changes_nothing(db: Db) {
        company(&db).await;
        arrive(&db, vec![said("7", "1", "раз")]).await;
        let before = counters(&db, 1).await;
        let again = arrive(&db, vec![said("7", "1", "раз"), said("7", "2", "два"), said("7", "2", "два")]).await;
        assert_eq!(again, Received { messages: 1, repeated: 2 });
        assert_eq!(counters(&db, 1).await.0, before.0 + 1);
        assert_eq!(texts(&db, 1).await.len(), 2);
    }

    async fn parallel_batches_leave_no_gap_and_no_double(db: Db) {
        company(&db).await;
        let batches = (0..12).map(|batch: i64| {
            let db = db.clone();
            async move {
                // Every message comes in three batches.
                let inbound = (0..10).map(|k| said("7", &format!("{}", (batch % 4) * 10 + k), "т")).collect();
                let arrivals = vec![Arrival::new(0, channel(), inbound)];
                db.write(move |tx| receive(tx, &arrivals, NOW)).await.unwrap()
            }
        });
        let received = join_all(batches).await;
        assert_eq!(received.iter().map(|one| one.messages).sum::<usize>(), 40);
        // Ids are taken before the key is tried: of several who make him at once, not the first id must win.
        let client: i64 = db.read(|tx| tx.one("select id from clients", &[])).await.unwrap();
        let numbers: Vec<i64> = texts(&db, client).await.into_iter().map(|row| row.0).collect();
        assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
        assert_eq!(counters(&db, client).await.1, 40);
    }

    async fn a_name_made_by_hand_stays(db: Db) {
        company(&db).await;
        arrive(&db, vec![said("7", "1", "раз")]).await;
        db.write(|tx| crate::clients::rename(tx, 1, 1, "Марина")).await.unwrap();
        arrive(&db, vec![said("7", "2", "два")]).await;
        let name: (String,) = db.read(|tx| tx.one("select name from clients where id = 1", params![])).await.unwrap();
        assert_eq!(name.0, "Марина");
    }

    async fn who_has_no_name_is_a_numbered_guest(db: Db) {
        company(&db).await;
        let nameless = |chat: &str| {
            let Inbound::Message(mut message) = said(chat, "1", "т") else { unreachable!() };
            message.person.name = "  ".into();
            Inbound::Message(message)
        };
        arrive(&db, vec![nameless("7"), nameless("8")]).await;
        let names: Vec<(String,)> = db.read(|tx| tx.query("select name from clients order by name", params![])).await.unwrap();
        assert_eq!(names, [("Гость #1".to_owned(),), ("Гость #2".to_owned(),)]);
    }

    async fn a_change_that_comes_first_waits_for_its_message(db: Db) {
        company(&db).await;
        let edited = Inbound::Edited { place: place("7"), external_id: "1".into(), version: 2, text: "исправлено".into(), entities: Vec::new(), at: NOW - 500 };
        arrive(&db, vec![edited]).await;
        arrive(&db, vec![said("7", "1", "исходное")]).await;
        assert_eq!(texts(&db, 1).await, [(1, "исправлено".to_owned())]);
        let (versions, parked): (i64, i64) =
            db.read(|tx| tx.one("select (select count(*) from message_versions), (select count(*) from parked)", params![])).await.unwrap();
        assert_eq!((versions, parked), (1, 0), "the former text is kept, nothing waits any more");
    }

    async fn an_older_edit_does_not_undo_a_newer_one(db: Db) {
        company(&db).await;
        let edited = |text: &str, at: i64| Inbound::Edited { place: place("7"), external_id: "1".into(), version: at, text: text.into(), entities: Vec::new(), at };
        arrive(&db, vec![said("7", "1", "а"), edited("в", NOW - 100), edited("б", NOW - 200)]).await;
        assert_eq!(texts(&db, 1).await, [(1, "в".to_owned())]);
    }

    async fn a_press_speaks_with_its_caption(db: Db) {
        company(&db).await;
        arrive(&db, vec![said("7", "1", "привет")]).await;
        let mut asked = new_message("Что вас интересует?", "r");
        asked.buttons = vec![vec![Button { text: "Посуда".into(), data: Some("dishes".into()), url: None }]];
        let id = db.write(move |tx| {
            let id = send(tx, 1, &asked)?.id;
            tx.execute("insert into message_parts (channel, chat, external_id, message, client, part) values (1, '7', '50', $1, 1, 0)", params![id])?;
            Ok(id)
        }).await.unwrap();
        let person = Person { external_id: "7".into(), ..Person::default() };
        arrive(&db, vec![Inbound::Pressed { place: place("7"), person, external_id: "50".into(), callback_id: "c1".into(), data: "dishes".into(), at: NOW }]).await;
        let rows = db.read(move |tx| load(tx, 1, &[id, id + 1], NOW)).await.unwrap();
        let bearer = rows.iter().find(|row| row.id == id).unwrap();
        let press = rows.iter().find(|row| row.id == id + 1).unwrap();
        assert_eq!(bearer.pressed.as_deref(), Some("dishes"));
        assert_eq!((press.text.as_str(), press.kind), ("Посуда", MessageKind::Callback));
        let answer: (i64,) = db.read(|tx| tx.one("select count(*) from outbox where kind = 'answer_callback' and payload like '%c1%'", params![])).await.unwrap();
        assert_eq!(answer.0, 1, "the press is confirmed to the messenger (T7)");
    }

    async fn a_block_is_noted_and_stops_writing(db: Db) {
        company(&db).await;
        arrive(&db, vec![said("7", "1", "привет")]).await;
        let person = Person { external_id: "7".into(), ..Person::default() };
        let blocked = |blocked| Inbound::Blocked { place: place("7"), person: person.clone(), blocked, at: NOW - if blocked { 20 } else { 10 } };
        arrive(&db, vec![blocked(true)]).await;
        let refused = db.write(|tx| send(tx, 1, &new_message("эй", "r"))).await.unwrap_err();
        assert!(matches!(refused, Error::Conflict { code: "client_unreachable", .. }), "{refused:?}");
        assert_eq!(counters(&db, 1).await.1, 1, "a block is not a word of the client");
        arrive(&db, vec![blocked(false)]).await;
        db.write(|tx| send(tx, 1, &new_message("эй", "r"))).await.unwrap();
    }

    async fn the_same_reference_is_the_same_message(db: Db) {
        company(&db).await;
        arrive(&db, vec![said("7", "1", "привет")]).await;
        let first = db.write(|tx| send(tx, 1, &new_message("ответ", "r1"))).await.unwrap();
        let again = db.write(|tx| send(tx, 1, &new_message("ответ", "r1"))).await.unwrap();
        assert_eq!((first.new, again.new, first.id), (true, false, again.id));
        let other = db.write(|tx| send(tx, 1, &new_message("другой ответ", "r1"))).await.unwrap_err();
        assert!(matches!(other, Error::Conflict { code: "client_ref_reused", .. }));
        let rows: (i64,) = db.read(|tx| tx.one("select count(*) from outbox", params![])).await.unwrap();
        assert_eq!(rows.0, 1);
    }

    async fn an_answer_stops_when_something_newer_came(db: Db) {
        company(&db).await;
        arrive(&db, vec![said("7", "1", "привет"), said("7", "2", "и ещё")]).await;
        let unseen = NewMessage { seen_n: Some(1), ..new_message("ответ", "r") };
        let refused = db.write(move |tx| send(tx, 1, &unseen)).await.unwrap_err();
        assert!(matches!(refused, Error::Conflict { code: "newer_message", .. }));
        assert_eq!(counters(&db, 1).await.0, 2, "a refused send takes no number");
        let seen = NewMessage { seen_n: Some(2), ..new_message("ответ", "r") };
        db.write(move |tx| send(tx, 1, &seen)).await.unwrap();
        assert_eq!(counters(&db, 1).await, (3, 2, 2, 3, None), "answered");
    }

    async fn states_only_move_forward(db: Db) {
        company(&db).await;
        arrive(&db, vec![said("7", "1", "привет")]).await;
        let id = db.write(|tx| send(tx, 1, &new_message("ответ", "r"))).await.unwrap().id;
        let failed = Step::Failed { code: "x".into(), text: String::new() };
        for (step, expected) in [(Step::Sending, "sending"), (Step::Sent, "sent"), (Step::Read, "read"), (Step::Delivered, "read"), (Step::Sending, "read"), (failed, "read")] {
            db.write(move |tx| apply_delivery(tx, 1, 1, id, &step)).await.unwrap();
            assert_eq!(state(&db, id).await, expected);
        }
    }

    async fn a_status_for_an_unknown_id_is_parked(db: Db) {
        company(&db).await;
        arrive(&db, vec![said("7", "1", "привет")]).await;
        let id = db.write(|tx| send(tx, 1, &new_message("ответ", "r"))).await.unwrap().id;
        arrive(&db, vec![Inbound::Delivery { place: place("7"), external_id: "99".into(), change: Change::Read, at: NOW }]).await;
        assert_eq!(state(&db, id).await, "queued");
        db.write(move |tx| {
            tx.execute("insert into message_parts (channel, chat, external_id, message, client, part) values (1, '7', '99', $1, 1, 0)", params![id])?;
            unpark(tx, &channel(), "7", "99", NOW)
        }).await.unwrap();
        assert_eq!(state(&db, id).await, "read");
    }

    async fn a_deleted_message_leaves_no_words(db: Db) {
        company(&db).await;
        arrive(&db, vec![said("7", "1", "привет")]).await;
        let id = db.write(|tx| send(tx, 1, &new_message("тайна", "r"))).await.unwrap().id;
        db.write(move |tx| remove(tx, 1, 1, id, NOW)).await.unwrap();
        let shown = db.read(move |tx| load(tx, 1, &[id], NOW)).await.unwrap().remove(0);
        assert_eq!((shown.text.as_str(), shown.deleted_at), ("", Some(NOW)));
        let left: (i64,) = db.read(|tx| tx.one("select count(*) from messages where text like '%тайна%'", params![])).await.unwrap();
        let open: (i64,) = db.read(|tx| tx.one("select count(*) from outbox where state = 'queued' and kind = 'text'", params![])).await.unwrap();
        assert_eq!((left.0, open.0), (0, 0));
    }

    async fn pages_meet_without_gap_or_double(db: Db) {
        company(&db).await;
        // Two messages share their time: the number decides.
        arrive(&db, (1..=9).map(|k| said("7", &k.to_string(), &k.to_string())).collect()).await;
        let newest = db.read(|tx| page(tx, 1, Page::Newest, 4, NOW)).await.unwrap();
        let first = newest.0.first().map(|row| (row.sent_at, row.n)).unwrap();
        let older = db.read(move |tx| page(tx, 1, Page::Before(first.0, first.1), 4, NOW)).await.unwrap();
        let end = older.0.last().map(|row| (row.sent_at, row.n)).unwrap();
        let newer = db.read(move |tx| page(tx, 1, Page::After(end.0, end.1), 10, NOW)).await.unwrap();
        let n = |rows: &[Message]| rows.iter().map(|row| row.n).collect::<Vec<_>>();
        assert_eq!((n(&newest.0), newest.1), (vec![6, 7, 8, 9], true));
        assert_eq!((n(&older.0), older.1), (vec![2, 3, 4, 5], true));
        assert_eq!((n(&newer.0), newer.1), (vec![6, 7, 8, 9], false));
    }
}
