use std::io::Cursor;

use beseda_base::both;
use beseda_base::db::Db;
use image::{ImageFormat, Rgb, RgbImage};

use crate::migrations::ALL;
use crate::testing::TestApp;

const AVATAR: &str = "/api/v1/me/avatar";

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, Rgb([200, 30, 40])).write_to(&mut out, ImageFormat::Png).unwrap();
    out.into_inner()
}

both! { ALL;
    async fn a_picture_becomes_a_small_square_that_everybody_sees(db: Db) {
        let app = TestApp::new(db).await;
        let olga = app.operator("olga").await;
        let profile = olga.put(AVATAR).file("me.png", "image/png", &png(600, 400)).await.gives(200);
        let url = profile["avatar_url"].as_str().unwrap().to_owned();
        let shown = app.stranger().get(&url).await;
        assert_eq!(shown.status, 200);
        let picture = image::load_from_memory(&shown.bytes).unwrap();
        assert_eq!((picture.width(), picture.height()), (256, 256));
        assert_eq!(shown.header("x-content-type-options"), "nosniff");
        assert!(shown.header("content-security-policy").contains("sandbox"));
        assert_eq!(shown.header("cross-origin-resource-policy"), "cross-origin", "the website chat shows it on other sites");
        let page = app.owner().get("/api/v1/employees").await.gives(200);
        assert!(page["items"].as_array().unwrap().iter().any(|employee| employee["avatar_url"] == url.as_str()));

        let second = olga.put(AVATAR).file("me.png", "image/png", &png(100, 300)).await.gives(200);
        assert_ne!(second["avatar_url"], url.as_str(), "another picture has another address");
        crate::files::remove_spare(&app.inbox).await;
        app.stranger().get(&url).await.fails(404, "not_found");
        let url = second["avatar_url"].as_str().unwrap().to_owned();
        assert!(olga.delete(AVATAR).await.gives(200)["avatar_url"].is_null());
        crate::files::remove_spare(&app.inbox).await;
        app.stranger().get(&url).await.fails(404, "not_found");
    }

    async fn what_is_no_picture_or_too_large_is_refused(db: Db) {
        let app = TestApp::new(db).await;
        let owner = app.owner();
        owner.put(AVATAR).file("me.png", "image/png", b"<svg onload=alert(1)>").await.complains("file", "bad_value");
        owner.put(AVATAR).file("me.png", "image/png", &vec![0; (10 << 20) + 1]).await.fails(413, "payload_too_large");
        owner.put(AVATAR).file("me.png", "image/png", &vec![0; 11 << 20]).await.fails(413, "payload_too_large");
        owner.put(AVATAR).header("content-type", "multipart/form-data; boundary=part").body("--part--\r\n").await
            .complains("file", "required");
        app.stranger().put(AVATAR).file("me.png", "image/png", &png(10, 10)).await.fails(401, "unauthorized");
        app.stranger().delete(AVATAR).await.fails(401, "unauthorized");
        assert!(owner.get("/api/v1/me").await.gives(200)["employee"]["avatar_url"].is_null());
    }

    async fn only_names_of_pictures_are_looked_up(db: Db) {
        let app = TestApp::new(db).await;
        for name in ["x", "..%2F..%2Fsecret.key", "%2e%2e", &"a".repeat(64), &"A".repeat(64), &"я".repeat(64)] {
            let path = format!("/api/v1/avatars/{}", name.replace('я', "%D1%8F"));
            app.stranger().get(&path).await.fails(404, "not_found");
        }
    }
}
