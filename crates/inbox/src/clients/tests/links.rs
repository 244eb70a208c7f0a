//! Linked dialogs: groups, who sees them, likely duplicates, personal links.

use beseda_base::both;
use beseda_base::db::{Db, params};
use beseda_messengers::Person;
use serde_json::{Value, json};

use super::super::deletion::purge_due;
use super::super::links::prune;
use super::super::tests::left;
use crate::intake;
use crate::migrations::ALL;
use crate::testing::User;
use crate::testing::talk::{Talk, telegram};

/// The main client and the others, as a card tells them.
fn group(card: &Value) -> (Option<i64>, Vec<i64>) {
    let others = card["linked"].as_array().unwrap().iter().map(|other| other["client_id"].as_i64().unwrap());
    let mut others: Vec<i64> = others.collect();
    others.sort_unstable();
    (card["main_client_id"].as_i64(), others)
}

impl Talk {
    async fn group_of(&self, user: &User, client: i64) -> (Option<i64>, Vec<i64>) {
        group(&user.get(&format!("/api/v1/clients/{client}")).await.gives(200))
    }

    async fn link(&self, client: i64, other: i64) -> Value {
        self.owner.put(&format!("/api/v1/clients/{client}/links/{other}")).await.gives(200)
    }

    /// Likely duplicates with what they have in common.
    async fn suggested(&self, user: &User, client: i64) -> Vec<(i64, String)> {
        let page = user.get(&format!("/api/v1/clients/{client}/duplicates")).await.gives(200);
        let one = |item: &Value| {
            let signs = item["signs"].as_array().unwrap().iter().map(|sign| sign.as_str().unwrap());
            (item["client_id"].as_i64().unwrap(), signs.collect::<Vec<_>>().join(" "))
        };
        page["items"].as_array().unwrap().iter().map(one).collect()
    }

    async fn people(&self, count: usize) -> Vec<i64> {
        let mut people = Vec::new();
        for number in 0..count {
            people.push(self.writes(&format!("p{number}"), "привет").await);
        }
        people
    }

    async fn changed_cards(&self) -> i64 {
        self.number("select count(*) from events where kind = 'client.changed'").await
    }
}

