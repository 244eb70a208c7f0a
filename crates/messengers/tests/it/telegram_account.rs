//! Telegram: secret, polling, connecting, files; and that no error text holds a token (T1-T3, T10, G17, guarantees 8 and 25).

use beseda_messengers::{
    Account, AccountProblem, Connection, FetchError, FetchedFile, Kind, Order, OrderKind, Refusal, SendOutcome,
    WireError, WireResponse,
};
use http::HeaderMap;
use serde_json::json;

use crate::common::{Kept, SECRET, Scripted, TOKEN, account, response};

fn headers(secret: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("X-Telegram-Bot-Api-Secret-Token", secret.parse().unwrap());
    headers
}

#[test]
fn only_the_secret_opens_the_hook() {
    let verify = |account: &Account, headers: &HeaderMap| Kind::Telegram.verify(account, headers, b"{}");
    assert_eq!(verify(&account(), &headers(SECRET)), Ok(()));
    assert_eq!(verify(&account(), &headers("hook-SECRET_18")), Err(Refusal::WrongSignature));
    assert_eq!(verify(&account(), &headers("hook-SECRET_1")), Err(Refusal::WrongSignature));
    assert_eq!(verify(&account(), &headers("")), Err(Refusal::WrongSignature));
    assert_eq!(verify(&account(), &HeaderMap::new()), Err(Refusal::Unsigned));
    // An account that has no secret yet must not be opened by an empty header.
    let unset = Account { webhook_secret: String::new(), ..account() };
    assert_eq!(verify(&unset, &headers("")), Err(Refusal::Unsigned));
}

#[tokio::test]
async fn a_poll_confirms_by_its_cursor() {
    let answer = r#"{"ok":true,"result":[{"update_id":7,"message":{"chat":{"id":5,"type":"private"},"x":1.0}},{"update_id":9,"poll":{}}]}"#;
    let wire = Scripted::answering(200, answer);
    let batch = Kind::Telegram.poll(&wire, &account(), Some("7")).await.unwrap();
    assert_eq!(batch.cursor.as_deref(), Some("10"));
    let keys: Vec<_> = batch.items.iter().map(|item| (item.thread_key.as_str(), item.delivery_id.as_str())).collect();
    assert_eq!(keys, [("5", "7"), ("update-9", "9")]);
    let (method, body) = wire.only_call();
    assert_eq!(method, "getUpdates");
    assert_eq!((&body["offset"], &body["timeout"], &body["limit"]), (&json!(7), &json!(25), &json!(100)));
    assert!(
        body["allowed_updates"].as_array().unwrap().contains(&json!("message_reaction")),
        "T3: not sent by default"
    );
    assert!(wire.only_request().timeout_ms > 25_000, "longer than Telegram holds the poll");
}

