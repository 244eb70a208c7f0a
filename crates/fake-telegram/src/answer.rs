//! Answers in the Bot API's form.

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};

/// What a call is answered.
#[derive(Debug)]
pub(crate) enum Answer {
    /// `{"ok":true,"result":…}`.
    Done(Value),
    /// The same with a word to it.
    DoneSaying(Value, &'static str),
    /// `{"ok":false,…}`.
    Refused { code: u16, text: String, retry_after: Option<u64> },
    /// Bytes of a file.
    File(Bytes),
    /// A success that is not Telegram's, as a broken proxy gives.
    Garbled,
    /// No answer: the connection is cut.
    Cut,
}

/// Marks a response whose connection is to be cut instead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CutHere;

impl Answer {
    pub(crate) fn refused(code: u16, text: &str) -> Answer {
        Answer::Refused { code, text: text.to_owned(), retry_after: None }
    }

    /// 400 in Telegram's wording.
    pub(crate) fn bad(text: &str) -> Answer {
        Answer::refused(400, &format!("Bad Request: {text}"))
    }

    /// 403 in Telegram's wording.
    pub(crate) fn forbidden(text: &str) -> Answer {
        Answer::refused(403, &format!("Forbidden: {text}"))
    }

    /// 429 in Telegram's wording.
    pub(crate) fn too_many(retry_after: u64) -> Answer {
        Answer::Refused {
            code: 429,
            text: format!("Too Many Requests: retry after {retry_after}"),
            retry_after: Some(retry_after),
        }
    }

    pub(crate) fn too_large() -> Answer {
        Answer::refused(413, "Request Entity Too Large")
    }

    /// HTTP status, for the log of calls.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Answer::Refused { code, .. } => *code,
            Answer::Cut => 0,
            _ => 200,
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let json = |status: u16, body: Value| {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, [(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
        };
        match self {
            Answer::Done(result) => json(200, json!({ "ok": true, "result": result })),
            Answer::DoneSaying(result, description) => {
                json(200, json!({ "ok": true, "result": result, "description": description }))
            }
            Answer::Refused { code, text, retry_after } => {
                let mut body = json!({ "ok": false, "error_code": code, "description": text });
                if let Some(retry_after) = retry_after {
                    body["parameters"] = json!({ "retry_after": retry_after });
                }
                json(code, body)
            }
            Answer::File(bytes) => ([(CONTENT_TYPE, "application/octet-stream")], bytes).into_response(),
            Answer::Garbled => ([(CONTENT_TYPE, "text/html")], "<html>captive portal</html>").into_response(),
            Answer::Cut => {
                let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
                response.extensions_mut().insert(CutHere);
                response
            }
        }
    }
}
