//! OpenSearch: the reads.

use super::{Reach, Read, Service, drain, follow, once};

const S: Service = Service("opensearch", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.single("ListDomainNames", &[], &["es:ListDomainNames"], |c, _| once(c.opensearch().list_domain_names().send())),
    S.single("DescribeDomains", &["DomainNames"], &["es:DescribeDomains"], |c, p| once(c.opensearch().describe_domains().set_domain_names(p.texts("DomainNames")).send())),
    S.single("DescribeDomain", &["DomainName"], &["es:DescribeDomain"], |c, p| once(c.opensearch().describe_domain().set_domain_name(p.text("DomainName")).send())),
    S.single("DescribeDomainConfig", &["DomainName"], &["es:DescribeDomainConfig"], |c, p| once(c.opensearch().describe_domain_config().set_domain_name(p.text("DomainName")).send())),
    S.single("DescribeDomainHealth", &["DomainName"], &["es:DescribeDomainHealth"], |c, p| once(c.opensearch().describe_domain_health().set_domain_name(p.text("DomainName")).send())),
    S.pages("DescribeDomainAutoTunes", &["DomainName"], &["es:DescribeDomainAutoTunes"], |c, p| drain(c.opensearch().describe_domain_auto_tunes().set_domain_name(p.text("DomainName")).into_paginator().send())),
    S.pages("GetUpgradeHistory", &["DomainName"], &["es:GetUpgradeHistory"], |c, p| drain(c.opensearch().get_upgrade_history().set_domain_name(p.text("DomainName")).into_paginator().send())),
    S.single("GetCompatibleVersions", &["DomainName"], &["es:GetCompatibleVersions"], |c, p| once(c.opensearch().get_compatible_versions().set_domain_name(p.text("DomainName")).send())),
    S.pages("ListVersions", &[], &["es:ListVersions"], |c, _| drain(c.opensearch().list_versions().into_paginator().send())),
    S.pages("ListVpcEndpoints", &[], &["es:ListVpcEndpoints"], |c, _| follow(c.opensearch().list_vpc_endpoints(), |r, token| r.set_next_token(token).send(), |a| Some(a.next_token))),
    S.pages("DescribeReservedInstances", &[], &["es:DescribeReservedInstances"], |c, _| drain(c.opensearch().describe_reserved_instances().into_paginator().send())),
    S.single("ListTags", &["ARN"], &["es:ListTags"], |c, p| once(c.opensearch().list_tags().set_arn(p.text("ARN")).send())),
];
