//! What the stand-in knows: bots, their users, messages, files, updates on their way, and a log of all of it.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::schema;

/// Each log keeps this many entries, the oldest go first.
const LOG_MAX: usize = 100_000;

/// Settings of a stand-in.
#[derive(Debug, Clone)]
pub struct Options {
    /// First pause before a refused webhook delivery is repeated; doubled each time.
    pub redelivery_pause: Duration,
    /// Longest such pause.
    pub redelivery_pause_max: Duration,
    /// How long a webhook may take to answer.
    pub webhook_timeout: Duration,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            redelivery_pause: Duration::from_millis(50),
            redelivery_pause_max: Duration::from_secs(5),
            webhook_timeout: Duration::from_secs(10),
        }
    }
}

/// Rate limits (messages accepted within one second); `None` = no limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// To one chat.
    #[serde(default)]
    pub per_chat: Option<u32>,
    /// To all chats of a bot.
    #[serde(default)]
    pub global: Option<u32>,
}

/// Something that goes wrong on purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Fault {
    /// Answers this status and wording, does nothing.
    Refuse {
        /// `error_code` and HTTP status.
        code: u16,
        /// `description`.
        description: String,
    },
    /// Answers 429, does nothing.
    TooMany {
        /// Seconds.
        retry_after: u64,
    },
    /// Cuts the connection, does nothing.
    CutBefore,
    /// Does what was asked, then cuts the connection: the caller cannot know.
    CutAfter,
    /// Never answers, does nothing.
    HangBefore,
    /// Does what was asked, then never answers.
    HangAfter,
    /// Does what was asked, then answers 200 with something that is not Telegram's.
    GarbleAfter,
}

/// A fault for the next calls.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    pub(crate) fault: Fault,
    pub(crate) method: Option<String>,
    pub(crate) left: u32,
}

/// A message that was accepted from the bot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Accepted {
    /// Method.
    pub method: String,
    /// Chat.
    pub chat_id: i64,
    /// Number the message got.
    pub message_id: i64,
    /// Text or caption.
    pub text: String,
    /// What was sent, files as name, type and size.
    pub params: Value,
}

/// A call of a method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Call {
    /// Method, or `file` for a download.
    pub method: String,
    /// Status it was answered; 0 = cut or never.
    pub status: u16,
}

/// An update and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LoggedUpdate {
    /// Its number.
    pub update_id: i64,
    /// The chat it belongs to.
    pub chat_id: i64,
    /// Kind, e.g. `message`.
    pub kind: String,
    /// Deliveries begun by webhook or handed out by `getUpdates`.
    pub attempts: u32,
    /// Accepted: answered with success, or confirmed by an offset.
    pub confirmed: bool,
    /// Not sent, as the bot did not ask for this kind.
    pub filtered: bool,
    /// The update itself.
    pub body: Value,
}

/// A person.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct User {
    /// Id, also of the private chat; 0 = choose one.
    pub id: i64,
    /// First name, may be empty.
    pub first_name: String,
    /// Last name.
    pub last_name: Option<String>,
    /// User name without `@`.
    pub username: Option<String>,
    /// Language.
    pub language_code: Option<String>,
    /// Has started the bot, so the bot may write.
    pub started: bool,
    /// Has stopped the bot.
    pub blocked: bool,
    /// Has deleted the account.
    pub deactivated: bool,
    /// Does not take voice messages.
    pub voice_forbidden: bool,
    /// Shows a picture.
    pub photo: bool,
}

/// An update on its way.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub(crate) id: i64,
    pub(crate) chat: i64,
    pub(crate) body: Value,
    pub(crate) attempts: u32,
    pub(crate) in_flight: bool,
    pub(crate) not_before: Instant,
}

/// Where updates are posted.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    pub(crate) url: String,
    pub(crate) secret: Option<String>,
    pub(crate) max_connections: usize,
    pub(crate) last_error: Option<(i64, String)>,
}

/// A message of a private chat.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) body: Value,
    pub(crate) by_bot: bool,
}

/// A file.
#[derive(Debug, Clone)]
pub(crate) struct StoredFile {
    pub(crate) path: String,
    pub(crate) bytes: Bytes,
}

/// A bot and everything that belongs to it. Bots know nothing of each other.
#[derive(Debug, Default)]
pub(crate) struct Bot {
    pub(crate) id: i64,
    pub(crate) username: String,
    pub(crate) first_name: String,
    pub(crate) users: BTreeMap<i64, User>,
    pub(crate) messages: BTreeMap<(i64, i64), Message>,
    pub(crate) files: BTreeMap<String, StoredFile>,
    /// Callback queries that wait for an answer.
    pub(crate) callbacks: BTreeMap<String, i64>,
    pub(crate) pending: VecDeque<Pending>,
    pub(crate) webhook: Option<Webhook>,
    /// Where deliveries go instead of the host that was registered.
    pub(crate) deliver_to: Option<String>,
    /// `None`: the default kinds.
    pub(crate) allowed_updates: Option<Vec<String>>,
    /// Grows with each `getUpdates`, so that an older one knows it was replaced.
    pub(crate) poll: u64,
    pub(crate) flights: usize,
    /// So many successful answers of the webhook are treated as lost.
    pub(crate) lose_answers: u32,
    pub(crate) faults: Vec<Planned>,
    pub(crate) limits: Limits,
    /// Its token was withdrawn.
    pub(crate) revoked: bool,
    pub(crate) recent: VecDeque<(Instant, i64)>,
    pub(crate) last_id: i64,
    pub(crate) last_update: i64,
    pub(crate) sends: VecDeque<Accepted>,
    pub(crate) updates: VecDeque<LoggedUpdate>,
    pub(crate) calls: VecDeque<Call>,
    pub(crate) violations: Vec<String>,
}

