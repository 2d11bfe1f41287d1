"""More of what faces the internet: each thing wrong once and right once."""

from fills.tools import MAIN

ACCOUNT = "123456789012"


def fill(filler):
    certificates(filler)
    web_acls(filler)
    balancers(filler)
    classic(filler)
    rest_apis(filler)
    http_apis(filler)
    told_resources(filler)
    distributions(filler)
    names(filler)


def certificates(filler):
    """In use and about to end, held up in its renewal, with a weak key, in use by nothing, and one that is right."""
    imported = {"Type": "IMPORTED", "InUse": True}
    stuck = {"RenewalStatus": "PENDING_VALIDATION", "UpdatedAt": filler.ago(20), "DomainValidationOptions": []}
    certificate(filler, "ending", ends=10, **imported)
    certificate(filler, "stuck", ends=40, InUse=True, renewal=stuck)
    certificate(filler, "weak", ends=300, KeyAlgorithm="RSA_1024", **imported)
    certificate(filler, "idle", ends=200)
    done = {**stuck, "RenewalStatus": "SUCCESS"}
    filler.keep(acm=certificate(filler, "fine", ends=390, InUse=True, renewal=done))


def certificate(filler, name, ends, renewal=None, **members):
    made = filler.client("acm").request_certificate(DomainName=f"{name}.example.net", ValidationMethod="DNS")
    arn = made["CertificateArn"]
    times = {"NotBefore": filler.ago(200), "NotAfter": filler.ago(-ends), "CreatedAt": filler.ago(200)}
    filler.made_one("acm.certificate", arn, MAIN, **times, **members)
    if renewal:
        filler.estate.override("acm.certificate_detail", MAIN, arn, RenewalSummary=renewal)
    return arn


def web_acls(filler):
    """Two with a rule; one of them writes a log."""
    wafv2 = filler.client("wafv2")
    see = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "guard"}
    common = {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"}}
    rule = {"Name": "common", "Priority": 1, "Statement": common, "OverrideAction": {"None": {}}, "VisibilityConfig": see}
    for name in ("guard", "quiet-guard"):
        made = wafv2.create_web_acl(
            Name=name, Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=see, Rules=[rule]
        )["Summary"]
        filler.keep(**{name.replace("-", "_"): made["ARN"]})
        filler.made_one("wafv2.web_acl", name, MAIN)
    log = f"arn:aws:logs:{MAIN}:{ACCOUNT}:log-group:aws-waf-logs-guard"
    logging = {"ResourceArn": filler.made["guard"], "LogDestinationConfigs": [log]}
    wafv2.put_logging_configuration(LoggingConfiguration=logging)


def balancers(filler):
    """The same load balancer twice, with settings that let much pass and with strict ones."""
    elb = filler.client("elbv2")
    group = elb.create_target_group(
        Name="door", Protocol="HTTP", Port=8080, VpcId=filler.made["vpc"], TargetType="instance"
    )["TargetGroups"][0]["TargetGroupArn"]
    elb.register_targets(TargetGroupArn=group, Targets=[{"Id": filler.made["good"]}])
    filler.keep(door=group)
    filler.made_one("elbv2.target_group", "door", MAIN)
    lax = {"access_logs.s3.enabled": "false", "routing.http.drop_invalid_header_fields.enabled": "false"}
    strict = {name: "true" for name in lax}
    balancer(filler, elb, "lax-door", "ELBSecurityPolicy-2016-08", lax, "monitor")
    arn = balancer(filler, elb, "strict-door", "ELBSecurityPolicy-TLS13-1-2-2021-06", strict, "defensive")
    filler.client("wafv2").associate_web_acl(WebACLArn=filler.made["guard"], ResourceArn=arn)


def balancer(filler, elb, name, policy, settings, mode):
    subnets, firewall = filler.made["public"], [filler.made["web"]]
    made = elb.create_load_balancer(Name=name, Subnets=subnets, SecurityGroups=firewall, Scheme="internet-facing")
    arn = made["LoadBalancers"][0]["LoadBalancerArn"]
    attributes = {**settings, "routing.http.desync_mitigation_mode": mode, "deletion_protection.enabled": "true"}
    pairs = [{"Key": key, "Value": value} for key, value in attributes.items()]
    elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=pairs)
    elb.create_listener(
        LoadBalancerArn=arn,
        Protocol="HTTPS",
        Port=443,
        SslPolicy=policy,
        Certificates=[{"CertificateArn": filler.made["acm"]}],
        DefaultActions=[{"Type": "forward", "TargetGroupArn": filler.made["door"]}],
    )
    filler.keep(**{name.replace("-", "_"): arn})
    return filler.made_one("elbv2.load_balancer", name, MAIN, CreatedTime=filler.ago(30)) and arn


