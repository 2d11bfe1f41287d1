//! API Gateway, HTTP and WebSocket APIs: the reads.

use super::{Reach, Read, Service, follow, once};

const S: Service = Service("apigatewayv2", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("GetApis", &[], &["apigateway:GET"], |c, _| follow(c.apigatewayv2().get_apis(), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.single("GetApi", &["ApiId"], &["apigateway:GET"], |c, p| once(c.apigatewayv2().get_api().set_api_id(p.text("ApiId")).send())),
    S.pages("GetStages", &["ApiId"], &["apigateway:GET"], |c, p| follow(c.apigatewayv2().get_stages().set_api_id(p.text("ApiId")), |r, token| r.set_next_token(token).send(), |a| a.next_token)).hides(&["Items[].StageVariables.*"]),
    S.pages("GetRoutes", &["ApiId"], &["apigateway:GET"], |c, p| follow(c.apigatewayv2().get_routes().set_api_id(p.text("ApiId")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("GetIntegrations", &["ApiId"], &["apigateway:GET"], |c, p| follow(c.apigatewayv2().get_integrations().set_api_id(p.text("ApiId")), |r, token| r.set_next_token(token).send(), |a| a.next_token)).hides(&["Items[].RequestParameters.*", "Items[].RequestTemplates.*"]),
    S.pages("GetAuthorizers", &["ApiId"], &["apigateway:GET"], |c, p| follow(c.apigatewayv2().get_authorizers().set_api_id(p.text("ApiId")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("GetDomainNames", &[], &["apigateway:GET"], |c, _| follow(c.apigatewayv2().get_domain_names(), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("GetApiMappings", &["DomainName"], &["apigateway:GET"], |c, p| follow(c.apigatewayv2().get_api_mappings().set_domain_name(p.text("DomainName")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("GetVpcLinks", &[], &["apigateway:GET"], |c, _| follow(c.apigatewayv2().get_vpc_links(), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.single("GetTags", &["ResourceArn"], &["apigateway:GET"], |c, p| once(c.apigatewayv2().get_tags().set_resource_arn(p.text("ResourceArn")).send())),
];
