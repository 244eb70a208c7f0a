//! Work that waits in a table: done whenever the bus says that there may be some, and every few seconds in case it said so and
//! nobody heard.

use std::time::Duration;

use beseda_base::bus::Topic;
use beseda_base::error::Result;

use crate::Inbox;

/// The safety scan (guarantee 13).
const SCAN: Duration = Duration::from_secs(5);
/// After a failure of the database.
const AGAIN: Duration = Duration::from_secs(1);

/// Calls `round`, which works until nothing is left, again and again until the server stops. `wakes` tells which hints of the
/// bus are for it; `name` stands in the log.
pub(crate) async fn keep_doing<F, Fut>(inbox: &Inbox, name: &'static str, wakes: fn(&Topic) -> bool, round: F)
where
    F: Fn(Inbox) -> Fut + Send,
    Fut: Future<Output = Result<()>> + Send,
{
    let stopping = inbox.tasks.stopping();
    let mut hints = inbox.bus.subscribe();
    loop {
        let pause = match round(inbox.clone()).await {
            Ok(()) => SCAN,
            Err(error) => {
                tracing::warn!(work = name, %error, "work could not go on; trying again");
                AGAIN
            }
        };
        let woken = async {
            loop {
                let hint = hints.recv().await;
                if hint == Topic::Everything || wakes(&hint) {
                    return;
                }
            }
        };
        tokio::select! {
            () = stopping.cancelled() => return,
            () = inbox.clock.sleep(pause) => {}
            () = woken => {}
        }
    }
}
