//! The list: tabs, rows and bounded counts. Every query here is served by one index range (or the merge of two); which
//! dialogs a page has is the matter of `find`.

use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::{Error, Result};
use beseda_messengers::Kind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::filter::{MARKED, UNREAD_FREE, UNREAD_OWN};
use crate::channels::{KindName, kind_of};
use crate::clients::avatar_url;
use crate::files::FileKindName;
use crate::labels::{KEY_LABEL, KEY_LIST};
use crate::messages::{AuthorKind, MessageKind, MessageState};

/// Pinned dialogs stand on the first page all together, so there are at most so many.
pub(super) const PINNED_MAX: i64 = 100;

/// Whose dialogs a person sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// All of the project.
    All,
    /// This employee's own and the free ones.
    OwnAndFree(i64),
}

/// A tab of the list (S06).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the terms of the feature table")]
pub enum Tab {
    All,
    Unanswered,
    Mine,
    Free,
    Others,
}

/// Why nothing can reach a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Unreachable {
    BlockedUs,
    Deactivated,
}

impl Unreachable {
    /// From the column.
    pub(crate) fn from_name(name: &str) -> Option<Unreachable> {
        match name {
            "blocked_us" => Some(Unreachable::BlockedUs),
            "deactivated" => Some(Unreachable::Deactivated),
            _ => None,
        }
    }
}

/// The last message of a dialog, as the list shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LastMessage {
    /// Id.
    pub id: i64,
    /// Kind.
    pub kind: MessageKind,
    /// Who wrote.
    pub author_kind: AuthorKind,
    /// The employee who wrote.
    pub author_id: Option<i64>,
    /// Its beginning, at most 160 characters.
    pub text: String,
    /// Kind of its first file.
    pub file_kind: Option<FileKindName>,
    /// Where it is on its way.
    pub state: Option<MessageState>,
    /// When.
    pub sent_at: i64,
}

/// A row of the list as the asking employee sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Dialog {
    /// What all see.
    #[serde(flatten)]
    pub row: DialogRow,
    /// How many of the client's messages he has seen while the dialog was free.
    pub my_seen_in: i64,
    /// He has marked it unread.
    pub marked_unread: bool,
    /// Whether a website visitor is on the page now; null for other messengers.
    pub online: Option<bool>,
}

/// What all who may see a dialog see of it alike: a client with the counters that "unread" is drawn from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DialogRow {
    /// The client.
    pub client_id: i64,
    /// His name.
    pub name: String,
    /// His picture.
    pub avatar_url: Option<String>,
    /// Channel.
    pub channel_id: i64,
    /// Messenger.
    pub channel_kind: KindName,
    /// Name of the channel.
    pub channel_name: String,
    /// Last message.
    pub last: Option<LastMessage>,
    /// Order of the list.
    pub active_at: i64,
    /// His last message or button press.
    pub last_action_at: Option<i64>,
    /// Number of the newest message.
    pub last_n: i64,
    /// Number of the newest message of the client.
    pub last_in_n: i64,
    /// How many messages the client has written.
    pub in_count: i64,
    /// How many of them the responsible has seen.
    pub responsible_seen_in: i64,
    /// How many of them were answered.
    pub answered_in: i64,
    /// The last message of the client waits for an answer.
    pub unanswered: bool,
    /// Since when.
    pub unanswered_since: Option<i64>,
    /// Who is responsible.
    pub responsible_id: Option<i64>,
    /// Pinned on top, for the whole project.
    pub pinned: bool,
    /// Blocked by us.
    pub blocked: bool,
    /// The bot is silent until then.
    pub paused_until: Option<i64>,
    /// Why nothing can reach the client.
    pub unreachable: Option<Unreachable>,
    /// The sample client of the first steps.
    pub demo: bool,
    /// ID in the messenger.
    pub external_id: String,
    /// Labels on the client, the oldest first.
    pub label_ids: Vec<i64>,
    /// Lists the client is in, the oldest first.
    pub list_ids: Vec<i64>,
    /// Number of the newest message of the client that somebody of us has seen.
    pub staff_seen_n: i64,
    /// Scheduled messages that wait for the client, at most 32.
    pub scheduled_count: i64,
}

/// A bounded count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Count {
    /// 0–999.
    count: i64,
    /// There are more.
    more: bool,
}

impl Count {
    /// Above this it is shown as "999+" (guarantee 18).
    const MAX: i64 = 999;
    /// As far as is counted: one more tells that there are more.
    pub(crate) const BOUND: i64 = Count::MAX + 1;

    /// Of what was counted up to [`Count::BOUND`].
    pub(crate) fn of(counted: i64) -> Count {
        Count { count: counted.min(Count::MAX), more: counted > Count::MAX }
    }

