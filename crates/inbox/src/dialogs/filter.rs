//! What the list of dialogs can be narrowed to (S04): fields join by "and", the values of one field by "or".

use std::borrow::Cow;

use beseda_base::db::{Engine, Tx, Val, params};
use beseda_base::error::{Checks, Result};
use beseda_base::text::fold;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::period::Period;
use crate::clients::phone;
use crate::labels::{KEY_LABEL, KEY_LIST};

/// Longest text of the list's search, in characters.
const TEXT_MAX: usize = 100;
/// Values of one field.
const VALUES_MAX: usize = 50;
/// Conditions on variables.
const VARIABLES_MAX: usize = 10;
/// Longest name and value of a variable that can be asked for.
const NAME_MAX: usize = 500;
const VALUE_MAX: usize = 1_000;

/// Which dialogs a list shows; what is absent narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(default = "no filter")]
pub struct DialogFilter {
    /// Part of the name, id in the messenger, phone or e-mail; at most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Part of the client's id: 10 finds 10, 110, 210.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Has one of these labels; at most 50.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub label_ids: Vec<i64>,
    /// All of them instead of one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub labels_all: bool,
    /// Has none of these labels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_label_ids: Vec<i64>,
    /// Is in one of these lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub list_ids: Vec<i64>,
    /// In all of them instead of one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub lists_all: bool,
    /// Is in none of these lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_list_ids: Vec<i64>,
    /// Writes in one of these channels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channel_ids: Vec<i64>,
    /// Writes in none of these channels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_channel_ids: Vec<i64>,
    /// One of these employees is responsible; null among them: nobody is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub responsible_ids: Vec<Option<i64>>,
    /// None of these is responsible.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_responsible_ids: Vec<Option<i64>>,
    /// All of these hold; at most 10.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variables: Vec<VariableFilter>,
    /// First contact at this moment or later, ms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_from: Option<i64>,
    /// First contact before this moment, ms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_to: Option<i64>,
    /// Last action at this moment or later, ms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action_from: Option<i64>,
    /// Last action before this moment, ms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action_to: Option<i64>,
    /// Last action within this stretch of days, counted anew whenever it is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Has something unread for the one who asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread: Option<bool>,
    /// Waits for an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unanswered: Option<bool>,
    /// Blocked by us.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked: Option<bool>,
    /// The bot is on pause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused: Option<bool>,
    /// Pinned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    /// Has stopped the bot, or is gone from the messenger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreachable: Option<bool>,
    /// What stands first.
    #[serde(skip_serializing_if = "Order::is_default")]
    pub order: Order,
}

/// Order of the list behind the pinned dialogs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The latest activity.
    #[default]
    Active,
    /// The latest first contact.
    Created,
}

impl Order {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    fn is_default(&self) -> bool {
        *self == Order::Active
    }
}

/// A condition on a client variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VariableFilter {
    /// Name, exactly.
    pub name: String,
    /// What must hold.
    pub op: VariableTest,
    /// Value, exactly; for `equals` and `not_equals`.
    #[serde(default)]
    pub value: String,
}

/// What can be asked of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum VariableTest {
    Equals,
    NotEquals,
    Set,
    NotSet,
}

/// Unread for `$2`, the asking employee, when it is his own dialog (guarantee 19).
pub(super) const UNREAD_OWN: &str =
    "c.responsible = $2 and c.responsible is not null and c.in_count > c.responsible_seen_in and not c.blocked";
/// Unread for him when it is nobody's.
pub(super) const UNREAD_FREE: &str = "c.responsible is null and c.unanswered_since is not null and not c.blocked
   and not exists (select 1 from free_seen s where s.client = c.id and s.employee = $2 and s.in_count >= c.in_count)";
/// He has marked it unread himself.
pub(super) const MARKED: &str = "not c.blocked and c.id in (select client from marked_unread where employee = $2)";

