//! Deals over the API, on both engines.

use beseda_base::both;
use beseda_base::db::{Db, params};
use beseda_inbox::clients::purge_due;
use beseda_inbox::migrations::ALL;
use beseda_inbox::testing::talk::Talk;
use beseda_inbox::testing::{TestApp, User};
use serde_json::{Value, json};

use super::purge;
use crate::PURGERS;

/// An installation with the routes of this crate.
async fn talk(db: Db) -> Talk {
    let routes = || beseda_inbox::routes().merge(crate::routes());
    Talk::of(TestApp::serving(db, routes).await).await
}

/// A new deal of a client; its id.
async fn deal(user: &User, client: i64, name: &str) -> i64 {
    let made = user.post(&format!("/api/v1/clients/{client}/deals")).json(json!({ "name": name })).await.gives(201);
    made["id"].as_i64().unwrap()
}

async fn state(user: &User, deal: i64, state: &str, reason: Option<&str>) -> Value {
    let wanted = json!({ "state": state, "reason": reason });
    user.put(&format!("/api/v1/deals/{deal}/state")).json(wanted).await.gives(200)
}

async fn current(user: &User, client: i64) -> Option<i64> {
    let page = user.get(&format!("/api/v1/clients/{client}/deals")).await.gives(200);
    let items = page["items"].as_array().unwrap();
    let current: Vec<i64> =
        items.iter().filter(|deal| deal["current"] == true).map(|deal| deal["id"].as_i64().unwrap()).collect();
    assert!(current.len() <= 1, "{page}");
    current.first().copied()
}

/// The codes of the notes in a dialog, the oldest first.
async fn notes(user: &User, client: i64) -> Vec<(String, String)> {
    let page = user.get(&format!("/api/v1/dialogs/{client}/messages")).await.gives(200);
    let note = |message: &Value| {
        let note = &message["note"];
        Some((note["code"].as_str()?.to_owned(), note["params"]["name"].as_str()?.to_owned()))
    };
    page["items"].as_array().unwrap().iter().filter_map(note).collect()
}

/// Events of deals: kind, client, data.
async fn events(user: &User) -> Vec<(String, Value, Value)> {
    let page = user.get("/api/v1/events?after=0&limit=500").await.gives(200);
    let all = page["items"].as_array().unwrap().iter();
    all.filter(|event| event["kind"].as_str().unwrap().starts_with("deal."))
        .map(|event| (event["kind"].as_str().unwrap().to_owned(), event["client_id"].clone(), event["data"].clone()))
        .collect()
}

