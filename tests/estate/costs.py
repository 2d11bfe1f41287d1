"""Cost Explorer's GetCostAndUsage: cost by service and day or month, the same figures for the same dates back from today.

Each service has a base, and a wobble that depends only on how many days back a day lies. One service spikes
on the last complete day.
"""

import datetime
import itertools

from wire import Refusal

# service: (USD a day, wobble in percent, factor on the last complete day)
SERVICES = {
    "Amazon Elastic Compute Cloud - Compute": (41.20, 4, 1.0),
    "EC2 - Other": (18.75, 6, 1.0),
    "Amazon Relational Database Service": (27.40, 2, 1.0),
    "Amazon Simple Storage Service": (6.12, 5, 1.0),
    "AWS Lambda": (3.05, 9, 14.0),
    "AmazonCloudWatch": (2.44, 8, 1.0),
    "AWS Key Management Service": (0.21, 3, 6.0),
    "AWS Cost Explorer": (0.01, 0, 1.0),
    "Amazon Kinesis": (3.00, 5, 1.0),
}
GROWN = {"Amazon Kinesis": 4}  # times as much since the month of the last complete day began
UNTAGGED = ("AmazonCloudWatch", "EC2 - Other", "Amazon Relational Database Service")
PER_PAGE = 7  # days of all services; the operation has pages, although botocore has no paginator for it


def get_cost_and_usage(call, estate):
    period = call.params.get("TimePeriod") or {}
    start, end = day(period.get("Start")), day(period.get("End"))
    if start >= end:
        raise Refusal("ValidationException", "Start date (and hour) should be before end date (and hour)")
    if call.params.get("Granularity") == "MONTHLY":
        return {"ResultsByTime": [result(call, estate, days) for days in months(start, end)], "DimensionValueAttributes": []}
    if call.params.get("Granularity") != "DAILY":
        raise Refusal("ValidationException", "The estate knows costs by day and by month only")
    first = int(call.params.get("NextPageToken") or 0)
    days = [start + datetime.timedelta(n) for n in range((end - start).days)]
    per_page = len(days) if len(chosen(call)) == 1 else PER_PAGE
    page = days[first : first + per_page]
    document = {"ResultsByTime": [result(call, estate, [date]) for date in page], "DimensionValueAttributes": []}
    keys = [group["Key"] for group in call.params.get("GroupBy") or []]
    if keys:
        document["GroupDefinitions"] = call.params["GroupBy"]
    if first + per_page < len(days):
        document["NextPageToken"] = str(first + per_page)
    return document


def day(text):
    try:
        return datetime.date.fromisoformat((text or "")[:10])
    except ValueError as problem:
        raise Refusal("ValidationException", f"Invalid date {text!r}") from problem


def months(start, end):
    """The days of each calendar month between two days."""
    days = [start + datetime.timedelta(n) for n in range((end - start).days)]
    return [list(of_month) for _, of_month in itertools.groupby(days, lambda day: (day.year, day.month))]


def result(call, estate, days):
    metrics = call.params.get("Metrics") or ["UnblendedCost"]
    today = estate.now.date()
    amounts = {service: sum(amount(service, day, today) for day in days) for service in chosen(call)}
    period = {"Start": days[0].isoformat(), "End": (days[-1] + datetime.timedelta(1)).isoformat()}
    line = {"TimePeriod": period, "Groups": [], "Estimated": (today - days[-1]).days <= 1, "Total": {}}
    if call.params.get("GroupBy"):
        line["Groups"] = [{"Keys": [name], "Metrics": measure(metrics, usd)} for name, usd in amounts.items() if usd]
    else:
        line["Total"] = measure(metrics, sum(amounts.values()))
    return line


def chosen(call):
    written = call.params.get("Filter") or {}
    if any("Tags" in part for part in written.get("And", [])):
        return sorted(UNTAGGED)
    for part in [written, *written.get("And", [])]:
        wanted = part.get("Dimensions") or {}
        if wanted.get("Key") == "SERVICE":
            return [name for name in sorted(SERVICES) if name in wanted.get("Values", [])]
    return sorted(SERVICES)


def measure(metrics, usd):
    return {metric: {"Amount": f"{usd:.10f}", "Unit": "USD"} for metric in metrics}


def amount(service, day, today):
    """What a service cost on one day. Today and later are not billed yet."""
    days_back = (today - day).days
    if days_back < 1:
        return 0.0
    base, wobble, spike = SERVICES[service]
    swing = ((days_back * 37) % 11 - 5) / 5 * wobble / 100
    newest = today - datetime.timedelta(1)
    grown = GROWN.get(service, 1) if (day.year, day.month) == (newest.year, newest.month) else 1
    return base * (1 + swing) * grown * (spike if days_back == 1 else 1)
