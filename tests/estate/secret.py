"""Writes the value of one Lambda function's environment variable into a file, for the test that it is kept nowhere."""

import os
import sys

import boto3

client = boto3.client("lambda", region_name="us-east-1", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
functions = [f for page in client.get_paginator("list_functions").paginate() for f in page["Functions"]]
values = [v for f in functions for v in f.get("Environment", {}).get("Variables", {}).values()]
with open(sys.argv[1], "w", encoding="utf-8") as out:
    out.write(max(values, key=len))
