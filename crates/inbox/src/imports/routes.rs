//! Imports over HTTP.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use beseda_base::auth::{Can, can};
use beseda_base::db::params;
use beseda_base::error::{Error, Result};
use beseda_base::json::{Json, Path, Query};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::lines::Fault;
use super::table::{
    COLUMNS_MAX, Delimiter, ERROR_COLUMNS, Encoding, Format, HEAD, ImportColumn, ImportSettings, guess_columns,
};
use super::{ERRORS_MAX, FILE_MAX, Import, ImportState, Row, begin, discard, end, insert, of_channel, one, work};
use crate::clients::cell;
use crate::{Inbox, channels, employees, files, labels};

/// Lines behind the header that are shown to choose by.
const SAMPLE: usize = 5;
/// Longest cell of these, in characters.
const SAMPLE_CELL: usize = 200;

/// All routes of this room.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(upload_import, list_imports))
        .routes(routes!(get_import, delete_import))
        .routes(routes!(preview_import))
        .routes(routes!(start_import))
        .routes(routes!(stop_import))
        .routes(routes!(import_errors))
}

/// A table of clients, in the field `file` of a form.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "described only; the form is read as a stream")]
struct NewImport {
    /// CSV, at most 256 MB.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Uploads a table of clients for a channel whose messenger knows people by ids of their own (`imports` of its capabilities).
/// Nothing is taken in yet.
#[utoipa::path(post, path = "/api/v1/channels/{id}/imports", tag = "clients", params(("id" = i64, Path)),
    request_body(content = NewImport, content_type = "multipart/form-data"),
    responses((status = 201, body = Import), (status = 404, body = beseda_base::error::Problem), (status = 409, body = beseda_base::error::Problem),
        (status = 413, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn upload_import(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsImport>,
    Path(channel): Path<i64>,
    request: Request,
) -> Result<(StatusCode, Json<Import>)> {
    let facts = inbox.db.read(move |tx| channels::importing(tx, who.project, channel)).await?;
    if !facts.kind.capabilities().imports {
        return Err(Error::conflict("not_importable", "people of this messenger are known only when they write"));
    }
    let file = files::upload_bytes(&inbox, who.project, request, FILE_MAX).await?;
    let key = file.key.clone();
    let kept = keep(&inbox, who, channel, file).await;
    if kept.is_err() {
        files::give_up(&inbox, &key).await;
    }
    Ok((StatusCode::CREATED, Json(kept?)))
}

async fn keep(inbox: &Inbox, who: beseda_base::auth::Who, channel: i64, file: files::Unnamed) -> Result<Import> {
    let head = work::head(inbox, &file.key, 0, HEAD as u64).await?.unwrap_or_default();
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) || head.contains(&0) {
        let text = "This is no CSV of UTF-8 or Windows-1251. In Excel choose Save as, CSV UTF-8.";
        return Err(Error::invalid("file", "not_csv", text));
    }
    header(Format::guess(&head), &head, file.size)?;
    let now = inbox.clock.now();
    inbox
        .db
        .write(move |tx| {
            let import = insert(tx, &who, channel, &file, now)?;
            Ok(one(tx, &who, import)?.shown())
        })
        .await
}

/// The first line of a file, and those behind it that are shown.
fn header(format: Format, head: &[u8], size: u64) -> Result<(Vec<String>, Vec<Vec<String>>)> {
    let mut lines = format.lines(head, head.len() as u64 >= size, SAMPLE + 1).lines;
    if lines.is_empty() {
        return Err(Error::invalid("file", "no_header", "The first line must name the columns."));
    }
    let header = lines.remove(0);
    if header.len() > COLUMNS_MAX {
        return Err(Error::invalid("file", "too_many_columns", format!("At most {COLUMNS_MAX} columns.")));
    }
    Ok((header, lines))
}

/// Imports of a channel.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Imports {
    /// The newest twenty; they are kept for a week.
    items: Vec<Import>,
}

/// Imports of a channel, the newest first.
#[utoipa::path(get, path = "/api/v1/channels/{id}/imports", tag = "clients", params(("id" = i64, Path)),
    responses((status = 200, body = Imports), (status = 404, body = beseda_base::error::Problem)))]
