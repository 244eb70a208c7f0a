//! The rules that must hold when the dust has settled. Each broken one is a sentence that names the row.

use std::collections::{BTreeMap, BTreeSet};

use fake_telegram::Log;
use serde_json::Value;

use crate::Outcome;
use crate::http::Ask;
use crate::ledger::Ledger;
use crate::operator::text_of;
use crate::stage::Stage;
use crate::store::{Row, Store};

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// Broken rules.
    pub(crate) broken: Vec<String>,
    /// Messages of clients.
    pub(crate) inbound: usize,
    /// Messages of the operator.
    pub(crate) outbound: usize,
    /// Of these, of unknown fate.
    pub(crate) unknown: usize,
    /// Events of the log.
    pub(crate) events: usize,
}

impl Findings {
    fn rule(&mut self, holds: bool, broken: impl FnOnce() -> String) {
        if !holds {
            self.broken.push(broken());
        }
    }
}

/// Checks everything. The server still runs, idle.
pub(crate) async fn all(stage: &Stage, store: &Store) -> Outcome<Findings> {
    let mut findings = Findings { broken: std::mem::take(&mut stage.ledger().broken), ..Findings::default() };
    findings.broken.extend(stage.http.blunders());
    numbers(store, &mut findings).await?;
    inbound(stage, store, &mut findings).await?;
    let rows = outbound(stage, store, &mut findings).await?;
    for (index, (bot, channel)) in stage.bots.iter().enumerate() {
        let log = bot.log();
        findings.rule(log.violations.is_empty(), || format!("bot {index}: {:?}", log.violations));
        let rows: Vec<&Outgoing> = rows.iter().filter(|row| row.channel == *channel).collect();
        telegram(stage, index, &rows, &log, &mut findings);
    }
    fates(stage, &rows, &mut findings);
    events(stage, store, &mut findings).await?;
    visible(stage, &rows, &mut findings).await?;
    load(stage, &rows, &mut findings);
    Ok(findings)
}

/// A run in which nobody could do anything proves nothing.
fn load(stage: &Stage, rows: &[Outgoing], findings: &mut Findings) {
    let ledger = stage.ledger();
    findings.rule(ledger.people.len() == stage.users.len(), || "not every user of Telegram has written".to_owned());
    findings.rule(ledger.visitors.len() == ledger.tokens.len(), || "not every visitor has written".to_owned());
    let channels: BTreeSet<i64> = rows.iter().map(|row| row.channel).collect();
    findings
        .rule(channels.len() == stage.bots.len() + 1, || "the operator has not replied in every channel".to_owned());
    findings.rule(!ledger.frames.is_empty(), || "the socket showed nothing".to_owned());
}

/// G3, G4: numbers without gaps in every dialog, one event for every message, nothing dead or left waiting.
async fn numbers(store: &Store, findings: &mut Findings) -> Outcome {
    let clients =
        "select c.id, c.last_n, count(m.id), coalesce(min(m.n), 0), coalesce(max(m.n), 0), count(distinct m.n)
        from clients c left join messages m on m.client = c.id group by c.id, c.last_n order by c.id";
    for row in store.rows(clients).await? {
        let last = row[1].as_str();
        let gapless = row[2..].iter().enumerate().all(|(at, cell)| if at == 1 { cell == "1" } else { cell == last });
        findings.rule(gapless, || format!("client (id, last_n, messages, least n, greatest n, different n): {row:?}"));
    }
    for (sql, what) in [
        (
            "select m.id, m.client, m.n from messages m where
             (select count(*) from events e where e.message = m.id and e.kind = 'message.created') <> 1",
            "message (id, client, n) without exactly one event of its making",
        ),
        (
            "select m.id, m.client, m.n from messages m where m.kind = 'in'
             and (select count(*) from message_parts p where p.message = m.id) <> 1",
            "message of a client (id, client, n) without exactly one external id",
        ),
        (
            "select id, channel, state, error from raw_events where state not in (1, 3)",
            "delivery that became no message",
        ),
        ("select id, channel, change from parked", "change that found no message"),
        (
            "select id, kind, state, reason_code from channels where state <> 'works' or reason_code is not null",
            "channel that does not work any more",
        ),
    ] {
        let rows = store.rows(sql).await?;
        findings.broken.extend(rows.iter().take(20).map(|row| format!("{what}: {row:?}")));
    }
    Ok(())
}

