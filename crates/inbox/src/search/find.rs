//! Finding: ids by the engine's index, newest first, then what the one who asks may see of them.

use std::fmt;

use beseda_base::db::{Engine, Tx, Val, params, values};
use beseda_base::error::{Error, Result};

use super::index::{STRETCHES, month_of, stretch};
use super::query::{Place, Query, Scope};
use crate::dialogs::{Asked, Count};
use crate::messages::AuthorKind;

/// Ids that one question looks through before it answers short.
const LOOKED_MAX: usize = 5_000;
/// Ids of the first stride, and how much larger each next one is.
const STRIDE: usize = 250;
const GROWTH: usize = 4;
/// A longer time than this is not asked of the index, but of what it finds.
const MONTHS_MAX: i32 = 60;

beseda_base::row! {
    /// A message that was found.
    #[derive(Debug, Clone)]
    pub(super) struct Hit {
        pub(super) id: i64,
        pub(super) n: i64,
        pub(super) client: i64,
        pub(super) author_kind: String,
        pub(super) channel: i64,
        pub(super) sent_at: i64,
        pub(super) text: String,
        responsible: Option<i64>,
    }
}

impl Hit {
    pub(super) fn author(&self) -> AuthorKind {
        AuthorKind::from_name(&self.author_kind)
    }
}

/// Where a page begins: below the last hit of the former one, and whether the last word was read as the beginning of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    below: i64,
    beginning: bool,
}

impl Cursor {
    /// From what a page before answered; else an error that names the field.
    pub(super) fn parse(text: &str) -> Result<Cursor> {
        let (beginning, id) = text.strip_prefix('b').map_or((false, text), |id| (true, id));
        let below = id.parse().map_err(|_| Error::bad_cursor("cursor"))?;
        Ok(Cursor { below, beginning })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}", if self.beginning { "b" } else { "" }, self.below)
    }
}

/// What was found.
pub(super) struct Page {
    /// What it was found by: [`page`] may have read its last word as the beginning of one.
    pub(super) query: Query,
    /// The newest first.
    pub(super) hits: Vec<Hit>,
    /// Where the rest would be looked for; none when nothing is left.
    pub(super) next: Option<Cursor>,
}

impl Page {
    /// How many there are of it, if this is the first page before its cut.
    pub(super) fn count(&self) -> Count {
        let count = i64::try_from(self.hits.len()).unwrap_or(i64::MAX);
        if self.next.is_some() { Count::at_least(count) } else { Count::of(count) }
    }

    /// Leaves no more than `limit` hits.
    pub(super) fn cut(&mut self, limit: usize) {
        if self.hits.len() > limit {
            self.hits.truncate(limit);
            let last = self.hits.last();
            self.next = last.map(|hit| Cursor { below: hit.id, beginning: self.query.is_beginning() });
        }
    }
}

