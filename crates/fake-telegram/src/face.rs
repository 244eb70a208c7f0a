//! What tests may do and see, once for the library and for HTTP.

use serde_json::Value;
use tokio::time::Instant;

use crate::Log;
use crate::people::{self, Deed, Done};
use crate::server::Shared;
use crate::world::{Bot, Fault, Pending, Planned, StoredFile, User};

/// Users without an id get one from here on.
const FIRST_USER: i64 = 5_000_000;

/// Makes a bot known; false if its token is none or is taken.
pub(crate) fn add_bot(shared: &Shared, token: &str, username: &str, first_name: &str) -> bool {
    let Some(id) = token.split(':').next().and_then(|id| id.parse().ok()) else {
        return false;
    };
    if shared.knows(token) {
        return false;
    }
    shared.bot(token, |bot| {
        *bot = Bot {
            id,
            username: username.to_owned(),
            first_name: first_name.to_owned(),
            // Telegram's numbers are large and start anywhere.
            last_update: 847_000_000,
            last_id: 100,
            ..Bot::default()
        };
    });
    true
}

/// Adds a user or changes him.
pub(crate) fn put_user(shared: &Shared, token: &str, mut user: User) -> User {
    shared.bot(token, |bot| {
        if user.id == 0 {
            user.id = bot.users.keys().next_back().map_or(FIRST_USER, |last| (*last).max(FIRST_USER) + 1);
        }
        if user.photo {
            // The picture can be fetched by the ids that `getUserProfilePhotos` gives.
            for size in ["s", "m", "l"] {
                let path = format!("profile_photos/file_{}_{size}.png", user.id);
                bot.files.insert(format!("avatar-{}-{size}", user.id), StoredFile { path, bytes: people::pixel() });
            }
        }
        bot.users.insert(user.id, user.clone());
        user
    })
}

/// Lets a person do something.
pub(crate) fn act(shared: &Shared, token: &str, user: i64, deed: Deed) -> Result<Done, String> {
    let done = shared.bot(token, |bot| people::act(bot, user, deed));
    shared.changed();
    done
}

/// Plans a fault for the next `count` calls.
pub(crate) fn plan(shared: &Shared, token: &str, method: Option<&str>, fault: Fault, count: u32) {
    shared.bot(token, |bot| bot.faults.push(Planned { fault, method: method.map(str::to_owned), left: count }));
}

/// Sends an update once more although it was confirmed; false if there is none of this number.
pub(crate) fn redeliver(shared: &Shared, token: &str, update_id: i64) -> bool {
    let found = shared.bot(token, |bot| {
        let Some(logged) = bot.logged(update_id).map(|logged| (logged.chat_id, logged.body.clone())) else {
            return false;
        };
        if bot.pending.iter().any(|pending| pending.id == update_id) {
            return true;
        }
        let (chat, body) = logged;
        bot.pending.push_front(Pending {
            id: update_id,
            chat,
            body,
            attempts: 0,
            in_flight: false,
            not_before: Instant::now(),
        });
        true
    });
    shared.changed();
    found
}

/// Makes a message older; false if there is none.
pub(crate) fn age(shared: &Shared, token: &str, chat: i64, message: i64, seconds: i64) -> bool {
    shared.bot(token, |bot| {
        let Some(message) = bot.messages.get_mut(&(chat, message)) else {
            return false;
        };
        let date = message.body["date"].as_i64().unwrap_or(0);
        message.body["date"] = (date - seconds).into();
        true
    })
}

/// Everything that happened to a bot so far.
pub(crate) fn log(shared: &Shared, token: &str) -> Log {
    shared.bot(token, |bot| Log {
        sends: bot.sends.iter().cloned().collect(),
        updates: bot.updates.iter().cloned().collect(),
        calls: bot.calls.iter().cloned().collect(),
        violations: bot.violations.clone(),
        pending: bot.pending.len(),
        webhook_url: bot.webhook.as_ref().map(|webhook| webhook.url.clone()),
        open_callbacks: bot.callbacks.len(),
    })
}

/// A message as it is in the chat now.
pub(crate) fn message(shared: &Shared, token: &str, chat: i64, message: i64) -> Option<Value> {
    shared.bot(token, |bot| bot.messages.get(&(chat, message)).map(|message| message.body.clone()))
}
