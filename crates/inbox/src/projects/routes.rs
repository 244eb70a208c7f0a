//! Projects over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use beseda_base::auth::{Can, Member, Role, Signed, can};
use beseda_base::error::{Checks, Result};
use beseda_base::json::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{NAME_MAX, NewProject, Project, ProjectPatch, Steps};
use crate::Inbox;

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(list_projects, create_project))
        .routes(routes!(change_project))
        .routes(routes!(get_steps))
}

/// A project and what one is in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProjectWithRole {
    /// The project.
    #[serde(flatten)]
    pub project: Project,
    /// Own role.
    pub role: Role,
}

/// Own projects.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProjectsPage {
    /// In the order they were made; at most 100.
    pub items: Vec<ProjectWithRole>,
}

/// Own projects.
#[utoipa::path(get, path = "/api/v1/projects", tag = "projects", responses(
    (status = 200, body = ProjectsPage), (status = 401, body = beseda_base::error::Problem)))]
async fn list_projects(State(inbox): State<Inbox>, Signed(signed): Signed) -> Result<Json<ProjectsPage>> {
    let rows = inbox.db.read(move |tx| super::of_employee(tx, signed.employee)).await?;
    let items = rows.into_iter().map(|(row, role)| ProjectWithRole { project: row.into(), role });
    Ok(Json(ProjectsPage { items: items.collect() }))
}

/// Makes a project and becomes its owner. Only for owners and administrators of another one.
#[utoipa::path(post, path = "/api/v1/projects", tag = "projects", request_body = NewProject, responses(
    (status = 201, body = Project), (status = 403, body = beseda_base::error::Problem),
    (status = 422, body = beseda_base::error::Problem)))]
async fn create_project(
    State(inbox): State<Inbox>,
    Signed(signed): Signed,
    Json(new): Json<NewProject>,
) -> Result<(StatusCode, Json<Project>)> {
    let mut checks = Checks::new();
    new.check("", &mut checks);
    checks.done()?;
    let now = inbox.clock.now();
    let row = inbox.db.write(move |tx| super::create_further(tx, signed.employee, &new, now)).await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

/// Changes the current project.
#[utoipa::path(patch, path = "/api/v1/project", tag = "projects", request_body = ProjectPatch, responses(
    (status = 200, body = Project), (status = 403, body = beseda_base::error::Problem),
    (status = 422, body = beseda_base::error::Problem)))]
async fn change_project(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ProjectWrite>,
    Json(patch): Json<ProjectPatch>,
) -> Result<Json<Project>> {
    let mut checks = Checks::new();
    checks.text_if("name", patch.name.as_deref(), 1..=NAME_MAX);
    if let Some(timezone) = &patch.timezone {
        super::check_timezone("timezone", timezone, &mut checks);
    }
    checks.done()?;
    let now = inbox.clock.now();
    Ok(Json(inbox.db.write(move |tx| super::change(tx, &who, &patch, now)).await?.into()))
}

/// The first steps of the current project.
#[utoipa::path(get, path = "/api/v1/project/steps", tag = "projects", responses(
    (status = 200, body = Steps), (status = 401, body = beseda_base::error::Problem)))]
async fn get_steps(State(inbox): State<Inbox>, Member(who): Member) -> Result<Json<Steps>> {
    Ok(Json(inbox.db.read(move |tx| super::steps(tx, who.project)).await?))
}
