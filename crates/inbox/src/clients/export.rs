//! Clients as a table (S07): all who fit a filter, page by page as the reader takes them, so that a million lines need no more
//! memory than a page. One column for each variable, so names are gathered before the first line.

use std::collections::{BTreeSet, HashMap};

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use beseda_base::auth::{Can, Who, can};
use beseda_base::db::{Tx, Val, params, row, values};
use beseda_base::error::{Error, Result};
use beseda_base::json::Query;
use bytes::Bytes;
use futures_util::stream;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::dialogs::{After, Asked, DialogFilter, PageOf, Tab, client_ids, filter_of};
use crate::{Inbox, audit, projects};

/// Clients of one page of the export.
const PAGE: i64 = 100;
/// Columns of variables; those behind them, by name, are left out.
const VARIABLES_MAX: usize = 1_000;
/// Longest value of a cell, in characters.
const CELL_MAX: usize = 10_000;

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(export_clients))
}

/// Which clients, and how the table is written.
#[derive(Debug, Deserialize, IntoParams)]
struct ExportQuery {
    /// all, unanswered, mine, free or others; all if absent.
    tab: Option<Tab>,
    /// A `DialogFilter` as JSON.
    filter: Option<String>,
    /// `,` or `;`; a semicolon if absent, as Excel expects in Russian.
    delimiter: Option<String>,
}

/// The clients who fit, as CSV in UTF-8 with a mark that Excel knows it by.
#[utoipa::path(get, path = "/api/v1/clients/export", tag = "clients", params(ExportQuery),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 403, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn export_clients(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsExport>,
    Query(query): Query<ExportQuery>,
) -> Result<Response> {
    let delimiter = match query.delimiter.as_deref() {
        None | Some(";") => b';',
        Some(",") => b',',
        Some(_) => return Err(Error::invalid("delimiter", "bad_value", "A comma or a semicolon.")),
    };
    let filter = filter_of(query.filter.as_deref())?;
    let tab = query.tab.unwrap_or(Tab::All);
    let now = inbox.clock.now();
    let zone = inbox
        .db
        .write(move |tx| {
            audit::record(tx, &who, "clients.exported", "project", Some(who.project), &json!({ "tab": tab }), now)?;
            Ok(projects::of(tx, who.project)?.timezone)
        })
        .await?;
    let mut export = Export { inbox, who, tab, filter, delimiter, zone, names: Vec::new(), now };
    export.names = export.gather().await?;
    let head = export.head()?;
    let rows = stream::try_unfold((export, Place::Start), |(export, place)| async move {
        let after = match place {
            Place::Start => None,
            Place::After(after) => Some(after),
            Place::End => return Ok::<_, std::io::Error>(None),
        };
        let (bytes, next) = export.page(after).await.map_err(std::io::Error::other)?;
        Ok(Some((bytes, (export, next.map_or(Place::End, Place::After)))))
    });
    let first = stream::once(async move { Ok(head) });
    let body = Body::from_stream(futures_util::StreamExt::chain(first, rows));
    let headers =
        [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"clients.csv\"")];
    Ok((headers, body).into_response())
}

enum Place {
    Start,
    After(After),
    End,
}

struct Export {
    inbox: Inbox,
    who: Who,
    tab: Tab,
    filter: DialogFilter,
    delimiter: u8,
    zone: String,
    /// Of variables, in order.
    names: Vec<String>,
    now: i64,
}

/// Columns that every client has.
const COLUMNS: [&str; 11] = [
    "client_id",
    "name",
    "messenger",
    "channel",
    "id_in_messenger",
    "created_at",
    "last_action_at",
    "phone",
    "email",
    "responsible",
    "tag",
];

row! {
    struct Line {
        id: i64, name: String, messenger: String, channel: String, external_id: String, created_at: i64,
        last_action_at: Option<i64>, phone: String, email: String, responsible: Option<String>, tag: Option<String>,
    }
}

