//! What a page shows of a text that was found: the piece around the words, and where they stand in it.

use serde::Serialize;
use utoipa::ToSchema;

/// Longest piece of a text that is shown, in characters, and how much of it stands before the first mark.
const SNIPPET: usize = 240;
const BEFORE: usize = 60;

/// A stretch of a text that was looked for, in UTF-16 units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Mark {
    /// Start.
    offset: usize,
    /// Length.
    length: usize,
}

/// The piece of a text around its first mark, cut between words, with the marks that are in it.
pub(super) fn snippet(text: &str, marks: &[(usize, usize)]) -> (String, Vec<Mark>) {
    let first = marks.first().map_or(0, |mark| mark.0);
    let before = text[..first].char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| at);
    let start = if before == 0 { 0 } else { text[before..first].find(' ').map_or(before, |at| before + at + 1) };
    let cut = text[start..].char_indices().nth(SNIPPET).map_or(text.len(), |(at, _)| start + at);
    let end = if cut == text.len() { cut } else { text[start..cut].rfind(' ').map_or(cut, |at| start + at) };
    let ahead = if start > 0 { "…" } else { "" };
    let inside: Vec<(usize, usize)> = marks
        .iter()
        .filter(|(from, to)| *from >= start && *to <= end)
        .map(|(from, to)| (from - start + ahead.len(), to - start + ahead.len()))
        .collect();
    let piece = format!("{ahead}{}{}", &text[start..end], if end < text.len() { "…" } else { "" });
    let marks = utf16(&piece, &inside);
    (piece, marks)
}

/// Marks in bytes as marks in UTF-16 units, which a page counts in.
pub(super) fn utf16(text: &str, marks: &[(usize, usize)]) -> Vec<Mark> {
    let (mut byte, mut unit) = (0, 0);
    let mut units = |to: usize| {
        unit += text[byte..to].encode_utf16().count();
        byte = to;
        unit
    };
    let mark = |(start, end): &(usize, usize)| {
        let offset = units(*start);
        Mark { offset, length: units(*end) - offset }
    };
    marks.iter().map(mark).collect()
}
