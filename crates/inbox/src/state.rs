//! What every handler and every loop of this crate is given.

use std::ops::Deref;
use std::sync::Arc;

use beseda_base::bus::Bus;
use beseda_base::clock::Clock;
use beseda_base::config::Config;
use beseda_base::db::Db;
use beseda_base::files::Files;
use beseda_base::http::Outgoing;
use beseda_base::secrets::Secrets;
use beseda_base::tasks::Tasks;
use beseda_base::throttle::Throttle;

/// The crate's state; cheap to clone.
#[derive(Clone)]
pub struct Inbox(Arc<Parts>);

/// The parts, made by the binary (or by a test) once.
pub struct Parts {
    /// The tables, which are the truth.
    pub db: Db,
    /// Wakes loops; may lose a call.
    pub bus: Bus,
    /// The time.
    pub clock: Clock,
    /// Attached files.
    pub files: Files,
    /// Seals credentials at rest, derives signing keys.
    pub secrets: Secrets,
    /// The guarded way out.
    pub outgoing: Outgoing,
    /// Settings of the installation.
    pub config: Arc<Config>,
    /// Supervised loops; stop with the server.
    pub tasks: Tasks,
    /// Limits per address for public routes.
    pub throttle: Throttle,
}

impl Inbox {
    /// Wraps the parts.
    pub fn new(parts: Parts) -> Inbox {
        Inbox(Arc::new(parts))
    }
}

impl Deref for Inbox {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
