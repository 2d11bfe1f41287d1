//! Step Functions: the reads.

use aws_sdk_sfn::types::ExecutionStatus;

use super::{Reach, Read, Service, drain, follow, once};

const S: Service = Service("stepfunctions", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListStateMachines", &[], &["states:ListStateMachines"], |c, _| drain(c.stepfunctions().list_state_machines().into_paginator().send())),
    S.single("DescribeStateMachine", &["stateMachineArn"], &["states:DescribeStateMachine"], |c, p| once(c.stepfunctions().describe_state_machine().set_state_machine_arn(p.text("stateMachineArn")).send())),
    S.pages("ListExecutions", &["stateMachineArn", "statusFilter"], &["states:ListExecutions"], |c, p| drain(c.stepfunctions().list_executions().set_state_machine_arn(p.text("stateMachineArn")).set_status_filter(p.choice::<ExecutionStatus>("statusFilter")).into_paginator().send())),
    S.pages("ListStateMachineAliases", &["stateMachineArn"], &["states:ListStateMachineAliases"], |c, p| follow(c.stepfunctions().list_state_machine_aliases().set_state_machine_arn(p.text("stateMachineArn")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("ListStateMachineVersions", &["stateMachineArn"], &["states:ListStateMachineVersions"], |c, p| follow(c.stepfunctions().list_state_machine_versions().set_state_machine_arn(p.text("stateMachineArn")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("ListActivities", &[], &["states:ListActivities"], |c, _| drain(c.stepfunctions().list_activities().into_paginator().send())),
    S.single("ListTagsForResource", &["resourceArn"], &["states:ListTagsForResource"], |c, p| once(c.stepfunctions().list_tags_for_resource().set_resource_arn(p.text("resourceArn")).send())),
];
