//! What became of the entries of exceptions.yaml: those that somebody has to do something about.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::Line;
use crate::model::{Exception, ExceptionState, ExceptionUse, Finding, FindingStatus, Report};
use crate::render::escape::{Md, cell_code, cell_text, text};
use crate::render::words;

/// Entries that end within so many days are named, so that somebody decides before they do.
const SOON: Days = Days::new(30);

#[derive(Debug, Serialize)]
pub struct ExceptionRow {
    what: &'static str,
    rule: Md,
    resource: Md,
    owner: Md,
    expires: String,
    ticket: Md,
    reason: Md,
    findings: String,
}

/// By what is the matter with them, then in the order of the file.
pub fn exceptions(report: &Report) -> Vec<ExceptionRow> {
    let today = report.run.started.date_naive();
    let mut uses: Vec<(u8, &'static str, &ExceptionUse)> =
        report.exceptions.iter().filter_map(|one| matter(one, today).map(|(order, what)| (order, what, one))).collect();
    uses.sort_by_key(|(order, ..)| *order);
    uses.into_iter().map(|(_, what, one)| row(what, one)).collect()
}

fn matter(one: &ExceptionUse, today: NaiveDate) -> Option<(u8, &'static str)> {
    match one.state {
        ExceptionState::Expired => Some((0, "expired: what it accepted is open again")),
        ExceptionState::Active if today.checked_add_days(SOON).is_some_and(|soon| one.exception.expires <= soon) => {
            Some((1, "ends within 30 days"))
        }
        ExceptionState::Active => None,
        ExceptionState::Unused => Some((2, "unused: it meets no finding")),
        ExceptionState::Stale => Some((3, "stale: there is no such rule")),
        ExceptionState::Unchecked => Some((4, "unchecked: not all that it is about was looked at")),
    }
}

fn row(what: &'static str, one: &ExceptionUse) -> ExceptionRow {
    let Exception { reason, owner, ticket, expires } = &one.exception;
    ExceptionRow {
        what,
        rule: cell_code(&one.rule),
        resource: cell_code(&one.resource),
        owner: cell_text(owner),
        expires: expires.to_string(),
        ticket: ticket.as_deref().map(cell_text).unwrap_or_default(),
        reason: cell_text(reason),
        findings: words::count(one.findings),
    }
}

/// A finding's own line: who accepts it, or did.
pub fn line(finding: &Finding) -> Option<Line> {
    let Exception { reason, owner, ticket, expires } = finding.exception.as_ref()?;
    let ticket = ticket.as_ref().map(|t| format!(" (ticket {})", text(t))).unwrap_or_default();
    let until = format!("until {expires} by {}{ticket}", text(owner));
    let reason = text(reason);
    Some(match finding.status {
        FindingStatus::Excepted => Line::new("Accepted", Md::ours(format!("{until}: {reason}"))),
        _ => Line::new("Exception", Md::ours(format!("accepted {until}, expired: {reason}"))),
    })
}
