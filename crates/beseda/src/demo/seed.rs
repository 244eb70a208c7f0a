//! Builds the sample company once per folder: people, channels, several hundred dialogs of the last months.
//!
//! Chance has a fixed seed and every dialog is written whole or not at all, so a start that was broken off is gone on with
//! and a second one doubles nothing.

use std::collections::HashSet;
use std::path::Path;

use beseda_base::auth::{Role, Who};
use beseda_base::db::{Db, Tx, params};
use beseda_base::id;
use beseda_inbox::employees::{self, NewAccount, console};
use beseda_inbox::files::PastFile;
use beseda_inbox::messages::history::{self, PastDialog, TURNS_MAX, Turn, What};
use beseda_inbox::projects::{Language, NewProject};
use beseda_inbox::{Inbox, channels};
use beseda_messengers::FileKind;
use bytes::Bytes;
use futures_util::StreamExt as _;
use serde_json::json;

use super::chance::Chance;
use super::people::Someone;
use super::talk::{Attached, Kind, Said, Talks};
use super::{TOKEN, pictures};
use crate::command::Outcome;

pub(super) const OWNER: (&str, &str) = ("katerina@example.com", "Катерина Лис");
pub(super) const OPERATOR: (&str, &str) = ("olga@example.com", "Ольга Кравец");
const COMPANY: &str = "Тихая глина";
/// Says in the table `installation` that this is a sample company.
const MARK: &str = "demo";

/// Dialogs written at the same time: the database commits them together.
const AT_ONCE: usize = 8;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Moscow's shift, for hours at which people write.
const ZONE: i64 = 3 * HOUR;

/// The company's ids.
#[derive(Debug, Clone, Copy)]
pub(super) struct Company {
    pub(super) project: i64,
    pub(super) owner: i64,
    pub(super) operator: i64,
    pub(super) telegram: i64,
    /// Chat of the shop and chat of the classes.
    pub(super) chats: [i64; 2],
}

/// Whether this folder holds something else, which must stay as it is.
pub(super) async fn is_foreign(db: &Db) -> Outcome<bool> {
    Ok(db
        .read(|tx| {
            let marked: i64 = tx.one("select count(*) from installation where name = $1", params![MARK])?;
            let owned: i64 = tx.one("select count(*) from (select 1 from projects limit 1) as found", &[])?;
            Ok(owned > 0 && marked == 0)
        })
        .await?)
}

/// The company, made where it is not there yet.
pub(super) async fn company(inbox: &Inbox, password: &str) -> Outcome<Company> {
    let (project, owner, operator) = people(inbox, password).await?;
    let who = Who { employee: owner, project, role: Role::Owner, rights: Role::Owner.rights(), session: 0 };
    let known: Vec<(i64, String, String)> = inbox
        .db
        .read(move |tx| {
            tx.query(
                "select id, kind, name from channels where project = $1 and removed_at is null order by id",
                params![project],
            )
        })
        .await?;
    let find = |kind: &str, name: &str| {
        known.iter().find(|(_, k, n)| k == kind && (kind == "telegram" || n == name)).map(|(id, ..)| *id)
    };
    let telegram = match find("telegram", "") {
        Some(id) => id,
        None => {
            connect(inbox, &who, json!({ "kind": "telegram", "name": COMPANY, "token": TOKEN, "mode": "poll" })).await?
        }
    };
    let mut chats = [0; 2];
    for (chat, (name, settings)) in chats.iter_mut().zip(chat_settings()) {
        *chat = match find("site_chat", name) {
            Some(id) => id,
            None => connect(inbox, &who, json!({ "kind": "site_chat", "name": name, "settings": settings })).await?,
        };
    }
    Ok(Company { project, owner, operator, telegram, chats })
}

