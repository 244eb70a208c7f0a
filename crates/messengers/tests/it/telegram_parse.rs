//! Updates as Telegram sends them, and what becomes of them (T2-T7, T14, T15, G6). Fixtures follow the public Bot API description.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::common::{account, told};
use beseda_messengers::{Account, Inbound, Kind};
use proptest::prelude::*;
use serde_json::Value;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/telegram")
}

/// All fixtures by name.
fn fixtures() -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let updates = entries.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    updates
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect()
}

fn parse(update: &str) -> Result<Vec<Inbound>, String> {
    Kind::Telegram.parse(&Account::default(), update.as_bytes())
}

/// `expected.txt` says of each fixture what it must become: a name, then its lines indented.
#[test]
fn each_update_becomes_what_the_table_says() {
    let table = std::fs::read_to_string(folder().join("expected.txt")).unwrap();
    let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut name = String::new();
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("  ") {
            Some(says) => expected.entry(name.clone()).or_default().push(says.to_owned()),
            None => name = line.to_owned(),
        }
    }
    let mut wrong = String::new();
    let fixtures = fixtures();
    for (name, update) in &fixtures {
        let is = parse(update).map_or_else(|reason| format!("refused: {reason}"), |parsed| told(&parsed));
        let should = expected.remove(name).unwrap_or_default().join("\n");
        if is != should {
            wrong.push_str(&format!("{name}\n  is:     {is}\n  should: {should}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(expected.is_empty(), "without a fixture: {:?}", expected.keys());
    assert!(fixtures.len() >= 40, "only {} fixtures", fixtures.len());
}

/// T2: one update is one item, its key is the update's id; G3: its thread is the chat, for presses too.
#[test]
fn an_update_is_one_item_of_its_chat() {
    for (name, thread) in [
        ("text", "5001"),
        ("callback", "5001"),
        ("callback_inline_mode", "5001"),
        ("blocked", "5001"),
        ("group_text", "-4009"),
        ("reaction", "5001"),
        ("poll_answer", "5001"),
    ] {
        let update = &fixtures()[name];
        let items = Kind::Telegram.split(update.as_bytes());
        let id = serde_json::from_str::<Value>(update).unwrap()["update_id"].to_string();
        assert_eq!(items.len(), 1);
        assert_eq!((items[0].thread_key.as_str(), &items[0].delivery_id), (thread, &id), "{name}");
        assert_eq!(items[0].slice, update.as_bytes(), "{name}");
    }
}

/// Guarantee 6: what cannot be read is an item with a key of its own, refused with a reason, and holds up no chat.
#[test]
fn rubbish_is_one_item_that_fails_in_sight() {
    for body in ["", "not json", "[1,2]", "{\"message\":{}}", "{\"update_id\":\"7\"}", "\u{feff}{}"] {
        let items = Kind::Telegram.split(body.as_bytes());
        assert_eq!(items.len(), 1, "{body:?}");
        assert!(items[0].delivery_id.starts_with("bad-"), "{body:?}");
        assert_eq!(items, Kind::Telegram.split(body.as_bytes()), "the same bytes have the same key");
        assert!(parse(body).is_err(), "{body:?}");
    }
    assert_ne!(Kind::Telegram.split(b"a")[0].delivery_id, Kind::Telegram.split(b"b")[0].delivery_id);
}

/// Two edits within one second must not pass for the same version, nor go backwards (guarantee 1: an edit is a new version).
#[test]
fn versions_of_an_edit_grow_with_time_and_update() {
    let version = |update_id: i64, edit_date: i64| {
        let mut update: Value = serde_json::from_str(&fixtures()["edited_message"]).unwrap();
        update["update_id"] = update_id.into();
        update["edited_message"]["edit_date"] = edit_date.into();
        match parse(&update.to_string()).unwrap().remove(0) {
            Inbound::Edited { version, .. } => version,
            other => panic!("{other:?}"),
        }
    };
    assert!(version(10, 1_767_225_700) < version(11, 1_767_225_700));
    // After a quiet week update ids start anew at random.
    assert!(version(900_000_000, 1_767_225_700) < version(4, 1_767_225_701));
}

/// S11 and S17: the name is the user name, the phone is only ever the client's own.
#[test]
fn a_person_is_taken_as_telegram_shows_him() {
    let person = |name: &str| match parse(&fixtures()[name]).unwrap().remove(0) {
        Inbound::Message(message) => message.person,
        other => panic!("{other:?}"),
    };
    let anna = person("contact_own");
    assert_eq!((anna.external_id.as_str(), anna.username.as_str(), anna.language.as_str()), ("5001", "anna_k", "ru"));
    assert_eq!(anna.phone, "+79001234567");
    assert_eq!(person("contact_of_another").phone, "");
    assert_eq!(person("text_without_username").name, "Пётр Сидоров");
    assert_eq!(person("text_deleted_account").name, "");
}

/// G4: the provider's time is what is shown.
#[test]
fn a_message_keeps_the_providers_time() {
    let Inbound::Message(message) = parse(&fixtures()["text"]).unwrap().remove(0) else { panic!() };
    assert_eq!(message.at, (1_767_225_600 + 311) * 1000);
}

/// Puts something else into one place of a JSON value, the places numbered in reading order.
fn mutate(value: &mut Value, place: &mut usize, with: &Value) {
    if *place == 0 {
        *value = with.clone();
        *place = usize::MAX;
        return;
    }
    *place = place.saturating_sub(usize::from(*place != usize::MAX));
    match value {
        Value::Array(list) => list.iter_mut().for_each(|value| {
            if *place != usize::MAX {
                mutate(value, place, with);
            }
        }),
        Value::Object(fields) => fields.iter_mut().for_each(|(_, value)| {
            if *place != usize::MAX {
                mutate(value, place, with);
            }
        }),
        _ => {}
    }
}

fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        Just(Value::Array(vec![])),
        Just(Value::Object(serde_json::Map::new())),
        proptest::collection::vec(any::<i32>().prop_map(Value::from), 1..4).prop_map(Value::from),
    ]
}

/// What must hold for every delivery whatever is in it.
fn holds(body: &[u8]) {
    let items = Kind::Telegram.split(body);
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].slice, body);
    assert!(!items[0].delivery_id.is_empty() && !items[0].thread_key.is_empty());
    match Kind::Telegram.parse(&account(), body) {
        Ok(parsed) => assert!(!parsed.is_empty(), "dropped in silence"),
        Err(reason) => assert!(!reason.is_empty()),
    }
    assert!(Kind::Telegram.verify(&account(), &http::HeaderMap::new(), body).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        holds(&body);
    }

    #[test]
    fn no_damaged_update_makes_it_panic_or_vanishes(pick in any::<prop::sample::Index>(), place in 0usize..60, with in anything()) {
        let fixtures = fixtures();
        let mut update: Value = serde_json::from_str(fixtures.values().nth(pick.index(fixtures.len())).unwrap()).unwrap();
        mutate(&mut update, &mut { place }, &with);
        holds(update.to_string().as_bytes());
    }

    #[test]
    fn no_cut_off_update_makes_it_panic(pick in any::<prop::sample::Index>(), end in any::<prop::sample::Index>()) {
        let fixtures = fixtures();
        let update = fixtures.values().nth(pick.index(fixtures.len())).unwrap().as_bytes();
        holds(&update[..end.index(update.len())]);
    }

    /// Entities never point outside the text, whatever Telegram sends.
    #[test]
    fn entities_stay_inside_the_text(text in "\\PC{0,30}", offset in any::<i32>(), length in any::<i32>(), kind in "bold|url|email|mention|text_link|phone_number|pre") {
        let update = serde_json::json!({ "update_id": 1, "message": { "message_id": 1, "date": 1, "chat": { "id": 1, "type": "private" },
            "text": text, "entities": [{ "type": kind, "offset": offset, "length": length, "url": "javascript:alert(1)" },
            { "type": kind, "offset": offset & 15, "length": length & 15, "url": "https://example.org" }] } });
        let parsed = parse(&update.to_string()).unwrap();
        let Inbound::Message(message) = &parsed[0] else { panic!() };
        for entity in &message.entities {
            prop_assert!((entity.offset + entity.length) as usize <= beseda_messengers::utf16_len(&message.text));
            prop_assert!(!entity.url.as_deref().unwrap_or_default().starts_with("javascript"));
        }
    }
}
