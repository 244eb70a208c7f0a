//! `beseda employee`: accounts from the console, beside a running server or without one.

use beseda_base::auth::{Passwords, Role};
use beseda_base::config::Config;
use beseda_base::error::Error;
use beseda_base::id;
use beseda_inbox::employees::{self, NewAccount, console};
use clap::Subcommand;

use crate::command::{Outcome, say};
use crate::tools;

/// Accounts of one page of the list.
const PAGE: i64 = 200;
/// Characters of a made password: 20 of 32 different ones are 100 bits.
const PASSWORD: usize = 20;
/// Small letters and digits without those that are misread.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Print every account with its projects and roles.
    List,
    /// Put somebody into a project; a new account gets a password, which is printed once.
    Add {
        /// Address to sign in with.
        #[arg(long)]
        email: String,
        /// Name.
        #[arg(long)]
        name: String,
        /// Id or name of the project.
        #[arg(long)]
        project: String,
        /// owner, administrator, editor or operator.
        #[arg(long, value_parser = role)]
        role: Role,
    },
    /// Give somebody a new password, printed once, and end all his sessions. Needs no mail and no running server.
    Reset {
        /// Address of the account.
        #[arg(long)]
        email: String,
    },
}

fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|_| "one of owner, administrator, editor, operator".to_owned())
}

/// `beseda employee …`.
pub(crate) async fn run(config: &Config, command: Command) -> Outcome {
    let db = tools::open_current(config).await?;
    let done = match command {
        Command::List => list(&db).await,
        Command::Add { email, name, project, role } => {
            let (password, password_hash) = password(config).await?;
            let account = NewAccount { email, name, password_hash, language: "ru" };
            add(&db, account, password, project, role).await
        }
        Command::Reset { email } => {
            let (password, hash) = password(config).await?;
            reset(&db, email, password, hash).await
        }
    };
    db.close().await;
    done
}

async fn list(db: &beseda_base::db::Db) -> Outcome {
    let mut after = 0;
    loop {
        let page = db.read(move |tx| employees::list(tx, after, PAGE)).await?;
        for account in &page {
            let projects: Vec<String> =
                account.projects.iter().map(|(name, role)| format!("{name} ({})", role.as_str())).collect();
            say(&format!("{:<5} {:<32} {:<24} {}", account.id, account.email, account.name, projects.join(", ")))?;
        }
        match page.last() {
            Some(last) => after = last.id,
            None => return if after == 0 { say("There are no accounts yet.") } else { Ok(()) },
        }
    }
}

async fn add(db: &beseda_base::db::Db, account: NewAccount, password: String, project: String, role: Role) -> Outcome {
    let (email, now) = (account.email.trim().to_owned(), tools::now());
    let added = db.write(move |tx| console::add(tx, &account, &project, role, now)).await.map_err(in_words)?;
    let place = format!("{email} is now {} in the project “{}”.", role.as_str(), added.project);
    if added.new {
        say(&format!("{place}\nPassword, shown only here: {password}"))
    } else {
        say(&format!("{place}\nThe account was there already, its password stays."))
    }
}

async fn reset(db: &beseda_base::db::Db, email: String, password: String, hash: String) -> Outcome {
    let (address, now) = (email.clone(), tools::now());
    match db.write(move |tx| employees::reset(tx, &address, &hash, now)).await {
        Ok(()) => say(&format!(
            "New password of {email}, shown only here: {password}\nAll sessions of this account have ended."
        )),
        Err(Error::NotFound) => Err(format!("there is no account {email}; `beseda employee list` shows them").into()),
        Err(error) => Err(error.into()),
    }
}

/// A random password and what is stored of it.
pub(crate) async fn password(config: &Config) -> Outcome<(String, String)> {
    let password = random_password();
    let hash = Passwords::new(config.limits.password_hashes)?.hash(password.clone()).await?;
    Ok((password, hash))
}

/// Groups of five, to be read and typed.
pub(crate) fn random_password() -> String {
    let mut bytes = [0; PASSWORD];
    id::fill(&mut bytes);
    // 256 is a multiple of 32, so every character is equally likely.
    let characters = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
    let mut password = String::with_capacity(PASSWORD + PASSWORD / 5);
    for (place, character) in characters.enumerate() {
        if place > 0 && place % 5 == 0 {
            password.push('-');
        }
        password.push(character);
    }
    password
}

/// What a page would show beside its fields.
fn in_words(error: Error) -> Box<dyn std::error::Error + Send + Sync> {
    match error {
        Error::Invalid(fields) => {
            let sentences: Vec<String> =
                fields.iter().map(|field| format!("{}: {}", field.field, field.message)).collect();
            sentences.join("; ").into()
        }
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::random_password;

    #[test]
    fn passwords_are_four_groups_and_distinct() {
        let passwords: HashSet<String> = (0..500).map(|_| random_password()).collect();
        assert_eq!(passwords.len(), 500);
        assert!(passwords.iter().all(|password| password.split('-').map(str::len).eq([5, 5, 5, 5])));
    }
}
