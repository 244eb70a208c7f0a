//! Channels: bots and accounts of messengers that a project has connected, and its website chats.
//!
//! [`connect`] asks the messenger who an account is before a row is made; [`hooks`] and [`poll`] are the two ways in, and both
//! hand over to `intake` before anything is confirmed to the messenger (guarantees 6, 8). Credentials are sealed in the row
//! and appear in no answer, event, log or error (guarantees 25, 27). A channel in trouble says so and stops sending, its
//! queue is kept (G14); a paused one goes on storing what comes in; a removed one leaves its dialogs.

mod account;
mod change;
mod connect;
mod health;
mod hooks;
mod poll;
mod queries;
mod routes;
mod settings;
#[cfg(test)]
pub(crate) mod tests;
mod upkeep;

use beseda_base::db::{FromRow, Row, row};
use beseda_base::error::{DbError, Error, Result};
use beseda_messengers::{Capabilities, Kind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use account::sealed;
pub(crate) use account::{account, account_of, identity_secret};
pub(crate) use connect::report_problem;
pub use connect::{AskedMode, NewChannelRequest, create};
pub use health::{ChannelErrors, ChannelHealth, ChannelHour};
pub(crate) use health::{Hour, count_hour, prune as prune_hours, touch_event};
pub(crate) use queries::{account_broken, by_key, changed, demo, importing, mark_installed, row, views};
pub use routes::routes;
pub use settings::{PreChat, Settings, SiteChatSettings, TelegramSettings};

use crate::Inbox;

/// The messenger of a stored name.
pub(crate) fn kind_of(name: &str) -> Result<Kind> {
    Kind::from_name(name).ok_or_else(|| Error::internal(format!("unknown kind of channel: {name}")))
}

/// Starts the loops: polling, and looking after channels in trouble.
pub fn start(inbox: &Inbox) {
    poll::start(inbox);
    upkeep::start(inbox);
}

/// A row of `channels`. Without `Debug`: it holds sealed credentials.
#[derive(Clone)]
pub(crate) struct ChannelRow {
    pub(crate) id: i64,
    pub(crate) project: i64,
    pub(crate) kind: Kind,
    pub(crate) key: String,
    pub(crate) reason_code: Option<String>,
    pub(crate) mode: ModeName,
    pub(crate) external_id: String,
    secrets: String,
    pub(crate) settings: String,
    pub(crate) removed_at: Option<i64>,
    pub(crate) installed_at: Option<i64>,
    poll_cursor: Option<String>,
}

/// The columns of [`ChannelRow`], in order.
const COLUMNS: &str =
    "id, project, kind, key, reason_code, mode, external_id, secrets, settings, removed_at, installed_at, poll_cursor";

impl FromRow for ChannelRow {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let (id, kind): (i64, String) = (row.get(0)?, row.get(2)?);
        let kind = Kind::from_name(&kind)
            .ok_or_else(|| DbError::Other(format!("channel {id} is of a kind this build lacks")))?;
        Ok(ChannelRow {
            id,
            project: row.get(1)?,
            kind,
            key: row.get(3)?,
            reason_code: row.get(4)?,
            mode: ModeName::from_name(&row.get::<String>(5)?),
            external_id: row.get(6)?,
            secrets: row.get(7)?,
            settings: row.get(8)?,
            removed_at: row.get(9)?,
            installed_at: row.get(10)?,
            poll_cursor: row.get(11)?,
        })
    }
}

/// What a message must know of its channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChannelFacts {
    /// Id.
    pub id: i64,
    /// Project.
    pub project: i64,
    /// Messenger.
    pub kind: Kind,
}

/// A messenger, in the words of the API and the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ChannelKind)]
pub enum KindName {
    /// Telegram bot.
    Telegram,
    /// Website chat.
    SiteChat,
    /// The sample client of the first steps.
    Demo,
}

/// Whether a channel does its work. In the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChannelState {
    /// A person must do something.
    Attention,
    /// All is well.
    Works,
    /// A person stopped its sending.
    Paused,
}

/// The way a messenger's messages reach us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ChannelMode)]
pub enum ModeName {
    /// The messenger posts to our public address.
    Webhook,
    /// We ask.
    Poll,
    /// Our own page talks to us.
    Direct,
}

/// A channel as pages are shown it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Channel {
    /// Id.
    pub id: i64,
    /// Messenger.
    pub kind: KindName,
    /// Our name of it.
    pub name: String,
    /// Public key of a website chat; of a messenger's hook only the beginning.
    pub key: String,
    /// Does it work.
    pub state: ChannelState,
    /// Why it needs attention.
    pub reason: Option<ChannelReason>,
    /// The way in.
    pub mode: ModeName,
    /// The account as the messenger knows it.
    pub account: Option<ChannelAccount>,
    /// Settings.
    pub settings: Settings,
    /// Connected at.
    pub created_at: i64,
    /// Something came in last.
    pub last_event_at: Option<i64>,
    /// Something was sent last.
    pub last_sent_at: Option<i64>,
    /// Clients; counted up to 1000.
    pub clients: i64,
    /// What came in and became nothing; counted up to 1000.
    pub dead_letters: i64,
    /// Messages of which nobody knows whether they arrived; counted up to 1000.
    pub unknown: i64,
    /// Waiting to be sent; counted up to 1000.
    pub queued: i64,
    /// Website chat: first signal from an allowed site.
    pub installed_at: Option<i64>,
}

