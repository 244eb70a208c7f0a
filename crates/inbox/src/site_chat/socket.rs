//! One open chat of a visitor.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message as Ws, WebSocket};
use beseda_base::db::params;
use beseda_base::error::Result;
use serde::Deserialize;
use serde_json::json;

use super::access::Chat;
use super::doors;
use super::token::Visitor;
use super::view::{self, Range};
use super::visitors::{Presence, Seat, Told};
use crate::Inbox;
use crate::channels::{self, ChannelRow};
use crate::clients::{self, LastPage};
use crate::live::{Signal, signal};
use crate::messages;

/// The widget must say who it is within this time.
const HELLO: Duration = Duration::from_secs(10);
const BEAT: Duration = Duration::from_secs(25);
/// A visitor who takes longer to accept a frame is gone.
const SEND: Duration = Duration::from_secs(20);
/// At most one of these each.
const TYPING: Duration = Duration::from_secs(2);
const PAGE: Duration = Duration::from_secs(2);
/// Missed messages that are sent on opening; what is older the widget asks for.
const MISSED: i64 = 100;
/// The widget calls for a new token.
pub(super) const BAD_TOKEN: u16 = 4401;
/// The chat is no more.
pub(super) const REMOVED: u16 = 4404;

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Said {
    Hello {
        token: String,
        after: Option<i64>,
    },
    Typing,
    Seen {
        n: i64,
    },
    Received {
        n: i64,
    },
    Page {
        url: String,
        title: String,
    },
    #[serde(other)]
    Other,
}

/// The line is gone or the visitor is, or we close it with a code and a reason.
enum End {
    Gone,
    Close(u16, &'static str),
}

/// Serves the socket until it ends.
pub(super) async fn run(inbox: Inbox, chat: Chat, mut wire: WebSocket) {
    let channel = &chat.row;
    let said = tokio::time::timeout(HELLO, wire.recv()).await;
    let hello = match said {
        Ok(Some(Ok(Ws::Text(text)))) => match serde_json::from_str(&text) {
            Ok(Said::Hello { token, after }) => Some((token, after)),
            _ => None,
        },
        _ => None,
    };
    let visitor =
        hello.as_ref().and_then(|(token, _)| Visitor::open(&inbox, channel.id, token, inbox.clock.now()).ok());
    let visitor = visitor.filter(|visitor| chat.admit(visitor).is_ok());
    let (Some(visitor), Some((_, after))) = (visitor, hello) else {
        return close(&mut wire, BAD_TOKEN, "token").await;
    };
    let seat = inbox.visitors.sit(channel, &visitor);
    if inbox.live.keep_running(&inbox, channel.project).await.is_err() {
        // The storage is away: the widget comes again.
        return;
    }
    let stopping = inbox.tasks.stopping();
    let mut open = OpenChat { typed: None, paged: None, inbox, channel: chat.row, visitor, wire, seat };
    let end = tokio::select! {
        end = open.serve(after.unwrap_or(i64::MAX)) => end,
        () = stopping.cancelled() => End::Gone,
    };
    open.leave(end).await;
}

async fn close(wire: &mut WebSocket, code: u16, reason: &'static str) {
    // The visitor may have gone already.
    let _ = tokio::time::timeout(SEND, wire.send(Ws::Close(Some(CloseFrame { code, reason: reason.into() })))).await;
}

struct OpenChat {
    inbox: Inbox,
    channel: ChannelRow,
    visitor: Visitor,
    wire: WebSocket,
    seat: Seat,
    typed: Option<tokio::time::Instant>,
    paged: Option<tokio::time::Instant>,
}

impl OpenChat {
    async fn serve(&mut self, after: i64) -> End {
        match self.go_on(after).await {
            Ok(never) => match never {},
            Err(end) => end,
        }
    }

    async fn go_on(&mut self, after: i64) -> Result<std::convert::Infallible, End> {
        self.stay_welcome().await?;
        self.welcome(after).await?;
        self.tell_presence(true).await;
        let mut beat = tokio::time::interval_at(tokio::time::Instant::now() + BEAT, BEAT);
        loop {
            tokio::select! {
                told = self.seat.frames.recv() => match told {
                    Some(Told::Text(text)) => self.send(text).await?,
                    Some(Told::Close(code, reason)) => return Err(End::Close(code, reason)),
                    // We were too slow for the feed: come again and catch up.
                    None => return Err(End::Gone),
                },
                said = self.wire.recv() => match said {
                    Some(Ok(Ws::Text(text))) => if let Ok(said) = serde_json::from_str(&text) { self.hear(said).await },
                    Some(Ok(Ws::Close(_)) | Err(_)) | None => return Err(End::Gone),
                    Some(Ok(_)) => {}
                },
                _ = beat.tick() => self.beat().await?,
            }
        }
    }

    /// The channel may have changed between the first look at it and taking the seat; from then on the doors look after it.
    async fn stay_welcome(&mut self) -> Result<(), End> {
        let channel = self.channel.id;
        let row = self.inbox.db.read(move |tx| channels::row(tx, channel)).await.map_err(|_| End::Gone)?;
        match doors::refusal(&row, self.visitor.identity.is_some()) {
            Some((code, reason)) => Err(End::Close(code, reason)),
            None => Ok(()),
        }
    }