/// Promises 1 and 2, G1: whatever was answered 200 is there exactly once, in the order in which it was taken.
async fn inbound(stage: &Stage, store: &Store, findings: &mut Findings) -> Outcome {
    let sql = "select c.channel, c.external_id, coalesce(m.client_ref, ''), m.text, m.kind
        from messages m join clients c on c.id = m.client where m.kind <> 'out' order by m.client, m.n";
    let mut stored: BTreeMap<(i64, String), Vec<Row>> = BTreeMap::new();
    for row in store.rows(sql).await? {
        findings.inbound += 1;
        stored.entry((row[0].parse()?, row[1].clone())).or_default().push(row);
    }
    let ledger = stage.ledger();
    for (visitor, accepted) in &ledger.visitors {
        let rows = stored.remove(&(stage.site_channel, visitor.clone())).unwrap_or_default();
        let found: Vec<&str> = rows.iter().map(|row| row[2].as_str()).collect();
        same(&format!("visitor {visitor}"), &accepted.iter().map(String::as_str).collect::<Vec<_>>(), &found, findings);
    }
    for ((index, user), messages) in &ledger.people {
        let Some((bot, channel)) = stage.bots.get(*index) else { continue };
        let rows = stored.remove(&(*channel, user.to_string())).unwrap_or_default();
        let found: Vec<&str> = rows.iter().map(|row| row[3].as_str()).collect();
        let bodies: Vec<Value> = messages.iter().map(|id| bot.message(*user, *id).unwrap_or_default()).collect();
        let written: Vec<&str> = bodies.iter().map(|body| body["text"].as_str().unwrap_or_default()).collect();
        same(&format!("user {user} of bot {index}"), &written, &found, findings);
    }
    findings.rule(stored.is_empty(), || format!("messages that nobody wrote: {stored:?}"));
    Ok(())
}

/// Two lists that must be equal; the sentence names the first place where they are not.
fn same(who: &str, promised: &[&str], found: &[&str], findings: &mut Findings) {
    let place = promised.iter().zip(found).position(|(promised, found)| promised != found);
    let place = place.unwrap_or_else(|| promised.len().min(found.len()));
    findings.rule(promised == found, || {
        let near = |list: &[&str]| {
            list.iter().skip(place.saturating_sub(1)).take(4).map(|text| (*text).to_owned()).collect::<Vec<_>>()
        };
        format!(
            "{who}: {} promised, {} found; from place {place} on promised {:?}, found {:?}",
            promised.len(),
            found.len(),
            near(promised),
            near(found)
        )
    });
}

/// A message of the operator with its row of the outbox.
struct Outgoing {
    id: String,
    n: i64,
    client: i64,
    chat: String,
    channel: i64,
    reference: String,
    state: String,
    deleted: bool,
    text: String,
    /// State of its one row of the outbox.
    sending: String,
    /// Edits and deletions the messenger refused.
    refused: bool,
}

