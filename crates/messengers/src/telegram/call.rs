//! One call of a Bot API method, and what its answer means (T9, T10).

use serde_json::Value;

use crate::{Account, AccountProblem, Wire, WireBody, WireError, WireRequest};

/// Answers of methods are small; only `getUpdates` needs more.
pub(super) const MAX_ANSWER: u64 = 1024 * 1024;

/// The provider's wording is kept up to this many characters.
const MAX_TEXT: usize = 300;

/// Why a method did not do what it was asked. No text in it holds a token.
#[derive(Debug)]
pub(super) enum Failure {
    /// The token is not one: no request was made.
    BadToken,
    /// Surely not taken: no connection was made.
    NotSent(String),
    /// No answer, or one that cannot be understood: it may have been taken.
    Unclear(String),
    /// Telegram answered and refused.
    Refused(Refused),
}

/// A refusal in Telegram's words.
#[derive(Debug)]
pub(super) struct Refused {
    /// `error_code`, or the HTTP status where something before Telegram answered.
    pub(super) code: u16,
    /// `description`.
    pub(super) text: String,
    /// `parameters.retry_after` or the `Retry-After` header.
    pub(super) retry_after_s: Option<u64>,
    /// False: a proxy answered, not Telegram.
    pub(super) by_telegram: bool,
}

impl Refused {
    /// 401 and 404 mean the token: all methods we call exist, so "not found" is an unknown bot (T10).
    pub(super) fn is_wrong_token(&self) -> bool {
        self.by_telegram && matches!(self.code, 401 | 404)
    }

    /// Lower-cased wording, for the table of errors. Telegram changes the case of its texts.
    pub(super) fn folded(&self) -> String {
        self.text.to_lowercase()
    }
}

/// Calls `method` and returns `result`.
pub(super) async fn call(
    wire: &dyn Wire,
    account: &Account,
    method: &str,
    body: WireBody,
    limits: Limits,
) -> Result<Value, Failure> {
    if !is_token(&account.token) {
        return Err(Failure::BadToken);
    }
    let request = WireRequest {
        method: "POST",
        url: format!("{}/bot{}/{method}", account.api_base, account.token),
        body,
        timeout_ms: limits.timeout_ms,
        max_response: limits.max_response,
    };
    let response = wire.http(request).await.map_err(|error| unanswered(account, error))?;
    let answer: Option<Value> =
        serde_json::from_slice(&response.body).ok().filter(|body: &Value| body["ok"].is_boolean());
    let success = (200..300).contains(&response.status);
    match answer {
        Some(mut answer) if answer["ok"] == true && success => Ok(answer["result"].take()),
        Some(answer) if answer["ok"] == false => Err(Failure::Refused(Refused {
            code: answer["error_code"].as_u64().and_then(|code| u16::try_from(code).ok()).unwrap_or(response.status),
            text: clean(account, answer["description"].as_str().unwrap_or("refused without a word")),
            retry_after_s: answer["parameters"]["retry_after"].as_u64().or(response.retry_after_s),
            by_telegram: true,
        })),
        _ if success => Err(Failure::Unclear("the answer is not Telegram's".to_owned())),
        _ => Err(Failure::Refused(Refused {
            code: response.status,
            text: format!("HTTP status {} without an answer of Telegram", response.status),
            retry_after_s: response.retry_after_s,
            by_telegram: false,
        })),
    }
}

/// How long to wait and how much to read.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) timeout_ms: u64,
    pub(super) max_response: u64,
}

impl Limits {
    /// For a call that a person waits for.
    pub(super) const SHORT: Limits = Limits { timeout_ms: 15_000, max_response: MAX_ANSWER };

    pub(super) fn of(timeout_ms: u64) -> Limits {
        Limits { timeout_ms, max_response: MAX_ANSWER }
    }
}

/// A failure as a state of the account: for everything that is not about one chat.
pub(super) fn problem(failure: Failure) -> AccountProblem {
    match failure {
        Failure::BadToken => AccountProblem::WrongToken("the token is malformed".to_owned()),
        Failure::NotSent(text) | Failure::Unclear(text) => AccountProblem::Unavailable { text, retry_after_s: None },
        Failure::Refused(refused) if refused.is_wrong_token() => AccountProblem::WrongToken(refused.text),
        Failure::Refused(refused) if refused.by_telegram && refused.code == 409 => {
            AccountProblem::SecondPoller(refused.text)
        }
        Failure::Refused(refused) => {
            AccountProblem::Unavailable { text: refused.text, retry_after_s: refused.retry_after_s }
        }
    }
}

fn unanswered(account: &Account, error: WireError) -> Failure {
    match error {
        WireError::NotSent(text) => Failure::NotSent(clean(account, &text)),
        WireError::Ambiguous(text) => Failure::Unclear(clean(account, &text)),
        WireError::TooBig => Failure::Unclear("the answer is too long".to_owned()),
    }
}

/// `123456:ABC…`. Anything else would change the address it is put into.
pub(super) fn is_token(token: &str) -> bool {
    let Some((id, secret)) = token.split_once(':') else {
        return false;
    };
    let id_ok = !id.is_empty() && id.len() <= 20 && id.bytes().all(|byte| byte.is_ascii_digit());
    let secret_ok = !secret.is_empty() && secret.len() <= 128;
    id_ok && secret_ok && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// Takes the token and the webhook secret out of a text that may quote an address (guarantee 25), and bounds it.
pub(super) fn clean(account: &Account, text: &str) -> String {
    let mut text = text.to_owned();
    let half = account.token.split_once(':').map_or("", |(_, secret)| secret);
    for secret in [account.token.as_str(), half, account.webhook_secret.as_str()] {
        // Shorter ones are no secrets and would tear words apart.
        if secret.len() >= 6 {
            text = text.replace(secret, "***");
        }
    }
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
