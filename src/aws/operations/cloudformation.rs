//! CloudFormation: the reads.

use aws_sdk_cloudformation::types::{StackResourceDriftStatus, StackSetStatus, StackStatus};

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("cloudformation", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("DescribeStacks", &["StackName"], &["cloudformation:DescribeStacks"], |c, p| drain(c.cloudformation().describe_stacks().set_stack_name(p.text("StackName")).into_paginator().send())).hides(&["Stacks[].Parameters[].ParameterValue", "Stacks[].Parameters[].ResolvedValue", "Stacks[].Outputs[].OutputValue"]),
    S.pages("ListStacks", &["StackStatusFilter"], &["cloudformation:ListStacks"], |c, p| drain(c.cloudformation().list_stacks().set_stack_status_filter(p.choices::<StackStatus>("StackStatusFilter")).into_paginator().send())),
    S.pages("ListStackResources", &["StackName"], &["cloudformation:ListStackResources"], |c, p| drain(c.cloudformation().list_stack_resources().set_stack_name(p.text("StackName")).into_paginator().send())),
    S.pages("DescribeStackResourceDrifts", &["StackName", "StackResourceDriftStatusFilters"], &["cloudformation:DescribeStackResourceDrifts"], |c, p| drain(c.cloudformation().describe_stack_resource_drifts().set_stack_name(p.text("StackName")).set_stack_resource_drift_status_filters(p.choices::<StackResourceDriftStatus>("StackResourceDriftStatusFilters")).into_paginator().send())).hides(&["StackResourceDrifts[].ExpectedProperties", "StackResourceDrifts[].ActualProperties", "StackResourceDrifts[].PropertyDifferences[].ExpectedValue", "StackResourceDrifts[].PropertyDifferences[].ActualValue"]),
    S.pages("DescribeStackEvents", &["StackName"], &["cloudformation:DescribeStackEvents"], |c, p| drain(c.cloudformation().describe_stack_events().set_stack_name(p.text("StackName")).into_paginator().send())).hides(&["StackEvents[].ResourceProperties"]),
    S.single("GetStackPolicy", &["StackName"], &["cloudformation:GetStackPolicy"], |c, p| once(c.cloudformation().get_stack_policy().set_stack_name(p.text("StackName")).send())),
    S.pages("ListStackSets", &["Status"], &["cloudformation:ListStackSets"], |c, p| drain(c.cloudformation().list_stack_sets().set_status(p.choice::<StackSetStatus>("Status")).into_paginator().send())),
    S.single("DescribeStackSet", &["StackSetName"], &["cloudformation:DescribeStackSet"], |c, p| once(c.cloudformation().describe_stack_set().set_stack_set_name(p.text("StackSetName")).send())).hides(&["StackSet.Parameters[].ParameterValue", "StackSet.TemplateBody"]),
    S.pages("ListStackInstances", &["StackSetName"], &["cloudformation:ListStackInstances"], |c, p| drain(c.cloudformation().list_stack_instances().set_stack_set_name(p.text("StackSetName")).into_paginator().send())),
    S.pages("ListExports", &[], &["cloudformation:ListExports"], |c, _| drain(c.cloudformation().list_exports().into_paginator().send())).hides(&["Exports[].Value"]),
    S.pages("DescribeAccountLimits", &[], &["cloudformation:DescribeAccountLimits"], |c, _| drain(c.cloudformation().describe_account_limits().into_paginator().send())),
];
