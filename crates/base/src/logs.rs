//! Log lines: readable or JSON, filtered by level, and without keys.
//!
//! Every finished line passes [`redact`] on its way out, so that a token inside an address stays out of the log whoever wrote
//! the line, also a library. Message texts, phones and names are kept out by not logging them at all, and by not letting
//! libraries do it.

use std::borrow::Cow;
use std::io::{self, Write};

use tracing::{Level, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::config::{LogConfig, LogFormat};
use crate::error::{Error, Result};

/// What stands for the cut part.
const CUT: &str = "…";

/// Starts logging to the standard error stream. Called once, at the start of the program.
pub fn init(config: &LogConfig) -> Result<()> {
    tracing::subscriber::set_global_default(subscriber(config, io::stderr)?).map_err(Error::internal)
}

/// The same for any output; tests read theirs.
pub fn subscriber<W>(config: &LogConfig, output: W) -> Result<Box<dyn Subscriber + Send + Sync>>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = parse_level(&config.level).map_err(Error::Internal)?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(Redacting(output));
    let quiet = filter_fn(|line| *line.level() <= Level::INFO || !is_talkative(line.target()));
    Ok(match config.format {
        LogFormat::Pretty => Box::new(builder.with_target(true).finish().with(quiet)),
        LogFormat::Json => Box::new(builder.json().flatten_event(true).with_current_span(true).finish().with(quiet)),
    })
}

/// Libraries that write down what passes through them when they are asked for details: rows, frames, headers. Their details
/// are never written, whatever `log.level` says.
const TALKATIVE: [&str; 4] = ["tokio_postgres", "tungstenite", "tokio_tungstenite", "h2"];

fn is_talkative(target: &str) -> bool {
    let library = target.split_once("::").map_or(target, |(library, _)| library);
    TALKATIVE.contains(&library)
}

/// Checks and reads `log.level`.
pub(crate) fn parse_level(level: &str) -> Result<EnvFilter, String> {
    EnvFilter::builder().parse(level).map_err(|e| format!("log.level `{level}`: {e}"))
}

/// The text without what opens something: keys of hook addresses, bot tokens, tokens in paths, queries and headers,
/// passwords in addresses. A hook key keeps two characters, enough to tell two channels apart.
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for rule in RULES {
        if text.contains(rule.mark) {
            text = Cow::Owned(apply(rule, &text));
        }
    }
    if text.contains("://") && text.contains('@') {
        text = Cow::Owned(mask_user_info(&text));
    }
    if text.contains(':') { mask_bot_tokens(text) } else { text }
}

/// After `mark` and `skip` path segments the value is cut to `keep` characters.
struct Rule {
    mark: &'static str,
    skip: usize,
    keep: usize,
}

const RULES: &[Rule] = &[
    Rule { mark: "/hooks/", skip: 1, keep: 2 },
    Rule { mark: "/invitations/", skip: 0, keep: 2 },
    Rule { mark: "/invite/", skip: 0, keep: 2 },
    Rule { mark: "/reset/", skip: 0, keep: 2 },
    Rule { mark: "token=", skip: 0, keep: 0 },
    Rule { mark: "secret=", skip: 0, keep: 0 },
    Rule { mark: "key=", skip: 0, keep: 0 },
    Rule { mark: "password=", skip: 0, keep: 0 },
    Rule { mark: "signature=", skip: 0, keep: 0 },
    Rule { mark: "Signature=", skip: 0, keep: 0 },
    Rule { mark: "Bearer ", skip: 0, keep: 0 },
    Rule { mark: "bearer ", skip: 0, keep: 0 },
    Rule { mark: "beseda_session=", skip: 0, keep: 0 },
];

