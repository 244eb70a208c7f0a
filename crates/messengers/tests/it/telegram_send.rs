//! Orders to Telegram: what is called, and what each answer means (T7-T13, G10, G15, guarantee 10).

use beseda_messengers::{
    AccountProblem, Button, Entity, EntityKind, FileKind, Kind, Order, OrderKind, OutgoingFile, SendOutcome, SentPart,
    WireError,
};
use serde_json::{Value, json};

use crate::common::{Scripted, account};

const SENT: &str = r#"{"ok":true,"result":{"message_id":900,"date":1767225600,"chat":{"id":5001,"type":"private"}}}"#;

fn order(kind: OrderKind) -> Order {
    Order { chat: "5001".to_owned(), order_id: 41, silent: false, kind }
}

fn text(text: &str) -> OrderKind {
    OrderKind::Text { text: text.to_owned(), entities: vec![], reply_to: None, buttons: vec![] }
}

fn file(kind: FileKind, mime: &str, size: u64, caption: &str) -> OrderKind {
    let file =
        OutgoingFile { kind, blob: "blob-1".to_owned(), name: "имя\".bin".to_owned(), mime: mime.to_owned(), size };
    OrderKind::File { file, caption: caption.to_owned(), reply_to: None, buttons: vec![] }
}

fn edit(is_caption: bool) -> OrderKind {
    OrderKind::Edit {
        external_id: "900".to_owned(),
        text: "новый".to_owned(),
        entities: vec![],
        is_caption,
        buttons: vec![],
    }
}

async fn send(wire: &Scripted, kind: OrderKind) -> SendOutcome {
    Kind::Telegram.send(wire, &account(), &order(kind)).await
}

/// What was called for an order that Telegram takes.
async fn called(kind: OrderKind) -> (String, Value) {
    let wire = Scripted::answering(200, SENT);
    assert!(matches!(send(&wire, kind).await, SendOutcome::Sent { .. }));
    wire.only_call()
}

/// What comes of an order that is refused with this description.
async fn refused(kind: OrderKind, code: u16, description: &str) -> SendOutcome {
    let body = json!({ "ok": false, "error_code": code, "description": description });
    send(&Scripted::answering(code, &body.to_string()), kind).await
}

#[tokio::test]
async fn what_is_silent_says_so_and_nothing_else_does() {
    let called = async |kind: OrderKind, silent: bool| {
        let wire = Scripted::answering(200, SENT);
        let order = Order { silent, ..order(kind) };
        assert!(matches!(Kind::Telegram.send(&wire, &account(), &order).await, SendOutcome::Sent { .. }));
        wire.only_call()
    };
    assert_eq!(called(text("a"), true).await.1["disable_notification"], true);
    assert_eq!(called(text("a"), false).await.1.get("disable_notification"), None);
    assert_eq!(called(edit(false), true).await.1.get("disable_notification"), None);
}

#[tokio::test]
async fn a_text_goes_with_entities_not_parse_modes() {
    let kind = OrderKind::Text {
        text: "👍 жирный <b>".to_owned(),
        entities: vec![
            Entity { kind: EntityKind::Bold, offset: 3, length: 6, url: None },
            Entity { kind: EntityKind::Strike, offset: 3, length: 6, url: None },
            Entity { kind: EntityKind::Link, offset: 0, length: 2, url: Some("https://example.org".to_owned()) },
            Entity { kind: EntityKind::Link, offset: 0, length: 2, url: Some("javascript:alert(1)".to_owned()) },
            // Half of the emoji, and beyond the end: left out, the rest is sent.
            Entity { kind: EntityKind::Bold, offset: 1, length: 3, url: None },
            Entity { kind: EntityKind::Bold, offset: 10, length: 90, url: None },
        ],
        reply_to: Some("310".to_owned()),
        buttons: vec![
            vec![],
            vec![
                Button { text: "Да".to_owned(), data: Some("yes".to_owned()), url: None },
                Button { text: "Сайт".to_owned(), data: None, url: Some("https://example.org".to_owned()) },
            ],
        ],
    };
    let wire = Scripted::answering(200, SENT);
    let outcome = send(&wire, kind).await;
    assert_eq!(
        outcome,
        SendOutcome::Sent { part: Some(SentPart { external_id: "900".to_owned(), at: Some(1_767_225_600_000) }) }
    );
    assert_eq!(
        wire.only_call(),
        (
            "sendMessage".to_owned(),
            json!({
                "chat_id": 5001,
                "text": "👍 жирный <b>",
                "entities": [
                    { "type": "bold", "offset": 3, "length": 6 },
                    { "type": "strikethrough", "offset": 3, "length": 6 },
                    { "type": "text_link", "offset": 0, "length": 2, "url": "https://example.org" },
                ],
                "reply_parameters": { "message_id": 310, "allow_sending_without_reply": true },
                "reply_markup": { "inline_keyboard": [[{ "text": "Да", "callback_data": "yes" }, { "text": "Сайт", "url": "https://example.org" }]] },
            })
        )
    );
    assert_eq!(wire.only_request().url, format!("https://api.telegram.org/bot{}/sendMessage", account().token));
}

