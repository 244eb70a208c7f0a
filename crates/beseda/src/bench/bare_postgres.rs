//! The limit under `ingest` on PostgreSQL: one connection, one statement of many rows for each table, nothing else.

use beseda_base::db::Engine;
use beseda_base::id;
use beseda_inbox::messages::AuthorKind;
use tokio::task::JoinSet;
use tokio_postgres::{Client, NoTls, Statement};

use super::fixture::{self, at, stems, text};
use super::ingest::CLIENTS;
use super::numbers::Random;
use crate::command::Outcome;

/// Messages of one statement, as many as the intake receives at once.
const AT_ONCE: usize = 100;

/// A database of its own on the server of `url`; dropped by [`Own::remove`].
pub(super) struct Own {
    pub(super) url: String,
    name: String,
    admin: Client,
    /// Carries the connection.
    _tasks: JoinSet<()>,
}

impl Own {
    pub(super) async fn create(url: &str) -> Outcome<Self> {
        let (admin, _tasks) = connect(url).await?;
        let name = format!("beseda_bench_{}", id::number());
        admin.batch_execute(&format!("create database {name}")).await?;
        let (base, query) =
            url.split_once('?').map_or((url, String::new()), |(base, query)| (base, format!("?{query}")));
        let (server, _) = base
            .rsplit_once('/')
            .filter(|(server, _)| !server.ends_with('/'))
            .ok_or("the URL must end with /DATABASE")?;
        Ok(Self { url: format!("{server}/{name}{query}"), name, admin, _tasks })
    }

    pub(super) async fn remove(self) -> Outcome {
        Ok(self.admin.batch_execute(&format!("drop database if exists {} with (force)", self.name)).await?)
    }
}

async fn connect(url: &str) -> Outcome<(Client, JoinSet<()>)> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "the bare connection ended");
        }
    });
    Ok((client, tasks))
}

/// The bare driver.
pub(super) struct Bare {
    client: Client,
    statements: Vec<Statement>,
    random: Random,
    next: i64,
    _tasks: JoinSet<()>,
}

const RAW: &str = "insert into raw_events (channel, thread_key, delivery_id, body, received_at)
    select 1, * from unnest($1::text[], $2::text[], $3::bytea[], $4::bigint[]) returning id";
const FLIP: &str = "update raw_events set state = 1, kind = 'message', retry_at = 0, attempts = attempts + 1 where id = any($1::bigint[]) and state = 0";
const CLIENT: &str = "update clients set last_n = last_n + 1, in_count = in_count + 1, preview_n = last_n + 1, last_in_n = last_n + 1,
    active_at = greatest(active_at, v.at), last_action_at = v.at, unanswered_since = coalesce(unanswered_since, v.at), last_thread = v.id
    from unnest($1::bigint[], $2::bigint[]) as v(id, at) where clients.id = v.id returning clients.id, last_n";
const MESSAGE: &str =
    "insert into messages (project, client, n, thread, kind, author_kind, text, files, sent_at, received_at)
    select 1, v.client, v.n, v.client, 'in', 'client', v.text, 0, v.at, v.at
    from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[]) as v(client, n, text, at) returning id";
const PART: &str = "insert into message_parts (channel, chat, external_id, message, client, part)
    select 1, v.chat, v.external_id, v.message, v.client, 0
    from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) as v(chat, external_id, message, client)";
const FOUND: &str = "insert into message_search (rowid, words)
    select v.message, cast(v.words as tsvector) from unnest($1::bigint[], $2::text[]) as v(message, words)";
const NUMBER: &str = "update projects set last_seq = last_seq + $1 where id = 1 returning last_seq";
const EVENT: &str = "insert into events (project, seq, at, kind, client, message, data)
    select 1, v.seq, v.at, 'message.created', v.client, v.message, '{\"in\":true}'
    from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) as v(seq, at, client, message)";
const HOUR: &str = "insert into channel_hours (channel, at, events) values (1, 0, $1)
    on conflict (channel, at) do update set events = channel_hours.events + excluded.events";
const CHANNEL: &str = "update channels set last_event_at = $1 where id = 1";

impl Bare {
    pub(super) async fn open(url: &str) -> Outcome<Self> {
        let (client, _tasks) = connect(url).await?;
        let mut statements = Vec::new();
        for text in [RAW, FLIP, CLIENT, MESSAGE, PART, FOUND, NUMBER, EVENT, HOUR, CHANNEL] {
            statements.push(client.prepare(text).await?);
        }
        Ok(Self { client, statements, random: Random::new(77), next: 1, _tasks })
    }

    /// Writes `count` messages, a hundred at once: a transaction keeps them, the next one receives them.
    pub(super) async fn write(&mut self, count: usize) -> Outcome {
        let mut left = count;
        while left > 0 {
            let rows = left.min(AT_ONCE);
            left -= rows;
            self.batch(rows).await?;
        }
        Ok(())
    }

    async fn batch(&mut self, rows: usize) -> Outcome {
        let numbers: Vec<i64> = (self.next..).take(rows).collect();
        self.next += i64::try_from(rows)?;
        // Each client once: an update of many rows takes only one of a client.
        let mut clients = std::collections::BTreeSet::new();
        while clients.len() < rows {
            clients.insert(self.random.below(CLIENTS) + 1);
        }
        let clients: Vec<i64> = clients.into_iter().collect();
        let chats: Vec<String> = clients.iter().map(|client| (1_000_000 + client).to_string()).collect();
        let ids: Vec<String> = numbers.iter().map(i64::to_string).collect();
        let bodies: Vec<Vec<u8>> =
            clients.iter().zip(&numbers).map(|(client, number)| fixture::update(*client, *number).slice).collect();
        let texts: Vec<String> = numbers.iter().map(|number| text(*number)).collect();
        let times: Vec<i64> = numbers.iter().map(|number| at(*number)).collect();
        let [raw, flip, client, message, part, found, number, event, hour, channel] = self.statements.as_slice() else {
            return Err("a statement is missing".into());
        };
        let raw: Vec<i64> = ids_of(self.client.query(raw, &[&chats, &ids, &bodies, &times]).await?)?;
        let tx = self.client.transaction().await?;
        tx.execute(flip, &[&raw]).await?;
        let counted: std::collections::HashMap<i64, i64> = tx
            .query(client, &[&clients, &times])
            .await?
            .iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect::<Result<_, tokio_postgres::Error>>()?;
        let ns: Vec<i64> = clients.iter().map(|client| counted.get(client).copied().unwrap_or_default()).collect();
        let messages = ids_of(tx.query(message, &[&clients, &ns, &texts, &times]).await?)?;
        tx.execute(part, &[&chats, &ids, &messages, &clients]).await?;
        let words: Vec<String> = messages
            .iter()
            .zip(&clients)
            .zip(numbers.iter().zip(&times))
            .map(|((message, client), (number, when))| {
                fixture::indexed(*message, *client, AuthorKind::Client, *when, stems(*number))
                    .document(Engine::Postgres)
            })
            .collect();
        tx.execute(found, &[&messages, &words]).await?;
        tx.execute(hour, &[&i64::try_from(rows)?]).await?;
        tx.execute(channel, &[&fixture::NOW]).await?;
        let last: i64 = tx.query_one(number, &[&i64::try_from(rows)?]).await?.try_get(0)?;
        let seqs: Vec<i64> = (last - i64::try_from(rows)? + 1..=last).collect();
        tx.execute(event, &[&seqs, &times, &clients, &messages]).await?;
        Ok(tx.commit().await?)
    }
}

fn ids_of(rows: Vec<tokio_postgres::Row>) -> Outcome<Vec<i64>> {
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}
