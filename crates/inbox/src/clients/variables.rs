//! Variables of a client as people edit them (S16): name, type and value, with the limits and names of the facts §2.
//!
//! [`VariableType`] and [`NewValue`] say what any variable may be, a deal's as well.

use axum::extract::State;
use beseda_base::auth::{Can, Who, can};
use beseda_base::db::{Tx, params};
use beseda_base::error::{Checks, Error, Result};
use beseda_base::json::{Json, Path};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::routes::{Client, change};
use super::templates;
use crate::{Inbox, audit};

/// Facts §2.
const NAME_MAX: usize = 500;
const VALUE_MAX: usize = 100_000;
/// Most variables of one thing: a client, a deal.
pub const VARIABLES_MAX: i64 = 1_000;

/// Names that mean something else in a flow (facts §2): words of its language and built-in variables.
const RESERVED: [&str; 38] = [
    "print",
    "true",
    "false",
    "none",
    "null",
    "if",
    "else",
    "for",
    "while",
    "and",
    "or",
    "not",
    "in",
    "client",
    "project",
    "api_key",
    "client_id",
    "platform_id",
    "client_type",
    "messenger",
    "group",
    "name",
    "full_name",
    "avatar",
    "message_id",
    "main_client_id",
    "order_id",
    "order",
    "question",
    "attachments",
    "attachment_url",
    "current_date",
    "current_time",
    "next_day",
    "weekday",
    "timestamp",
    "date_of_creation",
    "time_of_creation",
];

/// What a value is typed as; it changes the field and its check on the page, never how the value is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum VariableType {
    #[default]
    String,
    Number,
    Date,
    Boolean,
    List,
}

impl VariableType {
    /// In the tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            VariableType::String => "string",
            VariableType::Number => "number",
            VariableType::Date => "date",
            VariableType::Boolean => "boolean",
            VariableType::List => "list",
        }
    }

    /// From the column; what is unknown is text.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "number" => VariableType::Number,
            "date" => VariableType::Date,
            "boolean" => VariableType::Boolean,
            "list" => VariableType::List,
            _ => VariableType::String,
        }
    }

    /// Whether a value is one of this type. Empty values fit every type.
    pub(crate) fn fits(self, value: &str) -> bool {
        value.is_empty()
            || match self {
                VariableType::String | VariableType::List => true,
                VariableType::Number => value.replace(',', ".").parse::<f64>().is_ok_and(f64::is_finite),
                VariableType::Boolean => matches!(value, "0" | "1" | "true" | "false"),
                VariableType::Date => is_date(value),
            }
    }
}

/// `14.03.1991`, as the built-in dates of a flow are written.
fn is_date(value: &str) -> bool {
    jiff::civil::Date::strptime("%d.%m.%Y", value).is_ok() && value.len() == 10
}

/// Routes of variables.
pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(set_variable, delete_variable))
}

/// A value for a variable.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewValue {
    /// At most 100,000 characters.
    value: String,
    /// What it is typed as; stays as it was if absent.
    #[serde(rename = "type")]
    kind: Option<VariableType>,
}

impl NewValue {
    /// Refuses a value that is too long for any variable.
    pub fn check(&self) -> Result<()> {
        let mut checks = Checks::new();
        checks.text("value", &self.value, 0..=VALUE_MAX);
        checks.done()
    }

    /// The value, as it shall be kept.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.value
    }

    /// The type that the variable `name` is kept with, where `there` is the stored type of the one it takes the place of; what
    /// the project declares for this name comes first. Refuses a value of another type, and a new name that a flow could not
    /// say; one that came from outside may be any.
    pub fn kind_for(&self, tx: &Tx<'_>, project: i64, name: &str, there: Option<&str>) -> Result<VariableType> {
        let declared = templates::declared(tx, project, name, &self.value)?;
        let kind = declared.or(self.kind);
        let kind = kind.unwrap_or_else(|| there.map(VariableType::from_name).unwrap_or_default());
        let mut checks = Checks::new();
        if there.is_none() {
            check_name(name, &mut checks);
        }
        checks.ensure(kind.fits(&self.value), "value", "bad_value", "The value is not of the variable's type.");
        checks.done()?;
        Ok(kind)
    }
}

/// The refusal of one variable too many.
#[must_use]
pub fn too_many_variables() -> Error {
    Error::conflict("limit_reached", format!("at most {VARIABLES_MAX} variables"))
}

