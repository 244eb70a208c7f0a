//! Dialogs that were held before: written with their own times by the verbs of every day, finished, and nothing is sent.
//!
//! One dialog is one transaction and is written once: a client who is there already is left alone.

use beseda_base::auth::{Role, Who};
use beseda_base::db::{Tx, params, values};
use beseda_base::error::{Error, Result};
use beseda_messengers::{Inbound, InboundMessage, Kind, Person, Place};

use super::post::{Answers, Draft, hash_of, post_draft};
use super::receive::{Arrival, receive};
use super::{AuthorKind, NewMessage};
use crate::channels::{self, ChannelFacts, Hour};
use crate::files::{self, PastFile};
use crate::{clients, dialogs, search};

/// Turns of one dialog; with the rows beside them one transaction stays within the seam's bound.
pub const TURNS_MAX: usize = 60;
/// What sending took, for the channel's figures.
const SEND_MS: i64 = 180;

/// A dialog as it was held.
#[derive(Debug, Clone)]
pub struct PastDialog {
    /// Where.
    pub channel: i64,
    /// With whom.
    pub person: Person,
    /// Where he came from (S17 "Тег").
    pub tag: Option<String>,
    /// Facts that became client variables.
    pub variables: Vec<(String, String)>,
    /// What happened, in order of time.
    pub turns: Vec<Turn>,
}

/// Something that happened in it.
#[derive(Debug, Clone)]
pub struct Turn {
    /// When, milliseconds since 1970.
    pub at: i64,
    /// What.
    pub what: What,
}

/// What happens in a dialog.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are named after what the variant's line tells")]
pub enum What {
    /// The client wrote.
    Wrote { text: String, files: Vec<PastFile> },
    /// An employee answered, and it arrived.
    Answered { employee: i64, text: String, files: Vec<PastFile> },
    /// An employee took the client.
    Took { employee: i64 },
    /// An employee read what is there.
    Looked { employee: i64 },
    /// An employee said that no answer is needed.
    NeedsNoAnswer { employee: i64 },
    /// An employee pinned the dialog.
    Pinned { employee: i64 },
}

/// What every turn needs to know.
struct Held<'a> {
    channel: ChannelFacts,
    dialog: &'a PastDialog,
    client: i64,
}

/// Writes a dialog. `None`: this person is a client of the channel already, nothing was written.
pub fn write(tx: &Tx<'_>, dialog: &PastDialog) -> Result<Option<i64>> {
    let row = channels::row(tx, dialog.channel)?;
    let channel = ChannelFacts { id: row.id, project: row.project, kind: row.kind };
    if dialog.turns.len() > TURNS_MAX || !dialog.turns.is_sorted_by_key(|turn| turn.at) {
        return Err(Error::internal("a past dialog is too long or not in order of time"));
    }
    if client_of(tx, dialog)?.is_some() {
        return Ok(None);
    }
    let mut held = Held { channel, dialog, client: 0 };
    for (number, turn) in dialog.turns.iter().enumerate() {
        held.turn(tx, number, turn)?;
    }
    Ok(Some(held.client))
}

fn client_of(tx: &Tx<'_>, dialog: &PastDialog) -> Result<Option<i64>> {
    tx.optional(
        "select id from clients where channel = $1 and external_id = $2",
        params![dialog.channel, dialog.person.external_id.as_str()],
    )
}

