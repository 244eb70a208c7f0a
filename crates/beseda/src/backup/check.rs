//! `beseda verify` of a live installation: what must hold of its rows and files, looked at in one snapshot.

use beseda_base::config::Config;
use beseda_base::db::{Db, Engine, Tx, params};
use beseda_base::error::{Error, Result};
use beseda_base::files::Files;
use futures_util::StreamExt as _;

use super::Progress;
use crate::command::Outcome;
use crate::tools;

/// Findings of one rule; more would say the same.
const MOST: i64 = 20;
/// Files asked for at the same time.
const AT_ONCE: usize = 8;
/// Rows of files read at once.
const PAGE: i64 = 500;

/// A rule about rows: what it finds is an id and two numbers for its sentence.
struct Rule {
    /// `{0}`, `{1}`, `{2}` are the three.
    says: &'static str,
    finds: &'static str,
}

/// The promises of the tables that a query can check (the numbers are those of the guarantees).
const RULES: [Rule; 20] = [
    Rule {
        says: "client {0}: his messages are not numbered without gaps, {1} of them reach up to {2}",
        finds: "select client, count(*), max(n) from messages group by client having min(n) <> 1 or max(n) <> count(*)
            order by client limit $1",
    },
    Rule {
        says: "client {0}: last_n is {1}, his newest message has {2}",
        finds: "select c.id, c.last_n, coalesce(m.last, 0) from clients c
            left join (select client, max(n) as last from messages group by client) m on m.client = c.id
            where c.last_n <> coalesce(m.last, 0) order by c.id limit $1",
    },
    Rule {
        says: "client {0}: his counters are beyond his messages ({1} in, {2} in all)",
        finds: "select id, in_count, last_n from clients where preview_n > last_n or last_in_n > last_n
              or in_count > last_n or answered_in > in_count or responsible_seen_in > in_count order by id limit $1",
    },
    Rule {
        says: "client {0}: his responsible {1} is no employee",
        finds: "select c.id, c.responsible, 0 from clients c left join employees e on e.id = c.responsible
            where c.responsible is not null and e.id is null order by c.id limit $1",
    },
    Rule {
        says: "project {0}: its events have gaps, {1} are there between the first and {2}",
        finds: "select project, count(*), max(seq) from events group by project having max(seq) - min(seq) + 1 <> count(*)
            order by project limit $1",
    },
    Rule {
        says: "project {0}: last_seq is {1}, its newest event has {2}",
        finds: "select p.id, p.last_seq, e.last from projects p
            join (select project, max(seq) as last from events group by project) e on e.project = p.id
            where e.last <> p.last_seq order by p.id limit $1",
    },
    Rule {
        says: "message {0}: it does not exist, but part {1} of it does",
        finds: "select p.message, p.part, 0 from message_parts p left join messages m on m.id = p.message
            where m.id is null order by p.message, p.part limit $1",
    },
    Rule {
        says: "message {0} of client {1}: a part of it is kept as of client {2}",
        finds: "select m.id, m.client, p.client from message_parts p join messages m on m.id = p.message
            where m.client <> p.client order by m.id limit $1",
    },
    Rule {
        says: "message {0}: its file {1} does not exist, or it does not itself",
        finds: "select l.message, l.file, 0 from message_files l left join messages m on m.id = l.message
            left join files f on f.id = l.file where m.id is null or f.id is null order by l.message limit $1",
    },
    Rule {
        says: "message {0} of client {1}: it waits to be sent, and nothing will send it",
        finds: "select m.id, m.client, 0 from messages m where m.kind = 'out' and m.state in ('queued', 'sending')
              and m.deleted_at is null and not exists (select 1 from outbox o where o.message = m.id and o.state in ('queued', 'claimed', 'sending'))
            order by m.id limit $1",
    },
    Rule {
        says: "outbox row {0}: its message {1} or its client {2} does not exist",
        finds: "select o.id, coalesce(o.message, 0), o.client from outbox o left join messages m on m.id = o.message
            left join clients c on c.id = o.client where (o.message is not null and m.id is null) or c.id is null
            order by o.id limit $1",
    },
    Rule {
        says: "outbox row {0} of client {1}: it is in a state that does not exist",
        finds: "select id, client, 0 from outbox
            where state not in ('queued', 'claimed', 'sending', 'sent', 'failed', 'unknown', 'cancelled') order by id limit $1",
    },
    Rule {
        says: "client {0}: {1} rows of the outbox are being sent at the same time",
        finds: "select client, count(*), 0 from outbox where state = 'sending' and kind <> 'answer_callback'
            group by client having count(*) > 1 order by client limit $1",
    },
    Rule {
        says: "client {0}: {1} scheduled messages are counted for him, {2} wait",
        finds: "select c.id, c.scheduled_count, coalesce(s.waiting, 0) from clients c
            left join (select client, count(*) as waiting from scheduled_messages where state = 'waiting' group by client) s on s.client = c.id
            where c.scheduled_count <> coalesce(s.waiting, 0) order by c.id limit $1",
    },
    Rule {
        says: "scheduled message {0} of client {1}: it was sent, and its message {2} does not exist",
        finds: "select s.id, s.client, coalesce(s.message, 0) from scheduled_messages s left join messages m on m.id = s.message
            where s.state = 'sent' and m.id is null order by s.id limit $1",
    },
    Rule {
        says: "scheduled message {0} of client {1}: it is in a state that does not exist, or its client does not",
        finds: "select s.id, s.client, 0 from scheduled_messages s left join clients c on c.id = s.client
            where s.state not in ('waiting', 'sent', 'cancelled') or c.id is null order by s.id limit $1",
    },
    Rule {
        says: "deal {0} of client {1}: it is the current one and is closed",
        finds: "select id, client, 0 from deals where is_current and state <> 'open' order by id limit $1",
    },
    Rule {
        says: "deal {0} of project {1}: its client {2} is of another one",
        finds: "select d.id, d.project, d.client from deals d join clients c on c.id = d.client
            where c.project <> d.project and c.project <> -d.project order by d.id limit $1",
    },
    Rule {
        says: "client {0}: he is linked under client {1}, who is not the main one of a group",
        finds: "select l.client, l.main_client, 0 from linked_clients l left join linked_clients m on m.client = l.main_client
            where m.client is null or m.main_client <> l.main_client order by l.client limit $1",
    },
    Rule {
        says: "raw event {0} of channel {1}: it is in the state {2}, which does not exist",
        finds: "select id, channel, state from raw_events where state not in (0, 1, 2, 3) order by id limit $1",
    },
];

