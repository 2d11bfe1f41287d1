//! CodeBuild: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("codebuild", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListProjects", &[], &["codebuild:ListProjects"], |c, _| drain(c.codebuild().list_projects().into_paginator().send())),
    S.single("BatchGetProjects", &["names"], &["codebuild:BatchGetProjects"], |c, p| once(c.codebuild().batch_get_projects().set_names(p.texts("names")).send())).hides(&["projects[].environment.environmentVariables[].value", "projects[].source.location", "projects[].secondarySources[].location"]),
    S.pages("ListBuildsForProject", &["projectName"], &["codebuild:ListBuildsForProject"], |c, p| drain(c.codebuild().list_builds_for_project().set_project_name(p.text("projectName")).into_paginator().send())),
    S.single("BatchGetBuilds", &["ids"], &["codebuild:BatchGetBuilds"], |c, p| once(c.codebuild().batch_get_builds().set_ids(p.texts("ids")).send())).hides(&["builds[].source.location", "builds[].secondarySources[].location", "builds[].environment.environmentVariables[].value", "builds[].exportedEnvironmentVariables[].value"]),
    S.pages("ListReportGroups", &[], &["codebuild:ListReportGroups"], |c, _| drain(c.codebuild().list_report_groups().into_paginator().send())),
    S.single("BatchGetReportGroups", &["reportGroupArns"], &["codebuild:BatchGetReportGroups"], |c, p| once(c.codebuild().batch_get_report_groups().set_report_group_arns(p.texts("reportGroupArns")).send())),
    S.single("ListSourceCredentials", &[], &["codebuild:ListSourceCredentials"], |c, _| once(c.codebuild().list_source_credentials().send())),
    S.pages("ListFleets", &[], &["codebuild:ListFleets"], |c, _| drain(c.codebuild().list_fleets().into_paginator().send())),
    S.single("GetResourcePolicy", &["resourceArn"], &["codebuild:GetResourcePolicy"], |c, p| once(c.codebuild().get_resource_policy().set_resource_arn(p.text("resourceArn")).send())),
];