impl Held<'_> {
    fn turn(&mut self, tx: &Tx<'_>, number: usize, turn: &Turn) -> Result<()> {
        let project = self.channel.project;
        match &turn.what {
            What::Wrote { text, files } => self.wrote(tx, number, turn.at, text, files),
            _ if self.client == 0 => Err(Error::internal("a past dialog begins with the client's word")),
            What::Answered { employee, text, files } => self.answered(tx, number, (turn.at, *employee), text, files),
            What::Took { employee } => {
                dialogs::set_responsible(tx, &who(tx, project, *employee)?, self.client, Some(*employee), turn.at)
            }
            What::Looked { employee } => self.looked(tx, *employee),
            What::NeedsNoAnswer { employee } => {
                dialogs::answer_not_needed(tx, &who(tx, project, *employee)?, self.client)
            }
            What::Pinned { employee } => {
                dialogs::set_pinned(tx, &who(tx, project, *employee)?, self.client, Some(turn.at))
            }
        }
    }

    /// Ids that no messenger gives twice in a chat: Telegram's own begin far above.
    fn external_id(&self, number: usize) -> String {
        if self.channel.kind == Kind::Telegram { (number + 1).to_string() } else { format!("v:past-{number}") }
    }

    fn wrote(&mut self, tx: &Tx<'_>, number: usize, at: i64, text: &str, files: &[PastFile]) -> Result<()> {
        let (dialog, first) = (self.dialog, self.client == 0);
        let chat = dialog.person.external_id.clone();
        let external_id = self.external_id(number);
        let message = InboundMessage {
            place: Place { chat: chat.clone(), ..Place::default() },
            person: dialog.person.clone(),
            external_id: external_id.clone(),
            at,
            text: text.to_owned(),
            tag: dialog.tag.clone().filter(|_| first),
            variables: if first { dialog.variables.clone() } else { Vec::new() },
            ..InboundMessage::default()
        };
        let arrival = Arrival::new(0, self.channel, vec![Inbound::Message(Box::new(message))]);
        receive(tx, &[arrival], at)?;
        let mut hour = Hour::default();
        hour.events += 1;
        channels::count_hour(tx, self.channel.id, at, &hour)?;
        channels::touch_event(tx, self.channel.id, at)?;
        if first {
            self.client = client_of(tx, dialog)?.ok_or_else(|| Error::internal("the client was not made"))?;
        }
        if files.is_empty() {
            return Ok(());
        }
        let message: i64 = tx.one(
            "select message from message_parts where channel = $1 and chat = $2 and external_id = $3",
            params![self.channel.id, chat, external_id],
        )?;
        let mut links = Vec::with_capacity(files.len());
        for (position, file) in (0_i64..).zip(files) {
            let file = files::keep_past(tx, &self.channel, Some(self.client), None, file, at)?;
            links.push(values![message, position, file]);
        }
        tx.execute_rows(
            "insert into message_files (message, position, file) values {rows:bigint,integer,bigint}",
            &[],
            &links,
        )?;
        tx.execute(
            "update messages set files = $2 where id = $1",
            params![message, i64::try_from(files.len()).unwrap_or(0)],
        )?;
        search::refresh(tx, &[message])
    }

    fn answered(
        &self,
        tx: &Tx<'_>,
        number: usize,
        (at, employee): (i64, i64),
        text: &str,
        files: &[PastFile],
    ) -> Result<()> {
        self.looked(tx, employee)?;
        let mut file_ids = Vec::with_capacity(files.len());
        for file in files {
            file_ids.push(files::keep_past(tx, &self.channel, None, Some(employee), file, at)?);
        }
        let message = NewMessage {
            text: text.to_owned(),
            client_ref: format!("past-{number}"),
            seen_n: None,
            reply_to: None,
            file_ids,
            buttons: Vec::new(),
            silent: false,
        };
        let draft = Draft {
            project: self.channel.project,
            client: self.client,
            author_kind: AuthorKind::Employee,
            author: Some(employee),
            message: &message,
            answers: Answers::All,
        };
        let id = post_draft(tx, &draft, &hash_of(&message)?, at)?;
        self.arrived(tx, number, id, at)
    }

    /// The outbox rows that the post made have done their work long ago.
    fn arrived(&self, tx: &Tx<'_>, number: usize, message: i64, at: i64) -> Result<()> {
        let parts: Vec<(i64, i64)> = tx.query(
            "update outbox set state = 'sent', tries = 1, finished_at = $2 where message = $1 returning id, part",
            params![message, at],
        )?;
        let rows: Vec<_> = parts
            .iter()
            .map(|(row, part)| {
                let external_id = match self.channel.kind {
                    Kind::Telegram => format!("{}", 1_000 * (number + 1) + usize::try_from(*part).unwrap_or(0)),
                    Kind::SiteChat | Kind::Demo => beseda_messengers::site_chat::our_message_id(*row),
                };
                let chat = self.dialog.person.external_id.as_str();
                values![self.channel.id, chat, external_id, message, self.client, *part]
            })
            .collect();
        tx.execute_rows(
            "insert into message_parts (channel, chat, external_id, message, client, part)
             values {rows:bigint,text,text,bigint,bigint,integer}",
            &[],
            &rows,
        )?;
        // A Telegram bot is never told that its words were read; our own chat is.
        let state = if self.channel.kind == Kind::Telegram { "sent" } else { "read" };
        tx.execute("update messages set state = $2 where id = $1", params![message, state])?;
        let mut hour = Hour::default();
        parts.iter().for_each(|_| hour.sent(SEND_MS));
        channels::count_hour(tx, self.channel.id, at, &hour)
    }

    fn looked(&self, tx: &Tx<'_>, employee: i64) -> Result<()> {
        let in_count: i64 = tx.one("select in_count from clients where id = $1", params![self.client])?;
        dialogs::mark_seen(tx, &who(tx, self.channel.project, employee)?, self.client, in_count)
    }
}

/// An employee as his session would say it.
fn who(tx: &Tx<'_>, project: i64, employee: i64) -> Result<Who> {
    let role: String =
        tx.one("select role from members where project = $1 and employee = $2", params![project, employee])?;
    let role: Role = role.parse()?;
    Ok(Who { employee, project, role, rights: role.rights(), session: 0 })
}

/// The clients of a channel by their ids in the messenger, for a stand-in that must know them; a page after `after`.
pub fn people(tx: &Tx<'_>, channel: i64, after: i64, limit: i64) -> Result<Vec<(i64, Person)>> {
    let rows: Vec<(i64, String, String, String, String)> = tx.query(
        "select id, external_id, name, username, language from clients where channel = $1 and id > $2 order by id limit $3",
        params![channel, after, limit.clamp(1, 1_000)],
    )?;
    let person = |(id, external_id, name, username, language): (i64, String, String, String, String)| {
        let name = clients::cut(&name, clients::NAME_MAX).to_owned();
        (id, Person { external_id, name, username, language, ..Person::default() })
    };
    Ok(rows.into_iter().map(person).collect())
}
