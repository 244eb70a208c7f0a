//! The sample client of the first steps: an ordinary client in a hidden channel of the project, who writes first and
//! answers a few times, so that somebody who has connected nothing yet can try what answering is like.
//!
//! What she says next follows from the tables alone: how often she has written, and whether somebody answered since. So any
//! node may speak for her, a crash loses nothing, and the same line never comes twice: its delivery id is its number.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use beseda_base::auth::{Can, Who, can};
use beseda_base::bus::Topic;
use beseda_base::db::{Tx, params};
use beseda_base::error::{Error, Result};
use beseda_base::json::Json;
use beseda_messengers::site_chat::{Form, Page, SiteChatEvent, SiteChatItem};
use beseda_messengers::{Inbound, Item, Kind};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::channels::{self, ChannelFacts};
use crate::messages::{self, Arrival};
use crate::{Inbox, audit, clients, intake, projects};

/// Her id in the channel.
const PERSON: &str = "lena";
/// She reads before she answers.
const ANSWERS_AFTER_MS: i64 = 3_000;
/// How often is looked whether it is her turn, while somebody may be writing to her.
const LOOK: Duration = Duration::from_secs(1);
/// The bus may lose a call (guarantee 13).
const SCAN: Duration = Duration::from_secs(5);
/// Sample clients looked at in one round.
const AT_ONCE: i64 = 100;

/// What she says, in the language of the project. The first line opens the dialog, the last one ends it.
const RUSSIAN: [&str; 5] = [
    "Здравствуйте! Увидела у вас набор тарелок «Мох». Он ещё есть в наличии?",
    "Здорово! А сколько будет доставка в Казань, если заказать сегодня?",
    "Подходит. Можно добавить две пиалы в тот же цвет?",
    "Отлично, тогда беру всё вместе. Пришлите, пожалуйста, ссылку на оплату, когда будет удобно.",
    "Спасибо большое, так быстро мне ещё нигде не отвечали! Хорошего вам дня 🙂",
];
const ENGLISH: [&str; 5] = [
    "Hello! I saw the “Moss” plate set in your shop. Do you still have it?",
    "Great! How much is delivery to Kazan if I order today?",
    "That works. Could I add two bowls in the same colour?",
    "Perfect, I will take it all then. Please send me a payment link when you have a minute.",
    "Thank you so much, nobody has ever answered me this fast! Have a nice day 🙂",
];

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(create_demo_client, delete_demo_client))
}

/// Starts the loop in which she answers.
pub fn start(inbox: &Inbox) {
    inbox.keep("demo client", run);
}

/// The sample client.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemoClient {
    /// Her id.
    client_id: i64,
}

/// Brings the sample client, who writes her first message. Where she is already, nothing changes.
#[utoipa::path(post, path = "/api/v1/project/demo-client", tag = "projects", responses(
    (status = 201, body = DemoClient), (status = 403, body = beseda_base::error::Problem)))]
async fn create_demo_client(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ProjectWrite>,
) -> Result<(StatusCode, Json<DemoClient>)> {
    let now = inbox.clock.now();
    let client_id = inbox.db.write(move |tx| bring(tx, &who, now)).await?;
    Ok((StatusCode::CREATED, Json(DemoClient { client_id })))
}

/// Removes the sample client with everything she and her dialog left.
#[utoipa::path(delete, path = "/api/v1/project/demo-client", tag = "projects", responses(
    (status = 204), (status = 403, body = beseda_base::error::Problem), (status = 404, body = beseda_base::error::Problem)))]
