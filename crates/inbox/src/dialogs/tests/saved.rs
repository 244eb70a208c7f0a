//! Filters under a name.

use beseda_base::both;
use beseda_base::db::Db;
use serde_json::{Value, json};

use crate::migrations::ALL;
use crate::testing::talk::Talk;
use crate::testing::{TestApp, User};

async fn names(user: &User) -> Vec<String> {
    let page = user.get("/api/v1/saved-filters").await.gives(200);
    page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

fn form(name: &str, shared: bool) -> Value {
    json!({ "name": name, "shared": shared, "filter": { "label_ids": [3], "unanswered": true } })
}

both! { ALL;
    async fn own_filters_are_seen_by_one_and_shared_ones_by_all(db: Db) {
        let app = TestApp::new(db).await;
        let (owner, olga, boris) = (app.owner(), app.operator("olga").await, app.operator("boris").await);
        let own = olga.post("/api/v1/saved-filters").json(form("Ждут смету", false)).await.gives(201);
        assert_eq!(own["filter"], json!({ "label_ids": [3], "unanswered": true }));
        let team = olga.post("/api/v1/saved-filters").json(form("Новые", true)).await.gives(201);
        assert_eq!(names(&olga).await, ["Ждут смету", "Новые"]);
        assert_eq!(names(&boris).await, ["Новые"]);
        let path = |filter: &Value| format!("/api/v1/saved-filters/{}", filter["id"]);
        assert_eq!(boris.delete(&path(&own)).await.status, 404);
        assert_eq!(boris.put(&path(&team)).json(form("Мои", true)).await.status, 403);
        let changed = owner.put(&path(&team)).json(form("Новые сегодня", true)).await.gives(200);
        assert_eq!((&changed["name"], &changed["can_change"]), (&json!("Новые сегодня"), &json!(true)));
        assert_eq!(owner.delete(&path(&own)).await.status, 404, "nobody sees a colleague's own");
        assert_eq!(olga.delete(&path(&own)).await.status, 204);
        assert_eq!(olga.delete(&path(&team)).await.status, 204);
        assert_eq!(names(&olga).await, [""; 0]);
    }

    async fn what_cannot_be_asked_is_not_saved(db: Db) {
        let app = TestApp::new(db).await;
        let owner = app.owner();
        let save = async |body: Value| owner.post("/api/v1/saved-filters").json(body).await;
        save(json!({ "name": " ", "filter": {} })).await.complains("name", "required");
        save(json!({ "name": "x", "filter": { "client_id": "1a" } })).await.complains("client_id", "bad_value");
        let many: Vec<i64> = (0..51).collect();
        save(json!({ "name": "x", "filter": { "label_ids": many } })).await.complains("label_ids", "too_long");
        assert_eq!(save(json!({ "name": "x", "filter": { "strange": 1 } })).await.status, 422);
    }

    async fn todays_dialogs_are_others_tomorrow(db: Db) {
        let talk = Talk::new(db).await;
        let anna = talk.writes("1", "привет").await;
        let form = json!({ "name": "Сегодня", "filter": { "period": "day1" } });
        let saved = talk.owner.post("/api/v1/saved-filters").json(form).await.gives(201);
        assert_eq!(saved["filter"], json!({ "period": "day1" }), "the word is kept, not the moments of today");
        let shown = async |filter: &str| {
            let page = talk.owner.get(&format!("/api/v1/dialogs?filter=%7B%22period%22%3A%22{filter}%22%7D")).await.gives(200);
            let counted = talk.owner.get(&format!("/api/v1/dialogs/matching?filter=%7B%22period%22%3A%22{filter}%22%7D")).await.gives(200);
            let ids: Vec<i64> = page["items"].as_array().unwrap().iter().map(|row| row["client_id"].as_i64().unwrap()).collect();
            assert_eq!(counted["matching"]["count"], ids.len());
            ids
        };
        assert_eq!(shown("day1").await, [anna]);
        talk.app.advance(24 * 60 * 60 * 1000);
        let boris = talk.writes("2", "привет").await;
        assert_eq!(shown("day1").await, [boris]);
        assert_eq!(shown("day7").await, [boris, anna]);
        talk.app.advance(8 * 24 * 60 * 60 * 1000);
        assert_eq!((shown("day7").await, shown("older7").await), (vec![], vec![boris, anna]));
        talk.owner.get("/api/v1/dialogs?filter=%7B%22period%22%3A%22week%22%7D").await.complains("filter", "bad_value");
    }
}
