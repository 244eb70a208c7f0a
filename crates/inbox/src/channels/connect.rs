//! Connecting: who an account is, whether it is free, which way its messages shall come, and mending what broke.
//!
//! The messenger is asked outside any transaction. The row comes first and the webhook after it: a crash between leaves a
//! channel that [`super::upkeep`] connects, while the other order would leave deliveries that nobody knows.

use beseda_base::auth::Who;
use beseda_base::error::{Checks, Error, Result};
use beseda_base::id;
use beseda_messengers::{Account, AccountInfo, AccountProblem, Connection, Kind};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::account::{Credentials, account};
use super::queries::{self, NewChannel};
use super::{Channel, ChannelAccount, ChannelRow, KindName, ModeName, ReasonCode, Settings};
use crate::wire::InboxWire;
use crate::{Inbox, audit};

/// Longest name of a channel.
pub(super) const NAME_MAX: usize = 100;

/// A channel to connect.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum NewChannelRequest {
    /// A Telegram bot.
    Telegram {
        /// Name; the bot's own if absent.
        #[serde(default)]
        name: Option<String>,
        /// Token of @BotFather.
        token: String,
        /// The way in; `auto` if absent.
        #[serde(default)]
        mode: Option<AskedMode>,
    },
    /// A website chat.
    SiteChat {
        /// Name.
        name: String,
        /// Settings; absent ones have their defaults.
        #[serde(default)]
        #[schema(value_type = Option<super::settings::NewSiteChatSettings>)]
        settings: Option<Value>,
    },
}

/// The way in that a person asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AskedMode {
    /// The messenger posts to our public address.
    Webhook,
    /// We ask.
    Poll,
    /// The first where there is a public address, else the second.
    Auto,
}

/// What a look at a token found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TelegramCheckCode)]
pub(super) enum CheckCode {
    /// Telegram does not know it.
    WrongToken,
    /// The bot is connected here already.
    ChannelTaken,
    /// Telegram does not answer.
    ProviderUnavailable,
    /// Another program gets its messages so far.
    HasWebhook,
}

/// Why there can be no webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum NoWebhook {
    /// This server has no public address with HTTPS.
    NoPublicUrl,
}

/// What is known of a token before it is used.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TelegramCheck {
    /// The bot can be connected.
    ok: bool,
    /// What stands in the way, or is to be known.
    code: Option<CheckCode>,
    /// The bot.
    account: Option<ChannelAccount>,
    /// A webhook is possible here.
    webhook_possible: bool,
    /// Why not.
    webhook_reason: Option<NoWebhook>,
    /// Host of a webhook that another program has registered.
    other_webhook: Option<String>,
    /// The bot may be added to groups.
    groups: bool,
}

/// Looks at a token without changing anything.
pub(super) async fn check_telegram(inbox: &Inbox, token: &str) -> Result<TelegramCheck> {
    let webhook_possible = inbox.config.is_https();
    let mut check = TelegramCheck {
        ok: false,
        code: None,
        account: None,
        webhook_possible,
        webhook_reason: (!webhook_possible).then_some(NoWebhook::NoPublicUrl),
        other_webhook: None,
        groups: false,
    };
    let info = match identify_telegram(inbox, token).await {
        Ok(info) => info,
        Err(AccountProblem::WrongToken(_)) => return Ok(TelegramCheck { code: Some(CheckCode::WrongToken), ..check }),
        Err(_) => return Ok(TelegramCheck { code: Some(CheckCode::ProviderUnavailable), ..check }),
    };
    let external_id = info.id.clone();
    let taken = inbox.db.read(move |tx| queries::is_taken(tx, KindName::Telegram, &external_id)).await?;
    check.groups = info.groups;
    check.other_webhook = if taken { None } else { host_of(&info.webhook_url) };
    check.code = match (taken, &check.other_webhook) {
        (true, _) => Some(CheckCode::ChannelTaken),
        (false, Some(_)) => Some(CheckCode::HasWebhook),
        (false, None) => None,
    };
    check.ok = !taken;
    check.account = Some(ChannelAccount { id: info.id, username: info.username, title: info.title });
    Ok(check)
}

/// Connects a channel.
pub async fn create(inbox: &Inbox, who: Who, request: NewChannelRequest) -> Result<Channel> {
    match request {
        NewChannelRequest::Telegram { name, token, mode } => create_telegram(inbox, who, name, token, mode).await,
        NewChannelRequest::SiteChat { name, settings } => create_site_chat(inbox, who, &name, settings).await,
    }
}

