//! A table in a file: which letters and which delimiter, what stands in its header, and its lines from any place on.
//!
//! Lines are cut before their letters are read, so both letterings must write delimiters, quotes and line ends as ASCII does.

use beseda_base::error::{Checks, Error, Result};
use encoding_rs::{UTF_8, WINDOWS_1251};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clients::{VariableType, check_variable_name};

/// Columns of a table.
pub(super) const COLUMNS_MAX: usize = 200;
/// The beginning of the file that is looked at to guess; also the longest line.
pub(super) const HEAD: usize = 1 << 20;
/// The last column of a table of lines with errors: taken in again, it is left out by itself.
pub(super) const ERROR_COLUMNS: [&str; 2] = ["Ошибка", "Error"];

/// How a file writes letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(super) enum Encoding {
    /// UTF-8, with or without a mark at its beginning.
    #[serde(rename = "utf-8")]
    Utf8,
    /// What Excel saves on a Russian Windows.
    #[serde(rename = "windows-1251")]
    Windows1251,
}

impl Encoding {
    fn guess(head: &[u8]) -> Encoding {
        match std::str::from_utf8(head) {
            Ok(_) => Encoding::Utf8,
            // Cut in the middle of a letter.
            Err(error) if error.error_len().is_none() => Encoding::Utf8,
            Err(_) => Encoding::Windows1251,
        }
    }

    fn text(self, bytes: &[u8]) -> String {
        let encoding = if self == Encoding::Utf8 { UTF_8 } else { WINDOWS_1251 };
        // No text of a database may hold a zero.
        encoding.decode_without_bom_handling(bytes).0.replace('\0', "")
    }
}

/// What stands between the cells of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Delimiter {
    Semicolon,
    Comma,
    Tab,
    Bar,
}

impl Delimiter {
    const ALL: [Delimiter; 4] = [Delimiter::Semicolon, Delimiter::Comma, Delimiter::Tab, Delimiter::Bar];

    pub(super) fn byte(self) -> u8 {
        match self {
            Delimiter::Semicolon => b';',
            Delimiter::Comma => b',',
            Delimiter::Tab => b'\t',
            Delimiter::Bar => b'|',
        }
    }

    /// The one that stands most often in the first line outside of quotes; of equals the first, as Excel writes in Russian.
    fn guess(head: &[u8]) -> Delimiter {
        let mut quoted = false;
        let mut counts = [0; Delimiter::ALL.len()];
        for byte in head {
            match byte {
                b'"' => quoted = !quoted,
                b'\n' | b'\r' if !quoted && counts.iter().any(|count| *count > 0) => break,
                _ if quoted => {}
                _ => {
                    let of = Delimiter::ALL.iter().position(|delimiter| delimiter.byte() == *byte);
                    counts[of.unwrap_or_default()] += usize::from(of.is_some());
                }
            }
        }
        let best = (0..counts.len()).rev().max_by_key(|number| counts[*number]).unwrap_or_default();
        Delimiter::ALL[best]
    }
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) encoding: Encoding,
    pub(super) delimiter: Delimiter,
}

/// Lines of a file.
pub(super) struct Lines {
    /// Their cells.
    pub(super) lines: Vec<Vec<String>>,
    /// Bytes they take; the next line begins behind them.
    pub(super) used: usize,
}

impl Format {
    /// What a file most likely is, by its beginning.
    pub(super) fn guess(head: &[u8]) -> Format {
        Format { encoding: Encoding::guess(head), delimiter: Delimiter::guess(head) }
    }

    /// Whole lines from the beginning of these bytes, at most `most`. A line that ends where they do may go on, unless they
    /// are the `last` ones. Empty lines are none.
    pub(super) fn lines(self, bytes: &[u8], last: bool, most: usize) -> Lines {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter.byte())
            .from_reader(bytes);
        let mut record = csv::ByteRecord::new();
        let (mut lines, mut used) = (Vec::new(), 0);
        // Bytes in memory are always read; lines of any number of cells are lines.
        while lines.len() < most && reader.read_byte_record(&mut record).unwrap_or(false) {
            let end = usize::try_from(reader.position().byte()).unwrap_or(bytes.len());
            if end >= bytes.len() && !last {
                break;
            }
            lines.push(record.iter().map(|cell| self.encoding.text(cell).trim().to_owned()).collect());
            used = end;
        }
        Lines { lines, used }
    }
}

/// What the cells of a column are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum ImportColumn {
    /// ID в мессенджере.
    Id,
    /// Имя.
    Name,
    /// Телефон, a contact.
    Phone,
    /// Почта, a contact.
    Email,
    /// Переменная клиента.
    Variable {
        /// Its name: a letter first, then letters, digits and _.
        name: String,
    },
    /// Left out.
    Skip,
}

impl ImportColumn {
    /// The variable it fills.
    pub(super) fn variable(&self) -> Option<&str> {
        if let ImportColumn::Variable { name } = self { Some(name) } else { None }
    }
}

/// What the columns most likely are: the first the id, the second the name, every other one a variable named by its header.
pub(super) fn guess_columns(header: &[String]) -> Vec<ImportColumn> {
    let mut names = std::collections::HashSet::new();
    let column = |(number, title): (usize, &String)| match number {
        0 => ImportColumn::Id,
        1 => ImportColumn::Name,
        _ if ERROR_COLUMNS.contains(&title.as_str()) => ImportColumn::Skip,
        _ => {
            let name = variable_name(title);
            let mut checks = Checks::new();
            check_variable_name(&name, &mut checks);
            let fits = checks.done().is_ok() && names.insert(name.clone());
            if fits { ImportColumn::Variable { name } } else { ImportColumn::Skip }
        }
    };
    header.iter().enumerate().map(column).collect()
}

