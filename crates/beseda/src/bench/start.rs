//! From the start of the process to its readiness, and the memory of a server that nobody asks anything.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use super::generate::{self, Size};
use super::numbers::{median, round};
use super::{Line, Report};
use crate::command::Outcome;

const STARTS: usize = 5;
const READY_BUDGET_MS: f64 = 300.0;
const MEMORY_BUDGET_MB: f64 = 60.0;
/// A server that has been ready for so long has done what a start brings with it.
const SETTLED: Duration = Duration::from_secs(3);

/// A started server; ends with this.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(super) async fn measure(folder: &Path, size: Size) -> Outcome<Report> {
    let home = generate::database(folder, size).await?;
    tokio::task::spawn_blocking(move || starts(&home)).await?
}

fn starts(home: &Path) -> Outcome<Report> {
    let (mut ready, mut memory) = (Vec::new(), 0.0_f64);
    for number in 0..=STARTS {
        let (ms, mb) = start(home)?;
        // The first one reads the binary from the disk and finds the database as it was made.
        if number > 0 {
            ready.push(ms);
            memory = memory.max(mb);
        }
    }
    let (ready, memory) = (round(median(ready)), round(memory));
    Ok(Report {
        json: json!({ "ready_ms": ready, "ready_budget_ms": READY_BUDGET_MS, "rss_mb": memory, "rss_budget_mb": MEMORY_BUDGET_MB }),
        lines: vec![
            Line::new(
                "start to ready",
                format!("{ready} ms"),
                format!("{READY_BUDGET_MS} ms"),
                ready <= READY_BUDGET_MS,
            ),
            Line::new(
                "memory when idle",
                format!("{memory} MB"),
                format!("{MEMORY_BUDGET_MB} MB"),
                memory <= MEMORY_BUDGET_MB,
            ),
        ],
    })
}

/// One start: milliseconds to ready, megabytes when idle.
fn start(home: &Path) -> Outcome<(f64, f64)> {
    let begin = Instant::now();
    let process = Command::new(std::env::current_exe()?)
        .args(["--listen", "127.0.0.1:0", "--data"])
        .arg(home)
        .arg("serve")
        .env_clear()
        .current_dir(home)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut server = Server(process);
    let out = server.0.stdout.take().ok_or("the server says nothing")?;
    let mut line = String::new();
    let mut out = BufReader::new(out);
    while !line.contains("http://") {
        line.clear();
        if out.read_line(&mut line)? == 0 {
            return Err("the server ended while it started".into());
        }
    }
    let address = line.split("http://").nth(1).map(str::trim).ok_or("no address")?.to_owned();
    let mut wire = TcpStream::connect(&address)?;
    wire.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(wire, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    wire.read_to_string(&mut answer)?;
    if !answer.starts_with("HTTP/1.1 200") {
        return Err(format!("not ready: {}", answer.lines().next().unwrap_or_default()).into());
    }
    let ms = begin.elapsed().as_secs_f64() * 1_000.0;
    std::thread::sleep(SETTLED);
    Ok((ms, super::resident_kb(server.0.id())? as f64 / 1024.0))
}
