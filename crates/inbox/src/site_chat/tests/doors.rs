//! Open chats follow their channel, and a visitor is where he is, whichever node he came to.

use beseda_base::both;
use beseda_base::db::{Db, params};
use jsonwebtoken::{EncodingKey, Header};
use serde_json::json;

use super::*;
use crate::live::{Signal, signal};
use crate::migrations::ALL;
use crate::testing::NOW;

impl Site {
    /// Another node that visitors come to, and where.
    async fn second_node(&self) -> (TestApp, SocketAddr) {
        let other = self.app.another_node();
        live::start(&other.inbox);
        site_chat::start(&other.inbox);
        let there = other.serve().await;
        (other, there)
    }
}

both! { ALL;
    async fn a_removed_chat_closes_its_sockets_on_every_node(db: Db) {
        let site = Site::new(db).await;
        let server = site.served().await;
        let (other, there) = site.second_node().await;
        let guest = site.guest().await;
        let (mut near, _) = guest.opens(server, None).await;
        let (mut far, _) = guest.opens(there, None).await;
        assert_eq!(site.owner.delete(&format!("/api/v1/channels/{}", site.channel)).await.status, 204);
        assert_eq!((near.closed().await, far.closed().await), (4404, 4404));
        assert_eq!(guest.socket(server, SITE).await.err(), Some(404));
        assert!(other.inbox.tasks.stop(Duration::from_secs(20)).await.is_empty());
        site.ends().await;
    }

    async fn a_chat_for_signed_in_users_shuts_strangers_out_at_once(db: Db) {
        let site = Site::new(db).await;
        let server = site.served().await;
        let secret = site.owner.get(&format!("/api/v1/channels/{}/secret", site.channel)).await.gives(200);
        let claims = json!({ "sub": "42", "jti": "a", "aud": site.key, "exp": NOW / 1000 + 600, "name": "Мария" });
        let key = EncodingKey::from_secret(secret["identity_secret"].as_str().unwrap().as_bytes());
        let token = jsonwebtoken::encode(&Header::default(), &claims, &key).unwrap();
        let known = site.guest_of(site.session(json!({ "token": null, "identity": token })).await.gives(200));
        let stranger = site.guest().await;
        let (mut hers, _) = known.opens(server, None).await;
        let (mut his, _) = stranger.opens(server, None).await;
        site.settings(json!({ "identity_required": true })).await;
        assert_eq!(his.closed().await, 4401);
        let mut again = stranger.socket(server, SITE).await.unwrap();
        again.say(&json!({ "type": "hello", "token": stranger.token, "after": 0 })).await;
        assert_eq!(again.closed().await, 4401);
        stranger.writes("1", "пустите").await.fails(401, "bad_identity");
        known.writes("1", "привет").await.gives(200);
        site.drain().await;
        assert_eq!(hers.next_of("message").await["message"]["text"], "привет", "who is vouched for stays");
        site.ends().await;
    }

    async fn a_pause_closes_nobody_out(db: Db) {
        let site = Site::new(db).await;
        let server = site.served().await;
        let guest = site.guest().await;
        let (mut socket, _) = guest.opens(server, None).await;
        assert_eq!(site.owner.put(&format!("/api/v1/channels/{}/pause", site.channel)).await.status, 200);
        guest.writes("1", "привет").await.gives(200);
        site.drain().await;
        assert_eq!(socket.next_of("message").await["message"]["text"], "привет");
        site.ends().await;
    }

    async fn a_visitor_is_on_the_site_for_every_node(db: Db) {
        let site = Site::new(db).await;
        let server = site.served().await;
        let (other, there) = site.second_node().await;
        let guest = site.guest().await;
        guest.writes("1", "привет").await.gives(200);
        site.drain().await;
        let client = site.only_client().await;
        let online = async |owner: &User| owner.get(&format!("/api/v1/dialogs/{client}")).await.gives(200)["online"].clone();
        let (mut page, _) = site.owner.page(server, None).await;
        let (socket, _) = guest.opens(there, None).await;
        assert_eq!(page.next_of("presence").await["online"], true);
        assert_eq!((online(&site.owner).await, online(&other.owner()).await), (json!(true), json!(true)));
        drop(socket);
        assert_eq!(page.next_of("presence").await["online"], false);
        assert_eq!(online(&site.owner).await, false);
        // A node that dies takes its visitors along, after a while.
        let ghost = serde_json::from_value(json!({
            "channel": site.channel, "visitor": guest.id, "socket": 1, "open": true, "client": client, "responsible": null,
        })).unwrap();
        signal(&site.app.inbox, site.app.project, &Signal::Presence(ghost));
        assert_eq!(page.next_of("presence").await["online"], true);
        site.app.advance(61_000);
        assert_eq!(online(&site.owner).await, false);
        site.app.inbox.bus.wake(beseda_base::bus::Topic::Channels);
        assert_eq!(page.next_of("presence").await["online"], false);
        assert!(other.inbox.tasks.stop(Duration::from_secs(20)).await.is_empty());
        site.ends().await;
    }

    async fn only_another_site_makes_a_chat_installed(db: Db) {
        let site = Site::new(db).await;
        let installed = async || site.owner.get(&format!("/api/v1/channels/{}", site.channel)).await.gives(200)["installed_at"].clone();
        let own = site.app.stranger();
        own.get(&site.path("config")).header("origin", "http://beseda.test").await.gives(200);
        own.get(&site.path("config")).without("origin").await.gives(200);
        assert_eq!(installed().await, json!(null), "our own pages show it, too");
        site.browser().get(&site.path("config")).await.gives(200);
        assert_eq!(installed().await, NOW);
    }

    async fn a_visitors_reference_is_his_own(db: Db) {
        let site = Site::new(db).await;
        let guest = site.guest().await;
        guest.writes("0", "привет").await.gives(200);
        site.drain().await;
        let client = site.only_client().await;
        let answer = site.answers(client, json!({ "text": "ответ", "client_ref": "shared" })).await;
        // The same reference from the visitor's side is another message, is not refused, and tells nothing.
        let taken = guest.writes("shared", "моё").await.gives(200);
        let free = guest.writes("unused", "моё").await.gives(200);
        assert_eq!((taken, free), (json!({ "ref": "shared" }), json!({ "ref": "unused" })));
        site.drain().await;
        assert_eq!(site.number("select count(*) from raw_events where state = 2").await, 0);
        assert_eq!(texts(&guest.items().await), ["привет", "ответ", "моё", "моё"]);
        // And an employee may use one that the visitor has used.
        let other = site.answers(client, json!({ "text": "ещё", "client_ref": "unused" })).await;
        assert_ne!(other, answer);
        let path = format!("/api/v1/dialogs/{client}/messages");
        site.owner.post(&path).json(json!({ "text": "иное", "client_ref": "shared" })).await.fails(409, "client_ref_reused");
        guest.writes("shared", "снова").await.gives(200);
        site.drain().await;
        assert_eq!(guest.items().await.len(), 5, "a repeated one changes nothing");
    }

    async fn a_visitor_sees_who_answers_him(db: Db) {
        let site = Site::new(db.clone()).await;
        let guest = site.guest().await;
        guest.writes("1", "привет").await.gives(200);
        site.drain().await;
        let client = site.only_client().await;
        site.answers(client, json!({ "text": "ответ", "client_ref": "a" })).await;
        assert_eq!(guest.items().await[1]["author"], json!({ "kind": "employee", "name": "katerina", "avatar_url": null }));
        let (owner, key) = (site.owner.id, "a".repeat(64));
        db.write(move |tx| tx.execute("update employees set avatar_key = $2 where id = $1", params![owner, format!("avatars/{key}")])).await.unwrap();
        let shown = guest.items().await[1]["author"]["avatar_url"].clone();
        assert_eq!(shown, format!("/api/v1/avatars/{}", "a".repeat(64)));
        let page = site.owner.get(&format!("/api/v1/dialogs/{client}/messages")).await;
        assert!(!page.text().contains("avatars/"), "the page knows its colleagues already");
    }
}
