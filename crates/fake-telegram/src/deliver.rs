//! Webhook deliveries: each update until it is answered with success, in order within a chat, several chats at once.

use std::collections::BTreeSet;
use std::collections::btree_map::IterMut;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::server::Shared;
use crate::world::{Bot, now_s};

type Http = Client<HttpConnector, Full<Bytes>>;

/// An update that is to be posted now.
struct Flight {
    token: String,
    update_id: i64,
    url: String,
    secret: Option<String>,
    body: Bytes,
}

/// Runs until it is dropped.
pub(crate) async fn run(shared: Arc<Shared>) {
    let client: Http = Client::builder(TokioExecutor::new()).build_http();
    let mut flights = JoinSet::new();
    let mut changes = shared.changes();
    loop {
        changes.borrow_and_update();
        let (ready, wake) = shared.all(ready);
        for flight in ready {
            let (shared, client) = (Arc::clone(&shared), client.clone());
            flights.spawn(async move {
                let outcome = post(&shared, &client, &flight).await;
                shared.bot(&flight.token, |bot| land(bot, &shared, &flight, outcome));
                shared.changed();
            });
        }
        let pause = async {
            match wake {
                Some(wake) => tokio::time::sleep_until(wake).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = changes.changed() => {}
            () = pause => {}
            Some(_) = flights.join_next() => {}
        }
    }
}

/// What can be posted now, and when to look again. The oldest update of each chat goes first, so that order is kept.
fn ready(bots: IterMut<'_, String, Bot>) -> (Vec<Flight>, Option<Instant>) {
    let now = Instant::now();
    let (mut flights, mut wake) = (Vec::new(), None);
    for (token, bot) in bots {
        let Some(webhook) = bot.webhook.clone() else {
            continue;
        };
        let mut busy = BTreeSet::new();
        let mut begun = Vec::new();
        for pending in &mut bot.pending {
            if bot.flights >= webhook.max_connections {
                break;
            }
            if !busy.insert(pending.chat) || pending.in_flight {
                continue;
            }
            if pending.not_before > now {
                wake = Some(wake.map_or(pending.not_before, |wake: Instant| wake.min(pending.not_before)));
                continue;
            }
            pending.in_flight = true;
            pending.attempts += 1;
            bot.flights += 1;
            begun.push(pending.id);
            flights.push(Flight {
                token: token.clone(),
                update_id: pending.id,
                url: webhook.target(bot.deliver_to.as_deref()),
                secret: webhook.secret.clone(),
                body: Bytes::from(pending.body.to_string()),
            });
        }
        for id in begun {
            if let Some(update) = bot.logged(id) {
                update.attempts += 1;
            }
        }
    }
    (flights, wake)
}

async fn post(shared: &Shared, client: &Http, flight: &Flight) -> Result<(), String> {
    let mut request = Request::post(&flight.url).header("Content-Type", "application/json");
    if let Some(secret) = &flight.secret {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
    }
    let request = request.body(Full::new(flight.body.clone())).map_err(|error| error.to_string())?;
    let response = tokio::time::timeout(shared.options.webhook_timeout, client.request(request))
        .await
        .map_err(|_| "Read timeout expired".to_owned())?
        .map_err(|error| format!("Connection failed: {error}"))?;
    let status = response.status();
    if status.is_success() { Ok(()) } else { Err(wrong_response(status)) }
}

fn wrong_response(status: StatusCode) -> String {
    format!("Wrong response from the webhook: {} {}", status.as_u16(), status.canonical_reason().unwrap_or_default())
}

/// Books what came of a delivery.
fn land(bot: &mut Bot, shared: &Shared, flight: &Flight, outcome: Result<(), String>) {
    bot.flights = bot.flights.saturating_sub(1);
    let outcome = match outcome {
        Ok(()) if bot.lose_answers > 0 => {
            bot.lose_answers -= 1;
            Err("Connection reset by peer".to_owned())
        }
        outcome => outcome,
    };
    match outcome {
        Ok(()) => {
            bot.pending.retain(|pending| pending.id != flight.update_id);
            if let Some(update) = bot.logged(flight.update_id) {
                update.confirmed = true;
            }
        }
        Err(text) => {
            if let Some(pending) = bot.pending.iter_mut().find(|pending| pending.id == flight.update_id) {
                pending.in_flight = false;
                let doubled = shared.options.redelivery_pause.saturating_mul(1 << (pending.attempts - 1).min(16));
                pending.not_before = Instant::now() + doubled.min(shared.options.redelivery_pause_max);
            }
            if let Some(webhook) = &mut bot.webhook {
                webhook.last_error = Some((now_s(), text));
            }
        }
    }
}
