//! The description of the API is true. Every answer in the tests of this crate is held against it; here the main ones are
//! asked for with something in every part of them, and the check itself is checked.

use beseda_base::both;
use beseda_base::db::{Db, params};
use beseda_messengers::{Entity, EntityKind, Inbound, InboundMessage, Location, Person, Place};
use serde_json::{Value, json};

use crate::messages::{self, Arrival};
use crate::migrations::ALL;
use crate::testing::NOW;
use crate::testing::described::{complaints, named};
use crate::testing::talk::Talk;

/// A person who uses everything a message can have.
fn rich_message() -> InboundMessage {
    InboundMessage {
        place: Place { chat: "marina".into(), ..Place::default() },
        person: Person { external_id: "marina".into(), name: "Марина".into(), ..Person::default() },
        external_id: "1".into(),
        at: NOW,
        text: "Где вы?".into(),
        entities: vec![
            Entity { kind: EntityKind::Bold, offset: 0, length: 3, url: None },
            Entity { kind: EntityKind::Link, offset: 4, length: 2, url: Some("https://glina.example/".into()) },
        ],
        location: Some(Location {
            latitude: 55.7, longitude: 37.6, title: Some("Мастерская".into()), address: None
        }),
        ..InboundMessage::default()
    }
}

async fn company(db: Db) -> (Talk, i64) {
    let talk = Talk::new(db).await;
    let arrival = Arrival::new(0, talk.facts(), vec![Inbound::Message(Box::new(rich_message()))]);
    let channel = talk.channel;
    let received = talk.app.inbox.db.write(move |tx| {
        messages::receive(tx, std::slice::from_ref(&arrival), NOW)?;
        tx.execute(
            "update channels set external_id = '71', username = 'glina_bot', title = 'Глина', state = 'attention',
               reason_code = 'wrong_token', reason_text = 'Unauthorized', reason_since = 1 where id = $1",
            params![channel],
        )?;
        tx.one::<i64>("select id from clients where external_id = 'marina'", &[])
    });
    let client = received.await.unwrap();
    talk.writes("marina", "Ау").await;
    let button = json!({ "text": "На карте", "url": "https://glina.example/map" });
    let answer = json!({ "text": "Здесь", "client_ref": "r", "buttons": [[button]] });
    talk.owner.post(&format!("/api/v1/dialogs/{client}/messages")).json(answer).await.gives(201);
    (talk, client)
}

both! { ALL;
    async fn the_main_answers_are_as_described(db: Db) {
        let (talk, client) = company(db).await;
        let olga = talk.app.operator("olga").await;
        talk.give(&talk.owner, client, Some(&olga)).await;
        let invited = json!({ "emails": ["nina@example.com", "olga@example.com"], "role": "editor" });
        let invited = talk.owner.post("/api/v1/employees/invitations").json(invited).await.gives(201);
        assert_eq!(invited["skipped"][0]["code"], "already_member", "{invited}");
        let site = json!({ "kind": "site_chat", "name": "Сайт", "settings": { "title": "Глина" } });
        talk.owner.post("/api/v1/channels").json(site).await.gives(201);

        let get = async |path: &str| talk.owner.get(path).await.gives(200);
        assert_eq!(get("/api/v1/me").await["role"], "owner");
        assert_eq!(get("/api/v1/projects").await["items"][0]["role"], "owner");
        assert_eq!(get("/api/v1/project/steps").await["colleague_invited"], true);
        let dialogs = get("/api/v1/dialogs").await;
        assert_eq!(dialogs["items"][0]["last"]["text"], "Здесь", "{dialogs}");
        assert_eq!(get("/api/v1/dialogs/counts").await["all"]["count"], 1);
        let page = get(&format!("/api/v1/dialogs/{client}/messages")).await;
        let message = |text: &str| {
            page["items"].as_array().unwrap().iter().find(|message| message["text"] == text).unwrap().clone()
        };
        assert_eq!(message("Где вы?")["entities"][1]["type"], "link");
        assert_eq!(message("Здесь")["buttons"][0][0]["data"], Value::Null);
        assert_eq!(get(&format!("/api/v1/clients/{client}")).await["channel"]["account_username"], "glina_bot");
        let channels = get("/api/v1/channels").await;
        assert_eq!(channels["items"][0]["reason"]["code"], "wrong_token", "{channels}");
        assert_eq!(channels["items"][1]["settings"]["title"], "Глина", "{channels}");
        assert_eq!(get("/api/v1/channel-kinds").await["items"][0]["capabilities"]["modes"][0], "webhook");
        get(&format!("/api/v1/channels/{}/state", talk.channel)).await;
        let employees = get("/api/v1/employees").await;
        assert_eq!((employees["items"].as_array().unwrap().len(), &employees["invitations"][0]["role"]), (2, &json!("editor")));
        let events = get("/api/v1/events?after=0&limit=500").await;
        let kinds: Vec<&str> = events["items"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
        for kind in ["client.created", "message.created", "dialog.changed", "employee.changed", "channel.created"] {
            assert!(kinds.contains(&kind), "{kinds:?}");
        }
        assert!(!get("/api/v1/audit").await["items"].as_array().unwrap().is_empty());
    }

    async fn what_is_described_differently_is_noticed(db: Db) {
        let (talk, client) = company(db).await;
        let dialog = talk.dialog(&talk.owner, client).await;
        let noticed = |schema: &str, change: fn(&mut Value)| {
            let mut changed = dialog.clone();
            change(&mut changed);
            !complaints(&named(schema), &changed).is_empty()
        };
        assert!(!noticed("Dialog", |_| ()));
        assert!(noticed("Dialog", |dialog| dialog["more"] = 1.into()), "a field that is not described");
        assert!(noticed("Dialog", |dialog| drop(dialog.as_object_mut().unwrap().remove("online"))), "a field that is missing");
        assert!(noticed("Dialog", |dialog| drop(dialog.as_object_mut().unwrap().remove("avatar_url"))), "the same in its part");
        assert!(noticed("Dialog", |dialog| dialog["channel_kind"] = "icq".into()), "a word of no set");
        assert!(noticed("Dialog", |dialog| dialog["name"] = Value::Null), "a null where there is none");
        assert!(noticed("Dialog", |dialog| dialog["last"]["id"] = "1".into()), "another type further inside");
        assert!(noticed("DialogRow", |_| ()), "marks of one person in a row for all");
    }
}
