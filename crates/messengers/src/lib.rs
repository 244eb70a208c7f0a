//! The messengers' languages: what each says to us, what we say to it, what it can do.
//!
//! No database, no HTTP server, no I/O of its own: [`Wire`] is handed in by `inbox`. Everything that comes in becomes one
//! normal form, [`Inbound`]; everything that goes out is one [`Order`] with one [`SendOutcome`]. A messenger is a module with
//! the same verbs (`verify`, `split`, `parse`, `send`, `poll`, `connect`) and a row in the capability table; [`Kind`] dispatches.

pub mod capabilities;
mod contract;
mod inbound;
mod outgoing;
pub mod site_chat;
pub mod telegram;
mod wire;

pub use capabilities::{Capabilities, Mode, PARTS_MAX, Rates, utf16_len};
pub use contract::{
    Account, AccountInfo, AccountProblem, Connection, FetchError, FetchedFile, Item, Kind, PollBatch, Refusal,
};
pub use inbound::{
    Button, Change, Contact, Entity, EntityKind, FileKind, Inbound, InboundFile, InboundMessage, Location, NoteCode,
    Person, Place, Reaction,
};
pub use outgoing::{Order, OrderKind, OutgoingFile, SendOutcome, SentPart};
pub use wire::{BlobWriter, Wire, WireBody, WireError, WirePart, WireRequest, WireResponse};
