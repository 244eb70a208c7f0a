//! Pages of the list: which dialogs, in which order. Rows are looked at in strides along the narrowest index range, and a page
//! that has looked at five thousand of them answers short, with a `next` (guarantee 17).

use beseda_base::auth::Who;
use beseda_base::db::{Engine, Tx, Val, params, values};
use beseda_base::error::{Error, Result};

use serde::{Deserialize, Serialize};

use super::filter::{DialogFilter, Driver, Order, Width};
use super::list::{self, Count, Dialog, PINNED_MAX, Tab, View, ranges};

/// Rows that a page looks through.
const SCAN_MAX: i64 = 5_000;
/// Rows of the first stride behind a filter, and how much larger each next one is.
const STRIDE: i64 = 200;
const GROWTH: i64 = 5;
/// Rows looked through in the order of the list for a text, before the index of parts of texts is asked: what many clients
/// have is found at once without it.
const LOOKED_FOR_TEXT: i64 = STRIDE * (1 + GROWTH);
/// More clients than this are not gathered by that index.
const GATHERED_MAX: i64 = 2_000;

/// What a page of the list is asked for.
#[derive(Debug, Clone)]
pub struct PageOf {
    /// Tab.
    pub tab: Tab,
    /// Place after which the page begins; none = the first page, which has the pinned ones, too.
    pub after: Option<After>,
    /// Rows, at most 100.
    pub limit: i64,
    /// Which of them.
    pub filter: DialogFilter,
}

/// A place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    /// Of those who wait for an answer, where they stand above the others.
    pub waiting: bool,
    /// The last row's place in the order.
    pub at: i64,
    /// The last row's client.
    pub client: i64,
}

impl After {
    /// A place in the order of activity alone.
    #[must_use]
    pub fn of(at: i64, client: i64) -> After {
        After { waiting: false, at, client }
    }
}

/// Who asks, where and when.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Project.
    pub project: i64,
    /// The employee.
    pub me: i64,
    /// Whose dialogs he sees.
    pub view: View,
    /// Now, ms.
    pub now: i64,
}

impl Asked {
    /// What this person may see.
    #[must_use]
    pub fn of(who: &Who, now: i64) -> Asked {
        Asked { project: who.project, me: who.employee, view: View::of(who), now }
    }
}

/// A page of the list and the place after which the next one begins.
pub fn page(tx: &Tx<'_>, asked: Asked, of: &PageOf) -> Result<(Vec<Dialog>, Option<After>)> {
    let (found, next) = client_ids(tx, asked, of)?;
    Ok((list::rows(tx, asked.project, asked.me, &found)?, next))
}

/// The same page without its rows: whom it shows.
pub(crate) fn client_ids(tx: &Tx<'_>, asked: Asked, of: &PageOf) -> Result<(Vec<i64>, Option<After>)> {
    let ranges = ranges(of.tab, asked.view);
    if ranges.is_empty() {
        return Ok((Vec::new(), None));
    }
    let filter = of.filter.dated(tx, asked.project, asked.now)?;
    let mut found = if of.after.is_none() { pinned(tx, asked, &filter, &ranges)? } else { Vec::new() };
    let by_waiting = of.tab != Tab::Unanswered
        && filter.unanswered.is_none()
        && filter.order == Order::Active
        && tx.one("select waiting_first from projects where id = $1", params![asked.project])?;
    let stretch = (of.after, of.limit);
    let (places, next) = if by_waiting {
        waiting_first(tx, asked, filter.into_owned(), stretch, &ranges)?
    } else {
        scan(tx, asked, &filter, stretch, &ranges)?
    };
    found.extend(places.iter().map(|place| place.id));
    Ok((found, next))
}

/// Where a page begins, and its rows.
type Stretch = (Option<After>, i64);

/// Those who wait for an answer, then all others, each in the order of the list.
fn waiting_first(
    tx: &Tx<'_>,
    asked: Asked,
    mut filter: DialogFilter,
    (after, limit): Stretch,
    ranges: &[&str],
) -> Result<(Vec<Place>, Option<After>)> {
    let mut part = |waiting: bool, stretch: Stretch| {
        filter.unanswered = Some(waiting);
        let (places, next) = scan(tx, asked, &filter, stretch, ranges)?;
        Ok::<_, Error>((places, next.map(|next| After { waiting, ..next })))
    };
    let mut places = Vec::new();
    if after.is_none_or(|after| after.waiting) {
        let (waiting, next) = part(true, (after, limit))?;
        places = waiting;
        if next.is_some() {
            return Ok((places, next));
        }
    }
    let (after, left) = (after.filter(|after| !after.waiting), limit - places.len() as i64);
    if left == 0 {
        // The page is full by chance; the next one begins with the others.
        return Ok((places, Some(After::of(i64::MAX, i64::MAX))));
    }
    let (others, next) = part(false, (after, left))?;
    places.extend(others);
    Ok((places, next))
}

