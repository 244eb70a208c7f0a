//! Rows of `labels` and `client_keys`.

use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::{Error, Result};
use beseda_base::text::fold;

use super::{LabelKind, OF_CLIENT_MAX, OF_PROJECT_MAX, too_many};
use crate::dialogs::Count;

/// Kinds of `client_keys`.
pub(crate) const KEY_LABEL: i64 = 1;
pub(crate) const KEY_LIST: i64 = 2;

beseda_base::row! {
    /// A label or a list of the project.
    #[derive(Debug, Clone)]
    pub(super) struct LabelRow {
        pub(super) id: i64,
        pub(super) name: String,
        pub(super) color: Option<i64>,
        /// Clients who have it, counted up to a thousand; 0 where it was not asked for.
        pub(super) clients: i64,
    }
}

/// Clients of the label `l`, up to a thousand.
fn counted(kind: LabelKind) -> String {
    format!(
        "(select count(*) from (select 1 from client_keys k where k.kind = {} and k.key = l.id limit {}) few)",
        kind.key(),
        Count::BOUND
    )
}

/// All of the project, by name.
pub(super) fn all(tx: &Tx<'_>, project: i64, kind: LabelKind) -> Result<Vec<LabelRow>> {
    let sql = format!(
        "select l.id, l.name, l.color, {} from labels l where l.project = $1 and l.kind = $2 and l.deleted_at is null
         order by l.name_key limit $3",
        counted(kind)
    );
    tx.query(&sql, params![project, kind.name(), OF_PROJECT_MAX])
}

/// One of the project.
pub(super) fn one(tx: &Tx<'_>, project: i64, kind: LabelKind, label: i64) -> Result<LabelRow> {
    let sql = format!(
        "select l.id, l.name, l.color, {} from labels l
         where l.id = $2 and l.project = $1 and l.kind = $3 and l.deleted_at is null",
        counted(kind)
    );
    tx.one(&sql, params![project, label, kind.name()])
}

/// The name of one of the project, [`Error::NotFound`] when there is none.
pub(super) fn name(tx: &Tx<'_>, project: i64, kind: LabelKind, label: i64) -> Result<String> {
    find_name(tx, project, kind, label)?.ok_or(Error::NotFound)
}

/// The same, none when there is none.
pub(super) fn find_name(tx: &Tx<'_>, project: i64, kind: LabelKind, label: i64) -> Result<Option<String>> {
    tx.optional(
        "select name from labels where id = $2 and project = $1 and kind = $3 and deleted_at is null",
        params![project, label, kind.name()],
    )
}

/// Makes one. The same name, however it is written, is refused.
pub(super) fn make(
    tx: &Tx<'_>,
    project: i64,
    kind: LabelKind,
    (name, color): (&str, Option<i64>),
    now: i64,
) -> Result<i64> {
    let there: i64 = tx.one(
        "select count(*) from (select 1 from labels where project = $1 and kind = $2 and deleted_at is null limit $3) few",
        params![project, kind.name(), OF_PROJECT_MAX],
    )?;
    if there >= OF_PROJECT_MAX {
        return Err(Error::conflict("limit_reached", format!("a project has at most {OF_PROJECT_MAX} of them")));
    }
    let made: Option<(i64,)> = tx.optional(
        "insert into labels (project, kind, name, name_key, color, created_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (project, kind, name_key) where deleted_at is null do nothing returning id",
        params![project, kind.name(), name, fold(name), color, now],
    )?;
    made.map(|row| row.0).ok_or_else(taken)
}

