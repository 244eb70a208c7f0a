//! Website chat: items of the chat routes in, ids of our own out (X2, X3, X9, guarantee 30).

use beseda_messengers::site_chat::{Form, Identity, Page, SiteChatEvent, SiteChatItem, StoredFile, Utm};
use beseda_messengers::{
    Account, Change, FileKind, Inbound, InboundMessage, Kind, Order, OrderKind, SendOutcome, SentPart,
};
use proptest::prelude::*;

fn item(event: SiteChatEvent) -> SiteChatItem {
    SiteChatItem { visitor: "vis-1".to_owned(), at: 1_767_225_600_123, identity: None, page: None, event }
}

fn message(text: &str) -> SiteChatEvent {
    SiteChatEvent::Message { r#ref: "r1".to_owned(), text: text.to_owned(), files: vec![], reply_to: None, form: None }
}

fn parse(item: &SiteChatItem) -> Result<Vec<Inbound>, String> {
    Kind::SiteChat.parse(&Account::default(), &item.item().slice)
}

fn written(item: &SiteChatItem) -> InboundMessage {
    match parse(item).unwrap().remove(0) {
        Inbound::Message(message) => *message,
        other => panic!("{other:?}"),
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_message_carries_everything_the_page_told() {
    let mut item = item(SiteChatEvent::Message {
        r#ref: "r1".to_owned(),
        text: "Есть синие?".to_owned(),
        files: vec![StoredFile {
            id: "77".to_owned(),
            kind: FileKind::Image,
            name: "ваза.png".to_owned(),
            mime: "image/png".to_owned(),
            size: 10,
            width: Some(3),
            height: Some(4),
        }],
        reply_to: some("o12"),
        form: Some(Form { name: some(" Ира "), email: some("ira@example.org"), phone: None }),
    });
    item.page = Some(Page {
        url: "https://clay.example/vase".to_owned(),
        title: "Ваза".to_owned(),
        referrer: "https://ya.example/".to_owned(),
        language: "ru".to_owned(),
        utm: Utm { source: some("vk"), campaign: some("осень"), ..Utm::default() },
        tag: some("акция"),
    });
    let message = written(&item);
    assert_eq!((message.place.chat.as_str(), message.external_id.as_str()), ("vis-1", "v:r1"));
    assert_eq!(
        (message.at, message.client_ref.as_deref(), message.reply_to.as_deref()),
        (1_767_225_600_123, Some("r1"), Some("o12"))
    );
    assert_eq!((message.person.external_id.as_str(), message.person.name.as_str()), ("vis-1", "Ира"));
    assert_eq!((message.person.email.as_str(), message.person.language.as_str()), ("ira@example.org", "ru"));
    assert_eq!(message.tag.as_deref(), Some("акция"));
    assert_eq!((message.files[0].source.as_str(), message.files[0].size), ("77", Some(10)));
    let names: Vec<&str> = message.variables.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["page_url", "page_title", "referrer", "utm_source", "utm_campaign"]);
}

/// X2: the one the site vouches for is shown by what it says, not by what was typed; he is found by his visitor id alone.
#[test]
fn the_form_never_overrules_the_identity() {
    let mut item = item(SiteChatEvent::Message {
        r#ref: "r1".to_owned(),
        text: "я".to_owned(),
        files: vec![],
        reply_to: None,
        form: Some(Form { name: some("Директор"), email: some("boss@example.org"), phone: some("+7900") }),
    });
    item.identity =
        Some(Identity { sub: "u-5".to_owned(), name: some("Ира"), email: some("ira@example.org"), phone: None });
    let message = written(&item);
    assert_eq!(
        (message.person.name.as_str(), message.person.email.as_str(), message.person.phone.as_str()),
        ("Ира", "ira@example.org", "+7900")
    );
    assert_eq!(message.person.external_id, "vis-1");
    assert!(message.variables.contains(&("user_id".to_owned(), "u-5".to_owned())));
}

#[test]
fn a_visitor_without_a_name_has_none() {
    assert_eq!(written(&item(message("привет"))).person.name, "");
}

/// Guarantee 1: the same ref is the same delivery; another visitor's same ref is not.
#[test]
fn a_repeated_ref_is_the_same_delivery() {
    let first = item(message("раз"));
    let again = SiteChatItem { at: 9, ..item(message("раз")) };
    let other = SiteChatItem { visitor: "vis-2".to_owned(), ..first.clone() };
    assert_eq!(first.item().delivery_id, again.item().delivery_id);
    assert_ne!(first.item().delivery_id, other.item().delivery_id);
    assert_eq!(first.item().thread_key, "vis-1");
    assert_eq!(Kind::SiteChat.split(&first.item().slice), vec![first.item()]);
}

/// T7 for our own chat: what was pressed is shown by its caption and known by its data.
#[test]
fn a_press_is_a_message_with_the_caption() {
    let press = SiteChatEvent::Button {
        r#ref: "r2".to_owned(),
        message: "o12".to_owned(),
        data: "color:blue".to_owned(),
        text: "Синяя".to_owned(),
    };
    let message = written(&item(press));
    assert_eq!(message.text, "Синяя");
    assert_eq!(message.pressed, Some(("color:blue".to_owned(), "o12".to_owned())));
}

/// X3: looking at a page is no message and makes no client.
#[test]
fn a_visit_is_no_message() {
    let mut visit = item(SiteChatEvent::Page);
    visit.page = Some(Page { url: "https://clay.example/".to_owned(), ..Page::default() });
    let Inbound::Visited { place, variables, .. } = parse(&visit).unwrap().remove(0) else { panic!() };
    assert_eq!(place.chat, "vis-1");
    assert_eq!(variables, [("page_url".to_owned(), "https://clay.example/".to_owned())]);
}

#[test]
fn states_come_for_each_message() {
    let ids = vec!["o1".to_owned(), "o2".to_owned()];
    let seen = parse(&item(SiteChatEvent::Seen { messages: ids.clone() })).unwrap();
    assert!(matches!(&seen[1], Inbound::Delivery { external_id, change: Change::Read, .. } if external_id == "o2"));
    let received = parse(&item(SiteChatEvent::Received { messages: ids })).unwrap();
    assert!(
        matches!(&received[0], Inbound::Delivery { external_id, change: Change::Delivered, .. } if external_id == "o1")
    );
    assert!(parse(&item(SiteChatEvent::Seen { messages: vec![] })).is_err());
}

/// Every field has a limit here as well, not only in the route.
#[test]
fn what_breaks_a_limit_is_refused_in_words() {
    let long_ref = SiteChatEvent::Message {
        r#ref: "r".repeat(65),
        text: "a".to_owned(),
        files: vec![],
        reply_to: None,
        form: None,
    };
    for event in [message(""), message(&"a".repeat(4001)), long_ref] {
        assert!(parse(&item(event)).is_err());
    }
    assert!(parse(&SiteChatItem { visitor: String::new(), ..item(message("a")) }).is_err());
    assert!(
        Kind::SiteChat.verify(&Account::default(), &http::HeaderMap::new(), b"{}").is_err(),
        "no hook: only the chat routes"
    );
}

/// The stored message is the delivery; its id comes from the order, so a repeated send has the same one.
#[tokio::test]
async fn a_send_is_done_at_once() {
    let wire = crate::common::Scripted::new(vec![]);
    let order = |kind| Order { chat: "vis-1".to_owned(), order_id: 41, silent: false, kind };
    let text = OrderKind::Text { text: "Да".to_owned(), entities: vec![], reply_to: None, buttons: vec![] };
    for kind in [Kind::SiteChat, Kind::Demo] {
        let sent = kind.send(&wire, &Account::default(), &order(text.clone())).await;
        assert_eq!(sent, SendOutcome::Sent { part: Some(SentPart { external_id: "o41".to_owned(), at: None }) });
    }
    let sent = Kind::SiteChat
        .send(&wire, &Account::default(), &order(OrderKind::Delete { external_id: "o1".to_owned() }))
        .await;
    assert_eq!(sent, SendOutcome::Sent { part: None });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(body in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,50}") {
        prop_assert_eq!(Kind::SiteChat.split(&body).len(), 1);
        let _ = Kind::SiteChat.parse(&Account::default(), &body);
        let mut whole = item(message(&text)).item().slice;
        whole.truncate(whole.len() - 1);
        prop_assert!(Kind::SiteChat.parse(&Account::default(), &whole).is_err());
        prop_assert!(Kind::SiteChat.split(&whole)[0].delivery_id.starts_with("bad-"));
    }
}
