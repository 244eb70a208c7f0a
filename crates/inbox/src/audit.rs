//! Who changed what in a project: employees, channels, the project itself. Written in the transaction that makes the change.
//!
//! Rows hold ids, roles, addresses of invited people and names of settings; never passwords, tokens or texts of messages. Nothing here is ever
//! changed or deleted by a route.

use axum::extract::State;
use beseda_base::auth::{Can, Who, can};
use beseda_base::db::{Tx, params};
use beseda_base::error::Result;
use beseda_base::json::{Json, Query};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Inbox;

/// Largest page.
const LIMIT_MAX: i64 = 100;
const LIMIT_DEFAULT: i64 = 50;

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(list_audit))
}

beseda_base::row! {
    /// One thing somebody did.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct AuditEntry {
        /// Grows with time.
        pub id: i64,
        /// When.
        pub at: i64,
        /// Who; null: the command line.
        pub employee_id: Option<i64>,
        /// His name today.
        pub employee_name: Option<String>,
        /// For example `employee.role_changed`.
        pub action: String,
        /// Kind of the thing: employee, invitation, channel, project, client, deal.
        pub object_kind: String,
        /// Its id.
        pub object_id: Option<i64>,
        /// What changed, as JSON text.
        pub details: String,
    }
}

/// A page of the audit log, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditPage {
    /// Entries.
    pub items: Vec<AuditEntry>,
    /// Give this as `before` for the next page; null at the end.
    pub next: Option<i64>,
}

/// Notes what an employee did.
pub fn record(
    tx: &Tx<'_>,
    who: &Who,
    action: &str,
    object_kind: &str,
    object_id: Option<i64>,
    details: &Value,
    now: i64,
) -> Result<()> {
    let by = By { project: who.project, employee: Some(who.employee) };
    record_by(tx, by, action, (object_kind, object_id), details, now)
}

/// Who acts where nobody is signed in yet: a new owner, an invited person, the command line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct By {
    pub(crate) project: i64,
    pub(crate) employee: Option<i64>,
}

/// Notes what was done without a session.
pub(crate) fn record_by(
    tx: &Tx<'_>,
    by: By,
    action: &str,
    object: (&str, Option<i64>),
    details: &Value,
    now: i64,
) -> Result<()> {
    tx.execute(
        "insert into audit (project, employee, at, action, object_kind, object_id, details) values ($1, $2, $3, $4, $5, $6, $7)",
        params![by.project, by.employee, now, action, object.0, object.1, details.to_string()],
    )?;
    Ok(())
}

/// A page of entries before `before`, newest first.
pub(crate) fn page(tx: &Tx<'_>, project: i64, before: Option<i64>, limit: i64) -> Result<AuditPage> {
    let mut items: Vec<AuditEntry> = tx.query(
        "select a.id, a.at, a.employee, e.name, a.action, a.object_kind, a.object_id, a.details
         from audit a left join employees e on e.id = a.employee
         where a.project = $1 and a.id < $2 order by a.id desc limit $3",
        params![project, before.unwrap_or(i64::MAX), limit + 1],
    )?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = items.len() > shown;
    items.truncate(shown);
    let next = items.last().filter(|_| more).map(|entry| entry.id);
    Ok(AuditPage { items, next })
}

#[derive(Debug, Deserialize, IntoParams)]
struct AuditQuery {
    /// `next` of the former page.
    before: Option<i64>,
    /// At most 100, 50 if absent.
    limit: Option<i64>,
}

/// Who did what, newest first.
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit", params(AuditQuery), responses(
    (status = 200, body = AuditPage), (status = 403, body = beseda_base::error::Problem)))]
async fn list_audit(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::AuditRead>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<AuditPage>> {
    let limit = query.limit.unwrap_or(LIMIT_DEFAULT).clamp(1, LIMIT_MAX);
    Ok(Json(inbox.db.read(move |tx| page(tx, who.project, query.before, limit)).await?))
}

#[cfg(test)]
#[path = "audit_tests.rs"]
mod tests;
