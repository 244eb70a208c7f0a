//! Visitors of the website: each writes one message after the other and repeats it, as the widget does, until it is
//! answered 200. Sometimes also afterwards, as a widget does whose answer was lost.

use std::sync::Arc;

use serde_json::json;

use crate::http::Ask;
use crate::stage::Stage;

/// Writes while the load goes on.
pub(crate) async fn visit(stage: Arc<Stage>, number: u64) {
    let mut random = stage.random(&format!("visitor {number}"));
    let asked = Ask::post(format!("/chat/{}/session", stage.site), json!({ "token": null, "identity": null }));
    let Some(session) = stage.noted(stage.http.insist(&asked).await) else { return };
    let text = |field: &str| session.body[field].as_str().unwrap_or_default().to_owned();
    let (visitor, token) = (text("visitor"), text("token"));
    stage.ledger().tokens.push((visitor.clone(), token.clone()));
    // Everybody writes at least once, however short the load.
    for count in 1_u32.. {
        let reference = format!("v{number}-{count}");
        let message = json!({
            "ref": reference, "text": format!("{reference} is this in stock?"), "file_ids": [], "reply_to": null, "form": null,
            "page": { "url": "https://shop.example/", "title": "Shop", "referrer": "", "language": "en", "utm": {} },
        });
        let ask = Ask::post(format!("/chat/{}/messages", stage.site), message)
            .with("authorization", format!("Bearer {token}"));
        if stage.noted(stage.http.insist(&ask).await).is_none() {
            return;
        }
        stage.ledger().visitors.entry(visitor.clone()).or_default().push(reference);
        if random.chance(12) {
            // Whether this one is answered does not matter: it must change nothing.
            stage.http.once(&ask).await;
        }
        stage.rest(&mut random, 20, 160).await;
        if !stage.is_loading() {
            return;
        }
    }
}
