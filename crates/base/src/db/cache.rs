//! Prepared statements of one connection.
//!
//! Nearly every statement is a constant, so it is found by its address first; the text is compared all the same, because
//! a text built at run time may lie where another one lay before. The least recently used one makes room.

use std::collections::HashMap;

/// Statements by text and number of rows.
#[derive(Debug)]
pub(super) struct Cache<S> {
    places: HashMap<(usize, usize, usize), usize>,
    texts: HashMap<(Box<str>, usize), usize>,
    entries: Vec<Entry<S>>,
    capacity: usize,
    tick: u64,
}

#[derive(Debug)]
struct Entry<S> {
    text: Box<str>,
    rows: usize,
    /// Out while it runs; stays out when the job panicked.
    statement: Option<S>,
    used: u64,
}

impl<S> Cache<S> {
    pub(super) fn new(capacity: usize) -> Self {
        Self { places: HashMap::new(), texts: HashMap::new(), entries: Vec::new(), capacity: capacity.max(1), tick: 0 }
    }

    /// Takes the statement out; the slot is for [`Cache::put`].
    pub(super) fn take(&mut self, sql: &str, rows: usize) -> (usize, Option<S>) {
        self.tick += 1;
        let slot = self.slot(sql, rows);
        let entry = &mut self.entries[slot];
        entry.used = self.tick;
        (slot, entry.statement.take())
    }

    /// Brings the statement back.
    pub(super) fn put(&mut self, slot: usize, statement: S) {
        self.entries[slot].statement = Some(statement);
    }

    fn slot(&mut self, sql: &str, rows: usize) -> usize {
        let place = (sql.as_ptr() as usize, sql.len(), rows);
        if let Some(&slot) = self.places.get(&place)
            && self.entries[slot].rows == rows
            && *self.entries[slot].text == *sql
        {
            return slot;
        }
        let key = (Box::from(sql), rows);
        let slot = match self.texts.get(&key) {
            Some(&slot) => slot,
            None => self.enter(key),
        };
        if self.places.len() >= self.capacity * 4 {
            self.places.clear();
        }
        self.places.insert(place, slot);
        slot
    }

    fn enter(&mut self, key: (Box<str>, usize)) -> usize {
        let entry = Entry { text: key.0.clone(), rows: key.1, statement: None, used: self.tick };
        let slot = if self.entries.len() < self.capacity {
            self.entries.push(entry);
            self.entries.len() - 1
        } else {
            let oldest = (0..self.entries.len()).min_by_key(|&slot| self.entries[slot].used).unwrap_or(0);
            let old = std::mem::replace(&mut self.entries[oldest], entry);
            self.texts.remove(&(old.text, old.rows));
            oldest
        };
        self.texts.insert(key, slot);
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::Cache;

    fn prepare(cache: &mut Cache<String>, sql: &str, rows: usize) -> bool {
        let (slot, found) = cache.take(sql, rows);
        let hit = found.is_some();
        let statement = found.unwrap_or_else(|| format!("{sql}/{rows}"));
        assert_eq!(statement, format!("{sql}/{rows}"), "another statement was handed out");
        cache.put(slot, statement);
        hit
    }

    #[test]
    fn finds_by_place_and_by_text_and_tells_rows_apart() {
        let mut cache = Cache::new(8);
        assert!(!prepare(&mut cache, "select 1", 0));
        assert!(prepare(&mut cache, "select 1", 0));
        assert!(prepare(&mut cache, &String::from("select 1"), 0), "the same text elsewhere");
        assert!(!prepare(&mut cache, "select 1", 2));
    }

    #[test]
    fn a_text_at_an_old_address_is_not_the_old_statement() {
        let mut cache = Cache::new(4);
        let mut text = String::with_capacity(16);
        for number in 0..100 {
            text.clear();
            text.push_str(&format!("select {:03}", number % 10));
            prepare(&mut cache, &text, 0);
        }
        assert!(cache.entries.len() <= 4 && cache.texts.len() <= 4);
    }

    #[test]
    fn the_least_recently_used_makes_room() {
        let mut cache = Cache::new(2);
        prepare(&mut cache, "a", 0);
        prepare(&mut cache, "b", 0);
        prepare(&mut cache, "a", 0);
        prepare(&mut cache, "c", 0);
        assert!(prepare(&mut cache, "a", 0));
        assert!(!prepare(&mut cache, "b", 0));
    }
}