async fn create_telegram(
    inbox: &Inbox,
    who: Who,
    name: Option<String>,
    token: String,
    asked: Option<AskedMode>,
) -> Result<Channel> {
    Checks::new().text_if("name", name.as_deref(), 0..=NAME_MAX).done()?;
    let mode = mode_for(inbox, asked.unwrap_or(AskedMode::Auto))?;
    let token = token.trim().to_owned();
    let info = identify_telegram(inbox, &token).await.map_err(refused)?;
    let key = id::token(id::CHANNEL_KEY_BYTES);
    let secrets = Credentials::new(Kind::Telegram, &token).seal(inbox, &key)?;
    let settings = Settings::default_of(Kind::Telegram).to_column()?;
    let name =
        name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).unwrap_or_else(|| name_of(&info));
    let now = inbox.clock.now();
    let channel = inbox
        .db
        .write(move |tx| {
            let new = NewChannel {
                project: who.project,
                kind: KindName::Telegram,
                name: &name,
                key: &key,
                mode,
                external_id: &info.id,
                username: &info.username,
                title: &info.title,
                secrets: &secrets,
                settings: &settings,
            };
            let channel = queries::insert(tx, &new, now)?;
            let details = json!({ "kind": "telegram", "mode": mode.name() });
            audit::record(tx, &who, "channel.created", "channel", Some(channel), &details, now)?;
            queries::row(tx, channel)
        })
        .await?;
    register(inbox, &channel).await?;
    shown(inbox, &channel).await
}

async fn create_site_chat(inbox: &Inbox, who: Who, name: &str, settings: Option<Value>) -> Result<Channel> {
    Checks::new().text("name", name, 1..=NAME_MAX).done()?;
    let settings = match settings {
        Some(entered) => Settings::from_person(Kind::SiteChat, entered)?,
        None => Settings::default_of(Kind::SiteChat),
    };
    let (name, settings) = (name.trim().to_owned(), settings.to_column()?);
    let key = id::token(id::CHANNEL_KEY_BYTES);
    let secrets = Credentials::new(Kind::SiteChat, "").seal(inbox, &key)?;
    let now = inbox.clock.now();
    inbox
        .db
        .write(move |tx| {
            let new = NewChannel {
                project: who.project,
                kind: KindName::SiteChat,
                name: &name,
                key: &key,
                mode: ModeName::Direct,
                external_id: "",
                username: "",
                title: "",
                secrets: &secrets,
                settings: &settings,
            };
            let channel = queries::insert(tx, &new, now)?;
            audit::record(tx, &who, "channel.created", "channel", Some(channel), &json!({ "kind": "site_chat" }), now)?;
            queries::view(tx, who.project, channel)
        })
        .await
}

/// Asks the messenger now, registers the webhook again, and starts asking again where that had stopped.
pub(super) async fn check_now(inbox: &Inbox, who: Who, channel: i64) -> Result<Channel> {
    let row = inbox.db.read(move |tx| queries::of_project(tx, who.project, channel)).await?;
    mend(inbox, &row).await?;
    shown(inbox, &row).await
}

/// Brings a channel into order as far as the messenger lets us, and writes down how it stands.
pub(super) async fn mend(inbox: &Inbox, row: &ChannelRow) -> Result<()> {
    let kind = row.kind;
    if kind != Kind::Telegram {
        return Ok(());
    }
    let account = match account(inbox, row) {
        Ok(account) => account,
        Err(error) => return credentials_lost(inbox, row, &error).await,
    };
    let info = match kind.identify(&InboxWire::new(inbox.clone()), &account).await {
        Ok(info) => info,
        Err(problem) => return report_problem(inbox, row, &problem).await,
    };
    let channel = row.id;
    inbox.db.write(move |tx| queries::set_account(tx, channel, &info.username, &info.title)).await?;
    register(inbox, row).await
}