both! { ALL;
    async fn clients_are_linked_unlinked_and_one_is_the_main_one(db: Db) {
        let talk = Talk::new(db).await;
        let owner = &talk.owner;
        let [a, b, c, d] = talk.people(4).await[..] else { unreachable!() };
        assert_eq!(talk.group_of(owner, a).await, (None, vec![]));
        assert_eq!(group(&talk.link(b, a).await), (Some(b), vec![a]), "the one whose card it was");
        assert_eq!(talk.changed_cards().await, 2, "both cards are others now");
        talk.link(b, a).await;
        assert_eq!(talk.changed_cards().await, 2, "nothing new");
        talk.link(c, d).await;
        assert_eq!(group(&talk.link(a, d).await), (Some(b), vec![b, c, d]), "whole groups are linked");
        assert_eq!(talk.group_of(owner, d).await, (Some(b), vec![a, b, c]));
        owner.put(&format!("/api/v1/clients/{c}/main")).await.gives(200);
        assert_eq!(talk.group_of(owner, a).await, (Some(c), vec![b, c, d]));
        let left = owner.delete(&format!("/api/v1/clients/{a}/links/{c}")).await.gives(200);
        assert_eq!(group(&left), (Some(a), vec![b, d]), "without the main one the oldest is");
        assert_eq!(talk.group_of(owner, c).await, (None, vec![]));
        owner.delete(&format!("/api/v1/clients/{a}/links/{b}")).await.gives(200);
        owner.delete(&format!("/api/v1/clients/{a}/links/{d}")).await.gives(200);
        assert_eq!(talk.group_of(owner, a).await, (None, vec![]), "one alone is no group");
        assert_eq!(talk.number("select count(*) from linked_clients").await, 0);
        assert_eq!(owner.delete(&format!("/api/v1/clients/{a}/links/{d}")).await.status, 404);
        owner.put(&format!("/api/v1/clients/{a}/main")).await.fails(409, "not_linked");
        owner.put(&format!("/api/v1/clients/{a}/links/{a}")).await.complains("other_id", "bad_value");
        let audit = owner.get("/api/v1/audit").await.gives(200).to_string();
        assert!(["client.linked", "client.unlinked", "client.made_main"].iter().all(|action| audit.contains(action)), "{audit}");
    }

    async fn a_person_has_at_most_twenty_dialogs(db: Db) {
        let talk = Talk::new(db).await;
        let people = talk.people(21).await;
        for other in &people[1..20] {
            talk.link(people[0], *other).await;
        }
        let path = format!("/api/v1/clients/{}/links/{}", people[3], people[20]);
        talk.owner.put(&path).await.fails(409, "limit_reached");
        assert_eq!(talk.group_of(&talk.owner, people[7]).await.1.len(), 19);
    }

    async fn everyone_sees_and_links_only_those_he_may_see(db: Db) {
        let talk = Talk::new(db).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let [a, b, c] = talk.people(3).await[..] else { unreachable!() };
        talk.link(b, a).await;
        talk.link(b, c).await;
        talk.give(&talk.owner, b, Some(&boris)).await;
        assert_eq!(talk.group_of(&olga, a).await, (None, vec![c]), "the main one is not hers to see");
        assert_eq!(talk.group_of(&boris, a).await, (Some(b), vec![b, c]));
        talk.give(&talk.owner, c, Some(&boris)).await;
        assert_eq!(talk.group_of(&olga, a).await, (None, vec![]), "nor that there is anybody");
        for (method, path) in [("PUT", "links"), ("DELETE", "links"), ("PUT", "distinct"), ("DELETE", "distinct")] {
            let path = format!("/api/v1/clients/{a}/{path}/{b}");
            assert_eq!(olga.ask(method.parse().unwrap(), &path).await.status, 404, "{method} {path}");
        }
        let nina = talk.app.neighbour("nina").await;
        assert_eq!(nina.put(&format!("/api/v1/clients/{a}/links/{b}")).await.status, 404);
    }

    async fn likely_duplicates_are_suggested_and_never_linked(db: Db) {
        let talk = Talk::new(db).await;
        let second = telegram(&talk.app, talk.app.project, "second").await;
        let person = |id: &str, username: &str, phone: &str, email: &str| Person {
            external_id: id.into(), name: id.into(), username: username.into(), phone: phone.into(), email: email.into(), ..Person::default()
        };
        let marina = talk.writes_as(talk.channel, person("77", "Marina_S", "8 912 345-67-89", "m@example.com"), "привет").await;
        talk.app.advance(1_000);
        let same_phone = talk.writes_as(talk.channel, person("1", "", "+7 (912) 345-67-89", ""), "привет").await;
        talk.app.advance(1_000);
        let same_both = talk.writes_as(talk.channel, person("2", "marina_s", "", "M@Example.com"), "привет").await;
        let same_id = talk.writes_as(second, person("77", "", "", ""), "привет").await;
        talk.writes_as(talk.channel, person("3", "other", "+7 900", "o@example.com"), "привет").await;
        let wanted = |ids: &[(i64, &str)]| ids.iter().map(|(id, signs)| (*id, (*signs).to_owned())).collect::<Vec<_>>();
        let all = wanted(&[(same_both, "email username"), (same_id, "messenger_id"), (same_phone, "phone")]);
        assert_eq!(talk.suggested(&talk.owner, marina).await, all);
        assert_eq!(talk.suggested(&talk.owner, same_id).await, wanted(&[(marina, "messenger_id")]));
        assert_eq!(talk.number("select count(*) from linked_clients").await, 0);
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        talk.give(&talk.owner, same_both, Some(&boris)).await;
        assert_eq!(talk.suggested(&olga, marina).await, all[1..]);
        // "Не она", for everybody and from both sides.
        let distinct = format!("/api/v1/clients/{marina}/distinct/{same_phone}");
        assert_eq!(olga.put(&distinct).await.status, 204);
        assert_eq!(talk.suggested(&talk.owner, marina).await, all[..2]);
        assert_eq!(talk.suggested(&talk.owner, same_phone).await, []);
        assert_eq!(olga.delete(&distinct).await.status, 204);
        assert_eq!(talk.suggested(&talk.owner, marina).await, all);
        olga.put(&distinct.replace(&same_phone.to_string(), &marina.to_string())).await.complains("other_id", "bad_value");
        // Who is linked is not suggested, who was unlinked neither; linking him by hand forgets that.
        talk.link(marina, same_id).await;
        assert_eq!(talk.suggested(&talk.owner, marina).await, [all[0].clone(), all[2].clone()]);
        talk.owner.delete(&format!("/api/v1/clients/{marina}/links/{same_id}")).await.gives(200);
        assert_eq!(talk.suggested(&talk.owner, marina).await, [all[0].clone(), all[2].clone()]);
        talk.link(marina, same_id).await;
        assert_eq!(talk.number("select count(*) from distinct_clients").await, 0);
    }

    async fn a_deleted_client_leaves_his_group_and_comes_back_into_it(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let owner = &talk.owner;
        let [a, b, c] = talk.people(3).await[..] else { unreachable!() };
        talk.link(a, b).await;
        talk.link(a, c).await;
        owner.delete(&format!("/api/v1/clients/{a}")).await.gives(200);
        assert_eq!(talk.group_of(owner, b).await, (None, vec![c]), "gone at once");
        owner.post(&format!("/api/v1/clients/{a}/restore")).await.gives(200);
        assert_eq!(talk.group_of(owner, b).await, (Some(a), vec![a, c]));
        owner.delete(&format!("/api/v1/clients/{a}")).await.gives(200);
        talk.app.advance(10_000);
        let before = talk.changed_cards().await;
        assert_eq!(purge_due(&talk.app.inbox, &[]).await.unwrap(), 1);
        assert_eq!(talk.group_of(owner, c).await, (Some(b), vec![b]), "another one is the main one now");
        assert_eq!(talk.changed_cards().await, before + 2);
        owner.put(&format!("/api/v1/clients/{b}/distinct/{c}")).await;
        owner.delete(&format!("/api/v1/clients/{b}")).await.gives(200);
        talk.app.advance(10_000);
        assert_eq!(purge_due(&talk.app.inbox, &[]).await.unwrap(), 1);
        assert_eq!(left(&db, b).await.len(), 0);
        assert_eq!(talk.group_of(owner, c).await, (None, vec![]));
        assert_eq!(talk.number("select count(*) from linked_clients").await + talk.number("select count(*) from distinct_clients").await, 0);
    }

    async fn who_comes_through_a_personal_link_is_linked_once(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let channel = talk.channel;
        let vk = telegram(&talk.app, talk.app.project, "second").await;
        let client = talk.writes_to(vk, "marina", "привет").await;
        let path = format!("/api/v1/clients/{client}/personal-links");
        talk.owner.post(&path).json(json!({ "channel_id": channel })).await.fails(409, "no_start_links");
        talk.owner.post(&path).json(json!({ "channel_id": 999 })).await.complains("channel_id", "unknown");
        db.write(move |tx| tx.execute("update channels set username = 'glina_bot' where id = $1", params![channel])).await.unwrap();
        let made = talk.owner.post(&path).json(json!({ "channel_id": channel })).await.gives(201);
        assert_eq!(made["expires_at"], talk.app.inbox.clock.now() + 7 * 24 * 60 * 60 * 1000);
        let parameter = made["url"].as_str().unwrap().strip_prefix("https://t.me/glina_bot?start=").unwrap();
        assert!(parameter.len() <= 64 && parameter.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        assert_eq!(talk.number("select count(*) from events where data like '%link-%'").await, 0);
        talk.delivers(77, 1, &format!("/start {parameter}")).await;
        let (main, others) = talk.group_of(&talk.owner, client).await;
        assert_eq!((main, others.len()), (Some(client), 1));
        let card = talk.owner.get(&format!("/api/v1/clients/{}", others[0])).await.gives(200);
        assert_eq!((&card["external_id"], &card["tag"]), (&json!("77"), &json!(null)), "the token is no tag");
        talk.delivers(78, 2, &format!("/start {parameter}")).await;
        assert_eq!(talk.group_of(&talk.owner, client).await.1, others, "good once");
        let late = talk.owner.post(&path).json(json!({ "channel_id": channel })).await.gives(201);
        talk.app.advance(7 * 24 * 60 * 60 * 1000);
        talk.delivers(79, 3, &format!("/start {}", late["url"].as_str().unwrap().split('=').nth(1).unwrap())).await;
        assert_eq!(talk.group_of(&talk.owner, client).await.1, others, "and for a week");
        let now = talk.app.inbox.clock.now();
        assert_eq!(db.write(move |tx| prune(tx, now, 10)).await.unwrap(), 1);
        assert_eq!(talk.number("select count(*) from link_tokens").await, 0);
        talk.delivers(80, 4, "/start post_november").await;
        assert_eq!(talk.number("select count(*) from clients where tag = 'post_november'").await, 1, "a tag is a tag");
    }

    async fn who_came_through_a_link_is_linked_after_a_crash_too(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let [client, came] = talk.people(2).await[..] else { unreachable!() };
        let owner = talk.owner.id;
        let noted = db.write(move |tx| {
            let sql = "insert into link_tokens (token_hash, project, client, created_by, expires_at, arrived) values ($1, 1, $2, $3, 1, $4)";
            tx.execute(sql, params!["a", client, owner, came])?;
            tx.execute(sql, params!["b", client, owner, 999_999])
        });
        noted.await.unwrap();
        intake::drain(&talk.app.inbox).await.unwrap();
        assert_eq!(talk.group_of(&talk.owner, client).await, (Some(client), vec![came]));
        assert_eq!(talk.number("select count(*) from link_tokens").await, 0, "one that cannot be linked is given up");
        assert_eq!(talk.number("select count(*) from linked_clients").await, 2);
    }
}
