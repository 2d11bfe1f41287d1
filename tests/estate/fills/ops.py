"""Stacks, trails, builds, containers, Kubernetes, events, queues and functions: what only the later rules look at.

Nothing here touches a resource of an earlier fill, but for two answers that moto leaves empty: the plans of the
detector and the URLs of the functions.
"""

import json

import threats
from fills.advised import tell
from fills.compute import function, log_group
from fills.tools import BARE, MAIN, SECOND

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/estate-service"
TOPIC = f"arn:aws:sns:{MAIN}:{ACCOUNT}:alerts"


def fill(filler):
    stacks(filler)
    trails(filler)
    one_alarm(filler)
    recorder(filler)
    detector(filler)
    build(filler)
    tasks(filler)
    services(filler)
    kubernetes(filler)
    buses(filler)
    queues(filler)
    functions(filler)
    mappings(filler)
    urls(filler)
    associations(filler)
    sandboxes(filler)


def stacks(filler):
    """One that holds a table, drifted and unprotected; one that got stuck; one that holds a table and is protected."""
    cloudformation = filler.client("cloudformation")
    for name, members in (
        ("ledger", {"DriftInformation": {"StackDriftStatus": "DRIFTED", "LastCheckTimestamp": filler.ago(9)}}),
        ("ledger-safe", {"EnableTerminationProtection": True, "DriftInformation": {"StackDriftStatus": "IN_SYNC"}}),
    ):
        key = {"AttributeName": "id", "KeyType": "HASH"}
        table = {
            "TableName": name,
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [key],
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        }
        body = {"Resources": {"Table": {"Type": "AWS::DynamoDB::Table", "Properties": table}}}
        cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(body))
        filler.made_one("cloudformation.stack", name, MAIN, **members)
    body = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "reports"}}}}
    cloudformation.create_stack(StackName="reports", TemplateBody=json.dumps(body))
    reason = "The following resource(s) failed to update: [Topic]."
    filler.made_one(
        "cloudformation.stack", "reports", MAIN, StackStatus="UPDATE_ROLLBACK_FAILED", StackStatusReason=reason
    )