both! { ALL;
    async fn a_deal_is_made_changed_and_shown(db: Db) {
        let talk = talk(db).await;
        let olga = talk.app.operator("olga").await;
        let client = talk.writes("1", "привет").await;
        let new = json!({
            "name": " Набор тарелок ", "description": "шесть штук", "budget": { "amount": "14400.5", "currency": "RUB" },
            "responsible_id": talk.owner.id, "variables": [{ "name": "доставка", "value": "690", "type": "number" }],
        });
        let made = olga.post(&format!("/api/v1/clients/{client}/deals")).json(new).await.gives(201);
        assert_eq!(made, json!({
            "id": made["id"], "client_id": client, "name": "Набор тарелок", "description": "шесть штук",
            "budget": { "amount": "14400.50", "currency": "RUB" }, "state": "open", "reason": null, "current": true,
            "responsible_id": talk.owner.id, "created_at": talk.app.inbox.clock.now(), "created_by_id": olga.id,
            "closed_at": null, "closed_by_id": null, "variables_complete": true,
            "variables": [{ "name": "доставка", "value": "690", "type": "number" }],
        }));
        let path = format!("/api/v1/deals/{}", made["id"]);
        let changed = olga.patch(&path).json(json!({ "name": "Набор", "budget": null, "responsible_id": null })).await.gives(200);
        assert_eq!((&changed["name"], &changed["description"]), (&json!("Набор"), &json!("шесть штук")), "the absent stays");
        assert_eq!((&changed["budget"], &changed["responsible_id"]), (&json!(null), &json!(null)));
        assert_eq!(olga.get(&path).await.gives(200), changed);
        let page = olga.get(&format!("/api/v1/clients/{client}/deals")).await.gives(200);
        assert_eq!(page, json!({ "items": [changed], "next": null, "total": 1, "open": 1 }));
        assert_eq!(talk.dialog(&olga, client).await["responsible_id"], json!(null), "the client's responsible is another thing");
        olga.patch(&path).json(json!({ "name": "Набор" })).await.gives(200);
        let kinds: Vec<String> = events(&olga).await.into_iter().map(|event| event.0).collect();
        assert_eq!(kinds, ["deal.created", "deal.changed"], "what changes nothing is no event");
    }

    async fn what_does_not_fit_is_told_by_field(db: Db) {
        let talk = talk(db).await;
        let client = talk.writes("1", "привет").await;
        let path = format!("/api/v1/clients/{client}/deals");
        let refused = async |new: Value, field: &str, code: &str| talk.owner.post(&path).json(new).await.complains(field, code);
        refused(json!({ "name": " " }), "name", "required").await;
        refused(json!({ "name": "x".repeat(201) }), "name", "too_long").await;
        refused(json!({ "name": "x", "description": "x".repeat(10_001) }), "description", "too_long").await;
        refused(json!({ "name": "x", "budget": { "amount": "1,5", "currency": "RUB" } }), "budget.amount", "bad_value").await;
        refused(json!({ "name": "x", "budget": { "amount": 1.5, "currency": "RUB" } }), "budget.amount", "bad_value").await;
        refused(json!({ "name": "x", "budget": { "amount": "1", "currency": "руб" } }), "budget.currency", "unknown").await;
        refused(json!({ "name": "x", "responsible_id": 999 }), "responsible_id", "unknown").await;
        let variable = json!({ "name": "client_id", "value": "1" });
        refused(json!({ "name": "x", "variables": [variable] }), "variables[0].name", "reserved").await;
        assert_eq!(current(&talk.owner, client).await, None, "nothing half-done stays");
        let neighbour = talk.app.neighbour("nina").await;
        refused(json!({ "name": "x", "responsible_id": neighbour.id }), "responsible_id", "unknown").await;
        let id = deal(&talk.owner, client, "x").await;
        let state = async |body: Value| talk.owner.put(&format!("/api/v1/deals/{id}/state")).json(body).await;
        state(json!({ "state": "lost" })).await.complains("reason", "required");
        state(json!({ "state": "archived", "reason": "  " })).await.complains("reason", "required");
        state(json!({ "state": "lost", "reason": "x".repeat(501) })).await.complains("reason", "too_long");
        state(json!({ "state": "won", "reason": "x" })).await.complains("reason", "bad_value");
        state(json!({ "state": "gone" })).await.complains("state", "unknown");
    }

    async fn a_deal_is_closed_with_a_reason_and_reopened(db: Db) {
        let talk = talk(db).await;
        let client = talk.writes("1", "привет").await;
        let id = deal(&talk.owner, client, "Набор").await;
        talk.app.advance(1_000);
        let lost = state(&talk.owner, id, "lost", Some(" дорого ")).await;
        assert_eq!((&lost["state"], &lost["reason"], &lost["current"]), (&json!("lost"), &json!("дорого"), &json!(false)));
        assert_eq!((&lost["closed_at"], &lost["closed_by_id"]), (&json!(talk.app.inbox.clock.now()), &json!(talk.owner.id)));
        let open = state(&talk.owner, id, "open", None).await;
        assert_eq!((&open["reason"], &open["closed_at"], &open["current"]), (&json!(null), &json!(null), &json!(true)));
        state(&talk.owner, id, "won", None).await;
        state(&talk.owner, id, "archived", Some("год прошёл")).await;
        state(&talk.owner, id, "archived", Some("год прошёл")).await;
        let named = |code: &str| (code.to_owned(), "Набор".to_owned());
        let told = ["deal_created", "deal_lost", "deal_reopened", "deal_won", "deal_archived"].map(named);
        assert_eq!(notes(&talk.owner, client).await, told);
        let dialog = talk.dialog(&talk.owner, client).await;
        assert_eq!((&dialog["last"]["text"], &dialog["unanswered"]), (&json!("привет"), &json!(true)), "notes are no answers");
        let events = events(&talk.owner).await;
        assert!(!json!(events).to_string().contains("Набор") && !json!(events).to_string().contains("дорого"), "{events:?}");
        assert_eq!(events[1], ("deal.changed".into(), json!(client), json!({ "deal": id, "state": "lost", "current": null })));
        assert_eq!(events.len(), 5);
    }

    async fn one_open_deal_is_the_current_one(db: Db) {
        let talk = talk(db).await;
        let client = talk.writes("1", "привет").await;
        let owner = &talk.owner;
        assert_eq!(current(owner, client).await, None);
        let (first, second, third) =
            (deal(owner, client, "1").await, deal(owner, client, "2").await, deal(owner, client, "3").await);
        assert_eq!(current(owner, client).await, Some(third), "the newest");
        owner.put(&format!("/api/v1/deals/{first}/current")).await.gives(200);
        assert_eq!(current(owner, client).await, Some(first), "the chosen one");
        state(owner, second, "won", None).await;
        assert_eq!(current(owner, client).await, Some(first), "another one was closed");
        owner.put(&format!("/api/v1/deals/{second}/current")).await.fails(409, "deal_closed");
        state(owner, first, "won", None).await;
        assert_eq!(current(owner, client).await, Some(third), "the newest that is open");
        state(owner, second, "open", None).await;
        assert_eq!(current(owner, client).await, Some(third), "reopening takes it from nobody");
        assert_eq!(owner.delete(&format!("/api/v1/deals/{third}")).await.status, 204);
        assert_eq!(current(owner, client).await, Some(second));
        state(owner, second, "lost", Some("x")).await;
        assert_eq!(current(owner, client).await, None);
        state(owner, first, "open", None).await;
        assert_eq!(current(owner, client).await, Some(first), "the only open one");
    }

    async fn variables_are_set_on_open_and_closed_deals(db: Db) {
        let talk = talk(db).await;
        let client = talk.writes("1", "привет").await;
        let id = deal(&talk.owner, client, "x").await;
        state(&talk.owner, id, "won", None).await;
        let path = |name: &str| format!("/api/v1/deals/{id}/variables/{name}");
        let set = async |name: &str, body: Value| talk.owner.put(&path(name)).json(body).await;
        let deal = set("сумма", json!({ "value": "17600", "type": "number" })).await.gives(200);
        assert_eq!(deal["variables"], json!([{ "name": "сумма", "value": "17600", "type": "number" }]));
        set("сумма", json!({ "value": "много" })).await.complains("value", "bad_value");
        set("2x", json!({ "value": "" })).await.complains("name", "bad_value");
        set("order_id", json!({ "value": "" })).await.complains("name", "reserved");
        set("длинная", json!({ "value": "я".repeat(100_001) })).await.complains("value", "too_long");
        assert_eq!(set("сумма", json!({ "value": "1" })).await.gives(200)["variables"][0]["value"], "1");
        assert_eq!(talk.owner.delete(&path("сумма")).await.gives(200)["variables"], json!([]));
        assert_eq!(talk.owner.delete(&path("сумма")).await.status, 404);
    }

    async fn a_list_is_paged_and_shows_the_beginning_of_many_variables(db: Db) {
        let talk = talk(db.clone()).await;
        let client = talk.writes("1", "привет").await;
        let mut ids = Vec::new();
        for name in ["1", "2", "3", "4", "5"] {
            ids.push(deal(&talk.owner, client, name).await);
        }
        state(&talk.owner, ids[0], "won", None).await;
        ids.reverse();
        let list = async |query: &str| {
            let page = talk.owner.get(&format!("/api/v1/clients/{client}/deals?{query}")).await.gives(200);
            let ids: Vec<i64> = page["items"].as_array().unwrap().iter().map(|deal| deal["id"].as_i64().unwrap()).collect();
            (ids, page)
        };
        let (first, page) = list("limit=3").await;
        assert_eq!((&first[..], &page["next"], &page["total"], &page["open"]), (&ids[..3], &json!(ids[2]), &json!(5), &json!(4)));
        let (rest, page) = list(&format!("limit=3&before={}", ids[2])).await;
        assert_eq!((&rest[..], &page["next"]), (&ids[3..], &json!(null)));
        assert_eq!(list("open=true").await.0, ids[..4]);
        assert_eq!(list("open=false").await.0, ids[4..]);
        let (many, long) = (ids[0], ids[1]);
        let filled = db.write(move |tx| {
            for number in 0..25 {
                let sql = "insert into deal_variables (deal, name, value, type, updated_at) values ($1, $2, 'v', 'string', 1)";
                tx.execute(sql, params![many, format!("v{number:02}")])?;
            }
            let sql = "insert into deal_variables (deal, name, value, type, updated_at) values ($1, 'long', $2, 'string', 1)";
            tx.execute(sql, params![long, "ё".repeat(1_001)])
        });
        filled.await.unwrap();
        let (_, page) = list("limit=3").await;
        let shown = |place: usize| (page["items"][place]["variables"].as_array().unwrap().clone(), page["items"][place]["variables_complete"].clone());
        let (variables, complete) = shown(0);
        assert_eq!((variables.len(), &variables[19]["name"], complete), (20, &json!("v19"), json!(false)));
        let (variables, complete) = shown(1);
        assert_eq!((variables[0]["value"].as_str().unwrap().chars().count(), complete), (1_000, json!(false)));
        assert_eq!(shown(2), (Vec::new(), json!(true)));
        let whole = talk.owner.get(&format!("/api/v1/deals/{many}")).await.gives(200);
        assert_eq!((whole["variables"].as_array().unwrap().len(), &whole["variables_complete"]), (25, &json!(true)));
    }

    async fn a_deal_is_seen_with_its_client_and_deleted_by_managers(db: Db) {
        let talk = talk(db).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let egor = talk.app.editor("egor").await;
        let client = talk.writes("1", "привет").await;
        let id = deal(&boris, client, "x").await;
        let path = format!("/api/v1/deals/{id}");
        olga.get(&path).await.gives(200);
        talk.give(&talk.owner, client, Some(&boris)).await;
        // Responsible for the deal or not: who does not see the client does not see it.
        boris.patch(&path).json(json!({ "responsible_id": olga.id })).await.gives(200);
        for (method, path, body) in [
            ("GET", format!("/api/v1/clients/{client}/deals"), json!({})),
            ("POST", format!("/api/v1/clients/{client}/deals"), json!({ "name": "y" })),
            ("GET", path.clone(), json!({})),
            ("PATCH", path.clone(), json!({ "name": "y" })),
            ("PUT", format!("{path}/state"), json!({ "state": "won" })),
            ("PUT", format!("{path}/current"), json!({})),
            ("PUT", format!("{path}/variables/city"), json!({ "value": "y" })),
            ("DELETE", format!("{path}/variables/city"), json!({})),
        ] {
            let answer = olga.ask(method.parse().unwrap(), &path).json(body).await;
            assert_eq!(answer.status, 404, "{method} {path}");
        }
        assert!(events(&olga).await.is_empty(), "nor hears of it");
        assert_eq!(events(&boris).await.len(), 2);
        egor.patch(&path).json(json!({ "name": "y" })).await.gives(200);
        for user in [&olga, &boris, &egor] {
            user.delete(&path).await.fails(403, "forbidden");
        }
        assert_eq!(talk.app.administrator("anton").await.delete(&path).await.status, 204);
        assert_eq!(boris.get(&path).await.status, 404);
        let audit = talk.owner.get("/api/v1/audit").await.gives(200).to_string();
        for action in ["deal.created", "deal.changed", "deal.deleted"] {
            assert!(audit.contains(action), "{action}: {audit}");
        }
    }

    async fn a_responsible_who_leaves_the_project_is_nobody(db: Db) {
        let talk = talk(db).await;
        let olga = talk.app.operator("olga").await;
        let client = talk.writes("1", "привет").await;
        let new = json!({ "name": "x", "responsible_id": olga.id });
        let made = olga.post(&format!("/api/v1/clients/{client}/deals")).json(new).await.gives(201);
        assert_eq!(talk.owner.delete(&format!("/api/v1/employees/{}", olga.id)).await.status, 204);
        let deal = talk.owner.get(&format!("/api/v1/deals/{}", made["id"])).await.gives(200);
        assert_eq!((&deal["responsible_id"], &deal["created_by_id"]), (&json!(null), &json!(olga.id)));
    }

    async fn deals_have_a_limit(db: Db) {
        let talk = talk(db.clone()).await;
        let client = talk.writes("1", "привет").await;
        let filled = db.write(move |tx| {
            let rows: Vec<_> = (0..1_000).map(|_| beseda_base::db::values![1, client]).collect();
            tx.execute_rows(
                "insert into deals (project, client, name, description, state, created_at)
                 select v.column1, v.column2, 'x', '', 'won', 1 from (values {rows:bigint,bigint}) as v",
                &[],
                &rows,
            )
        });
        assert_eq!(filled.await.unwrap(), 1_000);
        talk.owner.post(&format!("/api/v1/clients/{client}/deals")).json(json!({ "name": "x" })).await.fails(409, "limit_reached");
    }

    async fn deals_go_and_come_back_with_their_client(db: Db) {
        let talk = talk(db.clone()).await;
        let (client, other) = (talk.writes("1", "привет").await, talk.writes("2", "привет").await);
        let (id, kept) = (deal(&talk.owner, client, "x").await, deal(&talk.owner, other, "y").await);
        for deal in [id, kept] {
            let path = format!("/api/v1/deals/{deal}/variables/city");
            talk.owner.put(&path).json(json!({ "value": "Казань" })).await.gives(200);
        }
        talk.owner.delete(&format!("/api/v1/clients/{client}")).await.gives(200);
        let path = format!("/api/v1/deals/{id}");
        assert_eq!(talk.owner.get(&path).await.status, 404, "gone at once");
        assert_eq!(talk.owner.patch(&path).json(json!({ "name": "z" })).await.status, 404);
        assert_eq!(talk.owner.get(&format!("/api/v1/clients/{client}/deals")).await.status, 404);
        talk.owner.post(&format!("/api/v1/clients/{client}/restore")).await.gives(200);
        assert_eq!(current(&talk.owner, client).await, Some(id), "and back whole");
        talk.owner.delete(&format!("/api/v1/clients/{client}")).await.gives(200);
        talk.app.advance(10_000);
        assert_eq!(purge_due(&talk.app.inbox, PURGERS).await.unwrap(), 1);
        assert_eq!(talk.number("select count(*) from deals").await, 1);
        assert_eq!(talk.number("select count(*) from deal_variables").await, 1);
        assert_eq!(current(&talk.owner, other).await, Some(kept));
    }

    async fn many_rows_are_purged_in_batches_and_none_outlives_the_client(db: Db) {
        let talk = talk(db.clone()).await;
        let client = talk.writes("1", "привет").await;
        let id = deal(&talk.owner, client, "x").await;
        let fill = async || {
            let filled = db.write(move |tx| {
                let rows: Vec<_> = (0..600).map(|number| beseda_base::db::values![id, format!("v{number}")]).collect();
                tx.execute_rows(
                    "insert into deal_variables (deal, name, value, type, updated_at)
                     select v.column1, v.column2, '', 'string', 1 from (values {rows:bigint,text}) as v",
                    &[],
                    &rows,
                )
            });
            assert_eq!(filled.await.unwrap(), 600);
        };
        fill().await;
        let mut batches = Vec::new();
        while batches.last() != Some(&0) {
            batches.push(db.write(move |tx| purge(tx, client)).await.unwrap());
        }
        assert_eq!(batches, [500, 100, 1, 0]);
        // Whoever takes a client's row away without asking this room leaves nothing behind either.
        let again = deal(&talk.owner, client, "y").await;
        talk.owner.put(&format!("/api/v1/deals/{again}/variables/city")).json(json!({ "value": "x" })).await.gives(200);
        talk.owner.delete(&format!("/api/v1/clients/{client}")).await.gives(200);
        talk.app.advance(10_000);
        assert_eq!(purge_due(&talk.app.inbox, &[]).await.unwrap(), 1);
        assert_eq!(talk.number("select count(*) from deals").await + talk.number("select count(*) from deal_variables").await, 0);
    }
}
