//! What is found: sixty questions with their answers, the same on both engines, and what must not be found.

use beseda_base::both;
use beseda_base::db::{Db, params};
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use super::{index, start_over};
use crate::migrations::ALL;
use crate::testing::User;
use crate::testing::talk::{Talk, telegram};

/// What clients have written, by a letter.
const SAID: [(char, &str); 24] = [
    ('a', "Здравствуйте! Сколько стоит доставка в Казань?"),
    ('b', "Хочу заказать шесть тарелок с матовой глазурью"),
    ('c', "Заказы привезли вовремя, спасибо!"),
    ('d', "Подскажите, ёлочные игрушки ещё есть?"),
    ('e', "Мой заказ № 1023 до сих пор не доставлен"),
    ('f', "Оплатил картой, чек пришлите на anna@example.com"),
    ('g', "Можно вернуть деньги за бракованную кружку?"),
    ('h', "Кружки разбились при перевозке, фото прилагаю"),
    ('i', "Is my order ready? I ordered two cups"),
    ('j', "Oplata po karte ne prohodit"),
    ('k', "Скидка на второй набор будет?"),
    ('l', "Хочу набор без скидки, но с подарочной упаковкой"),
    ('m', "Глазурь матовая или глянцевая?"),
    ('n', "Когда будет мастер-класс по лепке для детей?"),
    ('o', "Дети в восторге от лепки!"),
    ('p', "cпасибо за быстрый ответ"),
    ('q', "Телефон для связи: +7 912 345-67-89"),
    ('r', "Работаете ли вы в воскресенье? Я работаю до шести"),
    ('s', "Артикул AB-77 есть в наличии?"),
    ('t', "Отмените, пожалуйста, бронирование на субботу"),
    ('u', "Хотелось бы изменить адрес доставки"),
    ('v', "Жду подтверждения оплаты уже третий день"),
    ('w', "Мастера у вас отличные, мастерская уютная"),
    ('x', "Нужен счёт для юридического лица"),
];

/// What is asked, and the letters of what is found.
const ASKED: [(&str, &str); 64] = [
    // Forms of a word.
    ("доставка", "au"),
    ("доставки", "au"),
    ("доставку", "au"),
    ("доставкой", "au"),
    ("тарелка", "b"),
    ("тарелки", "b"),
    ("глазури", "bm"),
    ("глазурь", "bm"),
    ("матовая глазурь", "bm"),
    ("матовую глазурь", "bm"),
    ("заказ", "ce"),
    ("заказов", "ce"),
    ("заказу", "ce"),
    ("кружка", "gh"),
    ("кружками", "gh"),
    ("игрушка", "d"),
    ("скидка", "kl"),
    ("скидку", "kl"),
    ("набора", "kl"),
    ("упаковка подарочная", "l"),
    ("оплаты", "fv"),
    ("работать", "r"),
    ("работаю", "r"),
    ("воскресенья", "r"),
    ("бронирования", "t"),
    ("суббота", "t"),
    ("адреса", "u"),
    ("лепка", "no"),
    ("лепкой", "no"),
    ("дети", "no"),
    ("мастерская", "w"),
    ("подтверждение", "v"),
    ("юридическое лицо", "x"),
    ("ordered", "i"),
    ("orders", "i"),
    ("cup", "i"),
    // Case and ё.
    ("КАЗАНЬ", "a"),
    ("казань", "a"),
    ("елочные", "d"),
    ("ёлочная", "d"),
    ("счет", "x"),
    ("СЧЁТ", "x"),
    // The other layout.
    ("ljcnfdrf", "au"),
    ("LJCNFDRF", "au"),
    ("ukfpehm", "bm"),
    (";tkfk", ""),
    ("crblrf", "kl"),
    ("щквук", "i"),
    // Letters that look alike: the first ones here are Latin.
    ("cкидка", "kl"),
    ("дocтавка", "au"),
    ("спасибо", "cp"),
    ("cпасибо", "cp"),
    ("АB-77", "s"),
    // Numbers, marks, several words.
    ("1023", "e"),
    ("№1023", "e"),
    ("заказ 1023", "e"),
    ("345", "q"),
    ("example", "f"),
    ("доставка тарелок", ""),
    ("набор -скидка", ""),
    ("доставка -казань", "u"),
    // Phrases.
    ("«второй набор»", "k"),
    ("\"набор второй\"", ""),
    // The beginning of a word that nobody has written.
    ("перевоз", "h"),
];

