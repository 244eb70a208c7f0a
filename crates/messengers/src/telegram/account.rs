//! The account itself: who it is, how its updates reach us, and asking for them.

use serde_json::{Value, json};

use super::call::{Failure, Limits, call, clean, problem};
use super::verify::item;
use crate::{Account, AccountInfo, AccountProblem, Connection, PollBatch, Wire, WireBody};

/// Everything wanted must be listed: reactions are not sent by default (T3). Business connections are asked for to tell
/// that they are not supported yet; the owner's private messages are not asked for.
pub const ALLOWED_UPDATES: [&str; 6] =
    ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction", "business_connection"];

/// How long Telegram holds an empty poll.
pub const POLL_TIMEOUT_S: u64 = 25;

/// Updates per poll, the most there is.
const POLL_LIMIT: u64 = 100;

/// A hundred long messages with all their nested parts.
const POLL_MAX_ANSWER: u64 = 16 * 1024 * 1024;

/// Asks for what is waiting. The cursor is the offset: it confirms everything before it (guarantee 8).
pub async fn poll(wire: &dyn Wire, account: &Account, cursor: Option<&str>) -> Result<PollBatch, AccountProblem> {
    let offset: Option<i64> = cursor.and_then(|cursor| cursor.parse().ok());
    let mut body = json!({ "timeout": POLL_TIMEOUT_S, "limit": POLL_LIMIT, "allowed_updates": ALLOWED_UPDATES });
    if let Some(offset) = offset {
        body["offset"] = offset.into();
    }
    let limits = Limits { timeout_ms: (POLL_TIMEOUT_S + 10) * 1000, max_response: POLL_MAX_ANSWER };
    let result = call(wire, account, "getUpdates", WireBody::Json(body.to_string()), limits).await.map_err(problem)?;
    let Some(updates) = result.as_array() else {
        return Err(unavailable("the answer holds no updates"));
    };
    let last = updates.iter().filter_map(|update| update["update_id"].as_i64()).max();
    if last.is_none() && !updates.is_empty() {
        // Without an id there is nothing to confirm: the same ones would come again at once.
        return Err(unavailable("updates without an id"));
    }
    let items = updates.iter().map(|update| item(update.to_string().as_bytes())).collect();
    let cursor = last.map(|last| last.saturating_add(1)).or(offset).map(|offset| offset.to_string());
    Ok(PollBatch { items, cursor })
}

/// Who the bot is and where its updates go now.
pub async fn identify(wire: &dyn Wire, account: &Account) -> Result<AccountInfo, AccountProblem> {
    let bot = call(wire, account, "getMe", WireBody::Empty, Limits::SHORT).await.map_err(problem)?;
    let Some(id) = bot["id"].as_i64() else {
        return Err(unavailable("the answer holds no bot"));
    };
    let webhook = call(wire, account, "getWebhookInfo", WireBody::Empty, Limits::SHORT).await.map_err(problem)?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Ok(AccountInfo {
        id: id.to_string(),
        username: text(&bot["username"]),
        title: text(&bot["first_name"]),
        // Programs exist that put the bot's token into the address of their webhook (G17).
        webhook_url: clean(account, webhook["url"].as_str().unwrap_or_default()),
        groups: bot["can_join_groups"] == true,
        webhook_error: webhook["last_error_message"].as_str().map(|text| clean(account, text)),
    })
}

/// Registers our webhook or removes the one that is registered. Updates that wait are kept in every case.
pub async fn connect(wire: &dyn Wire, account: &Account, connection: &Connection) -> Result<(), AccountProblem> {
    let (method, body) = match connection {
        Connection::Webhook(url) => {
            if !is_secret(&account.webhook_secret) {
                return Err(AccountProblem::WebhookRefused(
                    "the webhook secret is not 1-256 of A-Z a-z 0-9 _ -".to_owned(),
                ));
            }
            let body = json!({
                "url": url,
                "secret_token": account.webhook_secret,
                "allowed_updates": ALLOWED_UPDATES,
                "max_connections": 40,
                "drop_pending_updates": false,
            });
            ("setWebhook", body)
        }
        Connection::Poll | Connection::None => ("deleteWebhook", json!({ "drop_pending_updates": false })),
    };
    match call(wire, account, method, WireBody::Json(body.to_string()), Limits::SHORT).await {
        Ok(_) => Ok(()),
        Err(Failure::Refused(refused)) if refused.by_telegram && refused.code == 400 => {
            Err(AccountProblem::WebhookRefused(refused.text))
        }
        Err(failure) => Err(problem(failure)),
    }
}

/// T1: 1-256 characters of `[A-Za-z0-9_-]`.
fn is_secret(secret: &str) -> bool {
    (1..=256).contains(&secret.len())
        && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

fn unavailable(text: &str) -> AccountProblem {
    AccountProblem::Unavailable { text: text.to_owned(), retry_after_s: None }
}
