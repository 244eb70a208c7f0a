//! What a person types into the search, and how each engine is asked for it.
//!
//! Words join by "and"; «in quotes» is that very phrase; a minus before a word means without it. What was typed is also read
//! on the other keyboard layout, and either reading may fit.

use std::fmt::Write as _;

use beseda_base::db::Engine;

use super::words::{Word, other_layout, words};
use crate::messages::AuthorKind;

/// Longest search, in characters.
pub(super) const TEXT_MAX: usize = 200;
/// Words that are asked for; what is behind them narrows nothing any more.
const WORDS_MAX: usize = 16;
/// The shortest word whose beginning is searched for.
const BEGINNING_MIN: usize = 4;

/// Where is searched. Values of one field join by "or", fields by "and".
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// None where there is only one: a word that every message has costs the index more than it narrows.
    pub(super) project: Option<i64>,
    /// The words of which rows, or the names of their files.
    pub(super) place: Place,
    /// One dialog only.
    pub(super) client: Option<i64>,
    pub(super) authors: Vec<AuthorKind>,
    pub(super) channels: Vec<i64>,
    /// Sent at this moment or later, ms.
    pub(super) from: Option<i64>,
    /// Sent before this moment, ms.
    pub(super) to: Option<i64>,
    /// Months of UTC, year × 12 + month; none = whenever.
    pub(super) months: Vec<i32>,
}

impl Scope {
    /// Whether a message of this moment is meant.
    pub(super) fn is_in_time(&self, sent_at: i64) -> bool {
        self.from.is_none_or(|from| sent_at >= from) && self.to.is_none_or(|to| sent_at < to)
    }
}

/// Which words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Place {
    /// Of messages of either side.
    #[default]
    Messages,
    Comments,
    /// Of messages and comments.
    Both,
    /// Of names of files.
    Files,
}

/// How words are compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Forms {
    /// All forms of a word fit.
    #[default]
    All,
    /// Only the word as it was typed.
    Exact,
}

/// A parsed search.
#[derive(Debug, Clone)]
pub(super) struct Query {
    /// As typed, and on the other layout. Each has a word that must be there.
    ways: Vec<Vec<Part>>,
    forms: Forms,
    /// The last word may be the beginning of one.
    beginning: bool,
}

/// A word, or a phrase.
#[derive(Debug, Clone)]
struct Part {
    words: Vec<Word>,
    phrase: bool,
    without: bool,
}

impl Query {
    /// None when nothing is asked for: no word at all, or only words that must not be there.
    pub(super) fn parse(text: &str, forms: Forms) -> Option<Query> {
        let other = other_layout(text);
        let ways: Vec<Vec<Part>> = [Some(text), other.as_deref()]
            .into_iter()
            .flatten()
            .map(parts)
            .filter(|parts| parts.iter().any(|part| !part.without))
            .collect();
        (!ways.is_empty()).then_some(Query { ways, forms, beginning: false })
    }

    /// The same search with the last word read as the beginning of one; none where that makes no sense.
    pub(super) fn beginning(&self) -> Option<Query> {
        let last = self.ways[0].last()?;
        let long = last.words.last()?.exact.chars().count() >= BEGINNING_MIN;
        let fits = long && !last.phrase && !last.without && self.forms == Forms::All;
        fits.then(|| Query { beginning: true, ..self.clone() })
    }

    /// Whether the last word is read so.
    pub(super) fn is_beginning(&self) -> bool {
        self.beginning
    }

    /// The engine finds stems; whether the text itself must be looked at, too.
    pub(super) fn needs_text(&self) -> bool {
        self.forms == Forms::Exact || self.ways.iter().flatten().any(|part| part.phrase)
    }

    /// Whether a text whose stems fit does fit.
    pub(super) fn fits(&self, text: &str) -> bool {
        let there: Vec<Word> = words(text).collect();
        let has = |part: &Part| {
            there.windows(part.words.len()).any(|stretch| {
                stretch.iter().zip(&part.words).all(|(there, wanted)| {
                    if part.phrase || self.forms == Forms::Exact {
                        there.exact == wanted.exact
                    } else {
                        there.stem == wanted.stem
                    }
                })
            })
        };
        self.ways.iter().any(|way| way.iter().all(|part| has(part) != part.without))
    }

