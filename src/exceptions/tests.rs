use super::*;
use crate::model::{Pillar, sample};

const ARN: &str = "arn:aws:ec2:us-east-1:123456789012:volume/vol-1";

fn entry(resource: &str, more: &str) -> String {
    format!("- {{rule: r, resource: {resource}, reason: kept, owner: team, expires: 2027-03-31{more}}}\n")
}

fn faults(text: &str) -> Vec<String> {
    let Faults { all: faults, .. } = Exceptions::parse("e.yaml", text).unwrap_err();
    faults.iter().map(ToString::to_string).collect()
}

fn finding(arn: &str, status: FindingStatus) -> Finding {
    Finding { arn: arn.to_owned(), status, ..sample::finding("1") }
}

/// What became of the entries over these findings on a day, and of the findings.
fn applied(text: &str, day: &str, mut findings: Vec<Finding>, unknown: u64) -> (Vec<ExceptionUse>, Vec<Finding>) {
    let exceptions = Exceptions::parse("e.yaml", text).unwrap();
    let regions = ["us-east-1".to_owned()];
    let rules =
        [RuleCount { id: "r".to_owned(), title: String::new(), pillar: Pillar::Cost, checked: 1, failed: 1, unknown }];
    let looked = Looked {
        account: "123456789012",
        day: day.parse().unwrap(),
        regions: &regions,
        rules: &rules,
        known: BTreeSet::from(["r", "other"]),
    };
    let uses = exceptions.apply(&mut findings, &looked);
    (uses, findings)
}

#[test]
fn all_that_is_wrong_is_told_with_its_place() {
    let text = "- rule: r\n  resource: {exact: vol-1}\n  resaon: x\n  owner: ''\n  expires: 2027-02-30\n\
                - rule: r\n  resource: {glob: 'a[', regex: b}\n  reason: x\n  owner: me\n  accounts: [123456789012]\n  \
                expires: tomorrow\n  ticket: 7\n";
    let told = faults(text);
    for words in [
        "e.yaml:1:3: reason is missing",
        "e.yaml:2:13: resource.exact is a whole ARN",
        "e.yaml:3:11: no key resaon, did you mean reason?",
        "e.yaml:4:10: owner is empty",
        "e.yaml:5:12: expires: 2027-02-30 is no date",
        "e.yaml:7:13: resource says how it is meant",
        "e.yaml:10:13: accounts is a list of ids of twelve digits, in quotes",
        "e.yaml:11:12: expires: tomorrow is no date",
        "e.yaml:12:11: ticket is not a text",
    ] {
        assert!(told.iter().any(|fault| fault.starts_with(words)), "{words}\n{told:#?}");
    }
    assert_eq!(told.len(), 9, "{told:#?}");
    for (text, words) in [
        (entry("{glob: 'a['}", ""), "resource.glob is no glob"),
        (entry("{regex: 'a('}", ""), "resource.regex is no regex"),
        (entry("{regex: 'a)|(b'}", ""), "resource.regex is no regex"),
        (entry("{exact: ''}", ""), "resource.exact is not a text, or empty"),
        (entry("x", ""), "resource says how it is meant"),
        (entry("{glob: '*'}", ", accounts: []"), "accounts is a list"),
        (entry("{glob: '*'}", ", accounts: ['12345678901x']"), "accounts is a list"),
        ("rule: r\n".to_owned(), "e.yaml:1:1"),
        ("- r\n".to_owned(), "e.yaml:1:3"),
        ("- {rule: r, rule: s}\n".to_owned(), "rule"),
        ("- {rule: 'r\n".to_owned(), "e.yaml:"),
    ] {
        assert!(faults(&text).iter().any(|fault| fault.contains(words)), "{words}: {:?}", faults(&text));
    }
}

#[test]
fn two_entries_for_the_same_are_told() {
    let glob = |more: &str| entry("{glob: 'arn:*'}", more);
    let told = faults(&format!("{}{}", glob(""), glob(", accounts: ['123456789012']")));
    assert_eq!(told, ["e.yaml:2:3: accepts the same as the entry in line 1"]);
    let apart = format!("{}{}", glob(", accounts: ['123456789012']"), glob(", accounts: ['999999999999']"));
    assert_eq!(Exceptions::parse("e.yaml", &apart).unwrap().len(), 2);
}

#[test]
fn an_empty_file_accepts_nothing() {
    for text in ["", "# none yet\n", "---\n", "[]\n"] {
        assert!(Exceptions::parse("e.yaml", text).unwrap().is_empty(), "{text:?}");
    }
}

