//! Accounts from the command line: whoever can read the database file may do everything in it anyway.

use beseda_base::auth::Role;
use beseda_base::db::{Tx, params};
use beseda_base::error::{Checks, Error, Result};
use serde_json::json;

use super::{NAME_MAX, NewAccount, create, email_key, join};
use crate::{audit, projects};

/// What became of adding somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// His id.
    pub employee: i64,
    /// False: he had an account before, whose password stays.
    pub new: bool,
    /// Name of the project he is in now.
    pub project: String,
}

/// Puts somebody into a project, with a new account if his address has none. `project` is its id or its name.
pub fn add(tx: &Tx<'_>, account: &NewAccount, project: &str, role: Role, now: i64) -> Result<Added> {
    Checks::new().text("name", &account.name, 1..=NAME_MAX).email("email", account.email.trim()).done()?;
    let (project, name) = find_project(tx, project)?;
    let known: Option<i64> =
        tx.optional("select id from employees where email_key = $1", params![email_key(&account.email)])?;
    let (employee, new) = match known {
        Some(employee) => (employee, false),
        None => (create(tx, account, now)?, true),
    };
    if super::hold_member(tx, project, employee)? {
        return Err(Error::invalid("email", "taken", "This employee is in the project already."));
    }
    let members: i64 = tx.one(
        "select count(*) from (select 1 from members where project = $1 limit $2) as found",
        params![project, super::MEMBERS_MAX],
    )?;
    if members >= super::MEMBERS_MAX {
        return Err(Error::conflict("conflict", format!("A project has at most {} members.", super::MEMBERS_MAX)));
    }
    join(tx, project, employee, role, now)?;
    let by = audit::By { project, employee: None };
    audit::record_by(tx, by, "employee.added", ("employee", Some(employee)), &json!({ "role": role.as_str() }), now)?;
    Ok(Added { employee, new, project: name })
}

/// By id or by name; the name must be one project's only.
fn find_project(tx: &Tx<'_>, wanted: &str) -> Result<(i64, String)> {
    let unknown = || Error::invalid("project", "unknown", "There is no such project.");
    if let Ok(id) = wanted.parse::<i64>() {
        let row = projects::of(tx, id).map_err(|_| unknown())?;
        return Ok((row.id, row.name));
    }
    let mut found: Vec<(i64, String)> =
        tx.query("select id, name from projects where name = $1 order by id limit 2", params![wanted.trim()])?;
    match (found.pop(), found.pop()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(unknown()),
        (Some(_), Some(_)) => {
            Err(Error::invalid("project", "ambiguous", "Several projects have this name; give the id."))
        }
    }
}
