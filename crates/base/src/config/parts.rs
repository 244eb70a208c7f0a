//! The parts of the settings, each a section of the file, with their defaults.

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// Settings of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogConfig {
    /// Form of a line.
    pub format: LogFormat,
    /// `info`, `warn`, `info,beseda_inbox=debug` …
    pub level: String,
}

/// Form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// For machines.
    Json,
}

/// Settings of `/metrics`. Without a listener and a token there is no such page.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MetricsConfig {
    /// An address of its own, for example `127.0.0.1:9090`.
    pub listen: String,
    /// Bearer token on the main address.
    pub token: String,
}

/// Settings of Telegram.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TelegramConfig {
    /// Address of the Bot API, or of an own Bot API server.
    pub api_base: String,
}

/// Settings of the guarded client.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutgoingConfig {
    /// Addresses inside the own network that may be called: `host`, `host:port`, `10.0.0.0/8`.
    pub allow_private: Vec<String>,
    /// `http://`, `https://`, `socks5://` proxy for everything; empty: none.
    pub proxy: String,
}

/// Settings of S3 storage; used when `files_url` starts with `s3://`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct S3Config {
    /// Address of the service; empty: Amazon's for the region.
    pub endpoint: String,
    /// Region.
    pub region: String,
    /// Access key id.
    pub access_key_id: String,
    /// Secret access key.
    pub secret_access_key: String,
}

/// Bounds of what is taken in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Body of an API request.
    pub request_bytes: u64,
    /// Body of a messenger's delivery.
    pub hook_bytes: u64,
    /// One uploaded file.
    pub file_bytes: u64,
    /// Requests of one address in a minute to what needs no sign-in.
    pub requests_per_minute: u32,
    /// Password hashes computed at the same time; each takes 19 MiB.
    pub password_hashes: u32,
}

/// Settings of messages that are sent at a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScheduledConfig {
    /// One that could not go out at its time, because the server was down, is not sent any more after so many hours.
    pub expire_after_hours: u32,
}

/// How many days things are kept that the work needs no more. Dialogs are no such things: they stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// The log of what happened: a page or a program that was away longer takes a fresh snapshot.
    pub events_days: u32,
    /// What came in and became a message. Until then a messenger's second delivery is recognised.
    pub raw_events_days: u32,
    /// What came in and became nothing.
    pub dead_letters_days: u32,
    /// What was sent, as calls to the messenger.
    pub outbox_days: u32,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { format: LogFormat::Pretty, level: "info".into() }
    }
}

impl Default for TelegramConfig {
    fn default() -> Self {
        Self { api_base: "https://api.telegram.org".into() }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_bytes: 1 << 20,
            hook_bytes: 1 << 20,
            file_bytes: 20 << 20,
            requests_per_minute: 600,
            password_hashes: 2,
        }
    }
}

impl Default for ScheduledConfig {
    fn default() -> Self {
        Self { expire_after_hours: 24 }
    }
}

impl ScheduledConfig {
    /// At least an hour: a restart shall cost nobody his message. At most a year.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if (1..=8_760).contains(&self.expire_after_hours) {
            return Ok(());
        }
        Err(ConfigError("scheduled.expire_after_hours must be from 1 to 8760".into()))
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self { events_days: 30, raw_events_days: 7, dead_letters_days: 30, outbox_days: 30 }
    }
}

impl Retention {
    /// Messengers deliver again for a day at least, and nobody plans for more than a century.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let days = [
            ("retention.events_days", self.events_days, 1),
            ("retention.raw_events_days", self.raw_events_days, 2),
            ("retention.dead_letters_days", self.dead_letters_days, 1),
            ("retention.outbox_days", self.outbox_days, 1),
        ];
        match days.iter().find(|(_, value, least)| !(*least..=36_500).contains(value)) {
            Some((name, _, least)) => Err(ConfigError(format!("{name} must be from {least} to 36500"))),
            None => Ok(()),
        }
    }
}
