//! What every handler and every loop of this crate is given.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRef;
use beseda_base::auth::{Auth, Passwords};
use beseda_base::bus::Bus;
use beseda_base::clock::Clock;
use beseda_base::config::Config;
use beseda_base::db::Db;
use beseda_base::files::Files;
use beseda_base::http::Outgoing;
use beseda_base::secrets::Secrets;
use beseda_base::tasks::Tasks;
use beseda_base::throttle::Throttle;

use crate::employees::{self, Used};
use crate::intake::Gate;
use crate::live::Hub;
use crate::outbox::Figures;
use crate::site_chat::Visitors;

/// The crate's state; cheap to clone.
#[derive(Clone)]
pub struct Inbox(Arc<Whole>);

/// The parts, and what the rooms of this crate remember while it runs. Nothing of it is needed after a restart.
pub struct Whole {
    parts: Parts,
    auth: Auth,
    /// Sessions that were used, on their way to the table.
    pub(crate) used: Used,
    /// Feeds of open pages.
    pub(crate) live: Hub,
    /// Website visitors whose chat is open.
    pub(crate) visitors: Visitors,
    /// Deliveries on their way to the table.
    pub(crate) gate: Gate,
    /// Figures of channels on their way to the table.
    pub(crate) figures: Figures,
}

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
    /// Hashes passwords, a few at a time.
    pub passwords: Passwords,
    /// Limits per address for public routes.
    pub throttle: Throttle,
}

impl Inbox {
    /// Wraps the parts.
    pub fn new(parts: Parts) -> Inbox {
        let used = Used::default();
        let store = employees::Store::new(parts.db.clone(), parts.clock.clone(), used.clone());
        let auth = Auth::new(Arc::new(store), &parts.config);
        let (live, visitors, gate, figures) =
            (Hub::default(), Visitors::default(), Gate::default(), Figures::default());
        Inbox(Arc::new(Whole { parts, auth, used, live, visitors, gate, figures }))
    }

    /// Runs a loop for the life of the server, each time with a state of its own ([`Tasks::keep`]).
    pub(crate) fn keep<F>(&self, name: &'static str, run: impl Fn(Inbox) -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let own = self.clone();
        self.tasks.keep(name, move || run(own.clone()));
    }
}

impl FromRef<Inbox> for Auth {
    fn from_ref(inbox: &Inbox) -> Auth {
        inbox.auth.clone()
    }
}

impl Deref for Inbox {
    type Target = Whole;

    fn deref(&self) -> &Whole {
        &self.0
    }
}

impl Deref for Whole {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}
