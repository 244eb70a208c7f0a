//! Comparing words as people do: case and ё do not matter. Done in Rust for both engines, never in SQL.

/// Lower case, ё as е, runs of white space as one space.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_whitespace() {
            space = !folded.is_empty();
            continue;
        }
        if space {
            folded.push(' ');
            space = false;
        }
        folded.push(if c == 'ё' { 'е' } else { c });
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_yo_and_spaces_do_not_matter() {
        assert_eq!(fold("  Алёна\t  ЁЖ "), "алена еж");
        assert_eq!(fold("ÀÉ İ"), "àé i\u{307}");
        assert_eq!(fold(""), "");
    }
}
