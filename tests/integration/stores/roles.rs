//! The two users of docs/stores.md, made by the script that it names.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tickmark::store::{self, StoreError};

use super::sample::{ACCOUNT, Sample, hostile};
use super::server::Server;

const ROLES: &str = include_str!("../../../scripts/postgres-roles.sql");

async fn run(db: &mut PgConnection, text: &str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(text.to_owned())).execute(db).await.map(|_| ())
}

fn denied(result: Result<(), sqlx::Error>, what: &str) {
    let error = result.expect_err(what);
    let error = error.as_database_error().expect(what);
    assert_eq!(error.code().as_deref(), Some("42501"), "{what}: {}", error.message());
    assert!(error.message().contains("permission denied"), "{what}: {}", error.message());
}

/// Makes the users as this administrator; their addresses, the runner's first.
async fn users(url: &str) -> [String; 2] {
    let mut admin = PgConnection::connect(url).await.unwrap();
    run(&mut admin, ROLES).await.unwrap();
    ["tickmark_runner", "tickmark_asker"].map(|name| Server::as_role(url, name, "a-password"))
}

async fn set_passwords(superuser: &str) {
    let mut db = PgConnection::connect(superuser).await.unwrap();
    for role in ["tickmark_runner", "tickmark_asker"] {
        run(&mut db, &format!("ALTER ROLE {role} PASSWORD 'a-password'")).await.unwrap();
    }
}

async fn the_asker_reads_and_writes_conversations_only(runner: &str, asker: &str) {
    // Before there are tables, the asker cannot make them.
    let refused = store::open(asker).await.err().unwrap();
    assert!(matches!(refused, StoreError::Denied(_)), "{refused:?}");

    let store = store::open(runner).await.unwrap();
    let sample = Sample::new("run", ACCOUNT, 0, &hostile());
    store.save(&sample.kept()).await.unwrap();

    let reading = store::open(asker).await.unwrap();
    assert_eq!(reading.report(None).await.unwrap(), Some(sample.report.clone()));
    assert_eq!(reading.runs().await.unwrap().len(), 1);
    let saved = reading.save(&Sample::new("forged", ACCOUNT, 1, &[]).kept()).await;
    assert!(matches!(saved, Err(StoreError::Denied(_))), "{saved:?}");
    let replaced = reading.save(&sample.kept()).await;
    assert!(matches!(replaced, Err(StoreError::Denied(_))), "{replaced:?}");

    let mut db = PgConnection::connect(asker).await.unwrap();
    for table in [
        "run",
        "call",
        "rule_count",
        "finding",
        "resolved",
        "finding_state",
        "resource",
        "meaning",
        "bundle",
        "_sqlx_migrations",
    ] {
        denied(run(&mut db, &format!("DELETE FROM {table}")).await, table);
        denied(run(&mut db, &format!("INSERT INTO {table} DEFAULT VALUES")).await, table);
        denied(run(&mut db, &format!("TRUNCATE {table} CASCADE")).await, table);
        run(&mut db, &format!("SELECT * FROM {table}")).await.unwrap();
    }
    denied(run(&mut db, "UPDATE finding SET severity = 'low'").await, "finding");
    denied(run(&mut db, "UPDATE run SET started = ''").await, "run");
    denied(run(&mut db, "CREATE TABLE tickmark.own (x TEXT)").await, "a table");
    denied(run(&mut db, "SET ROLE tickmark_runner").await, "the runner's role");
    let told =
        "INSERT INTO message VALUES ('s', 1, '', 'me', 'who?', '{}', '{}'); INSERT INTO answer VALUES ('k', '{}')";
    run(&mut db, told).await.unwrap();
    denied(run(&mut db, "DELETE FROM message").await, "the log of questions");
    assert_eq!(store.report(None).await.unwrap(), Some(sample.report));
}

#[tokio::test]
async fn made_by_a_superuser() {
    // Roles belong to a whole server, so each of these has one of its own.
    let server = Server::start(&[]);
    let url = server.database().await;
    let [runner, asker] = users(&url).await;
    set_passwords(&url).await;
    the_asker_reads_and_writes_conversations_only(&runner, &asker).await;
}

#[tokio::test]
async fn made_by_an_administrator_who_is_no_superuser() {
    let server = Server::start(&[]);
    let url = server.database().await;
    let mut db = PgConnection::connect(&url).await.unwrap();
    let name = url.rsplit_once('/').unwrap().1;
    // As on RDS, where the administrator may add this one.
    run(&mut db, "CREATE EXTENSION vector").await.unwrap();
    run(&mut db, &format!("CREATE ROLE master LOGIN CREATEROLE PASSWORD 'm'; ALTER DATABASE {name} OWNER TO master"))
        .await
        .unwrap();
    let [runner, asker] = users(&Server::as_role(&url, "master", "m")).await;
    set_passwords(&url).await;
    the_asker_reads_and_writes_conversations_only(&runner, &asker).await;
}
