//! The words of a text as the search compares them: case, ё and е, forms of a word and look-alike letters of the other
//! alphabet make no difference. Done here for both engines, which store what comes out and compare it letter by letter.

use std::borrow::Cow;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

/// Longest word that is kept, in characters; what is longer is an address or rubbish, and its beginning finds it.
const WORD_MAX: usize = 40;

static RUSSIAN: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::Russian));
static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// Latin letters that look like Cyrillic ones, and those: lower case, because texts are folded first. Capitals decide what
/// looks alike (В and B, Н and H, Т and T), since people type them in any case.
const LOOK_ALIKE: [(char, char); 14] = [
    ('a', 'а'),
    ('b', 'в'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'н'),
    ('k', 'к'),
    ('m', 'м'),
    ('o', 'о'),
    ('p', 'р'),
    ('t', 'т'),
    ('x', 'х'),
    ('y', 'у'),
    ('i', 'і'),
    ('j', 'ј'),
];

/// The keys of the two layouts, in the same places.
const LATIN_KEYS: &str = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~{}:\"<>";
const RUSSIAN_KEYS: &str = "ёйцукенгшщзхъфывапролджэячсмитьбюёхъжэбю";

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// First byte in the text.
    pub(crate) start: usize,
    /// Byte behind the last.
    pub(crate) end: usize,
    /// As written, but for case, ё and letters of the wrong alphabet.
    pub(crate) exact: String,
    /// What all of its forms have in common.
    pub(crate) stem: String,
}

/// The words of a text, in order.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = rest.find(|(_, c)| c.is_alphanumeric())?;
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = rest.next_if(|(_, c)| c.is_alphanumeric() || is_mark(*c)) {
            end = at + c.len_utf8();
        }
        let exact = exact(&text[start..end]);
        let stem = stem(&exact);
        Some(Word { start, end, exact, stem })
    })
}

/// Combining breve, diaeresis and acute: й and ё as some systems write them, and stressed vowels.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Folds one word.
fn exact(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.chars().take(WORD_MAX).flat_map(char::to_lowercase) {
        match c {
            'ё' => folded.push('е'),
            '\u{306}' if folded.ends_with('и') => {
                folded.pop();
                folded.push('й');
            }
            c if is_mark(c) => {}
            c => folded.push(c),
        }
    }
    let russian = folded.chars().filter(|c| is_russian(*c)).count();
    let latin = folded.chars().filter(char::is_ascii_alphabetic).count();
    if russian > 0 && latin > 0 {
        // One alphabet: that of most of its letters, ours when there are as many of both.
        folded = folded.chars().map(|c| if russian >= latin { as_russian(c) } else { as_latin(c) }).collect();
    }
    folded
}

fn is_russian(c: char) -> bool {
    matches!(c, 'а'..='я' | 'ё' | 'і' | 'ј')
}

fn as_russian(c: char) -> char {
    LOOK_ALIKE.iter().find(|(latin, _)| *latin == c).map_or(c, |(_, russian)| *russian)
}

fn as_latin(c: char) -> char {
    LOOK_ALIKE.iter().find(|(_, russian)| *russian == c).map_or(c, |(latin, _)| *latin)
}

/// The stem by the word's alphabet. In what is left, letters that look alike are the same letter: СОР typed in Latin letters
/// is no other word.
fn stem(exact: &str) -> String {
    let stem = if exact.chars().any(is_russian) {
        let stem = RUSSIAN.stem(exact);
        without_fleeting_vowel(&stem).map_or(stem, Cow::Owned)
    } else if exact.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        ENGLISH.stem(exact)
    } else {
        Cow::Borrowed(exact)
    };
    if stem.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        stem.chars().map(as_russian).collect()
    } else {
        stem.into_owned()
    }
}

/// чашек, подарок and звонок have a vowel that чашки, подарки and звонки have not; the stemmer leaves it there.
fn without_fleeting_vowel(stem: &str) -> Option<String> {
    /// Shorter ones are roots: срок, урок.
    const LEAST: usize = 5;
    let mut end = stem.chars().rev();
    let (k, vowel, before) = (end.next()?, end.next()?, end.next()?);
    let fleeting = k == 'к'
        && matches!(vowel, 'о' | 'е')
        && !matches!(before, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я');
    (fleeting && stem.chars().count() >= LEAST).then(|| {
        let kept = stem.len() - k.len_utf8() - vowel.len_utf8();
        format!("{}к", &stem[..kept])
    })
}

/// The text as it would have come out on the other keyboard layout; none where nothing in it says that the layout was wrong.
pub(crate) fn other_layout(text: &str) -> Option<String> {
    let russian = text.chars().any(|c| is_russian(c.to_lowercase().next().unwrap_or(c)));
    let latin = text.chars().any(|c| c.is_ascii_alphabetic());
    if russian == latin {
        return None;
    }
    let (from, to) = if latin { (LATIN_KEYS, RUSSIAN_KEYS) } else { (RUSSIAN_KEYS, LATIN_KEYS) };
    let swap = |c: char| from.chars().zip(to.chars()).find(|(key, _)| *key == c).map_or(c, |(_, other)| other);
    Some(text.chars().flat_map(char::to_lowercase).map(swap).collect())
}

#[cfg(test)]
mod tests {
    use super::{other_layout, words};

    fn stems(text: &str) -> Vec<String> {
        words(text).map(|word| word.stem).collect()
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for forms in [
            &["доставка", "доставки", "доставку", "доставкой"][..],
            &["заказ", "заказа", "ЗАКАЗЫ", "заказов"],
            &["матовая", "матовой", "матовые"],
            &["ёлка", "елки", "Ёлку"],
            &["тарелка", "тарелки", "тарелок"],
            &["чашка", "чашек"],
            &["подарок", "подарка", "подарками"],
            &["order", "orders", "Ordered"],
        ] {
            let first = stems(forms[0]);
            assert!(forms.iter().all(|form| stems(form) == first), "{forms:?}");
        }
    }

    #[test]
    fn letters_of_the_other_alphabet_do_not_matter() {
        // The first letter is Latin in each.
        assert_eq!(stems("cпасибо"), stems("спасибо"));
        assert_eq!(stems("COP"), stems("СОР"));
        assert_eq!(stems("оrder"), stems("order"));
    }

    #[test]
    fn words_stand_where_they_stand() {
        let text = "Чай, «Мох» №5 — и\u{306}ога";
        let found: Vec<(&str, String)> = words(text).map(|word| (&text[word.start..word.end], word.exact)).collect();
        let expected = [("Чай", "чай"), ("Мох", "мох"), ("5", "5"), ("и\u{306}ога", "йога")];
        assert_eq!(found, expected.map(|(text, word)| (text, word.to_owned())));
    }

    #[test]
    fn the_other_layout_is_read() {
        assert_eq!(other_layout("ljcnfdrf").as_deref(), Some("доставка"));
        assert_eq!(other_layout("K.,jdm").as_deref(), Some("любовь"));
        assert_eq!(other_layout("рудз").as_deref(), Some("help"));
        assert_eq!(other_layout("123"), None);
        assert_eq!(other_layout("мой order"), None);
    }
}