/// Gives it another name and colour.
pub(super) fn change(
    tx: &Tx<'_>,
    project: i64,
    kind: LabelKind,
    label: i64,
    (name, color): (&str, Option<i64>),
) -> Result<()> {
    let key = fold(name);
    let other: Option<(i64,)> = tx.optional(
        "select id from labels where project = $1 and kind = $2 and name_key = $3 and deleted_at is null and id <> $4",
        params![project, kind.name(), key.as_str(), label],
    )?;
    if other.is_some() {
        return Err(taken());
    }
    let changed = tx.execute(
        "update labels set name = $4, name_key = $5, color = $6
         where id = $3 and project = $1 and kind = $2 and deleted_at is null",
        params![project, kind.name(), label, name, key, color],
    )?;
    if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Deletes it for everybody; what is left in `client_keys` goes with [`prune`].
pub(super) fn delete(tx: &Tx<'_>, project: i64, kind: LabelKind, label: i64, now: i64) -> Result<()> {
    let changed = tx.execute(
        "update labels set deleted_at = $4 where id = $3 and project = $1 and kind = $2 and deleted_at is null",
        params![project, kind.name(), label, now],
    )?;
    if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

fn taken() -> Error {
    Error::invalid("name", "taken", "there is one of this name already")
}

/// Locks the client's row, as every writer for him does (guarantee 3).
pub(super) fn lock(tx: &Tx<'_>, project: i64, client: i64) -> Result<i64> {
    tx.one(
        "update clients set keys = keys where id = $2 and project = $1 returning active_at",
        params![project, client],
    )
}

/// Which the client has.
pub(super) fn of_client(tx: &Tx<'_>, client: i64, kind: LabelKind) -> Result<Vec<i64>> {
    tx.query("select key from client_keys where client = $1 and kind = $2 order by key", params![client, kind.key()])
}

/// Gives the client a key; false when he has it.
pub(super) fn add_key(tx: &Tx<'_>, project: i64, kind: LabelKind, client: i64, key: i64) -> Result<bool> {
    let active_at = lock(tx, project, client)?;
    let there = of_client(tx, client, kind)?;
    if there.contains(&key) {
        return Ok(false);
    }
    if there.len() as i64 >= OF_CLIENT_MAX {
        return Err(too_many());
    }
    tx.execute(
        "insert into client_keys (kind, key, active_at, client) values ($1, $2, $3, $4)",
        params![kind.key(), key, active_at, client],
    )?;
    tx.execute("update clients set keys = keys + 1 where id = $1", params![client])?;
    Ok(true)
}

/// Which lists each of these clients, a row each, is in.
pub(crate) fn lists_of(tx: &Tx<'_>, clients: &[Vec<Val>]) -> Result<Vec<(i64, i64)>> {
    tx.query_rows(
        "select client, key from client_keys where kind = $1 and client in (values {rows:bigint})",
        params![LabelKind::List.key()],
        clients,
    )
}

/// Puts many clients into lists, without a word in their dialogs. Whoever calls it has looked at the limits, and holds the
/// clients.
pub(crate) fn put_into_lists(tx: &Tx<'_>, project: i64, clients: &[i64], lists: &[i64]) -> Result<()> {
    if clients.is_empty() || lists.is_empty() {
        return Ok(());
    }
    let pairs: Vec<Vec<Val>> =
        clients.iter().flat_map(|client| lists.iter().map(|list| values![*client, *list])).collect();
    tx.execute_rows(
        "insert into client_keys (kind, key, active_at, client)
         select $1, v.column2, c.active_at, c.id from (values {rows:bigint,bigint}) as v
         join clients c on c.id = v.column1 where c.project = $2
         on conflict (client, kind, key) do nothing",
        params![LabelKind::List.key(), project],
        &pairs,
    )?;
    let rows: Vec<Vec<Val>> = clients.iter().map(|client| values![*client]).collect();
    tx.execute_rows(
        "update clients set keys = (select count(*) from client_keys k where k.client = clients.id)
         where id in (values {rows:bigint})",
        &[],
        &rows,
    )?;
    Ok(())
}

/// Takes a key from the client; false when he has none.
pub(super) fn remove_key(tx: &Tx<'_>, project: i64, kind: LabelKind, client: i64, key: i64) -> Result<bool> {
    lock(tx, project, client)?;
    let removed = tx.execute(
        "delete from client_keys where client = $1 and kind = $2 and key = $3",
        params![client, kind.key(), key],
    )?;
    if removed > 0 {
        tx.execute("update clients set keys = keys - 1 where id = $1", params![client])?;
    }
    Ok(removed > 0)
}

/// Clients who have keys became active, with the moment that their rows say now: their keys follow, so that a filtered list
/// has the order of the whole one. The caller holds the clients' rows.
pub(crate) fn moved(tx: &Tx<'_>, clients: &[(i64, i64)]) -> Result<()> {
    let rows: Vec<Vec<Val>> = clients.iter().map(|(client, active_at)| values![*client, *active_at]).collect();
    tx.execute_rows(
        "update client_keys set active_at = v.column2 from (values {rows:bigint,bigint}) as v
         where client = v.column1 and active_at <> v.column2",
        &[],
        &rows,
    )?;
    Ok(())
}

/// Takes rows of deleted labels out of `client_keys`, at most `limit`; the last batch ends the label. Answers how many.
pub(crate) fn prune(tx: &Tx<'_>, limit: i64) -> Result<u64> {
    let dead: Option<(i64, String)> =
        tx.optional("select id, kind from labels where deleted_at is not null order by id limit 1", &[])?;
    let Some((label, kind)) = dead else { return Ok(0) };
    let kind = if kind == LabelKind::List.name() { KEY_LIST } else { KEY_LABEL };
    let clients: Vec<i64> = tx.query(
        "select client from client_keys where kind = $1 and key = $2 order by client limit $3",
        params![kind, label, limit],
    )?;
    if clients.is_empty() {
        tx.execute("delete from labels where id = $1 and deleted_at is not null", params![label])?;
        return Ok(1);
    }
    // Ascending, as everybody locks clients (guarantee 4); what went meanwhile is not counted twice.
    for client in &clients {
        tx.execute("update clients set keys = keys where id = $1", params![*client])?;
    }
    let rows: Vec<Vec<Val>> = clients.iter().map(|client| values![*client]).collect();
    let gone: Vec<(i64,)> = tx.query_rows(
        "delete from client_keys where kind = $1 and key = $2 and client in (values {rows:bigint}) returning client",
        params![kind, label],
        &rows,
    )?;
    let rows: Vec<Vec<Val>> = gone.iter().map(|row| values![row.0]).collect();
    tx.execute_rows(
        "update clients set keys = keys - 1 from (values {rows:bigint}) as v where clients.id = v.column1",
        &[],
        &rows,
    )?;
    Ok(gone.len() as u64)
}
