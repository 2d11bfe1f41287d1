use super::*;
use crate::model::{Cost, GLOBAL, Moved, Report, Severity, TrendPoint, sample};

fn state(finding: &Finding, status: StateStatus) -> (String, State) {
    let standing =
        Standing { scope: finding.region.clone(), status, first_seen: sample::at(0), last_seen: sample::at(0) };
    (finding.id.clone(), State { standing, finding: Arc::new(finding.clone()) })
}

fn states(all: &[(&str, StateStatus)]) -> States {
    all.iter().map(|(id, status)| state(&sample::finding(id), *status)).collect()
}

/// A run over the rule `r` in us-east-1: what became of findings that are met again, and the states after it.
fn next(before: States, met: &[&str], excepted: &[&str], covered: bool) -> (Vec<Finding>, Compared, States) {
    let covered: BTreeSet<(String, String)> =
        covered.then(|| ("r".to_owned(), "us-east-1".to_owned())).into_iter().collect();
    let looked = Looked {
        rules: BTreeSet::from(["r"]),
        scopes: BTreeSet::from(["us-east-1", GLOBAL]),
        covered: &covered,
        now: sample::at(1),
    };
    let mut findings: Vec<Finding> = met.iter().map(|id| sample::finding(id)).collect();
    let compared = compare(&mut findings, before, &looked, |f| f.region.clone());
    for finding in findings.iter_mut().filter(|f| excepted.contains(&f.id.as_str())) {
        finding.status = FindingStatus::Excepted;
    }
    compared.reopen(&mut findings);
    let kept: Vec<Arc<Finding>> = findings.iter().cloned().map(Arc::new).collect();
    let states = compared.states(&kept);
    (findings, compared, states)
}

#[test]
fn what_is_accepted_is_not_resolved_and_comes_back_reopened() {
    let (first, _, known) = next(States::new(), &["a"], &["a"], true);
    assert_eq!((first[0].change, known["a"].standing.status), (Change::New, StateStatus::Excepted));
    let (second, compared, known) = next(known, &["a"], &["a"], true);
    assert_eq!((second[0].change, compared.resolved.len()), (Change::Persisting, 0));
    let (third, _, known) = next(known, &["a"], &[], true);
    assert_eq!((third[0].change, known["a"].standing.status), (Change::Reopened, StateStatus::Open));
    let (fourth, _, known) = next(known, &["a"], &[], true);
    assert_eq!(fourth[0].change, Change::Persisting, "once only");
    let (_, compared, known) = next(known, &[], &[], true);
    assert_eq!((compared.resolved.len(), known["a"].standing.status), (1, StateStatus::Resolved));
}

#[test]
fn an_accepted_one_that_cannot_be_looked_at_is_unknown_and_stays_accepted() {
    let (findings, compared, known) = next(states(&[("a", StateStatus::Excepted)]), &[], &[], false);
    assert_eq!((findings[0].status, compared.resolved.len()), (FindingStatus::Unknown, 0));
    assert!(findings[0].message.contains("it was excepted on"));
    assert_eq!(known["a"].standing.status, StateStatus::Excepted);
    let (_, compared, _) = next(known, &[], &[], true);
    assert_eq!(compared.resolved.len(), 1, "it stood, accepted or not");
}

fn point(day: u64, high: u64, moved: u64) -> TrendPoint {
    TrendPoint {
        run: format!("run-{day}"),
        started: sample::at(day),
        until: sample::at(day),
        runs: 1,
        open: BTreeMap::from([(Severity::High, high)]),
        cents: 100,
        moved: Some(Moved { new: moved, reopened: 0, resolved: 0 }),
        excepted: 0,
        unknown: 0,
        complete: true,
    }
}

#[test]
fn runs_without_change_stand_in_one_point() {
    let runs = vec![point(0, 3, 3), point(1, 3, 0), point(2, 3, 0), point(3, 4, 1), point(4, 4, 0)];
    let points = joined(runs.clone(), false);
    let spans: Vec<_> = points.iter().map(|p| (p.run.as_str(), p.until, p.runs)).collect();
    assert_eq!(spans, [("run-0", sample::at(2), 3), ("run-3", sample::at(4), 2)]);
    assert_eq!(joined(runs.clone(), true).len(), 1, "nobody knows when the first began");
    assert_eq!(joined(runs[..3].to_vec(), true).len(), 1);
    let others: [fn(&mut TrendPoint); 5] = [
        |p| p.cents = 1,
        |p| p.complete = false,
        |p| p.excepted = 1,
        |p| p.unknown = 1,
        |p| p.moved = Some(Moved { new: 1, reopened: 0, resolved: 1 }),
    ];
    for other in others {
        let mut run = point(1, 3, 0);
        other(&mut run);
        assert_eq!(joined(vec![point(0, 3, 3), run], false).len(), 2);
    }
    let many: Vec<TrendPoint> = (0..40).map(|day| point(day, day, 1)).collect();
    let last = joined(many, false);
    assert_eq!((last.len(), last[0].run.as_str()), (MOST_POINTS, "run-28"));
}

