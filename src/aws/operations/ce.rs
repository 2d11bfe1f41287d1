//! Cost Explorer: the reads.

use aws_sdk_costexplorer::types::{
    DateInterval, Dimension, DimensionValues, Expression, Granularity, GroupDefinition, GroupDefinitionType,
};

use super::{Reach, Read, Sending, Service, wire};
use crate::aws::Params;
use crate::aws::params::texts;
use crate::aws::session::Clients;

const S: Service = Service("ce", Reach::Global);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("GetCostAndUsage", &["TimePeriod", "Granularity", "Metrics", "GroupBy", "Filter"], &["ce:GetCostAndUsage"], cost_and_usage).costs(0.01),
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

/// `Dimensions`, `Not`, `And` and `Or` of Cost Explorer's expressions.
fn expression(written: &serde_json::Value) -> Expression {
    let dimension = |d: &serde_json::Value| {
        let key = d.get("Key").and_then(|k| k.as_str()).map(Dimension::from);
        DimensionValues::builder().set_key(key).set_values(d.get("Values").map(texts)).build()
    };
    let list = |name: &str| {
        let items = written.get(name)?.as_array()?;
        Some(items.iter().map(expression).collect())
    };
    Expression::builder()
        .set_dimensions(written.get("Dimensions").map(dimension))
        .set_not(written.get("Not").map(|inner| Box::new(expression(inner))))
        .set_and(list("And"))
        .set_or(list("Or"))
        .build()
}

/// Cost Explorer pages, though neither botocore nor the SDK has a paginator for it.
fn cost_and_usage(c: &Clients, p: &Params) -> Sending {
    let request =
        c.ce.get_cost_and_usage()
            .set_time_period(time_period(p))
            .set_granularity(p.choice::<Granularity>("Granularity"))
            .set_metrics(p.texts("Metrics"))
            .set_group_by(group_by(p))
            .set_filter(p.json("Filter").map(expression));
    Box::pin(async move {
        let mut token = None;
        loop {
            let answer = request.clone().set_next_page_token(token).send().await;
            token = answer.map_err(|e| wire::call_error(&e))?.next_page_token;
            if token.is_none() {
                return Ok(());
            }
        }
    })
}