async fn list_imports(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsImport>,
    Path(channel): Path<i64>,
) -> Result<Json<Imports>> {
    let rows = inbox.db.read(move |tx| {
        channels::importing(tx, who.project, channel)?;
        of_channel(tx, &who, channel)
    });
    let rows = rows.await?;
    Ok(Json(Imports { items: rows.iter().map(Row::shown).collect() }))
}

/// One import.
#[utoipa::path(get, path = "/api/v1/imports/{id}", tag = "clients", params(("id" = i64, Path)),
    responses((status = 200, body = Import), (status = 404, body = beseda_base::error::Problem)))]
async fn get_import(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsImport>,
    Path(id): Path<i64>,
) -> Result<Json<Import>> {
    Ok(Json(inbox.db.read(move |tx| Ok(one(tx, &who, id)?.shown())).await?))
}

/// Gives up the file of an import that is not under way, with its lines with errors. Clients stay.
#[utoipa::path(delete, path = "/api/v1/imports/{id}", tag = "clients", params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = beseda_base::error::Problem), (status = 409, body = beseda_base::error::Problem)))]
async fn delete_import(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsImport>,
    Path(id): Path<i64>,
) -> Result<StatusCode> {
    let now = inbox.clock.now();
    inbox.db.write(move |tx| discard(tx, &who, id, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How a file shall be read; what is absent is guessed.
#[derive(Debug, Deserialize, IntoParams)]
struct PreviewQuery {
    /// How it writes letters.
    #[param(inline)]
    encoding: Option<Encoding>,
    /// What stands between its cells.
    #[param(inline)]
    delimiter: Option<Delimiter>,
}

/// The beginning of a file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportPreview {
    /// How it writes letters.
    encoding: Encoding,
    /// What stands between its cells.
    delimiter: Delimiter,
    /// Its first line.
    header: Vec<String>,
    /// What the columns most likely are.
    columns: Vec<ImportColumn>,
    /// At most five lines behind the header, cells cut at 200 characters.
    lines: Vec<Vec<String>>,
}

/// The beginning of an uploaded file, to choose what its columns are.
#[utoipa::path(get, path = "/api/v1/imports/{id}/preview", tag = "clients", params(("id" = i64, Path), PreviewQuery),
    responses((status = 200, body = ImportPreview), (status = 404, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn preview_import(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsImport>,
    Path(id): Path<i64>,
    Query(asks): Query<PreviewQuery>,
) -> Result<Json<ImportPreview>> {
    let row = inbox.db.read(move |tx| one(tx, &who, id)).await?;
    let head = head_of(&inbox, &row).await?;
    let guess = Format::guess(&head);
    let format = Format {
        encoding: asks.encoding.unwrap_or(guess.encoding),
        delimiter: asks.delimiter.unwrap_or(guess.delimiter),
    };
    let (header, mut lines) = header(format, &head, u64::try_from(row.size).unwrap_or_default())?;
    for cell in lines.iter_mut().flatten() {
        *cell = cell.chars().take(SAMPLE_CELL).collect();
    }
    let columns = guess_columns(&header);
    Ok(Json(ImportPreview { encoding: format.encoding, delimiter: format.delimiter, header, columns, lines }))
}

async fn head_of(inbox: &Inbox, row: &Row) -> Result<Bytes> {
    let gone = || Error::conflict("file_gone", "the file was given up; upload it again");
    if row.blob_key.is_empty() {
        return Err(gone());
    }
    work::head(inbox, &row.blob_key, 0, HEAD as u64).await?.ok_or_else(gone)
}

/// How an import shall be done.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct StartImport {
    #[serde(flatten)]
    settings: ImportSettings,
    /// A trial: everything is checked and counted, nothing is written.
    #[serde(default)]
    trial: bool,
}

/// Begins to take clients in, or tries it. Known clients get the variables, contacts and lists of the table, and its name as
/// long as no hand has given them one; empty cells change nothing.
#[utoipa::path(post, path = "/api/v1/imports/{id}/start", tag = "clients", params(("id" = i64, Path)), request_body = StartImport,
    responses((status = 202, body = Import), (status = 404, body = beseda_base::error::Problem), (status = 409, body = beseda_base::error::Problem),
        (status = 422, body = beseda_base::error::Problem)))]
async fn start_import(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsImport>,
    Path(id): Path<i64>,
    Json(start): Json<StartImport>,
) -> Result<(StatusCode, Json<Import>)> {
    let row = inbox.db.read(move |tx| one(tx, &who, id)).await?;
    let head = head_of(&inbox, &row).await?;
    let (header, _) = header(start.settings.format(), &head, u64::try_from(row.size).unwrap_or_default())?;
    start.settings.check(&header)?;
    let now = inbox.clock.now();
    let import = inbox
        .db
        .write(move |tx| {
            for list in &start.settings.list_ids {
                if !labels::is_there(tx, who.project, labels::LabelKind::List, *list)? {
                    return Err(Error::invalid("list_ids", "unknown", "there is no such list"));
                }
            }
            begin(tx, &who, id, (&start.settings, &header), start.trial, now)?;
            Ok(one(tx, &who, id)?.shown())
        })
        .await?;
    Ok((StatusCode::ACCEPTED, Json(import)))
}

/// Stops an import or its trial; what was taken in stays.
#[utoipa::path(post, path = "/api/v1/imports/{id}/stop", tag = "clients", params(("id" = i64, Path)),
    responses((status = 200, body = Import), (status = 404, body = beseda_base::error::Problem)))]
