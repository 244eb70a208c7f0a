//! Templates of variables: names declared for the whole project, each with a type and, of a list, the values there are. Whoever
//! fills a variable of that name in by hand is held to them; what comes from a messenger, a table or a bot is not.

use axum::extract::State;
use axum::http::StatusCode;
use beseda_base::auth::{Can, Who, can};
use beseda_base::db::{Tx, params};
use beseda_base::error::{Checks, Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use beseda_base::json::{Json, Path};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::variables::{VariableType, check_name};
use crate::{Inbox, audit};

/// Templates of a project, and the longest name (facts §2).
const OF_PROJECT_MAX: i64 = 100;
const NAME_MAX: usize = 100;
/// Values of a list, and the longest one.
const OPTIONS_MAX: usize = 100;
const OPTION_MAX: usize = 200;

/// Routes of templates.
pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(list_templates, add_template)).routes(routes!(change_template, delete_template))
}

/// A variable that is declared for the project.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct VariableTemplate {
    /// Id.
    id: i64,
    /// Name of the variable.
    name: String,
    /// What its values are.
    #[serde(rename = "type")]
    kind: VariableType,
    /// Of a list: the values there are; none: any.
    options: Vec<String>,
}

/// A template as it shall be.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct TemplateForm {
    /// 1–100 characters: a letter first, then letters, digits and _.
    name: String,
    /// What its values are.
    #[serde(rename = "type")]
    kind: VariableType,
    /// Of a list: at most 100 values of 1–200 characters, each once.
    #[serde(default)]
    options: Vec<String>,
}

impl TemplateForm {
    /// The values, as they are kept.
    fn check(&self) -> Result<Vec<String>> {
        let mut checks = Checks::new();
        check_name(&self.name, &mut checks);
        checks.ensure(self.name.chars().count() <= NAME_MAX, "name", "too_long", "At most 100 characters.");
        checks.count("options", self.options.len(), 0..=OPTIONS_MAX);
        let is_list = self.kind == VariableType::List;
        checks.ensure(
            is_list || self.options.is_empty(),
            "options",
            "bad_value",
            "Only a list has values to choose from.",
        );
        let mut kept: Vec<String> = Vec::new();
        for option in self.options.iter().map(|option| option.trim()) {
            checks.text("options", option, 1..=OPTION_MAX);
            checks.ensure(!kept.iter().any(|one| one == option), "options", "taken", "Each value once.");
            kept.push(option.to_owned());
        }
        checks.done()?;
        Ok(kept)
    }
}

/// Templates of a project.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VariableTemplates {
    /// All of them, at most 100, by name.
    items: Vec<VariableTemplate>,
}

/// Templates of variables of the project.
#[utoipa::path(get, path = "/api/v1/variable-templates", tag = "clients", responses((status = 200, body = VariableTemplates)))]
async fn list_templates(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::DialogsRead>,
) -> Result<Json<VariableTemplates>> {
    let rows = inbox.db.read(move |tx| {
        tx.query::<Row>(
            "select id, name, type, options from variable_templates where project = $1 order by name limit $2",
            params![who.project, OF_PROJECT_MAX],
        )
    });
    let items = rows.await?.into_iter().map(Row::shown).collect::<Result<_>>()?;
    Ok(Json(VariableTemplates { items }))
}

