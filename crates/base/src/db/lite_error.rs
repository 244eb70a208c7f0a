//! What SQLite says, in the words both engines share.

use rusqlite::ErrorCode;
use rusqlite::ffi::{
    SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID, SQLITE_CONSTRAINT_UNIQUE,
};

use crate::error::DbError;

pub(super) fn translate(error: &rusqlite::Error) -> DbError {
    let (cause, message) = match error {
        rusqlite::Error::SqliteFailure(cause, message) => (cause, message.as_deref().unwrap_or("")),
        rusqlite::Error::SqlInputError { error, msg, .. } => (error, msg.as_str()),
        _ => return DbError::Other(format!("sqlite: {error}")),
    };
    let text = format!("sqlite {}: {message}", cause.extended_code);
    match (cause.code, cause.extended_code) {
        (_, SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY | SQLITE_CONSTRAINT_ROWID) => {
            let columns = message.rsplit("failed: ").next().unwrap_or(message);
            DbError::Unique(columns.replace(", ", ","))
        }
        (_, SQLITE_CONSTRAINT_FOREIGNKEY) => DbError::Foreign(String::new()),
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => DbError::Contended(text),
        (
            ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::ReadOnly
            | ErrorCode::CannotOpen
            | ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
            | ErrorCode::OperationInterrupted
            | ErrorCode::OutOfMemory,
            _,
        ) => DbError::Unavailable(text),
        _ => DbError::Other(text),
    }
}