    /// The stretches of a text that were searched for, as bytes: first, and behind the last.
    pub(super) fn marks(&self, text: &str) -> Vec<(usize, usize)> {
        let wanted = || self.ways.iter().flatten().filter(|part| !part.without);
        let marked = |word: &Word| {
            wanted().any(|part| {
                part.words.iter().any(|wanted| {
                    if part.phrase || self.forms == Forms::Exact {
                        wanted.exact == word.exact
                    } else {
                        wanted.stem == word.stem || self.beginning && word.stem.starts_with(&wanted.stem)
                    }
                })
            })
        };
        words(text).filter(marked).map(|word| (word.start, word.end)).collect()
    }

    /// The question in the engine's own language. Words have letters and digits only, so nothing can break out of the quotes.
    pub(super) fn for_engine(&self, engine: Engine, scope: &Scope) -> String {
        let say = Say { engine, prefix: if scope.place == Place::Files { "_f" } else { "" } };
        let mut all: Vec<String> = scope.project.map(|project| say.word(&format!("_p{project}"))).into_iter().collect();
        all.extend(scope.client.map(|client| say.word(&format!("_d{client}"))));
        let kinds: Vec<String> = match scope.place {
            Place::Comments => vec!["_kcomment".to_owned()],
            _ => scope.authors.iter().map(|kind| format!("_k{}", kind.name())).collect(),
        };
        all.extend(say.any(&kinds));
        all.extend(say.any(&scope.channels.iter().map(|id| format!("_h{id}")).collect::<Vec<_>>()));
        all.extend(say.any(&scope.months.iter().map(|month| format!("_y{month}")).collect::<Vec<_>>()));
        let ways: Vec<String> = self.ways.iter().map(|way| self.way(&say, way)).collect();
        all.push(say.join(&ways, "OR", "|"));
        let all = say.join(&all, "AND", "&");
        if scope.place == Place::Messages && scope.authors.is_empty() {
            // What is no comment, rather than one of all the others: comments are few.
            return say.but_not(&all, &say.word("_kcomment"));
        }
        all
    }

    fn way(&self, say: &Say, parts: &[Part]) -> String {
        let last = parts.len() - 1;
        let said = |without: bool| -> Vec<String> {
            let which = parts.iter().enumerate().filter(|(_, part)| part.without == without);
            which.map(|(number, part)| say.part(part, self.beginning && number == last)).collect()
        };
        let (with, without) = (say.join(&said(false), "AND", "&"), said(true));
        // A form of an unwanted word that is not the word itself is not unwanted.
        if without.is_empty() || self.forms == Forms::Exact {
            return with;
        }
        say.but_not(&with, &say.join(&without, "OR", "|"))
    }
}

/// How an engine says it.
struct Say {
    engine: Engine,
    /// Before each word that a person typed.
    prefix: &'static str,
}

impl Say {
    fn word(&self, word: &str) -> String {
        if self.engine == Engine::Sqlite { format!("\"{word}\"") } else { format!("'{word}'") }
    }

    fn part(&self, part: &Part, beginning: bool) -> String {
        let words: Vec<String> = part.words.iter().map(|word| format!("{}{}", self.prefix, word.stem)).collect();
        let mut said = if self.engine == Engine::Sqlite {
            format!("\"{}\"", words.join(" "))
        } else {
            let words: Vec<String> = words.iter().map(|word| self.word(word)).collect();
            words.join(" <-> ")
        };
        if beginning {
            let _ = write!(said, "{}", if self.engine == Engine::Sqlite { " *" } else { ":*" });
        }
        if words.len() > 1 { format!("({said})") } else { said }
    }

    fn but_not(&self, with: &str, without: &str) -> String {
        if self.engine == Engine::Sqlite { format!("({with} NOT {without})") } else { format!("({with} & !{without})") }
    }

    fn any(&self, words: &[String]) -> Option<String> {
        let said: Vec<String> = words.iter().map(|word| self.word(word)).collect();
        (!said.is_empty()).then(|| self.join(&said, "OR", "|"))
    }

