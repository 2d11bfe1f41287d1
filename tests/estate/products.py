"""The Price List's GetProducts: the products that rules ask for, with some beside them that look alike.

Products are texts of JSON, as AWS sends them, a few to a page.
"""

import hashlib
import json

PER_PAGE = 3
PREFIXES = {"us-east-1": "", "eu-west-1": "EU-", "us-west-2": "USW2-"}
# service, product family, other attributes, usage type, unit, USD by region in the order of PREFIXES
PRODUCTS = [
    ("AmazonEC2", "Storage", {"volumeApiName": "gp2"}, "EBS:VolumeUsage.gp2", "GB-Mo", (0.1, 0.11, 0.1)),
    ("AmazonEC2", "Storage", {"volumeApiName": "gp3"}, "EBS:VolumeUsage.gp3", "GB-Mo", (0.08, 0.088, 0.08)),
    ("AmazonEC2", "Storage", {"volumeApiName": "io1"}, "EBS:VolumeUsage.piops", "GB-Mo", (0.125, 0.138, 0.125)),
    ("AmazonEC2", "Storage", {"volumeApiName": "io2"}, "EBS:VolumeUsage.io2", "GB-month", (0.125, 0.138, 0.125)),
    ("AmazonEC2", "Storage", {"volumeApiName": "st1"}, "EBS:VolumeUsage.st1", "GB-Mo", (0.045, 0.05, 0.045)),
    ("AmazonEC2", "Storage", {"volumeApiName": "sc1"}, "EBS:VolumeUsage.sc1", "GB-Mo", (0.015, 0.0168, 0.015)),
    ("AmazonEC2", "Storage", {"volumeApiName": "standard"}, "EBS:VolumeUsage", "GB-Mo", (0.05, 0.055, 0.05)),
    ("AmazonEC2", "System Operation", {"volumeApiName": "gp3"}, "EBS:VolumeP-IOPS.gp3", "IOPS-Mo", (0.005, 0.0055, 0.005)),
    ("AmazonEC2", "System Operation", {"volumeApiName": "io1"}, "EBS:VolumeP-IOPS.piops", "IOPS-Mo", (0.065, 0.072, 0.065)),
    ("AmazonEC2", "Provisioned Throughput", {"volumeApiName": "gp3"}, "EBS:VolumeP-Throughput.gp3", "GiBps-mo", (40.96, 45.056, 40.96)),
    ("AmazonEC2", "Storage Snapshot", {}, "EBS:SnapshotUsage", "GB-Mo", (0.05, 0.05, 0.05)),
    ("AmazonEC2", "Storage Snapshot", {}, "EBS:SnapshotUsageUnderBilling", "GB-Mo", (0.0, 0.0, 0.0)),
    ("AmazonEC2", "Storage Snapshot", {}, "EBS:SnapshotArchiveStorage", "GB-Mo", (0.0125, 0.0125, 0.0125)),
    ("AmazonEC2", "NAT Gateway", {}, "NatGateway-Hours", "Hrs", (0.045, 0.048, 0.045)),
    ("AmazonEC2", "NAT Gateway", {}, "RegionalNatGateway-Hours", "Hrs", (0.045, 0.048, 0.045)),
    ("AmazonEC2", "NAT Gateway", {}, "NatGateway-Bytes", "GB", (0.045, 0.048, 0.045)),
    ("AmazonVPC", None, {"group": "VPCPublicIPv4Address"}, "PublicIPv4:IdleAddress", "Hrs", (0.005, 0.005, 0.005)),
    ("AmazonVPC", None, {"group": "VPCPublicIPv4Address"}, "PublicIPv4:InUseAddress", "Hrs", (0.005, 0.005, 0.005)),
    ("AWSELB", "Load Balancer-Application", {}, "LoadBalancerUsage", "Hrs", (0.0225, 0.0252, 0.0225)),
    ("AWSELB", "Load Balancer-Application", {}, "LCUUsage", "LCU-Hrs", (0.008, 0.008, 0.008)),
    ("AWSELB", "Load Balancer-Network", {}, "LoadBalancerUsage", "Hrs", (0.0225, 0.0252, 0.0225)),
    ("AWSELB", "Load Balancer-Gateway", {}, "LoadBalancerUsage", "Hrs", (0.0125, 0.014, 0.0125)),
    ("AWSELB", "Load Balancer", {}, "LoadBalancerUsage", "Hrs", (0.025, 0.028, 0.025)),
    ("AmazonRDS", "Database Storage", {"databaseEngine": "Any", "deploymentOption": "Single-AZ"}, "RDS:GP2-Storage", "GB-Mo", (0.115, 0.127, 0.115)),
    ("AmazonRDS", "Database Storage", {"databaseEngine": "MySQL", "deploymentOption": "Single-AZ"}, "RDS:GP3-Storage", "GB-Mo", (0.115, 0.127, 0.115)),
    # The nominal one between its neighbours: another tenancy, reserved capacity that stands empty, Windows.
    *[("AmazonEC2", "Compute Instance", {"instanceType": kind, "operation": operation, "tenancy": tenancy, "capacitystatus": status, "marketoption": "OnDemand"}, f"{usage}:{kind}", "Hrs", prices)
      for kind, prices in (("t3.medium", (0.0416, 0.0456, 0.0416)), ("m5.large", (0.096, 0.107, 0.096)), ("m7i.xlarge", (0.2016, 0.2247, 0.2016)))
      for operation, tenancy, status, usage in (("RunInstances", "Shared", "Used", "BoxUsage"), ("RunInstances", "Dedicated", "Used", "DedicatedUsage"), ("RunInstances", "Shared", "UnusedCapacityReservation", "UnusedBox"), ("RunInstances:0002", "Shared", "Used", "BoxUsage"))],
    *[("AmazonRDS", "Database Instance", {"instanceType": kind, "databaseEngine": engine, "deploymentOption": where, "licenseModel": "No license required", "storage": "EBS Only"}, f"{usage}:{kind}", "Hrs", tuple(round(usd * times, 4) for usd in prices))
      for kind, prices in (("db.t4g.medium", (0.065, 0.071, 0.065)), ("db.m4.large", (0.182, 0.2, 0.182)))
      for engine in ("MySQL", "MariaDB", "PostgreSQL")
      for where, usage, times in (("Single-AZ", "InstanceUsage", 1), ("Multi-AZ", "Multi-AZUsage", 2))],
    *[("AmazonRDS", "Database Instance", {"instanceType": "db.r6g.xlarge", "databaseEngine": "Aurora PostgreSQL", "deploymentOption": "Single-AZ", "licenseModel": "No license required", "storage": storage}, f"{usage}:db.r6g.xlarge", "Hrs", prices)
      for storage, usage, prices in (("EBS Only", "InstanceUsage", (0.519, 0.574, 0.519)), ("Aurora IO Optimization Mode", "InstanceUsageIOOptimized", (0.675, 0.746, 0.675)))],
    ("AmazonElastiCache", "Cache Instance", {"instanceType": "cache.t4g.small", "cacheEngine": "Redis"}, "NodeUsage:cache.t4g.small", "Hrs", (0.032, 0.036, 0.032)),
    ("AmazonElastiCache", "Cache Instance", {"instanceType": "cache.t4g.small", "cacheEngine": "Redis"}, "ExtendedSupportYr1Yr2-NodeUsage:cache.t4g.small", "Hrs", (0.0256, 0.0288, 0.0256)),
    ("AmazonRedshift", "Compute Instance", {"instanceType": "ra3.large"}, "Node:ra3.large", "Hrs", (0.543, 0.6, 0.543)),
    ("AmazonKinesis", "Kinesis Streams", {"operation": "shardHourStorage"}, "Storage-ShardHour", "ShardHour", (0.015, 0.017, 0.015)),
    ("AmazonDynamoDB", "Provisioned IOPS", {"group": "DDB-ReadUnits"}, "ReadCapacityUnit-Hrs", "ReadCapacityUnit-Hrs", (0.00013, 0.000147, 0.00013)),
    ("AmazonDynamoDB", "Provisioned IOPS", {"group": "DDB-WriteUnits"}, "WriteCapacityUnit-Hrs", "WriteCapacityUnit-Hrs", (0.00065, 0.000735, 0.00065)),
    ("AmazonEFS", "Storage", {"storageClass": "General Purpose"}, "TimedStorage-ByteHrs", "GB-Mo", (0.3, 0.33, 0.3)),
    ("AWSLambda", "Serverless", {"group": "AWS-Lambda-Provisioned-Concurrency"}, "Lambda-Provisioned-Concurrency", "Lambda-GB-Second", (0.0000041667, 0.0000041667, 0.0000041667)),
    ("AmazonECS", "Compute", {"cputype": "perCPU"}, "Fargate-vCPU-Hours:perCPU", "hours", (0.04048, 0.04048, 0.04048)),
    ("AmazonECS", "Compute", {"cputype": "perCPU", "cpuArchitecture": "ARM"}, "Fargate-ARM-vCPU-Hours:perCPU", "hours", (0.03238, 0.03238, 0.03238)),
    ("AmazonECS", "Compute", {"memorytype": "perGB"}, "Fargate-GB-Hours", "hours", (0.004445, 0.004445, 0.004445)),
    ("AmazonCloudWatch", "Alarm", {}, "CW:AlarmMonitorUsage", "Alarms", (0.1, 0.1, 0.1)),
    ("AmazonCloudWatch", "Alarm", {}, "CW:HighResAlarmMonitorUsage", "Alarms", (0.3, 0.3, 0.3)),
    ("AmazonVPC", "Cloud Connectivity", {}, "VPN-Usage-Hours:ipsec.1", "Hrs", (0.05, 0.05, 0.05)),
    ("AmazonVPC", None, {"group": "AWSTransitGateway", "attachmentType": "VPC"}, "TransitGateway-Hours", "hour", (0.05, 0.05, 0.05)),
    ("AmazonRDS", "Database Storage", {"databaseEngine": "MariaDB", "deploymentOption": "Single-AZ"}, "RDS:GP3-Storage", "GB-Mo", (0.115, 0.127, 0.115)),
]


