//! Many dialogs at once: done, skipped with a reason, stopped, undone, resumed after a crash.

use beseda_base::both;
use beseda_base::db::{Db, params};
use serde_json::{Value, json};

use super::work::all;
use crate::migrations::ALL;
use crate::testing::User;
use crate::testing::talk::Talk;

impl Talk {
    async fn begins(&self, user: &User, action: Value, selection: Value) -> Value {
        let form = json!({ "action": action, "selection": selection });
        user.post("/api/v1/dialogs/bulk").json(form).await.gives(202)
    }

    /// Begins it and waits until it is done.
    async fn many(&self, user: &User, action: Value, selection: Value) -> Value {
        let job = self.begins(user, action, selection).await;
        all(&self.app.inbox).await.unwrap();
        self.job(user, &job).await
    }

    async fn job(&self, user: &User, job: &Value) -> Value {
        user.get(&format!("/api/v1/jobs/{}", job["id"])).await.gives(200)
    }

    async fn undo(&self, user: &User, job: &Value) -> Value {
        let undoing = user.post(&format!("/api/v1/jobs/{}/undo", job["id"])).await.gives(202);
        all(&self.app.inbox).await.unwrap();
        self.job(user, &undoing).await
    }

    async fn crowd(&self, count: usize) -> Vec<i64> {
        let mut clients = Vec::new();
        for number in 0..count {
            clients.push(self.writes(&format!("9{number}"), "привет").await);
        }
        clients
    }

    /// Every message that is about to be sent was not.
    async fn fails(&self, which: &'static str) {
        let failed = self.app.inbox.db.write(move |tx| {
            tx.execute(&format!("update outbox set state = 'failed' where {which}"), &[])?;
            tx.execute(&format!("update messages set state = 'failed' where {which}"), &[])
        });
        failed.await.unwrap();
    }

    async fn label(&self) -> i64 {
        self.owner.post("/api/v1/labels").json(json!({ "name": "VIP" })).await.gives(201)["id"].as_i64().unwrap()
    }
}

fn counts(job: &Value) -> (i64, i64, i64, &str) {
    let number = |name: &str| job[name].as_i64().unwrap();
    (number("total"), number("done"), number("skipped"), job["state"].as_str().unwrap())
}

