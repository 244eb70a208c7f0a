//! The list as each person sees it, and what is unread for whom.

mod answering;
mod marks;
mod saved;
mod settings;

use std::collections::HashSet;

use beseda_base::both;
use beseda_base::db::{Db, params, values};
use serde_json::{Value, json};

use crate::migrations::ALL;
use crate::testing::User;
use crate::testing::talk::{Talk, telegram};

const TABS: [&str; 5] = ["all", "unanswered", "mine", "free", "others"];

impl Talk {
    async fn list(&self, user: &User, query: &str) -> Value {
        user.get(&format!("/api/v1/dialogs?{query}")).await.gives(200)
    }

    /// The clients of a page, in its order.
    async fn ids(&self, user: &User, query: &str) -> Vec<i64> {
        ids(&self.list(user, query).await)
    }

    async fn counts(&self, user: &User) -> Value {
        user.get("/api/v1/dialogs/counts").await.gives(200)
    }

    async fn unread(&self, user: &User, client: i64) -> i64 {
        unread(&self.dialog(user, client).await, user)
    }

    async fn sees(&self, user: &User, client: i64, in_count: i64) {
        let seen = json!({ "in_count": in_count });
        assert_eq!(user.put(&format!("/api/v1/dialogs/{client}/seen")).json(seen).await.status, 204);
    }

    async fn pin(&self, client: i64) {
        self.owner.put(&format!("/api/v1/dialogs/{client}/pin")).await.gives(200);
    }
}

/// A filter as a part of a query.
pub(crate) fn filter(filter: &Value) -> String {
    url::form_urlencoded::Serializer::new(String::new()).append_pair("filter", &filter.to_string()).finish()
}

pub(crate) fn ids(page: &Value) -> Vec<i64> {
    page["items"].as_array().unwrap().iter().map(|row| row["client_id"].as_i64().unwrap()).collect()
}

/// The page's own rule, as the contract has it.
fn unread(row: &Value, me: &User) -> i64 {
    let number = |name: &str| row[name].as_i64().unwrap();
    if row["blocked"] == true {
        0
    } else if row["responsible_id"] == me.id {
        number("in_count") - number("responsible_seen_in")
    } else if row["responsible_id"].is_null() && row["unanswered"] == true {
        number("in_count") - number("answered_in").max(number("my_seen_in"))
    } else {
        0
    }
}

fn sorted(mut ids: Vec<i64>) -> Vec<i64> {
    ids.sort_unstable();
    ids
}

