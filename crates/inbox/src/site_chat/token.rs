//! Who a visitor is: a token signed by us, or an identity signed by the customer's server.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use beseda_base::db::{Tx, params};
use beseda_base::error::{Error, Result};
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::Inbox;

/// A token is good for a day, and can be exchanged for a new one for ninety more.
const LIFE_MS: i64 = 24 * 3600 * 1000;
const RESUME_MS: i64 = 90 * LIFE_MS;
/// A signed identity may be at most this long good, so that the list of used ones stays short.
const IDENTITY_LIFE_MAX_S: i64 = 24 * 3600;
/// Longest field of an identity.
const FIELD_MAX: usize = 200;
/// Longest id of a user; with its mark it is a visitor id.
const SUB_MAX: usize = 60;

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Visitor {
    /// Channel it is bound to.
    #[serde(rename = "c")]
    pub(crate) channel: i64,
    /// Id of the visitor, the client's id in this messenger: random, or `u:` and the customer's own id of a known user.
    #[serde(rename = "v")]
    pub(crate) id: String,
    /// Good until.
    #[serde(rename = "x")]
    pub(crate) expires_at: i64,
    /// What the customer's server said about a known user.
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub(crate) identity: Option<Identity>,
}

/// A known user of the customer's site, as its server signed him.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// The customer's id of the user.
    pub(crate) sub: String,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) email: String,
    #[serde(default)]
    pub(crate) phone: String,
}

type Mac256 = Hmac<Sha256>;

fn mac(inbox: &Inbox) -> Result<Mac256> {
    Mac256::new_from_slice(&inbox.secrets.derive("site_chat.visitor"))
        .map_err(|_| Error::Internal("visitor key".into()))
}

impl Visitor {
    /// A visitor nobody knows.
    pub(crate) fn unknown(channel: i64, now: i64) -> Visitor {
        Visitor { channel, id: beseda_base::id::token(16), expires_at: now + LIFE_MS, identity: None }
    }

    /// A user the customer's server vouches for: the same one on every device.
    pub(crate) fn known(channel: i64, identity: Identity, now: i64) -> Visitor {
        Visitor { channel, id: format!("u:{}", identity.sub), expires_at: now + LIFE_MS, identity: Some(identity) }
    }

    /// The same visitor with a new term.
    pub(crate) fn renewed(self, now: i64) -> Visitor {
        Visitor { expires_at: now + LIFE_MS, ..self }
    }

    /// As handed to the widget.
    pub(crate) fn sign(&self, inbox: &Inbox) -> Result<String> {
        let said = serde_json::to_vec(self).map_err(|error| Error::Internal(format!("visitor token: {error}")))?;
        let mut mac = mac(inbox)?;
        mac.update(&said);
        Ok(format!("{}.{}", URL_SAFE_NO_PAD.encode(&said), URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())))
    }

    fn verify(inbox: &Inbox, channel: i64, token: &str) -> Option<Visitor> {
        if token.len() > 4096 {
            return None;
        }
        let (said, signature) = token.split_once('.')?;
        let said = URL_SAFE_NO_PAD.decode(said).ok()?;
        let mut mac = mac(inbox).ok()?;
        mac.update(&said);
        mac.verify_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
        let visitor: Visitor = serde_json::from_slice(&said).ok()?;
        (visitor.channel == channel).then_some(visitor)
    }

    /// The visitor of a token that is good now.
    pub(crate) fn open(inbox: &Inbox, channel: i64, token: &str, now: i64) -> Result<Visitor> {
        Visitor::verify(inbox, channel, token).filter(|visitor| visitor.expires_at > now).ok_or(Error::Unauthorized)
    }

    /// The visitor of a token that is good or may still be exchanged.
    pub(crate) fn resume(inbox: &Inbox, channel: i64, token: &str, now: i64) -> Option<Visitor> {
        Visitor::verify(inbox, channel, token).filter(|visitor| visitor.expires_at + RESUME_MS > now)
    }
}

/// What an identity token must say.
#[derive(Debug, Deserialize)]
struct Claims {
    sub: String,
    exp: i64,
    jti: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    phone: Option<String>,
}

/// A checked identity that has not been used yet.
pub(crate) struct Signed {
    pub(crate) identity: Identity,
    jti: String,
    expires_at: i64,
}

/// Checks an identity token: HS256 with the channel's secret, `aud` = the channel's key, `exp` within a day, a `jti`.
pub(crate) fn check_identity(secret: &str, key: &str, token: &str, now: i64) -> Result<Signed> {
    let bad = |_| Error::problem(401, "bad_identity", "the identity token is not signed for this chat or has expired");
    let mut rules = Validation::new(Algorithm::HS256);
    rules.set_audience(&[key]);
    rules.set_required_spec_claims(&["exp", "aud", "sub"]);
    // The injected clock decides, below.
    rules.validate_exp = false;
    let claims = jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_secret(secret.as_bytes()), &rules)
        .map_err(|_| bad(()))?
        .claims;
    let now_s = now / 1000;
    let fits = claims.exp > now_s
        && claims.exp <= now_s + IDENTITY_LIFE_MAX_S
        && (1..=SUB_MAX).contains(&claims.sub.len())
        && !claims.sub.contains('\0')
        && (1..=FIELD_MAX).contains(&claims.jti.len())
        && !claims.jti.contains('\0');
    if !fits {
        return Err(bad(()));
    }
    let field = |text: Option<String>| {
        text.map(|text| crate::clients::cut(text.trim(), FIELD_MAX).replace('\0', "")).unwrap_or_default()
    };
    let identity =
        Identity { sub: claims.sub, name: field(claims.name), email: field(claims.email), phone: field(claims.phone) };
    Ok(Signed { identity, jti: claims.jti, expires_at: claims.exp * 1000 })
}

/// Uses a signed identity up. The second use is refused (guarantee 30).
pub(crate) fn use_up(tx: &Tx<'_>, channel: i64, signed: &Signed) -> Result<()> {
    let first = tx.execute(
        "insert into used_identities (channel, jti, expires_at) values ($1, $2, $3) on conflict (channel, jti) do nothing",
        params![channel, signed.jti.as_str(), signed.expires_at],
    )?;
    if first == 1 {
        Ok(())
    } else {
        Err(Error::problem(401, "bad_identity", "this identity token was used before; sign a new one"))
    }
}

/// Forgets used identities whose time is over: they are refused for that now. About `limit` at once.
pub(crate) fn prune_identities(tx: &Tx<'_>, now: i64, limit: i64) -> Result<u64> {
    let ended: Vec<i64> = tx.query(
        "select expires_at from used_identities where expires_at <= $1 order by expires_at limit $2",
        params![now, limit],
    )?;
    match ended.last() {
        Some(last) => tx.execute("delete from used_identities where expires_at <= $1", params![*last]),
        None => Ok(0),
    }
}
