//! What a caller sent: JSON, a form, or multipart with files, as one set of fields.

use std::collections::BTreeMap;

use axum::extract::{FromRequest, Multipart, Request};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use crate::answer::Answer;

/// Telegram takes requests of up to 50 MB; the rest of a multipart body comes on top.
const BODY_MAX: usize = (50 << 20) + (1 << 16);

/// Fields and files of a request.
#[derive(Debug, Default)]
pub(crate) struct Params {
    pub(crate) fields: BTreeMap<String, Value>,
    pub(crate) files: BTreeMap<String, Upload>,
}

/// A file that came with a request.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) mime: String,
    pub(crate) bytes: Bytes,
}

impl Params {
    /// Reads a request.
    pub(crate) async fn read(request: Request) -> Result<Params, Answer> {
        let kind =
            request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
        let mut params = Params::default();
        params.add_form(request.uri().query().unwrap_or_default());
        if kind.starts_with("multipart/form-data") {
            params.add_parts(request).await?;
            return Ok(params);
        }
        let body = axum::body::to_bytes(request.into_body(), BODY_MAX).await.map_err(|_| Answer::too_large())?;
        if kind.starts_with("application/json") {
            if body.is_empty() {
                return Ok(params);
            }
            match serde_json::from_slice(&body) {
                Ok(Value::Object(fields)) => params.fields.extend(fields),
                _ => return Err(Answer::bad("can't parse JSON object")),
            }
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            params.add_form(&String::from_utf8_lossy(&body));
        } else if !body.is_empty() {
            return Err(Answer::bad("the body is of a kind that is not understood"));
        }
        Ok(params)
    }

    async fn add_parts(&mut self, request: Request) -> Result<(), Answer> {
        let broken = || Answer::bad("can't parse multipart form data");
        let mut parts = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
        let mut total = 0;
        while let Some(part) = parts.next_field().await.map_err(|_| broken())? {
            let name = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(str::to_owned);
            let mime = part.content_type().unwrap_or_default().to_owned();
            let bytes = part.bytes().await.map_err(|_| broken())?;
            total += bytes.len();
            if total > BODY_MAX {
                return Err(Answer::too_large());
            }
            match file_name {
                Some(file_name) => {
                    self.files.insert(name, Upload { name: file_name, mime, bytes });
                }
                None => {
                    self.fields.insert(name, Value::String(String::from_utf8_lossy(&bytes).into_owned()));
                }
            }
        }
        Ok(())
    }

    fn add_form(&mut self, form: &str) {
        for pair in form.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            self.fields.insert(decoded(name), Value::String(decoded(value)));
        }
    }

    /// A text; empty if it is not there.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.fields.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A whole number, told as one or as text.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        match self.fields.get(name)? {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Yes or no, told as one or as text.
    pub(crate) fn flag(&self, name: &str) -> bool {
        match self.fields.get(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => matches!(text.to_ascii_lowercase().as_str(), "true" | "1" | "yes"),
            _ => false,
        }
    }

    /// An object or a list, told as one or as text of JSON.
    pub(crate) fn json(&self, name: &str) -> Result<Option<Value>, Answer> {
        match self.fields.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map(Some)
                .map_err(|_| Answer::bad(&format!("can't parse {name} JSON object"))),
            Some(value) => Ok(Some(value.clone())),
        }
    }

    /// What was sent, to be shown to tests: texts of JSON as JSON, a file as its size.
    pub(crate) fn shown(&self) -> Value {
        let mut shown: serde_json::Map<String, Value> = self.fields.clone().into_iter().collect();
        for name in ["entities", "caption_entities", "reply_markup", "reply_parameters"] {
            if let Ok(Some(value)) = self.json(name) {
                shown.insert(name.to_owned(), value);
            }
        }
        for (name, file) in &self.files {
            let file =
                serde_json::json!({ "file_name": file.name, "mime_type": file.mime, "file_size": file.bytes.len() });
            shown.insert(name.clone(), file);
        }
        Value::Object(shown)
    }
}

/// Percent-decoding of a form.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        let hex = tail
            .get(..2)
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (b'+', _) => bytes.push(b' '),
            _ => bytes.push(first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
