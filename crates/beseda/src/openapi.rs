//! The description of the API, drawn from the code that serves it.

use axum::Router;
use beseda_inbox::Inbox;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Description;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
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
    OpenApiRouter::with_openapi(root).merge(beseda_inbox::routes())
}

/// The router and its description.
pub(crate) fn split() -> (Router<Inbox>, Description) {
    api().split_for_parts()
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
