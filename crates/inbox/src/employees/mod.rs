//! Employees: who works here. Accounts belong to the installation, memberships with a role to a project.
//!
//! [`setup`] makes the first owner, [`invitations`] bring colleagues, [`sign_in`] gives a session to who knows his password
//! and slows down who guesses. [`sessions`] is what every request is checked against: one indexed query, nothing cached, so
//! what is revoked is revoked at once. Passwords are known as hashes only, tokens and codes too.
//!
//! Every change of a member is an event `employee.changed` and a row of the audit log in the same transaction.

pub(crate) mod attempts;
mod avatar;
pub mod console;
pub(crate) mod invitations;
mod me;
mod members;
mod profile;
pub(crate) mod sessions;
pub mod setup;
mod sign_in;

#[cfg(test)]
mod tests;

use beseda_base::auth::Role;
use beseda_base::db::{Tx, params};
use beseda_base::error::{Checks, Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;

use crate::{Inbox, audit};

pub use sessions::{Standing, Store, Used, seen, standing};

/// Longest name of a person, in characters.
pub const NAME_MAX: usize = 100;
/// Length of a new password, in characters.
pub const PASSWORD: std::ops::RangeInclusive<usize> = 10..=200;
/// Most members and open invitations of a project together.
pub(crate) const MEMBERS_MAX: i64 = 500;

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .merge(setup::routes())
        .merge(sign_in::routes())
        .merge(invitations::routes())
        .merge(members::routes())
        .merge(me::routes())
        .merge(profile::routes())
        .merge(sessions::routes())
        .merge(avatar::routes())
}

/// Starts the loop that writes down which sessions were used.
pub fn start(inbox: &Inbox) {
    sessions::start(inbox);
}

/// An account as the command line lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Id.
    pub id: i64,
    /// Address to sign in with.
    pub email: String,
    /// Name.
    pub name: String,
    /// Projects with the role in each.
    pub projects: Vec<(String, Role)>,
    /// Last seen.
    pub last_seen_at: Option<i64>,
}

/// An account that is about to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Address to sign in with.
    pub email: String,
    /// Name.
    pub name: String,
    /// From [`beseda_base::auth::Passwords`]; never the password itself.
    pub password_hash: String,
    /// `ru` or `en`, of the page.
    pub language: &'static str,
}

/// The role of an employee here; none when he is no member.
pub(crate) fn role_of(tx: &Tx<'_>, project: i64, employee: i64) -> Result<Option<Role>> {
    let role: Option<(String,)> =
        tx.optional("select role from members where project = $1 and employee = $2", params![project, employee])?;
    role.map(|(role,)| role.parse()).transpose()
}

/// The language of a person's page: `ru` or `en`.
pub(crate) fn language_of(tx: &Tx<'_>, employee: i64) -> Result<String> {
    tx.one("select language from employees where id = $1", params![employee])
}

/// Whether somebody is in the project, and stays in it until the end of this transaction: who lets him go waits for it, and
/// then finds the clients it gave him. Before any client is locked, as [`members`] do it.
pub fn hold_member(tx: &Tx<'_>, project: i64, employee: i64) -> Result<bool> {
    let sql = "update members set role = role where project = $1 and employee = $2";
    Ok(tx.execute(sql, params![project, employee])? > 0)
}

/// Makes the first owner with his project. Of two at the same time one wins: the row `owner` has one key.
pub fn create_owner(
    tx: &Tx<'_>,
    account: &NewAccount,
    project: &crate::projects::NewProject,
    now: i64,
) -> Result<(i64, i64)> {
    let claimed = tx.execute(
        "insert into installation (name, value) values ('owner', $1) on conflict (name) do nothing",
        params![now.to_string()],
    )?;
    if claimed == 0 {
        return Err(setup::done());
    }
    tx.execute("delete from installation where name = $1", params![setup::CODE])?;
    let employee = create(tx, account, now)?;
    let project = crate::projects::create(tx, employee, project, now)?;
    Ok((employee, project.id))
}