def classic(filler):
    """Encrypted, one with TLS 1.0 and no balancing between zones."""
    elb = filler.client("elb")
    secure = {"Protocol": "HTTPS", "LoadBalancerPort": 443, "InstanceProtocol": "HTTP", "InstancePort": 80}
    listener = {**secure, "SSLCertificateId": filler.made["acm"]}
    for name, old in (("classic-old-tls", True), ("classic-tls12", False)):
        zones = [MAIN + "a", MAIN + "b"]
        elb.create_load_balancer(LoadBalancerName=name, Listeners=[listener], AvailabilityZones=zones)
        draining = {"Enabled": True, "Timeout": 60}
        settings = {"CrossZoneLoadBalancing": {"Enabled": not old}, "ConnectionDraining": draining}
        elb.modify_load_balancer_attributes(LoadBalancerName=name, LoadBalancerAttributes=settings)
        versions = {"Protocol-TLSv1": str(old).lower(), "Protocol-TLSv1.2": "true"}
        elb.create_load_balancer_policy(
            LoadBalancerName=name,
            PolicyName="tls",
            PolicyTypeName="SSLNegotiationPolicyType",
            PolicyAttributes=[{"AttributeName": key, "AttributeValue": value} for key, value in versions.items()],
        )
        elb.set_load_balancer_policies_of_listener(LoadBalancerName=name, LoadBalancerPort=443, PolicyNames=["tls"])
    filler.estate.count("elb.load_balancer", 2)


def rest_apis(filler):
    """A stage that pays for a cache without use and one that writes its log; an old and a new domain."""
    api = filler.client("apigateway")
    made = api.create_rest_api(name="catalogue", endpointConfiguration={"types": ["REGIONAL"]})["id"]
    root = api.get_resources(restApiId=made)["items"][0]["id"]
    api.put_method(restApiId=made, resourceId=root, httpMethod="GET", authorizationType="AWS_IAM")
    api.put_integration(restApiId=made, resourceId=root, httpMethod="GET", type="MOCK")
    deployment = api.create_deployment(restApiId=made)["id"]
    for name, cached in (("cached", True), ("plain", False)):
        more = {"cacheClusterEnabled": True, "cacheClusterSize": "0.5"} if cached else {}
        api.create_stage(restApiId=made, stageName=name, deploymentId=deployment, **more)
        arn = f"arn:aws:apigateway:{MAIN}::/restapis/{made}/stages/{name}"
        filler.client("wafv2").associate_web_acl(WebACLArn=filler.made["quiet_guard"], ResourceArn=arn)
        filler.made_one("apigateway.stage", arn, MAIN)
        filler.made.setdefault("stages", []).append(arn)
    log = f"arn:aws:logs:{MAIN}:{ACCOUNT}:log-group:api"
    patch = {"destinationArn": log, "format": "$context.requestId"}
    operations = [{"op": "replace", "path": f"/accessLogSettings/{key}", "value": value} for key, value in patch.items()]
    api.update_stage(restApiId=made, stageName="plain", patchOperations=operations)
    filler.estate.count("apigateway.rest_api")
    domains(filler, api)


def domains(filler, api):
    for name, version in (("old-api.example.net", "TLS_1_0"), ("api.example.net", "TLS_1_2")):
        api.create_domain_name(
            domainName=name,
            regionalCertificateArn=filler.made["acm"],
            endpointConfiguration={"types": ["REGIONAL"]},
            securityPolicy=version,
        )
    filler.estate.count("apigateway.domain_name", 2)


def http_apis(filler):
    api = filler.client("apigatewayv2")
    made = api.create_api(Name="logged", ProtocolType="HTTP")["ApiId"]
    log = {"DestinationArn": f"arn:aws:logs:{MAIN}:{ACCOUNT}:log-group:api", "Format": "$context.requestId"}
    api.create_stage(ApiId=made, StageName="live", AccessLogSettings=log)
    api.create_route(ApiId=made, RouteKey="GET /items", AuthorizationType="AWS_IAM")
    filler.estate.count("apigatewayv2.api")


