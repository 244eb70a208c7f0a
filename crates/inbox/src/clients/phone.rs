//! Phones as people write them: `+7 (912) 345-67-89`, `8 912 3456789` and `79123456789` are one number.

/// Fewer digits than this find too much to be meant as a part of a phone.
const LEAST_DIGITS: usize = 3;

/// A Russian number has so many digits; within the country it begins with 8 instead of +7.
const RUSSIAN: usize = 11;

/// The digits of a phone, a Russian one with its country's 7. What stands in the text of the search.
pub(crate) fn key(phone: &str) -> String {
    let digits = digits(phone);
    match digits.strip_prefix('8') {
        Some(rest) if digits.len() == RUSSIAN && !is_international(phone) => format!("7{rest}"),
        _ => digits,
    }
}

/// What a search text must contain for this query, any of them; empty when it is not meant as a phone.
pub(crate) fn wanted(query: &str) -> Vec<String> {
    let is_phone = query.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-().".contains(c));
    let digits = digits(query);
    if !is_phone || digits.len() < LEAST_DIGITS {
        return Vec::new();
    }
    let mut wanted = vec![digits.clone()];
    if let Some(rest) = digits.strip_prefix('8')
        && digits.len() <= RUSSIAN
        && !is_international(query)
    {
        // Only at the beginning of a number: inside of one an 8 is an 8.
        wanted.push(format!(" 7{rest}"));
    }
    wanted
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn is_international(text: &str) -> bool {
    text.trim_start().starts_with('+')
}

#[cfg(test)]
mod tests {
    use super::{key, wanted};

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        for text in ["+7 (912) 345-67-89", "8 912 345 67 89", "79123456789", "7-912-345.67.89", "8(912)3456789"] {
            assert_eq!(key(text), "79123456789", "{text}");
        }
        assert_eq!(key("+84 912 345 678"), "84912345678", "Vietnam begins with 84");
        assert_eq!(key("8 800"), "8800");
        assert_eq!((key(""), key("нет")), (String::new(), String::new()));
    }

    #[test]
    fn what_is_looked_for_has_digits_only() {
        assert_eq!(wanted("8 (912) 345"), ["8912345", " 7912345"]);
        assert_eq!(wanted("+7 912"), ["7912"]);
        assert_eq!(wanted("+84 912"), ["84912"]);
        assert_eq!(wanted("345-67"), ["34567"]);
        for other in ["", "12", "8 9", "дом 8912", "a@b.c", "8912x", "--"] {
            assert!(wanted(other).is_empty(), "{other}");
        }
    }
}
