//! First run: the installation has no owner yet, and whoever knows the code printed on the console becomes him.
//!
//! The code works once and for thirty minutes; only its hash is stored. A request from this very machine needs none
//! (G26). As soon as there is an owner every route here answers 404.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use beseda_base::auth::{Caller, Role, SameOrigin};
use beseda_base::db::{Tx, params};
use beseda_base::error::{Checks, Error, Result};
use beseda_base::id;
use beseda_base::json::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::attempts::{self, Subject};
use super::me::Me;
use super::{NAME_MAX, NewAccount, check_password, create_owner, sessions, sign_in};
use crate::Inbox;
use crate::projects::NewProject;

/// Row of `installation` that keeps the code.
pub(super) const CODE: &str = "setup_code";
/// How long a code is good.
const CODE_LIFE_MS: i64 = 30 * 60 * 1000;
/// Without I, L, O, U and 0, 1: nothing to misread. 30 symbols, twelve of them: 58 bits.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH: usize = 12;
/// Longest text that is looked at as a code.
const CODE_TEXT_MAX: usize = 64;

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(get_setup, finish_setup)).routes(routes!(check_code))
}

/// What the set-up page needs to know.
#[derive(Debug, Serialize, ToSchema)]
pub struct SetupState {
    /// The request does not come from this machine, so the code is needed.
    pub code_required: bool,
    /// When the code ends; null if none is needed or the last one has ended.
    pub code_expires_at: Option<i64>,
}

/// A code to check.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SetupCode {
    /// As printed; hyphens, spaces and case do not matter.
    pub code: String,
}

/// The first owner and his project.
#[derive(Deserialize, ToSchema)]
pub struct SetupRequest {
    /// As printed on the console; null from this machine.
    pub code: Option<String>,
    /// Name of the owner, 1–100 characters.
    pub name: String,
    /// Address to sign in with.
    pub email: String,
    /// 10–200 characters.
    pub password: String,
    /// The first project.
    pub project: NewProject,
}

#[derive(Serialize, Deserialize)]
struct StoredCode {
    hash: String,
    expires_at: i64,
}

/// Makes a code and forgets the former one. Answers `setup_done` when there is an owner.
pub fn new_code(tx: &Tx<'_>, now: i64) -> Result<String> {
    ensure_open(tx)?;
    let code = random_code();
    let stored = StoredCode { hash: id::hash_token(&plain(&code)), expires_at: now + CODE_LIFE_MS };
    let value = serde_json::to_string(&stored).map_err(Error::internal)?;
    tx.execute(
        "insert into installation (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value",
        params![CODE, value],
    )?;
    Ok(code)
}

/// Whether the installation still waits for its owner; the server prints a code at its start then.
pub fn is_open(tx: &Tx<'_>) -> Result<bool> {
    let owner: Option<String> = tx.optional("select value from installation where name = 'owner'", params![])?;
    Ok(owner.is_none())
}

/// 404 of every route here once there is an owner.
pub(super) fn done() -> Error {
    Error::problem(404, "setup_done", "This installation has its owner.")
}

fn ensure_open(tx: &Tx<'_>) -> Result<()> {
    if is_open(tx)? { Ok(()) } else { Err(done()) }
}

fn wrong_code() -> Error {
    Error::problem(422, "wrong_setup_code", "This is not the code, or it has ended. A new one: beseda setup-code")
}

fn stored_code(tx: &Tx<'_>, now: i64) -> Result<Option<StoredCode>> {
    let value: Option<String> = tx.optional("select value from installation where name = $1", params![CODE])?;
    let stored: Option<StoredCode> = value.and_then(|text| serde_json::from_str(&text).ok());
    Ok(stored.filter(|code| code.expires_at > now))
}

fn verify_code(tx: &Tx<'_>, code: &str, now: i64) -> Result<()> {
    let hash = id::hash_token(&plain(code));
    match stored_code(tx, now)? {
        Some(stored) if id::same(&stored.hash, &hash) => Ok(()),
        _ => Err(wrong_code()),
    }
}

/// Three groups of four, as `7F4K-Q2MD-XN9P`.
fn random_code() -> String {
    let mut code = String::with_capacity(CODE_LENGTH + 2);
    let mut raw = [0u8; 32];
    let mut count = 0;
    while count < CODE_LENGTH {
        id::fill(&mut raw);
        // 240 is the largest multiple of 30 in a byte: above it some symbols would be likelier than others.
        for byte in raw.iter().filter(|byte| **byte < 240).take(CODE_LENGTH - count) {
            if count > 0 && count % 4 == 0 {
                code.push('-');
            }
            code.push(char::from(ALPHABET[usize::from(byte % 30)]));
            count += 1;
        }
    }
    code
}

