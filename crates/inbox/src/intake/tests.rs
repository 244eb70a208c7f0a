//! What comes in becomes messages: once, in order, and nothing broken stays hidden.

use beseda_base::both;
use beseda_base::db::{Db, params};
use beseda_base::error::Result;
use beseda_messengers::{Item, Kind};
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::process::bury_parked;
use super::{drain, keep};
use crate::migrations::ALL;
use crate::testing::NOW;
use crate::testing::talk::Talk;

/// A private message as Telegram tells it.
fn update(number: i64, chat: i64, text: &str) -> Value {
    json!({ "update_id": number, "message": message(number, chat, text) })
}

fn message(id: i64, chat: i64, text: &str) -> Value {
    json!({
        "message_id": id, "date": NOW / 1000 - 100, "text": text,
        "chat": { "id": chat, "type": "private", "first_name": "Анна" },
        "from": { "id": chat, "is_bot": false, "first_name": "Анна" },
    })
}

fn items(updates: &[Value]) -> Vec<Item> {
    updates.iter().flat_map(|update| Kind::Telegram.split(update.to_string().as_bytes())).collect()
}

impl Talk {
    async fn comes(&self, updates: &[Value]) -> usize {
        keep(&self.app.inbox, self.channel, items(updates)).await.unwrap()
    }

    async fn comes_as(&self, delivery: Vec<Item>) -> Result<usize> {
        keep(&self.app.inbox, self.channel, delivery).await
    }

    async fn drained(&self) -> usize {
        drain(&self.app.inbox).await.unwrap()
    }

    /// (chat, text) in the order of the dialogs.
    async fn stored(&self) -> Vec<(String, String)> {
        let sql = "select c.external_id, m.text from messages m join clients c on c.id = m.client order by c.external_id, m.n";
        self.app.inbox.db.read(move |tx| tx.query(sql, &[])).await.unwrap()
    }

    async fn states(&self) -> Vec<i64> {
        let rows: Vec<(i64,)> =
            self.app.inbox.db.read(|tx| tx.query("select state from raw_events order by id", &[])).await.unwrap();
        rows.into_iter().map(|row| row.0).collect()
    }

    async fn dead_letters(&self) -> Vec<Value> {
        let page = self.owner.get(&format!("/api/v1/channels/{}/dead-letters", self.channel)).await.gives(200);
        page["items"].as_array().unwrap().clone()
    }
}

fn told(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(chat, text)| ((*chat).to_owned(), (*text).to_owned())).collect()
}