/// Makes the messenger deliver in the channel's way. A refusal is the channel's trouble, not the caller's error.
pub(super) async fn register(inbox: &Inbox, row: &ChannelRow) -> Result<()> {
    let connection = match row.mode {
        ModeName::Webhook => Connection::Webhook(hook_url(inbox, row)?),
        // The one who polls takes a webhook away himself before he begins.
        ModeName::Poll | ModeName::Direct => {
            let channel = row.id;
            return inbox.db.write(move |tx| queries::mark_works(tx, channel)).await;
        }
    };
    match row.kind.connect(&InboxWire::new(inbox.clone()), &account(inbox, row)?, &connection).await {
        Ok(()) => {
            let channel = row.id;
            inbox.db.write(move |tx| queries::mark_works(tx, channel)).await
        }
        Err(problem) => report_problem(inbox, row, &problem).await,
    }
}

/// Writes a problem of the account down as the channel's trouble.
pub(crate) async fn report_problem(inbox: &Inbox, row: &ChannelRow, problem: &AccountProblem) -> Result<()> {
    let (channel, now, problem) = (row.id, inbox.clock.now(), problem.clone());
    inbox.db.write(move |tx| queries::account_broken(tx, channel, &problem, now)).await
}

/// The credentials do not open: the key of the installation was lost or changed.
pub(super) async fn credentials_lost(inbox: &Inbox, row: &ChannelRow, error: &Error) -> Result<()> {
    tracing::error!(channel.id = row.id, %error, "the credentials of a channel cannot be opened");
    let (channel, now) = (row.id, inbox.clock.now());
    let text = "The stored token cannot be opened with the key of this installation. Enter the token again.";
    inbox.db.write(move |tx| queries::mark_attention(tx, channel, ReasonCode::Unknown, text, now)).await
}

/// Where the messenger delivers for this channel.
pub(super) fn hook_url(inbox: &Inbox, row: &ChannelRow) -> Result<String> {
    let base = inbox.config.public_url().ok_or_else(|| Error::internal("a webhook without a public address"))?;
    Ok(format!("{base}/hooks/{}/{}", row.kind.name(), row.key))
}

pub(super) async fn shown(inbox: &Inbox, row: &ChannelRow) -> Result<Channel> {
    let (project, channel) = (row.project, row.id);
    inbox.db.read(move |tx| queries::view(tx, project, channel)).await
}

pub(super) async fn identify_telegram(inbox: &Inbox, token: &str) -> Result<AccountInfo, AccountProblem> {
    let token = token.trim();
    if !is_token(token) {
        return Err(AccountProblem::WrongToken("not the form of a token".to_owned()));
    }
    let credentials = Credentials { token: token.to_owned(), ..Credentials::default() };
    let account: Account = credentials.account(inbox, 0, "");
    Kind::Telegram.identify(&InboxWire::new(inbox.clone()), &account).await
}

/// The shape in which @BotFather prints tokens. What does not have it is not sent anywhere.
fn is_token(text: &str) -> bool {
    text.split_once(':').is_some_and(|(bot, secret)| {
        (1..=20).contains(&bot.len())
            && bot.bytes().all(|byte| byte.is_ascii_digit())
            && (10..=100).contains(&secret.len())
            && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
    })
}

pub(super) fn mode_for(inbox: &Inbox, asked: AskedMode) -> Result<ModeName> {
    match asked {
        AskedMode::Poll => Ok(ModeName::Poll),
        AskedMode::Auto if !inbox.config.is_https() => Ok(ModeName::Poll),
        AskedMode::Webhook if !inbox.config.is_https() => Err(Error::invalid(
            "mode",
            "bad_value",
            "A webhook needs a public https address in the settings of the server.",
        )),
        AskedMode::Webhook | AskedMode::Auto => Ok(ModeName::Webhook),
    }
}

pub(super) fn refused(problem: AccountProblem) -> Error {
    match problem {
        AccountProblem::WrongToken(_) => Error::problem(422, "wrong_token", "The messenger does not know this token."),
        AccountProblem::SecondPoller(_) | AccountProblem::WebhookRefused(_) | AccountProblem::Unavailable { .. } => {
            Error::problem(502, "provider_unavailable", "The messenger does not answer now; try again.")
        }
    }
}

fn name_of(info: &AccountInfo) -> String {
    let name = if info.title.is_empty() { format!("@{}", info.username) } else { info.title.clone() };
    name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect()
}

/// The address of a foreign webhook may hold secrets; its host tells enough.
fn host_of(address: &str) -> Option<String> {
    url::Url::parse(address).ok()?.host_str().map(str::to_owned)
}
