//! Values on their way out: columns by position into tuples or [`row!`](crate::row) types.

use tokio_postgres::types::{FromSql, Type};

use crate::error::DbError;

/// A row of either engine, while it is read.
#[derive(Debug)]
pub struct Row<'a>(pub(super) Source<'a>);

#[derive(Debug)]
pub(super) enum Source<'a> {
    Lite(&'a rusqlite::Row<'a>),
    Pg(&'a tokio_postgres::Row),
}

/// A type that one column can become.
pub trait Get: Sized {
    /// The column at `index`, counted from 0.
    fn get(row: &Row<'_>, index: usize) -> Result<Self, DbError>;
}

/// A type that a whole row can become, in the order of the columns.
pub trait FromRow: Sized {
    /// Reads the row.
    fn from_row(row: &Row<'_>) -> Result<Self, DbError>;
}

impl Row<'_> {
    /// The column at `index`, counted from 0.
    pub fn get<T: Get>(&self, index: usize) -> Result<T, DbError> {
        T::get(self, index)
    }
}

/// Declares a struct that rows are read into, field by field in column order.
///
/// ```
/// beseda_base::row! {
///     /// A client in a list.
///     pub struct ClientRow { pub id: i64, pub name: String, pub blocked: bool }
/// }
/// ```
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$field_meta:meta])* $field_vis:vis $field:ident : $ty:ty),* $(,)?
    }) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$field_meta])* $field_vis $field: $ty),* }

        impl $crate::db::FromRow for $name {
            fn from_row(row: &$crate::db::Row<'_>) -> ::std::result::Result<Self, $crate::error::DbError> {
                let mut index = 0..;
                Ok(Self { $($field: row.get(index.next().unwrap_or_default())?),* })
            }
        }
    };
}

/// How a column reads on each engine; `Option` and whole rows of one column follow.
macro_rules! columns {
    ($($ty:ty, $pg:ty, $unwrap:expr;)*) => {$(
        impl Get for $ty {
            fn get(row: &Row<'_>, index: usize) -> Result<Self, DbError> {
                match row.0 {
                    Source::Lite(row) => row.get(index).map_err(|error| DbError::Other(error.to_string())),
                    Source::Pg(row) => row.try_get::<_, $pg>(index).map($unwrap).map_err(|error| unreadable(&error)),
                }
            }
        }

        impl Get for Option<$ty> {
            fn get(row: &Row<'_>, index: usize) -> Result<Self, DbError> {
                match row.0 {
                    Source::Lite(row) => row.get(index).map_err(|error| DbError::Other(error.to_string())),
                    Source::Pg(row) => {
                        row.try_get::<_, Option<$pg>>(index).map(|v| v.map($unwrap)).map_err(|error| unreadable(&error))
                    }
                }
            }
        }

        impl FromRow for $ty {
            fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
                row.get(0)
            }
        }

        impl FromRow for Option<$ty> {
            fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
                row.get(0)
            }
        }
    )*};
}

columns! {
    i64, Integer, |v: Integer| v.0;
    i32, i32, |v: i32| v;
    bool, bool, |v: bool| v;
    f64, f64, |v: f64| v;
    String, String, |v: String| v;
    Vec<u8>, Vec<u8>, |v: Vec<u8>| v;
}

fn unreadable(error: &tokio_postgres::Error) -> DbError {
    let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    DbError::Other(format!("{error}: {cause}"))
}

/// Any integer column as `i64`: PostgreSQL types `1` as `int4` and `count(*)` as `int8`, SQLite knows one integer.
struct Integer(i64);

impl<'a> FromSql<'a> for Integer {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        match *ty {
            Type::INT4 => i32::from_sql(ty, raw).map(|v| Self(i64::from(v))),
            Type::INT2 => i16::from_sql(ty, raw).map(|v| Self(i64::from(v))),
            _ => i64::from_sql(ty, raw).map(Self),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::INT4 | Type::INT2)
    }
}

impl FromRow for () {
    fn from_row(_: &Row<'_>) -> Result<Self, DbError> {
        Ok(())
    }
}

macro_rules! tuples {
    ($($($name:ident $index:tt),+;)*) => {$(
        impl<$($name: Get),+> FromRow for ($($name,)+) {
            fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
                Ok(($(row.get::<$name>($index)?,)+))
            }
        }
    )*};
}

tuples! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
    A 0, B 1, C 2, D 3, E 4, F 5;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15;
}
