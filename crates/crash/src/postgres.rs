//! A PostgreSQL of the driver's own, because it is killed, too: its postmaster and every process of it, with SIGKILL.

use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};
use tokio_postgres::NoTls;

use crate::Outcome;

/// Longest until it takes connections; after a kill it replays its log first.
const START: Duration = Duration::from_secs(60);
/// Longest until its killed processes are gone.
const GONE: Duration = Duration::from_secs(20);

/// A running PostgreSQL.
#[derive(Debug)]
pub(crate) struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    owner: Option<(u32, u32)>,
    child: Option<Child>,
}

impl Postgres {
    /// Makes an instance in this folder and starts it.
    pub(crate) async fn start(folder: &Path) -> Outcome<Postgres> {
        let programs = programs().ok_or("PostgreSQL is not installed; scripts/need.sh test says how")?;
        std::fs::create_dir_all(folder)?;
        let owner = owner().await?;
        if let Some((user, group)) = owner {
            chown(folder, Some(user), Some(group))?;
        }
        let mut postgres = Postgres { programs, folder: folder.to_owned(), owner, child: None };
        let data = postgres.data();
        let made = postgres
            .command("initdb", "initdb.log")?
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "-D"])
            .arg(data)
            .status()
            .await?;
        if !made.success() {
            return Err(format!("initdb failed; see {}", folder.join("initdb.log").display()).into());
        }
        postgres.restart().await?;
        Ok(postgres)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Address for the server under test and for the driver.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@{}/postgres", self.folder.display().to_string().replace('/', "%2F"))
    }

    /// A program of PostgreSQL, as the user it insists on, its words in a file beside the data.
    fn command(&self, program: &str, log: &str) -> Outcome<Command> {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.folder.join(log))?;
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(&self.folder).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        Ok(command)
    }

    /// Starts it and waits until it takes connections.
    pub(crate) async fn restart(&mut self) -> Outcome {
        let sockets = self.folder.display().to_string();
        let (data, began) = (self.data(), Instant::now());
        let mut command = self.command("postgres", "postgres.log")?;
        command.arg("-D").arg(data).arg("-k").arg(sockets);
        command.args(["-c", "listen_addresses=", "-c", "fsync=on", "-c", "max_connections=100", "-c", "timezone=UTC"]);
        self.child = Some(command.spawn()?);
        while began.elapsed() < START {
            if let Some(status) = self.child.as_mut().map(Child::try_wait).transpose()?.flatten() {
                return Err(format!(
                    "PostgreSQL ended by itself, {status}; see {}",
                    self.folder.join("postgres.log").display()
                )
                .into());
            }
            if tokio_postgres::connect(&self.url(), NoTls).await.is_ok() {
                return Ok(());
            }
            sleep(Duration::from_millis(30)).await;
        }
        Err("PostgreSQL takes no connections".into())
    }

    /// kill -9, the postmaster first, so that it starts no new process meanwhile.
    pub(crate) async fn kill(&mut self) -> Outcome {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        let processes = child.id().map(children).unwrap_or_default();
        child.kill().await?;
        if !processes.is_empty() {
            let ids: Vec<String> = processes.iter().map(u32::to_string).collect();
            // One that has gone already is what was wanted.
            Command::new("kill").arg("-KILL").args(ids).stderr(Stdio::null()).status().await?;
        }
        let began = Instant::now();
        while began.elapsed() < GONE {
            if !processes.iter().any(|id| is_alive(*id)) {
                return Ok(());
            }
            sleep(Duration::from_millis(10)).await;
        }
        Err("killed processes of PostgreSQL are still there".into())
    }
}

/// The newest one: Debian keeps its programs out of the path.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(Result::ok);
    let mut found: Vec<(u32, PathBuf)> = versions
        .map(|entry| (entry.file_name().to_string_lossy().parse().unwrap_or(0), entry.path().join("bin")))
        .filter(|(_, programs)| programs.join("initdb").exists())
        .collect();
    found.sort();
    let beside = ["/usr/local/bin", "/usr/bin"].map(PathBuf::from).into_iter().find(|dir| dir.join("initdb").exists());
    found.pop().map(|(_, programs)| programs).or(beside)
}

/// PostgreSQL refuses to run as root: then the user `postgres` does.
async fn owner() -> Outcome<Option<(u32, u32)>> {
    async fn id(arguments: &[&str]) -> Outcome<u32> {
        let said = Command::new("id").args(arguments).output().await?;
        Ok(String::from_utf8_lossy(&said.stdout).trim().parse()?)
    }
    if id(&["-u"]).await? != 0 {
        return Ok(None);
    }
    Ok(Some((id(&["-u", "postgres"]).await?, id(&["-g", "postgres"]).await?)))
}

/// Parent and state of a process, from the kernel's table.
fn status(id: u32) -> Option<(u32, char)> {
    let text = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    Some((field("PPid:")?.parse().ok()?, field("State:")?.chars().next()?))
}

fn children(parent: u32) -> Vec<u32> {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
    processes
        .filter_map(|entry| entry.file_name().to_string_lossy().parse().ok())
        .filter(|id| status(*id).is_some_and(|(of, _)| of == parent))
        .collect()
}

/// One that nobody has buried yet is dead all the same.
fn is_alive(id: u32) -> bool {
    status(id).is_some_and(|(_, state)| !matches!(state, 'Z' | 'X'))
}
