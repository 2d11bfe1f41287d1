//! The tables of cases, and what no question may do.

use std::fmt::Write;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{Intent, Kind, Known, Vocabulary, follow, understand};
use crate::rules::RuleSet;

const CASES: &str = include_str!("cases.yaml");
const HELD_OUT: &str = include_str!("held-out.yaml");
/// How many of the held-out cases must pass, in percent.
const HELD_OUT_SHARE: usize = 95;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    now: DateTime<Utc>,
    known: Estate,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Estate {
    accounts: Vec<String>,
    regions: Vec<String>,
    resources: Vec<String>,
}

/// Members that are not written are not checked, except `off_topic`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    q: String,
    before: Option<String>,
    kind: Option<Kind>,
    services: Option<Vec<String>>,
    kinds: Option<Vec<String>>,
    pillars: Option<Vec<String>>,
    severities: Option<Vec<String>>,
    accounts: Option<Vec<String>>,
    regions: Option<Vec<String>>,
    environments: Option<Vec<String>>,
    resources: Option<Vec<String>>,
    rules: Option<Vec<String>>,
    statuses: Option<Vec<String>>,
    terms: Option<Vec<String>>,
    /// Single terms that must be there, and that must not.
    #[serde(default)]
    has: Vec<String>,
    #[serde(default)]
    lacks: Vec<String>,
    /// A time or `none`.
    since: Option<String>,
    until: Option<String>,
    /// A number or `none`.
    limit: Option<String>,
    /// -1 is the last.
    ordinal: Option<i64>,
    follow_up: Option<bool>,
    #[serde(default)]
    off_topic: bool,
}

/// Of the built-in kinds.
fn vocabulary() -> Arc<Vocabulary> {
    static THINGS: LazyLock<Arc<Vocabulary>> = LazyLock::new(|| {
        let none: [&str; 0] = [];
        super::super::vocabulary(&RuleSet::load(&none, &Default::default()).expect("the built-in rules are right"))
    });
    THINGS.clone()
}

impl Table {
    fn load(text: &str) -> Table {
        serde_saphyr::from_str(text).expect("the table is valid YAML")
    }

    fn known(&self) -> Known {
        let Estate { accounts, regions, resources } = &self.known;
        let (accounts, regions, resources) = (accounts.clone(), regions.clone(), resources.clone());
        Known { now: self.now, accounts, regions, resources, things: vocabulary() }
    }

    /// What is wrong, one line for each failing case.
    fn failures(&self) -> Vec<String> {
        let known = self.known();
        self.cases.iter().filter_map(|case| case.failure(&known)).collect()
    }
}

impl Case {
    fn failure(&self, known: &Known) -> Option<String> {
        let mut intent = understand(&self.q, known);
        if let Some(before) = &self.before {
            intent = follow(&understand(before, known), intent, &known.things);
        }
        let mut wrong = String::new();
        self.compare(&intent, &mut wrong);
        (!wrong.is_empty()).then(|| format!("{:?}{wrong}", self.q))
    }

