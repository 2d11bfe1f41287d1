//! Service Quotas: the reads.

use aws_sdk_servicequotas::types::RequestStatus;

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("service-quotas", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListServices", &[], &["servicequotas:ListServices"], |c, _| drain(c.service_quotas().list_services().into_paginator().send())),
    S.pages("ListServiceQuotas", &["ServiceCode"], &["servicequotas:ListServiceQuotas"], |c, p| drain(c.service_quotas().list_service_quotas().set_service_code(p.text("ServiceCode")).into_paginator().send())),
    S.pages("ListAWSDefaultServiceQuotas", &["ServiceCode"], &["servicequotas:ListAWSDefaultServiceQuotas"], |c, p| drain(c.service_quotas().list_aws_default_service_quotas().set_service_code(p.text("ServiceCode")).into_paginator().send())),
    S.single("GetServiceQuota", &["ServiceCode", "QuotaCode"], &["servicequotas:GetServiceQuota"], |c, p| once(c.service_quotas().get_service_quota().set_service_code(p.text("ServiceCode")).set_quota_code(p.text("QuotaCode")).send())),
    S.single("GetAWSDefaultServiceQuota", &["ServiceCode", "QuotaCode"], &["servicequotas:GetAWSDefaultServiceQuota"], |c, p| once(c.service_quotas().get_aws_default_service_quota().set_service_code(p.text("ServiceCode")).set_quota_code(p.text("QuotaCode")).send())),
    S.pages("ListRequestedServiceQuotaChangeHistory", &["ServiceCode", "Status"], &["servicequotas:ListRequestedServiceQuotaChangeHistory"], |c, p| drain(c.service_quotas().list_requested_service_quota_change_history().set_service_code(p.text("ServiceCode")).set_status(p.choice::<RequestStatus>("Status")).into_paginator().send())),
];
