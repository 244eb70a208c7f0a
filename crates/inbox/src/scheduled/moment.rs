//! When a message is due: a moment, or a local time of the project that names one.

use beseda_base::error::{Checks, Error, FieldError, Result};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, fmt::strtime};

/// How far ahead a message can be scheduled: a leap year, ms.
pub(super) const AHEAD_MAX_MS: i64 = 366 * 24 * 60 * 60 * 1000;

/// A local time, to the minute.
const FORM: &str = "%Y-%m-%d %H:%M";

/// What a request says about the time; at most one of the two.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// Milliseconds since 1970.
    pub(super) due_at: Option<i64>,
    /// `YYYY-MM-DD HH:MM` in the project's time zone.
    pub(super) local_time: Option<&'a str>,
}

impl Asked<'_> {
    /// Complains about both at once.
    pub(super) fn check(&self, checks: &mut Checks) {
        let both = self.due_at.is_some() && self.local_time.is_some();
        checks.ensure(!both, "local_time", "bad_value", "Either due_at or local_time, not both.");
    }

    /// The moment, none if no time is named. It must lie ahead, by a year at most.
    pub(super) fn moment(&self, zone: &str, now: i64) -> Result<Option<i64>> {
        let (field, at) = match (self.due_at, self.local_time) {
            (Some(at), _) => ("due_at", at),
            (None, Some(local)) => ("local_time", of_local(zone, local)?),
            (None, None) => return Ok(None),
        };
        let (min, max) = (now + 1, now + AHEAD_MAX_MS);
        let (code, message) = match at {
            _ if at < min => ("in_past", "This time is over; choose one that is ahead, or send the message now."),
            _ if at > max => ("too_far", "At most 366 days ahead."),
            _ => return Ok(Some(at)),
        };
        Err(Error::Invalid(vec![FieldError {
            min: Some(min),
            max: Some(max),
            ..FieldError::new(field, code, message)
        }]))
    }
}

/// The moment of a local time. One that the clocks leave out moves on by as much as they do; of one that comes twice it is the
/// first.
fn of_local(zone: &str, local: &str) -> Result<i64> {
    let wrong = || Error::invalid("local_time", "bad_value", "A date and a time as YYYY-MM-DD HH:MM.");
    let shape = |(place, byte): (usize, u8)| match place {
        4 | 7 => byte == b'-',
        10 => byte == b' ',
        13 => byte == b':',
        _ => byte.is_ascii_digit(),
    };
    if local.len() != 16 || !local.bytes().enumerate().all(shape) {
        return Err(wrong());
    }
    let time = DateTime::strptime(FORM, local).map_err(|_| wrong())?;
    let at = time.to_zoned(zone_of(zone)).map_err(|_| wrong())?;
    Ok(at.timestamp().as_millisecond())
}

/// How a moment reads in the project's time zone.
pub(super) fn local(zone: &TimeZone, at: i64) -> Result<String> {
    let moment = Timestamp::from_millisecond(at).map_err(Error::internal)?;
    strtime::format(FORM, &moment.to_zoned(zone.clone())).map_err(Error::internal)
}

/// The project's time zone; one that this server does not know any more counts as UTC.
pub(super) fn zone_of(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    fn moment(zone: &str, local: &str) -> i64 {
        of_local(zone, local).unwrap()
    }

    #[test]
    fn a_local_time_is_that_of_the_project() {
        assert_eq!(moment("Europe/Moscow", "2026-11-22 17:00"), at("2026-11-22T14:00:00Z"));
        assert_eq!(moment("Europe/Berlin", "2026-07-01 12:00"), at("2026-07-01T10:00:00Z"));
        assert_eq!(moment("no such zone", "2026-07-01 12:00"), at("2026-07-01T12:00:00Z"));
        let berlin = zone_of("Europe/Berlin");
        assert_eq!(local(&berlin, at("2026-07-01T10:00:59.999Z")).unwrap(), "2026-07-01 12:00");
    }

    #[test]
    fn what_the_clocks_leave_out_moves_on_and_of_two_it_is_the_first() {
        // 2027-03-28 02:00 is 03:00 in Berlin; 2027-03-14 02:00 is 03:00 in New York.
        assert_eq!(moment("Europe/Berlin", "2027-03-28 02:30"), at("2027-03-28T01:30:00Z"));
        assert_eq!(local(&zone_of("Europe/Berlin"), at("2027-03-28T01:30:00Z")).unwrap(), "2027-03-28 03:30");
        assert_eq!(moment("America/New_York", "2027-03-14 02:15"), at("2027-03-14T07:15:00Z"));
        // 03:00 is 02:00 once more in Berlin on 2026-10-25, in New York 02:00 is 01:00 on 2026-11-01.
        assert_eq!(moment("Europe/Berlin", "2026-10-25 02:30"), at("2026-10-25T00:30:00Z"));
        assert_eq!(moment("America/New_York", "2026-11-01 01:30"), at("2026-11-01T05:30:00Z"));
    }

    #[test]
    fn anything_else_is_no_time() {
        for text in [
            "",
            "2026-11-22",
            "2026-11-22T17:00",
            "2026-11-22 17:00:00",
            "2026-02-30 10:00",
            "2026-11-22 24:00",
            "22.11.2026 10:00",
            "2026-1-02  3:04",
        ] {
            assert!(of_local("UTC", text).is_err(), "{text}");
        }
    }
}
