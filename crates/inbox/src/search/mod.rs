//! Search in the words of messages and comments and in the names of files: all forms of a word, either case, е for ё, letters
//! of the other alphabet that look alike, the other keyboard layout.
//!
//! `words` makes stems of a text, for both engines alike; `index` writes them beside each message; `query` reads what a person
//! typed; `find` asks the engine and leaves out what the one who asks may not see. The engines' own languages for full text
//! are the one place where a statement of this program has two texts.

mod find;
mod in_dialog;
mod index;
mod marks;
mod query;
mod routes;
#[cfg(test)]
mod tests;
mod words;

use std::time::Duration;

pub use in_dialog::count_in_dialog;
pub use index::{Indexed, start_over, stems};
pub(crate) use index::{forget, put, refresh};
pub use routes::{SearchPlace, count_first_page, routes};

use crate::Inbox;

/// How long a step that failed waits for its next try.
const RETRY: Duration = Duration::from_secs(5);

/// Starts the loop that takes in messages which were there before the index.
pub(crate) fn start(inbox: &Inbox) {
    inbox.keep("search: backlog", run);
}

async fn run(inbox: Inbox) {
    let stopping = inbox.tasks.stopping();
    loop {
        match inbox.db.write(index::catch_up).await {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "older messages could not be taken into the search; trying again");
                if stopping.run_until_cancelled(inbox.clock.sleep(RETRY)).await.is_none() {
                    return;
                }
            }
        }
        if stopping.is_cancelled() {
            return;
        }
    }
    // A loop that ends would be started again.
    stopping.cancelled().await;
}
