//! The command line. Every command ends with 0, or prints one sentence about what is wrong and ends with 1.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use beseda_base::config::Config;
use beseda_base::logs;
use clap::{Parser, Subcommand};

use crate::{backup, bench, demo, employees, openapi, server};

/// What a command may fail with: a sentence for the person at the console.
pub(crate) type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// An open place where a company talks to its clients in every messenger.
#[derive(Parser)]
#[command(name = "beseda", version, max_term_width = 100)]
struct Cli {
    /// File of settings; without it `beseda.toml` in this folder, if there is one.
    #[arg(long, global = true, env = "BESEDA_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Address to listen on, instead of the one in the settings.
    #[arg(long, global = true, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Folder of database, files and key, instead of the one in the settings.
    #[arg(long, global = true, value_name = "FOLDER")]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve (the default).
    Serve,
    /// Bring the database to this version's tables and end.
    Migrate,
    /// Print the settings in force, secrets masked.
    Config,
    /// Print a new one-time code for the first set-up.
    SetupCode,
    /// List, add and reset the accounts of employees.
    Employee {
        #[command(subcommand)]
        command: employees::Command,
    },
    /// Write everything into one file while the server runs.
    Backup {
        /// The file to make, or a folder for one named after the time.
        #[arg(long, value_name = "FILE_OR_FOLDER")]
        to: PathBuf,
    },
    /// Fill an empty installation from a backup.
    Restore {
        /// The backup.
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
        /// Put it in the place of what is there; a SQLite database is kept beside.
        #[arg(long)]
        replace: bool,
        /// Send what was waiting to be sent. Only right when the former server was stopped before the backup was made.
        #[arg(long)]
        keep_queue: bool,
    },
    /// Check the installation, or a backup, and end with 1 if anything is wrong.
    Verify {
        /// The backup to check instead.
        #[arg(long, value_name = "FILE")]
        backup: Option<PathBuf>,
    },
    /// Serve a sample company with several hundred dialogs whose clients answer.
    Demo {
        /// How many dialogs the company has.
        #[arg(long, default_value_t = demo::DIALOGS, value_parser = clap::value_parser!(u16).range(1..=2000))]
        dialogs: u16,
    },
    /// Measure what this machine gives, each figure beside its limit.
    Bench {
        #[command(subcommand)]
        command: bench::Command,
    },
    /// Print every route with its method.
    Routes,
    /// Print the description of the API (OpenAPI, JSON).
    Openapi,
}

/// Runs the command of this process.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    match start(cli) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            // The log may not be set up yet, and this is for the person at the console.
            let _ = writeln!(std::io::stderr(), "beseda: {error}");
            ExitCode::FAILURE
        }
    }
}

/// False: the command did its work and found something wrong.
fn start(cli: Cli) -> Outcome<bool> {
    let loaded = Config::load(cli.config.as_deref())?;
    let mut config = loaded.config;
    let (listen, data) = (cli.listen.clone(), cli.data.clone());
    if let Some(listen) = cli.listen {
        config.listen = listen;
        config.listen_address()?;
    }
    if let Some(data) = cli.data {
        config.data_dir = data.to_string_lossy().into_owned();
    }
    match cli.command.unwrap_or(Command::Serve) {
        Command::Config => say(&config.print())?,
        Command::Routes => say(&openapi::routes())?,
        Command::Openapi => say(&openapi::text()?)?,
        command => {
            logs::init(&config.log)?;
            for warning in &loaded.warnings {
                tracing::warn!("{warning}");
            }
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
            return runtime.block_on(work(config, command, listen, data));
        }
    }
    Ok(true)
}

/// `listen` and `data` are what the command line itself says, whatever the settings say.
async fn work(config: Config, command: Command, listen: Option<String>, data: Option<PathBuf>) -> Outcome<bool> {
    match command {
        Command::Migrate => server::migrate(config).await?,
        Command::SetupCode => server::setup_code(config).await?,
        Command::Employee { command } => employees::run(&config, command).await?,
        Command::Backup { to } => backup::backup(&config, &to).await?,
        Command::Restore { from, replace, keep_queue } => backup::restore(&config, &from, replace, keep_queue).await?,
        Command::Verify { backup } => return backup::verify(&config, backup.as_deref()).await,
        Command::Bench { command } => return bench::run(command).await,
        Command::Demo { dialogs } => demo::run(config, listen, data, dialogs).await?,
        _ => server::serve(config).await?,
    }
    Ok(true)
}

/// Prints for a person or a pipe; a reader that has gone away is no failure.
pub(crate) fn say(text: &str) -> Outcome {
    match writeln!(std::io::stdout(), "{}", text.trim_end()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}
