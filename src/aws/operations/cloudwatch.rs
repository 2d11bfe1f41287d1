//! CloudWatch: the reads. GetMetricData costs 0.01 USD for 1,000 metrics asked for, and a call asks for 500 at most
//! (<https://aws.amazon.com/cloudwatch/pricing/>).

use aws_sdk_cloudwatch::types::{
    AlarmType, Dimension, HistoryItemType, Metric, MetricDataQuery, MetricStat, ScanBy, StandardUnit,
};

use super::{Reach, Read, Service, drain, once};
use crate::aws::Params;
use crate::aws::params::items;
use serde_json::Value;

const S: Service = Service("cloudwatch", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("DescribeAlarms", &["AlarmNames", "AlarmTypes"], &["cloudwatch:DescribeAlarms"], |c, p| drain(c.cloudwatch().describe_alarms().set_alarm_names(p.texts("AlarmNames")).set_alarm_types(p.choices::<AlarmType>("AlarmTypes")).into_paginator().send())),
    S.pages("ListMetrics", &["Namespace", "MetricName"], &["cloudwatch:ListMetrics"], |c, p| drain(c.cloudwatch().list_metrics().set_namespace(p.text("Namespace")).set_metric_name(p.text("MetricName")).into_paginator().send())),
    S.pages("DescribeAnomalyDetectors", &[], &["cloudwatch:DescribeAnomalyDetectors"], |c, _| drain(c.cloudwatch().describe_anomaly_detectors().into_paginator().send())),
    S.pages("GetMetricData", &["MetricDataQueries", "StartTime", "EndTime", "ScanBy"], &["cloudwatch:GetMetricData"], |c, p| drain(c.cloudwatch().get_metric_data().set_metric_data_queries(queries(p)).set_start_time(p.time("StartTime")).set_end_time(p.time("EndTime")).set_scan_by(p.choice::<ScanBy>("ScanBy")).into_paginator().send())).costs(0.005).charges_each("MetricDataQueries", 500),
    S.pages("DescribeAlarmHistory", &["AlarmName", "AlarmTypes", "HistoryItemType", "StartDate", "EndDate"], &["cloudwatch:DescribeAlarmHistory"], |c, p| drain(c.cloudwatch().describe_alarm_history().set_alarm_name(p.text("AlarmName")).set_alarm_types(p.choices::<AlarmType>("AlarmTypes")).set_history_item_type(p.choice::<HistoryItemType>("HistoryItemType")).set_start_date(p.time("StartDate")).set_end_date(p.time("EndDate")).into_paginator().send())),
    S.pages("ListDashboards", &["DashboardNamePrefix"], &["cloudwatch:ListDashboards"], |c, p| drain(c.cloudwatch().list_dashboards().set_dashboard_name_prefix(p.text("DashboardNamePrefix")).into_paginator().send())),
    S.pages("ListMetricStreams", &[], &["cloudwatch:ListMetricStreams"], |c, _| drain(c.cloudwatch().list_metric_streams().into_paginator().send())),
    S.pages("DescribeInsightRules", &[], &["cloudwatch:DescribeInsightRules"], |c, _| drain(c.cloudwatch().describe_insight_rules().into_paginator().send())),
    S.single("ListTagsForResource", &["ResourceARN"], &["cloudwatch:ListTagsForResource"], |c, p| once(c.cloudwatch().list_tags_for_resource().set_resource_arn(p.text("ResourceARN")).send())),
];

/// Queries of single metrics, and expressions over them.
fn queries(p: &Params) -> Option<Vec<MetricDataQuery>> {
    Some(items(p.json("MetricDataQueries")?).map(query).collect())
}

fn query(written: &Value) -> MetricDataQuery {
    MetricDataQuery::builder()
        .set_id(text(written, "Id"))
        .set_metric_stat(written.get("MetricStat").map(stat))
        .set_expression(text(written, "Expression"))
        .set_label(text(written, "Label"))
        .set_return_data(written.get("ReturnData").and_then(Value::as_bool))
        .set_period(seconds(written, "Period"))
        .set_account_id(text(written, "AccountId"))
        .build()
}

fn stat(written: &Value) -> MetricStat {
    MetricStat::builder()
        .set_metric(written.get("Metric").map(metric))
        .set_period(seconds(written, "Period"))
        .set_stat(text(written, "Stat"))
        .set_unit(text(written, "Unit").map(|u| StandardUnit::from(u.as_str())))
        .build()
}

fn metric(written: &Value) -> Metric {
    let dimension = |d| Dimension::builder().set_name(text(d, "Name")).set_value(text(d, "Value")).build();
    Metric::builder()
        .set_namespace(text(written, "Namespace"))
        .set_metric_name(text(written, "MetricName"))
        .set_dimensions(written.get("Dimensions").map(|list| items(list).map(dimension).collect()))
        .build()
}

fn text(written: &Value, name: &str) -> Option<String> {
    written.get(name)?.as_str().map(str::to_owned)
}

fn seconds(written: &Value, name: &str) -> Option<i32> {
    written.get(name)?.as_i64()?.try_into().ok()
}
