//! STS: the reads.

use super::{Reach, Read, Service, once};

const S: Service = Service("sts", Reach::Global);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.single("GetCallerIdentity", &[], &["sts:GetCallerIdentity"], |c, _| once(c.sts().get_caller_identity().send())),
];
