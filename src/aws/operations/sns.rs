//! SNS: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("sns", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListTopics", &[], &["sns:ListTopics"], |c, _| drain(c.sns().list_topics().into_paginator().send())),
    S.single("GetTopicAttributes", &["TopicArn"], &["sns:GetTopicAttributes"], |c, p| once(c.sns().get_topic_attributes().set_topic_arn(p.text("TopicArn")).send())),
    S.single("GetDataProtectionPolicy", &["ResourceArn"], &["sns:GetDataProtectionPolicy"], |c, p| once(c.sns().get_data_protection_policy().set_resource_arn(p.text("ResourceArn")).send())),
    S.pages("ListSubscriptions", &[], &["sns:ListSubscriptions"], |c, _| drain(c.sns().list_subscriptions().into_paginator().send())),
    S.pages("ListSubscriptionsByTopic", &["TopicArn"], &["sns:ListSubscriptionsByTopic"], |c, p| drain(c.sns().list_subscriptions_by_topic().set_topic_arn(p.text("TopicArn")).into_paginator().send())),
    S.single("GetSubscriptionAttributes", &["SubscriptionArn"], &["sns:GetSubscriptionAttributes"], |c, p| once(c.sns().get_subscription_attributes().set_subscription_arn(p.text("SubscriptionArn")).send())),
    S.pages("ListPlatformApplications", &[], &["sns:ListPlatformApplications"], |c, _| drain(c.sns().list_platform_applications().into_paginator().send())).hides(&["PlatformApplications[].Attributes.PlatformCredential", "PlatformApplications[].Attributes.PlatformPrincipal"]),
    S.single("GetSMSAttributes", &["attributes"], &["sns:GetSMSAttributes"], |c, p| once(c.sns().get_sms_attributes().set_attributes(p.texts("attributes")).send())),
    S.single("GetSMSSandboxAccountStatus", &[], &["sns:GetSMSSandboxAccountStatus"], |c, _| once(c.sns().get_sms_sandbox_account_status().send())),
    S.single("ListTagsForResource", &["ResourceArn"], &["sns:ListTagsForResource"], |c, p| once(c.sns().list_tags_for_resource().set_resource_arn(p.text("ResourceArn")).send())),
];