/// Refuses names that a flow could not say.
pub(crate) fn check_name(name: &str, checks: &mut Checks) {
    checks.text("name", name, 1..=NAME_MAX);
    let mut chars = name.chars();
    // Nothing at all is complained about already.
    let begins = chars.next().is_none_or(char::is_alphabetic);
    let goes_on = chars.all(|c| c.is_alphanumeric() || c == '_');
    checks.ensure(begins && goes_on, "name", "bad_value", "A letter first, then letters, digits and _.");
    checks.ensure(!RESERVED.contains(&name), "name", "reserved", "This name has a meaning of its own in flows.");
}

/// Sets a variable of a client, or makes it.
#[utoipa::path(put, path = "/api/v1/clients/{id}/variables/{name}", tag = "clients", params(("id" = i64, Path), ("name" = String, Path)),
    request_body = NewValue, responses((status = 200, body = Client), (status = 422, body = beseda_base::error::Problem)))]
async fn set_variable(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path((client, name)): Path<(i64, String)>,
    Json(new): Json<NewValue>,
) -> Result<Json<Client>> {
    new.check()?;
    change(&inbox, who, client, move |tx, who, now| set(tx, who, client, &name, &new, now)).await
}

fn set(tx: &Tx<'_>, who: &Who, client: i64, name: &str, new: &NewValue, now: i64) -> Result<()> {
    let there: Option<(String,)> =
        tx.optional("select type from client_variables where client = $1 and name = $2", params![client, name])?;
    let kind = new.kind_for(tx, who.project, name, there.as_ref().map(|row| row.0.as_str()))?;
    if there.is_none() {
        let count: i64 = tx.one(
            "select count(*) from (select 1 from client_variables where client = $1 limit $2) few",
            params![client, VARIABLES_MAX],
        )?;
        if count >= VARIABLES_MAX {
            return Err(too_many_variables());
        }
    }
    tx.execute(
        "insert into client_variables (client, name, value, type, updated_at) values ($1, $2, $3, $4, $5)
         on conflict (client, name) do update set value = excluded.value, type = excluded.type, updated_at = excluded.updated_at",
        params![client, name, new.value.as_str(), kind.name(), now],
    )?;
    noted(tx, who, client, "client.variable_set", name, now)
}

/// Deletes a variable of a client.
#[utoipa::path(delete, path = "/api/v1/clients/{id}/variables/{name}", tag = "clients", params(("id" = i64, Path), ("name" = String, Path)),
    responses((status = 200, body = Client), (status = 404, body = beseda_base::error::Problem)))]
async fn delete_variable(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsWrite>,
    Path((client, name)): Path<(i64, String)>,
) -> Result<Json<Client>> {
    change(&inbox, who, client, move |tx, who, now| delete(tx, who, client, &name, now)).await
}

fn delete(tx: &Tx<'_>, who: &Who, client: i64, name: &str, now: i64) -> Result<()> {
    if tx.execute("delete from client_variables where client = $1 and name = $2", params![client, name])? == 0 {
        return Err(Error::NotFound);
    }
    noted(tx, who, client, "client.variable_deleted", name, now)
}

fn noted(tx: &Tx<'_>, who: &Who, client: i64, action: &str, name: &str, now: i64) -> Result<()> {
    super::changed(tx, who.project, client);
    audit::record(tx, who, action, "client", Some(client), &serde_json::json!({ "name": name }), now)
}

#[cfg(test)]
mod tests {
    use beseda_base::error::Checks;

    use super::{VariableType, check_name};

    #[test]
    fn names_are_those_a_flow_can_say() {
        let fits = |name: &str| {
            let mut checks = Checks::new();
            check_name(name, &mut checks);
            checks.done().is_ok()
        };
        for name in ["город", "Sum2", "размер_тарелки", "ёж"] {
            assert!(fits(name), "{name}");
        }
        for name in ["", "2nd", "_x", "день рождения", "a-b", "client_id", "print", "a.b", &"x".repeat(501)]
        {
            assert!(!fits(name), "{name}");
        }
    }

    #[test]
    fn a_type_checks_what_is_typed() {
        use VariableType::{Boolean, Date, List, Number, String};
        let cases = [
            (Number, "17,5", true),
            (Number, "-3", true),
            (Number, "семь", false),
            (Number, "inf", false),
            (Date, "14.03.1991", true),
            (Date, "32.12.2025", false),
            (Date, "1.3.1991", false),
            (Boolean, "1", true),
            (Boolean, "да", false),
            (String, "что угодно", true),
            (List, "18 см", true),
            (Date, "", true),
        ];
        for (kind, value, fits) in cases {
            assert_eq!(kind.fits(value), fits, "{kind:?} {value}");
        }
    }
}
