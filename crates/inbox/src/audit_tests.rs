use beseda_base::both;
use beseda_base::db::Db;
use serde_json::json;

use super::{By, record, record_by};
use crate::migrations::ALL;
use crate::testing::{NOW, TestApp};

both! { ALL;
    async fn the_log_is_read_newest_first_page_by_page(db: Db) {
        let app = TestApp::new(db).await;
        let who = app.administrator("anna").await.who();
        let written = app.inbox.db.write(move |tx| {
            for n in 0..5 {
                record(tx, &who, "channel.paused", "channel", Some(n), &json!({ "n": n }), NOW + n)?;
            }
            record_by(tx, By { project: who.project, employee: None }, "employee.password_reset", ("employee", None), &json!({}), NOW)
        });
        written.await.unwrap();
        let page = app.owner().get("/api/v1/audit?limit=2").await.gives(200);
        assert_eq!((&page["items"][0]["employee_id"], &page["items"][0]["employee_name"]), (&json!(null), &json!(null)));
        let entry = &page["items"][1];
        assert_eq!(*entry, json!({
            "id": entry["id"], "at": NOW + 4, "employee_id": who.employee, "employee_name": "anna", "action": "channel.paused",
            "object_kind": "channel", "object_id": 4, "details": "{\"n\":4}",
        }));
        let mut seen = 2;
        let mut next = page["next"].clone();
        while let Some(before) = next.as_i64() {
            let page = app.owner().get(&format!("/api/v1/audit?limit=2&before={before}")).await.gives(200);
            let items = page["items"].as_array().unwrap();
            assert!(items.iter().all(|entry| entry["id"].as_i64().unwrap() < before));
            seen += items.len();
            next = page["next"].clone();
        }
        assert_eq!(seen, 7, "with the making of the project");
        assert_eq!(app.owner().get("/api/v1/audit?limit=100000").await.gives(200)["items"].as_array().unwrap().len(), 7);
        assert_eq!(app.owner().get("/api/v1/audit?limit=-5").await.gives(200)["items"].as_array().unwrap().len(), 1);
    }

    async fn it_is_for_who_runs_the_project(db: Db) {
        let app = TestApp::new(db).await;
        app.administrator("anna").await.get("/api/v1/audit").await.gives(200);
        for user in [app.editor("irina").await, app.operator("olga").await] {
            user.get("/api/v1/audit").await.fails(403, "forbidden");
        }
        app.stranger().get("/api/v1/audit").await.fails(401, "unauthorized");
        let boris = app.neighbour("boris").await;
        let own = boris.get("/api/v1/audit").await.gives(200);
        assert_eq!(own["items"].as_array().unwrap().len(), 1, "only his own project's");
        boris.in_project(app.project).get("/api/v1/audit").await.fails(403, "forbidden");
    }
}
