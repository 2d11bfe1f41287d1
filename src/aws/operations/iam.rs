//! IAM: the reads.

use aws_sdk_iam::operation::get_service_last_accessed_details::GetServiceLastAccessedDetailsOutput;
use aws_sdk_iam::types::{AssignmentStatusType, EntityType, JobStatusType, PolicyScopeType, ReportStateType};

use super::{Next, Reach, Read, Service, Start, begin, drain, follow, once, walk};

const S: Service = Service("iam", Reach::Global);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListUsers", &[], &["iam:ListUsers"], |c, _| drain(c.iam().list_users().into_paginator().send())),
    S.single("GetUser", &["UserName"], &["iam:GetUser"], |c, p| once(c.iam().get_user().set_user_name(p.text("UserName")).send())),
    S.pages("ListMFADevices", &["UserName"], &["iam:ListMFADevices"], |c, p| drain(c.iam().list_mfa_devices().set_user_name(p.text("UserName")).into_paginator().send())),
    S.pages("ListAccessKeys", &["UserName"], &["iam:ListAccessKeys"], |c, p| drain(c.iam().list_access_keys().set_user_name(p.text("UserName")).into_paginator().send())),
    S.single("GetAccessKeyLastUsed", &["AccessKeyId"], &["iam:GetAccessKeyLastUsed"], |c, p| once(c.iam().get_access_key_last_used().set_access_key_id(p.text("AccessKeyId")).send())),
    S.single("GetLoginProfile", &["UserName"], &["iam:GetLoginProfile"], |c, p| once(c.iam().get_login_profile().set_user_name(p.text("UserName")).send())),
    // GenerateCredentialReport and GenerateServiceLastAccessedDetails have AWS work something out that is there to be read, and change
    // nothing: the service authorization reference has them under the access level Read, and SecurityAudit allows them.
    S.single("GenerateCredentialReport", &[], &["iam:GenerateCredentialReport"], |c, _| walk(c.iam().generate_credential_report(), |r, _| r.send(), |a| if a.state == Some(ReportStateType::Complete) { Next::Done } else { Next::Later })),
    // A job's answer is only for the session that started it, so the two are one read.
    S.pages("GetServiceLastAccessedDetails", &["Arn"], &["iam:GenerateServiceLastAccessedDetails", "iam:GetServiceLastAccessedDetails"], |c, p| {
        let look = c.iam().get_service_last_accessed_details().max_items(1000);
        let start = c.iam().generate_service_last_accessed_details().set_arn(p.text("Arn")).send();
        begin(start, |job| walk(look.set_job_id(job.job_id), |r, token| r.set_marker(token).send(), used))
    }).starts(Start { operation: "GenerateServiceLastAccessedDetails", gives: "JobId", seconds: 5, options: "--max-items 1000" }),
    S.single("GetCredentialReport", &[], &["iam:GetCredentialReport"], |c, _| once(c.iam().get_credential_report().send())),
    S.single("GetAccountSummary", &[], &["iam:GetAccountSummary"], |c, _| once(c.iam().get_account_summary().send())),
    S.single("GetAccountPasswordPolicy", &[], &["iam:GetAccountPasswordPolicy"], |c, _| once(c.iam().get_account_password_policy().send())),
    S.pages("ListAccountAliases", &[], &["iam:ListAccountAliases"], |c, _| drain(c.iam().list_account_aliases().into_paginator().send())),
    S.pages("ListRoles", &[], &["iam:ListRoles"], |c, _| drain(c.iam().list_roles().into_paginator().send())),
    S.single("GetRole", &["RoleName"], &["iam:GetRole"], |c, p| once(c.iam().get_role().set_role_name(p.text("RoleName")).send())),
    S.pages("ListPolicies", &["Scope", "OnlyAttached"], &["iam:ListPolicies"], |c, p| drain(c.iam().list_policies().set_scope(p.choice::<PolicyScopeType>("Scope")).set_only_attached(p.flag("OnlyAttached")).into_paginator().send())),
    S.single("GetPolicy", &["PolicyArn"], &["iam:GetPolicy"], |c, p| once(c.iam().get_policy().set_policy_arn(p.text("PolicyArn")).send())),
    S.single("GetPolicyVersion", &["PolicyArn", "VersionId"], &["iam:GetPolicyVersion"], |c, p| once(c.iam().get_policy_version().set_policy_arn(p.text("PolicyArn")).set_version_id(p.text("VersionId")).send())),
    S.pages("ListEntitiesForPolicy", &["PolicyArn"], &["iam:ListEntitiesForPolicy"], |c, p| drain(c.iam().list_entities_for_policy().set_policy_arn(p.text("PolicyArn")).into_paginator().send())),
    S.pages("ListAttachedUserPolicies", &["UserName"], &["iam:ListAttachedUserPolicies"], |c, p| drain(c.iam().list_attached_user_policies().set_user_name(p.text("UserName")).into_paginator().send())),
    S.pages("ListUserPolicies", &["UserName"], &["iam:ListUserPolicies"], |c, p| drain(c.iam().list_user_policies().set_user_name(p.text("UserName")).into_paginator().send())),
    S.pages("ListGroupsForUser", &["UserName"], &["iam:ListGroupsForUser"], |c, p| drain(c.iam().list_groups_for_user().set_user_name(p.text("UserName")).into_paginator().send())),
    S.pages("ListAttachedRolePolicies", &["RoleName"], &["iam:ListAttachedRolePolicies"], |c, p| drain(c.iam().list_attached_role_policies().set_role_name(p.text("RoleName")).into_paginator().send())),
    S.pages("ListServerCertificates", &[], &["iam:ListServerCertificates"], |c, _| drain(c.iam().list_server_certificates().into_paginator().send())),
    S.pages("ListVirtualMFADevices", &["AssignmentStatus"], &["iam:ListVirtualMFADevices"], |c, p| drain(c.iam().list_virtual_mfa_devices().set_assignment_status(p.choice::<AssignmentStatusType>("AssignmentStatus")).into_paginator().send())),
    S.pages("ListGroups", &[], &["iam:ListGroups"], |c, _| drain(c.iam().list_groups().into_paginator().send())),
    S.pages("GetGroup", &["GroupName"], &["iam:GetGroup"], |c, p| drain(c.iam().get_group().set_group_name(p.text("GroupName")).into_paginator().send())),
    S.pages("ListInstanceProfiles", &[], &["iam:ListInstanceProfiles"], |c, _| drain(c.iam().list_instance_profiles().into_paginator().send())),
    S.pages("ListSSHPublicKeys", &["UserName"], &["iam:ListSSHPublicKeys"], |c, p| drain(c.iam().list_ssh_public_keys().set_user_name(p.text("UserName")).into_paginator().send())),
    S.pages("ListServiceSpecificCredentials", &["UserName"], &["iam:ListServiceSpecificCredentials"], |c, p| follow(c.iam().list_service_specific_credentials().set_user_name(p.text("UserName")), |r, token| r.set_marker(token).send(), |a| a.marker)),
    S.pages("GetAccountAuthorizationDetails", &["Filter"], &["iam:GetAccountAuthorizationDetails"], |c, p| drain(c.iam().get_account_authorization_details().set_filter(p.choices::<EntityType>("Filter")).into_paginator().send())),
    S.pages("ListPolicyVersions", &["PolicyArn"], &["iam:ListPolicyVersions"], |c, p| drain(c.iam().list_policy_versions().set_policy_arn(p.text("PolicyArn")).into_paginator().send())),
    S.pages("ListRolePolicies", &["RoleName"], &["iam:ListRolePolicies"], |c, p| drain(c.iam().list_role_policies().set_role_name(p.text("RoleName")).into_paginator().send())),
    S.single("GetRolePolicy", &["RoleName", "PolicyName"], &["iam:GetRolePolicy"], |c, p| once(c.iam().get_role_policy().set_role_name(p.text("RoleName")).set_policy_name(p.text("PolicyName")).send())),
    S.single("GetUserPolicy", &["UserName", "PolicyName"], &["iam:GetUserPolicy"], |c, p| once(c.iam().get_user_policy().set_user_name(p.text("UserName")).set_policy_name(p.text("PolicyName")).send())),
    S.pages("ListGroupPolicies", &["GroupName"], &["iam:ListGroupPolicies"], |c, p| drain(c.iam().list_group_policies().set_group_name(p.text("GroupName")).into_paginator().send())),
    S.single("GetGroupPolicy", &["GroupName", "PolicyName"], &["iam:GetGroupPolicy"], |c, p| once(c.iam().get_group_policy().set_group_name(p.text("GroupName")).set_policy_name(p.text("PolicyName")).send())),
    S.pages("ListAttachedGroupPolicies", &["GroupName"], &["iam:ListAttachedGroupPolicies"], |c, p| drain(c.iam().list_attached_group_policies().set_group_name(p.text("GroupName")).into_paginator().send())),
    S.single("ListSAMLProviders", &[], &["iam:ListSAMLProviders"], |c, _| once(c.iam().list_saml_providers().send())),
    S.single("GetSAMLProvider", &["SAMLProviderArn"], &["iam:GetSAMLProvider"], |c, p| once(c.iam().get_saml_provider().set_saml_provider_arn(p.text("SAMLProviderArn")).send())),
    S.single("ListOpenIDConnectProviders", &[], &["iam:ListOpenIDConnectProviders"], |c, _| once(c.iam().list_open_id_connect_providers().send())),
    S.single("GetOpenIDConnectProvider", &["OpenIDConnectProviderArn"], &["iam:GetOpenIDConnectProvider"], |c, p| once(c.iam().get_open_id_connect_provider().set_open_id_connect_provider_arn(p.text("OpenIDConnectProviderArn")).send())),
    S.pages("ListSigningCertificates", &["UserName"], &["iam:ListSigningCertificates"], |c, p| drain(c.iam().list_signing_certificates().set_user_name(p.text("UserName")).into_paginator().send())),
    S.single("GetInstanceProfile", &["InstanceProfileName"], &["iam:GetInstanceProfile"], |c, p| once(c.iam().get_instance_profile().set_instance_profile_name(p.text("InstanceProfileName")).send())),
    S.pages("ListInstanceProfilesForRole", &["RoleName"], &["iam:ListInstanceProfilesForRole"], |c, p| drain(c.iam().list_instance_profiles_for_role().set_role_name(p.text("RoleName")).into_paginator().send())),
    S.single("GetServerCertificate", &["ServerCertificateName"], &["iam:GetServerCertificate"], |c, p| once(c.iam().get_server_certificate().set_server_certificate_name(p.text("ServerCertificateName")).send())),
    S.pages("ListUserTags", &["UserName"], &["iam:ListUserTags"], |c, p| drain(c.iam().list_user_tags().set_user_name(p.text("UserName")).into_paginator().send())),
    S.pages("ListRoleTags", &["RoleName"], &["iam:ListRoleTags"], |c, p| drain(c.iam().list_role_tags().set_role_name(p.text("RoleName")).into_paginator().send())),
    S.single("ListOrganizationsFeatures", &[], &["iam:ListOrganizationsFeatures"], |c, _| once(c.iam().list_organizations_features().send())),
];

fn used(answer: GetServiceLastAccessedDetailsOutput) -> Next {
    match (answer.job_status, answer.error) {
        (JobStatusType::InProgress, _) => Next::Later,
        (JobStatusType::Completed, _) => answer.marker.map_or(Next::Done, Next::Page),
        (_, Some(error)) => Next::Failed(format!("{}: {}", error.code, error.message)),
        (other, None) => Next::Failed(format!("the job ended as {}", other.as_str())),
    }
}
