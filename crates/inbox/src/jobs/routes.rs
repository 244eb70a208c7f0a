//! Jobs over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use beseda_base::auth::{Can, Who, can};
use beseda_base::db::{Tx, params};
use beseda_base::error::{Checks, Error, Result};
use beseda_base::json::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Action, COLUMNS, Job, NAMED_MAX, Row, Selection};
use crate::dialogs::DialogFilter;
use crate::{Inbox, audit};

/// Jobs of a list, and skipped clients of a page.
const SHOWN: i64 = 20;
const LIMIT_MAX: i64 = 100;

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(begin_job))
        .routes(routes!(list_jobs))
        .routes(routes!(get_job))
        .routes(routes!(stop_job))
        .routes(routes!(undo_job))
        .routes(routes!(list_skipped))
}

/// What is done, and to whom.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewJob {
    /// What is done to each.
    action: Action,
    /// To whom.
    selection: Selection,
}

/// Begins to do something to many dialogs. Who sees only some does it to those.
#[utoipa::path(post, path = "/api/v1/dialogs/bulk", tag = "jobs", request_body = NewJob,
    responses((status = 202, body = Job), (status = 409, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn begin_job(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Json(new): Json<NewJob>,
) -> Result<(StatusCode, Json<Job>)> {
    let mut checks = Checks::new();
    checks.count("selection.client_ids", new.selection.client_ids.len(), 0..=NAMED_MAX);
    checks.count("selection.except_ids", new.selection.except_ids.len(), 0..=NAMED_MAX);
    let named = !new.selection.client_ids.is_empty();
    let wide = new.selection.filter.is_some() || new.selection.tab.is_some();
    checks.ensure(
        named != wide,
        "selection",
        "bad_value",
        "Name clients by client_ids, or a tab or a filter, not both and not neither.",
    );
    if let Some(filter) = &new.selection.filter {
        filter.check(&mut checks);
        let channels_only = DialogFilter { channel_ids: filter.channel_ids.clone(), ..DialogFilter::default() };
        checks.ensure(
            !matches!(new.action, Action::Repeat { .. }) || *filter == channels_only,
            "selection.filter",
            "bad_value",
            "What failed can be narrowed by channel_ids only.",
        );
    }
    checks.done()?;
    let now = inbox.clock.now();
    let job = inbox
        .db
        .write(move |tx| {
            new.action.check(tx, &who)?;
            let job = super::begin(tx, &who, &new.action, &new.selection, now)?;
            let details = serde_json::json!({ "action": new.action });
            audit::record(tx, &who, "dialogs.bulk", "job", Some(job), &details, now)?;
            super::own(tx, &who, job)?.shown()
        })
        .await?;
    Ok((StatusCode::ACCEPTED, Json(job)))
}

/// One's own jobs.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Jobs {
    /// The newest twenty.
    items: Vec<Job>,
}

/// One's own jobs, the newest first.
#[utoipa::path(get, path = "/api/v1/jobs", tag = "jobs", responses((status = 200, body = Jobs)))]
async fn list_jobs(State(inbox): State<Inbox>, Can { who, .. }: Can<can::DialogsRead>) -> Result<Json<Jobs>> {
    let rows: Vec<Row> = inbox
        .db
        .read(move |tx| {
            tx.query(
                &format!("select {COLUMNS} from jobs where project = $1 and employee = $2 order by id desc limit $3"),
                params![who.project, who.employee, SHOWN],
            )
        })
        .await?;
    Ok(Json(Jobs { items: rows.iter().map(Row::shown).collect::<Result<_>>()? }))
}

/// One of one's own jobs.
#[utoipa::path(get, path = "/api/v1/jobs/{id}", tag = "jobs", params(("id" = i64, Path)),
    responses((status = 200, body = Job), (status = 404, body = beseda_base::error::Problem)))]
async fn get_job(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Path(id): Path<i64>,
) -> Result<Json<Job>> {
    Ok(Json(inbox.db.read(move |tx| super::own(tx, &who, id)?.shown()).await?))
}

