//! How long the pages that people open all day take, on a large database beside a small one of the same density.

use std::path::Path;
use std::time::{Duration, Instant};

use beseda_base::bus::Bus;
use beseda_base::clock::Clock;
use beseda_base::config::Config;
use beseda_base::db::{Db, Tx, params};
use beseda_base::error::{Error, Result};
use beseda_inbox::dialogs::{self, After, Asked, DialogFilter, PageOf, Tab, View};
use beseda_inbox::messages::{self, Page};
use beseda_inbox::search;
use serde_json::{Value, json};

use super::fixture::{EMPLOYEES, NOW, PROJECT};
use super::generate::{self, Size};
use super::numbers::{Random, Sorted, round};
use super::{Line, Report};
use crate::command::Outcome;
use crate::server;

/// Clients of the small database.
const SMALL: i64 = 10_000;
/// How often each page is opened.
const OPENED: usize = 2_000;
/// Openings before that, which are not counted. Where growth is looked at they are many: a server that has run for a while
/// has seen its file, a small one as well as a large one.
const WARM_UP: usize = 200;
const WARM_UP_GROWTH: usize = 5_000;
/// Rows of a page.
const PAGE: i64 = 50;
const GROWTH: Option<f64> = Some(1.5);

/// A page that people open.
#[derive(Clone, Copy)]
struct Measured {
    name: &'static str,
    budget_ms: f64,
    what: What,
    /// The large database may take so many times as long as the small one, at the middle; none where the small one has
    /// hardly a row to show.
    growth: Option<f64>,
}

