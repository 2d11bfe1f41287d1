//! S3 Control: the reads.

use super::{Reach, Read, Service, once};

const S: Service = Service("s3control", Reach::Global);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.single("GetPublicAccessBlock", &["AccountId"], &["s3:GetAccountPublicAccessBlock"], |c, p| once(c.s3control.get_public_access_block().set_account_id(p.text("AccountId")).send())),
];
