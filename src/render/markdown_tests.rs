use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::super::escape::{Anchors, hidden, visible};
use super::super::sample;
use super::*;
use crate::model::{Change, Resolved, Severity};

fn files(report: &Report) -> Vec<RenderedFile> {
    Markdown.files(report).unwrap()
}

fn main_file(report: &Report) -> String {
    files(report).into_iter().find(|file| file.path == "report.md").unwrap().contents
}

/// What a parser makes of a document.
#[derive(Default)]
struct Document {
    /// Level, text and anchor.
    headings: Vec<(HeadingLevel, String, String)>,
    /// Target, and the heading that the link stands under.
    links: Vec<(String, String)>,
    /// Language, text, and the anchor of the heading above.
    blocks: Vec<(String, String, String)>,
    /// Cells in each row, per table.
    tables: Vec<Vec<usize>>,
}

fn parse(markdown: &str) -> Document {
    let mut document = Document::default();
    let mut anchors = Anchors::default();
    let (mut heading, mut block) = (None, None);
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        let under = document.headings.last().map(|(_, _, anchor)| anchor.clone()).unwrap_or_default();
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(level)) => {
                let text = heading.take().unwrap();
                let anchor = anchors.next(&text);
                document.headings.push((level, text, anchor));
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                block = Some((language.to_string(), String::new(), under));
            }
            Event::End(TagEnd::CodeBlock) => document.blocks.extend(block.take()),
            Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, .. }) => {
                document.links.push((dest_url.to_string(), under));
            }
            Event::Start(Tag::Table(_)) => document.tables.push(Vec::new()),
            Event::Start(Tag::TableHead | Tag::TableRow) => document.tables.last_mut().unwrap().push(0),
            Event::Start(Tag::TableCell) => *document.tables.last_mut().unwrap().last_mut().unwrap() += 1,
            Event::Text(text) | Event::Code(text) => {
                let into = heading.as_mut().or(block.as_mut().map(|(_, text, _)| text));
                into.into_iter().for_each(|into| into.push_str(&text));
            }
            Event::Html(raw) | Event::InlineHtml(raw) => panic!("raw HTML: {raw}"),
            Event::Start(Tag::CodeBlock(_) | Tag::Image { .. } | Tag::Link { .. } | Tag::BlockQuote(_)) => panic!(),
            Event::Start(Tag::Emphasis | Tag::Strikethrough) | Event::Rule | Event::HardBreak => panic!("markup"),
            _ => {}
        }
    }
    document
}

#[test]
fn hostile_names_change_no_structure() {
    let markdown = main_file(&sample::report());
    assert!(markdown.chars().all(|c| !hidden(c) || c == '\n' || c == '\t'));
    assert!(!markdown.contains("\n\n\n"), "{markdown}");
    let document = parse(&markdown);
    let titles: Vec<&str> =
        document.headings.iter().filter(|(level, ..)| *level <= HeadingLevel::H2).map(|(_, text, _)| &**text).collect();
    assert_eq!(
        titles,
        [
            "AWS audit of 123456789012",
            "At a glance",
            "What could not be checked",
            "Critical: immediate attention",
            "High: within the week",
            "Medium: backlog",
            "Low: improvement",
            "Excepted",
            "Rules that found nothing",
        ]
    );
    let names = |name: &str| document.headings.iter().filter(|(_, text, _)| text == name).count();
    for hostile in sample::HOSTILE {
        assert_eq!(names(&format!("{} in us-east-1", visible(hostile))), 1, "{hostile:?}");
    }
    for table in &document.tables {
        assert!(table.len() > 1 && table.iter().all(|cells| Some(cells) == table.first()), "{:?}", document.tables);
    }
    assert_eq!(document.tables.len(), 4);
}

#[test]
fn links_lead_to_their_findings() {
    let mut report = sample::again(&sample::report(), 2);
    report.findings.iter_mut().for_each(|finding| Arc::make_mut(finding).change = Change::Reopened);
    let document = parse(&main_file(&report));
    let anchors: Vec<&str> = document.headings.iter().map(|(.., anchor)| &**anchor).collect();
    assert!(document.links.len() >= 5 + 10 + 3, "{:?}", document.links);
    for (target, _) in &document.links {
        assert!(anchors.contains(&target.strip_prefix('#').unwrap()), "{target} of {anchors:?}");
    }
    let first: Vec<_> = document.links.iter().filter(|(_, under)| under == "what-to-do-first").collect();
    for ((target, _), hostile) in first.iter().zip(sample::HOSTILE) {
        let under = |anchor: &str| target.strip_prefix('#') == Some(anchor);
        let (_, fix, _) =
            document.blocks.iter().find(|(_, text, anchor)| under(anchor) && text.contains("delete")).unwrap();
        let kept = hostile.replace(|c: char| hidden(c) && c != '\n', "");
        assert!(fix.contains(kept.split('\n').next().unwrap()) || hostile.contains(hidden), "{fix} for {hostile:?}");
    }
    let (to_excepted, _) = document.links.iter().find(|(_, under)| under == "at-a-glance").unwrap();
    let (level, ..) = document.headings.iter().find(|(.., anchor)| to_excepted.ends_with(&**anchor)).unwrap();
    assert_eq!(*level, HeadingLevel::H2, "a bucket called Excepted stands before the section of that name");
}