#[derive(Clone, Copy)]
enum What {
    Dialog,
    List(Tab, Whose),
    /// Dialogs with this label.
    Label(i64),
    /// With this label, of one responsible, in one channel.
    LabelOfOne(i64),
    /// A part of the name.
    Name(&'static str),
    /// A word in a long dialog.
    SearchDialog(&'static str),
    /// A word in all dialogs; none: a number that was written once.
    Search(Option<&'static str>),
}

#[derive(Clone, Copy)]
enum Whose {
    All,
    OwnAndFree,
}

const MEASURED: [Measured; 17] = [
    Measured { name: "open_dialog", budget_ms: 5.0, what: What::Dialog, growth: GROWTH },
    Measured { name: "list_all", budget_ms: 10.0, what: What::List(Tab::All, Whose::All), growth: GROWTH },
    Measured { name: "list_responsible", budget_ms: 10.0, what: What::List(Tab::Mine, Whose::All), growth: GROWTH },
    Measured {
        name: "list_unanswered",
        budget_ms: 10.0,
        what: What::List(Tab::Unanswered, Whose::All),
        growth: GROWTH,
    },
    Measured {
        name: "list_responsible_unanswered",
        budget_ms: 10.0,
        what: What::List(Tab::Unanswered, Whose::OwnAndFree),
        growth: GROWTH,
    },
    Measured { name: "list_label_10pct", budget_ms: 10.0, what: What::Label(generate::TENTH), growth: None },
    Measured { name: "list_label_1pct", budget_ms: 10.0, what: What::Label(generate::HUNDREDTH), growth: None },
    Measured { name: "list_label_001pct", budget_ms: 10.0, what: What::Label(generate::RARE), growth: None },
    Measured {
        name: "list_label_responsible_channel",
        budget_ms: 20.0,
        what: What::LabelOfOne(generate::TENTH),
        growth: None,
    },
    Measured {
        name: "list_label_responsible_channel_apart",
        budget_ms: 20.0,
        what: What::LabelOfOne(generate::FREE_TENTH),
        growth: None,
    },
    Measured { name: "client_name_part", budget_ms: 30.0, what: What::Name("нт 1"), growth: None },
    Measured { name: "client_name_part_rare", budget_ms: 30.0, what: What::Name("98765"), growth: None },
    Measured { name: "client_name_part_nobody", budget_ms: 30.0, what: What::Name("ъъъ"), growth: None },
    Measured { name: "search_dialog", budget_ms: 10.0, what: What::SearchDialog("доставку"), growth: None },
    Measured { name: "search_all_common", budget_ms: 50.0, what: What::Search(Some("заказы")), growth: None },
    Measured { name: "search_all_rare", budget_ms: 50.0, what: What::Search(None), growth: None },
    Measured {
        name: "search_all_old", budget_ms: 50.0, what: What::Search(Some("новогодняя")), growth: None
    },
];

/// Measures one caller after the other: what a page costs, not how many fit beside each other. Small and large take turns, so
/// that a machine which is slower for a while is slower for both.
pub(super) async fn measure(folder: &Path, size: Size) -> Outcome<Report> {
    let small = Size { clients: SMALL, messages: size.messages * SMALL / size.clients };
    let (small_db, large_db) = (open_db(folder, small).await?, open_db(folder, size).await?);
    let mut rows: Vec<Value> = Vec::new();
    let mut lines = Vec::new();
    for of in MEASURED {
        let (mut small_random, mut large_random) = (Random::new(11), Random::new(11));
        let (mut of_small, mut of_large) = (Vec::with_capacity(OPENED), Vec::with_capacity(OPENED));
        let warm_up = if of.growth.is_some() { WARM_UP_GROWTH } else { WARM_UP };
        for number in 0..warm_up + OPENED {
            let took = (
                time(&small_db, of.what, small, &mut small_random).await?,
                time(&large_db, of.what, size, &mut large_random).await?,
            );
            if number >= warm_up {
                of_small.push(took.0);
                of_large.push(took.1);
            }
        }
        let (small, large) = (Sorted::new(of_small), Sorted::new(of_large));
        let (p50, p99) = (large.ms(50), large.ms(99));
        let growth = round(p50 / small.ms(50).max(0.001));
        rows.push(json!({ "name": of.name, "p50_ms": p50, "p99_ms": p99, "budget_ms": of.budget_ms, "growth": growth, "growth_max": of.growth }));
        let measured = format!("p50 {p50} ms, p99 {p99} ms, growth {growth}");
        let most = of.growth.map_or_else(|| "any".to_owned(), |most| most.to_string());
        let limit = format!("p99 {} ms, growth {most}", of.budget_ms);
        let grows = of.growth.is_none_or(|most| growth <= most);
        lines.push(Line::new(of.name, measured, limit, p99 <= of.budget_ms && grows));
    }
    small_db.close().await;
    large_db.close().await;
    Ok(Report { json: json!({ "clients": size.clients, "messages": size.messages, "rows": rows }), lines })
}

async fn open_db(folder: &Path, size: Size) -> Outcome<Db> {
    let home = generate::database(folder, size).await?;
    let config = Config { data_dir: home.to_string_lossy().into_owned(), ..Config::default() };
    server::open_db(&config, Bus::in_process(), Clock::system()).await
}

/// One opening of this page.
async fn time(db: &Db, what: What, size: Size, random: &mut Random) -> Outcome<Duration> {
    let took = match what {
        What::Dialog => open(db, busy(db, random, size).await?).await?,
        What::List(tab, whose) => list(db, tab, whose, random).await?,
        What::Label(label) => filtered(db, DialogFilter { label_ids: vec![label], ..DialogFilter::default() }).await?,
        What::LabelOfOne(label) => {
            let one = random.below(EMPLOYEES) + 1;
            let filter = DialogFilter {
                label_ids: vec![label],
                responsible_ids: vec![Some(one)],
                channel_ids: vec![PROJECT],
                ..DialogFilter::default()
            };
            filtered(db, filter).await?
        }
        What::Name(part) => filtered(db, DialogFilter { q: Some(part.to_owned()), ..DialogFilter::default() }).await?,
        What::SearchDialog(word) => {
            let client = busy(db, random, size).await?;
            searched(db, move |tx, asked| search::count_in_dialog(tx, asked, client, word)).await?
        }
        What::Search(Some(word)) => searched(db, move |tx, asked| search::count_first_page(tx, asked, word)).await?,
        What::Search(None) => {
            let word = random.below(size.messages).to_string();
            searched(db, move |tx, asked| search::count_first_page(tx, asked, &word)).await?
        }
    };
    Ok(took)
}

/// A search by somebody who may see everything.
async fn searched(
    db: &Db,
    search: impl Fn(&Tx<'_>, Asked) -> Result<usize> + Send + Sync + 'static,
) -> Result<Duration> {
    let asked = Asked { project: PROJECT, me: 1, view: View::All, now: NOW };
    let start = Instant::now();
    let found = db.read(move |tx| search(tx, asked)).await?;
    let took = start.elapsed();
    if found > 0 { Ok(took) } else { Err(Error::internal("a search has found nothing")) }
}

/// A client by chance who has a whole page of messages.
pub(super) async fn busy(db: &Db, random: &mut Random, size: Size) -> Outcome<i64> {
    for _ in 0..1_000 {
        let client = (random.below(size.clients / 10) + 1) * 10;
        let last_n: i64 =
            db.read(move |tx| tx.one("select last_n from clients where id = $1", params![client])).await?;
        if last_n >= PAGE {
            return Ok(client);
        }
    }
    Err("no client of this database has a whole page of messages".into())
}

pub(super) async fn open(db: &Db, client: i64) -> Result<Duration> {
    let start = Instant::now();
    let (page, _) = db.read(move |tx| messages::page(tx, client, Page::Newest, PAGE, NOW)).await?;
    let took = start.elapsed();
    if page.len() as i64 == PAGE { Ok(took) } else { Err(Error::internal("a dialog is shorter than it was made")) }
}

/// The first page, or one from somewhere in the last 30 days, by chance.
async fn list(db: &Db, tab: Tab, whose: Whose, random: &mut Random) -> Result<Duration> {
    let me = random.below(EMPLOYEES) + 1;
    let view = match whose {
        Whose::All => View::All,
        Whose::OwnAndFree => View::OwnAndFree(me),
    };
    let after = (random.below(2) == 0).then(|| After::of(NOW - random.below(30 * 86_400_000), i64::MAX));
    let of = PageOf { tab, after, limit: PAGE, filter: DialogFilter::default() };
    let asked = Asked { project: PROJECT, me, view, now: NOW };
    let start = Instant::now();
    let (page, _) = db.read(move |tx| dialogs::page(tx, asked, &of)).await?;
    let took = start.elapsed();
    if page.is_empty() { Err(Error::internal("a page of the list is empty")) } else { Ok(took) }
}

/// The first page of what a filter shows, to somebody who may see everything.
async fn filtered(db: &Db, filter: DialogFilter) -> Result<Duration> {
    let of = PageOf { tab: Tab::All, after: None, limit: PAGE, filter };
    let asked = Asked { project: PROJECT, me: 1, view: View::All, now: NOW };
    let start = Instant::now();
    db.read(move |tx| dialogs::page(tx, asked, &of)).await?;
    Ok(start.elapsed())
}
