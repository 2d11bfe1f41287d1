//! CloudTrail: the reads.

use aws_sdk_cloudtrail::types::{LookupAttribute, LookupAttributeKey};

use super::{Reach, Read, Service, drain, once};
use crate::aws::Params;

const S: Service = Service("cloudtrail", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.single("DescribeTrails", &["trailNameList", "includeShadowTrails"], &["cloudtrail:DescribeTrails"], |c, p| once(c.cloudtrail().describe_trails().set_trail_name_list(p.texts("trailNameList")).set_include_shadow_trails(p.flag("includeShadowTrails")).send())),
    S.single("GetTrailStatus", &["Name"], &["cloudtrail:GetTrailStatus"], |c, p| once(c.cloudtrail().get_trail_status().set_name(p.text("Name")).send())),
    S.single("GetEventSelectors", &["TrailName"], &["cloudtrail:GetEventSelectors"], |c, p| once(c.cloudtrail().get_event_selectors().set_trail_name(p.text("TrailName")).send())),
    S.pages("ListTrails", &[], &["cloudtrail:ListTrails"], |c, _| drain(c.cloudtrail().list_trails().into_paginator().send())),
    S.pages("LookupEvents", &["LookupAttributes", "StartTime", "EndTime"], &["cloudtrail:LookupEvents"], |c, p| drain(c.cloudtrail().lookup_events().set_lookup_attributes(lookup_attributes(p)).set_start_time(p.time("StartTime")).set_end_time(p.time("EndTime")).into_paginator().send())),
    S.single("GetTrail", &["Name"], &["cloudtrail:GetTrail"], |c, p| once(c.cloudtrail().get_trail().set_name(p.text("Name")).send())),
    S.single("GetInsightSelectors", &["TrailName", "EventDataStore"], &["cloudtrail:GetInsightSelectors"], |c, p| once(c.cloudtrail().get_insight_selectors().set_trail_name(p.text("TrailName")).set_event_data_store(p.text("EventDataStore")).send())),
    S.pages("ListTags", &["ResourceIdList"], &["cloudtrail:ListTags"], |c, p| drain(c.cloudtrail().list_tags().set_resource_id_list(p.texts("ResourceIdList")).into_paginator().send())),
    S.pages("ListEventDataStores", &[], &["cloudtrail:ListEventDataStores"], |c, _| drain(c.cloudtrail().list_event_data_stores().into_paginator().send())),
    S.single("GetEventDataStore", &["EventDataStore"], &["cloudtrail:GetEventDataStore"], |c, p| once(c.cloudtrail().get_event_data_store().set_event_data_store(p.text("EventDataStore")).send())),
    S.pages("ListChannels", &[], &["cloudtrail:ListChannels"], |c, _| drain(c.cloudtrail().list_channels().into_paginator().send())),
    S.single("GetResourcePolicy", &["ResourceArn"], &["cloudtrail:GetResourcePolicy"], |c, p| once(c.cloudtrail().get_resource_policy().set_resource_arn(p.text("ResourceArn")).send())),
];

fn lookup_attributes(p: &Params) -> Option<Vec<LookupAttribute>> {
    let attributes = p.json("LookupAttributes")?.as_array()?;
    let text = |a: &serde_json::Value, name: &str| a.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    let one = |a| {
        let key = text(a, "AttributeKey").map(|k| LookupAttributeKey::from(k.as_str()));
        LookupAttribute::builder().set_attribute_key(key).set_attribute_value(text(a, "AttributeValue")).build().ok()
    };
    Some(attributes.iter().filter_map(one).collect())
}
