//! ECR: the reads.

use aws_sdk_ecr::types::ImageIdentifier;

use super::{Reach, Read, Service, drain, once};
use crate::aws::Params;

const S: Service = Service("ecr", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("DescribeRepositories", &["repositoryNames"], &["ecr:DescribeRepositories"], |c, p| drain(c.ecr().describe_repositories().set_repository_names(p.texts("repositoryNames")).into_paginator().send())),
    S.single("GetRepositoryPolicy", &["repositoryName"], &["ecr:GetRepositoryPolicy"], |c, p| once(c.ecr().get_repository_policy().set_repository_name(p.text("repositoryName")).send())),
    S.single("GetLifecyclePolicy", &["repositoryName"], &["ecr:GetLifecyclePolicy"], |c, p| once(c.ecr().get_lifecycle_policy().set_repository_name(p.text("repositoryName")).send())),
    S.pages("ListImages", &["repositoryName"], &["ecr:ListImages"], |c, p| drain(c.ecr().list_images().set_repository_name(p.text("repositoryName")).into_paginator().send())),
    S.pages("DescribeImages", &["repositoryName"], &["ecr:DescribeImages"], |c, p| drain(c.ecr().describe_images().set_repository_name(p.text("repositoryName")).into_paginator().send())),
    S.pages("DescribeImageScanFindings", &["repositoryName", "imageId"], &["ecr:DescribeImageScanFindings"], |c, p| drain(c.ecr().describe_image_scan_findings().set_repository_name(p.text("repositoryName")).set_image_id(image(p)).into_paginator().send())),
    S.single("ListTagsForResource", &["resourceArn"], &["ecr:ListTagsForResource"], |c, p| once(c.ecr().list_tags_for_resource().set_resource_arn(p.text("resourceArn")).send())),
    S.single("DescribeRegistry", &[], &["ecr:DescribeRegistry"], |c, _| once(c.ecr().describe_registry().send())),
    S.single("GetRegistryPolicy", &[], &["ecr:GetRegistryPolicy"], |c, _| once(c.ecr().get_registry_policy().send())),
    S.single("GetRegistryScanningConfiguration", &[], &["ecr:GetRegistryScanningConfiguration"], |c, _| once(c.ecr().get_registry_scanning_configuration().send())),
    S.pages("DescribePullThroughCacheRules", &[], &["ecr:DescribePullThroughCacheRules"], |c, _| drain(c.ecr().describe_pull_through_cache_rules().into_paginator().send())),
    S.pages("DescribeRepositoryCreationTemplates", &[], &["ecr:DescribeRepositoryCreationTemplates"], |c, _| drain(c.ecr().describe_repository_creation_templates().into_paginator().send())),
    S.single("GetAccountSetting", &["name"], &["ecr:GetAccountSetting"], |c, p| once(c.ecr().get_account_setting().set_name(p.text("name")).send())),
];

fn image(p: &Params) -> Option<ImageIdentifier> {
    let id = p.json("imageId")?;
    let text = |name: &str| id.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    Some(ImageIdentifier::builder().set_image_digest(text("imageDigest")).set_image_tag(text("imageTag")).build())
}
