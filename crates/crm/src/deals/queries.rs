//! Rows of `deals`.

use std::collections::BTreeMap;

use beseda_base::auth::Who;
use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::Result;

use super::routes::Deal;
use super::variables::{self, DealVariable};
use super::{DealState, Fields, Money};

/// Rows that a purge takes in one transaction (guarantee 15).
const BATCH: i64 = 500;

beseda_base::row! {
    struct Row {
        id: i64, client: i64, name: String, description: String, budget: Option<i64>, currency: Option<String>, state: String, reason: Option<String>,
        is_current: bool, responsible: Option<i64>, created_at: i64, created_by: Option<i64>, closed_at: Option<i64>, closed_by: Option<i64>,
    }
}

/// Columns of [`Row`]. A responsible who has left the project reads as nobody: he comes back with his deals.
const SELECT: &str = "select d.id, d.client, d.name, d.description, d.budget, d.currency, d.state, d.reason,
    d.is_current, m.employee, d.created_at, d.created_by, d.closed_at, d.closed_by
    from deals d left join members m on m.project = d.project and m.employee = d.responsible";

impl Row {
    fn with(self, (variables, complete): (Vec<DealVariable>, bool)) -> Result<Deal> {
        Ok(Deal {
            id: self.id,
            client_id: self.client,
            name: self.name,
            description: self.description,
            budget: self.budget.zip(self.currency).map(|(amount, currency)| Money::of(amount, currency)),
            state: DealState::from_name(&self.state)?,
            reason: self.reason,
            current: self.is_current,
            responsible_id: self.responsible,
            created_at: self.created_at,
            created_by_id: self.created_by,
            closed_at: self.closed_at,
            closed_by_id: self.closed_by,
            variables,
            variables_complete: complete,
        })
    }
}

/// One deal of the project with all its variables.
pub(super) fn one(tx: &Tx<'_>, project: i64, deal: i64) -> Result<Deal> {
    let row: Row = tx.one(&format!("{SELECT} where d.project = $1 and d.id = $2"), params![project, deal])?;
    let variables = variables::of(tx, deal)?;
    row.with((variables, true))
}

/// Deals of a client before this id, the newest first, and whether there are more; open ones, closed ones, or both.
pub(super) fn page(
    tx: &Tx<'_>,
    project: i64,
    client: i64,
    (open, before): (Option<bool>, i64),
    limit: i64,
) -> Result<(Vec<Deal>, bool)> {
    let state = match open {
        None => "",
        Some(true) => "and d.state = 'open'",
        Some(false) => "and d.state <> 'open'",
    };
    let sql = format!(
        "{SELECT} where d.project = $1 and d.client = $2 and d.id < $3 {state} order by d.client desc, d.id desc limit $4"
    );
    let mut rows: Vec<Row> = tx.query(&sql, params![project, client, before, limit + 1])?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    rows.truncate(shown);
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut variables: BTreeMap<i64, _> = variables::beginnings(tx, &ids)?;
    let deals = rows.into_iter().map(|row| {
        let own = variables.remove(&row.id).unwrap_or((Vec::new(), true));
        row.with(own)
    });
    Ok((deals.collect::<Result<_>>()?, more))
}

/// How many deals a client has, and how many of them are open.
pub(super) fn count(tx: &Tx<'_>, client: i64) -> Result<(i64, i64)> {
    tx.one(
        "select count(*), coalesce(sum(case when state = 'open' then 1 else 0 end), 0) from deals where client = $1",
        params![client],
    )
}

/// Locks the client's row, as every writer for him does (guarantee 3).
pub(super) fn lock(tx: &Tx<'_>, project: i64, client: i64) -> Result<()> {
    tx.one::<(i64,)>(
        "update clients set last_n = last_n where id = $2 and project = $1 returning id",
        params![project, client],
    )?;
    Ok(())
}

pub(super) fn insert(tx: &Tx<'_>, who: &Who, client: i64, fields: &Fields, now: i64) -> Result<i64> {
    let (budget, currency) = fields.budget.clone().unzip();
    tx.one(
        "insert into deals (project, client, name, description, budget, currency, state, responsible, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9) returning id",
        params![
            who.project, client, fields.name.as_str(), fields.description.as_str(), budget, currency, fields.responsible, now, who.employee
        ],
    )
}