def trails(filler):
    """Two in eu-west-1 that record the same; one of them sends to a log group and leaves reads out."""
    cloudtrail = filler.client("cloudtrail", SECOND)
    log_group(filler, "trail/europe", 300, 4096, retention=30, region=SECOND)
    group = f"arn:aws:logs:{SECOND}:{ACCOUNT}:log-group:trail/europe:*"
    key = f"arn:aws:kms:{SECOND}:{ACCOUNT}:key/11111111-2222-4333-8444-555555555555"
    objects = [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::estate-good/"]}]
    for name, more, selector in (
        (
            "world",
            {"CloudWatchLogsLogGroupArn": group, "CloudWatchLogsRoleArn": ROLE, "KmsKeyId": key},
            {"ReadWriteType": "WriteOnly", "DataResources": []},
        ),
        ("world-again", {"KmsKeyId": key}, {"ReadWriteType": "All", "DataResources": objects}),
    ):
        cloudtrail.create_trail(
            Name=name, S3BucketName="estate-trail", IsMultiRegionTrail=True, EnableLogFileValidation=True, **more
        )
        cloudtrail.start_logging(Name=name)
        cloudtrail.put_event_selectors(TrailName=name, EventSelectors=[{**selector, "IncludeManagementEvents": True}])
        began = {"StartLoggingTime": filler.ago(500), "TimeLoggingStarted": threats.iso(filler.ago(500))}
        last = {"LatestDeliveryTime": filler.ago(0.01), "LatestDeliveryAttemptTime": threats.iso(filler.ago(0.01))}
        for place in (MAIN, SECOND, BARE):
            filler.estate.override("cloudtrail.status", place, name, **began, **last)
        filler.estate.count("cloudtrail.trail")


def one_alarm(filler):
    """Of all that should raise an alarm the root user's sign-in does."""
    metric = {"metricName": "RootUse", "metricNamespace": "Trail", "metricValue": "1"}
    filler.client("logs", SECOND).put_metric_filter(
        logGroupName="trail/europe",
        filterName="root-use",
        filterPattern='{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS }',
        metricTransformations=[metric],
    )
    filler.client("cloudwatch", SECOND).put_metric_alarm(
        AlarmName="root-use",
        Namespace="Trail",
        MetricName="RootUse",
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        AlarmActions=[TOPIC.replace(MAIN, SECOND)],
    )
    times = {"AlarmConfigurationUpdatedTimestamp": filler.ago(300), "StateUpdatedTimestamp": filler.ago(300)}
    shown = {"StateTransitionedTimestamp": filler.ago(300), "StateValue": "OK"}
    filler.made_one("cloudwatch.alarm", "root-use", SECOND, **times, **shown)


def recorder(filler):
    """AWS Config runs and cannot write to its bucket any more."""
    failed = {"lastStatus": "Failure", "lastErrorCode": "AccessDenied", "lastErrorMessage": "Access Denied"}
    history = {**failed, "lastAttemptTime": filler.ago(0.2), "lastSuccessfulTime": filler.ago(12)}
    stream = {"lastStatus": "Not_Applicable"}
    status = {"name": "default", "configHistoryDeliveryInfo": history, "configStreamDeliveryInfo": stream}
    tell(filler, "config", "DescribeDeliveryChannelStatus", DeliveryChannelsStatus=[status])


def detector(filler):
    """One of its plans is off, and it cannot write to the bucket that its findings go to."""
    states = {"CLOUD_TRAIL": "ENABLED", "S3_DATA_EVENTS": "ENABLED", "RDS_LOGIN_EVENTS": "DISABLED"}
    plans = [{"Name": name, "Status": status, "UpdatedAt": filler.ago(400)} for name, status in states.items()]
    filler.estate.override("guardduty.detector", MAIN, filler.estate.detectors[MAIN][0], Features=plans)
    stuck = {"DestinationId": "e" * 32, "DestinationType": "S3", "Status": "UNABLE_TO_PUBLISH_FIX_DESTINATION_PROPERTY"}
    tell(filler, "guardduty", "ListPublishingDestinations", Destinations=[stuck])


def build(filler):
    """Everybody sees its builds, and nothing is encrypted or logged."""
    filler.client("codebuild").create_project(
        name="site",
        source={"type": "S3", "location": "estate-good/site.zip"},
        artifacts={"type": "S3", "location": "estate-good"},
        environment={
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/standard:7.0",
            "computeType": "BUILD_GENERAL1_SMALL",
        },
        serviceRole=ROLE,
    )
    filler.made_one(
        "codebuild.project",
        "site",
        MAIN,
        artifacts={"type": "S3", "location": "estate-good", "name": "site", "encryptionDisabled": True},
        logsConfig={
            "cloudWatchLogs": {"status": "DISABLED"},
            "s3Logs": {"status": "DISABLED", "encryptionDisabled": False},
        },
        projectVisibility="PUBLIC_READ",
    )


def tasks(filler):
    """One with a log, and one that is as much of the host as a task can be."""
    ecs = filler.client("ecs")
    log = {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/storefront", "awslogs-region": MAIN}}
    container = {"essential": True, "memory": 256, "readonlyRootFilesystem": True}
    ecs.register_task_definition(
        family="storefront",
        networkMode="awsvpc",
        containerDefinitions=[
            {**container, "name": "web", "image": "storefront:v3", "user": "1000", "logConfiguration": log}
        ],
    )
    ecs.register_task_definition(
        family="host-agent",
        networkMode="host",
        pidMode="host",
        containerDefinitions=[{**container, "name": "agent", "image": "agent:v1"}],
    )
    filler.estate.count("ecs.task_definition", 2)


def services(filler):
    """One that is up and rolls back, one that nobody looks after, in a cluster without insights."""
    ecs = filler.client("ecs")
    ecs.create_cluster(clusterName="shopfront")
    filler.made_one("ecs.cluster", "shopfront", MAIN, activeServicesCount=2, runningTasksCount=2)
    for name, state in (("storefront", running(filler)), ("thumbnails", broken(filler))):
        wanted = state["desiredCount"]
        inside = {"subnets": filler.made["private"], "securityGroups": [filler.made["web"]], "assignPublicIp": "DISABLED"}
        ecs.create_service(
            cluster="shopfront",
            serviceName=name,
            taskDefinition="storefront",
            desiredCount=wanted,
            launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": inside},
        )
        group = f"arn:aws:elasticloadbalancing:{MAIN}:{ACCOUNT}:targetgroup/{name}/0123456789abcdef"
        balanced = [{"targetGroupArn": group, "containerName": "web", "containerPort": 8080}]
        filler.made_one("ecs.service", name, MAIN, loadBalancers=balanced, platformFamily="Linux", **state)


def deployment(filler, state, failed, wanted, up):
    times = {"createdAt": filler.ago(20), "updatedAt": filler.ago(19)}
    counts = {"desiredCount": wanted, "pendingCount": wanted - up, "runningCount": up, "failedTasks": failed}
    definition = f"arn:aws:ecs:{MAIN}:{ACCOUNT}:task-definition/storefront:1"
    identity = {"id": f"ecs-svc/{wanted:019}", "status": "PRIMARY", "taskDefinition": definition}
    return {**identity, **counts, **times, "rolloutState": state}


def running(filler):
    breaker = {"enable": True, "rollback": True}
    return {
        "desiredCount": 2,
        "runningCount": 2,
        "pendingCount": 0,
        "createdAt": filler.ago(200),
        "platformVersion": "1.4.0",
        "deploymentConfiguration": {
            "deploymentCircuitBreaker": breaker,
            "maximumPercent": 200,
            "minimumHealthyPercent": 100,
            "strategy": "ROLLING",
        },
        "deployments": [deployment(filler, "COMPLETED", 0, 2, 2)],
    }


def broken(filler):
    return {
        "desiredCount": 1,
        "runningCount": 0,
        "pendingCount": 1,
        "createdAt": filler.ago(300),
        "platformVersion": "1.3.0",
        "deploymentConfiguration": {
            "deploymentCircuitBreaker": {"enable": False, "rollback": False},
            "maximumPercent": 200,
            "minimumHealthyPercent": 100,
            "strategy": "ROLLING",
        },
        "deployments": [deployment(filler, "FAILED", 12, 1, 0)],
    }


def kubernetes(filler):
    """A cluster that is logged and protected, with one group of nodes that is behind and ill."""
    eks = filler.client("eks")
    eks.create_cluster(
        name="staging",
        version="1.35",
        roleArn=ROLE,
        resourcesVpcConfig={"subnetIds": filler.made["private"], "endpointPublicAccess": False},
        logging={"clusterLogging": [{"types": ["api", "audit", "authenticator"], "enabled": True}]},
    )
    filler.made_one("eks.cluster", "staging", MAIN, deletionProtection=True)
    ill = {"code": "Ec2LaunchTemplateNotFound", "message": "The launch template is gone.", "resourceIds": ["lt-0b5e55ed"]}
    for name, version, issues in (("green", "1.35", []), ("blue", "1.34", [ill])):
        eks.create_nodegroup(
            clusterName="staging", nodegroupName=name, nodeRole=ROLE, subnets=filler.made["private"], version=version
        )
        filler.made_one("eks.nodegroup", name, MAIN, version=version, health={"issues": issues})
    versions(filler)
    insights(filler)


def versions(filler):
    ends = {"1.35": (-400, "STANDARD_SUPPORT"), "1.33": (-40, "STANDARD_SUPPORT"), "1.21": (1300, "UNSUPPORTED")}
    rows = []
    for version, (ago, status) in ends.items():
        row = {"clusterVersion": version, "clusterType": "eks", "defaultVersion": version == "1.35", "versionStatus": status}
        times = {"releaseDate": filler.ago(ago + 425), "endOfStandardSupportDate": filler.ago(ago)}
        rows.append({**row, **times, "endOfExtendedSupportDate": filler.ago(ago - 365)})
    tell(filler, "eks", "DescribeClusterVersions", clusterVersions=rows)


def insights(filler):
    said = {"kubernetesVersion": "1.34", "lastRefreshTime": filler.ago(0.5), "lastTransitionTime": filler.ago(30)}
    common = {"category": "UPGRADE_READINESS", "description": "What the next version would break.", **said}
    rows = []
    for number, (name, status) in enumerate((("Kubelet version skew", "PASSING"), ("Deprecated APIs removed", "ERROR"))):
        identity = f"a0000000-0000-4000-8000-{number:012}"
        rows.append({"id": identity, "name": name, **common, "insightStatus": {"status": status, "reason": name}})
    of_each = {"production": {"insights": rows}, "staging": {"insights": rows[:1]}}
    tell(filler, "eks", "ListInsights", **of_each)


def buses(filler):
    """An archive without an end, a connection that was shut out, a target that loses events, an endpoint of one region."""
    events = filler.client("events")
    bus = f"arn:aws:events:{MAIN}:{ACCOUNT}:event-bus/shop"
    events.create_archive(ArchiveName="returns", EventSourceArn=bus)
    filler.made_one("events.archive", "returns", MAIN, SizeBytes=5400000000, EventCount=2100000, RetentionDays=0)
    key = {"ApiKeyAuthParameters": {"ApiKeyName": "key", "ApiKeyValue": "estate-secret"}}
    for name, state in (("carrier", "AUTHORIZED"), ("carrier-old", "DEAUTHORIZED")):
        events.create_connection(Name=name, AuthorizationType="API_KEY", AuthParameters=key)
        times = {"CreationTime": filler.ago(90), "LastModifiedTime": filler.ago(8), "LastAuthorizedTime": filler.ago(90)}
        filler.made_one("events.connection", name, MAIN, ConnectionState=state, **times)
    events.put_rule(Name="returned", EventPattern='{"source": ["shop"]}', EventBusName="shop", State="ENABLED")
    target = {"Id": "stock", "Arn": f"arn:aws:lambda:{MAIN}:{ACCOUNT}:function:orders"}
    never = {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 3600}
    events.put_targets(Rule="returned", EventBusName="shop", Targets=[{**target, "RetryPolicy": never}])
    filler.estate.count("events.rule")
    tell(filler, "events", "ListEndpoints", Endpoints=[endpoint(filler, n, s) for n, s in REPLICATED.items()])


REPLICATED = {"worldwide": "ENABLED", "half-way": "DISABLED"}


def endpoint(filler, name, state):
    check = f"arn:aws:route53:::healthcheck/{name}"
    route = {"Primary": {"HealthCheck": check}, "Secondary": {"Route": SECOND}}
    buses = [{"EventBusArn": f"arn:aws:events:{region}:{ACCOUNT}:event-bus/shop"} for region in (MAIN, SECOND)]
    return {
        "Name": name,
        "Arn": f"arn:aws:events:{MAIN}:{ACCOUNT}:endpoint/{name}",
        "RoutingConfig": {"FailoverConfig": route},
        "ReplicationConfig": {"State": state},
        "EventBuses": buses,
        "EndpointId": f"{name}.abc",
        "EndpointUrl": f"https://{name}.abc.endpoint.events.amazonaws.com",
        "State": "ACTIVE",
        "CreationTime": filler.ago(200),
        "LastModifiedTime": filler.ago(100),
    }


def queues(filler):
    """A dead letter that nobody reads; a dead-letter queue that somebody deleted."""
    sqs = filler.client("sqs")
    arn = f"arn:aws:sqs:{MAIN}:{ACCOUNT}:"
    encrypted = {"SqsManagedSseEnabled": "true"}
    dead = sqs.create_queue(QueueName="refunds-dead", Attributes={**encrypted, "MessageRetentionPeriod": "1209600"})
    lost = sqs.create_queue(QueueName="invoices-lost", Attributes=encrypted)
    for name, letters in (("refunds", "refunds-dead"), ("invoices-in", "invoices-lost")):
        redrive = json.dumps({"deadLetterTargetArn": arn + letters, "maxReceiveCount": 5})
        sqs.create_queue(QueueName=name, Attributes={**encrypted, "RedrivePolicy": redrive})
    sqs.send_message(QueueUrl=dead["QueueUrl"], MessageBody='{"refund": 1}')
    sqs.delete_queue(QueueUrl=lost["QueueUrl"])
    filler.estate.count("sqs.queue", 3)


def functions(filler):
    """One that stands in one zone and is slower than its queue allows, and one that is switched off."""
    inside = {"SubnetIds": filler.made["private"][:1], "SecurityGroupIds": [filler.made["web"]]}
    function(filler, "invoices", "python3.13", 30, Timeout=60, VpcConfig=inside)
    filler.estate.override("lambda.function", MAIN, "invoices", VpcConfig={**inside, "VpcId": filler.made["vpc"]})
    function(filler, "invoices-before", "python3.13", 300)
    filler.client("lambda").put_function_concurrency(FunctionName="invoices-before", ReservedConcurrentExecutions=0)
    limit = {"ConcurrentExecutions": 10, "UnreservedConcurrentExecutions": 10, "TotalCodeSize": 80530636800}
    usage = {"TotalCodeSize": 1760, "FunctionCount": 7}
    tell(filler, "lambda", "GetAccountSettings", AccountLimit=limit, AccountUsage=usage)


def mappings(filler):
    lam = filler.client("lambda")
    stream = {"EventSourceArn": f"arn:aws:kinesis:{MAIN}:{ACCOUNT}:stream/clicks", "StartingPosition": "LATEST"}
    clicks = lam.create_event_source_mapping(FunctionName="invoices", **stream)["UUID"]
    problem = {"LastProcessingResult": "PROBLEM: Function call failed", "State": "Enabled"}
    without_end = {"MaximumRetryAttempts": -1, "MaximumRecordAgeInSeconds": -1, "BisectBatchOnFunctionError": False}
    filler.made_one("lambda.event_source_mapping", clicks, MAIN, **problem, **without_end)
    for queue, state, reason in (("invoices-in", "Enabled", None), ("refunds", "Disabled", "USER_INITIATED")):
        source = f"arn:aws:sqs:{MAIN}:{ACCOUNT}:{queue}"
        made = lam.create_event_source_mapping(FunctionName="invoices", EventSourceArn=source, BatchSize=10)["UUID"]
        filler.made_one("lambda.event_source_mapping", made, MAIN, State=state, StateTransitionReason=reason)


def urls(filler):
    lam = filler.client("lambda")
    of_each = {}
    for name in ("orders", "webhook"):
        url = lam.get_function_url_config(FunctionName=name)
        shown = {key: url[key] for key in ("FunctionUrl", "FunctionArn", "AuthType")}
        times = {"CreationTime": threats.iso(filler.ago(60)), "LastModifiedTime": threats.iso(filler.ago(60))}
        of_each[name] = {"FunctionUrlConfigs": [{**shown, **times, "InvokeMode": "BUFFERED"}]}
    tell(filler, "lambda", "ListFunctionUrlConfigs", **of_each)


def associations(filler):
    rows = []
    for number, (name, status) in enumerate((("AWS-UpdateSSMAgent", "Failed"), ("AWS-GatherSoftwareInventory", "Success"))):
        counted = {"Status": status, "DetailedStatus": status, "AssociationStatusAggregatedCount": {status: 2}}
        rows.append(
            {
                "Name": name,
                "AssociationId": f"b0000000-0000-4000-8000-{number:012}",
                "AssociationVersion": "1",
                "Targets": [{"Key": "InstanceIds", "Values": ["*"]}],
                "LastExecutionDate": filler.ago(2),
                "Overview": counted,
                "ScheduleExpression": "rate(14 days)",
            }
        )
    tell(filler, "ssm", "ListAssociations", Associations=rows)


def sandboxes(filler):
    """With these the region has four of the five VPCs that its quota allows."""
    for number in (8, 9):
        made = filler.client("ec2").create_vpc(CidrBlock=f"10.{number}0.0.0/16")["Vpc"]["VpcId"]
        filler.made_one("ec2.vpc", made, MAIN)