/// How many dialogs fit, up to a thousand, or as far as one page looks.
pub(super) fn count(tx: &Tx<'_>, asked: Asked, tab: Tab, filter: &DialogFilter) -> Result<Count> {
    let ranges = ranges(tab, asked.view);
    if ranges.is_empty() {
        return Ok(Count::of(0));
    }
    let filter = filter.dated(tx, asked.project, asked.now)?;
    let pinned = pinned(tx, asked, &filter, &ranges)?.len() as i64;
    let (places, next) = scan(tx, asked, &filter, (None, Count::BOUND), &ranges)?;
    let counted = pinned + places.len() as i64;
    // What was not looked at may fit, too.
    Ok(if next.is_some() { Count::at_least(counted) } else { Count::of(counted) })
}

beseda_base::row! {
    struct Place { id: i64, place: i64, fits: bool, }
}

/// The pinned dialogs that fit: few, so they are all looked at.
fn pinned(tx: &Tx<'_>, asked: Asked, filter: &DialogFilter, ranges: &[&str]) -> Result<Vec<i64>> {
    let mut given = values![asked.project, asked.me, PINNED_MAX];
    let mut conditions = filter.key_conditions();
    conditions.extend(filter.conditions(&mut given, asked.now));
    let rows: Vec<(i64, i64)> = tx.query(&pinned_sql(ranges, &conditions), &given)?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// All pinned dialogs are few, but those of one responsible may be a hundred thousand: so first what is pinned, then whose.
pub(super) fn pinned_sql(ranges: &[&str], conditions: &[String]) -> String {
    let mut all = vec![format!("({})", ranges.join(") or ("))];
    all.extend(conditions.iter().cloned());
    format!(
        "select c.id, c.active_at from (
           select id from clients where project = $1 and cast($2 as bigint) = $2 and pinned_at is not null
           order by active_at desc, id desc limit $3) p join clients c on c.id = p.id
         where ({}) order by c.active_at desc, c.id desc",
        all.join(") and (")
    )
}

/// The dialogs behind the place that fit, at most a page, and where to go on.
fn scan(
    tx: &Tx<'_>,
    asked: Asked,
    filter: &DialogFilter,
    (after, limit): Stretch,
    ranges: &[&str],
) -> Result<(Vec<Place>, Option<After>)> {
    if filter.pinned == Some(true) {
        return Ok((Vec::new(), None));
    }
    let mut after = after.map_or((i64::MAX, i64::MAX), |after| (after.at, after.client));
    let mut given = values![asked.project, asked.me, after.0, after.1, 0];
    let driver = filter.driver(tx, &given[..4], ranges)?;
    let keys = filter.key_conditions();
    let mut conditions = filter.conditions(&mut given, asked.now);
    if !matches!(driver, Driver::Clients(_)) {
        conditions.insert(0, format!("({})", ranges.join(" or ")));
    }
    let mut gathered = false;
    let mut sql = scan_sql(&driver, filter.order, &keys, &conditions);
    let (mut fitting, mut looked): (Vec<Place>, i64) = (Vec::new(), 0);
    let mut stride = if filter.is_empty() { limit + 1 } else { STRIDE.max(limit + 1) };
    loop {
        given[2] = Val::from(after.0);
        given[3] = Val::from(after.1);
        given[4] = Val::from(stride);
        let rows: Vec<Place> = tx.query(&sql, &given)?;
        let count = rows.len() as i64;
        looked += count;
        let last = rows.last().map(|row| (row.place, row.id));
        for row in rows.into_iter().filter(|row| row.fits) {
            // A client with two of the wanted labels comes twice, one behind the other.
            if fitting.last().is_none_or(|before| before.id != row.id) {
                fitting.push(row);
            }
        }
        if fitting.len() as i64 > limit {
            fitting.truncate(usize::try_from(limit).unwrap_or(0));
            let next = fitting.last().map(|row| After::of(row.place, row.id));
            return Ok((fitting, next));
        }
        let Some(last) = last.filter(|_| count >= stride) else { return Ok((fitting, None)) };
        if looked >= SCAN_MAX {
            return Ok((fitting, Some(After::of(last.0, last.1))));
        }
        after = last;
        stride = (stride * GROWTH).min(SCAN_MAX - looked).max(1);
        if looked >= LOOKED_FOR_TEXT && !gathered && filter.order == Order::Active {
            gathered = true;
            if let Some(few) = few_with_text(tx, asked.project, filter, &mut given)? {
                if matches!(driver, Driver::Clients(_)) {
                    conditions.insert(0, format!("({})", ranges.join(" or ")));
                }
                sql = scan_sql(&few, filter.order, &keys, &conditions);
                stride = GATHERED_MAX;
            }
        }
    }
}

