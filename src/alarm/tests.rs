use super::*;
use crate::model::{Pillar, Run};

fn at(day: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000 + day)
}

fn row(region: &str, operation: &str, status: Status, resources: Option<u64>) -> CoverageRow {
    CoverageRow {
        account: "1".to_owned(),
        region: region.to_owned(),
        service: "ec2".to_owned(),
        operation: operation.to_owned(),
        status,
        error: None,
        calls: 1,
        throttles: 0,
        resources,
        rules_affected: if status == Status::Ok { Vec::new() } else { vec!["needs-it".to_owned()] },
    }
}

fn count(id: &str, checked: u64, unknown: u64) -> RuleCount {
    RuleCount { id: id.to_owned(), title: id.to_owned(), pillar: Pillar::Cost, checked, failed: 0, unknown }
}

fn report(coverage: Vec<CoverageRow>, rules: Vec<RuleCount>) -> Report {
    let run = Run {
        id: "now".to_owned(),
        started: at(10),
        finished: at(10),
        account: "1".to_owned(),
        partition: "aws".to_owned(),
        regions: vec!["us-east-1".to_owned()],
        rules: 1,
        tool: String::new(),
        calls: 1,
        throttles: 0,
        charged: 0.0,
        retries: 0,
        partial: false,
        resources: 0,
        previous: None,
        previous_started: None,
        summary: None,
    };
    let (findings, resolved) = (Vec::new(), Vec::new());
    Report {
        run,
        alerts: Vec::new(),
        coverage,
        rules,
        findings,
        resolved,
        exceptions: Vec::new(),
        trend: Default::default(),
    }
}

fn asked(day: i64, row: CoverageRow) -> Asked {
    Asked { started: at(day), row }
}

fn told(alerts: &[Alert]) -> Vec<(&str, &str)> {
    alerts.iter().map(|alert| (alert.kind.word(), alert.about.as_str())).collect()
}

#[test]
fn a_listing_that_falls_silent_is_told_with_how_many_and_when() {
    let listed = |day, n| Earlier {
        listed: vec![asked(day, row("us-east-1", "DescribeVolumes", Status::Ok, Some(n)))],
        ..Earlier::default()
    };
    let now = |status, resources| report(vec![row("us-east-1", "DescribeVolumes", status, resources)], Vec::new());
    let raised = alerts(&now(Status::Ok, Some(0)), &listed(7, 3), Alerts::default());
    assert_eq!(told(&raised), [("collector_silent", "ec2:DescribeVolumes in us-east-1")]);
    assert_eq!(raised[0].message, "Listed 3 on 2024-10-11 and none now: deleted, or not visible any more.");
    for (now, before) in [
        (now(Status::Ok, Some(0)), listed(7, 0)),
        (now(Status::Ok, Some(1)), listed(7, 3)),
        (now(Status::Ok, None), listed(7, 3)),
        (now(Status::Denied, Some(0)), listed(7, 3)),
        (now(Status::Ok, Some(0)), Earlier::default()),
    ] {
        assert_eq!(alerts(&now, &before, Alerts::default()), []);
    }
}

#[test]
fn what_was_answered_and_is_not_any_more_is_one_alert_for_an_operation() {
    let regions = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let rows = |status| regions.map(|region| row(region, "DescribeVpcs", status, None)).to_vec();
    let earlier =
        |status| Earlier { asked: rows(status).into_iter().map(|row| asked(3, row)).collect(), ..Earlier::default() };
    let now = report(rows(Status::Denied), Vec::new());
    let raised = alerts(&now, &earlier(Status::Ok), Alerts::default());
    assert_eq!(told(&raised), [("coverage_fell", "ec2:DescribeVpcs in a, b, c, d, e, f and 2 more")]);
    assert_eq!(raised[0].message, "Answered on 2024-10-07, and denied now; not decided for that reason: needs-it.");
    assert_eq!(alerts(&now, &earlier(Status::Denied), Alerts::default()), [], "it was so before");
    assert_eq!(alerts(&now, &Earlier::default(), Alerts::default()), [], "it was never asked");
    let well = report(rows(Status::Ok), Vec::new());
    assert_eq!(alerts(&well, &earlier(Status::Denied), Alerts::default()), [], "it is better now");
}

#[test]
fn a_smaller_share_of_decisions_is_told_where_no_read_says_why() {
    let now = report(Vec::new(), vec![count("a", 6, 4), count("b", 10, 0), count("c", 1, 1)]);
    let earlier = |regions: &[&str]| Earlier {
        rules: [count("a", 8, 2), count("b", 5, 5), count("c", 1, 1), count("gone", 9, 0)]
            .map(|count| Met { regions: regions.iter().map(|r| (*r).to_owned()).collect(), count })
            .to_vec(),
        ..Earlier::default()
    };
    let raised = alerts(&now, &earlier(&["us-east-1", "us-west-2"]), Alerts::default());
    assert_eq!(told(&raised), [("coverage_fell", "1")]);
    assert_eq!(raised[0].message, "Of what these rules look at 60.0 % was decided, and 80.0 % the last time: a.");
    assert_eq!(alerts(&now, &earlier(&["us-west-2"]), Alerts::default()), [], "a region that was not read before");

    let mut failing = row("us-east-1", "DescribeVpcs", Status::Failed, None);
    failing.rules_affected = vec!["a".to_owned()];
    let mut explained = earlier(&["us-east-1"]);
    explained.asked = vec![asked(3, row("us-east-1", "DescribeVpcs", Status::Ok, None))];
    let now = Report { coverage: vec![failing], ..now };
    assert_eq!(
        told(&alerts(&now, &explained, Alerts::default())),
        [("coverage_fell", "ec2:DescribeVpcs in us-east-1")]
    );
}

#[test]
fn an_account_is_stale_until_a_full_run() {
    let standing = |last_full| Standing { account: "1".to_owned(), first: at(0), last_full };
    let stale = |day, last_full| stale(at(day), &[standing(last_full)], Alerts::default().stale_after());
    assert_eq!(stale(8, Some(at(0))), []);
    let raised = stale(9, Some(at(0)));
    assert_eq!(told(&raised), [("account_stale", "1")]);
    assert_eq!(raised[0].message, "The last run over everything was on 2024-10-04, 9 days ago.");
    assert_eq!(stale(9, None)[0].message, "No run over everything since the first one, on 2024-10-04.");
    assert_eq!(stale(8, None), []);

    let mut now = report(Vec::new(), Vec::new());
    let earlier = Earlier { standing: Some(standing(Some(at(0)))), ..Earlier::default() };
    assert_eq!(alerts(&now, &earlier, Alerts::default()), [], "this run is a full one");
    now.run.partial = true;
    assert_eq!(told(&alerts(&now, &earlier, Alerts::default())), [("account_stale", "1")]);
}

#[test]
fn a_schedule_is_missed_after_its_grace() {
    let due = |finished| Due { name: "weekly".to_owned(), due: at(3), finished };
    let grace = TimeDelta::hours(1);
    let raised = missed(at(4), &[due(Some(at(2)))], grace);
    assert_eq!(told(&raised), [("schedule_missed", "weekly")]);
    assert_eq!(
        raised[0].message,
        "Due 2024-10-07 00:00 UTC, and no run of it came to an end since (the last: 2024-10-06 00:00 UTC)."
    );
    assert!(missed(at(4), &[due(None)], grace)[0].message.contains("never"));
    assert_eq!(missed(at(4), &[due(Some(at(3)))], grace), []);
    assert_eq!(missed(at(3) + grace, &[due(None)], grace), []);
}
