//! What a line of a table says, and many of them taken in at once: clients found or made, their variables, contacts and lists.

use std::collections::{BTreeMap, HashMap, HashSet};

use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::Result;

use super::table::{ImportColumn, ImportSettings, fits_type};
use crate::channels::ChannelFacts;
use crate::clients::{self, Imported, Known, NAME_MAX, VARIABLES_MAX};
use crate::labels;

/// Longest value, as in the card (facts §2).
const VALUE_MAX: usize = 100_000;

/// Why a line was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// No id.
    NoId,
    /// Not an id of this messenger.
    BadId,
    /// More cells than the header has.
    TooManyCells,
    /// A name of more than 200 characters.
    NameTooLong,
    /// A value of more than 100,000 characters.
    ValueTooLong,
    /// Not a phone.
    BadPhone,
    /// Not an e-mail.
    BadEmail,
    /// The client has this variable with another type.
    BadValue,
    /// More variables than a client may have.
    TooManyVariables,
    /// More lists than a client may be in.
    TooManyLists,
    /// The client is just being deleted.
    Deleted,
}

impl Fault {
    const ALL: [Fault; 11] = [
        Fault::NoId,
        Fault::BadId,
        Fault::TooManyCells,
        Fault::NameTooLong,
        Fault::ValueTooLong,
        Fault::BadPhone,
        Fault::BadEmail,
        Fault::BadValue,
        Fault::TooManyVariables,
        Fault::TooManyLists,
        Fault::Deleted,
    ];

    /// In the table.
    pub(super) fn code(self) -> &'static str {
        match self {
            Fault::NoId => "no_id",
            Fault::BadId => "bad_id",
            Fault::TooManyCells => "too_many_cells",
            Fault::NameTooLong => "name_too_long",
            Fault::ValueTooLong => "value_too_long",
            Fault::BadPhone => "bad_phone",
            Fault::BadEmail => "bad_email",
            Fault::BadValue => "bad_value",
            Fault::TooManyVariables => "too_many_variables",
            Fault::TooManyLists => "too_many_lists",
            Fault::Deleted => "deleted",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Fault> {
        Fault::ALL.into_iter().find(|fault| fault.code() == code)
    }

    /// For the last column of the table of lines with errors.
    pub(super) fn text(self, russian: bool) -> &'static str {
        let (ru, en) = match self {
            Fault::NoId => ("Нет ID", "The ID is missing"),
            Fault::BadId => ("Это не ID в этом мессенджере", "Not an ID of this messenger"),
            Fault::TooManyCells => ("Ячеек больше, чем в первой строке", "More cells than the first line has"),
            Fault::NameTooLong => ("Имя длиннее 200 символов", "The name is longer than 200 characters"),
            Fault::ValueTooLong => ("Значение длиннее 100 000 символов", "A value is longer than 100,000 characters"),
            Fault::BadPhone => ("Это не телефон", "Not a phone number"),
            Fault::BadEmail => ("Это не адрес почты", "Not an e-mail address"),
            Fault::BadValue => (
                "Значение не подходит к типу переменной клиента",
                "A value does not fit the type of the client's variable",
            ),
            Fault::TooManyVariables => {
                ("У клиента больше 1000 переменных", "The client would have more than 1,000 variables")
            }
            Fault::TooManyLists => ("Клиент уже в слишком многих списках", "The client is in too many lists already"),
            Fault::Deleted => ("Этого клиента сейчас удаляют", "This client is being deleted"),
        };
        if russian { ru } else { en }
    }
}

/// A line that can be taken in as far as it can be seen from itself.
#[derive(Debug)]
pub(super) struct Line {
    /// Its number in the file, the header being 1.
    number: i64,
    person: Imported,
    /// Without the empty ones.
    variables: BTreeMap<String, String>,
}

/// Reads the cells of a line.
pub(super) fn read(
    number: i64,
    cells: &[String],
    settings: &ImportSettings,
    channel: &ChannelFacts,
) -> std::result::Result<Line, Fault> {
    if cells.iter().skip(settings.columns.len()).any(|cell| !cell.is_empty()) {
        return Err(Fault::TooManyCells);
    }
    let (mut person, mut variables) = (Imported::default(), BTreeMap::new());
    for (column, cell) in settings.columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        match column {
            ImportColumn::Id => person.id = channel.kind.imported_id(cell).ok_or(Fault::BadId)?,
            ImportColumn::Name if cell.chars().count() > NAME_MAX => return Err(Fault::NameTooLong),
            ImportColumn::Name => person.name.clone_from(cell),
            ImportColumn::Phone if !clients::is_phone(cell) => return Err(Fault::BadPhone),
            ImportColumn::Phone => person.phones.push(cell.clone()),
            ImportColumn::Email if !clients::is_email(cell) => return Err(Fault::BadEmail),
            ImportColumn::Email => person.emails.push(cell.clone()),
            ImportColumn::Variable { .. } if cell.chars().count() > VALUE_MAX => return Err(Fault::ValueTooLong),
            ImportColumn::Variable { name } => drop(variables.insert(name.clone(), cell.clone())),
            ImportColumn::Skip => {}
        }
    }
    if person.id.is_empty() { Err(Fault::NoId) } else { Ok(Line { number, person, variables }) }
}

/// What came of some lines.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// Lines that made a client.
    pub(super) created: i64,
    /// Lines of clients who were there.
    pub(super) changed: i64,
    /// Lines left out.
    pub(super) faults: Vec<(i64, Fault)>,
}

