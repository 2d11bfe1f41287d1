"""EC2 instances, addresses and images."""

from fills import hostile
from fills.tools import MAIN, SECOND, tagged, tags

IMAGE = "ami-12c6146b"  # moto checks no image ids


def fill(filler):
    base = base_image(filler, MAIN)
    second = base_image(filler, SECOND)
    filler.keep(base=base)
    good = instance(filler, "web-1", base, days=40, Name="web-1", owner="platform", environment="production")
    filler.estate.override("ec2.instance", MAIN, good, InstanceType="m7i.xlarge")  # not a burstable one, as all others are
    old = instance(filler, "web-2", base, days=700, tokens="optional", Name="web-2")
    bare = instance(filler, "bare", base, days=100, tokens="optional")
    instance(filler, "hostile", base, days=30, **{**hostile.ALL, "Name": hostile.SHELL})
    stopped(filler, instance(filler, "parked", base, days=400, Name="parked"), 60)
    stopped(filler, instance(filler, "paused", base, days=50, Name="paused"), 2)
    unexplained(filler, instance(filler, "unexplained", base, days=300, Name=hostile.QUOTES))
    instance(filler, "second-1", second, region=SECOND, days=90, Name=hostile.ANSI_IN_XML)
    gone = instance(filler, "gone", base, days=90)
    filler.client("ec2").terminate_instances(InstanceIds=[gone])
    because(filler, gone, 0.01)
    filler.keep(good=good, old=old, bare=bare)
    addresses(filler, good)
    images(filler, good)


def base_image(filler, region):
    """An image of the account's own that instances start from."""
    ec2 = filler.client("ec2", region)
    image = ec2.register_image(Name="base", Description="golden image", RootDeviceName="/dev/xvda")["ImageId"]
    return filler.made_one("ec2.image", image, region, CreationDate=iso(filler.ago(30)))


def instance(filler, name, image, region=MAIN, days=30, tokens="required", **pairs):
    ec2 = filler.client("ec2", region)
    home = filler.made["private" if region == MAIN else "second_private"][0]
    placed = {"SubnetId": home}
    if region == MAIN:
        placed["SecurityGroupIds"] = [filler.made["ssh" if name == "web-2" else "web"]]
    made = ec2.run_instances(
        ImageId=image,
        MinCount=1,
        MaxCount=1,
        InstanceType="t3.medium",
        ClientToken=f"estate-{name}",
        TagSpecifications=tagged("instance", **pairs) if pairs else [],
        MetadataOptions={"HttpTokens": tokens, "HttpEndpoint": "enabled"},
        **placed,
    )["Instances"][0]
    options = {"State": "applied", "HttpTokens": tokens, "HttpPutResponseHopLimit": 2, "HttpEndpoint": "enabled"}
    members = {"LaunchTime": filler.ago(days), "MetadataOptions": options}
    return filler.made_one("ec2.instance", made["InstanceId"], region, **members)


def stopped(filler, instance_id, days):
    filler.client("ec2").stop_instances(InstanceIds=[instance_id])
    because(filler, instance_id, days)


def because(filler, instance_id, days):
    reason = f"User initiated ({filler.ago(days):%Y-%m-%d %H:%M:%S} GMT)"
    filler.estate.override("ec2.instance", MAIN, instance_id, StateTransitionReason=reason)


def unexplained(filler, instance_id):
    """Stopped, and AWS does not say when: only the launch time is known."""
    filler.client("ec2").stop_instances(InstanceIds=[instance_id])
    filler.estate.override("ec2.instance", MAIN, instance_id, StateTransitionReason="")


def addresses(filler, attached_to):
    ec2 = filler.client("ec2")
    used = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.associate_address(AllocationId=used, InstanceId=attached_to)
    idle = ec2.allocate_address(Domain="vpc", TagSpecifications=tagged("elastic-ip", Name="idle"))["AllocationId"]
    second = filler.client("ec2", SECOND).allocate_address(Domain="vpc")["AllocationId"]
    filler.client("ec2", SECOND).create_tags(Resources=[second], Tags=tags(Name=hostile.CSV))
    for address, region in ((used, MAIN), (idle, MAIN), (second, SECOND)):
        filler.made_one("ec2.address", address, region)


def images(filler, source):
    ec2 = filler.client("ec2")
    for name, days, text in (("release-2024", 900, hostile.TEMPLATE), ("release-2026", 10, "current release")):
        image = ec2.create_image(InstanceId=source, Name=name, Description=text)["ImageId"]
        filler.made_one("ec2.image", image, MAIN, CreationDate=iso(filler.ago(days)))
        filler.made.setdefault("images", []).append(image)
    ec2.create_tags(Resources=filler.made["images"][:1], Tags=tags(Name="release-2024"))


def iso(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
