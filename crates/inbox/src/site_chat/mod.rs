//! The visitor's side of our own messenger, the website chat (S87): what the widget on a customer's site talks to.
//!
//! A visitor is known by a token that the server signs; nothing is stored about him before he writes (X3), and the token is
//! never part of an address (X1). Who signed users are is told by the customer's server (X2). What he writes goes the way
//! of every message: kept by the intake first, then answered 200.

mod access;
mod doors;
mod routes;
mod socket;
#[cfg(test)]
mod tests;
mod token;
mod upload;
mod view;
mod visitors;

pub use doors::start;
pub use routes::routes;
pub(crate) use token::prune_identities;
pub(crate) use visitors::{Presence, Visitors};
