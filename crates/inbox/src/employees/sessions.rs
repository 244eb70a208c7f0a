//! Sessions: a random token in a cookie, its hash in a row, thirty days from the last use.
//!
//! The row is asked for with every request, so a session that is ended is ended at once; open sockets are told by the bus
//! and ask [`standing`] again. When a session was used is written down at most once a minute, beside the request.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use beseda_base::auth::{AuthStore, Caller, Role, Signed, SignedIn};
use beseda_base::bus::Topic;
use beseda_base::clock::Clock;
use beseda_base::db::{Db, Tx, Val, params, row, values};
use beseda_base::error::{Error, Result};
use beseda_base::id;
use beseda_base::json::{Json, Path};
use futures_util::future::BoxFuture;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Inbox;

const DAY: i64 = 24 * 60 * 60 * 1000;
/// How long an unused session lives.
const LIFE_MS: i64 = 30 * DAY;
/// Uses within this time are one use.
const TOUCH_MS: i64 = 60 * 1000;
/// Sessions of one employee; the longest unused one gives way.
const SESSIONS_MAX: usize = 50;
/// Browsers forget a cookie after 400 days at the latest; when the session itself ends is the server's matter.
pub(super) const COOKIE_LIFE_S: u64 = 400 * 24 * 60 * 60;
/// How often uses are written down.
const FLUSH_EVERY: Duration = Duration::from_secs(5);
/// Rows written in one transaction.
const BATCH: i64 = 500;
/// Uses remembered until they are written down. More than people who could work here at once.
const USED_MAX: usize = 10_000;

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(list_sessions)).routes(routes!(revoke_session))
}

/// A device somebody is signed in on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Session {
    /// Id.
    pub id: i64,
    /// When it began.
    pub created_at: i64,
    /// To the minute.
    pub last_used_at: i64,
    /// Browser, as it names itself.
    pub user_agent: String,
    /// Network address it began from.
    pub address: String,
    /// The one that asks.
    pub current: bool,
}

/// All sessions of oneself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionsPage {
    /// Last used first; at most 50.
    pub items: Vec<Session>,
}

/// A session that is about to begin. The token leaves only in the cookie.
#[derive(Debug, Clone)]
pub(super) struct NewSession {
    pub(super) token: String,
    user_agent: String,
    address: String,
}

impl NewSession {
    pub(super) fn of(caller: &Caller) -> Self {
        Self {
            token: id::token(id::TOKEN_BYTES),
            user_agent: caller.user_agent.clone(),
            address: caller.address.to_string(),
        }
    }

    /// With a token the test knows.
    #[cfg(any(test, feature = "testing"))]
    pub(super) fn for_test(token: &str) -> Self {
        Self { token: token.to_owned(), user_agent: "Test/1.0".to_owned(), address: "203.0.113.7".to_owned() }
    }
}

/// What an open socket may go on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The session that opened it.
    pub session: i64,
    /// The project it watches.
    pub project: i64,
    /// The role in it now; another one than before means `resync`. None: no longer a member.
    pub role: Option<Role>,
}

/// Begins a session and ends the longest unused one beyond the bound.
pub(super) fn begin(tx: &Tx<'_>, employee: i64, new: &NewSession, now: i64) -> Result<i64> {
    let session: i64 = tx.one(
        "insert into sessions (token_hash, employee, created_at, last_used_at, expires_at, user_agent, address)
         values ($1, $2, $3, $3, $4, $5, $6) returning id",
        params![id::hash_token(&new.token), employee, now, now + LIFE_MS, &new.user_agent, &new.address],
    )?;
    seen(tx, &[employee], now)?;
    let old: Vec<i64> = tx.query(
        "select id from sessions where employee = $1 and id <> $2 order by last_used_at desc, id desc",
        params![employee, session],
    )?;
    let surplus: Vec<Vec<Val>> = old.iter().skip(SESSIONS_MAX - 1).map(|id| values![*id]).collect();
    if tx.execute_rows("delete from sessions where id in (values {rows:bigint})", &[], &surplus)? > 0 {
        tx.wake(Topic::Sessions);
    }
    Ok(session)
}