/// Takes lines in, or, when it is only a `trial`, tells what would come of them.
pub(super) fn take(
    tx: &Tx<'_>,
    channel: &ChannelFacts,
    settings: &ImportSettings,
    lines: Vec<Line>,
    trial: bool,
    now: i64,
) -> Result<Taken> {
    let mut taken = Taken::default();
    if lines.is_empty() {
        return Ok(taken);
    }
    let ids: HashSet<&str> = lines.iter().map(|line| line.person.id.as_str()).collect();
    let rows = clients::known(tx, channel.id, ids)?;
    let known: HashMap<&str, &Known> = rows.iter().map(|row| (row.external_id.as_str(), row)).collect();
    let there = There::load(tx, settings, rows.iter().filter(|row| row.project == channel.project).map(|row| row.id))?;
    // Of several lines on one client the later ones add to the first.
    let mut people: BTreeMap<String, Imported> = BTreeMap::new();
    let mut variables: BTreeMap<(String, String), String> = BTreeMap::new();
    for line in lines {
        let id = line.person.id.as_str();
        let fault = match known.get(id) {
            Some(row) if row.project != channel.project => Some(Fault::Deleted),
            Some(row) => there.fault(row.id, &line, settings),
            None => None,
        };
        if let Some(fault) = fault {
            taken.faults.push((line.number, fault));
            continue;
        }
        let new = !known.contains_key(id) && !people.contains_key(id);
        *if new { &mut taken.created } else { &mut taken.changed } += 1;
        variables.extend(line.variables.into_iter().map(|(name, value)| ((id.to_owned(), name), value)));
        match people.get_mut(id) {
            Some(person) => person.add(line.person),
            None => drop(people.insert(id.to_owned(), line.person)),
        }
    }
    if trial {
        return Ok(taken);
    }
    let (old, new): (Vec<Imported>, Vec<Imported>) =
        people.into_values().partition(|person| known.contains_key(person.id.as_str()));
    let mut ids = clients::import_new(tx, channel, &new, now)?;
    let of = |person: Imported| known.get(person.id.as_str()).map(|row| (row.id, person));
    let mut changed: Vec<(i64, Imported)> = old.into_iter().filter_map(of).collect();
    // Locked ascending, as every writer of many clients does (guarantee 4).
    changed.sort_unstable_by_key(|(client, _)| *client);
    clients::import_known(tx, channel.project, &changed, now)?;
    ids.extend(changed.into_iter().map(|(client, person)| (person.id, client)));
    let rows = variables.iter().filter_map(|((id, name), value)| Some((*ids.get(id)?, name.as_str(), value.as_str())));
    clients::put_variables(tx, rows, now)?;
    let clients: Vec<i64> = ids.into_values().collect();
    labels::put_into_lists(tx, channel.project, &clients, &settings.list_ids)?;
    Ok(taken)
}

/// What the known clients have already, as far as it limits what can be added.
struct There {
    variables: HashMap<i64, i64>,
    types: HashMap<(i64, String), String>,
    lists: HashMap<i64, HashSet<i64>>,
}

impl There {
    fn load(tx: &Tx<'_>, settings: &ImportSettings, clients: impl Iterator<Item = i64>) -> Result<There> {
        let rows: Vec<Vec<Val>> = clients.map(|client| values![client]).collect();
        let mut there = There { variables: HashMap::new(), types: HashMap::new(), lists: HashMap::new() };
        if rows.is_empty() {
            return Ok(there);
        }
        let names: HashSet<&str> = settings.columns.iter().filter_map(ImportColumn::variable).collect();
        let variables: Vec<(i64, String, String)> = tx.query_rows(
            "select client, name, type from client_variables where client in (values {rows:bigint})",
            &[],
            &rows,
        )?;
        for (client, name, kind) in variables {
            *there.variables.entry(client).or_default() += 1;
            if names.contains(name.as_str()) {
                there.types.insert((client, name), kind);
            }
        }
        for (client, list) in labels::lists_of(tx, &rows)? {
            there.lists.entry(client).or_default().insert(list);
        }
        Ok(there)
    }

    fn fault(&self, client: i64, line: &Line, settings: &ImportSettings) -> Option<Fault> {
        let mut new = 0;
        for (name, value) in &line.variables {
            match self.types.get(&(client, name.clone())) {
                Some(kind) if !fits_type(kind, value) => return Some(Fault::BadValue),
                Some(_) => {}
                None => new += 1,
            }
        }
        if self.variables.get(&client).copied().unwrap_or(0) + new > VARIABLES_MAX {
            return Some(Fault::TooManyVariables);
        }
        let lists = self.lists.get(&client);
        let more = settings.list_ids.iter().filter(|list| lists.is_none_or(|there| !there.contains(list))).count();
        let all = lists.map_or(0, HashSet::len) + more;
        (more > 0 && all as i64 > labels::OF_CLIENT_MAX).then_some(Fault::TooManyLists)
    }
}

/// Notes lines that were left out.
pub(super) fn note(tx: &Tx<'_>, import: i64, faults: &[(i64, Fault, String)]) -> Result<()> {
    let rows: Vec<Vec<Val>> =
        faults.iter().map(|(line, fault, cells)| values![import, *line, fault.code(), cells.as_str()]).collect();
    tx.execute_rows(
        "insert into import_errors (import, line, code, cells) values {rows:bigint,bigint,text,text}
         on conflict (import, line) do nothing",
        &[],
        &rows,
    )?;
    Ok(())
}

/// Forgets the lines with errors of a former look at the file.
pub(super) fn forget(tx: &Tx<'_>, import: i64) -> Result<()> {
    tx.execute("delete from import_errors where import = $1", params![import])?;
    Ok(())
}
