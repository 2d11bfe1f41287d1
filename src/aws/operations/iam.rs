//! IAM: the reads.

use aws_sdk_iam::types::{AssignmentStatusType, PolicyScopeType};

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("iam", Reach::Global);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListUsers", &[], &["iam:ListUsers"], |c, _| drain(c.iam.list_users().into_paginator().send())),
    S.single("GetUser", &["UserName"], &["iam:GetUser"], |c, p| once(c.iam.get_user().set_user_name(p.text("UserName")).send())),
    S.pages("ListMFADevices", &["UserName"], &["iam:ListMFADevices"], |c, p| drain(c.iam.list_mfa_devices().set_user_name(p.text("UserName")).into_paginator().send())),
    S.pages("ListAccessKeys", &["UserName"], &["iam:ListAccessKeys"], |c, p| drain(c.iam.list_access_keys().set_user_name(p.text("UserName")).into_paginator().send())),
    S.single("GetAccessKeyLastUsed", &["AccessKeyId"], &["iam:GetAccessKeyLastUsed"], |c, p| once(c.iam.get_access_key_last_used().set_access_key_id(p.text("AccessKeyId")).send())),
    S.single("GetLoginProfile", &["UserName"], &["iam:GetLoginProfile"], |c, p| once(c.iam.get_login_profile().set_user_name(p.text("UserName")).send())),
    S.single("GetAccountSummary", &[], &["iam:GetAccountSummary"], |c, _| once(c.iam.get_account_summary().send())),
    S.single("GetAccountPasswordPolicy", &[], &["iam:GetAccountPasswordPolicy"], |c, _| once(c.iam.get_account_password_policy().send())),
    S.pages("ListAccountAliases", &[], &["iam:ListAccountAliases"], |c, _| drain(c.iam.list_account_aliases().into_paginator().send())),
    S.pages("ListRoles", &[], &["iam:ListRoles"], |c, _| drain(c.iam.list_roles().into_paginator().send())),
    S.single("GetRole", &["RoleName"], &["iam:GetRole"], |c, p| once(c.iam.get_role().set_role_name(p.text("RoleName")).send())),
    S.pages("ListPolicies", &["Scope", "OnlyAttached"], &["iam:ListPolicies"], |c, p| drain(c.iam.list_policies().set_scope(p.choice::<PolicyScopeType>("Scope")).set_only_attached(p.flag("OnlyAttached")).into_paginator().send())),
    S.single("GetPolicy", &["PolicyArn"], &["iam:GetPolicy"], |c, p| once(c.iam.get_policy().set_policy_arn(p.text("PolicyArn")).send())),
    S.single("GetPolicyVersion", &["PolicyArn", "VersionId"], &["iam:GetPolicyVersion"], |c, p| once(c.iam.get_policy_version().set_policy_arn(p.text("PolicyArn")).set_version_id(p.text("VersionId")).send())),
    S.pages("ListEntitiesForPolicy", &["PolicyArn"], &["iam:ListEntitiesForPolicy"], |c, p| drain(c.iam.list_entities_for_policy().set_policy_arn(p.text("PolicyArn")).into_paginator().send())),
    S.pages("ListAttachedUserPolicies", &["UserName"], &["iam:ListAttachedUserPolicies"], |c, p| drain(c.iam.list_attached_user_policies().set_user_name(p.text("UserName")).into_paginator().send())),
    S.pages("ListUserPolicies", &["UserName"], &["iam:ListUserPolicies"], |c, p| drain(c.iam.list_user_policies().set_user_name(p.text("UserName")).into_paginator().send())),
    S.pages("ListGroupsForUser", &["UserName"], &["iam:ListGroupsForUser"], |c, p| drain(c.iam.list_groups_for_user().set_user_name(p.text("UserName")).into_paginator().send())),
    S.pages("ListAttachedRolePolicies", &["RoleName"], &["iam:ListAttachedRolePolicies"], |c, p| drain(c.iam.list_attached_role_policies().set_role_name(p.text("RoleName")).into_paginator().send())),
    S.pages("ListServerCertificates", &[], &["iam:ListServerCertificates"], |c, _| drain(c.iam.list_server_certificates().into_paginator().send())),
    S.pages("ListVirtualMFADevices", &["AssignmentStatus"], &["iam:ListVirtualMFADevices"], |c, p| drain(c.iam.list_virtual_mfa_devices().set_assignment_status(p.choice::<AssignmentStatusType>("AssignmentStatus")).into_paginator().send())),
    S.pages("ListGroups", &[], &["iam:ListGroups"], |c, _| drain(c.iam.list_groups().into_paginator().send())),
    S.pages("GetGroup", &["GroupName"], &["iam:GetGroup"], |c, p| drain(c.iam.get_group().set_group_name(p.text("GroupName")).into_paginator().send())),
    S.pages("ListInstanceProfiles", &[], &["iam:ListInstanceProfiles"], |c, _| drain(c.iam.list_instance_profiles().into_paginator().send())),
    S.pages("ListSSHPublicKeys", &["UserName"], &["iam:ListSSHPublicKeys"], |c, p| drain(c.iam.list_ssh_public_keys().set_user_name(p.text("UserName")).into_paginator().send())),
    S.single("ListServiceSpecificCredentials", &["UserName"], &["iam:ListServiceSpecificCredentials"], |c, p| once(c.iam.list_service_specific_credentials().set_user_name(p.text("UserName")).send())),
];
