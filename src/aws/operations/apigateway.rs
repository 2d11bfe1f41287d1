//! API Gateway, REST APIs: the reads.

use super::{Reach, Read, Service, drain, follow, once};

const S: Service = Service("apigateway", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("GetRestApis", &[], &["apigateway:GET"], |c, _| drain(c.apigateway().get_rest_apis().into_paginator().send())),
    S.single("GetRestApi", &["restApiId"], &["apigateway:GET"], |c, p| once(c.apigateway().get_rest_api().set_rest_api_id(p.text("restApiId")).send())),
    S.single("GetStages", &["restApiId"], &["apigateway:GET"], |c, p| once(c.apigateway().get_stages().set_rest_api_id(p.text("restApiId")).send())).hides(&["item[].variables.*"]),
    S.single("GetStage", &["restApiId", "stageName"], &["apigateway:GET"], |c, p| once(c.apigateway().get_stage().set_rest_api_id(p.text("restApiId")).set_stage_name(p.text("stageName")).send())).hides(&["variables.*"]),
    S.pages("GetResources", &["restApiId", "embed"], &["apigateway:GET"], |c, p| drain(c.apigateway().get_resources().set_rest_api_id(p.text("restApiId")).set_embed(p.texts("embed")).into_paginator().send())).hides(&["items[].resourceMethods.*.methodIntegration.requestParameters.*", "items[].resourceMethods.*.methodIntegration.requestTemplates.*"]),
    S.pages("GetAuthorizers", &["restApiId"], &["apigateway:GET"], |c, p| follow(c.apigateway().get_authorizers().set_rest_api_id(p.text("restApiId")), |r, token| r.set_position(token).send(), |a| a.position)),
    S.pages("GetRequestValidators", &["restApiId"], &["apigateway:GET"], |c, p| follow(c.apigateway().get_request_validators().set_rest_api_id(p.text("restApiId")), |r, token| r.set_position(token).send(), |a| a.position)),
    S.pages("GetGatewayResponses", &["restApiId"], &["apigateway:GET"], |c, p| follow(c.apigateway().get_gateway_responses().set_rest_api_id(p.text("restApiId")), |r, token| r.set_position(token).send(), |a| a.position)),
    S.pages("GetDeployments", &["restApiId"], &["apigateway:GET"], |c, p| drain(c.apigateway().get_deployments().set_rest_api_id(p.text("restApiId")).into_paginator().send())),
    S.pages("GetModels", &["restApiId"], &["apigateway:GET"], |c, p| drain(c.apigateway().get_models().set_rest_api_id(p.text("restApiId")).into_paginator().send())),
    S.pages("GetDomainNames", &[], &["apigateway:GET"], |c, _| drain(c.apigateway().get_domain_names().into_paginator().send())),
    S.pages("GetBasePathMappings", &["domainName"], &["apigateway:GET"], |c, p| drain(c.apigateway().get_base_path_mappings().set_domain_name(p.text("domainName")).into_paginator().send())),
    S.pages("GetApiKeys", &[], &["apigateway:GET"], |c, _| drain(c.apigateway().get_api_keys().into_paginator().send())).hides(&["items[].value"]),
    S.pages("GetUsagePlans", &[], &["apigateway:GET"], |c, _| drain(c.apigateway().get_usage_plans().into_paginator().send())),
    S.pages("GetVpcLinks", &[], &["apigateway:GET"], |c, _| drain(c.apigateway().get_vpc_links().into_paginator().send())),
    S.pages("GetClientCertificates", &[], &["apigateway:GET"], |c, _| drain(c.apigateway().get_client_certificates().into_paginator().send())),
    S.single("GetAccount", &[], &["apigateway:GET"], |c, _| once(c.apigateway().get_account().send())),
    S.single("GetTags", &["resourceArn"], &["apigateway:GET"], |c, p| once(c.apigateway().get_tags().set_resource_arn(p.text("resourceArn")).send())),
];
