use beseda_base::auth::Role;
use beseda_base::both;
use beseda_base::bus::Topic;
use beseda_base::db::Db;
use serde_json::json;

use super::super::sessions;
use super::{DAY, MINUTE};
use crate::employees::{self, Standing};
use crate::migrations::ALL;
use crate::testing::{NOW, TestApp};

/// Waits for the topic among what the bus tells; it was told before this asks, so nothing is waited for in vain.
async fn hears(bus: &mut beseda_base::bus::BusReceiver, topic: Topic) {
    while bus.recv().await != topic {}
}

both! { ALL;
    async fn a_session_lives_thirty_days_from_its_last_use(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        app.advance(29 * DAY);
        olga.get("/api/v1/me").await.gives(200);
        sessions::flush(&app.inbox).await.unwrap();
        app.advance(30 * DAY - 1);
        olga.get("/api/v1/me").await.gives(200);
        app.advance(1);
        olga.get("/api/v1/me").await.fails(401, "unauthorized");
    }

    async fn a_use_is_written_once_a_minute_and_beside_the_request(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        let used = async || {
            let id = olga.who().session;
            let read = app.inbox.db.read(move |tx| {
                tx.one::<(i64, Option<i64>)>(
                    "select s.last_used_at, e.last_seen_at from sessions s join employees e on e.id = s.employee where s.id = $1",
                    beseda_base::params![id],
                )
            });
            read.await.unwrap()
        };
        app.advance(MINUTE - 1);
        olga.get("/api/v1/me").await.gives(200);
        sessions::flush(&app.inbox).await.unwrap();
        assert_eq!(used().await, (NOW, Some(NOW)), "not a minute yet");
        app.advance(1);
        olga.get("/api/v1/me").await.gives(200);
        assert_eq!(used().await, (NOW, Some(NOW)), "no request waits for it");
        sessions::flush(&app.inbox).await.unwrap();
        assert_eq!(used().await, (NOW + MINUTE, Some(NOW + MINUTE)));
    }

    async fn one_sees_and_ends_ones_own_sessions_only(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        app.advance(MINUTE);
        let phone = app.signed_in(olga.id, app.project, Role::Operator).await;
        let list = olga.get("/api/v1/me/sessions").await.gives(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        assert_eq!(list["items"][0], json!({
            "id": phone.who().session, "created_at": NOW + MINUTE, "last_used_at": NOW + MINUTE, "user_agent": "Test/1.0",
            "address": "203.0.113.7", "current": false,
        }));
        assert_eq!(list["items"][1]["current"], true);

        let of_phone = format!("/api/v1/me/sessions/{}", phone.who().session);
        app.owner().delete(&of_phone).await.fails(404, "not_found");
        app.stranger().delete(&of_phone).await.fails(401, "unauthorized");
        phone.get("/api/v1/me").await.gives(200);
        let mut bus = app.inbox.bus.subscribe();
        olga.delete(&of_phone).await.gives(204);
        hears(&mut bus, Topic::Sessions).await;
        phone.get("/api/v1/me").await.fails(401, "unauthorized");
        olga.delete(&of_phone).await.fails(404, "not_found");
    }

    async fn g30_sockets_learn_which_sessions_still_stand(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        let gone = app.signed_in(olga.id, app.project, Role::Operator).await;
        let neighbour = app.neighbour("boris").await;
        olga.delete(&format!("/api/v1/me/sessions/{}", gone.who().session)).await.gives(204);
        let pairs = [
            (olga.who().session, app.project),
            (olga.who().session, neighbour.who().project),
            (gone.who().session, app.project),
        ];
        let standing = app.inbox.db.read(move |tx| employees::standing(tx, &pairs, NOW)).await.unwrap();
        let at = |project, role| Standing { session: olga.who().session, project, role };
        assert_eq!(standing.len(), 2);
        assert!(standing.contains(&at(app.project, Some(Role::Operator))));
        assert!(standing.contains(&at(neighbour.who().project, None)));
        let later = app.inbox.db.read(move |tx| employees::standing(tx, &pairs, NOW + 30 * DAY)).await.unwrap();
        assert_eq!(later, []);
    }

    async fn the_fifty_first_session_ends_the_longest_unused_one(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        let mut all = vec![olga.clone()];
        for _ in 0..50 {
            app.advance(MINUTE);
            all.push(app.signed_in(olga.id, app.project, Role::Operator).await);
        }
        all[0].get("/api/v1/me").await.fails(401, "unauthorized");
        all[1].get("/api/v1/me").await.gives(200);
        assert_eq!(all[50].get("/api/v1/me/sessions").await.gives(200)["items"].as_array().unwrap().len(), 50);
    }

    async fn the_named_project_is_checked_against_the_membership(db: Db) {
        let app = TestApp::new(db).await;
        let neighbour = app.neighbour("boris").await;
        let olga = app.operator("olga").await;
        let me = olga.clone().in_project(0).get("/api/v1/me").await.gives(200);
        assert_eq!(me["project"]["id"], app.project, "without a name the first one");
        let strange = olga.in_project(neighbour.who().project);
        let me = strange.get("/api/v1/me").await.gives(200);
        assert_eq!((&me["project"], &me["role"], &me["rights"]), (&json!(null), &json!(null), &json!([])));
        strange.get("/api/v1/employees").await.fails(403, "forbidden");
        strange.get("/api/v1/project/steps").await.fails(403, "forbidden");
    }

    async fn sessions_that_have_ended_are_thrown_away(db: Db) {
        let app = TestApp::new(db).await;
        app.operator("olga").await;
        app.advance(31 * DAY);
        let fresh = app.signed_in(app.owner().id, app.project, Role::Owner).await;
        let now = app.inbox.clock.now();
        app.inbox.db.write(move |tx| sessions::prune(tx, now, 500)).await.unwrap();
        let left: Vec<i64> = app.inbox.db.read(|tx| tx.query("select id from sessions", &[])).await.unwrap();
        assert_eq!(left, [fresh.who().session]);
    }
}
