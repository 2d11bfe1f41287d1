//! CloudWatch: the reads.

use aws_sdk_cloudwatch::types::AlarmType;

use super::{Reach, Read, Service, drain};

const S: Service = Service("cloudwatch", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("DescribeAlarms", &["AlarmNames", "AlarmTypes"], &["cloudwatch:DescribeAlarms"], |c, p| drain(c.cloudwatch.describe_alarms().set_alarm_names(p.texts("AlarmNames")).set_alarm_types(p.choices::<AlarmType>("AlarmTypes")).into_paginator().send())),
    S.pages("ListMetrics", &["Namespace", "MetricName"], &["cloudwatch:ListMetrics"], |c, p| drain(c.cloudwatch.list_metrics().set_namespace(p.text("Namespace")).set_metric_name(p.text("MetricName")).into_paginator().send())),
    S.pages("DescribeAnomalyDetectors", &[], &["cloudwatch:DescribeAnomalyDetectors"], |c, _| drain(c.cloudwatch.describe_anomaly_detectors().into_paginator().send())),
];
