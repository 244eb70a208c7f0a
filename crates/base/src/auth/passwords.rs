//! Passwords: argon2id, a few at a time, and the same work for a person who does not exist.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// Who waits beyond this is sent away: a flood of sign-ins must not pile up in memory.
const MAX_WAITING: usize = 64;
/// Longer ones are never right: hashing a megabyte of a stranger is work for nothing.
const MAX_PASSWORD_BYTES: usize = 1024;

/// Hashes and checks passwords. Cloning shares the bounds.
#[derive(Clone)]
pub struct Passwords(Arc<Inner>);

struct Inner {
    argon: Argon2<'static>,
    /// How many are computed at the same time; each takes the memory of its cost.
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// Checked for unknown people, so that the time of the answer does not tell who has an account.
    nobody: String,
    computed: AtomicU64,
}

impl Passwords {
    /// `parallel` at a time with the cost OWASP recommends: 19 MiB, two passes.
    pub fn new(parallel: u32) -> Result<Self> {
        Self::with_params(parallel, Params::default())
    }

    /// Almost free: for tests of rooms that sign in hundreds of times.
    #[cfg(any(test, feature = "testing"))]
    pub fn cheap() -> Result<Self> {
        Self::with_params(4, Params::new(8, 1, 1, None).map_err(Error::internal)?)
    }

    fn with_params(parallel: u32, params: Params) -> Result<Self> {
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let parallel = usize::try_from(parallel.max(1)).map_err(Error::internal)?;
        // A random password nobody knows.
        let nobody = argon.hash_password(crate::id::token(32).as_bytes()).map_err(Error::internal)?.to_string();
        Ok(Self(Arc::new(Inner {
            argon,
            running: Arc::new(Semaphore::new(parallel)),
            waiting: Arc::new(Semaphore::new(parallel + MAX_WAITING)),
            nobody,
            computed: AtomicU64::new(0),
        })))
    }

    /// What to store of a password. The caller has checked its length.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.compute(move |inner| {
            let hash = inner.argon.hash_password(password.as_bytes()).map_err(Error::internal)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether the password is the stored one. `None` stands for a person who does not exist: the same work, then "no".
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool> {
        self.compute(move |inner| {
            let fits = password.len() <= MAX_PASSWORD_BYTES;
            let (given, hash) = match &stored {
                Some(stored) if fits => (password.as_bytes(), stored),
                _ => (&b"nobody"[..], &inner.nobody),
            };
            let parsed = PasswordHash::new(hash).map_err(|_| Error::internal("a stored password hash is damaged"))?;
            let same = inner.argon.verify_password(given, &parsed).is_ok();
            Ok(same && fits && stored.is_some())
        })
        .await
    }

    /// Whether a stored hash was made with another cost and should be made again at the next sign-in.
    #[must_use]
    pub fn is_outdated(&self, stored: &str) -> bool {
        let today = PasswordHash::new(&self.0.nobody).map(|hash| (hash.algorithm, hash.version, hash.params));
        let then = PasswordHash::new(stored).map(|hash| (hash.algorithm, hash.version, hash.params));
        !matches!((today, then), (Ok(today), Ok(then)) if today == then)
    }

    /// How many were computed since the start.
    #[must_use]
    pub fn computed(&self) -> u64 {
        self.0.computed.load(Ordering::Relaxed)
    }

    async fn compute<T: Send + 'static>(&self, job: impl FnOnce(&Inner) -> Result<T> + Send + 'static) -> Result<T> {
        let inner = self.0.clone();
        let _place = inner.waiting.clone().try_acquire_owned().map_err(|_| Error::Busy)?;
        let permit = inner.running.clone().acquire_owned().await.map_err(Error::internal)?;
        let task = tokio::task::spawn_blocking(move || {
            // Held by the work itself: a caller who hangs up frees no place for another hash while his is still computed.
            let _permit = permit;
            inner.computed.fetch_add(1, Ordering::Relaxed);
            job(&inner)
        });
        task.await.map_err(Error::internal)?
    }
}
