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
