//! Settings of channels: what a person may set, within which bounds. Not a secret; secrets are sealed apart.

use beseda_base::error::{Checks, Error, FieldError, Result};
use beseda_messengers::Kind;
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Sites of a chat.
const DOMAINS_MAX: usize = 50;
const DOMAIN_MAX: usize = 253;
const TITLE_MAX: usize = 60;
const GREETING_MAX: usize = 500;
const NOTE_MAX: usize = 120;

/// Settings of a channel, by its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Settings {
    /// Of a website chat.
    SiteChat(Box<SiteChatSettings>),
    /// Of a Telegram bot, and of kinds that have none.
    Telegram(TelegramSettings),
}

/// Settings of a Telegram bot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TelegramSettings {}

/// Settings of a website chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SiteChatSettings {
    /// Host names on which the chat may open, `*.` allowed in front; none: anywhere.
    pub allowed_domains: Vec<String>,
    /// Head of the window.
    pub title: String,
    /// First words.
    pub greeting: String,
    /// `#rrggbb`.
    pub color: String,
    /// Corner.
    pub side: Side,
    /// Light or dark.
    pub theme: ChatTheme,
    /// Language.
    pub language: ChatLanguage,
    /// Form before the first message.
    pub pre_chat: PreChat,
    /// Visitors may send files.
    pub files: bool,
    /// Operators see the page the visitor is on.
    pub show_page: bool,
    /// Only visitors whom the site vouches for.
    pub identity_required: bool,
    /// The line "Beseda" under the chat.
    pub branding: bool,
    /// When one usually answers.
    pub reply_time_note: String,
}

/// How [`SiteChatSettings`] are described where a person or program gives them: each may be left out.
pub(super) enum NewSiteChatSettings {}

impl PartialSchema for NewSiteChatSettings {
    fn schema() -> RefOr<Schema> {
        SiteChatSettings::schema()
    }
}

impl ToSchema for NewSiteChatSettings {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        SiteChatSettings::schemas(schemas);
    }
}

/// Corner of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Left.
    Left,
    /// Right.
    Right,
}

/// Light, dark, or as the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChatTheme {
    /// As the page.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Language of the chat, or that of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChatLanguage {
    /// As the page.
    Auto,
    /// Russian.
    Ru,
    /// English.
    En,
}

/// What is asked before the first message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PreChat {
    /// Shown at all.
    pub enabled: bool,
    /// Asks for a name.
    pub name: bool,
    /// Asks for an e-mail.
    pub email: bool,
    /// Asks for a phone.
    pub phone: bool,
    /// Must be filled in.
    pub required: bool,
}

impl Default for SiteChatSettings {
    fn default() -> Self {
        Self {
            allowed_domains: Vec::new(),
            title: String::new(),
            greeting: String::new(),
            color: "#0f766e".to_owned(),
            side: Side::Right,
            theme: ChatTheme::Auto,
            language: ChatLanguage::Auto,
            pre_chat: PreChat::default(),
            files: true,
            show_page: true,
            identity_required: false,
            branding: true,
            reply_time_note: String::new(),
        }
    }
}

impl Settings {
    /// The settings of a new channel.
    pub(super) fn default_of(kind: Kind) -> Settings {
        match kind {
            Kind::SiteChat => Settings::SiteChat(Box::default()),
            Kind::Telegram | Kind::Demo => Settings::Telegram(TelegramSettings {}),
        }
    }

    /// Reads what a person entered, checks it and brings it into one form.
    pub(super) fn from_person(kind: Kind, entered: serde_json::Value) -> Result<Settings> {
        match kind {
            Kind::SiteChat => {
                let mut settings: SiteChatSettings =
                    serde_json::from_value(entered).map_err(|error| misread(&error))?;
                settings.check()?;
                Ok(Settings::SiteChat(Box::new(settings)))
            }
            Kind::Telegram | Kind::Demo => {
                serde_json::from_value(entered).map(Settings::Telegram).map_err(|error| misread(&error))
            }
        }
    }

    /// Reads the column.
    pub(super) fn from_column(kind: Kind, text: &str) -> Result<Settings> {
        match kind {
            Kind::SiteChat => serde_json::from_str(text)
                .map(|settings| Settings::SiteChat(Box::new(settings)))
                .map_err(Error::internal),
            Kind::Telegram | Kind::Demo => Ok(Settings::Telegram(TelegramSettings {})),
        }
    }

    /// The text of the column.
    pub(super) fn to_column(&self) -> Result<String> {
        serde_json::to_string(self).map_err(Error::internal)
    }
}

impl SiteChatSettings {
    /// May the chat open on a page of this origin (`https://shop.example:8443`)? Ports do not matter.
    pub(crate) fn allows(&self, origin: &str) -> bool {
        if self.allowed_domains.is_empty() {
            return true;
        }
        let host = Url::parse(origin).ok().and_then(|url| url.host_str().map(str::to_owned));
        host.is_some_and(|host| self.allowed_domains.iter().any(|pattern| matches_host(pattern, &host)))
    }

