//! Members of a project: who is here, in which role; giving another role, letting somebody go.
//!
//! Nobody gives, takes or touches a role above his own, and a project always keeps an owner. Who leaves hands his clients
//! over first, a batch at a time, so that a project of any size stays answerable meanwhile.

use axum::extract::State;
use axum::http::StatusCode;
use beseda_base::auth::{Can, Member, Right, Role, Who, can};
use beseda_base::bus::Topic;
use beseda_base::db::{Tx, Val, params, row, values};
use beseda_base::error::{Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use beseda_base::json::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::invitations::{self, Invitation};
use super::profile::Status;
use super::{MEMBERS_MAX, avatar_url, changed, hold_member};
use crate::{Inbox, audit};

/// Seen within this time means online: sockets and requests write it down once a minute.
const ONLINE_MS: i64 = 150 * 1000;
/// Clients counted per employee; more are as good as this many.
const CLIENTS_COUNTED: i64 = 1000;
/// Clients handed over in one transaction.
const HANDED_OVER_AT_ONCE: i64 = 100;
/// Transactions of one removal. With more clients than that the request is to be repeated.
const HAND_OVERS_MAX: usize = 10_000;

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(list_employees)).routes(routes!(change_employee, remove_employee))
}

/// A member of the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Employee {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Address he signs in with.
    pub email: String,
    /// Role in this project.
    pub role: Role,
    /// Picture.
    pub avatar_url: Option<String>,
    /// Whether he works now.
    pub status: Status,
    /// Since when.
    pub status_since: i64,
    /// Clients he is responsible for; counted up to 1000.
    pub clients: i64,
    /// A page of his is open.
    pub online: bool,
    /// Last seen, to the minute.
    pub last_seen_at: Option<i64>,
}

/// Everybody in the project.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EmployeesPage {
    /// By role, then by name; at most 500.
    pub items: Vec<Employee>,
    /// Who has not come yet; empty without the right to see them.
    pub invitations: Vec<Invitation>,
}

/// Another role.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct EmployeePatch {
    /// Up to one's own.
    pub role: Role,
}

/// Who takes the clients of somebody who leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heir {
    /// Nobody: they become free.
    Free,
    /// This colleague.
    Employee(i64),
}

/// How far a removal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Removal {
    /// Some clients are handed over, others not yet.
    Going,
    /// Gone.
    Done,
}

row! {
    struct MemberRow {
        id: i64, name: String, email: String, role: String, avatar_key: Option<String>, status: String, status_since: i64,
        clients: i64, last_seen_at: Option<i64>,
    }
}

/// Counted through the index of the list, a bounded stretch per employee. The joined part is the same for one and for all.
const SELECT: &str = "select e.id, e.name, e.email, m.role, e.avatar_key, m.status, m.status_since,
       (select count(*) from (select 1 from clients c where c.project = m.project and c.responsible = m.employee limit $3) counted),
       e.last_seen_at
     from members m join employees e on e.id = m.employee where m.project = $1";

impl MemberRow {
    fn at(self, now: i64) -> Result<Employee> {
        Ok(Employee {
            id: self.id,
            name: self.name,
            email: self.email,
            role: self.role.parse()?,
            avatar_url: avatar_url(self.avatar_key.as_deref()),
            status: Status::of(&self.status)?,
            status_since: self.status_since,
            clients: self.clients,
            online: self.last_seen_at.is_some_and(|at| at > now - ONLINE_MS),
            last_seen_at: self.last_seen_at,
        })
    }
}

/// Everybody in the project, by role, then by name.
fn list(tx: &Tx<'_>, project: i64, now: i64) -> Result<Vec<Employee>> {
    let rows: Vec<MemberRow> =
        tx.query(&format!("{SELECT} order by e.name, e.id limit $2"), params![project, MEMBERS_MAX, CLIENTS_COUNTED])?;
    let mut all = rows.into_iter().map(|row| row.at(now)).collect::<Result<Vec<_>>>()?;
    all.sort_by_key(|employee| employee.role);
    Ok(all)
}

