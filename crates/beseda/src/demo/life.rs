//! The clients of the sample company: now and then a new one writes, and whoever is answered answers in turn.
//!
//! They speak through the same doors as real ones: in Telegram through the stand-in of its Bot API, on the site through
//! intake. So an employee's answer really goes through the outbox, and what is said comes in by polling.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use beseda_base::bus::Topic;
use beseda_base::db::{Tx, params};
use beseda_base::error::Error;
use beseda_base::{events, id};
use beseda_inbox::{Inbox, intake};
use beseda_messengers::Person;
use beseda_messengers::site_chat::{Form, Page, SiteChatEvent, SiteChatItem};
use fake_telegram::{Bot, Deed, User};

use super::chance::Chance;
use super::people::Someone;
use super::seed::Company;
use super::talk::{Kind, Talks};
use crate::command::Outcome;

/// Answers of one client until he ends the dialog, and dialogs that are remembered.
const ANSWERS_MAX: u32 = 3;
const REMEMBERED_MAX: usize = 5_000;
/// New clients of one run, so that a sample left running does not fill its disk.
const NEWCOMERS_MAX: u32 = 300;
/// Events read at once.
const PAGE: i64 = 200;
/// Seconds until a client answers, and between two new clients.
const ANSWERS_AFTER: (i64, i64) = (4, 14);
const NEWCOMER_AFTER: (i64, i64) = (25, 80);
const TICK: Duration = Duration::from_secs(1);

/// The clients' side.
pub(super) struct Life {
    inbox: Inbox,
    company: Company,
    bot: Arc<Bot>,
    chance: Chance,
    russian: Talks,
    english: Talks,
    /// When a client answers next.
    due: HashMap<i64, i64>,
    /// How often he has answered.
    answers: HashMap<i64, u32>,
    newcomers: u32,
    next_newcomer: i64,
    seq: i64,
}

beseda_base::row! {
    /// A client to speak for.
    struct Speaker { channel: i64, external_id: String, name: String, language: String, last_out: Option<String> }
}

impl Life {
    pub(super) async fn new(inbox: &Inbox, company: Company, bot: Arc<Bot>) -> Outcome<Self> {
        let project = company.project;
        let seq = inbox.db.read(move |tx| events::last_seq(tx, project)).await?;
        let mut chance = Chance::new(id::number().unsigned_abs());
        let next_newcomer = inbox.clock.now() + 1_000 * chance.between(8, 20);
        Ok(Self {
            inbox: inbox.clone(),
            company,
            bot,
            chance,
            russian: Talks::russian()?,
            english: Talks::english()?,
            due: HashMap::new(),
            answers: HashMap::new(),
            newcomers: 0,
            next_newcomer,
            seq,
        })
    }

    /// Until the server stops.
    pub(super) async fn run(mut self) {
        let stopping = self.inbox.tasks.stopping();
        let mut wakes = self.inbox.bus.subscribe();
        while !stopping.is_cancelled() {
            if let Err(error) = self.step().await {
                tracing::warn!(%error, "a sample client could not write; trying again");
            }
            let pause = async {
                tokio::select! {
                    () = self.inbox.clock.sleep(TICK) => {}
                    // Other topics are frequent and mean nothing here.
                    () = async { while !matches!(wakes.recv().await, Topic::Events(_) | Topic::Everything) {} } => {}
                }
            };
            let _ = stopping.run_until_cancelled(pause).await;
        }
    }

    async fn step(&mut self) -> Outcome {
        self.listen().await?;
        let now = self.inbox.clock.now();
        let due: Vec<i64> = self.due.iter().filter(|(_, at)| **at <= now).map(|(client, _)| *client).collect();
        for client in due {
            self.due.remove(&client);
            self.answer(client, now).await?;
        }
        if now >= self.next_newcomer && self.newcomers < NEWCOMERS_MAX {
            self.next_newcomer = now + 1_000 * self.chance.between(NEWCOMER_AFTER.0, NEWCOMER_AFTER.1);
            self.newcomers += 1;
            self.newcomer(now).await?;
        }
        Ok(())
    }

    /// Whom have employees answered since?
    async fn listen(&mut self) -> Outcome {
        loop {
            let (project, after) = (self.company.project, self.seq);
            let page = match self.inbox.db.read(move |tx| events::after(tx, project, after, PAGE)).await {
                Ok(page) => page,
                // Pruned under us: nobody waits for an answer of last month.
                Err(Error::Problem(_)) => {
                    self.seq = self.inbox.db.read(move |tx| events::last_seq(tx, project)).await?;
                    return Ok(());
                }
                Err(error) => return Err(error.into()),
            };
            let Some(last) = page.last() else { return Ok(()) };
            self.seq = last.seq;
            let now = self.inbox.clock.now();
            for event in page {
                let answered = event.kind == "message.created" && event.employee.is_some() && event.message.is_some();
                let Some(client) = event.client.filter(|_| answered && event.data.contains("\"in\":false")) else {
                    continue;
                };
                if self.answers.get(&client).copied().unwrap_or(0) < ANSWERS_MAX && self.answers.len() < REMEMBERED_MAX
                {
                    let wait = 1_000 * self.chance.between(ANSWERS_AFTER.0, ANSWERS_AFTER.1);
                    self.due.insert(client, now + wait);
                }
            }
        }
    }

