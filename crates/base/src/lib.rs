//! What every room of Beseda shares and what knows no feature: storage, errors, sign-in, settings, the way out.

// How rooms answer.
pub mod error;
pub mod json;

// Where things are kept, and who hears of a change.
pub mod bus;
pub mod db;
pub mod events;
pub mod files;

// Who asks, and what is kept from him.
pub mod address;
pub mod auth;
pub mod id;
pub mod secrets;
pub mod throttle;

// The way out.
pub mod http;

// How the server runs.
pub mod clock;
pub mod config;
pub mod logs;
pub mod metrics;
pub mod tasks;
pub mod text;

#[cfg(any(test, feature = "testing"))]
pub mod testing;
