//! `tickmark rules`: built-in files, a user's own, and what is wrong in them.

use std::path::Path;

use serde_json::Value;

use crate::harness::{run, temporary, tickmark};

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
        assert!(["Describe", "Get", "List", "Lookup"].iter().any(|v| verb.starts_with(v)), "{action}");
    }
    let (_, one, _) = run(&mut tickmark(&folder, &["rules", "policy", "--only", "ebs-volume-unattached"]));
    let one: Value = serde_json::from_str(&one).unwrap();
    let wanted = serde_json::json!(["ec2:DescribeRegions", "ec2:DescribeVolumes", "sts:GetCallerIdentity"]);
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
fn flipping_an_expression_breaks_its_examples() {
    let folder = temporary("flip");
    std::fs::create_dir_all(folder.join("mine/cost")).unwrap();
    let path = folder.join("mine/cost/my-rule.yaml");
    write_rule(&path, "resource.State != \"available\"");
    let (code, _, err) = run(&mut tickmark(&folder, &["rules", "test", "--rules", "mine", "--only", "my-rule"]));
    assert_eq!(code, 2);
    assert!(err.contains("my-rule.yaml:") && err.contains("example under"), "{err}");
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
        "ec2.yaml:2:9: no read ec2:DescribeVolume in the operation table, did you mean DescribeVolumes?",
        "ec2:DescribeVolumes is not sent with VolumId",
        "no member VolumeID in a structure, did you mean VolumeId?",
    ] {
        assert!(err.contains(wanted), "{wanted}\n---\n{err}");
    }
}
