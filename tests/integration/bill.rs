//! What the bill says besides list prices: savings that are agreed, spend that nobody's tag is on, and what Compute
//! Optimizer advises where no hub tells it.

use serde_json::{Value, json};

use crate::harness::{ACCOUNT, Estate, against, findings, report, temporary};

fn of<'d>(document: &'d Value, rule: &str) -> Vec<&'d Value> {
    document["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == rule).collect()
}

fn shown<'f>(finding: &'f Value, part: &str) -> &'f Value {
    finding["evidence"].as_array().unwrap().iter().find(|e| e["part"] == part).unwrap_or_else(|| panic!("{finding}"))
}

/// The command prints what was observed.
fn proved(estate: &Estate, evidence: &Value) {
    let printed: Value = serde_json::from_str(&estate.shell(evidence["cli"].as_str().unwrap())).unwrap();
    assert_eq!(printed, evidence["observed"]);
}

/// The rules that carry over what Compute Optimizer says.
pub const OPTIMIZER: [&str; 7] = [
    "compute-optimizer-instance",
    "compute-optimizer-group",
    "compute-optimizer-volume",
    "compute-optimizer-function",
    "compute-optimizer-service",
    "compute-optimizer-database",
    "compute-optimizer-idle",
];

/// From now on the account's Cost Optimization Hub is off.
pub fn hub_is_off(estate: &Estate) {
    let mut hub = json!({"kind": "costoptimizationhub.enrollment", "region": "us-east-1", "name": ACCOUNT});
    hub["members"] = json!({"status": "Inactive"});
    estate.override_member(&hub);
}

/// From now on a tag of the account's own is active for cost allocation.
pub fn a_tag_is_active(estate: &Estate) {
    let tag = json!({"TagKey": "Owner", "Type": "UserDefined"});
    let place = json!({"kind": "ce.cost_allocation_tag", "region": "global", "name": "aws:createdBy", "members": tag});
    estate.override_member(&place);
}

const IDLE: [&str; 5] = ["audit", "--only", "ec2-instance-idle", "--only", "rds-instance-idle"];

#[test]
fn savings_that_are_agreed_stand_beside_amounts() {
    let estate = Estate::start("full");
    let folder = temporary("agreed");
    let (code, _, err) = against(&estate, &folder, &IDLE);
    assert_eq!(code, 0, "{err}");
    let requests = estate.requests();
    let asked = |name: &str| requests.iter().filter(|r| r["operation"] == name).count();
    assert_eq!((asked("GetSavingsPlansCoverage"), asked("GetReservationCoverage")), (1, 2), "once for each service");
    let document = findings(&folder);
    let server = of(&document, "ec2-instance-idle").into_iter().find(|f| !f["cost"].is_null()).unwrap();
    let plans = "agreed/Savings Plans/Amazon Elastic Compute Cloud - Compute";
    let agreed = json!([{"by": "Savings Plans", "service": "Amazon Elastic Compute Cloud - Compute", "percent": 13.4}]);
    assert_eq!(server["cost"]["agreed"], agreed);
    proved(&estate, shown(server, plans));
    let databases = of(&document, "rds-instance-idle");
    let priced: Vec<&&Value> = databases.iter().filter(|f| !f["cost"].is_null()).collect();
    assert!(priced.len() > 1);
    for database in &priced {
        let agreed = json!([{"by": "reservations", "service": "Amazon Relational Database Service", "percent": 25.0}]);
        assert_eq!(database["cost"]["agreed"], agreed);
    }
    proved(&estate, shown(priced[0], "agreed/reservations/Amazon Relational Database Service"));
    assert!(report(&folder).contains("reservations covered 25 % of Amazon Relational Database Service"));

    for (arguments, told) in [(&IDLE[1..], true), (&["--skip", "ce"], false)] {
        let plan = [&["audit", "--plan", "--regions", "us-east-1"], arguments].concat();
        let (code, out, err) = against(&estate, &folder, &plan);
        assert_eq!((code, out.contains("GetReservationCoverage  ")), (0, told), "{out}{err}");
    }
    estate.forget_requests();
    let free = temporary("agreed-free");
    let (code, ..) = against(&estate, &free, &[&IDLE[..], &["--skip", "ce"]].concat());
    assert_eq!((code, estate.requests().iter().filter(|r| r["service"] == "ce").count()), (0, 0));
    assert!(of(&findings(&free), "rds-instance-idle").iter().all(|f| f["cost"]["agreed"].is_null()));

    estate.set_faults(&json!([{"service": "ce", "fault": "denied"}]));
    let denied = temporary("agreed-denied");
    let (code, _, err) = against(&estate, &denied, &IDLE);
    assert_eq!(code, 0, "nothing goes unchecked: {err}");
    let document = findings(&denied);
    assert!(of(&document, "rds-instance-idle").iter().all(|f| f["cost"]["agreed"].is_null()));
    let rows = document["coverage"].as_array().unwrap();
    assert!(rows.iter().any(|r| r["operation"] == "GetReservationCoverage" && r["status"] == "denied"));
}

#[test]
fn spend_without_any_tag_is_split_by_service() {
    let estate = Estate::start("full");
    a_tag_is_active(&estate);
    let folder = temporary("untagged");
    let (code, _, err) = against(&estate, &folder, &["audit", "--only", "cost-untagged-spend"]);
    assert_eq!(code, 0, "{err}");
    let document = findings(&folder);
    let found = of(&document, "cost-untagged-spend");
    assert_eq!(found.len(), 1);
    assert!(found[0]["message"].as_str().unwrap().contains("(Owner)"), "{}", found[0]["message"]);
    for part in ["Spend", "UntaggedSpend"] {
        proved(&estate, shown(found[0], part));
    }
    let untagged = shown(found[0], "UntaggedSpend");
    assert_eq!(untagged["params"]["Filter"]["And"][1]["Tags"]["MatchOptions"], json!(["ABSENT"]));
    assert!(untagged["observed"].to_string().contains("AmazonCloudWatch"));
}

#[test]
fn compute_optimizer_speaks_for_itself_where_the_hub_is_off() {
    let estate = Estate::start("full");
    let folder = temporary("optimizer");
    let chosen: Vec<&str> = std::iter::once("audit").chain(OPTIMIZER.iter().flat_map(|r| ["--only", r])).collect();
    let (code, _, err) = against(&estate, &folder, &chosen);
    assert_eq!(code, 0, "{err}");
    assert_eq!(findings(&folder)["findings"], json!([]), "the hub tells it");

    hub_is_off(&estate);
    let (code, _, err) = against(&estate, &folder, &chosen);
    assert_eq!(code, 0, "{err}");
    let document = findings(&folder);
    for rule in OPTIMIZER {
        let found = of(&document, rule);
        assert!(!found.is_empty(), "{rule}");
        for finding in found {
            assert_eq!(finding["cost"]["confidence"], "measured", "{finding}");
            assert!(!finding["resource"].as_str().unwrap().starts_with("arn:"), "{finding}");
            proved(&estate, shown(finding, "resource"));
        }
    }
    let (code, out, err) = against(&estate, &folder, &["verify", "--all", "--json"]);
    assert_eq!(code, 0, "{err}");
    let said: Value = serde_json::from_str(&out).unwrap();
    let outcomes: Vec<&Value> = said.as_array().unwrap().iter().map(|one| &one["outcome"]).collect();
    assert!(!outcomes.is_empty() && outcomes.iter().all(|outcome| *outcome == "confirmed"), "{out}");
}
