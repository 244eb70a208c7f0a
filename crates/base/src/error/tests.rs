use super::*;
use proptest::prelude::*;

async fn shown(error: Error) -> (u16, axum::http::HeaderMap, serde_json::Value) {
    let response = error.into_response();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
    (status, headers, serde_json::from_slice(&bytes).unwrap())
}

#[tokio::test]
async fn every_error_is_a_problem_document_with_a_stable_code() {
    let cases = [
        (Error::NotFound, 404, "not_found"),
        (Error::Unauthorized, 401, "unauthorized"),
        (Error::Forbidden, 403, "forbidden"),
        (Error::invalid("name", "required", "Fill this in."), 422, "invalid"),
        (Error::conflict("newer_message", "A newer message came in."), 409, "newer_message"),
        (Error::problem(410, "too_old", "Take a fresh snapshot."), 410, "too_old"),
        (Error::Unavailable("disk".into()), 503, "storage_unavailable"),
        (Error::Busy, 503, "busy"),
        (Error::Db(DbError::Unique("clients.ref".into())), 409, "conflict"),
        (Error::Db(DbError::Foreign("clients.id".into())), 409, "conflict"),
        (Error::Db(DbError::Contended("40001".into())), 503, "busy"),
        (Error::Db(DbError::Unavailable("no connection".into())), 503, "storage_unavailable"),
        (Error::Db(DbError::Other("syntax".into())), 500, "internal"),
        (Error::internal("broken"), 500, "internal"),
    ];
    for (error, status, code) in cases {
        let told = error.to_string();
        let (got, headers, body) = shown(error).await;
        assert_eq!(got, status, "{told}");
        assert_eq!(headers["content-type"], "application/problem+json");
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!((body["status"].as_u64(), body["code"].as_str()), (Some(status.into()), Some(code)), "{told}");
        assert_eq!(body["type"], "about:blank");
        assert!(!body["title"].as_str().unwrap().is_empty() && !body["detail"].as_str().unwrap().is_empty());
    }
}

#[tokio::test]
async fn nothing_of_the_inside_is_told() {
    for error in [
        Error::internal("row 5 of secrets"),
        Error::Unavailable("row 5 of secrets".into()),
        Error::Db(DbError::Other("row 5 of secrets".into())),
        Error::Db(DbError::Unique("row 5 of secrets".into())),
    ] {
        assert!(!shown(error).await.2.to_string().contains("secrets"));
    }
}

#[tokio::test]
async fn fields_retry_and_attempts_have_the_shape_of_the_api() {
    let mut checks = Checks::new();
    checks.text("name", "x".repeat(201).as_str(), 1..=200).email("email", "nobody");
    let (_, _, body) = shown(checks.done().unwrap_err()).await;
    assert_eq!(body["fields"]["name"]["code"], "too_long");
    assert_eq!(body["fields"]["name"]["max"], 200);
    assert_eq!(body["fields"]["name"].get("min"), None);
    assert_eq!(body["fields"]["email"]["code"], "bad_email");

    let problem = Problem::new(429, "too_many_attempts", "Wait.").retry_after(60).attempts_left(0);
    let (status, headers, body) = shown(problem.into()).await;
    assert_eq!((status, headers["retry-after"].to_str().unwrap()), (429, "60"));
    assert_eq!((body["retry_after_s"].as_u64(), body["attempts_left"].as_u64()), (Some(60), Some(0)));
    assert_eq!(shown(Error::Busy).await.1["retry-after"], "1");
    assert_eq!(shown(Error::NotFound).await.2.get("fields"), None);
}

#[test]
fn a_unique_violation_is_known_by_its_column_or_its_list() {
    let error = Error::Db(DbError::Unique("clients.channel,clients.external_id".into()));
    assert!(error.is_unique("clients.channel"));
    assert!(error.is_unique("clients.channel,clients.external_id"));
    assert!(!error.is_unique("clients.chan"));
    assert!(!Error::NotFound.is_unique("clients.channel"));
}

#[test]
fn checks_collect_all_complaints_in_order() {
    let mut checks = Checks::new();
    checks
        .text("a", "  ", 1..=5)
        .text("b", "xy", 3..=5)
        .text("c", "x\0y", 0..=5)
        .text_if("d", None, 1..=5)
        .text_if("e", Some(""), 1..=5)
        .count("f", 51, 1..=50)
        .count("g", 0, 1..=50)
        .number("h", 11, 1..=10)
        .ensure(false, "i", "unknown", "No such thing.");
    let Err(Error::Invalid(fields)) = checks.done() else { panic!("must complain") };
    let told: Vec<_> = fields.iter().map(|f| (f.field.as_str(), f.code)).collect();
    let expected = [
        ("a", "required"),
        ("b", "too_short"),
        ("c", "bad_value"),
        ("e", "required"),
        ("f", "too_long"),
        ("g", "required"),
        ("h", "bad_value"),
        ("i", "unknown"),
    ];
    assert_eq!(told, expected);
    assert!(Checks::new().text("a", "", 0..=5).number("b", 1, 1..=1).count("c", 1, 1..=1).done().is_ok());
}

#[test]
fn addresses_of_people() {
    for good in ["a@b", "ivan.petrov+x@mail.example.org", "пётр@почта.рф", "o'neil@x-y.io"] {
        assert!(is_email(good), "{good}");
    }
    let long = format!("{}@b.c", "x".repeat(65));
    for bad in
        ["", "a", "@b", "a@", "a b@c", "a@b c", "a@b..c", "a@-b", "a@b-", "a@@b", "<a@b>", "a@b,c@d", "a\n@b", &long]
    {
        assert!(!is_email(bad), "{bad}");
    }
}

proptest! {
    #[test]
    fn limits_count_characters_not_bytes(text in "[яж😀a-z]{1,40}", max in 1usize..40) {
        let fits = Checks::new().text("f", &text, 1..=max).done().is_ok();
        prop_assert_eq!(fits, text.chars().count() <= max);
    }

    #[test]
    fn any_text_is_judged_without_panic(text in ".*", email in ".*") {
        let _ = Checks::new().text("f", &text, 1..=10).email("e", &email).done();
    }
}
