"""What faces the internet: certificates, APIs, CloudFront, DNS, firewalls, classic load balancers."""

from fills import hostile
from fills.tools import MAIN, tags


def fill(filler):
    certificates(filler)
    rest_apis(filler)
    http_apis(filler)
    distributions(filler)
    zones(filler)
    firewalls(filler)
    classic(filler)


def certificates(filler):
    acm = filler.client("acm")
    acm.request_certificate(DomainName="shop.example.com", ValidationMethod="DNS", Tags=tags(owner="platform"))
    acm.request_certificate(DomainName="*.example.com", ValidationMethod="EMAIL", KeyAlgorithm="RSA_2048")
    filler.estate.count("acm.certificate", 2)


def rest_apis(filler):
    api = filler.client("apigateway")
    for name, stage, good in (("shop", "live", True), ("legacy", "test", False)):
        made = api.create_rest_api(name=name, tags={"owner": "platform"} if good else {})["id"]
        root = api.get_resources(restApiId=made)["items"][0]["id"]
        kind = "AWS_IAM" if good else "NONE"
        api.put_method(restApiId=made, resourceId=root, httpMethod="GET", authorizationType=kind)
        api.put_integration(restApiId=made, resourceId=root, httpMethod="GET", type="MOCK")
        api.create_deployment(restApiId=made)
        deployment = api.get_deployments(restApiId=made)["items"][0]["id"]
        variables = {"token": "estate-secret"}
        api.create_stage(
            restApiId=made, stageName=stage, deploymentId=deployment, tracingEnabled=good, variables=variables
        )
    api.create_api_key(name="partner", enabled=True, value="estate-secret-api-key-0123456789")
    plan = api.create_usage_plan(name="partners", throttle={"rateLimit": 10, "burstLimit": 5})
    filler.keep(usage_plan=plan["id"])
    filler.estate.count("apigateway.rest_api", 2)
    filler.estate.count("apigateway.stage", 2)


def http_apis(filler):
    api = filler.client("apigatewayv2")
    for name, kind in (("orders", "AWS_IAM"), ("open", "NONE")):
        made = api.create_api(Name=name, ProtocolType="HTTP", Tags={"note": hostile.LINK})["ApiId"]
        api.create_stage(ApiId=made, StageName="$default", AutoDeploy=True)
        api.create_route(ApiId=made, RouteKey="GET /items", AuthorizationType=kind)
    filler.estate.count("apigatewayv2.api", 2)


def distributions(filler):
    cloudfront = filler.client("cloudfront")
    for number, (protocol, version) in enumerate((("redirect-to-https", "TLSv1.2_2021"), ("allow-all", "TLSv1"))):
        headers = {"Quantity": 1, "Items": [{"HeaderName": "X-Origin", "HeaderValue": "estate-secret"}]}
        origin = {
            "Id": "shop",
            "DomainName": "estate-good.s3.amazonaws.com",
            "OriginPath": "",
            "CustomHeaders": headers,
            "S3OriginConfig": {"OriginAccessIdentity": ""},
        }
        behaviour = {
            "TargetOriginId": "shop",
            "ViewerProtocolPolicy": protocol,
            "MinTTL": 0,
            "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
        }
        config = {
            "CallerReference": f"estate-{number}",
            "Comment": hostile.TEMPLATE if number else "shop",
            "Enabled": True,
            "DefaultRootObject": "" if number else "index.html",
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": behaviour,
            "ViewerCertificate": {"CloudFrontDefaultCertificate": True, "MinimumProtocolVersion": version},
        }
        cloudfront.create_distribution(DistributionConfig=config)
    cloudfront.create_origin_access_control(
        OriginAccessControlConfig={
            "Name": "shop",
            "SigningProtocol": "sigv4",
            "SigningBehavior": "always",
            "OriginAccessControlOriginType": "s3",
        }
    )
    filler.estate.count("cloudfront.distribution", 2)


def zones(filler):
    route53 = filler.client("route53")
    public = route53.create_hosted_zone(Name="example.com", CallerReference="estate-1")["HostedZone"]["Id"]
    route53.change_tags_for_resource(
        ResourceType="hostedzone", ResourceId=public.rsplit("/", 1)[1], AddTags=tags(owner="platform")
    )
    vpc = {"VPCRegion": MAIN, "VPCId": filler.made["vpc"]}
    route53.create_hosted_zone(Name="internal.", CallerReference="estate-2", VPC=vpc)
    records = [record("www", "A", "192.0.2.1"), record("gone", "CNAME", "gone.s3-website-us-east-1.amazonaws.com")]
    records += [record("blue", "A", "192.0.2.7", SetIdentifier="b", Weight=1)]
    route53.change_resource_record_sets(HostedZoneId=public, ChangeBatch={"Changes": records})
    check = {"Type": "HTTPS", "FullyQualifiedDomainName": "www.example.com", "Port": 443, "ResourcePath": "/health"}
    route53.create_health_check(CallerReference="estate-1", HealthCheckConfig=check)
    route53.create_health_check(CallerReference="estate-2", HealthCheckConfig={**check, "Type": "HTTP", "Port": 80})
    filler.estate.count("route53.zone", 2)
    filler.estate.count("route53.health_check", 2)


def record(name, kind, value, **more):
    made = {"Name": f"{name}.example.com", "Type": kind, "TTL": 300, "ResourceRecords": [{"Value": value}], **more}
    return {"Action": "CREATE", "ResourceRecordSet": made}


def firewalls(filler):
    wafv2 = filler.client("wafv2")
    see = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "shop"}
    managed = {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"}}
    rule = {"Name": "common", "Priority": 1, "Statement": managed, "OverrideAction": {"None": {}}, "VisibilityConfig": see}
    for name, rules in (("shop", [rule]), ("empty", [])):
        for scope in ("REGIONAL", "CLOUDFRONT"):
            wafv2.create_web_acl(
                Name=name,
                Scope=scope,
                DefaultAction={"Allow": {}},
                VisibilityConfig=see,
                Rules=rules,
                Tags=tags(owner="platform"),
            )
    wafv2.create_ip_set(Name="office", Scope="REGIONAL", IPAddressVersion="IPV4", Addresses=["192.0.2.0/24"])
    filler.estate.count("wafv2.web_acl", 2)


def classic(filler):
    elb = filler.client("elb")
    plain = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 80}
    secure = {"Protocol": "TCP", "LoadBalancerPort": 443, "InstanceProtocol": "TCP", "InstancePort": 443}
    zones = [MAIN + "a", MAIN + "b"]
    elb.create_load_balancer(LoadBalancerName="classic", Listeners=[secure], AvailabilityZones=zones, Tags=tags(a="b"))
    on = {"CrossZoneLoadBalancing": {"Enabled": True}, "ConnectionDraining": {"Enabled": True, "Timeout": 60}}
    elb.modify_load_balancer_attributes(LoadBalancerName="classic", LoadBalancerAttributes=on)
    elb.create_load_balancer(LoadBalancerName="classic-plain", Listeners=[plain], AvailabilityZones=zones[:1])
    filler.estate.count("elb.load_balancer", 2)