/// What comes out of one messenger can go into it again: all of our formatting has a name there.
#[tokio::test]
async fn every_formatting_has_a_name() {
    use EntityKind::{Bold, Code, Italic, Pre, Quote, Spoiler, Strike, Underline};
    let kinds = [Bold, Italic, Underline, Strike, Code, Pre, Spoiler, Quote];
    let entities = kinds.map(|kind| Entity { kind, offset: 0, length: 1, url: None }).to_vec();
    let (_, body) = called(OrderKind::Text { text: "а".to_owned(), entities, reply_to: None, buttons: vec![] }).await;
    let names: Vec<&str> =
        body["entities"].as_array().unwrap().iter().map(|entity| entity["type"].as_str().unwrap()).collect();
    assert_eq!(names, ["bold", "italic", "underline", "strikethrough", "code", "pre", "spoiler", "blockquote"]);
}

/// T8: always the bytes, by the method that shows the file as what it is; what would be refused goes as a document.
#[tokio::test]
async fn a_file_goes_by_the_method_of_its_kind() {
    let cases = [
        (FileKind::Image, "image/jpeg", 1, "", "sendPhoto", "photo"),
        (FileKind::Image, "image/png", 10_000_001, "", "sendDocument", "document"),
        (FileKind::Image, "image/svg+xml", 1, "", "sendDocument", "document"),
        (FileKind::Image, "image/gif", 1, "", "sendAnimation", "animation"),
        (FileKind::Animation, "video/mp4", 1, "", "sendAnimation", "animation"),
        (FileKind::Video, "video/mp4", 1, "", "sendVideo", "video"),
        (FileKind::Video, "video/x-msvideo", 1, "", "sendDocument", "document"),
        (FileKind::Audio, "audio/mpeg", 1, "", "sendAudio", "audio"),
        (FileKind::Audio, "audio/flac", 1, "", "sendDocument", "document"),
        (FileKind::Voice, "audio/ogg", 1, "", "sendVoice", "voice"),
        (FileKind::Voice, "audio/webm", 1, "", "sendDocument", "document"),
        (FileKind::VideoNote, "video/mp4", 1, "", "sendVideoNote", "video_note"),
        (FileKind::VideoNote, "video/mp4", 1, "слова", "sendVideo", "video"),
        (FileKind::Sticker, "image/webp", 1, "", "sendSticker", "sticker"),
        (FileKind::Sticker, "image/webp", 1, "слова", "sendDocument", "document"),
        (FileKind::Document, "application/pdf", 50_000_000, "слова", "sendDocument", "document"),
    ];
    for (kind, mime, size, caption, method, field) in cases {
        let (called, body) = called(file(kind, mime, size, caption)).await;
        assert_eq!(called, method, "{kind:?} {mime} {size}");
        assert_eq!(body[field], format!("blob-1|имя.bin|{mime}|{size}"), "{kind:?} {mime}");
        assert_eq!(body["chat_id"], "5001");
        assert_eq!(body.get("caption").and_then(Value::as_str).unwrap_or_default(), caption, "a caption is never lost");
    }
}

#[tokio::test]
async fn a_files_fields_are_texts_of_json() {
    let mut kind = file(FileKind::Document, "application/pdf", 1, "");
    if let OrderKind::File { reply_to, buttons, .. } = &mut kind {
        *reply_to = Some("310".to_owned());
        buttons.push(vec![Button { text: "Да".to_owned(), data: Some("yes".to_owned()), url: None }]);
    }
    let (_, body) = called(kind).await;
    let json = |name: &str| serde_json::from_str::<Value>(body[name].as_str().unwrap()).unwrap();
    assert_eq!(json("reply_parameters"), json!({ "message_id": 310, "allow_sending_without_reply": true }));
    assert_eq!(json("reply_markup"), json!({ "inline_keyboard": [[{ "text": "Да", "callback_data": "yes" }]] }));
}

