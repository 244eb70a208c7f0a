//! Settings of an installation: defaults, then `beseda.toml`, then `BESEDA_*`.
//!
//! One place for all of them: `beseda.example.toml` at the root lists every setting with its default, and a test keeps it
//! equal to the code. An empty text means "not set". The variable of a setting is its path in capitals: `log.format` is
//! `BESEDA_LOG_FORMAT`; lists are comma separated. A wrong or unknown key is refused with its name.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use crate::address::Block;
use crate::http::Allowed;
use crate::logs;

/// The file looked for when `BESEDA_CONFIG` names none.
pub const FILE_NAME: &str = "beseda.toml";
const PREFIX: &str = "BESEDA_";
const MASK: &str = "********";

/// All settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
}

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
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutgoingConfig {
    /// Addresses inside the own network that may be called: `host`, `host:port`, `10.0.0.0/8`.
    pub allow_private: Vec<String>,
    /// `http://`, `https://`, `socks5://` proxy for everything; empty: none.
    pub proxy: String,
}

/// Settings of S3 storage; used when `files_url` starts with `s3://`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
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
        }
    }
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
        if let Some(listen) = set(&self.metrics.listen) {
            parse_address("metrics.listen", listen)?;
        }
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
        match numbers.iter().find(|(_, value)| *value == 0) {
            Some((name, _)) => Err(ConfigError(format!("{name} must be above 0"))),
            None => Ok(()),
        }
    }
}

fn set(text: &str) -> Option<&str> {
    if text.is_empty() { None } else { Some(text) }
}

fn defaults() -> Result<Table, ConfigError> {
    Table::try_from(Config::default()).map_err(|e| ConfigError(e.to_string()))
}

fn refuse_unknown(table: &Table, known: &Table, path: &str) -> Result<(), ConfigError> {
    for (key, value) in table {
        let name = format!("{path}{key}");
        match (known.get(key), value) {
            (None, _) => {
                let all: Vec<&str> = known.keys().map(String::as_str).collect();
                return Err(ConfigError(format!("unknown setting `{name}`; there are: {}", all.join(", "))));
            }
            (Some(Value::Table(known)), Value::Table(inner)) => refuse_unknown(inner, known, &format!("{name}."))?,
            (Some(default), value) if default.type_str() != value.type_str() => {
                let (want, got) = (default.type_str(), value.type_str());
                return Err(ConfigError(format!("setting `{name}` must be of the kind {want}, not {got}")));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The setting of a variable: its path and default. `LOG_FORMAT` is tried as `log_format` and as `log.format`.
fn find<'a>(known: &'a Table, short: &str) -> Option<(Vec<String>, &'a Value)> {
    known.iter().find_map(|(key, value)| {
        let upper = key.to_uppercase();
        match value {
            Value::Table(inner) => {
                let rest = short.strip_prefix(&upper)?.strip_prefix('_')?;
                let (mut path, default) = find(inner, rest)?;
                path.insert(0, key.clone());
                Some((path, default))
            }
            _ => (short == upper).then(|| (vec![key.clone()], value)),
        }
    })
}

fn from_variable(name: &str, value: &str, default: &Value) -> Result<Value, ConfigError> {
    match default {
        Value::Integer(_) => {
            value.parse().map(Value::Integer).map_err(|_| ConfigError(format!("{name} must be a whole number")))
        }
        Value::Boolean(_) => {
            value.parse().map(Value::Boolean).map_err(|_| ConfigError(format!("{name} must be true or false")))
        }
        Value::Array(_) => {
            let entries = value.split(',').map(str::trim).filter(|entry| !entry.is_empty());
            Ok(Value::Array(entries.map(|entry| Value::String(entry.to_owned())).collect()))
        }
        _ => Ok(Value::String(value.to_owned())),
    }
}

fn insert(table: &mut Table, path: &[String], value: Value) {
    match path {
        [key] => {
            table.insert(key.clone(), value);
        }
        [key, rest @ ..] => {
            let inner = table.entry(key.clone()).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                insert(inner, rest, value);
            }
        }
        [] => {}
    }
}

fn mask(table: &mut Table) {
    for (key, value) in table.iter_mut() {
        let secret = matches!(key.as_str(), "secret_key" | "old_secret_keys" | "token" | "secret_access_key");
        match value {
            Value::Table(inner) => mask(inner),
            Value::String(text) if secret && !text.is_empty() => MASK.clone_into(text),
            Value::String(text) => *text = mask_url_password(text),
            Value::Array(entries) if secret => {
                entries.iter_mut().for_each(|entry| *entry = Value::String(MASK.to_owned()));
            }
            _ => {}
        }
    }
}

/// `postgres://user:word@host` keeps the user and the host; a password may stand in the query too.
fn mask_url_password(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let authority = match authority.rsplit_once('@') {
        Some((user, host)) => {
            let user = user.split_once(':').map_or_else(|| user.to_owned(), |(name, _)| format!("{name}:{MASK}"));
            format!("{user}@{host}")
        }
        None => authority.to_owned(),
    };
    format!("{scheme}://{authority}{}", logs::redact(tail))
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
#[path = "config_tests.rs"]
mod tests;
