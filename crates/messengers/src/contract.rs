//! The contract every messenger keeps, and the dispatch over the closed list of kinds.

use http::HeaderMap;
use serde::{Deserialize, Serialize};

use crate::{BlobWriter, Capabilities, Inbound, Order, Rates, SendOutcome, Wire, capabilities, site_chat, telegram};

/// A messenger this build speaks. The name is the same in URLs, JSON and the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Telegram bot (S80).
    Telegram,
    /// Website chat, our own widget (S87).
    SiteChat,
    /// The sample client of the first steps; lives inside the installation, sends nothing anywhere.
    Demo,
}

impl Kind {
    /// All kinds, in the order they are offered.
    pub const ALL: [Kind; 3] = [Kind::Telegram, Kind::SiteChat, Kind::Demo];

    /// The name used in URLs, JSON and the database.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Telegram => "telegram",
            Kind::SiteChat => "site_chat",
            Kind::Demo => "demo",
        }
    }

    /// Address at which a person begins to write to an account, bringing a parameter of `A-Z a-z 0-9 _ -`, at most 64
    /// characters; it comes in as the `tag` of his first message. `None` where the messenger has no such addresses.
    #[must_use]
    pub fn start_link(self, username: &str, parameter: &str) -> Option<String> {
        match self {
            Kind::Telegram if !username.is_empty() => Some(format!("https://t.me/{username}?start={parameter}")),
            Kind::Telegram | Kind::SiteChat | Kind::Demo => None,
        }
    }

    /// Id of a person who has not written to us yet, as a table names him: it is the id of his private chat, too. `None` when
    /// this is no id of the messenger, or when nobody can be named there before he writes.
    #[must_use]
    pub fn imported_id(self, text: &str) -> Option<String> {
        match self {
            Kind::Telegram => telegram::person_id(text),
            Kind::SiteChat | Kind::Demo => None,
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What the messenger can do and its limits.
    pub fn capabilities(self) -> &'static Capabilities {
        capabilities::of(self)
    }

    /// How fast the messenger lets us send.
    pub fn rates(self) -> Rates {
        capabilities::rates(self)
    }

    /// Is this delivery really from the messenger? Looks at the raw bytes only.
    pub fn verify(self, account: &Account, headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
        match self {
            Kind::Telegram => telegram::verify(account, headers, body),
            // Their messages come over own routes which check the visitor's token.
            Kind::SiteChat | Kind::Demo => Err(Refusal::Unsigned),
        }
    }

    /// Cuts one delivery into its items, in order. Pure; never panics; a body that is not the messenger's is one item
    /// whose parsing will fail visibly, so that nothing is dropped silently.
    pub fn split(self, body: &[u8]) -> Vec<Item> {
        match self {
            Kind::Telegram => telegram::split(body),
            Kind::SiteChat | Kind::Demo => site_chat::split(body),
        }
    }

    /// Turns one item into the normal form. Pure. `Err` says in words why the item became a dead letter.
    pub fn parse(self, account: &Account, slice: &[u8]) -> Result<Vec<Inbound>, String> {
        match self {
            Kind::Telegram => telegram::parse(account, slice),
            Kind::SiteChat | Kind::Demo => site_chat::parse(slice),
        }
    }

    /// Carries out one order. No transaction is open while it runs; the wire's time-outs are shorter than the lease.
    pub async fn send(self, wire: &dyn Wire, account: &Account, order: &Order) -> SendOutcome {
        match self {
            Kind::Telegram => telegram::send(wire, account, order).await,
            Kind::SiteChat | Kind::Demo => site_chat::send(order),
        }
    }

    /// Fetches what is waiting (long poll); `cursor` is what the last batch returned and confirms everything before it.
    pub async fn poll(
        self,
        wire: &dyn Wire,
        account: &Account,
        cursor: Option<&str>,
    ) -> Result<PollBatch, AccountProblem> {
        match self {
            Kind::Telegram => telegram::poll(wire, account, cursor).await,
            Kind::SiteChat | Kind::Demo => Ok(PollBatch::default()),
        }
    }

    /// Asks the messenger who this account is. Used before connecting and by "check now".
    pub async fn identify(self, wire: &dyn Wire, account: &Account) -> Result<AccountInfo, AccountProblem> {
        match self {
            Kind::Telegram => telegram::identify(wire, account).await,
            Kind::SiteChat | Kind::Demo => Ok(AccountInfo::default()),
        }
    }

    /// Makes the messenger deliver to us in the given way (registers or removes the webhook).
    pub async fn connect(
        self,
        wire: &dyn Wire,
        account: &Account,
        connection: &Connection,
    ) -> Result<(), AccountProblem> {
        match self {
            Kind::Telegram => telegram::connect(wire, account, connection).await,
            Kind::SiteChat | Kind::Demo => Ok(()),
        }
    }

    /// Fetches a file of a client into `into`, at most `max_bytes`. `source` is [`crate::InboundFile::source`].
    /// Website chat files are stored before their message is, so there is never anything to fetch.
    pub async fn fetch_file(
        self,
        wire: &dyn Wire,
        account: &Account,
        source: &str,
        max_bytes: u64,
        into: &mut dyn BlobWriter,
    ) -> Result<FetchedFile, FetchError> {
        match self {
            Kind::Telegram => telegram::fetch_file(wire, account, source, max_bytes, into).await,
            Kind::SiteChat | Kind::Demo => Err(FetchError::Gone),
        }
    }

    /// Source of a person's picture for [`Kind::fetch_file`]; `None` if he shows none. Ask rarely (T16).
    pub async fn avatar(self, wire: &dyn Wire, account: &Account, person: &str) -> Result<Option<String>, FetchError> {
        match self {
            Kind::Telegram => telegram::avatar(wire, account, person).await,
            Kind::SiteChat | Kind::Demo => Ok(None),
        }
    }
}

