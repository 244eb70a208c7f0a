use axum::http::{HeaderMap, HeaderValue, header};
use beseda_base::both;
use beseda_base::db::{Db, params};
use serde_json::json;

use super::{client, png};
use crate::channels::ChannelFacts;
use crate::files::{Signature, Variant, serve_signed, signed_url};
use crate::migrations::ALL;
use crate::testing::TestApp;

both! { ALL;
    async fn a_picture_is_shown_and_anything_else_is_saved(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        let picture = olga.post("/api/v1/files").file("кружка.png", "image/png", &png(40, 30)).await.gives(201);
        let shown = olga.get(picture["url"].as_str().unwrap()).await;
        assert_eq!((shown.status, shown.header("content-type")), (200, "image/png"));
        assert!(shown.header("content-disposition").starts_with("inline; "), "{}", shown.header("content-disposition"));
        let saved = olga.post("/api/v1/files").file("price.pdf", "application/pdf", b"%PDF-1.7 and so on").await.gives(201);
        assert_eq!((&saved["kind"], &saved["mime"]), (&json!("document"), &json!("application/pdf")));
        let saved = olga.get(saved["url"].as_str().unwrap()).await;
        assert_eq!(saved.header("content-type"), "application/octet-stream");
        assert_eq!(saved.header("content-disposition"), "attachment; filename=\"price.pdf\"; filename*=UTF-8''price.pdf");
        for answer in [shown, saved] {
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert!(answer.header("content-security-policy").contains("sandbox") && answer.header("content-security-policy").contains("default-src 'none'"));
            assert_eq!(answer.header("cache-control"), "private, max-age=31536000, immutable");
            assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
            assert!(answer.header("etag").len() > 20);
        }
    }

    async fn parts_are_served_for_players_and_known_bytes_not_again(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        let mut sound = b"OggS\0\x02".to_vec();
        sound.extend((0..2_000_u32).map(|n| u8::try_from(n % 251).unwrap()));
        let file = olga.post("/api/v1/files").file("voice.ogg", "application/x-unknown", &sound).await.gives(201);
        assert_eq!((&file["kind"], &file["mime"]), (&json!("audio"), &json!("audio/ogg")));
        let path = file["url"].as_str().unwrap();
        let whole = olga.get(path).await;
        assert_eq!((whole.status, whole.header("accept-ranges"), &whole.bytes[..]), (200, "bytes", &sound[..]));
        let part = olga.get(path).header("range", "bytes=100-199").await;
        assert_eq!((part.status, part.header("content-range")), (206, "bytes 100-199/2006"));
        assert_eq!((&part.bytes[..], part.header("content-length")), (&sound[100..200], "100"));
        assert_eq!(olga.get(path).header("range", "bytes=-6").await.bytes, sound[2_000..]);
        let beyond = olga.get(path).header("range", "bytes=2006-").await;
        assert_eq!((beyond.status, beyond.header("content-range")), (416, "bytes */2006"));
        let tag = whole.header("etag").to_owned();
        assert_eq!(olga.get(path).header("range", "bytes=0-9").header("if-range", &tag).await.status, 206);
        assert_eq!(olga.get(path).header("range", "bytes=0-9").header("if-range", "\"other\"").await.status, 200);
        let known = olga.get(path).header("if-none-match", &tag).await;
        assert_eq!((known.status, known.bytes.len(), known.header("etag")), (304, 0, tag.as_str()));
    }

    async fn a_visitor_needs_a_fresh_address_of_his_channel(db: Db) {
        let app = TestApp::new(db).await;
        let chat = async |name: &str| app.owner().post("/api/v1/channels").json(json!({ "kind": "site_chat", "name": name })).await.gives(201)["id"].as_i64().unwrap();
        let (ours, other) = (chat("Сайт").await, chat("Другой").await);
        let channel = ChannelFacts { id: ours, project: 1, kind: beseda_messengers::Kind::SiteChat };
        let (guest, _) = client(&app, channel, "visitor-1", None).await;
        let file = app.owner().post("/api/v1/files").file("кружка.png", "image/png", &png(40, 30)).await.gives(201)["id"].as_i64().unwrap();
        app.inbox.db.write(move |tx| tx.execute("update files set client = $1 where id = $2", params![guest, file])).await.unwrap();
        let url = signed_url(&app.inbox, "KEY", file, false);
        let query = url.strip_prefix(&format!("/chat/KEY/files/{file}?")).unwrap();
        let (e, s) = query.strip_prefix("e=").unwrap().split_once("&s=").unwrap();
        let signature = Signature { e: e.parse().unwrap(), s: s.to_owned() };
        let none = HeaderMap::new();
        let get = async |channel: i64, file: i64, signature: &Signature| serve_signed(&app.inbox, channel, file, Variant::Original, signature, &none).await;
        let served = get(ours, file, &signature).await.unwrap();
        assert_eq!(served.headers()[header::CACHE_CONTROL], HeaderValue::from_static("private, max-age=600"));
        assert_eq!(served.headers()["cross-origin-resource-policy"], HeaderValue::from_static("cross-origin"));
        assert_eq!(served.headers()[header::X_CONTENT_TYPE_OPTIONS], HeaderValue::from_static("nosniff"));
        assert!(get(other, file, &signature).await.is_err(), "another channel");
        assert!(get(ours, file + 1, &signature).await.is_err(), "another file");
        let later = Signature { e: signature.e + 60_000, s: signature.s.clone() };
        assert!(get(ours, file, &later).await.is_err(), "a later end");
        app.advance(10 * 60_000 + 1);
        assert!(get(ours, file, &signature).await.is_err(), "too old");
        assert!(signed_url(&app.inbox, "KEY", file, true).starts_with(&format!("/chat/KEY/files/{file}/thumb?e=")));
    }
}