async fn delete_demo_client(State(inbox): State<Inbox>, Can { who, .. }: Can<can::ProjectWrite>) -> Result<StatusCode> {
    let now = inbox.clock.now();
    inbox.db.write(move |tx| remove(tx, &who, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Her channel and herself, if she is there.
fn find(tx: &Tx<'_>, project: i64) -> Result<Option<(i64, i64)>> {
    tx.optional(
        "select h.id, c.id from channels h join clients c on c.channel = h.id
         where h.project = $1 and h.kind = 'demo' and h.removed_at is null order by c.id limit 1",
        params![project],
    )
}

fn bring(tx: &Tx<'_>, who: &Who, now: i64) -> Result<i64> {
    // Two at the same time wait for each other here: one channel row per project.
    let channel = channels::demo(tx, who.project, now)?;
    if let Some((_, client)) = find(tx, who.project)? {
        return Ok(client);
    }
    let (name, lines) = language(&projects::of(tx, who.project)?.language);
    let facts = ChannelFacts { id: channel, project: who.project, kind: Kind::Demo };
    let inbound: Vec<Inbound> = Kind::Demo
        .parse(&beseda_messengers::Account::default(), &line(name, lines, 0, now).slice)
        .map_err(|reason| Error::internal(format!("the first line of the sample client: {reason}")))?;
    messages::receive(tx, &[Arrival::new(0, facts, inbound)], now)?;
    let (_, client) = find(tx, who.project)?.ok_or_else(|| Error::internal("the sample client was not made"))?;
    audit::record(tx, who, "demo_client.created", "client", Some(client), &Value::Null, now)?;
    Ok(client)
}

fn remove(tx: &Tx<'_>, who: &Who, now: i64) -> Result<()> {
    let (channel, client) = find(tx, who.project)?.ok_or(Error::NotFound)?;
    clients::purge(tx, who.project, client, now)?;
    for sql in [
        "delete from raw_events where channel = $1",
        "delete from parked where channel = $1",
        "delete from channel_hours where channel = $1",
        "delete from channels where id = $1",
    ] {
        tx.execute(sql, params![channel])?;
    }
    audit::record(tx, who, "demo_client.removed", "client", Some(client), &Value::Null, now)
}

fn language(name: &str) -> (&'static str, &'static [&'static str; 5]) {
    if name == "ru" { ("Лена", &RUSSIAN) } else { ("Lena", &ENGLISH) }
}

/// One of her lines as it comes in.
fn line(name: &str, lines: &[&str], number: usize, at: i64) -> Item {
    let text = lines.get(number).copied().unwrap_or_default().to_owned();
    let form = Form { name: Some(name.to_owned()), ..Form::default() };
    SiteChatItem {
        visitor: PERSON.to_owned(),
        at,
        identity: None,
        page: Some(Page::default()),
        event: SiteChatEvent::Message {
            r#ref: format!("line-{number}"),
            text,
            files: Vec::new(),
            reply_to: None,
            form: Some(form),
        },
    }
    .item()
}

/// Sample clients whom somebody has answered since they wrote last: channel, language of the project, lines said.
fn due(tx: &Tx<'_>, now: i64) -> Result<Vec<(i64, String, i64)>> {
    tx.query(
        "select h.id, p.language, c.in_count from channels h join projects p on p.id = h.project join clients c on c.channel = h.id
         where h.kind = 'demo' and h.removed_at is null and c.in_count < $1 and c.unanswered_since is null and not c.blocked
           and exists (select 1 from messages m where m.client = c.id and m.n > c.last_in_n and m.kind = 'out'
             and m.author_kind = 'employee' and m.received_at <= $2)
         order by h.id limit $3",
        params![i64::try_from(RUSSIAN.len()).unwrap_or(0), now - ANSWERS_AFTER_MS, AT_ONCE],
    )
}

/// Says what is due. Answers how many lines.
pub(crate) async fn speak(inbox: &Inbox) -> Result<usize> {
    let now = inbox.clock.now();
    let due = inbox.db.read(move |tx| due(tx, now)).await?;
    let mut said = 0;
    for (channel, project_language, number) in due {
        let (name, lines) = language(&project_language);
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        said += intake::keep(inbox, channel, vec![line(name, lines, number, now)]).await?;
    }
    Ok(said)
}

async fn run(inbox: Inbox) {
    let stopping = inbox.tasks.stopping();
    let mut wakes = inbox.bus.subscribe();
    while !stopping.is_cancelled() {
        if let Err(error) = speak(&inbox).await {
            tracing::warn!(%error, "the sample client could not answer; trying again");
        }
        // At most one look in a second, however much happens.
        let pause = async {
            inbox.clock.sleep(LOOK).await;
            let scan = inbox.clock.sleep(SCAN);
            tokio::pin!(scan);
            loop {
                tokio::select! {
                    () = &mut scan => return,
                    topic = wakes.recv() => if matches!(topic, Topic::Events(_) | Topic::Everything) { return },
                }
            }
        };
        let _ = stopping.run_until_cancelled(pause).await;
    }
}

#[cfg(test)]
mod tests;
