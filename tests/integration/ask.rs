//! Questions over a store, and what their answers stand on.

use serde_json::Value;

use crate::harness::{Estate, against, run, temporary, tickmark};

fn ask(folder: &std::path::Path, arguments: &[&str]) -> Value {
    let all: Vec<&str> = ["ask", "--json", "--user", "tester"].iter().chain(arguments).copied().collect();
    let (code, out, err) = run(&mut tickmark(folder, &all));
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

fn demo(name: &str) -> (std::path::PathBuf, Vec<Value>) {
    let folder = temporary(name);
    let (_, out, err) = run(&mut tickmark(&folder, &["audit", "--demo", "--json"]));
    let report: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
    let findings = report["findings"].as_array().unwrap().clone();
    (folder, findings)
}

fn cited(answer: &Value) -> Vec<String> {
    let all = answer["citations"].as_array().unwrap().iter();
    all.filter_map(|c| c["finding"].as_str().map(str::to_owned)).collect()
}

/// The rules of the findings that an answer cites, each of which must be in the report.
fn rules(answer: &Value, findings: &[Value]) -> Vec<String> {
    let rule = |id: &String| findings.iter().find(|f| f["id"] == **id).unwrap()["rule"].as_str().unwrap().to_owned();
    cited(answer).iter().map(rule).collect()
}

#[test]
fn words_lead_to_findings_with_their_calls() {
    let (folder, findings) = demo("ask-words");
    for (question, rule) in [
        ("who still logs in without a second factor?", "iam-user-without-mfa"),
        ("which buckets can anyone on the internet read?", "s3-bucket-public"),
        ("are there disks that nobody uses?", "ebs-volume-idle"),
        ("which disks hang on no machine?", "ebs-volume-unattached"),
        // A kind that has the same resources by another read, and one that is looked up only.
        ("which IAM roles can be taken by everyone?", "iam-role-trusts-everyone"),
        ("are VPC flow logs on?", "vpc-without-flow-logs"),
        // No word of ours, a way of speaking, a metric that was not read.
        ("rights handed to a person instead of through a team", "iam-user-direct-policy"),
        ("could we get yesterday's data back if someone dropped a table?", "dynamodb-pitr-off"),
        ("might a database run out of space one night?", "rds-storage-runs-out"),
        ("is ssh open to the world anywhere?", "sg-open-admin-ports"),
        ("which databases have no automated backups?", "rds-backups-off"),
    ] {
        let answer = ask(&folder, &[question]);
        assert_eq!(answer["grounded"], true, "{question}: {answer:#}");
        let rules = rules(&answer, &findings);
        assert!(rules.iter().any(|r| r == rule), "{question}: {rules:?}\n{}", answer["answer"].as_str().unwrap());
        let text = answer["answer"].as_str().unwrap();
        for id in cited(&answer) {
            let finding = findings.iter().find(|f| f["id"] == *id).unwrap();
            let shown =
                finding["evidence"].as_array().unwrap().iter().any(|e| text.contains(e["cli"].as_str().unwrap()));
            assert!(
                shown && text.contains(finding["arn"].as_str().unwrap()),
                "{question}: {id} is cited, not shown\n{text}"
            );
        }
    }
}

#[test]
fn counts_are_sqls() {
    let (folder, findings) = demo("ask-counts");
    let open = |test: &dyn Fn(&Value) -> bool| findings.iter().filter(|f| f["status"] == "open" && test(f)).count();
    let security = open(&|f| f["pillar"] == "security" && f["severity"] == "high");
    let answer = ask(&folder, &["how many high security findings are there?"]);
    let text = answer["answer"].as_str().unwrap();
    assert!(text.starts_with(&format!("{security} open finding")), "{security}: {text}");
    let ireland = open(&|f| f["region"] == "eu-west-1");
    let answer = ask(&folder, &["how many findings are there in eu-west-1?"]);
    let text = answer["answer"].as_str().unwrap();
    assert!(text.starts_with(&format!("{ireland} open finding")), "{ireland}: {text}");
    let answer = ask(&folder, &["how many findings were resolved last week?"]);
    let text = answer["answer"].as_str().unwrap();
    assert!(text.contains("**0 findings are resolved.**"), "what is gone is not counted among what is open: {text}");
}

#[test]
fn what_is_not_known_is_not_told() {
    let folder = temporary("ask-empty");
    let answer = ask(&folder, &["which buckets are public?"]);
    assert_eq!((&answer["grounded"], &answer["run"]), (&Value::Bool(false), &Value::Null));
    let (folder, _) = demo("ask-nothing");
    let answer = ask(&folder, &["what is the weather in Berlin tomorrow?"]);
    assert_eq!((&answer["refused"], &answer["grounded"]), (&Value::Bool(true), &Value::Bool(false)));
    assert_eq!(answer["citations"].as_array().unwrap().len(), 0);
    let answer = ask(&folder, &["which findings are there in ap-southeast-2?"]);
    assert_eq!(answer["citations"].as_array().unwrap().len(), 0);
    let text = answer["answer"].as_str().unwrap();
    assert!(text.contains("Nothing was found") && text.contains("ap-southeast-2"), "{text}");
    let (code, _, err) = run(&mut tickmark(&folder, &["ask", "--run", "none", "which buckets are public?"]));
    assert!(code == 2 && err.contains("no run none"), "{err}");
}

#[test]
fn a_conversation_goes_on_and_keeps_no_secret() {
    let (folder, findings) = demo("ask-talk");
    let key = format!("AKIA{}", "QZXW3RTYUI7PASDF");
    let answer = ask(&folder, &[&format!("is the access key {key} of alice@example.com old?")]);
    assert!(!answer.to_string().contains(&key) && !answer.to_string().contains("alice@example.com"));
    let first = ask(&folder, &["which buckets can anyone on the internet read?"]);
    let then = ask(&folder, &["how do I fix the first one?"]);
    assert_eq!(cited(&then), cited(&first)[..1], "{then:#}");
    let finding = findings.iter().find(|f| f["id"] == *cited(&then)[0]).unwrap();
    assert!(then["answer"].as_str().unwrap().contains(finding["arn"].as_str().unwrap()));
    assert_eq!(first["session"], then["session"]);
    for name in std::fs::read_dir(&folder).unwrap() {
        let path = name.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let there = bytes.windows(key.len()).any(|w| w == key.as_bytes());
            assert!(!there, "the key is in {}", path.display());
        }
    }
}