fn one(tx: &Tx<'_>, project: i64, employee: i64, now: i64) -> Result<Employee> {
    tx.one::<MemberRow>(&format!("{SELECT} and m.employee = $2"), params![project, employee, CLIENTS_COUNTED])?.at(now)
}

/// Gives a member another role.
fn set_role(tx: &Tx<'_>, who: &Who, employee: i64, role: Role, now: i64) -> Result<()> {
    let before = role_for_change(tx, who, employee)?;
    if !who.role.may_change(role) {
        return Err(Error::Forbidden);
    }
    if before == role {
        return Ok(());
    }
    keep_an_owner(tx, who.project, before)?;
    tx.execute(
        "update members set role = $3 where project = $1 and employee = $2",
        params![who.project, employee, role.as_str()],
    )?;
    let details = json!({ "from": before, "to": role });
    audit::record(tx, who, "employee.role_changed", "employee", Some(employee), &details, now)?;
    changed(tx, who.project, employee, json!({ "role": role }));
    // His pages start over with the new rights.
    tx.wake(Topic::Sessions);
    Ok(())
}

/// One step of letting somebody go: hands over a batch of his clients; with the last one his membership ends.
fn remove(tx: &Tx<'_>, who: &Who, employee: i64, heir: Option<Heir>, now: i64) -> Result<Removal> {
    let role = role_for_change(tx, who, employee)?;
    keep_an_owner(tx, who.project, role)?;
    let heir = checked_heir(tx, who.project, employee, heir)?;
    let handed = hand_over(tx, who, employee, heir)?;
    if handed == HANDED_OVER_AT_ONCE {
        return Ok(Removal::Going);
    }
    tx.execute("delete from members where project = $1 and employee = $2", params![who.project, employee])?;
    let clients_to = match heir {
        Heir::Free => json!("free"),
        Heir::Employee(heir) => json!(heir),
    };
    let details = json!({ "role": role, "clients_to": clients_to });
    audit::record(tx, who, "employee.removed", "employee", Some(employee), &details, now)?;
    changed(tx, who.project, employee, json!({ "removed": true }));
    tx.wake(Topic::Sessions);
    Ok(Removal::Done)
}

/// The role of somebody whom `who` may change. His membership is held until the commit: nobody makes him responsible while
/// his clients are handed over.
fn role_for_change(tx: &Tx<'_>, who: &Who, employee: i64) -> Result<Role> {
    let sql = "update members set role = role where project = $1 and employee = $2 returning role";
    let role: String = tx.one(sql, params![who.project, employee])?;
    let role: Role = role.parse()?;
    if who.role.may_change(role) { Ok(role) } else { Err(Error::Forbidden) }
}

/// Refuses to take the last owner's role. The owners' rows are held until the commit, so that two changes at the same moment
/// cannot both take away one of two.
fn keep_an_owner(tx: &Tx<'_>, project: i64, leaving: Role) -> Result<()> {
    if leaving != Role::Owner {
        return Ok(());
    }
    let owners = tx.execute(
        "update members set role = role where project = $1 and role = 'owner' returning employee",
        params![project],
    )?;
    if owners > 1 {
        return Ok(());
    }
    Err(Error::conflict("conflict", "A project keeps an owner: make somebody else owner first."))
}

/// Without an heir nobody with clients leaves.
fn checked_heir(tx: &Tx<'_>, project: i64, employee: i64, heir: Option<Heir>) -> Result<Heir> {
    match heir {
        Some(Heir::Employee(heir)) if heir == employee || !hold_member(tx, project, heir)? => {
            Err(Error::invalid("clients_to", "unknown", "There is no such colleague in this project."))
        }
        Some(heir) => Ok(heir),
        None => {
            let client: Option<i64> = tx.optional(
                "select id from clients where project = $1 and responsible = $2 limit 1",
                params![project, employee],
            )?;
            let required =
                || Error::invalid("clients_to", "required", "Say who takes the clients: an employee's id, or free.");
            client.map_or(Ok(Heir::Free), |_| Err(required()))
        }
    }
}

