//! Addresses of files for visitors of the website chat: they have no session that an `<img>` could carry, so the address itself
//! is the right, for ten minutes (guarantee 29). The key is derived from the installation's secret; nothing is stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use beseda_base::id;
use beseda_base::secrets::Secrets;

use crate::Inbox;

/// How long an address is good.
const GOOD_FOR_MS: i64 = 10 * 60 * 1000;

/// Addresses made within this time are equal, so that a page that asks again does not load its pictures again.
const STEP_MS: i64 = 60 * 1000;

const PURPOSE: &str = "visitor files";

/// The address of a file, or of its small picture, for visitors of the website chat with this key.
pub(crate) fn signed_url(inbox: &Inbox, key: &str, file: i64, small: bool) -> String {
    let variant = if small { "/thumb" } else { "" };
    format!("/chat/{key}/files/{file}{variant}?{}", sign(&inbox.secrets, file, inbox.clock.now()))
}

/// The query of a signed address, `e=…&s=…`: good for nine to ten minutes, for the file and its small picture.
fn sign(secrets: &Secrets, file: i64, now: i64) -> String {
    let expires = now - now.rem_euclid(STEP_MS) + GOOD_FOR_MS;
    format!("e={expires}&s={}", signature(&secrets.derive(PURPOSE), file, expires))
}

/// Is this signature ours, for this file, and not too old?
pub(super) fn verify_signature(secrets: &Secrets, file: i64, expires: i64, told: &str, now: i64) -> bool {
    // An expiry further ahead was never given out.
    let in_time = (now..=now.saturating_add(GOOD_FOR_MS)).contains(&expires);
    // Keys of before are tried too: an address made just before a rotation stays good for its minutes.
    in_time && secrets.derive_all(PURPOSE).iter().any(|key| id::same(&signature(key, file, expires), told))
}

fn signature(key: &[u8; 32], file: i64, expires: i64) -> String {
    let message = [file.to_be_bytes(), expires.to_be_bytes()].concat();
    URL_SAFE_NO_PAD.encode(Secrets::sign(key, &message))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_012_345;

    fn parts(query: &str) -> (i64, &str) {
        let (expires, signature) = query.strip_prefix("e=").unwrap().split_once("&s=").unwrap();
        (expires.parse().unwrap(), signature)
    }

    #[test]
    fn an_address_is_good_for_ten_minutes_and_one_file() {
        let key = base64::engine::general_purpose::STANDARD.encode([7u8; 32]);
        let secrets = Secrets::from_base64([key.as_str()]).unwrap();
        let query = sign(&secrets, 5, NOW);
        let (expires, signature) = parts(&query);
        assert!(expires <= NOW + GOOD_FOR_MS && expires > NOW + GOOD_FOR_MS - STEP_MS);
        assert!(verify_signature(&secrets, 5, expires, signature, NOW));
        assert!(verify_signature(&secrets, 5, expires, signature, expires));
        assert!(!verify_signature(&secrets, 5, expires, signature, expires + 1), "too old");
        assert!(!verify_signature(&secrets, 6, expires, signature, NOW), "another file");
        assert!(!verify_signature(&secrets, 5, expires + 1, signature, NOW), "a later end");
        assert!(!verify_signature(&secrets, 5, expires, "", NOW));
        let other = base64::engine::general_purpose::STANDARD.encode([8u8; 32]);
        let other = Secrets::from_base64([other.as_str()]).unwrap();
        assert!(!verify_signature(&other, 5, expires, signature, NOW), "another installation");
        let rotated = base64::engine::general_purpose::STANDARD.encode([9u8; 32]);
        let rotated = Secrets::from_base64([rotated.as_str(), key.as_str()]).unwrap();
        assert!(verify_signature(&rotated, 5, expires, signature, NOW), "a key of before");
    }
}
