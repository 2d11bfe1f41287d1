//! Secrets Manager: the reads.

use aws_sdk_secretsmanager::types::{Filter, FilterNameStringType};

use super::{Reach, Read, Service, drain, once};
use crate::aws::Params;
use crate::aws::params::texts;

const S: Service = Service("secretsmanager", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListSecrets", &["IncludePlannedDeletion", "Filters"], &["secretsmanager:ListSecrets"], |c, p| drain(c.secretsmanager().list_secrets().set_include_planned_deletion(p.flag("IncludePlannedDeletion")).set_filters(filters(p)).into_paginator().send())),
    S.single("DescribeSecret", &["SecretId"], &["secretsmanager:DescribeSecret"], |c, p| once(c.secretsmanager().describe_secret().set_secret_id(p.text("SecretId")).send())),
    S.single("GetResourcePolicy", &["SecretId"], &["secretsmanager:GetResourcePolicy"], |c, p| once(c.secretsmanager().get_resource_policy().set_secret_id(p.text("SecretId")).send())),
    S.pages("ListSecretVersionIds", &["SecretId", "IncludeDeprecated"], &["secretsmanager:ListSecretVersionIds"], |c, p| drain(c.secretsmanager().list_secret_version_ids().set_secret_id(p.text("SecretId")).set_include_deprecated(p.flag("IncludeDeprecated")).into_paginator().send())),
];

fn filters(p: &Params) -> Option<Vec<Filter>> {
    let filters = p.json("Filters")?.as_array()?;
    let one = |f: &serde_json::Value| {
        let key = f.get("Key").and_then(|v| v.as_str()).map(FilterNameStringType::from);
        Filter::builder().set_key(key).set_values(f.get("Values").map(texts)).build()
    };
    Some(filters.iter().map(one).collect())
}
