//! Invitations: a link that works once and for seven days. Its token is known as a hash only, so the link is shown when it
//! is made and never again; a renewed invitation has another one.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use beseda_base::auth::{Caller, Can, Role, SameOrigin, Who, can};
use beseda_base::db::{Tx, params, row};
use beseda_base::error::{Checks, Error, Result};
use beseda_base::id;
use beseda_base::json::{Json, Path};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::me::Me;
use super::{MEMBERS_MAX, NAME_MAX, NewAccount, check_password, create, email_key, join, sessions, sign_in};
use crate::{Inbox, audit, projects};

/// How long a link works.
const LIFE_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// Most addresses in one request.
const EMAILS_MAX: usize = 50;

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(invite))
        .routes(routes!(renew_invitation))
        .routes(routes!(revoke_invitation))
        .routes(routes!(get_invitation, accept_invitation))
}

/// Somebody who was invited and has not come yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Invitation {
    /// Id.
    pub id: i64,
    /// Address.
    pub email: String,
    /// Role he will have.
    pub role: Role,
    /// When the link was made.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: i64,
    /// It has ended.
    pub expired: bool,
}

/// An invitation with its link, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InvitationWithLink {
    /// The invitation.
    #[serde(flatten)]
    pub invitation: Invitation,
    /// What to send to the person.
    pub link: String,
}

/// Whom to invite.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct InviteRequest {
    /// 1–50 addresses.
    pub emails: Vec<String>,
    /// Up to one's own.
    pub role: Role,
}

/// An address that got no invitation.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct SkippedEmail {
    /// The address.
    pub email: String,
    /// `already_member`.
    pub code: &'static str,
}

/// What became of the addresses.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InviteResponse {
    /// Made or renewed, in the order of the request.
    pub items: Vec<InvitationWithLink>,
    /// Left out.
    pub skipped: Vec<SkippedEmail>,
}

/// What the page behind a link shows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InvitationPage {
    /// The project one is invited to.
    pub project_name: String,
    /// The invited address.
    pub email: String,
    /// Role one will have.
    pub role: Role,
    /// When the link ends.
    pub expires_at: i64,
}

/// The invited person's answer.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AcceptRequest {
    /// 1–100 characters; who has an account already keeps its name.
    #[serde(default)]
    pub name: String,
    /// A new one of 10–200 characters, or that of the account one has already.
    pub password: String,
}

row! {
    struct Row { id: i64, email: String, role: String, created_at: i64, expires_at: i64 }
}

impl Row {
    fn at(self, now: i64) -> Result<Invitation> {
        let Self { id, email, role, created_at, expires_at } = self;
        Ok(Invitation { id, email, role: role.parse()?, created_at, expires_at, expired: expires_at <= now })
    }
}

row! {
    #[derive(Debug, Clone)]
    struct Open { id: i64, token_hash: String, project: i64, project_name: String, language: String, email: String, role: String, expires_at: i64 }
}

/// All invitations of a project, newest first. Ended ones stay until somebody renews or takes them back.
pub(super) fn list(tx: &Tx<'_>, project: i64, now: i64) -> Result<Vec<Invitation>> {
    let rows: Vec<Row> = tx.query(
        "select id, email, role, created_at, expires_at from invitations where project = $1 order by id desc limit $2",
        params![project, MEMBERS_MAX],
    )?;
    rows.into_iter().map(|row| row.at(now)).collect()
}

/// Throws away invitations that ended before this moment and nobody renewed, at most `limit`.
pub(crate) fn prune(tx: &Tx<'_>, before: i64, limit: i64) -> Result<u64> {
    tx.execute(
        "delete from invitations where id in (select id from invitations where expires_at < $1 order by id limit $2)",
        params![before, limit],
    )
}

