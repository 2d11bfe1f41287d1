//! WAF: the reads.

use aws_sdk_wafv2::types::{ResourceType, Scope};

use super::{Reach, Read, Service, follow, once};

const S: Service = Service("wafv2", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListWebACLs", &["Scope"], &["wafv2:ListWebACLs"], |c, p| follow(c.wafv2().list_web_acls().set_scope(p.choice::<Scope>("Scope")), |r, token| r.set_next_marker(token).send(), |a| a.next_marker)),
    S.single("GetWebACL", &["Name", "Id", "Scope", "ARN"], &["wafv2:GetWebACL"], |c, p| once(c.wafv2().get_web_acl().set_name(p.text("Name")).set_id(p.text("Id")).set_scope(p.choice::<Scope>("Scope")).set_arn(p.text("ARN")).send())),
    S.single("GetWebACLForResource", &["ResourceArn"], &["wafv2:GetWebACLForResource"], |c, p| once(c.wafv2().get_web_acl_for_resource().set_resource_arn(p.text("ResourceArn")).send())),
    S.single("ListResourcesForWebACL", &["WebACLArn", "ResourceType"], &["wafv2:ListResourcesForWebACL"], |c, p| once(c.wafv2().list_resources_for_web_acl().set_web_acl_arn(p.text("WebACLArn")).set_resource_type(p.choice::<ResourceType>("ResourceType")).send())),
    S.single("GetLoggingConfiguration", &["ResourceArn"], &["wafv2:GetLoggingConfiguration"], |c, p| once(c.wafv2().get_logging_configuration().set_resource_arn(p.text("ResourceArn")).send())),
    S.pages("ListLoggingConfigurations", &["Scope"], &["wafv2:ListLoggingConfigurations"], |c, p| follow(c.wafv2().list_logging_configurations().set_scope(p.choice::<Scope>("Scope")), |r, token| r.set_next_marker(token).send(), |a| a.next_marker)),
    S.pages("ListRuleGroups", &["Scope"], &["wafv2:ListRuleGroups"], |c, p| follow(c.wafv2().list_rule_groups().set_scope(p.choice::<Scope>("Scope")), |r, token| r.set_next_marker(token).send(), |a| a.next_marker)),
    S.single("GetRuleGroup", &["Name", "Id", "Scope", "ARN"], &["wafv2:GetRuleGroup"], |c, p| once(c.wafv2().get_rule_group().set_name(p.text("Name")).set_id(p.text("Id")).set_scope(p.choice::<Scope>("Scope")).set_arn(p.text("ARN")).send())),
    S.pages("ListIPSets", &["Scope"], &["wafv2:ListIPSets"], |c, p| follow(c.wafv2().list_ip_sets().set_scope(p.choice::<Scope>("Scope")), |r, token| r.set_next_marker(token).send(), |a| a.next_marker)),
    S.single("GetIPSet", &["Name", "Id", "Scope"], &["wafv2:GetIPSet"], |c, p| once(c.wafv2().get_ip_set().set_name(p.text("Name")).set_id(p.text("Id")).set_scope(p.choice::<Scope>("Scope")).send())),
    S.pages("ListRegexPatternSets", &["Scope"], &["wafv2:ListRegexPatternSets"], |c, p| follow(c.wafv2().list_regex_pattern_sets().set_scope(p.choice::<Scope>("Scope")), |r, token| r.set_next_marker(token).send(), |a| a.next_marker)),
    S.single("GetPermissionPolicy", &["ResourceArn"], &["wafv2:GetPermissionPolicy"], |c, p| once(c.wafv2().get_permission_policy().set_resource_arn(p.text("ResourceArn")).send())),
    S.pages("ListTagsForResource", &["ResourceARN"], &["wafv2:ListTagsForResource"], |c, p| follow(c.wafv2().list_tags_for_resource().set_resource_arn(p.text("ResourceARN")), |r, token| r.set_next_marker(token).send(), |a| a.next_marker)),
];
