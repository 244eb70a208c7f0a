//! What every room of Beseda shares and what knows no feature: storage, errors, sign-in, settings, the way out.

pub mod db;
pub mod events;
pub mod bus;
pub mod clock;
pub mod error;
pub mod logs;
pub mod auth;
pub mod id;
pub mod address;
pub mod config;
pub mod secrets;
pub mod http;
pub mod text;
pub mod json;
pub mod throttle;
pub mod tasks;
pub mod metrics;
pub mod files;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
