//! What the people of the load were promised: everything that was answered with success, and what was seen on the way.

use std::collections::{BTreeMap, BTreeSet};

/// The promises so far.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// References of each visitor's messages, in the order in which they were answered 200.
    pub(crate) visitors: BTreeMap<String, Vec<String>>,
    /// Tokens of the visitors, to read their history in the end.
    pub(crate) tokens: Vec<(String, String)>,
    /// Numbers of the messages of each Telegram user (bot, user), in the order in which he wrote them.
    pub(crate) people: BTreeMap<(usize, i64), Vec<i64>>,
    /// References of the operator's messages by client, in the order in which they were answered with success.
    pub(crate) replies: BTreeMap<i64, Vec<String>>,
    /// Last accepted text of edited messages, by reference.
    pub(crate) edits: BTreeMap<String, String>,
    /// References of deleted messages.
    pub(crate) deleted: BTreeSet<String>,
    /// Messages that were on the wire when the server was killed.
    pub(crate) in_flight: BTreeSet<String>,
    /// Faults planned so far after which nobody can know whether a message was taken.
    pub(crate) ambiguous: usize,
    /// What the socket showed: place and kind.
    pub(crate) frames: Vec<(i64, String)>,
    /// Stretches of the log (after, up to) for which the socket was told to start over.
    pub(crate) resyncs: Vec<(i64, i64)>,
    /// Rules seen broken while the load ran.
    pub(crate) broken: Vec<String>,
}

/// How much was promised, for the line of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) written: usize,
    pub(crate) replied: usize,
    pub(crate) changed: usize,
    pub(crate) frames: usize,
}

impl Ledger {
    pub(crate) fn figures(&self) -> Figures {
        let visitors: usize = self.visitors.values().map(Vec::len).sum();
        let people: usize = self.people.values().map(Vec::len).sum();
        Figures {
            written: visitors + people,
            replied: self.replies.values().map(Vec::len).sum(),
            changed: self.edits.len() + self.deleted.len(),
            frames: self.frames.len(),
        }
    }
}
