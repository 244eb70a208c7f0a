//! What is said: episodes of dialogs composed from written lines, see `talks.ru.txt`.

use super::chance::Chance;
use super::people::Someone;

/// An episode of a dialog.
#[derive(Debug, Clone)]
struct Episode {
    kind: Kind,
    /// Later episodes fit acquaintances of the same topic, or all if they have none.
    topic: Option<Topic>,
    lines: Vec<Line>,
}

/// Where in a dialog it may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Begins an acquaintance.
    First,
    /// Comes later.
    Later,
    /// One line that waits for an answer.
    Hello,
    /// Answers an answer.
    Reply,
    /// Answers an answer and ends.
    Bye,
}

/// What an acquaintance is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    Order,
    Class,
}

/// An episode as it is held.
#[derive(Debug, Clone)]
pub(super) struct Held {
    /// Which one, so that it is not held twice.
    pub(super) number: usize,
    pub(super) topic: Option<Topic>,
    pub(super) said: Vec<Said>,
}

#[derive(Debug, Clone)]
struct Line {
    by_client: bool,
    /// Is not always there.
    maybe: bool,
    text: String,
    attached: Attached,
}

/// What a line carries beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attached {
    Nothing,
    Photo,
    Pdf,
}

/// A line as it is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) by_client: bool,
    pub(super) text: String,
    pub(super) attached: Attached,
    /// Number of the order the episode is about, for names of files.
    pub(super) order: i64,
}

/// All episodes of a language.
#[derive(Debug)]
pub(super) struct Talks {
    episodes: Vec<Episode>,
    words: &'static Words,
}

/// What stands behind the `#words`.
#[derive(Debug)]
struct Words {
    items: &'static [(&'static str, i64)],
    /// Name, "to" it, delivery in roubles, how long.
    cities: &'static [(&'static str, &'static str, i64, &'static str)],
    glazes: &'static [&'static str],
    classes: &'static [&'static str],
    days: &'static [&'static str],
}

const RUSSIAN: Words = Words {
    items: &[
        ("набор тарелок «Мох» на шестерых", 14_400),
        ("сервиз «Соль» на четверых", 18_900),
        ("чайник «Камень»", 6_200),
        ("набор из четырёх пиал «Туман»", 5_600),
        ("кувшин «Роса»", 4_300),
        ("парный набор кружек «Утро»", 3_800),
        ("подсвечник «Маяк»", 2_100),
        ("набор для специй «Сад»", 3_400),
        ("заварник на 600 мл", 5_100),
        ("кашпо «Дюна»", 2_900),
        ("салатник «Волна»", 4_700),
        ("сливочник «Пёрышко»", 1_800),
    ],
    cities: &[
        ("Казань", "в Казань", 690, "4–5 дней"),
        ("Пермь", "в Пермь", 720, "5–6 дней"),
        ("Тула", "в Тулу", 390, "2–3 дня"),
        ("Самара", "в Самару", 640, "4–5 дней"),
        ("Екатеринбург", "в Екатеринбург", 760, "5 дней"),
        ("Санкт-Петербург", "в Санкт-Петербург", 450, "2–3 дня"),
        ("Ярославль", "в Ярославль", 410, "3 дня"),
        ("Новосибирск", "в Новосибирск", 890, "6–7 дней"),
        ("Сочи", "в Сочи", 820, "5–6 дней"),
        ("Калуга", "в Калугу", 390, "2 дня"),
    ],
    glazes: &["«Мох»", "«Соль»", "«Туман»", "«Охра»", "«Северное море»", "«Молоко»"],
    classes: &["Первый круг", "Роспись тарелки", "Кружка за вечер", "Лепка вдвоём", "Глазури и обжиг"],
    days: &["в субботу", "в воскресенье", "в пятницу", "в четверг", "в среду"],
};

const ENGLISH: Words = Words {
    items: &[
        ("the “Moss” plate set", 14_400),
        ("the “Stone” teapot", 6_200),
        ("the “Mist” bowls", 5_600),
        ("the “Morning” mugs", 3_800),
        ("the “Lighthouse” candle holder", 2_100),
    ],
    cities: &[
        ("Berlin", "to Berlin", 2_400, "two weeks"),
        ("Lisbon", "to Lisbon", 2_700, "two weeks"),
        ("Toronto", "to Toronto", 3_900, "three weeks"),
        ("Oslo", "to Oslo", 2_600, "two weeks"),
    ],
    glazes: &["“Moss”", "“Salt”", "“Mist”"],
    classes: &["First wheel", "Painting a plate"],
    days: &["on Saturday", "on Sunday"],
};

impl Talks {
    /// The Russian ones.
    pub(super) fn russian() -> Result<Self, String> {
        Ok(Self { episodes: parse(include_str!("talks.ru.txt"))?, words: &RUSSIAN })
    }

    /// The English ones.
    pub(super) fn english() -> Result<Self, String> {
        Ok(Self { episodes: parse(include_str!("talks.en.txt"))?, words: &ENGLISH })
    }

