//! Into the outbox: a message becomes one row per call, in order.

use beseda_base::bus::Topic;
use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::Result;
use beseda_messengers::Button;

use super::payload::Payload;
use crate::channels::ChannelFacts;
use crate::messages::Body;

/// Where a message goes: thread and external chat.
struct Target {
    thread: i64,
    chat: String,
}

/// Queues a new message of ours: its text in pieces that fit, its files one by one.
pub(crate) fn queue(tx: &Tx<'_>, channel: &ChannelFacts, client: i64, message: i64, now: i64) -> Result<()> {
    let (text, body, thread, chat, reply): (String, Option<String>, i64, String, Option<i64>) = tx.one(
        "select m.text, m.body, t.id, t.chat, m.reply_to from messages m join threads t on t.id = m.thread where m.id = $1",
        params![message],
    )?;
    let body = Body::from_column(body.as_deref());
    let files: Vec<(i64,)> =
        tx.query("select file from message_files where message = $1 order by position limit 20", params![message])?;
    let reply = match reply {
        Some(reply) => external_id(tx, channel.id, &chat, reply)?,
        None => None,
    };
    let files: Vec<i64> = files.into_iter().map(|row| row.0).collect();
    let payloads = parts(channel, &text, &body, &files, reply);
    let target = Target { thread, chat };
    let rows: Result<Vec<Vec<Val>>> = payloads
        .iter()
        .enumerate()
        .map(|(part, payload)| row(channel, client, Some(message), part as i64, 1, &target, payload, now))
        .collect();
    insert(tx, &rows?)
}

/// The text rides on the first file as its caption where it fits, else it goes before the files. Buttons stay on the last
/// piece of text, the quote on the first piece.
fn parts(channel: &ChannelFacts, text: &str, body: &Body, files: &[i64], reply: Option<String>) -> Vec<Payload> {
    let capabilities = channel.kind.capabilities();
    let caption_fits = !text.is_empty() && text.encode_utf16().count() <= capabilities.caption_max as usize;
    let mut payloads = Vec::new();
    if !text.is_empty() && (!caption_fits || files.is_empty()) {
        for (text, entities) in capabilities.split_text(text, &body.entities) {
            payloads.push(Payload::Text { text, entities, reply_to: None, buttons: Vec::new(), silent: body.silent });
        }
    }
    for (position, file) in files.iter().enumerate() {
        let caption = if position == 0 && caption_fits { text.to_owned() } else { String::new() };
        payloads.push(Payload::File { file: *file, caption, reply_to: None, buttons: Vec::new(), silent: body.silent });
    }
    if let Some(Payload::Text { reply_to, .. } | Payload::File { reply_to, .. }) = payloads.first_mut() {
        *reply_to = reply;
    }
    if let Some(Payload::Text { buttons, .. } | Payload::File { buttons, .. }) = payloads.last_mut() {
        buttons.clone_from(&body.buttons);
    }
    payloads
}

fn external_id(tx: &Tx<'_>, channel: i64, chat: &str, message: i64) -> Result<Option<String>> {
    let row: Option<(String,)> = tx.optional(
        "select external_id from message_parts where message = $1 and channel = $2 and chat = $3 order by part limit 1",
        params![message, channel, chat],
    )?;
    Ok(row.map(|row| row.0))
}

#[expect(clippy::too_many_arguments, reason = "the columns of one row")]
fn row(
    channel: &ChannelFacts,
    client: i64,
    message: Option<i64>,
    part: i64,
    attempt: i64,
    target: &Target,
    payload: &Payload,
    now: i64,
) -> Result<Vec<Val>> {
    Ok(values![
        channel.project,
        channel.id,
        client,
        message,
        part,
        attempt,
        target.thread,
        target.chat.as_str(),
        payload.kind(),
        payload.to_column()?,
        "queued",
        now,
        now
    ])
}

fn insert(tx: &Tx<'_>, rows: &[Vec<Val>]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    tx.execute_rows(
        "insert into outbox (project, channel, client, message, part, attempt, thread, chat, kind, payload, state, next_at, created_at)
         values {rows:bigint,bigint,bigint,bigint,integer,integer,bigint,text,text,text,text,bigint,bigint}",
        &[],
        rows,
    )?;
    tx.wake(Topic::Outbox);
    Ok(())
}

/// Throws away rows that ended before this moment, a page of ids behind `from`. Answers how many, and where the next page
/// begins. What failed or is unknown stays as long as its message: to repeat it needs the row.
pub(crate) fn prune(tx: &Tx<'_>, from: i64, before: i64, limit: i64) -> Result<(u64, Option<i64>)> {
    let page: Vec<(i64, i64)> =
        tx.query("select id, created_at from outbox where id > $1 order by id limit $2", params![from, limit])?;
    let old: Vec<Vec<Val>> = page.iter().take_while(|(_, at)| *at < before).map(|(id, _)| values![*id]).collect();
    let removed = tx.execute_rows(
        "delete from outbox where id in (values {rows:bigint}) and finished_at < $1
           and (state in ('sent', 'cancelled') or kind not in ('text', 'file'))",
        params![before],
        &old,
    )?;
    let full = old.len() == page.len() && page.len() as i64 == limit;
    Ok((removed, page.last().map(|(id, _)| *id).filter(|_| full)))
}

/// The sent parts of a message: (external id, chat, part).
fn sent_parts(tx: &Tx<'_>, message: i64) -> Result<Vec<(String, String, i64)>> {
    tx.query(
        "select external_id, chat, part from message_parts where message = $1 order by part limit 100",
        params![message],
    )
}