    /// So many, and maybe more.
    pub(crate) fn at_least(counted: i64) -> Count {
        Count { count: counted.min(Count::MAX), more: true }
    }
}

/// Counts of the tabs and of the rail's badges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counts {
    /// All dialogs in the view.
    all: Count,
    /// Those that wait for an answer.
    unanswered: Count,
    /// Own ones.
    mine: Count,
    /// Those without a responsible.
    free: Count,
    /// Those of others.
    others: Count,
    /// Dialogs with something unread for the asking employee.
    unread_dialogs: Count,
    /// Channels that need attention.
    attention_channels: i64,
}

beseda_base::row! {
    struct Row {
        id: i64, name: String, avatar_key: Option<String>, channel: i64, kind: String, channel_name: String, active_at: i64, last_action_at: Option<i64>,
        last_n: i64, last_in_n: i64, in_count: i64, responsible_seen_in: i64, answered_in: i64, my_seen_in: Option<i64>, unanswered_since: Option<i64>,
        responsible: Option<i64>, pinned_at: Option<i64>, blocked: bool, paused_until: Option<i64>, unreachable: Option<String>, external_id: String,
        message: Option<i64>, message_kind: Option<String>, author_kind: Option<String>, author: Option<i64>, text: Option<String>,
        state: Option<String>, sent_at: Option<i64>, file_kind: Option<String>, deleted_at: Option<i64>, staff_seen_n: i64,
        keys: Option<String>, marked: Option<i64>, scheduled_count: i64,
    }
}

/// Columns of [`Row`] for the ids that `p` delivers; $1 = project, $2 = the asking employee.
const COLUMNS: &str = "select c.id, c.name, c.avatar_key, h.id, h.kind, h.name, c.active_at, c.last_action_at, c.last_n, c.last_in_n, c.in_count,
   c.responsible_seen_in, c.answered_in, s.in_count, c.unanswered_since, c.responsible, c.pinned_at, c.blocked, c.paused_until, c.unreachable,
   c.external_id, m.id, m.kind, m.author_kind, m.author, substr(m.text, 1, 160), m.state, m.sent_at, f.kind, m.deleted_at, c.staff_seen_n,
   case when c.keys > 0 then (select string_agg(cast(k.kind as text) || '.' || cast(k.key as text), ',')
     from client_keys k join labels l on l.id = k.key and l.deleted_at is null where k.client = c.id and k.kind in (1, 2)) end, u.marked_at,
   c.scheduled_count";
const JOINS: &str = "join clients c on c.id = p.id join channels h on h.id = c.channel
 left join free_seen s on s.client = c.id and s.employee = $2
 left join marked_unread u on u.client = c.id and u.employee = $2
 left join messages m on m.client = c.id and m.n = c.preview_n
 left join message_files mf on mf.message = m.id and mf.position = 0 left join files f on f.id = mf.file";

/// The conditions of a tab within a view: one index range each; several are merged in the order of the list.
pub(super) fn ranges(tab: Tab, view: View) -> Vec<&'static str> {
    const MINE: &str = "c.responsible = $2";
    const FREE: &str = "c.responsible is null";
    match (tab, view) {
        (Tab::All, View::All) => vec!["true"],
        (Tab::All, View::OwnAndFree(_)) => vec![MINE, FREE],
        (Tab::Unanswered, View::All) => vec!["c.unanswered_since is not null"],
        (Tab::Unanswered, View::OwnAndFree(_)) => {
            vec![
                "c.responsible = $2 and c.unanswered_since is not null",
                "c.responsible is null and c.unanswered_since is not null",
            ]
        }
        (Tab::Mine, _) => vec![MINE],
        (Tab::Free, _) => vec![FREE],
        (Tab::Others, View::All) => vec!["c.responsible is not null and c.responsible <> $2"],
        (Tab::Others, View::OwnAndFree(_)) => Vec::new(),
    }
}

/// $1 = project, $2 = the asking employee. The plus keeps SQLite from walking through all clients of the project in search
/// of the given ones.
pub(super) fn rows_sql() -> String {
    format!("{COLUMNS} from (select column1 as id from (values {{rows:bigint}}) as v) p {JOINS} where +c.project = $1")
}

/// Rows of these clients as this employee sees them, in the order of the ids; those of other projects are left out.
pub(crate) fn rows(tx: &Tx<'_>, project: i64, me: i64, ids: &[i64]) -> Result<Vec<Dialog>> {
    let dialog = |row: Row| {
        let (my_seen_in, marked_unread) = (row.my_seen_in.unwrap_or(0), row.marked.is_some());
        Ok(Dialog { row: shared(row)?, my_seen_in, marked_unread, online: None })
    };
    load(tx, project, me, ids)?.into_iter().map(dialog).collect()
}

