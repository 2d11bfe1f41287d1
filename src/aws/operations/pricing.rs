//! Price List: the reads.

use aws_sdk_pricing::types::{Filter, FilterType};

use super::{Reach, Read, Service, drain};
use crate::aws::Params;

const S: Service = Service("pricing", Reach::Global);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("DescribeServices", &["ServiceCode"], &["pricing:DescribeServices"], |c, p| drain(c.pricing().describe_services().set_service_code(p.text("ServiceCode")).into_paginator().send())),
    S.pages("GetAttributeValues", &["ServiceCode", "AttributeName"], &["pricing:GetAttributeValues"], |c, p| drain(c.pricing().get_attribute_values().set_service_code(p.text("ServiceCode")).set_attribute_name(p.text("AttributeName")).into_paginator().send())),
    S.pages("GetProducts", &["ServiceCode", "Filters", "FormatVersion"], &["pricing:GetProducts"], |c, p| drain(c.pricing().get_products().set_service_code(p.text("ServiceCode")).set_filters(filters(p)).set_format_version(p.text("FormatVersion")).into_paginator().send())),
];

/// `[{Type, Field, Value}]`; one that lacks any is left out.
fn filters(p: &Params) -> Option<Vec<Filter>> {
    let filters = p.json("Filters")?.as_array()?;
    let text = |f: &serde_json::Value, name: &str| f.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    let one = |f| {
        let kind = text(f, "Type").map(|t| FilterType::from(t.as_str()));
        Filter::builder().set_type(kind).set_field(text(f, "Field")).set_value(text(f, "Value")).build().ok()
    };
    Some(filters.iter().filter_map(one).collect())
}