    async fn beat(&mut self) -> Result<(), End> {
        if self.inbox.bus.spans_nodes() {
            self.say_presence(true, None);
        }
        self.send(json!({ "type": "beat" }).to_string()).await
    }

    /// Says where the dialog stands and sends what was missed. The seat is taken before, so nothing falls between.
    async fn welcome(&mut self, after: i64) -> Result<(), End> {
        let (channel, project, visitor, now) =
            (self.channel.id, self.channel.project, self.visitor.id.clone(), self.inbox.clock.now());
        let found = self
            .inbox
            .db
            .read(move |tx| {
                let Some(known) = view::known(tx, channel, &visitor)? else { return Ok(None) };
                let (missed, _) =
                    view::history(tx, project, &known, Range { after: Some(after), before: None, limit: MISSED }, now)?;
                Ok(Some((known, missed)))
            })
            .await
            .map_err(|_| End::Gone)?;
        let (last_n, staff_seen_n, missed) =
            found.map_or((0, 0, Vec::new()), |(known, missed)| (known.last_n, known.staff_seen_n, missed));
        self.send(json!({ "type": "welcome", "last_n": last_n }).to_string()).await?;
        for message in &missed {
            if let Some(shown) = view::shown(&self.inbox, &self.channel.key, message, staff_seen_n) {
                self.send(json!({ "type": "message", "message": shown }).to_string()).await?;
            }
        }
        Ok(())
    }

    async fn hear(&mut self, said: Said) {
        let heard = match said {
            Said::Typing => self.typing().await,
            Said::Seen { n } => self.seen(n, true).await,
            Said::Received { n } => self.seen(n, false).await,
            Said::Page { url, title } => self.page(&url, &title).await,
            Said::Hello { .. } | Said::Other => Ok(()),
        };
        if let Err(error) = heard {
            // Marks come again with the next look; the visitor's words do not travel this way.
            tracing::debug!(%error, "a visitor's mark was not written");
        }
    }

    async fn known(&mut self) -> Result<Option<view::Known>> {
        let (channel, visitor) = (self.channel.id, self.visitor.id.clone());
        self.inbox.db.read(move |tx| view::known(tx, channel, &visitor)).await
    }

    async fn typing(&mut self) -> Result<()> {
        let now = tokio::time::Instant::now();
        if self.typed.is_some_and(|typed| now - typed < TYPING) {
            return Ok(());
        }
        self.typed = Some(now);
        if let Some(known) = self.known().await? {
            let told =
                Signal::ClientTyping { client: known.client, responsible: known.responsible, name: String::new() };
            signal(&self.inbox, self.channel.project, &told);
        }
        Ok(())
    }

    async fn seen(&mut self, n: i64, read: bool) -> Result<()> {
        let Some(known) = self.known().await? else { return Ok(()) };
        let project = self.channel.project;
        self.inbox
            .db
            .write(move |tx| {
                if read {
                    messages::visitor_seen(tx, project, known.client, n).map(|_| ())
                } else {
                    messages::visitor_received(tx, project, known.client, n)
                }
            })
            .await
    }

    async fn page(&mut self, url: &str, title: &str) -> Result<()> {
        let now = tokio::time::Instant::now();
        if self.paged.is_some_and(|paged| now - paged < PAGE) {
            return Ok(());
        }
        self.paged = Some(now);
        let Some(known) = self.known().await? else { return Ok(()) };
        let page = LastPage {
            url: clients::cut(url, 2_000).to_owned(),
            title: clients::cut(title, 300).to_owned(),
            at: self.inbox.clock.now(),
        };
        let text = serde_json::to_string(&page).map_err(beseda_base::error::Error::internal)?;
        let project = self.channel.project;
        self.inbox
            .db
            .write(move |tx| {
                tx.execute("update clients set last_page = $2 where id = $1", params![known.client, text.as_str()])?;
                clients::changed(tx, project, known.client);
                Ok(())
            })
            .await
    }

    /// Tells pages that he is here, and other nodes.
    async fn tell_presence(&mut self, open: bool) {
        let known = self.known().await.unwrap_or_default();
        self.say_presence(open, known);
    }

    fn say_presence(&self, open: bool, known: Option<view::Known>) {
        let presence = Presence {
            channel: self.channel.id,
            visitor: self.visitor.id.clone(),
            socket: self.seat.id,
            open,
            client: known.map(|known| known.client),
            responsible: known.and_then(|known| known.responsible),
        };
        signal(&self.inbox, self.channel.project, &Signal::Presence(presence));
    }

    async fn send(&mut self, text: String) -> Result<(), End> {
        match tokio::time::timeout(SEND, self.wire.send(Ws::Text(text.into()))).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(End::Gone),
        }
    }

    /// First the seat is given up, then it is told: whoever looks finds it empty.
    async fn leave(mut self, end: End) {
        if let End::Close(code, reason) = end {
            close(&mut self.wire, code, reason).await;
        }
        self.inbox.visitors.leave(&self.seat);
        self.tell_presence(false).await;
    }
}