/// Makes an account. Somebody else may have taken the address meanwhile: then it is a field error.
pub(crate) fn create(tx: &Tx<'_>, account: &NewAccount, now: i64) -> Result<i64> {
    let made: Option<i64> = tx.optional(
        "insert into employees (email, email_key, name, password_hash, language, created_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (email_key) do nothing returning id",
        params![
            account.email.trim(),
            email_key(&account.email),
            account.name.trim(),
            &account.password_hash,
            account.language,
            now
        ],
    )?;
    made.ok_or_else(|| Error::invalid("email", "taken", "Somebody uses this address already."))
}

/// Puts an employee into a project. Being in it already changes nothing.
pub(crate) fn join(tx: &Tx<'_>, project: i64, employee: i64, role: Role, now: i64) -> Result<()> {
    let joined = tx.execute(
        "insert into members (project, employee, role, status, status_since, joined_at) values ($1, $2, $3, 'on_shift', $4, $4)
         on conflict (project, employee) do nothing",
        params![project, employee, role.as_str(), now],
    )?;
    if joined > 0 {
        changed(tx, project, employee, json!({ "joined": true, "role": role.as_str() }));
    }
    Ok(())
}

/// Sets a new password from the command line, ends every session and forgets failed attempts.
pub fn reset(tx: &Tx<'_>, email: &str, new_password_hash: &str, now: i64) -> Result<()> {
    let employee: Option<i64> = tx.optional(
        "update employees set password_hash = $2 where email_key = $1 returning id",
        params![email_key(email), new_password_hash],
    )?;
    let employee = employee.ok_or(Error::NotFound)?;
    sessions::end_all(tx, employee, None)?;
    attempts::forget(tx, &attempts::Subject::account(email))?;
    let projects: Vec<i64> =
        tx.query("select project from members where employee = $1 order by project limit 100", params![employee])?;
    for project in projects {
        let by = audit::By { project, employee: None };
        audit::record_by(tx, by, "employee.password_reset", ("employee", Some(employee)), &json!({}), now)?;
    }
    Ok(())
}

/// A page of all accounts of the installation, for the command line.
pub fn list(tx: &Tx<'_>, after: i64, limit: i64) -> Result<Vec<Account>> {
    let rows: Vec<(i64, String, String, Option<i64>)> = tx.query(
        "select id, email, name, last_seen_at from employees where id > $1 order by id limit $2",
        params![after, limit],
    )?;
    let account = |(id, email, name, last_seen_at): (i64, String, String, Option<i64>)| {
        let projects = crate::projects::of_employee(tx, id)?.into_iter().map(|(row, role)| (row.name, role)).collect();
        Ok(Account { id, email, name, projects, last_seen_at })
    };
    rows.into_iter().map(account).collect()
}

/// Tells a project's pages that somebody in it is another now.
pub(crate) fn changed(tx: &Tx<'_>, project: i64, employee: i64, data: Value) {
    let kind = EventKind::EmployeeChanged;
    tx.event(NewEvent { project, kind, client: None, message: None, channel: None, employee: Some(employee), data });
}

/// Tells the pages of all projects of an employee. Ascending: the order in which project counters are locked (G4).
pub(crate) fn changed_everywhere(tx: &Tx<'_>, employee: i64) -> Result<()> {
    let projects: Vec<i64> = tx.query(
        "select project from members where employee = $1 order by project limit $2",
        params![employee, crate::projects::PROJECTS_MAX],
    )?;
    for project in projects {
        changed(tx, project, employee, json!({ "profile": true }));
    }
    Ok(())
}

/// One address is one account, whatever its case. Folded here because SQLite folds only ASCII.
pub(crate) fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Complains about a new password. Its length is all that is asked for.
pub(crate) fn check_password(field: &str, password: &str, checks: &mut Checks) {
    checks.text(field, password, PASSWORD);
}

/// Address of a picture. Its name is random and another picture has another one: clients of the website chat see it too.
pub(crate) fn avatar_url(key: Option<&str>) -> Option<String> {
    key.and_then(|key| key.strip_prefix(avatar::FOLDER)).map(|name| format!("/api/v1/avatars/{name}"))
}

/// A session without a sign-in, for tests.
#[cfg(any(test, feature = "testing"))]
pub(crate) async fn begin_session(inbox: &Inbox, employee: i64, token: &str, now: i64) -> Result<i64> {
    let session = sessions::NewSession::for_test(token);
    inbox.db.write(move |tx| sessions::begin(tx, employee, &session, now)).await
}