/// Own sessions, last used first.
pub(super) fn list(tx: &Tx<'_>, employee: i64, current: i64, now: i64) -> Result<Vec<Session>> {
    row! {
        struct Row { id: i64, created_at: i64, last_used_at: i64, user_agent: String, address: String }
    }
    let rows: Vec<Row> = tx.query(
        "select id, created_at, last_used_at, user_agent, address from sessions
         where employee = $1 and expires_at > $2 order by last_used_at desc, id desc limit 50",
        params![employee, now],
    )?;
    let session = |Row { id, created_at, last_used_at, user_agent, address }| Session {
        id,
        created_at,
        last_used_at,
        user_agent,
        address,
        current: id == current,
    };
    Ok(rows.into_iter().map(session).collect())
}

/// Ends one session of this employee.
pub(super) fn end(tx: &Tx<'_>, employee: i64, session: i64) -> Result<()> {
    if tx.execute("delete from sessions where id = $1 and employee = $2", params![session, employee])? == 0 {
        return Err(Error::NotFound);
    }
    tx.wake(Topic::Sessions);
    Ok(())
}

/// Ends all sessions of an employee but one.
pub(super) fn end_all(tx: &Tx<'_>, employee: i64, except: Option<i64>) -> Result<()> {
    tx.execute("delete from sessions where employee = $1 and id <> $2", params![employee, except.unwrap_or(0)])?;
    tx.wake(Topic::Sessions);
    Ok(())
}

/// Which of these (session, project) pairs still stand; a pair whose session has ended is not in the answer. For sockets
/// when [`Topic::Sessions`] wakes.
pub fn standing(tx: &Tx<'_>, pairs: &[(i64, i64)], now: i64) -> Result<Vec<Standing>> {
    let rows: Vec<Vec<Val>> = pairs.iter().map(|(session, project)| values![*session, *project]).collect();
    let found: Vec<(i64, i64, Option<String>)> = tx.query_rows(
        "with asked(session, project) as (values {rows:bigint,bigint})
         select s.id, a.project, m.role from asked a join sessions s on s.id = a.session
           left join members m on m.project = a.project and m.employee = s.employee
         where s.expires_at > $1",
        params![now],
        &rows,
    )?;
    let standing = |(session, project, role): (i64, i64, Option<String>)| {
        Ok(Standing { session, project, role: role.as_deref().map(str::parse).transpose()? })
    };
    found.into_iter().map(standing).collect()
}

/// Notes that these employees are here now, for "online" and "last seen". Open sockets say so once a minute.
pub fn seen(tx: &Tx<'_>, employees: &[i64], now: i64) -> Result<()> {
    let rows: Vec<Vec<Val>> = employees.iter().map(|employee| values![*employee]).collect();
    tx.execute_rows(
        "update employees set last_seen_at = $1 where id in (values {rows:bigint}) and coalesce(last_seen_at, 0) < $1",
        params![now],
        &rows,
    )?;
    Ok(())
}

/// Where somebody is who asks for no project: the first one he is in.
pub(super) fn first_place(tx: &Tx<'_>, employee: i64) -> Result<Option<(i64, Role)>> {
    let found: Option<(i64, String)> = tx.optional(
        "select project, role from members where employee = $1 order by project limit 1",
        params![employee],
    )?;
    found.map(|(project, role)| Ok((project, role.parse()?))).transpose()
}

/// Notes uses and moves the ends of the sessions. Of several nodes that saw the same minute only the first writes.
fn touch(tx: &Tx<'_>, uses: &[(i64, i64)]) -> Result<()> {
    for (session, at) in uses {
        let employee: Option<i64> = tx.optional(
            "update sessions set last_used_at = $2, expires_at = $3 where id = $1 and last_used_at <= $4 returning employee",
            params![*session, *at, at + LIFE_MS, at - TOUCH_MS],
        )?;
        if let Some(employee) = employee {
            seen(tx, &[employee], *at)?;
        }
    }
    Ok(())
}

/// Throws away sessions that have ended, at most `limit`. How many went.
pub(crate) fn prune(tx: &Tx<'_>, now: i64, limit: i64) -> Result<u64> {
    let ended = tx.execute(
        "delete from sessions where id in (select id from sessions where expires_at <= $1 order by id limit $2)",
        params![now, limit],
    )?;
    if ended > 0 {
        tx.wake(Topic::Sessions);
    }
    Ok(ended)
}

/// Sessions that were used and not yet written down, so that no request waits for that.
#[derive(Debug, Clone, Default)]
pub struct Used(Arc<Mutex<HashMap<i64, i64>>>);

