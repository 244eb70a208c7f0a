//! What a bot sends: taken, stored, or refused as Telegram refuses it.

use beseda_messengers::{
    Account, AccountProblem, Button, Entity, EntityKind, FileKind, Kind, Order, OrderKind, OutgoingFile, SendOutcome,
};
use fake_telegram::{Deed, User};
use serde_json::{Value, json};

use super::common::{Plain, Scene, text};

#[tokio::test]
async fn the_account_is_known_and_a_wrong_token_is_not() {
    let scene = Scene::new().await;
    let known = Kind::Telegram.identify(&Plain, &scene.account()).await.unwrap();
    assert_eq!((known.id.as_str(), known.username.as_str(), known.groups), ("7100200300", "clay_bot", true));
    for token in ["7100200300:AAotherOtherOtherOtherOtherOtherOth", "1:short"] {
        let wrong = Account { token: token.to_owned(), ..scene.account() };
        assert!(matches!(Kind::Telegram.identify(&Plain, &wrong).await, Err(AccountProblem::WrongToken(_))));
    }
    scene.bot.revoke();
    assert!(matches!(scene.send(text("a")).await, SendOutcome::AccountBroken { .. }));
}

#[tokio::test]
async fn every_order_of_ours_is_taken_without_a_violation() {
    let scene = Scene::new().await;
    let question = scene.writes("Есть синие?");
    let buttons = vec![vec![Button { text: "Синяя".to_owned(), data: Some("color:blue".to_owned()), url: None }]];
    let bold = vec![Entity { kind: EntityKind::Bold, offset: 3, length: 2, url: None }];
    let kind = OrderKind::Text {
        text: "👍 да".to_owned(),
        entities: bold,
        reply_to: Some(question.to_string()),
        buttons: buttons.clone(),
    };
    let answer = scene.sent(kind).await;
    let shown = scene.bot.message(scene.anna, answer.parse().unwrap()).unwrap();
    assert_eq!(shown["reply_to_message"]["text"], "Есть синие?");
    assert_eq!(shown["entities"], json!([{ "type": "bold", "offset": 3, "length": 2 }]));

    let press =
        scene.bot.act(scene.anna, Deed::Press { message_id: answer.parse().unwrap(), data: "color:blue".to_owned() });
    assert_eq!(scene.bot.log().open_callbacks, 1);
    let callback = OrderKind::AnswerCallback { callback_id: press.callback_id.unwrap() };
    assert_eq!(scene.send(callback.clone()).await, SendOutcome::Sent { part: None });
    assert_eq!(scene.send(callback).await, SendOutcome::Sent { part: None }, "confirmed already");
    assert_eq!(scene.bot.log().open_callbacks, 0);

    let edit = |text: &str| OrderKind::Edit {
        external_id: answer.clone(),
        text: text.to_owned(),
        entities: vec![],
        is_caption: false,
        buttons: vec![],
    };
    assert_eq!(scene.send(edit("нет")).await, SendOutcome::Sent { part: None });
    assert_eq!(scene.send(edit("нет")).await, SendOutcome::Sent { part: None }, "not modified is done");
    let shown = scene.bot.message(scene.anna, answer.parse().unwrap()).unwrap();
    assert_eq!((&shown["text"], shown.get("reply_markup")), (&json!("нет"), None));

    for (kind, mime, method) in [
        (FileKind::Image, "image/png", "sendPhoto"),
        (FileKind::Video, "video/mp4", "sendVideo"),
        (FileKind::Animation, "image/gif", "sendAnimation"),
        (FileKind::Audio, "audio/mpeg", "sendAudio"),
        (FileKind::Voice, "audio/ogg", "sendVoice"),
        (FileKind::VideoNote, "video/mp4", "sendVideoNote"),
        (FileKind::Document, "application/pdf", "sendDocument"),
        (FileKind::Sticker, "image/webp", "sendSticker"),
    ] {
        let file =
            OutgoingFile {
                kind, blob: "bytes".to_owned(), name: "имя.bin".to_owned(), mime: mime.to_owned(), size: 5
            };
        scene
            .sent(OrderKind::File {
                file,
                caption: String::new(),
                reply_to: Some("1".to_owned()),
                buttons: buttons.clone(),
            })
            .await;
        assert_eq!(scene.bot.log().sends.last().unwrap().method, method);
    }
    assert_eq!(scene.send(OrderKind::Typing).await, SendOutcome::Sent { part: None });
    assert_eq!(scene.send(OrderKind::Delete { external_id: answer.clone() }).await, SendOutcome::Sent { part: None });
    assert_eq!(scene.bot.message(scene.anna, answer.parse().unwrap()), None);
    assert_eq!(scene.bot.log().violations, Vec::<String>::new());
}