impl Export {
    /// The clients of the next page and the place behind it.
    async fn ids(&self, after: Option<After>) -> Result<(Vec<i64>, Option<After>)> {
        let asked = Asked::of(&self.who, self.now);
        let of = PageOf { tab: self.tab, after, limit: PAGE, filter: self.filter.clone() };
        self.inbox.db.read(move |tx| client_ids(tx, asked, &of)).await
    }

    /// Names of all variables that these clients have.
    async fn gather(&self) -> Result<Vec<String>> {
        let (mut names, mut after) = (BTreeSet::new(), None);
        loop {
            let (ids, next) = self.ids(after).await?;
            let found = self.inbox.db.read(move |tx| variable_names(tx, &ids)).await?;
            names.extend(found);
            match next {
                Some(next) if names.len() < VARIABLES_MAX => after = Some(next),
                _ => return Ok(names.into_iter().take(VARIABLES_MAX).collect()),
            }
        }
    }

    fn head(&self) -> Result<Bytes> {
        let names = self.names.iter().map(|name| cell(name));
        let line = COLUMNS.iter().map(|column| (*column).to_owned()).chain(names).collect();
        let mut bytes = "\u{feff}".as_bytes().to_vec();
        bytes.extend(self.write(vec![line])?);
        Ok(bytes.into())
    }

    async fn page(&self, after: Option<After>) -> Result<(Bytes, Option<After>)> {
        let (ids, next) = self.ids(after).await?;
        let project = self.who.project;
        let wanted = ids.clone();
        let (lines, variables) = self.inbox.db.read(move |tx| load(tx, project, &wanted)).await?;
        let mut lines: HashMap<i64, Line> = lines.into_iter().map(|line| (line.id, line)).collect();
        let zone = jiff::tz::TimeZone::get(&self.zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let records = ids
            .iter()
            .filter_map(|id| lines.remove(id))
            .map(|line| {
                let own = variables.get(&line.id);
                let values = self
                    .names
                    .iter()
                    .map(|name| own.and_then(|own| own.get(name)).map_or_else(String::new, |value| cell(value)));
                line.cells(&zone).into_iter().chain(values).collect()
            })
            .collect();
        Ok((self.write(records)?.into(), next))
    }

    fn write(&self, records: Vec<Vec<String>>) -> Result<Vec<u8>> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.delimiter)
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        for record in records {
            writer.write_record(&record).map_err(Error::internal)?;
        }
        writer.into_inner().map_err(Error::internal)
    }
}

