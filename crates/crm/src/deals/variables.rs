//! Variables of a deal (S16, S27): the same names, types and limits as a client's, on a closed deal as well.

use std::collections::BTreeMap;

use beseda_base::auth::Who;
use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::{Error, Result};
use beseda_base::events::EventKind;
use beseda_inbox::audit;
use beseda_inbox::clients::{NewValue, VARIABLES_MAX, VariableType, too_many_variables};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{place, queries, tell};

/// Variables of a deal that a list shows, and how much of each: the rest is in the deal itself.
const SHOWN: i64 = 20;
const SHOWN_LENGTH: usize = 1_000;

/// A variable of a deal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct DealVariable {
    /// Name.
    pub(super) name: String,
    /// Value.
    pub(super) value: String,
    /// What it is typed as.
    #[serde(rename = "type")]
    pub(super) kind: VariableType,
}

/// All of a deal, by name.
pub(super) fn of(tx: &Tx<'_>, deal: i64) -> Result<Vec<DealVariable>> {
    let rows: Vec<(String, String, String)> = tx.query(
        "select name, value, type from deal_variables where deal = $1 order by name limit $2",
        params![deal, VARIABLES_MAX],
    )?;
    let variable = |(name, value, kind): (String, String, String)| {
        let kind = VariableType::from_name(&kind);
        DealVariable { name, value, kind }
    };
    Ok(rows.into_iter().map(variable).collect())
}

/// The first ones of each of these deals, and whether nothing is left out and no value is cut: a page of deals has a bound,
/// whatever is in them.
pub(super) fn beginnings(tx: &Tx<'_>, deals: &[i64]) -> Result<BTreeMap<i64, (Vec<DealVariable>, bool)>> {
    let rows: Vec<Vec<Val>> = deals.iter().map(|deal| values![*deal]).collect();
    let rows: Vec<(i64, String, String, String, i64)> = tx.query_rows(
        "select v.deal, v.name, substr(v.value, 1, cast($2 as integer)), v.type, v.place from (
           select deal, name, value, type, row_number() over (partition by deal order by name) as place
           from deal_variables where deal in (values {rows:bigint})) v
         where v.place <= $1 order by v.deal, v.place",
        params![SHOWN + 1, SHOWN_LENGTH as i64 + 1],
        &rows,
    )?;
    let mut found: BTreeMap<i64, (Vec<DealVariable>, bool)> = BTreeMap::new();
    for (deal, name, value, kind, place) in rows {
        let (shown, complete) = found.entry(deal).or_insert((Vec::new(), true));
        let end = value.char_indices().nth(SHOWN_LENGTH).map(|(end, _)| end);
        *complete &= place <= SHOWN && end.is_none();
        if place <= SHOWN {
            let value = end.map_or(value.as_str(), |end| &value[..end]).to_owned();
            shown.push(DealVariable { name, value, kind: VariableType::from_name(&kind) });
        }
    }
    Ok(found)
}

/// Sets a variable, or makes it. The caller has checked the value's length.
pub(super) fn set(tx: &Tx<'_>, who: &Who, deal: i64, (name, new): (&str, &NewValue), now: i64) -> Result<()> {
    let client = place(tx, who, deal)?;
    queries::lock(tx, who.project, client)?;
    put(tx, who.project, deal, (name, new), now)?;
    told(tx, who, (client, deal), ("deal.variable_set", name), now)
}

/// Writes the row of a variable.
pub(super) fn put(tx: &Tx<'_>, project: i64, deal: i64, (name, new): (&str, &NewValue), now: i64) -> Result<()> {
    let there: Option<(String,)> =
        tx.optional("select type from deal_variables where deal = $1 and name = $2", params![deal, name])?;
    let kind = new.kind_for(tx, project, name, there.as_ref().map(|row| row.0.as_str()))?;
    if there.is_none() {
        let count: i64 = tx.one("select count(*) from deal_variables where deal = $1", params![deal])?;
        if count >= VARIABLES_MAX {
            return Err(too_many_variables());
        }
    }
    tx.execute(
        "insert into deal_variables (deal, name, value, type, updated_at) values ($1, $2, $3, $4, $5)
         on conflict (deal, name) do update set value = excluded.value, type = excluded.type, updated_at = excluded.updated_at",
        params![deal, name, new.text(), kind.name(), now],
    )?;
    Ok(())
}

/// Deletes a variable.
pub(super) fn delete(tx: &Tx<'_>, who: &Who, deal: i64, name: &str, now: i64) -> Result<()> {
    let client = place(tx, who, deal)?;
    queries::lock(tx, who.project, client)?;
    if tx.execute("delete from deal_variables where deal = $1 and name = $2", params![deal, name])? == 0 {
        return Err(Error::NotFound);
    }
    told(tx, who, (client, deal), ("deal.variable_deleted", name), now)
}

fn told(tx: &Tx<'_>, who: &Who, (client, deal): (i64, i64), (action, name): (&str, &str), now: i64) -> Result<()> {
    tell(tx, who, EventKind::DealChanged, client, json!({ "deal": deal, "variables": true }));
    audit::record(tx, who, action, "deal", Some(deal), &json!({ "name": name }), now)
}
