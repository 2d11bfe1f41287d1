//! What a filter lets through, as queries over bundles and, only where a condition is about single findings, over these.
//! Only what is asked for becomes part of a query, so that the database plans for that alone; values are bound.

use sqlx::{Database, Encode, QueryBuilder, Type};

use super::questions::{By, Filter, Scope};
use super::rows::stamp;

/// Where the two databases differ.
pub(super) struct Dialect {
    /// The function that finds a text in another.
    pub position: &'static str,
    /// A finding's tags as text.
    pub tags: &'static str,
    /// The lower-case values of the tags that name an environment, up to the list that they are looked for in.
    pub environment: &'static str,
    /// A text as the database holds it.
    pub text: fn(&str) -> String,
}

/// A query that is being put together, in one of the dialects.
pub(super) struct Narrowed<DB: Database> {
    pub query: QueryBuilder<DB>,
    dialect: &'static Dialect,
}

/// Whether a filter is about single findings, and not about what whole bundles have in common.
pub(super) fn single(f: &Filter) -> bool {
    f.costly || f.since.is_some() || f.until.is_some() || !f.names.is_empty() || !f.environments.is_empty()
}

impl<DB: Database> Narrowed<DB>
where
    String: Type<DB> + for<'a> Encode<'a, DB>,
    i64: Type<DB> + for<'a> Encode<'a, DB>,
{
    pub fn new(start: &str, dialect: &'static Dialect) -> Self {
        Narrowed { query: QueryBuilder::new(start), dialect }
    }

    pub fn text(&mut self, text: &str) -> &mut Self {
        self.query.push_bind((self.dialect.text)(text));
        self
    }

    pub fn number(&mut self, number: usize) -> &mut Self {
        self.query.push_bind(i64::try_from(number).unwrap_or(i64::MAX));
        self
    }

    pub fn sql(&mut self, sql: &str) -> &mut Self {
        self.query.push(sql);
        self
    }

    /// `(a, b, c)`
    fn list(&mut self, values: &[String]) -> &mut Self {
        for (at, value) in values.iter().enumerate() {
            self.sql(if at == 0 { "(" } else { ", " }).text(value);
        }
        self.sql(if values.is_empty() { "(NULL)" } else { ")" })
    }

    /// Key, findings and cents of what the filter lets through.
    pub fn counted(&mut self, filter: &Filter, by: By) -> &mut Self {
        self.sql("SELECT b.").sql(by.column()).sql(if single(filter) {
            " AS key, count(*) AS findings, CAST(coalesce(sum(f.cents), 0) AS BIGINT) AS cents"
        } else {
            " AS key, CAST(sum(b.findings) AS BIGINT) AS findings, CAST(sum(b.cents) AS BIGINT) AS cents"
        });
        self.filtered(filter).sql(" GROUP BY 1 ORDER BY 2 DESC, 1")
    }

    /// The documents of the first findings, chosen one by one; they are chosen before a document is read.
    pub fn chosen(&mut self, filter: &Filter, limit: usize) -> &mut Self {
        let order = if filter.costly { " ORDER BY f.cents DESC, f.id" } else { " ORDER BY f.rank, b.account, f.id" };
        self.sql("SELECT f.document FROM (SELECT f.run_id, f.id").filtered(filter).sql(order).sql(" LIMIT ");
        self.number(limit).sql(") chosen JOIN finding f ON f.run_id = chosen.run_id AND f.id = chosen.id");
        self.sql(if filter.costly { " ORDER BY f.cents DESC, f.id" } else { " ORDER BY f.rank, f.account, f.id" })
    }

    /// The bundles that the first findings can be in: each finding of another one comes after the first of all these.
    pub fn first_bundles(&mut self, filter: &Filter, limit: usize) -> &mut Self {
        self.sql("SELECT b.run_id, b.number").filtered(filter).sql(" ORDER BY b.first, b.account LIMIT ").number(limit)
    }

    /// The documents of the first findings of these bundles.
    pub fn first_of(&mut self, bundles: &[(String, i64)], limit: usize) -> &mut Self {
        self.sql("SELECT f.document FROM (");
        for (at, (run, number)) in bundles.iter().enumerate() {
            self.sql(if at == 0 { "" } else { " UNION ALL " });
            self.sql("SELECT * FROM (SELECT run_id, id FROM finding WHERE run_id = ").text(run).sql(" AND bundle = ");
            self.query.push_bind(*number);
            self.sql(" ORDER BY rank LIMIT ").number(limit).sql(&format!(") AS b{at}"));
        }
        self.sql(") chosen JOIN finding f ON f.run_id = chosen.run_id AND f.id = chosen.id");
        self.sql(" ORDER BY f.rank, f.account, f.id LIMIT ").number(limit)
    }

    /// ` FROM … WHERE …`
    pub fn filtered(&mut self, f: &Filter) -> &mut Self {
        self.sql(" FROM bundle b");
        if single(f) {
            // SQLite goes through cross joins in the order in which they are written.
            self.sql(" CROSS JOIN finding f WHERE f.run_id = b.run_id AND f.bundle = b.number AND b.run_id");
        } else {
            self.sql(" WHERE b.run_id");
        }
        match &f.run {
            Some(run) => self.sql(" = ").text(run),
            None => self.sql(" IN (SELECT id FROM current_run)"),
        };
        let lists = [
            (" AND b.meaning IN ", &f.meanings),
            (" AND b.account IN ", &f.accounts),
            (" AND b.region IN ", &f.regions),
            (" AND b.pillar IN ", &f.pillars),
            (" AND b.severity IN ", &f.severities),
            (" AND b.rule IN ", &f.rules),
            (" AND b.status IN ", &f.statuses),
            (" AND b.change IN ", &f.changes),
        ];
        for (start, values) in lists.into_iter().filter(|(_, values)| !values.is_empty()) {
            self.sql(start).list(values);
        }
        if !f.services.is_empty() || !f.kinds.is_empty() {
            self.sql(" AND (b.service IN ").list(&f.services).sql(" OR b.kind IN ").list(&f.kinds).sql(")");
        }
        self.single(f)
    }

    fn single(&mut self, f: &Filter) -> &mut Self {
        self.names(&f.names);
        if !f.environments.is_empty() {
            let environment = self.dialect.environment;
            self.sql(" AND EXISTS ").sql(environment).list(&f.environments).sql(")");
        }
        for (compared, time) in [(" >= ", f.since), (" < ", f.until)] {
            if let Some(time) = time {
                self.sql(" AND substr(f.first_seen, 1, 19)").sql(compared);
                self.sql("substr(").text(&stamp(time)).sql(", 1, 19)");
            }
        }
        self.sql(if f.costly { " AND f.cents > 0" } else { "" })
    }

    /// Parts of ARNs, ids, names and tags, or beginnings of a finding's id.
    fn names(&mut self, names: &[String]) {
        let Dialect { position, tags, .. } = self.dialect;
        for (at, name) in names.iter().enumerate() {
            self.sql(if at == 0 { " AND (" } else { " OR " });
            for (before, column) in [("", "f.arn"), (" OR ", "f.resource"), (" OR ", tags)] {
                self.sql(before).sql(position).sql("(lower(").sql(column).sql("), lower(").text(name).sql(")) > 0");
            }
            self.sql(" OR ").sql(position).sql("(f.id, ").text(name).sql(") = 1");
        }
        self.sql(if names.is_empty() { "" } else { ")" });
    }

    /// That the meaning in this column can answer.
    pub fn scope(&mut self, column: &str, scope: Scope<'_>) -> &mut Self {
        self.sql(" AND (").sql(column).sql(" IN ").list(scope.rules).sql(" OR ").sql(column);
        self.sql(" IN (SELECT b.meaning").filtered(scope.filter).sql("))")
    }

    /// The same, looked up for each row: for a few rows of a query that many meanings can answer.
    pub fn scope_each(&mut self, column: &str, scope: Scope<'_>) -> &mut Self {
        self.sql(" AND (").sql(column).sql(" IN ").list(scope.rules).sql(" OR EXISTS (SELECT 1");
        self.filtered(scope.filter).sql(" AND b.meaning = ").sql(column).sql("))")
    }
}