    async fn answer(&mut self, client: i64, now: i64) -> Outcome {
        let Some(speaker) = self.inbox.db.read(move |tx| speaker(tx, client)).await? else { return Ok(()) };
        let count = self.answers.entry(client).or_default();
        *count += 1;
        let kind = if *count >= ANSWERS_MAX { Kind::Bye } else { Kind::Reply };
        let who = known(&speaker);
        let talks = if who.english { &self.english } else { &self.russian };
        let Some(held) = talks.episode(kind, &who, &mut self.chance) else { return Ok(()) };
        let text = held.said.into_iter().map(|said| said.text).collect::<Vec<_>>().join("\n");
        if speaker.channel == self.company.telegram {
            let user: i64 = speaker.external_id.parse()?;
            self.bot.act(user, Deed::Text { text, entities: None, reply_to: None });
            return Ok(());
        }
        let mut items = Vec::new();
        if let Some(seen) = speaker.last_out {
            items.push(item(&speaker.external_id, now, None, SiteChatEvent::Seen { messages: vec![seen] }));
        }
        let said = written(&mut self.chance, text, None);
        items.push(item(&speaker.external_id, now, None, said));
        intake::keep(&self.inbox, speaker.channel, items.iter().map(SiteChatItem::item).collect()).await?;
        Ok(())
    }

    async fn newcomer(&mut self, now: i64) -> Outcome {
        let who = Someone::meet(&mut self.chance);
        let talks = if who.english { &self.english } else { &self.russian };
        let kind = if self.chance.percent(40) { Kind::Hello } else { Kind::First };
        let held = talks.episode(kind, &who, &mut self.chance);
        let Some(text) = held.and_then(|held| held.said.into_iter().next()).map(|said| said.text) else {
            return Ok(());
        };
        if self.chance.percent(60) {
            // Of this moment, so that no two runs invent the same id.
            let number = 1_000_000_000 + now / 1_000;
            let person = Person { external_id: number.to_string(), ..who.in_telegram(0, &mut self.chance) };
            introduce(&self.bot, &person);
            self.bot.act(number, Deed::Text { text, entities: None, reply_to: None });
            return Ok(());
        }
        let person = who.on_site(&mut self.chance);
        let form = Form { name: filled(person.name), email: filled(person.email), phone: filled(person.phone) };
        let page = Page {
            url: "https://glina.example/catalog".to_owned(),
            title: "Каталог".to_owned(),
            language: person.language,
            ..Page::default()
        };
        let visitor = format!("{}{:x}", person.external_id, now);
        let event = written(&mut self.chance, text, Some(form));
        let chat = *self.chance.pick(&self.company.chats);
        intake::keep(&self.inbox, chat, vec![item(&visitor, now, Some(page), event).item()]).await?;
        Ok(())
    }
}

/// Makes a person known to the stand-in of Telegram; names come apart again at the space.
pub(super) fn introduce(bot: &Bot, person: &Person) {
    let Ok(id) = person.external_id.parse::<i64>() else { return };
    let (first, last) = person.name.split_once(' ').unwrap_or((&person.name, ""));
    bot.add_user(User {
        id,
        first_name: first.to_owned(),
        last_name: filled(last.to_owned()),
        username: filled(person.username.clone()),
        language_code: filled(person.language.clone()),
        started: true,
        ..User::default()
    });
}

fn speaker(tx: &Tx<'_>, client: i64) -> beseda_base::error::Result<Option<Speaker>> {
    tx.optional(
        "select c.channel, c.external_id, c.name, c.language,
           (select p.external_id from messages m join message_parts p on p.message = m.id
             where m.client = c.id and m.kind = 'out' order by m.n desc, p.part desc limit 1)
         from clients c join channels h on h.id = c.channel
         where c.id = $1 and h.removed_at is null and h.kind in ('telegram', 'site_chat') and not c.blocked and c.unreachable is null",
        params![client],
    )
}

/// What is known of a client; whether a woman speaks is told by the ending of the name.
fn known(speaker: &Speaker) -> Someone {
    let (first, last) = speaker.name.split_once(' ').unwrap_or((&speaker.name, ""));
    Someone {
        first: first.to_owned(),
        last: last.to_owned(),
        female: last.is_empty() || last.ends_with('а'),
        english: speaker.language == "en",
        phone: "+7 000 555-01-42".to_owned(),
    }
}

fn written(chance: &mut Chance, text: String, form: Option<Form>) -> SiteChatEvent {
    SiteChatEvent::Message { r#ref: chance.hex(16), text, files: Vec::new(), reply_to: None, form }
}

fn item(visitor: &str, at: i64, page: Option<Page>, event: SiteChatEvent) -> SiteChatItem {
    SiteChatItem { visitor: visitor.to_owned(), at, identity: None, page, event }
}

fn filled(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}
