use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use beseda_base::both;
use beseda_base::db::{Db, params};
use beseda_messengers::{FileKind, InboundFile, Kind};
use fake_telegram::{Deed, Fault, SentFile, User};
use serde_json::{Value, json};

use super::{client, link, listed, png, stored};
use crate::channels::ChannelFacts;
use crate::channels::tests::World;
use crate::files::attach_inbound;
use crate::files::download::{self, Downloads};
use crate::files::work::{WorkList, work_through};
use crate::migrations::ALL;
use crate::testing::NOW;

/// The file of a message a person has just sent, as it comes in.
async fn sent(world: &World, channel: i64, file: SentFile) -> (i64, i64) {
    let anna = world.bot.add_user(User { first_name: "Anna".into(), ..User::default() });
    world.bot.act(anna, Deed::File(file));
    let update = world.bot.log().updates.last().unwrap().body.clone();
    let inbound = Kind::Telegram.parse(&beseda_messengers::Account::default(), update.to_string().as_bytes()).unwrap();
    let beseda_messengers::Inbound::Message(message) = &inbound[0] else { panic!("{inbound:?}") };
    incoming(world, channel, &anna.to_string(), message.files[0].clone()).await
}

/// A file and the message that bears it.
async fn incoming(world: &World, channel: i64, person: &str, file: InboundFile) -> (i64, i64) {
    let facts = ChannelFacts { id: channel, project: 1, kind: Kind::Telegram };
    let (client, message) = client(&world.app, facts, person, None).await;
    let id = world.app.inbox.db.write(move |tx| attach_inbound(tx, &facts, client, &file, NOW)).await.unwrap();
    link(&world.app, message, id).await;
    (id, message)
}

fn nowhere() -> InboundFile {
    InboundFile {
        kind: FileKind::Image,
        source: "no such file".into(),
        name: String::new(),
        mime: String::new(),
        size: Some(5),
        width: None,
        height: None,
        duration_s: None,
    }
}

async fn shown(world: &World, file: i64) -> Value {
    let shown = world.app.inbox.db.read(move |tx| Ok(crate::files::by_id(tx, 1, file)?.to_ref())).await.unwrap();
    serde_json::to_value(shown).unwrap()
}

async fn told(world: &World) -> Vec<(i64, String)> {
    let sql = "select message, data from events where kind = 'file.changed' order by seq";
    world.app.inbox.db.read(move |tx| tx.query(sql, params![])).await.unwrap()
}

