//! The lives of the server: start, load, trouble, kill, again; then quiet, and the question whether everything held.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use fake_telegram::FakeTelegram;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::check::{self, Findings};
use crate::plan::{End, Round, is_ambiguous};
use crate::postgres::Postgres;
use crate::server::Server;
use crate::stage::{Stage, VISITORS};
use crate::store::Store;
use crate::{Outcome, operator, say, users, visitors, watcher};

/// Longest until everybody has finished what he had begun when the load ended.
const FINISH: Duration = Duration::from_secs(150);
/// Longest until nothing waits any more.
const DRAIN: Duration = Duration::from_secs(120);
/// How long the server lives on after its database came back.
const AFTER_DATABASE: Duration = Duration::from_millis(700);

/// What a run needs.
pub(crate) struct Run<'a> {
    pub(crate) server: Server,
    pub(crate) postgres: Option<Postgres>,
    pub(crate) store: Store,
    pub(crate) telegram: FakeTelegram,
    pub(crate) folder: &'a Path,
    pub(crate) port: u16,
    pub(crate) seed: u64,
    stage: Option<Arc<Stage>>,
    people: JoinSet<()>,
    watching: JoinSet<()>,
    place: watch::Sender<i64>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        server: Server,
        postgres: Option<Postgres>,
        store: Store,
        telegram: FakeTelegram,
        folder: &'a Path,
        (port, seed): (u16, u64),
    ) -> Run<'a> {
        Run {
            server,
            postgres,
            store,
            telegram,
            folder,
            port,
            seed,
            stage: None,
            people: JoinSet::new(),
            watching: JoinSet::new(),
            place: watch::channel(0).0,
        }
    }

    /// All rounds, then the check.
    pub(crate) async fn all(&mut self, plan: &[Round]) -> Outcome<Findings> {
        for (index, round) in plan.iter().enumerate() {
            let began = Instant::now();
            let before = self.stage.as_ref().map(|stage| stage.ledger().figures());
            let (ready, in_flight) = self.round(round).await?;
            let now = self.stage.as_ref().map(|stage| stage.ledger().figures());
            let gained = |pick: fn(&crate::ledger::Figures) -> usize| {
                now.as_ref().map_or(0, pick) - before.as_ref().map_or(0, pick)
            };
            say(&format!(
                "round {}/{}: {round}: ready after {} ms; {} written, {} replied, {} changed, {} shown; {in_flight} on the wire; {:.1} s",
                index + 1,
                plan.len(),
                ready.as_millis(),
                gained(|figures| figures.written),
                gained(|figures| figures.replied),
                gained(|figures| figures.changed),
                gained(|figures| figures.frames),
                began.elapsed().as_secs_f32(),
            ));
        }
        self.quiet().await
    }

    /// One life with its stillborn ones before. Answers how long the start took and what was on the wire at the end.
    async fn round(&mut self, round: &Round) -> Outcome<(Duration, usize)> {
        let mut in_flight = 0;
        for moment in &round.stillborn {
            self.server.start()?;
            sleep(Duration::from_millis(*moment)).await;
            self.server.kill().await?;
            in_flight += self.bury().await?;
        }
        self.server.start()?;
        let ready = self.server.ready().await?;
        let stage = self.stage().await?;
        self.trouble(&stage, round).await?;
        self.end(round.end).await?;
        in_flight += self.bury().await?;
        Ok((ready, in_flight))
    }

    /// The stage, set up in the first life; with it the load begins.
    async fn stage(&mut self) -> Outcome<Arc<Stage>> {
        if let Some(stage) = &self.stage {
            return Ok(Arc::clone(stage));
        }
        let stage = Arc::new(Stage::set_up(&self.server, &self.telegram, self.port, self.seed).await?);
        for number in 0..VISITORS {
            self.people.spawn(visitors::visit(Arc::clone(&stage), number));
        }
        for (bot, user) in &stage.users {
            self.people.spawn(users::write(Arc::clone(&stage), *bot, *user));
        }
        self.people.spawn(operator::work(Arc::clone(&stage)));
        self.watching.spawn(watcher::follow(Arc::clone(&stage), self.place.clone()));
        self.stage = Some(Arc::clone(&stage));
        Ok(stage)
    }

    /// The load of a round, with everything that goes wrong before its end.
    async fn trouble(&mut self, stage: &Stage, round: &Round) -> Outcome {
        let began = Instant::now();
        let at = |moment: u64| began + Duration::from_millis(moment);
        if let Some((bot, _)) = stage.bots.first() {
            bot.lose_answers(round.lost_answers);
        }
        let cuts = if let End::Connections(times) = round.end { u64::from(times) } else { 0 };
        let mut moments: Vec<(u64, Option<&crate::plan::Slip>)> =
            round.slips.iter().map(|slip| (slip.at, Some(slip))).collect();
        moments.extend((1..=cuts).map(|cut| (round.load * cut / (cuts + 1), None)));
        moments.sort_by_key(|(moment, _)| *moment);
        for (moment, slip) in moments {
            sleep_until(at(moment)).await;
            match slip {
                None => self.store.cut_connections().await?,
                Some(slip) => {
                    let Some((bot, _)) = stage.bots.get(slip.bot) else { continue };
                    stage.ledger().ambiguous += usize::from(is_ambiguous(&slip.fault));
                    bot.plan(None, slip.fault.clone(), 1);
                }
            }
        }
        sleep_until(at(round.load)).await;
        Ok(())
    }

    /// The kill, or the two of them.
    async fn end(&mut self, end: End) -> Outcome {
        match (end, &mut self.postgres) {
            (End::Database, Some(postgres)) => {
                postgres.kill().await?;
                postgres.restart().await?;
                sleep(AFTER_DATABASE).await;
                self.server.kill().await
            }
            (End::Both, Some(postgres)) => {
                postgres.kill().await?;
                self.server.kill().await?;
                postgres.restart().await
            }
            _ => self.server.kill().await,
        }
    }

    /// After a kill: writes down what was on the wire, and lets the dead server's leases run out.
    async fn bury(&mut self) -> Outcome<usize> {
        self.store.settle().await?;
        let sql = "select message from outbox where state = 'sending' and kind in ('text', 'file')";
        let left = match &self.stage {
            None => Vec::new(),
            Some(_) => self.store.rows_left(sql, self.folder).await?,
        };
        self.store.run_out_leases().await?;
        let count = left.len();
        if let Some(stage) = &self.stage {
            stage.ledger().in_flight.extend(left.into_iter().flatten());
        }
        Ok(count)
    }

    /// The last life: no more load, no more faults; everything that waits must go through, and then hold.
    async fn quiet(&mut self) -> Outcome<Findings> {
        let began = Instant::now();
        self.server.start()?;
        self.server.ready().await?;
        let stage = Arc::clone(self.stage.as_ref().ok_or("there was no round")?);
        stage.end_load();
        stage.bots.iter().for_each(|(bot, _)| bot.clear_faults());
        timeout(FINISH, async { while self.people.join_next().await.is_some() {} })
            .await
            .map_err(|_| format!("somebody still waits for an answer after {} s", FINISH.as_secs()))?;
        let finished = began.elapsed();
        let last = self.drain(&stage).await?;
        say(&format!(
            "quiet after {:.1} s: everybody had finished after {:.1} s; waited last for {last}",
            began.elapsed().as_secs_f32(),
            finished.as_secs_f32()
        ));
        let mut findings = check::all(&stage, &self.store).await?;
        self.server.must_live()?;
        self.watching.abort_all();
        self.server.stop().await?;
        match self.server.run("verify").await? {
            Some(true) => {}
            Some(false) => findings.broken.push("`beseda verify` found something; see server.log".to_owned()),
            None => say("this build has no `beseda verify`"),
        }
        Ok(findings)
    }

    /// Waits until nothing is on its way: not at the messenger, not at intake, not in the outbox, not on the socket. Answers
    /// what took longest.
    async fn drain(&mut self, stage: &Stage) -> Outcome<String> {
        let end = Instant::now() + DRAIN;
        let mut last = "nothing".to_owned();
        loop {
            let mut open = Vec::new();
            for (index, (bot, _)) in stage.bots.iter().enumerate() {
                open.push((format!("updates of bot {index}"), i64::try_from(bot.log().pending)?));
            }
            for (what, sql) in [
                ("deliveries at intake", "select count(*) from raw_events where state = 0"),
                ("rows in the outbox", "select count(*) from outbox where state in ('queued', 'claimed', 'sending')"),
            ] {
                open.push((what.to_owned(), self.store.number(sql).await?));
            }
            let channels = stage.look("/api/v1/channels".to_owned()).await.ok_or("the channels cannot be read")?;
            let queued = channels["items"].as_array().into_iter().flatten();
            let queued = queued.map(|channel| channel["queued"].as_i64().unwrap_or(1)).sum();
            open.push(("messages queued, says the API".to_owned(), queued));
            let log = format!("select last_seq from projects where id = {}", stage.project);
            let behind = self.store.number(&log).await? - *self.place.borrow();
            open.push(("events the socket has not shown".to_owned(), behind));
            open.retain(|(_, count)| *count != 0);
            if open.is_empty() {
                return Ok(last);
            }
            last = open.iter().map(|(what, count)| format!("{count} {what}")).collect::<Vec<_>>().join(", ");
            self.server.must_live()?;
            if Instant::now() > end {
                return Err(format!("after {} s there are still {open:?}", DRAIN.as_secs()).into());
            }
            sleep(Duration::from_millis(100)).await;
        }
    }
}
