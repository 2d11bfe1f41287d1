//! Config: the reads.

use aws_sdk_config::types::ComplianceType;

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("config", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.single("DescribeConfigurationRecorders", &["ConfigurationRecorderNames"], &["config:DescribeConfigurationRecorders"], |c, p| once(c.config().describe_configuration_recorders().set_configuration_recorder_names(p.texts("ConfigurationRecorderNames")).send())),
    S.single("DescribeConfigurationRecorderStatus", &["ConfigurationRecorderNames"], &["config:DescribeConfigurationRecorderStatus"], |c, p| once(c.config().describe_configuration_recorder_status().set_configuration_recorder_names(p.texts("ConfigurationRecorderNames")).send())),
    S.single("DescribeDeliveryChannels", &["DeliveryChannelNames"], &["config:DescribeDeliveryChannels"], |c, p| once(c.config().describe_delivery_channels().set_delivery_channel_names(p.texts("DeliveryChannelNames")).send())),
    S.single("DescribeDeliveryChannelStatus", &["DeliveryChannelNames"], &["config:DescribeDeliveryChannelStatus"], |c, p| once(c.config().describe_delivery_channel_status().set_delivery_channel_names(p.texts("DeliveryChannelNames")).send())),
    S.pages("DescribeConfigRules", &["ConfigRuleNames"], &["config:DescribeConfigRules"], |c, p| drain(c.config().describe_config_rules().set_config_rule_names(p.texts("ConfigRuleNames")).into_paginator().send())),
    S.pages("DescribeComplianceByConfigRule", &["ConfigRuleNames", "ComplianceTypes"], &["config:DescribeComplianceByConfigRule"], |c, p| drain(c.config().describe_compliance_by_config_rule().set_config_rule_names(p.texts("ConfigRuleNames")).set_compliance_types(p.choices::<ComplianceType>("ComplianceTypes")).into_paginator().send())),
    S.pages("DescribeConfigRuleEvaluationStatus", &["ConfigRuleNames"], &["config:DescribeConfigRuleEvaluationStatus"], |c, p| drain(c.config().describe_config_rule_evaluation_status().set_config_rule_names(p.texts("ConfigRuleNames")).into_paginator().send())),
    S.single("DescribeRemediationConfigurations", &["ConfigRuleNames"], &["config:DescribeRemediationConfigurations"], |c, p| once(c.config().describe_remediation_configurations().set_config_rule_names(p.texts("ConfigRuleNames")).send())),
    S.pages("DescribeRetentionConfigurations", &[], &["config:DescribeRetentionConfigurations"], |c, _| drain(c.config().describe_retention_configurations().into_paginator().send())),
    S.pages("DescribeConfigurationAggregators", &["ConfigurationAggregatorNames"], &["config:DescribeConfigurationAggregators"], |c, p| drain(c.config().describe_configuration_aggregators().set_configuration_aggregator_names(p.texts("ConfigurationAggregatorNames")).into_paginator().send())),
    S.pages("DescribeAggregationAuthorizations", &[], &["config:DescribeAggregationAuthorizations"], |c, _| drain(c.config().describe_aggregation_authorizations().into_paginator().send())),
    S.pages("DescribeConformancePacks", &["ConformancePackNames"], &["config:DescribeConformancePacks"], |c, p| drain(c.config().describe_conformance_packs().set_conformance_pack_names(p.texts("ConformancePackNames")).into_paginator().send())),
    S.pages("DescribeConformancePackStatus", &["ConformancePackNames"], &["config:DescribeConformancePackStatus"], |c, p| drain(c.config().describe_conformance_pack_status().set_conformance_pack_names(p.texts("ConformancePackNames")).into_paginator().send())),
    S.pages("GetDiscoveredResourceCounts", &["resourceTypes"], &["config:GetDiscoveredResourceCounts"], |c, p| drain(c.config().get_discovered_resource_counts().set_resource_types(p.texts("resourceTypes")).into_paginator().send())),
    S.pages("ListTagsForResource", &["ResourceArn"], &["config:ListTagsForResource"], |c, p| drain(c.config().list_tags_for_resource().set_resource_arn(p.text("ResourceArn")).into_paginator().send())),
];