impl Talk {
    /// The corpus, each by a client of his own; message ids by letter.
    async fn said(&self) -> Vec<(char, i64)> {
        let mut ids = Vec::new();
        for (letter, text) in SAID {
            let client = self.writes(&format!("1{}", letter as u32), text).await;
            ids.push((letter, self.newest(client).await));
        }
        ids
    }

    async fn newest(&self, client: i64) -> i64 {
        self.app
            .inbox
            .db
            .read(move |tx| tx.one("select max(id) from messages where client = $1", params![client]))
            .await
            .unwrap()
    }
}

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

async fn search(user: &User, text: &str, more: &str) -> Value {
    user.get(&format!("/api/v1/search?q={}{more}", encoded(text))).await.gives(200)
}

fn ids(found: &Value) -> Vec<i64> {
    found["items"].as_array().unwrap().iter().map(|item| item["message_id"].as_i64().unwrap()).collect()
}

both! { ALL;
    async fn people_find_what_they_mean(db: Db) {
        let talk = Talk::new(db).await;
        let said = talk.said().await;
        let mut wrong = Vec::new();
        for (asked, expected) in ASKED {
            let found = ids(&search(&talk.owner, asked, "&limit=50").await);
            let mut letters: Vec<char> =
                found.iter().filter_map(|id| said.iter().find(|(_, known)| known == id).map(|said| said.0)).collect();
            letters.sort_unstable();
            let letters: String = letters.into_iter().collect();
            if letters != expected {
                wrong.push(format!("{asked}: {letters} instead of {expected}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    async fn an_exact_word_has_no_other_forms(db: Db) {
        let talk = Talk::new(db).await;
        let said = talk.said().await;
        let found = ids(&search(&talk.owner, "глазурь", "&exact=true").await);
        assert_eq!(found, [said.iter().find(|said| said.0 == 'm').unwrap().1]);
    }

    async fn hits_say_what_to_mark(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("1", "🙂 Доставка и доставки").await;
        let found = search(&talk.owner, "доставку", "").await;
        let hit = &found["items"][0];
        assert_eq!((&hit["client_id"], &hit["kind"], &hit["author_kind"]), (&json!(client), &json!("in"), &json!("client")));
        // The smile has two UTF-16 units.
        assert_eq!(hit["marks"], json!([{ "offset": 3, "length": 8 }, { "offset": 14, "length": 8 }]));
        assert_eq!(found["forms"], json!(["доставка", "доставки"]));
        assert_eq!(found["clients"][0]["client_id"], client);
        assert_eq!(found["matching"], json!({ "count": 1, "more": false }));
        let long = format!("{}доставка{}", "слово ".repeat(100), " конец".repeat(100));
        talk.writes("1", &long).await;
        let hit = search(&talk.owner, "доставка", "").await["items"][0].clone();
        let (text, mark) = (hit["snippet"].as_str().unwrap().to_owned(), hit["marks"][0].clone());
        let units: Vec<u16> = text.encode_utf16().skip(mark["offset"].as_u64().unwrap() as usize).take(8).collect();
        assert_eq!(String::from_utf16(&units).unwrap(), "доставка");
        assert!(text.starts_with('…') && text.ends_with('…') && text.chars().count() < 250, "{text}");
    }

    async fn who_may_not_see_a_dialog_finds_nothing_of_it(db: Db) {
        let talk = Talk::new(db).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let neighbour = talk.app.neighbour("nina").await;
        let client = talk.writes("1", "доставка").await;
        talk.give(&olga, client, Some(&olga)).await;
        let count = async |user: &User| search(user, "доставка", "").await["matching"]["count"].as_i64().unwrap();
        assert_eq!((count(&talk.owner).await, count(&olga).await), (1, 1));
        assert_eq!((count(&boris).await, count(&neighbour).await), (0, 0));
        let path = format!("/api/v1/dialogs/{client}/search?q={}", encoded("доставка"));
        assert_eq!((boris.get(&path).await.status, neighbour.get(&path).await.status), (404, 404));
        assert_eq!(talk.app.stranger().get("/api/v1/search?q=a").await.status, 401);
    }

    async fn what_is_changed_or_deleted_is_found_by_what_it_is_now(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("1", "здравствуйте").await;
        let sent = talk.answers(&talk.owner, client, "привезём завтра").await;
        let comment = json!({ "text": "любит зелёное", "client_ref": "c" });
        let comment = talk.owner.post(&format!("/api/v1/dialogs/{client}/comments")).json(comment).await.gives(201);
        let count = async |text: &str, more: &str| search(&talk.owner, text, more).await["matching"]["count"].as_i64().unwrap();
        assert_eq!((count("завтра", "").await, count("завтра", "&place=comments").await), (1, 0));
        assert_eq!((count("зелёный", "").await, count("зелёный", "&place=comments").await), (0, 1));
        let path = format!("/api/v1/dialogs/{client}/comments/{}", comment["id"]);
        talk.owner.patch(&path).json(json!({ "text": "любит синее" })).await.gives(200);
        assert_eq!((count("зелёный", "&place=comments").await, count("синий", "&place=comments").await), (0, 1));
        assert_eq!(talk.owner.delete(&path).await.status, 204);
        assert_eq!(count("синий", "&place=comments").await, 0);
        talk.owner.post(&format!("{path}/restore")).await.gives(200);
        assert_eq!(count("синий", "&place=comments").await, 1);
        assert_eq!(talk.owner.delete(&format!("/api/v1/dialogs/{client}/messages/{}", sent["id"])).await.status, 204);
        assert_eq!(count("завтра", "").await, 0);
        talk.owner.delete(&format!("/api/v1/clients/{client}")).await.gives(200);
        assert_eq!(count("здравствуйте", "").await, 0, "gone at once");
        talk.app.advance(10_000);
        assert_eq!(crate::clients::purge_due(&talk.app.inbox, &[]).await.unwrap(), 1);
        let words: i64 = db.read(|tx| tx.one("select count(*) from message_search", &[])).await.unwrap();
        assert_eq!(words, 0, "gone from the index");
    }

    async fn facets_count_with_the_others_applied(db: Db) {
        let talk = Talk::new(db).await;
        let other = telegram(&talk.app, talk.app.project, "second").await;
        let client = talk.writes("1", "доставка").await;
        talk.writes_to(other, "2", "доставка есть").await;
        talk.answers(&talk.owner, client, "доставка бесплатная").await;
        let found = search(&talk.owner, "доставка", "").await;
        let authors = json!([{ "author_kind": "client", "count": 2 }, { "author_kind": "employee", "count": 1 }]);
        assert_eq!(found["authors"], authors);
        assert_eq!(found["channels"], json!([{ "channel_id": talk.channel, "count": 2 }, { "channel_id": other, "count": 1 }]));
        let found = search(&talk.owner, "доставка", &format!("&authors=client&channels={}", talk.channel)).await;
        assert_eq!(found["matching"]["count"], 1);
        assert_eq!(found["authors"], json!([{ "author_kind": "client", "count": 1 }, { "author_kind": "employee", "count": 1 }]));
        assert_eq!(found["channels"], json!([{ "channel_id": talk.channel, "count": 1 }, { "channel_id": other, "count": 1 }]));
        talk.owner.get("/api/v1/search?q=a&authors=nobody").await.complains("authors", "unknown");
        talk.owner.get("/api/v1/search?q=a&channels=x").await.complains("channels", "bad_value");
        talk.owner.get(&format!("/api/v1/search?q={}", "a".repeat(201))).await.complains("q", "too_long");
    }

    async fn time_narrows_what_is_found(db: Db) {
        let talk = Talk::new(db).await;
        let start = talk.app.inbox.clock.now();
        talk.writes("1", "доставка").await;
        talk.app.advance(10 * 86_400_000);
        let middle = talk.app.inbox.clock.now();
        talk.writes("2", "доставка").await;
        let count = async |more: String| search(&talk.owner, "доставка", &more).await["matching"]["count"].as_i64().unwrap();
        assert_eq!(count(format!("&from={start}")).await, 2);
        assert_eq!(count(format!("&from={}", start + 1)).await, 1);
        assert_eq!(count(format!("&from={start}&to={middle}")).await, 1);
        assert_eq!(count(format!("&to={start}")).await, 0);
        assert_eq!(count(format!("&from={middle}")).await, 1);
    }

    async fn pages_follow_each_other(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes_at_once("1", &["доставка"; 30]).await;
        let first = search(&talk.owner, "доставка", "&limit=20").await;
        assert_eq!(first["matching"]["count"], 30);
        let cursor = first["next"].as_str().unwrap();
        let second = search(&talk.owner, "доставка", &format!("&limit=20&cursor={cursor}")).await;
        let mut all = ids(&first);
        all.extend(ids(&second));
        assert_eq!((all.len(), all.is_sorted_by(|a, b| a > b), &second["next"]), (30, true, &json!(null)));
        let path = format!("/api/v1/dialogs/{client}/search?q={}&limit=20", encoded("доставку"));
        let first = talk.owner.get(&path).await.gives(200);
        let second = talk.owner.get(&format!("{path}&cursor={}", first["next"].as_str().unwrap())).await.gives(200);
        let mut in_dialog = ids(&first);
        in_dialog.extend(ids(&second));
        assert_eq!((in_dialog, &first["matching"]["count"]), (all, &json!(30)));
        assert_eq!(first["items"][0]["marks"], json!([{ "offset": 0, "length": 8 }]));
    }

    async fn messages_from_before_the_index_are_taken_in(db: Db) {
        let talk = Talk::new(db.clone()).await;
        talk.writes_at_once("1", &["доставка"; 3]).await;
        db.write(|tx| {
            tx.execute("delete from message_search where rowid > 0", &[])?;
            start_over(tx)
        }).await.unwrap();
        let count = async || search(&talk.owner, "доставка", "").await["matching"]["count"].as_i64().unwrap();
        assert_eq!(count().await, 0);
        assert_eq!(db.write(index::catch_up).await.unwrap(), 3);
        assert_eq!(db.write(index::catch_up).await.unwrap(), 0);
        assert_eq!(count().await, 3);
    }

    async fn a_rare_part_of_a_name_is_found_behind_thousands(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let (project, channel) = (talk.app.project, talk.channel);
        db.write(move |tx| {
            tx.execute(
                "with recursive given(i) as (select cast(1 as bigint) union all select i + 1 from given where i < 6000)
                 insert into clients (project, channel, external_id, name, search, created_at, active_at)
                 select cast($1 as bigint), cast($2 as bigint), 'x' || cast(i as text),
                   case when i = 3 then 'Ёрш' else 'Карась' end, case when i = 3 then 'ерш' else 'карась' end, 1, i from given",
                params![project, channel],
            )
        }).await.unwrap();
        let names = async |q: &str| {
            let filter = encoded(&json!({ "q": q }).to_string());
            let page = talk.owner.get(&format!("/api/v1/dialogs?filter={filter}")).await.gives(200);
            let names = page["items"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned());
            (names.collect::<Vec<_>>(), page["next"].is_null())
        };
        assert_eq!(names("Ёрш").await, (vec!["Ёрш".to_owned()], true));
        assert_eq!(names("щука").await, (Vec::new(), true), "nobody, and surely so");
        assert_eq!(names("рас").await.0.len(), 50);
        db.write(move |tx| tx.execute("update clients set search = 'судак', name = 'Судак' where search = 'ерш'", &[])).await.unwrap();
        assert_eq!((names("ерш").await.0.len(), names("судак").await.0.len()), (0, 1));
        db.write(move |tx| tx.execute("delete from clients where search = 'судак'", &[])).await.unwrap();
        assert_eq!(names("судак").await.0.len(), 0);
    }
}
