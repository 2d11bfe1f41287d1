//! The embedded store's answers to questions. Lists are bound as JSON, so that each query is one constant text.

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use serde_json::Value;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Row, Sqlite as Db};

use super::narrow::{Dialect, Narrowed, single};
use super::questions::{By, Count, Filter, Meaning, Message, Questions, Scope, Stored};
use super::rows::stamp;
use super::sqlite::Sqlite;
use super::{Answer, StoreError};
use crate::model::{CoverageRow, Finding, Resolved, RuleCount, Run};

type Query<'q> = sqlx::query::Query<'q, Db, SqliteArguments>;

const DIALECT: Dialect = Dialect {
    position: "instr",
    tags: "f.document -> '$.tags'",
    environment: "(SELECT 1 FROM json_each(f.document, '$.tags') t
                   WHERE lower(t.key) IN ('env', 'environment', 'stage') AND lower(t.value) IN ",
    text: str::to_owned,
};

fn query(start: &str) -> Narrowed<Db> {
    Narrowed::new(start, &DIALECT)
}

fn list(values: &[String]) -> String {
    Value::from(values.to_vec()).to_string()
}

impl Sqlite {
    async fn rows<T>(
        &self,
        query: Query<'_>,
        one: impl Fn(&SqliteRow) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        query.fetch_all(self.pool()).await?.iter().map(one).collect()
    }
}

fn document<T: serde::de::DeserializeOwned>(row: &SqliteRow) -> Result<T, StoreError> {
    Ok(serde_json::from_str(row.get("document"))?)
}

fn unsigned(row: &SqliteRow, name: &str) -> u64 {
    u64::try_from(row.get::<i64, _>(name)).unwrap_or_default()
}

fn stored(row: &SqliteRow) -> Result<Stored, StoreError> {
    Ok(Stored {
        account: row.get("account"),
        scope: row.get("scope"),
        kind: row.get("kind"),
        arn: row.get("arn"),
        id: row.get("id"),
        region: row.get("region"),
        document: row.get("document"),
        details: row.get("details"),
        last_seen: row.get("last_seen"),
    })
}

fn message(row: &SqliteRow) -> Result<Message, StoreError> {
    Ok(Message {
        session: row.get("session"),
        number: u32::try_from(row.get::<i64, _>("number")).unwrap_or_default(),
        asked_at: row.get::<String, _>("asked_at").parse().unwrap_or_default(),
        asker: row.get("asker"),
        question: row.get("question"),
        intent: row.get("intent"),
        answer: row.get("answer"),
    })
}

/// Of two vectors of length 1; one is as it is stored.
fn cosine(stored: &[u8], to: &[f32]) -> f64 {
    let numbers = stored.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
    f64::from(numbers.zip(to).map(|(a, b)| a * b).sum::<f32>())
}

fn call(row: &SqliteRow) -> Result<CoverageRow, StoreError> {
    Ok(CoverageRow {
        account: row.get("account"),
        region: row.get("region"),
        service: row.get("service"),
        operation: row.get("operation"),
        status: serde_json::from_value(Value::String(row.get("status")))?,
        error: row.get("error"),
        calls: unsigned(row, "calls"),
        throttles: 0,
        resources: None,
        rules_affected: serde_json::from_str(row.get("rules"))?,
    })
}

