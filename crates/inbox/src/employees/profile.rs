//! One's own account: name, look and keys, password, status in the current project.

use axum::extract::State;
use axum::http::StatusCode;
use beseda_base::auth::{Caller, Member, Signed};
use beseda_base::db::{Tx, params, row};
use beseda_base::error::{Checks, Error, Result};
use beseda_base::json::{Json, given};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{NAME_MAX, avatar_url, changed, changed_everywhere, check_password, email_key, sessions, sign_in};
use crate::projects::{Language, check_timezone};
use crate::{Inbox, audit, projects};

/// Longest phone, in characters.
const PHONE_MAX: usize = 32;

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(change_profile)).routes(routes!(change_password)).routes(routes!(set_status))
}

/// Whether somebody works now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    /// Working.
    OnShift,
    /// Back soon.
    Break,
    /// Not working.
    Away,
}

/// How the page looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Theme {
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// As the system does.
    Auto,
}

/// What sends a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SendKey {
    /// Enter makes a line.
    CtrlEnter,
    /// Shift+Enter makes a line.
    Enter,
}

/// An account as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Profile {
    /// Id.
    pub id: i64,
    /// Address to sign in with.
    pub email: String,
    /// Name.
    pub name: String,
    /// Name that clients see; empty: the name.
    pub client_name: String,
    /// Phone; empty: none.
    pub phone: String,
    /// Picture.
    pub avatar_url: Option<String>,
    /// Of the page.
    #[schema(value_type = Language)]
    pub language: String,
    /// How the page looks.
    #[schema(value_type = Theme)]
    pub theme: String,
    /// Own time zone; null: as in the project.
    pub timezone: Option<String>,
    /// What sends a message.
    #[schema(value_type = SendKey)]
    pub send_key: String,
    /// J, K, E, U and others work as keys.
    pub letter_keys: bool,
    /// After an answer the next dialog opens that waits for one.
    pub next_after_reply: bool,
    /// Sound with a new message.
    pub sound: bool,
    /// Notifications of the browser.
    pub desktop_notifications: bool,
    /// Kinds of notes that are not shown in dialogs.
    pub hidden_notes: Vec<String>,
    /// Parts of a row of the list that are not shown.
    pub hidden_row_parts: Vec<String>,
    /// In the current project.
    pub status: Status,
    /// Since when.
    pub status_since: i64,
}

/// What of a profile can be changed; absent stays.
#[derive(Default, Deserialize, ToSchema)]
pub(crate) struct ProfilePatch {
    /// 1–100 characters.
    pub name: Option<String>,
    /// Up to 100 characters; empty: the name.
    pub client_name: Option<String>,
    /// Up to 32 characters.
    pub phone: Option<String>,
    /// Of the page.
    pub language: Option<Language>,
    /// How the page looks.
    pub theme: Option<Theme>,
    /// Null: as in the project.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub timezone: Option<Option<String>>,
    /// What sends a message.
    pub send_key: Option<SendKey>,
    /// J, K, E, U and others work as keys.
    pub letter_keys: Option<bool>,
    /// After an answer the next dialog opens that waits for one.
    pub next_after_reply: Option<bool>,
    /// Sound with a new message.
    pub sound: Option<bool>,
    /// Notifications of the browser.
    pub desktop_notifications: Option<bool>,
    /// Kinds of notes that are not shown in dialogs: at most 50 words of `a`–`z` and `_`, up to 40 characters each.
    pub hidden_notes: Option<Vec<String>>,
    /// Parts of a row of the list that are not shown; words like those.
    pub hidden_row_parts: Option<Vec<String>>,
    /// Another address to sign in with; needs `current_password`.
    pub email: Option<String>,
    /// Needed for another address.
    pub current_password: Option<String>,
}

/// A new password.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PasswordChange {
    /// The one of now.
    pub current: String,
    /// 10–200 characters.
    pub new: String,
}

/// Another status.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct StatusChange {
    /// The status.
    pub status: Status,
}

impl Status {
    /// The word in the database.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::OnShift => "on_shift",
            Self::Break => "break",
            Self::Away => "away",
        }
    }

    pub(super) fn of(name: &str) -> Result<Self> {
        match name {
            "on_shift" => Ok(Self::OnShift),
            "break" => Ok(Self::Break),
            "away" => Ok(Self::Away),
            other => Err(Error::Internal(format!("unknown status {other}"))),
        }
    }
}

impl Theme {
    fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Auto => "auto",
        }
    }
}

impl SendKey {
    fn as_str(self) -> &'static str {
        match self {
            Self::CtrlEnter => "ctrl_enter",
            Self::Enter => "enter",
        }
    }
}

row! {
    struct ProfileRow {
        id: i64, email: String, name: String, client_name: String, phone: String, avatar_key: Option<String>, language: String,
        theme: String, timezone: Option<String>, send_key: String, letter_keys: bool, next_after_reply: bool, sound: bool,
        desktop_notifications: bool, hidden_notes: String, hidden_row_parts: String, created_at: i64,
    }
}

