//! Bad input: one clear error, exit 2, nothing lost.

use std::path::Path;

use serde_json::json;

use crate::harness::{Estate, against, run, temporary, tickmark};

/// Runs and expects exit 2 with these words on standard error, and an empty standard output.
fn refused(folder: &Path, arguments: &[&str], words: &[&str]) {
    let (code, out, err) = run(&mut tickmark(folder, arguments));
    assert_eq!(code, 2, "{arguments:?}: {out}{err}");
    assert_eq!(out, "", "{arguments:?}");
    for word in words {
        assert!(err.contains(word), "{arguments:?}: {word}\n---\n{err}");
    }
}

#[test]
fn arguments_and_configuration() {
    let folder = temporary("arguments");
    refused(
        &folder,
        &["audit", "--demo", "--only", "ebs-volume-unatached"],
        &["--only", "did you mean ebs-volume-unattached?"],
    );
    refused(&folder, &["audit", "--demo", "--regions", "us-est-1"], &["--regions", "did you mean us-east-1?"]);
    refused(&folder, &["audit", "--demo", "--fail-on", "grave"], &["grave", "critical"]);
    refused(&folder, &["audit", "--demo", "--store", "mysql://x"], &["--store", "mysql://x"]);
    refused(&folder, &["audit", "--demo", "--rules", "nowhere"], &["nowhere"]);
    refused(&folder, &["report", "--format", "pdf"], &["pdf", "html"]);
    refused(&folder, &["verify", "abc"], &["no such run"]);
    std::fs::write(folder.join("tickmark.toml"), "out = \"x\"\nstor = \"y\"\n").unwrap();
    refused(&folder, &["audit", "--demo"], &["tickmark.toml:2", "stor"]);
    std::fs::write(folder.join("tickmark.toml"), "[params.\"ebs-volume-unattached\"]\nmin_age_days = \"x\"\n").unwrap();
    refused(&folder, &["audit", "--demo"], &["ebs-volume-unattached", "min_age_days", "is not an integer"]);
    std::fs::write(folder.join("tickmark.toml"), "[params.\"ebs-volume-unattachd\"]\nmin_age_days = 1\n").unwrap();
    refused(&folder, &["audit", "--demo"], &["did you mean ebs-volume-unattached?"]);
    std::fs::write(folder.join("tickmark.toml"), "[params.\"*\"]\nmin_age_days = 1\n").unwrap();
    refused(&folder, &["audit", "--demo"], &["tickmark.toml", "params.\"*\"", "name a rule"]);
}

#[test]
fn an_unwritable_folder_is_refused_before_anything_is_read() {
    let folder = temporary("unwritable");
    std::fs::write(folder.join("file"), "in the way").unwrap();
    refused(&folder, &["audit", "--demo", "--out", "file/reports"], &["--out", "file/reports"]);
    assert_eq!(std::fs::read_to_string(folder.join("file")).unwrap(), "in the way");
}

#[test]
fn recordings() {
    let folder = temporary("recordings");
    let demo = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/estate.recording")).unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
    write("cut", &demo[..demo.len() / 2]);
    write("noise", b"this is no recording at all");
    write("empty", b"");
    let text = String::from_utf8(zstd::decode_all(&demo[..]).unwrap()).unwrap();
    let newer = text.replacen("\"tickmark_recording\":1", "\"tickmark_recording\":99", 1);
    write("newer", &zstd::encode_all(newer.as_bytes(), 1).unwrap());
    let lines: Vec<&str> = text.lines().collect();
    write("short", &zstd::encode_all(lines[..lines.len() - 2].join("\n").as_bytes(), 1).unwrap());
    for name in ["cut", "noise", "empty", "short"] {
        refused(&folder, &["audit", "--replay", name], &[name, "recording"]);
    }
    refused(&folder, &["audit", "--replay", "newer"], &["format 99", "newer tickmark"]);
    refused(&folder, &["audit", "--replay", "absent"], &["absent"]);
}

#[test]
fn stores() {
    let folder = temporary("stores");
    std::fs::write(folder.join("text.db"), "not a database, but a long enough text to be looked at as one").unwrap();
    refused(&folder, &["audit", "--demo", "--store", "sqlite://text.db"], &["text.db", "not one of tickmark's"]);
    let text = std::fs::read_to_string(folder.join("text.db")).unwrap();
    assert!(text.starts_with("not a database"), "it was left alone");
    refused(&folder, &["runs", "--store", "sqlite://no/such/folder.db"], &["no/such/folder.db"]);
}

#[tokio::test]
async fn a_foreign_database_is_left_alone() {
    let folder = temporary("foreign");
    let path = folder.join("theirs.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::query("CREATE TABLE customers (name TEXT)").execute(&pool).await.unwrap();
    pool.close().await;
    let before = std::fs::read(&path).unwrap();
    refused(&folder, &["audit", "--demo", "--store", "sqlite://theirs.db"], &["theirs.db", "not one of tickmark's"]);
    assert_eq!(before, std::fs::read(&path).unwrap());
}

/// A service that answers every request with one error.
fn refusing(code: &'static str) -> String {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut buffer = [0; 8192];
            let _ = stream.read(&mut buffer);
            let body = format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>"
            );
            let length = body.len();
            let _ = write!(
                stream,
                "HTTP/1.1 403 Forbidden\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
        }
    });
    url
}

#[test]
fn expired_and_unknown_credentials() {
    let folder = temporary("expired");
    for (code, words) in [("ExpiredToken", "have expired"), ("InvalidClientTokenId", "does not know these credentials")]
    {
        let mut command = tickmark(&folder, &["audit"]);
        command.env("AWS_ENDPOINT_URL", refusing(code)).env("AWS_REGION", "us-east-1");
        command.env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "secret");
        let (exit, out, err) = run(&mut command);
        assert_eq!((exit, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(code) && err.contains(words) && err.contains("hint:"), "{err}");
    }
}

#[tokio::test]
async fn a_locked_database_is_told_and_left_as_it_is() {
    let folder = temporary("locked");
    assert_eq!(run(&mut tickmark(&folder, &["audit", "--demo"])).0, 0);
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.join("tickmark.db"));
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    let holding = pool.begin_with("BEGIN EXCLUSIVE").await.unwrap();
    let path = folder.clone();
    let attempt = tokio::task::spawn_blocking(move || run(&mut tickmark(&path, &["audit", "--demo"])));
    let (code, _, err) = attempt.await.unwrap();
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("locked"), "{err}");
    holding.rollback().await.unwrap();
    pool.close().await;
    let (code, out, _) = run(&mut tickmark(&folder, &["runs"]));
    assert_eq!((code, out.lines().count()), (0, 1));
}

#[test]
fn credentials() {
    let folder = temporary("credentials");
    refused(&folder, &["audit", "--regions", "us-east-1"], &["no AWS credentials", "hint:"]);
    let estate = Estate::start("none");
    estate.set_faults(&json!([{"service": "sts", "operation": "GetCallerIdentity", "fault": "denied"}]));
    let (code, out, err) = against(&estate, &folder, &["audit"]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("GetCallerIdentity") && err.contains("hint:"), "{err}");
}
