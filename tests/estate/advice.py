"""Services that moto has not at all, and that only tell something: each answer is a document that the fill left."""


def told(**empty):
    """What the fill said that this read answers in this region; else the empty answer."""

    def answer(call, estate):
        return estate.documents.get((call.service, call.operation, call.region), empty)

    return answer


def narrowed(member, arn):
    """The same for recommendations, which a list of ARNs narrows; `arn` is what they are called by."""

    def answer(call, estate):
        document = estate.documents.get((call.service, call.operation, call.region), {member: []})
        wanted = call.params.get(arn + "s")
        found = [one for one in document[member] if not wanted or one[arn] in wanted]
        return {**document, member: found}

    return answer


ADVICE = {
    ("accessanalyzer", "ListAnalyzers"): told(analyzers=[]),
    ("accessanalyzer", "ListFindingsV2"): told(findings=[]),
    ("ce", "GetAnomalyMonitors"): told(AnomalyMonitors=[]),
    ("ce", "GetAnomalySubscriptions"): told(AnomalySubscriptions=[]),
    ("ce", "GetAnomalies"): told(Anomalies=[]),
    ("compute-optimizer", "GetEnrollmentStatus"): told(status="Inactive", memberAccountsEnrolled=False),
    ("compute-optimizer", "GetEC2InstanceRecommendations"): narrowed("instanceRecommendations", "instanceArn"),
    ("compute-optimizer", "GetEBSVolumeRecommendations"): narrowed("volumeRecommendations", "volumeArn"),
    ("compute-optimizer", "GetAutoScalingGroupRecommendations"): narrowed("autoScalingGroupRecommendations", "autoScalingGroupArn"),
    ("compute-optimizer", "GetLambdaFunctionRecommendations"): narrowed("lambdaFunctionRecommendations", "functionArn"),
    ("compute-optimizer", "GetECSServiceRecommendations"): narrowed("ecsServiceRecommendations", "serviceArn"),
    ("compute-optimizer", "GetRDSDatabaseRecommendations"): narrowed("rdsDBRecommendations", "resourceArn"),
    ("compute-optimizer", "GetIdleRecommendations"): narrowed("idleRecommendations", "resourceArn"),
    ("cost-optimization-hub", "ListEnrollmentStatuses"): told(items=[]),
    ("cost-optimization-hub", "ListRecommendations"): told(items=[]),
}