#[tokio::test]
async fn the_other_orders_are_one_call_each() {
    let markless = json!({ "chat_id": 5001, "message_id": 900, "text": "новый" });
    assert_eq!(
        called(edit(false)).await,
        ("editMessageText".to_owned(), markless),
        "no buttons: those that were there go"
    );
    assert_eq!(called(edit(true)).await.0, "editMessageCaption");
    let delete = OrderKind::Delete { external_id: "900".to_owned() };
    assert_eq!(called(delete).await, ("deleteMessage".to_owned(), json!({ "chat_id": 5001, "message_id": 900 })));
    let answer = OrderKind::AnswerCallback { callback_id: "21".to_owned() };
    assert_eq!(called(answer).await, ("answerCallbackQuery".to_owned(), json!({ "callback_query_id": "21" })));
    assert_eq!(
        called(OrderKind::Typing).await,
        ("sendChatAction".to_owned(), json!({ "chat_id": 5001, "action": "typing" }))
    );
}

/// What Telegram would surely refuse costs no call.
#[tokio::test]
async fn what_breaks_a_limit_is_refused_without_a_call() {
    let with = |button: Button| OrderKind::Text {
        text: "a".to_owned(),
        entities: vec![],
        reply_to: None,
        buttons: vec![vec![button]],
    };
    let data = |data: &str| Button { text: "a".to_owned(), data: Some(data.to_owned()), url: None };
    let cases = [
        (text(&"а".repeat(4097)), "too_long"),
        (text(&"🙂".repeat(2049)), "too_long"),
        (text(" \n"), "provider_refused"),
        (file(FileKind::Document, "a/b", 1, &"а".repeat(1025)), "too_long"),
        (file(FileKind::Document, "a/b", 50_000_001, ""), "file_too_big"),
        (with(data("")), "provider_refused"),
        (with(data(&"я".repeat(33))), "provider_refused"),
        (
            with(Button { text: "a".to_owned(), data: None, url: Some("javascript:alert(1)".to_owned()) }),
            "provider_refused",
        ),
        (with(Button { text: "a".to_owned(), data: None, url: None }), "provider_refused"),
        (OrderKind::Delete { external_id: "o5".to_owned() }, "message_gone"),
    ];
    for (kind, code) in cases {
        let outcome = send(&Scripted::new(vec![]), kind.clone()).await;
        assert!(matches!(&outcome, SendOutcome::Rejected { code: is, .. } if *is == code), "{kind:?}: {outcome:?}");
    }
    assert_eq!(called(with(data(&"я".repeat(32)))).await.0, "sendMessage");
    let elsewhere = Order { chat: "@channel".to_owned(), ..order(text("a")) };
    let outcome = Kind::Telegram.send(&Scripted::new(vec![]), &account(), &elsewhere).await;
    assert!(matches!(outcome, SendOutcome::Rejected { code: "chat_not_found", .. }));
}

/// The final refusals of T10, T11, T13 by their wordings.
#[tokio::test]
async fn final_refusals_have_codes() {
    let delete = || OrderKind::Delete { external_id: "900".to_owned() };
    let cases = [
        (text("a"), 403, "Forbidden: bot was blocked by the user", "blocked_us"),
        (text("a"), 403, "Forbidden: user is deactivated", "deactivated"),
        (text("a"), 403, "Forbidden: bot can't initiate conversation with a user", "cannot_initiate"),
        (text("a"), 403, "Forbidden: bots can't send messages to bots", "provider_refused"),
        (text("a"), 400, "Bad Request: chat not found", "chat_not_found"),
        (text("a"), 400, "Bad Request: PEER_ID_INVALID", "chat_not_found"),
        (text("a"), 400, "Bad Request: message is too long", "too_long"),
        (text("a"), 400, "Bad Request: BUTTON_DATA_INVALID", "provider_refused"),
        (file(FileKind::Document, "a/b", 1, "a"), 400, "Bad Request: message caption is too long", "too_long"),
        (file(FileKind::Document, "a/b", 1, ""), 413, "Request Entity Too Large", "file_too_big"),
        (file(FileKind::Voice, "audio/ogg", 1, ""), 400, "Bad Request: VOICE_MESSAGES_FORBIDDEN", "voice_forbidden"),
        (
            file(FileKind::Voice, "audio/ogg", 1, ""),
            400,
            "Bad Request: user restricted receiving of voice messages",
            "voice_forbidden",
        ),
        (edit(false), 400, "Bad Request: message to edit not found", "message_gone"),
        (edit(false), 400, "Bad Request: message can't be edited", "provider_refused"),
        (delete(), 400, "Bad Request: message can't be deleted for everyone", "too_old_to_delete"),
    ];
    for (kind, status, description, code) in cases {
        let outcome = refused(kind, status, description).await;
        assert_eq!(outcome, SendOutcome::Rejected { code, text: description.to_owned() });
    }
}