fn chat_settings() -> [(&'static str, serde_json::Value); 2] {
    let shop = json!({
        "title": "Тихая глина", "greeting": "Здравствуйте! Подскажем по посуде, доставке и заказам.", "color": "#0f766e",
        "reply_time_note": "Обычно отвечаем за 10 минут, с 11 до 20",
    });
    let classes = json!({
        "title": "Мастер-классы", "greeting": "Запишем на мастер-класс и ответим на вопросы.", "color": "#b45309",
        "pre_chat": { "enabled": true, "name": true, "email": true, "phone": false, "required": false },
    });
    [("Чат магазина", shop), ("Чат мастер-классов", classes)]
}

async fn connect(inbox: &Inbox, who: &Who, request: serde_json::Value) -> Outcome<i64> {
    let request: channels::NewChannelRequest = serde_json::from_value(request)?;
    Ok(channels::create(inbox, *who, request).await?.id)
}

/// Owner and operator, made in one transaction with the mark.
async fn people(inbox: &Inbox, password: &str) -> Outcome<(i64, i64, i64)> {
    let made =
        inbox.db.read(|tx| tx.one::<i64>("select count(*) from installation where name = $1", params![MARK])).await?;
    if made == 0 {
        let account = async |(email, name): (&str, &str)| -> Outcome<NewAccount> {
            let password_hash = inbox.passwords.hash(password.to_owned()).await?;
            Ok(NewAccount { email: email.to_owned(), name: name.to_owned(), password_hash, language: "ru" })
        };
        let (owner, operator) = (account(OWNER).await?, account(OPERATOR).await?);
        let now = inbox.clock.now();
        inbox
            .db
            .write(move |tx| {
                let new = NewProject { name: COMPANY.into(), language: Language::Ru, timezone: "Europe/Moscow".into() };
                let (_, project) = employees::create_owner(tx, &owner, &new, now)?;
                console::add(tx, &operator, &project.to_string(), Role::Operator, now)?;
                tx.execute("insert into installation (name, value) values ($1, '1')", params![MARK])
            })
            .await?;
    }
    Ok(inbox.db.read(ids).await?)
}

fn ids(tx: &Tx<'_>) -> beseda_base::error::Result<(i64, i64, i64)> {
    let project: i64 = tx.one("select id from projects order by id limit 1", &[])?;
    let employee = |email: &str| tx.one::<i64>("select id from employees where email_key = $1", params![email]);
    Ok((project, employee(OWNER.0)?, employee(OPERATOR.0)?))
}

/// Writes the dialogs that are not there yet. Answers how many.
pub(super) async fn dialogs(inbox: &Inbox, company: Company, count: u16) -> Outcome<usize> {
    let mut known = HashSet::new();
    for channel in std::iter::once(company.telegram).chain(company.chats) {
        let mut after = 0;
        loop {
            let page = inbox.db.read(move |tx| history::people(tx, channel, after, 500)).await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            known.extend(page.into_iter().map(|(_, person)| (channel, person.external_id)));
        }
    }
    let mut planned = plan(inbox.clock.now(), company, count)?;
    planned.retain(|plan| !known.contains(&(plan.channel, plan.person.external_id.clone())));
    let mut writing = futures_util::stream::iter(planned.into_iter().map(|plan| async move {
        let dialog = with_files(inbox, company, plan).await?;
        Outcome::Ok(inbox.db.write(move |tx| history::write(tx, &dialog)).await?.is_some())
    }))
    .buffered(AT_ONCE);
    let mut written = 0;
    while let Some(new) = writing.next().await {
        written += usize::from(new?);
    }
    Ok(written)
}

/// A dialog before its files are stored.
struct Plan {
    channel: i64,
    person: beseda_messengers::Person,
    variables: Vec<(String, String)>,
    tag: Option<String>,
    turns: Vec<Planned>,
    last: i64,
}

/// A turn before its file is stored; the number is of its order.
struct Planned {
    at: i64,
    what: What,
    attached: Attached,
    order: i64,
}

/// All dialogs, the one that ended first in front.
fn plan(now: i64, company: Company, count: u16) -> Outcome<Vec<Plan>> {
    let (russian, english) = (Talks::russian()?, Talks::english()?);
    let mut plans: Vec<Plan> = (0..i64::from(count))
        .map(|number| {
            // Each from a seed of its own: what one does cannot shift the others.
            let mut chance = Chance::new(0x0C1A_7000 + u64::try_from(number).unwrap_or(0));
            let who = Someone::meet(&mut chance);
            let talks = if who.english { &english } else { &russian };
            one(now, company, number, &who, talks, &mut chance)
        })
        .collect();
    plans.sort_by_key(|plan| plan.last);
    Ok(plans)
}

fn one(now: i64, company: Company, number: i64, who: &Someone, talks: &Talks, chance: &mut Chance) -> Plan {
    let in_telegram = chance.percent(58);
    let (channel, person) = if in_telegram {
        (company.telegram, who.in_telegram(number, chance))
    } else {
        (company.chats[usize::from(chance.percent(30))], who.on_site(chance))
    };
    let ago = how_long_ago(number, chance);
    let open = ago < 2 * DAY && chance.percent(45);
    let responsible = match chance.between(1, 100) {
        1..=40 => Some(company.operator),
        41..=62 => Some(company.owner),
        _ => None,
    };
    let said = conversation(talks, who, open, chance);
    let turns = timed(now - ago, &said, chance);
    let last = turns.last().map_or(now, |(at, _)| *at);
    let mut plan = Plan { channel, person, variables: Vec::new(), tag: None, turns: Vec::new(), last };
    if !in_telegram {
        plan.variables = seen_on(chance);
    } else if chance.percent(20) {
        plan.tag = Some((*chance.pick(&["yarmarka", "vk_post", "vizitka"])).to_owned());
    }
    employ(&mut plan, turns, company, responsible, open, chance);
    if matches!(number, 11 | 97 | 203) {
        let by = responsible.unwrap_or(company.owner);
        plan.turns.push(Planned::plain(last, What::Pinned { employee: by }));
    }
    plan
}

/// Most are of the last weeks; some have just been written.
fn how_long_ago(number: i64, chance: &mut Chance) -> i64 {
    match number % 20 {
        0 => chance.between(2, 50) * MINUTE,
        1 | 2 => chance.between(1, 9) * HOUR,
        3..=6 => chance.between(10, 47) * HOUR,
        7..=12 => chance.between(2, 18) * DAY + chance.between(0, 23) * HOUR,
        _ => chance.between(19, 150) * DAY + chance.between(0, 23) * HOUR,
    }
}

/// Episodes of one acquaintance, none of them on its own day yet. An open one ends with the client's word.
fn conversation(talks: &Talks, who: &Someone, open: bool, chance: &mut Chance) -> Vec<Vec<Said>> {
    if open && chance.percent(40) {
        return talks.episode(Kind::Hello, who, chance).map(|held| held.said).into_iter().collect();
    }
    let more = match chance.between(1, 100) {
        1..=55 => 0,
        56..=80 => 1,
        81..=92 => 2,
        _ => chance.between(3, 6),
    };
    let (mut episodes, mut held): (Vec<Vec<Said>>, Vec<usize>) = (Vec::new(), Vec::new());
    let first = talks.episode(Kind::First, who, chance);
    let topic = first.as_ref().and_then(|first| first.topic);
    episodes.extend(first.map(|first| first.said));
    for _ in 0..more {
        let Some(later) = talks.another(Kind::Later, topic, &held, who, chance) else { break };
        held.push(later.number);
        let count: usize = episodes.iter().map(Vec::len).sum();
        // With notes and looks beside it a dialog stays within what one transaction takes.
        if count + later.said.len() > 40 {
            break;
        }
        episodes.push(later.said);
    }
    if open && let Some(last) = episodes.last_mut() {
        let places: Vec<usize> = (0..last.len()).filter(|place| last[*place].by_client).collect();
        let keep = *chance.pick(&places);
        last.truncate(keep + 1);
    }
    episodes
}

/// Gives every line its time, the last one `end`. Later episodes stand days apart; nobody writes at night.
fn timed(end: i64, episodes: &[Vec<Said>], chance: &mut Chance) -> Vec<(i64, Said)> {
    let mut turns: Vec<(i64, Said)> = Vec::new();
    let mut end = end;
    for (place, episode) in episodes.iter().rev().enumerate() {
        let mut at = if place == 0 { end } else { by_day(end) };
        for (index, said) in episode.iter().enumerate().rev() {
            turns.push((at, said.clone()));
            let before = index.checked_sub(1).and_then(|index| episode.get(index));
            let pause = match before {
                // An employee answers within minutes, a client within an hour, the same one goes on at once.
                Some(before) if before.by_client && !said.by_client => chance.between(1, 24) * MINUTE,
                Some(before) if !before.by_client && said.by_client => chance.between(1, 55) * MINUTE,
                _ => chance.between(1, 2) * MINUTE,
            };
            at -= pause + chance.between(0, 59) * 1_000;
        }
        end = at - chance.between(3, 24) * DAY;
    }
    turns.reverse();
    turns
}

/// Moves a moment of the night into the day before.
fn by_day(at: i64) -> i64 {
    let hour = (at + ZONE).rem_euclid(DAY) / HOUR;
    if hour < 10 { at - (hour + 4) * HOUR } else { at }
}

/// Who answers, takes the client, looks, and says that no answer is needed.
fn employ(
    plan: &mut Plan,
    turns: Vec<(i64, Said)>,
    company: Company,
    responsible: Option<i64>,
    open: bool,
    chance: &mut Chance,
) {
    let helper = if chance.percent(70) { company.operator } else { company.owner };
    let by = responsible.unwrap_or(helper);
    let mut taken = responsible.is_none();
    for (at, said) in turns {
        if plan.turns.len() + 4 > TURNS_MAX {
            break;
        }
        if !said.by_client && !taken {
            plan.turns.push(Planned::plain(at, What::Took { employee: by }));
            taken = true;
        }
        let (text, files) = (said.text, Vec::new());
        let what =
            if said.by_client { What::Wrote { text, files } } else { What::Answered { employee: by, text, files } };
        plan.turns.push(Planned { at, what, attached: said.attached, order: said.order });
    }
    let waits = plan.turns.last().is_some_and(|turn| matches!(turn.what, What::Wrote { .. }));
    if waits && !open {
        // "Thank you!" of last week is nobody's work any more.
        let at = plan.last;
        plan.turns.push(Planned::plain(at, What::Looked { employee: by }));
        plan.turns.push(Planned::plain(at, What::NeedsNoAnswer { employee: by }));
    } else if waits && taken && chance.percent(35) {
        plan.turns.push(Planned::plain(plan.last, What::Looked { employee: by }));
    }
}

impl Planned {
    fn plain(at: i64, what: What) -> Self {
        Self { at, what, attached: Attached::Nothing, order: 0 }
    }
}

/// Facts that a website tells about a visitor.
fn seen_on(chance: &mut Chance) -> Vec<(String, String)> {
    let (page, title) = *chance.pick(&[
        ("catalog/moss", "Серия «Мох»"),
        ("catalog/tea", "Всё для чая"),
        ("delivery", "Доставка и оплата"),
        ("classes", "Мастер-классы"),
        ("gifts", "Подарки"),
    ]);
    let mut facts = vec![
        ("page_url".to_owned(), format!("https://glina.example/{page}")),
        ("page_title".to_owned(), title.to_owned()),
    ];
    if chance.percent(40) {
        facts.push(("utm_source".to_owned(), (*chance.pick(&["yandex", "vk", "telegram"])).to_owned()));
        facts.push(("utm_campaign".to_owned(), (*chance.pick(&["osen", "podarki", "moss"])).to_owned()));
    }
    facts
}

/// Draws and stores what the turns carry.
async fn with_files(inbox: &Inbox, company: Company, plan: Plan) -> Outcome<PastDialog> {
    let mut turns = Vec::with_capacity(plan.turns.len());
    for Planned { at, mut what, attached, order } in plan.turns {
        if let What::Wrote { files, .. } | What::Answered { files, .. } = &mut what {
            files.extend(stored(inbox, company.project, attached, order).await?);
        }
        turns.push(Turn { at, what });
    }
    Ok(PastDialog { channel: plan.channel, person: plan.person, tag: plan.tag, variables: plan.variables, turns })
}

async fn stored(inbox: &Inbox, project: i64, attached: Attached, order: i64) -> Outcome<Option<PastFile>> {
    let (kind, name, mime, bytes, pixels) = match attached {
        Attached::Nothing => return Ok(None),
        Attached::Photo => {
            let drawing = move || pictures::picture(&mut Chance::new(order.unsigned_abs()));
            let drawn = tokio::task::spawn_blocking(drawing).await?;
            (FileKind::Image, format!("IMG_{order}.png"), "image/png", drawn, Some((pictures::WIDTH, pictures::HEIGHT)))
        }
        Attached::Pdf => {
            let lines =
                [format!("Tihaya Glina, order {order}"), "Tableware, handmade".to_owned(), "Thank you!".to_owned()];
            (FileKind::Document, format!("Заказ {order}.pdf"), "application/pdf", pictures::paper(&lines), None)
        }
    };
    let mut random = [0; 16];
    id::fill(&mut random);
    let blob_key = format!("files/{project}/{}", id::hex(&random));
    let info = inbox.files.put(&blob_key, Bytes::from(bytes)).await?;
    Ok(Some(PastFile { kind, name, mime: mime.to_owned(), size: info.size, pixels, blob_key }))
}

/// The password of this folder, made once and kept beside the data, readable for its owner only.
pub(super) fn password(folder: &Path) -> Outcome<String> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    std::fs::create_dir_all(folder)?;
    let path = folder.join("demo-password");
    match std::fs::read_to_string(&path) {
        Ok(text) => return Ok(text.trim().to_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    let password = crate::employees::random_password();
    let mut file = std::fs::File::options().write(true).create_new(true).mode(0o600).open(&path)?;
    writeln!(file, "{password}")?;
    file.sync_all()?;
    Ok(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_348_800_000;
    const COMPANY_IDS: Company = Company { project: 1, owner: 1, operator: 2, telegram: 1, chats: [2, 3] };

    fn planned() -> Vec<Plan> {
        plan(NOW, COMPANY_IDS, super::super::DIALOGS).unwrap()
    }

    #[test]
    fn the_company_is_alive_and_believable() {
        let plans = planned();
        assert!(plans.len() >= 300);
        let people: HashSet<_> = plans.iter().map(|plan| (plan.channel, plan.person.external_id.clone())).collect();
        assert_eq!(people.len(), plans.len(), "every person is another");
        let words = |plan: &Plan| {
            plan.turns.iter().filter(|turn| matches!(turn.what, What::Wrote { .. } | What::Answered { .. })).count()
        };
        let (most, fewest) = (plans.iter().map(words).max().unwrap(), plans.iter().map(words).min().unwrap());
        assert!(fewest == 1 && (20..=40).contains(&most), "from {fewest} to {most} messages");
        let open = plans
            .iter()
            .filter(|plan| matches!(plan.turns.last().unwrap().what, What::Wrote { .. } | What::Looked { .. }))
            .count();
        assert!((20..90).contains(&open), "{open} wait for an answer");
        let by = |wanted| {
            plans
                .iter()
                .filter(|plan| {
                    plan.turns.iter().any(|turn| matches!(turn.what, What::Took { employee } if employee == wanted))
                })
                .count()
        };
        assert!(by(1) > 30 && by(2) > 60, "{} and {} are taken", by(1), by(2));
    }

    #[test]
    fn nothing_happens_in_the_future_or_out_of_order() {
        for plan in planned() {
            assert!(plan.turns.is_sorted_by_key(|turn| turn.at) && plan.turns.last().unwrap().at <= NOW);
            assert!(plan.turns.len() <= TURNS_MAX && matches!(plan.turns[0].what, What::Wrote { .. }));
        }
    }

    #[test]
    fn a_second_plan_is_the_same_people() {
        let ids = |plans: Vec<Plan>| plans.into_iter().map(|plan| plan.person.external_id).collect::<HashSet<_>>();
        let later = plan(NOW + DAY, COMPANY_IDS, super::super::DIALOGS).unwrap();
        assert_eq!(ids(planned()), ids(later));
    }
}
