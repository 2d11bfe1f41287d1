use super::*;
use crate::deliver::text::{html, markdown, plain};
use crate::model::{Alert, AlertKind, Run};
use std::path::Path;

const EVIL: &str = "x](https://evil.example)<img src=//e>\r\nBcc: <!channel> `@here`\u{202e}";

fn headline(id: &str, severity: Severity, change: Change) -> Headline {
    Headline {
        id: format!("{id}00000000"),
        rank: 1,
        score: 1000,
        severity,
        change,
        rule: "a-rule".into(),
        title: "It is open".into(),
        message: format!("state {EVIL}"),
        arn: "arn:aws:s3:::x".into(),
        resource: EVIL.into(),
        account: "123456789012".into(),
        region: "eu-west-1".into(),
    }
}

fn digest(account: &str, headlines: Vec<Headline>) -> Digest {
    let time = chrono::DateTime::UNIX_EPOCH;
    let of = |change: Change| headlines.iter().filter(|h| h.change == change).count() as u64;
    Digest {
        run: Run {
            id: "run-1".into(),
            started: time,
            finished: time,
            account: account.into(),
            partition: "aws".into(),
            regions: vec![],
            rules: 1,
            tool: String::new(),
            calls: 1,
            resources: 1,
            previous: None,
            previous_started: None,
            summary: None,
            throttles: 0,
            retries: 0,
            charged: 0.0,
            partial: false,
        },
        open: BTreeMap::from([(Severity::Low, 263)]),
        cents: 12000,
        new: of(Change::New),
        reopened: of(Change::Reopened),
        resolved: 0,
        excepted: 0,
        unknown: 0,
        headlines,
        rules: BTreeMap::new(),
        incomplete: false,
        gaps: vec![],
        alerts: vec![],
    }
}

fn gap(operation: &str, status: Status) -> CoverageRow {
    CoverageRow {
        account: "123456789012".into(),
        region: "eu-west-1".into(),
        service: "ec2".into(),
        operation: operation.into(),
        status,
        error: Some(EVIL.into()),
        calls: 1,
        throttles: 0,
        resources: None,
        rules_affected: vec!["a-rule".into()],
    }
}

fn of(digests: &[Digest], least: Severity, link: Option<&str>) -> Message {
    Message::of(&Parcel { out: Path::new("reports"), digests }, least, link)
}

#[test]
fn the_headline_says_what_matters() {
    use Severity::{Critical, High, Low};
    let told = |digests: &[Digest]| of(digests, Low, None).headline;
    let high = |n: usize| (0..n).map(|_| headline("a", High, Change::New)).collect::<Vec<_>>();
    let mut one = digest("123456789012", high(3));
    one.resolved = 1;
    one.gaps = vec![gap("A", Status::Denied), gap("B", Status::Denied), gap("C", Status::Failed)];
    let words = "3 new high findings, 1 resolved, USD 120.00 a month; 2 reads denied, 1 read failed";
    assert_eq!(told(&[one.clone()]), format!("AWS audit of 123456789012: {words}"));
    assert_eq!(
        told(&[one.clone(), digest("2", vec![headline("b", Critical, Change::New)])]),
        "AWS audit of 2 accounts: 4 new findings (1 critical, 3 high), 1 resolved, USD 240.00 a month; \
         2 reads denied, 1 read failed"
    );
    one.new = 40;
    assert!(told(&[one]).contains(": 40 new findings, the worst high, 1 resolved"));
    let mut still = digest("1", vec![]);
    still.incomplete = true;
    still.alerts = vec![Alert { kind: AlertKind::AccountStale, about: "1".into(), message: "m".into() }];
    let words = "nothing new, 263 open findings, USD 120.00 a month; not everything could be checked; 1 alert";
    assert_eq!(told(&[still]), format!("AWS audit of 1: {words}"));
    let again = digest("1", vec![headline("a", Low, Change::Reopened)]);
    assert!(told(&[again]).contains(": 1 reopened, USD"));
}