def told_resources(filler):
    """What the two web ACLs protect."""
    guarded = {filler.made["guard"]: {"APPLICATION_LOAD_BALANCER": [filler.made["strict_door"]]}}
    guarded[filler.made["quiet_guard"]] = {"API_GATEWAY": filler.made["stages"]}
    filler.estate.documents["wafv2", "ListResourcesForWebACL", MAIN] = guarded


def distributions(filler):
    acls = filler.client("wafv2").list_web_acls(Scope="CLOUDFRONT")["WebACLs"]
    distribution(
        filler,
        "worn",
        "TLSv1.1_2016",
        "",
        bucket("gone", "estate-long-gone.s3.amazonaws.com", identity="origin-access-identity/cloudfront/E74FTE3EXAMPLE"),
        server("plain", "http-only", "TLSv1.2"),
        server("dated", "https-only", "TLSv1", "TLSv1.1", "TLSv1.2"),
    )
    control = filler.client("cloudfront").list_origin_access_controls()["OriginAccessControlList"]["Items"][0]["Id"]
    distribution(
        filler,
        "sound",
        "TLSv1.2_2021",
        next(acl["ARN"] for acl in acls if acl["Name"] == "shop"),
        bucket("shop", "estate-good.s3.us-east-1.amazonaws.com", control=control),
        server("api", "https-only", "TLSv1.2"),
    )


def bucket(name, domain, identity="", control=""):
    return {**origin(name, domain), "S3OriginConfig": {"OriginAccessIdentity": identity}, "OriginAccessControlId": control}


def server(name, protocol, *versions):
    reached = {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": protocol}
    versions = {"Quantity": len(versions), "Items": list(versions)}
    more = {"OriginSslProtocols": versions, "OriginReadTimeout": 30, "OriginKeepaliveTimeout": 5}
    return {**origin(name, f"{name}.example.net"), "CustomOriginConfig": {**reached, **more}}


def origin(name, domain):
    return {"Id": name, "DomainName": domain, "OriginPath": "", "CustomHeaders": {"Quantity": 0}}


def distribution(filler, name, version, acl, *origins):
    """moto leaves an S3 origin's identity out of its answers."""
    behaviour = {"TargetOriginId": origins[0]["Id"], "ViewerProtocolPolicy": "https-only", "MinTTL": 0}
    forwarded = {"QueryString": False, "Cookies": {"Forward": "none"}}
    viewer = {"ACMCertificateArn": filler.made["acm"], "SSLSupportMethod": "sni-only", "MinimumProtocolVersion": version}
    config = {
        "CallerReference": name,
        "Comment": name,
        "Enabled": True,
        "Aliases": {"Quantity": 1, "Items": [f"{name}.example.net"]},
        "Origins": {"Quantity": len(origins), "Items": list(origins)},
        "DefaultCacheBehavior": {**behaviour, "ForwardedValues": forwarded},
        "ViewerCertificate": {**viewer, "CloudFrontDefaultCertificate": False},
        "WebACLId": acl,
    }
    made = filler.client("cloudfront").create_distribution(DistributionConfig=config)["Distribution"]["Id"]
    shown = [{**one, "ConnectionAttempts": 3, "ConnectionTimeout": 10, "OriginShield": {"Enabled": False}} for one in origins]
    shown = {"Quantity": len(origins), "Items": shown}
    filler.made_one("cloudfront.distribution", made, MAIN, Origins=shown)


def names(filler):
    """A zone whose signing is in trouble, a website that has its bucket, and a health check that is switched off."""
    route53 = filler.client("route53")
    zone = route53.create_hosted_zone(Name="example.net", CallerReference="edge-1")["HostedZone"]["Id"]
    filler.made_one("route53.dnssec", zone.rsplit("/", 1)[1], MAIN, ServeSignature="ACTION_NEEDED")
    filler.client("s3").create_bucket(Bucket="static.example.net")
    filler.made_one("s3.bucket", "static.example.net", "global", CreationDate=filler.ago(400))
    target = {"HostedZoneId": "Z3AQBSTGFYJSTF", "DNSName": "s3-website-us-east-1.amazonaws.com", "EvaluateTargetHealth": False}
    record = {"Name": "static.example.net", "Type": "A", "AliasTarget": target}
    route53.change_resource_record_sets(
        HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
    )
    check = {"Type": "HTTPS", "FullyQualifiedDomainName": "static.example.net", "Port": 443, "Disabled": True}
    route53.create_health_check(CallerReference="edge-1", HealthCheckConfig=check)
    filler.estate.count("route53.zone")
    filler.estate.count("route53.health_check")
