//! The team's store's answers to questions: the same as the embedded one's, in PostgreSQL's words.

use chrono::{DateTime, Utc};
use pgvector::HalfVector;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::{Postgres as Db, QueryBuilder, Row};

use super::narrow::{Dialect, Narrowed, single};
use super::postgres::Postgres;
use super::postgres_insert::{guarded, unguarded};
use super::questions::{By, Count, Filter, Meaning, Message, Questions, Scope, Stored};
use super::rows::stamp;
use super::{Answer, StoreError};
use crate::model::{CoverageRow, Finding, Resolved, RuleCount, Run};

type Query<'q> = sqlx::query::Query<'q, Db, PgArguments>;

const DIALECT: Dialect = Dialect {
    position: "strpos",
    tags: "f.tags::text",
    environment: "(SELECT 1 FROM jsonb_each_text(f.tags) t
                   WHERE lower(t.key) IN ('env', 'environment', 'stage') AND lower(t.value) IN ",
    text: |text| guarded(text).into_owned(),
};

/// Up to so many, vectors are compared one by one, which finds the nearest for certain. More have an index.
const EXACT: i64 = 10_000;

fn query(start: &str) -> Narrowed<Db> {
    Narrowed::new(start, &DIALECT)
}

impl Postgres {
    async fn answers<T>(
        &self,
        query: Query<'_>,
        one: impl Fn(&PgRow) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        query.fetch_all(self.pool()).await?.iter().map(one).collect()
    }

    async fn run(&self, query: Query<'_>) -> Result<(), StoreError> {
        Ok(query.execute(self.pool()).await.map(|_| ())?)
    }
}

fn document<T: serde::de::DeserializeOwned>(row: &PgRow) -> Result<T, StoreError> {
    Ok(serde_json::from_str(&text(row, "document"))?)
}

fn text(row: &PgRow, name: &str) -> String {
    unguarded(row.get(name))
}

fn unsigned(row: &PgRow, name: &str) -> u64 {
    u64::try_from(row.get::<i64, _>(name)).unwrap_or_default()
}

fn stored(row: &PgRow) -> Result<Stored, StoreError> {
    Ok(Stored {
        account: text(row, "account"),
        scope: text(row, "scope"),
        kind: text(row, "kind"),
        arn: text(row, "arn"),
        id: text(row, "id"),
        region: text(row, "region"),
        document: text(row, "document"),
        details: text(row, "details"),
        last_seen: text(row, "last_seen"),
    })
}

