//! Cost Explorer: the reads. Each request, so each page, costs 0.01 USD
//! (<https://aws.amazon.com/aws-cost-management/aws-cost-explorer/pricing/>).

use aws_sdk_costexplorer::types::{
    AccountScope, AnomalyDateInterval, AnomalyFeedbackType, CostAllocationTagStatus, CostAllocationTagType,
    DateInterval, Dimension, DimensionValues, Expression, Granularity, GroupDefinition, GroupDefinitionType,
    LookbackPeriodInDays, MatchOption, Metric, PaymentOption, SupportedSavingsPlansType, TagValues, TermInYears,
};

use super::{Reach, Read, Service, drain, follow, once};
use crate::aws::Params;
use crate::aws::params::texts;

const S: Service = Service("ce", Reach::Global);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("GetCostAndUsage", &["TimePeriod", "Granularity", "Metrics", "GroupBy", "Filter"], &["ce:GetCostAndUsage"], |c, p| follow(c.ce().get_cost_and_usage().set_time_period(time_period(p)).set_granularity(p.choice::<Granularity>("Granularity")).set_metrics(p.texts("Metrics")).set_group_by(group_by(p)).set_filter(filter(p)), |r, token| r.set_next_page_token(token).send(), |a| a.next_page_token)).costs(0.01),
    S.single("GetCostForecast", &["TimePeriod", "Metric", "Granularity", "Filter"], &["ce:GetCostForecast"], |c, p| once(c.ce().get_cost_forecast().set_time_period(time_period(p)).set_metric(p.choice::<Metric>("Metric")).set_granularity(p.choice::<Granularity>("Granularity")).set_filter(filter(p)).send())).costs(0.01),
    S.single("GetUsageForecast", &["TimePeriod", "Metric", "Granularity", "Filter"], &["ce:GetUsageForecast"], |c, p| once(c.ce().get_usage_forecast().set_time_period(time_period(p)).set_metric(p.choice::<Metric>("Metric")).set_granularity(p.choice::<Granularity>("Granularity")).set_filter(filter(p)).send())).costs(0.01),
    S.pages("GetDimensionValues", &["TimePeriod", "Dimension", "SearchString", "Filter"], &["ce:GetDimensionValues"], |c, p| follow(c.ce().get_dimension_values().set_time_period(time_period(p)).set_dimension(p.choice::<Dimension>("Dimension")).set_search_string(p.text("SearchString")).set_filter(filter(p)), |r, token| r.set_next_page_token(token).send(), |a| a.next_page_token)).costs(0.01),
    S.pages("GetTags", &["TimePeriod", "TagKey", "Filter"], &["ce:GetTags"], |c, p| follow(c.ce().get_tags().set_time_period(time_period(p)).set_tag_key(p.text("TagKey")).set_filter(filter(p)), |r, token| r.set_next_page_token(token).send(), |a| a.next_page_token)).costs(0.01),
    S.pages("GetCostCategories", &["TimePeriod", "CostCategoryName"], &["ce:GetCostCategories"], |c, p| follow(c.ce().get_cost_categories().set_time_period(time_period(p)).set_cost_category_name(p.text("CostCategoryName")), |r, token| r.set_next_page_token(token).send(), |a| a.next_page_token)).costs(0.01),
    S.pages("GetReservationCoverage", &["TimePeriod", "GroupBy", "Granularity", "Filter"], &["ce:GetReservationCoverage"], |c, p| follow(c.ce().get_reservation_coverage().set_time_period(time_period(p)).set_group_by(group_by(p)).set_granularity(p.choice::<Granularity>("Granularity")).set_filter(filter(p)), |r, token| r.set_next_page_token(token).send(), |a| a.next_page_token)).costs(0.01),
    S.pages("GetReservationUtilization", &["TimePeriod", "GroupBy", "Granularity", "Filter"], &["ce:GetReservationUtilization"], |c, p| follow(c.ce().get_reservation_utilization().set_time_period(time_period(p)).set_group_by(group_by(p)).set_granularity(p.choice::<Granularity>("Granularity")).set_filter(filter(p)), |r, token| r.set_next_page_token(token).send(), |a| a.next_page_token)).costs(0.01),
    S.pages("GetReservationPurchaseRecommendation", &["Service", "AccountScope", "LookbackPeriodInDays", "TermInYears", "PaymentOption"], &["ce:GetReservationPurchaseRecommendation"], |c, p| drain(c.ce().get_reservation_purchase_recommendation().set_service(p.text("Service")).set_account_scope(p.choice::<AccountScope>("AccountScope")).set_lookback_period_in_days(p.choice::<LookbackPeriodInDays>("LookbackPeriodInDays")).set_term_in_years(p.choice::<TermInYears>("TermInYears")).set_payment_option(p.choice::<PaymentOption>("PaymentOption")).into_paginator().send())).costs(0.01),
    S.pages("GetSavingsPlansCoverage", &["TimePeriod", "GroupBy", "Granularity", "Filter"], &["ce:GetSavingsPlansCoverage"], |c, p| drain(c.ce().get_savings_plans_coverage().set_time_period(time_period(p)).set_group_by(group_by(p)).set_granularity(p.choice::<Granularity>("Granularity")).set_filter(filter(p)).into_paginator().send())).costs(0.01),
    S.single("GetSavingsPlansUtilization", &["TimePeriod", "Granularity", "Filter"], &["ce:GetSavingsPlansUtilization"], |c, p| once(c.ce().get_savings_plans_utilization().set_time_period(time_period(p)).set_granularity(p.choice::<Granularity>("Granularity")).set_filter(filter(p)).send())).costs(0.01),
    S.pages("GetSavingsPlansUtilizationDetails", &["TimePeriod", "Filter"], &["ce:GetSavingsPlansUtilizationDetails"], |c, p| drain(c.ce().get_savings_plans_utilization_details().set_time_period(time_period(p)).set_filter(filter(p)).into_paginator().send())).costs(0.01),
    S.pages("GetSavingsPlansPurchaseRecommendation", &["SavingsPlansType", "TermInYears", "PaymentOption", "LookbackPeriodInDays", "AccountScope"], &["ce:GetSavingsPlansPurchaseRecommendation"], |c, p| follow(c.ce().get_savings_plans_purchase_recommendation().set_savings_plans_type(p.choice::<SupportedSavingsPlansType>("SavingsPlansType")).set_term_in_years(p.choice::<TermInYears>("TermInYears")).set_payment_option(p.choice::<PaymentOption>("PaymentOption")).set_lookback_period_in_days(p.choice::<LookbackPeriodInDays>("LookbackPeriodInDays")).set_account_scope(p.choice::<AccountScope>("AccountScope")), |r, token| r.set_next_page_token(token).send(), |a| a.next_page_token)).costs(0.01),
    S.pages("GetRightsizingRecommendation", &["Service", "Filter"], &["ce:GetRightsizingRecommendation"], |c, p| drain(c.ce().get_rightsizing_recommendation().set_service(p.text("Service")).set_filter(filter(p)).into_paginator().send())).costs(0.01),
    S.pages("GetAnomalies", &["DateInterval", "MonitorArn", "Feedback"], &["ce:GetAnomalies"], |c, p| drain(c.ce().get_anomalies().set_date_interval(anomaly_dates(p)).set_monitor_arn(p.text("MonitorArn")).set_feedback(p.choice::<AnomalyFeedbackType>("Feedback")).into_paginator().send())).costs(0.01),
    S.pages("GetAnomalyMonitors", &["MonitorArnList"], &["ce:GetAnomalyMonitors"], |c, p| drain(c.ce().get_anomaly_monitors().set_monitor_arn_list(p.texts("MonitorArnList")).into_paginator().send())).costs(0.01),
    S.pages("GetAnomalySubscriptions", &["SubscriptionArnList", "MonitorArn"], &["ce:GetAnomalySubscriptions"], |c, p| drain(c.ce().get_anomaly_subscriptions().set_subscription_arn_list(p.texts("SubscriptionArnList")).set_monitor_arn(p.text("MonitorArn")).into_paginator().send())).costs(0.01),
    S.pages("ListCostCategoryDefinitions", &[], &["ce:ListCostCategoryDefinitions"], |c, _| drain(c.ce().list_cost_category_definitions().into_paginator().send())).costs(0.01),
    S.pages("ListCostAllocationTags", &["Status", "Type"], &["ce:ListCostAllocationTags"], |c, p| drain(c.ce().list_cost_allocation_tags().set_status(p.choice::<CostAllocationTagStatus>("Status")).set_type(p.choice::<CostAllocationTagType>("Type")).into_paginator().send())).costs(0.01),
];

