//! Credentials at rest and keys for signatures.
//!
//! A sealed text holds the id of its key, so keys rotate: the first key seals, all of them open. The context (`channel:12`)
//! is bound into the seal: a sealed token moved to another row does not open. Losing the key loses the channels' tokens;
//! the error says so.

use std::fmt;
use std::io::{self, Write as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::config::Config;
use crate::error::{Error, Result};
use crate::id;

const FORMAT: &str = "s1";
const NONCE_BYTES: usize = 24;

/// The keys of an installation.
#[derive(Clone)]
pub struct Secrets {
    /// Never empty; the first one seals.
    keys: Vec<Key>,
}

#[derive(Clone)]
struct Key {
    id: String,
    bytes: [u8; 32],
}

impl Secrets {
    /// Keys of the configuration: `secret_key` and `old_secret_keys`, or else the key file, which is made on the first start.
    pub fn open_or_create(config: &Config) -> Result<Self> {
        if !config.secret_key.is_empty() {
            let texts = std::iter::once(&config.secret_key).chain(&config.old_secret_keys);
            return Self::from_base64(texts.map(String::as_str));
        }
        let path = config.secret_key_path();
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                refuse_open_file(&path)?;
                let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
                Self::from_base64(lines).map_err(|e| Error::internal(format!("{}: {e}", path.display())))
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                let mut bytes = [0u8; 32];
                id::fill(&mut bytes);
                create_key_file(&path, &STANDARD.encode(bytes))
                    .map_err(|e| Error::internal(format!("cannot write the key file {}: {e}", path.display())))?;
                Ok(Self { keys: vec![Key::new(bytes)] })
            }
            Err(e) => Err(Error::internal(format!("cannot read the key file {}: {e}", path.display()))),
        }
    }

    /// Keys as base64 of 32 bytes, the sealing one first.
    pub fn from_base64<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let keys = texts.into_iter().map(parse_key).collect::<Result<Vec<_>>>()?;
        if keys.is_empty() {
            return Err(Error::internal("no secret key: set BESEDA_SECRET_KEY to base64 of 32 random bytes"));
        }
        Ok(Self { keys })
    }

    /// Seals with the first key.
    pub fn seal(&self, plain: &[u8], context: &str) -> Result<String> {
        let key = &self.keys[0];
        let mut nonce = [0u8; NONCE_BYTES];
        id::fill(&mut nonce);
        let payload = Payload { msg: plain, aad: context.as_bytes() };
        let sealed = key
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Error::internal("a secret is too long to seal"))?;
        let body = URL_SAFE_NO_PAD.encode([&nonce[..], &sealed[..]].concat());
        Ok(format!("{FORMAT}.{}.{body}", key.id))
    }

    /// Opens what any of the keys sealed for the same context.
    pub fn open(&self, sealed: &str, context: &str) -> Result<Vec<u8>> {
        let (key_id, body) = split(sealed).ok_or_else(|| Error::internal("a sealed secret is damaged"))?;
        let key = self.keys.iter().find(|key| key.id == key_id).ok_or_else(|| {
            Error::internal(format!(
                "a stored secret was sealed with the key {key_id}, which this server does not have: put that key back \
                 (BESEDA_SECRET_KEY, BESEDA_OLD_SECRET_KEYS or the key file), or connect the channel again"
            ))
        })?;
        let raw = URL_SAFE_NO_PAD.decode(body).map_err(|_| Error::internal("a sealed secret is damaged"))?;
        let (nonce, text) = raw
            .split_at_checked(NONCE_BYTES)
            .and_then(|(nonce, text)| Some((<[u8; NONCE_BYTES]>::try_from(nonce).ok()?, text)))
            .ok_or_else(|| Error::internal("a sealed secret is damaged"))?;
        key.cipher()
            .decrypt(&XNonce::from(nonce), Payload { msg: text, aad: context.as_bytes() })
            .map_err(|_| Error::internal(format!("a sealed secret is damaged or does not belong to {context}")))
    }

    /// Whether a sealed text should be sealed again because an older key sealed it.
    #[must_use]
    pub fn is_old(&self, sealed: &str) -> bool {
        split(sealed).is_none_or(|(key_id, _)| key_id != self.keys[0].id)
    }

    /// A key of its own for one purpose, from the first key. Rotation changes it, which ends what it signed.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        self.keys[0].derive(purpose)
    }

    /// The same purpose under every key, the first one first: to check signatures made before a rotation.
    #[must_use]
    pub fn derive_all(&self, purpose: &str) -> Vec<[u8; 32]> {
        self.keys.iter().map(|key| key.derive(purpose)).collect()
    }

    /// HMAC-SHA-256 of a message with a derived key.
    #[must_use]
    pub fn sign(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
        hmac(key, message)
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.id)).finish()
    }
}

impl Key {
    fn new(bytes: [u8; 32]) -> Self {
        // The id must not help to guess the key and must stay the same after a restart.
        let id = id::hex(&Sha256::digest([b"beseda key id ", &bytes[..]].concat())[..4]);
        Self { id, bytes }
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.derive("seal").into())
    }

    fn derive(&self, purpose: &str) -> [u8; 32] {
        hmac(&self.bytes, purpose.as_bytes())
    }
}

fn hmac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // HMAC fills short keys up with zeros; a whole block needs no check of its length.
    let mut block = [0u8; 64];
    block[..key.len()].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn parse_key(text: &str) -> Result<Key> {
    let bytes = STANDARD.decode(text.trim()).ok().and_then(|raw| <[u8; 32]>::try_from(raw).ok());
    bytes.map(Key::new).ok_or_else(|| {
        Error::internal("a secret key must be base64 of exactly 32 bytes, for example from: openssl rand -base64 32")
    })
}