/// What was wanted is so already.
#[tokio::test]
async fn some_refusals_are_a_success() {
    let unchanged =
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same";
    assert_eq!(refused(edit(false), 400, unchanged).await, SendOutcome::Sent { part: None });
    let delete = OrderKind::Delete { external_id: "900".to_owned() };
    assert_eq!(
        refused(delete, 400, "Bad Request: message to delete not found").await,
        SendOutcome::Sent { part: None }
    );
    let answer = OrderKind::AnswerCallback { callback_id: "21".to_owned() };
    let late = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    assert_eq!(refused(answer, 400, late).await, SendOutcome::Sent { part: None });
}

/// Guarantee 10: 429, 5xx and "no connection" were surely not taken.
#[tokio::test]
async fn what_was_not_taken_is_tried_again() {
    let too_fast = r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}"#;
    let outcome = send(&Scripted::answering(429, too_fast), text("a")).await;
    assert!(matches!(outcome, SendOutcome::NotSent { retry_after_s: Some(7), whole_account: false, .. }));
    for status in [500, 502, 503, 504] {
        assert!(
            matches!(send(&Scripted::answering(status, "<html>"), text("a")).await, SendOutcome::NotSent { .. }),
            "{status}"
        );
    }
    let unconnected = Scripted::new(vec![Err(WireError::NotSent("connection refused".to_owned()))]);
    assert!(matches!(send(&unconnected, text("a")).await, SendOutcome::NotSent { whole_account: true, .. }));
    // A proxy between us and Telegram.
    for status in [302, 403, 407, 404] {
        assert!(
            matches!(
                send(&Scripted::answering(status, "<html>"), text("a")).await,
                SendOutcome::NotSent { whole_account: true, .. }
            ),
            "{status}"
        );
    }
}

/// Guarantee 10: after these nobody knows; never a silent second send.
#[tokio::test]
async fn what_may_have_been_taken_is_unknown() {
    for kind in [text("a"), file(FileKind::Document, "a/b", 1, "")] {
        let lost = Scripted::new(vec![Err(WireError::Ambiguous("connection closed before the answer".to_owned()))]);
        assert!(matches!(send(&lost, kind.clone()).await, SendOutcome::Ambiguous { .. }));
        assert!(matches!(
            send(&Scripted::new(vec![Err(WireError::TooBig)]), kind.clone()).await,
            SendOutcome::Ambiguous { .. }
        ));
        for body in ["", "<html>", "{}", r#"{"ok":"yes"}"#] {
            assert!(
                matches!(send(&Scripted::answering(200, body), kind.clone()).await, SendOutcome::Ambiguous { .. }),
                "{body}"
            );
        }
    }
}

/// Doing these twice comes to the same as doing them once.
#[tokio::test]
async fn changes_may_be_repeated_after_a_lost_answer() {
    let delete = OrderKind::Delete { external_id: "900".to_owned() };
    for kind in [edit(false), edit(true), delete, OrderKind::AnswerCallback { callback_id: "21".to_owned() }] {
        let lost = Scripted::new(vec![Err(WireError::Ambiguous("lost".to_owned()))]);
        assert!(matches!(send(&lost, kind).await, SendOutcome::NotSent { .. }));
    }
}

/// G14: the channel stops, the queue stays.
#[tokio::test]
async fn a_withdrawn_token_breaks_the_account() {
    for (code, words) in [(401, "Unauthorized"), (404, "Not Found")] {
        let outcome = refused(text("a"), code, words).await;
        assert_eq!(outcome, SendOutcome::AccountBroken { problem: AccountProblem::WrongToken(words.to_owned()) });
    }
}

/// The lease of the one who sends must outlast the exchange.
#[tokio::test]
async fn the_exchange_ends_in_time() {
    for kind in [text("a"), file(FileKind::Document, "a/b", 1, ""), edit(false), OrderKind::Typing] {
        let wire = Scripted::answering(200, SENT);
        let order = order(kind);
        let _ = Kind::Telegram.send(&wire, &account(), &order).await;
        assert_eq!(wire.only_request().timeout_ms, order.timeout_ms());
        assert!(order.timeout_ms() <= 120_000);
    }
}
