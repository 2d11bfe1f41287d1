//! `tickmark rules`: built-in files, a user's own, and what is wrong in them.

use std::path::Path;

use serde_json::Value;
use tickmark::rules::{Overrides, RuleSet};

use crate::harness::{more_rules, run, temporary, tickmark};

#[test]
fn built_in_rules_are_right_and_their_examples_hold() {
    let folder = temporary("rules");
    let (code, out, err) = run(&mut tickmark(&folder, &["rules", "check"]));
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("rules and"), "{out}");
    let (code, out, err) = run(&mut tickmark(&folder, &["rules", "test"]));
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.ends_with(", 0 wrong\n"), "{out}");
}

#[test]
fn there_are_at_least_eight_in_each_pillar() {
    let folder = temporary("pillars");
    let (_, out, _) = run(&mut tickmark(&folder, &["rules", "list", "--json"]));
    let rules: Value = serde_json::from_str(&out).unwrap();
    let rules = rules.as_array().unwrap();
    assert!(rules.len() >= 45);
    for pillar in ["cost", "security", "database", "reliability", "hygiene"] {
        assert!(rules.iter().filter(|r| r["pillar"] == pillar).count() >= 8, "{pillar}");
    }
    for rule in rules {
        assert!(!rule["reads"].as_array().unwrap().is_empty(), "{rule}");
    }
}

#[test]
fn the_policy_is_reads_only() {
    let folder = temporary("policy");
    let (code, out, _) = run(&mut tickmark(&folder, &["rules", "policy"]));
    assert_eq!(code, 0);
    let policy: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(policy["Version"], "2012-10-17");
    let actions = policy["Statement"][0]["Action"].as_array().unwrap();
    assert!(actions.len() > 50);
    for action in actions {
        let verb = action.as_str().unwrap().split_once(':').unwrap().1;
        // Two services have one action for all their reads, and the service authorization reference has two more as such.
        let made = ["iam:GenerateCredentialReport", "iam:GenerateServiceLastAccessedDetails"];
        let one = ["apigateway:GET", "budgets:ViewBudget"].iter().chain(&made).any(|a| action == a);
        let reads = ["BatchGet", "Describe", "Get", "List", "Lookup"].iter().any(|v| verb.starts_with(v));
        assert!(one || reads, "{action}");
    }
    let (_, one, _) = run(&mut tickmark(&folder, &["rules", "policy", "--only", "ebs-volume-unattached"]));
    let one: Value = serde_json::from_str(&one).unwrap();
    let wanted = ["ec2:DescribeRegions", "ec2:DescribeVolumes", "pricing:GetProducts", "sts:GetCallerIdentity"];
    let wanted = serde_json::json!(wanted);
    assert_eq!(one["Statement"][0]["Action"], wanted);
}

#[test]
fn a_new_rule_is_one_file() {
    let folder = temporary("new");
    let new = ["rules", "new", "my-rule", "--kind", "ec2.volume", "--pillar", "cost", "--dir", "mine"];
    let (code, out, err) = run(&mut tickmark(&folder, &new));
    assert_eq!(code, 0, "{out}{err}");
    let path = folder.join("mine/cost/my-rule.yaml");
    let (code, out, err) = run(&mut tickmark(&folder, &["rules", "check", "--rules", "mine"]));
    assert_eq!(code, 0, "{out}{err}");
    let (code, out, err) = run(&mut tickmark(&folder, &["rules", "test", "--rules", "mine", "--only", "my-rule"]));
    assert_eq!(code, 0, "{out}{err}");
    write_rule(&path, "resource.State == \"available\"");
    let (code, out, err) = run(&mut tickmark(&folder, &["rules", "test", "--rules", "mine", "--only", "my-rule"]));
    assert_eq!(code, 0, "{out}{err}");
    let (code, out, _) = run(&mut tickmark(&folder, &["audit", "--demo", "--rules", "mine", "--only", "my-rule"]));
    assert_eq!(code, 0);
    assert!(!out.starts_with("0 open findings"), "{out}");
    let (code, ..) = run(&mut tickmark(&folder, &new));
    assert_eq!(code, 2, "an existing file is left alone");
}

