//! Runs over many accounts: who is entered and how, what is cut off and taken up again, what is read in shares.

use std::path::Path;
use std::process::Child;
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Estate, against, run, temporary, tickmark};
use crate::stores;

const ACCOUNTS: usize = 6;

fn configure(folder: &Path, text: &str) {
    std::fs::write(folder.join("tickmark.toml"), text).unwrap();
}

fn overview(folder: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join("reports/overview.json")).unwrap()).unwrap()
}

/// What was found in each account, without what names the run.
fn everything(out: &Path) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(out).unwrap() {
        let folder = entry.unwrap().path();
        let Ok(text) = std::fs::read_to_string(folder.join("findings.json")) else { continue };
        let mut document: Value = serde_json::from_str(&text).unwrap();
        document["run"] = json!(null);
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        all.push((name, plain(document)));
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(!all.is_empty(), "no account in {}", out.display());
    all
}

/// Without request ids and times, in which any two runs differ.
fn plain(value: Value) -> Value {
    const RUN: [&str; 7] =
        ["request_id", "called_at", "response_sha256", "first_seen", "last_seen", "resolved_at", "throttles"];
    match value {
        Value::Array(items) => items.into_iter().map(plain).collect(),
        Value::Object(members) => {
            members.into_iter().filter(|(k, _)| !RUN.contains(&k.as_str())).map(|(k, v)| (k, plain(v))).collect()
        }
        other => other,
    }
}

fn accounts(overview: &Value) -> Vec<&str> {
    overview["accounts"].as_array().unwrap().iter().map(|a| a["run"]["account"].as_str().unwrap()).collect()
}

#[test]
fn an_organisation_is_entered_by_roles_that_cannot_write_and_a_closed_door_costs_its_own_account() {
    let estate = Estate::organization(ACCOUNTS);
    let folder = temporary("organization");
    configure(&folder, "[organization]\nrole_name = \"tickmark\"\nexternal_id = \"x-1\"\n");
    estate.set_faults(&json!([{"service": "sts", "operation": "AssumeRole", "fault": "denied", "times": 1}]));
    let (code, out, err) = against(&estate, &folder, &["audit", "--only", "ec2"]);
    assert_eq!(code, 3, "{out}{err}");
    let all = overview(&folder);
    assert_eq!(all["accounts"].as_array().unwrap().len(), ACCOUNTS, "the organisation's own account and all but one");
    let missed = &all["missed"][0];
    assert!(missed["reason"].as_str().unwrap().contains("AccessDenied"), "{missed}");
    assert!(missed["name"].as_str().unwrap().starts_with("team-"), "{missed}");
    let report = std::fs::read_to_string(folder.join("reports/report.md")).unwrap();
    assert!(report.contains("Not every account was audited") && report.contains(missed["account"].as_str().unwrap()));
    let rule = all["rules"].as_array().unwrap().iter().find(|r| r["id"] == "ebs-volume-unencrypted").unwrap();
    assert_eq!(rule["accounts"].as_object().unwrap().len(), ACCOUNTS - 1, "{rule}");
    let taken: Vec<Value> = estate.requests().into_iter().filter(|r| r["operation"] == "AssumeRole").collect();
    assert!(taken.len() >= ACCOUNTS);
    for request in taken {
        let params = &request["params"];
        assert_eq!(params["ExternalId"], "x-1");
        let policy: Value = serde_json::from_str(params["Policy"].as_str().unwrap()).unwrap();
        let actions = policy["Statement"][0]["Action"].as_array().unwrap();
        let reading = ["Describe", "Get", "List", "Lookup"];
        let reads = |a: &Value| reading.iter().any(|v| a.as_str().unwrap().split(':').nth(1).unwrap().starts_with(v));
        assert!(actions.iter().all(reads), "{actions:?}");
        assert!(params["Policy"].as_str().unwrap().len() <= 2048);
    }
}

#[test]
fn units_tags_and_lists_choose_accounts() {
    let estate = Estate::organization(ACCOUNTS);
    let all = json!({"production": 2, "workloads": 4, "sandbox": 2});
    for (unit, count) in all.as_object().unwrap() {
        let id = estate.shell(&format!(
            "root=$(aws organizations list-roots --query 'Roots[0].Id' --output text); \
             for p in $root $(aws organizations list-organizational-units-for-parent --parent-id $root --query 'OrganizationalUnits[].Id' --output text); do \
             aws organizations list-organizational-units-for-parent --parent-id $p --query \"OrganizationalUnits[?Name=='{unit}'].Id\" --output text; done"
        ));
        let folder = temporary("units");
        configure(&folder, &format!("[organization]\nrole_name = \"tickmark\"\ninclude_ous = [\"{}\"]\n", id.trim()));
        let (code, out, err) = against(&estate, &folder, &["audit", "--only", "ebs-volume-gp2"]);
        assert_eq!(code, 0, "{out}{err}");
        assert_eq!(accounts(&overview(&folder)).len() as u64, count.as_u64().unwrap(), "{unit}");
    }
    let folder = temporary("tags");
    configure(&folder, "[organization]\nrole_name = \"tickmark\"\ntags = {stage = \"production\"}\n");
    let (_, out, err) = against(&estate, &folder, &["audit", "--only", "ebs-volume-gp2"]);
    let tagged = overview(&folder);
    let ids = accounts(&tagged);
    assert_eq!(ids.len(), 2, "{out}{err}");
    configure(
        &folder,
        &format!(
            "[organization]\nrole_name = \"tickmark\"\ntags = {{stage = \"production\"}}\nexclude_accounts = [\"{}\"]\n",
            ids[0]
        ),
    );
    against(&estate, &folder, &["audit", "--only", "ebs-volume-gp2"]);
    assert_eq!(accounts(&overview(&folder)), [ids[1]]);
    let (code, _, err) = against(&estate, &folder, &["audit", "--account", "999999999999"]);
    assert!(code == 2 && err.contains("--account: 999999999999"), "{err}");
}

