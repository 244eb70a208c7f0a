//! Figures of channels for their health page: counted in memory, written every few seconds. They are no promise and may
//! lose the last seconds at a crash; a row lock per send would be a high price for a bar in a chart.

use std::collections::HashMap;
use std::sync::Mutex;

use beseda_base::db::Tx;
use beseda_base::error::Result;

use crate::channels::{self, Hour};

/// What was counted since the last writing.
#[derive(Default)]
pub(crate) struct Figures(Mutex<HashMap<i64, Hour>>);

impl Figures {
    /// Counts one send.
    pub(crate) fn send(&self, channel: i64, ok: bool, took_ms: i64) {
        let Ok(mut counted) = self.0.lock() else { return };
        let hour = counted.entry(channel).or_default();
        if ok {
            hour.sent(took_ms);
        } else {
            hour.send_errors += 1;
        }
    }

    /// Takes what was counted.
    pub(crate) fn take(&self) -> Vec<(i64, Hour)> {
        self.0.lock().map(|mut counted| counted.drain().collect()).unwrap_or_default()
    }
}

/// Writes what was taken.
pub(super) fn write(tx: &Tx<'_>, counted: &[(i64, Hour)], now: i64) -> Result<()> {
    for (channel, hour) in counted {
        channels::count_hour(tx, *channel, now, hour)?;
    }
    Ok(())
}
