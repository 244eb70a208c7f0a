//! Planned faults and limits, told for what they are.

use beseda_messengers::{Kind, Order, SendOutcome};
use fake_telegram::{Fault, Limits, User};

use super::common::{Plain, SOON, Scene, text};

/// Guarantee 10 from the other side: what our code says of each fault is what has really happened.
#[tokio::test]
async fn faults_are_told_for_what_they_are() {
    let scene = Scene::new().await;
    let refuse = |code: u16| Fault::Refuse { code, description: "planned".to_owned() };
    for (fault, times) in [
        (refuse(500), 0),
        (Fault::TooMany { retry_after: 3 }, 0),
        (refuse(400), 0),
        (refuse(403), 0),
        (Fault::CutBefore, 0),
        (Fault::CutAfter, 1),
        (Fault::GarbleAfter, 1),
    ] {
        let words = format!("{fault:?}");
        scene.bot.plan(None, fault.clone(), 1);
        let outcome = scene.send(text(&words)).await;
        assert_eq!(scene.bot.log().times(scene.anna, &words), times, "{words}");
        let right = match fault {
            Fault::Refuse { code: 500, .. } | Fault::TooMany { .. } => matches!(outcome, SendOutcome::NotSent { .. }),
            Fault::Refuse { .. } => matches!(outcome, SendOutcome::Rejected { .. }),
            _ => matches!(outcome, SendOutcome::Ambiguous { .. }),
        };
        assert!(right, "{words}: {outcome:?}");
        scene.sent(text("дальше")).await;
    }
    assert_eq!(scene.bot.log().times(scene.anna, "дальше"), 7, "a fault lasts no longer than planned");
}

#[tokio::test]
async fn a_hanging_call_is_stored_or_not_as_planned() {
    let scene = Scene::new().await;
    for (number, (fault, times)) in [(1, (Fault::HangBefore, 0)), (2, (Fault::HangAfter, 1))] {
        let words = format!("{fault:?}");
        scene.bot.plan(Some("sendMessage"), fault, 1);
        let answered = async { scene.send(text(&words)).await };
        let hung = async {
            scene
                .bot
                .wait(SOON, |log| log.calls.iter().filter(|call| call.status == 0).count() == number)
                .await
                .unwrap()
        };
        tokio::select! {
            outcome = answered => panic!("answered {outcome:?}"),
            _ = hung => {}
        }
        assert_eq!(scene.bot.log().times(scene.anna, &words), times);
    }
}

#[tokio::test]
async fn limits_are_kept_per_chat_and_over_all() {
    let scene = Scene::new().await;
    let boris = scene.bot.add_user(User { started: true, ..User::default() });
    let clara = scene.bot.add_user(User { started: true, ..User::default() });
    scene.bot.limit(Limits { per_chat: Some(1), global: Some(2) });
    let to = async |chat: i64| {
        let order = Order { chat: chat.to_string(), order_id: 1, silent: false, kind: text("a") };
        Kind::Telegram.send(&Plain, &scene.account(), &order).await
    };
    assert!(matches!(to(scene.anna).await, SendOutcome::Sent { .. }));
    assert!(
        matches!(to(scene.anna).await, SendOutcome::NotSent { retry_after_s: Some(1), .. }),
        "one a second to a chat"
    );
    assert!(matches!(to(boris).await, SendOutcome::Sent { .. }));
    assert!(matches!(to(clara).await, SendOutcome::NotSent { retry_after_s: Some(1), .. }), "two a second over all");
    assert_eq!(scene.bot.log().sends.len(), 2);
}