    fn compare(&self, got: &Intent, wrong: &mut String) {
        let lists = [
            ("services", &self.services, &got.services),
            ("kinds", &self.kinds, &got.kinds),
            ("pillars", &self.pillars, &got.pillars),
            ("severities", &self.severities, &got.severities),
            ("accounts", &self.accounts, &got.accounts),
            ("regions", &self.regions, &got.regions),
            ("environments", &self.environments, &got.environments),
            ("resources", &self.resources, &got.resources),
            ("rules", &self.rules, &got.rules),
            ("statuses", &self.statuses, &got.statuses),
            ("terms", &self.terms, &got.terms),
        ];
        for (name, wanted, got) in lists {
            differ(wrong, name, wanted.as_ref(), got);
        }
        differ(wrong, "kind", self.kind.as_ref(), &got.kind);
        differ(wrong, "follow_up", self.follow_up.as_ref(), &got.follow_up);
        differ(wrong, "off_topic", Some(&self.off_topic), &got.off_topic);
        differ(wrong, "since", self.since.as_ref().map(|time| instant(time)).as_ref(), &got.since);
        differ(wrong, "until", self.until.as_ref().map(|time| instant(time)).as_ref(), &got.until);
        differ(wrong, "limit", self.limit.as_ref().map(|limit| limit.parse::<usize>().ok()).as_ref(), &got.limit);
        let ordinal = self.ordinal.map(|ordinal| Some(usize::try_from(ordinal).unwrap_or(usize::MAX)));
        differ(wrong, "ordinal", ordinal.as_ref(), &got.ordinal);
        let missing = self.has.iter().filter(|term| !got.terms.contains(term));
        let surplus = self.lacks.iter().filter(|term| got.terms.contains(term));
        for term in missing.chain(surplus) {
            let _ = write!(wrong, "\n    term {term:?}: terms are {:?}", got.terms);
        }
    }
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    (text != "none").then(|| text.parse().expect("a time or none"))
}

fn differ<T: PartialEq + std::fmt::Debug>(wrong: &mut String, name: &str, wanted: Option<&T>, got: &T) {
    if let Some(wanted) = wanted.filter(|wanted| *wanted != got) {
        let _ = write!(wrong, "\n    {name}: wanted {wanted:?}, got {got:?}");
    }
}

#[test]
fn every_case_of_the_table() {
    let table = Table::load(CASES);
    let failures = table.failures();
    assert!(table.cases.len() >= 150, "{} cases", table.cases.len());
    assert!(failures.is_empty(), "{} of {} fail:\n{}", failures.len(), table.cases.len(), failures.join("\n"));
}

#[test]
fn held_out_cases() {
    let table = Table::load(HELD_OUT);
    let failures = table.failures();
    let passed = table.cases.len() - failures.len();
    assert!(
        passed * 100 >= HELD_OUT_SHARE * table.cases.len(),
        "{passed} of {} pass:\n{}",
        table.cases.len(),
        failures.join("\n")
    );
}

/// Every kind of question, time and follow-up has cases, so that the table cannot thin out unseen.
#[test]
fn the_table_is_spread() {
    let table = Table::load(CASES);
    let of = |kind: Kind| table.cases.iter().filter(|case| case.kind == Some(kind)).count();
    let kinds = [
        Kind::List,
        Kind::Count,
        Kind::Top,
        Kind::Explain,
        Kind::Change,
        Kind::Trend,
        Kind::Compare,
        Kind::Fix,
        Kind::Inventory,
        Kind::Cost,
        Kind::Metric,
        Kind::Coverage,
    ];
    for kind in kinds {
        assert!(of(kind) >= 5, "{kind:?}");
    }
    assert!(table.cases.iter().filter(|case| case.before.is_some()).count() >= 10);
    assert!(table.cases.iter().filter(|case| case.since.is_some()).count() >= 20);
}

/// Ten kilobytes of each kind of nonsense: no panic, and no question takes long. The bound is far above what it takes,
/// so that a busy machine does not fail it, and far below what anything quadratic would take.
#[test]
fn hostile_questions() {
    const SIZE: usize = 10_000;
    const BOUND: Duration = Duration::from_millis(500);
    let known = Table::load(CASES).known();
    let pieces = [
        "a",
        "\u{0}\u{1b}[31m",
        "\u{202e}txet \u{2066}",
        "'",
        "\"",
        "how many ",
        "high or ",
        "last ",
        "arn:",
        "-",
        "a-b-c-",
        "how do i how do ",
        "what * ",
        "between 2026-01-01 and ",
        "999999999999999999999 days ago ",
        "last 4294967295 years ",
        "q9 31 february 99999 ",
        "\u{645}\u{631}\u{62d}\u{628}\u{627} ",
        "\u{1f600}",
        "İ",
        "the the the ",
        "n't ",
        "'s ",
        "q",
        "is are was it ",
        "which what anything what ",
        "top 18446744073709551615 ",
        "#0 ",
        "/",
        "\u{301}",
    ];
    for piece in pieces {
        let question = piece.repeat(SIZE / piece.len());
        let start = Instant::now();
        let intent = understand(&question, &known);
        let _ = follow(&intent, understand(&format!("and {question}"), &known), &known.things);
        assert!(start.elapsed() < BOUND, "{piece:?} took {:?}", start.elapsed());
    }
}

