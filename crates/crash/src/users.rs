//! Telegram users: they write and sometimes change what they wrote. The stand-in delivers each update until it is taken,
//! and now and then once more.

use std::sync::Arc;

use fake_telegram::Deed;

use crate::stage::Stage;

/// Writes while the load goes on.
pub(crate) async fn write(stage: Arc<Stage>, bot: usize, user: i64) {
    let mut random = stage.random(&format!("user {bot} {user}"));
    let Some((telegram, _)) = stage.bots.get(bot) else { return };
    let (mut count, mut mine, mut updates) = (0_u32, Vec::new(), Vec::new());
    while stage.is_loading() {
        if random.chance(12)
            && let Some(message) = random.pick(&mine).copied()
        {
            count += 1;
            let text = format!("t{user}-{count} changed");
            updates.extend(telegram.act(user, Deed::Edit { message_id: message, text }).update_ids);
        } else {
            count += 1;
            let text = format!("t{user}-{count} do you deliver?");
            let done = telegram.act(user, Deed::Text { text, entities: None, reply_to: None });
            mine.extend(&done.message_ids);
            updates.extend(done.update_ids);
            stage.ledger().people.entry((bot, user)).or_default().extend(done.message_ids);
        }
        // Only by webhook: who is asked never gives again what was confirmed.
        if bot == 0
            && random.chance(8)
            && let Some(update) = random.pick(&updates)
        {
            telegram.redeliver(*update);
        }
        stage.rest(&mut random, 120, 450).await;
    }
}
