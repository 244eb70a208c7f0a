//! Who asks and what he may: roles, rights, passwords, and the extractors through which handlers receive both.
//!
//! A handler names what it needs ([`Signed`], [`Member`], [`Can`]); there is no other way to learn the project, so a handler
//! that asks for nothing reaches nothing. Sessions live in tables of the room `employees`, behind [`AuthStore`].

mod origin;
mod passwords;
mod request;

use std::collections::BTreeSet;
use std::str::FromStr;

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

pub use origin::{Caller, SameOrigin};
pub use passwords::Passwords;
pub use request::{Auth, COOKIE, Can, Member, PROJECT_HEADER, RightType, Signed, can, ended_cookie, session_cookie};

use crate::error::{Error, Result};

/// A signed-in member of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who {
    /// The person.
    pub employee: i64,
    /// The project all queries of this request are bound to.
    pub project: i64,
    /// Role in this project.
    pub role: Role,
    /// Rights of the role.
    pub rights: Rights,
    /// The session, to end it or to skip it when others end.
    pub session: i64,
}

/// What a session stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    /// The person.
    pub employee: i64,
    /// The session.
    pub session: i64,
    /// The current project and the role there; `None` without one.
    pub place: Option<(i64, Role)>,
}

/// Loads sessions; implemented by the room that owns their table.
pub trait AuthStore: Send + Sync {
    /// The live session with this hash of its token. `project` is the one asked for: the place is there or, where the person
    /// is no member, `None`. Without it the place is the first project of the session.
    fn load(&self, token_hash: String, project: Option<i64>) -> BoxFuture<'_, Result<Option<SignedIn>>>;
}

/// Roles, the highest first: a smaller one may do more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, and the only one who changes owners.
    Owner,
    /// Everything but owners.
    Administrator,
    /// All dialogs and clients.
    Editor,
    /// His own dialogs and free ones.
    Operator,
}

/// What can be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[repr(u8)]
pub enum Right {
    /// Dialogs of everyone.
    #[serde(rename = "dialogs.read_all")]
    DialogsReadAll,
    /// Own dialogs and free ones.
    #[serde(rename = "dialogs.read")]
    DialogsRead,
    /// Answer.
    #[serde(rename = "dialogs.write")]
    DialogsWrite,
    /// Delete messages.
    #[serde(rename = "messages.delete")]
    MessagesDelete,
    /// Change client cards.
    #[serde(rename = "clients.write")]
    ClientsWrite,
    /// Delete clients.
    #[serde(rename = "clients.delete")]
    ClientsDelete,
    /// Take the list of clients away as a table.
    #[serde(rename = "clients.export")]
    ClientsExport,
    /// Take clients in from a table.
    #[serde(rename = "clients.import")]
    ClientsImport,
    /// See channels and their state.
    #[serde(rename = "channels.read")]
    ChannelsRead,
    /// Connect and change channels.
    #[serde(rename = "channels.write")]
    ChannelsWrite,
    /// See invitations.
    #[serde(rename = "employees.read")]
    EmployeesRead,
    /// Invite, change and remove employees.
    #[serde(rename = "employees.write")]
    EmployeesWrite,
    /// Change the project.
    #[serde(rename = "project.write")]
    ProjectWrite,
    /// Read who did what.
    #[serde(rename = "audit.read")]
    AuditRead,
    /// Make and change deals of the clients one sees.
    #[serde(rename = "deals.write")]
    DealsWrite,
    /// Delete deals.
    #[serde(rename = "deals.delete")]
    DealsDelete,
}

/// A set of rights.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rights(u32);

impl Who {
    /// 403 without the right.
    pub fn must(&self, right: Right) -> Result<()> {
        if self.rights.has(right) { Ok(()) } else { Err(Error::Forbidden) }
    }
}

impl Role {
    /// All roles, the highest first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Administrator, Self::Editor, Self::Operator];

    /// The name used in the API and in tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Administrator => "administrator",
            Self::Editor => "editor",
            Self::Operator => "operator",
        }
    }

    /// What the role may.
    #[must_use]
    pub fn rights(self) -> Rights {
        match self {
            Self::Owner | Self::Administrator => Rights::of(&Right::ALL),
            Self::Editor => Rights::of(&[
                Right::DialogsReadAll,
                Right::DialogsRead,
                Right::DialogsWrite,
                Right::MessagesDelete,
                Right::ClientsWrite,
                Right::ChannelsRead,
                Right::DealsWrite,
            ]),
            Self::Operator => {
                Rights::of(&[Right::DialogsRead, Right::DialogsWrite, Right::ClientsWrite, Right::DealsWrite])
            }
        }
    }

    /// Whether one of this role, who may change employees, may give, change or take the other role.
    #[must_use]
    pub fn may_change(self, other: Self) -> bool {
        self.rights().has(Right::EmployeesWrite) && (self == Self::Owner || (other != Self::Owner && self <= other))
    }
}

impl FromStr for Role {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|role| role.as_str() == text);
        found.ok_or_else(|| Error::internal("a stored role is unknown"))
    }
}

impl Right {
    /// All rights.
    pub const ALL: [Self; 16] = [
        Self::DialogsReadAll,
        Self::DialogsRead,
        Self::DialogsWrite,
        Self::MessagesDelete,
        Self::ClientsWrite,
        Self::ClientsDelete,
        Self::ClientsExport,
        Self::ClientsImport,
        Self::ChannelsRead,
        Self::ChannelsWrite,
        Self::EmployeesRead,
        Self::EmployeesWrite,
        Self::ProjectWrite,
        Self::AuditRead,
        Self::DealsWrite,
        Self::DealsDelete,
    ];
}

impl Rights {
    /// The set of these.
    #[must_use]
    pub fn of(rights: &[Right]) -> Self {
        Self(rights.iter().fold(0, |set, right| set | 1 << *right as u8))
    }

    /// Whether the right is in the set.
    #[must_use]
    pub fn has(self, right: Right) -> bool {
        self.0 & 1 << right as u8 != 0
    }

    /// The rights in the set.
    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::ALL.into_iter().filter(move |right| self.has(*right))
    }
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        Self::of(&rights.into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>())
    }
}

impl Serialize for Rights {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

#[cfg(test)]
mod tests;
