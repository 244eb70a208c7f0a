//! `beseda demo`: the sample company «Тихая глина» in a folder of its own, with several hundred dialogs and clients who
//! write and answer while one looks. Its Telegram is a stand-in on this machine; nothing leaves it.

mod chance;
mod life;
mod people;
mod pictures;
mod seed;
mod talk;

use std::path::PathBuf;
use std::sync::Arc;

use beseda_base::config::{Config, OutgoingConfig, TelegramConfig};
use beseda_base::metrics::Metrics;
use beseda_inbox::Inbox;
use beseda_inbox::messages::history;
use fake_telegram::{Bot, FakeTelegram, Options};

use self::life::Life;
use self::seed::Company;
use crate::command::{Outcome, say};
use crate::server;

/// A folder that nobody's real data lies in.
const FOLDER: &str = "beseda-demo";
/// How many dialogs there are unless told otherwise.
pub(crate) const DIALOGS: u16 = 340;
const LISTEN: &str = "127.0.0.1:8080";
/// A bot that exists nowhere but in the stand-in.
const TOKEN: &str = "7100200300:AAEexampleExampleExampleExample0000";
const BOT: &str = "tihaya_glina_bot";
/// People of one page.
const PAGE: i64 = 500;

/// `beseda demo`. Only the log's settings are taken over: a database or a bot named there is somebody's real one.
pub(crate) async fn run(config: Config, listen: Option<String>, data: Option<PathBuf>, dialogs: u16) -> Outcome {
    let telegram = FakeTelegram::start(Options::default()).await?;
    let folder = data.unwrap_or_else(|| PathBuf::from(FOLDER));
    let config = Config {
        listen: listen.unwrap_or_else(|| LISTEN.to_owned()),
        data_dir: folder.to_string_lossy().into_owned(),
        log: config.log,
        telegram: TelegramConfig { api_base: telegram.base_url() },
        outgoing: OutgoingConfig { allow_private: vec![telegram.address().to_string()], ..OutgoingConfig::default() },
        ..Config::default()
    };
    let metrics = Metrics::install()?;
    let inbox = server::build(config).await?;
    if seed::is_foreign(&inbox.db).await? {
        inbox.db.close().await;
        return Err(
            format!("{} holds an installation of its own; give the demo another folder", folder.display()).into()
        );
    }
    let bot = Arc::new(telegram.add_bot(TOKEN, BOT));
    let password = seed::password(&folder)?;
    let company = seed::company(&inbox, &password).await?;
    let written = seed::dialogs(&inbox, company, dialogs).await?;
    introduce_all(&inbox, company, &bot).await?;
    let life = Life::new(&inbox, company, bot).await?;
    inbox.tasks.spawn("demo: clients", life.run());
    server::run(inbox, metrics, async |url| greet(url, &password, written)).await
}

/// The stand-in is new with every start: it is told whom it knew, and counts on above what was ever used.
async fn introduce_all(inbox: &Inbox, company: Company, bot: &Bot) -> Outcome {
    let seconds = inbox.clock.now() / 1_000;
    bot.count_from(seconds, seconds - 1_500_000_000);
    let (channel, mut after) = (company.telegram, 0);
    loop {
        let page = inbox.db.read(move |tx| history::people(tx, channel, after, PAGE)).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = *last;
        page.iter().for_each(|(_, person)| life::introduce(bot, person));
    }
}

fn greet(url: &str, password: &str, written: usize) -> Outcome {
    if written > 0 {
        say(&format!("Wrote {written} dialogs of the sample company."))?;
    }
    say(&format!(
        "The demo listens on {url}\nOwner:    {} ({})\nOperator: {} ({})\nPassword of both: {password}",
        seed::OWNER.0,
        seed::OWNER.1,
        seed::OPERATOR.0,
        seed::OPERATOR.1
    ))
}