/// The symbols alone, as they are hashed.
fn plain(code: &str) -> String {
    code.chars().take(CODE_TEXT_MAX).filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// Whether the set-up is open and needs the code.
#[utoipa::path(get, path = "/api/v1/setup", tag = "setup", responses(
    (status = 200, body = SetupState), (status = 404, body = beseda_base::error::Problem)))]
async fn get_setup(State(inbox): State<Inbox>, caller: Caller) -> Result<Json<SetupState>> {
    let now = inbox.clock.now();
    let state = inbox.db.read(move |tx| {
        ensure_open(tx)?;
        let code = if caller.is_local() { None } else { stored_code(tx, now)? };
        Ok(SetupState { code_required: !caller.is_local(), code_expires_at: code.map(|code| code.expires_at) })
    });
    Ok(Json(state.await?))
}

/// Checks the code without using it up.
#[utoipa::path(post, path = "/api/v1/setup/code", tag = "setup", request_body = SetupCode, responses(
    (status = 204), (status = 404, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem),
    (status = 429, body = beseda_base::error::Problem)))]
async fn check_code(
    State(inbox): State<Inbox>,
    _: SameOrigin,
    caller: Caller,
    Json(given): Json<SetupCode>,
) -> Result<StatusCode> {
    prove_code(&inbox, &caller, given.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Counts the attempt first and gives it back when the code was right.
async fn prove_code(inbox: &Inbox, caller: &Caller, code: String) -> Result<()> {
    let now = inbox.clock.now();
    let address = caller.address;
    let taken = inbox.db.write(move |tx| {
        ensure_open(tx)?;
        attempts::take(tx, vec![Subject::setup(address)], now)
    });
    let taken = taken.await?;
    let checked = inbox.db.write(move |tx| {
        let checked = verify_code(tx, &code, now);
        ensure_open(tx)?;
        checked?;
        taken.give_back(tx)
    });
    checked.await
}

/// Makes the owner and the first project, and signs the owner in.
#[utoipa::path(post, path = "/api/v1/setup", tag = "setup", request_body = SetupRequest, responses(
    (status = 201, body = Me), (status = 404, body = beseda_base::error::Problem),
    (status = 422, body = beseda_base::error::Problem), (status = 429, body = beseda_base::error::Problem)))]
async fn finish_setup(
    State(inbox): State<Inbox>,
    _: SameOrigin,
    caller: Caller,
    Json(request): Json<SetupRequest>,
) -> Result<Response> {
    inbox.db.read(ensure_open).await?;
    let code = if caller.is_local() { None } else { Some(request.code.clone().unwrap_or_default()) };
    if let Some(code) = &code {
        prove_code(&inbox, &caller, code.clone()).await?;
    }
    let mut checks = Checks::new();
    checks.text("name", &request.name, 1..=NAME_MAX).email("email", request.email.trim());
    check_password("password", &request.password, &mut checks);
    request.project.check("project.", &mut checks);
    checks.done()?;
    let account = NewAccount {
        email: request.email,
        name: request.name,
        password_hash: inbox.passwords.hash(request.password).await?,
        language: request.project.language.name(),
    };
    let (now, project, session) = (inbox.clock.now(), request.project, sessions::NewSession::of(&caller));
    let token = session.token.clone();
    let me = inbox.db.write(move |tx| {
        // Again, now that it counts: another request may have used the code while the password was hashed. Open or not is asked
        // last, so that who comes second is told that it is done, not that the code is wrong.
        let checked = code.as_ref().map_or(Ok(()), |code| verify_code(tx, code, now));
        ensure_open(tx)?;
        checked?;
        let (employee, project) = create_owner(tx, &account, &project, now)?;
        sessions::begin(tx, employee, &session, now)?;
        Me::of(tx, employee, Some((project, Role::Owner)))
    });
    sign_in::signed_in(StatusCode::CREATED, &caller, &token, me.await?)
}

#[cfg(test)]
mod code_tests {
    use super::*;

    #[test]
    fn a_code_is_three_groups_without_letters_to_misread() {
        for _ in 0..200 {
            let code = random_code();
            let groups: Vec<&str> = code.split('-').collect();
            assert_eq!(groups.iter().map(|group| group.len()).collect::<Vec<_>>(), [4, 4, 4], "{code}");
            assert!(code.bytes().all(|b| b == b'-' || ALPHABET.contains(&b)), "{code}");
        }
    }

    #[test]
    fn the_way_it_is_typed_does_not_matter() {
        assert_eq!(plain(" 7f4k q2md-XN9P "), "7F4KQ2MDXN9P");
        assert_eq!(plain(&"A".repeat(10_000)).len(), CODE_TEXT_MAX);
    }
}
