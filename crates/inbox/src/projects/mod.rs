//! Projects: a company's own room with its channels, clients and employees. Nothing of one project is seen from another.
//!
//! A project is made by the first set-up or by whoever already runs one, and its maker owns it. The first steps are facts
//! about it, asked for when the page shows them; nothing ticks a step by hand.

mod routes;
#[cfg(test)]
mod tests;

use beseda_base::auth::{Role, Who};
use beseda_base::db::{Tx, params, row};
use beseda_base::error::{Checks, Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::{audit, employees};

pub use routes::routes;

/// Longest name of a project, in characters.
pub const NAME_MAX: usize = 100;
/// Longest name of a time zone; the longest of today has 32.
const TIMEZONE_MAX: usize = 64;
/// Most projects one employee may be in.
pub(crate) const PROJECTS_MAX: i64 = 100;

row! {
    /// A row of `projects`.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ProjectRow {
        /// Id.
        pub id: i64,
        /// Name.
        pub name: String,
        /// `ru` or `en`: of texts the server writes for clients.
        pub language: String,
        /// IANA name.
        pub timezone: String,
        /// When it was made.
        pub created_at: i64,
        /// The first steps are put away.
        pub steps_hidden: bool,
        /// Clients who wait for an answer stand above all others but the pinned ones.
        pub waiting_first: bool,
        /// Who answers a free client takes him.
        pub take_on_answer: bool,
    }
}

/// Columns of [`ProjectRow`].
const COLUMNS: &str = "id, name, language, timezone, created_at, steps_hidden, waiting_first, take_on_answer";

/// A project over HTTP.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Project {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Language of texts the server writes for clients.
    #[schema(value_type = Language)]
    pub language: String,
    /// IANA name, for example `Europe/Moscow`.
    pub timezone: String,
    /// When it was made.
    pub created_at: i64,
    /// The first steps are put away.
    pub steps_hidden: bool,
    /// Clients who wait for an answer stand above all others but the pinned ones.
    pub waiting_first: bool,
    /// Who answers a free client takes him.
    pub take_on_answer: bool,
}

/// A language of the page and of texts for clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Russian.
    Ru,
    /// English.
    En,
}

/// What a new project needs.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewProject {
    /// 1–100 characters.
    pub name: String,
    /// Language of texts the server writes for clients.
    pub language: Language,
    /// IANA name.
    pub timezone: String,
}

/// What of a project can be changed; absent stays.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct ProjectPatch {
    /// 1–100 characters.
    pub name: Option<String>,
    /// IANA name.
    pub timezone: Option<String>,
    /// Language of texts the server writes for clients.
    pub language: Option<Language>,
    /// Put the first steps away, or bring them back.
    pub steps_hidden: Option<bool>,
    /// Clients who wait for an answer stand above all others but the pinned ones.
    pub waiting_first: Option<bool>,
    /// Who answers a free client takes him.
    pub take_on_answer: Option<bool>,
}

/// The first steps, each a fact about the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Steps {
    /// There is a channel besides the sample one.
    pub channel_connected: bool,
    /// A website chat was seen on a website.
    pub site_chat_connected: bool,
    /// Somebody else is in the project or invited.
    pub colleague_invited: bool,
    /// The sample client, while there is one.
    pub demo_client_id: Option<i64>,
    /// A client who is not the sample one.
    pub real_client: bool,
    /// Put away by somebody.
    pub hidden: bool,
}

impl Language {
    /// The word in JSON and in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}

impl From<ProjectRow> for Project {
    fn from(row: ProjectRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            language: row.language,
            timezone: row.timezone,
            created_at: row.created_at,
            steps_hidden: row.steps_hidden,
            waiting_first: row.waiting_first,
            take_on_answer: row.take_on_answer,
        }
    }
}

impl NewProject {
    /// Complains about fields under `prefix`, which is `project.` inside the set-up.
    pub(crate) fn check(&self, prefix: &str, checks: &mut Checks) {
        checks.text(&format!("{prefix}name"), &self.name, 1..=NAME_MAX);
        check_timezone(&format!("{prefix}timezone"), &self.timezone, checks);
    }
}

/// Complains unless this is a time zone that this server knows.
pub(crate) fn check_timezone(field: &str, name: &str, checks: &mut Checks) {
    checks.text(field, name, 1..=TIMEZONE_MAX);
    if (1..=TIMEZONE_MAX).contains(&name.chars().count()) {
        checks.ensure(jiff::tz::TimeZone::get(name).is_ok(), field, "unknown", "There is no such time zone.");
    }
}

/// A project by its id.
pub(crate) fn of(tx: &Tx<'_>, project: i64) -> Result<ProjectRow> {
    tx.optional(&format!("select {COLUMNS} from projects where id = $1"), params![project])?.ok_or(Error::NotFound)
}

/// The oldest project: the sign-in page of an installation carries its name.
pub(crate) fn first(tx: &Tx<'_>) -> Result<Option<ProjectRow>> {
    tx.optional(&format!("select {COLUMNS} from projects order by id limit 1"), params![])
}

