//! What every room of Beseda shares and what knows no feature: storage, errors, sign-in, settings, the way out.

pub mod error;
pub mod logs;