/// What people have written into it.
pub(super) fn fields(tx: &Tx<'_>, project: i64, deal: i64) -> Result<Fields> {
    let row: (String, String, Option<i64>, Option<String>, Option<i64>) = tx.one(
        "select name, description, budget, currency, responsible from deals where project = $1 and id = $2",
        params![project, deal],
    )?;
    let (name, description, budget, currency, responsible) = row;
    Ok(Fields { name, description, budget: budget.zip(currency), responsible })
}

pub(super) fn update(tx: &Tx<'_>, deal: i64, fields: &Fields) -> Result<()> {
    let (budget, currency) = fields.budget.clone().unzip();
    tx.execute(
        "update deals set name = $2, description = $3, budget = $4, currency = $5, responsible = $6 where id = $1",
        params![deal, fields.name.as_str(), fields.description.as_str(), budget, currency, fields.responsible],
    )?;
    Ok(())
}

/// State, reason and name.
pub(super) fn state(tx: &Tx<'_>, project: i64, deal: i64) -> Result<(DealState, Option<String>, String)> {
    let (state, reason, name): (String, Option<String>, String) =
        tx.one("select state, reason, name from deals where project = $1 and id = $2", params![project, deal])?;
    Ok((DealState::from_name(&state)?, reason, name))
}

pub(super) fn set_state(
    tx: &Tx<'_>,
    deal: i64,
    (state, reason): (DealState, Option<&str>),
    closed: Option<(i64, i64)>,
) -> Result<()> {
    let (at, by) = closed.unzip();
    tx.execute(
        "update deals set state = $2, reason = $3, closed_at = $4, closed_by = $5 where id = $1",
        params![deal, state.name(), reason, at, by],
    )?;
    Ok(())
}

pub(super) fn delete(tx: &Tx<'_>, project: i64, deal: i64) -> Result<()> {
    tx.execute("delete from deal_variables where deal = $1", params![deal])?;
    tx.execute("delete from deals where project = $1 and id = $2", params![project, deal])?;
    Ok(())
}

/// The client's current deal.
pub(super) fn current(tx: &Tx<'_>, client: i64) -> Result<Option<i64>> {
    tx.optional("select id from deals where client = $1 and is_current", params![client])
}

/// Makes this deal the current one, or none.
pub(super) fn set_current(tx: &Tx<'_>, client: i64, deal: Option<i64>) -> Result<()> {
    // First the former one: the index lets two be current at no moment.
    tx.execute("update deals set is_current = false where client = $1 and is_current", params![client])?;
    tx.execute("update deals set is_current = true where client = $1 and id = $2", params![client, deal])?;
    Ok(())
}

/// After a deal was closed, reopened or deleted: the current one stays if it is open, else it is the newest open one.
/// Answers it.
pub(super) fn settle_current(tx: &Tx<'_>, client: i64) -> Result<Option<i64>> {
    let newest: Option<i64> = tx.one(
        "select coalesce(max(case when is_current then id end), max(id)) from deals where client = $1 and state = 'open'",
        params![client],
    )?;
    if current(tx, client)? != newest {
        set_current(tx, client, newest)?;
    }
    Ok(newest)
}

/// Takes deals of a client away, at most 500 rows; 0 when nothing is left.
pub fn purge(tx: &Tx<'_>, client: i64) -> Result<u64> {
    let variables: Vec<(i64, String)> = tx.query(
        "select v.deal, v.name from deals d join deal_variables v on v.deal = d.id where d.client = $1 limit $2",
        params![client, BATCH],
    )?;
    if !variables.is_empty() {
        let rows: Vec<Vec<Val>> = variables.into_iter().map(|(deal, name)| values![deal, name]).collect();
        return tx.execute_rows(
            "delete from deal_variables where (deal, name) in (values {rows:bigint,text})",
            &[],
            &rows,
        );
    }
    tx.execute(
        "delete from deals where id in (select id from deals where client = $1 order by id limit $2)",
        params![client, BATCH],
    )
}
