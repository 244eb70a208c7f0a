//! Who looks at which dialog now, on all nodes: kept in memory from what pages say, and forgotten when they fall silent.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

/// A page that has not said for so long that it still looks, ms, is gone with its node. Pages say it with every heartbeat.
const LOOKS_MS: i64 = 60_000;

/// Where a page looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Look {
    /// The page's socket; unique over all nodes.
    pub(super) socket: i64,
    /// Whose page it is.
    pub(super) employee: i64,
    /// The open dialog, if there is one.
    pub(super) client: Option<i64>,
}

struct Seen {
    employee: i64,
    client: i64,
    until: i64,
}

/// Project → socket → where it looks.
type Projects = HashMap<i64, HashMap<i64, Seen>>;

/// All pages that look at a dialog; cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Viewers(Arc<Mutex<Projects>>);

impl Viewers {
    fn lock(&self) -> MutexGuard<'_, Projects> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes where a page looks. Answers the dialogs whose viewers are others now.
    pub(super) fn note(&self, project: i64, look: &Look, now: i64) -> BTreeSet<i64> {
        let mut projects = self.lock();
        let pages = projects.entry(project).or_default();
        let before = match look.client {
            Some(client) => {
                let seen = Seen { employee: look.employee, client, until: now + LOOKS_MS };
                pages.insert(look.socket, seen)
            }
            None => pages.remove(&look.socket),
        };
        if pages.is_empty() {
            projects.remove(&project);
        }
        let before = before.map(|seen| seen.client);
        if before == look.client { BTreeSet::new() } else { before.into_iter().chain(look.client).collect() }
    }

    /// Who looks at this dialog, ascending.
    pub(super) fn of(&self, project: i64, client: i64) -> BTreeSet<i64> {
        let projects = self.lock();
        let pages = projects.get(&project).into_iter().flat_map(HashMap::values);
        pages.filter(|seen| seen.client == client).map(|seen| seen.employee).collect()
    }

    /// Forgets pages that have fallen silent. Answers (project, client) of the dialogs whose viewers are others now.
    pub(super) fn expire(&self, now: i64) -> BTreeSet<(i64, i64)> {
        let mut changed = BTreeSet::new();
        self.lock().retain(|project, pages| {
            pages.retain(|_, seen| {
                let stays = seen.until > now;
                if !stays {
                    changed.insert((*project, seen.client));
                }
                stays
            });
            !pages.is_empty()
        });
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(socket: i64, employee: i64, client: Option<i64>) -> Look {
        Look { socket, employee, client }
    }

    fn set(ids: &[i64]) -> BTreeSet<i64> {
        ids.iter().copied().collect()
    }

    #[test]
    fn a_page_looks_at_one_dialog_at_a_time() {
        let viewers = Viewers::default();
        assert_eq!(viewers.note(1, &look(10, 5, Some(7)), 0), set(&[7]));
        assert_eq!(viewers.note(1, &look(11, 6, Some(7)), 0), set(&[7]));
        assert_eq!(viewers.note(1, &look(12, 5, Some(7)), 0), set(&[7]), "a second page of the first one");
        assert_eq!(viewers.of(1, 7), set(&[5, 6]));
        assert_eq!(viewers.note(1, &look(10, 5, Some(8)), 0), set(&[7, 8]));
        assert_eq!((viewers.of(1, 7), viewers.of(1, 8)), (set(&[5, 6]), set(&[5])));
        assert_eq!(viewers.note(1, &look(12, 5, None), 0), set(&[7]));
        assert_eq!(viewers.of(1, 7), set(&[6]));
        assert_eq!(viewers.note(1, &look(12, 5, None), 0), set(&[]));
        assert_eq!(viewers.of(2, 7), set(&[]), "another project");
    }

    #[test]
    fn who_falls_silent_is_forgotten() {
        let viewers = Viewers::default();
        viewers.note(1, &look(10, 5, Some(7)), 0);
        viewers.note(2, &look(11, 6, Some(8)), 0);
        assert_eq!(viewers.note(1, &look(10, 5, Some(7)), 30_000), set(&[]), "still there is no news");
        assert_eq!(viewers.expire(LOOKS_MS - 1), BTreeSet::new());
        assert_eq!(viewers.expire(LOOKS_MS), BTreeSet::from([(2, 8)]));
        assert_eq!(viewers.of(1, 7), set(&[5]));
        assert_eq!(viewers.expire(LOOKS_MS + 30_000), BTreeSet::from([(1, 7)]));
        assert!(viewers.lock().is_empty());
    }
}