impl Questions for Sqlite {
    fn current(&self) -> Answer<'_, Vec<Run>> {
        let query = sqlx::query("SELECT document FROM run WHERE id IN (SELECT id FROM current_run) ORDER BY account");
        Box::pin(self.rows(query, document))
    }

    fn history<'a>(&'a self, accounts: &'a [String], limit: usize) -> Answer<'a, Vec<Run>> {
        let query = sqlx::query(
            "SELECT document FROM run WHERE ?1 = '[]' OR account IN (SELECT value FROM json_each(?1))
             ORDER BY started DESC, id DESC LIMIT ?2",
        );
        Box::pin(self.rows(query.bind(list(accounts)).bind(number(limit)), document))
    }

    fn count<'a>(&'a self, filter: &'a Filter, by: By) -> Answer<'a, Vec<Count>> {
        Box::pin(async move {
            let one = |row: &SqliteRow| {
                let monthly = row.get::<i64, _>("cents") as f64 / 100.0;
                Ok(Count { key: row.get("key"), findings: unsigned(row, "findings"), monthly })
            };
            self.rows(query("").counted(filter, by).query.build(), one).await
        })
    }

    fn list<'a>(&'a self, filter: &'a Filter, limit: usize) -> Answer<'a, Vec<Finding>> {
        Box::pin(async move {
            if single(filter) {
                return self.rows(query("").chosen(filter, limit).query.build(), document).await;
            }
            let bundle = |row: &SqliteRow| Ok((row.get("run_id"), row.get("number")));
            let bundles = self.rows(query("").first_bundles(filter, limit).query.build(), bundle).await?;
            if bundles.is_empty() {
                return Ok(Vec::new());
            }
            self.rows(query("").first_of(&bundles, limit).query.build(), document).await
        })
    }

    fn resolved<'a>(&'a self, run: &'a str) -> Answer<'a, Vec<Resolved>> {
        let query = sqlx::query("SELECT document FROM resolved WHERE run_id = ? ORDER BY position").bind(run);
        Box::pin(self.rows(query, document))
    }

    fn resources<'a>(&'a self, filter: &'a Filter, limit: usize) -> Answer<'a, (u64, Vec<Stored>)> {
        const FROM: &str = "FROM resource r WHERE
            (?1 = '[]' OR r.account IN (SELECT value FROM json_each(?1)))
            AND (?2 = '[]' OR r.region IN (SELECT value FROM json_each(?2)))
            AND ((?3 = '[]' AND ?4 = '[]') OR substr(r.kind, 1, instr(r.kind, '.') - 1) IN (SELECT value FROM json_each(?3))
                 OR r.kind IN (SELECT value FROM json_each(?4)))
            AND (?5 = '[]' OR EXISTS (SELECT 1 FROM json_each(?5) n WHERE instr(lower(r.arn), lower(n.value)) > 0
                 OR instr(lower(r.id), lower(n.value)) > 0 OR instr(lower(r.document), lower(n.value)) > 0))
            AND (?6 = '[]' OR EXISTS (SELECT 1 FROM json_tree(r.document) t WHERE t.type = 'text'
                 AND lower(t.value) IN (SELECT value FROM json_each(?6))))
            AND r.last_seen >= (SELECT started FROM current_run c WHERE c.account = r.account)
            AND (?7 IS NULL OR (r.first_seen >= ?7
                 AND r.first_seen > (SELECT min(started) FROM run WHERE run.account = r.account)))
            AND (?8 IS NULL OR r.first_seen < ?8)";
        let bound = move |query: Query<'a>| {
            let lists = [&filter.accounts, &filter.regions, &filter.services, &filter.kinds, &filter.names];
            let lists = lists.into_iter().chain([&filter.environments]);
            let query = lists.fold(query, |query, values| query.bind(list(values)));
            query.bind(filter.since.map(stamp)).bind(filter.until.map(stamp))
        };
        let count = format!("SELECT count(*) AS found {FROM}");
        let page = format!("SELECT * {FROM} ORDER BY r.kind, r.account, r.region, r.id LIMIT ?9");
        Box::pin(async move {
            let found = bound(sqlx::query(sqlx::AssertSqlSafe(count))).fetch_one(self.pool()).await?;
            let query = bound(sqlx::query(sqlx::AssertSqlSafe(page))).bind(number(limit));
            Ok((unsigned(&found, "found"), self.rows(query, stored).await?))
        })
    }

    fn gaps<'a>(&'a self, filter: &'a Filter) -> Answer<'a, Vec<CoverageRow>> {
        let query = sqlx::query(
            "SELECT * FROM call WHERE status <> 'ok'
             AND ((?1 IS NULL AND run_id IN (SELECT id FROM current_run)) OR run_id = ?1)
             AND (?2 = '[]' OR account IN (SELECT value FROM json_each(?2)))
             AND (?3 = '[]' OR region IN (SELECT value FROM json_each(?3)))
             AND (?4 = '[]' OR service IN (SELECT value FROM json_each(?4)))
             ORDER BY account, region, service, operation",
        );
        let query = query.bind(filter.run.clone()).bind(list(&filter.accounts)).bind(list(&filter.regions));
        Box::pin(self.rows(query.bind(list(&filter.services)), call))
    }

    fn checked<'a>(&'a self, filter: &'a Filter) -> Answer<'a, Vec<RuleCount>> {
        let query = sqlx::query(
            "SELECT c.document FROM rule_count c JOIN run r ON r.id = c.run_id
             WHERE ((?1 IS NULL AND r.id IN (SELECT id FROM current_run)) OR r.id = ?1)
             AND (?2 = '[]' OR r.account IN (SELECT value FROM json_each(?2)))
             AND (?3 = '[]' OR c.rule IN (SELECT value FROM json_each(?3)))
             ORDER BY c.rule, r.account",
        );
        let query = query.bind(filter.run.clone()).bind(list(&filter.accounts)).bind(list(&filter.rules));
        Box::pin(self.rows(query, document))
    }

    fn matching<'a>(&'a self, terms: &'a [String], scope: Scope<'a>, limit: usize) -> Answer<'a, Vec<(String, f64)>> {
        // Quoted, a term is text and nothing of FTS5's own language; a zero byte would end it.
        let quoted: Vec<String> = terms.iter().map(|t| format!("\"{}\"", t.replace(['"', '\0'], " "))).collect();
        Box::pin(async move {
            if quoted.is_empty() {
                return Ok(Vec::new());
            }
            let mut asked =
                query("SELECT hash, -bm25(meaning_text, 0.0, 6.0, 1.0, 3.0, 2.0) AS score FROM meaning_text WHERE ");
            asked.sql("meaning_text MATCH ").text(&quoted.join(" OR ")).scope("hash", scope);
            asked.sql(" ORDER BY score DESC, hash LIMIT ").number(limit);
            self.rows(asked.query.build(), |row| Ok((row.get("hash"), row.get("score")))).await
        })
    }

    fn without_vectors<'a>(&'a self, embedder: &'a str) -> Answer<'a, Vec<(String, Meaning)>> {
        let query = sqlx::query(
            "SELECT * FROM meaning WHERE hash NOT IN (SELECT meaning FROM embedding WHERE embedder = ?) ORDER BY hash",
        );
        let one = |row: &SqliteRow| {
            let meaning = Meaning {
                title: row.get("title"),
                body: row.get("body"),
                words: row.get("words"),
                asked: row.get("asked"),
            };
            Ok((row.get("hash"), meaning))
        };
        Box::pin(self.rows(query.bind(embedder), one))
    }

    fn keep_vectors<'a>(&'a self, embedder: &'a str, vectors: &'a [(String, Vec<f32>)]) -> Answer<'a, ()> {
        Box::pin(async move {
            let mut transaction = self.pool().begin_with("BEGIN IMMEDIATE").await?;
            for (hash, vector) in vectors {
                let bytes: Vec<u8> = vector.iter().flat_map(|f| f.to_le_bytes()).collect();
                let query = sqlx::query("INSERT OR IGNORE INTO embedding (meaning, embedder, vector) VALUES (?, ?, ?)");
                query.bind(hash).bind(embedder).bind(bytes).execute(&mut *transaction).await?;
            }
            Ok(transaction.commit().await?)
        })
    }

    fn nearest<'a>(
        &'a self,
        embedder: &'a str,
        to: &'a [f32],
        scope: Scope<'a>,
        limit: usize,
    ) -> Answer<'a, Vec<(String, f64)>> {
        let mut asked = query("SELECT meaning, vector FROM embedding WHERE embedder = ");
        asked.text(embedder).scope("embedding.meaning", scope);
        Box::pin(async move {
            let mut all = Vec::new();
            let mut rows = asked.query.build().fetch(self.pool());
            while let Some(row) = rows.try_next().await? {
                all.push((row.get("meaning"), cosine(row.get("vector"), to)));
            }
            all.sort_by(|a: &(String, f64), b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            all.truncate(limit);
            Ok(all)
        })
    }

    fn add_meanings<'a>(&'a self, meanings: &'a [Meaning]) -> Answer<'a, ()> {
        Box::pin(async move {
            let mut transaction = self.pool().begin_with("BEGIN IMMEDIATE").await?;
            for meaning in meanings {
                add_meaning(&mut transaction, meaning).await?;
            }
            Ok(transaction.commit().await?)
        })
    }

    fn tell<'a>(&'a self, m: &'a Message) -> Answer<'a, ()> {
        let query = sqlx::query(
            "INSERT INTO message (session, number, asked_at, asker, question, intent, answer) VALUES (?, ?, ?, ?, ?, ?, ?)",
        );
        let query = query.bind(&m.session).bind(i64::from(m.number)).bind(stamp(m.asked_at)).bind(&m.asker);
        let query = query.bind(&m.question).bind(&m.intent).bind(&m.answer);
        Box::pin(async move { Ok(query.execute(self.pool()).await.map(|_| ())?) })
    }

    fn session<'a>(&'a self, id: &'a str) -> Answer<'a, Vec<Message>> {
        let query = sqlx::query("SELECT * FROM message WHERE session = ? ORDER BY number").bind(id);
        Box::pin(self.rows(query, message))
    }

    fn last_session<'a>(&'a self, asker: &'a str) -> Answer<'a, Option<String>> {
        let query =
            sqlx::query("SELECT session FROM message WHERE asker = ? ORDER BY asked_at DESC LIMIT 1").bind(asker);
        Box::pin(async move { Ok(query.fetch_optional(self.pool()).await?.map(|row| row.get("session"))) })
    }

    fn note_calls<'a>(&'a self, calls: &'a [(DateTime<Utc>, String)]) -> Answer<'a, ()> {
        Box::pin(async move {
            for (started, document) in calls {
                let query = sqlx::query("INSERT INTO model_call (started, document) VALUES (?, ?)");
                query.bind(stamp(*started)).bind(document).execute(self.pool()).await?;
            }
            Ok(())
        })
    }

    fn calls(&self, since: DateTime<Utc>, limit: usize) -> Answer<'_, Vec<String>> {
        let query =
            sqlx::query("SELECT document FROM model_call WHERE started >= ? ORDER BY started DESC, rowid DESC LIMIT ?");
        Box::pin(async move {
            let query = query.bind(stamp(since)).bind(number(limit));
            let mut calls = self.rows(query, |row| Ok(row.get("document"))).await?;
            calls.reverse();
            Ok(calls)
        })
    }

    fn cached<'a>(&'a self, key: &'a str) -> Answer<'a, Option<String>> {
        let query = sqlx::query("SELECT document FROM answer WHERE key = ?").bind(key);
        Box::pin(async move { Ok(query.fetch_optional(self.pool()).await?.map(|row| row.get("document"))) })
    }

    fn cache<'a>(&'a self, key: &'a str, document: &'a str) -> Answer<'a, ()> {
        let query = sqlx::query("INSERT OR REPLACE INTO answer (key, document) VALUES (?, ?)").bind(key).bind(document);
        Box::pin(async move { Ok(query.execute(self.pool()).await.map(|_| ())?) })
    }
}

/// Adds a meaning that is not there yet.
pub async fn add_meaning(db: &mut sqlx::SqliteConnection, meaning: &Meaning) -> Result<(), StoreError> {
    let query = sqlx::query("INSERT OR IGNORE INTO meaning (hash, title, body, words, asked) VALUES (?, ?, ?, ?, ?)");
    let query = query.bind(meaning.hash()).bind(&meaning.title).bind(&meaning.body);
    query.bind(&meaning.words).bind(&meaning.asked).execute(db).await?;
    Ok(())
}

fn number(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
