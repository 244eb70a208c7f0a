use beseda_base::both;
use beseda_base::db::{Db, params};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;

use super::*;
use crate::migrations::ALL;
use crate::testing::NOW;

fn jwt(secret: &str, claims: &Value) -> String {
    jsonwebtoken::encode(&Header::default(), claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

impl Site {
    async fn secret(&self) -> String {
        let answer = self.owner.get(&format!("/api/v1/channels/{}/secret", self.channel)).await.gives(200);
        answer["identity_secret"].as_str().unwrap().to_owned()
    }

    fn claims(&self, sub: &str, jti: &str) -> Value {
        json!({ "sub": sub, "jti": jti, "aud": self.key, "exp": NOW / 1000 + 600, "name": "Мария", "email": "maria@example.com" })
    }

    async fn identifies(&self, token: &str) -> Answer {
        self.session(json!({ "token": null, "identity": token })).await
    }
}

fn changed(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    claims[name] = value;
    claims
}

both! { ALL;
    async fn a_user_the_site_vouches_for_is_the_same_everywhere(db: Db) {
        let site = Site::new(db).await;
        let secret = site.secret().await;
        let first = site.identifies(&jwt(&secret, &site.claims("42", "a"))).await.gives(200);
        let second = site.identifies(&jwt(&secret, &site.claims("42", "b"))).await.gives(200);
        assert_eq!((&first["known"], &first["visitor"]), (&json!(true), &second["visitor"]));
        let (phone, desk) = (site.guest_of(first), site.guest_of(second));
        phone.writes("1", "с телефона").await.gives(200);
        desk.writes("1", "повтор").await.gives(200);
        desk.writes("2", "со стола").await.gives(200);
        site.drain().await;
        let client = site.only_client().await;
        let card = site.owner.get(&format!("/api/v1/clients/{client}")).await.gives(200);
        assert_eq!((&card["name"], &card["email"]), (&json!("Мария"), &json!("maria@example.com")));
        assert_eq!(texts(&phone.items().await), ["с телефона", "со стола"]);
    }

    async fn an_identity_is_refused_unless_everything_fits(db: Db) {
        let site = Site::new(db).await;
        let secret = site.secret().await;
        let good = site.claims("42", "a");
        let mut without_jti = good.clone();
        without_jti.as_object_mut().unwrap().remove("jti");
        let bad = [
            jwt("another secret", &good),
            jwt(&secret, &changed(&good, "aud", json!("another chat"))),
            jwt(&secret, &changed(&good, "exp", json!(NOW / 1000 - 1))),
            jwt(&secret, &changed(&good, "exp", json!(NOW / 1000 + 7 * 24 * 3600))),
            jwt(&secret, &changed(&good, "sub", json!(""))),
            jwt(&secret, &changed(&good, "sub", json!("x".repeat(61)))),
            jwt(&secret, &without_jti),
            jsonwebtoken::encode(&Header::new(Algorithm::HS512), &good, &EncodingKey::from_secret(secret.as_bytes())).unwrap(),
            // "alg": "none".
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiI0MiJ9.".to_owned(),
            "garbage".to_owned(),
        ];
        for token in bad {
            site.identifies(&token).await.fails(401, "bad_identity");
        }
        site.identifies(&jwt(&secret, &good)).await.gives(200);
        site.app.advance(601_000);
        site.identifies(&jwt(&secret, &changed(&good, "jti", json!("b")))).await.fails(401, "bad_identity");
    }

    async fn an_identity_is_good_once(db: Db) {
        let site = Site::new(db).await;
        let token = jwt(&site.secret().await, &site.claims("42", "a"));
        let first = site.identifies(&token).await.gives(200);
        site.identifies(&token).await.fails(401, "bad_identity");
        // The page that has the session shows the same token again after a reload.
        let again = site.session(json!({ "token": first["token"], "identity": token })).await.gives(200);
        assert_eq!(again["visitor"], first["visitor"]);
        // Somebody else's session does not help a stolen one.
        let stranger = site.guest().await;
        site.session(json!({ "token": stranger.token, "identity": token })).await.fails(401, "bad_identity");
    }

    async fn a_chat_for_users_has_no_strangers(db: Db) {
        let site = Site::new(db).await;
        let early = site.guest().await;
        early.writes("1", "привет").await.gives(200);
        site.settings(json!({ "identity_required": true })).await;
        site.session(json!({ "token": null })).await.fails(401, "bad_identity");
        site.session(json!({ "token": early.token })).await.fails(401, "bad_identity");
        early.writes("2", "ещё").await.fails(401, "bad_identity");
        early.uploads("a.txt", b"x").await.fails(401, "bad_identity");
        let token = jwt(&site.secret().await, &site.claims("42", "a"));
        let user = site.guest_of(site.identifies(&token).await.gives(200));
        user.writes("1", "привет").await.gives(200);
        let renewed = site.session(json!({ "token": user.token })).await.gives(200);
        assert_eq!(renewed["known"], true);
    }

    async fn what_a_visitor_types_makes_him_nobody_else(db: Db) {
        let site = Site::new(db.clone()).await;
        let token = jwt(&site.secret().await, &site.claims("42", "a"));
        let maria = site.guest_of(site.identifies(&token).await.gives(200));
        maria.writes("1", "моя тайна").await.gives(200);
        let liar = site.guest().await;
        let form = json!({ "name": "Мария", "email": "maria@example.com", "phone": "+79161234567" });
        liar.post("messages", json!({ "ref": "1", "text": "это я", "form": form })).await.gives(200);
        site.drain().await;
        assert_eq!(site.clients().await, 2, "a form never finds a client");
        assert_eq!(texts(&liar.items().await), ["это я"]);
        let emails: Vec<(String, String)> =
            db.read(|tx| tx.query("select external_id, email from clients order by id", params![])).await.unwrap();
        assert_eq!(emails.iter().map(|row| row.1.as_str()).collect::<Vec<_>>(), ["maria@example.com"; 2], "told, and kept apart");
        assert_ne!(emails[0].0, emails[1].0);
    }
}