fn apply(rule: &Rule, text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(rule.mark) {
        let mut value = at + rule.mark.len();
        for _ in 0..rule.skip {
            match rest[value..].find(|c| c == '/' || ends_value(c)) {
                Some(end) if rest[value + end..].starts_with('/') => value += end + 1,
                // A lone segment may be the key itself, so it is cut too.
                _ => break,
            }
        }
        result.push_str(&rest[..value]);
        rest = &rest[value..];
        let end = rest.find(ends_value).unwrap_or(rest.len());
        let kept = rest[..end].char_indices().nth(rule.keep).map_or(end, |(i, _)| i);
        result.push_str(&rest[..kept]);
        if kept < end {
            result.push_str(CUT);
        }
        rest = &rest[end..];
    }
    result.push_str(rest);
    result
}

fn ends_value(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '/' | '?' | '&' | '#' | '"' | '\'' | '<' | '>' | '(' | ')' | ',' | ';' | '\\' | '`')
}

/// `scheme://user:password@host` → `scheme://…@host`.
fn mask_user_info(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let start = at + 3;
        result.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(ends_value).unwrap_or(rest.len());
        if let Some(at_sign) = rest[..end].rfind('@') {
            result.push_str(CUT);
            rest = &rest[at_sign..];
        }
    }
    result.push_str(rest);
    result
}

/// `123456:AA…` in any place: digits, a colon and at least thirty characters of a token. The digits are the public id of the bot.
fn mask_bot_tokens(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_token = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let mut result = String::new();
    let mut copied = 0;
    let mut from = 0;
    while let Some(colon) = text[from..].find(':').map(|i| i + from) {
        from = colon + 1;
        let digits = text[..colon].bytes().rev().take_while(u8::is_ascii_digit).count();
        let length = text[from..].find(|c| !is_token(c)).unwrap_or(text.len() - from);
        if digits >= 5 && length >= 30 {
            result.push_str(&text[copied..from]);
            result.push_str(CUT);
            from += length;
            copied = from;
        }
    }
    if copied == 0 {
        return text;
    }
    result.push_str(&text[copied..]);
    Cow::Owned(result)
}

/// Redacts each line. The formatter hands over whole lines, so a secret is never split between two writes.
struct Redacting<W>(W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for Redacting<W> {
    type Writer = RedactingWriter<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        RedactingWriter(self.0.make_writer())
    }
}

struct RedactingWriter<W>(W);

