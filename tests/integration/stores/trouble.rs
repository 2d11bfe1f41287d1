//! What can go wrong with a server, and that it is told without the password.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tickmark::store::{self, StoreError};

use super::sample::{ACCOUNT, Sample, hostile};
use super::server::{Server, shared};

const SECRET: &str = "pa55/w?rd";

async fn refused(address: &str) -> StoreError {
    let error = store::open(address).await.err().unwrap_or_else(|| panic!("{address} opened"));
    let told = format!("{error} {error:?}");
    assert!(!told.contains("pa55") && !told.contains("rd@"), "{told}");
    error
}

async fn run(url: &str, text: &str) {
    let mut db = PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(text.to_owned())).execute(&mut db).await.unwrap();
}

#[tokio::test]
async fn addresses() {
    for address in [
        format!("postgres://user:{SECRET}@host/database"),
        format!("postgres://user:{SECRET}"),
        format!("postgresql://user:pa55@host:port/database?password={SECRET}"),
        format!("postgress://user:{SECRET}@host/database"),
        format!("user:{SECRET}@host/database"),
        format!("postgres:{SECRET}"),
        format!("host=x password={SECRET}"),
        format!("mysql://host/x?password={SECRET}"),
    ] {
        let error = refused(&address).await;
        assert!(matches!(error, StoreError::Address(_)), "{error}");
    }
    let error = refused("mysql://x").await;
    assert!(error.to_string().starts_with("mysql://x is not a store address"), "{error}");
}

#[tokio::test]
async fn nobody_listens() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = refused(&format!("postgres://user:pa55@127.0.0.1:{port}/database")).await.to_string();
    assert!(error.contains(&format!("postgres://127.0.0.1:{port}/database")), "{error}");
    assert!(error.contains("refused"), "{error}");
}

#[tokio::test]
async fn a_server_that_says_nothing() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let error = refused(&format!("postgres://user:pa55@{}/database", listener.local_addr().unwrap())).await.to_string();
    assert!(error.contains("no answer in 10 seconds"), "{error}");
}

#[tokio::test]
async fn a_wrong_password_and_a_database_that_is_not_there() {
    let url = shared().database().await;
    let error = refused(&Server::as_role(&url, "postgres", "pa55")).await.to_string();
    assert!(error.contains("password authentication failed for user \"postgres\""), "{error}");
    let (server, _) = url.rsplit_once('/').unwrap();
    let error = refused(&format!("{server}/nowhere")).await.to_string();
    assert!(error.contains("database \"nowhere\" does not exist"), "{error}");
    let error = refused(&format!("{url}?options=-c%20search_path%3Dmissing")).await.to_string();
    assert!(error.contains("search_path"), "{error}");
}

#[tokio::test]
async fn a_schema_of_others_is_left_alone() {
    for made in [
        "CREATE TABLE customers (name TEXT)",
        "CREATE VIEW customers AS SELECT 1 AS one",
        // Theirs may use the same library.
        "CREATE TABLE customers (name TEXT); CREATE TABLE _sqlx_migrations (version BIGINT, checksum BYTEA);
         INSERT INTO _sqlx_migrations VALUES (1, 'x')",
    ] {
        let url = shared().database().await;
        run(&url, made).await;
        let error = refused(&url).await;
        assert!(matches!(error, StoreError::Foreign(_)), "{error}");
        let mut db = PgConnection::connect(&url).await.unwrap();
        let ours: Option<String> =
            sqlx::query_scalar("SELECT to_regclass('run')::text").fetch_one(&mut db).await.unwrap();
        assert_eq!(ours, None);
    }
}

#[tokio::test]
async fn extensions_are_no_strangers() {
    let url = shared().database().await;
    run(&url, "CREATE EXTENSION vector").await;
    store::open(&url).await.unwrap();
}

#[tokio::test]
async fn a_store_of_a_newer_program_is_refused() {
    let url = shared().database().await;
    store::open(&url).await.unwrap();
    run(&url, "INSERT INTO _sqlx_migrations VALUES (9999, 'from the future', now(), true, 'x', 0)").await;
    let error = refused(&url).await;
    assert!(matches!(error, StoreError::Newer(_)), "{error}");
}

#[tokio::test]
async fn programs_that_open_a_new_store_at_once_all_can() {
    for _ in 0..5 {
        let url = shared().database().await;
        let opening: Vec<_> = (0..6)
            .map(|n| {
                let (url, id) = (url.clone(), format!("run-{n}"));
                std::thread::spawn(move || {
                    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
                        let store = store::open(&url).await?;
                        store.save(&Sample::new(&id, ACCOUNT, n, &hostile()).kept()).await
                    })
                })
            })
            .collect();
        for one in opening {
            one.join().unwrap().unwrap();
        }
        assert_eq!(store::open(&url).await.unwrap().runs().await.unwrap().len(), 6);
    }
}

/// The binaries of the tests know no locale that sorts otherwise, so the schema is asked instead.
#[tokio::test]
async fn text_that_answers_are_ordered_by_sorts_by_its_bytes_in_any_locale() {
    let url = shared().database().await;
    store::open(&url).await.unwrap();
    let mut db = PgConnection::connect(&url).await.unwrap();
    let others: Vec<(String, String)> = sqlx::query_as(
        "SELECT table_name::text, column_name::text FROM information_schema.columns
         WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'
           AND table_name <> '_sqlx_migrations' ORDER BY 1, 2",
    )
    .fetch_all(&mut db)
    .await
    .unwrap();
    assert!(!others.is_empty(), "documents have the database's");
    for (table, column) in others {
        let told = [
            "document", "details", "error", "rules", "title", "body", "words", "asked", "question", "intent", "answer",
        ];
        assert!(told.contains(&column.as_str()), "{table}.{column}");
    }
}

#[tokio::test]
async fn a_lock_that_is_not_given_in_time_is_told_as_locked() {
    let url = shared().database().await;
    let mut holder = PgConnection::connect(&url).await.unwrap();
    let mut waiter = PgConnection::connect(&url).await.unwrap();
    sqlx::query("SELECT pg_advisory_lock(1)").execute(&mut holder).await.unwrap();
    sqlx::query("SELECT set_config('lock_timeout', '50ms', false)").execute(&mut waiter).await.unwrap();
    let error = sqlx::query("SELECT pg_advisory_xact_lock(1)").execute(&mut waiter).await.err().unwrap();
    let error = StoreError::from(error);
    assert!(matches!(error, StoreError::Locked(_)), "{error:?}");
}