#[test]
fn patterns_are_about_the_whole_arn() {
    for (resource, arn, expected) in [
        (format!("{{exact: '{ARN}'}}"), ARN, true),
        (format!("{{exact: '{ARN}'}}"), "arn:aws:ec2:us-east-1:123456789012:volume/vol-12", false),
        ("{glob: 'arn:aws:ec2:*/vol-1'}".to_owned(), ARN, true),
        ("{glob: '*vol'}".to_owned(), ARN, false),
        ("{glob: 'vol-1'}".to_owned(), ARN, false),
        ("{glob: 'arn:aws:ec2:us-east-1:*:volume/vol-?'}".to_owned(), ARN, true),
        ("{regex: 'arn:aws:ec2:[^:]*:\\d{12}:volume/vol-1'}".to_owned(), ARN, true),
        ("{regex: 'vol-1'}".to_owned(), ARN, false),
        ("{regex: 'arn|.*vol-1'}".to_owned(), ARN, true),
        ("{regex: 'x|arn'}".to_owned(), ARN, false),
    ] {
        let (uses, findings) = applied(&entry(&resource, ""), "2026-11-21", vec![finding(arn, FindingStatus::Open)], 0);
        assert_eq!(findings[0].status == FindingStatus::Excepted, expected, "{resource} {arn}");
        assert_eq!(uses[0].findings, u64::from(expected));
    }
}

#[test]
fn it_holds_through_its_last_day() {
    let text = entry("{glob: '*'}", ", ticket: OPS-1");
    let open = || vec![finding(ARN, FindingStatus::Open)];
    let (uses, findings) = applied(&text, "2027-03-31", open(), 0);
    assert_eq!((findings[0].status, uses[0].state), (FindingStatus::Excepted, ExceptionState::Active));
    assert_eq!(findings[0].exception.as_ref().unwrap().ticket.as_deref(), Some("OPS-1"));
    let (uses, findings) = applied(&text, "2027-04-01", open(), 0);
    assert_eq!((findings[0].status, uses[0].state), (FindingStatus::Open, ExceptionState::Expired));
    assert_eq!(findings[0].exception.as_ref().unwrap().owner, "team", "who accepted it is remembered");
    let (uses, findings) = applied(&text, "2026-11-21", vec![finding(ARN, FindingStatus::Unknown)], 1);
    assert_eq!((findings[0].status, uses[0].state), (FindingStatus::Unknown, ExceptionState::Unchecked));
    assert!(findings[0].exception.is_none());
}

#[test]
fn one_that_holds_goes_before_one_that_has_expired() {
    let expired = entry("{glob: 'arn:*'}", "").replace("2027", "2025");
    let text = format!("{expired}{}", entry("{glob: '*'}", ""));
    let (uses, findings) = applied(&text, "2026-11-21", vec![finding(ARN, FindingStatus::Open)], 0);
    assert_eq!(findings[0].status, FindingStatus::Excepted);
    assert_eq!(findings[0].exception.as_ref().unwrap().expires.to_string(), "2027-03-31");
    assert_eq!([uses[0].state, uses[1].state], [ExceptionState::Expired, ExceptionState::Active]);
}

#[test]
fn what_meets_nothing_is_unused_only_where_all_was_looked_at() {
    let state = |text: &str, unknown| applied(text, "2026-11-21", Vec::new(), unknown).0.first().map(|u| u.state);
    let glob = |region: &str| entry(&format!("{{glob: 'arn:aws:ec2:{region}:*'}}"), "");
    assert_eq!(state(&glob("us-east-1"), 0), Some(ExceptionState::Unused));
    assert_eq!(state(&glob("*"), 0), Some(ExceptionState::Unused));
    assert_eq!(state(&glob("eu-west-1"), 0), Some(ExceptionState::Unchecked), "a region that was not read");
    assert_eq!(state(&glob("us-east-1"), 1), Some(ExceptionState::Unchecked), "not all was decided");
    let rule = |id: &str| glob("us-east-1").replace("rule: r,", &format!("rule: {id},"));
    assert_eq!(state(&rule("other"), 0), Some(ExceptionState::Unchecked), "a rule that was not chosen");
    assert_eq!(state(&rule("gone"), 0), Some(ExceptionState::Stale));
    assert_eq!(state(&entry("{glob: '*'}", ", accounts: ['999999999999']"), 0), None, "another account's");
}
