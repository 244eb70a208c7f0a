//! `beseda bench`: what this machine gives, each figure beside its limit in the same run.
//!
//! Everything happens in a folder of its own (`target/bench`, or `--folder`) and on loopback; no installation is touched. The
//! two generated databases are kept there and used again. A budget that is missed is said, and the command ends with 1.

mod bare;
mod bare_postgres;
mod fixture;
mod generate;
mod ingest;
mod live;
mod live_clients;
mod numbers;
mod read;
mod schedule;
mod start;

use std::path::{Path, PathBuf};

use beseda_base::config::Config;
use beseda_inbox::Inbox;
use clap::Subcommand;
use serde_json::Value;
use tempfile::TempDir;

use crate::command::{Outcome, say};
use crate::server;

/// What is measured.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Inbound messages a second, durable, beside a bare driver that writes the same rows.
    Ingest {
        /// A PostgreSQL server to measure instead of SQLite; two databases are made there and dropped again.
        #[arg(long, value_name = "URL")]
        database_url: Option<String>,
        /// Messages of one round.
        #[arg(long, default_value_t = 30_000, value_parser = clap::value_parser!(u32).range(1_000..=1_000_000))]
        messages: u32,
        /// Rounds; the middle one counts.
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=99))]
        rounds: u32,
        #[command(flatten)]
        output: Output,
    },
    /// How long pages of the list and of a dialog take on a large database.
    Read {
        /// Clients of the large database.
        #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(20_000..=5_000_000))]
        clients: u32,
        /// Messages of the large database.
        #[arg(long, default_value_t = 10_000_000, value_parser = clap::value_parser!(u32).range(20_000..=50_000_000))]
        messages: u32,
        #[command(flatten)]
        output: Output,
    },
    /// How fast an event reaches open pages, and what an idle page costs.
    Live {
        /// Sockets that an event is sent to.
        #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=20_000))]
        sockets: u32,
        /// Idle sockets of the memory figure.
        #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=50_000))]
        idle: u32,
        #[command(flatten)]
        output: Output,
    },
    /// How late scheduled messages go when many wait, and what that costs whoever opens a dialog meanwhile.
    Schedule {
        /// Messages that wait.
        #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(100_000..=3_000_000))]
        waiting: u32,
        /// Those of them that become due.
        #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(100..=100_000))]
        due: u32,
        /// Within so many seconds.
        #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=3_600))]
        seconds: u32,
        #[command(flatten)]
        output: Output,
    },
    /// How long a start takes and how much memory an idle server needs.
    Start {
        /// Clients of the database it starts with.
        #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(100..=5_000_000))]
        clients: u32,
        #[command(flatten)]
        output: Output,
    },
    /// The pages of `live`, a process of its own; told what to do on its standard input.
    #[command(hide = true)]
    LiveClients,
}

/// How the figures are printed, and where the databases are.
#[derive(clap::Args)]
pub(crate) struct Output {
    /// One JSON object instead of a table.
    #[arg(long)]
    json: bool,
    /// Where the databases are made; about 3 GB for a million clients.
    #[arg(long, value_name = "FOLDER", default_value = "target/bench")]
    folder: PathBuf,
}

/// A row of the human table: what, how much, its limit, whether that holds.
struct Line {
    name: String,
    measured: String,
    limit: String,
    holds: bool,
}

impl Line {
    fn new(name: &str, measured: String, limit: String, holds: bool) -> Self {
        Self { name: name.to_owned(), measured, limit, holds }
    }
}

/// What a measurement gives: the JSON object and the lines of the table.
struct Report {
    json: Value,
    lines: Vec<Line>,
}

/// Measures. False: a limit was missed.
pub(crate) async fn run(command: Command) -> Outcome<bool> {
    let (report, output) = match command {
        Command::Ingest { database_url, messages, rounds, output } => {
            let of = ingest::Of { messages: messages as usize, rounds: rounds as usize };
            (ingest::measure(&output.folder, database_url, of).await?, output)
        }
        Command::Read { clients, messages, output } => {
            let size = generate::Size { clients: i64::from(clients), messages: i64::from(messages.max(clients)) };
            (read::measure(&output.folder, size).await?, output)
        }
        Command::Live { sockets, idle, output } => {
            (live::measure(&output.folder, sockets as usize, idle as usize).await?, output)
        }
        Command::Schedule { waiting, due, seconds, output } => {
            let of = schedule::Of { waiting: waiting.into(), due: due.into(), seconds: seconds.into() };
            (schedule::measure(&output.folder, of).await?, output)
        }
        Command::Start { clients, output } => {
            let size = generate::Size { clients: i64::from(clients), messages: i64::from(clients) * 10 };
            (start::measure(&output.folder, size).await?, output)
        }
        Command::LiveClients => return live_clients::run().await.map(|()| true),
    };
    if output.json {
        say(&report.json.to_string())?;
    } else {
        say(&table(&report.lines))?;
    }
    Ok(report.lines.iter().all(|line| line.holds))
}

fn table(lines: &[Line]) -> String {
    let width = |of: fn(&Line) -> &str| lines.iter().map(|line| of(line).chars().count()).max().unwrap_or(0);
    let (names, measures) = (width(|line| &line.name), width(|line| &line.measured));
    let row = |line: &Line| {
        let word = if line.holds { "" } else { "  MISSED" };
        format!("{:names$}  {:>measures$}  limit {}{word}", line.name, line.measured, line.limit)
    };
    lines.iter().map(row).collect::<Vec<_>>().join("\n")
}

/// A folder that is deleted afterwards, on the disk that is measured.
fn temporary(folder: &Path) -> Outcome<TempDir> {
    std::fs::create_dir_all(folder)?;
    Ok(tempfile::Builder::new().prefix("run-").tempdir_in(folder)?)
}

/// A server's state on this folder, or on a PostgreSQL database; no loop runs yet.
async fn inbox(folder: &Path, database_url: Option<&str>) -> Outcome<Inbox> {
    let mut config = Config {
        data_dir: folder.to_string_lossy().into_owned(),
        listen: "127.0.0.1:0".to_owned(),
        database_url: database_url.unwrap_or_default().to_owned(),
        ..Config::default()
    };
    // All the pages of a measurement come from one address.
    config.limits.requests_per_minute = u32::MAX;
    server::build(config).await
}

/// Resident memory of a process in kilobytes, as the kernel tells it.
fn resident_kb(process: u32) -> Outcome<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kb = line.and_then(|rest| rest.split_whitespace().next()).and_then(|number| number.parse().ok());
    kb.ok_or_else(|| "the kernel does not tell the memory of a process".into())
}
