//! Who writes: invented people with names that many have, addresses of example.com and phones of no network.

use beseda_messengers::Person;

use super::chance::Chance;

const WOMEN: [&str; 28] = [
    "Марина",
    "Елена",
    "Полина",
    "Анна",
    "Дарья",
    "Ирина",
    "Светлана",
    "Юлия",
    "Наталья",
    "Ксения",
    "Алиса",
    "Вера",
    "Надежда",
    "Татьяна",
    "Екатерина",
    "Мария",
    "Софья",
    "Варвара",
    "Лидия",
    "Евгения",
    "Алёна",
    "Виктория",
    "Диана",
    "Гульнара",
    "Нина",
    "Оксана",
    "Тамара",
    "Яна",
];
const MEN: [&str; 18] = [
    "Тимур",
    "Артём",
    "Игорь",
    "Павел",
    "Дмитрий",
    "Сергей",
    "Антон",
    "Михаил",
    "Руслан",
    "Егор",
    "Илья",
    "Кирилл",
    "Николай",
    "Олег",
    "Роман",
    "Фёдор",
    "Алексей",
    "Глеб",
];
/// Without the ending of a woman's form.
const SURNAMES: [&str; 34] = [
    "Соколов",
    "Ковалёв",
    "Журавлёв",
    "Галеев",
    "Санин",
    "Зимин",
    "Белов",
    "Орлов",
    "Кузьмин",
    "Фролов",
    "Ершов",
    "Лебедев",
    "Власов",
    "Тихонов",
    "Громов",
    "Климов",
    "Назаров",
    "Щукин",
    "Рябов",
    "Субботин",
    "Панов",
    "Ильин",
    "Маслов",
    "Дроздов",
    "Калинин",
    "Ульянов",
    "Хасанов",
    "Лыткин",
    "Мухин",
    "Есин",
    "Шубин",
    "Ветров",
    "Котов",
    "Юдин",
];
const FOREIGN: [(&str, &str, bool); 10] = [
    ("Emma", "Fischer", true),
    ("Liam", "Walsh", false),
    ("Sofia", "Costa", true),
    ("Noah", "Berg", false),
    ("Clara", "Lindqvist", true),
    ("James", "Porter", false),
    ("Marta", "Nowak", true),
    ("Hugo", "Martin", false),
    ("Alice", "Green", true),
    ("Oscar", "Nilsen", false),
];

/// An invented person.
#[derive(Debug, Clone)]
pub(super) struct Someone {
    pub(super) first: String,
    pub(super) last: String,
    pub(super) female: bool,
    pub(super) english: bool,
    pub(super) phone: String,
}

impl Someone {
    /// The next one.
    pub(super) fn meet(chance: &mut Chance) -> Self {
        let phone =
            format!("+7 000 {:03}-{:02}-{:02}", chance.between(100, 999), chance.between(0, 99), chance.between(0, 99));
        if chance.percent(6) {
            let (first, last, female) = *chance.pick(&FOREIGN);
            return Self { first: first.to_owned(), last: last.to_owned(), female, english: true, phone };
        }
        let female = chance.percent(68);
        let first = if female { *chance.pick(&WOMEN) } else { *chance.pick(&MEN) };
        let ending = if female { "а" } else { "" };
        let last = format!("{}{ending}", chance.pick(&SURNAMES));
        Self { first: first.to_owned(), last, female, english: false, phone }
    }

    pub(super) fn full_name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }

    /// As Telegram tells him: some have a user name, and that is what the list shows then (S11).
    pub(super) fn in_telegram(&self, number: i64, chance: &mut Chance) -> Person {
        let named = chance.percent(18);
        let username = if named { format!("{}_{}", latin(&self.first), latin(&self.last)) } else { String::new() };
        Person {
            external_id: (610_000_000 + number * 7_919).to_string(),
            name: if named { username.clone() } else { self.full_name() },
            username,
            phone: if chance.percent(25) { self.phone.clone() } else { String::new() },
            email: String::new(),
            language: self.language(),
        }
    }

    /// As a website tells him: many give a name, some an address, the others are guests.
    pub(super) fn on_site(&self, chance: &mut Chance) -> Person {
        let named = chance.percent(65);
        let email = named && chance.percent(50);
        Person {
            external_id: format!("v{}", chance.hex(20)),
            name: if named { self.full_name() } else { String::new() },
            username: String::new(),
            phone: if named && chance.percent(30) { self.phone.clone() } else { String::new() },
            email: if email {
                format!("{}.{}@example.com", latin(&self.first), latin(&self.last))
            } else {
                String::new()
            },
            language: self.language(),
        }
    }

    fn language(&self) -> String {
        if self.english { "en" } else { "ru" }.to_owned()
    }

    #[cfg(test)]
    pub(super) fn example(female: bool) -> Self {
        let (first, last) = if female { ("Анна", "Белова") } else { ("Пётр", "Белов") };
        Self { first: first.into(), last: last.into(), female, english: false, phone: "+7 000 555-01-42".into() }
    }
}

/// Small Latin letters for user names and addresses.
fn latin(name: &str) -> String {
    let letter = |c: char| match c {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'е' | 'ё' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'й' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "h",
        'ц' => "c",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "sch",
        'ы' => "y",
        'ю' => "yu",
        'я' => "ya",
        _ => "",
    };
    let folded = name.to_lowercase();
    folded.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { letter(c).to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_many_and_their_names_become_addresses() {
        let mut chance = Chance::new(5);
        let people: Vec<Someone> = (0..400).map(|_| Someone::meet(&mut chance)).collect();
        let names: std::collections::HashSet<String> = people.iter().map(Someone::full_name).collect();
        assert!(names.len() > 250, "only {} names", names.len());
        assert!(people.iter().any(|person| person.english) && people.iter().any(|person| !person.female));
        assert!(people.iter().all(|person| latin(&person.last).bytes().all(|b| b.is_ascii_lowercase())));
        assert!(people.iter().all(|person| person.phone.starts_with("+7 000 ")), "phones of no network");
    }
}
