//! Phones and e-mails of a client.

use beseda_base::both;
use beseda_base::db::{Db, params};
use beseda_messengers::Person;
use serde_json::{Value, json};

use super::super::contacts::key_some;
use crate::migrations::ALL;
use crate::testing::talk::Talk;

fn marina(phone: &str, email: &str) -> Person {
    let (phone, email) = (phone.to_owned(), email.to_owned());
    Person { external_id: "m".into(), name: "Марина".into(), phone, email, ..Person::default() }
}

/// Kind, value, label and who told it.
fn told(card: &Value) -> Vec<(&str, &str, Option<&str>, bool)> {
    let all = card["contacts"].as_array().unwrap().iter();
    all.map(|contact| {
        let text = |name: &str| contact[name].as_str();
        (text("kind").unwrap(), text("value").unwrap(), text("label"), contact["from_messenger"] == true)
    })
    .collect()
}

impl Talk {
    async fn card(&self, client: i64) -> Value {
        self.owner.get(&format!("/api/v1/clients/{client}")).await.gives(200)
    }

    async fn searched(&self, text: &str) -> Vec<i64> {
        let query = crate::dialogs::tests::filter(&json!({ "q": text }));
        crate::dialogs::tests::ids(&self.owner.get(&format!("/api/v1/dialogs?{query}")).await.gives(200))
    }
}

