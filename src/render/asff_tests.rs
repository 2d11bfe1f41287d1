use super::super::sample;
use super::*;

fn findings(report: &Report) -> Vec<Value> {
    serde_json::from_str(&Asff.files(report).unwrap()[0].contents).unwrap()
}

fn by_id(findings: &[Value], id: &str) -> Value {
    findings.iter().find(|f| f["Id"] == json!(id)).unwrap().clone()
}

#[test]
fn each_finding_has_its_command_and_its_fix() {
    let report = sample::with_everything();
    let found = findings(&report);
    assert_eq!(found.len(), report.findings.len() + report.resolved.len());
    for (there, here) in found.iter().zip(&report.findings) {
        assert_eq!(there["Id"], json!(here.id));
        assert_eq!(there["ProductFields"]["tickmark/Evidence/1/Command"], json!(here.evidence[0].cli));
        assert_eq!(there["ProductFields"]["tickmark/Fix/Command"], json!(here.fix.cli));
    }
}

#[test]
fn states() {
    let found = findings(&sample::with_everything());
    let open = by_id(&found, "0000000000000001");
    assert_eq!(open["Severity"]["Label"], "CRITICAL");
    assert_eq!((&open["Compliance"]["Status"], &open["Workflow"]["Status"]), (&json!("FAILED"), &json!("NEW")));
    let excepted = by_id(&found, "excepted");
    assert_eq!(excepted["Workflow"]["Status"], "SUPPRESSED");
    assert_eq!(excepted["Compliance"]["Status"], "FAILED");
    assert!(excepted["Note"]["Text"].as_str().unwrap().starts_with("kept for the audit"));
    let unknown = by_id(&found, &format!("{:016x}", 30));
    assert_eq!(unknown["Compliance"]["Status"], "NOT_AVAILABLE");
    let gone = by_id(&found, "gone");
    assert_eq!((&gone["RecordState"], &gone["Compliance"]), (&json!("ARCHIVED"), &Value::Null));
    let threat = by_id(&found, "threat");
    assert_eq!((&threat["Types"], &threat["Compliance"]), (&json!(["TTPs"]), &Value::Null));
}

#[test]
fn what_belongs_to_the_account_goes_to_the_first_region() {
    let report = sample::with_everything();
    let product = |partition: &str, region: &str| {
        let run = Run { partition: partition.to_owned(), ..report.run.clone() };
        product(&run, region)
    };
    assert_eq!(product("aws", GLOBAL), "arn:aws:securityhub:us-east-1:123456789012:product/123456789012/default");
    assert!(product("aws-cn", GLOBAL).starts_with("arn:aws-cn:securityhub:cn-north-1:"));
    assert!(product("aws", "eu-west-1").contains(":eu-west-1:"));
}

#[test]
fn long_text_is_cut_and_says_so() {
    let mut report = sample::report();
    let mut long = (*report.findings[0]).clone();
    let text = "ü".repeat(5000);
    (long.title, long.message, long.fix.note) = (text.clone(), text.clone(), Some(text.clone()));
    long.evidence = vec![sample::evidence(text, json!(null)); 20];
    long.tags = (0..60).map(|n| (format!("tag-{n}"), String::new())).collect();
    report.findings = vec![long.into()];
    let found = findings(&report);
    let length = |pointer: &str| {
        let text = found[0].pointer(pointer).unwrap().as_str().unwrap();
        assert!(text.ends_with("[cut: the whole text is in findings.json]"), "{pointer}");
        text.chars().count()
    };
    assert_eq!(length("/Title"), 256);
    assert_eq!(length("/Description"), 1024);
    assert_eq!(length("/Remediation/Recommendation/Text"), 512);
    assert_eq!(length("/ProductFields/tickmark~1Evidence~11~1Command"), 2048);
    let fields = found[0]["ProductFields"].as_object().unwrap();
    assert!(fields.len() <= 50, "{}", fields.len());
    assert_eq!(fields["tickmark/Evidence/More"], "8 more calls: all are in findings.json");
    assert_eq!(found[0]["Resources"][0]["Tags"].as_object().unwrap().len(), 50);
    assert_eq!(found[0]["Resources"][0]["Tags"]["tag-0"], "(empty)");
}
