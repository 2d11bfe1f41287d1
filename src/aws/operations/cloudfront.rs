//! CloudFront: the reads.

use aws_sdk_cloudfront::types::{CachePolicyType, OriginRequestPolicyType, ResponseHeadersPolicyType};

use super::{Reach, Read, Service, drain, follow, once};

const S: Service = Service("cloudfront", Reach::Global);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListDistributions", &[], &["cloudfront:ListDistributions"], |c, _| drain(c.cloudfront().list_distributions().into_paginator().send())).hides(&["DistributionList.Items[].Origins.Items[].CustomHeaders.Items[].HeaderValue"]),
    S.single("GetDistribution", &["Id"], &["cloudfront:GetDistribution"], |c, p| once(c.cloudfront().get_distribution().set_id(p.text("Id")).send())).hides(&["Distribution.DistributionConfig.Origins.Items[].CustomHeaders.Items[].HeaderValue"]),
    S.single("GetDistributionConfig", &["Id"], &["cloudfront:GetDistributionConfig"], |c, p| once(c.cloudfront().get_distribution_config().set_id(p.text("Id")).send())).hides(&["DistributionConfig.Origins.Items[].CustomHeaders.Items[].HeaderValue"]),
    S.pages("ListStreamingDistributions", &[], &["cloudfront:ListStreamingDistributions"], |c, _| drain(c.cloudfront().list_streaming_distributions().into_paginator().send())),
    S.single("GetMonitoringSubscription", &["DistributionId"], &["cloudfront:GetMonitoringSubscription"], |c, p| once(c.cloudfront().get_monitoring_subscription().set_distribution_id(p.text("DistributionId")).send())),
    S.pages("ListOriginAccessControls", &[], &["cloudfront:ListOriginAccessControls"], |c, _| drain(c.cloudfront().list_origin_access_controls().into_paginator().send())),
    S.pages("ListCloudFrontOriginAccessIdentities", &[], &["cloudfront:ListCloudFrontOriginAccessIdentities"], |c, _| drain(c.cloudfront().list_cloud_front_origin_access_identities().into_paginator().send())),
    S.pages("ListCachePolicies", &["Type"], &["cloudfront:ListCachePolicies"], |c, p| follow(c.cloudfront().list_cache_policies().set_type(p.choice::<CachePolicyType>("Type")), |r, token| r.set_marker(token).send(), |a| a.cache_policy_list.and_then(|l| l.next_marker))),
    S.pages("ListOriginRequestPolicies", &["Type"], &["cloudfront:ListOriginRequestPolicies"], |c, p| follow(c.cloudfront().list_origin_request_policies().set_type(p.choice::<OriginRequestPolicyType>("Type")), |r, token| r.set_marker(token).send(), |a| a.origin_request_policy_list.and_then(|l| l.next_marker))),
    S.pages("ListResponseHeadersPolicies", &["Type"], &["cloudfront:ListResponseHeadersPolicies"], |c, p| follow(c.cloudfront().list_response_headers_policies().set_type(p.choice::<ResponseHeadersPolicyType>("Type")), |r, token| r.set_marker(token).send(), |a| a.response_headers_policy_list.and_then(|l| l.next_marker))),
    S.single("GetResponseHeadersPolicy", &["Id"], &["cloudfront:GetResponseHeadersPolicy"], |c, p| once(c.cloudfront().get_response_headers_policy().set_id(p.text("Id")).send())),
    S.pages("ListFunctions", &[], &["cloudfront:ListFunctions"], |c, _| follow(c.cloudfront().list_functions(), |r, token| r.set_marker(token).send(), |a| a.function_list.and_then(|l| l.next_marker))),
    S.pages("ListKeyGroups", &[], &["cloudfront:ListKeyGroups"], |c, _| follow(c.cloudfront().list_key_groups(), |r, token| r.set_marker(token).send(), |a| a.key_group_list.and_then(|l| l.next_marker))),
    S.pages("ListPublicKeys", &[], &["cloudfront:ListPublicKeys"], |c, _| drain(c.cloudfront().list_public_keys().into_paginator().send())),
    S.pages("ListRealtimeLogConfigs", &[], &["cloudfront:ListRealtimeLogConfigs"], |c, _| follow(c.cloudfront().list_realtime_log_configs(), |r, token| r.set_marker(token).send(), |a| a.realtime_log_configs.and_then(|l| l.next_marker))),
    S.single("ListTagsForResource", &["Resource"], &["cloudfront:ListTagsForResource"], |c, p| once(c.cloudfront().list_tags_for_resource().set_resource(p.text("Resource")).send())),
];