#[tokio::test]
async fn an_empty_poll_keeps_the_cursor() {
    let batch = Kind::Telegram
        .poll(&Scripted::answering(200, r#"{"ok":true,"result":[]}"#), &account(), Some("7"))
        .await
        .unwrap();
    assert_eq!((batch.items.len(), batch.cursor.as_deref()), (0, Some("7")));
    let wire = Scripted::answering(200, r#"{"ok":true,"result":[]}"#);
    let batch = Kind::Telegram.poll(&wire, &account(), None).await.unwrap();
    assert_eq!(batch.cursor, None);
    assert!(wire.only_call().1.get("offset").is_none());
}

/// Without an id nothing can be confirmed; taking them would ask for the same ones again at once, for ever.
#[tokio::test]
async fn a_poll_without_ids_is_refused() {
    let wire = Scripted::answering(200, r#"{"ok":true,"result":[{"message":{}}]}"#);
    assert!(matches!(Kind::Telegram.poll(&wire, &account(), None).await, Err(AccountProblem::Unavailable { .. })));
}

#[tokio::test]
async fn problems_of_an_account_are_told_apart() {
    let cases = [
        (
            401,
            r#"{"ok":false,"error_code":401,"description":"Unauthorized"}"#,
            AccountProblem::WrongToken("Unauthorized".to_owned()),
        ),
        (
            404,
            r#"{"ok":false,"error_code":404,"description":"Not Found"}"#,
            AccountProblem::WrongToken("Not Found".to_owned()),
        ),
        (
            409,
            r#"{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}"#,
            AccountProblem::SecondPoller("Conflict: terminated by other getUpdates request".to_owned()),
        ),
        (
            429,
            r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 12","parameters":{"retry_after":12}}"#,
            AccountProblem::Unavailable {
                text: "Too Many Requests: retry after 12".to_owned(),
                retry_after_s: Some(12),
            },
        ),
        (
            502,
            "<html>",
            AccountProblem::Unavailable {
                text: "HTTP status 502 without an answer of Telegram".to_owned(),
                retry_after_s: None,
            },
        ),
        // A proxy's own "not found" says nothing about the token.
        (
            404,
            "<html>",
            AccountProblem::Unavailable {
                text: "HTTP status 404 without an answer of Telegram".to_owned(),
                retry_after_s: None,
            },
        ),
    ];
    for (status, body, problem) in cases {
        assert_eq!(
            Kind::Telegram.poll(&Scripted::answering(status, body), &account(), None).await.unwrap_err(),
            problem,
            "{status} {body}"
        );
    }
}

#[tokio::test]
async fn identify_tells_the_bot_and_its_webhook() {
    let wire = Scripted::new(vec![
        Ok(response(200, r#"{"ok":true,"result":{"id":7100200300,"is_bot":true,"first_name":"Тихая глина","username":"quiet_clay_bot","can_join_groups":true}}"#)),
        Ok(response(200, &json!({ "ok": true, "result": { "url": format!("https://other.example/{TOKEN}"), "pending_update_count": 3,
            "last_error_message": "Wrong response from the webhook: 502 Bad Gateway" } }).to_string())),
    ]);
    let account_info = Kind::Telegram.identify(&wire, &account()).await.unwrap();
    assert_eq!(
        (account_info.id.as_str(), account_info.username.as_str(), account_info.title.as_str()),
        ("7100200300", "quiet_clay_bot", "Тихая глина")
    );
    assert!(account_info.groups);
    // G17: somebody else's webhook may bear the token in its address.
    assert_eq!(account_info.webhook_url, "https://other.example/***");
    assert_eq!(account_info.webhook_error.as_deref(), Some("Wrong response from the webhook: 502 Bad Gateway"));
}

#[tokio::test]
async fn connecting_registers_or_removes_the_webhook() {
    let done = r#"{"ok":true,"result":true,"description":"Webhook was set"}"#;
    let wire = Scripted::answering(200, done);
    let webhook = Connection::Webhook("https://chat.example/hooks/telegram/abc".to_owned());
    Kind::Telegram.connect(&wire, &account(), &webhook).await.unwrap();
    let (method, body) = wire.only_call();
    assert_eq!(method, "setWebhook");
    assert_eq!(
        (&body["url"], &body["secret_token"]),
        (&json!("https://chat.example/hooks/telegram/abc"), &json!(SECRET))
    );
    assert_eq!((&body["max_connections"], &body["drop_pending_updates"]), (&json!(40), &json!(false)));
    for connection in [Connection::Poll, Connection::None] {
        let wire = Scripted::answering(200, done);
        Kind::Telegram.connect(&wire, &account(), &connection).await.unwrap();
        assert_eq!(
            wire.only_call(),
            ("deleteWebhook".to_owned(), json!({ "drop_pending_updates": false })),
            "what waits is kept"
        );
    }
    let refused =
        r#"{"ok":false,"error_code":400,"description":"Bad Request: bad webhook: IP address 10.0.0.1 is reserved"}"#;
    let problem = Kind::Telegram.connect(&Scripted::answering(400, refused), &account(), &webhook).await.unwrap_err();
    assert_eq!(
        problem,
        AccountProblem::WebhookRefused("Bad Request: bad webhook: IP address 10.0.0.1 is reserved".to_owned())
    );
    // T1: a secret Telegram would refuse is refused without asking.
    let unsafe_secret = Account { webhook_secret: "пароль".to_owned(), ..account() };
    let problem = Kind::Telegram.connect(&Scripted::new(vec![]), &unsafe_secret, &webhook).await.unwrap_err();
    assert!(matches!(problem, AccountProblem::WebhookRefused(_)));
}

#[tokio::test]
async fn a_file_is_fetched_by_its_path() {
    let wire = Scripted::answering(
        200,
        r#"{"ok":true,"result":{"file_id":"F","file_size":15,"file_path":"photos/file 7.jpg"}}"#,
    );
    let mut kept = Kept::default();
    let fetched = Kind::Telegram.fetch_file(&wire, &account(), "F", 100, &mut kept).await.unwrap();
    assert_eq!(fetched, FetchedFile { size: 15, name: "file 7.jpg".to_owned() });
    assert_eq!(kept.0, b"bytes of a file");
    let asked = wire.asked.lock().unwrap();
    assert_eq!(
        (asked[1].method, asked[1].url.as_str()),
        ("GET", format!("https://api.telegram.org/file/bot{TOKEN}/photos/file%207.jpg").as_str())
    );
    assert_eq!(asked[1].max_response, 100);
}

#[tokio::test]
async fn files_that_cannot_be_fetched_are_told_apart() {
    let fetch = async |status, body: &str| {
        Kind::Telegram
            .fetch_file(&Scripted::answering(status, body), &account(), "F", 10, &mut Kept::default())
            .await
            .unwrap_err()
    };
    let refused = |text: &str| format!(r#"{{"ok":false,"error_code":400,"description":"{text}"}}"#);
    assert_eq!(fetch(400, &refused("Bad Request: file is too big")).await, FetchError::TooBig);
    assert_eq!(fetch(200, r#"{"ok":true,"result":{"file_size":11,"file_path":"a"}}"#).await, FetchError::TooBig);
    assert_eq!(
        fetch(200, r#"{"ok":true,"result":{"file_path":"a"}}"#).await,
        FetchError::TooBig,
        "the size was not told"
    );
    assert_eq!(fetch(400, &refused("Bad Request: invalid file_id")).await, FetchError::Gone);
    assert!(matches!(
        fetch(400, &refused("Bad Request: wrong file_id or the file is temporarily unavailable")).await,
        FetchError::Retry(_)
    ));
    assert!(matches!(fetch(500, "").await, FetchError::Retry(_)));
    assert_eq!(
        fetch(401, r#"{"ok":false,"error_code":401,"description":"Unauthorized"}"#).await,
        FetchError::AccountBroken
    );
    // No address may lead elsewhere.
    for path in ["../../getMe", "/var/lib/telegram-bot-api/x", "a//b", ""] {
        let body = json!({ "ok": true, "result": { "file_path": path } }).to_string();
        assert!(matches!(fetch(200, &body).await, FetchError::Retry(_)), "{path}");
    }
}

#[tokio::test]
async fn a_picture_of_a_person_is_the_size_a_list_needs() {
    let photos = r#"{"ok":true,"result":{"total_count":2,"photos":[[{"file_id":"s","width":90},{"file_id":"m","width":160},{"file_id":"l","width":640}]]}}"#;
    let wire = Scripted::answering(200, photos);
    assert_eq!(Kind::Telegram.avatar(&wire, &account(), "5001").await, Ok(Some("m".to_owned())));
    assert_eq!(wire.only_call(), ("getUserProfilePhotos".to_owned(), json!({ "user_id": 5001, "limit": 1 })));
    let none = r#"{"ok":true,"result":{"total_count":0,"photos":[]}}"#;
    assert_eq!(Kind::Telegram.avatar(&Scripted::answering(200, none), &account(), "5001").await, Ok(None));
    let hidden = r#"{"ok":false,"error_code":400,"description":"Bad Request: user not found"}"#;
    assert_eq!(Kind::Telegram.avatar(&Scripted::answering(400, hidden), &account(), "5001").await, Ok(None));
}

/// Guarantee 25, grepped over every failure of every verb: whatever quotes the address, no secret is in what we tell.
#[tokio::test]
async fn no_error_text_holds_a_token() {
    let address = format!("https://api.telegram.org/bot{TOKEN}/sendMessage?secret={SECRET}");
    let quoting = format!("error sending request for url ({address}): tcp connect error");
    let answer = |status: u16, code: u16| -> Result<WireResponse, WireError> {
        let body = json!({ "ok": false, "error_code": code, "description": format!("Bad Request: {address}") });
        Ok(response(status, &body.to_string()))
    };
    let plain = |status: u16| -> Result<WireResponse, WireError> { Ok(response(status, &address)) };
    let failures = || {
        let mut failures = vec![
            Err(WireError::NotSent(quoting.clone())),
            Err(WireError::Ambiguous(quoting.clone())),
            Err(WireError::TooBig),
        ];
        failures.extend([200, 301, 400, 401, 403, 404, 408, 409, 413, 429, 500, 502, 504].map(plain));
        failures.extend([400, 401, 403, 404, 409, 413, 429, 500].map(|code| answer(code, code)));
        failures
    };
    let half = TOKEN.split_once(':').unwrap().1;
    let check = |told: String| {
        assert!(!told.contains(TOKEN) && !told.contains(half) && !told.contains(SECRET), "{told}");
    };
    let order = |kind| Order { chat: "5001".to_owned(), order_id: 1, silent: false, kind };
    let orders = [
        order(OrderKind::Text { text: "a".to_owned(), entities: vec![], reply_to: None, buttons: vec![] }),
        order(OrderKind::Delete { external_id: "1".to_owned() }),
        order(OrderKind::AnswerCallback { callback_id: "1".to_owned() }),
        order(OrderKind::Typing),
    ];
    let webhook = Connection::Webhook("https://chat.example/".to_owned());
    for failure in failures() {
        let wire = || Scripted::new(vec![failure.clone(), failure.clone()]);
        for order in &orders {
            let outcome = Kind::Telegram.send(&wire(), &account(), order).await;
            assert!(!matches!(outcome, SendOutcome::Sent { part: Some(_) }));
            check(format!("{outcome:?}"));
        }
        check(format!("{:?}", Kind::Telegram.poll(&wire(), &account(), None).await));
        check(format!("{:?}", Kind::Telegram.identify(&wire(), &account()).await));
        check(format!("{:?}", Kind::Telegram.connect(&wire(), &account(), &webhook).await));
        check(format!("{:?}", Kind::Telegram.fetch_file(&wire(), &account(), "F", 10, &mut Kept::default()).await));
        check(format!("{:?}", Kind::Telegram.avatar(&wire(), &account(), "5001").await));
    }
}

/// A token that is none would change the address it is put into: no request is made at all.
#[tokio::test]
async fn a_malformed_token_is_never_put_into_an_address() {
    for token in ["", "123", "123:", "123:a/../x", "123:a?b", "123:a b", "x:abc", "123:ab\r\nHost: x"] {
        let broken = Account { token: token.to_owned(), ..account() };
        let wire = Scripted::new(vec![]);
        assert!(
            matches!(Kind::Telegram.identify(&wire, &broken).await, Err(AccountProblem::WrongToken(_))),
            "{token:?}"
        );
    }
}
