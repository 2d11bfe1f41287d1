//! Whose a schema of PostgreSQL is, and bringing it to this program's version.

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::PgConnection;
use sqlx::{Row as _, postgres::PgRow};

use super::StoreError;
use super::error::plain;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// Brings the schema to this program's version. sqlx lets one program at a time do that, by an advisory lock of the
/// database. Nothing is done, and no right to do it is needed, where nothing is missing.
pub(super) async fn migrate(db: &mut PgConnection, path: &str) -> Result<(), StoreError> {
    let done = applied(db, path).await?;
    let ours: Vec<i64> = MIGRATIONS.iter().map(|m| m.version).collect();
    if done.iter().any(|version| !ours.contains(version)) {
        return Err(StoreError::Newer(path.to_owned()));
    }
    if done.len() == ours.len() {
        return Ok(());
    }
    MIGRATIONS.run(&mut *db).await.map_err(|e| match e {
        // Another program was faster, and newer.
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => StoreError::Newer(path.to_owned()),
        MigrateError::Execute(e) | MigrateError::ExecuteMigration(e, _) => StoreError::from(e),
        other => StoreError::Open { path: path.to_owned(), reason: other.to_string() },
    })
}

/// The migrations that the schema has. One with tables in it that tickmark did not make is left alone; ours is known by
/// the bytes of its first migration. The tables are looked at before the list, and come in one transaction with it, so
/// a schema that another program is just making is never taken for a stranger's.
async fn applied(db: &mut PgConnection, path: &str) -> Result<Vec<i64>, StoreError> {
    let tables = tables(db, path).await?;
    if tables.iter().all(|name| name == LIST) {
        return Ok(Vec::new());
    }
    if !tables.iter().any(|name| name == LIST) {
        return Err(StoreError::Foreign(path.to_owned()));
    }
    let rows = sqlx::query("SELECT version, checksum FROM _sqlx_migrations ORDER BY version").fetch_all(db).await?;
    let first = MIGRATIONS.iter().next();
    let ours = |row: &PgRow| {
        first.is_some_and(|m| row.get::<i64, _>(0) == m.version && row.get::<&[u8], _>(1) == &*m.checksum)
    };
    if !rows.iter().any(ours) {
        return Err(StoreError::Foreign(path.to_owned()));
    }
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// Where sqlx lists the migrations that were made.
const LIST: &str = "_sqlx_migrations";

/// Names of the tables and views in the schema that is written into, but for those that belong to an extension.
async fn tables(db: &mut PgConnection, path: &str) -> Result<Vec<String>, StoreError> {
    let fail = |reason: String| StoreError::Open { path: path.to_owned(), reason };
    let schema: Option<String> =
        sqlx::query_scalar("SELECT current_schema()::text").fetch_one(&mut *db).await.map_err(|e| fail(plain(&e)))?;
    let Some(schema) = schema else {
        return Err(fail("its search_path names no schema that is there and may be used".to_owned()));
    };
    let rows = sqlx::query_scalar(
        "SELECT c.relname::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
         WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT EXISTS (
             SELECT FROM pg_depend AS d
             WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')",
    );
    Ok(rows.bind(schema).fetch_all(db).await?)
}
