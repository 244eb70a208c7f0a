//! The company that is measured: a project, employees, a Telegram channel, and clients who have written before.

use std::sync::LazyLock;

use beseda_base::db::{Db, Tx, params};
use beseda_base::error::Result;
use beseda_base::id;
use beseda_inbox::messages::AuthorKind;
use beseda_inbox::search::{self, Indexed};
use beseda_messengers::Item;
use serde_json::json;

/// Id of the only project, and of its channel.
pub(super) const PROJECT: i64 = 1;
/// Employees; clients who have a responsible are spread evenly.
pub(super) const EMPLOYEES: i64 = 20;
/// The newest moment of a generated database: 22 November 2026, 12:00 UTC.
pub(super) const NOW: i64 = 1_795_348_800_000;

/// Project, employees and channel in an empty database; all ids begin with 1.
pub(super) fn company(tx: &Tx<'_>) -> Result<()> {
    tx.execute(
        "insert into projects (name, language, timezone, created_at, steps_hidden) values ('Bench', 'ru', 'UTC', $1, true)",
        params![NOW],
    )?;
    for number in 1..=EMPLOYEES {
        let email = format!("employee-{number}@example.com");
        tx.execute(
            "insert into employees (email, email_key, name, password_hash, language, created_at) values ($1, $1, $2, '', 'ru', $3)",
            params![email, format!("Employee {number}"), NOW],
        )?;
        let role = if number == 1 { "owner" } else { "operator" };
        tx.execute(
            "insert into members (project, employee, role, status, status_since, joined_at) values ($1, $2, $3, 'online', $4, $4)",
            params![PROJECT, number, role, NOW],
        )?;
    }
    tx.execute("insert into installation (name, value) values ('owner', $1)", params![NOW.to_string()])?;
    tx.execute(
        "insert into channels (project, kind, name, key, state, mode, external_id, username, secrets, settings, created_at)
         values ($1, 'telegram', 'Bench', 'bench', 'works', 'webhook', '1', 'bench_bot', '', '{}', $2)",
        params![PROJECT, NOW],
    )?;
    Ok(())
}

/// A session of the owner; its token.
pub(super) async fn session(db: &Db, now: i64) -> Result<String> {
    let token = id::token(id::TOKEN_BYTES);
    let hash = id::hash_token(&token);
    db.write(move |tx| {
        tx.execute(
            "insert into sessions (token_hash, employee, created_at, last_used_at, expires_at, user_agent, address)
             values ($1, 1, $2, $2, $3, 'bench', '127.0.0.1')",
            params![hash.as_str(), now, now + 86_400_000],
        )
    })
    .await?;
    Ok(token)
}

/// Clients without messages, each with his thread, in an otherwise empty database; ids 1 to `count`.
pub(super) async fn clients(db: &Db, count: i64) -> Result<()> {
    db.write(company).await?;
    // So many that a transaction stays far within its time limit.
    const AT_ONCE: i64 = 10_000;
    for first in (1..=count).step_by(AT_ONCE as usize) {
        let last = (first + AT_ONCE - 1).min(count);
        db.write(move |tx| {
            tx.execute(
                "with recursive given(i) as (select cast($1 as bigint) union all select i + 1 from given where i < cast($2 as bigint))
                 insert into clients (project, channel, external_id, name, search, created_at, active_at, avatar_checked_at, last_thread)
                 select cast($3 as bigint), cast($3 as bigint), cast(1000000 + i as text), 'Client ' || cast(i as text), 'client ' || cast(i as text), cast($4 as bigint), cast($4 as bigint) - 10000000 + i,
                   cast($5 as bigint), i from given",
                params![first, last, PROJECT, NOW, i64::MAX / 2],
            )?;
            tx.execute(
                "with recursive given(i) as (select cast($1 as bigint) union all select i + 1 from given where i < cast($2 as bigint))
                 insert into threads (channel, chat, client) select cast($3 as bigint), cast(1000000 + i as text), i from given",
                params![first, last, PROJECT],
            )
        })
        .await?;
    }
    Ok(())
}

/// Gives each of the first clients so many labels. They have never been active, so that every message moves them in the list.
pub(super) async fn label(db: &Db, clients: i64, labels: i64) -> Result<()> {
    db.write(move |tx| {
        tx.execute("delete from client_keys where client <= $1", params![clients])?;
        for label in 1..=labels {
            tx.execute(
                "insert into client_keys (kind, key, active_at, client) select 1, $1, 0, id from clients where id <= $2",
                params![label, clients],
            )?;
        }
        tx.execute("update clients set keys = $1, active_at = 0 where id <= $2", params![labels, clients]).map(drop)
    })
    .await
}

/// What Telegram posts when client number `client` writes; `number` is unique in the run.
pub(super) fn update(client: i64, number: i64) -> Item {
    let chat = 1_000_000 + client;
    let name = format!("Client {client}");
    let slice = json!({
        "update_id": number,
        "message": {
            "message_id": number,
            "from": { "id": chat, "is_bot": false, "first_name": name },
            "chat": { "id": chat, "first_name": name, "type": "private" },
            "date": at(number) / 1000,
            "text": text(number),
        }
    });
    Item { thread_key: chat.to_string(), delivery_id: number.to_string(), slice: slice.to_string().into_bytes() }
}

/// When the client wrote it: times go up, so that every message moves its client in the list.
pub(super) fn at(number: i64) -> i64 {
    NOW - 86_400_000 + number / 100 * 1_000
}

/// What people write.
const TEXTS: [&str; 4] = [
    "Здравствуйте! Подскажите, пожалуйста, когда придёт заказ?",
    "Спасибо, всё понятно.",
    "А можно поменять адрес доставки? Сейчас указан старый, я переехала в другой район ещё весной.",
    "Добрый день, есть ли синяя кружка на 400 мл?",
];

/// A message of usual length, different each time.
pub(super) fn text(number: i64) -> String {
    format!("{} {number}", TEXTS[which(number)])
}

/// Its stems, made once for each text: a bare driver is handed them.
pub(super) fn stems(number: i64) -> String {
    static STEMS: LazyLock<[String; 4]> = LazyLock::new(|| TEXTS.map(search::stems));
    format!("{} {number}", STEMS[which(number)])
}

fn which(number: i64) -> usize {
    usize::try_from(number.rem_euclid(4)).unwrap_or(0)
}

/// How a message of the only project is found.
pub(super) fn indexed(message: i64, client: i64, author: AuthorKind, sent_at: i64, stems: String) -> Indexed {
    let kind = if author == AuthorKind::Client { "in" } else { "out" };
    Indexed { message, project: PROJECT, client, channel: PROJECT, kind, author, sent_at, stems }
}