fn message(row: &PgRow) -> Result<Message, StoreError> {
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

fn gap(row: &PgRow) -> Result<CoverageRow, StoreError> {
    Ok(CoverageRow {
        account: row.get("account"),
        region: row.get("region"),
        service: row.get("service"),
        operation: row.get("operation"),
        status: serde_json::from_value(serde_json::Value::String(row.get("status")))?,
        error: row.get::<Option<String>, _>("error").map(unguarded),
        calls: unsigned(row, "calls"),
        throttles: 0,
        resources: None,
        rules_affected: serde_json::from_str(row.get("rules"))?,
    })
}

/// PostgreSQL's text has no zero character.
fn clean(words: &str) -> String {
    words.replace('\0', "\u{fffd}")
}

/// A plan is made for these values and no others, since an embedder's index holds for that embedder only.
const ITERATIVE: &str = "SET LOCAL hnsw.iterative_scan = strict_order; SET LOCAL hnsw.ef_search = 400;
                         SET LOCAL plan_cache_mode = force_custom_plan";

/// Every vector in scope is compared.
fn exact(embedder: &str, scope: Scope<'_>, to: &HalfVector) -> QueryBuilder<Db> {
    let mut asked = query("WITH seen AS MATERIALIZED (SELECT DISTINCT b.meaning AS hash");
    asked.filtered(scope.filter).sql("), scoped AS (SELECT hash FROM seen UNION SELECT unnest(");
    asked.query.push_bind(scope.rules.to_vec()).push("::text[])) SELECT meaning, vector <=> ").push_bind(to.clone());
    asked.sql(" AS distance FROM scoped JOIN embedding ON meaning = hash WHERE embedder = ").text(embedder);
    asked.sql(" ORDER BY distance, meaning");
    asked.query
}

fn indexed(embedder: &str, scope: Scope<'_>, to: &HalfVector) -> QueryBuilder<Db> {
    let dimensions = to.to_vec().len();
    let mut asked = query(&format!("SELECT meaning, vector::halfvec({dimensions}) <=> "));
    asked.query.push_bind(to.clone());
    asked.sql(" AS distance FROM embedding WHERE embedder = ").text(embedder);
    asked.scope_each("embedding.meaning", scope).sql(&format!(" ORDER BY vector::halfvec({dimensions}) <=> "));
    asked.query.push_bind(to.clone());
    asked.query
}

impl Postgres {
    /// Whether an embedder has more vectors than are compared one by one.
    async fn many(&self, embedder: &str) -> Result<bool, StoreError> {
        let beyond = sqlx::query("SELECT 1 FROM embedding WHERE embedder = $1 OFFSET $2 LIMIT 1");
        Ok(beyond.bind(embedder).bind(EXACT).fetch_optional(self.pool()).await?.is_some())
    }

    /// Whether comparing all vectors in scope is quick.
    async fn few(&self, embedder: &str, scope: Scope<'_>) -> Result<bool, StoreError> {
        if !self.many(embedder).await? {
            return Ok(true);
        }
        let mut bundles = query("SELECT 1");
        bundles.filtered(scope.filter).query.push(" OFFSET ").push_bind(EXACT).push(" LIMIT 1");
        Ok(bundles.query.build().fetch_optional(self.pool()).await?.is_none())
    }
}

impl Questions for Postgres {
    fn current(&self) -> Answer<'_, Vec<Run>> {
        let query = sqlx::query("SELECT document FROM run WHERE id IN (SELECT id FROM current_run) ORDER BY account");
        Box::pin(self.answers(query, document))
    }

    fn history<'a>(&'a self, accounts: &'a [String], limit: usize) -> Answer<'a, Vec<Run>> {
        let query = sqlx::query(
            "SELECT document FROM run WHERE $1::text[] = '{}' OR account = ANY($1)
             ORDER BY started DESC, id DESC LIMIT $2",
        );
        Box::pin(self.answers(query.bind(accounts).bind(number(limit)), document))
    }

    fn count<'a>(&'a self, filter: &'a Filter, by: By) -> Answer<'a, Vec<Count>> {
        Box::pin(async move {
            let one = |row: &PgRow| {
                let monthly = row.get::<i64, _>("cents") as f64 / 100.0;
                Ok(Count { key: text(row, "key"), findings: unsigned(row, "findings"), monthly })
            };
            self.answers(query("").counted(filter, by).query.build(), one).await
        })
    }

    fn list<'a>(&'a self, filter: &'a Filter, limit: usize) -> Answer<'a, Vec<Finding>> {
        Box::pin(async move {
            if single(filter) {
                return self.answers(query("").chosen(filter, limit).query.build(), document).await;
            }
            let bundle = |row: &PgRow| Ok((row.get("run_id"), row.get("number")));
            let bundles = self.answers(query("").first_bundles(filter, limit).query.build(), bundle).await?;
            if bundles.is_empty() {
                return Ok(Vec::new());
            }
            self.answers(query("").first_of(&bundles, limit).query.build(), document).await
        })
    }

    fn resolved<'a>(&'a self, run: &'a str) -> Answer<'a, Vec<Resolved>> {
        let query = sqlx::query("SELECT document FROM resolved WHERE run_id = $1 ORDER BY position").bind(run);
        Box::pin(self.answers(query, document))
    }

    fn resources<'a>(&'a self, filter: &'a Filter, limit: usize) -> Answer<'a, (u64, Vec<Stored>)> {
        const FROM: &str = "FROM resource r WHERE
            ($1::text[] = '{}' OR r.account = ANY($1))
            AND ($2::text[] = '{}' OR r.region = ANY($2))
            AND (($3::text[] = '{}' AND $4::text[] = '{}') OR split_part(r.kind, '.', 1) = ANY($3) OR r.kind = ANY($4))
            AND ($5::text[] = '{}' OR EXISTS (SELECT 1 FROM unnest($5) n WHERE strpos(lower(r.arn), lower(n)) > 0
                 OR strpos(lower(r.id), lower(n)) > 0 OR strpos(lower(r.document), lower(n)) > 0))
            AND ($6::text[] = '{}' OR EXISTS (SELECT 1 FROM jsonb_path_query(facts(r.document), '$.**') t
                 WHERE jsonb_typeof(t) = 'string' AND lower(t #>> '{}') = ANY($6)))
            AND r.last_seen >= (SELECT started FROM current_run c WHERE c.account = r.account)
            AND ($7::text IS NULL OR (r.first_seen >= $7
                 AND r.first_seen > (SELECT min(started) FROM run WHERE run.account = r.account)))
            AND ($8::text IS NULL OR r.first_seen < $8)";
        let bound = move |query: Query<'a>| {
            let lists = [&filter.accounts, &filter.regions, &filter.services, &filter.kinds, &filter.names];
            let query = lists.into_iter().chain([&filter.environments]).fold(query, |query, values| query.bind(values));
            query.bind(filter.since.map(stamp)).bind(filter.until.map(stamp))
        };
        let count = format!("SELECT count(*) AS found {FROM}");
        let page = format!("SELECT * {FROM} ORDER BY r.kind, r.account, r.region, r.id LIMIT $9");
        Box::pin(async move {
            let found = bound(sqlx::query(sqlx::AssertSqlSafe(count))).fetch_one(self.pool()).await?;
            let query = bound(sqlx::query(sqlx::AssertSqlSafe(page))).bind(number(limit));
            Ok((unsigned(&found, "found"), self.answers(query, stored).await?))
        })
    }

    fn gaps<'a>(&'a self, filter: &'a Filter) -> Answer<'a, Vec<CoverageRow>> {
        let query = sqlx::query(
            "SELECT * FROM call WHERE status <> 'ok'
             AND (($1::text IS NULL AND run_id IN (SELECT id FROM current_run)) OR run_id = $1)
             AND ($2::text[] = '{}' OR account = ANY($2))
             AND ($3::text[] = '{}' OR region = ANY($3))
             AND ($4::text[] = '{}' OR service = ANY($4))
             ORDER BY account, region, service, operation",
        );
        let query = query.bind(&filter.run).bind(&filter.accounts).bind(&filter.regions).bind(&filter.services);
        Box::pin(self.answers(query, gap))
    }

    fn checked<'a>(&'a self, filter: &'a Filter) -> Answer<'a, Vec<RuleCount>> {
        let query = sqlx::query(
            "SELECT c.document FROM rule_count c JOIN run r ON r.id = c.run_id
             WHERE (($1::text IS NULL AND r.id IN (SELECT id FROM current_run)) OR r.id = $1)
             AND ($2::text[] = '{}' OR r.account = ANY($2))
             AND ($3::text[] = '{}' OR c.rule = ANY($3))
             ORDER BY c.rule, r.account",
        );
        Box::pin(self.answers(query.bind(&filter.run).bind(&filter.accounts).bind(&filter.rules), document))
    }

    /// PostgreSQL's own rank knows no rarity of words, so each term's rank is weighted with its inverse document
    /// frequency.
    fn matching<'a>(&'a self, terms: &'a [String], scope: Scope<'a>, limit: usize) -> Answer<'a, Vec<(String, f64)>> {
        let terms: Vec<String> = terms.iter().map(|t| clean(t)).collect();
        let mut asked = query("WITH term AS (SELECT DISTINCT plainto_tsquery('english', t) AS q FROM unnest(");
        asked.query.push_bind(terms);
        asked.sql(
            "::text[]) t),
             hit AS (SELECT m.hash, term.q, ts_rank('{0.17, 0.33, 0.5, 1.0}', m.text, term.q) AS fit
                     FROM term JOIN meaning m ON m.text @@ term.q WHERE numnode(term.q) > 0),
             rare AS (SELECT q, ln(1 + ((SELECT count(*) FROM meaning) - count(*) + 0.5) / (count(*) + 0.5)) AS idf
                      FROM hit GROUP BY q)
             SELECT hash, sum(fit * idf)::double precision AS score FROM hit JOIN rare USING (q) WHERE TRUE",
        );
        asked.scope("hit.hash", scope).sql(" GROUP BY hash ORDER BY score DESC, hash LIMIT ").number(limit);
        Box::pin(async move { self.answers(asked.query.build(), |row| Ok((row.get("hash"), row.get("score")))).await })
    }

    fn without_vectors<'a>(&'a self, embedder: &'a str) -> Answer<'a, Vec<(String, Meaning)>> {
        let query = sqlx::query(
            "SELECT hash, title, body, words, asked FROM meaning m WHERE NOT EXISTS
             (SELECT 1 FROM embedding e WHERE e.meaning = m.hash AND e.embedder = $1) ORDER BY hash",
        );
        let one = |row: &PgRow| {
            let meaning = Meaning {
                title: text(row, "title"),
                body: text(row, "body"),
                words: text(row, "words"),
                asked: text(row, "asked"),
            };
            Ok((row.get("hash"), meaning))
        };
        Box::pin(self.answers(query.bind(embedder), one))
    }

    fn keep_vectors<'a>(&'a self, embedder: &'a str, vectors: &'a [(String, Vec<f32>)]) -> Answer<'a, ()> {
        Box::pin(async move {
            let Some(dimensions) = vectors.first().map(|(_, v)| v.len()) else { return Ok(()) };
            let (hashes, vectors): (Vec<&str>, Vec<HalfVector>) =
                vectors.iter().map(|(hash, v)| (hash.as_str(), HalfVector::from_f32_slice(v))).unzip();
            let query = sqlx::query(
                "INSERT INTO embedding (meaning, embedder, vector)
                 SELECT given.hash, $2, given.vector FROM unnest($1::text[], $3::halfvec[]) AS given (hash, vector)
                 ON CONFLICT DO NOTHING",
            );
            self.run(query.bind(hashes).bind(embedder).bind(vectors)).await?;
            if self.many(embedder).await? {
                let index = sqlx::query("SELECT index_vectors($1, $2)").bind(embedder);
                self.run(index.bind(i32::try_from(dimensions).unwrap_or_default())).await?;
            }
            Ok(())
        })
    }

    /// Exact while few vectors or few findings are in question; else by the embedder's index, which goes on searching
    /// until enough are found that are in scope.
    fn nearest<'a>(
        &'a self,
        embedder: &'a str,
        to: &'a [f32],
        scope: Scope<'a>,
        limit: usize,
    ) -> Answer<'a, Vec<(String, f64)>> {
        Box::pin(async move {
            let to = HalfVector::from_f32_slice(to);
            let rows = if self.few(embedder, scope).await? {
                let mut asked = exact(embedder, scope, &to);
                asked.push(" LIMIT ").push_bind(number(limit)).build().fetch_all(self.pool()).await?
            } else {
                let mut transaction = self.pool().begin().await?;
                sqlx::raw_sql(ITERATIVE).execute(&mut *transaction).await?;
                let mut asked = indexed(embedder, scope, &to);
                asked.push(" LIMIT ").push_bind(number(limit)).build().fetch_all(&mut *transaction).await?
            };
            let mut all: Vec<(String, f64)> =
                rows.iter().map(|row| (row.get("meaning"), 1.0 - row.get::<f64, _>("distance"))).collect();
            all.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Ok(all)
        })
    }

    fn add_meanings<'a>(&'a self, meanings: &'a [Meaning]) -> Answer<'a, ()> {
        Box::pin(async move {
            let column = |part: fn(&Meaning) -> String| meanings.iter().map(|m| clean(&part(m))).collect::<Vec<_>>();
            let query = sqlx::query(
                "INSERT INTO meaning (hash, title, body, words, asked)
                 SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
                 ON CONFLICT DO NOTHING",
            );
            let query = query.bind(column(Meaning::hash)).bind(column(|m| m.title.clone()));
            let query = query.bind(column(|m| m.body.clone())).bind(column(|m| m.words.clone()));
            self.run(query.bind(column(|m| m.asked.clone()))).await
        })
    }

    fn tell<'a>(&'a self, m: &'a Message) -> Answer<'a, ()> {
        let query = sqlx::query(
            "INSERT INTO message (session, number, asked_at, asker, question, intent, answer)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        );
        let query =
            query.bind(clean(&m.session)).bind(i64::from(m.number)).bind(stamp(m.asked_at)).bind(clean(&m.asker));
        Box::pin(self.run(query.bind(clean(&m.question)).bind(&m.intent).bind(&m.answer)))
    }

    fn session<'a>(&'a self, id: &'a str) -> Answer<'a, Vec<Message>> {
        let query = sqlx::query("SELECT * FROM message WHERE session = $1 ORDER BY number").bind(clean(id));
        Box::pin(self.answers(query, message))
    }

    fn last_session<'a>(&'a self, asker: &'a str) -> Answer<'a, Option<String>> {
        let query = sqlx::query("SELECT session FROM message WHERE asker = $1 ORDER BY asked_at DESC LIMIT 1")
            .bind(clean(asker));
        Box::pin(async move { Ok(query.fetch_optional(self.pool()).await?.map(|row| row.get("session"))) })
    }

    fn note_calls<'a>(&'a self, calls: &'a [(DateTime<Utc>, String)]) -> Answer<'a, ()> {
        Box::pin(async move {
            let (started, documents): (Vec<String>, Vec<String>) =
                calls.iter().map(|(started, document)| (stamp(*started), clean(document))).unzip();
            let query =
                sqlx::query("INSERT INTO model_call (started, document) SELECT * FROM unnest($1::text[], $2::text[])");
            self.run(query.bind(started).bind(documents)).await
        })
    }

    fn calls(&self, since: DateTime<Utc>, limit: usize) -> Answer<'_, Vec<String>> {
        let query = sqlx::query(
            "SELECT document FROM model_call WHERE started >= $1 ORDER BY started DESC, ctid DESC LIMIT $2",
        );
        Box::pin(async move {
            let query = query.bind(stamp(since)).bind(number(limit));
            let mut calls = self.answers(query, |row| Ok(row.get("document"))).await?;
            calls.reverse();
            Ok(calls)
        })
    }

    fn cached<'a>(&'a self, key: &'a str) -> Answer<'a, Option<String>> {
        let query = sqlx::query("SELECT document FROM answer WHERE key = $1").bind(key);
        Box::pin(async move { Ok(query.fetch_optional(self.pool()).await?.map(|row| row.get("document"))) })
    }

    fn cache<'a>(&'a self, key: &'a str, document: &'a str) -> Answer<'a, ()> {
        let query = sqlx::query(
            "INSERT INTO answer (key, document) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET document = excluded.document",
        );
        Box::pin(self.run(query.bind(key).bind(document)))
    }
}

fn number(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
