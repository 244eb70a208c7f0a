//! The sample client is an ordinary one, answers a few times, and leaves nothing behind.

use beseda_base::both;
use beseda_base::db::catalog::{self, ColumnKind};
use beseda_base::db::{Db, Tx, params};
use serde_json::json;

use super::*;
use crate::migrations::ALL;
use crate::testing::TestApp;

async fn texts(app: &TestApp, client: i64) -> Vec<String> {
    let sql = "select text from messages where client = $1 and kind = 'in' order by n";
    app.inbox.db.read(move |tx| tx.query(sql, params![client])).await.unwrap()
}

/// Somebody answers, time goes by, and what she says comes in.
async fn exchange(app: &TestApp, client: i64, number: usize) -> usize {
    let body = json!({ "text": "Да, есть", "client_ref": format!("r{number}"), "file_ids": [], "buttons": [] });
    app.owner().post(&format!("/api/v1/dialogs/{client}/messages")).json(body).await.gives(201);
    assert_eq!(speak(&app.inbox).await.unwrap(), 0, "she reads first");
    app.advance(ANSWERS_AFTER_MS);
    let said = speak(&app.inbox).await.unwrap();
    assert_eq!(speak(&app.inbox).await.unwrap(), 0, "a line comes once");
    intake::drain(&app.inbox).await.unwrap();
    said
}

/// Tables in which a row still names the client or the channel by a column of that name.
fn traces(tx: &Tx<'_>, client: i64, channel: i64) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for table in catalog::tables(tx)?.iter().filter(|table| table.name != "events") {
        for (column, id) in [("client", client), ("channel", channel)] {
            let holds = table.columns.iter().any(|known| known.name == column && known.kind == ColumnKind::Int);
            let sql = format!("select 1 from {} where {column} = $1 limit 1", table.name);
            if holds && tx.execute(&sql, params![id])? > 0 {
                found.push(format!("{}.{column}", table.name));
            }
        }
    }
    for (table, id) in [("clients", client), ("channels", channel)] {
        if tx.execute(&format!("select 1 from {table} where id = $1"), params![id])? > 0 {
            found.push(table.to_owned());
        }
    }
    Ok(found)
}

both! { ALL;
    async fn she_writes_first_and_answers_a_few_times(db: Db) {
        let app = TestApp::new(db).await;
        let owner = app.owner();
        let client = owner.post("/api/v1/project/demo-client").await.gives(201)["client_id"].as_i64().unwrap();
        let again = owner.post("/api/v1/project/demo-client").await.gives(201)["client_id"].as_i64().unwrap();
        assert_eq!(client, again, "there is one of her");
        let project = app.project;
        let (channel, _) = app.inbox.db.read(move |tx| find(tx, project)).await.unwrap().unwrap();
        assert!(channels::account_of(&app.inbox, channel).await.is_ok(), "what is written to her can go out");
        let card = owner.get(&format!("/api/v1/clients/{client}")).await.gives(200);
        assert_eq!((&card["name"], &card["demo"]), (&json!("Лена"), &json!(true)));
        assert_eq!(owner.get("/api/v1/project/steps").await.gives(200)["demo_client_id"], client);
        assert_eq!(owner.get("/api/v1/channels").await.gives(200)["items"], json!([]), "her channel is in no list");
        for number in 1..RUSSIAN.len() {
            assert_eq!(exchange(&app, client, number).await, 1);
        }
        assert_eq!(exchange(&app, client, RUSSIAN.len()).await, 0, "she has ended the dialog");
        assert_eq!(texts(&app, client).await, RUSSIAN);
    }

    async fn she_goes_without_a_trace(db: Db) {
        let app = TestApp::new(db).await;
        let owner = app.owner();
        owner.delete("/api/v1/project/demo-client").await.fails(404, "not_found");
        let client = owner.post("/api/v1/project/demo-client").await.gives(201)["client_id"].as_i64().unwrap();
        exchange(&app, client, 1).await;
        let project = app.project;
        let (channel, _) = app.inbox.db.read(move |tx| find(tx, project)).await.unwrap().unwrap();
        assert!(!app.inbox.db.read(move |tx| traces(tx, client, channel)).await.unwrap().is_empty());
        assert_eq!(owner.delete("/api/v1/project/demo-client").await.status, 204);
        assert_eq!(app.inbox.db.read(move |tx| traces(tx, client, channel)).await.unwrap(), Vec::<String>::new());
        owner.get(&format!("/api/v1/clients/{client}")).await.fails(404, "not_found");
        let next = owner.post("/api/v1/project/demo-client").await.gives(201)["client_id"].as_i64().unwrap();
        assert!(next > client, "ids never come back");
    }

    async fn only_who_may_change_the_project_brings_or_removes_her(db: Db) {
        let app = TestApp::new(db).await;
        let operator = app.operator("olga").await;
        operator.post("/api/v1/project/demo-client").await.fails(403, "forbidden");
        operator.delete("/api/v1/project/demo-client").await.fails(403, "forbidden");
    }
}
