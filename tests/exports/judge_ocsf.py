"""findings.ocsf.json against OCSF's own schema, and through Prowler's models."""

import sys

import jsonschema
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema
from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding
from py_ocsf_models.events.findings.detection_finding import DetectionFinding

from common import Judge, load

MODELS = {2003: ("compliance_finding", ComplianceFinding), 2004: ("detection_finding", DetectionFinding)}
SEVERITIES = {"low": 2, "medium": 3, "high": 4, "critical": 5}
STATUSES = {"open": (1, 3), "excepted": (3, 3), "unknown": (0, 2)}

judge = Judge(sys.argv[1])
events = load(sys.argv[2])
schema = OcsfJsonSchemaEmbedded(get_ocsf_schema("1.5.0"))
validators = {
    uid: jsonschema.Draft202012Validator(schema.get_class_schema(name, profiles=["cloud"]))
    for uid, (name, _) in MODELS.items()
}
for event in events:
    id = event["finding_info"]["uid"]
    for error in validators[event["class_uid"]].iter_errors(event):
        judge.expect(False, f"{id}: schema: {error.json_path}: {error.message[:200]}")
    try:
        MODELS[event["class_uid"]][1].model_validate(event)
    except ValueError as error:
        judge.expect(False, f"{id}: model: {str(error)[:300]}")
    judge.same(id, "type_uid", event["type_uid"], event["class_uid"] * 100 + event["activity_id"])

closed = [event for event in events if event["activity_id"] == 3]
judge.same("resolved", "ids", [e["finding_info"]["uid"] for e in closed], [r["id"] for r in judge.report["resolved"]])
found = [event for event in events if event["activity_id"] != 3]
for event, finding in judge.pairs(found, lambda event: event["finding_info"]["uid"]):
    id, detected = finding["id"], finding["kind"] == "guardduty.finding"
    status, outcome = STATUSES[finding["status"]]
    judge.same(id, "class", event["class_uid"], 2004 if detected else 2003)
    judge.same(id, "severity", event["severity_id"], SEVERITIES[finding["severity"]])
    judge.same(id, "status", event["status_id"], status)
    judge.same(id, "outcome", event.get("compliance", {}).get("status_id"), None if detected else outcome)
    judge.same(id, "arn", event["resources"][0]["uid"], finding["arn"])
    judge.same(id, "message", event["message"], finding["message"])
    shown = [(e["data"]["command"], e["data"]["observed"]) for e in event["evidences"]]
    judge.same(id, "evidence", shown, [(e["cli"], e["observed"]) for e in finding["evidence"]])
    judge.same(id, "fix", event["unmapped"]["fix"], finding["fix"])
    for part in finding["fix"].values():
        judge.expect((part or "").strip() in event["remediation"]["desc"], f"{id}: the fix is not in the remediation")
judge.end()