fn time_period(p: &Params) -> Option<DateInterval> {
    let period = p.json("TimePeriod")?;
    let day = |name: &str| period.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    DateInterval::builder().set_start(day("Start")).set_end(day("End")).build().ok()
}

fn group_by(p: &Params) -> Option<Vec<GroupDefinition>> {
    let groups = p.json("GroupBy")?.as_array()?;
    let text = |group: &serde_json::Value, name: &str| group.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    let one = |group| {
        let kind = text(group, "Type").map(|t| GroupDefinitionType::from(t.as_str()));
        GroupDefinition::builder().set_type(kind).set_key(text(group, "Key")).build()
    };
    Some(groups.iter().map(one).collect())
}

/// `Dimensions`, `Tags`, `Not`, `And` and `Or` of Cost Explorer's expressions.
fn expression(written: &serde_json::Value) -> Expression {
    let dimension = |d: &serde_json::Value| {
        let key = d.get("Key").and_then(|k| k.as_str()).map(Dimension::from);
        DimensionValues::builder().set_key(key).set_values(d.get("Values").map(texts)).build()
    };
    let tag = |t: &serde_json::Value| {
        let key = t.get("Key").and_then(|k| k.as_str()).map(str::to_owned);
        let options =
            t.get("MatchOptions").map(|o| texts(o).into_iter().map(|o| MatchOption::from(o.as_str())).collect());
        TagValues::builder().set_key(key).set_values(t.get("Values").map(texts)).set_match_options(options).build()
    };
    let list = |name: &str| {
        let items = written.get(name)?.as_array()?;
        Some(items.iter().map(expression).collect())
    };
    Expression::builder()
        .set_dimensions(written.get("Dimensions").map(dimension))
        .set_tags(written.get("Tags").map(tag))
        .set_not(written.get("Not").map(|inner| Box::new(expression(inner))))
        .set_and(list("And"))
        .set_or(list("Or"))
        .build()
}

fn filter(p: &Params) -> Option<Expression> {
    p.json("Filter").map(expression)
}

fn anomaly_dates(p: &Params) -> Option<AnomalyDateInterval> {
    let interval = p.json("DateInterval")?;
    let day = |name: &str| interval.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    AnomalyDateInterval::builder().set_start_date(day("StartDate")).set_end_date(day("EndDate")).build().ok()
}
