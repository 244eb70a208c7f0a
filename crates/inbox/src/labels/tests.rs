//! Labels and lists as people use them.

use beseda_base::both;
use beseda_base::db::{Db, params};
use serde_json::{Value, json};

use super::prune;
use crate::migrations::ALL;
use crate::testing::User;
use crate::testing::talk::Talk;

impl Talk {
    async fn made(&self, kind: &str, name: &str) -> i64 {
        let form = json!({ "name": name, "color": 1 });
        self.owner.post(&format!("/api/v1/{kind}")).json(form).await.gives(201)["id"].as_i64().unwrap()
    }

    async fn put(&self, user: &User, client: i64, kind: &str, id: i64) -> Value {
        user.put(&format!("/api/v1/clients/{client}/{kind}/{id}")).await.gives(200)
    }

    /// The clients of a filtered list, in its order.
    async fn found(&self, user: &User, filter: Value) -> Vec<i64> {
        let query =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("filter", &filter.to_string()).finish();
        let page = user.get(&format!("/api/v1/dialogs?{query}")).await.gives(200);
        page["items"].as_array().unwrap().iter().map(|row| row["client_id"].as_i64().unwrap()).collect()
    }

    async fn notes(&self, client: i64) -> Vec<String> {
        let page = self.owner.get(&format!("/api/v1/dialogs/{client}/messages")).await.gives(200);
        let items = page["items"].as_array().unwrap().iter();
        items.filter_map(|item| item["note"]["code"].as_str().map(str::to_owned)).collect()
    }
}

async fn last_seq(db: &Db) -> i64 {
    db.read(|tx| beseda_base::events::last_seq(tx, 1)).await.unwrap()
}

/// Keys that do not stand where their client does, and clients who count others than they have.
async fn out_of_step(db: &Db) -> (i64, i64) {
    db.read(|tx| {
        tx.one(
            "select (select count(*) from client_keys k join clients c on c.id = k.client where k.active_at <> c.active_at),
               (select count(*) from clients c where c.keys <> (select count(*) from client_keys k where k.client = c.id))",
            &[],
        )
    })
    .await
    .unwrap()
}

