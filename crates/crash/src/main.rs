//! `crash`: kills the server at random moments and proves that nothing was lost, doubled or shuffled.
//!
//! `make crash ROUNDS=30 ENGINE=sqlite|postgres [SEED=n]` builds and runs it. It starts the real binary, with a strict stand-in of
//! Telegram in its own process, so that it survives every kill, and lets people write: visitors of a website, users of a bot
//! that is delivered to by webhook and of one that is asked, an operator who answers, changes and deletes, and a page that
//! follows the events. All of them behave like the real ones: what was not answered is repeated with the same reference.
//! Each round the stand-in fails in ways of its own, and ends with SIGKILL; some lives already end during their start. With
//! PostgreSQL the database is killed, too, or its connections are ended.
//!
//! In the end one life is left in peace until nothing waits any more, and then [`check`] demands: every message answered 200
//! is there exactly once and in order; every message of the operator reached Telegram exactly once, a failed one never, and
//! only what was on the wire at a kill or met an ambiguous fault is of unknown fate; numbers have no gaps; the socket showed
//! every event exactly once; `beseda verify` agrees.
//!
//! The seed decides what goes wrong and when; which instruction it hits is up to the machine. After a failure the run's
//! folder is kept: the data, `server.log`, the log of PostgreSQL.

mod check;
mod http;
mod ledger;
mod operator;
mod plan;
mod postgres;
mod random;
mod rounds;
mod server;
mod stage;
mod store;
mod users;
mod visitors;
mod watcher;

use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use fake_telegram::{FakeTelegram, Options};
use tokio::time::Instant;

use crate::check::Findings;
use crate::plan::Engine;
use crate::postgres::Postgres;
use crate::random::Random;
use crate::rounds::Run;
use crate::server::Server;
use crate::store::Store;

/// What a step may fail with: a sentence.
pub(crate) type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Broken rules that are printed; the rest are counted.
const SHOWN: usize = 40;

/// Kills the server at random moments under load, then checks that nothing was lost or doubled.
#[derive(Debug, Parser)]
struct Arguments {
    /// Lives that end with a kill.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    rounds: u32,
    /// The database.
    #[arg(long, value_enum, default_value = "sqlite")]
    engine: Engine,
    /// Decides what goes wrong and when; a random one is printed.
    #[arg(long)]
    seed: Option<u64>,
    /// The binary under test.
    #[arg(long, env = "BESEDA_BIN", default_value = "target/debug/beseda")]
    beseda: PathBuf,
    /// Keep the folder of the run also after success.
    #[arg(long)]
    keep: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let ended = tokio::select! {
        ended = run(&arguments) => ended,
        // Dropping what runs kills the server and the database.
        _ = tokio::signal::ctrl_c() => Err("interrupted".into()),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("crash: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Outcome {
    let beseda = arguments.beseda.canonicalize().map_err(|error| {
        format!("no binary at {}: {error}; run `cargo build --workspace`", arguments.beseda.display())
    })?;
    let seed = match arguments.seed {
        Some(seed) => seed,
        None => u64::from(getrandom::u32().map_err(|error| error.to_string())?),
    };
    let name = format!("{:?}", arguments.engine).to_lowercase();
    say(&format!("crash: {} rounds on {name}, seed {seed}", arguments.rounds));
    // Open for the user that PostgreSQL runs as; the path of a socket may have about a hundred characters.
    let folder = tempfile::Builder::new()
        .prefix("beseda-crash.")
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .tempdir_in("/tmp")?;
    let began = Instant::now();
    let ended = play(arguments, beseda, folder.path(), seed).await;
    let failed = !matches!(&ended, Ok(findings) if findings.broken.is_empty());
    if failed || arguments.keep {
        say(&format!("seed {seed}; everything is kept in {}", folder.keep().display()));
    }
    let findings = ended?;
    for broken in findings.broken.iter().take(SHOWN) {
        say(&format!("  broken: {broken}"));
    }
    if !findings.broken.is_empty() {
        return Err(format!("{} rules were broken; again with SEED={seed}", findings.broken.len()).into());
    }
    say(&format!(
        "crash: {} rounds on {name}, seed {seed}: {} messages in, {} out ({} of unknown fate), {} events; nothing lost, nothing doubled ({:.0} s)",
        arguments.rounds,
        findings.inbound,
        findings.outbound,
        findings.unknown,
        findings.events,
        began.elapsed().as_secs_f32(),
    ));
    Ok(())
}

async fn play(arguments: &Arguments, beseda: PathBuf, folder: &Path, seed: u64) -> Outcome<Findings> {
    let plan = plan::rounds(seed, arguments.rounds, arguments.engine);
    let options = Options {
        redelivery_pause: Duration::from_millis(30),
        redelivery_pause_max: Duration::from_millis(400),
        ..Options::default()
    };
    let telegram = FakeTelegram::start(options).await?;
    std::fs::create_dir(folder.join("data"))?;
    let postgres = match arguments.engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(Postgres::start(&folder.join("pg")).await?),
    };
    let database = postgres.as_ref().map(Postgres::url);
    let store = match &database {
        None => Store::Sqlite(folder.join("data").join("beseda.db")),
        Some(url) => Store::Postgres(url.clone()),
    };
    let port = free_port()?;
    let server = Server::new(beseda, folder, port, &telegram.base_url(), database);
    Run::new(server, postgres, store, telegram, folder, (port, seed)).all(&plan).await
}

/// A port below those the system hands out by itself: nobody else takes it while the server is down.
fn free_port() -> Outcome<u16> {
    let mut random = Random::new(u64::from(getrandom::u32().map_err(|error| error.to_string())?));
    (0..100)
        .filter_map(|_| u16::try_from(random.between(20_000, 30_000)).ok())
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .ok_or_else(|| "no free port between 20000 and 30000".into())
}

/// A line for the person at the console; a reader that has gone away is no failure.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
