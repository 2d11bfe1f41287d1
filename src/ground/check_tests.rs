use super::super::pack::{Caps, Evidence, Total};
use super::*;
use crate::model::{Finding, Report};

fn pack() -> Pack {
    let report: Report =
        serde_json::from_str(include_str!("../../reports/123456789012/findings.json")).expect("the demo report");
    let wanted = ["lambda-policy-public", "ebs-volume-unattached", "iam-user-without-mfa"];
    let first = |rule: &&str| report.findings.iter().map(|f| &**f).find(|f| f.rule == **rule).expect("a finding");
    let findings: Vec<&Finding> = wanted.iter().map(first).collect();
    Pack::new(&Evidence {
        run: "r",
        question: "q",
        findings: &findings,
        totals: &[Total { label: "critical open findings".into(), value: "8".into() }],
        secret: b"s",
        caps: Caps::default(),
        alias: false,
    })
}

fn answer(text: &str) -> (String, Tally) {
    let pack = pack();
    let mut checker = Checker::new(&pack);
    let mut all = checker.push(text);
    let (last, tally) = checker.end();
    all.extend(last);
    let text = |one| match one {
        Sentence::Kept { text, .. } => text,
        Sentence::Dropped(_) => String::new(),
    };
    (all.into_iter().map(text).collect(), tally)
}

#[test]
fn what_is_kept_keeps_its_layout_and_lists_their_numbers() {
    let (printed, tally) = answer(
        "In short, this is the order.\n\n## What to do first\n1. The function `webhook` is public [F1]. Invented.\n\
         2. The volume costs USD 7.00 a month [F2].\n3. The volume costs **$25** a month, at 200 GiB of io1. [F2]\n\n\
         There are 8 critical open findings [T1].",
    );
    assert_eq!(
        printed,
        "In short, this is the order.\n\n**What to do first**\n1. The function `webhook` is public [b62992b1].\n\
         2. The volume costs $25 a month, at 200 GiB of `io1`. [15c17fc1]\n\nThere are 8 critical open findings."
            .replace("15c17fc1", &pack().finding(2).expect("F2")[..8])
    );
    assert_eq!((tally.kept, tally.grounded), (5, 2));
    assert_eq!(tally.dropped, BTreeMap::from([(Reason::Uncited, 1), (Reason::Unsupported, 1)]));
}

#[test]
fn each_reason_has_its_sentence() {
    for (text, reason) in [
        ("The function is public.", Reason::Uncited),
        ("The account is fine.", Reason::Uncited),
        ("200 [F2].", Reason::OffEvidence),
        ("`200` [F2].", Reason::OffEvidence),
        ("The function is public [F9].", Reason::UnknownCitation),
        ("The function `webhooks` is public [F1].", Reason::Unsupported),
        ("The function `webhook` is public [F2].", Reason::Unsupported),
        ("The volume costs USD 26.00 a month [F2].", Reason::Unsupported),
        ("The volume is 200 days old [F2].", Reason::Unsupported),
        ("The volume was made 90 days ago and the function 91 days ago [F1][F2].", Reason::Unsupported),
        ("All functions are public [F1].", Reason::Unsupported),
        ("The function is high [F1].", Reason::Severity),
        ("The function policy is harmless [F1].", Reason::Verdict),
        ("Apples grow on trees [F1].", Reason::OffEvidence),
        ("Passwords and devices are missing [F1].", Reason::OffEvidence),
        ("See <b>this</b> function [F1].", Reason::Markup),
        ("See [this](x) function [F1].", Reason::Markup),
    ] {
        let (printed, tally) = answer(text);
        assert_eq!((printed.as_str(), tally.dropped), ("", BTreeMap::from([(reason, 1)])), "{text}");
    }
}

#[test]
fn a_literal_is_held_by_the_citations_next_to_it() {
    let (printed, _) = answer("The function `webhook` is public [F1], and the volume costs USD 25.00 a month [F2].");
    assert!(printed.contains("USD 25.00"));
    let (printed, _) = answer("The volume costs USD 25.00 a month [F1], and the function is public [F3], or not [F2].");
    assert_eq!(printed, "");
}
