//! EventBridge: the reads.

use super::{Reach, Read, Service, follow, once};

const S: Service = Service("events", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListEventBuses", &["NamePrefix"], &["events:ListEventBuses"], |c, p| follow(c.events().list_event_buses().set_name_prefix(p.text("NamePrefix")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.single("DescribeEventBus", &["Name"], &["events:DescribeEventBus"], |c, p| once(c.events().describe_event_bus().set_name(p.text("Name")).send())),
    S.pages("ListRules", &["NamePrefix", "EventBusName"], &["events:ListRules"], |c, p| follow(c.events().list_rules().set_name_prefix(p.text("NamePrefix")).set_event_bus_name(p.text("EventBusName")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.single("DescribeRule", &["Name", "EventBusName"], &["events:DescribeRule"], |c, p| once(c.events().describe_rule().set_name(p.text("Name")).set_event_bus_name(p.text("EventBusName")).send())),
    S.pages("ListTargetsByRule", &["Rule", "EventBusName"], &["events:ListTargetsByRule"], |c, p| follow(c.events().list_targets_by_rule().set_rule(p.text("Rule")).set_event_bus_name(p.text("EventBusName")), |r, token| r.set_next_token(token).send(), |a| a.next_token)).hides(&["Targets[].Input", "Targets[].HttpParameters.HeaderParameters.*", "Targets[].HttpParameters.QueryStringParameters.*"]),
    S.pages("ListArchives", &["NamePrefix"], &["events:ListArchives"], |c, p| follow(c.events().list_archives().set_name_prefix(p.text("NamePrefix")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("ListConnections", &["NamePrefix"], &["events:ListConnections"], |c, p| follow(c.events().list_connections().set_name_prefix(p.text("NamePrefix")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("ListApiDestinations", &["NamePrefix"], &["events:ListApiDestinations"], |c, p| follow(c.events().list_api_destinations().set_name_prefix(p.text("NamePrefix")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("ListEndpoints", &["NamePrefix"], &["events:ListEndpoints"], |c, p| follow(c.events().list_endpoints().set_name_prefix(p.text("NamePrefix")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("ListEventSources", &["NamePrefix"], &["events:ListEventSources"], |c, p| follow(c.events().list_event_sources().set_name_prefix(p.text("NamePrefix")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.single("ListTagsForResource", &["ResourceARN"], &["events:ListTagsForResource"], |c, p| once(c.events().list_tags_for_resource().set_resource_arn(p.text("ResourceARN")).send())),
];