    /// An episode of this kind, as this person has it.
    pub(super) fn episode(&self, kind: Kind, who: &Someone, chance: &mut Chance) -> Option<Held> {
        self.another(kind, None, &[], who, chance)
    }

    /// One that fits the topic and was not held yet; `None`: all of them were.
    pub(super) fn another(
        &self,
        kind: Kind,
        topic: Option<Topic>,
        held: &[usize],
        who: &Someone,
        chance: &mut Chance,
    ) -> Option<Held> {
        let fits = |episode: &Episode| {
            episode.kind == kind && (kind != Kind::Later || episode.topic.is_none() || episode.topic == topic)
        };
        let fitting: Vec<usize> =
            (0..self.episodes.len()).filter(|n| fits(&self.episodes[*n]) && !held.contains(n)).collect();
        if fitting.is_empty() {
            return None;
        }
        let number = *chance.pick(&fitting);
        let values = self.values(who, chance);
        let order = chance.between(2_100, 4_900);
        let said = self.episodes[number].lines.iter().filter_map(|line| {
            let kept = !line.maybe || chance.percent(60);
            kept.then(|| Said {
                by_client: line.by_client,
                text: say(&line.text, &values, who.female, order, chance),
                attached: line.attached,
                order,
            })
        });
        Some(Held { number, topic: self.episodes[number].topic, said: said.collect() })
    }

    /// The `#words` of one episode: the same thing is spoken of from its first line to its last.
    fn values(&self, who: &Someone, chance: &mut Chance) -> Vec<(&'static str, String)> {
        let words = self.words;
        let (item, price) = *chance.pick(words.items);
        let (city, to_city, ship, days) = *chance.pick(words.cities);
        vec![
            // Longer names first: `#to_city` is not `#to` and something.
            ("to_city", to_city.to_owned()),
            ("city", city.to_owned()),
            ("item", item.to_owned()),
            ("price", money(price)),
            ("phone", who.phone.clone()),
            ("house", chance.between(1, 90).to_string()),
            ("glaze", (*chance.pick(words.glazes)).to_owned()),
            ("class", (*chance.pick(words.classes)).to_owned()),
            ("days", days.to_owned()),
            ("day", (*chance.pick(words.days)).to_owned()),
            ("time", format!("{}:00", chance.between(11, 19))),
            ("ship", money(ship)),
            ("full", who.full_name()),
            ("name", who.first.clone()),
            ("mk", money(*chance.pick(&[1_900, 2_400, 2_800, 3_200]))),
        ]
    }
}

/// With the narrow space that Russian and SI typography want.
fn money(roubles: i64) -> String {
    if roubles < 10_000 { roubles.to_string() } else { format!("{}\u{202f}{:03}", roubles / 1000, roubles % 1000) }
}

fn parse(text: &str) -> Result<Vec<Episode>, String> {
    let mut episodes: Vec<Episode> = Vec::new();
    for (number, line) in text.lines().enumerate().map(|(number, line)| (number + 1, line.trim())) {
        if line.is_empty() || line.starts_with('%') {
            continue;
        }
        if let Some(kind) = line.strip_prefix("== ") {
            let (kind, topic) = kind.split_once(' ').map_or((kind, None), |(kind, topic)| (kind, Some(topic)));
            let topic = match topic {
                None => None,
                Some("order") => Some(Topic::Order),
                Some("class") => Some(Topic::Class),
                Some(_) => return Err(format!("line {number}: no topic of an episode")),
            };
            let kind = match kind {
                "first" => Kind::First,
                "later" => Kind::Later,
                "hello" => Kind::Hello,
                "reply" => Kind::Reply,
                "bye" => Kind::Bye,
                _ => return Err(format!("line {number}: no kind of episode")),
            };
            episodes.push(Episode { kind, topic, lines: Vec::new() });
            continue;
        }
        let episode = episodes.last_mut().ok_or_else(|| format!("line {number} is in no episode"))?;
        episode.lines.push(parse_line(line).ok_or_else(|| format!("line {number} begins with neither > nor <"))?);
    }
    Ok(episodes)
}

fn parse_line(line: &str) -> Option<Line> {
    let (maybe, line) = line.strip_prefix('?').map_or((false, line), |rest| (true, rest));
    let (by_client, text) =
        line.strip_prefix("> ").map(|text| (true, text)).or_else(|| Some((false, line.strip_prefix("< ")?)))?;
    let (text, attached) = if let Some(text) = text.strip_suffix(" @photo") {
        (text, Attached::Photo)
    } else if let Some(text) = text.strip_suffix(" @pdf") {
        (text, Attached::Pdf)
    } else {
        (text, Attached::Nothing)
    };
    Some(Line { by_client, maybe, text: text.to_owned(), attached })
}