#[test]
fn a_rule_is_explained_and_findings_are_mended() {
    let (folder, findings) = demo("ask-forms");
    let of = |rule: &str| findings.iter().filter(|f| f["rule"] == rule && f["status"] == "open").collect::<Vec<_>>();
    let answer = ask(&folder, &["explain ebs-volume-unattached"]);
    let (text, all) = (answer["answer"].as_str().unwrap(), of("ebs-volume-unattached"));
    let (why, link) = (all[0]["why"].as_str().unwrap(), all[0]["references"][0].as_str().unwrap());
    let why: Vec<&str> = why.split_whitespace().take(4).collect();
    let seen = format!("**Seen on {} resource", all.len());
    let parts = [
        "**Why it matters.**",
        &why.join(" "),
        &seen,
        "Shown by",
        &format!("- <{link}>"),
        "how do I fix ebs-volume-unattached",
    ];
    let at: Vec<Option<usize>> = parts.iter().map(|part| text.find(part)).collect();
    assert!(at.iter().all(Option::is_some) && at.is_sorted(), "{at:?}\n{text}");
    assert!(!text.contains("Fixed by") && cited(&answer).len() == all.len().min(5), "{text}");
    let answer = ask(&folder, &["how do I fix ebs-volume-unattached?"]);
    let text = answer["answer"].as_str().unwrap();
    let fix = all[0]["fix"]["cli"].as_str().unwrap();
    let at = [text.find("```sh\n# 1. "), text.find(fix), text.find("Shown by"), text.find("**Mind.**")];
    assert!(at.iter().all(Option::is_some) && at.is_sorted(), "{at:?}\n{text}");
    assert_eq!(
        rules(&answer, &findings).iter().filter(|rule| *rule == "ebs-volume-unattached").count(),
        cited(&answer).len()
    );
    let second = ask(&folder, &["how do I fix the second one?"]);
    assert_eq!(cited(&second), cited(&answer)[1..2], "{second:#}");
    let answer = ask(&folder, &["explain cloudtrail-log-validation-off in ap-southeast-2"]);
    let text = answer["answer"].as_str().unwrap();
    assert!(text.contains("**Why it matters.**") && text.contains("Nothing was found"), "{text}");
}

