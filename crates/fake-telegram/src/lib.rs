//! A strict stand-in for Telegram's Bot API, for tests.
//!
//! It speaks the part of the Bot API that Beseda uses, over HTTP on this machine, refuses what Telegram refuses in
//! Telegram's words, and notes as a *violation* what Telegram would overlook in silence. Its people write, press and block;
//! their updates reach the bot by webhook, repeated until they are taken, or by `getUpdates`. Whatever is accepted is
//! counted, so that a test can prove "exactly once". What goes wrong between two machines can be planned, see [`Fault`].
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use fake_telegram::{Deed, FakeTelegram, Options, User};
//!
//! let telegram = FakeTelegram::start(Options::default()).await?;
//! let bot = telegram.add_bot("7100200300:AAEexampleExampleExample", "clay_bot");
//! let anna = bot.add_user(User { first_name: "Anna".to_owned(), ..User::default() });
//! bot.act(anna, Deed::Text { text: "Hello".to_owned(), entities: None, reply_to: None });
//! // … the program under test, with `telegram.base_url()` as its Bot API, answers …
//! assert_eq!(bot.log().sends.len(), 1);
//! assert!(bot.log().violations.is_empty());
//! # Ok(()) }
//! ```

mod account;
mod answer;
mod changing;
mod checks;
mod control;
mod deliver;
mod face;
mod params;
mod people;
mod schema;
mod sending;
mod server;
mod world;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

pub use people::{Deed, Done, SentFile};
use server::Shared;
pub use world::{Accepted, Call, Fault, Limits, LoggedUpdate, Options, User};

/// A running stand-in. Dropping it stops it.
#[derive(Debug)]
pub struct FakeTelegram {
    shared: Arc<Shared>,
    address: SocketAddr,
    _tasks: JoinSet<()>,
}

/// A bot of the stand-in.
#[derive(Debug, Clone)]
pub struct Bot {
    shared: Arc<Shared>,
    token: String,
}

/// Everything that happened to a bot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Log {
    /// Messages accepted from the bot, in order. One that stands here twice was sent twice.
    pub sends: Vec<Accepted>,
    /// Updates made, and what became of them.
    pub updates: Vec<LoggedUpdate>,
    /// Calls of methods, and what they were answered.
    pub calls: Vec<Call>,
    /// Mistakes of the caller.
    pub violations: Vec<String>,
    /// Updates not confirmed yet.
    pub pending: usize,
    /// Where updates are posted, if anywhere.
    pub webhook_url: Option<String>,
    /// Button presses that nobody has confirmed.
    pub open_callbacks: usize,
}

impl FakeTelegram {
    /// Starts on a free port of 127.0.0.1.
    pub async fn start(options: Options) -> std::io::Result<FakeTelegram> {
        FakeTelegram::listen(options, SocketAddr::from(([127, 0, 0, 1], 0))).await
    }

    /// Starts on this address.
    pub async fn listen(options: Options, address: SocketAddr) -> std::io::Result<FakeTelegram> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::new(options));
        let mut tasks = JoinSet::new();
        tasks.spawn(server::run(Arc::clone(&shared), listener));
        tasks.spawn(deliver::run(Arc::clone(&shared)));
        Ok(FakeTelegram { shared, address, _tasks: tasks })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What to use instead of `https://api.telegram.org`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes a bot known. A token that is known already gives the same bot.
    pub fn add_bot(&self, token: &str, username: &str) -> Bot {
        face::add_bot(&self.shared, token, username, username);
        Bot { shared: Arc::clone(&self.shared), token: token.to_owned() }
    }
}

impl Bot {
    /// The bot's token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Adds a person and tells his id.
    pub fn add_user(&self, user: User) -> i64 {
        face::put_user(&self.shared, &self.token, user).id
    }

    /// Lets a person do something.
    ///
    /// # Panics
    /// If a person could not do it (no such message, no such button): the test is wrong then.
    pub fn act(&self, user: i64, deed: Deed) -> Done {
        match face::act(&self.shared, &self.token, user, deed) {
            Ok(done) => done,
            Err(reason) => panic!("{reason}"),
        }
    }

    /// Plans a fault for the next `count` calls of `method`; without one, of whatever makes or changes a message. Downloads
    /// are the method `file`.
    pub fn plan(&self, method: Option<&str>, fault: Fault, count: u32) {
        face::plan(&self.shared, &self.token, method, fault, count);
    }

    /// Forgets the faults that have not happened yet.
    pub fn clear_faults(&self) {
        self.shared.bot(&self.token, |bot| bot.faults.clear());
    }

    /// Delivers to this origin (`http://127.0.0.1:8080`), whatever host was registered: the public https address of a
    /// server under test leads nowhere.
    pub fn deliver_to(&self, origin: &str) {
        self.shared.bot(&self.token, |bot| bot.deliver_to = Some(origin.to_owned()));
    }

    /// Sets rate limits.
    pub fn limit(&self, limits: Limits) {
        self.shared.bot(&self.token, |bot| bot.limits = limits);
    }

    /// Treats the next `count` successful answers of the webhook as lost, so that those updates come again.
    pub fn lose_answers(&self, count: u32) {
        self.shared.bot(&self.token, |bot| bot.lose_answers = count);
    }

    /// Sends an update once more although it was confirmed; false if there is none of this number.
    pub fn redeliver(&self, update_id: i64) -> bool {
        face::redeliver(&self.shared, &self.token, update_id)
    }

    /// Makes a message older; false if there is none.
    pub fn age(&self, chat: i64, message: i64, seconds: i64) -> bool {
        face::age(&self.shared, &self.token, chat, message, seconds)
    }

    /// Goes on counting updates and messages above these numbers: for a stand-in that is started anew beside a program that
    /// remembers the former one.
    pub fn count_from(&self, update: i64, message: i64) {
        self.shared.bot(&self.token, |bot| {
            bot.last_update = bot.last_update.max(update);
            bot.last_id = bot.last_id.max(message);
        });
    }

    /// Withdraws the token: every call is answered 401 from now on.
    pub fn revoke(&self) {
        self.shared.bot(&self.token, |bot| bot.revoked = true);
    }

    /// A message as it is in the chat now.
    pub fn message(&self, chat: i64, message: i64) -> Option<Value> {
        face::message(&self.shared, &self.token, chat, message)
    }

    /// Everything that happened so far.
    pub fn log(&self) -> Log {
        face::log(&self.shared, &self.token)
    }

    /// Waits until the log is as wanted; `None` if it is not in time.
    pub async fn wait(&self, time: Duration, wanted: impl Fn(&Log) -> bool) -> Option<Log> {
        let mut changes = self.shared.changes();
        let look = async {
            loop {
                changes.borrow_and_update();
                let log = self.log();
                if wanted(&log) {
                    return Some(log);
                }
                changes.changed().await.ok()?;
            }
        };
        tokio::time::timeout(time, look).await.ok().flatten()
    }
}

impl Log {
    /// How often this text was accepted in this chat.
    pub fn times(&self, chat: i64, text: &str) -> usize {
        self.sends.iter().filter(|sent| sent.chat_id == chat && sent.text == text).count()
    }
}
