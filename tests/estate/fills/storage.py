"""EBS volumes and snapshots."""

from fills import hostile
from fills.tools import MAIN, SECOND, tagged, tags


def fill(filler):
    volumes(filler)
    snapshots(filler)
    aged_leftovers(filler)


def volume(filler, days, region=MAIN, attach=None, kind="gp3", size=20, encrypted=True, **pairs):
    ec2 = filler.client("ec2", region)
    more = {"Iops": 1000} if kind == "io1" else {}
    made = ec2.create_volume(
        AvailabilityZone=region + "a",
        Size=size,
        VolumeType=kind,
        Encrypted=encrypted,
        TagSpecifications=tagged("volume", **pairs) if pairs else [],
        **more,
    )["VolumeId"]
    if attach:
        ec2.attach_volume(VolumeId=made, InstanceId=attach[0], Device=attach[1])
    return filler.made_one("ec2.volume", made, region, CreateTime=filler.ago(days))


def volumes(filler):
    good, old = filler.made["good"], filler.made["old"]
    keep = volume(filler, 40, attach=(good, "/dev/sdf"), Name="data", owner="platform")
    filler.estate.override("ec2.volume", MAIN, keep, Throughput=500)
    filler.estate.chosen.extend([("VolumeReadBytes", keep, 0), ("VolumeWriteBytes", keep, 0)])
    volume(filler, 700, attach=(old, "/dev/sdf"), kind="gp2", size=500, encrypted=False, Name="legacy data")
    volume(filler, 90, kind="gp2", size=100, Name="left behind")
    volume(filler, 90, kind="io1", size=200)
    volume(filler, 1, size=8, Name="made yesterday")
    volume(filler, 365, encrypted=False, size=50, Name=hostile.PIPES, note=hostile.NEWLINES, **{"<b>key</b>": "x"})
    volume(filler, 120, kind="st1", size=500, Name=hostile.PROMPT)
    volume(filler, 30, kind="standard", size=10, attach=(old, "/dev/sdg"), Name=hostile.LONG)
    volume(filler, 90, region=SECOND, kind="gp2", encrypted=False, Name=hostile.UNICODE)
    volume(filler, 90, region=SECOND, Name=hostile.YAML)
    filler.keep(data_volume=keep)


def snapshot(filler, volume_id, days, region=MAIN, text="nightly", **pairs):
    ec2 = filler.client("ec2", region)
    made = ec2.create_snapshot(VolumeId=volume_id, Description=text)["SnapshotId"]
    if pairs:
        ec2.create_tags(Resources=[made], Tags=tags(**pairs))
    return filler.made_one("ec2.snapshot", made, region, StartTime=filler.ago(days), CompletionTime=filler.ago(days))


def snapshots(filler):
    ec2 = filler.client("ec2")
    doomed = ec2.create_volume(AvailabilityZone=MAIN + "a", Size=100, VolumeType="gp2")["VolumeId"]
    snapshot(filler, filler.made["data_volume"], 3, Name="last night")
    snapshot(filler, doomed, 400, text=hostile.SCRIPT, Name="orphan")
    snapshot(filler, doomed, 5, text="orphan, but young")
    public = snapshot(filler, doomed, 200, text="shared with all")
    shared = snapshot(filler, filler.made["data_volume"], 20, text="shared with one")
    permit(ec2, public, GroupNames=["all"])
    permit(ec2, shared, UserIds=["210987654321"])
    ec2.delete_volume(VolumeId=doomed)
    second = filler.client("ec2", SECOND)
    far = second.create_volume(AvailabilityZone=SECOND + "a", Size=30)["VolumeId"]
    filler.made_one("ec2.volume", far, SECOND, CreateTime=filler.ago(60))
    snapshot(filler, far, 60, region=SECOND, text=hostile.SHELL)


def permit(ec2, snapshot_id, **whom):
    ec2.modify_snapshot_attribute(
        SnapshotId=snapshot_id, Attribute="createVolumePermission", OperationType="add", **whom
    )


def aged_leftovers(filler):
    """Volumes and snapshots that moto made by itself, with instances and images, get ages too."""
    root_volume_of(filler, filler.made["good"])
    for region in (MAIN, SECOND):
        ec2 = filler.client("ec2", region)
        for found in pages(ec2, "describe_volumes", "Volumes"):
            default_age(filler, "ec2.volume", region, found["VolumeId"], "CreateTime", 100)
        for found in pages(ec2, "describe_snapshots", "Snapshots", OwnerIds=["self"]):
            default_age(filler, "ec2.snapshot", region, found["SnapshotId"], "StartTime", 300)


def root_volume_of(filler, instance):
    """moto's root volumes are all unencrypted gp2; one instance has a right one."""
    filters = [{"Name": "attachment.instance-id", "Values": [instance]}]
    for found in pages(filler.client("ec2"), "describe_volumes", "Volumes", Filters=filters):
        if found["VolumeId"] != filler.made["data_volume"]:
            right = {"VolumeType": "gp3", "Iops": 3000, "Throughput": 125, "Encrypted": True}
            filler.made_one("ec2.volume", found["VolumeId"], MAIN, CreateTime=filler.ago(40), **right)


def pages(client, operation, key, **params):
    for page in client.get_paginator(operation).paginate(**params):
        yield from page[key]


def default_age(filler, kind, region, name, member, days):
    if member not in filler.estate.overridden(kind, region, name):
        filler.made_one(kind, name, region, **{member: filler.ago(days)})
