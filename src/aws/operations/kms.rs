//! KMS: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("kms", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListKeys", &[], &["kms:ListKeys"], |c, _| drain(c.kms().list_keys().into_paginator().send())),
    S.single("DescribeKey", &["KeyId"], &["kms:DescribeKey"], |c, p| once(c.kms().describe_key().set_key_id(p.text("KeyId")).send())),
    S.single("GetKeyRotationStatus", &["KeyId"], &["kms:GetKeyRotationStatus"], |c, p| once(c.kms().get_key_rotation_status().set_key_id(p.text("KeyId")).send())),
    S.single("GetKeyPolicy", &["KeyId", "PolicyName"], &["kms:GetKeyPolicy"], |c, p| once(c.kms().get_key_policy().set_key_id(p.text("KeyId")).set_policy_name(p.text("PolicyName")).send())),
    S.pages("ListAliases", &["KeyId"], &["kms:ListAliases"], |c, p| drain(c.kms().list_aliases().set_key_id(p.text("KeyId")).into_paginator().send())),
    S.pages("ListResourceTags", &["KeyId"], &["kms:ListResourceTags"], |c, p| drain(c.kms().list_resource_tags().set_key_id(p.text("KeyId")).into_paginator().send())),
    S.pages("ListGrants", &["KeyId"], &["kms:ListGrants"], |c, p| drain(c.kms().list_grants().set_key_id(p.text("KeyId")).into_paginator().send())),
    S.pages("ListKeyPolicies", &["KeyId"], &["kms:ListKeyPolicies"], |c, p| drain(c.kms().list_key_policies().set_key_id(p.text("KeyId")).into_paginator().send())),
    S.pages("ListKeyRotations", &["KeyId"], &["kms:ListKeyRotations"], |c, p| drain(c.kms().list_key_rotations().set_key_id(p.text("KeyId")).into_paginator().send())),
    S.pages("DescribeCustomKeyStores", &["CustomKeyStoreId"], &["kms:DescribeCustomKeyStores"], |c, p| drain(c.kms().describe_custom_key_stores().set_custom_key_store_id(p.text("CustomKeyStoreId")).into_paginator().send())),
];
