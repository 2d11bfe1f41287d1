//! S3: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("s3", Reach::Global);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListBuckets", &[], &["s3:ListAllMyBuckets"], |c, _| drain(c.s3.list_buckets().into_paginator().send())),
    S.single("GetBucketLocation", &["Bucket"], &["s3:GetBucketLocation"], |c, p| once(c.s3.get_bucket_location().set_bucket(p.text("Bucket")).send())),
    S.single("GetPublicAccessBlock", &["Bucket"], &["s3:GetBucketPublicAccessBlock"], |c, p| once(c.s3.get_public_access_block().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketPolicy", &["Bucket"], &["s3:GetBucketPolicy"], |c, p| once(c.s3.get_bucket_policy().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketPolicyStatus", &["Bucket"], &["s3:GetBucketPolicyStatus"], |c, p| once(c.s3.get_bucket_policy_status().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketEncryption", &["Bucket"], &["s3:GetEncryptionConfiguration"], |c, p| once(c.s3.get_bucket_encryption().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketVersioning", &["Bucket"], &["s3:GetBucketVersioning"], |c, p| once(c.s3.get_bucket_versioning().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketLifecycleConfiguration", &["Bucket"], &["s3:GetLifecycleConfiguration"], |c, p| once(c.s3.get_bucket_lifecycle_configuration().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketLogging", &["Bucket"], &["s3:GetBucketLogging"], |c, p| once(c.s3.get_bucket_logging().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketTagging", &["Bucket"], &["s3:GetBucketTagging"], |c, p| once(c.s3.get_bucket_tagging().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketAcl", &["Bucket"], &["s3:GetBucketAcl"], |c, p| once(c.s3.get_bucket_acl().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketOwnershipControls", &["Bucket"], &["s3:GetBucketOwnershipControls"], |c, p| once(c.s3.get_bucket_ownership_controls().set_bucket(p.text("Bucket")).send())),
    S.single("GetObjectLockConfiguration", &["Bucket"], &["s3:GetBucketObjectLockConfiguration"], |c, p| once(c.s3.get_object_lock_configuration().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketReplication", &["Bucket"], &["s3:GetReplicationConfiguration"], |c, p| once(c.s3.get_bucket_replication().set_bucket(p.text("Bucket")).send())),
];