both! { ALL;
    async fn contacts_are_added_changed_and_deleted(db: Db) {
        let talk = Talk::new(db).await;
        let olga = talk.app.operator("olga").await;
        let client = talk.writes("1", "привет").await;
        let path = format!("/api/v1/clients/{client}/contacts");
        let add = async |kind: &str, value: &str, label: &str| {
            olga.post(&path).json(json!({ "kind": kind, "value": value, "label": label })).await
        };
        add("phone", " +7 (912) 345-67-89 ", "рабочий").await.gives(201);
        let card = add("email", "Marina@Example.com", "").await.gives(201);
        let both = [("phone", "+7 (912) 345-67-89", Some("рабочий"), false), ("email", "Marina@Example.com", None, false)];
        assert_eq!(told(&card), both);
        add("phone", "8 912 345 67 89", "").await.complains("value", "taken");
        add("email", "MARINA@example.com", "").await.complains("value", "taken");
        add("phone", "12", "").await.complains("value", "bad_value");
        add("phone", "позвоните", "").await.complains("value", "bad_value");
        add("phone", "1234567890123456", "").await.complains("value", "bad_value");
        add("phone", "", "").await.complains("value", "required");
        add("email", "marina", "").await.complains("value", "bad_email");
        add("fax", "123", "").await.complains("kind", "unknown");
        add("phone", "123", &"x".repeat(61)).await.complains("label", "too_long");
        let first = format!("{path}/{}", card["contacts"][0]["id"]);
        let second = format!("{path}/{}", card["contacts"][1]["id"]);
        let changed = olga.patch(&first).json(json!({ "value": "+7 999 000-11-22", "label": "" })).await.gives(200);
        assert_eq!(told(&changed)[0], ("phone", "+7 999 000-11-22", None, false));
        olga.patch(&second).json(json!({ "value": "x" })).await.complains("value", "bad_email");
        olga.patch(&second).json(json!({ "label": "личная" })).await.gives(200);
        assert_eq!(told(&olga.delete(&first).await.gives(200)), [("email", "Marina@Example.com", Some("личная"), false)]);
        assert_eq!(olga.delete(&first).await.status, 404);
        assert_eq!(olga.patch(&first).json(json!({})).await.status, 404);
        let events = talk.number("select count(*) from events where kind = 'client.changed'").await;
        assert_eq!(events, 5, "two added, two changed, one deleted");
    }

    async fn a_client_has_at_most_twenty(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("1", "привет").await;
        let path = format!("/api/v1/clients/{client}/contacts");
        for number in 100..120 {
            talk.owner.post(&path).json(json!({ "kind": "phone", "value": number.to_string() })).await.gives(201);
        }
        talk.owner.post(&path).json(json!({ "kind": "phone", "value": "120" })).await.fails(409, "limit_reached");
    }

    async fn every_contact_is_found_however_it_is_written(db: Db) {
        let talk = Talk::new(db).await;
        let (client, other) = (talk.writes("a", "привет").await, talk.writes("b", "привет").await);
        let path = format!("/api/v1/clients/{client}/contacts");
        for (kind, value) in [("phone", "8 (912) 345-67-89"), ("phone", "+7 900 111 22 33"), ("email", "Алёна@пример.рф"), ("email", "Work@Example.com")] {
            talk.owner.post(&path).json(json!({ "kind": kind, "value": value })).await.gives(201);
        }
        for text in ["+7 912 345", "89123456789", "900111", "8 900 111-22-33", "work@example", "алена@"] {
            assert_eq!(talk.searched(text).await, [client], "{text}");
        }
        talk.owner.patch(&format!("/api/v1/clients/{client}")).json(json!({ "name": "Алёна" })).await.gives(200);
        assert_eq!(talk.searched("work@").await, [client], "a new name keeps the contacts");
        let id = talk.card(client).await["contacts"][3]["id"].clone();
        talk.owner.delete(&format!("{path}/{id}")).await.gives(200);
        assert!(talk.searched("work@").await.is_empty());
        assert_eq!(talk.searched("клиент b").await, [other]);
    }

    async fn what_the_messenger_tells_is_taken_over_until_a_hand_changes_it(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes_as(talk.channel, marina("+7 912 345-67-89", "m@example.com"), "привет").await;
        assert_eq!(told(&talk.card(client).await), [("phone", "+7 912 345-67-89", None, true), ("email", "m@example.com", None, true)]);
        talk.writes_as(talk.channel, marina("8 912 345 67 89", ""), "тот же").await;
        assert_eq!(told(&talk.card(client).await).len(), 2, "the same number");
        talk.writes_as(talk.channel, marina("+7 900 000-00-00", ""), "новый").await;
        assert_eq!(told(&talk.card(client).await)[0], ("phone", "+7 900 000-00-00", None, true));
        assert_eq!((talk.searched("+7 900 000").await, talk.searched("345-67-89").await), (vec![client], vec![]));
        let path = format!("/api/v1/clients/{client}/contacts/{}", talk.card(client).await["contacts"][0]["id"]);
        talk.owner.patch(&path).json(json!({ "value": "+7 900 000-00-01" })).await.gives(200);
        talk.writes_as(talk.channel, marina("+7 900 000-00-02", ""), "ещё").await;
        let card = talk.card(client).await;
        let phones: Vec<_> = told(&card).into_iter().filter(|contact| contact.0 == "phone").collect();
        assert_eq!(phones, [("phone", "+7 900 000-00-01", None, false), ("phone", "+7 900 000-00-02", None, true)]);
        let given = card["contacts"].as_array().unwrap().iter().find(|contact| contact["value"] == "+7 900 000-00-02").unwrap();
        talk.owner.delete(&format!("/api/v1/clients/{client}/contacts/{}", given["id"])).await.gives(200);
        talk.writes_as(talk.channel, marina("+7 900 000-00-02", ""), "снова").await;
        assert_eq!(told(&talk.card(client).await).len(), 2, "what was deleted by hand stays away");
        let odd = Person { external_id: "o".into(), name: "О".into(), phone: "нет".into(), email: "нет".into(), ..Person::default() };
        let odd = talk.writes_as(talk.channel, odd, "привет").await;
        assert!(told(&talk.card(odd).await).is_empty(), "what can be no contact is none");
    }

    async fn contacts_from_before_get_their_keys(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("1", "привет").await;
        let keyed = db.write(move |tx| {
            for (kind, value) in [("phone", "8 912 345-67-89"), ("email", "M@Example.com"), ("phone", "нет")] {
                // As the migration leaves them, but for the one place there is for each kind.
                tx.execute(
                    "insert into client_contacts (project, client, kind, value, value_key, label, given, created_at)
                     values (1, $1, $2, $3, '', '', true, 1)",
                    params![client, kind, value],
                )?;
                key_some(tx)?;
            }
            assert_eq!(key_some(tx)?, 0);
            tx.query::<(String, String)>("select kind, value_key from client_contacts order by id", &[])
        });
        let wanted = [("phone", "79123456789"), ("email", "m@example.com")].map(|(kind, key)| (kind.to_owned(), key.to_owned()));
        assert_eq!(keyed.await.unwrap(), wanted);
    }
}
