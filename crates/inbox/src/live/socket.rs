//! One open page. It tells where it stands, gets what it missed, then what happens.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message as Ws, Utf8Bytes, WebSocket};
use beseda_base::auth::Who;
use beseda_base::db::params;
use beseda_base::error::Result;
use beseda_base::events;
use tokio::sync::broadcast::error::RecvError;

use super::frames::{self, EventFrame, Frame, Told};
use super::said::{FrameFromPage, FrameFromServer};
use super::signals::tell_viewers;
use super::viewers::Look;
use super::{Signal, signal};
use crate::Inbox;
use crate::dialogs::{View, visible};
use crate::employees;

/// The page must say where it stands within this time.
const HELLO: Duration = Duration::from_secs(10);
/// Idle cursors move by heartbeat; a page that hears nothing for a minute connects anew.
const BEAT: Duration = Duration::from_secs(25);
/// A page that takes longer to accept a frame is gone.
const SEND: Duration = Duration::from_secs(20);
/// A page further behind than this takes a snapshot instead of reading everything it missed.
const CATCH_UP_MAX: i64 = 5_000;
/// Events of one reading while catching up.
const BATCH: i64 = 200;
/// At most one typing signal of a socket in this time.
const TYPING: Duration = Duration::from_millis(1_000);

/// Who leafs through dialogs looks at none of them: a look counts when it has lasted so long.
const GLANCE: Duration = Duration::from_millis(150);

/// How often an open page is written down as being here, ms.
const TOUCH_MS: i64 = 60_000;

/// Close codes that the page knows.
const ENDED: u16 = 4401;
const NOT_MEMBER: u16 = 4403;
const NO_HELLO: u16 = 4408;
const AWAY: u16 = 1013;