impl Profile {
    /// An account with its status in a project; without a project it is away since it was made.
    pub(super) fn of(tx: &Tx<'_>, employee: i64, project: Option<i64>) -> Result<Self> {
        let row: ProfileRow = tx.one(
            "select id, email, name, client_name, phone, avatar_key, language, theme, timezone, send_key, letter_keys,
               next_after_reply, sound, desktop_notifications, hidden_notes, hidden_row_parts, created_at from employees where id = $1",
            params![employee],
        )?;
        let standing: Option<(String, i64)> = tx.optional(
            "select status, status_since from members where project = $1 and employee = $2",
            params![project, employee],
        )?;
        let (status, status_since) = match standing {
            Some((status, since)) => (Status::of(&status)?, since),
            None => (Status::Away, row.created_at),
        };
        Ok(Self {
            id: row.id,
            email: row.email,
            name: row.name,
            client_name: row.client_name,
            phone: row.phone,
            avatar_url: avatar_url(row.avatar_key.as_deref()),
            language: row.language,
            theme: row.theme,
            timezone: row.timezone,
            send_key: row.send_key,
            letter_keys: row.letter_keys,
            next_after_reply: row.next_after_reply,
            sound: row.sound,
            desktop_notifications: row.desktop_notifications,
            hidden_notes: words(&row.hidden_notes),
            hidden_row_parts: words(&row.hidden_row_parts),
            status,
            status_since,
        })
    }
}

/// What is kept joined by commas.
fn words(joined: &str) -> Vec<String> {
    joined.split(',').filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

impl ProfilePatch {
    fn check(&self) -> Result<()> {
        let mut checks = Checks::new();
        checks
            .text_if("name", self.name.as_deref(), 1..=NAME_MAX)
            .text_if("client_name", self.client_name.as_deref(), 0..=NAME_MAX)
            .text_if("phone", self.phone.as_deref(), 0..=PHONE_MAX);
        if let Some(Some(timezone)) = &self.timezone {
            check_timezone("timezone", timezone, &mut checks);
        }
        for (field, words) in [("hidden_notes", &self.hidden_notes), ("hidden_row_parts", &self.hidden_row_parts)] {
            let fits = |word: &String| {
                (1..=40).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
            };
            let fit = words.as_ref().is_none_or(|words| words.len() <= 50 && words.iter().all(fits));
            checks.ensure(fit, field, "bad_value", "At most 50 words of a–z and _, up to 40 characters each.");
        }
        if let Some(email) = &self.email {
            checks.email("email", email.trim());
            let password = self.current_password.as_deref().unwrap_or_default();
            checks.ensure(!password.is_empty(), "current_password", "required", "Enter your password.");
        }
        checks.done()
    }
}

/// Writes down what the patch names. What colleagues see is told to their pages.
fn change(tx: &Tx<'_>, employee: i64, patch: &ProfilePatch) -> Result<()> {
    tx.execute(
        "update employees set name = coalesce($2, name), client_name = coalesce($3, client_name), phone = coalesce($4, phone),
           language = coalesce($5, language), theme = coalesce($6, theme), send_key = coalesce($7, send_key),
           letter_keys = coalesce($8, letter_keys), next_after_reply = coalesce($9, next_after_reply),
           sound = coalesce($10, sound), desktop_notifications = coalesce($11, desktop_notifications),
           hidden_notes = coalesce($12, hidden_notes), hidden_row_parts = coalesce($13, hidden_row_parts)
         where id = $1",
        params![
            employee,
            patch.name.as_deref().map(str::trim),
            patch.client_name.as_deref().map(str::trim),
            patch.phone.as_deref().map(str::trim),
            patch.language.map(Language::name),
            patch.theme.map(Theme::as_str),
            patch.send_key.map(SendKey::as_str),
            patch.letter_keys,
            patch.next_after_reply,
            patch.sound,
            patch.desktop_notifications,
            patch.hidden_notes.as_ref().map(|words| words.join(",")),
            patch.hidden_row_parts.as_ref().map(|words| words.join(","))
        ],
    )?;
    if let Some(timezone) = &patch.timezone {
        tx.execute("update employees set timezone = $2 where id = $1", params![employee, timezone])?;
    }
    if patch.name.is_some() || patch.client_name.is_some() {
        changed_everywhere(tx, employee)?;
    }
    Ok(())
}

/// Takes another address to sign in with. Two people with one address: the key of the table decides.
fn change_email(tx: &Tx<'_>, employee: i64, email: &str, now: i64) -> Result<()> {
    tx.execute(
        "update employees set email = $2, email_key = $3 where id = $1",
        params![employee, email.trim(), email_key(email)],
    )?;
    note_everywhere(tx, employee, "employee.email_changed", now)?;
    changed_everywhere(tx, employee)
}

/// Takes another password and ends all other sessions: whoever knew the old one is out.
fn replace_password(tx: &Tx<'_>, employee: i64, session: i64, hash: &str, now: i64) -> Result<()> {
    tx.execute("update employees set password_hash = $2 where id = $1", params![employee, hash])?;
    sessions::end_all(tx, employee, Some(session))?;
    note_everywhere(tx, employee, "employee.password_changed", now)
}

/// An account belongs to all its projects, so each of their logs tells what happened to it.
fn note_everywhere(tx: &Tx<'_>, employee: i64, action: &str, now: i64) -> Result<()> {
    for (project, _) in projects::of_employee(tx, employee)? {
        let by = audit::By { project: project.id, employee: Some(employee) };
        audit::record_by(tx, by, action, ("employee", Some(employee)), &json!({}), now)?;
    }
    Ok(())
}

/// The password of the signed-in person, under the limits of a sign-in: an open page left alone is no place to guess at.
/// A wrong one is a complaint about `field`.
async fn prove_own(
    inbox: &Inbox,
    caller: &Caller,
    employee: i64,
    field: &str,
    password: String,
) -> Result<sign_in::Proven> {
    let email: String =
        inbox.db.read(move |tx| tx.one("select email from employees where id = $1", params![employee])).await?;
    match sign_in::prove(inbox, caller, &email, password).await {
        Err(Error::Problem(mut problem)) if problem.code == "wrong_credentials" => {
            let wrong = Error::invalid(field, "bad_value", "This is not your password.").to_problem();
            problem.fields = wrong.fields;
            problem.status = wrong.status;
            problem.title = wrong.title;
            problem.code = wrong.code;
            problem.detail = wrong.detail;
            Err(Error::Problem(problem))
        }
        proven => proven,
    }
}

/// Changes one's own profile.
#[utoipa::path(patch, path = "/api/v1/me", tag = "me", request_body = ProfilePatch, responses(
    (status = 200, body = Profile), (status = 401, body = beseda_base::error::Problem),
    (status = 422, body = beseda_base::error::Problem), (status = 429, body = beseda_base::error::Problem)))]
