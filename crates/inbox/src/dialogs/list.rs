//! The list: tabs, pages, rows and bounded counts. Every query here is served by one index range (or the merge of two).

use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::{Error, Result};
use beseda_base::text::fold;
use beseda_messengers::Kind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::channels::KindName;
use crate::clients::{avatar_url, phone};
use crate::files::FileKindName;
use crate::messages::{AuthorKind, MessageKind, MessageState};

/// A count above this is shown as "999+" (guarantee 18).
const COUNT_MAX: i64 = 999;
/// Rows that a page with a text filter looks through before it answers short, with a `next` (guarantee 17).
const SCAN_MAX: i64 = 5_000;
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
    /// Number of the newest message of the client that somebody of us has seen.
    pub staff_seen_n: i64,
}

/// A bounded count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Count {
    /// 0–999.
    count: i64,
    /// There are more.
    more: bool,
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
    }
}

/// Columns of [`Row`] for the ids that `p` delivers; $1 = project, $2 = the asking employee.
const COLUMNS: &str = "select c.id, c.name, c.avatar_key, h.id, h.kind, h.name, c.active_at, c.last_action_at, c.last_n, c.last_in_n, c.in_count,
   c.responsible_seen_in, c.answered_in, s.in_count, c.unanswered_since, c.responsible, c.pinned_at, c.blocked, c.paused_until, c.unreachable,
   c.external_id, m.id, m.kind, m.author_kind, m.author, substr(m.text, 1, 160), m.state, m.sent_at, f.kind, m.deleted_at, c.staff_seen_n";
const JOINS: &str = "join clients c on c.id = p.id join channels h on h.id = c.channel
 left join free_seen s on s.client = c.id and s.employee = $2
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

/// What a page of the list is asked for.
#[derive(Debug, Clone)]
pub struct PageOf {
    /// Tab.
    pub tab: Tab,
    /// Place after which the page begins: (active_at, id); none = the first page, which has the pinned ones, too.
    pub after: Option<(i64, i64)>,
    /// Rows, at most 100.
    pub limit: i64,
    /// Part of the name, id, phone or e-mail.
    pub text: Option<String>,
    /// Only this channel.
    pub channel: Option<i64>,
}

/// A page of the list and the place after which the next one begins.
pub fn page(tx: &Tx<'_>, project: i64, me: i64, view: View, of: &PageOf) -> Result<(Vec<Dialog>, Option<(i64, i64)>)> {
    let ranges = ranges(of.tab, view);
    if ranges.is_empty() {
        return Ok((Vec::new(), None));
    }
    let filtered = of.channel.is_some() || of.text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let mut found = Vec::new();
    if of.after.is_none() {
        let pinned: Vec<Place> = tx.query(&pinned_sql(&ranges), params![project, me, PINNED_MAX])?;
        found.extend(pinned.into_iter().filter(|place| matches(place, of)));
    }
    let scan = if filtered { SCAN_MAX } else { of.limit + 1 };
    let after = of.after.unwrap_or((i64::MAX, i64::MAX));
    let free: Vec<Place> = tx.query(&free_sql(&ranges), params![project, me, after.0, after.1, scan])?;
    let exhausted = (free.len() as i64) < scan;
    let last_seen = free.last().map(|place| (place.active_at, place.id));
    let mut fitting: Vec<Place> = free.into_iter().filter(|place| matches(place, of)).collect();
    let limit = usize::try_from(of.limit).unwrap_or(0);
    let next = if fitting.len() > limit {
        fitting.truncate(limit);
        fitting.last().map(|place| (place.active_at, place.id))
    } else if exhausted {
        None
    } else {
        last_seen
    };
    found.extend(fitting);
    let ids: Vec<i64> = found.iter().map(|place| place.id).collect();
    Ok((rows(tx, project, me, &ids)?, next))
}

beseda_base::row! {
    struct Place { id: i64, active_at: i64, channel: i64, search: String, }
}

fn matches(place: &Place, of: &PageOf) -> bool {
    let text = of.text.as_deref().map(fold).unwrap_or_default();
    let text = text.trim().trim_start_matches('#');
    of.channel.is_none_or(|channel| channel == place.channel)
        && (text.is_empty()
            || place.search.contains(text)
            || place.id.to_string().contains(text)
            || phone::wanted(text).iter().any(|digits| place.search.contains(digits)))
}

/// All pinned dialogs are few, but those of one responsible may be a hundred thousand: so first what is pinned, then whose.
pub(super) fn pinned_sql(ranges: &[&str]) -> String {
    format!(
        "select c.id, c.active_at, c.channel, c.search from (
           select id, active_at, channel, search, responsible, unanswered_since from clients
           where project = $1 and cast($2 as bigint) = $2 and pinned_at is not null
           order by active_at desc, id desc limit $3) c
         where ({}) order by c.active_at desc, c.id desc",
        ranges.join(") or (")
    )
}

/// The others, a page of each range in the order of the list.
pub(super) fn free_sql(ranges: &[&str]) -> String {
    let one = |range: &str| {
        format!(
            "select c.id, c.active_at, c.channel, c.search from clients c
             where c.project = $1 and {range} and c.pinned_at is null and (c.active_at, c.id) < ($3, $4)
             order by c.active_at desc, c.id desc limit $5"
        )
    };
    let sql = match ranges {
        [only] => one(only),
        several => {
            let merged: Vec<String> = several.iter().map(|range| format!("select * from ({}) t", one(range))).collect();
            format!(
                "select id, active_at, channel, search from ({}) u order by active_at desc, id desc limit $5",
                merged.join(" union all ")
            )
        }
    };
    // $2 must appear in every form, or PostgreSQL cannot tell its type.
    if sql.contains("$2") {
        sql
    } else {
        sql.replacen("c.project = $1", "c.project = $1 and cast($2 as bigint) = $2", 1)
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
        let my_seen_in = row.my_seen_in.unwrap_or(0);
        Ok(Dialog { row: shared(row)?, my_seen_in, online: None })
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
    let kind =
        Kind::from_name(&row.kind).ok_or_else(|| Error::Internal(format!("unknown kind of channel: {}", row.kind)))?;
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
        staff_seen_n: row.staff_seen_n,
    })
}

/// Counts of all tabs in one round trip; each stops at a thousand rows of the index that serves its list.
pub fn counts(tx: &Tx<'_>, project: i64, me: i64, view: View) -> Result<Counts> {
    const UNREAD_OWN: &str =
        "c.responsible = $2 and c.responsible is not null and c.in_count > c.responsible_seen_in and not c.blocked";
    const UNREAD_FREE: &str = "c.responsible is null and c.unanswered_since is not null and not c.blocked
       and not exists (select 1 from free_seen s where s.client = c.id and s.employee = $2 and s.in_count >= c.in_count)";
    let count = |ranges: &[&str]| -> String {
        let merged: Vec<String> = ranges
            .iter()
            .map(|range| {
                format!(
                    "(select count(*) from (select 1 from clients c where c.project = $1 and {range} limit {}) t)",
                    COUNT_MAX + 1
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
        count(&[UNREAD_OWN, UNREAD_FREE]),
    );
    let (all, unanswered, mine, free, others, unread, attention): (i64, i64, i64, i64, i64, i64, i64) =
        tx.one(&sql, params![project, me])?;
    let bounded = |count: i64| Count { count: count.min(COUNT_MAX), more: count > COUNT_MAX };
    Ok(Counts {
        all: bounded(all),
        unanswered: bounded(unanswered),
        mine: bounded(mine),
        free: bounded(free),
        others: bounded(others),
        unread_dialogs: bounded(unread),
        attention_channels: attention,
    })
}