/// A line as it is said: chooses, puts the values in, begins sentences with a capital.
fn say(text: &str, values: &[(&'static str, String)], female: bool, order: i64, chance: &mut Chance) -> String {
    let mut out = chosen(text, female, chance).replace("#order", &order.to_string());
    for (name, value) in values {
        out = out.replace(&format!("#{name}"), value);
    }
    tidy(&out)
}

/// Chooses among `{a|b}` and takes the form of `[she/he]`.
fn chosen(text: &str, female: bool, chance: &mut Chance) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find(['{', '[']) {
        out.push_str(&rest[..open]);
        let (close, apart) = if rest[open..].starts_with('{') { ('}', '|') } else { (']', '/') };
        let Some(end) = closing(&rest[open..], close) else { break };
        let choices: Vec<&str> = split_outside(&rest[open + 1..open + end], apart);
        if close == '}' {
            let choice = *chance.pick(&choices);
            out.push_str(&chosen(choice, female, chance));
        } else {
            out.push_str(if female { choices[0] } else { choices.last().copied().unwrap_or_default() });
        }
        rest = &rest[open + end + 1..];
    }
    out.push_str(rest);
    out
}

/// Where the bracket at 0 closes.
fn closing(text: &str, close: char) -> Option<usize> {
    let open = text.chars().next()?;
    let mut depth = 0;
    for (place, character) in text.char_indices() {
        if character == open {
            depth += 1;
        } else if character == close {
            depth -= 1;
            if depth == 0 {
                return Some(place);
            }
        }
    }
    None
}

/// Cuts at a sign that stands in no inner bracket.
fn split_outside(text: &str, apart: char) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (place, character) in text.char_indices() {
        match character {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            _ if character == apart && depth == 0 => {
                parts.push(&text[start..place]);
                start = place + character.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// A chosen form may begin a sentence in a small letter; an empty one leaves a space.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut begins, mut ended) = (true, false);
    for character in text.trim().chars() {
        if character.is_whitespace() {
            begins |= ended;
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if begins && character.is_lowercase() {
            out.extend(character.to_uppercase());
            begins = false;
        } else {
            // A quote or a number may stand before the first letter of a sentence, but then its case is its own.
            begins = false;
            out.push(character);
        }
        ended = matches!(character, '.' | '!' | '?' | '…');
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::demo::people::Someone;

    fn all() -> [Talks; 2] {
        [Talks::russian().unwrap(), Talks::english().unwrap()]
    }

    #[test]
    fn every_line_is_said_without_signs_of_the_grammar() {
        let mut chance = Chance::new(1);
        for talks in all() {
            for kind in [Kind::First, Kind::Later, Kind::Hello, Kind::Reply, Kind::Bye] {
                for round in 0..200 {
                    let who = Someone::example(round % 2 == 0);
                    let topic =
                        [None, Some(Topic::Order), Some(Topic::Class)][round % 3].filter(|_| kind == Kind::Later);
                    let Some(held) = talks.another(kind, topic, &[], &who, &mut chance) else { continue };
                    let said = held.said;
                    assert!(said.first().is_some_and(|said| said.by_client), "the client begins");
                    for Said { text, .. } in said {
                        assert!(!text.is_empty() && !text.contains(['{', '}', '[', ']', '|', '#']), "{text}");
                        assert!(!text.contains("  ") && !text.contains(" ,"), "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn later_episodes_fit_the_acquaintance_and_come_once() {
        let (talks, mut chance, who) = (Talks::russian().unwrap(), Chance::new(4), Someone::example(true));
        for topic in [None, Some(Topic::Order), Some(Topic::Class)] {
            let mut held = Vec::new();
            while let Some(episode) = talks.another(Kind::Later, topic, &held, &who, &mut chance) {
                assert!(episode.topic.is_none() || episode.topic == topic);
                assert!(!held.contains(&episode.number));
                held.push(episode.number);
            }
            assert!(held.len() >= 5, "{topic:?} has {}", held.len());
        }
    }

    #[test]
    fn dialogs_vary() {
        let (talks, mut chance) = (Talks::russian().unwrap(), Chance::new(2));
        let who = Someone::example(true);
        let openings: HashSet<String> =
            (0..300).map(|_| talks.episode(Kind::First, &who, &mut chance).unwrap().said[0].text.clone()).collect();
        assert!(openings.len() > 120, "only {} openings", openings.len());
    }

    #[test]
    fn forms_follow_the_person_and_choices_nest() {
        let mut chance = Chance::new(3);
        let values = [("name", "Анна".to_owned())];
        assert_eq!(say("[пришла/пришёл], #name", &values, true, 1, &mut chance), "Пришла, Анна");
        assert_eq!(say("{[пришла/пришёл]} № #order", &values, false, 7, &mut chance), "Пришёл № 7");
        assert_eq!(say("да{|}", &values, false, 7, &mut chance), "Да");
        assert_eq!(
            say("да, {есть}. {берём? |берём?} конечно", &values, false, 7, &mut chance),
            "Да, есть. Берём? Конечно"
        );
    }
}