fn write_rule(path: &Path, fail_when: &str) {
    let text = format!(
        "id: my-rule\ntitle: A volume is idle\npillar: cost\nseverity: low\nkind: ec2.volume\nfail_when: {fail_when}\n\
         message: \"{{{{ resource.Size }}}} GiB\"\nfix: {{note: Delete it}}\nwhy: It costs.\nexamples:\n  \
         fail: [{{State: available, Size: 1}}]\n  pass: [{{State: in-use}}]\n"
    );
    std::fs::write(path, text).unwrap();
}

#[test]
fn examples_notice_every_mistake_put_into_a_rule() {
    let folder = temporary("mutate");
    let arguments: Vec<String> =
        ["rules", "test", "--mutate"].map(str::to_owned).into_iter().chain(more_rules()).collect();
    let (code, out, err) = run(&mut tickmark(&folder, &arguments.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains(" 0 unnoticed; ") && out.ends_with("; 0 wrong\n"), "{out}");
    let made: usize = out.split_whitespace().nth(2).unwrap().parse().unwrap();
    assert!(made > 1000, "{out}");
}

/// A rule whose examples are far from where its conditions change.
#[test]
fn mistakes_that_no_example_notices_are_told() {
    let folder = temporary("loose");
    std::fs::create_dir_all(folder.join("mine/cost")).unwrap();
    let write = |severity: &str, fail_when: &str, examples: &str| {
        let text = format!(
            "id: my-rule\ntitle: A volume is idle\npillar: cost\nseverity: {severity}\nkind: ec2.volume\n\
             params: {{least: 10}}\nfail_when: {fail_when}\nmessage: idle\nfix: {{note: Delete it}}\nwhy: It costs.\n\
             examples: {examples}\n"
        );
        std::fs::write(folder.join("mine/cost/my-rule.yaml"), text).unwrap();
        let test = ["rules", "test", "--mutate", "--rules", "mine", "--only", "my-rule"];
        let (code, out, err) = run(&mut tickmark(&folder, &test));
        (code, format!("{out}{err}"))
    };
    let condition =
        "resource.Size >= params.least && (resource.State == \"available\" || !(resource.State in [\"in-use\"]))";
    let (code, told) =
        write("low", condition, "{fail: [{State: available, Size: 90}], pass: [{State: in-use, Size: 3}]}");
    assert_eq!(code, 2, "{told}");
    for wanted in [
        "my-rule.yaml: fail_when: no example notices params.least + 1 in place of params.least",
        "no example notices params.least - 1 in place of params.least",
        "no example notices resource.State != \"available\" in place of resource.State == \"available\"",
        "no example notices !(resource.State in [\"in-use\"]) in place of resource.State in [\"in-use\"]",
        "the examples of 0 rules notice all",
    ] {
        assert!(told.contains(wanted), "{wanted}\n---\n{told}");
    }
    let examples = "{fail: [{Size: 10}, {Size: 11, $severity: high}], pass: [{Size: 9}]}";
    let (code, told) = write("{high: resource.Size > 10, else: low}", "resource.Size >= params.least", examples);
    assert_eq!(code, 2, "{told}");
    assert!(told.contains("severity.high: no example notices 9 in place of 10"), "{told}");
    let examples = "{fail: [{Size: 10, $severity: low}, {Size: 11, $severity: high}], pass: [{Size: 9}]}";
    let (code, told) = write("{high: resource.Size > 10, else: low}", "resource.Size >= params.least", examples);
    assert_eq!(code, 0, "{told}");
    let examples = "{fail: [{Size: 10, $severity: high}], pass: [{Size: 9}]}";
    let (code, told) = write("{high: resource.Size > 10, else: low}", "resource.Size >= params.least", examples);
    assert!(code == 2 && told.contains("example under fail: its severity is low, not high"), "{told}");
}

#[test]
fn what_other_catalogues_ask_for_is_listed_with_its_rules() {
    let folder = temporary("covers");
    for (catalogue, known, by, least) in [
        ("fsbp", "EC2.2", "vpc-default-sg-open", 280),
        ("cis", "1.5", "iam-root-mfa-off", 60),
        ("prowler", "guardduty_is_enabled", "guardduty-off", 600),
        ("wellarchitected", "REL10-BP01", "", 50),
    ] {
        let (code, out, err) = run(&mut tickmark(&folder, &["rules", "list", "--covers", catalogue, "--json"]));
        assert_eq!(code, 0, "{err}");
        let all: Value = serde_json::from_str(&out).unwrap();
        let requirements = all["requirements"].as_array().unwrap();
        assert!(requirements.len() >= least, "{catalogue}: {}", requirements.len());
        let found = requirements.iter().find(|r| r["id"] == known).unwrap();
        assert!(by.is_empty() || found["rules"].as_array().unwrap().contains(&by.into()), "{found}");
        let covered = requirements.iter().filter(|r| r["rules"] != serde_json::json!([])).count();
        assert!(covered > 0 && covered < requirements.len() && all["covered"] == covered, "{catalogue}: {covered}");
        assert!(!all["version"].as_str().unwrap().is_empty() && all["source"].as_str().unwrap().contains("prowler"));
        let (_, table, _) = run(&mut tickmark(&folder, &["rules", "list", "--covers", catalogue]));
        assert_eq!(table.lines().count(), requirements.len() + 1);
        assert!(table.contains(&format!("{covered} of {} covered", requirements.len())), "{table}");
    }
}

/// What the loader cannot know of a rule, and its neighbours show.
#[test]
fn rules_keep_the_habits_of_the_house() {
    let more: Vec<String> = more_rules().into_iter().filter(|a| a != "--rules").collect();
    let set = RuleSet::load(&more, &Overrides::default()).unwrap();
    let hosts = ["docs.aws.amazon.com", "aws.amazon.com"];
    // What AWS's own names call the resources of a service, besides the service itself.
    let names: &[(&str, &[&str])] = &[
        ("cloudwatch", &["alarm"]),
        (
            "ec2",
            &[
                "ami", "client", "ebs", "eip", "endpoint", "eni", "launch", "nacl", "nat", "sg", "subnet", "tgw",
                "transit", "vpc", "vpn",
            ],
        ),
        ("lambda", &["sqs"]),
        ("ce", &["cost"]),
        ("costoptimizationhub", &["cost"]),
        ("computeoptimizer", &["compute"]),
        ("elb", &["clb"]),
        ("elbv2", &["elb", "nlb"]),
        ("rds", &["aurora", "neptune"]),
        ("logs", &["log"]),
        ("kafka", &["msk"]),
        ("apigatewayv2", &["apigateway"]),
        ("events", &["eventbridge"]),
        ("secretsmanager", &["secret", "secrets"]),
        ("servicequotas", &["quota"]),
        ("sfn", &["stepfunctions"]),
        ("wafv2", &["waf"]),
    ];
    let mut wrong = Vec::new();
    for rule in &set.rules {
        let service = rule.kind.name.split('.').next().unwrap();
        let prefix = rule.id.split('-').next().unwrap();
        // Kinds of the account as a whole (aws.account, aws.region) hold what many services say.
        let fits = service == "aws"
            || prefix == service
            || names.iter().any(|(s, prefixes)| *s == service && prefixes.contains(&prefix));
        if !fits {
            wrong.push(format!("{}: an id of {service} begins with its name or a resource's", rule.id));
        }
        if rule.asked.len() < 3 {
            wrong.push(format!("{}: fewer than three ways to ask for it", rule.id));
        }
        if rule.references.is_empty() {
            wrong.push(format!("{}: no reference", rule.id));
        }
        for reference in &rule.references {
            let host = reference.strip_prefix("https://").and_then(|r| r.split('/').next());
            if !host.is_some_and(|h| hosts.contains(&h)) {
                wrong.push(format!("{}: {reference} is not AWS's documentation", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Everything that is wrong, in one go, each with its place and a hint.
#[test]
fn all_problems_of_all_files_are_told_together() {
    let folder = temporary("wrong");
    std::fs::create_dir_all(folder.join("mine/cost")).unwrap();
    std::fs::create_dir_all(folder.join("mine/kinds")).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join("mine").join(name), text).unwrap();
    let base = "title: T\npillar: cost\nseverity: low\nmessage: m\nfix: {note: n}\nwhy: w\nexamples: {fail: [{}], pass: [{State: x}]}\n";
    write(
        "cost/member.yaml",
        &format!("id: member\nkind: ec2.volume\nfail_when: resource.Sate == \"available\"\n{base}"),
    );
    write("cost/kind.yaml", &format!("id: kind\nkind: ec2.volum\nfail_when: true\n{base}"));
    write("cost/name.yaml", &format!("id: other\nkind: ec2.volume\nfail_when: resource.State == \"x\"\n{base}"));
    write("cost/key.yaml", &format!("id: key\nkind: ec2.volume\nfail_wen: true\n{base}"));
    write("cost/types.yaml", &format!("id: types\nkind: ec2.volume\nfail_when: resource.Size == \"x\"\n{base}"));
    write(
        "cost/example.yaml",
        &format!("id: example\nkind: ec2.volume\nfail_when: resource.State == null\n{base}")
            .replace("{State: x}", "{State: 7}"),
    );
    let odd = format!("params: {{days: 7}}\ncovers: {{fsbp: [EC2.9999]}}\n{base}")
        .replace("fail: [{}]", "fail: [{$severity: high}]");
    write("cost/odd.yaml", &format!("id: odd\nkind: ec2.volume\nfail_when: resource.State == null\n{odd}"));
    let named = "lookup: {price: {kind: ec2.snapshot, key: VolumeId, equals: VolumeId}}";
    write("cost/taken.yaml", &format!("id: taken\nkind: ec2.volume\n{named}\nfail_when: size(price) == 0\n{base}"));
    write(
        "kinds/ec2.yaml",
        "thing:\n  read: DescribeVolume\n  id: VolumeId\n  arn: x\nother:\n  read: DescribeVolumes\n  params: {VolumId: [\"'x'\"]}\n  items: Volumes[]\n  id: VolumeID\n  arn: x\n",
    );
    let (code, _, err) = run(&mut tickmark(&folder, &["rules", "check", "--rules", "mine"]));
    assert_eq!(code, 2);
    for wanted in [
        "member.yaml:3:20: no member Sate in a structure, did you mean State?",
        "kind.yaml:2:7: no kind ec2.volum, did you mean ec2.volume?",
        "name.yaml:1:5: id other is not the file's name, name",
        "key.yaml:3:1: ",
        "types.yaml:3:26: compares an integer with text",
        "example.yaml",
        "odd.yaml:5:17: EC2.9999 is no id of AWS Foundational Security Best Practices (1.0.0), did you mean EC2.",
        "odd.yaml: params.days is used nowhere in the rule",
        "taken.yaml:3:24: lookup price: evidence has parts of that name, choose another",
        "example: $severity is low, and stands under fail",
        "ec2.yaml:2:9: no read ec2:DescribeVolume in the operation table, did you mean DescribeVolumes?",
        "ec2:DescribeVolumes is not sent with VolumId",
        "no member VolumeID in a structure, did you mean VolumeId?",
    ] {
        assert!(err.contains(wanted), "{wanted}\n---\n{err}");
    }
}