impl DialogFilter {
    /// The same with moments in the place of its period.
    pub(super) fn dated(&self, tx: &Tx<'_>, project: i64, now: i64) -> Result<Cow<'_, DialogFilter>> {
        let Some(period) = self.period else { return Ok(Cow::Borrowed(self)) };
        let zone: String = tx.one("select timezone from projects where id = $1", params![project])?;
        let (from, to) = period.moments(&zone, now)?;
        let action_from = self.action_from.into_iter().chain(from).max();
        let action_to = self.action_to.into_iter().chain(to).min();
        Ok(Cow::Owned(DialogFilter { action_from, action_to, period: None, ..self.clone() }))
    }

    /// Nothing is narrowed.
    pub(super) fn is_empty(&self) -> bool {
        *self == DialogFilter { order: self.order, ..DialogFilter::default() }
    }

    /// Refuses what cannot be asked, by field.
    pub(crate) fn check(&self, checks: &mut Checks) {
        checks.text("q", self.q.as_deref().unwrap_or_default(), 0..=TEXT_MAX);
        let id = self.client_id.as_deref().unwrap_or_default();
        checks.ensure(
            id.len() <= 19 && id.bytes().all(|byte| byte.is_ascii_digit()),
            "client_id",
            "bad_value",
            "Digits of the client's id.",
        );
        for (field, count) in [
            ("label_ids", self.label_ids.len()),
            ("not_label_ids", self.not_label_ids.len()),
            ("list_ids", self.list_ids.len()),
            ("not_list_ids", self.not_list_ids.len()),
            ("channel_ids", self.channel_ids.len()),
            ("not_channel_ids", self.not_channel_ids.len()),
            ("responsible_ids", self.responsible_ids.len()),
            ("not_responsible_ids", self.not_responsible_ids.len()),
        ] {
            checks.count(field, count, 0..=VALUES_MAX);
        }
        checks.count("variables", self.variables.len(), 0..=VARIABLES_MAX);
        for variable in &self.variables {
            checks.text("variables", &variable.name, 1..=NAME_MAX);
            checks.text("variables", &variable.value, 0..=VALUE_MAX);
        }
    }

    /// The conditions on the row `p`, which has the client's id: labels and lists, told by an index without the client.
    pub(super) fn key_conditions(&self) -> Vec<String> {
        let mut all = Vec::new();
        keys(&mut all, KEY_LABEL, (&self.label_ids, self.labels_all), &self.not_label_ids);
        keys(&mut all, KEY_LIST, (&self.list_ids, self.lists_all), &self.not_list_ids);
        all
    }

    /// The other conditions, on the client `c`, joined by "and"; their values are appended to `given`. $2 is the asking employee.
    pub(super) fn conditions(&self, given: &mut Vec<Val>, now: i64) -> Vec<String> {
        let mut all = Vec::new();
        if !self.channel_ids.is_empty() {
            all.push(format!("c.channel in ({})", numbers(&self.channel_ids)));
        }
        if !self.not_channel_ids.is_empty() {
            all.push(format!("c.channel not in ({})", numbers(&self.not_channel_ids)));
        }
        if !self.responsible_ids.is_empty() {
            all.push(responsible(&self.responsible_ids));
        }
        if !self.not_responsible_ids.is_empty() {
            all.push(format!("not {}", responsible(&self.not_responsible_ids)));
        }
        for variable in &self.variables {
            all.push(variable.condition(given));
        }
        for (column, from, to) in [
            ("c.created_at", self.created_from, self.created_to),
            ("c.last_action_at", self.action_from, self.action_to),
        ] {
            all.extend(from.map(|from| format!("{column} >= {from}")));
            all.extend(to.map(|to| format!("{column} < {to}")));
        }
        let unread = format!("(({UNREAD_OWN}) or ({UNREAD_FREE}) or ({MARKED}))");
        let paused = format!("(c.paused_until is not null and c.paused_until > {now})");
        for (wanted, condition) in [
            (self.unread, unread.as_str()),
            (self.unanswered, "(c.unanswered_since is not null)"),
            (self.blocked, "c.blocked"),
            (self.paused, &paused),
            (self.pinned, "(c.pinned_at is not null)"),
            (self.unreachable, "(c.unreachable is not null)"),
        ] {
            all.extend(wanted.map(|yes| if yes { condition.to_owned() } else { format!("not {condition}") }));
        }
        // Last, because it costs most.
        self.texts(&mut all, given);
        all
    }

    /// The parts of what clients are found by, any of which fits; none when nothing is searched for.
    fn parts(&self) -> Vec<String> {
        let text = self.q.as_deref().map(fold).unwrap_or_default();
        let text = text.trim_start_matches('#').trim();
        if text.is_empty() {
            return Vec::new();
        }
        let mut parts = vec![text.to_owned()];
        parts.extend(phone::wanted(text));
        parts
    }

    /// The search in the language of the index of parts, if all are long enough for it.
    pub(super) fn search(&self, engine: Engine, project: i64) -> Option<Vec<String>> {
        /// The index knows three letters at a time.
        const LEAST: usize = 3;
        let parts = self.parts();
        if parts.is_empty() || parts.iter().any(|part| part.chars().count() < LEAST) {
            return None;
        }
        Some(match engine {
            Engine::Sqlite => {
                let quoted: Vec<String> =
                    parts.iter().map(|part| format!("\"{}\"", part.replace('"', "\"\""))).collect();
                vec![format!("\"\u{1}{project}\u{1}\" AND ({})", quoted.join(" OR "))]
            }
            Engine::Postgres => parts.iter().map(|part| like(part)).collect(),
        })
    }

    fn texts(&self, all: &mut Vec<String>, given: &mut Vec<Val>) {
        let parts = self.parts();
        if let Some(text) = parts.first() {
            let mut ways: Vec<String> =
                parts.iter().map(|part| format!("c.search like {} escape '\\'", pattern(given, part))).collect();
            if text.bytes().all(|byte| byte.is_ascii_digit()) {
                ways.push(format!("cast(c.id as text) like {} escape '\\'", pattern(given, text)));
            }
            all.push(format!("({})", ways.join(" or ")));
        }
        if let Some(id) = self.client_id.as_deref().filter(|id| !id.is_empty()) {
            all.push(format!("cast(c.id as text) like {} escape '\\'", pattern(given, id)));
        }
    }
}

impl VariableFilter {
    fn condition(&self, given: &mut Vec<Val>) -> String {
        given.push(Val::from(self.name.as_str()));
        let name = format!("${}", given.len());
        let mut has = |value: bool| {
            let value = if value {
                given.push(Val::from(self.value.as_str()));
                format!(" and v.value = ${}", given.len())
            } else {
                String::new()
            };
            format!("exists (select 1 from client_variables v where v.client = c.id and v.name = {name}{value})")
        };
        match self.op {
            VariableTest::Equals => has(true),
            VariableTest::NotEquals => format!("not {}", has(true)),
            VariableTest::Set => has(false),
            VariableTest::NotSet => format!("not {}", has(false)),
        }
    }
}

/// A part of a text as a pattern; the place of its value.
fn pattern(given: &mut Vec<Val>, part: &str) -> String {
    given.push(Val::from(like(part)));
    format!("${}", given.len())
}

fn like(part: &str) -> String {
    let escaped = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

fn keys(all: &mut Vec<String>, kind: i64, (wanted, every): (&[i64], bool), unwanted: &[i64]) {
    let has = |keys: &str| {
        format!("exists (select 1 from client_keys k where k.client = p.id and k.kind = {kind} and k.key in ({keys}))")
    };
    if every {
        all.extend(wanted.iter().map(|key| has(&key.to_string())));
    } else if !wanted.is_empty() {
        all.push(has(&numbers(wanted)));
    }
    if !unwanted.is_empty() {
        all.push(format!("not {}", has(&numbers(unwanted))));
    }
}

fn responsible(ids: &[Option<i64>]) -> String {
    let known: Vec<i64> = ids.iter().flatten().copied().collect();
    let mut ways = Vec::new();
    if ids.contains(&None) {
        ways.push("c.responsible is null".to_owned());
    }
    if !known.is_empty() {
        ways.push(format!("(c.responsible is not null and c.responsible in ({}))", numbers(&known)));
    }
    format!("({})", ways.join(" or "))
}

fn numbers(ids: &[i64]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// How much of the list a range covers: its rows, up to a thousand, then the place of the thousandth. Of two that have more
/// rows, the one whose thousandth stands further back has fewer of them in any stretch of the list.
pub(super) type Width = (i64, i64);

/// A range of an index that holds every dialog the filter can fit, in the order of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Driver {
    /// Rows of `clients`, one condition each.
    Clients(Vec<String>),
    /// Rows of `client_keys` of this kind.
    Keys(i64, Vec<i64>),
    /// The few clients who have what is searched for; places of the values of [`DialogFilter::search`].
    Search(Engine, Vec<usize>),
}

impl DialogFilter {
    /// The narrowest of the ranges that serve this filter behind a place. `ranges` are those of the tab. $1 to $4 are given.
    pub(super) fn driver(&self, tx: &Tx<'_>, given: &[Val], ranges: &[&str]) -> Result<Driver> {
        let clients = Driver::Clients(self.ranges(ranges));
        if self.order == Order::Created {
            return Ok(clients);
        }
        let mut best: Option<(Width, Driver)> = None;
        for (kind, keys, every) in
            [(KEY_LABEL, &self.label_ids, self.labels_all), (KEY_LIST, &self.list_ids, self.lists_all)]
        {
            let groups: Vec<Vec<i64>> =
                if every { keys.iter().map(|key| vec![*key]).collect() } else { vec![keys.clone()] };
            for group in groups.into_iter().filter(|group| !group.is_empty()) {
                let driver = Driver::Keys(kind, group);
                let width = driver.width(tx, given)?;
                if best.as_ref().is_none_or(|(least, _)| width < *least) {
                    best = Some((width, driver));
                }
            }
        }
        match best {
            Some((width, driver)) if width <= clients.width(tx, given)? => Ok(driver),
            _ => Ok(clients),
        }
    }

    /// The tab's ranges; a few responsibles and "unanswered" have indexes of their own.
    fn ranges(&self, ranges: &[&str]) -> Vec<String> {
        const FEW: usize = 5;
        let mut own: Vec<String> = ranges.iter().map(|range| (*range).to_owned()).collect();
        if own.len() > 1 || self.order == Order::Created {
            return own;
        }
        let whole = matches!(ranges, ["true" | "c.unanswered_since is not null"]);
        if whole && (1..=FEW).contains(&self.responsible_ids.len()) {
            let base = own.remove(0);
            let each = self.responsible_ids.iter().map(|id| match id {
                Some(id) => format!("c.responsible = {id} and {base}"),
                None => format!("c.responsible is null and {base}"),
            });
            own = each.collect();
        }
        if self.unanswered == Some(true) {
            own = own.into_iter().map(|range| format!("{range} and c.unanswered_since is not null")).collect();
        }
        own
    }
}