#[test]
fn commands_and_observations_are_exact() {
    let mut report = sample::report();
    report.findings.retain(|finding| !finding.evidence.iter().any(|evidence| evidence.cli.contains(hidden)));
    let document = parse(&main_file(&report));
    let blocks: Vec<(&str, &str)> =
        document.blocks.iter().map(|(language, text, _)| (&**language, text.trim_end_matches('\n'))).collect();
    for finding in report.findings.iter().filter(|finding| finding.rank < 30) {
        assert!(blocks.contains(&("sh", finding.fix.cli.as_deref().unwrap())));
        for evidence in &finding.evidence {
            let at = blocks.iter().position(|block| *block == ("sh", &evidence.cli)).unwrap();
            let (language, observed) = blocks.get(at + 1).unwrap();
            assert_eq!(*language, "json");
            assert_eq!(serde_json::from_str::<serde_json::Value>(observed).unwrap(), evidence.observed);
        }
    }
    assert!(!main_file(&report).contains("The exact command is in"));
    assert!(main_file(&sample::report()).contains("The exact command is in"));
}

#[test]
fn unchanged_estate_changes_the_runs_own_lines_only() {
    for first in [sample::report(), sample::large(500)] {
        let runs = [first.clone(), sample::again(&first, 2), sample::again(&first, 3)].map(|report| files(&report));
        let [one, two, three] = &runs;
        for other in [two, three] {
            assert_eq!(one.get(1..), other.get(1..));
            let after = |files: &[RenderedFile]| {
                let lines = files.first().unwrap().contents.lines().skip(2);
                lines.skip_while(|line| line.starts_with("- ")).map(str::to_owned).collect::<Vec<_>>()
            };
            assert_eq!(after(one), after(other));
        }
        let contains = |files: &[RenderedFile], text| files.first().unwrap().contents.contains(text);
        assert!(contains(one, "- Since the last run: This is the first run.\n"));
        let line = "- Since the last run: Nothing changed. Compared with run `run-1` of 2026-11-21 01:00:00 UTC.\n";
        assert!(contains(two, line), "{}", two.first().unwrap().contents);
        assert!(contains(three, "- Since the last run: Nothing changed. Compared with run `run-2` of"));
    }
}

#[test]
fn changes_are_named() {
    let mut report = sample::again(&sample::report(), 2);
    report.findings.iter_mut().take(1).for_each(|finding| Arc::make_mut(finding).change = Change::New);
    report.resolved.push(Resolved {
        id: "gone".to_owned(),
        rule: "ebs-volume-unattached".to_owned(),
        title: "EBS volume is attached to nothing".to_owned(),
        severity: Severity::Low,
        arn: "arn:aws:ec2:us-east-1:123456789012:volume/vol-gone".to_owned(),
        region: "us-east-1".to_owned(),
        resource: "vol-gone".to_owned(),
        first_seen: sample::at(0),
        resolved_at: sample::at(60),
    });
    let markdown = main_file(&report);
    assert!(markdown.contains("## Since the last run\n\n1 new, 0 reopened, 1 resolved.\n\n**New**\n\n- [EBS volume"));
    assert!(
        markdown.contains("**Resolved**\n\n- EBS volume is attached to nothing: `vol-gone` (low, us-east-1)\n\n## ")
    );
}

