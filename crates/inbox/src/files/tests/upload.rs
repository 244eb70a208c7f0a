use beseda_base::both;
use beseda_base::db::{Db, params};
use serde_json::json;

use super::{client, link, listed, png, stored};
use crate::channels::ChannelFacts;
use crate::channels::tests::World;
use crate::files::download::Downloads;
use crate::files::work::work_through;
use crate::files::{attach_inbound, give_up, prune_unclaimed, queries, remove_spare, store};
use crate::migrations::ALL;
use crate::testing::{NOW, TestApp};

const DAY: i64 = 24 * 3_600_000;

fn telegram(id: i64) -> ChannelFacts {
    ChannelFacts { id, project: 1, kind: beseda_messengers::Kind::Telegram }
}

both! { ALL;
    async fn a_picture_is_known_by_its_bytes_and_gets_a_small_one(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        let file = olga.post("/api/v1/files").file("C:\\фото\\кружка.exe.png", "text/plain", &png(1_200, 600)).await.gives(201);
        assert_eq!((&file["kind"], &file["mime"], &file["name"]), (&json!("image"), &json!("image/png"), &json!("кружка.exe.png")));
        assert_eq!((&file["width"], &file["height"], &file["state"]), (&json!(1200), &json!(600), &json!("stored")));
        assert_eq!(file["thumb_url"], json!(null), "made off the request path");
        assert_eq!(work_through::<Downloads>(&app.inbox).await.unwrap(), 1);
        let path = file["url"].as_str().unwrap();
        let thumb = olga.get(&format!("{path}/thumb")).await;
        assert_eq!((thumb.status, thumb.header("content-type")), (200, "image/jpeg"));
        assert_eq!(crate::files::pictures::size(&thumb.bytes), Some((480, 240)));
        assert_eq!(work_through::<Downloads>(&app.inbox).await.unwrap(), 0, "done once");
    }

    async fn what_could_be_run_is_refused(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        for (name, bytes) in [("setup.exe", &b"anything"[..]), ("photo.png", b"MZ\x90\0\x03\0\0\0"), ("notes.txt", b"<html><script>alert(1)</script>"), ("logo.svg", b"<svg/>")] {
            olga.post("/api/v1/files").file(name, "image/png", bytes).await.fails(415, "file_type_refused");
        }
        olga.post("/api/v1/files").file("empty.txt", "text/plain", b"").await.complains("file", "required");
        olga.post("/api/v1/files").header("content-type", "multipart/form-data; boundary=part").body("--part--\r\n").await.complains("file", "required");
        assert_eq!(olga.post("/api/v1/files").json(json!({})).await.status, 400);
        assert_eq!(stored(&app), 0);
    }

    async fn a_file_has_at_most_the_limit_and_a_large_one_leaves_nothing(db: Db) {
        let app = TestApp::with(db, |config| config.limits.file_bytes = 100_000).await;
        let olga = app.operator("olga").await;
        olga.post("/api/v1/files").file("full.txt", "text/plain", &vec![b'x'; 100_000]).await.gives(201);
        assert_eq!(stored(&app), 1);
        olga.post("/api/v1/files").file("more.txt", "text/plain", &vec![b'x'; 100_001]).await.fails(413, "payload_too_large");
        olga.post("/api/v1/files").file("much.txt", "text/plain", &vec![b'x'; 400_000]).await.fails(413, "payload_too_large");
        assert_eq!(stored(&app), 1);
        let rows: i64 = app.inbox.db.read(|tx| tx.one("select count(*) from files", params![])).await.unwrap();
        assert_eq!(rows, 1);
    }

    async fn bytes_that_no_row_has_named_go_after_a_day_and_no_others(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        olga.post("/api/v1/files").file("кружка.png", "image/png", &png(900, 600)).await.gives(201);
        work_through::<Downloads>(&app.inbox).await.unwrap();
        olga.put("/api/v1/me/avatar").file("я.png", "image/png", &png(300, 300)).await.gives(200);
        assert_eq!((stored(&app), listed(&app).await), (3, 0), "the picture, its small one, the face");
        // Whoever stored these ended before a row named them.
        store::save_picture(&app.inbox, app.project, b"nobody's".to_vec()).await.unwrap();
        assert_eq!((stored(&app), listed(&app).await), (4, 1));
        app.advance(DAY - 1);
        assert_eq!(remove_spare(&app.inbox).await, 0);
        app.advance(1);
        assert_eq!(remove_spare(&app.inbox).await, 1);
        assert_eq!((stored(&app), listed(&app).await), (3, 0));
    }

    async fn a_row_that_nobody_heard_of_keeps_its_bytes(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        olga.post("/api/v1/files").file("a.txt", "text/plain", b"a").await.gives(201);
        let key: String = app.inbox.db.read(|tx| tx.one("select blob_key from files", &[])).await.unwrap();
        give_up(&app.inbox, &key).await;
        let lost = store::save_picture(&app.inbox, app.project, b"nobody's".to_vec()).await.unwrap();
        give_up(&app.inbox, &lost).await;
        assert_eq!(remove_spare(&app.inbox).await, 1, "at once");
        assert_eq!(stored(&app), 1);
    }

    async fn only_the_author_sends_his_upload_and_only_once_to_one_client(db: Db) {
        let world = World::new(db).await;
        let channel = telegram(world.connected().await);
        let (anna, _) = client(&world.app, channel, "1", None).await;
        let (boris, _) = client(&world.app, channel, "2", None).await;
        let (olga, oleg) = (world.app.operator("olga").await, world.app.operator("oleg").await);
        let file = olga.post("/api/v1/files").file("a.txt", "text/plain", b"words").await.gives(201)["id"].as_i64().unwrap();
        let take = async |client: i64, author: i64, files: Vec<i64>| {
            world.app.inbox.db.write(move |tx| queries::take_uploaded(tx, 1, client, Some(author), &files)).await
        };
        assert!(take(anna, oleg.id, vec![file]).await.is_err(), "not his");
        assert!(take(anna, olga.id, vec![file, file]).await.is_err(), "named twice");
        assert!(take(anna, olga.id, vec![file + 1]).await.is_err(), "not there");
        take(anna, olga.id, vec![file]).await.unwrap();
        take(anna, olga.id, vec![file]).await.unwrap();
        assert!(take(boris, olga.id, vec![file]).await.is_err(), "it is Anna's now");
    }

    async fn nobody_else_sees_an_upload_that_was_not_sent(db: Db) {
        let world = World::new(db).await;
        let channel = telegram(world.connected().await);
        let (olga, oleg) = (world.app.operator("olga").await, world.app.operator("oleg").await);
        let file = olga.post("/api/v1/files").file("a.txt", "text/plain", b"words").await.gives(201);
        let (id, path) = (file["id"].as_i64().unwrap(), file["url"].as_str().unwrap().to_owned());
        assert_eq!(olga.get(&path).await.text(), "words");
        oleg.get(&path).await.fails(404, "not_found");
        world.owner.get(&path).await.fails(404, "not_found");
        world.app.stranger().get(&path).await.fails(401, "unauthorized");
        // Sent to a client of Oleg's: Oleg and who sees all dialogs may look, Olga may no longer.
        let (anna, message) = client(&world.app, channel, "1", Some(oleg.id)).await;
        let author = olga.id;
        world.app.inbox.db.write(move |tx| queries::take_uploaded(tx, 1, anna, Some(author), &[id])).await.unwrap();
        link(&world.app, message, id).await;
        assert_eq!(oleg.get(&path).await.status, 200);
        assert_eq!(world.owner.get(&path).await.status, 200);
        olga.get(&path).await.fails(404, "not_found");
        let neighbour = world.app.neighbour("nora").await;
        neighbour.get(&path).await.fails(404, "not_found");
        // A browser's <img> cannot name the project: the file's own decides.
        assert_eq!(oleg.get(&path).without("beseda-project").await.status, 200);
    }

    async fn uploads_nobody_sent_go_after_a_day(db: Db) {
        let world = World::new(db).await;
        let channel = telegram(world.connected().await);
        let olga = world.app.operator("olga").await;
        let sent = olga.post("/api/v1/files").file("sent.txt", "text/plain", b"sent").await.gives(201)["id"].as_i64().unwrap();
        let left = olga.post("/api/v1/files").file("left.png", "image/png", &png(600, 600)).await.gives(201)["id"].as_i64().unwrap();
        work_through::<Downloads>(&world.app.inbox).await.unwrap();
        let (anna, _) = client(&world.app, channel, "1", None).await;
        let author = olga.id;
        world.app.inbox.db.write(move |tx| queries::take_uploaded(tx, 1, anna, Some(author), &[sent])).await.unwrap();
        let prune = async || {
            let now = world.app.inbox.clock.now();
            let ended = world.app.inbox.db.write(move |tx| prune_unclaimed(tx, now, 500)).await.unwrap();
            crate::files::remove_spare(&world.app.inbox).await;
            (ended, stored(&world.app))
        };
        assert_eq!(prune().await, (0, 3));
        world.app.advance(DAY + 1);
        assert_eq!(prune().await, (1, 1), "with its small picture");
        let rows: Vec<i64> = world.app.inbox.db.read(|tx| tx.query("select id from files order by id", params![])).await.unwrap();
        assert_eq!(rows, [sent]);
        assert_ne!(sent, left);
    }

    async fn a_visitors_upload_becomes_his_clients(db: Db) {
        let app = TestApp::new(db).await;
        let chat = app.owner().post("/api/v1/channels").json(json!({ "kind": "site_chat", "name": "Сайт" })).await.gives(201)["id"].as_i64().unwrap();
        let channel = ChannelFacts { id: chat, project: 1, kind: beseda_messengers::Kind::SiteChat };
        let upload: i64 = app.inbox.db.write(move |tx| tx.one(
            "insert into files (project, channel, kind, name, mime, size, state, blob_key, created_at) values (1, $1, 'document', 'a.txt', 'text/plain', 5, 'stored', 'files/1/a', $2) returning id",
            params![chat, NOW],
        )).await.unwrap();
        let (guest, _) = client(&app, channel, "visitor-1", None).await;
        let (other, _) = client(&app, channel, "visitor-2", None).await;
        let attach = async |client: i64, source: String| {
            let file = beseda_messengers::InboundFile { kind: beseda_messengers::FileKind::Document, source, name: "a.txt".into(), mime: String::new(), size: None, width: None, height: None, duration_s: None };
            app.inbox.db.write(move |tx| {
                let id = attach_inbound(tx, &channel, client, &file, NOW)?;
                queries::by_id(tx, 1, id)
            }).await.unwrap()
        };
        let own = attach(guest, upload.to_string()).await;
        assert_eq!((own.id, own.client, own.state.name()), (upload, Some(guest), "stored"));
        assert_eq!(attach(guest, upload.to_string()).await.id, upload, "the same message again");
        let foreign = attach(other, upload.to_string()).await;
        assert_ne!(foreign.id, upload);
        assert_eq!((foreign.client, foreign.state.name()), (Some(other), "failed"));
        assert_eq!(attach(other, "rubbish".into()).await.state.name(), "failed", "a message is never lost for its file");
    }
}
