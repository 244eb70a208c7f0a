//! Settings of an installation: defaults, then `beseda.toml`, then `BESEDA_*`.
//!
//! One place for all of them: `beseda.example.toml` at the root lists every setting with its default, and a test keeps it
//! equal to the code. An empty text means "not set". The variable of a setting is its path in capitals: `log.format` is
//! `BESEDA_LOG_FORMAT`; lists are comma separated. A wrong or unknown key is refused with its name.

mod layers;
mod parts;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use crate::address::Block;
use crate::http::Allowed;
use crate::logs;
pub use parts::{
    Limits, LogConfig, LogFormat, MetricsConfig, OutgoingConfig, Retention, S3Config, ScheduledConfig, TelegramConfig,
};

use layers::{find, from_variable, insert, mask, refuse_unknown};

/// The file looked for when `BESEDA_CONFIG` names none.
pub const FILE_NAME: &str = "beseda.toml";
const PREFIX: &str = "BESEDA_";

/// All settings. Shown for debugging they mask their secrets.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Address to listen on.
    pub listen: String,
    /// Address under which the outside reaches this server; empty: none.
    pub public_url: String,
    /// Folder of the database, files and key.
    pub data_dir: String,
    /// `sqlite:PATH` or `postgres://…`; empty: `beseda.db` in the data folder.
    pub database_url: String,
    /// `nats://…` between several nodes; empty: one node.
    pub nats_url: String,
    /// `file:PATH` or `s3://bucket/prefix`; empty: `files` in the data folder.
    pub files_url: String,
    /// Base64 of 32 bytes; empty: the key file.
    pub secret_key: String,
    /// Keys of before, which still open what they sealed.
    pub old_secret_keys: Vec<String>,
    /// Where the key is kept when none is set; empty: `secret.key` in the data folder.
    pub secret_key_file: String,
    /// Blocks of the proxies in front, whose `X-Forwarded-*` is believed.
    pub trusted_proxies: Vec<String>,
    /// Log.
    pub log: LogConfig,
    /// Numbers for Prometheus.
    pub metrics: MetricsConfig,
    /// Telegram.
    pub telegram: TelegramConfig,
    /// Requests of this server to others.
    pub outgoing: OutgoingConfig,
    /// File storage of the S3 kind.
    pub s3: S3Config,
    /// Bounds.
    pub limits: Limits,
    /// Messages that are sent at a time.
    pub scheduled: ScheduledConfig,
    /// How long what has had its time is kept.
    pub retention: Retention,
}

/// Settings and what was odd about them.
#[derive(Debug)]
pub struct Loaded {
    /// The settings, checked.
    pub config: Config,
    /// Sentences for the log.
    pub warnings: Vec<String>,
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.print())
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".into(),
            public_url: String::new(),
            data_dir: "data".into(),
            database_url: String::new(),
            nats_url: String::new(),
            files_url: String::new(),
            secret_key: String::new(),
            old_secret_keys: Vec::new(),
            secret_key_file: String::new(),
            trusted_proxies: vec!["127.0.0.1".into(), "::1".into()],
            log: LogConfig::default(),
            metrics: MetricsConfig::default(),
            telegram: TelegramConfig::default(),
            outgoing: OutgoingConfig::default(),
            s3: S3Config::default(),
            limits: Limits::default(),
            scheduled: ScheduledConfig::default(),
            retention: Retention::default(),
        }
    }
}