fn split(sealed: &str) -> Option<(&str, &str)> {
    let (format, rest) = sealed.split_once('.')?;
    if format == FORMAT { rest.split_once('.') } else { None }
}

fn create_key_file(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{text}")?;
    // A key that sealed something and is then lost with a power cut is worse than a slow first start.
    file.sync_all()
}

#[cfg(unix)]
fn refuse_open_file(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).map_err(Error::internal)?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(Error::internal(format!(
        "the key file {} can be read by others (mode {mode:o}); run: chmod 600 {}",
        path.display(),
        path.display()
    )))
}

#[cfg(not(unix))]
fn refuse_open_file(_path: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> String {
        STANDARD.encode([byte; 32])
    }

    fn secrets(keys: &[u8]) -> Secrets {
        let texts: Vec<String> = keys.iter().map(|b| key(*b)).collect();
        Secrets::from_base64(texts.iter().map(String::as_str)).unwrap()
    }

    fn config_in(folder: &Path) -> Config {
        Config { data_dir: folder.to_string_lossy().into_owned(), ..Config::default() }
    }

    #[test]
    fn what_is_sealed_opens_only_in_its_context() {
        let s = secrets(&[1]);
        let sealed = s.seal("123:токен".as_bytes(), "channel:7").unwrap();
        assert!(!sealed.contains("123"));
        assert_eq!(s.open(&sealed, "channel:7").unwrap(), "123:токен".as_bytes());
        assert!(s.open(&sealed, "channel:8").is_err());
    }

    #[test]
    fn two_seals_of_one_text_differ() {
        let s = secrets(&[1]);
        assert_ne!(s.seal(b"x", "c").unwrap(), s.seal(b"x", "c").unwrap());
    }

    #[test]
    fn after_a_rotation_old_seals_open_and_are_known_as_old() {
        let before = secrets(&[1]);
        let sealed = before.seal(b"token", "channel:7").unwrap();
        let after = secrets(&[2, 1]);
        assert_eq!(after.open(&sealed, "channel:7").unwrap(), b"token");
        assert!(after.is_old(&sealed));
        assert!(!after.is_old(&after.seal(b"token", "channel:7").unwrap()));
        assert_eq!(after.derive_all("chat")[1], before.derive("chat"));
    }

    #[test]
    fn a_lost_key_is_named_and_nothing_of_the_secret_is_told() {
        let sealed = secrets(&[1]).seal(b"token", "channel:7").unwrap();
        let error = secrets(&[2]).open(&sealed, "channel:7").unwrap_err().to_string();
        let id = sealed.split('.').nth(1).unwrap();
        assert!(error.contains(id) && error.contains("BESEDA_SECRET_KEY"), "{error}");
        assert!(!error.contains(sealed.rsplit('.').next().unwrap()));
    }

    #[test]
    fn a_damaged_seal_is_an_error_and_no_panic() {
        let s = secrets(&[1]);
        let sealed = s.seal(b"token", "c").unwrap();
        let mut tail = sealed.clone();
        let last = tail.pop().unwrap();
        tail.push(if last == 'A' { 'Q' } else { 'A' });
        for bad in ["", "s1", "s1.", "s1.x.y", &sealed[..sealed.len() - 30], tail.as_str()] {
            assert!(s.open(bad, "c").is_err(), "{bad}");
        }
        let short = format!("s1.{}.AAAA", sealed.split('.').nth(1).unwrap());
        assert!(s.open(&short, "c").is_err());
    }

    #[test]
    fn keys_of_purposes_differ_from_each_other() {
        let s = secrets(&[1]);
        assert_ne!(s.derive("a"), s.derive("b"));
        assert_ne!(s.derive("a"), secrets(&[2]).derive("a"));
    }

    #[test]
    fn a_key_of_a_wrong_length_is_refused() {
        assert!(Secrets::from_base64([STANDARD.encode([1u8; 31]).as_str()]).is_err());
        assert!(Secrets::from_base64(["not base64!"]).is_err());
        assert!(Secrets::from_base64([]).is_err());
    }

    #[test]
    fn the_key_file_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let config = config_in(folder.path());
        let sealed = Secrets::open_or_create(&config).unwrap().seal(b"x", "c").unwrap();
        assert_eq!(Secrets::open_or_create(&config).unwrap().open(&sealed, "c").unwrap(), b"x");
    }

    #[test]
    fn the_configured_key_wins_over_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { secret_key: key(9), old_secret_keys: vec![key(8)], ..config_in(folder.path()) };
        let s = Secrets::open_or_create(&config).unwrap();
        let by_old = secrets(&[8]).seal(b"x", "c").unwrap();
        assert_eq!(s.open(&by_old, "c").unwrap(), b"x");
        assert!(!config.secret_key_path().exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let config = config_in(folder.path());
        Secrets::open_or_create(&config).unwrap();
        let path = config.secret_key_path();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let error = Secrets::open_or_create(&config).unwrap_err().to_string();
        assert!(error.contains("chmod 600"), "{error}");
    }

    #[test]
    fn debug_output_holds_no_key() {
        let text = format!("{:?}", secrets(&[1]));
        assert!(!text.contains(&key(1)) && !text.contains("1, 1, 1"), "{text}");
    }
}
