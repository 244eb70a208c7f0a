//! Locks are taken in one order by every batch (guarantee 4), so that none has to be run again because of another.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use beseda_base::both;
use beseda_base::db::Db;
use beseda_messengers::{Inbound, InboundMessage, Person};
use futures_util::future::join_all;

use super::{NOW, arrive, channel, company, place};
use crate::messages::{Arrival, receive};
use crate::migrations::ALL;

/// Batches at the same time, and people in each.
const BATCHES: i64 = 12;
const PEOPLE: i64 = 10;

fn says(person: i64, batch: i64, name: String) -> Inbound {
    let chat = person.to_string();
    Inbound::Message(Box::new(InboundMessage {
        place: place(&chat),
        person: Person { external_id: chat, name, ..Person::default() },
        external_id: format!("{batch}"),
        at: NOW,
        text: "т".into(),
        ..InboundMessage::default()
    }))
}

both! { ALL;
    async fn batches_about_the_same_people_wait_and_never_lock_each_other_up(db: Db) {
        company(&db).await;
        let first: Vec<Inbound> = (0..PEOPLE).map(|person| says(person, -1, "Имя".into())).collect();
        arrive(&db, first).await;
        let runs = Arc::new(AtomicUsize::new(0));
        let batches = (0..BATCHES).map(|batch| {
            // Everybody under another name, in another order, and a guest without one.
            let mut inbound: Vec<Inbound> = (0..PEOPLE)
                .map(|k| says((k * 3 + batch) % PEOPLE, batch, format!("Имя {batch}")))
                .collect();
            inbound.insert(usize::try_from(batch).unwrap() % 10, says(100 + batch, batch, String::new()));
            let (db, runs) = (db.clone(), runs.clone());
            async move {
                let arrivals = vec![Arrival::new(0, channel(), inbound)];
                let work = db.write(move |tx| {
                    runs.fetch_add(1, Ordering::SeqCst);
                    receive(tx, &arrivals, NOW)
                });
                work.await.unwrap().messages
            }
        });
        let made: usize = join_all(batches).await.into_iter().sum();
        assert_eq!(made as i64, BATCHES * (PEOPLE + 1));
        assert_eq!(runs.load(Ordering::SeqCst) as i64, BATCHES, "no batch had to be run again");
        let guests: Vec<(String,)> = db.read(|tx| tx.query("select name from clients where name like 'Гость%' order by length(name), name", &[])).await.unwrap();
        let expected: Vec<(String,)> = (1..=BATCHES).map(|number| (format!("Гость #{number}"),)).collect();
        assert_eq!(guests, expected);
    }
}