#[test]
fn what_was_not_checked_is_said() {
    let markdown = main_file(&sample::report());
    for line in [
        "**Not everything was checked.**",
        "| `123456789012` | `eu-west-1`, `us-east-1` | `guardduty:ListDetectors` | denied | AccessDenied: User: \
         `arn:aws:iam::123456789012:user/a\\|b` may not | `guardduty-off` |",
        "| `x` |  | 3 resources or regions | a read that it needs did not succeed, see above |",
        "- Denied: the credentials may not make this call. `tickmark rules policy` prints",
        "- Unsupported: ",
        "| AccessDenied: no &#124; way |",
    ] {
        assert!(markdown.contains(line), "{line}\n{markdown}");
    }
    let mut whole = sample::report();
    whole.coverage.clear();
    whole.findings.clear();
    whole.rules.retain(|rule| rule.unknown == 0);
    let markdown = main_file(&whole);
    assert!(
        markdown.contains("## What could not be checked\n\nEverything that was asked for was checked.\n\n## Rules")
    );
    assert!(markdown.contains("No open finding."));
    assert!(markdown.contains("| `iam-root-mfa` | iam-root-mfa | security | 1,200 | 0 |\n"));
}

#[test]
fn money_is_summed_once() {
    let markdown = main_file(&sample::report());
    assert!(markdown.contains("Money: **USD 1,234.50 a month**, the sum over 1 finding. 1 more amount is left out:"));
    assert!(
        markdown
            .contains("- Money: USD 8.00 a month: `0.08 * 100` at built-in list prices of 2026-11-01; counted under")
    );
}

#[test]
fn many_findings_get_a_file_for_each_rule() {
    let report = sample::large(500);
    let files = files(&report);
    assert_eq!(files.len(), 41);
    let paths: Vec<&str> = files.iter().map(|file| &*file.path).collect();
    let index = parse(&files.first().unwrap().contents);
    assert!(files.first().unwrap().contents.contains("| [`rule-01`](rules/rule-01.md) | EBS volume is attached to"));
    for (target, _) in &index.links {
        let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
        let at = paths.iter().position(|known| *known == path).unwrap();
        let page = parse(&files.get(at).unwrap().contents);
        assert!(anchor.is_empty() || page.headings.iter().any(|(.., known)| known == anchor), "{target}");
        assert_eq!(page.links, [("../report.md".to_owned(), page.headings.first().unwrap().2.clone())]);
    }
    let pages = files.get(1..).unwrap().iter().map(|file| parse(&file.contents));
    let findings: usize =
        pages.map(|page| page.headings.iter().filter(|(level, ..)| *level == HeadingLevel::H3).count()).sum();
    assert_eq!(findings, 500);
    assert_eq!(super::super::view::MOST_IN_ONE_FILE, 400);
    assert_eq!(super::super::format("markdown").unwrap().files(&sample::large(400)).unwrap().len(), 1);
}

/// What a document says that `parse`, which takes no image, is not put to.
fn with_trend() -> Report {
    let mut report = sample::again(&sample::report(), 2);
    report.trend = sample::trend();
    report
}

#[test]
fn the_trend_is_a_table_and_a_chart_beside_it() {
    let report = with_trend();
    let files = files(&report);
    assert_eq!(files.iter().map(|f| &*f.path).collect::<Vec<_>>(), ["report.md", "trend.svg"]);
    let markdown = main_file(&report);
    for line in [
        "![Open findings by severity, and money a month, over the account's runs](trend.svg)",
        "2 runs in between looked at other rules or regions and are left out.",
        "| 2026-11-22 00:00 to 2026-11-25 00:00, 4 runs | 0 | 4 | 0 | 3 | – | – | – | 1 | USD 50.00 | yes |",
        "| 2026-11-26 00:00 | 0 | 6 | 0 | 3 | 2 | 0 | 0 | 1 | USD 75.00 | no |",
        "| since 2026-11-28 00:00 | 0 | 1 | 0 | 3 | 0 | 0 | 5 | 1 | USD 12.50 | yes |",
    ] {
        assert!(markdown.contains(line), "{line}\n{markdown}");
    }
    assert!(markdown.find("## At a glance") < markdown.find("## Trend"));
    let mut longer = report;
    longer.trend.points.last_mut().unwrap().runs = 5;
    assert_eq!(self::files(&longer), files, "one more run without change");
    assert!(!main_file(&sample::report()).contains("## Trend"));
}

