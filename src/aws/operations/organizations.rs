//! Organizations: the reads.

use aws_sdk_organizations::types::{EffectivePolicyType, PolicyType};

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("organizations", Reach::Global);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.single("DescribeOrganization", &[], &["organizations:DescribeOrganization"], |c, _| once(c.organizations().describe_organization().send())),
    S.pages("ListRoots", &[], &["organizations:ListRoots"], |c, _| drain(c.organizations().list_roots().into_paginator().send())),
    S.pages("ListAccounts", &[], &["organizations:ListAccounts"], |c, _| drain(c.organizations().list_accounts().into_paginator().send())),
    S.pages("ListAccountsForParent", &["ParentId"], &["organizations:ListAccountsForParent"], |c, p| drain(c.organizations().list_accounts_for_parent().set_parent_id(p.text("ParentId")).into_paginator().send())),
    S.pages("ListOrganizationalUnitsForParent", &["ParentId"], &["organizations:ListOrganizationalUnitsForParent"], |c, p| drain(c.organizations().list_organizational_units_for_parent().set_parent_id(p.text("ParentId")).into_paginator().send())),
    S.pages("ListTagsForResource", &["ResourceId"], &["organizations:ListTagsForResource"], |c, p| drain(c.organizations().list_tags_for_resource().set_resource_id(p.text("ResourceId")).into_paginator().send())),
    S.single("DescribeAccount", &["AccountId"], &["organizations:DescribeAccount"], |c, p| once(c.organizations().describe_account().set_account_id(p.text("AccountId")).send())),
    S.pages("ListParents", &["ChildId"], &["organizations:ListParents"], |c, p| drain(c.organizations().list_parents().set_child_id(p.text("ChildId")).into_paginator().send())),
    S.pages("ListPolicies", &["Filter"], &["organizations:ListPolicies"], |c, p| drain(c.organizations().list_policies().set_filter(p.choice::<PolicyType>("Filter")).into_paginator().send())),
    S.single("DescribePolicy", &["PolicyId"], &["organizations:DescribePolicy"], |c, p| once(c.organizations().describe_policy().set_policy_id(p.text("PolicyId")).send())),
    S.pages("ListTargetsForPolicy", &["PolicyId"], &["organizations:ListTargetsForPolicy"], |c, p| drain(c.organizations().list_targets_for_policy().set_policy_id(p.text("PolicyId")).into_paginator().send())),
    S.pages("ListPoliciesForTarget", &["TargetId", "Filter"], &["organizations:ListPoliciesForTarget"], |c, p| drain(c.organizations().list_policies_for_target().set_target_id(p.text("TargetId")).set_filter(p.choice::<PolicyType>("Filter")).into_paginator().send())),
    S.single("DescribeEffectivePolicy", &["PolicyType", "TargetId"], &["organizations:DescribeEffectivePolicy"], |c, p| once(c.organizations().describe_effective_policy().set_policy_type(p.choice::<EffectivePolicyType>("PolicyType")).set_target_id(p.text("TargetId")).send())),
    S.single("DescribeResourcePolicy", &[], &["organizations:DescribeResourcePolicy"], |c, _| once(c.organizations().describe_resource_policy().send())),
    S.pages("ListAWSServiceAccessForOrganization", &[], &["organizations:ListAWSServiceAccessForOrganization"], |c, _| drain(c.organizations().list_aws_service_access_for_organization().into_paginator().send())),
    S.pages("ListDelegatedAdministrators", &[], &["organizations:ListDelegatedAdministrators"], |c, _| drain(c.organizations().list_delegated_administrators().into_paginator().send())),
    S.pages("ListDelegatedServicesForAccount", &["AccountId"], &["organizations:ListDelegatedServicesForAccount"], |c, p| drain(c.organizations().list_delegated_services_for_account().set_account_id(p.text("AccountId")).into_paginator().send())),
];
