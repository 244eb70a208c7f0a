//! Random tokens and their hashes.
//!
//! A token goes to its owner once; only its hash is stored, so a stolen database opens nothing. Numeric ids of rows are
//! not made here: the database gives them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Bytes of a session, invitation or reset token.
pub const TOKEN_BYTES: usize = 32;
/// Bytes of a channel key in hook addresses (128 bits).
pub const CHANNEL_KEY_BYTES: usize = 16;

/// `bytes` random bytes as base64url without padding.
#[must_use]
pub fn token(bytes: usize) -> String {
    let mut raw = vec![0u8; bytes];
    fill(&mut raw);
    URL_SAFE_NO_PAD.encode(raw)
}

/// `count` random decimal digits, each equally likely.
#[must_use]
pub fn digits(count: usize) -> String {
    let mut text = String::with_capacity(count);
    let mut raw = [0u8; 16];
    while text.len() < count {
        fill(&mut raw);
        // 250 is the largest multiple of ten in a byte: above it some digits would be likelier than others.
        let fair = raw.iter().filter(|byte| **byte < 250).map(|byte| char::from(b'0' + byte % 10));
        text.extend(fair.take(count - text.len()));
    }
    text
}

/// SHA-256 as hex: what is stored of a token. Tokens are long and random, so no slow hash is needed.
#[must_use]
pub fn hash_token(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]).map(char::from).collect()
}

/// Compares two secrets in a time that does not tell where they differ.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    subtle::ConstantTimeEq::ct_eq(a.as_bytes(), b.as_bytes()).into()
}

/// Fills with bytes of the operating system's generator.
///
/// # Panics
/// If the system has no randomness: nothing safe could be done then.
pub fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives random bytes");
}

/// A random number above zero, for lease tokens.
#[must_use]
pub fn number() -> i64 {
    let mut bytes = [0; 8];
    fill(&mut bytes);
    (i64::from_le_bytes(bytes) & i64::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn tokens_are_long_distinct_and_fit_into_addresses() {
        let tokens: HashSet<String> = (0..1000).map(|_| token(CHANNEL_KEY_BYTES)).collect();
        assert_eq!(tokens.len(), 1000);
        assert!(tokens.iter().all(|t| t.len() == 22));
        assert!(tokens.iter().all(|t| t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')));
    }

    #[test]
    fn digits_are_fair_and_of_the_asked_length() {
        assert_eq!(digits(0), "");
        assert_eq!(digits(6).len(), 6);
        let text = digits(20_000);
        for digit in '0'..='9' {
            let share = text.chars().filter(|c| *c == digit).count();
            assert!((1_600..2_400).contains(&share), "{digit}: {share} of 20000");
        }
    }

    #[test]
    fn the_hash_of_a_token_is_sha256_in_hex() {
        assert_eq!(hash_token("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn same_compares_whole_texts() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd"));
        assert!(!same("abc", "abcd"));
    }
}
