//! Rows of channels and how their states change. Every change of what a page shows writes `channel.changed`.

use beseda_base::bus::Topic;
use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::{Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use beseda_base::text;
use beseda_messengers::AccountProblem;
use serde_json::json;

use super::{COLUMNS, Channel, ChannelFacts, ChannelRow, KindName, ModeName, ReasonCode};

/// Channels of a project; keeps the list one page.
pub(super) const CHANNELS_MAX: i64 = 200;

/// Longest wording of a provider that is kept.
const REASON_MAX: usize = 500;

/// Troubles in which asking on would not help or would harm: a person must act.
pub(super) const STOPS_POLLING: &str = "('wrong_token', 'second_poller', 'rights_withdrawn', 'unknown')";

/// A channel to be.
pub(super) struct NewChannel<'a> {
    pub(super) project: i64,
    pub(super) kind: KindName,
    pub(super) name: &'a str,
    pub(super) key: &'a str,
    pub(super) mode: ModeName,
    pub(super) external_id: &'a str,
    pub(super) username: &'a str,
    pub(super) title: &'a str,
    /// Sealed.
    pub(super) secrets: &'a str,
    pub(super) settings: &'a str,
}

/// A channel by id, whatever its project: for loops and the sender.
pub(crate) fn row(tx: &Tx<'_>, channel: i64) -> Result<ChannelRow> {
    tx.one(&format!("select {COLUMNS} from channels where id = $1"), params![channel])
}

/// A connected channel by the public key in its addresses.
pub(crate) fn by_key(tx: &Tx<'_>, key: &str) -> Result<Option<ChannelRow>> {
    tx.optional(&format!("select {COLUMNS} from channels where key = $1 and removed_at is null"), params![key])
}

/// A connected channel of the project.
pub(super) fn of_project(tx: &Tx<'_>, project: i64, channel: i64) -> Result<ChannelRow> {
    let sql = format!("select {COLUMNS} from channels where project = $1 and id = $2 and removed_at is null");
    tx.one(&sql, params![project, channel])
}

/// A connected channel of the project that clients can be taken into by a table.
pub(crate) fn importing(tx: &Tx<'_>, project: i64, channel: i64) -> Result<ChannelFacts> {
    let row = of_project(tx, project, channel)?;
    Ok(ChannelFacts { id: row.id, project: row.project, kind: row.kind })
}

/// What pages are shown of these channels of the project; removed ones and the sample client's are left out.
pub(crate) fn views(tx: &Tx<'_>, project: i64, channels: &[i64]) -> Result<Vec<Channel>> {
    if channels.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Vec<Val>> = channels.iter().map(|id| values![*id]).collect();
    let sql = format!("{VIEW} where ch.project = $1 and ch.id in (values {{rows:bigint}}) and {SHOWN}");
    tx.query_rows::<super::View>(&sql, params![project], &rows)?.into_iter().map(Channel::try_from).collect()
}

/// One of them.
pub(super) fn view(tx: &Tx<'_>, project: i64, channel: i64) -> Result<Channel> {
    views(tx, project, &[channel])?.pop().ok_or(Error::NotFound)
}

/// All channels of the project: what needs attention first, then what works, then what is paused; by name.
pub(super) fn list(tx: &Tx<'_>, project: i64) -> Result<Vec<Channel>> {
    let sql = format!("{VIEW} where ch.project = $1 and {SHOWN} order by ch.id limit $2");
    let views: Vec<super::View> = tx.query(&sql, params![project, CHANNELS_MAX])?;
    let mut channels = views.into_iter().map(Channel::try_from).collect::<Result<Vec<_>>>()?;
    channels.sort_by_cached_key(|channel| (channel.state, text::fold(&channel.name), channel.id));
    Ok(channels)
}

/// Whether another connected channel, of whatever project, has this account.
pub(super) fn is_taken(tx: &Tx<'_>, kind: KindName, external_id: &str) -> Result<bool> {
    let sql =
        "select id from channels where kind = $1 and external_id = $2 and removed_at is null and external_id <> ''";
    Ok(tx.optional::<i64>(sql, params![kind.name(), external_id])?.is_some())
}