#[test]
fn it_is_due_when_it_matters() {
    let quiet = digest("1", vec![]);
    let low = digest("1", vec![headline("a", Severity::Low, Change::New)]);
    let mut resolved = quiet.clone();
    resolved.resolved = 1;
    let mut alert = quiet.clone();
    alert.alerts = vec![Alert { kind: AlertKind::AccountStale, about: "1".into(), message: "m".into() }];
    let due = |when, digest: &Digest| due(when, std::slice::from_ref(digest), Severity::Medium);
    for (digest, changes, new) in
        [(&quiet, false, false), (&low, true, false), (&resolved, true, false), (&alert, true, true)]
    {
        assert_eq!(
            (due(When::Always, digest), due(When::Changes, digest), due(When::New, digest)),
            (true, changes, new)
        );
    }
}

#[test]
fn what_is_new_is_listed_gravest_first_and_no_more_than_ten() {
    let mut many: Vec<Headline> = (0..12).map(|n| headline(&n.to_string(), Severity::Low, Change::New)).collect();
    many.push(headline("grave", Severity::Critical, Change::Reopened));
    let message = of(&[digest("1", many)], Severity::Low, None);
    let news = message.sections.iter().find(|s| s.title.starts_with("New")).unwrap();
    assert_eq!((news.title.as_str(), news.items.len()), ("New (10 of 13)", 10));
    assert_eq!(news.items[0][0][0], Span::Strong("Critical"));
    let mut over = digest("1", vec![headline("a", Severity::High, Change::New)]);
    over.new = 30;
    assert_eq!(of(&[over], Severity::High, None).sections[0].title, "New, high and above, not all of them known here");
    let few = of(&[digest("1", vec![headline("a", Severity::Low, Change::New)])], Severity::High, None);
    assert!(few.sections.iter().all(|s| !s.title.starts_with("New")));
}

#[test]
fn accounts_are_told_apart_where_there_are_several() {
    let mut second = digest("222222222222", vec![headline("b", Severity::High, Change::New)]);
    second.gaps = vec![gap("DescribeVolumes", Status::Denied)];
    let odd = digest("../x", vec![]);
    let link = Some("https://git.example/{account}/report.md");
    let text = plain(&of(&[digest("111111111111", vec![]), second, odd], Severity::Low, link));
    let lines: Vec<&str> = text.lines().skip_while(|l| *l != "Accounts").skip(2).take(3).collect();
    assert!(lines[0].starts_with("- 222222222222: 1 new high finding"), "{lines:?}");
    assert!(lines[0].ends_with("report: https://git.example/222222222222/report.md"), "{lines:?}");
    assert!(lines.iter().any(|l| l.starts_with("- ../x") && !l.contains("https")), "{lines:?}");
    assert!(text.contains("ec2:DescribeVolumes in eu-west-1: denied, 1 rule undecided in 123456789012"), "{text}");
}

#[test]
fn strangers_text_stays_text_in_every_form() {
    let mut evil = digest("1\r\nBcc: x@evil.example", vec![headline("a", Severity::High, Change::New)]);
    evil.alerts = vec![Alert { kind: AlertKind::CollectorSilent, about: EVIL.into(), message: EVIL.into() }];
    let message = of(&[evil], Severity::Low, None);
    assert!(!message.headline.contains(char::is_control), "{}", message.headline);
    for text in [plain(&message), markdown(&message)] {
        assert!(!text.lines().any(|line| line.starts_with("Bcc")), "{text}");
        assert!(!text.contains('\u{202e}') && text.contains("\\u{202e}"), "{text}");
    }
    let page = html(&message);
    assert!(!page.contains("<img") && !page.contains("<a ") && !page.contains("href"), "{page}");
    assert!(page.contains("<strong>High</strong>: It is open <code>a-rule</code>"), "{page}");
}
