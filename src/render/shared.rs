//! What the formats for other programs (OCSF, ASFF, SARIF, JUnit, CSV) have in common.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::Value;

use super::escape::json_text;
use crate::model::{Covers, Evidence, Finding, FindingStatus, Fix, Report, Status};

/// What is said where a finding is excepted and nobody kept by whom.
const ACCEPTED: &str = "accepted by exceptions.yaml";

/// A JSON file's text; characters that hide text are written as `\uXXXX`, which leaves the JSON equal.
pub fn json_file(document: &Value) -> anyhow::Result<String> {
    let mut contents = json_text(serde_json::to_string_pretty(document)?);
    contents.push('\n');
    Ok(contents)
}

/// The same requirement in a catalogue that others know.
pub struct Requirement<'a> {
    pub standard: &'static str,
    pub id: &'a str,
}

/// What the finding's rule covers, in a fixed order of catalogues.
pub fn requirements(covers: &Covers) -> Vec<Requirement<'_>> {
    let catalogues = [
        ("AWS Foundational Security Best Practices", &covers.fsbp),
        ("CIS AWS Foundations Benchmark", &covers.cis),
        ("AWS Well-Architected Framework", &covers.wellarchitected),
        ("Prowler", &covers.prowler),
    ];
    catalogues.into_iter().flat_map(|(standard, ids)| ids.iter().map(move |id| Requirement { standard, id })).collect()
}

/// The text in at most `most` characters; where it is cut, it says so.
pub fn cut(text: &str, most: usize) -> String {
    const SAID: &str = " [cut: the whole text is in findings.json]";
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept = most.saturating_sub(SAID.chars().count());
    let mut short: String = text.chars().take(kept).collect();
    short.push_str(SAID);
    short
}

/// The verifying commands, one a line.
pub fn commands(evidence: &[Evidence]) -> String {
    evidence.iter().map(|e| e.cli.as_str()).collect::<Vec<_>>().join("\n")
}

/// What to do about it: the note, then the command, then Terraform.
pub fn fix_text(fix: &Fix) -> String {
    let parts = [&fix.note, &fix.cli, &fix.terraform];
    parts.into_iter().flatten().map(|part| part.trim()).collect::<Vec<_>>().join("\n\n")
}

/// Why and until when a finding is accepted; None for one that is not.
pub fn accepted(finding: &Finding) -> Option<String> {
    if finding.status != FindingStatus::Excepted {
        return None;
    }
    let Some(exception) = &finding.exception else { return Some(ACCEPTED.to_owned()) };
    let ticket = exception.ticket.as_ref().map(|t| format!(", {t}")).unwrap_or_default();
    Some(format!("{} (accepted by {}{ticket}, until {})", exception.reason, exception.owner, exception.expires))
}

/// Whether a detector of AWS said it: it is then no check of a configuration. GuardDuty's findings have ARNs
/// `arn:aws:guardduty:<region>:<account>:detector/<id>/finding/<id>`.
pub fn detected(arn: &str) -> bool {
    let mut parts = arn.splitn(6, ':');
    parts.nth(2) == Some("guardduty") && parts.nth(2).is_some_and(|resource| resource.contains("/finding/"))
}

/// `2026-11-21T06:00:00Z`
pub fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// `0.1.0` of `tickmark 0.1.0`.
pub fn version(report: &Report) -> &str {
    report.run.tool.rsplit(' ').next().unwrap_or_default()
}

/// What could not be read and left a rule undecided: the rules with it, and one sentence.
pub fn gaps(report: &Report) -> impl Iterator<Item = (&[String], String)> {
    let missed = report.coverage.iter().filter(|row| row.status != Status::Ok && !row.rules_affected.is_empty());
    missed.map(|row| {
        let error = row.error.as_ref().map(|e| format!(": {e}")).unwrap_or_default();
        let sentence = format!("{}:{} in {}: {}{error}", row.service, row.operation, row.region, row.status.word());
        (row.rules_affected.as_slice(), sentence)
    })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::sample;
    use super::*;
    use crate::model::{Exception, Severity};

    #[test]
    fn cut_text_says_so_and_fits() {
        assert_eq!(cut("short", 5), "short");
        let long = "ü".repeat(300);
        let short = cut(&long, 256);
        assert_eq!(short.chars().count(), 256);
        assert!(short.ends_with("ü [cut: the whole text is in findings.json]"), "{short}");
    }

    #[test]
    fn only_what_guardduty_found_was_detected() {
        assert!(detected("arn:aws:guardduty:us-east-1:123456789012:detector/d/finding/f"));
        assert!(detected("arn:aws-cn:guardduty:cn-north-1:123456789012:detector/d/finding/f"));
        for arn in ["arn:aws:guardduty:us-east-1:123456789012:detector/d", "arn:aws:iam::1:user/finding/bob", "", ":"] {
            assert!(!detected(arn), "{arn}");
        }
    }

    #[test]
    fn who_accepted_it() {
        let mut finding = sample::finding(1, "x", Severity::Low, "vol-1");
        assert_eq!(accepted(&finding), None);
        finding.status = FindingStatus::Excepted;
        assert_eq!(accepted(&finding).as_deref(), Some(ACCEPTED));
        finding.exception = Some(Exception {
            reason: "kept for the audit".to_owned(),
            owner: "platform".to_owned(),
            ticket: Some("OPS-1".to_owned()),
            expires: NaiveDate::from_ymd_opt(2027, 3, 31).unwrap(),
        });
        let said = accepted(&finding).unwrap();
        assert_eq!(said, "kept for the audit (accepted by platform, OPS-1, until 2027-03-31)");
    }

    #[test]
    fn gaps_are_reads_that_left_a_rule_undecided() {
        let report = sample::report();
        let found: Vec<_> = gaps(&report).collect();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].0, ["guardduty-off"]);
        assert!(found[0].1.starts_with("guardduty:ListDetectors in us-east-1: denied: AccessDenied"), "{}", found[0].1);
    }
}
