"""CloudTrail's LookupEvents, which moto has not."""

import json

FIELDS = {
    "EventId": "EventId",
    "EventName": "EventName",
    "ReadOnly": "ReadOnly",
    "Username": "Username",
    "EventSource": "EventSource",
    "AccessKeyId": "AccessKeyId",
}


def lookup_events(call, estate):
    """The region's events, newest first, within the times asked for."""
    events = [event for event in estate.events.get(call.region, []) if wanted(event, call.params)]
    return {"Events": sorted(events, key=lambda event: event["EventTime"], reverse=True)}


def wanted(event, params):
    time = event["EventTime"].replace(tzinfo=None)
    start, end = params.get("StartTime"), params.get("EndTime")
    if (start and time < start) or (end and time > end):
        return False
    return all(has(event, attribute) for attribute in params.get("LookupAttributes") or [])


def has(event, attribute):
    key, value = attribute["AttributeKey"], attribute["AttributeValue"]
    if key in FIELDS:
        return event.get(FIELDS[key]) == value
    return any(value == resource.get(key) for resource in event.get("Resources", []))


def event(estate, region, number, name, source, user, days, resources=()):
    """One event as LookupEvents gives it; the whole record stands as JSON text in CloudTrailEvent."""
    time = estate.ago(days)
    event_id = f"{number:08x}-7a11-4e0e-8c5d-0123456789ab"
    record = {
        "eventVersion": "1.11",
        "userIdentity": {"type": "IAMUser", "userName": user, "accountId": estate.account},
        "eventTime": time.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": source,
        "eventName": name,
        "awsRegion": region,
        "sourceIPAddress": "198.51.100.7",
        "userAgent": "aws-cli/2.31.0",
        "eventID": event_id,
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": estate.account,
        "eventCategory": "Management",
    }
    return {
        "EventId": event_id,
        "EventName": name,
        "ReadOnly": "false",
        "AccessKeyId": "AKIAIOSFODNN7EXAMPLE",
        "EventTime": time,
        "EventSource": source,
        "Username": user,
        "Resources": [{"ResourceType": kind, "ResourceName": resource} for kind, resource in resources],
        "CloudTrailEvent": json.dumps(record, sort_keys=True),
    }
