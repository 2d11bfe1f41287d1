//! What a filter lets through, as a condition over the table `finding f`. Only what is asked for becomes part of it, so
//! that the database plans for that alone; values are bound.

use sqlx::{Database, Encode, QueryBuilder, Type};

use super::questions::{Filter, Scope};
use super::rows::stamp;

/// The documents of the first findings of an order. They are chosen before a document is read.
pub(super) const FIRST: &str = "SELECT f.document FROM (SELECT f.run_id, f.id FROM finding f WHERE ";
pub(super) const DOCUMENTS: &str = ") chosen JOIN finding f ON f.run_id = chosen.run_id AND f.id = chosen.id";

pub(super) fn order(filter: &Filter) -> &'static str {
    if filter.costly { " ORDER BY f.monthly DESC, f.id" } else { " ORDER BY f.rank, f.account, f.id" }
}

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

impl<DB: Database> Narrowed<DB>
where
    String: Type<DB> + for<'a> Encode<'a, DB>,
{
    pub fn new(start: &str, dialect: &'static Dialect) -> Self {
        Narrowed { query: QueryBuilder::new(start), dialect }
    }

    pub fn text(&mut self, text: &str) -> &mut Self {
        self.query.push_bind((self.dialect.text)(text));
        self
    }

    pub fn sql(&mut self, sql: &str) -> &mut Self {
        self.query.push(sql);
        self
    }

    /// `(a, b, c)`
    pub fn list(&mut self, values: &[String]) -> &mut Self {
        for (at, value) in values.iter().enumerate() {
            self.sql(if at == 0 { "(" } else { ", " }).text(value);
        }
        self.sql(if values.is_empty() { "(NULL)" } else { ")" })
    }

    /// The condition, as it stands after WHERE.
    pub fn filter(&mut self, f: &Filter) -> &mut Self {
        match &f.run {
            Some(run) => self.sql("f.run_id = ").text(run),
            None => self.sql("f.run_id IN (SELECT id FROM current_run)"),
        };
        let lists = [
            ("f.meaning", &f.meanings),
            ("f.account", &f.accounts),
            ("f.region", &f.regions),
            ("f.pillar", &f.pillars),
            ("f.severity", &f.severities),
            ("f.rule", &f.rules),
            ("f.status", &f.statuses),
            ("f.change", &f.changes),
        ];
        for (column, values) in lists.into_iter().filter(|(_, values)| !values.is_empty()) {
            self.sql(" AND ").sql(column).sql(" IN ").list(values);
        }
        if !f.services.is_empty() || !f.kinds.is_empty() {
            self.sql(" AND (f.service IN ").list(&f.services).sql(" OR f.kind IN ").list(&f.kinds).sql(")");
        }
        self.names(&f.names);
        if !f.environments.is_empty() {
            let environment = self.dialect.environment;
            self.sql(" AND EXISTS ").sql(environment).list(&f.environments).sql(")");
        }
        for (compared, time) in [(" >= ", f.since), (" < ", f.until)] {
            if let Some(time) = time {
                self.sql(" AND substr(f.first_seen, 1, 19)")
                    .sql(compared)
                    .sql("substr(")
                    .text(&stamp(time))
                    .sql(", 1, 19)");
            }
        }
        self.sql(if f.costly { " AND f.monthly > 0" } else { "" })
    }

    /// Parts of ARNs, ids, names and tags, or beginnings of a finding's id.
    fn names(&mut self, names: &[String]) {
        let position = self.dialect.position;
        for (at, name) in names.iter().enumerate() {
            self.sql(if at == 0 { " AND (" } else { " OR " });
            for (before, column) in [("", "f.arn"), (" OR ", "f.resource"), (" OR ", self.dialect.tags)] {
                self.sql(before).sql(position).sql("(lower(").sql(column).sql("), lower(").text(name).sql(")) > 0");
            }
            self.sql(" OR ").sql(position).sql("(f.id, ").text(name).sql(") = 1");
        }
        self.sql(if names.is_empty() { "" } else { ")" });
    }

    /// That the meaning in this column can answer.
    pub fn scope(&mut self, column: &str, scope: Scope<'_>) -> &mut Self {
        self.sql("(").sql(column).sql(" IN ").list(scope.rules);
        self.sql(" OR EXISTS (SELECT 1 FROM finding f WHERE f.meaning = ").sql(column).sql(" AND ");
        self.filter(scope.filter).sql("))")
    }
}