/// The same rows for live frames, which are shared by all who may see them.
pub(crate) fn rows_for_frames(tx: &Tx<'_>, project: i64, ids: &[i64]) -> Result<Vec<DialogRow>> {
    load(tx, project, 0, ids)?.into_iter().map(shared).collect()
}

fn load(tx: &Tx<'_>, project: i64, me: i64, ids: &[i64]) -> Result<Vec<Row>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<Vec<Val>> = ids.iter().map(|id| values![*id]).collect();
    let rows: Vec<Row> = tx.query_rows(&rows_sql(), params![project, me], &keys)?;
    let mut by_id: std::collections::HashMap<i64, Row> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

fn shared(row: Row) -> Result<DialogRow> {
    let kind = kind_of(&row.kind)?;
    let last = match (row.message, row.message_kind, row.sent_at) {
        (Some(id), Some(message_kind), Some(sent_at)) => Some(LastMessage {
            id,
            kind: serde_json::from_value(message_kind.into())
                .map_err(|_| Error::Internal("unknown kind of message".into()))?,
            author_kind: row.author_kind.as_deref().map_or(AuthorKind::System, AuthorKind::from_name),
            author_id: row.author,
            text: if row.deleted_at.is_some() { String::new() } else { row.text.unwrap_or_default() },
            file_kind: row.file_kind.as_deref().and_then(FileKindName::from_name),
            state: row.state.as_deref().map(crate::messages::state_of).transpose()?,
            sent_at,
        }),
        _ => None,
    };
    Ok(DialogRow {
        client_id: row.id,
        avatar_url: avatar_url(row.id, row.avatar_key.as_deref()),
        name: row.name,
        channel_id: row.channel,
        channel_kind: kind.into(),
        channel_name: row.channel_name,
        last,
        active_at: row.active_at,
        last_action_at: row.last_action_at,
        scheduled_count: row.scheduled_count,
        last_n: row.last_n,
        last_in_n: row.last_in_n,
        in_count: row.in_count,
        responsible_seen_in: row.responsible_seen_in,
        answered_in: row.answered_in,
        unanswered: row.unanswered_since.is_some(),
        unanswered_since: row.unanswered_since,
        responsible_id: row.responsible,
        pinned: row.pinned_at.is_some(),
        blocked: row.blocked,
        paused_until: row.paused_until,
        unreachable: row.unreachable.as_deref().and_then(Unreachable::from_name),
        demo: kind == Kind::Demo,
        external_id: row.external_id,
        label_ids: keys_of(row.keys.as_deref(), KEY_LABEL),
        list_ids: keys_of(row.keys.as_deref(), KEY_LIST),
        staff_seen_n: row.staff_seen_n,
    })
}

/// The keys of one kind out of `kind.key,kind.key…`.
fn keys_of(keys: Option<&str>, kind: i64) -> Vec<i64> {
    let pairs = keys.unwrap_or_default().split(',').filter_map(|pair| pair.split_once('.'));
    let mut of_kind: Vec<i64> =
        pairs.filter(|(of, _)| of.parse() == Ok(kind)).filter_map(|(_, key)| key.parse().ok()).collect();
    of_kind.sort_unstable();
    of_kind
}

/// Counts of all tabs in one round trip; each stops at a thousand rows of the index that serves its list.
pub fn counts(tx: &Tx<'_>, project: i64, me: i64, view: View) -> Result<Counts> {
    // Those that are unread by themselves count once.
    let marked = format!("{MARKED} and not ({UNREAD_OWN}) and not ({UNREAD_FREE})");
    let count = |ranges: &[&str]| -> String {
        let merged: Vec<String> = ranges
            .iter()
            .map(|range| {
                format!(
                    "(select count(*) from (select 1 from clients c where c.project = $1 and {range} limit {}) t)",
                    Count::BOUND
                )
            })
            .collect();
        if merged.is_empty() { "0".to_owned() } else { merged.join(" + ") }
    };
    let sql = format!(
        "select {}, {}, {}, {}, {}, {}, (select count(*) from channels where project = $1 and state = 'attention' and removed_at is null)",
        count(&ranges(Tab::All, view)),
        count(&ranges(Tab::Unanswered, view)),
        count(&ranges(Tab::Mine, view)),
        count(&ranges(Tab::Free, view)),
        count(&ranges(Tab::Others, view)),
        count(&[UNREAD_OWN, UNREAD_FREE, &marked]),
    );
    let (all, unanswered, mine, free, others, unread, attention): (i64, i64, i64, i64, i64, i64, i64) =
        tx.one(&sql, params![project, me])?;
    Ok(Counts {
        all: Count::of(all),
        unanswered: Count::of(unanswered),
        mine: Count::of(mine),
        free: Count::of(free),
        others: Count::of(others),
        unread_dialogs: Count::of(unread),
        attention_channels: attention,
    })
}
