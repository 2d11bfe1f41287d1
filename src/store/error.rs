//! Why a store did not do what it was asked, in words for its user. An address of a server may hold a password, so
//! nothing here ever shows one as it was given.

use sqlx::postgres::PgDatabaseError;
use sqlx::sqlite::SqliteError;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{0} is not a store address (use sqlite://path/to/file.db or postgres://user@host/database)")]
    Address(String),
    #[error("cannot open the store {path}: {reason}")]
    Open { path: String, reason: String },
    #[error("{0} is a database, but not one of tickmark's: give another --store")]
    Foreign(String),
    #[error("the store {0} was made by a newer tickmark: use that one, or another --store")]
    Newer(String),
    #[error("the store is locked by another program; try again when it is done ({0})")]
    Locked(String),
    #[error("the store's user may not do this: {0}")]
    Denied(String),
    #[error("the store holds something that this program cannot read: {0}")]
    Content(#[from] serde_json::Error),
    #[error("the store failed: {0}")]
    Database(sqlx::Error),
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        StoreError::Database(sqlx::Error::Io(error))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match trouble(&error) {
            Trouble::Busy => StoreError::Locked(plain(&error)),
            Trouble::Denied => StoreError::Denied(plain(&error)),
            Trouble::Other => StoreError::Database(error),
        }
    }
}

enum Trouble {
    Busy,
    Denied,
    Other,
}

/// Codes are only compared with those of their own database: PostgreSQL's 42501 has SQLite's 5 in its low byte.
fn trouble(error: &sqlx::Error) -> Trouble {
    let Some(error) = error.as_database_error() else { return Trouble::Other };
    if let Some(postgres) = error.try_downcast_ref::<PgDatabaseError>() {
        return match postgres.code() {
            // lock_not_available, deadlock_detected, serialization_failure
            "55P03" | "40P01" | "40001" => Trouble::Busy,
            // insufficient_privilege, read_only_sql_transaction
            "42501" | "25006" => Trouble::Denied,
            _ => Trouble::Other,
        };
    }
    let code = error.try_downcast_ref::<SqliteError>().and_then(|_| error.code()?.parse::<i64>().ok());
    // SQLITE_BUSY and SQLITE_LOCKED, plain or extended.
    if code.is_some_and(|c| matches!(c & 0xff, 5 | 6)) { Trouble::Busy } else { Trouble::Other }
}

/// The reason alone, without sqlx's words around it.
pub(super) fn plain(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(e) => e.message().to_owned(),
        sqlx::Error::Io(e) => e.to_string(),
        other => other.to_string(),
    }
}

/// An address that could not be understood, without what may be a password in it.
pub(super) fn shown(address: &str) -> String {
    let server = address.starts_with("postgres");
    match address.split_once("://") {
        Some((scheme, _)) if server || address.contains(['@', '?']) => format!("{scheme}://…"),
        None if server || address.contains(['@', '=']) => "this".to_owned(),
        _ => address.to_owned(),
    }
}