/// Hits after a cursor, at most `limit`; without one the first, as many as are counted, to be [cut](Page::cut) when they are.
/// What nobody wrote may be the beginning of a word that somebody did.
pub(super) fn page(
    tx: &Tx<'_>,
    asked: &Asked,
    scope: &Scope,
    query: &Query,
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<Page> {
    if let Some(cursor) = cursor {
        let query = if cursor.beginning { query.beginning() } else { None }.unwrap_or_else(|| query.clone());
        return hits(tx, asked, scope, query, cursor.below, limit);
    }
    let first = all(tx, asked, scope, query.clone())?;
    match query.beginning() {
        Some(beginning) if first.hits.is_empty() && first.next.is_none() => all(tx, asked, scope, beginning),
        _ => Ok(first),
    }
}

/// The newest hits, as many as are counted.
pub(super) fn all(tx: &Tx<'_>, asked: &Asked, scope: &Scope, query: Query) -> Result<Page> {
    hits(tx, asked, scope, query, i64::MAX, usize::try_from(Count::BOUND).unwrap_or(usize::MAX))
}

fn hits(tx: &Tx<'_>, asked: &Asked, scope: &Scope, query: Query, below: i64, most: usize) -> Result<Page> {
    let mut scope = scope.clone();
    scope.months = months(&scope, asked.now);
    // What belongs to another project is never read, in any case: see `visible`.
    let several: bool = tx.one("select count(*) > 1 from (select 1 from projects limit 2) few", &[])?;
    scope.project = several.then_some(asked.project);
    let asks = query.for_engine(tx.engine(), &scope);
    // Of names of files the index says enough.
    let by_text = query.needs_text() && scope.place != Place::Files;
    let (mut found, mut below, mut looked, mut stride) = (Vec::new(), below, 0, STRIDE.min(most + 1));
    let next = loop {
        let ids =
            if scope.client.is_some() { in_dialog(tx, &asks, below, stride)? } else { ids(tx, &asks, below, stride)? };
        looked += ids.len();
        for hit in visible(tx, asked, &ids)? {
            if scope.is_in_time(hit.sent_at) && (!by_text || query.fits(&hit.text)) {
                found.push(hit);
            }
        }
        if found.len() > most {
            found.truncate(most);
            break found.last().map(|hit: &Hit| hit.id);
        }
        let Some(last) = ids.last().filter(|_| ids.len() >= stride) else { break None };
        below = *last;
        if looked >= LOOKED_MAX {
            break Some(below);
        }
        stride = (stride * GROWTH).min(LOOKED_MAX - looked).max(1);
    };
    let next = next.map(|below| Cursor { below, beginning: query.is_beginning() });
    Ok(Page { query, hits: found, next })
}

/// The months in which a search looks, as far as they are few.
fn months(scope: &Scope, now: i64) -> Vec<i32> {
    let Some(from) = scope.from else { return Vec::new() };
    // Nothing is sent later than now, but clocks differ.
    let (first, last) = (month_of(from), month_of(scope.to.unwrap_or(now)) + 1);
    if last - first > MONTHS_MAX { Vec::new() } else { (first..=last).collect() }
}

/// Of these messages those that are there and may be seen, in the same order.
fn visible(tx: &Tx<'_>, asked: &Asked, ids: &[i64]) -> Result<Vec<Hit>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Vec<Val>> = ids.iter().map(|id| values![*id]).collect();
    let mut found: Vec<Hit> = tx.query_rows(
        "select m.id, m.n, m.client, m.author_kind, c.channel, m.sent_at, m.text, c.responsible
         from (select column1 as id from (values {rows:bigint}) as v) p
         join messages m on m.id = p.id join clients c on c.id = m.client
         where +c.project = $1 and m.deleted_at is null",
        params![asked.project],
        &rows,
    )?;
    found.retain(|hit| asked.view.sees(hit.responsible));
    found.sort_unstable_by_key(|hit| std::cmp::Reverse(hit.id));
    Ok(found)
}

/// The same of one dialog. Backwards SQLite's index goes through all that a word of every day has; forwards it skips to what
/// the dialog has.
fn in_dialog(tx: &Tx<'_>, asks: &str, below: i64, limit: usize) -> Result<Vec<i64>> {
    if tx.engine() == Engine::Postgres {
        return ids(tx, asks, below, limit);
    }
    let mut all: Vec<i64> = tx.query(
        "select rowid from message_search where message_search match $1 and rowid < $2 order by rowid limit $3",
        params![asks, below, LOOKED_MAX as i64],
    )?;
    if all.len() >= LOOKED_MAX {
        return ids(tx, asks, below, limit);
    }
    all.reverse();
    all.truncate(limit);
    Ok(all)
}

/// Ids below a given one whose words fit, the newest first.
fn ids(tx: &Tx<'_>, asks: &str, below: i64, limit: usize) -> Result<Vec<i64>> {
    if tx.engine() == Engine::Sqlite {
        return tx.query(
            "select rowid from message_search where message_search match $1 and rowid < $2 order by rowid desc limit $3",
            params![asks, below, limit as i64],
        );
    }
    let newest: i64 = tx.one("select coalesce(max(rowid), 0) from message_search where rowid < $1", params![below])?;
    let mut found = Vec::new();
    let (mut below, mut asked) = (newest + 1, 0);
    // A few short stretches for words of every day, then longer and longer ones for those that are rare.
    while below > 1 && found.len() < limit {
        let level = (asked / STRETCHES_EACH).min(STRETCHES.len() - 1);
        below = stretch_before(tx, asks, level, below, limit, &mut found)?;
        asked += 1;
    }
    found.truncate(limit);
    Ok(found)
}

/// Stretches of one length before longer ones follow.
const STRETCHES_EACH: usize = 4;
/// More hits of a stretch than this are not put in order, but looked for in its parts.
const IN_ORDER_MAX: i64 = 2_000;

/// The hits of the stretch that ends below an id, the newest first. Answers where it begins.
fn stretch_before(
    tx: &Tx<'_>,
    asks: &str,
    level: usize,
    below: i64,
    limit: usize,
    found: &mut Vec<i64>,
) -> Result<i64> {
    let number = (below - 1) >> STRETCHES[level];
    let first = number << STRETCHES[level];
    let asks_here = format!("{asks} & '{}'", stretch(level, number));
    let mut here: Vec<i64> = tx.query(
        "select rowid from message_search
         where words @@ cast(cast($1 as text) as tsquery) and rowid >= $2 and rowid < $3 limit $4",
        params![asks_here, first, below, if level == 0 { i64::MAX } else { IN_ORDER_MAX + 1 }],
    )?;
    if here.len() as i64 <= IN_ORDER_MAX || level == 0 {
        here.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
        found.extend(here);
        return Ok(first);
    }
    let mut below = below;
    while below > first && found.len() < limit {
        below = stretch_before(tx, asks, level - 1, below, limit, found)?;
    }
    Ok(first)
}
