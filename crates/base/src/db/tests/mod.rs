//! Tests of the seam, on both engines from one body.

mod migrations;
mod postgres;
mod sql;
mod sqlite;
mod transactions;
mod values;

use super::Migration;
use crate::events::{EventKind, NewEvent};

/// Tables for the tests: the log's two and a few to write into.
pub(super) const TABLES: &[Migration] = &[Migration::one(
    1,
    "tables",
    "create table projects (id {pk}, name text not null, last_seq bigint not null default 0);
     create table events (project bigint not null, seq bigint not null, at bigint not null, kind text not null,
       client bigint, message bigint, channel bigint, employee bigint, data text not null, primary key (project, seq));
     create table clients (id {pk}, project bigint not null references projects (id), name text not null,
       external_id text not null, blocked boolean not null default false);
     create unique index clients__project__external_id on clients (project, external_id);
     create table every_type (id bigint not null primary key, i bigint, small integer, b boolean, f double precision, t text,
       y {blob});
     insert into projects (name) values ('one'), ('two');",
)];

pub(super) fn event(project: i64, client: i64) -> NewEvent {
    NewEvent {
        project,
        kind: EventKind::ClientChanged,
        client: Some(client),
        message: None,
        channel: None,
        employee: None,
        data: serde_json::json!({}),
    }
}
