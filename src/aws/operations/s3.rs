//! S3: the reads.

use super::{Reach, Read, Sending, Service, drain, follow, once, wire};
use crate::aws::Params;
use crate::aws::session::Clients;

const S: Service = Service("s3", Reach::Global);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListBuckets", &[], &["s3:ListAllMyBuckets"], |c, _| drain(c.s3().list_buckets().into_paginator().send())),
    S.single("GetBucketLocation", &["Bucket"], &["s3:GetBucketLocation"], |c, p| once(c.s3().get_bucket_location().set_bucket(p.text("Bucket")).send())),
    S.single("GetPublicAccessBlock", &["Bucket"], &["s3:GetBucketPublicAccessBlock"], |c, p| once(c.s3().get_public_access_block().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketPolicy", &["Bucket"], &["s3:GetBucketPolicy"], |c, p| once(c.s3().get_bucket_policy().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketPolicyStatus", &["Bucket"], &["s3:GetBucketPolicyStatus"], |c, p| once(c.s3().get_bucket_policy_status().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketEncryption", &["Bucket"], &["s3:GetEncryptionConfiguration"], |c, p| once(c.s3().get_bucket_encryption().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketVersioning", &["Bucket"], &["s3:GetBucketVersioning"], |c, p| once(c.s3().get_bucket_versioning().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketLifecycleConfiguration", &["Bucket"], &["s3:GetLifecycleConfiguration"], |c, p| once(c.s3().get_bucket_lifecycle_configuration().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketLogging", &["Bucket"], &["s3:GetBucketLogging"], |c, p| once(c.s3().get_bucket_logging().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketTagging", &["Bucket"], &["s3:GetBucketTagging"], |c, p| once(c.s3().get_bucket_tagging().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketAcl", &["Bucket"], &["s3:GetBucketAcl"], |c, p| once(c.s3().get_bucket_acl().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketOwnershipControls", &["Bucket"], &["s3:GetBucketOwnershipControls"], |c, p| once(c.s3().get_bucket_ownership_controls().set_bucket(p.text("Bucket")).send())),
    S.single("GetObjectLockConfiguration", &["Bucket"], &["s3:GetBucketObjectLockConfiguration"], |c, p| once(c.s3().get_object_lock_configuration().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketReplication", &["Bucket"], &["s3:GetReplicationConfiguration"], |c, p| once(c.s3().get_bucket_replication().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketNotificationConfiguration", &["Bucket"], &["s3:GetBucketNotification"], |c, p| once(c.s3().get_bucket_notification_configuration().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketWebsite", &["Bucket"], &["s3:GetBucketWebsite"], |c, p| once(c.s3().get_bucket_website().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketCors", &["Bucket"], &["s3:GetBucketCors"], |c, p| once(c.s3().get_bucket_cors().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketAccelerateConfiguration", &["Bucket"], &["s3:GetAccelerateConfiguration"], |c, p| once(c.s3().get_bucket_accelerate_configuration().set_bucket(p.text("Bucket")).send())),
    S.single("GetBucketRequestPayment", &["Bucket"], &["s3:GetBucketRequestPayment"], |c, p| once(c.s3().get_bucket_request_payment().set_bucket(p.text("Bucket")).send())),
    S.pages("ListBucketIntelligentTieringConfigurations", &["Bucket"], &["s3:GetIntelligentTieringConfiguration"], |c, p| follow(c.s3().list_bucket_intelligent_tiering_configurations().set_bucket(p.text("Bucket")), |r, token| r.set_continuation_token(token).send(), |a| a.next_continuation_token)),
    S.pages("ListBucketInventoryConfigurations", &["Bucket"], &["s3:GetInventoryConfiguration"], |c, p| follow(c.s3().list_bucket_inventory_configurations().set_bucket(p.text("Bucket")), |r, token| r.set_continuation_token(token).send(), |a| a.next_continuation_token)),
    S.pages("ListBucketMetricsConfigurations", &["Bucket"], &["s3:GetMetricsConfiguration"], |c, p| follow(c.s3().list_bucket_metrics_configurations().set_bucket(p.text("Bucket")), |r, token| r.set_continuation_token(token).send(), |a| a.next_continuation_token)),
    S.pages("ListBucketAnalyticsConfigurations", &["Bucket"], &["s3:GetAnalyticsConfiguration"], |c, p| follow(c.s3().list_bucket_analytics_configurations().set_bucket(p.text("Bucket")), |r, token| r.set_continuation_token(token).send(), |a| a.next_continuation_token)),
    S.pages("ListMultipartUploads", &["Bucket"], &["s3:ListBucketMultipartUploads"], multipart_uploads),
];

/// The next page begins after an upload, which its key and its id name.
fn multipart_uploads(c: &Clients, p: &Params) -> Sending {
    let mut request = c.s3().list_multipart_uploads().set_bucket(p.text("Bucket"));
    Box::pin(async move {
        loop {
            let answer = request.clone().send().await.map_err(|e| wire::call_error(&e))?;
            if answer.is_truncated != Some(true) {
                return Ok(());
            }
            request = request.set_key_marker(answer.next_key_marker).set_upload_id_marker(answer.next_upload_id_marker);
        }
    })
}