#[test]
fn what_moved_since_a_date_is_said_first() {
    let mut report = with_trend();
    let (first, run) = (report.findings[0].id.clone(), "run-0".to_owned());
    let moved = crate::model::Moved { new: 25, reopened: 0, resolved: 0 };
    let date = "2026-11-14".parse().unwrap();
    let since = crate::model::Since {
        date,
        run,
        started: sample::at(0),
        younger: false,
        moved,
        new: vec![first],
        reopened: Vec::new(),
        resolved: Vec::new(),
    };
    report.trend.since = Some(since.clone());
    let markdown = main_file(&report);
    let line = "- Since a date: 2026-11-14: 25 new, 0 reopened, 0 resolved. Compared with run `run-0` of 2026-11-21 \
                00:00:00 UTC.\n";
    assert!(markdown.contains(line), "{markdown}");
    let section = "## Since the date that was asked for\n\n25 new, 0 reopened, 0 resolved.\n\n**New**\n\n- [EBS volume";
    assert!(markdown.contains(section), "{markdown}");
    assert!(markdown.contains("- and 24 more\n\n## At a glance"), "{markdown}");
    let moved = crate::model::Moved::default();
    report.trend.since = Some(crate::model::Since { moved, younger: true, new: Vec::new(), ..since });
    let markdown = main_file(&report);
    assert!(
        markdown.contains("Nothing changed. Compared with run `run-0` of 2026-11-21 00:00:00 UTC, the first one: no")
    );
    assert!(!markdown.contains("## Since the date"));
}

#[test]
fn exceptions_are_told_with_who_answers_for_them() {
    use crate::model::{Exception, ExceptionState, ExceptionUse};
    let mut report = sample::report();
    let exception = |day: &str| Exception {
        reason: "kept | for *audit*".to_owned(),
        owner: "team <b>".to_owned(),
        ticket: Some("OPS-1".to_owned()),
        expires: day.parse().unwrap(),
    };
    for finding in report.findings.iter_mut().map(Arc::make_mut) {
        match finding.id.as_str() {
            "excepted" => finding.exception = Some(exception("2027-03-31")),
            "twin" => finding.exception = Some(exception("2026-11-01")),
            _ => {}
        }
    }
    let one = |state, day: &str| ExceptionUse {
        rule: "r".to_owned(),
        resource: "glob: a|b".to_owned(),
        exception: exception(day),
        state,
        findings: 1,
    };
    report.exceptions = vec![
        one(ExceptionState::Unchecked, "2027-01-01"),
        one(ExceptionState::Stale, "2027-01-01"),
        one(ExceptionState::Unused, "2027-01-01"),
        one(ExceptionState::Active, "2026-12-22"),
        one(ExceptionState::Active, "2026-12-21"),
        one(ExceptionState::Expired, "2026-11-01"),
    ];
    let markdown = main_file(&report);
    parse(&markdown);
    for line in [
        "- Accepted: until 2027-03-31 by team \\<b> (ticket OPS-1): kept \\| for \\*audit\\*\n",
        "- Exception: accepted until 2026-11-01 by team \\<b> (ticket OPS-1), expired: kept \\| for \\*audit\\*\n",
        "| expired: what it accepted is open again | `r` | `glob: a\\|b` | 1 | team \\<b> | 2026-11-01 | OPS-1 | kept &#124; \
         for \\*audit\\* |\n| ends within 30 days | `r` | `glob: a\\|b` | 1 | team \\<b> | 2026-12-21 |",
    ] {
        assert!(markdown.contains(line), "{line}\n{markdown}");
    }
    let matters: Vec<&str> = ["| expired", "| ends within", "| unused", "| stale", "| unchecked"].to_vec();
    let places: Vec<Option<usize>> = matters.iter().map(|m| markdown.find(m)).collect();
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{places:?}");
    assert_eq!(markdown.matches("ends within 30 days").count(), 1);
}

#[test]
fn alerts_stand_before_all_else_and_change_no_structure() {
    use crate::model::{Alert, AlertKind};
    let mut report = sample::again(&sample::report(), 2);
    report.findings.iter_mut().for_each(|finding| Arc::make_mut(finding).change = Change::Reopened);
    let alert = |about: &str| Alert {
        kind: AlertKind::CollectorSilent,
        about: about.to_owned(),
        message: "Listed 3 and none now.".to_owned(),
    };
    report.alerts = sample::HOSTILE.into_iter().cycle().take(23).map(alert).collect();
    let markdown = main_file(&report);
    let document = parse(&markdown);
    assert_eq!(document.headings[1].1, "Alerts");
    assert!(markdown.contains("**23 alerts about the auditing itself: findings may be missing.**"), "{markdown}");
    assert!(markdown.contains("- and 3 more, in `findings.json`") && !markdown.contains("\n\n\n"), "{markdown}");
    let anchors: Vec<&str> = document.headings.iter().map(|(.., anchor)| &**anchor).collect();
    for (target, _) in &document.links {
        assert!(anchors.contains(&target.strip_prefix('#').unwrap()), "{target} of {anchors:?}");
    }
}