/// Promise 7: every reply that was answered with success is there exactly once, and its states agree.
async fn outbound(stage: &Stage, store: &Store, findings: &mut Findings) -> Outcome<Vec<Outgoing>> {
    let sql = "select m.id, m.n, m.client, c.external_id, c.channel, coalesce(m.client_ref, ''), coalesce(m.state, ''),
          coalesce(m.deleted_at, 0), m.text, coalesce(o.state, ''),
          (select count(*) from outbox x where x.message = m.id and x.kind in ('edit', 'delete') and x.state = 'failed'),
          (select count(*) from outbox x where x.message = m.id and x.kind = 'text')
        from messages m join clients c on c.id = m.client left join outbox o on o.message = m.id and o.kind = 'text' and o.attempt = 1
        where m.kind = 'out' order by m.client, m.n";
    let mut rows = Vec::new();
    for row in store.rows(sql).await? {
        findings.rule(row[11] == "1", || format!("message {} ({}) has {} rows in the outbox", row[0], row[5], row[11]));
        rows.push(Outgoing {
            id: row[0].clone(),
            n: row[1].parse()?,
            client: row[2].parse()?,
            chat: row[3].clone(),
            channel: row[4].parse()?,
            reference: row[5].clone(),
            state: row[6].clone(),
            deleted: row[7] != "0",
            text: row[8].clone(),
            sending: row[9].clone(),
            refused: row[10] != "0",
        });
    }
    findings.outbound = rows.len();
    let ledger = stage.ledger();
    let clients: BTreeSet<i64> = rows.iter().map(|row| row.client).chain(ledger.replies.keys().copied()).collect();
    for client in clients {
        let found: Vec<&str> =
            rows.iter().filter(|row| row.client == client).map(|row| row.reference.as_str()).collect();
        let promised: Vec<&str> = ledger.replies.get(&client).into_iter().flatten().map(String::as_str).collect();
        same(&format!("replies to client {client}"), &promised, &found, findings);
    }
    for row in &rows {
        let agrees = row.deleted
            || matches!(
                (row.state.as_str(), row.sending.as_str()),
                ("sent" | "delivered" | "read", "sent") | ("failed", "failed") | ("unknown", "unknown")
            );
        findings
            .rule(agrees, || format!("{} is {} and its row in the outbox {}", row.reference, row.state, row.sending));
        let deleted = ledger.deleted.contains(&row.reference);
        findings
            .rule(row.deleted == deleted, || format!("{}: deleted {}, promised {deleted}", row.reference, row.deleted));
        let text = ledger.edits.get(&row.reference).cloned().unwrap_or_else(|| text_of(&row.reference));
        let text = if row.deleted { String::new() } else { text };
        findings.rule(row.text == text, || format!("{} says {:?} instead of {text:?}", row.reference, row.text));
    }
    Ok(rows)
}

/// Promise 5: what was sent reached Telegram exactly once, what failed never, in the order of the dialog; what was changed
/// or deleted here is so there.
fn telegram(stage: &Stage, index: usize, rows: &[&Outgoing], log: &Log, findings: &mut Findings) {
    let Some((bot, _)) = stage.bots.get(index) else { return };
    let mut taken: BTreeMap<&str, Vec<(i64, i64)>> = BTreeMap::new();
    for sent in &log.sends {
        let reference = sent.text.split(' ').next().unwrap_or_default();
        taken.entry(reference).or_default().push((sent.chat_id, sent.message_id));
    }
    for row in rows {
        let sends = taken.remove(row.reference.as_str()).unwrap_or_default();
        let right = match row.sending.as_str() {
            "sent" => sends.len() == 1,
            "unknown" => sends.len() <= 1,
            _ => sends.is_empty(),
        };
        findings.rule(right, || format!("{} is {} and was taken {} times", row.reference, row.sending, sends.len()));
        let Some((chat, message)) = sends.first().copied() else { continue };
        findings
            .rule(chat.to_string() == row.chat, || format!("{} went to chat {chat}, not {}", row.reference, row.chat));
        if row.sending == "sent" && !row.refused {
            let there = bot.message(chat, message);
            let there = there.as_ref().and_then(|body| body["text"].as_str());
            let here = (!row.deleted).then_some(row.text.as_str());
            findings.rule(there == here, || format!("{} says {there:?} in Telegram and {here:?} here", row.reference));
        }
    }
    findings.rule(taken.is_empty(), || format!("Telegram took what nobody sent: {taken:?}"));
    let places: BTreeMap<&str, (i64, i64)> =
        rows.iter().map(|row| (row.reference.as_str(), (row.client, row.n))).collect();
    let mut last: BTreeMap<i64, i64> = BTreeMap::new();
    for sent in &log.sends {
        let Some((client, n)) = places.get(sent.text.split(' ').next().unwrap_or_default()) else { continue };
        let before = last.insert(*client, *n).unwrap_or(0);
        findings.rule(before < *n, || format!("client {client}: number {n} was sent after number {before}"));
    }
}

/// G10: of unknown fate is only what was on the wire at a kill, or met a fault after which nobody can know. The website
/// chat knows always.
fn fates(stage: &Stage, rows: &[Outgoing], findings: &mut Findings) {
    let ledger = stage.ledger();
    let unknown: Vec<&Outgoing> = rows.iter().filter(|row| row.sending == "unknown").collect();
    findings.unknown = unknown.len();
    for row in unknown.iter().filter(|row| row.channel == stage.site_channel) {
        findings.broken.push(format!("{} of the website chat is of unknown fate", row.reference));
    }
    let unexplained: Vec<&str> =
        unknown.iter().filter(|row| !ledger.in_flight.contains(&row.id)).map(|row| row.reference.as_str()).collect();
    findings.rule(unexplained.len() <= ledger.ambiguous, || {
        format!(
            "of unknown fate without having been on the wire at a kill: {unexplained:?}, faults that explain it: {}",
            ledger.ambiguous
        )
    });
}

