//! Beseda: one binary that is the server and its tools.
//!
//! `command` reads the command line; `server` puts the rooms together and serves them; `web` carries the page, the chat
//! script and the API's description; the other modules are the commands of the same names.

mod backup;
mod bench;
mod command;
mod demo;
mod employees;
mod openapi;
mod server;
mod tools;
mod web;

use std::process::ExitCode;

// The default allocator of a glibc keeps what thousands of sockets gave back; this one returns it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    command::run()
}