both! { ALL;
    async fn tabs_show_what_their_names_say_to_whom_it_concerns(db: Db) {
        let talk = Talk::new(db).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let mut all = Vec::new();
        for chat in 1..=6 {
            all.push(talk.writes(&chat.to_string(), "привет").await);
        }
        let [free, free_answered, hers, hers_answered, his, his_answered] = all[..] else { unreachable!() };
        talk.give(&olga, hers, Some(&olga)).await;
        talk.give(&talk.owner, hers_answered, Some(&olga)).await;
        talk.give(&boris, his, Some(&boris)).await;
        talk.give(&boris, his_answered, Some(&boris)).await;
        for client in [free_answered, hers_answered, his_answered] {
            talk.answers(&talk.owner, client, "ответ").await;
        }
        let others = [hers, hers_answered, his, his_answered];
        for (user, tab, expected) in [
            (&talk.owner, "all", &all[..]),
            (&talk.owner, "unanswered", &[free, hers, his]),
            (&talk.owner, "mine", &[]),
            (&talk.owner, "free", &[free, free_answered]),
            (&talk.owner, "others", &others),
            (&olga, "all", &[free, free_answered, hers, hers_answered]),
            (&olga, "unanswered", &[free, hers]),
            (&olga, "mine", &[hers, hers_answered]),
            (&olga, "free", &[free, free_answered]),
            (&olga, "others", &[]),
        ] {
            assert_eq!(sorted(talk.ids(user, &format!("tab={tab}")).await), sorted(expected.to_vec()), "{tab} of {}", user.id);
            let count = talk.counts(user).await[tab].clone();
            assert_eq!(count, json!({ "count": expected.len(), "more": false }), "count of {tab} of {}", user.id);
        }
        olga.get(&format!("/api/v1/dialogs/{his}")).await.fails(404, "not_found");
        olga.get(&format!("/api/v1/dialogs/{his}/messages")).await.fails(404, "not_found");
        olga.get(&format!("/api/v1/clients/{his}")).await.fails(404, "not_found");
    }

    async fn pages_meet_without_gap_or_double(db: Db) {
        let talk = Talk::new(db).await;
        let olga = talk.app.operator("olga").await;
        let mut all = Vec::new();
        for chat in 1..=23 {
            // Three of them at the same moment: the id decides.
            if chat % 3 == 0 {
                talk.app.advance(1_000);
            }
            let client = talk.writes(&chat.to_string(), "привет").await;
            if chat % 2 == 0 {
                talk.give(&olga, client, Some(&olga)).await;
            }
            all.push(client);
        }
        for client in [all[2], all[11], all[20]] {
            talk.pin(client).await;
        }
        for (user, tab) in TABS.iter().flat_map(|tab| [(&talk.owner, tab), (&olga, tab)]) {
            let whole = talk.ids(user, &format!("tab={tab}&limit=100")).await;
            let mut pages = Vec::new();
            let mut cursor = String::new();
            loop {
                let page = talk.list(user, &format!("tab={tab}&limit=4{cursor}")).await;
                pages.extend(ids(&page));
                match page["next"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            assert_eq!(pages, whole, "{tab}");
            assert_eq!(pages.iter().collect::<HashSet<_>>().len(), pages.len());
        }
        let whole = talk.ids(&talk.owner, "limit=100").await;
        assert_eq!(whole[..3], [all[20], all[11], all[2]], "pinned ones stand first");
        let rest: Vec<i64> = all.iter().rev().copied().filter(|id| !whole[..3].contains(id)).collect();
        assert_eq!(whole[3..], rest[..], "then by the last activity");
    }

    async fn counts_are_exact_up_to_999(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let (project, channel) = (talk.app.project, talk.channel);
        let make = |from: i64, to: i64| {
            let db = db.clone();
            async move {
                db.write(move |tx| {
                    let rows: Vec<_> = (from..=to).map(|k| values![project, channel, k.to_string(), "Имя", "имя", 1_i64, 1_i64, 1_i64, 1_i64]).collect();
                    tx.execute_rows(
                        "insert into clients (project, channel, external_id, name, search, created_at, active_at, in_count, unanswered_since)
                         values {rows:bigint,bigint,text,text,text,bigint,bigint,bigint,bigint}",
                        &[],
                        &rows,
                    )
                }).await.unwrap();
            }
        };
        make(1, 500).await;
        make(501, 999).await;
        let exact = json!({ "count": 999, "more": false });
        let counts = talk.counts(&talk.owner).await;
        assert_eq!((&counts["all"], &counts["free"], &counts["unread_dialogs"]), (&exact, &exact, &exact));
        make(1000, 1003).await;
        let more = json!({ "count": 999, "more": true });
        let counts = talk.counts(&talk.owner).await;
        assert_eq!((&counts["all"], &counts["unanswered"], &counts["unread_dialogs"]), (&more, &more, &more));
        assert_eq!(counts["mine"], json!({ "count": 0, "more": false }));
    }

    async fn a_free_dialog_is_unread_for_everybody_who_has_not_seen_it(db: Db) {
        let talk = Talk::new(db).await;
        let olga = talk.app.operator("olga").await;
        let client = talk.writes("7", "раз").await;
        talk.writes("7", "два").await;
        assert_eq!((talk.unread(&talk.owner, client).await, talk.unread(&olga, client).await), (2, 2));
        talk.sees(&olga, client, 1).await;
        assert_eq!((talk.unread(&talk.owner, client).await, talk.unread(&olga, client).await), (2, 1));
        talk.sees(&olga, client, 99).await;
        assert_eq!(talk.unread(&olga, client).await, 0, "more than there is counts as all of it");
        talk.sees(&olga, client, 1).await;
        assert_eq!(talk.unread(&olga, client).await, 0, "what was seen stays seen");
        let counts = |counts: Value| counts["unread_dialogs"]["count"].as_i64().unwrap();
        assert_eq!((counts(talk.counts(&talk.owner).await), counts(talk.counts(&olga).await)), (1, 0));
        talk.writes("7", "три").await;
        assert_eq!((talk.unread(&talk.owner, client).await, talk.unread(&olga, client).await), (3, 1));
        talk.answers(&olga, client, "ответ").await;
        assert_eq!((talk.unread(&talk.owner, client).await, talk.unread(&olga, client).await), (0, 0), "answered is read");
        talk.writes("7", "четыре").await;
        assert_eq!((talk.unread(&talk.owner, client).await, talk.unread(&olga, client).await), (1, 1));
    }

    async fn an_own_dialog_is_unread_for_its_responsible_alone(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let olga = talk.app.operator("olga").await;
        let client = talk.writes("7", "раз").await;
        talk.give(&olga, client, Some(&olga)).await;
        assert_eq!(talk.unread(&olga, client).await, 0, "who takes a dialog has seen it");
        talk.writes("7", "два").await;
        assert_eq!((talk.unread(&talk.owner, client).await, talk.unread(&olga, client).await), (0, 1));
        talk.sees(&talk.owner, client, 2).await;
        assert_eq!(talk.unread(&olga, client).await, 1, "another's look changes nothing");
        // A colleague answers: for the responsible it stays unread until he looks.
        talk.answers(&talk.owner, client, "ответ").await;
        assert_eq!(talk.unread(&olga, client).await, 1);
        talk.sees(&olga, client, 2).await;
        assert_eq!(talk.unread(&olga, client).await, 0);
        talk.writes("7", "три").await;
        db.write(move |tx| tx.execute("update clients set blocked = true where id = $1", params![client])).await.unwrap();
        assert_eq!(talk.unread(&olga, client).await, 0, "who is blocked is not unread");
        assert_eq!(talk.counts(&olga).await["unread_dialogs"]["count"], 0);
    }

    async fn a_transfer_makes_unread_what_was_not_answered(db: Db) {
        let talk = Talk::new(db).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let client = talk.writes("7", "раз").await;
        talk.answers(&olga, client, "ответ").await;
        talk.writes("7", "два").await;
        talk.give(&olga, client, Some(&olga)).await;
        talk.writes("7", "три").await;
        let given = talk.give(&olga, client, Some(&boris)).await;
        assert_eq!(given["responsible_id"], boris.id);
        assert_eq!(talk.unread(&boris, client).await, 2, "all since the last answer");
        olga.get(&format!("/api/v1/dialogs/{client}")).await.fails(404, "not_found");
        olga.put(&format!("/api/v1/dialogs/{client}/responsible")).json(json!({ "employee_id": olga.id })).await.fails(404, "not_found");
        talk.give(&boris, client, None).await;
        assert_eq!((talk.unread(&olga, client).await, talk.unread(&talk.owner, client).await), (2, 2), "free again");
        let notes = talk.owner.get(&format!("/api/v1/dialogs/{client}/messages")).await.gives(200);
        let codes: Vec<&str> = notes["items"].as_array().unwrap().iter().filter_map(|row| row["note"]["code"].as_str()).collect();
        assert_eq!(codes, ["taken", "transferred", "released"]);
        let nina = talk.app.neighbour("nina").await;
        let path = format!("/api/v1/dialogs/{client}/responsible");
        talk.owner.put(&path).json(json!({ "employee_id": nina.id })).await.complains("employee_id", "unknown");
    }

    async fn no_answer_needed_clears_the_mark_until_the_next_word(db: Db) {
        let talk = Talk::new(db).await;
        let olga = talk.app.operator("olga").await;
        let client = talk.writes("7", "спасибо").await;
        let path = format!("/api/v1/dialogs/{client}/answer-not-needed");
        let row = olga.put(&path).await.gives(200);
        assert_eq!((&row["unanswered"], &row["unanswered_since"]), (&json!(false), &Value::Null));
        assert_eq!((talk.unread(&talk.owner, client).await, talk.counts(&talk.owner).await["unanswered"]["count"].clone()), (0, json!(0)));
        olga.put(&path).await.gives(200);
        talk.writes("7", "и ещё").await;
        let row = talk.dialog(&olga, client).await;
        assert_eq!((&row["unanswered"], unread(&row, &olga)), (&json!(true), 1));
    }

    async fn a_search_knows_case_and_yo_id_and_phone(db: Db) {
        let talk = Talk::new(db).await;
        let (anna, boris) = (talk.writes("700700", "привет").await, talk.writes("8", "привет").await);
        for (client, name) in [(anna, "Алёна Ёжикова"), (boris, "Борис")] {
            talk.owner.patch(&format!("/api/v1/clients/{client}")).json(json!({ "name": name })).await.gives(200);
        }
        let phone = json!({ "kind": "phone", "value": "+79161234567" });
        talk.owner.post(&format!("/api/v1/clients/{boris}/contacts")).json(phone).await.gives(201);
        let found = async |q: &str| sorted(talk.ids(&talk.owner, &filter(&json!({ "q": q }))).await);
        for q in ["ален", "АЛЁН", "ежик", "700700"] {
            assert_eq!(found(q).await, [anna], "{q}");
        }
        assert_eq!(found("9161234").await, [boris]);
        assert_eq!(found("бор").await, [boris]);
        assert!(found(&format!("#{anna}")).await.contains(&anna));
        assert_eq!(found("nobody").await, [0_i64; 0]);
        assert_eq!(found(" ").await, sorted(vec![anna, boris]), "nothing to look for is no filter");
        let long = "x".repeat(101);
        let long = filter(&json!({ "q": long }));
        talk.owner.get(&format!("/api/v1/dialogs?{long}")).await.complains("q", "too_long");
    }

    async fn a_channel_can_be_picked_out(db: Db) {
        let talk = Talk::new(db).await;
        let other = telegram(&talk.app, talk.app.project, "second").await;
        let mut there = Vec::new();
        for chat in 1..=5 {
            talk.writes(&chat.to_string(), "привет").await;
            there.push(talk.writes_to(other, &chat.to_string(), "привет").await);
        }
        let only = filter(&json!({ "channel_ids": [other] }));
        let first = talk.list(&talk.owner, &format!("{only}&limit=3")).await;
        let next = first["next"].as_str().unwrap();
        let mut all = ids(&first);
        all.extend(talk.ids(&talk.owner, &format!("{only}&limit=3&cursor={next}")).await);
        assert_eq!(sorted(all), there);
        assert_eq!(talk.ids(&talk.owner, &filter(&json!({ "channel_ids": [999_999] }))).await, [0_i64; 0]);
    }

    async fn garbage_is_refused_by_field(db: Db) {
        let talk = Talk::new(db).await;
        for cursor in ["garbage", "1", "1.x", ".", "99999999999999999999.1"] {
            talk.owner.get(&format!("/api/v1/dialogs?cursor={cursor}")).await.complains("cursor", "bad_value");
        }
        assert_eq!(talk.owner.get("/api/v1/dialogs?tab=nonsense").await.status, 422);
        let client = talk.writes("7", "привет").await;
        for name in ["before", "after"] {
            let path = format!("/api/v1/dialogs/{client}/messages?{name}=garbage");
            talk.owner.get(&path).await.complains(name, "bad_value");
        }
    }

    async fn at_most_a_hundred_dialogs_are_pinned(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let mut all = Vec::new();
        for chat in 1..=101 {
            all.push(talk.writes(&chat.to_string(), "привет").await);
        }
        let hundred = all[..100].to_vec();
        db.write(move |tx| {
            let rows: Vec<_> = hundred.iter().map(|id| values![*id]).collect();
            tx.execute_rows("update clients set pinned_at = 1 where id in (values {rows:bigint})", &[], &rows)
        }).await.unwrap();
        talk.owner.put(&format!("/api/v1/dialogs/{}/pin", all[100])).await.fails(409, "conflict");
        talk.owner.put(&format!("/api/v1/dialogs/{}/pin", all[0])).await.gives(200);
        assert_eq!(talk.ids(&talk.owner, "limit=1").await.len(), 101, "all pinned ones and a page of the rest");
    }
}
