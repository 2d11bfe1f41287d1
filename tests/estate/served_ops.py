"""Containers, delivery, messaging and governance: reads that moto lacks or answers too little to.

SERVED answers instead of moto with what `fills/ops.py` said. SHOWN names, as `PLACES` of `overrides.py` does, where
resources stand that carry members which moto cannot be told.
"""

from advice import told

QUOTAS = {"vpc": ("L-F678F1CE", "VPCs per Region", "Amazon Virtual Private Cloud (Amazon VPC)", 5.0)}


def for_each(parameter, **empty):
    """What the fill said that this read answers for the one thing that it is asked about."""

    def answer(call, estate):
        of_each = estate.documents.get((call.service, call.operation, call.region), {})
        return of_each.get(call.params.get(parameter), empty)

    return answer


def patch_states(call, estate):
    document = estate.documents.get((call.service, call.operation, call.region), {})
    wanted = call.params.get("InstanceIds", [])
    return {"InstancePatchStates": [s for s in document.get("InstancePatchStates", []) if s["InstanceId"] in wanted]}


def quotas(call, estate):
    service = call.params.get("ServiceCode")
    if service not in QUOTAS:
        return {"Quotas": []}
    code, name, full_name, value = QUOTAS[service]
    quota = {
        "ServiceCode": service,
        "ServiceName": full_name,
        "QuotaArn": f"arn:aws:servicequotas:{call.region}:{estate.account}:{service}/{code}",
        "QuotaCode": code,
        "QuotaName": name,
        "Value": value,
        "Unit": "None",
        "Adjustable": True,
        "GlobalQuota": False,
    }
    return {"Quotas": [quota]}


SIZES_OF_CODE = {"TotalCodeSize": 80530636800, "CodeSizeUnzipped": 262144000, "CodeSizeZipped": 52428800}
PLENTY = {**SIZES_OF_CODE, "ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 1000}
SERVED = {
    ("config", "DescribeDeliveryChannelStatus"): told(DeliveryChannelsStatus=[]),
    ("eks", "DescribeClusterVersions"): told(clusterVersions=[]),
    ("eks", "ListInsights"): for_each("clusterName", insights=[]),
    ("events", "ListEndpoints"): told(Endpoints=[]),
    ("guardduty", "ListPublishingDestinations"): told(Destinations=[]),
    ("lambda", "GetAccountSettings"): told(AccountLimit=PLENTY, AccountUsage={"TotalCodeSize": 0, "FunctionCount": 0}),
    ("lambda", "ListFunctionUrlConfigs"): for_each("FunctionName", FunctionUrlConfigs=[]),
    ("service-quotas", "ListServiceQuotas"): quotas,
    ("ssm", "DescribeInstancePatchStates"): patch_states,
    ("ssm", "ListAssociations"): told(Associations=[]),
}
SHOWN = {
    ("cloudformation", "DescribeStacks"): [("cloudformation.stack", "Stacks", "StackName")],
    ("codebuild", "BatchGetProjects"): [("codebuild.project", "projects", "name")],
    ("ecs", "DescribeClusters"): [("ecs.cluster", "clusters", "clusterName")],
    ("ecs", "DescribeServices"): [("ecs.service", "services", "serviceName")],
    ("eks", "DescribeCluster"): [("eks.cluster", "[cluster]", "name")],
    ("eks", "DescribeNodegroup"): [("eks.nodegroup", "[nodegroup]", "nodegroupName")],
    ("events", "ListArchives"): [("events.archive", "Archives", "ArchiveName")],
    ("events", "ListConnections"): [("events.connection", "Connections", "Name")],
    ("lambda", "ListEventSourceMappings"): [("lambda.event_source_mapping", "EventSourceMappings", "UUID")],
}