/// Stops a job; what was done stays done.
#[utoipa::path(post, path = "/api/v1/jobs/{id}/stop", tag = "jobs", params(("id" = i64, Path)),
    responses((status = 200, body = Job), (status = 404, body = beseda_base::error::Problem)))]
async fn stop_job(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(id): Path<i64>,
) -> Result<Json<Job>> {
    let now = inbox.clock.now();
    let job = inbox
        .db
        .write(move |tx| {
            super::stop(tx, &who, id, now)?;
            super::own(tx, &who, id)?.shown()
        })
        .await?;
    Ok(Json(job))
}

/// Undoes what a job has done; a job of its own, answered here.
#[utoipa::path(post, path = "/api/v1/jobs/{id}/undo", tag = "jobs", params(("id" = i64, Path)),
    responses((status = 202, body = Job), (status = 404, body = beseda_base::error::Problem), (status = 409, body = beseda_base::error::Problem)))]
async fn undo_job(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsWrite>,
    Path(id): Path<i64>,
) -> Result<(StatusCode, Json<Job>)> {
    let now = inbox.clock.now();
    let job = inbox
        .db
        .write(move |tx| {
            let undoing = super::undo(tx, &who, id, now)?;
            super::own(tx, &who, undoing)?.shown()
        })
        .await?;
    Ok((StatusCode::ACCEPTED, Json(job)))
}

/// Which page of the skipped clients.
#[derive(Debug, Deserialize, IntoParams)]
struct SkippedQuery {
    /// Cursor from a former page.
    cursor: Option<String>,
    /// At most 100, which is also meant if absent.
    limit: Option<i64>,
}

/// A client that a job could do nothing to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SkippedClient {
    /// The client.
    client_id: i64,
    /// His name; null when he is gone or may not be seen.
    name: Option<String>,
    /// Why: not_found, limit_reached, too_late …
    reason: String,
}

/// Clients that a job could do nothing to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SkippedClients {
    /// By id.
    items: Vec<SkippedClient>,
    /// Cursor of the next page, null at the end.
    next: Option<String>,
}

/// Clients that a job could do nothing to, with the reason.
#[utoipa::path(get, path = "/api/v1/jobs/{id}/skipped", tag = "jobs", params(("id" = i64, Path), SkippedQuery),
    responses((status = 200, body = SkippedClients), (status = 404, body = beseda_base::error::Problem)))]
async fn list_skipped(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
    Path(id): Path<i64>,
    Query(query): Query<SkippedQuery>,
) -> Result<Json<SkippedClients>> {
    let after = query.cursor.as_deref().map(str::parse::<i64>).transpose();
    let after = after.map_err(|_| Error::bad_cursor("cursor"))?.unwrap_or(0);
    let limit = query.limit.unwrap_or(LIMIT_MAX).clamp(1, LIMIT_MAX);
    let page = inbox
        .db
        .read(move |tx| {
            super::own(tx, &who, id)?;
            skipped(tx, &who, id, after, limit)
        })
        .await?;
    Ok(Json(page))
}

fn skipped(tx: &Tx<'_>, who: &Who, job: i64, after: i64, limit: i64) -> Result<SkippedClients> {
    let view = crate::dialogs::View::of(who);
    let mut rows: Vec<(i64, Option<String>, Option<String>, Option<i64>)> = tx.query(
        "select j.client, j.reason, c.name, c.responsible from job_clients j left join clients c on c.id = j.client and c.project = $2
         where j.job = $1 and j.state = 2 and j.client > $3 order by j.client limit $4",
        params![job, who.project, after, limit + 1],
    )?;
    let more = rows.len() as i64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(0));
    let next = rows.last().filter(|_| more).map(|row| row.0.to_string());
    let shown = |(client_id, reason, name, responsible): (i64, Option<String>, Option<String>, Option<i64>)| {
        let name = name.filter(|_| view.sees(responsible));
        SkippedClient { client_id, name, reason: reason.unwrap_or_default() }
    };
    Ok(SkippedClients { items: rows.into_iter().map(shown).collect(), next })
}
