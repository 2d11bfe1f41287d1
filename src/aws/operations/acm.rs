//! Certificate Manager: the reads.

use aws_sdk_acm::types::{CertificateStatus, Filters, KeyAlgorithm};

use super::{Reach, Read, Service, drain, once};
use crate::aws::Params;
use crate::aws::params::texts;

const S: Service = Service("acm", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListCertificates", &["CertificateStatuses", "Includes"], &["acm:ListCertificates"], |c, p| drain(c.acm().list_certificates().set_certificate_statuses(p.choices::<CertificateStatus>("CertificateStatuses")).set_includes(includes(p)).into_paginator().send())),
    S.single("DescribeCertificate", &["CertificateArn"], &["acm:DescribeCertificate"], |c, p| once(c.acm().describe_certificate().set_certificate_arn(p.text("CertificateArn")).send())),
    S.single("ListTagsForCertificate", &["CertificateArn"], &["acm:ListTagsForCertificate"], |c, p| once(c.acm().list_tags_for_certificate().set_certificate_arn(p.text("CertificateArn")).send())),
    S.single("GetAccountConfiguration", &[], &["acm:GetAccountConfiguration"], |c, _| once(c.acm().get_account_configuration().send())),
];

/// `{"keyTypes": [...]}`: left to itself, ListCertificates lists certificates with RSA keys of up to 2048 bits only.
fn includes(p: &Params) -> Option<Filters> {
    let kinds = texts(p.json("Includes")?.get("keyTypes")?);
    let kinds = kinds.iter().map(|k| KeyAlgorithm::from(k.as_str())).collect();
    Some(Filters::builder().set_key_types(Some(kinds)).build())
}