#[test]
fn an_embedder_out_of_reach_leaves_the_words() {
    let (folder, findings) = demo("ask-words-alone");
    let toml = "[embedder]\nkind = \"openai\"\nendpoint = \"http://127.0.0.1:9/v1\"\nmodel = \"m\"\n";
    std::fs::write(folder.join("tickmark.toml"), toml).unwrap();
    let question = "which IAM users have no MFA?";
    for _ in 0..2 {
        let answer = ask(&folder, &[question]);
        assert!(rules(&answer, &findings).iter().any(|rule| rule == "iam-user-without-mfa"), "{answer:#}");
        assert!(answer["words_alone"].as_str().unwrap().contains("cannot be reached"), "{answer:#}");
        assert!(answer["answer"].as_str().unwrap().contains("Searched by words alone"), "{answer:#}");
        assert_eq!(answer["cached"], false, "it may be reached the next time");
    }
    let counted = ask(&folder, &["how many critical findings are there?"]);
    assert!(counted.get("words_alone").is_none(), "counts need no vectors");
    let (code, out, err) = run(&mut tickmark(&folder, &["rules", "search", "mfa"]));
    assert!(code == 0 && out.contains("mfa") && err.contains("words alone"), "{out} {err}");
    std::fs::remove_file(folder.join("tickmark.toml")).unwrap();
    assert!(ask(&folder, &[question]).get("words_alone").is_none());
}

#[test]
fn other_rules_make_new_answers() {
    let (folder, _) = demo("ask-rules");
    let question = ["how many critical findings are there?"];
    assert_eq!(ask(&folder, &question)["cached"], false);
    assert_eq!(ask(&folder, &question)["cached"], true);
    let (_, rule, _) = run(&mut tickmark(&folder, &["rules", "show", "ebs-volume-unattached"]));
    std::fs::create_dir_all(folder.join("mine/cost")).unwrap();
    for (why, cached) in [("because", false), ("because", true), ("since", false)] {
        let mine = format!("{rule}\n# {why}\n");
        std::fs::write(folder.join("mine/cost/ebs-volume-unattached.yaml"), mine).unwrap();
        let answer = ask(&folder, &["--rules", "mine", question[0]]);
        assert_eq!(answer["cached"], cached, "{why}");
    }
}

#[test]
fn resources_are_shown_by_their_call_and_a_new_run_makes_new_answers() {
    let estate = Estate::start("small");
    let folder = temporary("ask-estate");
    let (code, _, err) = against(&estate, &folder, &["audit"]);
    assert!(code == 0 || code == 3, "{err}");
    let question = "list all EC2 volumes";
    let answer = ask(&folder, &[question]);
    assert_eq!((&answer["grounded"], &answer["cached"]), (&Value::Bool(true), &Value::Bool(false)), "{answer:#}");
    let citations = answer["citations"].as_array().unwrap();
    assert!(!citations.is_empty(), "{answer:#}");
    for citation in citations {
        let cli = citation["cli"].as_str().unwrap();
        let id = citation["arn"].as_str().unwrap().rsplit('/').next().unwrap();
        let printed: Value = serde_json::from_str(&estate.shell(cli)).unwrap();
        assert_eq!(printed["VolumeId"], id, "{cli}");
    }
    assert_eq!(ask(&folder, &[question])["cached"], true);
    let (code, _, err) = against(&estate, &folder, &["audit"]);
    assert!(code == 0 || code == 3, "{err}");
    assert_eq!(ask(&folder, &[question])["cached"], false);
}