/// Looks at everything; at most `most` sentences.
pub(super) async fn live(config: &Config, most: usize) -> Outcome<Vec<String>> {
    let db = tools::open_current(config).await?;
    let found = look(config, &db, most).await;
    db.close().await;
    found
}

async fn look(config: &Config, db: &Db, most: usize) -> Outcome<Vec<String>> {
    let mut findings = db.read(tables).await?;
    stored_files(db, &Files::open(config)?, &mut findings, most).await?;
    let lost = tools::unopened_credentials(config).await?.unwrap_or(0);
    if lost > 0 {
        findings.push(format!("the key of this installation does not open the credentials of {lost} channels"));
    }
    findings.truncate(most);
    Ok(findings)
}

/// The rows, and on SQLite the file itself.
pub(super) fn tables(tx: &Tx<'_>) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    if tx.engine() == Engine::Sqlite {
        let answers: Vec<String> = tx.query("pragma integrity_check(20)", &[])?;
        findings
            .extend(answers.into_iter().filter(|answer| answer != "ok").map(|answer| format!("the file: {answer}")));
        let dangling: Vec<(String, Option<i64>, String)> =
            tx.query(r#"select "table", rowid, parent from pragma_foreign_key_check limit $1"#, params![MOST])?;
        findings.extend(dangling.into_iter().map(|(table, row, parent)| {
            format!("{table} {}: it points to a row of {parent} that does not exist", row.unwrap_or_default())
        }));
    }
    for rule in &RULES {
        let found: Vec<(i64, i64, i64)> = tx.query(rule.finds, params![MOST])?;
        findings.extend(found.into_iter().map(|(a, b, c)| {
            rule.says.replace("{0}", &a.to_string()).replace("{1}", &b.to_string()).replace("{2}", &c.to_string())
        }));
    }
    Ok(findings)
}

/// What a stored file must be: there, and as large as its row says. Small pictures have no size in their row.
async fn stored_files(db: &Db, files: &Files, findings: &mut Vec<String>, most: usize) -> Outcome {
    let mut progress = Progress::new("looking for files");
    let (mut after, mut count) = (0, 0_u64);
    loop {
        let page: Vec<(i64, String, Option<String>, i64)> = db
            .read(move |tx| {
                tx.query(
                    "select id, blob_key, thumb_key, size from files where state = 'stored' and id > $1 order by id limit $2",
                    params![after, PAGE],
                )
            })
            .await?;
        let Some((last, ..)) = page.last() else { break };
        after = *last;
        count += page.len() as u64;
        progress.tell(|| format!("{count} files"));
        let wanted = page.into_iter().flat_map(|(id, blob, thumb, size)| {
            let small = thumb.map(|key| (format!("the small picture of file {id}"), key, None));
            std::iter::once((format!("file {id}"), blob, Some(size))).chain(small)
        });
        ask(files, wanted, findings).await?;
        if findings.len() >= most {
            return Ok(());
        }
    }
    for table in ["clients", "employees"] {
        pictures(db, files, table, findings, most).await?;
    }
    Ok(())
}

async fn pictures(db: &Db, files: &Files, table: &str, findings: &mut Vec<String>, most: usize) -> Outcome {
    let sql =
        format!("select id, avatar_key from {table} where avatar_key is not null and id > $1 order by id limit $2");
    let mut after = 0;
    loop {
        let sql = sql.clone();
        let page: Vec<(i64, String)> = db.read(move |tx| tx.query(&sql, params![after, PAGE])).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = *last;
        let wanted = page.into_iter().map(|(id, key)| (format!("the picture of {table} {id}"), key, None));
        ask(files, wanted, findings).await?;
        if findings.len() >= most {
            return Ok(());
        }
    }
}

/// (what it is, its key, its size if known).
type Wanted = (String, String, Option<i64>);

async fn ask(files: &Files, wanted: impl Iterator<Item = Wanted>, findings: &mut Vec<String>) -> Outcome {
    let mut answers = futures_util::stream::iter(wanted.map(|(what, key, size)| async move {
        let found = files.head(&key).await;
        (what, size, found)
    }))
    .buffered(AT_ONCE);
    while let Some((what, size, found)) = answers.next().await {
        match (found, size) {
            (Ok(found), Some(size)) if u64::try_from(size) != Ok(found) => {
                findings.push(format!("{what}: the storage has {found} bytes of {size}"));
            }
            (Ok(_), _) => {}
            (Err(Error::NotFound), _) => findings.push(format!("{what}: it is not in the storage")),
            (Err(error), _) => return Err(error.into()),
        }
    }
    Ok(())
}
