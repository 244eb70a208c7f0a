//! One error type for everything above, mapped to HTTP once, here.
//!
//! Rooms return [`Result`] and use `?`; the answer is an RFC 9457 problem document with a stable `code`. What the
//! caller did wrong is told in full; what went wrong inside is logged once at this edge and told as a bare 500 or 503.

mod checks;

use std::collections::BTreeMap;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

pub use checks::{Checks, is_email};

/// Result of everything in the rooms.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Seconds a caller is asked to wait when a queue is full.
const BUSY_RETRY_S: u64 = 1;

/// Why something did not happen.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// 404. Also the answer for what exists in another project.
    #[error("not found")]
    NotFound,
    /// 401: no session, or it has ended.
    #[error("not signed in")]
    Unauthorized,
    /// 403: signed in, but without the right.
    #[error("forbidden")]
    Forbidden,
    /// 422: fields of the request do not fit.
    #[error("invalid: {}", field_list(.0))]
    Invalid(Vec<FieldError>),
    /// 409: the state of the thing forbids it.
    #[error("conflict {code}: {detail}")]
    Conflict {
        /// Stable code, for example `newer_message`.
        code: &'static str,
        /// English sentence.
        detail: String,
    },
    /// Any other answer, ready made. Boxed: every result of every function would be as wide as this.
    #[error("{}: {}", .0.code, .0.detail)]
    Problem(Box<Problem>),
    /// 503: the storage does not answer. The text goes to the log only.
    #[error("storage unavailable: {0}")]
    Unavailable(String),
    /// 503 with `Retry-After`: a bounded queue is full.
    #[error("busy")]
    Busy,
    /// What the database said. The text goes to the log only.
    #[error(transparent)]
    Db(#[from] DbError),
    /// 500: a broken invariant. The text goes to the log only.
    #[error("internal: {0}")]
    Internal(String),
}

/// What the database said, the same words for both engines. Texts never hold values of rows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// A unique key exists already: `table.column,table.column`.
    #[error("unique: {0}")]
    Unique(String),
    /// A row that others point to, or that points to nothing.
    #[error("foreign key: {0}")]
    Foreign(String),
    /// The transaction lost against another one (40001, 40P01, busy) more often than it may try again.
    #[error("lost against another transaction: {0}")]
    Contended(String),
    /// No connection, full disk, read-only storage, shutting down.
    #[error("storage unavailable: {0}")]
    Unavailable(String),
    /// The connection broke during COMMIT: the work may stand or not. Callers may repeat what is idempotent.
    #[error("outcome of the commit unknown: {0}")]
    Unsure(String),
    /// Anything else: wrong SQL, a value of another type.
    #[error("database: {0}")]
    Other(String),
}

/// One field that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name as in the request; nested: `project.name`, `emails[2]`.
    pub field: String,
    /// required, too_long, too_short, bad_email, bad_value, taken, unknown.
    pub code: &'static str,
    /// English sentence.
    pub message: String,
    /// Largest allowed value or length.
    pub max: Option<i64>,
    /// Smallest allowed value or length.
    pub min: Option<i64>,
}

/// An RFC 9457 problem document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the `code` tells problems apart.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Phrase of the status.
    pub title: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Stable code to translate and branch by.
    pub code: &'static str,
    /// English sentence for people who read logs.
    pub detail: String,
    /// Fields that do not fit, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, ProblemField>,
    /// When to try again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub retry_after_s: Option<u64>,
    /// How many tries are left before a pause.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub attempts_left: Option<u32>,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ProblemField {
    /// required, too_long, too_short, bad_email, bad_value, taken, unknown.
    pub code: &'static str,
    /// English sentence.
    pub message: String,
    /// Largest allowed value or length.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub max: Option<i64>,
    /// Smallest allowed value or length.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub min: Option<i64>,
}