both! { ALL;
    async fn media_is_fetched_recognised_and_told(db: Db) {
        let world = World::new(db).await;
        let channel = world.connected().await;
        let content = Some(STANDARD.encode(png(900, 600)));
        let (file, message) = sent(&world, channel, SentFile { kind: "document".into(), name: Some("../скан.bin".into()), mime: Some("text/html".into()), content, ..SentFile::default() }).await;
        assert_eq!(shown(&world, file).await["state"], "loading");
        assert_eq!(work_through::<Downloads>(&world.app.inbox).await.unwrap(), 1);
        let ready = shown(&world, file).await;
        assert_eq!((&ready["state"], &ready["mime"], &ready["kind"], &ready["name"]), (&json!("stored"), &json!("image/png"), &json!("document"), &json!("скан.bin")));
        assert_eq!((&ready["width"], &ready["height"]), (&json!(900), &json!(600)));
        assert_eq!(ready["size"].as_u64().unwrap(), png(900, 600).len() as u64);
        assert_eq!(told(&world).await, [(message, format!("{{\"file\":{file},\"state\":\"stored\"}}"))]);
        assert_eq!(world.owner.get(ready["url"].as_str().unwrap()).await.bytes, png(900, 600));
        assert_eq!(world.owner.get(ready["thumb_url"].as_str().unwrap()).await.status, 200);
        assert_eq!((stored(&world.app), listed(&world.app).await), (2, 0));
    }

    async fn a_picture_that_is_none_is_a_document(db: Db) {
        let world = World::new(db).await;
        let channel = world.connected().await;
        let content = Some(STANDARD.encode("<html>not a picture</html>"));
        let (file, _) = sent(&world, channel, SentFile { kind: "photo".into(), content, ..SentFile::default() }).await;
        work_through::<Downloads>(&world.app.inbox).await.unwrap();
        let ready = shown(&world, file).await;
        assert_eq!((&ready["state"], &ready["kind"], &ready["thumb_url"]), (&json!("stored"), &json!("document"), &json!(null)));
        let answer = world.owner.get(ready["url"].as_str().unwrap()).await;
        assert_eq!(answer.header("content-type"), "application/octet-stream");
        assert!(answer.header("content-disposition").starts_with("attachment"));
    }

    async fn what_is_too_big_says_so_and_leaves_nothing(db: Db) {
        let world = World::new(db).await;
        let channel = world.connected().await;
        let (file, message) = sent(&world, channel, SentFile { kind: "document".into(), name: Some("film.mkv".into()), size: Some((20 << 20) + 1), ..SentFile::default() }).await;
        work_through::<Downloads>(&world.app.inbox).await.unwrap();
        assert_eq!(shown(&world, file).await["state"], "too_big");
        assert_eq!(told(&world).await, [(message, format!("{{\"file\":{file},\"state\":\"too_big\"}}"))]);
        assert_eq!(stored(&world.app), 0);
        world.owner.post(&format!("/api/v1/messages/files/{file}/attempts")).await.fails(409, "conflict");
    }

    async fn attempts_are_bounded_and_a_person_may_try_again(db: Db) {
        let world = World::new(db).await;
        let channel = world.connected().await;
        let (file, message) = sent(&world, channel, SentFile { kind: "photo".into(), ..SentFile::default() }).await;
        world.bot.plan(Some("file"), Fault::CutAfter, 100);
        let mut attempts = 0;
        for _ in 0..20 {
            attempts += work_through::<Downloads>(&world.app.inbox).await.unwrap();
            world.app.advance(1_800_000);
        }
        assert_eq!(attempts, 6);
        assert_eq!(shown(&world, file).await["state"], "failed");
        assert_eq!(stored(&world.app), 0, "what was begun is thrown away");
        let olga = world.app.operator("olga").await;
        let path = format!("/api/v1/messages/files/{file}/attempts");
        world.app.neighbour("nora").await.post(&path).await.fails(404, "not_found");
        assert_eq!(olga.post(&path).await.gives(200)["state"], "loading");
        assert_eq!(olga.post(&path).await.gives(200)["state"], "loading", "pressed twice");
        let states: Vec<String> = told(&world).await.into_iter().map(|(of, data)| { assert_eq!(of, message); data }).collect();
        assert_eq!(states, [format!("{{\"file\":{file},\"state\":\"failed\"}}"), format!("{{\"file\":{file},\"state\":\"loading\"}}")]);
    }

    async fn a_fetch_that_failed_once_succeeds_later(db: Db) {
        let world = World::new(db).await;
        let channel = world.connected().await;
        let (file, _) = sent(&world, channel, SentFile { kind: "photo".into(), ..SentFile::default() }).await;
        world.bot.plan(Some("file"), Fault::Refuse { code: 500, description: "no".into() }, 1);
        assert_eq!(work_through::<Downloads>(&world.app.inbox).await.unwrap(), 1);
        assert_eq!((shown(&world, file).await["state"].clone(), told(&world).await.len()), (json!("loading"), 0), "nothing to show changed");
        assert_eq!(work_through::<Downloads>(&world.app.inbox).await.unwrap(), 0, "not before its time");
        world.app.advance(5_000);
        assert_eq!(work_through::<Downloads>(&world.app.inbox).await.unwrap(), 1);
        assert_eq!(shown(&world, file).await["state"], "stored");
    }

    async fn a_file_that_is_gone_fails(db: Db) {
        let world = World::new(db).await;
        let channel = world.connected().await;
        let (file, _) = incoming(&world, channel, "77", nowhere()).await;
        for _ in 0..10 {
            work_through::<Downloads>(&world.app.inbox).await.unwrap();
            world.app.advance(1_800_000);
        }
        assert_eq!(shown(&world, file).await["state"], "failed");
        assert!(world.bot.log().calls.len() < 20, "bounded");
    }

    async fn a_withdrawn_token_is_the_channels_trouble_and_the_file_waits(db: Db) {
        let world = World::new(db).await;
        let channel = world.connected().await;
        let (file, _) = incoming(&world, channel, "77", nowhere()).await;
        world.bot.revoke();
        work_through::<Downloads>(&world.app.inbox).await.unwrap();
        assert_eq!(shown(&world, file).await["state"], "loading");
        let reason = world.owner.get(&format!("/api/v1/channels/{channel}")).await.gives(200)["reason"]["code"].clone();
        assert_eq!(reason, "wrong_token");
        assert_eq!(world.owner.delete(&format!("/api/v1/channels/{channel}")).await.status, 204);
        world.app.advance(5_000);
        work_through::<Downloads>(&world.app.inbox).await.unwrap();
        assert_eq!(shown(&world, file).await["state"], "failed", "the channel was removed");
    }

    async fn who_has_lost_his_lease_changes_nothing_and_leaves_nothing(db: Db) {
        let world = World::new(db).await;
        let channel = world.connected().await;
        let (file, _) = sent(&world, channel, SentFile { kind: "photo".into(), ..SentFile::default() }).await;
        let mut slow = Downloads::claim(&world.app.inbox, 4).await.unwrap();
        assert!(Downloads::claim(&world.app.inbox, 4).await.unwrap().is_empty(), "one node at a time");
        world.app.inbox.db.write(move |tx| tx.execute("update files set lease_until = $1 where id = $2", params![tx.db_now() - 1, file])).await.unwrap();
        assert_eq!(work_through::<Downloads>(&world.app.inbox).await.unwrap(), 1);
        let after = (shown(&world, file).await, stored(&world.app), told(&world).await.len());
        assert_eq!(after.0["state"], "stored");
        Downloads::carry_out(&world.app.inbox, slow.pop().unwrap()).await.unwrap();
        assert_eq!((shown(&world, file).await, stored(&world.app), told(&world).await.len()), after);
    }

    async fn the_loop_fetches_as_soon_as_it_is_woken(db: Db) {
        let world = World::new(db).await;
        let channel = world.connected().await;
        download::start(&world.app.inbox);
        let mut wakes = world.app.inbox.bus.subscribe();
        let (file, _) = sent(&world, channel, SentFile { kind: "photo".into(), ..SentFile::default() }).await;
        let fetched = async {
            while shown(&world, file).await["state"] != "stored" {
                wakes.recv().await;
            }
        };
        // Its message names it after its row: the state is asked for on any wake, of which the event of this file is the last.
        tokio::time::timeout(std::time::Duration::from_secs(20), fetched).await.unwrap();
        assert!(world.app.inbox.tasks.stop(std::time::Duration::from_secs(20)).await.is_empty());
    }
}
