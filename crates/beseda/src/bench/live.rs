//! How fast an event reaches open pages, and what an idle page costs the server.
//!
//! The server is this process; the pages are a process of their own, so that its memory is not counted. A figure goes from the
//! beginning of the transaction that makes the event to the moment a page has the frame, by the clock of this machine.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use axum::Router;
use beseda_base::events::{EventKind, NewEvent};
use beseda_inbox::Inbox;
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::TcpListener;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::fixture::{self, PROJECT};
use super::live_clients::{Done, Order};
use super::numbers::{Sorted, round};
use super::{Line, Report};
use crate::command::Outcome;
use crate::server;

/// Events that are sent to all pages, one after the other.
const EVENTS: usize = 50;
const FANOUT_BUDGET_MS: f64 = 50.0;
const SOCKET_BUDGET: f64 = 12.0 * 1024.0;
/// Longest wait for the pages; ten thousand of them on a busy machine take a while to open.
const PATIENCE: Duration = Duration::from_secs(180);

pub(super) async fn measure(folder: &Path, sockets: usize, idle: usize) -> Outcome<Report> {
    let home = super::temporary(folder)?;
    let inbox = super::inbox(home.path(), None).await?;
    fixture::clients(&inbox.db, 1_000).await?;
    let token = fixture::session(&inbox.db, inbox.clock.now()).await?;
    beseda_inbox::start(&inbox, beseda_crm::PURGERS);
    let address = serve(&inbox).await?;
    let mut pages = Pages::start()?;
    let open = |count| Order::Open { address: address.clone(), project: PROJECT, token: token.clone(), count };
    pages.order(&open(sockets)).await?;
    let mut latencies = Vec::with_capacity(sockets * EVENTS);
    for number in 0..=EVENTS {
        let client = i64::try_from(number)? + 1;
        // A frame with a whole row of the list, as for a message.
        inbox
            .db
            .write(move |tx| {
                tx.event(NewEvent::of(PROJECT, EventKind::ClientChanged).client(client));
                Ok(())
            })
            .await?;
        let Done { latencies_ms, .. } = pages.order(&Order::Receive).await?;
        // The first one pays for what is made once.
        if number > 0 {
            latencies.extend(latencies_ms.into_iter().map(|ms| Duration::from_millis(ms.unsigned_abs())));
        }
    }
    let bytes = idle_bytes(&mut pages, &open, sockets, idle).await?;
    pages.end().await?;
    inbox.tasks.stop(Duration::from_secs(20)).await;
    inbox.db.close().await;
    Ok(report(&Sorted::new(latencies), bytes, (sockets, idle)))
}

fn report(latencies: &Sorted, bytes: f64, (sockets, idle): (usize, usize)) -> Report {
    let p99 = latencies.ms(99);
    Report {
        json: json!({
            "sockets": sockets, "fanout_p50_ms": latencies.ms(50), "fanout_p99_ms": p99, "fanout_budget_ms": FANOUT_BUDGET_MS,
            "idle_sockets": idle, "bytes_per_socket": bytes, "bytes_budget": SOCKET_BUDGET
        }),
        lines: vec![
            Line::new(
                &format!("an event to {sockets} pages"),
                format!("p50 {} ms, p99 {p99} ms", latencies.ms(50)),
                format!("p99 {FANOUT_BUDGET_MS} ms"),
                p99 <= FANOUT_BUDGET_MS,
            ),
            Line::new(
                &format!("memory of an idle page, of {idle}"),
                format!("{} KB", round(bytes / 1024.0)),
                format!("{} KB", SOCKET_BUDGET / 1024.0),
                bytes <= SOCKET_BUDGET,
            ),
        ],
    }
}

/// What each further page adds to this process.
async fn idle_bytes(pages: &mut Pages, open: &impl Fn(usize) -> Order, there: usize, idle: usize) -> Outcome<f64> {
    let more = idle.saturating_sub(there).max(1);
    let before = super::resident_kb(std::process::id())?;
    pages.order(&open(more)).await?;
    let after = super::resident_kb(std::process::id())?;
    Ok((after.saturating_sub(before) as f64 * 1024.0 / more as f64).round())
}

async fn serve(inbox: &Inbox) -> Outcome<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    let app: Router = server::router(inbox.clone(), None);
    let stopping = inbox.tasks.stopping();
    inbox.tasks.spawn("server of the measurement", async move {
        let service = app.into_make_service_with_connect_info::<std::net::SocketAddr>();
        let serving = axum::serve(listener, service).with_graceful_shutdown(stopping.cancelled_owned());
        if let Err(error) = serving.await {
            tracing::error!(%error, "the server ended");
        }
    });
    Ok(address)
}

/// The process with the pages.
struct Pages {
    process: Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Pages {
    fn start() -> Outcome<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .args(["bench", "live-clients"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let orders = process.stdin.take().ok_or("no way to the pages")?;
        let answers = BufReader::new(process.stdout.take().ok_or("no way from the pages")?).lines();
        Ok(Self { process, orders, answers })
    }

    async fn order(&mut self, order: &Order) -> Outcome<Done> {
        let line = serde_json::to_string(order)?;
        self.orders.write_all(format!("{line}\n").as_bytes()).await?;
        let answer =
            tokio::time::timeout(PATIENCE, self.answers.next_line()).await.map_err(|_| "the pages do not answer")??;
        Ok(serde_json::from_str(&answer.ok_or("the pages are gone")?)?)
    }

    async fn end(mut self) -> Outcome {
        drop(self.orders);
        self.process.wait().await?;
        Ok(())
    }
}