/// Hands a batch over. Who removes somebody in his own favour knows the dialogs no better than anybody else: what came
/// after the last answer is unread for the heir.
fn hand_over(tx: &Tx<'_>, who: &Who, from: i64, heir: Heir) -> Result<i64> {
    let to = match heir {
        Heir::Free => None,
        Heir::Employee(heir) => Some(heir),
    };
    let clients: Vec<i64> = tx.query(
        "update clients set responsible = $3, responsible_seen_in = answered_in
         where id in (select id from clients where project = $1 and responsible = $2 order by active_at, id limit $4)
           and responsible = $2 returning id",
        params![who.project, from, to, HANDED_OVER_AT_ONCE],
    )?;
    let rows: Vec<Vec<Val>> = clients.iter().map(|client| values![*client]).collect();
    tx.execute_rows("delete from free_seen where client in (values {rows:bigint})", &[], &rows)?;
    for client in &clients {
        // The former one is named, so that live views can say "gone" and "appeared".
        tx.event(NewEvent {
            project: who.project,
            kind: EventKind::DialogChanged,
            client: Some(*client),
            message: None,
            channel: None,
            employee: Some(who.employee),
            data: json!({ "responsible": to, "responsible_before": from }),
        });
    }
    i64::try_from(clients.len()).map_err(Error::internal)
}

/// Who is here, and who was invited.
#[utoipa::path(get, path = "/api/v1/employees", tag = "employees", responses(
    (status = 200, body = EmployeesPage), (status = 401, body = beseda_base::error::Problem)))]
async fn list_employees(State(inbox): State<Inbox>, Member(who): Member) -> Result<Json<EmployeesPage>> {
    let now = inbox.clock.now();
    let page = inbox.db.read(move |tx| {
        let invited = who.rights.has(Right::EmployeesRead);
        let invitations = if invited { invitations::list(tx, who.project, now)? } else { Vec::new() };
        Ok(EmployeesPage { items: list(tx, who.project, now)?, invitations })
    });
    Ok(Json(page.await?))
}

/// Gives a member another role.
#[utoipa::path(patch, path = "/api/v1/employees/{id}", tag = "employees", params(("id" = i64, Path)),
    request_body = EmployeePatch, responses(
    (status = 200, body = Employee), (status = 403, body = beseda_base::error::Problem),
    (status = 404, body = beseda_base::error::Problem), (status = 409, body = beseda_base::error::Problem)))]
async fn change_employee(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::EmployeesWrite>,
    Path(employee): Path<i64>,
    Json(patch): Json<EmployeePatch>,
) -> Result<Json<Employee>> {
    let now = inbox.clock.now();
    let changed = inbox.db.write(move |tx| {
        set_role(tx, &who, employee, patch.role, now)?;
        one(tx, who.project, employee, now)
    });
    Ok(Json(changed.await?))
}

#[derive(Debug, Deserialize, IntoParams)]
struct RemoveQuery {
    /// Id of the employee who takes the clients, or `free`. Needed when there are any.
    clients_to: Option<String>,
}

/// Lets a member go. His account and what he wrote stay.
#[utoipa::path(delete, path = "/api/v1/employees/{id}", tag = "employees", params(("id" = i64, Path), RemoveQuery), responses(
    (status = 204), (status = 403, body = beseda_base::error::Problem), (status = 404, body = beseda_base::error::Problem),
    (status = 409, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn remove_employee(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::EmployeesWrite>,
    Path(employee): Path<i64>,
    Query(query): Query<RemoveQuery>,
) -> Result<StatusCode> {
    let heir = match query.clients_to.as_deref() {
        None | Some("") => None,
        Some("free") => Some(Heir::Free),
        Some(id) => {
            let unknown = |_| Error::invalid("clients_to", "bad_value", "An employee's id, or free.");
            Some(Heir::Employee(id.parse().map_err(unknown)?))
        }
    };
    let now = inbox.clock.now();
    for _ in 0..HAND_OVERS_MAX {
        if inbox.db.write(move |tx| remove(tx, &who, employee, heir, now)).await? == Removal::Done {
            return Ok(StatusCode::NO_CONTENT);
        }
    }
    Err(Error::Busy)
}
