//! What will go wrong and when, drawn from the seed before anything starts. The moments are the plan's; what they meet is
//! decided by the machine.

use std::fmt;

use fake_telegram::Fault;

use crate::random::Random;

/// Which database the server runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Engine {
    /// SQLite in the data folder.
    Sqlite,
    /// A PostgreSQL of the driver's own, which can be killed, too.
    Postgres,
}

/// How a round ends. The server is always killed; the database may go before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The server alone.
    Server,
    /// The database while the server works; it comes back, the server goes on for a while, then is killed.
    Database,
    /// Both at once.
    Both,
    /// The server's connections to the database are ended so many times, then the server is killed.
    Connections(u32),
}

/// A fault of the messenger at a moment of the round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slip {
    /// Milliseconds after the server was ready.
    pub(crate) at: u64,
    /// Which bot's calls.
    pub(crate) bot: usize,
    /// What happens to its next send, edit or deletion.
    pub(crate) fault: Fault,
}

/// One life of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Round {
    /// Lives that end while the server starts: milliseconds from its start to its end.
    pub(crate) stillborn: Vec<u64>,
    /// Milliseconds under load until `end`.
    pub(crate) load: u64,
    /// How it ends.
    pub(crate) end: End,
    /// The messenger's faults, by time.
    pub(crate) slips: Vec<Slip>,
    /// Deliveries of the webhook whose answer is lost, so that they come again.
    pub(crate) lost_answers: u32,
}

/// The rounds of a seed.
pub(crate) fn rounds(seed: u64, count: u32, engine: Engine) -> Vec<Round> {
    let mut random = Random::of(seed, "plan");
    (0..count).map(|index| round(&mut random, index, engine)).collect()
}

/// Three rounds in a row meet every kind of trouble, so that a short run does, too.
fn round(random: &mut Random, index: u32, engine: Engine) -> Round {
    let stillborn = if index.is_multiple_of(3) { random.between(1, 2) } else { u64::from(random.chance(25)) };
    let load = random.between(500, 2500);
    let mut slips: Vec<Slip> = (0..random.between(2, 5)).map(|_| slip(random, load)).collect();
    slips.sort_by_key(|slip| slip.at);
    Round {
        stillborn: (0..stillborn).map(|_| random.between(1, 700)).collect(),
        load,
        end: end(random, index, engine),
        slips,
        lost_answers: u32::try_from(random.between(0, 3)).unwrap_or(0),
    }
}

fn end(random: &mut Random, index: u32, engine: Engine) -> End {
    match (engine, index % 3) {
        (Engine::Sqlite, _) => End::Server,
        (Engine::Postgres, 1) => {
            if random.chance(70) {
                End::Database
            } else {
                End::Both
            }
        }
        (Engine::Postgres, 2) => End::Connections(u32::try_from(random.between(1, 3)).unwrap_or(1)),
        (Engine::Postgres, _) => End::Server,
    }
}

fn slip(random: &mut Random, load: u64) -> Slip {
    let refuse = |code: u16, description: &str| Fault::Refuse { code, description: description.to_owned() };
    let fault = match random.between(0, 9) {
        0 => Fault::TooMany { retry_after: 1 },
        1 | 2 => refuse(500, "Internal Server Error"),
        3 => refuse(502, "Bad Gateway"),
        4 => refuse(400, "Bad Request: the stand-in does not like this message"),
        5 => Fault::CutBefore,
        6 => Fault::CutAfter,
        7 => Fault::HangBefore,
        8 => Fault::HangAfter,
        _ => Fault::GarbleAfter,
    };
    Slip { at: random.between(0, load), bot: usize::try_from(random.between(0, 1)).unwrap_or(0), fault }
}

/// Whether the caller cannot know what became of a call with this fault.
pub(crate) fn is_ambiguous(fault: &Fault) -> bool {
    !matches!(fault, Fault::TooMany { .. } | Fault::Refuse { .. })
}

impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for moment in &self.stillborn {
            write!(f, "killed {moment} ms after its start; ")?;
        }
        write!(f, "{} ms of load, {} faults, then ", self.load, self.slips.len())?;
        match self.end {
            End::Server => write!(f, "kill the server"),
            End::Database => write!(f, "kill the database, later the server"),
            End::Both => write!(f, "kill database and server"),
            End::Connections(times) => write!(f, "end its connections {times}×, kill the server"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{End, Engine, rounds};

    #[test]
    fn a_seed_is_a_plan() {
        assert_eq!(rounds(42, 9, Engine::Postgres), rounds(42, 9, Engine::Postgres));
        assert_ne!(rounds(42, 9, Engine::Postgres), rounds(43, 9, Engine::Postgres));
    }

    #[test]
    fn three_rounds_meet_every_kind_of_trouble() {
        for seed in 0..50 {
            let plan = rounds(seed, 3, Engine::Postgres);
            assert!(!plan[0].stillborn.is_empty());
            assert!(matches!(plan[1].end, End::Database | End::Both));
            assert!(matches!(plan[2].end, End::Connections(_)));
            assert!(rounds(seed, 9, Engine::Sqlite).iter().all(|round| round.end == End::Server));
        }
    }
}
