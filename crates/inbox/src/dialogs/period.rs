//! Periods of the last action that have a name: a filter that is kept means another "today" every day.

use beseda_base::error::{Error, Result};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A stretch of days in the project's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Today.
    Day1,
    /// Today and the six days before.
    Day7,
    /// Today and the 29 days before.
    Day30,
    /// Today and the 89 days before.
    Day90,
    /// More than seven days ago.
    Older7,
    /// More than thirty days ago.
    Older30,
}

impl Period {
    /// The moments between which it lies: from the first on, before the second; ms.
    pub(super) fn moments(self, zone: &str, now: i64) -> Result<(Option<i64>, Option<i64>)> {
        let start = |days: i64| start_of_day(zone, now, days);
        Ok(match self {
            Period::Day1 => (Some(start(0)?), None),
            Period::Day7 => (Some(start(6)?), None),
            Period::Day30 => (Some(start(29)?), None),
            Period::Day90 => (Some(start(89)?), None),
            Period::Older7 => (None, Some(start(7)?)),
            Period::Older30 => (None, Some(start(30)?)),
        })
    }
}

/// The first moment of the day so many days ago. Where clocks change at midnight it is the first one there is.
fn start_of_day(zone: &str, now: i64, days: i64) -> Result<i64> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let at = Timestamp::from_millisecond(now).map_err(Error::internal)?;
    let day = at.to_zoned(zone.clone()).date().checked_sub(days.days()).map_err(Error::internal)?;
    Ok(day.to_zoned(zone).map_err(Error::internal)?.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::Period;

    #[test]
    fn days_begin_at_midnight_of_the_project() {
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_millisecond();
        let now = at("2025-11-20T22:30:00Z");
        // In Moscow it is half past one of the 21st.
        let moscow = |period: Period| period.moments("Europe/Moscow", now).unwrap();
        assert_eq!(moscow(Period::Day1), (Some(at("2025-11-20T21:00:00Z")), None));
        assert_eq!(moscow(Period::Day7), (Some(at("2025-11-14T21:00:00Z")), None));
        assert_eq!(moscow(Period::Older30), (None, Some(at("2025-10-21T21:00:00Z"))));
        // Across the end of summer time.
        let berlin = Period::Day30.moments("Europe/Berlin", now).unwrap();
        assert_eq!(berlin.0, Some(at("2025-10-21T22:00:00Z")));
    }
}
