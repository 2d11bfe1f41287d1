"""GuardDuty's findings, which moto has not: ListFindings with its criteria, GetFindings, ListMembers."""

from wire import Refusal

COMPARISONS = {
    "Eq": lambda value, wanted: text(value) in wanted,
    "Neq": lambda value, wanted: text(value) not in wanted,
    "Gt": lambda value, wanted: value > wanted,
    "Gte": lambda value, wanted: value >= wanted,
    "Lt": lambda value, wanted: value < wanted,
    "Lte": lambda value, wanted: value <= wanted,
}
LONG_NAMES = {
    "Equals": "Eq",
    "NotEquals": "Neq",
    "GreaterThan": "Gt",
    "GreaterThanOrEqual": "Gte",
    "LessThan": "Lt",
    "LessThanOrEqual": "Lte",
}


def text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def member(finding, attribute):
    """The value of a criterion's attribute, `service.archived`, in a finding, `Service.Archived`."""
    value = finding
    for part in attribute.split("."):
        value = (value or {}).get(part[:1].upper() + part[1:])
    return value


def matches(finding, criteria):
    for attribute, conditions in criteria.items():
        value = member(finding, attribute)
        for name, wanted in conditions.items():
            compare = COMPARISONS[LONG_NAMES.get(name, name)]
            if value is None or not compare(value, wanted):
                return False
    return True


def findings_of(call, estate):
    """The findings of one detector; as AWS does, a detector that is not the region's is a bad request."""
    detector = call.params.get("DetectorId")
    if detector not in estate.detectors.get(call.region, ()):
        message = "The request is rejected because the input detectorId is not owned by the current account."
        raise Refusal("BadRequestException", message)
    return [finding for finding in estate.findings.get(call.region, []) if finding["Service"]["DetectorId"] == detector]


def list_findings(call, estate):
    criteria = (call.params.get("FindingCriteria") or {}).get("Criterion") or {}
    return {"FindingIds": [finding["Id"] for finding in findings_of(call, estate) if matches(finding, criteria)]}


def get_findings(call, estate):
    wanted = call.params.get("FindingIds") or []
    if len(wanted) > 50:
        raise Refusal("BadRequestException", "The request is rejected because more than 50 finding ids were given.")
    return {"Findings": [finding for finding in findings_of(call, estate) if finding["Id"] in wanted]}


def list_members(call, estate):
    findings_of(call, estate)
    return {"Members": []}


def finding(estate, region, detector, number, spec):
    """One finding out of its short description: type, severity, title, resource, age in days, archived."""
    finding_id = f"{number:02x}c{'7e5b1a9d3f60284e' * 2}"[:32]
    arn = f"arn:aws:guardduty:{region}:{estate.account}:detector/{detector}/finding/{finding_id}"
    last = estate.ago(spec["days"])
    service = {
        "ServiceName": "guardduty",
        "DetectorId": detector,
        "Archived": spec.get("archived", False),
        "Count": spec.get("count", 1),
        "EventFirstSeen": iso(estate.ago(spec["days"] + 1)),
        "EventLastSeen": iso(last),
        "ResourceRole": "TARGET",
        "Action": spec["action"],
        "AdditionalInfo": {"Type": "default", "Value": "{}"},
    }
    return {
        "AccountId": estate.account,
        "Arn": arn,
        "CreatedAt": iso(estate.ago(spec["days"] + 1)),
        "Description": spec["description"],
        "Id": finding_id,
        "Partition": "aws",
        "Region": region,
        "Resource": spec["resource"],
        "SchemaVersion": "2.0",
        "Service": service,
        "Severity": spec["severity"],
        "Title": spec["title"],
        "Type": spec["type"],
        "UpdatedAt": iso(last),
    }


def iso(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