impl<W: Write> Write for RedactingWriter<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        self.0.write_all(redact(&text).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    const BOT: &str = "7301234567:AAHk3xQmYtW9p_-vZ0abcdefghijklmnopq";

    #[derive(Clone, Default)]
    struct Memory(Arc<Mutex<Vec<u8>>>);

    impl Write for Memory {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(format: LogFormat, job: impl FnOnce()) -> String {
        logged_at("info", format, job)
    }

    fn logged_at(level: &str, format: LogFormat, job: impl FnOnce()) -> String {
        let memory = Memory::default();
        let writer = memory.clone();
        let config = LogConfig { format, level: level.into() };
        let subscriber = subscriber(&config, move || writer.clone()).unwrap();
        tracing::subscriber::with_default(subscriber, job);
        let bytes = memory.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn g25_keys_and_tokens_are_cut() {
        let cases = [
            ("POST /hooks/telegram/abcdef012345 200", "POST /hooks/telegram/ab… 200"),
            ("/hooks/vk/kk?x=1", "/hooks/vk/kk?x=1"),
            ("two /hooks/a/abcd and /hooks/b/efgh", "two /hooks/a/ab… and /hooks/b/ef…"),
            ("/hooks/abcdef012345", "/hooks/ab…"),
            ("/api/v1/invitations/s3cr3tt0ken", "/api/v1/invitations/s3…"),
            ("GET /ws?token=abc&after=5", "GET /ws?token=…&after=5"),
            ("access_token=abc", "access_token=…"),
            ("Authorization: Bearer abc.def", "Authorization: Bearer …"),
            ("postgres://u:p@host/db", "postgres://…@host/db"),
            ("socks5://u:p%40@10.0.0.1:1 and https://a@b", "socks5://…@10.0.0.1:1 and https://…@b"),
            ("mail a@b.c via https://x.y/z", "mail a@b.c via https://x.y/z"),
            ("at 12:30:45, port 127.0.0.1:8080", "at 12:30:45, port 127.0.0.1:8080"),
        ];
        for (before, after) in cases {
            assert_eq!(redact(before), after);
        }
    }

    #[test]
    fn g25_a_bot_token_is_cut_wherever_it_stands() {
        for text in [
            format!("error for url (https://api.telegram.org/bot{BOT}/sendMessage)"),
            format!("https://api.telegram.org/file/bot{BOT}/photos/1.jpg"),
            format!("token {BOT}"),
            BOT.to_owned(),
            format!("«{BOT}» {BOT}"),
        ] {
            let safe = redact(&text);
            assert!(!safe.contains("AAHk3xQ") && safe.contains("7301234567:…"), "{safe}");
        }
    }

    #[test]
    fn ordinary_text_is_not_copied() {
        assert!(matches!(redact("client 12 renamed"), Cow::Borrowed(_)));
    }

    #[test]
    fn g25_every_written_line_is_redacted_in_both_formats() {
        for format in [LogFormat::Pretty, LogFormat::Json] {
            let text = logged(format, || {
                let span = tracing::info_span!("request", path = "/hooks/telegram/abcdef012345");
                let _in = span.enter();
                tracing::info!(url = format!("https://api.telegram.org/bot{BOT}/getMe"), "asked");
                tracing::debug!("too detailed");
            });
            assert!(text.contains("/hooks/telegram/ab…") && text.contains("asked"), "{text}");
            assert!(!text.contains("abcdef012345") && !text.contains("AAHk3xQ"), "{text}");
            assert!(!text.contains("too detailed"), "{text}");
        }
    }

    #[test]
    fn json_lines_are_json() {
        let text = logged(LogFormat::Json, || tracing::info!(client.id = 5, "renamed"));
        let line: serde_json::Value = serde_json::from_str(text.trim()).unwrap();
        assert_eq!(line["client.id"], 5);
        assert_eq!(line["message"], "renamed");
    }

    #[test]
    fn libraries_never_tell_what_passes_through_them() {
        for level in ["trace", "debug,tokio_postgres=trace", "tokio_postgres::query=debug,tungstenite=trace,h2=trace"] {
            for format in [LogFormat::Pretty, LogFormat::Json] {
                let text = logged_at(level, format, || {
                    tracing::debug!(target: "tokio_postgres::query", "executing statement with parameters: тайна");
                    tracing::trace!(target: "tungstenite::protocol", "frame тайна");
                    tracing::trace!(target: "tokio_tungstenite", "тайна");
                    tracing::debug!(target: "h2::codec", "тайна");
                    tracing::info!(target: "tokio_postgres::connection", "a notice of the server");
                });
                assert!(!text.contains("тайна"), "{level}: {text}");
                assert_eq!(text.contains("a notice"), !level.starts_with("tokio_postgres::query"), "{level}: {text}");
            }
        }
        let own = logged_at("warn,beseda=debug", LogFormat::Pretty, || {
            tracing::debug!(target: "elsewhere", "not asked for");
            tracing::debug!(target: "beseda", "details");
            tracing::info!(target: "tokio_postgres", "no louder than asked for");
        });
        assert!(own.contains("details") && !own.contains("asked for"), "{own}");
    }

    #[test]
    fn a_wrong_level_is_named() {
        assert!(parse_level("info,hyper=warn").is_ok());
        assert!(parse_level("=loud=").unwrap_err().contains("log.level"));
    }

    proptest::proptest! {
        #[test]
        fn redaction_takes_any_text(text in ".*") {
            let once = redact(&text).into_owned();
            proptest::prop_assert_eq!(redact(&once).into_owned(), once);
        }

        #[test]
        fn g25_no_hook_key_survives(prefix in "[a-z /:]{0,20}", key in "[A-Za-z0-9_-]{16,22}", suffix in "( .*)?") {
            let line = format!("{prefix}/hooks/telegram/{key}{suffix}");
            proptest::prop_assert!(!redact(&line).contains(&key));
        }
    }
}