/// Makes or renews an invitation for every address; `tokens` are as many as addresses.
fn make(tx: &Tx<'_>, who: &Who, emails: &[String], role: Role, tokens: &[String], now: i64) -> Result<Made> {
    ensure_may_give(who, role)?;
    ensure_room(tx, who.project, emails.len())?;
    let mut made = Made::default();
    for (email, token) in emails.iter().zip(tokens) {
        if is_member_by_email(tx, who.project, email)? {
            made.skipped.push(SkippedEmail { email: email.clone(), code: "already_member" });
            continue;
        }
        let row: Row = tx.one(
            "insert into invitations (project, email, email_key, role, token_hash, invited_by, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (project, email_key) do update set email = excluded.email, role = excluded.role,
               token_hash = excluded.token_hash, invited_by = excluded.invited_by, created_at = excluded.created_at,
               expires_at = excluded.expires_at
             returning id, email, role, created_at, expires_at",
            params![
                who.project,
                email.trim(),
                email_key(email),
                role.as_str(),
                id::hash_token(token),
                who.employee,
                now,
                now + LIFE_MS
            ],
        )?;
        let details = json!({ "email": row.email, "role": role });
        audit::record(tx, who, "invitation.created", "invitation", Some(row.id), &details, now)?;
        made.items.push((row.at(now)?, token.clone()));
    }
    Ok(made)
}

/// Invitations with their tokens, before a link is made of them.
#[derive(Debug, Default)]
struct Made {
    items: Vec<(Invitation, String)>,
    skipped: Vec<SkippedEmail>,
}

/// Gives an invitation another link and seven more days.
fn renew(tx: &Tx<'_>, who: &Who, invitation: i64, token: &str, now: i64) -> Result<Invitation> {
    let before = of(tx, who.project, invitation)?;
    ensure_may_give(who, before.role.parse()?)?;
    let row: Row = tx.one(
        "update invitations set token_hash = $3, created_at = $4, expires_at = $5, invited_by = $6 where project = $1 and id = $2
         returning id, email, role, created_at, expires_at",
        params![who.project, invitation, id::hash_token(token), now, now + LIFE_MS, who.employee],
    )?;
    audit::record(tx, who, "invitation.renewed", "invitation", Some(invitation), &json!({ "email": row.email }), now)?;
    row.at(now)
}

/// Takes an invitation back: its link shows nothing any more.
fn revoke(tx: &Tx<'_>, who: &Who, invitation: i64, now: i64) -> Result<()> {
    let before = of(tx, who.project, invitation)?;
    ensure_may_give(who, before.role.parse()?)?;
    tx.execute("delete from invitations where project = $1 and id = $2", params![who.project, invitation])?;
    audit::record(tx, who, "invitation.revoked", "invitation", Some(invitation), &json!({ "email": before.email }), now)
}

/// The open invitation behind a token.
fn open(tx: &Tx<'_>, token: &str, now: i64) -> Result<Open> {
    tx.one(
        "select i.id, i.token_hash, i.project, p.name, p.language, i.email, i.role, i.expires_at
         from invitations i join projects p on p.id = i.project where i.token_hash = $1 and i.expires_at > $2",
        params![id::hash_token(token), now],
    )
}

/// Uses the invitation up and makes the employee a member. Of two who hold the link one comes in.
fn accept(tx: &Tx<'_>, invitation: &Open, employee: i64, now: i64) -> Result<()> {
    let used = tx.execute(
        "delete from invitations where id = $1 and token_hash = $2 and role = $3 and expires_at > $4",
        params![invitation.id, &invitation.token_hash, &invitation.role, now],
    )?;
    if used == 0 {
        return Err(Error::NotFound);
    }
    let role: Role = invitation.role.parse()?;
    join(tx, invitation.project, employee, role, now)?;
    let by = audit::By { project: invitation.project, employee: Some(employee) };
    audit::record_by(tx, by, "employee.joined", ("employee", Some(employee)), &json!({ "role": role }), now)
}

