//! `tickmark rules list --covers`: what another catalogue asks for, and which rules look for it.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::Arc;

use serde_json::json;

use super::{DONE, say};
use crate::model::Framework;
use crate::rules::Rule;
use crate::rules::catalogues::{Catalogue, Requirement, catalogue};

/// What is asked for, and the rules that cover it.
type Row<'a> = (&'a Requirement<'a>, Vec<&'a str>);

pub fn list(framework: Framework, rules: &[Arc<Rule>], json: bool) -> anyhow::Result<ExitCode> {
    let catalogue = catalogue(framework);
    let named = rules.iter().flat_map(|r| r.covers.of(framework)).map(String::as_str);
    let listed = |id: &&str| catalogue.requirements.iter().any(|r| r.id == *id);
    let others: BTreeSet<&str> = named.filter(|id| !listed(id)).collect();
    let others: Vec<Requirement> = others.into_iter().map(|id| Requirement { id, about: "not in the list" }).collect();
    let rows: Vec<Row> = catalogue
        .requirements
        .iter()
        .chain(&others)
        .map(|asked| {
            let covers = |r: &&Arc<Rule>| r.covers.of(framework).iter().any(|id| id == asked.id);
            (asked, rules.iter().filter(covers).map(|r| r.id.as_str()).collect())
        })
        .collect();
    if json {
        say(&document(framework, catalogue, &rows)?)?;
    } else {
        say(&table(catalogue, &rows))?;
    }
    Ok(ExitCode::from(DONE))
}

fn document(framework: Framework, catalogue: &Catalogue, rows: &[Row]) -> serde_json::Result<String> {
    let requirements: Vec<_> =
        rows.iter().map(|(asked, rules)| json!({"id": asked.id, "about": asked.about, "rules": rules})).collect();
    serde_json::to_string_pretty(&json!({
        "catalogue": framework.word(),
        "title": catalogue.title,
        "version": catalogue.version,
        "source": catalogue.source,
        "covered": covered(rows),
        "requirements": requirements,
    }))
}

fn table(catalogue: &Catalogue, rows: &[Row]) -> String {
    let width = rows.iter().map(|(asked, _)| asked.id.len()).max().unwrap_or_default();
    let line = |(asked, rules): &Row| {
        let by = if rules.is_empty() { format!("-  ({})", asked.about) } else { rules.join(", ") };
        format!("{:<width$}  {by}", asked.id)
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    let Catalogue { title, version, source, .. } = catalogue;
    lines.push(format!("{} of {} covered: {title}, {version} ({source})", covered(rows), rows.len()));
    lines.join("\n")
}

fn covered(rows: &[Row]) -> usize {
    rows.iter().filter(|(_, rules)| !rules.is_empty()).count()
}
