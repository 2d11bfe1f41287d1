"""Lambda functions, log groups, alarms and metrics."""

import io
import math
import zipfile

from fills import hostile
from fills.tools import MAIN, SECOND


def fill(filler):
    functions(filler)
    log_groups(filler)
    alarms(filler)
    metrics(filler)


def code():
    """A deployment package; its entry has a fixed date, so that the code's hash is the same every time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("handler.py", (2024, 1, 1, 0, 0, 0)), "def run(event, context):\n    pass\n")
    return packed.getvalue()


def function(filler, name, runtime, days, region=MAIN, **more):
    made = filler.client("lambda", region).create_function(
        FunctionName=name,
        Runtime=runtime,
        Role=filler.made["lambda_role"],
        Handler="handler.run",
        Code={"ZipFile": code()},
        **more,
    )
    modified = f"{filler.ago(days):%Y-%m-%dT%H:%M:%S}.000+0000"
    filler.made_one("lambda.function", name, region, LastModified=modified)
    return made["FunctionArn"]


def functions(filler):
    queue = filler.client("sqs").create_queue(QueueName="failures")["QueueUrl"]
    queue_arn = f"arn:aws:sqs:{MAIN}:{filler.estate.account}:failures"
    inside = {"SubnetIds": filler.made["private"], "SecurityGroupIds": [filler.made["web"]]}
    good = {"DeadLetterConfig": {"TargetArn": queue_arn}, "VpcConfig": inside, "Tags": {"owner": "platform"}}
    function(filler, "orders", "python3.13", 20, Description="right in everything", **good)
    function(filler, "legacy", "python3.7", 1200, Description=hostile.NEWLINES)
    function(filler, "old-node", "nodejs16.x", 700, Tags={"note": hostile.PIPES}, Description=hostile.SCRIPT)
    secret = {"Variables": {"STRIPE_KEY": "estate-secret-8d1f0c2b7a", "MODE": "live"}}
    public = function(filler, "webhook", "python3.12", 60, Description=hostile.SHELL, Environment=secret)
    function(filler, "hostile", "python3.12", 60, Description=hostile.ANSI, Tags={"a|b": hostile.LINK})
    function(filler, "europe", "java8", 900, region=SECOND)
    permissions(filler, public)
    filler.estate.override("lambda.function", MAIN, "orders", VpcConfig={**inside, "VpcId": filler.made["vpc"]})
    lam = filler.client("lambda")
    lam.put_function_concurrency(FunctionName="orders", ReservedConcurrentExecutions=5)
    lam.create_event_source_mapping(FunctionName="orders", EventSourceArn=queue_arn, BatchSize=10)
    version = lam.publish_version(FunctionName="orders")["Version"]
    alias = lam.create_alias(FunctionName="orders", Name="live", FunctionVersion=version)["AliasArn"]
    places = {f"{word}ProvisionedConcurrentExecutions": 10 for word in ("Requested", "Available", "Allocated")}
    kept = {"FunctionArn": alias, **places, "Status": "READY", "LastModified": "2026-01-31T20:29:00+0000"}
    filler.estate.provisioned[MAIN, "orders"] = [kept]
    filler.keep(queue=queue)


def permissions(filler, public):
    lam = filler.client("lambda")
    lam.add_permission(FunctionName=public, StatementId="anyone", Action="lambda:InvokeFunction", Principal="*")
    lam.add_permission(
        FunctionName="orders",
        StatementId="bucket",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceAccount=filler.estate.account,
    )


def log_group(filler, name, days, stored, retention=None, region=MAIN, **more):
    logs = filler.client("logs", region)
    logs.create_log_group(logGroupName=name, **more)
    if retention:
        logs.put_retention_policy(logGroupName=name, retentionInDays=retention)
    created = int(filler.ago(days).timestamp() * 1000)
    filler.made_one("logs.log_group", name, region, creationTime=created, storedBytes=stored)


def log_groups(filler):
    key = f"arn:aws:kms:{MAIN}:{filler.estate.account}:key/11111111-2222-4333-8444-555555555555"
    log_group(filler, "/aws/lambda/orders", 500, 123456789, retention=30, kmsKeyId=key)
    log_group(filler, "/aws/lambda/legacy", 1200, 987654321012)
    log_group(filler, "/aws/lambda/legacy-2", 100, 1000)
    log_group(filler, "/estate/empty-and-old", 800, 0, retention=7)
    log_group(filler, "/estate/empty-and-new", 2, 0, retention=7)
    log_group(filler, "/#hostile/.name_-/--query/#", 90, 4096, tags={"note": "a + b = c : d / e @ f"})
    log_group(filler, "/" + "long" * 127, 90, 1, retention=1)
    log_group(filler, "/aws/rds/instance/europe", 90, 55555, region=SECOND)
    pattern = '{ $.userIdentity.type = "Root" }'
    transformation = {"metricName": "RootUse", "metricNamespace": "Estate", "metricValue": "1"}
    filler.client("logs").put_metric_filter(
        logGroupName="/aws/lambda/orders",
        filterName="root-use",
        filterPattern=pattern,
        metricTransformations=[transformation],
    )


def alarm(filler, name, days, region=MAIN, state="OK", **more):
    cloudwatch = filler.client("cloudwatch", region)
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        Namespace="AWS/EC2",
        MetricName="CPUUtilization",
        Statistic="Average",
        Period=300,
        EvaluationPeriods=2,
        Threshold=90,
        ComparisonOperator="GreaterThanThreshold",
        **more,
    )
    times = {"AlarmConfigurationUpdatedTimestamp": filler.ago(days), "StateUpdatedTimestamp": filler.ago(days)}
    reason = {"StateReason": "Unchecked: Initial alarm creation"} if state == "INSUFFICIENT_DATA" else {}
    shown = {"StateTransitionedTimestamp": filler.ago(days), "StateValue": state, **reason}
    filler.made_one("cloudwatch.alarm", name, region, **times, **shown)


def alarms(filler):
    topic = f"arn:aws:sns:{MAIN}:{filler.estate.account}:alerts"
    alarm(filler, "cpu-high", 100, AlarmActions=[topic], Dimensions=dimension(filler.made["good"]))
    alarm(filler, "no-actions", 100)
    alarm(filler, "actions-off", 100, AlarmActions=[topic], ActionsEnabled=False)
    alarm(filler, "no-data-long", 90, state="INSUFFICIENT_DATA", AlarmActions=[topic])
    alarm(filler, "no-data-yet", 0.1, state="INSUFFICIENT_DATA", AlarmActions=[topic])
    alarm(filler, hostile.QUOTES, 50, AlarmDescription=hostile.PROMPT)
    alarm(filler, "$(touch x) | `x`", 50, AlarmActions=[topic], AlarmDescription=hostile.OVERRIDE + hostile.NEWLINES)
    alarm(filler, "europe", 40, region=SECOND, state="ALARM", AlarmDescription=hostile.UNICODE)
    composites(filler, topic)
    filler.estate.anomaly_detectors[MAIN] = [anomaly_detector(filler)]


def composites(filler, topic):
    """moto makes no composite alarms; the layer serves these."""
    for name, actions in (("everything-is-wrong", [topic]), ("nobody-hears", [])):
        arn = f"arn:aws:cloudwatch:{MAIN}:{filler.estate.account}:alarm:{name}"
        filler.estate.composite_alarms.setdefault(MAIN, []).append(
            {
                "AlarmName": name,
                "AlarmArn": arn,
                "AlarmRule": 'ALARM("cpu-high") OR ALARM("no-actions")',
                "ActionsEnabled": True,
                "AlarmActions": actions,
                "OKActions": [],
                "InsufficientDataActions": [],
                "StateValue": "OK",
                "StateReason": "cpu-high is in state OK",
                "StateUpdatedTimestamp": filler.ago(30),
                "AlarmConfigurationUpdatedTimestamp": filler.ago(300),
            }
        )
        filler.estate.count("cloudwatch.composite_alarm")


def anomaly_detector(filler):
    metric = {"Namespace": "AWS/EC2", "MetricName": "CPUUtilization", "Stat": "Average"}
    dimensions = dimension(filler.made["good"])
    single = {**metric, "Dimensions": dimensions}
    return {**metric, "Dimensions": dimensions, "SingleMetricAnomalyDetector": single, "StateValue": "TRAINED"}


def dimension(instance):
    return [{"Name": "InstanceId", "Value": instance}]


def metrics(filler):
    """Two weeks of hourly CPU for two instances, as ListMetrics knows them. GetMetricData goes by `metrics.py`."""
    idle, oversized = filler.made["old"], filler.made["good"]
    levels = [("CPUUtilization", idle, 0), ("NetworkIn", idle, 0), ("CPUUtilization", oversized, 2)]
    filler.estate.chosen.extend(levels)
    cloudwatch = filler.client("cloudwatch")
    for word, level in (("good", 40.0), ("old", 1.5)):
        data = [point(filler, filler.made[word], hour, level) for hour in range(14 * 24)]
        for start in range(0, len(data), 150):
            cloudwatch.put_metric_data(Namespace="AWS/EC2", MetricData=data[start : start + 150])


def point(filler, instance, hour, level):
    value = round(level * (1 + math.sin(hour / 4) / 5), 3)
    time = filler.ago(hour / 24)
    return {
        "MetricName": "CPUUtilization",
        "Dimensions": dimension(instance),
        "Timestamp": time,
        "Value": value,
        "Unit": "Percent",
    }