/// Inserts. 409 `channel_taken` when the account is connected already.
pub(super) fn insert(tx: &Tx<'_>, new: &NewChannel<'_>, now: i64) -> Result<i64> {
    let count: i64 = tx.one(
        "select count(*) from (select 1 from channels where project = $1 and removed_at is null limit $2) as found",
        params![new.project, CHANNELS_MAX],
    )?;
    if count >= CHANNELS_MAX {
        return Err(Error::conflict("conflict", format!("A project has at most {CHANNELS_MAX} channels.")));
    }
    let inserted: Result<i64> = tx.one(
        "insert into channels (project, kind, name, key, state, mode, external_id, username, title, secrets, settings, created_at)
         values ($1, $2, $3, $4, 'works', $5, $6, $7, $8, $9, $10, $11) returning id",
        params![
            new.project, new.kind.name(), new.name, new.key, new.mode.name(), new.external_id, new.username, new.title, new.secrets,
            new.settings, now
        ],
    );
    let channel = inserted.map_err(taken)?;
    tx.event(event(new.project, channel, EventKind::ChannelCreated));
    tx.wake(Topic::Channels);
    Ok(channel)
}

/// The one sample channel of the project, made when it is not there (first steps). It is in no list and speaks with nobody.
pub(crate) fn demo(tx: &Tx<'_>, project: i64, now: i64) -> Result<i64> {
    let key = format!("demo-{project}");
    tx.one(
        "insert into channels (project, kind, name, key, state, mode, secrets, settings, created_at)
         values ($1, 'demo', 'Demo', $2, 'works', 'direct', '', '{}', $3)
         on conflict (key) do update set removed_at = null returning id",
        params![project, key, now],
    )
}

/// Changes the name.
pub(super) fn rename(tx: &Tx<'_>, channel: i64, name: &str) -> Result<()> {
    tx.execute("update channels set name = $1 where id = $2", params![name, channel]).map(drop)
}

/// Changes the settings. Open chats look whether they may stay.
pub(super) fn set_settings(tx: &Tx<'_>, channel: i64, settings: &str) -> Result<()> {
    tx.wake(Topic::Channels);
    tx.execute("update channels set settings = $1 where id = $2", params![settings, channel]).map(drop)
}

/// Other credentials or another way in. Whoever polls with the old ones loses his lease in this very transaction; a bot asked
/// by another account of the messenger counts from the start.
pub(super) fn reconnect(tx: &Tx<'_>, channel: i64, secrets: &str, mode: ModeName) -> Result<()> {
    tx.execute(
        "update channels set secrets = $1, mode = $2, lease_token = lease_token + 1, lease_until = 0 where id = $3",
        params![secrets, mode.name(), channel],
    )?;
    tx.wake(Topic::Channels);
    Ok(())
}

/// What the messenger says about the account.
pub(super) fn set_account(tx: &Tx<'_>, channel: i64, username: &str, title: &str) -> Result<()> {
    tx.execute("update channels set username = $1, title = $2 where id = $3", params![username, title, channel])
        .map(drop)
}

/// Stops sending; what comes in is still stored and shown. A trouble stays the first thing to see.
pub(super) fn pause(tx: &Tx<'_>, channel: &ChannelRow, now: i64) -> Result<()> {
    tx.execute(
        "update channels set paused_at = $1, state = case when reason_code is null then 'paused' else state end
         where id = $2 and paused_at is null",
        params![now, channel.id],
    )?;
    changed(tx, channel.project, channel.id);
    tx.wake(Topic::Channels);
    Ok(())
}

/// Sends again.
pub(super) fn resume(tx: &Tx<'_>, channel: &ChannelRow) -> Result<()> {
    tx.execute(
        "update channels set paused_at = null, state = case when reason_code is null then 'works' else state end where id = $1",
        params![channel.id],
    )?;
    changed(tx, channel.project, channel.id);
    tx.wake(Topic::Channels);
    tx.wake(Topic::Outbox);
    Ok(())
}

/// The channel is gone for pages and loops, its dialogs stay. The secrets are wiped.
pub(super) fn remove(tx: &Tx<'_>, channel: &ChannelRow, now: i64) -> Result<()> {
    tx.execute(
        "update channels set removed_at = $1, secrets = '', poll_cursor = null, lease_token = lease_token + 1, lease_until = 0
         where id = $2",
        params![now, channel.id],
    )?;
    tx.event(event(channel.project, channel.id, EventKind::ChannelDeleted));
    tx.wake(Topic::Channels);
    Ok(())
}