impl Webhook {
    /// The address a delivery is posted to: the registered one, its host replaced by `instead` if one is given.
    pub(crate) fn target(&self, instead: Option<&str>) -> String {
        let path = self.url.splitn(4, '/').nth(3).unwrap_or_default();
        instead.map_or_else(|| self.url.clone(), |origin| format!("{}/{path}", origin.trim_end_matches('/')))
    }
}

impl Bot {
    /// The next number of a message, file or query.
    pub(crate) fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    /// Notes a mistake of the caller that Telegram would let pass or refuse.
    pub(crate) fn violation(&mut self, text: String) {
        if self.violations.len() < 1000 {
            self.violations.push(text);
        }
    }

    /// Puts an update on its way, unless its kind is not asked for. Returns its number.
    pub(crate) fn update(&mut self, chat: i64, kind: &str, object: Value) -> i64 {
        self.last_update += 1;
        let id = self.last_update;
        let wanted = match &self.allowed_updates {
            Some(kinds) if !kinds.is_empty() => kinds.iter().any(|name| name == kind),
            _ => !schema::NOT_BY_DEFAULT.contains(&kind),
        };
        let mut body = json!({ "update_id": id });
        body[kind] = object;
        keep(
            &mut self.updates,
            LoggedUpdate {
                update_id: id,
                chat_id: chat,
                kind: kind.to_owned(),
                attempts: 0,
                confirmed: false,
                filtered: !wanted,
                body: body.clone(),
            },
        );
        if wanted {
            self.pending.push_back(Pending {
                id,
                chat,
                body,
                attempts: 0,
                in_flight: false,
                not_before: Instant::now(),
            });
        }
        id
    }

    /// The log entry of an update. Numbers have no gaps, so its place is known.
    pub(crate) fn logged(&mut self, id: i64) -> Option<&mut LoggedUpdate> {
        let first = self.updates.front()?.update_id;
        self.updates.get_mut(usize::try_from(id - first).ok()?)
    }

    /// The first planned fault for this method. A fault without a method is for whatever makes or changes a message.
    pub(crate) fn take_fault(&mut self, method: &str) -> Option<Fault> {
        let changes = schema::makes_message(method) || method.starts_with("edit") || method == "deleteMessage";
        let fits =
            |planned: &Planned| planned.left > 0 && planned.method.as_deref().map_or(changes, |name| name == method);
        let planned = self.faults.iter_mut().find(|planned| fits(planned))?;
        planned.left -= 1;
        let fault = planned.fault.clone();
        self.faults.retain(|planned| planned.left > 0);
        Some(fault)
    }

    /// Counts a message to `chat`, or tells how many seconds to wait.
    pub(crate) fn admit(&mut self, chat: i64) -> Result<(), u64> {
        let now = Instant::now();
        while self.recent.front().is_some_and(|(at, _)| now.duration_since(*at) >= Duration::from_secs(1)) {
            self.recent.pop_front();
        }
        let to_chat = self.recent.iter().filter(|(_, id)| *id == chat).count();
        let over = |limit: Option<u32>, count: usize| limit.is_some_and(|limit| count >= limit as usize);
        if over(self.limits.per_chat, to_chat) || over(self.limits.global, self.recent.len()) {
            return Err(1);
        }
        if self.limits != Limits::default() {
            self.recent.push_back((now, chat));
        }
        Ok(())
    }

    /// The bot as a user.
    pub(crate) fn me(&self) -> Value {
        json!({ "id": self.id, "is_bot": true, "first_name": self.first_name, "username": self.username })
    }
}

impl User {
    /// As the sender of something.
    pub(crate) fn sender(&self) -> Value {
        let mut user = self.names();
        user["is_bot"] = false.into();
        if let Some(language) = &self.language_code {
            user["language_code"] = language.as_str().into();
        }
        user
    }

    /// As a private chat.
    pub(crate) fn chat(&self) -> Value {
        let mut chat = self.names();
        chat["type"] = "private".into();
        chat
    }

    fn names(&self) -> Value {
        let mut names = json!({ "id": self.id, "first_name": self.first_name });
        for (key, value) in [("last_name", &self.last_name), ("username", &self.username)] {
            if let Some(value) = value {
                names[key] = value.as_str().into();
            }
        }
        names
    }
}

/// Appends to a log of bounded length.
pub(crate) fn keep<T>(log: &mut VecDeque<T>, entry: T) {
    if log.len() >= LOG_MAX {
        log.pop_front();
    }
    log.push_back(entry);
}

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the stand-in is another machine with a clock of its own")]
pub(crate) fn now_s() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
}