async fn stop_import(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsImport>,
    Path(id): Path<i64>,
) -> Result<Json<Import>> {
    let now = inbox.clock.now();
    let import = inbox
        .db
        .write(move |tx| {
            let row = one(tx, &who, id)?;
            // Of a trial nothing is left; the file can be tried again.
            let state = if row.state() == ImportState::Checking { ImportState::Ready } else { ImportState::Stopped };
            end(tx, id, state, None, now)?;
            Ok(one(tx, &who, id)?.shown())
        })
        .await?;
    Ok(Json(import))
}

/// The lines with errors as a table like the file, with the reason in a column of its own; at most 10,000 of them.
#[utoipa::path(get, path = "/api/v1/imports/{id}/errors", tag = "clients", params(("id" = i64, Path)),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 404, body = beseda_base::error::Problem)))]
async fn import_errors(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::ClientsImport>,
    Path(id): Path<i64>,
) -> Result<Response> {
    let row = inbox.db.read(move |tx| one(tx, &who, id)).await?;
    let settings = row.settings().map_err(|_| Error::NotFound)?;
    let header = row.header()?;
    let (russian, lines) = inbox
        .db
        .read(move |tx| {
            let lines: Vec<(String, String)> = tx.query(
                "select code, cells from import_errors where import = $1 order by line limit $2",
                params![id, ERRORS_MAX],
            )?;
            Ok((employees::language_of(tx, who.employee)? == "ru", lines))
        })
        .await?;
    let table = error_table(&settings, header, &lines, russian)?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"import-errors.csv\""),
    ];
    Ok((headers, table).into_response())
}

fn error_table(
    settings: &ImportSettings,
    header: Vec<String>,
    lines: &[(String, String)],
    russian: bool,
) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(settings.delimiter.byte())
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let width = header.len();
    let title = ERROR_COLUMNS[usize::from(!russian)].to_owned();
    let named = header.into_iter().map(|name| cell(&name)).chain([title]);
    writer.write_record(named).map_err(Error::internal)?;
    for (code, cells) in lines {
        let mut cells: Vec<String> = serde_json::from_str(cells).map_err(Error::internal)?;
        let fault = Fault::from_code(code).map_or(code.as_str(), |fault| fault.text(russian));
        // The reason stands below its title also where cells are missing; surplus ones stand behind it.
        cells.resize(cells.len().max(width), String::new());
        let surplus = cells.split_off(width);
        let line =
            cells.iter().map(|text| cell(text)).chain([fault.to_owned()]).chain(surplus.iter().map(|text| cell(text)));
        writer.write_record(line).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}