/// The channel needs a person (G14): sending stops, the queue is kept. Told once per trouble. `provider_text` holds no secret.
pub(crate) fn mark_attention(
    tx: &Tx<'_>,
    channel: i64,
    reason: ReasonCode,
    provider_text: &str,
    now: i64,
) -> Result<()> {
    let text: String = provider_text.chars().filter(|c| *c != '\0').take(REASON_MAX).collect();
    let project: Option<i64> = tx.optional(
        "update channels set state = 'attention', reason_code = $1, reason_text = $2, reason_since = $3
         where id = $4 and removed_at is null and (reason_code is null or reason_code <> $1) returning project",
        params![reason.name(), text, now, channel],
    )?;
    if let Some(project) = project {
        changed(tx, project, channel);
        tx.wake(Topic::Channels);
    }
    Ok(())
}

/// The account was found broken while it was used.
pub(crate) fn account_broken(tx: &Tx<'_>, channel: i64, problem: &AccountProblem, now: i64) -> Result<()> {
    let (code, text) = reason(problem);
    mark_attention(tx, channel, code, text, now)
}

/// The trouble is over; a pause is not.
pub(crate) fn mark_works(tx: &Tx<'_>, channel: i64) -> Result<()> {
    let project: Option<i64> = tx.optional(
        "update channels set state = case when paused_at is null then 'works' else 'paused' end,
           reason_code = null, reason_text = null, reason_since = null
         where id = $1 and removed_at is null and reason_code is not null returning project",
        params![channel],
    )?;
    if let Some(project) = project {
        changed(tx, project, channel);
        tx.wake(Topic::Channels);
        tx.wake(Topic::Outbox);
    }
    Ok(())
}

/// Says in the log that something about the channel changed: its state, its settings, its figures.
pub(crate) fn changed(tx: &Tx<'_>, project: i64, channel: i64) {
    tx.event(event(project, channel, EventKind::ChannelChanged));
}

/// The first signal of a website chat from a site that is allowed.
pub(crate) fn mark_installed(tx: &Tx<'_>, project: i64, channel: i64, now: i64) -> Result<()> {
    let sql = "update channels set installed_at = $1 where id = $2 and project = $3 and installed_at is null";
    if tx.execute(sql, params![now, channel, project])? > 0 {
        changed(tx, project, channel);
    }
    Ok(())
}

/// The stable code and the provider's wording of a problem.
pub(super) fn reason(problem: &AccountProblem) -> (ReasonCode, &str) {
    match problem {
        AccountProblem::WrongToken(text) => (ReasonCode::WrongToken, text),
        AccountProblem::SecondPoller(text) => (ReasonCode::SecondPoller, text),
        AccountProblem::WebhookRefused(text) => (ReasonCode::WebhookFailed, text),
        AccountProblem::Unavailable { text, .. } => (ReasonCode::ProviderUnavailable, text),
    }
}

fn taken(error: Error) -> Error {
    if error.is_unique("channels.external_id") {
        Error::conflict("channel_taken", "This account is connected already, here or in another project.")
    } else {
        error
    }
}

fn event(project: i64, channel: i64, kind: EventKind) -> NewEvent {
    NewEvent { project, kind, client: None, message: None, channel: Some(channel), employee: None, data: json!({}) }
}

const SHOWN: &str = "ch.removed_at is null and ch.kind <> 'demo'";

/// Every count stops at a thousand rows of an index (guarantee 18).
const VIEW: &str = "
    select ch.id, ch.kind, ch.name, ch.key, ch.state, ch.reason_code, ch.reason_text, ch.reason_since, ch.mode, ch.external_id,
      ch.username, ch.title, ch.settings, ch.created_at, ch.last_event_at, ch.last_sent_at, ch.installed_at,
      (select count(*) from (select 1 from clients c where c.channel = ch.id limit 1000) as few),
      (select count(*) from (select 1 from raw_events r where r.channel = ch.id and r.state = 2 limit 1000) as few),
      (select count(*) from (select m.client from messages m where m.project = ch.project and m.state = 'unknown' order by m.id limit 1000) as few
         join clients c on c.id = few.client where c.channel = ch.id),
      (select count(*) from (select 1 from outbox o where o.channel = ch.id and o.state = 'queued' limit 1000) as few)
    from channels ch";