both! { ALL;
    async fn a_label_is_made_put_on_renamed_and_deleted(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("1", "привет").await;
        let vip = talk.made("labels", "VIP").await;
        let row = talk.put(&talk.owner, client, "labels", vip).await;
        assert_eq!((&row["label_ids"], &row["list_ids"]), (&json!([vip]), &json!([])));
        talk.put(&talk.owner, client, "labels", vip).await;
        assert_eq!(talk.notes(client).await, ["label_added"], "once");
        let all = talk.owner.get("/api/v1/labels").await.gives(200);
        assert_eq!(all["items"], json!([{ "id": vip, "name": "VIP", "color": 1, "clients": { "count": 1, "more": false } }]));
        let form = json!({ "name": "ВИП", "color": 7 });
        let renamed = talk.owner.put(&format!("/api/v1/labels/{vip}")).json(form).await.gives(200);
        assert_eq!((&renamed["name"], &renamed["color"]), (&json!("ВИП"), &json!(7)));
        talk.owner.post("/api/v1/labels").json(json!({ "name": " вип " })).await.complains("name", "taken");
        assert_eq!(talk.owner.delete(&format!("/api/v1/labels/{vip}")).await.status, 204);
        assert_eq!(talk.dialog(&talk.owner, client).await["label_ids"], json!([]), "gone at once");
        assert_eq!(talk.owner.put(&format!("/api/v1/clients/{client}/labels/{vip}")).await.status, 404);
        while db.write(|tx| prune(tx, 1)).await.unwrap() > 0 {}
        let left: (i64, i64, i64) = db.read(move |tx| tx.one(
            "select (select count(*) from client_keys), (select count(*) from labels), (select keys from clients where id = $1)", params![client],
        )).await.unwrap();
        assert_eq!(left, (0, 0, 0), "and later in every table");
        assert_ne!(talk.made("labels", "вип").await, vip, "the name is free again, the id is not");
    }

    async fn a_list_filters_in_the_order_of_activity(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let (vip, opt) = (talk.made("labels", "VIP").await, talk.made("labels", "Опт").await);
        let mut clients = Vec::new();
        for chat in 1..=4 {
            talk.app.advance(1_000);
            clients.push(talk.writes(&chat.to_string(), "привет").await);
        }
        let [a, b, c, d] = clients[..] else { unreachable!() };
        for (client, label) in [(a, vip), (b, vip), (b, opt), (c, opt)] {
            talk.put(&talk.owner, client, "labels", label).await;
        }
        let found = async |filter: Value| talk.found(&talk.owner, filter).await;
        assert_eq!(found(json!({ "label_ids": [vip] })).await, [b, a]);
        talk.app.advance(1_000);
        talk.writes("1", "ещё").await;
        assert_eq!(found(json!({ "label_ids": [vip] })).await, [a, b], "who writes comes first here, too");
        talk.app.advance(1_000);
        talk.answers(&talk.owner, b, "да").await;
        assert_eq!(found(json!({ "label_ids": [vip] })).await, [b, a], "and who is answered");
        assert_eq!(found(json!({ "label_ids": [vip, opt] })).await, [b, a, c], "one of them, each once");
        assert_eq!(found(json!({ "label_ids": [vip, opt], "labels_all": true })).await, [b]);
        assert_eq!(found(json!({ "label_ids": [vip], "not_label_ids": [opt] })).await, [a]);
        assert_eq!(found(json!({ "not_label_ids": [vip] })).await, [d, c]);
        assert_eq!(found(json!({ "label_ids": [vip], "unanswered": true })).await, [a]);
        assert_eq!(found(json!({ "order": "created" })).await, [d, c, b, a]);
        talk.owner.put(&format!("/api/v1/dialogs/{a}/pin")).await.gives(200);
        assert_eq!(found(json!({ "label_ids": [vip] })).await, [a, b], "pinned ones on top");
        assert_eq!(found(json!({ "label_ids": [vip], "pinned": false })).await, [b]);
        assert_eq!(found(json!({ "pinned": true })).await, [a]);
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("filter", &json!({ "label_ids": [vip] }).to_string()).finish();
        let matching = talk.owner.get(&format!("/api/v1/dialogs/matching?{query}")).await.gives(200);
        assert_eq!(matching["matching"], json!({ "count": 2, "more": false }));
        talk.app.advance(1_000);
        let comment = json!({ "text": "о ней", "client_ref": "c" });
        talk.owner.post(&format!("/api/v1/dialogs/{a}/comments")).json(comment).await.gives(201);
        talk.owner.delete(&format!("/api/v1/clients/{b}/labels/{opt}")).await.gives(200);
        assert_eq!(out_of_step(&db).await, (0, 0));
    }

    async fn a_filter_is_paged_within_the_view_of_who_asks(db: Db) {
        let talk = Talk::new(db).await;
        let olga = talk.app.operator("olga").await;
        let vip = talk.made("labels", "VIP").await;
        let mut all = Vec::new();
        for chat in 1..=7 {
            talk.app.advance(1_000);
            let client = talk.writes(&chat.to_string(), "привет").await;
            talk.put(&talk.owner, client, "labels", vip).await;
            all.insert(0, client);
        }
        let others = all[2];
        talk.owner.put(&format!("/api/v1/dialogs/{others}/responsible")).json(json!({ "employee_id": talk.owner.id })).await.gives(200);
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("filter", &json!({ "label_ids": [vip] }).to_string()).finish();
        let mut paged = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = olga.get(&format!("/api/v1/dialogs?limit=3&{query}{cursor}")).await.gives(200);
            paged.extend(page["items"].as_array().unwrap().iter().map(|row| row["client_id"].as_i64().unwrap()));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        all.remove(2);
        assert_eq!(paged, all);
    }

    async fn moving_is_one_change_and_can_be_undone(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let client = talk.writes("1", "привет").await;
        let (a, b, c) = (talk.made("lists", "А").await, talk.made("lists", "Б").await, talk.made("lists", "В").await);
        talk.put(&talk.owner, client, "lists", a).await;
        talk.put(&talk.owner, client, "lists", b).await;
        let before = last_seq(&db).await;
        let moved = talk.owner.put(&format!("/api/v1/clients/{client}/lists")).json(json!({ "list_ids": [c] })).await.gives(200);
        assert_eq!(moved["list_ids"], json!([c]));
        assert_eq!(last_seq(&db).await - before, 2, "the note and the change");
        let undone = talk.owner.put(&format!("/api/v1/clients/{client}/lists")).json(json!({ "list_ids": [a, b] })).await.gives(200);
        assert_eq!(undone["list_ids"], json!([a, b]));
        assert_eq!(talk.notes(client).await, ["list_added", "list_added", "list_moved", "list_moved"]);
        let none = talk.owner.put(&format!("/api/v1/clients/{client}/lists")).json(json!({ "list_ids": [] })).await.gives(200);
        assert_eq!((&none["list_ids"], talk.notes(client).await.pop().unwrap()), (&json!([]), "list_removed".to_owned()));
        talk.owner.put(&format!("/api/v1/clients/{client}/lists")).json(json!({ "list_ids": [a, b] })).await.gives(200);
        let strange = talk.owner.put(&format!("/api/v1/clients/{client}/lists")).json(json!({ "list_ids": [999] })).await;
        assert_eq!(strange.status, 404);
        assert_eq!(talk.dialog(&talk.owner, client).await["list_ids"], json!([a, b]), "and nothing half-done stays");
    }

    async fn a_client_has_at_most_fifty_labels(db: Db) {
        let talk = Talk::new(db).await;
        let client = talk.writes("1", "привет").await;
        for number in 0..50 {
            let label = talk.made("labels", &format!("метка {number}")).await;
            talk.put(&talk.owner, client, "labels", label).await;
        }
        let label = talk.made("labels", "ещё одна").await;
        let refused = talk.owner.put(&format!("/api/v1/clients/{client}/labels/{label}")).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (409, Some("limit_reached")));
    }
}
