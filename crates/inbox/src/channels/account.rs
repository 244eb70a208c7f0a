//! Credentials of channels: sealed in the row, opened only to speak with the messenger (guarantee 27). The types here have no
//! `Debug`, so that no log can show them.

use beseda_base::db::Tx;
use beseda_base::error::{Error, Result};
use beseda_base::id;
use beseda_messengers::{Account, Kind};
use serde::{Deserialize, Serialize};

use super::ChannelRow;
use crate::Inbox;

/// Bytes of the secret a messenger proves itself with, and of the secret a site signs its users with.
const SECRET_BYTES: usize = 32;

/// What the column `secrets` holds once opened. Absent ones are empty.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Credentials {
    /// Bot token.
    pub(super) token: String,
    /// What the messenger puts into the head of its deliveries.
    pub(super) webhook_secret: String,
    /// What a site signs the identity of its users with.
    pub(super) identity_secret: String,
}

impl Credentials {
    /// Of a new channel.
    pub(super) fn new(kind: Kind, token: &str) -> Credentials {
        match kind {
            Kind::Telegram => Credentials {
                token: token.to_owned(),
                webhook_secret: id::token(SECRET_BYTES),
                ..Credentials::default()
            },
            Kind::SiteChat => Credentials { identity_secret: id::token(SECRET_BYTES), ..Credentials::default() },
            Kind::Demo => Credentials::default(),
        }
    }

    /// Sealed for the channel of this key: moved to another row it does not open.
    pub(super) fn seal(&self, inbox: &Inbox, key: &str) -> Result<String> {
        let plain = serde_json::to_vec(self).map_err(|_| Error::internal("credentials are not written as JSON"))?;
        inbox.secrets.seal(&plain, &context(key))
    }

    /// Opened. A removed channel has none, and the sample client's never had any.
    pub(super) fn open(inbox: &Inbox, channel: &ChannelRow) -> Result<Credentials> {
        if channel.kind == Kind::Demo {
            return Ok(Credentials::default());
        }
        if channel.secrets.is_empty() {
            return Err(Error::NotFound);
        }
        let plain = inbox.secrets.open(&channel.secrets, &context(&channel.key))?;
        serde_json::from_slice(&plain)
            .map_err(|_| Error::internal(format!("credentials of channel {} are damaged", channel.id)))
    }

    /// As the messenger's code wants them.
    pub(super) fn account(self, inbox: &Inbox, channel: i64, external_id: &str) -> Account {
        Account {
            channel,
            token: self.token,
            webhook_secret: self.webhook_secret,
            external_id: external_id.to_owned(),
            api_base: inbox.config.telegram.api_base.trim_end_matches('/').to_owned(),
        }
    }
}

/// The channel's account, ready to speak with the messenger.
pub(crate) fn account(inbox: &Inbox, channel: &ChannelRow) -> Result<Account> {
    Ok(Credentials::open(inbox, channel)?.account(inbox, channel.id, &channel.external_id))
}

/// [`account`] by the channel's id.
pub(crate) async fn account_of(inbox: &Inbox, channel: i64) -> Result<Account> {
    let row = inbox.db.read(move |tx| super::row(tx, channel)).await?;
    account(inbox, &row)
}

/// What a site signs the identity of its users with (website chat).
pub(crate) fn identity_secret(inbox: &Inbox, channel: &ChannelRow) -> Result<String> {
    let secret = Credentials::open(inbox, channel)?.identity_secret;
    if secret.is_empty() { Err(Error::NotFound) } else { Ok(secret) }
}

/// Every sealed text with the context it belongs to, for tools that check whether the key of the installation opens them.
pub fn sealed(tx: &Tx<'_>) -> Result<Vec<(String, String)>> {
    let rows: Vec<(String, String)> =
        tx.query("select secrets, key from channels where secrets <> '' order by id limit 10000", &[])?;
    Ok(rows.into_iter().map(|(sealed, key)| (sealed, context(&key))).collect())
}

fn context(key: &str) -> String {
    format!("channel:{key}")
}
