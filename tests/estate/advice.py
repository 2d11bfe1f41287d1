"""Services that moto has not at all, and that only tell something: each answer is a document that the fill left."""


def told(**empty):
    """What the fill said that this read answers in this region; else the empty answer."""

    def answer(call, estate):
        return estate.documents.get((call.service, call.operation, call.region), empty)

    return answer


ADVICE = {
    ("accessanalyzer", "ListAnalyzers"): told(analyzers=[]),
    ("accessanalyzer", "ListFindingsV2"): told(findings=[]),
    ("ce", "GetAnomalyMonitors"): told(AnomalyMonitors=[]),
    ("ce", "GetAnomalySubscriptions"): told(AnomalySubscriptions=[]),
    ("ce", "GetAnomalies"): told(Anomalies=[]),
    ("compute-optimizer", "GetEnrollmentStatus"): told(status="Inactive", memberAccountsEnrolled=False),
    ("compute-optimizer", "GetEC2InstanceRecommendations"): told(instanceRecommendations=[], errors=[]),
    ("compute-optimizer", "GetEBSVolumeRecommendations"): told(volumeRecommendations=[], errors=[]),
    ("compute-optimizer", "GetIdleRecommendations"): told(idleRecommendations=[], errors=[]),
    ("cost-optimization-hub", "ListEnrollmentStatuses"): told(items=[]),
    ("cost-optimization-hub", "ListRecommendations"): told(items=[]),
}
