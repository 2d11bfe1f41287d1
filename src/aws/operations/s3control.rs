//! S3 Control: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("s3control", Reach::Global);
const REGIONAL: Service = Service("s3control", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.single("GetPublicAccessBlock", &["AccountId"], &["s3:GetAccountPublicAccessBlock"], |c, p| once(c.s3control().get_public_access_block().set_account_id(p.text("AccountId")).send())),
    REGIONAL.pages("ListAccessPoints", &["AccountId", "Bucket"], &["s3:ListAccessPoints"], |c, p| drain(c.s3control().list_access_points().set_account_id(p.text("AccountId")).set_bucket(p.text("Bucket")).into_paginator().send())),
    REGIONAL.single("GetAccessPoint", &["AccountId", "Name"], &["s3:GetAccessPoint"], |c, p| once(c.s3control().get_access_point().set_account_id(p.text("AccountId")).set_name(p.text("Name")).send())),
    REGIONAL.single("GetAccessPointPolicy", &["AccountId", "Name"], &["s3:GetAccessPointPolicy"], |c, p| once(c.s3control().get_access_point_policy().set_account_id(p.text("AccountId")).set_name(p.text("Name")).send())),
    REGIONAL.single("GetAccessPointPolicyStatus", &["AccountId", "Name"], &["s3:GetAccessPointPolicyStatus"], |c, p| once(c.s3control().get_access_point_policy_status().set_account_id(p.text("AccountId")).set_name(p.text("Name")).send())),
    REGIONAL.pages("ListStorageLensConfigurations", &["AccountId"], &["s3:ListStorageLensConfigurations"], |c, p| drain(c.s3control().list_storage_lens_configurations().set_account_id(p.text("AccountId")).into_paginator().send())),
];