/// The projects of an employee with his roles, by name of the project.
pub(crate) fn of_employee(tx: &Tx<'_>, employee: i64) -> Result<Vec<(ProjectRow, Role)>> {
    let roles: Vec<(i64, String)> = tx.query(
        "select project, role from members where employee = $1 order by project limit $2",
        params![employee, PROJECTS_MAX],
    )?;
    let rows: Vec<ProjectRow> = tx.query(
        &format!(
            "select {COLUMNS} from projects where id in (select project from members where employee = $1) order by id limit $2"
        ),
        params![employee, PROJECTS_MAX],
    )?;
    rows.into_iter()
        .map(|row| {
            let role = roles.iter().find(|(project, _)| *project == row.id).ok_or(Error::NotFound)?;
            Ok((row, role.1.parse()?))
        })
        .collect()
}

/// Makes a project that this employee owns.
pub(crate) fn create(tx: &Tx<'_>, owner: i64, new: &NewProject, now: i64) -> Result<ProjectRow> {
    let project = tx.one::<ProjectRow>(
        &format!(
            "insert into projects (name, language, timezone, created_at) values ($1, $2, $3, $4) returning {COLUMNS}"
        ),
        params![new.name.trim(), new.language.name(), &new.timezone, now],
    )?;
    employees::join(tx, project.id, owner, Role::Owner, now)?;
    let by = audit::By { project: project.id, employee: Some(owner) };
    audit::record_by(tx, by, "project.created", ("project", Some(project.id)), &json!({ "name": project.name }), now)?;
    Ok(project)
}

/// Makes a further project. Only who already runs one may, so that an operator cannot open rooms of his own.
pub(crate) fn create_further(tx: &Tx<'_>, employee: i64, new: &NewProject, now: i64) -> Result<ProjectRow> {
    let own = of_employee(tx, employee)?;
    if !own.iter().any(|(_, role)| matches!(role, Role::Owner | Role::Administrator)) {
        return Err(Error::Forbidden);
    }
    if i64::try_from(own.len()).is_ok_and(|count| count >= PROJECTS_MAX) {
        return Err(Error::conflict("conflict", format!("At most {PROJECTS_MAX} projects for one person.")));
    }
    create(tx, employee, new, now)
}

/// Changes what the patch names.
pub(crate) fn change(tx: &Tx<'_>, who: &Who, patch: &ProjectPatch, now: i64) -> Result<ProjectRow> {
    let before = of(tx, who.project)?;
    let after: ProjectRow = tx.one(
        &format!(
            "update projects set name = coalesce($2, name), timezone = coalesce($3, timezone),
               language = coalesce($4, language), steps_hidden = coalesce($5, steps_hidden),
               waiting_first = coalesce($6, waiting_first), take_on_answer = coalesce($7, take_on_answer)
             where id = $1 returning {COLUMNS}"
        ),
        params![
            who.project,
            patch.name.as_deref().map(str::trim),
            patch.timezone.as_deref(),
            patch.language.map(Language::name),
            patch.steps_hidden,
            patch.waiting_first,
            patch.take_on_answer
        ],
    )?;
    if after == before {
        return Ok(after);
    }
    audit::record(tx, who, "project.changed", "project", Some(who.project), &differences(&before, &after), now)?;
    // Names stay out of the log of events (G5); whoever hears of the change asks for the project.
    tx.event(NewEvent {
        project: who.project,
        kind: EventKind::ProjectChanged,
        client: None,
        message: None,
        channel: None,
        employee: Some(who.employee),
        data: json!({
            "steps_hidden": after.steps_hidden, "waiting_first": after.waiting_first, "take_on_answer": after.take_on_answer
        }),
    });
    Ok(after)
}

fn differences(before: &ProjectRow, after: &ProjectRow) -> serde_json::Value {
    let mut found = serde_json::Map::new();
    let mut note = |name: &str, old: serde_json::Value, new: serde_json::Value| {
        if old != new {
            found.insert(name.to_owned(), json!([old, new]));
        }
    };
    note("name", json!(before.name), json!(after.name));
    note("timezone", json!(before.timezone), json!(after.timezone));
    note("language", json!(before.language), json!(after.language));
    note("steps_hidden", json!(before.steps_hidden), json!(after.steps_hidden));
    note("waiting_first", json!(before.waiting_first), json!(after.waiting_first));
    note("take_on_answer", json!(before.take_on_answer), json!(after.take_on_answer));
    serde_json::Value::Object(found)
}

/// The facts behind the first steps. Each looks at one row, however large the project is.
pub(crate) fn steps(tx: &Tx<'_>, project: i64) -> Result<Steps> {
    row! {
        struct Facts { channel: bool, site_chat: bool, colleague: bool, demo_client: Option<i64>, real_client: bool, hidden: bool }
    }
    let facts: Facts = tx.one(
        "select
           exists (select 1 from channels c where c.project = p.id and c.removed_at is null and c.kind <> 'demo'),
           exists (select 1 from channels c where c.project = p.id and c.removed_at is null and c.kind = 'site_chat'
             and c.installed_at is not null),
           exists (select 1 from invitations i where i.project = p.id)
             or (select count(*) from (select 1 from members m where m.project = p.id limit 2) some_members) > 1,
           (select min(k.id) from clients k join channels c on c.id = k.channel
             where c.project = p.id and c.kind = 'demo' and c.removed_at is null),
           exists (select 1 from channels c join clients k on k.channel = c.id where c.project = p.id and c.kind <> 'demo'),
           p.steps_hidden
         from projects p where p.id = $1",
        params![project],
    )?;
    Ok(Steps {
        channel_connected: facts.channel,
        site_chat_connected: facts.site_chat,
        colleague_invited: facts.colleague,
        demo_client_id: facts.demo_client,
        real_client: facts.real_client,
        hidden: facts.hidden,
    })
}
