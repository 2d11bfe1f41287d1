//! Systems Manager: the reads.

use aws_sdk_ssm::types::{
    DocumentKeyValuesFilter, DocumentPermissionType, InstanceInformationStringFilter, OperatingSystem,
    ParameterStringFilter, ResourceTypeForTagging,
};

use super::{Reach, Read, Service, drain, follow, once};
use crate::aws::Params;
use crate::aws::params::texts;

const S: Service = Service("ssm", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("DescribeInstanceInformation", &["Filters"], &["ssm:DescribeInstanceInformation"], |c, p| drain(c.ssm().describe_instance_information().set_filters(filters(p)).into_paginator().send())),
    S.pages("DescribeInstancePatchStates", &["InstanceIds"], &["ssm:DescribeInstancePatchStates"], |c, p| drain(c.ssm().describe_instance_patch_states().set_instance_ids(p.texts("InstanceIds")).into_paginator().send())),
    S.pages("DescribeInstancePatches", &["InstanceId"], &["ssm:DescribeInstancePatches"], |c, p| drain(c.ssm().describe_instance_patches().set_instance_id(p.text("InstanceId")).into_paginator().send())),
    S.pages("ListComplianceItems", &["ResourceIds", "ResourceTypes"], &["ssm:ListComplianceItems"], |c, p| drain(c.ssm().list_compliance_items().set_resource_ids(p.texts("ResourceIds")).set_resource_types(p.texts("ResourceTypes")).into_paginator().send())),
    S.pages("ListResourceComplianceSummaries", &[], &["ssm:ListResourceComplianceSummaries"], |c, _| drain(c.ssm().list_resource_compliance_summaries().into_paginator().send())),
    S.pages("ListAssociations", &[], &["ssm:ListAssociations"], |c, _| drain(c.ssm().list_associations().into_paginator().send())),
    S.pages("DescribeInstanceAssociationsStatus", &["InstanceId"], &["ssm:DescribeInstanceAssociationsStatus"], |c, p| drain(c.ssm().describe_instance_associations_status().set_instance_id(p.text("InstanceId")).into_paginator().send())),
    S.pages("ListDocuments", &["Filters"], &["ssm:ListDocuments"], |c, p| drain(c.ssm().list_documents().set_filters(document_filters(p)).into_paginator().send())),
    S.single("DescribeDocument", &["Name"], &["ssm:DescribeDocument"], |c, p| once(c.ssm().describe_document().set_name(p.text("Name")).send())),
    S.pages("DescribeDocumentPermission", &["Name", "PermissionType"], &["ssm:DescribeDocumentPermission"], |c, p| follow(c.ssm().describe_document_permission().set_name(p.text("Name")).set_permission_type(p.choice::<DocumentPermissionType>("PermissionType")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("DescribeParameters", &["ParameterFilters"], &["ssm:DescribeParameters"], |c, p| drain(c.ssm().describe_parameters().set_parameter_filters(parameter_filters(p)).into_paginator().send())),
    S.pages("DescribePatchBaselines", &[], &["ssm:DescribePatchBaselines"], |c, _| drain(c.ssm().describe_patch_baselines().into_paginator().send())),
    S.pages("DescribePatchGroups", &[], &["ssm:DescribePatchGroups"], |c, _| drain(c.ssm().describe_patch_groups().into_paginator().send())),
    S.pages("DescribeMaintenanceWindows", &[], &["ssm:DescribeMaintenanceWindows"], |c, _| drain(c.ssm().describe_maintenance_windows().into_paginator().send())),
    S.pages("DescribeActivations", &[], &["ssm:DescribeActivations"], |c, _| drain(c.ssm().describe_activations().into_paginator().send())),
    S.single("GetServiceSetting", &["SettingId"], &["ssm:GetServiceSetting"], |c, p| once(c.ssm().get_service_setting().set_setting_id(p.text("SettingId")).send())),
    S.single("GetDefaultPatchBaseline", &["OperatingSystem"], &["ssm:GetDefaultPatchBaseline"], |c, p| once(c.ssm().get_default_patch_baseline().set_operating_system(p.choice::<OperatingSystem>("OperatingSystem")).send())),
    S.single("ListTagsForResource", &["ResourceType", "ResourceId"], &["ssm:ListTagsForResource"], |c, p| once(c.ssm().list_tags_for_resource().set_resource_type(p.choice::<ResourceTypeForTagging>("ResourceType")).set_resource_id(p.text("ResourceId")).send())),
];

/// `[{Key, Values}]`, one of them.
fn pair(f: &serde_json::Value) -> (Option<String>, Option<Vec<String>>) {
    (f.get("Key").and_then(|v| v.as_str()).map(str::to_owned), f.get("Values").map(texts))
}

fn filters(p: &Params) -> Option<Vec<InstanceInformationStringFilter>> {
    let one = |f| {
        let (key, values) = pair(f);
        InstanceInformationStringFilter::builder().set_key(key).set_values(values).build().ok()
    };
    Some(p.json("Filters")?.as_array()?.iter().filter_map(one).collect())
}

fn document_filters(p: &Params) -> Option<Vec<DocumentKeyValuesFilter>> {
    let one = |f| {
        let (key, values) = pair(f);
        DocumentKeyValuesFilter::builder().set_key(key).set_values(values).build()
    };
    Some(p.json("Filters")?.as_array()?.iter().map(one).collect())
}

fn parameter_filters(p: &Params) -> Option<Vec<ParameterStringFilter>> {
    let one = |f| {
        let (key, values) = pair(f);
        ParameterStringFilter::builder().set_key(key).set_values(values).build().ok()
    };
    Some(p.json("ParameterFilters")?.as_array()?.iter().filter_map(one).collect())
}
