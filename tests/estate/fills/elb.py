"""Load balancers, listeners and targets."""

from fills.tools import MAIN, tags

REDIRECT = {
    "Type": "redirect",
    "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"},
}


def fill(filler):
    elb = filler.client("elbv2")
    shop(filler, elb)
    legacy(filler, elb)
    empty(filler, elb)
    network_balancer(filler, elb)


def balancer(filler, elb, name, subnets, days=300, protect=False, **options):
    options.setdefault("Scheme", "internet-facing")
    made = elb.create_load_balancer(Name=name, Subnets=subnets, Tags=tags(Name=name), **options)["LoadBalancers"][0]
    arn = made["LoadBalancerArn"]
    attributes = [{"Key": "deletion_protection.enabled", "Value": str(protect).lower()}]
    elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=attributes)
    filler.made_one("elbv2.load_balancer", name, MAIN, CreatedTime=filler.ago(days))
    return arn


def target_group(filler, elb, name, protocol, port, *targets):
    made = elb.create_target_group(
        Name=name, Protocol=protocol, Port=port, VpcId=filler.made["vpc"], TargetType="instance"
    )["TargetGroups"][0]["TargetGroupArn"]
    if targets:
        elb.register_targets(TargetGroupArn=made, Targets=[{"Id": target} for target in targets])
    filler.made_one("elbv2.target_group", name, MAIN)
    return made


def listener(filler, elb, balancer_arn, protocol, port, action, **more):
    elb.create_listener(
        LoadBalancerArn=balancer_arn, Protocol=protocol, Port=port, DefaultActions=[action], **more
    )
    filler.made_one("elbv2.listener", f"{balancer_arn}:{port}", MAIN)


def forward(group):
    return {"Type": "forward", "TargetGroupArn": group}


def shop(filler, elb):
    """Right in everything: two zones, protected, HTTP only to redirect, healthy targets."""
    groups = [filler.made["web"]]
    arn = balancer(filler, elb, "shop", filler.made["public"], protect=True, SecurityGroups=groups)
    group = target_group(filler, elb, "shop", "HTTP", 8080, filler.made["good"])
    certificate = f"arn:aws:acm:{MAIN}:{filler.estate.account}:certificate/11111111-2222-4333-8444-555555555555"
    upload_certificate(filler)
    listener(filler, elb, arn, "HTTP", 80, REDIRECT)
    more = {"Certificates": [{"CertificateArn": filler.made.get("certificate", certificate)}]}
    listener(filler, elb, arn, "HTTPS", 443, forward(group), **more)


def upload_certificate(filler):
    """The load balancer's certificate, so that the listener names one that exists."""
    made = filler.client("iam").upload_server_certificate(
        ServerCertificateName="shop.example.com", CertificateBody="certificate", PrivateKey="key"
    )["ServerCertificateMetadata"]
    filler.keep(certificate=made["Arn"])
    expiry = {"Expiration": filler.ago(-300), "UploadDate": filler.ago(60)}
    filler.made_one("iam.server_certificate", "shop.example.com", "global", **expiry)


def legacy(filler, elb):
    """Plain HTTP to the internet, unprotected, and one target that does not answer."""
    arn = balancer(filler, elb, "legacy", filler.made["public"], days=900, SecurityGroups=[filler.made["web"]])
    group = target_group(filler, elb, "legacy", "HTTP", 80, filler.made["old"], filler.made["bare"])
    listener(filler, elb, arn, "HTTP", 80, forward(group))
    health = {"State": "unhealthy", "Reason": "Target.Timeout", "Description": "Request timed out"}
    filler.estate.override("elbv2.target_health", MAIN, filler.made["old"], TargetHealth=health)


def empty(filler, elb):
    """No targets at all, and an internal scheme: plain HTTP weighs less there."""
    arn = balancer(filler, elb, "empty", filler.made["private"], Scheme="internal")
    group = target_group(filler, elb, "empty", "HTTP", 80)
    listener(filler, elb, arn, "HTTP", 80, forward(group))
    target_group(filler, elb, "belongs-to-none", "HTTP", 80)


def network_balancer(filler, elb):
    """In one zone only."""
    arn = balancer(filler, elb, "single-zone", filler.made["public"][:1], Type="network")
    group = target_group(filler, elb, "single-zone", "TCP", 5000, filler.made["good"])
    listener(filler, elb, arn, "TCP", 5000, forward(group))
