//! Figures of a channel by half hours: what came in, what went out, what failed, how fast.

use beseda_base::db::{Tx, params};
use beseda_base::error::Result;
use serde::Serialize;
use utoipa::ToSchema;

/// A half hour.
const HALF_HOUR_MS: i64 = 30 * 60 * 1000;

/// Half hours on the page: a day.
const SHOWN: i64 = 48;

/// Half hours that are kept: a week.
const KEPT: i64 = 7 * 48;

/// Upper ends of the classes of sending times; the last class has none.
const CLASSES_MS: [i64; 7] = [100, 200, 400, 800, 1_600, 3_200, 6_400];

/// What to add to the current half hour.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Hour {
    /// Deliveries that became something.
    pub(crate) events: i64,
    /// Deliveries that became dead letters.
    pub(crate) event_errors: i64,
    /// Sends that the messenger took.
    pub(crate) sends: i64,
    /// Sends that it did not.
    pub(crate) send_errors: i64,
    /// How long the sends took together.
    pub(crate) send_ms: i64,
    /// Sends by class of time, as far as they were told one by one.
    pub(crate) by_time: [i64; CLASSES_MS.len() + 1],
}

/// What a person is shown about a channel's health.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChannelHealth {
    /// When something came in last.
    pub last_event_at: Option<i64>,
    /// Half of the day's sends were taken within this time.
    pub send_p50_ms: Option<i64>,
    /// Waiting in the outbox; counted up to 1000.
    pub queued: i64,
    /// Since when the oldest waits.
    pub oldest_queued_at: Option<i64>,
    /// Failures of the last day.
    pub errors_24h: ChannelErrors,
    /// 48 half hours, the current one last.
    pub hours: Vec<ChannelHour>,
}

/// Failures of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChannelErrors {
    /// Deliveries that became dead letters.
    pub events: i64,
    /// Sends that were not taken.
    pub sends: i64,
}

/// A half hour of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChannelHour {
    /// Its beginning.
    pub at: i64,
    /// What went well, in and out.
    pub ok: i64,
    /// What failed, in and out.
    pub failed: i64,
}

beseda_base::row! {
    struct HourRow {
        at: i64,
        events: i64,
        event_errors: i64,
        sends: i64,
        send_errors: i64,
        ms_100: i64,
        ms_200: i64,
        ms_400: i64,
        ms_800: i64,
        ms_1600: i64,
        ms_3200: i64,
        ms_6400: i64,
        ms_more: i64,
    }
}

impl Hour {
    /// Counts one send that took this long. Told one by one the median is exact to its class.
    pub(crate) fn sent(&mut self, took_ms: i64) {
        self.sends += 1;
        self.send_ms += took_ms;
        self.by_time[class(took_ms)] += 1;
    }

    /// Sends by class; those that were only told as a sum count with their mean.
    fn classes(&self) -> [i64; CLASSES_MS.len() + 1] {
        let mut classes = self.by_time;
        let untold = self.sends - classes.iter().sum::<i64>();
        if untold > 0 {
            classes[class(self.send_ms / self.sends.max(1))] += untold;
        }
        classes
    }
}

/// Adds to the channel's current half hour.
pub(crate) fn count_hour(tx: &Tx<'_>, channel: i64, now: i64, hour: &Hour) -> Result<()> {
    let classes = hour.classes();
    tx.execute(
        "insert into channel_hours (channel, at, events, event_errors, sends, send_errors, send_ms,
           ms_100, ms_200, ms_400, ms_800, ms_1600, ms_3200, ms_6400, ms_more)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         on conflict (channel, at) do update set events = channel_hours.events + excluded.events,
           event_errors = channel_hours.event_errors + excluded.event_errors, sends = channel_hours.sends + excluded.sends,
           send_errors = channel_hours.send_errors + excluded.send_errors, send_ms = channel_hours.send_ms + excluded.send_ms,
           ms_100 = channel_hours.ms_100 + excluded.ms_100, ms_200 = channel_hours.ms_200 + excluded.ms_200,
           ms_400 = channel_hours.ms_400 + excluded.ms_400, ms_800 = channel_hours.ms_800 + excluded.ms_800,
           ms_1600 = channel_hours.ms_1600 + excluded.ms_1600, ms_3200 = channel_hours.ms_3200 + excluded.ms_3200,
           ms_6400 = channel_hours.ms_6400 + excluded.ms_6400, ms_more = channel_hours.ms_more + excluded.ms_more",
        params![
            channel, start_of(now), hour.events, hour.event_errors, hour.sends, hour.send_errors, hour.send_ms, classes[0], classes[1],
            classes[2], classes[3], classes[4], classes[5], classes[6], classes[7]
        ],
    )?;
    if hour.sends > 0 {
        tx.execute("update channels set last_sent_at = $1 where id = $2", params![now, channel])?;
    }
    Ok(())
}

/// Something came in.
pub(crate) fn touch_event(tx: &Tx<'_>, channel: i64, now: i64) -> Result<()> {
    tx.execute("update channels set last_event_at = $1 where id = $2", params![now, channel]).map(drop)
}