#[test]
fn since_a_date_compares_with_what_was_known_then() {
    let ids = ["new", "decided", "back", "again", "same"];
    let mut report = sample::report(9, ids.iter().map(|id| sample::finding(id)).collect());
    Arc::make_mut(&mut report.findings[4]).rank = 0;
    let then = BTreeMap::from(
        [
            ("decided", StateStatus::Unknown),
            ("back", StateStatus::Resolved),
            ("again", StateStatus::Excepted),
            ("same", StateStatus::Open),
            ("gone", StateStatus::Open),
            ("accepted", StateStatus::Excepted),
            ("undecided", StateStatus::Open),
            ("long-gone", StateStatus::Resolved),
        ]
        .map(|(id, status)| (id.to_owned(), status)),
    );
    let now = states(&[
        ("gone", StateStatus::Resolved),
        ("accepted", StateStatus::Resolved),
        ("undecided", StateStatus::Open),
        ("long-gone", StateStatus::Resolved),
    ]);
    let base = sample::report(2, Vec::new()).run;
    let found = since(sample::at(3).date_naive(), &base, &then, &report, &now);
    assert_eq!(found.moved, Moved { new: 2, reopened: 2, resolved: 2 });
    assert_eq!(
        (found.new, found.reopened),
        (vec!["new".into(), "decided".into()], vec!["back".into(), "again".into()])
    );
    assert_eq!(found.resolved.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["accepted", "gone"]);
    assert!(!found.younger);
    assert!(since(sample::at(1).date_naive(), &base, &then, &report, &now).younger);
}

fn ids(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|e| e.finding.as_str()).collect()
}

fn with(id: &str, status: FindingStatus) -> Finding {
    Finding { status, ..sample::finding(id) }
}

#[test]
fn two_runs_beside_each_other() {
    use FindingStatus::{Excepted, Open, Unknown};
    let old: Report = sample::report(
        1,
        vec![
            with("same", Open),
            with("gone", Open),
            with("accepted", Open),
            with("ended", Excepted),
            with("lost", Open),
            with("decided", Unknown),
            with("worse", Open),
        ],
    );
    let mut worse = with("worse", Open);
    (worse.severity, worse.message) = (Severity::Critical, "200 GiB, made 91 days ago".to_owned());
    let (currency, formula, price_date) = ("USD".to_owned(), String::new(), String::new());
    worse.cost = Some(Cost { monthly: 3.0, currency, formula, price_date, counted: true, ..Cost::default() });
    let mut same = with("same", Open);
    same.message = "100 GiB, made 91 days ago".to_owned();
    let young = sample::report(
        2,
        vec![
            same,
            with("accepted", Excepted),
            with("ended", Open),
            with("lost", Unknown),
            with("decided", Open),
            worse,
            with("fresh", Open),
            with("back", Open),
        ],
    );
    let known = states(&[("back", StateStatus::Resolved), ("decided", StateStatus::Unknown)]);
    let now = states(&[("gone", StateStatus::Resolved), ("lost", StateStatus::Open)]);
    let diff = diff(Side { report: &old, states: &known }, Side { report: &young, states: &now });
    assert_eq!(ids(&diff.new), ["fresh"]);
    assert_eq!(ids(&diff.reopened), ["back", "ended"]);
    assert_eq!(ids(&diff.resolved), ["gone"]);
    assert_eq!(ids(&diff.excepted), ["accepted"]);
    assert_eq!(ids(&diff.changed), ["worse"], "a day more is no change");
    let whats: Vec<&str> = diff.changed[0].changes.iter().map(|c| c.what).collect();
    assert_eq!(whats, ["severity", "state", "money"]);
    let unchecked: Vec<_> = diff.unchecked.iter().map(|e| (e.finding.as_str(), e.unchecked)).collect();
    assert_eq!(unchecked, [("decided", Some("before")), ("lost", Some("after"))]);
    assert!(diff.looks.same());
}

#[test]
fn what_a_run_did_not_look_at_is_neither_new_nor_resolved() {
    let elsewhere = || Finding { region: "eu-west-1".to_owned(), ..sample::finding("elsewhere") };
    let other = || Finding { rule: "other".to_owned(), ..sample::finding("other") };
    let small = sample::report(1, Vec::new());
    let mut large = sample::report(2, vec![elsewhere(), other()]);
    large.run.regions.push("eu-west-1".to_owned());
    large.rules.push(crate::model::RuleCount { id: "other".to_owned(), ..large.rules[0].clone() });
    let known: States =
        [state(&elsewhere(), StateStatus::Open), state(&other(), StateStatus::Open)].into_iter().collect();
    let none = States::new();
    let (few, many) = (Side { report: &small, states: &none }, Side { report: &large, states: &known });
    let grown = diff(few, many);
    assert_eq!((ids(&grown.unchecked), grown.new.len()), (vec!["other", "elsewhere"], 0));
    assert_eq!(
        (grown.looks.rules_only_after, grown.looks.regions_only_after),
        (vec!["other".into()], vec!["eu-west-1".to_string()])
    );
    let shrunk = diff(many, Side { report: &small, states: &known });
    assert_eq!((ids(&shrunk.unchecked), shrunk.resolved.len()), (vec!["other", "elsewhere"], 0));
    // Looked at, but not decided everywhere.
    let mut unsure = sample::report(1, Vec::new());
    unsure.rules[0].unknown = 1;
    let found = sample::report(2, vec![sample::finding("a")]);
    let open = states(&[("a", StateStatus::Open)]);
    let diff = diff(Side { report: &unsure, states: &none }, Side { report: &found, states: &open });
    assert_eq!((ids(&diff.unchecked), diff.new.len()), (vec!["a"], 0));
}