fn of(tx: &Tx<'_>, project: i64, invitation: i64) -> Result<Row> {
    tx.one(
        "select id, email, role, created_at, expires_at from invitations where project = $1 and id = $2",
        params![project, invitation],
    )
}

fn ensure_may_give(who: &Who, role: Role) -> Result<()> {
    if who.role.may_change(role) { Ok(()) } else { Err(Error::Forbidden) }
}

fn ensure_room(tx: &Tx<'_>, project: i64, more: usize) -> Result<()> {
    let (members, invited): (i64, i64) = tx.one(
        "select (select count(*) from members where project = $1), (select count(*) from invitations where project = $1)",
        params![project],
    )?;
    let more = i64::try_from(more).unwrap_or(i64::MAX);
    if members.saturating_add(invited).saturating_add(more) > MEMBERS_MAX {
        return Err(Error::conflict(
            "conflict",
            format!("At most {MEMBERS_MAX} employees and invitations in a project."),
        ));
    }
    Ok(())
}

fn is_member_by_email(tx: &Tx<'_>, project: i64, email: &str) -> Result<bool> {
    let found: Option<i64> = tx.optional(
        "select e.id from employees e join members m on m.employee = e.id and m.project = $1 where e.email_key = $2",
        params![project, email_key(email)],
    )?;
    Ok(found.is_some())
}

/// `{public_url}/invite/{token}`; without a public address the one the request was sent to, which is known to reach us.
fn link(inbox: &Inbox, caller: &Caller, headers: &HeaderMap, token: &str) -> String {
    if let Some(public) = inbox.config.public_url() {
        return format!("{public}/invite/{token}");
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    format!("{}://{host}/invite/{token}", if caller.https { "https" } else { "http" })
}

/// Invites people; the links are shown this once.
#[utoipa::path(post, path = "/api/v1/employees/invitations", tag = "employees", request_body = InviteRequest, responses(
    (status = 201, body = InviteResponse), (status = 403, body = beseda_base::error::Problem),
    (status = 422, body = beseda_base::error::Problem)))]
async fn invite(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::EmployeesWrite>,
    caller: Caller,
    headers: HeaderMap,
    Json(request): Json<InviteRequest>,
) -> Result<(StatusCode, Json<InviteResponse>)> {
    let mut checks = Checks::new();
    checks.count("emails", request.emails.len(), 1..=EMAILS_MAX);
    for (index, email) in request.emails.iter().take(EMAILS_MAX).enumerate() {
        checks.email(&format!("emails[{index}]"), email.trim());
    }
    checks.done()?;
    let mut known = std::collections::HashSet::new();
    let emails: Vec<String> = request.emails.into_iter().filter(|email| known.insert(email_key(email))).collect();
    let tokens: Vec<String> = emails.iter().map(|_| id::token(id::TOKEN_BYTES)).collect();
    let (role, now) = (request.role, inbox.clock.now());
    let made = inbox.db.write(move |tx| make(tx, &who, &emails, role, &tokens, now)).await?;
    let with_link = |(invitation, token): (Invitation, String)| InvitationWithLink {
        invitation,
        link: link(&inbox, &caller, &headers, &token),
    };
    let items = made.items.into_iter().map(with_link).collect();
    Ok((StatusCode::CREATED, Json(InviteResponse { items, skipped: made.skipped })))
}

/// Makes a new link for an invitation; the former one stops working.
#[utoipa::path(post, path = "/api/v1/employees/invitations/{id}/renew", tag = "employees", params(("id" = i64, Path)), responses(
    (status = 200, body = InvitationWithLink), (status = 404, body = beseda_base::error::Problem)))]
async fn renew_invitation(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::EmployeesWrite>,
    caller: Caller,
    headers: HeaderMap,
    Path(invitation): Path<i64>,
) -> Result<Json<InvitationWithLink>> {
    let (token, now) = (id::token(id::TOKEN_BYTES), inbox.clock.now());
    let link = link(&inbox, &caller, &headers, &token);
    let invitation = inbox.db.write(move |tx| renew(tx, &who, invitation, &token, now)).await?;
    Ok(Json(InvitationWithLink { invitation, link }))
}