both! { ALL;
    async fn a_delivery_is_kept_once_and_becomes_one_message(db: Db) {
        let talk = Talk::new(db).await;
        assert_eq!(talk.comes(&[update(1, 7, "раз"), update(2, 7, "два")]).await, 2);
        assert_eq!(talk.states().await, [0, 0], "kept before anything is done with it");
        assert_eq!(talk.comes(&[update(2, 7, "два"), update(3, 7, "три")]).await, 1, "a repeated delivery is no error");
        assert_eq!(talk.drained().await, 3);
        assert_eq!(talk.stored().await, told(&[("7", "раз"), ("7", "два"), ("7", "три")]));
        assert_eq!(talk.comes(&[update(1, 7, "раз")]).await, 0);
        assert_eq!(talk.drained().await, 0);
        assert_eq!(talk.states().await, [1, 1, 1]);
    }

    async fn a_delivery_is_kept_whole_or_not_at_all(db: Db) {
        let talk = Talk::new(db).await;
        let mut broken = items(&[update(1, 7, "раз"), update(2, 7, "два")]);
        broken[1].thread_key = "\0".into();
        keep(&talk.app.inbox, talk.channel, broken).await.unwrap_err();
        assert_eq!(talk.states().await, [0_i64; 0]);
    }

    async fn what_comes_at_once_is_kept_in_few_commits(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let before = db.commits();
        let keeps = (1..=200).map(|number| talk.comes_as(items(&[update(number, number % 5, "раз")])));
        let kept = join_all(keeps).await;
        assert!(kept.into_iter().all(|one| one.unwrap() == 1));
        assert!(db.commits() - before < 100, "{} commits", db.commits() - before);
        assert_eq!(talk.states().await, [0; 200]);
        let again = join_all((1..=200).map(|number| talk.comes_as(items(&[update(number, number % 5, "раз")])))).await;
        assert!(again.into_iter().all(|one| one.unwrap() == 0), "repeated deliveries are no error and nothing new");
    }

    async fn a_delivery_that_is_refused_takes_no_other_with_it(db: Db) {
        let talk = Talk::new(db).await;
        let keeps = (1..=50).map(|number| {
            let mut delivery = items(&[update(number, 7, "раз")]);
            if number == 25 {
                delivery[0].thread_key = "\0".into();
            }
            talk.comes_as(delivery)
        });
        let kept: Vec<bool> = join_all(keeps).await.iter().map(Result::is_ok).collect();
        assert_eq!(kept.iter().position(|ok| !ok), Some(24));
        assert_eq!(kept.iter().filter(|ok| !**ok).count(), 1);
        assert_eq!(talk.states().await, [0; 49]);
    }

    async fn what_cannot_be_read_is_a_dead_letter_and_its_neighbours_live(db: Db) {
        let talk = Talk::new(db).await;
        let mut all = items(&[update(1, 7, "раз")]);
        all.extend(Kind::Telegram.split(b"{ not json"));
        all.extend(items(&[update(3, 7, "три")]));
        keep(&talk.app.inbox, talk.channel, all).await.unwrap();
        assert_eq!(talk.drained().await, 2);
        assert_eq!(talk.stored().await, told(&[("7", "раз"), ("7", "три")]));
        let dead = talk.dead_letters().await;
        assert_eq!(dead.len(), 1);
        assert_eq!(dead[0]["raw"], "{ not json");
        assert!(!dead[0]["reason"].as_str().unwrap().is_empty());
        let channel = talk.owner.get(&format!("/api/v1/channels/{}", talk.channel)).await.gives(200);
        assert_eq!(channel["dead_letters"], 1);
    }

    async fn a_replay_makes_one_message_and_no_second(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let all = Kind::Telegram.split(b"{ not json");
        keep(&talk.app.inbox, talk.channel, all).await.unwrap();
        talk.drained().await;
        let id = talk.dead_letters().await[0]["id"].as_i64().unwrap();
        let path = format!("/api/v1/channels/{}/dead-letters/{id}/replay", talk.channel);
        assert_eq!(talk.owner.post(&path).await.status, 204);
        assert_eq!(talk.drained().await, 0);
        assert_eq!(talk.dead_letters().await.len(), 1, "the cause is still there");
        let good = update(9, 7, "нашлось").to_string().into_bytes();
        db.write(move |tx| tx.execute("update raw_events set body = $2 where id = $1", params![id, good.clone()])).await.unwrap();
        assert_eq!(talk.owner.post(&path).await.status, 204);
        assert_eq!(talk.drained().await, 1);
        talk.owner.post(&path).await.fails(404, "not_found");
        // However it comes again: as a dead letter once more, with all others.
        db.write(move |tx| tx.execute("update raw_events set state = 2 where id = $1", params![id])).await.unwrap();
        let all = talk.owner.post(&format!("/api/v1/channels/{}/dead-letters/replay", talk.channel)).await.gives(202);
        assert_eq!(all["replayed"], 1);
        assert_eq!(talk.drained().await, 0);
        assert_eq!(talk.stored().await, told(&[("7", "нашлось")]));
        assert_eq!(talk.number("select count(*) from clients").await, 1);
    }

    async fn what_breaks_the_storing_holds_up_only_its_own_thread(db: Db) {
        let talk = Talk::new(db).await;
        talk.comes(&[update(1, 7, "до"), update(2, 7, "a\0b"), update(3, 7, "после"), update(4, 8, "другой")]).await;
        assert_eq!(talk.drained().await, 2);
        assert_eq!(talk.stored().await, told(&[("7", "до"), ("8", "другой")]), "what comes after the broken one waits");
        talk.comes(&[update(5, 8, "ещё"), update(6, 7, "последнее")]).await;
        assert_eq!(talk.drained().await, 1);
        let mut tries = 1;
        while talk.dead_letters().await.is_empty() {
            assert!(tries <= 5, "at most five tries");
            assert_eq!(talk.drained().await, 0, "not before its time");
            talk.app.advance(60_000);
            let made = talk.drained().await;
            tries += 1;
            assert_eq!(made, if tries < 5 { 0 } else { 2 }, "after try {tries}");
        }
        assert_eq!(tries, 5);
        assert_eq!(talk.stored().await, told(&[("7", "до"), ("7", "после"), ("7", "последнее"), ("8", "другой"), ("8", "ещё")]));
        assert_eq!(talk.dead_letters().await[0]["attempts"], 5);
    }

    async fn an_edit_before_its_message_waits_for_it(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let mut edited = message(5, 7, "исправлено");
        edited["edit_date"] = json!(NOW / 1000 - 50);
        talk.comes(&[json!({ "update_id": 1, "edited_message": edited.clone() })]).await;
        talk.drained().await;
        assert_eq!(talk.number("select count(*) from parked").await, 1);
        talk.app.advance(9 * 60 * 1000);
        let now = talk.app.inbox.clock.now();
        db.write(move |tx| bury_parked(tx, now)).await.unwrap();
        talk.comes(&[json!({ "update_id": 2, "message": message(5, 7, "исходное") })]).await;
        talk.drained().await;
        assert_eq!(talk.stored().await, told(&[("7", "исправлено")]));
        assert!(talk.dead_letters().await.is_empty());
    }

    async fn an_edit_whose_message_never_comes_is_a_dead_letter_after_ten_minutes(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let mut edited = message(5, 7, "исправлено");
        edited["edit_date"] = json!(NOW / 1000 - 50);
        talk.comes(&[json!({ "update_id": 1, "edited_message": edited })]).await;
        talk.drained().await;
        talk.app.advance(10 * 60 * 1000 + 1);
        let now = talk.app.inbox.clock.now();
        db.write(move |tx| bury_parked(tx, now)).await.unwrap();
        let dead = talk.dead_letters().await;
        assert_eq!((dead.len(), &dead[0]["reason"], &dead[0]["kind"]), (1, &json!("original_missing"), &json!("edited")));
        assert_eq!(talk.number("select count(*) from parked").await, 0);
        // The message came after all: the replay finds it.
        talk.comes(&[json!({ "update_id": 2, "message": message(5, 7, "исходное") })]).await;
        talk.drained().await;
        let id = dead[0]["id"].as_i64().unwrap();
        let answer = talk.owner.post(&format!("/api/v1/channels/{}/dead-letters/{id}/replay", talk.channel)).await;
        assert_eq!(answer.status, 204);
        talk.drained().await;
        assert_eq!(talk.stored().await, told(&[("7", "исправлено")]));
    }

    async fn groups_are_counted_and_not_shown(db: Db) {
        let talk = Talk::new(db).await;
        let mut group = update(1, -100, "в группе");
        group["message"]["chat"] = json!({ "id": -100, "type": "group", "title": "Гончары" });
        talk.comes(&[group, update(2, 7, "лично")]).await;
        assert_eq!(talk.drained().await, 1);
        assert_eq!(talk.states().await, [3, 1]);
        assert_eq!(talk.stored().await, told(&[("7", "лично")]));
        assert!(talk.dead_letters().await.is_empty());
    }

    async fn several_nodes_make_no_double_and_keep_the_order(db: Db) {
        let talk = Talk::new(db).await;
        let updates: Vec<Value> = (1..=240).map(|number| update(number, number % 4, &format!("{number:03}"))).collect();
        for part in updates.chunks(30) {
            talk.comes(part).await;
        }
        let node = || async {
            // As the loop does: what passes is tried again.
            while drain(&talk.app.inbox).await.is_err() {
                tokio::task::yield_now().await;
            }
        };
        tokio::join!(node(), node(), node());
        let mut expected: Vec<(String, String)> =
            (1..=240).map(|number| ((number % 4).to_string(), format!("{number:03}"))).collect();
        expected.sort();
        assert_eq!(talk.stored().await, expected);
        assert_eq!(talk.number("select count(*) from raw_events where state <> 1").await, 0);
    }

    async fn dead_letters_are_for_those_who_look_after_channels(db: Db) {
        let talk = Talk::new(db).await;
        keep(&talk.app.inbox, talk.channel, Kind::Telegram.split(b"{ not json")).await.unwrap();
        talk.drained().await;
        let path = format!("/api/v1/channels/{}/dead-letters", talk.channel);
        talk.app.editor("egor").await.get(&path).await.fails(403, "forbidden");
        talk.app.neighbour("nina").await.get(&path).await.fails(404, "not_found");
        let id = talk.dead_letters().await[0]["id"].as_i64().unwrap();
        talk.app.neighbour("nik").await.post(&format!("{path}/{id}/replay")).await.fails(404, "not_found");
        talk.app.neighbour("nadia").await.post(&format!("{path}/replay")).await.fails(404, "not_found");
        talk.owner.get(&format!("{path}?cursor=garbage")).await.fails(422, "invalid");
    }
}
