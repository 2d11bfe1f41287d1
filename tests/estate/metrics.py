"""CloudWatch's numbers: made of the name of what is measured, so that they are the same each time they are asked for.

An hour has a value that goes up and down around a level. Each metric has several levels, from idle to strained; which
one a resource has follows from its name, or stands in CHOSEN or in the estate's own list. A name in SILENT is measured by nobody.
"""

import datetime
import math
import zlib

HOUR = 3600
DAYS = 20  # how long there have been numbers

# Namespace and name to levels. A pair is a level, and what it changes by in a day.
LEVELS = {
    ("AWS/EC2", "CPUUtilization"): (1.5, 40.0, 12.0),
    ("AWS/EC2", "NetworkIn"): (1000, 5_000_000_000),
    ("AWS/EC2", "CPUCreditBalance"): (0, 500),
    ("AWS/EC2", "CPUSurplusCreditsCharged"): (0, 3),
    ("AWS/EC2", "StatusCheckFailed"): (0, 1),
    ("AWS/EBS", "VolumeReadOps"): (0, 90_000),
    ("AWS/EBS", "VolumeWriteOps"): (0, 60_000),
    ("AWS/EBS", "VolumeReadBytes"): (0, 900_000_000),
    ("AWS/EBS", "VolumeWriteBytes"): (0, 900_000_000),
    ("AWS/EBS", "BurstBalance"): (5.0, 100.0),
    ("AWS/NATGateway", "BytesOutToDestination"): (0, 80_000_000),
    ("AWS/NATGateway", "BytesInFromSource"): (0, 80_000_000),
    ("AWS/NATGateway", "ErrorPortAllocation"): (0, 40),
    ("AWS/ApplicationELB", "ConsumedLCUs"): (0.02, 1.5),
    ("AWS/ApplicationELB", "RequestCount"): (None, 9000),
    ("AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count"): (None, 400),
    ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"): (None, 400),
    ("AWS/ApplicationELB", "RejectedConnectionCount"): (None, 12),
    ("AWS/NetworkELB", "ConsumedLCUs"): (0.02, 1.5),
    ("AWS/NetworkELB", "NewFlowCount"): (None, 5000),
    ("AWS/NetworkELB", "ActiveFlowCount"): (0, 5000),
    ("AWS/Lambda", "Invocations"): (100, 3000),
    ("AWS/Lambda", "Errors"): (0, 30),
    ("AWS/Lambda", "Throttles"): (0, 9),
    ("AWS/Lambda", "Duration"): (150, 2900),
    ("AWS/Lambda", "ProvisionedConcurrencyUtilization"): (0.01, 0.7),
    ("AWS/RDS", "CPUUtilization"): (2.0, 45.0, 96.0),
    ("AWS/RDS", "DatabaseConnections"): (0, 25),
    ("AWS/RDS", "FreeableMemory"): (90_000_000, 2_000_000_000),
    ("AWS/RDS", "FreeStorageSpace"): (60_000_000_000, (21_000_000_000, -0.06)),
    ("AWS/RDS", "CPUCreditBalance"): (0, 500),
    ("AWS/RDS", "ReplicaLag"): (4, 900),
    ("AWS/RDS", "AuroraReplicaLag"): (15, 9000),
    ("AWS/RDS", "ReadLatency"): (0.001, 0.09),
    ("AWS/RDS", "WriteLatency"): (0.002, 0.08),
    ("AWS/RDS", "Deadlocks"): (0.0, 0.2),
    ("AWS/RDS", "BurstBalance"): (8.0, 100.0),
    ("AWS/RDS", "DiskQueueDepth"): (0.2, 40.0),
    ("AWS/RDS", "SwapUsage"): (0, 900_000_000),
    ("AWS/ElastiCache", "CurrConnections"): (2, 60),
    ("AWS/ElastiCache", "GetTypeCmds"): (0, 50_000),
    ("AWS/ElastiCache", "SetTypeCmds"): (0, 50_000),
    ("AWS/ElastiCache", "PubSubBasedCmds"): (None, 0, 300),
    ("AWS/ElastiCache", "IsMaster"): (0, 1),
    ("AWS/ElastiCache", "Evictions"): (0, 700),
    ("AWS/ElastiCache", "DatabaseMemoryUsagePercentage"): (30.0, 97.0),
    ("AWS/ElastiCache", "CPUUtilization"): (3.0, 95.0),
    ("AWS/ElastiCache", "SwapUsage"): (0, 400_000_000),
    ("AWS/DynamoDB", "ConsumedReadCapacityUnits"): (700, 90_000),
    ("AWS/DynamoDB", "ConsumedWriteCapacityUnits"): (700, 90_000),
    ("AWS/DynamoDB", "ReadThrottleEvents"): (None, 20),
    ("AWS/DynamoDB", "WriteThrottleEvents"): (None, 20),
    ("AWS/ECS", "CPUUtilization"): (0.5, 55.0),
    ("AWS/ECS", "MemoryUtilization"): (4.0, 96.0),
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"): (0, 40),
    ("AWS/SQS", "ApproximateAgeOfOldestMessage"): (3, 600_000),
    ("AWS/SQS", "NumberOfMessagesSent"): (0, 500),
    ("AWS/Kinesis", "IncomingBytes"): (0, 3_000_000_000),
    ("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds"): (50, 7_200_000),
    ("AWS/Kinesis", "ReadProvisionedThroughputExceeded"): (0, 25),
    ("AWS/Kinesis", "WriteProvisionedThroughputExceeded"): (0, 25),
    ("AWS/Redshift", "DatabaseConnections"): (0, 12),
    ("AWS/Redshift", "PercentageDiskSpaceUsed"): (30.0, 93.0),
    ("AWS/Redshift", "CPUUtilization"): (4.0, 55.0),
}
# What a name is to be measured as: metric, a part of a dimension's value, the place among the levels.
CHOSEN = (
    ("ApproximateNumberOfMessagesVisible", "failures", 1),
    ("ConsumedReadCapacityUnits", "legacy", 0),
    ("ConsumedWriteCapacityUnits", "legacy", 0),
    ("ReadThrottleEvents", "legacy", 1),
    ("IncomingBytes", "legacy", 0),
    ("GetRecords.IteratorAgeMilliseconds", "clicks", 1),
    ("WriteProvisionedThroughputExceeded", "clicks", 1),
    ("ReplicaLag", "orders-replica", 1),
    ("MemoryUtilization", "legacy", 1),
    ("Evictions", "lookup", 1),
    ("GetTypeCmds", "sessions", 0),
    ("SetTypeCmds", "sessions", 0),
    ("PubSubBasedCmds", "sessions", 0),
    ("IsMaster", "sessions", 1),
    ("DatabaseMemoryUsagePercentage", "sessions", 1),
    ("DatabaseConnections", "scratch", 0),
    ("ProvisionedConcurrencyUtilization", "orders", 0),
    ("HTTPCode_Target_5XX_Count", "empty", 0),
)
SILENT = ("europe", "parked")


