//! Lambda: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("lambda", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListFunctions", &[], &["lambda:ListFunctions"], |c, _| drain(c.lambda().list_functions().into_paginator().send())).hides(&["Functions[].Environment.Variables.*"]),
    S.single("GetFunctionConfiguration", &["FunctionName"], &["lambda:GetFunctionConfiguration"], |c, p| once(c.lambda().get_function_configuration().set_function_name(p.text("FunctionName")).send())).hides(&["Environment.Variables.*"]),
    S.single("GetPolicy", &["FunctionName"], &["lambda:GetPolicy"], |c, p| once(c.lambda().get_policy().set_function_name(p.text("FunctionName")).send())),
    S.single("GetFunctionConcurrency", &["FunctionName"], &["lambda:GetFunctionConcurrency"], |c, p| once(c.lambda().get_function_concurrency().set_function_name(p.text("FunctionName")).send())),
    S.single("GetFunctionEventInvokeConfig", &["FunctionName"], &["lambda:GetFunctionEventInvokeConfig"], |c, p| once(c.lambda().get_function_event_invoke_config().set_function_name(p.text("FunctionName")).send())),
    S.pages("ListEventSourceMappings", &["FunctionName"], &["lambda:ListEventSourceMappings"], |c, p| drain(c.lambda().list_event_source_mappings().set_function_name(p.text("FunctionName")).into_paginator().send())),
    S.single("ListTags", &["Resource"], &["lambda:ListTags"], |c, p| once(c.lambda().list_tags().set_resource(p.text("Resource")).send())),
    S.pages("ListAliases", &["FunctionName"], &["lambda:ListAliases"], |c, p| drain(c.lambda().list_aliases().set_function_name(p.text("FunctionName")).into_paginator().send())),
    S.single("GetAccountSettings", &[], &["lambda:GetAccountSettings"], |c, _| once(c.lambda().get_account_settings().send())),
    S.pages("ListVersionsByFunction", &["FunctionName"], &["lambda:ListVersionsByFunction"], |c, p| drain(c.lambda().list_versions_by_function().set_function_name(p.text("FunctionName")).into_paginator().send())).hides(&["Versions[].Environment.Variables.*"]),
    S.pages("ListFunctionUrlConfigs", &["FunctionName"], &["lambda:ListFunctionUrlConfigs"], |c, p| drain(c.lambda().list_function_url_configs().set_function_name(p.text("FunctionName")).into_paginator().send())),
    S.single("GetFunctionUrlConfig", &["FunctionName", "Qualifier"], &["lambda:GetFunctionUrlConfig"], |c, p| once(c.lambda().get_function_url_config().set_function_name(p.text("FunctionName")).set_qualifier(p.text("Qualifier")).send())),
    S.pages("ListFunctionEventInvokeConfigs", &["FunctionName"], &["lambda:ListFunctionEventInvokeConfigs"], |c, p| drain(c.lambda().list_function_event_invoke_configs().set_function_name(p.text("FunctionName")).into_paginator().send())),
    S.pages("ListProvisionedConcurrencyConfigs", &["FunctionName"], &["lambda:ListProvisionedConcurrencyConfigs"], |c, p| drain(c.lambda().list_provisioned_concurrency_configs().set_function_name(p.text("FunctionName")).into_paginator().send())),
    S.single("GetRuntimeManagementConfig", &["FunctionName"], &["lambda:GetRuntimeManagementConfig"], |c, p| once(c.lambda().get_runtime_management_config().set_function_name(p.text("FunctionName")).send())),
    S.single("GetFunctionRecursionConfig", &["FunctionName"], &["lambda:GetFunctionRecursionConfig"], |c, p| once(c.lambda().get_function_recursion_config().set_function_name(p.text("FunctionName")).send())),
    S.single("GetFunctionCodeSigningConfig", &["FunctionName"], &["lambda:GetFunctionCodeSigningConfig"], |c, p| once(c.lambda().get_function_code_signing_config().set_function_name(p.text("FunctionName")).send())),
    S.pages("ListCodeSigningConfigs", &[], &["lambda:ListCodeSigningConfigs"], |c, _| drain(c.lambda().list_code_signing_configs().into_paginator().send())),
    S.pages("ListLayers", &[], &["lambda:ListLayers"], |c, _| drain(c.lambda().list_layers().into_paginator().send())),
    S.pages("ListLayerVersions", &["LayerName"], &["lambda:ListLayerVersions"], |c, p| drain(c.lambda().list_layer_versions().set_layer_name(p.text("LayerName")).into_paginator().send())),
    S.single("GetLayerVersionPolicy", &["LayerName", "VersionNumber"], &["lambda:GetLayerVersionPolicy"], |c, p| once(c.lambda().get_layer_version_policy().set_layer_name(p.text("LayerName")).set_version_number(p.number::<i64>("VersionNumber")).send())),
];