def get_products(call, estate):
    wanted = {item["Field"]: item["Value"] for item in call.params.get("Filters") or []}
    found = [text for code, fields, text in all_products() if code == call.params["ServiceCode"] and fits(fields, wanted)]
    first = int(call.params.get("NextToken") or 0)
    document = {"FormatVersion": "aws_v1", "PriceList": found[first : first + PER_PAGE]}
    if first + PER_PAGE < len(found):
        document["NextToken"] = str(first + PER_PAGE)
    return document


def fits(fields, wanted):
    return all(fields.get(name) == value for name, value in wanted.items())


def all_products():
    for code, family, more, usage, unit, prices in PRODUCTS:
        for (region, prefix), usd in zip(PREFIXES.items(), prices):
            attributes = {"servicecode": code, "locationType": "AWS Region", "regionCode": region, "usagetype": prefix + usage, **more}
            fields = {**attributes, "productFamily": family}
            yield code, fields, json.dumps(product(code, family, attributes, unit, usd), separators=(",", ":"))


def product(code, family, attributes, unit, usd):
    sku = hashlib.sha256(repr((code, family, attributes)).encode()).hexdigest()[:16].upper()
    return {
        "product": {**({"productFamily": family} if family else {}), "attributes": attributes, "sku": sku},
        "serviceCode": code,
        "terms": {"OnDemand": {f"{sku}.JRTCKXETXF": on_demand(sku, unit, usd)}},
        "version": "20261101000000",
        "publicationDate": "2026-11-01T00:00:00Z",
    }


def on_demand(sku, unit, usd):
    rate = f"{sku}.JRTCKXETXF.6YS6EN2CT7"
    dimension = {"unit": unit, "endRange": "Inf", "beginRange": "0", "rateCode": rate, "appliesTo": []}
    dimension["pricePerUnit"] = {"USD": f"{usd:.10f}"}
    return {"priceDimensions": {rate: dimension}, "sku": sku, "offerTermCode": "JRTCKXETXF", "termAttributes": {}}
