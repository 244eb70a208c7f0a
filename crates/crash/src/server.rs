//! The server under test: the real binary, with its log in the run's folder.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

use crate::Outcome;
use crate::http::{Ask, Http};

/// What the server takes for its public address. It leads nowhere; the stand-in of Telegram is told where to deliver.
pub(crate) const PUBLIC_URL: &str = "https://beseda.example";

/// Longest until the server answers, on a busy machine and after a crash of its database.
const START: Duration = Duration::from_secs(60);
/// Longest until it stops when told to.
const STOP: Duration = Duration::from_secs(40);

/// The server under test.
#[derive(Debug)]
pub(crate) struct Server {
    binary: PathBuf,
    folder: PathBuf,
    settings: Vec<(&'static str, String)>,
    http: Http,
    child: Option<Child>,
}

impl Server {
    /// Not started yet. `database`: address of a PostgreSQL; SQLite without one.
    pub(crate) fn new(binary: PathBuf, folder: &Path, port: u16, telegram: &str, database: Option<String>) -> Server {
        let mut settings = vec![
            ("BESEDA_LISTEN", format!("127.0.0.1:{port}")),
            ("BESEDA_PUBLIC_URL", PUBLIC_URL.to_owned()),
            ("BESEDA_DATA_DIR", folder.join("data").display().to_string()),
            ("BESEDA_TELEGRAM_API_BASE", telegram.to_owned()),
            ("BESEDA_OUTGOING_ALLOW_PRIVATE", "127.0.0.1".to_owned()),
            ("BESEDA_LIMITS_REQUESTS_PER_MINUTE", "1000000".to_owned()),
            ("BESEDA_LOG_LEVEL", "info".to_owned()),
            ("RUST_BACKTRACE", "1".to_owned()),
        ];
        settings.extend(database.map(|url| ("BESEDA_DATABASE_URL", url)));
        Server { binary, folder: folder.to_owned(), settings, http: Http::new(port), child: None }
    }

    /// A command of the binary with the settings of the server, its words in the log.
    fn command(&self, arguments: &[&str]) -> Outcome<Command> {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.log_path())?;
        let mut command = Command::new(&self.binary);
        // Nothing of this shell's settings, and no settings file of the current folder.
        command.args(arguments).env_clear().envs(self.settings.iter().cloned()).current_dir(&self.folder);
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
        Ok(command)
    }

    fn log_path(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    /// The log of all lives so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// Starts it and does not wait.
    pub(crate) fn start(&mut self) -> Outcome {
        self.child = Some(self.command(&["serve"])?.spawn()?);
        Ok(())
    }

    /// Waits until it answers that it is ready. Answers how long that took.
    pub(crate) async fn ready(&mut self) -> Outcome<Duration> {
        let began = Instant::now();
        while began.elapsed() < START {
            self.must_live()?;
            if self.http.once(&Ask::get("/readyz")).await.is_some_and(|answer| answer.status == 200) {
                return Ok(began.elapsed());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Err(format!("the server was not ready after {} s; see {}", START.as_secs(), self.log_path().display()).into())
    }

    /// A server that has ended by itself is a failure of its own.
    pub(crate) fn must_live(&mut self) -> Outcome {
        match self.child.as_mut().map(Child::try_wait) {
            Some(Ok(None)) => Ok(()),
            Some(Ok(Some(status))) => {
                Err(format!("the server ended by itself, {status}; see {}", self.log_path().display()).into())
            }
            Some(Err(error)) => Err(error.into()),
            None => Err("the server was not started".into()),
        }
    }

    /// kill -9.
    pub(crate) async fn kill(&mut self) -> Outcome {
        self.must_live()?;
        if let Some(mut child) = self.child.take() {
            child.kill().await?;
        }
        Ok(())
    }

    /// Stops it as an operator would, with SIGTERM.
    pub(crate) async fn stop(&mut self) -> Outcome {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        let Some(id) = child.id() else { return Err("the server ended by itself".into()) };
        Command::new("kill").args(["-TERM", &id.to_string()]).status().await?;
        match timeout(STOP, child.wait()).await {
            Ok(status) if status.as_ref().is_ok_and(std::process::ExitStatus::success) => Ok(()),
            Ok(status) => Err(format!("told to stop, the server ended with {status:?}").into()),
            Err(_) => Err(format!("told to stop, the server still ran after {} s", STOP.as_secs()).into()),
        }
    }

    /// Runs another command of the binary on the same data; `None` if this build has no such command.
    pub(crate) async fn run(&self, command: &str) -> Outcome<Option<bool>> {
        if !self.command(&[command, "--help"])?.status().await?.success() {
            return Ok(None);
        }
        Ok(Some(self.command(&[command])?.status().await?.success()))
    }
}