/// Waits until so many requests were made, and a moment more, then kills; false where the run was over by then.
fn kill_after(estate: &Estate, mut child: Child, requests: usize, moment: Duration) -> bool {
    while child.try_wait().unwrap().is_none() && estate.requests().len() < requests {
        std::thread::sleep(Duration::from_millis(2));
    }
    std::thread::sleep(moment);
    let running = child.try_wait().unwrap().is_none();
    let _ = child.kill();
    child.wait().unwrap();
    running
}

#[test]
fn a_run_that_was_killed_at_any_moment_goes_on_and_finds_the_same() {
    let estate = Estate::start("small");
    let whole = temporary("unbroken");
    // Twice, as the others: the first run asks for prices, the second knows them.
    for _ in 0..2 {
        estate.forget_requests();
        let (code, out, err) = against(&estate, &whole, &["audit"]);
        assert_eq!(code, 0, "{out}{err}");
    }
    let length = estate.requests().len();
    let expected = everything(&whole.join("reports"));
    let calls = |estate: &Estate| estate.requests().len();
    let (mut resumed, mut spared) = (0, 0);
    for round in 0..20_usize {
        let folder = temporary("killed");
        // A first run, so that something could be falsely resolved.
        let (code, ..) = against(&estate, &folder, &["audit"]);
        assert_eq!(code, 0);
        estate.forget_requests();
        let child = tickmark(&folder, &["audit"])
            .envs(estate.environment())
            .stderr(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // Moments all over the reading and after it, by a fixed series that looks like chance.
        let (requests, moment) = (length * (round * 37 % 20 + 1) / 20, Duration::from_millis(round as u64 * 53 % 400));
        let cut = kill_after(&estate, child, requests, moment);
        let before = calls(&estate);
        let (code, out, err) = against(&estate, &folder, &["audit", "--resume"]);
        if code == 2 {
            assert!(err.contains("no run was cut off"), "{out}{err}");
            let (code, ..) = against(&estate, &folder, &["audit"]);
            assert_eq!(code, 0);
        } else {
            assert_eq!(code, 0, "{out}{err}");
            assert!(cut);
            resumed += 1;
            spared += usize::from(calls(&estate) - before < before);
        }
        let found = everything(&folder.join("reports"));
        let states = |all: &[(String, Value)]| {
            let findings = all[0].1["findings"].as_array().unwrap();
            findings.iter().map(|f| (f["id"].clone(), f["evidence"].clone(), f["status"].clone())).collect::<Vec<_>>()
        };
        assert_eq!(states(&found), states(&expected), "round {round}");
        assert_eq!(found[0].1["resolved"], json!([]), "round {round}");
        assert_eq!(found[0].1["coverage"], expected[0].1["coverage"], "round {round}");
    }
    println!("{resumed} of 20 were taken up again, {spared} of them with fewer calls than were made before the kill");
    assert!(resumed >= 10, "only {resumed} of 20 kills met a run that had begun");
}

#[test]
fn only_who_asks_the_same_goes_on() {
    let estate = Estate::start("small");
    let folder = temporary("other");
    let (code, _, err) = against(&estate, &folder, &["audit", "--resume"]);
    assert!(code == 2 && err.contains("no run was cut off"), "{err}");
    estate.set_faults(&json!([{"service": "s3", "fault": "hang"}]));
    let mut command = tickmark(&folder, &["audit"]);
    let child = command.envs(estate.environment()).stderr(std::process::Stdio::null()).spawn().unwrap();
    assert!(kill_after(&estate, child, 20, Duration::from_secs(1)), "it hangs");
    estate.set_faults(&json!([]));
    let (code, _, err) = against(&estate, &folder, &["audit", "--resume", "--only", "iam"]);
    assert!(code == 2 && err.contains("was asked something else"), "{err}");
    let (code, _, err) = against(&estate, &folder, &["audit", "--only", "ebs-volume-gp2"]);
    assert!(code == 0 && !err.contains("--resume"), "another run: {err}");
    let (code, out, err) = against(&estate, &folder, &["audit", "--resume"]);
    assert_eq!(code, 0, "{out}{err}");
}

fn shares(estate: &Estate, store: &str) {
    let alone = temporary("alone");
    configure(&alone, "[organization]\nrole_name = \"tickmark\"\n");
    let (code, out, err) = against(estate, &alone, &["audit"]);
    assert_eq!(code, 0, "{out}{err}");
    let folder = temporary("shares");
    configure(&folder, "[organization]\nrole_name = \"tickmark\"\n");
    let share = |index: usize| {
        let shard = format!("{index}/4");
        tickmark(&folder, &["audit", "--job", "monday", "--shard", &shard, "--store", store])
            .envs(estate.environment())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let children: Vec<Child> = (0..4).map(share).collect();
    for mut child in children {
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    estate.forget_requests();
    let join = ["audit", "--job", "monday", "--join", "--store", store];
    let (code, out, err) = run(&mut tickmark(&folder, &join));
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(estate.requests().len(), 0, "joining asks AWS nothing");
    let (one, four) = (everything(&alone.join("reports")), everything(&folder.join("reports")));
    assert_eq!(one.len(), ACCOUNTS + 1);
    for (one, four) in one.iter().zip(&four) {
        assert_eq!(one, four);
    }
    let (code, _, err) = run(&mut tickmark(&folder, &join));
    assert!(code == 2 && err.contains("nothing was read under the name monday"), "{err}");
}

#[test]
fn four_shares_find_what_one_process_finds_on_both_stores() {
    let estate = Estate::organization(ACCOUNTS);
    shares(&estate, "sqlite://shared.db");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = runtime.block_on(stores::server::shared().database());
    shares(&estate, &database);
}

#[test]
fn a_share_that_is_missing_is_a_gap_and_not_a_pass() {
    let estate = Estate::start("small");
    let folder = temporary("gap");
    let (code, out, err) = against(&estate, &folder, &["audit", "--job", "j", "--shard", "0/2"]);
    assert_eq!(code, 0, "{out}{err}");
    let (code, _, err) = run(&mut tickmark(&folder, &["audit", "--job", "j", "--join"]));
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("all but 1/2 are done"), "{err}");
    let (code, ..) = against(&estate, &folder, &["audit", "--job", "j", "--shard", "1/2"]);
    assert_eq!(code, 0);
    let (code, _, err) = run(&mut tickmark(&folder, &["audit", "--job", "j", "--join"]));
    assert_eq!(code, 0, "{err}");
}

#[test]
fn credentials_that_run_out_leave_a_run_that_can_be_taken_up() {
    let estate = Estate::start("small");
    let folder = temporary("expired");
    estate.set_faults(&json!([{"service": "iam", "operation": "ListUsers", "fault": "expired"}]));
    let (code, _, err) = against(&estate, &folder, &["audit"]);
    assert!(code == 2 && err.contains("--resume goes on"), "{err}");
    assert!(!folder.join("reports/123456789012/findings.json").exists());
    estate.set_faults(&json!([]));
    estate.forget_requests();
    let (code, out, err) = against(&estate, &folder, &["audit", "--resume"]);
    assert_eq!(code, 0, "{out}{err}");
    let again: Vec<Value> = estate.requests();
    assert!(again.iter().any(|r| r["operation"] == "ListUsers"));
    assert!(!again.iter().any(|r| r["operation"] == "DescribeVolumes"), "what was read is not read again");
}

#[test]
fn the_role_can_be_made_from_what_is_printed() {
    let estate = Estate::start("none");
    let folder = temporary("role");
    let print = |format: &str| {
        let arguments = ["rules", "role", "--trust", "111111111111", "--external-id", "x-1", "--format", format];
        let (code, out, err) = run(&mut tickmark(&folder, &arguments));
        assert_eq!(code, 0, "{err}");
        out
    };
    std::fs::write(folder.join("role.json"), print("cloudformation")).unwrap();
    let path = folder.join("role.json");
    let made = format!(
        "aws cloudformation create-stack --stack-name t --capabilities CAPABILITY_NAMED_IAM --template-body file://{} >/dev/null && \
         aws iam get-role --role-name tickmark --query Role.AssumeRolePolicyDocument --output json && \
         aws iam list-attached-role-policies --role-name tickmark --query 'length(AttachedPolicies)'",
        path.display()
    );
    let out = estate.shell(&made);
    assert!(out.contains("x-1") && out.contains("arn:aws:iam::111111111111:root"), "{out}");
    assert!(out.trim().lines().last().unwrap().trim().parse::<u32>().unwrap() >= 1, "{out}");
    let terraform = hcl::parse(&print("terraform")).unwrap();
    assert!(terraform.blocks().any(|b| b.labels().first().is_some_and(|l| l.as_str() == "aws_iam_role")));
    let (code, _, err) = run(&mut tickmark(&folder, &["rules", "role", "--trust", "me"]));
    assert!(code == 2 && err.contains("--trust"), "{err}");
}
