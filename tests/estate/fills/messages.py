"""Topics, queues, events, streams and workflows."""

import json

from fills import hostile
from fills.tools import MAIN, tags

ACCOUNT = "123456789012"


def fill(filler):
    topics(filler)
    queues(filler)
    events(filler)
    streams(filler)
    deliveries(filler)
    kafka(filler)
    workflows(filler)


def open_policy(action, resource):
    statement = {"Sid": "all", "Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def topics(filler):
    sns = filler.client("sns")
    good = sns.create_topic(Name="alerts", Attributes={"KmsMasterKeyId": "alias/aws/sns"}, Tags=tags(owner="platform"))
    bad = sns.create_topic(Name="open")["TopicArn"]
    sns.set_topic_attributes(TopicArn=bad, AttributeName="Policy", AttributeValue=open_policy("sns:Publish", bad))
    sns.subscribe(TopicArn=good["TopicArn"], Protocol="sqs", Endpoint=f"arn:aws:sqs:{MAIN}:{ACCOUNT}:orders")
    sns.subscribe(TopicArn=bad, Protocol="http", Endpoint="http://example.com/hook")
    filler.estate.count("sns.topic", 2)
    filler.estate.count("sns.subscription", 2)


def queues(filler):
    sqs = filler.client("sqs")
    arn = f"arn:aws:sqs:{MAIN}:{ACCOUNT}:failures"
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 5})
    good = {"SqsManagedSseEnabled": "true", "RedrivePolicy": redrive}
    sqs.create_queue(QueueName="orders", Attributes=good, tags={"owner": "platform"})
    bad = f"arn:aws:sqs:{MAIN}:{ACCOUNT}:open"
    sqs.create_queue(QueueName="open", Attributes={"SqsManagedSseEnabled": "false", "Policy": open_policy("sqs:*", bad)})
    filler.estate.count("sqs.queue", 3)


def events(filler):
    events = filler.client("events")
    events.create_event_bus(Name="shop", Tags=tags(owner="platform"))
    policy = {"Principal": "*", "Action": "events:PutEvents", "StatementId": "all", "EventBusName": "shop"}
    events.put_permission(**policy)
    events.put_rule(Name="nightly", ScheduleExpression="rate(1 day)", State="ENABLED", Description=hostile.QUOTES)
    target = {"Id": "1", "Arn": f"arn:aws:lambda:{MAIN}:{ACCOUNT}:function:orders", "Input": '{"token": "estate-secret"}'}
    events.put_targets(Rule="nightly", Targets=[target])
    events.put_rule(Name="orphan", EventPattern='{"source": ["shop"]}', EventBusName="shop", State="DISABLED")
    events.create_archive(ArchiveName="shop", EventSourceArn=f"arn:aws:events:{MAIN}:{ACCOUNT}:event-bus/shop")
    filler.estate.count("events.bus", 2)
    filler.estate.count("events.rule", 3)


def streams(filler):
    kinesis = filler.client("kinesis")
    kinesis.create_stream(StreamName="clicks", ShardCount=1)
    kinesis.start_stream_encryption(StreamName="clicks", EncryptionType="KMS", KeyId="alias/aws/kinesis")
    kinesis.increase_stream_retention_period(StreamName="clicks", RetentionPeriodHours=168)
    kinesis.add_tags_to_stream(StreamName="clicks", Tags={"owner": "platform"})
    kinesis.create_stream(StreamName="legacy", ShardCount=2)
    filler.estate.count("kinesis.stream", 2)


def deliveries(filler):
    firehose = filler.client("firehose")
    to = {
        "RoleARN": f"arn:aws:iam::{ACCOUNT}:role/firehose",
        "BucketARN": "arn:aws:s3:::estate-good",
        "BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 300},
        "CompressionFormat": "UNCOMPRESSED",
        "EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"},
    }
    safe = {"KeyType": "AWS_OWNED_CMK"}
    firehose.create_delivery_stream(
        DeliveryStreamName="clicks",
        ExtendedS3DestinationConfiguration=to,
        DeliveryStreamEncryptionConfigurationInput=safe,
        Tags=tags(owner="platform"),
    )
    firehose.create_delivery_stream(DeliveryStreamName="legacy", ExtendedS3DestinationConfiguration=to)
    filler.estate.count("firehose.stream", 2)


def kafka(filler):
    kafka = filler.client("kafka")
    for name, broker, monitoring in (("orders", "TLS", "PER_BROKER"), ("legacy", "PLAINTEXT", "DEFAULT")):
        kafka.create_cluster(
            ClusterName=name,
            KafkaVersion="3.6.0",
            NumberOfBrokerNodes=2,
            BrokerNodeGroupInfo={"InstanceType": "kafka.m5.large", "ClientSubnets": filler.made["private"]},
            EncryptionInfo={"EncryptionInTransit": {"ClientBroker": broker, "InCluster": broker == "TLS"}},
            EnhancedMonitoring=monitoring,
            Tags={"owner": "platform"} if name == "orders" else {},
        )
    filler.estate.count("kafka.cluster", 2)


def workflows(filler):
    sfn = filler.client("stepfunctions")
    definition = json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}})
    role = f"arn:aws:iam::{ACCOUNT}:role/estate-sfn"
    log = {"cloudWatchLogsLogGroup": {"logGroupArn": f"arn:aws:logs:{MAIN}:{ACCOUNT}:log-group:/aws/lambda/orders:*"}}
    sfn.create_state_machine(
        name="checkout",
        definition=definition,
        roleArn=role,
        loggingConfiguration={"level": "ALL", "destinations": [log]},
        tracingConfiguration={"enabled": True},
        tags=[{"key": "owner", "value": "platform"}],
    )
    sfn.create_state_machine(name="legacy", definition=definition, roleArn=role)
    sfn.create_activity(name="manual-check")
    filler.estate.count("sfn.state_machine", 2)