impl Config {
    /// Reads the file and the environment of this process. A file that was named but is not there is an error; the default
    /// one may be missing.
    pub fn load(file: Option<&Path>) -> Result<Loaded, ConfigError> {
        let variables: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let named = variables.iter().find(|(name, _)| name == "BESEDA_CONFIG").map(|(_, value)| PathBuf::from(value));
        let named = file.map(Path::to_path_buf).or(named);
        let path = named.clone().unwrap_or_else(|| PathBuf::from(FILE_NAME));
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound && named.is_none() => String::new(),
            Err(e) => return Err(ConfigError(format!("cannot read {}: {e}", path.display()))),
        };
        Self::from_parts(&text, &variables).map_err(|e| ConfigError(format!("{}: {e}", path.display())))
    }

    /// The same from texts.
    pub fn from_parts(text: &str, variables: &[(String, String)]) -> Result<Loaded, ConfigError> {
        let known = defaults()?;
        let mut table: Table = text.parse().map_err(|e: toml::de::Error| ConfigError(e.to_string()))?;
        refuse_unknown(&table, &known, "")?;
        let mut warnings = Vec::new();
        for (name, value) in variables {
            let Some(short) = name.strip_prefix(PREFIX) else { continue };
            match find(&known, short) {
                Some((path, default)) => insert(&mut table, &path, from_variable(name, value, default)?),
                // Not an error: a cluster puts BESEDA_SERVICE_HOST and the like into every container of its own accord.
                None if short == "CONFIG" || short.starts_with("TEST_") => {}
                None => warnings.push(format!("the variable {name} is no setting and was ignored")),
            }
        }
        let config: Self = Value::Table(table).try_into().map_err(|e| ConfigError(e.to_string()))?;
        config.check()?;
        Ok(Loaded { config, warnings })
    }

    /// All settings as TOML, secrets masked.
    #[must_use]
    pub fn print(&self) -> String {
        let mut table = Table::try_from(self).unwrap_or_default();
        mask(&mut table);
        toml::to_string_pretty(&table).unwrap_or_default()
    }

    /// The address to listen on.
    pub fn listen_address(&self) -> Result<SocketAddr, ConfigError> {
        parse_address("listen", &self.listen)
    }

    /// The public address without a slash at its end, if set.
    #[must_use]
    pub fn public_url(&self) -> Option<&str> {
        set(&self.public_url).map(|url| url.trim_end_matches('/'))
    }

    /// Whether the page is served over https, so that cookies may demand it.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The database, with the default filled in.
    #[must_use]
    pub fn database_url(&self) -> String {
        set(&self.database_url)
            .map_or_else(|| format!("sqlite:{}", self.in_data_dir("beseda.db").display()), str::to_owned)
    }

    /// The bus between nodes, if set.
    #[must_use]
    pub fn nats_url(&self) -> Option<&str> {
        set(&self.nats_url)
    }

    /// The place of files, with the default filled in.
    #[must_use]
    pub fn files_url(&self) -> String {
        set(&self.files_url).map_or_else(|| format!("file:{}", self.in_data_dir("files").display()), str::to_owned)
    }

    /// The key file.
    #[must_use]
    pub fn secret_key_path(&self) -> PathBuf {
        set(&self.secret_key_file).map_or_else(|| self.in_data_dir("secret.key"), PathBuf::from)
    }

    /// The own listener of `/metrics`, if set.
    pub fn metrics_address(&self) -> Result<Option<SocketAddr>, ConfigError> {
        set(&self.metrics.listen).map(|listen| parse_address("metrics.listen", listen)).transpose()
    }

    /// The token of `/metrics` on the main address, if set.
    #[must_use]
    pub fn metrics_token(&self) -> Option<&str> {
        set(&self.metrics.token)
    }

    /// Proxies in front.
    #[must_use]
    pub fn trusted_proxies(&self) -> Vec<Block> {
        self.trusted_proxies.iter().filter_map(|text| text.parse().ok()).collect()
    }

    fn in_data_dir(&self, name: &str) -> PathBuf {
        Path::new(&self.data_dir).join(name)
    }

    fn check(&self) -> Result<(), ConfigError> {
        self.listen_address()?;
        self.metrics_address()?;
        check_url("public_url", &self.public_url, &["http", "https"])?;
        check_url("telegram.api_base", &self.telegram.api_base, &["http", "https"])?;
        check_url("s3.endpoint", &self.s3.endpoint, &["http", "https"])?;
        check_url("outgoing.proxy", &self.outgoing.proxy, &["http", "https", "socks5", "socks5h"])?;
        check_start("database_url", &self.database_url, &["sqlite:", "postgres://", "postgresql://"])?;
        check_start("nats_url", &self.nats_url, &["nats://", "tls://"])?;
        check_start("files_url", &self.files_url, &["file:", "s3://"])?;
        logs::parse_level(&self.log.level).map_err(ConfigError)?;
        for text in &self.trusted_proxies {
            text.parse::<Block>().map_err(|e| ConfigError(format!("trusted_proxies: {e}")))?;
        }
        for text in &self.outgoing.allow_private {
            text.parse::<Allowed>().map_err(|e| ConfigError(format!("outgoing.allow_private: {e}")))?;
        }
        if self.secret_key.is_empty() && !self.old_secret_keys.is_empty() {
            return Err(ConfigError("old_secret_keys is set without secret_key".into()));
        }
        let limits = &self.limits;
        let numbers = [
            ("limits.request_bytes", limits.request_bytes),
            ("limits.hook_bytes", limits.hook_bytes),
            ("limits.file_bytes", limits.file_bytes),
            ("limits.requests_per_minute", limits.requests_per_minute.into()),
            ("limits.password_hashes", limits.password_hashes.into()),
        ];
        if let Some((name, _)) = numbers.iter().find(|(_, value)| *value == 0) {
            return Err(ConfigError(format!("{name} must be above 0")));
        }
        self.scheduled.check()?;
        self.retention.check()
    }
}

fn set(text: &str) -> Option<&str> {
    if text.is_empty() { None } else { Some(text) }
}

fn defaults() -> Result<Table, ConfigError> {
    Table::try_from(Config::default()).map_err(|e| ConfigError(e.to_string()))
}

fn parse_address(name: &str, text: &str) -> Result<SocketAddr, ConfigError> {
    text.parse()
        .map_err(|_| ConfigError(format!("{name} `{text}` must be an address with a port, like 127.0.0.1:8080")))
}

fn check_url(name: &str, text: &str, schemes: &[&str]) -> Result<(), ConfigError> {
    if text.is_empty() {
        return Ok(());
    }
    let url = reqwest::Url::parse(text).ok().filter(|url| schemes.contains(&url.scheme()) && url.has_host());
    // Not repeated in the error: it may hold a password.
    url.map(|_| ())
        .ok_or_else(|| ConfigError(format!("{name} must be an address starting with {}", schemes.join(", "))))
}

fn check_start(name: &str, text: &str, starts: &[&str]) -> Result<(), ConfigError> {
    if text.is_empty() || starts.iter().any(|start| text.starts_with(start)) {
        return Ok(());
    }
    Err(ConfigError(format!("{name} must start with {}", starts.join(" or "))))
}

#[cfg(test)]
mod tests;
