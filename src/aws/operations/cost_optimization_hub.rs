//! Cost Optimization Hub: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("cost-optimization-hub", Reach::Global);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListEnrollmentStatuses", &["includeOrganizationInfo", "accountId"], &["cost-optimization-hub:ListEnrollmentStatuses"], |c, p| drain(c.cost_optimization_hub().list_enrollment_statuses().set_include_organization_info(p.flag("includeOrganizationInfo")).set_account_id(p.text("accountId")).into_paginator().send())),
    S.single("GetPreferences", &[], &["cost-optimization-hub:GetPreferences"], |c, _| once(c.cost_optimization_hub().get_preferences().send())),
    S.pages("ListRecommendations", &["includeAllRecommendations"], &["cost-optimization-hub:ListRecommendations"], |c, p| drain(c.cost_optimization_hub().list_recommendations().set_include_all_recommendations(p.flag("includeAllRecommendations")).into_paginator().send())),
    S.pages("ListRecommendationSummaries", &["groupBy"], &["cost-optimization-hub:ListRecommendationSummaries"], |c, p| drain(c.cost_optimization_hub().list_recommendation_summaries().set_group_by(p.text("groupBy")).into_paginator().send())),
    S.single("GetRecommendation", &["recommendationId"], &["cost-optimization-hub:GetRecommendation"], |c, p| once(c.cost_optimization_hub().get_recommendation().set_recommendation_id(p.text("recommendationId")).send())),
];
