//! Variables that the project declares.

use beseda_base::both;
use beseda_base::db::Db;
use serde_json::{Value, json};

use crate::migrations::ALL;
use crate::testing::talk::Talk;

both! { ALL;
    async fn a_declared_variable_has_its_type_and_its_values(db: Db) {
        let talk = Talk::new(db).await;
        let anna = talk.writes("1", "привет").await;
        let declare = async |form: Value| talk.owner.post("/api/v1/variable-templates").json(form).await;
        let size = declare(json!({ "name": "размер", "type": "list", "options": ["18 см", " 24 см "] })).await.gives(201);
        assert_eq!(size["options"], json!(["18 см", "24 см"]));
        declare(json!({ "name": "сумма", "type": "number" })).await.gives(201);
        let set = async |name: &str, form: Value| {
            talk.owner.put(&format!("/api/v1/clients/{anna}/variables/{name}")).json(form).await
        };
        set("размер", json!({ "value": "30 см" })).await.complains("value", "unknown");
        let card = set("размер", json!({ "value": "24 см", "type": "string" })).await.gives(200);
        assert_eq!((&card["variables"][0]["type"], &card["variables"][0]["value"]), (&json!("list"), &json!("24 см")));
        set("размер", json!({ "value": "" })).await.gives(200);
        set("сумма", json!({ "value": "много" })).await.complains("value", "bad_value");
        set("другое", json!({ "value": "много" })).await.gives(200);
        let path = format!("/api/v1/variable-templates/{}", size["id"]);
        let changed = json!({ "name": "размер", "type": "string" });
        assert_eq!(talk.owner.put(&path).json(changed).await.gives(200)["options"], json!([]));
        set("размер", json!({ "value": "30 см" })).await.gives(200);
        assert_eq!(talk.owner.delete(&path).await.status, 204);
        let left = talk.owner.get("/api/v1/variable-templates").await.gives(200);
        assert_eq!(left["items"].as_array().unwrap().len(), 1);
        let neighbour = talk.app.neighbour("nina").await;
        assert_eq!(neighbour.get("/api/v1/variable-templates").await.gives(200)["items"], json!([]));
    }

    async fn what_cannot_be_declared_is_said(db: Db) {
        let talk = Talk::new(db).await;
        let declare = async |form: Value| talk.owner.post("/api/v1/variable-templates").json(form).await;
        declare(json!({ "name": "2x", "type": "string" })).await.complains("name", "bad_value");
        declare(json!({ "name": "x".repeat(101), "type": "string" })).await.complains("name", "too_long");
        declare(json!({ "name": "x", "type": "string", "options": ["a"] })).await.complains("options", "bad_value");
        declare(json!({ "name": "x", "type": "list", "options": ["a", " a"] })).await.complains("options", "taken");
        declare(json!({ "name": "x", "type": "string" })).await.gives(201);
        declare(json!({ "name": "x", "type": "number" })).await.complains("name", "taken");
        for number in 1..100 {
            declare(json!({ "name": format!("n{number}"), "type": "string" })).await.gives(201);
        }
        assert_eq!(declare(json!({ "name": "y", "type": "string" })).await.gives(409)["code"], "limit_reached");
    }
}