    fn check(&mut self) -> Result<()> {
        let mut checks = Checks::new();
        checks
            .text("settings.title", &self.title, 0..=TITLE_MAX)
            .text("settings.greeting", &self.greeting, 0..=GREETING_MAX)
            .text("settings.reply_time_note", &self.reply_time_note, 0..=NOTE_MAX)
            .ensure(is_color(&self.color), "settings.color", "bad_value", "A colour like #0f766e.")
            .count("settings.allowed_domains", self.allowed_domains.len(), 0..=DOMAINS_MAX);
        for (index, domain) in self.allowed_domains.iter_mut().take(DOMAINS_MAX).enumerate() {
            match host_pattern(domain) {
                Some(pattern) => *domain = pattern,
                None => {
                    let field = format!("settings.allowed_domains[{index}]");
                    checks.add(FieldError::new(
                        &field,
                        "bad_value",
                        "A host name like shop.example or *.shop.example.",
                    ));
                }
            }
        }
        checks.done()?;
        self.color.make_ascii_lowercase();
        let mut seen = std::collections::HashSet::new();
        self.allowed_domains.retain(|domain| seen.insert(domain.clone()));
        Ok(())
    }
}

fn misread(error: &serde_json::Error) -> Error {
    Error::invalid("settings", "bad_value", format!("The settings do not fit: {error}."))
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The host name of what was pasted, `*.` in front kept, in small letters. A single word is a mistake, apart from the
/// developer's own machine; `*.com` would let everybody in.
fn host_pattern(entered: &str) -> Option<String> {
    let text = entered.trim().to_lowercase();
    let text = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
    let text = text.split(['/', '?', '#']).next().unwrap_or_default();
    let (star, bare) = text.strip_prefix("*.").map_or(("", text), |bare| ("*.", bare));
    let bare = bare.rsplit_once(':').map_or(bare, |(host, port)| if port.parse::<u16>().is_ok() { host } else { bare });
    let bare = bare.trim_end_matches('.');
    let word = |label: &str| {
        (1..=63).contains(&label.chars().count())
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let known = bare == "localhost" && star.is_empty() || bare.contains('.');
    let fits = known && bare.split('.').all(word) && bare.chars().count() <= DOMAIN_MAX && ascii_host(bare).is_some();
    fits.then(|| format!("{star}{bare}"))
}

fn matches_host(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix("*.") {
        // The name itself is meant too: who allows *.shop.example has shop.example.
        Some(bare) => ascii_host(bare).is_some_and(|bare| {
            host == bare || host.strip_suffix(&bare).is_some_and(|front| front.ends_with('.') && front.len() > 1)
        }),
        None => ascii_host(pattern).is_some_and(|pattern| pattern == host),
    }
}

/// Browsers name hosts in ASCII; people write `пример.рф`.
fn ascii_host(host: &str) -> Option<String> {
    Url::parse(&format!("https://{host}/")).ok()?.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: serde_json::Value) -> Result<SiteChatSettings> {
        match Settings::from_person(Kind::SiteChat, value)? {
            Settings::SiteChat(settings) => Ok(*settings),
            Settings::Telegram(_) => unreachable!("asked for a website chat"),
        }
    }

    #[test]
    fn domains_become_host_names() {
        let entered =
            ["https://Shop.Example:8443/path?x#y", "*.shop.example", "пример.рф", "localhost:3000", "shop.example."];
        let settings = read(json!({ "allowed_domains": entered })).unwrap();
        assert_eq!(settings.allowed_domains, ["shop.example", "*.shop.example", "пример.рф", "localhost"]);
    }

    #[test]
    fn odd_domains_are_refused_by_name() {
        for odd in [
            "",
            "*",
            "*.com",
            "*.localhost",
            "shop",
            "a b.example",
            "-a.example",
            "a..example",
            "x.*.example",
            "юзер@a.example",
        ] {
            let Err(Error::Invalid(fields)) = read(json!({ "allowed_domains": ["fine.example", odd] })) else {
                panic!("{odd}")
            };
            assert_eq!(fields[0].field, "settings.allowed_domains[1]", "{odd}");
        }
        assert!(read(json!({ "allowed_domains": vec!["a.example"; 51] })).is_err());
    }

    #[test]
    fn bounds_of_texts_and_colours() {
        assert!(read(json!({ "title": "я".repeat(60), "greeting": "я".repeat(500), "color": "#ABCDEF" })).is_ok());
        for bad in [
            json!({ "title": "я".repeat(61) }),
            json!({ "greeting": "я".repeat(501) }),
            json!({ "reply_time_note": "я".repeat(121) }),
            json!({ "color": "red" }),
            json!({ "color": "#12345g" }),
            json!({ "side": "top" }),
            json!({ "unknown": 1 }),
        ] {
            assert!(matches!(read(bad.clone()), Err(Error::Invalid(_))), "{bad}");
        }
    }

    #[test]
    fn a_chat_opens_only_on_its_sites() {
        let settings = read(json!({ "allowed_domains": ["shop.example", "*.other.example", "*.пример.рф"] })).unwrap();
        for origin in [
            "https://shop.example",
            "http://shop.example:8080",
            "https://a.b.other.example",
            "https://other.example",
            "https://xn--e1afmkfd.xn--p1ai",
        ] {
            assert!(settings.allows(origin), "{origin}");
        }
        for origin in [
            "https://evil-shop.example",
            "https://www.shop.example",
            "https://notother.example",
            "https://other.example.evil.example",
            "null",
            "",
        ] {
            assert!(!settings.allows(origin), "{origin}");
        }
        assert!(read(json!({})).unwrap().allows("https://anywhere.example"));
    }
}