/// The figures of the last day.
pub(super) fn of(tx: &Tx<'_>, channel: i64, now: i64) -> Result<ChannelHealth> {
    let first = start_of(now) - (SHOWN - 1) * HALF_HOUR_MS;
    let rows: Vec<HourRow> = tx.query(
        "select at, events, event_errors, sends, send_errors, ms_100, ms_200, ms_400, ms_800, ms_1600, ms_3200, ms_6400, ms_more
         from channel_hours where channel = $1 and at >= $2 order by at limit $3",
        params![channel, first, SHOWN],
    )?;
    let last_event_at: Option<i64> = tx.one("select last_event_at from channels where id = $1", params![channel])?;
    let (queued, oldest_queued_at): (i64, Option<i64>) = tx.one(
        "select count(*), min(created_at) from (select created_at from outbox where channel = $1 and state = 'queued'
           order by next_at, id limit 1000) as waiting",
        params![channel],
    )?;
    let hours = (0..SHOWN).map(|index| first + index * HALF_HOUR_MS).map(|at| {
        let row = rows.iter().find(|row| row.at == at);
        ChannelHour {
            at,
            ok: row.map_or(0, |row| row.events + row.sends),
            failed: row.map_or(0, |row| row.event_errors + row.send_errors),
        }
    });
    let errors_24h = ChannelErrors {
        events: rows.iter().map(|row| row.event_errors).sum(),
        sends: rows.iter().map(|row| row.send_errors).sum(),
    };
    Ok(ChannelHealth {
        last_event_at,
        send_p50_ms: median(&rows),
        queued,
        oldest_queued_at,
        errors_24h,
        hours: hours.collect(),
    })
}

/// Channels whose figures one round looks at.
const PRUNED_CHANNELS: i64 = 10;

/// Deletes figures that no page shows any more, of some channels behind `from`, removed ones too. Answers how many went and
/// where the next round begins.
pub(crate) fn prune(tx: &Tx<'_>, from: i64, now: i64, limit: i64) -> Result<(u64, Option<i64>)> {
    let before = start_of(now) - KEPT * HALF_HOUR_MS;
    let channels: Vec<i64> =
        tx.query("select id from channels where id > $1 order by id limit $2", params![from, PRUNED_CHANNELS])?;
    let each = limit / PRUNED_CHANNELS;
    let mut count = 0;
    let mut next = channels.last().copied();
    for channel in channels {
        let gone = tx.execute(
            "delete from channel_hours where channel = $1 and at in (
               select at from channel_hours where channel = $1 and at < $2 order by at limit $3)",
            params![channel, before, each],
        )?;
        count += gone;
        if gone == each.unsigned_abs() {
            // There may be more of this one.
            next = next.min(Some(channel - 1));
        }
    }
    Ok((count, next))
}

fn start_of(now: i64) -> i64 {
    now - now.rem_euclid(HALF_HOUR_MS)
}

fn class(took_ms: i64) -> usize {
    CLASSES_MS.iter().position(|end| took_ms <= *end).unwrap_or(CLASSES_MS.len())
}

/// The time within which half of the sends were taken; inside its class times are taken as spread evenly.
fn median(rows: &[HourRow]) -> Option<i64> {
    let mut classes = [0; CLASSES_MS.len() + 1];
    for row in rows {
        let of_row =
            [row.ms_100, row.ms_200, row.ms_400, row.ms_800, row.ms_1600, row.ms_3200, row.ms_6400, row.ms_more];
        for (sum, count) in classes.iter_mut().zip(of_row) {
            *sum += count;
        }
    }
    let half = classes.iter().sum::<i64>().div_euclid(2) + 1;
    let mut below = 0;
    for (index, count) in classes.into_iter().enumerate() {
        if count > 0 && below + count >= half {
            let start = if index == 0 { 0 } else { CLASSES_MS[index - 1] };
            let end = CLASSES_MS.get(index).copied().unwrap_or(start * 2);
            return Some(start + (end - start) * (half - below) / count);
        }
        below += count;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sends_fall_into_classes() {
        assert_eq!([0, 100, 101, 6_400, 6_401, i64::MAX].map(class), [0, 0, 1, 6, 7, 7]);
        let mut hour = Hour::default();
        hour.sent(150);
        assert_eq!((hour.sends, hour.send_ms, hour.classes()[1]), (1, 150, 1));
        let told_as_sum = Hour { sends: 4, send_ms: 4_000, ..Hour::default() };
        assert_eq!(told_as_sum.classes()[4], 4, "a mean of one second");
    }

    #[test]
    fn the_median_lies_in_the_class_of_the_middle_send() {
        assert_eq!(median(&[]), None);
        let row = |ms_100, ms_400, ms_more| HourRow {
            at: 0,
            events: 0,
            event_errors: 0,
            sends: 0,
            send_errors: 0,
            ms_100,
            ms_200: 0,
            ms_400,
            ms_800: 0,
            ms_1600: 0,
            ms_3200: 0,
            ms_6400: 0,
            ms_more,
        };
        assert_eq!(median(&[row(1, 0, 0)]), Some(100));
        let middle = median(&[row(3, 0, 0), row(0, 10, 2)]).unwrap();
        assert!((200..=400).contains(&middle), "{middle}");
        assert!(median(&[row(1, 0, 9)]).unwrap() > 6_400);
    }
}