/// The clients who have the text, if they are few. What it asks the index for is appended to `given`.
fn few_with_text(tx: &Tx<'_>, project: i64, filter: &DialogFilter, given: &mut Vec<Val>) -> Result<Option<Driver>> {
    let Some(asks) = filter.search(tx.engine(), project) else { return Ok(None) };
    let mut values = values![project];
    values.extend(asks.iter().map(|asked| Val::from(asked.as_str())));
    let driver = Driver::Search(tx.engine(), (2..=values.len()).collect());
    let sql = format!("select count(*) from ({}) few where cast($1 as bigint) = $1", driver.found_sql());
    let count: i64 = tx.one(&sql, &values)?;
    if count > GATHERED_MAX {
        return Ok(None);
    }
    let places = (given.len() + 1..=given.len() + asks.len()).collect();
    given.extend(values.into_iter().skip(1));
    Ok(Some(Driver::Search(tx.engine(), places)))
}

/// $1 = project, $2 = the asking employee, $3, $4 = the place, $5 = rows. What an index tells alone is asked first, so that
/// most clients who do not fit are never read.
pub(super) fn scan_sql(driver: &Driver, order: Order, keys: &[String], conditions: &[String]) -> String {
    let from = driver.sql(order);
    let all = |conditions: &[String]| {
        let all: Vec<String> = conditions.iter().map(|condition| format!("({condition})")).collect();
        if all.is_empty() { "true".to_owned() } else { all.join(" and ") }
    };
    let (keys, conditions) = (all(keys), all(conditions));
    format!(
        "select p.id, p.place, case when {keys} then coalesce((select {conditions} and c.pinned_at is null
           from clients c where c.id = p.id and +c.project = $1), false) else false end
         from ({from}) p where cast($2 as bigint) = $2 order by p.place desc, p.id desc"
    )
}

impl Driver {
    /// `id` and `place` behind ($3, $4), at most $5, in order.
    fn sql(&self, order: Order) -> String {
        let each: Vec<String> = match self {
            Driver::Clients(ranges) => ranges.iter().map(|range| of_clients(range, order)).collect(),
            Driver::Keys(kind, keys) => keys.iter().map(|key| of_keys(*kind, *key)).collect(),
            Driver::Search(..) => vec![format!(
                "select c.id as id, c.active_at as place from ({}) f join clients c on c.id = f.id
                 where (c.active_at, c.id) < ($3, $4) order by c.active_at desc, c.id desc limit $5",
                self.found_sql()
            )],
        };
        match &each[..] {
            [only] => only.clone(),
            several => {
                let merged: Vec<String> = several.iter().map(|one| format!("select * from ({one}) t")).collect();
                format!(
                    "select id, place from ({}) u order by place desc, id desc limit $5",
                    merged.join(" union all ")
                )
            }
        }
    }

    /// The clients who have a text, at most one more than are gathered; no condition may keep the engine from its index.
    fn found_sql(&self) -> String {
        let Driver::Search(engine, places) = self else { return String::new() };
        match engine {
            Engine::Sqlite => {
                format!(
                    "select rowid as id from client_search where client_search match ${} limit {}",
                    places[0],
                    GATHERED_MAX + 1
                )
            }
            Engine::Postgres => {
                let ways: Vec<String> = places
                    .iter()
                    .map(|place| format!("(s.search || chr(10) || cast(s.id as text)) like ${place} escape '\\'"))
                    .collect();
                format!(
                    "select s.id from clients s where ({}) and +s.project = $1 limit {}",
                    ways.join(" or "),
                    GATHERED_MAX + 1
                )
            }
        }
    }

    /// How wide the range is behind the place; $1 to $4 are given.
    pub(super) fn width(&self, tx: &Tx<'_>, given: &[Val]) -> Result<Width> {
        let mut given = given.to_vec();
        given.push(Val::from(Count::BOUND));
        let sql = format!(
            "select count(*), coalesce(min(place), 0) from ({}) few
             where cast($1 as bigint) = $1 and cast($2 as bigint) = $2",
            self.sql(Order::Active)
        );
        tx.one(&sql, &given)
    }
}

fn of_clients(range: &str, order: Order) -> String {
    match order {
        Order::Active => format!(
            "select c.id as id, c.active_at as place from clients c
             where c.project = $1 and {range} and (c.active_at, c.id) < ($3, $4) order by c.active_at desc, c.id desc limit $5"
        ),
        Order::Created => format!(
            "select c.id as id, c.id as place from clients c
             where c.project = $1 and {range} and c.id < $4 and cast($3 as bigint) > 0 order by c.id desc limit $5"
        ),
    }
}

fn of_keys(kind: i64, key: i64) -> String {
    format!(
        "select k.client as id, k.active_at as place from client_keys k
         where k.kind = {kind} and k.key = {key} and (k.active_at, k.client) < ($3, $4)
         order by k.active_at desc, k.client desc limit $5"
    )
}
