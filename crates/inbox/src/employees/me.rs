//! Oneself: who am I, where, what may I. The page asks this first.

use axum::extract::State;
use beseda_base::auth::{Right, Role, Signed};
use beseda_base::db::Tx;
use beseda_base::error::Result;
use beseda_base::json::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::profile::Profile;
use crate::Inbox;
use crate::projects::{self, Project};

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(get_me))
}

/// Oneself in the current project.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    /// The account.
    pub employee: Profile,
    /// The current project; null while one is in none.
    pub project: Option<Project>,
    /// Role in it.
    pub role: Option<Role>,
    /// What one may there.
    pub rights: Vec<Right>,
    /// All projects one is in.
    pub projects: Vec<MyProject>,
    /// Version of the server.
    pub version: &'static str,
}

/// One of one's projects.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MyProject {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Role in it.
    pub role: Role,
}

impl Me {
    /// Oneself at a place: a project with one's role there.
    pub(super) fn of(tx: &Tx<'_>, employee: i64, place: Option<(i64, Role)>) -> Result<Self> {
        let own = projects::of_employee(tx, employee)?;
        let here = place.and_then(|(project, _)| own.iter().find(|(row, _)| row.id == project));
        let role = here.map(|(_, role)| *role);
        Ok(Self {
            employee: Profile::of(tx, employee, place.map(|(project, _)| project))?,
            project: here.map(|(row, _)| row.clone().into()),
            role,
            rights: role.map(|role| role.rights().iter().collect()).unwrap_or_default(),
            projects: own.into_iter().map(|(row, role)| MyProject { id: row.id, name: row.name, role }).collect(),
            version: env!("CARGO_PKG_VERSION"),
        })
    }
}

/// Who am I, where, what may I.
#[utoipa::path(get, path = "/api/v1/me", tag = "me", responses(
    (status = 200, body = Me), (status = 401, body = beseda_base::error::Problem)))]
async fn get_me(State(inbox): State<Inbox>, Signed(signed): Signed) -> Result<Json<Me>> {
    Ok(Json(inbox.db.read(move |tx| Me::of(tx, signed.employee, signed.place)).await?))
}
