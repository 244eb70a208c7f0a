//! Who looks at which dialog, on one node and on several.

use beseda_base::both;
use beseda_base::db::Db;
use serde_json::{Value, json};

use super::{ends, served};
use crate::live;
use crate::migrations::ALL;
use crate::testing::socket::Socket;

async fn looks_at(page: &mut Socket, client: Option<i64>) {
    page.say(&json!({ "type": "viewing", "client_id": client })).await;
}

/// The next word on viewers: (client, employees).
async fn viewers(page: &mut Socket) -> (i64, Vec<i64>) {
    let frame = page.next_of("viewers").await;
    assert!(frame.get("seq").is_none(), "a hint has no place in the order");
    let ids = frame["employee_ids"].as_array().unwrap().iter().map(|id| id.as_i64().unwrap()).collect();
    (frame["client_id"].as_i64().unwrap(), ids)
}

fn sorted(mut ids: Vec<i64>) -> Vec<i64> {
    ids.sort_unstable();
    ids
}

both! { ALL;
    async fn colleagues_in_the_same_dialog_see_each_other(db: Db) {
        let (talk, server) = served(db).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let (one, two) = (talk.writes("7", "привет").await, talk.writes("8", "привет").await);
        let (mut hers, _) = olga.page(server, None).await;
        let (mut his, _) = boris.page(server, None).await;
        looks_at(&mut hers, Some(one)).await;
        assert_eq!(viewers(&mut hers).await, (one, vec![olga.id]));
        looks_at(&mut his, Some(one)).await;
        let both = sorted(vec![olga.id, boris.id]);
        assert_eq!((viewers(&mut hers).await, viewers(&mut his).await), ((one, both.clone()), (one, both.clone())));
        // A second page of his: nothing changes for her but the word itself; it shows him who is there.
        let (mut second, _) = boris.page(server, None).await;
        looks_at(&mut second, Some(one)).await;
        assert_eq!(viewers(&mut second).await, (one, both.clone()));
        assert_eq!(viewers(&mut hers).await, (one, both.clone()));
        // He turns to another dialog with one page and closes the other.
        looks_at(&mut his, Some(two)).await;
        assert_eq!(viewers(&mut hers).await, (one, both));
        drop(second);
        assert_eq!(viewers(&mut hers).await, (one, vec![olga.id]));
        looks_at(&mut hers, None).await;
        looks_at(&mut hers, Some(two)).await;
        assert_eq!(viewers(&mut hers).await, (two, sorted(vec![olga.id, boris.id])), "and hears no more of the first one");
        ends(talk).await;
    }

    async fn who_may_not_see_a_dialog_looks_at_none(db: Db) {
        let (talk, server) = served(db).await;
        let (olga, boris) = (talk.app.operator("olga").await, talk.app.operator("boris").await);
        let (his_client, free) = (talk.writes("7", "привет").await, talk.writes("8", "привет").await);
        talk.give(&boris, his_client, Some(&boris)).await;
        let (mut his, _) = boris.page(server, None).await;
        looks_at(&mut his, Some(his_client)).await;
        assert_eq!(viewers(&mut his).await, (his_client, vec![boris.id]));
        let (mut hers, _) = olga.page(server, None).await;
        looks_at(&mut hers, Some(his_client)).await;
        let (mut strange, _) = talk.app.neighbour("nina").await.page(server, None).await;
        looks_at(&mut strange, Some(his_client)).await;
        looks_at(&mut hers, Some(free)).await;
        assert_eq!(viewers(&mut hers).await, (free, vec![olga.id]), "the first she hears of is her own");
        // A dialog that is taken away is left.
        talk.give(&talk.owner, free, Some(&boris)).await;
        hers.next_of("gone").await;
        looks_at(&mut his, Some(free)).await;
        assert_eq!(viewers(&mut his).await, (free, vec![boris.id]));
        ends(talk).await;
    }

    async fn viewers_are_known_on_every_node_and_forgotten_with_one(db: Db) {
        let (talk, server) = served(db).await;
        let other = talk.app.another_node();
        live::start(&other.inbox);
        let there = other.serve().await;
        let client = talk.writes("7", "привет").await;
        let olga = talk.app.operator("olga").await;
        let (mut here, _) = talk.owner.page(server, None).await;
        looks_at(&mut here, Some(client)).await;
        assert_eq!(viewers(&mut here).await, (client, vec![talk.owner.id]));
        let (mut far, _) = olga.page(there, None).await;
        looks_at(&mut far, Some(client)).await;
        let both = sorted(vec![talk.owner.id, olga.id]);
        assert_eq!((viewers(&mut here).await, viewers(&mut far).await), ((client, both.clone()), (client, both.clone())));
        drop(far);
        assert_eq!(viewers(&mut here).await, (client, vec![talk.owner.id]));
        // A node that dies says nothing any more.
        let look = live::viewers::Look { socket: 1, employee: olga.id, client: Some(client) };
        live::signal(&talk.app.inbox, talk.app.project, &live::Signal::Viewing(look));
        assert_eq!(viewers(&mut here).await, (client, both));
        talk.app.advance(61_000);
        let forgotten: (i64, Vec<i64>) = viewers(&mut here).await;
        assert!(!forgotten.1.contains(&olga.id), "{forgotten:?}");
        assert!(other.inbox.tasks.stop(std::time::Duration::from_secs(20)).await.is_empty());
        ends(talk).await;
    }

    async fn who_is_at_work_is_known_on_every_node(db: Db) {
        let (talk, server) = served(db).await;
        let olga = talk.app.operator("olga").await;
        talk.app.advance(600_000);
        let other = talk.app.another_node();
        let online = async |app: &crate::testing::TestApp| -> Value {
            let page = app.owner().get("/api/v1/employees").await.gives(200);
            page["items"].as_array().unwrap().iter().find(|row| row["id"] == olga.id).unwrap()["online"].clone()
        };
        assert_eq!((online(&talk.app).await, online(&other).await), (json!(false), json!(false)));
        let (mut page, _) = olga.page(server, None).await;
        looks_at(&mut page, Some(talk.writes("7", "привет").await)).await;
        viewers(&mut page).await;
        assert_eq!((online(&talk.app).await, online(&other).await), (json!(true), json!(true)));
        talk.app.advance(600_000);
        assert_eq!(online(&other).await, json!(false));
        ends(talk).await;
    }
}