/// Every beginning of every question is understood without a panic, and lists are sorted and unique.
#[test]
fn cut_off_questions() {
    let table = Table::load(CASES);
    let known = table.known();
    for case in &table.cases {
        for (end, _) in case.q.char_indices() {
            let intent = understand(&case.q[..end], &known);
            for list in [&intent.services, &intent.kinds, &intent.regions, &intent.statuses, &intent.environments] {
                assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{:?}: {list:?}", &case.q[..end]);
            }
        }
    }
}

/// Capitals and the full stop at the end change nothing but names.
#[test]
fn capitals_do_not_matter() {
    let table = Table::load(CASES);
    let known = table.known();
    for case in table.cases.iter().filter(|case| case.before.is_none() && !case.q.contains('"')) {
        let (one, mut other) = (understand(&case.q, &known), understand(&case.q.to_uppercase(), &known));
        other.resources.clone_from(&one.resources);
        other.rules.clone_from(&one.rules);
        assert_eq!(one, other, "{}", case.q);
    }
}

/// A question that stands alone takes nothing from the one before.
#[test]
fn following_nothing() {
    let known = Table::load(CASES).known();
    let before = understand("critical findings in prod", &known);
    let now = understand("which volumes are unencrypted?", &known);
    assert_eq!(follow(&before, now.clone(), &known.things), now);
}

/// An intent survives being stored with its conversation.
#[test]
fn stored_and_read_again() {
    let known = Table::load(CASES).known();
    let intent = understand("top 5 critical findings in prod since Monday", &known);
    let text = serde_saphyr::to_string(&intent).expect("an intent can be written");
    let mut read: Intent = serde_saphyr::from_str(&text).expect("and read");
    read.kind_said = intent.kind_said;
    assert_eq!(read, intent);
}

/// Known kinds are tickmark's: every kind that a table names has the service that its name begins with.
#[test]
fn kinds_carry_their_service() {
    use super::words::things::{ELSEWHERE, MATTERS, SERVICES, THINGS};
    for (words, (services, kinds, others)) in THINGS.iter().chain(MATTERS).chain(SERVICES).chain(ELSEWHERE) {
        for kind in kinds.iter().chain(*others) {
            let (service, name) = kind.split_once('.').expect("service.kind");
            assert!(!name.is_empty() && (services.is_empty() || services.contains(&service)), "{words}: {kind}");
        }
    }
}

/// No word of plain English is taken for a slip: those of the embedder's vocabulary stay as they are, or are mended to
/// another form of themselves that the table of plain words has not.
#[test]
fn plain_words_are_no_slips() {
    let tokens: serde_json::Value = serde_json::from_str(include_str!("../../../models/tokenizer.json")).expect("JSON");
    let things = vocabulary();
    let words = tokens["model"]["vocab"].as_object().expect("a vocabulary");
    let plain = words.keys().filter(|word| word.len() >= 6 && word.chars().all(|c| c.is_ascii_lowercase()));
    let mended: Vec<&String> = plain.filter(|word| super::spelling::slip(word, &things).is_some()).collect();
    assert!(words.len() > 20_000 && mended.is_empty(), "add to words/english.rs: {mended:?}");
    for (slip, meant) in
        [("unatached", "unattached"), ("secruity", "security"), ("encrytped", "encrypted"), ("buckts", "bucket")]
    {
        assert_eq!(super::spelling::slip(slip, &things).as_deref(), Some(meant));
    }
}
