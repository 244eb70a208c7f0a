//! Unsent words, one draft per employee and dialog: begun on one device, finished on another. Each read and write names its
//! dialog, so that words never turn up in another one.

mod routes;
#[cfg(test)]
mod tests;

use beseda_base::auth::Who;
use beseda_base::db::{Tx, Val, params, row, values};
use beseda_base::error::Result;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::dialogs::View;
use crate::files::{self, FileRef};
use crate::messages::{self, Quote};

pub use routes::routes;

/// Drafts of one employee that are kept; the oldest give way.
const KEPT_MAX: i64 = 200;
/// How long one is kept that nobody touches.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Unsent words for a dialog.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Draft {
    /// Whose dialog.
    pub client_id: i64,
    /// The words.
    pub text: String,
    /// They are for the colleagues.
    pub comment: bool,
    /// The message that is answered.
    pub reply_to: Option<Quote>,
    /// Files that are to go with them, as far as they are still there.
    pub files: Vec<FileRef>,
    /// When it was last changed.
    pub updated_at: i64,
}

/// What a draft says from now on.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct DraftForm {
    /// At most 20,000 characters.
    pub text: String,
    /// It is for the colleagues.
    #[serde(default)]
    pub comment: bool,
    /// Message of this dialog that is answered.
    #[serde(default)]
    pub reply_to: Option<i64>,
    /// Uploaded files, at most 10.
    #[serde(default)]
    pub file_ids: Vec<i64>,
}

impl DraftForm {
    fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.reply_to.is_none() && self.file_ids.is_empty()
    }
}

/// Keeps what somebody has typed for a client; with nothing in it the draft goes.
fn keep(tx: &Tx<'_>, who: &Who, client: i64, form: &DraftForm, now: i64) -> Result<()> {
    if form.is_empty() {
        return drop(tx, who.employee, client);
    }
    let files: Vec<String> = form.file_ids.iter().map(ToString::to_string).collect();
    tx.execute(
        "insert into drafts (employee, client, project, text, comment, reply_to, file_ids, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (employee, client) do update set text = excluded.text, comment = excluded.comment,
           reply_to = excluded.reply_to, file_ids = excluded.file_ids, updated_at = excluded.updated_at",
        params![
            who.employee,
            client,
            who.project,
            form.text.as_str(),
            form.comment,
            form.reply_to,
            files.join(","),
            now
        ],
    )?;
    let newest: Vec<i64> = tx.query(
        "select client from drafts where project = $1 and employee = $2 order by updated_at desc, client desc limit $3",
        params![who.project, who.employee, KEPT_MAX + 1],
    )?;
    match newest.get(usize::try_from(KEPT_MAX).unwrap_or(0)) {
        Some(oldest) => drop(tx, who.employee, *oldest),
        None => Ok(()),
    }
}

/// Takes a draft away: it was sent, or its words were deleted.
fn drop(tx: &Tx<'_>, employee: i64, client: i64) -> Result<()> {
    tx.execute("delete from drafts where employee = $1 and client = $2", params![employee, client])?;
    Ok(())
}

row! {
    struct Row { client: i64, text: String, comment: bool, reply_to: Option<i64>, file_ids: String, updated_at: i64, responsible: Option<i64>, }
}

/// The drafts of an employee for clients whom he may still see, the newest first; of one client, or of all.
fn of(tx: &Tx<'_>, who: &Who, client: Option<i64>, now: i64) -> Result<Vec<Draft>> {
    let mut rows: Vec<Row> = tx.query(
        "select d.client, d.text, d.comment, d.reply_to, d.file_ids, d.updated_at, c.responsible
         from drafts d join clients c on c.id = d.client
         where d.project = $1 and +c.project = $1 and d.employee = $2 and (cast($3 as bigint) = 0 or d.client = $3)
         order by d.updated_at desc limit $4",
        params![who.project, who.employee, client.unwrap_or(0), KEPT_MAX],
    )?;
    rows.retain(|row| View::of(who).sees(row.responsible));
    let replies: Vec<i64> = rows.iter().filter_map(|row| row.reply_to).collect();
    let answered = messages::load(tx, who.project, &replies, now)?;
    let ids: Vec<i64> = rows.iter().flat_map(|row| numbers(&row.file_ids)).collect();
    let uploaded = files::uploads(tx, who.project, who.employee, &ids)?;
    let draft = |row: Row| Draft {
        client_id: row.client,
        reply_to: row
            .reply_to
            .and_then(|id| answered.iter().find(|message| message.id == id && message.client_id == row.client))
            .map(messages::Message::quoted),
        files: numbers(&row.file_ids).filter_map(|id| uploaded.iter().find(|file| file.id == id)).cloned().collect(),
        text: row.text,
        comment: row.comment,
        updated_at: row.updated_at,
    };
    Ok(rows.into_iter().map(draft).collect())
}

fn numbers(joined: &str) -> impl Iterator<Item = i64> + '_ {
    joined.split(',').filter_map(|id| id.parse().ok())
}

/// Takes drafts away that nobody has touched for a month. Answers how many.
pub(crate) fn prune(tx: &Tx<'_>, now: i64, limit: i64) -> Result<u64> {
    let old: Vec<(i64, i64)> = tx.query(
        "select employee, client from drafts where updated_at < $1 order by updated_at limit $2",
        params![now - KEPT_MS, limit],
    )?;
    let rows: Vec<Vec<Val>> = old.iter().map(|(employee, client)| values![*employee, *client]).collect();
    for row in &rows {
        tx.execute("delete from drafts where employee = $1 and client = $2", row)?;
    }
    Ok(rows.len() as u64)
}
