//! Values on their way into a statement.
//!
//! Both engines must store the same thing, so what one of them would refuse or bend is refused here for both: NUL
//! characters in texts (PostgreSQL cannot store them) and numbers that are not finite (SQLite turns NaN into null).

use bytes::BytesMut;
use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::error::DbError;

/// One parameter of a statement; [`params!`](crate::params) builds them.
#[derive(Debug, Clone, PartialEq)]
pub enum Val {
    /// No value.
    Null,
    /// `bigint`, and every smaller integer.
    Int(i64),
    /// `boolean`.
    Bool(bool),
    /// `double precision`.
    Float(f64),
    /// `text`.
    Text(String),
    /// `{blob}`.
    Bytes(Vec<u8>),
}

/// The parameters of a statement in the order `$1`, `$2`, …: `params![project, &name, None::<i64>]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::db::Val::from($value)),*] };
}

/// One row for `{rows:…}`: an owned list of parameters.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Val::from($value)),*] };
}

impl Val {
    /// Refuses what the two engines would not store alike.
    pub(super) fn check(&self) -> Result<(), DbError> {
        match self {
            Self::Text(text) if text.as_bytes().contains(&0) => {
                Err(DbError::Other("a text parameter holds a NUL character".to_owned()))
            }
            Self::Float(number) if !number.is_finite() => {
                Err(DbError::Other("a number parameter is not finite".to_owned()))
            }
            _ => Ok(()),
        }
    }
}

macro_rules! val_from {
    ($($from:ty, $name:ident => $val:expr;)*) => {$(
        impl From<$from> for Val {
            fn from($name: $from) -> Self {
                $val
            }
        }

        impl From<Option<$from>> for Val {
            fn from(value: Option<$from>) -> Self {
                value.map_or(Self::Null, Self::from)
            }
        }
    )*};
}

val_from! {
    i64, v => Self::Int(v);
    &i64, v => Self::Int(*v);
    i32, v => Self::Int(i64::from(v));
    &i32, v => Self::Int(i64::from(*v));
    i16, v => Self::Int(i64::from(v));
    u32, v => Self::Int(i64::from(v));
    &u32, v => Self::Int(i64::from(*v));
    u16, v => Self::Int(i64::from(v));
    u8, v => Self::Int(i64::from(v));
    bool, v => Self::Bool(v);
    &bool, v => Self::Bool(*v);
    f64, v => Self::Float(v);
    &f64, v => Self::Float(*v);
    String, v => Self::Text(v);
    &String, v => Self::Text(v.clone());
    &str, v => Self::Text(v.to_owned());
    &&str, v => Self::Text((*v).to_owned());
    std::borrow::Cow<'_, str>, v => Self::Text(v.into_owned());
    Vec<u8>, v => Self::Bytes(v);
    &Vec<u8>, v => Self::Bytes(v.clone());
    &[u8], v => Self::Bytes(v.to_vec());
    &Val, v => v.clone();
}

impl<const N: usize> From<&[u8; N]> for Val {
    fn from(bytes: &[u8; N]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

macro_rules! val_from_option {
    ($($from:ty),*) => {$(
        impl From<&Option<$from>> for Val {
            fn from(value: &Option<$from>) -> Self {
                value.as_ref().map_or(Self::Null, Self::from)
            }
        }
    )*};
}

// One by one: an impl for every `Option<T>` would send the compiler round and round.
val_from_option!(i64, i32, u32, bool, f64, String, &str, Vec<u8>);

impl rusqlite::ToSql for Val {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Bool(flag) => ValueRef::Integer(i64::from(*flag)),
            Self::Float(number) => ValueRef::Real(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl ToSql for Val {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Int(number), &Type::INT8) => number.to_sql(ty, out),
            (Self::Int(number), &Type::INT4) => i32::try_from(*number)?.to_sql(ty, out),
            (Self::Int(number), &Type::INT2) => i16::try_from(*number)?.to_sql(ty, out),
            (Self::Bool(flag), &Type::BOOL) => flag.to_sql(ty, out),
            (Self::Float(number), &Type::FLOAT8) => number.to_sql(ty, out),
            (Self::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::BPCHAR | &Type::NAME | &Type::UNKNOWN) => {
                text.to_sql(ty, out)
            }
            (Self::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(ty, out),
            _ => Err(format!("{} was given where the statement has {ty}", self.kind()).into()),
        }
    }

    // The choice is made by value in `to_sql`, with an error that names both sides.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl Val {
    fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Int(_) => "an integer",
            Self::Bool(_) => "a boolean",
            Self::Float(_) => "a number",
            Self::Text(_) => "a text",
            Self::Bytes(_) => "bytes",
        }
    }
}
