//! Laying variables over a file, both held against the table of defaults; and masking what is printed.

use toml::{Table, Value};

use super::ConfigError;
use crate::logs;

const MASK: &str = "********";

pub(super) fn refuse_unknown(table: &Table, known: &Table, path: &str) -> Result<(), ConfigError> {
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
pub(super) fn find<'a>(known: &'a Table, short: &str) -> Option<(Vec<String>, &'a Value)> {
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

pub(super) fn from_variable(name: &str, value: &str, default: &Value) -> Result<Value, ConfigError> {
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

pub(super) fn insert(table: &mut Table, path: &[String], value: Value) {
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

pub(super) fn mask(table: &mut Table) {
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
