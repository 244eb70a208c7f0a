//! What a row of the outbox says, as stored.

use beseda_base::error::{Error, Result};
use beseda_messengers::{Button, Entity};
use serde::{Deserialize, Serialize};

/// The content of one call, without what is looked up at sending (files).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Payload {
    /// One text within the limit.
    Text {
        text: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        entities: Vec<Entity>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        buttons: Vec<Vec<Button>>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        silent: bool,
    },
    /// One file.
    File {
        file: i64,
        caption: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        buttons: Vec<Vec<Button>>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        silent: bool,
    },
    /// A new text for a part sent before.
    Edit {
        external_id: String,
        text: String,
        is_caption: bool,
        #[serde(default)]
        buttons: Vec<Vec<Button>>,
    },
    /// Deletes a part sent before.
    Delete { external_id: String },
    /// Our reaction on a message of the client; none: taken away.
    React { external_id: String, emoji: Option<String> },
    /// Confirms a button press.
    AnswerCallback { callback_id: String },
}

impl Payload {
    /// Name of the row's `kind`.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Payload::Text { .. } => "text",
            Payload::File { .. } => "file",
            Payload::Edit { .. } => "edit",
            Payload::Delete { .. } => "delete",
            Payload::React { .. } => "react",
            Payload::AnswerCallback { .. } => "answer_callback",
        }
    }

    /// Whether the client's app makes no sound.
    pub(super) fn is_silent(&self) -> bool {
        matches!(self, Payload::Text { silent: true, .. } | Payload::File { silent: true, .. })
    }

    pub(super) fn to_column(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|error| Error::Internal(format!("outbox payload: {error}")))
    }

    pub(super) fn from_column(column: &str) -> Result<Payload> {
        serde_json::from_str(column).map_err(|error| Error::Internal(format!("outbox payload: {error}")))
    }
}
