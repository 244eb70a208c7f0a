//! The description of the API, drawn from the code that serves it.

use std::collections::BTreeSet;

use axum::Router;
use beseda_inbox::Inbox;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::{OpenApi as Description, RefOr, Schema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::SwaggerUi;

use crate::command::Outcome;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Beseda",
        description = "Everything the operators' page can do. Ids are 64-bit numbers, times are milliseconds since 1970, errors are \
            problem documents (RFC 9457) with a stable `code`, lists are pages with a cursor. The header `Beseda-Project` names the project.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    components(schemas(beseda_base::error::Problem))
)]
struct Root;

/// All routes of all rooms with their description.
fn api() -> OpenApiRouter<Inbox> {
    let mut root = Root::openapi();
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(beseda_base::auth::COOKIE)));
    root.components.get_or_insert_default().add_security_scheme("session", cookie);
    OpenApiRouter::with_openapi(root).merge(beseda_inbox::routes()).merge(beseda_crm::routes())
}

/// The router and its description.
pub(crate) fn split() -> (Router<Inbox>, Description) {
    let (router, mut description) = api().split_for_parts();
    complete(&mut description);
    (router, description)
}

/// What the server says without a request.
const SPOKEN: &str = "FrameFromServer";

/// Says of every answer which fields are always there. The derive counts all that may be null or has a default as optional,
/// as in a request; in an answer both are present. Only what is neither (see `Problem`) may be absent from one.
fn complete(description: &mut Description) {
    let answers = answers(description);
    let schemas = description.components.get_or_insert_default().schemas.iter_mut();
    for (_, schema) in schemas.filter(|(name, _)| answers.contains(*name)) {
        require(schema);
    }
}

/// Asked and answered alike, and mostly empty: here an absent field has a meaning.
const SPARSE: &str = "DialogFilter";

/// Names of the schemas that answers and frames are made of.
fn answers(description: &Description) -> BTreeSet<String> {
    let document = json!(description);
    let mut found = BTreeSet::from([SPOKEN.to_owned()]);
    for operation in document["paths"].as_object().into_iter().flat_map(Map::values).filter_map(Value::as_object) {
        operation.values().for_each(|operation| note_references(&operation["responses"], &mut found));
    }
    let mut known = 0;
    while known < found.len() {
        known = found.len();
        for name in found.clone() {
            note_references(&document["components"]["schemas"][&name], &mut found);
        }
    }
    found.remove(SPARSE);
    found
}

fn note_references(part: &Value, found: &mut BTreeSet<String>) {
    match part {
        Value::Object(fields) => {
            let name = fields.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
            found.extend(name.map(str::to_owned));
            fields.values().for_each(|field| note_references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| note_references(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn require(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => {
            let always = |name: &&String| !object.required.contains(name) && is_always_there(&object.properties[*name]);
            let names: Vec<String> = object.properties.keys().filter(always).cloned().collect();
            object.required.extend(names);
        }
        RefOr::T(Schema::OneOf(any)) => any.items.iter_mut().for_each(require),
        RefOr::T(Schema::AllOf(all)) => all.items.iter_mut().for_each(require),
        _ => {}
    }
}

fn is_always_there(property: &RefOr<Schema>) -> bool {
    let property = json!(property);
    let null = json!("null");
    let may_be_null = property["type"].as_array().is_some_and(|types| types.contains(&null))
        || property["oneOf"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind["type"] == null));
    may_be_null || property.get("default").is_some()
}

/// The page at `/api/docs` and the text at `/api/openapi.json`.
pub(crate) fn page(description: Description) -> Router {
    SwaggerUi::new("/api/docs").url("/api/openapi.json", description).into()
}

/// The description as text, as kept in `docs/openapi.json`.
pub(crate) fn text() -> Outcome<String> {
    Ok(split().1.to_pretty_json()?)
}

/// Every described route with its method, a line each.
pub(crate) fn routes() -> String {
    let mut lines = Vec::new();
    for (path, item) in split().1.paths.paths {
        let methods =
            [("GET", item.get), ("POST", item.post), ("PUT", item.put), ("PATCH", item.patch), ("DELETE", item.delete)];
        for (method, operation) in methods {
            if let Some(operation) = operation {
                let about = operation.summary.or(operation.description).unwrap_or_default();
                lines.push(format!("{method:6} {path:64} {}", about.lines().next().unwrap_or_default()));
            }
        }
    }
    lines.sort_by(|a, b| a[7..].cmp(&b[7..]));
    lines.join("\n")
}