#[tokio::test]
async fn chats_that_cannot_be_written_to() {
    let scene = Scene::new().await;
    let user = |user: User| scene.bot.add_user(user);
    let cases = [
        (user(User { started: true, blocked: true, ..User::default() }), "blocked_us"),
        (user(User { started: true, deactivated: true, ..User::default() }), "deactivated"),
        (user(User::default()), "cannot_initiate"),
        (77, "chat_not_found"),
    ];
    for (chat, code) in cases {
        let order = Order { chat: chat.to_string(), order_id: 1, silent: false, kind: text("a") };
        let outcome = Kind::Telegram.send(&Plain, &scene.account(), &order).await;
        assert!(matches!(&outcome, SendOutcome::Rejected { code: is, .. } if *is == code), "{outcome:?}");
    }
    let old = scene.sent(text("b")).await;
    assert!(scene.bot.age(scene.anna, old.parse().unwrap(), 49 * 60 * 60));
    let outcome = scene.send(OrderKind::Delete { external_id: old }).await;
    assert!(matches!(outcome, SendOutcome::Rejected { code: "too_old_to_delete", .. }));
    scene.bot.act(scene.anna, Deed::Block);
    assert!(matches!(scene.send(text("c")).await, SendOutcome::Rejected { code: "blocked_us", .. }));
    scene.writes("снова я");
    scene.sent(text("d")).await;
    assert_eq!(scene.bot.log().times(scene.anna, "c"), 0);
}

#[tokio::test]
async fn what_telegram_refuses_is_refused() {
    let scene = Scene::new().await;
    let anna = scene.anna;
    let with = |extra: Value| {
        let mut body = json!({ "chat_id": anna, "text": "a🙂b" });
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        body
    };
    let long = "🙂".repeat(2049);
    let data = "я".repeat(33);
    for (extra, words) in [
        (json!({ "text": " " }), "message text is empty"),
        (json!({ "text": long }), "message is too long"),
        (json!({ "entities": [{ "type": "bold", "offset": 2, "length": 1 }] }), "ENTITY_BOUNDS_INVALID"),
        (json!({ "entities": [{ "type": "bold", "offset": 3, "length": 9 }] }), "ENTITY_BOUNDS_INVALID"),
        (json!({ "entities": [{ "type": "glow", "offset": 0, "length": 1 }] }), "unsupported type"),
        (
            json!({ "reply_markup": { "inline_keyboard": [[{ "text": "a", "callback_data": data }]] } }),
            "BUTTON_DATA_INVALID",
        ),
        (json!({ "reply_markup": { "inline_keyboard": [[{ "text": "a", "url": "javascript:1" }]] } }), "button URL"),
        (json!({ "reply_markup": { "inline_keyboard": [[{ "text": "a" }]] } }), "not allowed"),
        (json!({ "reply_parameters": { "message_id": 9 } }), "message to be replied not found"),
        (json!({ "reply_to_message_id": 9 }), "does not take"),
    ] {
        let told = scene.says("sendMessage", with(extra.clone())).await;
        assert!(told.contains(words), "{extra}: {told}");
    }
    assert!(
        scene
            .says("sendPhoto", json!({ "chat_id": anna, "photo": "https://example.org/a.jpg" }))
            .await
            .contains("no photo")
    );
    assert!(
        scene
            .says("editMessageText", json!({ "chat_id": anna, "message_id": 1, "text": "a" }))
            .await
            .contains("message to edit not found")
    );
    let question = scene.writes("вопрос");
    assert!(
        scene
            .says("editMessageText", json!({ "chat_id": anna, "message_id": question, "text": "a" }))
            .await
            .contains("can't be edited")
    );
    assert!(scene.says("setWebhook", json!({ "url": "http://example.org" })).await.contains("HTTPS"));
    assert!(
        scene
            .says("setWebhook", json!({ "url": "https://example.org", "secret_token": "а" }))
            .await
            .contains("unallowed")
    );
    assert_eq!(scene.call("sendTelepathy", json!({})).await.0, 404);
    assert_eq!(scene.call("setWebhook", json!({ "url": "https://127.0.0.1:1/hook" })).await.0, 200);
    assert_eq!(scene.bot.log().sends.len(), 0, "nothing refused was sent");
    let violations = scene.bot.log().violations.join("\n");
    for words in
        ["reply_to_message_id", "sendTelepathy", "without a file", "without a secret_token", "outside of the text"]
    {
        assert!(violations.contains(words), "{words} is not among {violations}");
    }
}

#[tokio::test]
async fn parse_modes_are_a_violation() {
    let scene = Scene::new().await;
    scene.call("sendMessage", json!({ "chat_id": scene.anna, "text": "a", "parse_mode": "HTML" })).await;
    assert!(scene.bot.log().violations[0].contains("parse_mode"));
}
