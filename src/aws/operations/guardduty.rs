//! GuardDuty: the reads.

use std::collections::HashMap;

use aws_sdk_guardduty::types::{Condition, FindingCriteria};

use super::{Reach, Read, Service, drain, once};
use crate::aws::Params;
use crate::aws::params::texts;

const S: Service = Service("guardduty", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListDetectors", &[], &["guardduty:ListDetectors"], |c, _| drain(c.guardduty.list_detectors().into_paginator().send())),
    S.single("GetDetector", &["DetectorId"], &["guardduty:GetDetector"], |c, p| once(c.guardduty.get_detector().set_detector_id(p.text("DetectorId")).send())),
    S.pages("ListFindings", &["DetectorId", "FindingCriteria"], &["guardduty:ListFindings"], |c, p| drain(c.guardduty.list_findings().set_detector_id(p.text("DetectorId")).set_finding_criteria(finding_criteria(p)).into_paginator().send())),
    S.single("GetFindings", &["DetectorId", "FindingIds"], &["guardduty:GetFindings"], |c, p| once(c.guardduty.get_findings().set_detector_id(p.text("DetectorId")).set_finding_ids(p.texts("FindingIds")).send())),
    S.pages("ListMembers", &["DetectorId"], &["guardduty:ListMembers"], |c, p| drain(c.guardduty.list_members().set_detector_id(p.text("DetectorId")).into_paginator().send())),
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