impl Line {
    fn cells(&self, zone: &jiff::tz::TimeZone) -> Vec<String> {
        let at = |ms: i64| {
            let at = jiff::Timestamp::from_millisecond(ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
            at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
        };
        vec![
            self.id.to_string(),
            cell(&self.name),
            self.messenger.clone(),
            cell(&self.channel),
            cell(&self.external_id),
            at(self.created_at),
            self.last_action_at.map(at).unwrap_or_default(),
            cell(&self.phone),
            cell(&self.email),
            cell(self.responsible.as_deref().unwrap_or_default()),
            cell(self.tag.as_deref().unwrap_or_default()),
        ]
    }
}

/// A cell that no table program takes for a formula (guarantee 30).
pub(crate) fn cell(text: &str) -> String {
    let text: String = text.chars().take(CELL_MAX).collect();
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

fn variable_names(tx: &Tx<'_>, clients: &[i64]) -> Result<Vec<String>> {
    let rows: Vec<Vec<Val>> = clients.iter().map(|id| values![*id]).collect();
    tx.query_rows("select distinct name from client_variables where client in (values {rows:bigint})", &[], &rows)
}

type Variables = HashMap<i64, HashMap<String, String>>;

fn load(tx: &Tx<'_>, project: i64, clients: &[i64]) -> Result<(Vec<Line>, Variables)> {
    let rows: Vec<Vec<Val>> = clients.iter().map(|id| values![*id]).collect();
    let lines: Vec<Line> = tx.query_rows(
        "select c.id, c.name, h.kind, h.name, c.external_id, c.created_at, c.last_action_at, c.phone, c.email, e.email, c.tag
         from (select column1 as id from (values {rows:bigint}) as v) p join clients c on c.id = p.id
         join channels h on h.id = c.channel left join employees e on e.id = c.responsible where +c.project = $1",
        params![project],
        &rows,
    )?;
    let found: Vec<(i64, String, String)> = tx.query_rows(
        "select client, name, value from client_variables where client in (values {rows:bigint})",
        &[],
        &rows,
    )?;
    let mut variables = Variables::new();
    for (client, name, value) in found {
        variables.entry(client).or_default().insert(name, value);
    }
    Ok((lines, variables))
}

#[cfg(test)]
mod tests {
    use beseda_base::both;
    use beseda_base::db::Db;
    use serde_json::json;

    use super::cell;
    use crate::migrations::ALL;
    use crate::testing::talk::Talk;

    both! { ALL;
        async fn who_fits_is_a_line_with_all_variables(db: Db) {
            let talk = Talk::new(db).await;
            let mut clients = Vec::new();
            for number in 0..130 {
                clients.push(talk.writes(&format!("5{number}"), "привет").await);
                talk.app.advance(1_000);
            }
            let put = async |client: i64, name: &str, value: &str| {
                talk.owner.put(&format!("/api/v1/clients/{client}/variables/{name}")).json(json!({ "value": value })).await.gives(200);
            };
            put(clients[0], "город", "Казань; \"центр\"").await;
            put(clients[129], "bonus", "=1+1").await;
            let table = talk.owner.get("/api/v1/clients/export").await;
            assert_eq!((table.status, table.header("content-type")), (200, "text/csv; charset=utf-8"));
            let text = table.text();
            let lines: Vec<&str> = text.trim_start_matches('\u{feff}').split("\r\n").filter(|line| !line.is_empty()).collect();
            assert_eq!(lines.len(), 131);
            assert!(lines[0].ends_with(";tag;bonus;город"), "{}", lines[0]);
            assert!(lines[1].starts_with(&format!("{};Клиент 5129;telegram;Бот;5129;", clients[129])), "{}", lines[1]);
            assert!(lines[1].ends_with(";'=1+1;"), "no formula: {}", lines[1]);
            assert!(lines[130].ends_with(";;\"Казань; \"\"центр\"\"\""), "{}", lines[130]);
            let mut ids: Vec<&str> = lines[1..].iter().map(|line| line.split(';').next().unwrap()).collect();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), 130, "each once");
            let some = talk.owner.get("/api/v1/clients/export?delimiter=,&filter=%7B%22q%22%3A%225129%22%7D").await.text();
            assert_eq!(some.split("\r\n").filter(|line| !line.is_empty()).count(), 2);
        }

        async fn only_who_has_the_right_exports(db: Db) {
            let talk = Talk::new(db).await;
            let (olga, edgar) = (talk.app.operator("olga").await, talk.app.editor("edgar").await);
            assert_eq!((olga.get("/api/v1/clients/export").await.status, edgar.get("/api/v1/clients/export").await.status), (403, 403));
            let neighbour = talk.app.neighbour("nina").await;
            talk.writes("1", "привет").await;
            let table = neighbour.get("/api/v1/clients/export").await.text();
            assert_eq!(table.split("\r\n").filter(|line| !line.is_empty()).count(), 1, "the head alone");
            talk.owner.get("/api/v1/clients/export?delimiter=x").await.complains("delimiter", "bad_value");
        }
    }

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(["=1", "+7", "-1", "@x", "a=b"].map(cell), ["'=1", "'+7", "'-1", "'@x", "a=b"]);
    }
}
