//! GuardDuty: the reads.

use std::collections::HashMap;

use aws_sdk_guardduty::types::{Condition, FindingCriteria};

use super::{Reach, Read, Service, drain, follow, once};
use crate::aws::Params;
use crate::aws::params::texts;

const S: Service = Service("guardduty", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListDetectors", &[], &["guardduty:ListDetectors"], |c, _| drain(c.guardduty().list_detectors().into_paginator().send())),
    S.single("GetDetector", &["DetectorId"], &["guardduty:GetDetector"], |c, p| once(c.guardduty().get_detector().set_detector_id(p.text("DetectorId")).send())),
    S.pages("ListFindings", &["DetectorId", "FindingCriteria"], &["guardduty:ListFindings"], |c, p| drain(c.guardduty().list_findings().set_detector_id(p.text("DetectorId")).set_finding_criteria(finding_criteria(p)).into_paginator().send())),
    S.single("GetFindings", &["DetectorId", "FindingIds"], &["guardduty:GetFindings"], |c, p| once(c.guardduty().get_findings().set_detector_id(p.text("DetectorId")).set_finding_ids(p.texts("FindingIds")).send())),
    S.pages("ListMembers", &["DetectorId"], &["guardduty:ListMembers"], |c, p| drain(c.guardduty().list_members().set_detector_id(p.text("DetectorId")).into_paginator().send())),
    S.pages("ListPublishingDestinations", &["DetectorId"], &["guardduty:ListPublishingDestinations"], |c, p| drain(c.guardduty().list_publishing_destinations().set_detector_id(p.text("DetectorId")).into_paginator().send())),
    S.single("DescribePublishingDestination", &["DetectorId", "DestinationId"], &["guardduty:DescribePublishingDestination"], |c, p| once(c.guardduty().describe_publishing_destination().set_detector_id(p.text("DetectorId")).set_destination_id(p.text("DestinationId")).send())),
    S.pages("ListFilters", &["DetectorId"], &["guardduty:ListFilters"], |c, p| drain(c.guardduty().list_filters().set_detector_id(p.text("DetectorId")).into_paginator().send())),
    S.single("GetFilter", &["DetectorId", "FilterName"], &["guardduty:GetFilter"], |c, p| once(c.guardduty().get_filter().set_detector_id(p.text("DetectorId")).set_filter_name(p.text("FilterName")).send())),
    S.pages("ListIPSets", &["DetectorId"], &["guardduty:ListIPSets"], |c, p| drain(c.guardduty().list_ip_sets().set_detector_id(p.text("DetectorId")).into_paginator().send())),
    S.pages("ListThreatIntelSets", &["DetectorId"], &["guardduty:ListThreatIntelSets"], |c, p| drain(c.guardduty().list_threat_intel_sets().set_detector_id(p.text("DetectorId")).into_paginator().send())),
    S.pages("ListCoverage", &["DetectorId"], &["guardduty:ListCoverage"], |c, p| drain(c.guardduty().list_coverage().set_detector_id(p.text("DetectorId")).into_paginator().send())),
    S.pages("ListOrganizationAdminAccounts", &[], &["guardduty:ListOrganizationAdminAccounts"], |c, _| drain(c.guardduty().list_organization_admin_accounts().into_paginator().send())),
    S.pages("DescribeOrganizationConfiguration", &["DetectorId"], &["guardduty:DescribeOrganizationConfiguration"], |c, p| drain(c.guardduty().describe_organization_configuration().set_detector_id(p.text("DetectorId")).into_paginator().send())),
    S.single("GetAdministratorAccount", &["DetectorId"], &["guardduty:GetAdministratorAccount"], |c, p| once(c.guardduty().get_administrator_account().set_detector_id(p.text("DetectorId")).send())),
    S.single("GetMalwareScanSettings", &["DetectorId"], &["guardduty:GetMalwareScanSettings"], |c, p| once(c.guardduty().get_malware_scan_settings().set_detector_id(p.text("DetectorId")).send())),
    S.pages("ListMalwareProtectionPlans", &[], &["guardduty:ListMalwareProtectionPlans"], |c, _| follow(c.guardduty().list_malware_protection_plans(), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.single("ListTagsForResource", &["ResourceArn"], &["guardduty:ListTagsForResource"], |c, p| once(c.guardduty().list_tags_for_resource().set_resource_arn(p.text("ResourceArn")).send())),
];

/// `{"Criterion": {"service.archived": {"Equals": ["false"]}}}`; of the conditions only Equals and NotEquals.
fn finding_criteria(p: &Params) -> Option<FindingCriteria> {
    let criterion = p.json("FindingCriteria")?.get("Criterion")?.as_object()?;
    let condition = |c: &serde_json::Value| {
        let list = |name: &str| c.get(name).map(texts);
        Condition::builder().set_equals(list("Equals")).set_not_equals(list("NotEquals")).build()
    };
    let conditions: HashMap<String, Condition> =
        criterion.iter().map(|(field, c)| (field.clone(), condition(c))).collect();
    Some(FindingCriteria::builder().set_criterion(Some(conditions)).build())
}
