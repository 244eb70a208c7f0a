//! The same controls as the library's, over HTTP, for tests in other languages: `POST /control/…` with JSON, `GET /control/…`.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::people::{Deed, Done};
use crate::server::Shared;
use crate::world::{Fault, Limits, User};
use crate::{Log, face};

/// A refusal in words.
type Refused = (StatusCode, String);

/// The control routes.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/control/bots", post(add_bot))
        .route("/control/users", post(add_user))
        .route("/control/act", post(act))
        .route("/control/faults", post(plan).delete(clear_faults))
        .route("/control/limits", post(limit))
        .route("/control/lose-answers", post(lose_answers))
        .route("/control/deliver-to", post(deliver_to))
        .route("/control/redeliver", post(redeliver))
        .route("/control/age", post(age))
        .route("/control/revoke", post(revoke))
        .route("/control/log", get(log))
}

#[derive(Debug, Deserialize)]
struct NewBot {
    token: String,
    username: String,
    #[serde(default)]
    first_name: Option<String>,
}

async fn add_bot(State(shared): State<Arc<Shared>>, Json(bot): Json<NewBot>) -> Json<Value> {
    let name = bot.first_name.unwrap_or_else(|| bot.username.clone());
    let added = face::add_bot(&shared, &bot.token, &bot.username, &name);
    Json(json!({ "ok": added }))
}

/// A request about one bot.
#[derive(Debug, Deserialize, Serialize)]
struct Of<T> {
    token: String,
    #[serde(flatten)]
    rest: T,
}

fn known(shared: &Shared, token: &str) -> Result<(), Refused> {
    if shared.knows(token) { Ok(()) } else { Err((StatusCode::NOT_FOUND, "no such bot".to_owned())) }
}

async fn add_user(State(shared): State<Arc<Shared>>, Json(new): Json<Of<User>>) -> Result<Json<User>, Refused> {
    known(&shared, &new.token)?;
    Ok(Json(face::put_user(&shared, &new.token, new.rest)))
}

#[derive(Debug, Deserialize)]
struct Act {
    token: String,
    user: i64,
    deed: Deed,
}

async fn act(State(shared): State<Arc<Shared>>, Json(act): Json<Act>) -> Result<Json<Done>, Refused> {
    known(&shared, &act.token)?;
    face::act(&shared, &act.token, act.user, act.deed)
        .map(Json)
        .map_err(|reason| (StatusCode::UNPROCESSABLE_ENTITY, reason))
}

#[derive(Debug, Deserialize)]
struct Plan {
    token: String,
    fault: Fault,
    #[serde(default)]
    method: Option<String>,
    #[serde(default = "one")]
    count: u32,
}

fn one() -> u32 {
    1
}

async fn plan(State(shared): State<Arc<Shared>>, Json(plan): Json<Plan>) -> Result<Json<Value>, Refused> {
    known(&shared, &plan.token)?;
    face::plan(&shared, &plan.token, plan.method.as_deref(), plan.fault, plan.count);
    Ok(Json(json!({ "ok": true })))
}

#[derive(Debug, Deserialize)]
struct Token {
    token: String,
}

async fn clear_faults(State(shared): State<Arc<Shared>>, Query(of): Query<Token>) -> Result<Json<Value>, Refused> {
    known(&shared, &of.token)?;
    shared.bot(&of.token, |bot| bot.faults.clear());
    Ok(Json(json!({ "ok": true })))
}

async fn limit(State(shared): State<Arc<Shared>>, Json(of): Json<Of<Limits>>) -> Result<Json<Value>, Refused> {
    known(&shared, &of.token)?;
    shared.bot(&of.token, |bot| bot.limits = of.rest);
    Ok(Json(json!({ "ok": true })))
}

#[derive(Debug, Deserialize)]
struct Count {
    count: u32,
}

async fn lose_answers(State(shared): State<Arc<Shared>>, Json(of): Json<Of<Count>>) -> Result<Json<Value>, Refused> {
    known(&shared, &of.token)?;
    shared.bot(&of.token, |bot| bot.lose_answers = of.rest.count);
    Ok(Json(json!({ "ok": true })))
}

#[derive(Debug, Deserialize)]
struct Origin {
    origin: String,
}

async fn deliver_to(State(shared): State<Arc<Shared>>, Json(of): Json<Of<Origin>>) -> Result<Json<Value>, Refused> {
    known(&shared, &of.token)?;
    shared.bot(&of.token, |bot| bot.deliver_to = Some(of.rest.origin));
    Ok(Json(json!({ "ok": true })))
}

#[derive(Debug, Deserialize)]
struct UpdateId {
    update_id: i64,
}

async fn redeliver(State(shared): State<Arc<Shared>>, Json(of): Json<Of<UpdateId>>) -> Result<Json<Value>, Refused> {
    known(&shared, &of.token)?;
    let found = face::redeliver(&shared, &of.token, of.rest.update_id);
    Ok(Json(json!({ "ok": found })))
}

#[derive(Debug, Deserialize)]
struct Age {
    chat_id: i64,
    message_id: i64,
    seconds: i64,
}

async fn age(State(shared): State<Arc<Shared>>, Json(of): Json<Of<Age>>) -> Result<Json<Value>, Refused> {
    known(&shared, &of.token)?;
    let found = face::age(&shared, &of.token, of.rest.chat_id, of.rest.message_id, of.rest.seconds);
    Ok(Json(json!({ "ok": found })))
}

async fn revoke(State(shared): State<Arc<Shared>>, Json(of): Json<Token>) -> Result<Json<Value>, Refused> {
    known(&shared, &of.token)?;
    shared.bot(&of.token, |bot| bot.revoked = true);
    Ok(Json(json!({ "ok": true })))
}

async fn log(State(shared): State<Arc<Shared>>, Query(of): Query<Token>) -> Result<Json<Log>, Refused> {
    known(&shared, &of.token)?;
    Ok(Json(face::log(&shared, &of.token)))
}