/// Takes an invitation back.
#[utoipa::path(delete, path = "/api/v1/employees/invitations/{id}", tag = "employees", params(("id" = i64, Path)), responses(
    (status = 204), (status = 404, body = beseda_base::error::Problem)))]
async fn revoke_invitation(
    State(inbox): State<Inbox>,
    Can { who, .. }: Can<can::EmployeesWrite>,
    Path(invitation): Path<i64>,
) -> Result<StatusCode> {
    let now = inbox.clock.now();
    inbox.db.write(move |tx| revoke(tx, &who, invitation, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the link leads to. The token in it is the right to see this.
#[utoipa::path(get, path = "/api/v1/invitations/{token}", tag = "sign-in", params(("token" = String, Path)), responses(
    (status = 200, body = InvitationPage), (status = 404, body = beseda_base::error::Problem)))]
async fn get_invitation(State(inbox): State<Inbox>, Path(token): Path<String>) -> Result<Json<InvitationPage>> {
    let now = inbox.clock.now();
    let open = inbox.db.read(move |tx| open(tx, &token, now)).await?;
    let Open { project_name, email, role, expires_at, .. } = open;
    Ok(Json(InvitationPage { project_name, email, role: role.parse()?, expires_at }))
}

/// Comes in: with a new account, or with the password of the account this address has already.
#[utoipa::path(post, path = "/api/v1/invitations/{token}", tag = "sign-in", request_body = AcceptRequest,
    params(("token" = String, Path)), responses(
    (status = 201, body = Me), (status = 401, body = beseda_base::error::Problem),
    (status = 404, body = beseda_base::error::Problem), (status = 422, body = beseda_base::error::Problem)))]
async fn accept_invitation(
    State(inbox): State<Inbox>,
    _: SameOrigin,
    caller: Caller,
    Path(token): Path<String>,
    Json(request): Json<AcceptRequest>,
) -> Result<Response> {
    let now = inbox.clock.now();
    let (invitation, known) = inbox
        .db
        .read(move |tx| {
            let invitation = open(tx, &token, now)?;
            let key = email_key(&invitation.email);
            let known: Option<i64> = tx.optional("select id from employees where email_key = $1", params![key])?;
            Ok((invitation, known.is_some()))
        })
        .await?;
    let entering = if known {
        Entering::Known(sign_in::prove(&inbox, &caller, &invitation.email, request.password).await?)
    } else {
        Entering::New(new_account(&inbox, &invitation, request).await?)
    };
    let session = sessions::NewSession::of(&caller);
    let cookie = session.token.clone();
    let me = inbox.db.write(move |tx| {
        let employee = match &entering {
            Entering::Known(proven) => {
                proven.accept(tx)?;
                proven.employee
            }
            Entering::New(account) => create(tx, account, now)?,
        };
        accept(tx, &invitation, employee, now)?;
        sessions::begin(tx, employee, &session, now)?;
        Me::of(tx, employee, Some((invitation.project, invitation.role.parse()?)))
    });
    sign_in::signed_in(StatusCode::CREATED, &caller, &cookie, me.await?)
}

enum Entering {
    Known(sign_in::Proven),
    New(NewAccount),
}

async fn new_account(inbox: &Inbox, invitation: &Open, request: AcceptRequest) -> Result<NewAccount> {
    let mut checks = Checks::new();
    checks.text("name", &request.name, 1..=NAME_MAX);
    check_password("password", &request.password, &mut checks);
    checks.done()?;
    Ok(NewAccount {
        email: invitation.email.clone(),
        name: request.name,
        password_hash: inbox.passwords.hash(request.password).await?,
        language: if invitation.language == "ru" {
            projects::Language::Ru.name()
        } else {
            projects::Language::En.name()
        },
    })
}
