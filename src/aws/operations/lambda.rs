//! Lambda: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("lambda", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListFunctions", &[], &["lambda:ListFunctions"], |c, _| drain(c.lambda.list_functions().into_paginator().send())).hides(&["Functions[].Environment.Variables.*"]),
    S.single("GetFunctionConfiguration", &["FunctionName"], &["lambda:GetFunctionConfiguration"], |c, p| once(c.lambda.get_function_configuration().set_function_name(p.text("FunctionName")).send())).hides(&["Environment.Variables.*"]),
    S.single("GetPolicy", &["FunctionName"], &["lambda:GetPolicy"], |c, p| once(c.lambda.get_policy().set_function_name(p.text("FunctionName")).send())),
    S.single("GetFunctionConcurrency", &["FunctionName"], &["lambda:GetFunctionConcurrency"], |c, p| once(c.lambda.get_function_concurrency().set_function_name(p.text("FunctionName")).send())),
    S.single("GetFunctionEventInvokeConfig", &["FunctionName"], &["lambda:GetFunctionEventInvokeConfig"], |c, p| once(c.lambda.get_function_event_invoke_config().set_function_name(p.text("FunctionName")).send())),
    S.pages("ListEventSourceMappings", &["FunctionName"], &["lambda:ListEventSourceMappings"], |c, p| drain(c.lambda.list_event_source_mappings().set_function_name(p.text("FunctionName")).into_paginator().send())),
    S.single("ListTags", &["Resource"], &["lambda:ListTags"], |c, p| once(c.lambda.list_tags().set_resource(p.text("Resource")).send())),
    S.pages("ListAliases", &["FunctionName"], &["lambda:ListAliases"], |c, p| drain(c.lambda.list_aliases().set_function_name(p.text("FunctionName")).into_paginator().send())),
];