/// G4, G21: the log has no gap, the feed of the API tells it whole, and the socket showed each event exactly once.
async fn events(stage: &Stage, store: &Store, findings: &mut Findings) -> Outcome {
    let sql = format!("select seq, kind from events where project = {} order by seq", stage.project);
    let mut log: Vec<(i64, String)> = Vec::new();
    for row in store.rows(&sql).await? {
        log.push((row[0].parse()?, row[1].clone()));
    }
    findings.events = log.len();
    let last = store.number(&format!("select last_seq from projects where id = {}", stage.project)).await?;
    findings.rule((1..=last).eq(log.iter().map(|(seq, _)| *seq)), || {
        let gap = (1..=last).zip(&log).find(|(wanted, (seq, _))| wanted != seq);
        format!("the log of {} events ends at {last}; its first gap: {gap:?}", log.len())
    });
    let feed = feed(stage).await?;
    findings.rule(feed == log, || format!("the feed tells {} events, the log {}", feed.len(), log.len()));
    let Ledger { frames, resyncs, .. } = &*stage.ledger();
    findings
        .rule(frames.is_sorted_by(|a, b| a.0 < b.0), || "the socket showed an event twice or out of order".to_owned());
    let shown: BTreeMap<i64, &str> = frames.iter().map(|(seq, kind)| (*seq, kind.as_str())).collect();
    let missing: Vec<&(i64, String)> = log
        .iter()
        .filter(|(seq, kind)| {
            shown.get(seq) != Some(&kind.as_str()) && !resyncs.iter().any(|(after, to)| after < seq && seq <= to)
        })
        .collect();
    findings.rule(missing.is_empty(), || {
        format!(
            "{} events the socket never showed, first {:?}",
            missing.len(),
            missing.iter().take(5).collect::<Vec<_>>()
        )
    });
    Ok(())
}

async fn feed(stage: &Stage) -> Outcome<Vec<(i64, String)>> {
    let mut all: Vec<(i64, String)> = Vec::new();
    loop {
        let after = all.last().map_or(0, |(seq, _)| *seq);
        let ask = stage.signed(Ask::get(format!("/api/v1/events?after={after}&limit=500")));
        let page = stage.http.insist(&ask).await?.body;
        let items = page["items"].as_array().cloned().unwrap_or_default();
        if items.is_empty() {
            return Ok(all);
        }
        all.extend(
            items.iter().map(|event| {
                (event["seq"].as_i64().unwrap_or(-1), event["kind"].as_str().unwrap_or_default().to_owned())
            }),
        );
    }
}

/// A visitor sees his own words and our answers, each once and in order.
async fn visible(stage: &Stage, rows: &[Outgoing], findings: &mut Findings) -> Outcome {
    let tokens = stage.ledger().tokens.clone();
    for (visitor, token) in tokens {
        let (mut mine, mut ours, mut after) = (Vec::new(), Vec::new(), 0);
        loop {
            let ask = Ask::get(format!("/chat/{}/messages?after={after}&limit=100", stage.site));
            let page = stage.http.insist(&ask.with("authorization", format!("Bearer {token}"))).await?.body;
            for item in page["items"].as_array().into_iter().flatten() {
                after = item["n"].as_i64().unwrap_or(i64::MAX);
                if item["mine"] == true {
                    mine.push(item["ref"].as_str().unwrap_or_default().to_owned());
                } else {
                    ours.push(item["id"].to_string());
                }
            }
            if page["more"] != true {
                break;
            }
        }
        let promised = stage.ledger().visitors.get(&visitor).cloned().unwrap_or_default();
        findings.rule(mine == promised, || format!("visitor {visitor} sees {} of his {}", mine.len(), promised.len()));
        let sent = rows.iter().filter(|row| row.channel == stage.site_channel && row.chat == visitor);
        let sent: Vec<&str> = sent.map(|row| row.id.as_str()).collect();
        findings.rule(ours == sent, || format!("visitor {visitor} sees {} of our {}", ours.len(), sent.len()));
    }
    Ok(())
}