impl Error {
    /// The stable code of the problem document that this becomes.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::Invalid(_) => "invalid",
            Self::Conflict { code, .. } => code,
            Self::Problem(problem) => problem.code,
            Self::Busy => "busy",
            Self::Unavailable(_) | Self::Db(DbError::Unavailable(_) | DbError::Contended(_)) => "storage_unavailable",
            Self::Db(_) | Self::Internal(_) => "internal",
        }
    }

    /// One field does not fit.
    pub fn invalid(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, message)])
    }

    /// A place to go on from that is none of this list; `field` is where it stood.
    pub fn bad_cursor(field: &str) -> Self {
        Self::invalid(field, "bad_value", "not a cursor of this list")
    }

    /// An answer with its own status and code.
    pub fn problem(status: u16, code: &'static str, detail: impl Into<String>) -> Self {
        Problem::new(status, code, detail).into()
    }

    /// 409.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Conflict { code, detail: detail.into() }
    }

    /// 500; the text is for the log.
    pub fn internal(text: impl std::fmt::Display) -> Self {
        Self::Internal(text.to_string())
    }

    /// Whether this is a violated unique key that holds `column` (`clients.channel`) or is exactly the given list.
    #[must_use]
    pub fn is_unique(&self, key: &str) -> bool {
        match self {
            Self::Db(DbError::Unique(columns)) => columns == key || columns.split(',').any(|c| c.trim() == key),
            _ => false,
        }
    }

    /// The HTTP status this answers with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict { .. } | Self::Db(DbError::Unique(_) | DbError::Foreign(_)) => StatusCode::CONFLICT,
            Self::Problem(problem) => StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            Self::Unavailable(_)
            | Self::Busy
            | Self::Db(DbError::Unavailable(_) | DbError::Contended(_) | DbError::Unsure(_)) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Db(DbError::Other(_)) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The document for the caller: nothing of the inside.
    #[must_use]
    pub fn to_problem(&self) -> Problem {
        let status = self.status().as_u16();
        match self {
            Self::NotFound => Problem::new(status, "not_found", "There is nothing here, or you may not see it."),
            Self::Unauthorized => Problem::new(status, "unauthorized", "Sign in first."),
            Self::Forbidden => Problem::new(status, "forbidden", "You have no right to do this."),
            Self::Invalid(fields) => Problem::of_fields(status, fields),
            Self::Conflict { code, detail } => Problem::new(status, code, detail.clone()),
            Self::Problem(problem) => (**problem).clone(),
            Self::Busy | Self::Db(DbError::Contended(_)) => {
                Problem::new(status, "busy", "Too much to do at the moment; try again.").retry_after(BUSY_RETRY_S)
            }
            Self::Unavailable(_) | Self::Db(DbError::Unavailable(_)) => {
                Problem::new(status, "storage_unavailable", "The storage does not answer; nothing was changed.")
                    .retry_after(BUSY_RETRY_S)
            }
            Self::Db(DbError::Unsure(_)) => Problem::new(
                status,
                "storage_unavailable",
                "The storage broke off; the change may have been made or not.",
            )
            .retry_after(BUSY_RETRY_S),
            Self::Db(DbError::Unique(_)) => Problem::new(status, "conflict", "This exists already."),
            Self::Db(DbError::Foreign(_)) => Problem::new(status, "conflict", "Something it belongs to is gone."),
            Self::Db(DbError::Other(_)) | Self::Internal(_) => {
                Problem::new(status, "internal", "Something went wrong on the server; it is in its log.")
            }
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let problem = self.to_problem();
        if problem.status >= 500 {
            // The one place where failures of a request are logged.
            let text = crate::logs::redact(&self.to_string()).into_owned();
            tracing::error!(status = problem.status, code = problem.code, error = %text, "request failed: {text}");
        }
        problem.into_response()
    }
}

impl Problem {
    /// A document with the phrase of its status.
    pub fn new(status: u16, code: &'static str, detail: impl Into<String>) -> Self {
        let phrase = StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason());
        Self {
            kind: "about:blank",
            title: phrase.unwrap_or("Error"),
            status,
            code,
            detail: detail.into(),
            fields: BTreeMap::new(),
            retry_after_s: None,
            attempts_left: None,
        }
    }

    /// Adds `retry_after_s` and the header of the same meaning.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// Adds `attempts_left`.
    #[must_use]
    pub fn attempts_left(mut self, left: u32) -> Self {
        self.attempts_left = Some(left);
        self
    }

    /// Adds a field; the first complaint about a field stays.
    #[must_use]
    pub fn field(mut self, error: &FieldError) -> Self {
        self.fields.entry(error.field.clone()).or_insert_with(|| ProblemField {
            code: error.code,
            message: error.message.clone(),
            max: error.max,
            min: error.min,
        });
        self
    }

    fn of_fields(status: u16, fields: &[FieldError]) -> Self {
        let problem = Self::new(status, "invalid", format!("Some fields do not fit: {}.", field_list(fields)));
        fields.iter().fold(problem, Self::field)
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after_s;
        let mut response = (status, axum::Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl FieldError {
    /// A complaint without bounds.
    pub fn new(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self { field: field.to_owned(), code, message: message.into(), max: None, min: None }
    }
}

fn field_list(fields: &[FieldError]) -> String {
    fields.iter().map(|f| format!("{} ({})", f.field, f.code)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
