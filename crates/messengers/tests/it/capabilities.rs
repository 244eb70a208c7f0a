//! The table as the page sees it, and the cutting of long texts.

use beseda_messengers::{Capabilities, Entity, EntityKind, Kind, PARTS_MAX, utf16_len};
use proptest::prelude::*;
use serde_json::json;
use unicode_segmentation::UnicodeSegmentation;

fn small(text_max: u32) -> Capabilities {
    Capabilities { text_max, ..Kind::Telegram.capabilities().clone() }
}

fn texts(parts: &[(String, Vec<Entity>)]) -> Vec<&str> {
    parts.iter().map(|(text, _)| text.as_str()).collect()
}

/// The page is written against exactly these fields.
#[test]
fn the_table_is_what_the_page_expects() {
    let telegram = serde_json::to_value(Kind::Telegram.capabilities()).unwrap();
    assert_eq!(
        telegram,
        json!({
            "text_max": 4096, "caption_max": 1024, "file_max_bytes": 50_000_000, "files_per_message": 1, "idempotent_send": false,
            "delivered": false, "read": false, "client_edits": true, "client_deletes": false, "edit": true, "delete": true,
            "delete_max_age_s": 172_800, "replies": true, "buttons": true, "typing_in": false, "typing_out": true,
            "reply_window_s": null, "imports": true, "modes": ["webhook", "poll"],
            "reactions": ["👍", "❤", "🔥", "🎉", "👏", "😁", "🙏", "👌", "🤝", "💯", "👀", "🤗", "🤔", "😢", "✍", "👎"],
        })
    );
    let fields = |kind: Kind| {
        let value = serde_json::to_value(kind.capabilities()).unwrap();
        value.as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    for kind in Kind::ALL {
        assert_eq!(fields(kind), fields(Kind::Telegram));
        assert_eq!(Kind::from_name(kind.name()), Some(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        assert!(!kind.capabilities().modes.is_empty());
    }
    assert_eq!(serde_json::to_value(Kind::SiteChat.capabilities()).unwrap()["modes"], json!(["direct"]));
}

#[test]
fn a_text_that_fits_stays_as_it_is() {
    let entities = vec![Entity { kind: EntityKind::Bold, offset: 0, length: 2, url: None }];
    let parts = small(200).split_text("  да \n", &entities);
    assert_eq!(parts, vec![("  да \n".to_owned(), entities)]);
}

/// The limit counts UTF-16 units: 2048 emoji are 4096 units and one message, one more is two (T8).
#[test]
fn the_limit_counts_utf16_units() {
    let telegram = Kind::Telegram.capabilities();
    assert_eq!(telegram.split_text(&"🙂".repeat(2048), &[]).len(), 1);
    let parts = telegram.split_text(&"🙂".repeat(2049), &[]);
    assert_eq!(parts.iter().map(|(text, _)| utf16_len(text)).collect::<Vec<_>>(), [4096, 2]);
}

#[test]
fn paragraphs_before_lines_before_words() {
    let limits = small(100);
    let word = "а".repeat(60);
    let text = format!("{word} б\nв\n\n  {word}");
    assert_eq!(texts(&limits.split_text(&text, &[])), [format!("{word} б\nв"), format!("  {word}")]);
    let text = format!("{word} б\nв {word}");
    assert_eq!(texts(&limits.split_text(&text, &[])), [format!("{word} б"), format!("в {word}")]);
    let text = format!("{word} б   {word}");
    assert_eq!(texts(&limits.split_text(&text, &[])), [format!("{word} б"), word.clone()]);
    // A break in the first half is no place to cut: the parts would be many and small.
    let text = format!("б\n\n{}", "а".repeat(120));
    assert_eq!(texts(&limits.split_text(&text, &[]))[0].chars().count(), 100);
}

/// One family emoji is eleven units and one sign; it is not taken apart.
#[test]
fn clusters_are_not_torn() {
    let family = "👨‍👩‍👧‍👦";
    assert_eq!(utf16_len(family), 11);
    let parts = small(100).split_text(&family.repeat(20), &[]);
    assert_eq!(texts(&parts), [family.repeat(9), family.repeat(9), family.repeat(2)]);
    // Windows line ends are one sign.
    let text = format!("{}\r\n\r\n{}", "а".repeat(98), "б".repeat(50));
    assert_eq!(texts(&small(100).split_text(&text, &[])), ["а".repeat(98), "б".repeat(50)]);
}

/// Formatting over a cut is in both parts, counted anew.
#[test]
fn formatting_goes_on_in_the_next_part() {
    let text = format!("{} {}", "а".repeat(90), "б".repeat(50));
    let link = Entity { kind: EntityKind::Link, offset: 80, length: 30, url: Some("https://example.org".to_owned()) };
    let bold = Entity { kind: EntityKind::Bold, offset: 95, length: 10, url: None };
    let beyond = Entity { kind: EntityKind::Italic, offset: 4_000_000_000, length: 4_000_000_000, url: None };
    let parts = small(100).split_text(&text, &[link.clone(), bold.clone(), beyond]);
    assert_eq!(parts[0].1, [Entity { offset: 80, length: 10, ..link.clone() }]);
    assert_eq!(parts[1].1, [Entity { offset: 0, length: 19, ..link }, Entity { offset: 4, ..bold }]);
}

/// A text for more than twenty messages is refused where it is entered; here its end is at least seen to be missing.
#[test]
fn there_is_an_end_to_the_parts() {
    let limits = small(100);
    let longest = "а".repeat(limits.longest_text());
    let parts = limits.split_text(&longest, &[]);
    assert!(parts.len() <= PARTS_MAX);
    assert_eq!(parts.iter().map(|(text, _)| text.as_str()).collect::<String>(), longest);
    let parts = limits.split_text(&"а".repeat(100 * PARTS_MAX + 1), &[]);
    assert_eq!(parts.len(), PARTS_MAX);
    assert!(parts[PARTS_MAX - 1].0.ends_with('…'));
    assert_eq!(utf16_len(&parts[PARTS_MAX - 1].0), 100);
}

/// White space is no message: Telegram refuses it.
#[test]
fn no_part_is_blank() {
    let text = format!("{}\n\n{}{}", "а".repeat(50), " ".repeat(300), "б".repeat(50));
    for (part, _) in small(100).split_text(&text, &[]) {
        assert!(!part.trim().is_empty());
    }
}

fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof!["[a-zа-я]{1,40}", "[ \n]{1,4}", "[🙂👍🏽]{1,20}", "(👨‍👩‍👧‍👦){1,9}", "\r\n", "\\PC{0,20}"];
    proptest::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_and_everything_fits(text in words(), max in 200u32..400, offset in 0u32..500, length in 1u32..500) {
        let limits = small(max);
        prop_assume!(utf16_len(&text) <= limits.longest_text());
        let entity = Entity { kind: EntityKind::Bold, offset, length, url: None };
        let parts = limits.split_text(&text, std::slice::from_ref(&entity));
        prop_assert!(parts.len() <= PARTS_MAX);
        let bare = |text: &str| text.chars().filter(|char| !char.is_whitespace()).collect::<String>();
        prop_assert_eq!(bare(&parts.iter().map(|(text, _)| text.as_str()).collect::<String>()), bare(&text));
        let clusters: Vec<&str> = text.graphemes(true).collect();
        for (part, entities) in &parts {
            prop_assert!(utf16_len(part) <= max as usize);
            for entity in entities.iter().filter(|_| parts.len() > 1) {
                prop_assert!(entity.length > 0 && (entity.offset + entity.length) as usize <= utf16_len(part));
            }
            // The first and last sign of a part are whole signs of the text.
            for end in [part.graphemes(true).next(), part.graphemes(true).next_back()].into_iter().flatten() {
                prop_assert!(clusters.contains(&end), "{end:?} is torn");
            }
        }
    }

    /// T9: Telegram takes about thirty messages a second, and counts the burst after a pause like any other second.
    #[test]
    fn no_second_has_more_messages_than_the_messenger_takes(
        looks in proptest::collection::vec((0i64..400, 0i64..60), 1..300),
        start in 0i64..1_000_000_000_000,
    ) {
        let rates = Kind::Telegram.rates();
        let (mut now, mut bucket, mut sent) = (start, 0, Vec::new());
        for (pause, wanted) in looks {
            now += pause;
            let allowed = rates.allowed(bucket, now, wanted);
            prop_assert!((0..=wanted).contains(&allowed));
            prop_assert!(allowed == 0 || rates.next(bucket) <= now);
            prop_assert!(allowed > 0 || wanted == 0 || rates.next(bucket) > now, "the alarm rings when one may go");
            bucket = rates.taken(bucket, now, allowed);
            sent.extend((0..allowed).map(|_| now));
        }
        for (index, first) in sent.iter().enumerate() {
            let within = sent[index..].iter().take_while(|at| **at < first + 1_000).count();
            prop_assert!(within <= 30, "{within} messages within a second");
        }
    }
}

#[test]
fn the_pace_is_kept_up_for_long() {
    let rates = Kind::Telegram.rates();
    let mut bucket = 0;
    let sent: i64 = (0..60_000)
        .map(|now| {
            let allowed = rates.allowed(bucket, now, 1);
            bucket = rates.taken(bucket, now, allowed);
            allowed
        })
        .sum();
    assert!((25 * 60..=30 * 60).contains(&sent), "{sent} in a minute");
    let free = Kind::SiteChat.rates();
    assert_eq!(free.allowed(i64::MAX, 0, 500), 500, "where there is no limit none is kept");
}
