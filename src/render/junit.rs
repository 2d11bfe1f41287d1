//! junit.xml: a suite for each rule, as CI systems show tests.
//!
//! What fails is a failure, what is excepted is skipped, what could not be checked is an error and never a pass. A rule
//! that met nothing is one passing case. Names of cases are the same in every run, so that a history can be kept.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite, XmlString};

use super::escape::visible_lines;
use super::shared::{accepted, commands, fix_text, gaps};
use super::words::counted;
use super::{Format, RenderedFile};
use crate::model::{Finding, FindingStatus, Report, RuleCount};

pub struct JUnit;

impl Format for JUnit {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn files(&self, report: &Report) -> anyhow::Result<Vec<RenderedFile>> {
        let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
        for finding in &report.findings {
            let suite = suites.entry(&finding.rule).or_insert_with(|| TestSuite::new(text(&finding.rule)));
            suite.add_test_case(finding_case(finding));
        }
        for rule in &report.rules {
            let suite = suites.entry(&rule.id).or_insert_with(|| TestSuite::new(text(&rule.id)));
            suite.add_test_cases(rule_case(report, rule));
        }
        let mut out = quick_junit::Report::new("tickmark");
        if !report.alerts.is_empty() {
            out.add_test_suite(alerts(report));
        }
        for mut suite in suites.into_values() {
            suite.set_timestamp(report.run.started);
            out.add_test_suite(suite);
        }
        // The first such attribute is the root's, which has none in the schema of Jenkins (junit-10.xsd).
        let contents = out.to_string()?.replacen(&format!(" skipped=\"{}\"", out.skipped), "", 1);
        Ok(vec![RenderedFile { path: "junit.xml".to_owned(), contents }])
    }
}

/// Text with what would hide, or what XML cannot hold, shown.
fn text(value: &str) -> XmlString {
    XmlString::new(visible_lines(value))
}

fn class(pillar: &str, rule: &str) -> XmlString {
    text(&format!("{pillar}.{rule}"))
}

fn finding_case(finding: &Finding) -> TestCase {
    let mut status = match finding.status {
        FindingStatus::Open => TestCaseStatus::non_success(NonSuccessKind::Failure),
        FindingStatus::Unknown => TestCaseStatus::non_success(NonSuccessKind::Error),
        FindingStatus::Excepted => TestCaseStatus::skipped(),
    };
    status.set_type(match finding.status {
        FindingStatus::Open => finding.severity.word(),
        other => other.word(),
    });
    status.set_message(text(&accepted(finding).unwrap_or_else(|| finding.message.clone())));
    status.set_description(text(&description(finding)));
    let name = format!("{} in {} {}", finding.resource, finding.region, finding.id);
    let mut case = TestCase::new(text(&name), status);
    case.set_classname(class(finding.pillar.word(), &finding.rule));
    case
}

fn description(finding: &Finding) -> String {
    format!(
        "{}: {}\n{}\nseverity: {}, {}, rank {}\n\n{}\n\nVerify:\n{}\n\nFix:\n{}\n",
        finding.title,
        finding.message,
        finding.arn,
        finding.severity,
        finding.change.word(),
        finding.rank,
        finding.why.trim(),
        commands(&finding.evidence),
        fix_text(&finding.fix)
    )
}

/// What a rule is besides its findings: undecided somewhere, or passing everywhere.
fn rule_case(report: &Report, rule: &RuleCount) -> Option<TestCase> {
    let checked = counted(rule.checked, "resource checked", "resources checked");
    let mut case = if rule.unknown > 0 {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        let places = counted(rule.unknown, "resource or region", "resources or regions");
        status.set_type("unknown").set_message(format!("{places} could not be checked; {checked}"));
        let missed = gaps(report).filter(|(rules, _)| rules.contains(&rule.id)).map(|(_, sentence)| sentence);
        status.set_description(text(&missed.collect::<Vec<_>>().join("\n")));
        TestCase::new("could not be checked", status)
    } else if report.findings.iter().any(|f| f.rule == rule.id) {
        return None;
    } else {
        TestCase::new("nothing found", TestCaseStatus::success())
    };
    case.set_classname(class(rule.pillar.word(), &rule.id));
    case.set_system_out(text(&format!("{}: {checked}", rule.title)));
    Some(case)
}

/// What is wrong with the auditing: findings may be missing.
fn alerts(report: &Report) -> TestSuite {
    let mut suite = TestSuite::new("auditing");
    suite.set_timestamp(report.run.started);
    for alert in &report.alerts {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_type(alert.kind.word()).set_message(text(&alert.message));
        let mut case = TestCase::new(text(&alert.about), status);
        case.set_classname(class("auditing", alert.kind.word()));
        suite.add_test_case(case);
    }
    suite
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn suites(report: &Report) -> quick_junit::Report {
        quick_junit::Report::deserialize_from_str(&JUnit.files(report).unwrap()[0].contents).unwrap()
    }

    fn suite<'a>(report: &'a quick_junit::Report, name: &str) -> &'a TestSuite {
        report.test_suites.iter().find(|s| s.name.as_str() == name).unwrap()
    }

    #[test]
    fn each_finding_is_a_case_that_does_not_pass() {
        let report = sample::with_everything();
        let back = suites(&report);
        for finding in &report.findings {
            let mut cases = suite(&back, &finding.rule).test_cases.iter();
            let case = cases.find(|c| c.name.as_str().ends_with(&format!(" {}", finding.id))).unwrap();
            assert!(!matches!(case.status, TestCaseStatus::Success { .. }), "{}", finding.id);
        }
        let skipped: usize = back.test_suites.iter().map(|s| s.skipped).sum();
        let counts = (back.failures, back.errors, skipped);
        // Open findings; two rules undecided, one finding undecided and one alert; one excepted.
        assert_eq!(counts, (11, 3, 1));
    }

    #[test]
    fn rules_that_found_nothing_pass_and_those_that_could_not_look_do_not() {
        let back = suites(&sample::report());
        let quiet = &suite(&back, "iam-root-mfa").test_cases[0];
        assert!(matches!(quiet.status, TestCaseStatus::Success { .. }));
        assert_eq!(quiet.system_out.as_ref().unwrap().as_str(), "iam-root-mfa: 1,200 resources checked");
        let blind = suite(&back, "x");
        assert_eq!((blind.tests, blind.errors), (1, 1));
        assert_eq!(suite(&back, "ebs-volume-unattached").tests, 8);
    }

    #[test]
    fn what_xml_cannot_hold_is_shown() {
        assert_eq!(text("a\u{fffe}\u{ffff}\u{0}\u{1b}\n").as_str(), "a\\u{fffe}\\u{ffff}\\u{0}\\u{1b}\n");
    }

    #[test]
    fn the_command_and_the_fix_are_in_the_failure() {
        let report = sample::with_everything();
        let back = suites(&report);
        let case = &suite(&back, "guardduty-finding").test_cases[0];
        let TestCaseStatus::NonSuccess { description: Some(said), ty, .. } = &case.status else { panic!("a failure") };
        assert_eq!(ty.as_ref().unwrap().as_str(), "high");
        assert!(said.as_str().contains("Verify:\naws ec2 describe-volumes --region us-east-1"), "{said:?}");
        assert!(said.as_str().contains("aws ec2 delete-volume"));
    }
}
