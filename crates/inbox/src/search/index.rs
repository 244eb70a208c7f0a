//! What the search knows of each message: its stems, and words that say where it belongs. Written in the transaction of the
//! message itself (guarantee 20); whoever changes the words of one calls [`refresh`].

use std::fmt::Write as _;

use beseda_base::db::{Engine, Tx, Val, params, values};
use beseda_base::error::Result;

use super::words::words;
use crate::messages::AuthorKind;

/// Words of one message that are kept: a text of 20,000 characters has fewer.
const WORDS_MAX: usize = 5_000;
/// Stretches of ids, as powers of two: an index that knows no order is asked for one stretch after the other.
pub(super) const STRETCHES: [u32; 3] = [13, 18, 23];

/// A message about to be found.
#[derive(Debug, Clone)]
pub struct Indexed {
    /// Its id.
    pub message: i64,
    /// Its project.
    pub project: i64,
    /// Whose dialog it is in.
    pub client: i64,
    /// The channel of that client.
    pub channel: i64,
    /// `in`, `out` or `comment`; others have no words that a person wrote.
    pub kind: &'static str,
    /// Who wrote.
    pub author: AuthorKind,
    /// When, ms.
    pub sent_at: i64,
    /// What [`stems`] makes of its text.
    pub stems: String,
}

/// The stems of a text in order, with a space before each.
pub fn stems(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for word in words(text).take(WORDS_MAX) {
        all.push(' ');
        all.push_str(&word.stem);
    }
    all
}

/// The stems of names of files, marked as such.
fn file_stems(names: &str) -> String {
    let mut all = String::new();
    for word in words(names).take(WORDS_MAX) {
        all.push_str(" _f");
        all.push_str(&word.stem);
    }
    all
}

/// Months since year 0, of UTC.
pub(super) fn month_of(ms: i64) -> i32 {
    let Ok(at) = jiff::Timestamp::from_millisecond(ms) else { return 0 };
    let date = at.to_zoned(jiff::tz::TimeZone::UTC);
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

impl Indexed {
    /// Everything by which it is found, for the engine.
    #[must_use]
    pub fn document(&self, engine: Engine) -> String {
        let kind = if self.kind == "comment" { self.kind } else { self.author.name() };
        let mut places =
            format!("_p{} _d{} _h{} _k{kind} _y{}", self.project, self.client, self.channel, month_of(self.sent_at));
        if engine == Engine::Sqlite {
            places.push_str(&self.stems);
            return places;
        }
        for (level, bits) in STRETCHES.iter().enumerate() {
            let _ = write!(places, " {}", stretch(level, self.message >> bits));
        }
        // Positions for phrases; the engine keeps 16,383 of them.
        for (position, stem) in self.stems.split_ascii_whitespace().enumerate() {
            let _ = write!(places, " {stem}:{}", position + 1);
        }
        places
    }
}

/// The word of a stretch of ids.
pub(super) fn stretch(level: usize, number: i64) -> String {
    format!("_r{level}x{number}")
}

/// Makes new messages be found.
pub(crate) fn put(tx: &Tx<'_>, messages: &[Indexed]) -> Result<()> {
    let engine = tx.engine();
    let rows: Vec<Vec<Val>> = messages
        .iter()
        .filter(|one| matches!(one.kind, "in" | "out" | "comment") && !one.stems.is_empty())
        .map(|one| values![one.message, one.document(engine)])
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let sql = if engine == Engine::Sqlite {
        "insert into message_search (rowid, words) values {rows:bigint,text}"
    } else {
        "insert into message_search (rowid, words)
         select g.column1, cast(g.column2 as tsvector) from (values {rows:bigint,text}) as g"
    };
    tx.execute_rows(sql, &[], &rows)?;
    Ok(())
}

beseda_base::row! {
    struct Words {
        id: i64, project: i64, client: i64, channel: i64, kind: String, author_kind: String, sent_at: i64, text: String,
        deleted_at: Option<i64>, names: Option<String>,
    }
}

/// Makes messages be found by the words that they have now; deleted ones by none.
pub(crate) fn refresh(tx: &Tx<'_>, messages: &[i64]) -> Result<()> {
    let ids: Vec<Vec<Val>> = messages.iter().map(|id| values![*id]).collect();
    forget(tx, messages)?;
    let found: Vec<Words> = tx.query_rows(
        "select m.id, m.project, m.client, c.channel, m.kind, m.author_kind, m.sent_at, m.text, m.deleted_at,
           case when m.files > 0 then (select string_agg(f.name, ' ') from message_files mf join files f on f.id = mf.file
             where mf.message = m.id) end
         from (select column1 as id from (values {rows:bigint}) as v) p
         join messages m on m.id = p.id join clients c on c.id = m.client",
        &[],
        &ids,
    )?;
    let indexed: Vec<Indexed> =
        found.into_iter().filter(|row| row.deleted_at.is_none()).filter_map(Words::indexed).collect();
    put(tx, &indexed)
}

impl Words {
    fn indexed(self) -> Option<Indexed> {
        let kind = ["in", "out", "comment"].into_iter().find(|kind| *kind == self.kind)?;
        let mut stems = stems(&self.text);
        stems.push_str(&file_stems(self.names.as_deref().unwrap_or_default()));
        Some(Indexed {
            message: self.id,
            project: self.project,
            client: self.client,
            channel: self.channel,
            kind,
            author: AuthorKind::from_name(&self.author_kind),
            sent_at: self.sent_at,
            stems,
        })
    }
}

/// Makes messages be found no more.
pub(crate) fn forget(tx: &Tx<'_>, messages: &[i64]) -> Result<()> {
    let ids: Vec<Vec<Val>> = messages.iter().map(|id| values![*id]).collect();
    tx.execute_rows("delete from message_search where rowid in (values {rows:bigint})", &[], &ids)?;
    Ok(())
}

/// Messages of one step of [`catch_up`].
const BATCH: i64 = 200;

/// Takes the next messages that were there before the index, the newest first. Answers how many are done; 0 at the end.
pub(super) fn catch_up(tx: &Tx<'_>) -> Result<usize> {
    let last: i64 = tx.one("select last_message from backlog_search", &[])?;
    if last == 0 {
        return Ok(0);
    }
    let ids: Vec<i64> =
        tx.query("select id from messages where id <= $1 order by id desc limit $2", params![last, BATCH])?;
    refresh(tx, &ids)?;
    let next = ids.last().map_or(0, |id| id - 1);
    // Another node may have done the same meanwhile: then it stands where that one left it.
    tx.execute("update backlog_search set last_message = $1 where last_message = $2", params![next, last])?;
    Ok(ids.len())
}

/// Everything is to be made anew in the background: after a restore, which brings messages without their index.
pub fn start_over(tx: &Tx<'_>) -> Result<()> {
    tx.execute("delete from backlog_search", &[])?;
    tx.execute("insert into backlog_search (last_message) select coalesce(max(id), 0) from messages", &[])?;
    Ok(())
}