/// "День рождения" as a flow can say it.
fn variable_name(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_")
}

/// How a file is taken in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(super) struct ImportSettings {
    /// How it writes letters.
    pub(super) encoding: Encoding,
    /// What stands between its cells.
    pub(super) delimiter: Delimiter,
    /// What each column is, as many as the header has, at most 200. One is the id, at most one the name.
    pub(super) columns: Vec<ImportColumn>,
    /// Lists that the clients are put into, at most 20.
    #[serde(default)]
    pub(super) list_ids: Vec<i64>,
}

/// Lists that an import puts clients into.
pub(super) const LISTS_MAX: usize = 20;

impl ImportSettings {
    pub(super) fn format(&self) -> Format {
        Format { encoding: self.encoding, delimiter: self.delimiter }
    }

    /// Refuses what cannot be done to a table with this header.
    pub(super) fn check(&self, header: &[String]) -> Result<()> {
        let mut checks = Checks::new();
        checks.count("list_ids", self.list_ids.len(), 0..=LISTS_MAX);
        let fits = self.columns.len() == header.len();
        checks.ensure(fits, "columns", "bad_value", "One for each column of the header.");
        let of = |wanted: &ImportColumn| self.columns.iter().filter(|column| *column == wanted).count();
        checks.ensure(of(&ImportColumn::Id) == 1, "columns", "id_column", "One column is the ID in the messenger.");
        checks.ensure(of(&ImportColumn::Name) <= 1, "columns", "name_column", "At most one column is the name.");
        checks.done()?;
        let mut names = std::collections::HashSet::new();
        for (number, column) in self.columns.iter().enumerate() {
            let ImportColumn::Variable { name } = column else { continue };
            let mut checks = Checks::new();
            check_variable_name(name, &mut checks);
            let field = format!("columns.{number}.name");
            if checks.done().is_err() {
                let message = "A letter first, then letters, digits and _; no word that flows have.";
                return Err(Error::invalid(&field, "bad_value", message));
            }
            if !names.insert(name) {
                return Err(Error::invalid(&field, "taken", "another column has this name"));
            }
        }
        Ok(())
    }
}

/// Whether a value may take the place of one of this type.
pub(super) fn fits_type(kind: &str, value: &str) -> bool {
    VariableType::from_name(kind).fits(value)
}

#[cfg(test)]
mod tests {
    use super::{Delimiter, Encoding, Format, ImportColumn, guess_columns};

    fn cells(text: &str, last: bool) -> (Vec<Vec<String>>, usize) {
        let lines =
            Format { encoding: Encoding::Utf8, delimiter: Delimiter::Semicolon }.lines(text.as_bytes(), last, 10);
        (lines.lines, lines.used)
    }

    #[test]
    fn a_line_at_the_end_may_go_on() {
        let text = "1;Анна\r\n2;\"два\nряда\"\r\n3;Ви";
        let (whole, used) = cells(text, false);
        assert_eq!(whole, [["1", "Анна"], ["2", "два\nряда"]]);
        let (rest, _) = cells(&text[used..], true);
        assert_eq!(rest, [["3", "Ви"]]);
        // Cut anywhere, the same lines come out.
        for cut in 0..text.len() {
            let Some(head) = text.get(..cut) else { continue };
            let (mut lines, used) = cells(head, false);
            lines.extend(cells(&text[used..], true).0);
            assert_eq!(lines, [["1", "Анна"], ["2", "два\nряда"], ["3", "Ви"]], "cut at {cut}");
        }
    }

    #[test]
    fn letters_and_delimiter_are_guessed() {
        let (windows, _, _) = encoding_rs::WINDOWS_1251.encode("id;Имя;Город\n1;Анна;Тверь");
        assert_eq!(
            Format::guess(&windows),
            Format { encoding: Encoding::Windows1251, delimiter: Delimiter::Semicolon }
        );
        let utf8 = "\u{feff}id,Имя,\"a;b;c;d\"\n".as_bytes();
        let guessed = Format::guess(utf8);
        assert_eq!(guessed, Format { encoding: Encoding::Utf8, delimiter: Delimiter::Comma });
        assert_eq!(guessed.lines(utf8, true, 5).lines, [["id", "Имя", "a;b;c;d"]], "the mark is no letter");
        assert_eq!(Format::guess(&utf8[..7]).encoding, Encoding::Utf8, "cut within a letter");
        assert_eq!(Format::guess(b"one").delimiter, Delimiter::Semicolon);
    }

    #[test]
    fn columns_are_named_by_their_headers() {
        let header = ["ID", "Имя", "День рождения", "2nd", "День  рождения!", "", "Ошибка", "сумма"].map(str::to_owned);
        let variable = |name: &str| ImportColumn::Variable { name: name.to_owned() };
        let skip = ImportColumn::Skip;
        let expected = [
            ImportColumn::Id,
            ImportColumn::Name,
            variable("День_рождения"),
            skip.clone(),
            skip.clone(),
            skip.clone(),
            skip,
            variable("сумма"),
        ];
        assert_eq!(guess_columns(&header), expected);
    }
}
