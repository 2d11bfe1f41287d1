//! Route 53: the reads.

use aws_sdk_route53::types::{AccountLimitType, TagResourceType};

use super::{Reach, Read, Sending, Service, drain, follow, once, wire};
use crate::aws::Params;
use crate::aws::session::Clients;

const S: Service = Service("route53", Reach::Global);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListHostedZones", &[], &["route53:ListHostedZones"], |c, _| drain(c.route53().list_hosted_zones().into_paginator().send())),
    S.single("GetHostedZone", &["Id"], &["route53:GetHostedZone"], |c, p| once(c.route53().get_hosted_zone().set_id(p.text("Id")).send())),
    S.pages("ListResourceRecordSets", &["HostedZoneId"], &["route53:ListResourceRecordSets"], record_sets),
    S.pages("ListHealthChecks", &[], &["route53:ListHealthChecks"], |c, _| drain(c.route53().list_health_checks().into_paginator().send())),
    S.single("GetHealthCheck", &["HealthCheckId"], &["route53:GetHealthCheck"], |c, p| once(c.route53().get_health_check().set_health_check_id(p.text("HealthCheckId")).send())),
    S.single("GetHealthCheckStatus", &["HealthCheckId"], &["route53:GetHealthCheckStatus"], |c, p| once(c.route53().get_health_check_status().set_health_check_id(p.text("HealthCheckId")).send())),
    S.pages("ListQueryLoggingConfigs", &["HostedZoneId"], &["route53:ListQueryLoggingConfigs"], |c, p| drain(c.route53().list_query_logging_configs().set_hosted_zone_id(p.text("HostedZoneId")).into_paginator().send())),
    S.single("GetDNSSEC", &["HostedZoneId"], &["route53:GetDNSSEC"], |c, p| once(c.route53().get_dnssec().set_hosted_zone_id(p.text("HostedZoneId")).send())),
    S.pages("ListVPCAssociationAuthorizations", &["HostedZoneId"], &["route53:ListVPCAssociationAuthorizations"], |c, p| follow(c.route53().list_vpc_association_authorizations().set_hosted_zone_id(p.text("HostedZoneId")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.single("ListTagsForResource", &["ResourceType", "ResourceId"], &["route53:ListTagsForResource"], |c, p| once(c.route53().list_tags_for_resource().set_resource_type(p.choice::<TagResourceType>("ResourceType")).set_resource_id(p.text("ResourceId")).send())),
    S.single("GetAccountLimit", &["Type"], &["route53:GetAccountLimit"], |c, p| once(c.route53().get_account_limit().set_type(p.choice::<AccountLimitType>("Type")).send())),
];

/// The next page begins at a record, which name, type and, where routing policies make several of one, set name.
fn record_sets(c: &Clients, p: &Params) -> Sending {
    let mut request = c.route53().list_resource_record_sets().set_hosted_zone_id(p.text("HostedZoneId"));
    Box::pin(async move {
        loop {
            let answer = request.clone().send().await.map_err(|e| wire::call_error(&e))?;
            if !answer.is_truncated {
                return Ok(());
            }
            request = request
                .set_start_record_name(answer.next_record_name)
                .set_start_record_type(answer.next_record_type)
                .set_start_record_identifier(answer.next_record_identifier);
        }
    })
}
