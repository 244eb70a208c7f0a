//! Locks are taken in one order by every batch (guarantee 4), so that none has to be run again because of another.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use beseda_base::auth::{Role, Who};
use beseda_base::both;
use beseda_base::db::Db;
use beseda_messengers::{Inbound, InboundMessage, Person, Reaction};
use futures_util::future::join_all;

use super::{NOW, arrive, channel, company, place};
use crate::messages::reactions::react;
use crate::messages::{Arrival, Body, receive};
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

/// Each batch with another reaction.
fn likes(person: i64, batch: i64) -> Inbound {
    let chat = person.to_string();
    Inbound::Reacted {
        place: place(&chat),
        person: Person { external_id: chat, ..Person::default() },
        external_id: "-1".into(),
        reaction: Reaction(vec![batch.to_string()]),
        at: NOW,
    }
}

fn olga() -> Who {
    Who { employee: 1, project: 1, role: Role::Owner, rights: Role::Owner.rights(), session: 0 }
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

    async fn reactions_of_both_sides_at_once_are_both_kept(db: Db) {
        company(&db).await;
        arrive(&db, (0..PEOPLE).map(|person| says(person, -1, "Имя".into())).collect()).await;
        let runs = Arc::new(AtomicUsize::new(0));
        let theirs = (0..BATCHES).map(|batch| {
            let inbound = (0..PEOPLE).map(|k| likes((k * 3 + batch) % PEOPLE, batch)).collect();
            let (arrivals, runs) = (vec![Arrival::new(0, channel(), inbound)], runs.clone());
            db.write(move |tx| {
                runs.fetch_add(1, Ordering::SeqCst);
                receive(tx, &arrivals, NOW).map(drop)
            })
        });
        let messages: Vec<(i64, i64)> = db.read(|tx| tx.query("select client, id from messages", &[])).await.unwrap();
        let ours = messages.into_iter().map(|of| db.write(move |tx| react(tx, &olga(), of, Some("👍"), NOW)));
        let (theirs, ours) = futures_util::join!(join_all(theirs), join_all(ours));
        theirs.into_iter().chain(ours).for_each(|done| done.unwrap());
        assert_eq!(runs.load(Ordering::SeqCst) as i64, BATCHES, "no batch had to be run again");
        let bodies: Vec<String> = db.read(|tx| tx.query("select body from messages", &[])).await.unwrap();
        assert_eq!(bodies.len() as i64, PEOPLE);
        for body in bodies {
            let body = Body::from_column(Some(&body));
            assert_eq!((body.own_reaction.as_deref(), body.reactions.len()), (Some("👍"), 1));
        }
    }
}
