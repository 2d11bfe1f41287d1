//! Elastic Load Balancing, classic: the reads.

use super::{Reach, Read, Service, drain, follow, once};

const S: Service = Service("elb", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("DescribeLoadBalancers", &["LoadBalancerNames"], &["elasticloadbalancing:DescribeLoadBalancers"], |c, p| drain(c.elb().describe_load_balancers().set_load_balancer_names(p.texts("LoadBalancerNames")).into_paginator().send())),
    S.single("DescribeLoadBalancerAttributes", &["LoadBalancerName"], &["elasticloadbalancing:DescribeLoadBalancerAttributes"], |c, p| once(c.elb().describe_load_balancer_attributes().set_load_balancer_name(p.text("LoadBalancerName")).send())),
    S.single("DescribeLoadBalancerPolicies", &["LoadBalancerName", "PolicyNames"], &["elasticloadbalancing:DescribeLoadBalancerPolicies"], |c, p| once(c.elb().describe_load_balancer_policies().set_load_balancer_name(p.text("LoadBalancerName")).set_policy_names(p.texts("PolicyNames")).send())),
    S.single("DescribeInstanceHealth", &["LoadBalancerName"], &["elasticloadbalancing:DescribeInstanceHealth"], |c, p| once(c.elb().describe_instance_health().set_load_balancer_name(p.text("LoadBalancerName")).send())),
    S.single("DescribeTags", &["LoadBalancerNames"], &["elasticloadbalancing:DescribeTags"], |c, p| once(c.elb().describe_tags().set_load_balancer_names(p.texts("LoadBalancerNames")).send())),
    S.pages("DescribeAccountLimits", &[], &["elasticloadbalancing:DescribeAccountLimits"], |c, _| follow(c.elb().describe_account_limits(), |r, token| r.set_marker(token).send(), |a| a.next_marker)),
];
