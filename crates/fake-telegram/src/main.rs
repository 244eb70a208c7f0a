//! `fake-telegram --listen 127.0.0.1:8081 [--bot TOKEN,USERNAME]`: the stand-in as a program, for tests in other languages.

use std::io::Write;
use std::net::SocketAddr;

use clap::Parser;
use fake_telegram::{FakeTelegram, Options};

/// A strict stand-in for Telegram's Bot API. Controls: see `/control/…` in the documentation of the library.
#[derive(Debug, Parser)]
struct Arguments {
    /// Address to listen on; port 0 chooses a free one. The address is printed on the first line.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// A bot to start with: its token, a comma, its user name. May be repeated.
    #[arg(long = "bot")]
    bots: Vec<String>,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    let telegram = FakeTelegram::listen(Options::default(), arguments.listen).await?;
    for bot in &arguments.bots {
        let (token, username) = bot.split_once(',').unwrap_or((bot, "fake_bot"));
        telegram.add_bot(token, username);
    }
    writeln!(std::io::stdout(), "{}", telegram.base_url())?;
    tokio::signal::ctrl_c().await
}