def get_metric_data(call, estate):
    start, end = (seconds(call.params[name]) for name in ("StartTime", "EndTime"))
    backwards = call.params.get("ScanBy") != "TimestampAscending"
    results = [result(q, start, end, estate, backwards) for q in call.params.get("MetricDataQueries") or []]
    return {"MetricDataResults": results, "Messages": []}


def result(query, start, end, estate, backwards):
    stat = query.get("MetricStat") or {}
    metric = stat.get("Metric") or {}
    points = series(metric, int(stat.get("Period", 60)), stat.get("Stat"), start, end, estate)
    points = points[::-1] if backwards else points
    times = [datetime.datetime.fromtimestamp(at, datetime.timezone.utc) for at, _ in points]
    label = query.get("Label") or metric.get("MetricName", "")
    values = [value for _, value in points]
    return {"Id": query["Id"], "Label": label, "Timestamps": times, "Values": values, "StatusCode": "Complete"}


def series(metric, period, stat, start, end, estate):
    key = (metric.get("Namespace"), metric.get("MetricName"))
    of = "/".join(sorted(str(d["Value"]) for d in metric.get("Dimensions") or []))
    now = int(estate.now.timestamp())
    level = None if any(word in of for word in SILENT) else level_of(key, of, estate)
    if level is None:
        return []
    first = max(start, now - DAYS * 86400)
    points = []
    for at in range(start, min(end, now), period):
        hours = [hour for hour in range(at - at % HOUR, min(at + period, now), HOUR) if hour >= first]
        if hours:
            points.append((at, statistic(stat, [value(level, hour, now) for hour in hours])))
    return points


def level_of(key, of, estate):
    levels = LEVELS.get(key, (None,))
    chosen = [place for metric, word, place in (*CHOSEN, *estate.chosen) if metric == key[1] and word in of]
    return levels[chosen[0] if chosen else zlib.crc32(f"{key[1]} {of}".encode()) % len(levels)]


def value(level, hour, now):
    """Whole numbers stay whole."""
    level, change = level if isinstance(level, tuple) else (level, 0)
    wave = 1 + math.sin(hour / HOUR / 4) / 5
    found = level * (1 + change * (hour - now) / 86400) * (1 if change else wave)
    return float(round(found)) if isinstance(level, int) else round(found, 3)


def statistic(stat, values):
    if stat == "Sum":
        return round(sum(values), 3)
    if stat == "Average":
        return round(sum(values) / len(values), 6)
    return {"Minimum": min(values), "SampleCount": float(len(values))}.get(stat, max(values))


def seconds(time):
    if isinstance(time, datetime.datetime):
        return int((time if time.tzinfo else time.replace(tzinfo=datetime.timezone.utc)).timestamp())
    if isinstance(time, str):
        return seconds(datetime.datetime.fromisoformat(time.replace("Z", "+00:00")))
    return int(time)