impl Used {
    /// Remembers a use; beyond the bound it is left to the next one.
    fn note(&self, session: i64, now: i64) {
        let mut uses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if uses.len() < USED_MAX || uses.contains_key(&session) {
            uses.insert(session, now);
        }
    }

    fn take(&self) -> Vec<(i64, i64)> {
        let mut uses: Vec<_> = self.0.lock().unwrap_or_else(PoisonError::into_inner).drain().collect();
        // One order for every node: sessions are locked as they are written.
        uses.sort_unstable();
        uses
    }
}

/// Writes down all noted uses.
pub(super) async fn flush(inbox: &Inbox) -> Result<()> {
    for batch in inbox.used.take().chunks(BATCH.unsigned_abs() as usize) {
        let batch = batch.to_vec();
        inbox.db.write(move |tx| touch(tx, &batch)).await?;
    }
    Ok(())
}

/// Starts the loop that writes uses down.
pub(super) fn start(inbox: &Inbox) {
    inbox.keep("employees: sessions", keep_up);
}

async fn keep_up(inbox: Inbox) {
    let stopping = inbox.tasks.stopping();
    loop {
        let slept = stopping.run_until_cancelled(inbox.clock.sleep(FLUSH_EVERY)).await;
        // The last uses are written down on the way out.
        if let Err(error) = flush(&inbox).await {
            tracing::warn!(%error, "uses of sessions could not be written down: {error}");
        }
        if slept.is_none() {
            return;
        }
    }
}

/// Sessions for the extractors: one indexed query for every request, nothing cached.
#[derive(Clone)]
pub struct Store {
    db: Db,
    clock: Clock,
    used: Used,
}

impl Store {
    /// Sessions of this database; uses are noted in `used`, which [`super::start`] writes down.
    #[must_use]
    pub fn new(db: Db, clock: Clock, used: Used) -> Self {
        Self { db, clock, used }
    }
}

impl AuthStore for Store {
    fn load(&self, token_hash: String, project: Option<i64>) -> BoxFuture<'_, Result<Option<SignedIn>>> {
        Box::pin(async move {
            let now = self.clock.now();
            let found = self.db.read(move |tx| load(tx, &token_hash, project, now)).await?;
            let Some(found) = found else { return Ok(None) };
            if found.last_used_at <= now - TOUCH_MS {
                self.used.note(found.session, now);
            }
            let place = found.project.zip(found.role);
            let place = place.map(|(project, role)| Ok::<_, Error>((project, role.parse()?))).transpose()?;
            Ok(Some(SignedIn { employee: found.employee, session: found.session, place }))
        })
    }
}

row! {
    struct Loaded { session: i64, employee: i64, last_used_at: i64, project: Option<i64>, role: Option<String> }
}

/// The session of a cookie with the membership in the asked project, or in the first one when none is asked for.
fn load(tx: &Tx<'_>, token_hash: &str, project: Option<i64>, now: i64) -> Result<Option<Loaded>> {
    tx.optional(
        "select s.id, s.employee, s.last_used_at, m.project, m.role from sessions s
           left join members m on m.employee = s.employee
             and m.project = coalesce($2, (select min(f.project) from members f where f.employee = s.employee))
         where s.token_hash = $1 and s.expires_at > $3",
        params![token_hash, project, now],
    )
}

/// Devices one is signed in on.
#[utoipa::path(get, path = "/api/v1/me/sessions", tag = "me", responses(
    (status = 200, body = SessionsPage), (status = 401, body = beseda_base::error::Problem)))]
async fn list_sessions(State(inbox): State<Inbox>, Signed(signed): Signed) -> Result<Json<SessionsPage>> {
    let now = inbox.clock.now();
    let items = inbox.db.read(move |tx| list(tx, signed.employee, signed.session, now)).await?;
    Ok(Json(SessionsPage { items }))
}

/// Ends a session of one's own; its open pages are shut at once.
#[utoipa::path(delete, path = "/api/v1/me/sessions/{id}", tag = "me", params(("id" = i64, Path)), responses(
    (status = 204), (status = 404, body = beseda_base::error::Problem)))]
async fn revoke_session(
    State(inbox): State<Inbox>,
    Signed(signed): Signed,
    Path(session): Path<i64>,
) -> Result<StatusCode> {
    inbox.db.write(move |tx| end(tx, signed.employee, session)).await?;
    Ok(StatusCode::NO_CONTENT)
}