/// Declares a variable.
#[utoipa::path(post, path = "/api/v1/variable-templates", tag = "clients", request_body = TemplateForm,
    responses((status = 201, body = VariableTemplate), (status = 409, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn add_template(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ProjectWrite>,
    Json(form): Json<TemplateForm>,
) -> Result<(StatusCode, Json<VariableTemplate>)> {
    let (options, now) = (form.check()?, inbox.clock.now());
    let added = inbox.db.write(move |tx| {
        let count: i64 = tx.one("select count(*) from variable_templates where project = $1", params![who.project])?;
        if count >= OF_PROJECT_MAX {
            let text = format!("a project has at most {OF_PROJECT_MAX} templates");
            return Err(Error::conflict("limit_reached", text));
        }
        let made: Option<(i64,)> = tx.optional(
            "insert into variable_templates (project, name, type, options, created_at) values ($1, $2, $3, $4, $5)
             on conflict (project, name) do nothing returning id",
            params![who.project, form.name.as_str(), form.kind.name(), column(&options)?, now],
        )?;
        let (id,) = made.ok_or_else(taken)?;
        noted(tx, &who, "template.added", id, now)?;
        one(tx, who.project, id)?.shown()
    });
    Ok((StatusCode::CREATED, Json(added.await?)))
}

/// Declares it otherwise. Variables that clients have stay as they are.
#[utoipa::path(put, path = "/api/v1/variable-templates/{id}", tag = "clients", params(("id" = i64, Path)), request_body = TemplateForm,
    responses((status = 200, body = VariableTemplate), (status = 404, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn change_template(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ProjectWrite>,
    Path(id): Path<i64>,
    Json(form): Json<TemplateForm>,
) -> Result<Json<VariableTemplate>> {
    let (options, now) = (form.check()?, inbox.clock.now());
    let changed = inbox.db.write(move |tx| {
        one(tx, who.project, id)?;
        let other: Option<(i64,)> = tx.optional(
            "select id from variable_templates where project = $1 and name = $2 and id <> $3",
            params![who.project, form.name.as_str(), id],
        )?;
        if other.is_some() {
            return Err(taken());
        }
        tx.execute(
            "update variable_templates set name = $2, type = $3, options = $4 where id = $1",
            params![id, form.name.as_str(), form.kind.name(), column(&options)?],
        )?;
        noted(tx, &who, "template.changed", id, now)?;
        one(tx, who.project, id)?.shown()
    });
    Ok(Json(changed.await?))
}

/// Declares it no more. Variables that clients have stay as they are.
#[utoipa::path(delete, path = "/api/v1/variable-templates/{id}", tag = "clients", params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = beseda_base::error::Problem)))]
async fn delete_template(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ProjectWrite>,
    Path(id): Path<i64>,
) -> Result<StatusCode> {
    let now = inbox.clock.now();
    let deleted = inbox.db.write(move |tx| {
        one(tx, who.project, id)?;
        tx.execute("delete from variable_templates where id = $1", params![id])?;
        noted(tx, &who, "template.deleted", id, now)
    });
    deleted.await?;
    Ok(StatusCode::NO_CONTENT)
}

beseda_base::row! {
    struct Row { id: i64, name: String, kind: String, options: String }
}

impl Row {
    fn shown(self) -> Result<VariableTemplate> {
        let options = self.options()?;
        Ok(VariableTemplate { id: self.id, name: self.name, kind: VariableType::from_name(&self.kind), options })
    }

    fn options(&self) -> Result<Vec<String>> {
        serde_json::from_str(&self.options).map_err(|error| Error::Internal(format!("options of a template: {error}")))
    }
}

fn column(options: &[String]) -> Result<String> {
    serde_json::to_string(options).map_err(Error::internal)
}

fn one(tx: &Tx<'_>, project: i64, id: i64) -> Result<Row> {
    tx.one(
        "select id, name, type, options from variable_templates where project = $1 and id = $2",
        params![project, id],
    )
}

fn taken() -> Error {
    Error::invalid("name", "taken", "there is a template of this name already")
}

/// The type that a variable of this name is declared with; refuses a value that is none of its list.
pub(super) fn declared(tx: &Tx<'_>, project: i64, name: &str, value: &str) -> Result<Option<VariableType>> {
    let row: Option<Row> = tx.optional(
        "select id, name, type, options from variable_templates where project = $1 and name = $2",
        params![project, name],
    )?;
    let Some(row) = row else { return Ok(None) };
    let options = row.options()?;
    if !value.is_empty() && !options.is_empty() && !options.iter().any(|option| option == value) {
        return Err(Error::invalid("value", "unknown", "not one of the values of this list"));
    }
    Ok(Some(VariableType::from_name(&row.kind)))
}

fn noted(tx: &Tx<'_>, who: &Who, action: &str, id: i64, now: i64) -> Result<()> {
    tx.event(NewEvent {
        employee: Some(who.employee),
        data: json!({ "template": id }),
        ..NewEvent::of(who.project, EventKind::TemplateChanged)
    });
    audit::record(tx, who, action, "template", Some(id), &json!({}), now)
}