/// How many parts of a sent message are texts of their own: they go before the files (see [`parts`]), and none is left over
/// when the text rides on the first file.
fn texts_apart(parts: &[(String, String, i64)], files: i64) -> i64 {
    parts.last().map_or(0, |(.., last)| last + 1 - files).max(0)
}

/// The most characters that a new text of this message may have in its messenger: those of a caption, if it is one there.
pub(crate) fn edit_max(tx: &Tx<'_>, channel: &ChannelFacts, message: i64, files: i64) -> Result<u32> {
    let capabilities = channel.kind.capabilities();
    let is_caption = files > 0 && texts_apart(&sent_parts(tx, message)?, files) == 0;
    Ok(if is_caption { capabilities.caption_max } else { capabilities.text_max })
}

fn thread_of(tx: &Tx<'_>, channel: i64, chat: &str) -> Result<i64> {
    Ok(tx.one::<(i64,)>("select id from threads where channel = $1 and chat = $2", params![channel, chat])?.0)
}

/// Carries a new text to the messenger. The first sent part that bears text gets all of it; the further pieces of a text that
/// had been split are deleted there.
pub(crate) fn queue_edit(tx: &Tx<'_>, channel: &ChannelFacts, client: i64, message: i64, now: i64) -> Result<()> {
    let (text, body, files): (String, Option<String>, i64) =
        tx.one("select text, body, files from messages where id = $1", params![message])?;
    let buttons: Vec<Vec<Button>> = Body::from_column(body.as_deref()).buttons;
    let parts = sent_parts(tx, message)?;
    let texts = texts_apart(&parts, files);
    let is_text = |part: i64| part < texts;
    let mut rows = Vec::new();
    for (external_id, chat, part) in parts {
        let target = Target { thread: thread_of(tx, channel.id, &chat)?, chat };
        let payload = if rows.is_empty() {
            Payload::Edit {
                external_id,
                text: text.clone(),
                is_caption: files > 0 && !is_text(part),
                buttons: buttons.clone(),
            }
        } else if is_text(part) {
            Payload::Delete { external_id }
        } else {
            continue;
        };
        rows.push(row(channel, client, Some(message), part, 1, &target, &payload, now)?);
    }
    insert(tx, &rows)
}

/// Deletes every part of a message in the messenger.
pub(crate) fn queue_delete(tx: &Tx<'_>, channel: &ChannelFacts, client: i64, message: i64, now: i64) -> Result<()> {
    let mut rows = Vec::new();
    for (external_id, chat, part) in sent_parts(tx, message)? {
        let target = Target { thread: thread_of(tx, channel.id, &chat)?, chat };
        rows.push(row(channel, client, Some(message), part, 1, &target, &Payload::Delete { external_id }, now)?);
    }
    insert(tx, &rows)
}

/// Carries our reaction on a message of the client to the messenger. False: the messenger has no name for that message.
pub(crate) fn queue_reaction(
    tx: &Tx<'_>,
    channel: &ChannelFacts,
    (client, message): (i64, i64),
    emoji: Option<&str>,
    now: i64,
) -> Result<bool> {
    let Some((external_id, chat, part)) = sent_parts(tx, message)?.into_iter().next() else { return Ok(false) };
    let target = Target { thread: thread_of(tx, channel.id, &chat)?, chat };
    let payload = Payload::React { external_id, emoji: emoji.map(str::to_owned) };
    insert(tx, &[row(channel, client, Some(message), part, 1, &target, &payload, now)?])?;
    Ok(true)
}

/// Confirms a button press, so that the client's app stops waiting. Does not wait for messages before it.
pub(crate) fn queue_callback_answer(
    tx: &Tx<'_>,
    channel: &ChannelFacts,
    client: i64,
    (thread, chat): (i64, &str),
    callback: &str,
    now: i64,
) -> Result<()> {
    let target = Target { thread, chat: chat.to_owned() };
    let payload = Payload::AnswerCallback { callback_id: callback.to_owned() };
    insert(tx, &[row(channel, client, None, 0, 1, &target, &payload, now)?])
}

/// New attempt rows for the parts of a message that did not arrive.
pub(crate) fn queue_again(tx: &Tx<'_>, message: i64, now: i64) -> Result<()> {
    tx.execute(
        "insert into outbox (project, channel, client, message, part, attempt, thread, chat, kind, payload, state, next_at, created_at)
         select o.project, o.channel, o.client, o.message, o.part, o.attempt + 1, o.thread, o.chat, o.kind, o.payload, 'queued', $2, $2
         from outbox o where o.message = $1 and o.kind in ('text', 'file') and o.state in ('failed', 'unknown')
           and o.attempt = (select max(b.attempt) from outbox b where b.message = $1 and b.part = o.part and b.kind in ('text', 'file'))
         order by o.part",
        params![message, now],
    )?;
    tx.wake(Topic::Outbox);
    Ok(())
}

/// Takes back what of a deleted message has not begun to go out, and forgets its words.
pub(crate) fn cancel_message(tx: &Tx<'_>, message: i64, now: i64) -> Result<()> {
    tx.execute(
        "update outbox set state = 'cancelled', finished_at = $2 
         where message = $1 and state in ('queued', 'claimed') and kind in ('text', 'file', 'edit')",
        params![message, now],
    )?;
    tx.execute(
        "update outbox set payload = '' where message = $1 and state <> 'sending' and kind in ('text', 'file', 'edit')",
        params![message],
    )?;
    Ok(())
}
