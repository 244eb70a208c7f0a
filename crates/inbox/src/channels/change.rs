//! Changing a connected channel: name, settings, token, way in, pause, removal.

use beseda_base::auth::Who;
use beseda_base::error::{Checks, Error, Result};
use beseda_messengers::{Connection, Kind};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::account::{Credentials, account};
use super::connect::{AskedMode, NAME_MAX, identify_telegram, mode_for, refused, register, shown};
use super::{Channel, ChannelRow, ModeName, Settings, queries};
use crate::wire::InboxWire;
use crate::{Inbox, audit};

/// What to change.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ChannelPatch {
    /// Name.
    name: Option<String>,
    /// Settings, whole.
    #[schema(value_type = Option<Settings>)]
    settings: Option<Value>,
    /// Another token of the same bot.
    token: Option<String>,
    /// The way in.
    mode: Option<AskedMode>,
}

/// Changes name, settings, token, way in.
pub(super) async fn change(inbox: &Inbox, who: Who, channel: i64, patch: ChannelPatch) -> Result<Channel> {
    Checks::new().text_if("name", patch.name.as_deref(), 1..=NAME_MAX).done()?;
    let row = inbox.db.read(move |tx| queries::of_project(tx, who.project, channel)).await?;
    let kind = row.kind;
    let settings = patch.settings.map(|entered| Settings::from_person(kind, entered)?.to_column()).transpose()?;
    let renewed = renew(inbox, &row, patch.token, patch.mode).await?;
    let details = json!({
        "name": patch.name.is_some(), "settings": settings.is_some(), "token": renewed.as_ref().is_some_and(|renewed| renewed.token),
        "mode": renewed.as_ref().map(|renewed| renewed.mode.name()),
    });
    let name = patch.name.map(|name| name.trim().to_owned());
    let (reconnected, now) = (renewed.is_some(), inbox.clock.now());
    let row = inbox
        .db
        .write(move |tx| {
            // Read again: it may have been removed while the messenger was asked.
            queries::of_project(tx, who.project, channel)?;
            if let Some(name) = &name {
                queries::rename(tx, channel, name)?;
            }
            if let Some(settings) = &settings {
                queries::set_settings(tx, channel, settings)?;
            }
            if let Some(renewed) = &renewed {
                queries::reconnect(tx, channel, &renewed.secrets, renewed.mode)?;
                if renewed.token {
                    queries::mark_works(tx, channel)?;
                }
            }
            queries::changed(tx, who.project, channel);
            audit::record(tx, &who, "channel.changed", "channel", Some(channel), &details, now)?;
            queries::row(tx, channel)
        })
        .await?;
    if reconnected {
        register(inbox, &row).await?;
    }
    shown(inbox, &row).await
}

/// Other credentials, not yet in the row.
struct Renewed {
    secrets: String,
    mode: ModeName,
    token: bool,
}

/// A new token must be of the same bot: its clients know that one.
async fn renew(
    inbox: &Inbox,
    row: &ChannelRow,
    token: Option<String>,
    asked: Option<AskedMode>,
) -> Result<Option<Renewed>> {
    if token.is_none() && asked.is_none() {
        return Ok(None);
    }
    if row.kind != Kind::Telegram {
        return Err(Error::problem(422, "unsupported", "This kind of channel has neither a token nor a way in."));
    }
    let mode = asked.map_or(Ok(row.mode), |asked| mode_for(inbox, asked))?;
    let mut credentials = Credentials::open(inbox, row)?;
    let token = token.map(|token| token.trim().to_owned());
    if let Some(token) = &token {
        let info = identify_telegram(inbox, token).await.map_err(refused)?;
        if info.id != row.external_id {
            return Err(Error::invalid("token", "bad_value", "This token belongs to another bot."));
        }
        credentials.token.clone_from(token);
    }
    Ok(Some(Renewed { secrets: credentials.seal(inbox, &row.key)?, mode, token: token.is_some() }))
}

/// Stops sending.
pub(super) async fn pause(inbox: &Inbox, who: Who, channel: i64) -> Result<Channel> {
    let now = inbox.clock.now();
    inbox
        .db
        .write(move |tx| {
            queries::pause(tx, &queries::of_project(tx, who.project, channel)?, now)?;
            audit::record(tx, &who, "channel.paused", "channel", Some(channel), &json!({}), now)?;
            queries::view(tx, who.project, channel)
        })
        .await
}

/// Sends again.
pub(super) async fn resume(inbox: &Inbox, who: Who, channel: i64) -> Result<Channel> {
    let now = inbox.clock.now();
    inbox
        .db
        .write(move |tx| {
            queries::resume(tx, &queries::of_project(tx, who.project, channel)?)?;
            audit::record(tx, &who, "channel.resumed", "channel", Some(channel), &json!({}), now)?;
            queries::view(tx, who.project, channel)
        })
        .await
}

/// Removes the channel; what the messenger still delivers finds nobody. Taking the webhook away is only a courtesy.
pub(super) async fn remove(inbox: &Inbox, who: Who, channel: i64) -> Result<()> {
    let now = inbox.clock.now();
    let row = inbox
        .db
        .write(move |tx| {
            let row = queries::of_project(tx, who.project, channel)?;
            queries::remove(tx, &row, now)?;
            audit::record(
                tx,
                &who,
                "channel.removed",
                "channel",
                Some(channel),
                &json!({ "kind": row.kind.name() }),
                now,
            )?;
            Ok(row)
        })
        .await?;
    // A lost key must not keep a channel from being removed.
    if let Ok(account) = account(inbox, &row)
        && let Err(problem) = row.kind.connect(&InboxWire::new(inbox.clone()), &account, &Connection::None).await
    {
        let (code, _) = queries::reason(&problem);
        tracing::info!(
            channel.id = row.id,
            reason = code.name(),
            "the webhook of a removed channel was not taken away"
        );
    }
    Ok(())
}
