"""findings.asff.json against botocore's model of BatchImportFindings, and the limits of its documentation."""

import re
import sys

import botocore.session
from botocore.validate import ParamValidator

from common import Judge, load

LIMITS = {
    ("Title",): 256,
    ("Description",): 1024,
    ("Id",): 512,
    ("GeneratorId",): 512,
    ("ProductArn",): 2048,
    ("Remediation", "Recommendation", "Text"): 512,
    ("Note", "Text"): 512,
    ("Severity", "Original"): 64,
}
TYPE = re.compile(r"^(Software and Configuration Checks|TTPs|Effects|Unusual Behaviors|Sensitive Data Identifications)"
                  r"(/[^/]+){0,2}$")
PRODUCT = re.compile(r"^arn:aws[a-z-]*:securityhub:[a-z0-9-]+:(\d{12}):product/\1/default$")
TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
STATES = {"open": ("FAILED", "NEW"), "excepted": ("FAILED", "SUPPRESSED"), "unknown": ("NOT_AVAILABLE", "NEW")}

judge = Judge(sys.argv[1])
found = load(sys.argv[2])
service = botocore.session.get_session().get_service_model("securityhub")
findings = service.operation_model("BatchImportFindings").input_shape.members["Findings"]
kinds = set(service.shape_for("ResourceDetails").members) | {"AwsAccount"}


def words(shape, value, where):
    """botocore's validator leaves enumerations and patterns to the server."""
    if shape.type_name == "structure":
        for name, inner in value.items():
            words(shape.members[name], inner, f"{where}.{name}")
    elif shape.type_name == "list":
        for inner in value:
            words(shape.member, inner, f"{where}[]")
    elif shape.type_name == "map":
        for name, inner in value.items():
            words(shape.key, name, f"{where} key")
            words(shape.value, inner, f"{where}.{name}")
    elif shape.type_name == "string":
        judge.expect(not getattr(shape, "enum", None) or value in shape.enum, f"{where}: {value!r} is none of the values")
        pattern = shape.metadata.get("pattern")
        judge.expect(not pattern or re.search(pattern, value), f"{where}: {value!r} is not {pattern}")


for start in range(0, len(found), 100):
    report = ParamValidator().validate(found[start:start + 100], findings)
    judge.expect(not report.has_errors(), report.generate_report())
for finding in found:
    id = finding["Id"]
    words(findings.member, finding, id)
    for path, most in LIMITS.items():
        value = finding
        for name in path:
            value = value.get(name, {})
        judge.expect(not value or 1 <= len(value) <= most, f"{id}: {'.'.join(path)} has {len(value)} characters")
    fields = finding.get("ProductFields", {})
    judge.expect(len(fields) <= 50, f"{id}: {len(fields)} product fields")
    judge.expect(all(len(k) <= 128 and len(v) <= 2048 for k, v in fields.items()), f"{id}: a product field is too long")
    judge.expect(all(TYPE.match(name) for name in finding.get("Types", [])), f"{id}: Types: {finding.get('Types')}")
    judge.expect(PRODUCT.match(finding["ProductArn"]), f"{id}: {finding['ProductArn']}")
    judge.expect(finding["SchemaVersion"] == "2018-10-08", f"{id}: schema version")
    judge.expect(len(finding.get("Compliance", {}).get("RelatedRequirements", [])) <= 32, f"{id}: too many requirements")
    for name in ("CreatedAt", "UpdatedAt", "FirstObservedAt", "LastObservedAt"):
        judge.expect(TIME.match(finding.get(name, finding["CreatedAt"])), f"{id}: {name}")
    for resource in finding["Resources"]:
        judge.expect(resource["Type"] in kinds, f"{id}: no resource type {resource['Type']}")
        judge.expect(len(resource.get("Region", "")) <= 16, f"{id}: region")
        judge.expect(len(resource.get("Tags", {})) <= 50, f"{id}: tags")

gone = [finding["Id"] for finding in found if finding["RecordState"] == "ARCHIVED"]
judge.same("resolved", "ids", gone, [resolved["id"] for resolved in judge.report["resolved"]])
active = [finding for finding in found if finding["RecordState"] == "ACTIVE"]
for there, here in judge.pairs(active, lambda finding: finding["Id"]):
    id, fields = here["id"], there["ProductFields"]
    compliance, workflow = STATES[here["status"]]
    detected = here["kind"] == "guardduty.finding"
    judge.same(id, "severity", there["Severity"]["Label"], here["severity"].upper())
    judge.same(id, "workflow", there["Workflow"]["Status"], workflow)
    judge.same(id, "compliance", there.get("Compliance", {}).get("Status"), None if detected else compliance)
    judge.same(id, "arn", fields["tickmark/Arn"], here["arn"])
    for at, evidence in enumerate(here["evidence"], start=1):
        judge.same(id, "command", fields[f"tickmark/Evidence/{at}/Command"], evidence["cli"])
    judge.same(id, "fix", fields.get("tickmark/Fix/Command"), here["fix"]["cli"])
judge.end()