async fn change_profile(
    State(inbox): State<Inbox>,
    Signed(signed): Signed,
    caller: Caller,
    Json(mut patch): Json<ProfilePatch>,
) -> Result<Json<Profile>> {
    patch.check()?;
    let employee = signed.employee;
    let proven = match (&patch.email, patch.current_password.take()) {
        (Some(_), Some(password)) => Some(prove_own(&inbox, &caller, employee, "current_password", password).await?),
        _ => None,
    };
    let now = inbox.clock.now();
    let written = inbox.db.write(move |tx| {
        if let (Some(proven), Some(email)) = (&proven, &patch.email) {
            proven.accept(tx)?;
            change_email(tx, employee, email, now)?;
        }
        change(tx, employee, &patch)?;
        Profile::of(tx, employee, signed.place.map(|(project, _)| project))
    });
    let taken = |error: Error| {
        let twice = error.is_unique("employees.email_key");
        if twice { Error::invalid("email", "taken", "Somebody uses this address already.") } else { error }
    };
    Ok(Json(written.await.map_err(taken)?))
}

/// Changes one's own password; all other sessions end.
#[utoipa::path(put, path = "/api/v1/me/password", tag = "me", request_body = PasswordChange, responses(
    (status = 204), (status = 401, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem),
    (status = 429, body = beseda_base::error::Problem)))]
async fn change_password(
    State(inbox): State<Inbox>,
    Signed(signed): Signed,
    caller: Caller,
    Json(change): Json<PasswordChange>,
) -> Result<StatusCode> {
    let mut checks = Checks::new();
    checks.ensure(!change.current.is_empty(), "current", "required", "Enter your password.");
    check_password("new", &change.new, &mut checks);
    checks.done()?;
    let proven = prove_own(&inbox, &caller, signed.employee, "current", change.current).await?;
    let (hash, now) = (inbox.passwords.hash(change.new).await?, inbox.clock.now());
    inbox
        .db
        .write(move |tx| {
            proven.accept(tx)?;
            replace_password(tx, signed.employee, signed.session, &hash, now)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says whether one works now, in the current project.
#[utoipa::path(put, path = "/api/v1/me/status", tag = "me", request_body = StatusChange, responses(
    (status = 200, body = Profile), (status = 401, body = beseda_base::error::Problem)))]
async fn set_status(
    State(inbox): State<Inbox>,
    Member(who): Member,
    Json(wanted): Json<StatusChange>,
) -> Result<Json<Profile>> {
    let now = inbox.clock.now();
    let profile = inbox.db.write(move |tx| {
        let changes = tx.execute(
            "update members set status = $3, status_since = $4 where project = $1 and employee = $2 and status <> $3",
            params![who.project, who.employee, wanted.status.as_str(), now],
        )?;
        if changes > 0 {
            changed(tx, who.project, who.employee, json!({ "status": wanted.status, "status_since": now }));
        }
        Profile::of(tx, who.employee, Some(who.project))
    });
    Ok(Json(profile.await?))
}
