//! Signing in with address and password, and out.
//!
//! A wrong password and an unknown address get the same answer after the same work: a hash is computed in both cases.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use beseda_base::auth::{Caller, SameOrigin, Signed, ended_cookie, session_cookie};
use beseda_base::db::{Tx, params};
use beseda_base::error::{Problem, Result};
use beseda_base::json::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::attempts::{self, Subject, Taken};
use super::me::Me;
use super::{PASSWORD, email_key, sessions};
use crate::{Inbox, projects};

/// Longest address that is looked at.
const EMAIL_MAX: usize = 254;

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(get_sign_in)).routes(routes!(login)).routes(routes!(logout))
}

/// What the sign-in page shows before anybody has signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignInPage {
    /// Name of the first project; empty before the set-up.
    pub installation_name: String,
}

/// Address and password.
#[derive(Deserialize, ToSchema)]
pub(crate) struct LoginRequest {
    /// Address of the account.
    pub email: String,
    /// Its password.
    pub password: String,
}

/// An account whose password was right. The attempts it took are given back in the transaction that uses it.
pub(super) struct Proven {
    pub(super) employee: i64,
    hash: String,
    taken: Taken,
}

impl Proven {
    /// Gives the attempts back. A password that was changed since it was looked at opens nothing any more.
    pub(super) fn accept(&self, tx: &Tx<'_>) -> Result<()> {
        let hash: Option<String> =
            tx.optional("select password_hash from employees where id = $1", params![self.employee])?;
        if hash.as_ref() != Some(&self.hash) {
            return Err(wrong_credentials().into());
        }
        self.taken.give_back(tx)
    }
}

pub(super) fn wrong_credentials() -> Problem {
    Problem::new(401, "wrong_credentials", "The address or the password is wrong.")
}

/// Looks at a password under the limits of its account and of the caller's address.
pub(super) async fn prove(inbox: &Inbox, caller: &Caller, email: &str, password: String) -> Result<Proven> {
    let (now, address) = (inbox.clock.now(), caller.address);
    let email: String = email.chars().take(EMAIL_MAX).filter(|c| *c != '\0').collect();
    let subjects = vec![Subject::account(&email), Subject::address(address)];
    let (taken, account) = inbox
        .db
        .write(move |tx| {
            let taken = attempts::take(tx, subjects.clone(), now)?;
            let account: Option<(i64, String)> = tx
                .optional("select id, password_hash from employees where email_key = $1", params![email_key(&email)])?;
            Ok((taken, account))
        })
        .await?;
    // What is longer than any password is not worth hashing, but the work is done all the same.
    let fits = password.chars().count() <= *PASSWORD.end();
    let password = if fits { password } else { String::new() };
    let right = inbox.passwords.verify(password, account.as_ref().map(|(_, hash)| hash.clone())).await?;
    match account {
        Some((employee, hash)) if right && fits => Ok(Proven { employee, hash, taken }),
        _ => Err(taken.tell(wrong_credentials()).into()),
    }
}

/// Answers with the session cookie.
pub(super) fn signed_in(status: StatusCode, caller: &Caller, token: &str, me: Me) -> Result<Response> {
    with_cookie((status, Json(me)).into_response(), session_cookie(token, sessions::COOKIE_LIFE_S, caller.https)?)
}

fn with_cookie(mut response: Response, cookie: HeaderValue) -> Result<Response> {
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The name on the sign-in page.
#[utoipa::path(get, path = "/api/v1/sign-in", tag = "sign-in", responses((status = 200, body = SignInPage)))]
async fn get_sign_in(State(inbox): State<Inbox>) -> Result<Json<SignInPage>> {
    let first = inbox.db.read(projects::first).await?;
    Ok(Json(SignInPage { installation_name: first.map(|row| row.name).unwrap_or_default() }))
}

/// Signs in.
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "sign-in", request_body = LoginRequest, responses(
    (status = 200, body = Me), (status = 401, body = beseda_base::error::Problem),
    (status = 429, body = beseda_base::error::Problem)))]
async fn login(
    State(inbox): State<Inbox>,
    _: SameOrigin,
    caller: Caller,
    Json(request): Json<LoginRequest>,
) -> Result<Response> {
    if request.email.trim().is_empty() || request.password.is_empty() {
        return Err(wrong_credentials().into());
    }
    let proven = prove(&inbox, &caller, &request.email, request.password).await?;
    let (now, session) = (inbox.clock.now(), sessions::NewSession::of(&caller));
    let token = session.token.clone();
    let me = inbox.db.write(move |tx| {
        proven.accept(tx)?;
        sessions::begin(tx, proven.employee, &session, now)?;
        Me::of(tx, proven.employee, sessions::first_place(tx, proven.employee)?)
    });
    signed_in(StatusCode::OK, &caller, &token, me.await?)
}

/// Ends this session.
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "sign-in", responses(
    (status = 204), (status = 401, body = beseda_base::error::Problem)))]
async fn logout(State(inbox): State<Inbox>, Signed(signed): Signed, caller: Caller) -> Result<Response> {
    inbox.db.write(move |tx| sessions::end(tx, signed.employee, signed.session)).await?;
    with_cookie(StatusCode::NO_CONTENT.into_response(), ended_cookie(caller.https)?)
}