/// Why a socket ends.
enum End {
    /// The page has gone, or its line.
    Gone,
    /// We close it, with a code and a reason.
    Close(u16, &'static str),
    /// The page shall take snapshots and connect anew.
    Resync,
}

impl From<axum::Error> for End {
    fn from(_: axum::Error) -> End {
        End::Gone
    }
}

/// Serves the socket until it ends.
pub(super) async fn run(inbox: Inbox, who: Who, socket: WebSocket) {
    let stopping = inbox.tasks.stopping();
    let mut page = Page {
        view: View::of(&who),
        seq: 0,
        prev: 0,
        typed: None,
        touched: 0,
        id: beseda_base::id::number(),
        looking: None,
        turning: None,
        inbox,
        who,
        socket,
    };
    let end = tokio::select! {
        end = page.serve() => end,
        () = stopping.cancelled() => End::Close(1012, "restarting"),
    };
    page.end(end).await;
}

struct Page {
    inbox: Inbox,
    who: Who,
    view: View,
    socket: WebSocket,
    /// Place in the log up to which everything was looked at.
    seq: i64,
    /// `seq` of the last frame the page got.
    prev: i64,
    typed: Option<tokio::time::Instant>,
    touched: i64,
    /// Unique over all nodes.
    id: i64,
    /// The dialog whose viewers this page belongs to.
    looking: Option<i64>,
    /// The dialog it has turned to, and when that counts.
    turning: Option<(Option<i64>, tokio::time::Instant)>,
}

impl Page {
    async fn serve(&mut self) -> End {
        let after = match tokio::time::timeout(HELLO, self.hello()).await {
            Err(_) => return End::Close(NO_HELLO, "no hello"),
            Ok(Err(end)) => return end,
            Ok(Ok(after)) => after,
        };
        // First listen, then look: nothing can happen between the two.
        let Ok(mut frames) = self.inbox.live.listen(&self.inbox, self.who.project).await else {
            return End::Close(AWAY, "storage unavailable");
        };
        if let Err(end) = self.welcome(after).await {
            return end;
        }
        self.touch().await;
        let mut beat = tokio::time::interval_at(tokio::time::Instant::now() + BEAT, BEAT);
        loop {
            let turned = self.turning.map(|(_, at)| at);
            let step = tokio::select! {
                () = tokio::time::sleep_until(turned.unwrap_or_else(tokio::time::Instant::now)), if turned.is_some() => {
                    self.turn().await;
                    Ok(())
                }
                frame = frames.recv() => self.take(frame).await,
                said = self.socket.recv() => self.hear(said).await,
                _ = beat.tick() => self.beat().await,
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn hello(&mut self) -> Result<Option<i64>, End> {
        loop {
            match self.socket.recv().await {
                Some(Ok(Ws::Text(text))) => match serde_json::from_str(&text) {
                    Ok(FrameFromPage::Hello { after }) => return Ok(after),
                    _ => return Err(End::Close(NO_HELLO, "hello comes first")),
                },
                Some(Ok(Ws::Ping(_) | Ws::Pong(_))) => {}
                _ => return Err(End::Gone),
            }
        }
    }

    /// Says where the log stands, and sends what was missed.
    async fn welcome(&mut self, after: Option<i64>) -> Result<(), End> {
        let project = self.who.project;
        let last = self
            .inbox
            .db
            .read(move |tx| events::last_seq(tx, project))
            .await
            .map_err(|_| End::Close(AWAY, "storage unavailable"))?;
        let after = after.unwrap_or(last);
        self.seq = after;
        self.prev = after;
        self.send(FrameFromServer::Welcome { seq: after, version: env!("CARGO_PKG_VERSION") }.text()).await?;
        if !(0..=last).contains(&after) || last - after > CATCH_UP_MAX {
            return Err(End::Resync);
        }
        self.catch_up(last).await
    }

    /// Reads the log from where this page stands up to `to` at least.
    async fn catch_up(&mut self, to: i64) -> Result<(), End> {
        while self.seq < to {
            let missed = match frames::after(&self.inbox, self.who.project, self.seq, BATCH).await {
                Ok(missed) => missed,
                Err(error) if error.code() == "too_old" => return Err(End::Resync),
                Err(_) => return Err(End::Close(AWAY, "storage unavailable")),
            };
            if missed.is_empty() {
                return Ok(());
            }
            for event in &missed {
                self.tell(event).await?;
            }
        }
        Ok(())
    }

    async fn take(&mut self, frame: Result<Arc<Frame>, RecvError>) -> Result<(), End> {
        match frame {
            Err(RecvError::Closed) => Err(End::Gone),
            // Events that were dropped are in the log, and the next one shows the gap; a word about sessions is not.
            Err(RecvError::Lagged(_)) => self.check_session().await,
            Ok(frame) => match &*frame {
                Frame::Event(event) if event.seq <= self.seq => Ok(()),
                Frame::Event(event) if event.seq > self.seq + 1 => self.catch_up(event.seq).await,
                Frame::Event(event) => self.tell(event).await,
                Frame::Hint(hint) => {
                    if self.view.sees(hint.responsible) && hint.from != Some(self.who.employee) {
                        self.send(hint.text.clone()).await?;
                    }
                    Ok(())
                }
                Frame::Viewers { client, text } if self.looking == Some(*client) => self.send(text.clone()).await,
                Frame::Own { employee, text } if self.who.employee == *employee => self.send(text.clone()).await,
                Frame::Viewers { .. } | Frame::Own { .. } => Ok(()),
                Frame::CheckSession => self.check_session().await,
                // The page says so to its person, and catches up when it gets a connection again.
                Frame::Away => Err(End::Close(AWAY, "storage unavailable")),
            },
        }
    }

    async fn tell(&mut self, event: &EventFrame) -> Result<(), End> {
        self.seq = event.seq;
        if event.kind == "employee.changed" && event.employee == Some(self.who.employee) {
            self.check_session().await?;
        }
        // What another person has looked at is his own affair, except that the responsible's view is everybody's tick.
        let (seq, prev) = (event.seq, self.prev);
        let told = event.told(self.view);
        if matches!(told, Told::Gone(_)) && self.looking.is_some() && self.looking == event.client {
            self.look(None);
        }
        let text = match told {
            Told::Nothing => return Ok(()),
            Told::Event => event.text(prev),
            Told::Gone(client_id) => FrameFromServer::Gone { seq, prev, client_id }.text(),
            Told::Appeared(dialog) => {
                FrameFromServer::Appeared { seq, prev, client_id: dialog.client_id, dialog: Box::new(dialog.clone()) }
                    .text()
            }
        };
        self.prev = event.seq;
        self.send(text).await
    }

    /// A revoked session ends its sockets; a changed role makes the page start over with the new rights.
    async fn check_session(&mut self) -> Result<(), End> {
        let (session, project, now) = (self.who.session, self.who.project, self.inbox.clock.now());
        let standing = self.inbox.db.read(move |tx| employees::standing(tx, &[(session, project)], now)).await;
        // When the storage is away for a moment, look again with the next heartbeat.
        let Ok(standing) = standing else { return Ok(()) };
        match standing.first().map(|standing| standing.role) {
            Some(Some(role)) if role == self.who.role => Ok(()),
            Some(Some(_)) => Err(End::Resync),
            Some(None) => Err(End::Close(NOT_MEMBER, "not in this project")),
            None => Err(End::Close(ENDED, "session ended")),
        }
    }

    async fn hear(&mut self, said: Option<Result<Ws, axum::Error>>) -> Result<(), End> {
        match said {
            None | Some(Err(_) | Ok(Ws::Close(_))) => Err(End::Gone),
            Some(Ok(Ws::Text(text))) => {
                match serde_json::from_str(&text) {
                    Ok(FrameFromPage::Typing { client_id }) => self.typing(client_id).await,
                    Ok(FrameFromPage::Viewing { client_id }) => {
                        self.turning = Some((client_id, tokio::time::Instant::now() + GLANCE));
                    }
                    _ => {}
                }
                Ok(())
            }
            Some(Ok(_)) => Ok(()),
        }
    }

    async fn typing(&mut self, client: i64) {
        let now = tokio::time::Instant::now();
        if self.typed.is_some_and(|typed| now - typed < TYPING) {
            return;
        }
        self.typed = Some(now);
        let who = self.who;
        let told = self
            .inbox
            .db
            .read(move |tx| {
                visible(tx, &who, client)?;
                let (responsible, channel, external_id): (Option<i64>, i64, String) =
                    tx.one("select responsible, channel, external_id from clients where id = $1", params![client])?;
                let (name, client_name): (String, String) =
                    tx.one("select name, client_name from employees where id = $1", params![who.employee])?;
                let client_name = if client_name.is_empty() { name.clone() } else { client_name };
                Ok(Signal::EmployeeTyping {
                    client,
                    responsible,
                    employee: who.employee,
                    name,
                    client_name,
                    channel,
                    external_id,
                })
            })
            .await;
        if let Ok(told) = told {
            signal(&self.inbox, self.who.project, &told);
        }
    }

    /// The page stays with the dialog it has turned to. One that may not be seen is as none.
    async fn turn(&mut self) {
        let Some((wanted, _)) = self.turning.take() else { return };
        let who = self.who;
        let client = match wanted {
            Some(client) if Some(client) != self.looking => {
                self.inbox.db.read(move |tx| visible(tx, &who, client)).await.is_ok().then_some(client)
            }
            same => same,
        };
        if client != self.looking {
            self.look(client);
        }
    }

    /// Tells all nodes where this page looks.
    fn look(&mut self, client: Option<i64>) {
        self.looking = client;
        let look = Look { socket: self.id, employee: self.who.employee, client };
        signal(&self.inbox, self.who.project, &Signal::Viewing(look));
    }

    /// Still looks there.
    fn look_on(&self) {
        if self.looking.is_none() {
            return;
        }
        let look = Look { socket: self.id, employee: self.who.employee, client: self.looking };
        // No news on this node, unless it had been forgotten.
        for client in self.inbox.live.viewers.note(self.who.project, &look, self.inbox.clock.now()) {
            tell_viewers(&self.inbox, self.who.project, client);
        }
        if self.inbox.bus.spans_nodes() {
            signal(&self.inbox, self.who.project, &Signal::Viewing(look));
        }
    }

    async fn beat(&mut self) -> Result<(), End> {
        self.look_on();
        let (seq, prev) = (self.seq, self.prev);
        self.prev = self.seq;
        self.send(FrameFromServer::Beat { seq, prev }.text()).await?;
        self.touch().await;
        self.check_session().await
    }

    /// "Was here" for the list of employees: written at most once a minute, and no reason to end a socket.
    async fn touch(&mut self) {
        let (employee, now) = (self.who.employee, self.inbox.clock.now());
        if now - self.touched < TOUCH_MS {
            return;
        }
        self.touched = now;
        let touched = self.inbox.db.write(move |tx| employees::seen(tx, &[employee], now)).await;
        if let Err(error) = touched {
            tracing::debug!(%error, "last seen was not written");
        }
    }

    async fn send(&mut self, text: Utf8Bytes) -> Result<(), End> {
        match tokio::time::timeout(SEND, self.socket.send(Ws::Text(text))).await {
            Ok(sent) => Ok(sent?),
            Err(_) => Err(End::Gone),
        }
    }

    async fn end(mut self, end: End) {
        if self.looking.is_some() {
            self.look(None);
        }
        let close = match end {
            End::Gone => return,
            End::Resync => {
                // The page may have gone already; then nobody needs it.
                let _ = self.send(FrameFromServer::Resync.text()).await;
                CloseFrame { code: 1000, reason: "resync".into() }
            }
            End::Close(code, reason) => CloseFrame { code, reason: reason.into() },
        };
        let _ = tokio::time::timeout(SEND, self.socket.send(Ws::Close(Some(close)))).await;
    }
}
