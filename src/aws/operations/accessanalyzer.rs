//! IAM Access Analyzer: the reads.

use std::collections::HashMap;

use aws_sdk_accessanalyzer::types::{Criterion, Type};

use super::{Reach, Read, Service, drain, once};
use crate::aws::Params;
use crate::aws::params::texts;

const S: Service = Service("accessanalyzer", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListAnalyzers", &["type"], &["access-analyzer:ListAnalyzers"], |c, p| drain(c.accessanalyzer().list_analyzers().set_type(p.choice::<Type>("type")).into_paginator().send())),
    S.single("GetAnalyzer", &["analyzerName"], &["access-analyzer:GetAnalyzer"], |c, p| once(c.accessanalyzer().get_analyzer().set_analyzer_name(p.text("analyzerName")).send())),
    S.pages("ListFindings", &["analyzerArn", "filter"], &["access-analyzer:ListFindings"], |c, p| drain(c.accessanalyzer().list_findings().set_analyzer_arn(p.text("analyzerArn")).set_filter(criteria(p)).into_paginator().send())),
    S.pages("ListFindingsV2", &["analyzerArn", "filter"], &["access-analyzer:ListFindings"], |c, p| drain(c.accessanalyzer().list_findings_v2().set_analyzer_arn(p.text("analyzerArn")).set_filter(criteria(p)).into_paginator().send())),
    S.pages("GetFindingV2", &["analyzerArn", "id"], &["access-analyzer:GetFinding"], |c, p| drain(c.accessanalyzer().get_finding_v2().set_analyzer_arn(p.text("analyzerArn")).set_id(p.text("id")).into_paginator().send())),
    S.pages("ListArchiveRules", &["analyzerName"], &["access-analyzer:ListArchiveRules"], |c, p| drain(c.accessanalyzer().list_archive_rules().set_analyzer_name(p.text("analyzerName")).into_paginator().send())),
    S.single("ListTagsForResource", &["resourceArn"], &["access-analyzer:ListTagsForResource"], |c, p| once(c.accessanalyzer().list_tags_for_resource().set_resource_arn(p.text("resourceArn")).send())),
];

/// `{"status": {"eq": ["ACTIVE"]}}`; of the conditions only eq and neq.
fn criteria(p: &Params) -> Option<HashMap<String, Criterion>> {
    let fields = p.json("filter")?.as_object()?;
    let one = |c: &serde_json::Value| {
        let list = |name: &str| c.get(name).map(texts);
        Criterion::builder().set_eq(list("eq")).set_neq(list("neq")).build()
    };
    Some(fields.iter().map(|(field, c)| (field.clone(), one(c))).collect())
}
