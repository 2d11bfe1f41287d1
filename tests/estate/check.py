"""The estate's own test: starts it, and tries pages, CBOR, the proxy, faults, the log and the end.

    python check.py      # with the virtual environment of tests/requirements.txt; prints one line a check
"""

import http.client
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boto3
import cbor2
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

HERE = Path(__file__).parent
SCOPE = "Credential=AKIAAUDITOR000000000/20261121/{}/{}/aws4_request"


class Estate:
    def __init__(self, fill="small", *more):
        self.log = Path(tempfile.mkdtemp()) / "log.jsonl"
        command = [sys.executable, str(HERE / "server.py"), "--log", str(self.log), "--fill", fill, *more]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ready = json.loads(self.process.stdout.readline())
        self.port = self.ready["port"]
        self.url = f"http://127.0.0.1:{self.port}"

    def client(self, service, region="us-east-1", timeout=5):
        config = Config(proxies={"http": self.url}, retries={"total_max_attempts": 1}, read_timeout=timeout)
        keys = {"aws_access_key_id": "AKIAAUDITOR000000000", "aws_secret_access_key": "x"}
        return boto3.client(service, region_name=region, endpoint_url=self.url, config=config, **keys)

    def send(self, method, path, body=b"", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def faults(self, *entries):
        status, _, body = self.send("POST", "/_estate/faults", json.dumps(entries).encode())
        assert status == 200, body

    def entries(self):
        return [json.loads(line) for line in self.send("GET", "/_estate/log")[2].splitlines()]

    def cbor(self, operation, **params):
        path = f"/service/GraniteServiceVersion20100801/operation/{operation}"
        headers = {
            "Authorization": "AWS4-HMAC-SHA256 " + SCOPE.format("us-east-1", "monitoring"),
            "smithy-protocol": "rpc-v2-cbor",
            "Content-Type": "application/cbor",
        }
        status, answered, body = self.send("POST", path, cbor2.dumps(params), **headers)
        assert answered["smithy-protocol"] == "rpc-v2-cbor", (status, body)
        return status, cbor2.loads(body)


def pages(estate):
    found = list(estate.client("ec2").get_paginator("describe_volumes").paginate())
    assert sum(len(page["Volumes"]) for page in found) == 3
    estate.send("POST", "/_estate/reset-log")
    users = [user for page in estate.client("iam").get_paginator("list_users").paginate() for user in page["Users"]]
    assert [user["UserName"] for user in users] == ["alice", "bob"] and estate.entries()[0]["operation"] == "ListUsers"


def cbor(estate):
    status, document = estate.cbor("DescribeAlarms", AlarmNames=["small-no-actions"])
    alarm = document["MetricAlarms"][0]
    assert status == 200 and isinstance(alarm["Threshold"], float) and hasattr(alarm["StateUpdatedTimestamp"], "year")
    estate.faults({"service": "cloudwatch", "operation": "DescribeAlarms", "region": None, "fault": "denied"})
    status, document = estate.cbor("DescribeAlarms")
    assert status == 403 and document["__type"] == "AccessDenied", document
    estate.faults()
    assert estate.cbor("DescribeAlarmHistory")[0] == 501  # what moto has not is an error, not silence


def proxy(estate):
    block = estate.client("s3control").get_public_access_block(AccountId="123456789012")
    assert block["PublicAccessBlockConfiguration"]["BlockPublicPolicy"]
    assert estate.entries()[-1]["service"] == "s3control"


LOGS = {
    "X-Amz-Target": "Logs_20140328.DescribeLogGroups",
    "Content-Type": "application/x-amz-json-1.1",
    "Authorization": "AWS4-HMAC-SHA256 " + SCOPE.format("us-east-1", "logs"),
}
CODES = {
    ("ec2", "DescribeVolumes", "describe_volumes"): ("UnauthorizedOperation", "RequestLimitExceeded"),
    ("iam", "ListUsers", "list_users"): ("AccessDenied", "Throttling"),
    ("s3", "ListBuckets", "list_buckets"): ("AccessDenied", "SlowDown"),
    ("logs", "DescribeLogGroups", "describe_log_groups"): ("AccessDeniedException", "ThrottlingException"),
    ("lambda", "ListFunctions", "list_functions"): ("AccessDeniedException", "TooManyRequestsException"),
    ("cloudwatch", "DescribeAlarms", "describe_alarms"): (None, None),
}


def faults(estate):
    for (service, operation, method), codes in CODES.items():
        for kind, code in zip(("denied", "throttled"), codes):
            estate.faults({"service": service, "operation": operation, "region": None, "fault": kind, "times": 1})
            try:
                getattr(estate.client(service), method)()
                raise AssertionError(f"{service} {kind} was not refused")
            except ClientError as refused:
                assert code in (None, refused.response["Error"]["Code"]), refused
        getattr(estate.client(service), method)()  # once only


def broken(estate):
    for kind in ("garbage", "hang"):
        for service, operation, method in list(CODES)[:4]:
            estate.faults({"service": service, "operation": operation, "fault": kind})
            started = time.time()
            try:
                getattr(estate.client(service, timeout=1), method)()
                assert kind == "garbage", (kind, service)
            except (BotoCoreError, ClientError, ResponseParserError, ValueError):
                assert kind != "hang" or time.time() - started >= 1
    estate.faults()


def broken_off(estate):
    """botocore overlooks a short body in JSON, so these are tried one level below it."""
    for kind in ("drop", "reset"):
        estate.faults({"service": "logs", "operation": "*", "fault": kind})
        try:
            estate.send("POST", "/", b"{}", **LOGS)
            raise AssertionError(f"{kind} gave a whole answer")
        except (http.client.HTTPException, ConnectionError):
            pass
    estate.faults()


def log(estate):
    estate.send("POST", "/_estate/reset-log")
    estate.client("ec2", "eu-west-1").describe_volumes(MaxResults=100)
    estate.client("s3").put_object(Bucket="small-bare", Key="a/b", Body=b"x")
    read, write = estate.entries()
    assert (read["service"], read["operation"], read["region"]) == ("ec2", "DescribeVolumes", "eu-west-1") and read["read"]
    assert read["params"] == {"MaxResults": 100} and read["status"] == 200 and read["bytes"] > 0
    assert write["operation"] == "PutObject" and not write["read"] and write["params"]["Key"] == "a/b"
    assert estate.log.read_text().count("\n") == 2


def ends(estate):
    estate.process.stdin.close()
    assert estate.process.wait(timeout=5) == 0


def main():
    estate = Estate()
    try:
        for check in (pages, cbor, proxy, faults, broken, broken_off, log, ends):
            check(estate)
            print(f"{check.__name__}: ok", flush=True)
    finally:
        estate.process.kill()


if __name__ == "__main__":
    main()