/// A file that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedFile {
    /// Bytes written.
    pub size: u64,
    /// Name the messenger gives it (its last path segment); for a file that came without one.
    pub name: String,
}

/// Why a file was not fetched. What was written so far is to be thrown away.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Longer than allowed, by us or by the messenger (T8: 20 MB).
    #[error("the file is too big")]
    TooBig,
    /// The messenger does not have it any more.
    #[error("the file is gone")]
    Gone,
    /// Try again later. The text holds no token.
    #[error("not fetched: {0}")]
    Retry(String),
    /// The token is wrong or withdrawn.
    #[error("the account is broken")]
    AccountBroken,
}

/// A connected bot or account as its messenger's code sees it.
#[derive(Debug, Clone, Default)]
pub struct Account {
    /// Our id of the channel.
    pub channel: i64,
    /// Secret that proves us to the messenger (bot token); empty where there is none. Never logged.
    pub token: String,
    /// Secret the messenger proves itself with (webhook secret).
    pub webhook_secret: String,
    /// Id of the account in the messenger, once known.
    pub external_id: String,
    /// Base address of the messenger's API, without a trailing slash, e.g. `https://api.telegram.org`.
    pub api_base: String,
}

/// Who the account is, as the messenger answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountInfo {
    /// Id in the messenger.
    pub id: String,
    /// User name without `@`.
    pub username: String,
    /// Name shown to people.
    pub title: String,
    /// Address of a webhook that is registered now, ours or foreign; empty if none.
    pub webhook_url: String,
    /// Whether the bot may be added to groups.
    pub groups: bool,
    /// The provider's last delivery error, if it tells one.
    pub webhook_error: Option<String>,
}

/// The way a messenger shall deliver to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connection {
    /// It posts to this public address and proves itself with the account's webhook secret.
    Webhook(String),
    /// We ask.
    Poll,
    /// Neither: paused for good or removed.
    None,
}

/// Why an account cannot be used now. `text` is the provider's own wording, without any token in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named after what the variant's line tells")]
pub enum AccountProblem {
    /// The token is wrong or withdrawn: stop, keep the queue, tell a person (G14).
    WrongToken(String),
    /// Somebody else polls with the same token, or a webhook is set while we poll (T10: 409).
    SecondPoller(String),
    /// The address we registered cannot be used.
    WebhookRefused(String),
    /// Try again later.
    Unavailable { text: String, retry_after_s: Option<u64> },
}

/// Why a delivery was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The secret or signature is missing.
    Unsigned,
    /// It is there and wrong.
    WrongSignature,
}

/// One item of a delivery: a row of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Work of one thread is done one at a time, in order; usually the external chat id.
    pub thread_key: String,
    /// Unique per channel; a repeated delivery has the same one (guarantee 1).
    pub delivery_id: String,
    /// The bytes of this item alone.
    pub slice: Vec<u8>,
}

/// What a poll brought.
#[derive(Debug, Clone, Default)]
pub struct PollBatch {
    /// Items in order.
    pub items: Vec<Item>,
    /// Kept by the caller once the items are durable, and handed to the next poll, which confirms them upward.
    pub cursor: Option<String>,
}
