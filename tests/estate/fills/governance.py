"""Groups of servers, stacks, builds, Config, budgets, and what older areas have besides."""

import json

from fills import hostile
from fills.tools import MAIN, tags

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/estate-service"


def fill(filler):
    scaling(filler)
    stacks(filler)
    builds(filler)
    recorders(filler)
    budgets(filler)
    gateways(filler)
    templates(filler)
    databases(filler)
    identity(filler)
    functions(filler)


def scaling(filler):
    autoscaling = filler.client("autoscaling")
    for name, public in (("old-launch", True), ("newer-launch", False)):
        autoscaling.create_launch_configuration(
            LaunchConfigurationName=name,
            ImageId=filler.made["base"],
            InstanceType="t3.micro",
            AssociatePublicIpAddress=public,
            UserData="export TOKEN=estate-secret",
            MetadataOptions={"HttpTokens": "optional" if public else "required"},
        )
    common = {"LaunchConfigurationName": "newer-launch", "MinSize": 0, "MaxSize": 4, "DesiredCapacity": 0}
    zones = ",".join(filler.made["private"])
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName="web",
        VPCZoneIdentifier=zones,
        HealthCheckType="ELB",
        Tags=[{"Key": "owner", "Value": "platform", "PropagateAtLaunch": True}],
        **common,
    )
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName="legacy",
        **{**common, "LaunchConfigurationName": "old-launch"},
        VPCZoneIdentifier=filler.made["private"][0],
    )
    filler.estate.count("autoscaling.group", 2)


def stacks(filler):
    cloudformation = filler.client("cloudformation")
    resources = {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "stack-topic"}}}
    parameters = {"Token": {"Type": "String"}}
    outputs = {"Secret": {"Value": "estate-secret"}}
    template = json.dumps({"Resources": resources, "Parameters": parameters, "Outputs": outputs})
    values = [{"ParameterKey": "Token", "ParameterValue": "estate-secret"}]
    topic = f"arn:aws:sns:{MAIN}:{ACCOUNT}:alerts"
    cloudformation.create_stack(
        StackName="network",
        TemplateBody=template,
        Parameters=values,
        NotificationARNs=[topic],
        EnableTerminationProtection=True,
        Tags=tags(owner="platform"),
    )
    other = template.replace("stack-topic", "stack-topic-2")
    cloudformation.create_stack(StackName="legacy", TemplateBody=other, Parameters=values)
    filler.estate.count("cloudformation.stack", 2)


def builds(filler):
    codebuild = filler.client("codebuild")
    secret = {"name": "AWS_SECRET_ACCESS_KEY", "value": "estate-secret", "type": "PLAINTEXT"}
    for name, privileged, variables in (("release", False, []), ("legacy", True, [secret])):
        codebuild.create_project(
            name=name,
            source={"type": "S3", "location": "estate-good/source.zip"},
            artifacts={"type": "NO_ARTIFACTS"},
            environment={
                "type": "LINUX_CONTAINER",
                "image": "aws/codebuild/standard:7.0",
                "computeType": "BUILD_GENERAL1_SMALL",
                "privilegedMode": privileged,
                "environmentVariables": variables,
            },
            serviceRole=ROLE,
        )
    filler.estate.count("codebuild.project", 2)


def recorders(filler):
    for region, everything in ((MAIN, True), ("eu-west-1", False)):
        config = filler.client("config", region)
        group = {"allSupported": everything, "includeGlobalResourceTypes": everything}
        if not everything:
            group["resourceTypes"] = ["AWS::EC2::Volume"]
        config.put_configuration_recorder(ConfigurationRecorder={"name": "default", "roleARN": ROLE, "recordingGroup": group})
        config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "estate-trail"})
        if everything:
            config.start_configuration_recorder(ConfigurationRecorderName="default")
    source = {"Owner": "AWS", "SourceIdentifier": "S3_BUCKET_VERSIONING_ENABLED"}
    filler.client("config").put_config_rule(ConfigRule={"ConfigRuleName": "versioning", "Source": source})
    filler.estate.count("config.recorder", 2)


def budgets(filler):
    budgets = filler.client("budgets")
    budget = {"BudgetLimit": {"Amount": "1000", "Unit": "USD"}, "TimeUnit": "MONTHLY", "BudgetType": "COST"}
    told = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}
    heard = {"Notification": told, "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "a@example.com"}]}
    budgets.create_budget(
        AccountId=ACCOUNT, Budget={**budget, "BudgetName": "all"}, NotificationsWithSubscribers=[heard]
    )
    budgets.create_budget(AccountId=ACCOUNT, Budget={**budget, "BudgetName": "nobody hears"})
    filler.estate.count("budgets.budget", 2)


def gateways(filler):
    ec2 = filler.client("ec2")
    customer = ec2.create_customer_gateway(BgpAsn=65000, PublicIp="198.51.100.7", Type="ipsec.1")
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.create_vpn_connection(
        CustomerGatewayId=customer["CustomerGateway"]["CustomerGatewayId"],
        VpnGatewayId=gateway,
        Type="ipsec.1",
        Options={"StaticRoutesOnly": True},
    )
    for accept in ("enable", "disable"):
        ec2.create_transit_gateway(Description=accept, Options={"AutoAcceptSharedAttachments": accept})
    ec2.create_egress_only_internet_gateway(VpcId=filler.made["vpc"])
    entries = [{"Cidr": "192.0.2.0/24", "Description": hostile.CSV}]
    ec2.create_managed_prefix_list(PrefixListName="office", MaxEntries=5, AddressFamily="IPv4", Entries=entries)
    filler.estate.count("ec2.vpn_connection")
    filler.estate.count("ec2.transit_gateway", 2)


def templates(filler):
    ec2 = filler.client("ec2")
    for name, tokens in (("strict", "required"), ("loose", "optional")):
        data = {"InstanceType": "t3.micro", "MetadataOptions": {"HttpTokens": tokens}, "UserData": "c2VjcmV0"}
        ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData=data)
    filler.estate.count("ec2.launch_template", 2)


def databases(filler):
    rds = filler.client("rds")
    rds.create_option_group(
        OptionGroupName="audit", EngineName="mysql", MajorEngineVersion="8.0", OptionGroupDescription="audit"
    )
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName="strict", DBParameterGroupFamily="aurora-postgresql16", Description="strict"
    )
    rds.create_db_proxy(
        DBProxyName="shop",
        EngineFamily="POSTGRESQL",
        Auth=[{"AuthScheme": "SECRETS", "IAMAuth": "REQUIRED"}],
        RoleArn=ROLE,
        VpcSubnetIds=filler.made["private"],
        RequireTLS=True,
    )
    rds.create_global_cluster(GlobalClusterIdentifier="world", Engine="aurora-postgresql", StorageEncrypted=True)
    filler.estate.count("rds.proxy")


def identity(filler):
    iam = filler.client("iam")
    iam.create_open_id_connect_provider(
        Url="https://token.actions.githubusercontent.com",
        ThumbprintList=["6938fd4d98bab03faadb97b34396831e3780aea1"],
        ClientIDList=["sts.amazonaws.com"],
    )
    iam.create_saml_provider(SAMLMetadataDocument="x" * 1024, Name="single-sign-on")
    filler.estate.count("iam.oidc_provider")


def functions(filler):
    lam = filler.client("lambda")
    for name, kind in (("orders", "AWS_IAM"), ("webhook", "NONE")):
        lam.create_function_url_config(FunctionName=name, AuthType=kind)
    filler.estate.count("lambda.url", 2)