both! { ALL;
    async fn a_label_is_put_on_all_who_fit_and_taken_off_again(db: Db) {
        let talk = Talk::new(db).await;
        let (clients, label) = (talk.crowd(130).await, talk.label().await);
        talk.owner.put(&format!("/api/v1/clients/{}/labels/{label}", clients[0])).await.gives(200);
        let selection = json!({ "filter": {}, "except_ids": [clients[1]] });
        let job = talk.many(&talk.owner, json!({ "type": "add_label", "label_id": label }), selection).await;
        assert_eq!(counts(&job), (129, 129, 0, "done"));
        assert_eq!(talk.number("select count(*) from client_keys").await, 129);
        assert_eq!((&job["undoable"], &job["undone_by"]), (&json!(true), &json!(null)));
        let undone = talk.undo(&talk.owner, &job).await;
        assert_eq!(counts(&undone), (128, 128, 0, "done"), "who had it before keeps it");
        assert_eq!(talk.number("select count(*) from client_keys").await, 1);
        let again = talk.owner.post(&format!("/api/v1/jobs/{}/undo", job["id"])).await.gives(202);
        assert_eq!(again["id"], undone["id"], "once is enough");
        assert_eq!(talk.job(&talk.owner, &job).await["undoable"], false);
    }

    async fn what_cannot_be_done_is_said_and_the_others_go_on(db: Db) {
        let talk = Talk::new(db).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let clients = talk.crowd(3).await;
        talk.give(&talk.owner, clients[1], Some(&boris)).await;
        let selection = json!({ "client_ids": [clients[0], clients[1], clients[2], 999_999] });
        let job = talk.many(&olga, json!({ "type": "set_responsible", "employee_id": olga.id }), selection).await;
        assert_eq!(counts(&job), (4, 2, 2, "done"));
        let skipped = olga.get(&format!("/api/v1/jobs/{}/skipped", job["id"])).await.gives(200);
        let expected = json!([
            { "client_id": clients[1], "name": null, "reason": "not_found" },
            { "client_id": 999_999, "name": null, "reason": "not_found" }
        ]);
        assert_eq!(skipped["items"], expected);
        assert_eq!(talk.dialog(&boris, clients[1]).await["responsible_id"], boris.id);
        talk.undo(&olga, &job).await;
        assert!(talk.dialog(&talk.owner, clients[0]).await["responsible_id"].is_null());
    }

    async fn deleting_many_needs_the_right_and_can_be_undone(db: Db) {
        let talk = Talk::new(db).await;
        let olga = talk.app.operator("olga").await;
        let clients = talk.crowd(5).await;
        let form = json!({ "action": { "type": "delete" }, "selection": { "client_ids": clients } });
        olga.post("/api/v1/dialogs/bulk").json(form).await.fails(403, "forbidden");
        let job = talk.many(&talk.owner, json!({ "type": "delete" }), json!({ "tab": "all" })).await;
        assert_eq!(counts(&job), (5, 5, 0, "done"));
        assert_eq!(talk.number("select count(*) from clients where project > 0").await, 0);
        let undone = talk.undo(&talk.owner, &job).await;
        assert_eq!(counts(&undone), (5, 5, 0, "done"));
        assert_eq!(talk.number("select count(*) from clients where project > 0").await, 5);
        let job = talk.many(&talk.owner, json!({ "type": "delete" }), json!({ "tab": "all" })).await;
        talk.app.advance(61_000);
        crate::clients::purge_due(&talk.app.inbox, &[]).await.unwrap();
        let undone = talk.undo(&talk.owner, &job).await;
        assert_eq!(counts(&undone), (0, 0, 0, "done"), "nobody is left to bring back");
    }

    async fn marks_are_the_affair_of_who_asks(db: Db) {
        let talk = Talk::new(db).await;
        let olga = talk.app.operator("olga").await;
        let clients = talk.crowd(3).await;
        let count = async |user: &User| {
            user.get("/api/v1/dialogs/counts").await.gives(200)["unread_dialogs"]["count"].as_i64().unwrap()
        };
        assert_eq!((count(&olga).await, count(&talk.owner).await), (3, 3));
        let job = talk.many(&olga, json!({ "type": "read" }), json!({ "tab": "all" })).await;
        assert_eq!((counts(&job), &job["undoable"]), ((3, 3, 0, "done"), &json!(false)));
        assert_eq!((count(&olga).await, count(&talk.owner).await), (0, 3));
        talk.many(&olga, json!({ "type": "unread" }), json!({ "client_ids": clients })).await;
        assert_eq!(count(&olga).await, 3);
        talk.many(&olga, json!({ "type": "block" }), json!({ "client_ids": [clients[0]] })).await;
        assert_eq!(talk.dialog(&olga, clients[0]).await["blocked"], true);
    }

    async fn a_job_is_its_makers_alone_and_stops_when_told(db: Db) {
        let talk = Talk::new(db.clone()).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let clients = talk.crowd(3).await;
        let job = talk.begins(&olga, json!({ "type": "unread" }), json!({ "client_ids": clients })).await;
        let path = format!("/api/v1/jobs/{}", job["id"]);
        assert_eq!(boris.get(&path).await.status, 404);
        assert_eq!(boris.post(&format!("{path}/stop")).await.status, 404);
        assert_eq!(boris.post(&format!("{path}/undo")).await.status, 404);
        assert_eq!(olga.post(&format!("{path}/stop")).await.gives(200)["state"], "stopped");
        all(&talk.app.inbox).await.unwrap();
        assert_eq!(counts(&talk.job(&olga, &job).await), (3, 0, 0, "stopped"));
        assert_eq!(talk.number("select count(*) from marked_unread").await, 0);
        let listed = olga.get("/api/v1/jobs").await.gives(200);
        assert_eq!(listed["items"][0]["id"], job["id"]);
        let now = talk.app.inbox.clock.now() + 8 * 86_400_000;
        while db.write(move |tx| crate::jobs::prune(tx, now, 2)).await.unwrap() > 0 {}
        assert_eq!(talk.number("select count(*) from jobs").await + talk.number("select count(*) from job_clients").await, 0);
    }

    async fn bad_requests_say_what_is_wrong(db: Db) {
        let talk = Talk::new(db).await;
        let ask = async |action: Value, selection: Value| {
            talk.owner.post("/api/v1/dialogs/bulk").json(json!({ "action": action, "selection": selection })).await
        };
        ask(json!({ "type": "read" }), json!({})).await.complains("selection", "bad_value");
        ask(json!({ "type": "read" }), json!({ "client_ids": [1], "tab": "all" })).await.complains("selection", "bad_value");
        ask(json!({ "type": "read" }), json!({ "client_ids": vec![1; 1_001] })).await.complains("selection.client_ids", "too_long");
        ask(json!({ "type": "restore" }), json!({ "tab": "all" })).await.complains("action.type", "bad_value");
        ask(json!({ "type": "add_label", "label_id": 7 }), json!({ "tab": "all" })).await.complains("action.label_id", "unknown");
        ask(json!({ "type": "add_list", "list_id": 7 }), json!({ "tab": "all" })).await.complains("action.list_id", "unknown");
        ask(json!({ "type": "set_responsible", "employee_id": 7 }), json!({ "tab": "all" })).await
            .complains("action.employee_id", "unknown");
        for _ in 0..5 {
            talk.begins(&talk.owner, json!({ "type": "read" }), json!({ "client_ids": [1] })).await;
        }
        assert_eq!(ask(json!({ "type": "read" }), json!({ "client_ids": [1] })).await.status, 409);
    }

    async fn what_failed_is_sent_once_more_to_one_client_after_the_other(db: Db) {
        let talk = Talk::new(db).await;
        let clients = talk.crowd(5).await;
        let other = crate::testing::talk::telegram(&talk.app, talk.app.project, "other").await;
        let elsewhere = talk.writes_to(other, "77", "привет").await;
        for client in clients.iter().chain([&elsewhere]) {
            talk.answers(&talk.owner, *client, "скидка").await;
        }
        talk.fails("state = 'queued'").await;
        // The first was written to since, the second failed long ago, the third is another's.
        talk.answers(&talk.owner, clients[0], "другое").await;
        let (second, now) = (clients[1], talk.app.inbox.clock.now());
        let sql = "update messages set sent_at = 5 where client = $1 and kind = 'out'";
        talk.app.inbox.db.write(move |tx| tx.execute(sql, params![second])).await.unwrap();
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        talk.give(&talk.owner, clients[2], Some(&boris)).await;
        let repeat = json!({ "type": "repeat", "from": now - 1_000, "to": null, "interval_s": 60 });
        let selection = json!({ "filter": { "channel_ids": [talk.channel] } });
        let job = talk.many(&olga, repeat, selection).await;
        assert_eq!(counts(&job), (3, 0, 1, "running"), "one at once, and he was another's");
        let queued = "select count(*) from messages where text = 'скидка' and state = 'queued'";
        // The lease stands in the clock of the database, which on PostgreSQL nobody can put forward.
        let turn = async || {
            talk.app.advance(60_001);
            talk.app.inbox.db.write(|tx| tx.execute("update jobs set lease_until = 0", &[])).await.unwrap();
            all(&talk.app.inbox).await.unwrap();
        };
        for expected in [1, 2] {
            turn().await;
            assert_eq!(talk.number(queued).await, expected);
            all(&talk.app.inbox).await.unwrap();
            assert_eq!(talk.number(queued).await, expected, "the next one's turn has not come");
        }
        turn().await;
        let done = talk.job(&olga, &job).await;
        assert_eq!((counts(&done), &done["undoable"]), ((3, 2, 1, "done"), &json!(false)));
        assert_eq!(talk.number("select count(*) from outbox where attempt = 2").await, 2);
        let again = talk.many(&talk.owner, json!({ "type": "repeat" }), json!({ "client_ids": [clients[3]] })).await;
        assert_eq!(counts(&again), (1, 0, 1, "done"), "nothing has failed there any more");
        let all_failed = talk.many(&talk.owner, json!({ "type": "repeat" }), json!({ "filter": {} })).await;
        assert_eq!(counts(&all_failed), (3, 3, 0, "done"), "also the old one, the other's and the other channel's");
    }

    async fn what_is_sent_once_more_is_bounded(db: Db) {
        let talk = Talk::new(db).await;
        let begin = async |action: Value, filter: Value| {
            let form = json!({ "action": action, "selection": { "filter": filter } });
            talk.owner.post("/api/v1/dialogs/bulk").json(form).await
        };
        begin(json!({ "type": "repeat", "interval_s": 3_601 }), json!({})).await.complains("action.interval_s", "bad_value");
        begin(json!({ "type": "repeat", "from": 5, "to": 5 }), json!({})).await.complains("action.to", "bad_value");
        begin(json!({ "type": "repeat" }), json!({ "q": "x" })).await.complains("selection.filter", "bad_value");
    }
}