    fn join(&self, all: &[String], lite: &str, postgres: &str) -> String {
        let by = if self.engine == Engine::Sqlite { lite } else { postgres };
        match all {
            [only] => only.clone(),
            several => format!("({})", several.join(&format!(" {by} "))),
        }
    }
}

/// Words and phrases of a text, with their minus.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut left = WORDS_MAX;
    let mut phrase = false;
    for stretch in text.split(['"', '«', '»', '“', '”', '„']) {
        if phrase {
            let words: Vec<Word> = words(stretch).take(left).collect();
            left -= words.len();
            if !words.is_empty() {
                parts.push(Part { words, phrase, without: false });
            }
        } else {
            for token in stretch.split_whitespace() {
                let without = token.starts_with(['-', '−', '–']);
                for word in words(token).take(left) {
                    left -= 1;
                    parts.push(Part { words: vec![word], phrase, without });
                }
            }
        }
        phrase = !phrase;
    }
    parts
}

#[cfg(test)]
mod tests {
    use beseda_base::db::Engine;

    use super::{Forms, Place, Query, Scope};

    fn asked(text: &str, engine: Engine) -> String {
        let scope = Scope { project: Some(7), place: Place::Comments, ..Scope::default() };
        Query::parse(text, Forms::All).unwrap().for_engine(engine, &scope)
    }

    #[test]
    fn both_engines_are_asked_the_same() {
        let text = "глазури «срок три недели» -скидка 1";
        assert_eq!(
            asked(text, Engine::Sqlite),
            "(\"_p7\" AND \"_kcomment\" AND (((\"глазур\" AND (\"срок три недел\") AND \"1\") NOT \"скидк\") OR ((\"ukfpehb\" AND (\"chjr nhb ytltkb\") AND \"1\") NOT \"crblrf\")))"
                .replace("ukfpehb", &super::words("ukfpehb").next().unwrap().stem)
                .replace("chjr nhb ytltkb", &super::words("chjr nhb ytltkb").map(|w| w.stem).collect::<Vec<_>>().join(" "))
                .replace("crblrf", &super::words("crblrf").next().unwrap().stem)
        );
        assert!(asked(text, Engine::Postgres).contains("('срок' <-> 'три' <-> 'недел')"));
        assert!(asked(text, Engine::Postgres).contains("& !'скидк'"));
    }

    #[test]
    fn nothing_can_break_out_of_the_question() {
        for text in ["a' | 'b", "x\" OR \"_p2", "_p2", ") :* & !", "NEAR(a b)"] {
            let said = Query::parse(text, Forms::All)
                .map(|query| query.for_engine(Engine::Postgres, &Scope { project: Some(1), ..Scope::default() }));
            assert!(!said.unwrap_or_default().contains("_p2"), "{text}");
        }
    }

    #[test]
    fn only_words_that_must_not_be_there_ask_for_nothing() {
        assert!(Query::parse("-скидка", Forms::All).is_none());
        assert!(Query::parse(" !?«»", Forms::All).is_none());
    }

    #[test]
    fn a_phrase_is_that_very_phrase() {
        let query = Query::parse("«матовая глазурь»", Forms::All).unwrap();
        assert!(query.needs_text());
        assert!(query.fits("Есть матовая  глазурь!"));
        assert!(!query.fits("Есть матовую глазурь"));
        assert!(!query.fits("глазурь матовая"));
    }

    #[test]
    fn exact_words_fit_as_they_were_typed() {
        let query = Query::parse("глазурь -скидка", Forms::Exact).unwrap();
        assert!(query.fits("Глазурь без скидки"));
        assert!(!query.fits("без глазури"));
        assert!(!query.fits("глазурь, скидка"));
    }

    #[test]
    fn all_forms_are_marked() {
        let query = Query::parse("матовая глазурь", Forms::All).unwrap();
        let text = "Посуда с матовой глазурью";
        let marked: Vec<&str> = query.marks(text).into_iter().map(|(start, end)| &text[start..end]).collect();
        assert_eq!(marked, ["матовой", "глазурью"]);
    }
}