/// What is wrong with a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ChannelReasonCode)]
pub enum ReasonCode {
    /// The messenger does not know the token.
    WrongToken,
    /// The messenger does not take our address.
    WebhookFailed,
    /// Another program asks for the same messages.
    SecondPoller,
    /// The messenger does not answer.
    ProviderUnavailable,
    /// The account may no longer do this.
    RightsWithdrawn,
    /// Something else; the provider's wording says more.
    Unknown,
}

/// Why a channel needs attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChannelReason {
    /// What it is.
    pub code: ReasonCode,
    /// The provider's own wording.
    pub provider_text: String,
    /// Since when.
    pub since: i64,
}

/// An account as its messenger knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChannelAccount {
    /// Id there.
    pub id: String,
    /// User name without `@`.
    pub username: String,
    /// Name shown to people.
    pub title: String,
}

/// A messenger this build can connect.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChannelKindInfo {
    /// Which.
    kind: KindName,
    /// What it can do.
    #[schema(value_type = Capabilities)]
    capabilities: &'static Capabilities,
}

row! {
    /// A row of the view.
    struct View {
        id: i64,
        kind: String,
        name: String,
        key: String,
        state: String,
        reason_code: Option<String>,
        reason_text: Option<String>,
        reason_since: Option<i64>,
        mode: String,
        external_id: String,
        username: String,
        title: String,
        settings: String,
        created_at: i64,
        last_event_at: Option<i64>,
        last_sent_at: Option<i64>,
        installed_at: Option<i64>,
        clients: i64,
        dead_letters: i64,
        unknown: i64,
        queued: i64,
    }
}

impl TryFrom<View> for Channel {
    type Error = Error;

    fn try_from(row: View) -> Result<Channel> {
        let kind = Kind::from_name(&row.kind);
        let kind = kind.ok_or_else(|| Error::internal(format!("channel {} is of a kind this build lacks", row.id)))?;
        let reason = row.reason_code.map(|code| ChannelReason {
            code: ReasonCode::from_name(&code),
            provider_text: row.reason_text.unwrap_or_default(),
            since: row.reason_since.unwrap_or_default(),
        });
        let account = ChannelAccount { id: row.external_id, username: row.username, title: row.title };
        Ok(Channel {
            id: row.id,
            kind: kind.into(),
            name: row.name,
            // Half of the way into a messenger's channel; the other half is its secret (guarantee 25).
            key: if kind == Kind::SiteChat { row.key } else { format!("{}…", row.key.get(..4).unwrap_or_default()) },
            state: ChannelState::from_name(&row.state),
            reason,
            mode: ModeName::from_name(&row.mode),
            account: Some(account).filter(|account| !account.id.is_empty()),
            settings: Settings::from_column(kind, &row.settings)?,
            created_at: row.created_at,
            last_event_at: row.last_event_at,
            last_sent_at: row.last_sent_at,
            clients: row.clients,
            dead_letters: row.dead_letters,
            unknown: row.unknown,
            queued: row.queued,
            installed_at: row.installed_at,
        })
    }
}

impl From<Kind> for KindName {
    fn from(kind: Kind) -> KindName {
        match kind {
            Kind::Telegram => KindName::Telegram,
            Kind::SiteChat => KindName::SiteChat,
            Kind::Demo => KindName::Demo,
        }
    }
}

impl KindName {
    fn name(self) -> &'static str {
        match self {
            KindName::Telegram => Kind::Telegram.name(),
            KindName::SiteChat => Kind::SiteChat.name(),
            KindName::Demo => Kind::Demo.name(),
        }
    }
}

impl ReasonCode {
    /// The word in JSON and in the database.
    fn name(self) -> &'static str {
        match self {
            ReasonCode::WrongToken => "wrong_token",
            ReasonCode::WebhookFailed => "webhook_failed",
            ReasonCode::SecondPoller => "second_poller",
            ReasonCode::ProviderUnavailable => "provider_unavailable",
            ReasonCode::RightsWithdrawn => "rights_withdrawn",
            ReasonCode::Unknown => "unknown",
        }
    }

    fn from_name(name: &str) -> ReasonCode {
        match name {
            "wrong_token" => ReasonCode::WrongToken,
            "webhook_failed" => ReasonCode::WebhookFailed,
            "second_poller" => ReasonCode::SecondPoller,
            "provider_unavailable" => ReasonCode::ProviderUnavailable,
            "rights_withdrawn" => ReasonCode::RightsWithdrawn,
            _ => ReasonCode::Unknown,
        }
    }
}

impl ChannelState {
    /// An unknown word is shown as trouble rather than hidden.
    fn from_name(name: &str) -> ChannelState {
        match name {
            "works" => ChannelState::Works,
            "paused" => ChannelState::Paused,
            _ => ChannelState::Attention,
        }
    }
}

impl ModeName {
    fn name(self) -> &'static str {
        match self {
            ModeName::Webhook => "webhook",
            ModeName::Poll => "poll",
            ModeName::Direct => "direct",
        }
    }

    fn from_name(name: &str) -> ModeName {
        match name {
            "webhook" => ModeName::Webhook,
            "poll" => ModeName::Poll,
            _ => ModeName::Direct,
        }
    }
}

/// What this build can connect, from the capability table.
fn kinds() -> Vec<ChannelKindInfo> {
    let offered = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Demo);
    offered.map(|kind| ChannelKindInfo { kind: kind.into(), capabilities: kind.capabilities() }).collect()
}
