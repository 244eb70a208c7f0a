//! Methods about the bot itself: its webhook, its updates, its files.

use serde_json::{Value, json};
use tokio::time::{Duration, Instant};

use crate::answer::Answer;
use crate::params::Params;
use crate::schema::UPDATE_KINDS;
use crate::server::Shared;
use crate::world::{Bot, Webhook};

/// `getFile`: "bots can download files of up to 20 MB in size".
const DOWNLOAD_MAX: usize = 20 << 20;

/// `getMe`.
pub(crate) fn me(bot: &Bot) -> Value {
    let mut me = bot.me();
    for (key, value) in [
        ("can_join_groups", true),
        ("can_read_all_group_messages", false),
        ("supports_inline_queries", false),
        ("can_connect_to_business", false),
        ("has_main_web_app", false),
    ] {
        me[key] = value.into();
    }
    me
}

/// `getWebhookInfo`.
pub(crate) fn webhook_info(bot: &Bot) -> Value {
    let mut info = json!({ "url": "", "has_custom_certificate": false, "pending_update_count": bot.pending.len() });
    if let Some(webhook) = &bot.webhook {
        info["url"] = webhook.url.as_str().into();
        info["max_connections"] = webhook.max_connections.into();
        if let Some((at, text)) = &webhook.last_error {
            info["last_error_date"] = (*at).into();
            info["last_error_message"] = text.as_str().into();
        }
    }
    if let Some(kinds) = &bot.allowed_updates {
        info["allowed_updates"] = json!(kinds);
    }
    info
}

/// `setWebhook`. Plain HTTP is taken, unlike by Telegram, because tests run on this machine alone.
pub(crate) fn set_webhook(bot: &mut Bot, params: &Params) -> Result<Answer, Answer> {
    let url = params.text("url").to_owned();
    if url.is_empty() {
        return delete_webhook(bot, params);
    }
    if !url.starts_with("https://") && !url.starts_with("http://127.0.0.1") && !url.starts_with("http://localhost") {
        return Err(Answer::bad("bad webhook: An HTTPS URL must be provided for webhook"));
    }
    let secret = params.text("secret_token").to_owned();
    if secret.is_empty() {
        bot.violation("setWebhook without a secret_token".to_owned());
    }
    if secret.len() > 256 {
        return Err(Answer::bad("secret token is too long"));
    }
    if !secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-') {
        return Err(Answer::bad("secret token contains unallowed characters"));
    }
    allow_updates(bot, params)?;
    let max_connections = params.number("max_connections").unwrap_or(40).clamp(1, 100);
    if params.flag("drop_pending_updates") {
        bot.pending.clear();
    }
    bot.webhook = Some(Webhook {
        url,
        secret: Some(secret).filter(|secret| !secret.is_empty()),
        max_connections: usize::try_from(max_connections).unwrap_or(40),
        last_error: None,
    });
    Ok(Answer::DoneSaying(true.into(), "Webhook was set"))
}

/// `deleteWebhook`.
pub(crate) fn delete_webhook(bot: &mut Bot, params: &Params) -> Result<Answer, Answer> {
    if params.flag("drop_pending_updates") {
        bot.pending.clear();
    }
    let was = bot.webhook.take();
    Ok(Answer::DoneSaying(
        true.into(),
        if was.is_some() { "Webhook was deleted" } else { "Webhook is already deleted" },
    ))
}

/// The kinds stay as they were when none are told; an empty list means the default ones.
fn allow_updates(bot: &mut Bot, params: &Params) -> Result<(), Answer> {
    let Some(list) = params.json("allowed_updates")? else {
        return Ok(());
    };
    let kinds: Vec<String> =
        list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    for kind in kinds.iter().filter(|kind| !UPDATE_KINDS.contains(&kind.as_str())) {
        bot.violation(format!("allowed_updates names {kind}, which is no kind of update"));
    }
    bot.allowed_updates = Some(kinds);
    Ok(())
}

/// `getUpdates`: confirms what is before the offset, waits for something, and gives way to a second poller.
pub(crate) async fn updates(shared: &Shared, token: &str, params: &Params) -> Result<Value, Answer> {
    let timeout = Duration::from_secs(u64::try_from(params.number("timeout").unwrap_or(0)).unwrap_or(0).min(50));
    let limit = usize::try_from(params.number("limit").unwrap_or(100).clamp(1, 100)).unwrap_or(100);
    let end = Instant::now() + timeout;
    let mut changes = shared.changes();
    let mine = shared.bot(token, |bot| {
        if bot.webhook.is_some() {
            return Err(Answer::refused(
                409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            ));
        }
        allow_updates(bot, params)?;
        bot.poll += 1;
        if let Some(offset) = params.number("offset") {
            confirm(bot, offset);
        }
        Ok(bot.poll)
    })?;
    shared.changed();
    loop {
        changes.borrow_and_update();
        let found = shared.bot(token, |bot| {
            if bot.poll != mine || bot.webhook.is_some() {
                return Err(Answer::refused(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                ));
            }
            let batch: Vec<Value> = bot.pending.iter().take(limit).map(|pending| pending.body.clone()).collect();
            for id in batch.iter().filter_map(|update| update["update_id"].as_i64()) {
                if let Some(update) = bot.logged(id) {
                    update.attempts += 1;
                }
            }
            Ok(batch)
        })?;
        if !found.is_empty() || tokio::time::timeout_at(end, changes.changed()).await.is_err() {
            return Ok(Value::Array(found));
        }
    }
}

/// Everything before the offset was received; a negative one counts from the end.
fn confirm(bot: &mut Bot, offset: i64) {
    let first = if offset < 0 {
        let back = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
        bot.pending.iter().rev().nth(back.saturating_sub(1)).map_or(0, |pending| pending.id)
    } else {
        offset
    };
    let confirmed: Vec<i64> = bot.pending.iter().map(|pending| pending.id).filter(|id| *id < first).collect();
    bot.pending.retain(|pending| pending.id >= first);
    for id in confirmed {
        if let Some(update) = bot.logged(id) {
            update.confirmed = true;
        }
    }
}

/// `getFile`.
pub(crate) fn file(bot: &Bot, params: &Params) -> Result<Value, Answer> {
    let id = params.text("file_id");
    let file = bot.files.get(id).ok_or_else(|| Answer::bad("invalid file_id"))?;
    if file.bytes.len() > DOWNLOAD_MAX {
        return Err(Answer::bad("file is too big"));
    }
    Ok(
        json!({ "file_id": id, "file_unique_id": format!("u{id}"), "file_size": file.bytes.len(), "file_path": file.path }),
    )
}

/// `getUserProfilePhotos`.
pub(crate) fn profile_photos(bot: &Bot, params: &Params) -> Result<Value, Answer> {
    let id = params.number("user_id").ok_or_else(|| Answer::bad("invalid user_id specified"))?;
    let user = bot.users.get(&id).ok_or_else(|| Answer::bad("user not found"))?;
    if !user.photo {
        return Ok(json!({ "total_count": 0, "photos": [] }));
    }
    let size = |name: &str, width: u32| json!({ "file_id": format!("avatar-{id}-{name}"), "file_unique_id": format!("{id}{name}"), "width": width, "height": width });
    Ok(json!({ "total_count": 1, "photos": [[size("s", 160), size("m", 320), size("l", 640)]] }))
}
