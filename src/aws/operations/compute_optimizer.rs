//! Compute Optimizer: the reads.

use super::{Reach, Read, Service, drain, follow, once};

const S: Service = Service("compute-optimizer", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.single("GetEnrollmentStatus", &[], &["compute-optimizer:GetEnrollmentStatus"], |c, _| once(c.compute_optimizer().get_enrollment_status().send())),
    S.pages("GetRecommendationSummaries", &["accountIds"], &["compute-optimizer:GetRecommendationSummaries"], |c, p| drain(c.compute_optimizer().get_recommendation_summaries().set_account_ids(p.texts("accountIds")).into_paginator().send())),
    S.pages("GetEC2InstanceRecommendations", &["instanceArns"], &["compute-optimizer:GetEC2InstanceRecommendations"], |c, p| follow(c.compute_optimizer().get_ec2_instance_recommendations().set_instance_arns(p.texts("instanceArns")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("GetAutoScalingGroupRecommendations", &["autoScalingGroupArns"], &["compute-optimizer:GetAutoScalingGroupRecommendations"], |c, p| follow(c.compute_optimizer().get_auto_scaling_group_recommendations().set_auto_scaling_group_arns(p.texts("autoScalingGroupArns")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("GetEBSVolumeRecommendations", &["volumeArns"], &["compute-optimizer:GetEBSVolumeRecommendations"], |c, p| follow(c.compute_optimizer().get_ebs_volume_recommendations().set_volume_arns(p.texts("volumeArns")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("GetLambdaFunctionRecommendations", &["functionArns"], &["compute-optimizer:GetLambdaFunctionRecommendations"], |c, p| drain(c.compute_optimizer().get_lambda_function_recommendations().set_function_arns(p.texts("functionArns")).into_paginator().send())),
    S.pages("GetECSServiceRecommendations", &["serviceArns"], &["compute-optimizer:GetECSServiceRecommendations"], |c, p| follow(c.compute_optimizer().get_ecs_service_recommendations().set_service_arns(p.texts("serviceArns")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("GetRDSDatabaseRecommendations", &["resourceArns"], &["compute-optimizer:GetRDSDatabaseRecommendations"], |c, p| follow(c.compute_optimizer().get_rds_database_recommendations().set_resource_arns(p.texts("resourceArns")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("GetIdleRecommendations", &["resourceArns"], &["compute-optimizer:GetIdleRecommendations"], |c, p| follow(c.compute_optimizer().get_idle_recommendations().set_resource_arns(p.texts("resourceArns")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("GetLicenseRecommendations", &["resourceArns"], &["compute-optimizer:GetLicenseRecommendations"], |c, p| follow(c.compute_optimizer().get_license_recommendations().set_resource_arns(p.texts("resourceArns")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
];
