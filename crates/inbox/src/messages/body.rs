//! What only some messages have, kept as one JSON text beside the row and never filtered inside.

use std::collections::BTreeMap;

use beseda_base::db::{Tx, params};
use beseda_base::error::{Error, Result};
use beseda_messengers::{Button, Contact, Entity, Location};
use serde::{Deserialize, Serialize};

use crate::clients;

/// The rare parts of a message.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// Formatting of the text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<Entity>,
    /// A place on the map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// A card of a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Rows of buttons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Vec<Button>>,
    /// Data of the button that the client pressed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pressed: Option<String>,
    /// Kind of content this build cannot show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unsupported: Option<String>,
    /// Whom it was forwarded from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forwarded_from: Option<String>,
    /// A note's code and parameters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// The client's reactions, as emoji.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<String>,
    /// Our reaction, an emoji.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_reaction: Option<String>,
    /// Of ours: it makes no sound in the client's app.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
}

/// A system note: the page says it in words of its language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Note {
    /// `client_started`, `client_blocked_bot`, `client_unblocked_bot`, `service`, `assigned`, …
    pub code: String,
    /// What the sentence needs.
    pub params: BTreeMap<String, String>,
}

impl Body {
    /// As stored: null when there is nothing in it.
    pub(crate) fn to_column(&self) -> Result<Option<String>> {
        if *self == Body::default() {
            return Ok(None);
        }
        serde_json::to_string(self).map(Some).map_err(|error| Error::Internal(format!("message body: {error}")))
    }

    /// From the column. A text that this build cannot read shows the message without its rare parts.
    pub(crate) fn from_column(column: Option<&str>) -> Body {
        column.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }
}

/// Reads the rare parts of a message, and writes them back if `change` has changed them. The client is locked before, as by
/// every writer for him (guarantee 3): two at once would write one body over the other.
pub(super) fn change_body(tx: &Tx<'_>, (client, message): (i64, i64), change: impl FnOnce(&mut Body)) -> Result<bool> {
    clients::lock(tx, client)?;
    let column: Option<(Option<String>,)> = tx.optional("select body from messages where id = $1", params![message])?;
    let Some((column,)) = column else { return Ok(false) };
    let before = Body::from_column(column.as_deref());
    let mut body = before.clone();
    change(&mut body);
    if body == before {
        return Ok(false);
    }
    tx.execute("update messages set body = $2 where id = $1", params![message, body.to_column()?])?;
    Ok(true)
}
