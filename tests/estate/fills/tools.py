"""What all fills share: clients, ages, tags, counting."""

import boto3
from botocore.config import Config

MAIN, SECOND, BARE = "us-east-1", "eu-west-1", "us-west-2"


def config(url):
    """The estate is its own proxy, so that s3control's `account.127.0.0.1` reaches it."""
    return Config(proxies={"http": url}, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})


class Filler:
    """Clients for the estate, and the estate's state, for what moto cannot be told."""

    def __init__(self, port, estate):
        self.url, self.estate = f"http://127.0.0.1:{port}", estate
        self.session = boto3.Session(aws_access_key_id="AKIAESTATEFILLER0000", aws_secret_access_key="estate")
        self.clients = {}
        self.made = {}

    def client(self, service, region=MAIN):
        if (service, region) not in self.clients:
            client = self.session.client(service, region_name=region, endpoint_url=self.url, config=config(self.url))
            self.clients[service, region] = client
        return self.clients[service, region]

    def ago(self, days):
        return self.estate.ago(days)

    def made_one(self, kind, name, region, **members):
        """Count a resource and set the members that moto cannot be told, ages above all."""
        self.estate.count(kind)
        if members:
            self.estate.override(kind, region, name, **members)
        return name

    def keep(self, **resources):
        """Remember resources by a word of ours, for the fills that come after."""
        self.made.update(resources)


def tags(**pairs):
    return [{"Key": key.replace("__", ":"), "Value": value} for key, value in pairs.items()]


def tagged(resource_type, **pairs):
    return [{"ResourceType": resource_type, "Tags": tags(**pairs)}]
