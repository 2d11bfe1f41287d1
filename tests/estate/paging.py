"""Small pages, so that clients' pagers are exercised.

moto is asked for everything; the layer cuts the answer. The names of tokens and lists come from botocore's
paginators, the page sizes from the table here.
"""

import base64
import json
from functools import lru_cache
from urllib.parse import urlencode

import botocore.session

from call import CBOR, form_of
from wire import Refusal

SIZES = {
    ("cloudtrail", "LookupEvents"): 5,
    ("cloudwatch", "DescribeAlarms"): 3,
    ("cloudwatch", "ListMetrics"): 5,
    ("ec2", "DescribeInstances"): 3,
    ("ec2", "DescribeNetworkInterfaces"): 4,
    ("ec2", "DescribeSecurityGroups"): 5,
    ("ec2", "DescribeSnapshots"): 4,
    ("ec2", "DescribeVolumes"): 4,
    ("elbv2", "DescribeLoadBalancers"): 2,
    ("guardduty", "ListFindings"): 3,
    ("iam", "ListPolicies"): 3,
    ("iam", "ListRoles"): 3,
    ("iam", "ListUsers"): 3,
    ("kms", "ListKeys"): 3,
    ("lambda", "ListFunctions"): 3,
    ("logs", "DescribeLogGroups"): 3,
    ("rds", "DescribeDBInstances"): 3,
    ("rds", "DescribeDBSnapshots"): 2,
}
# AWS may answer an empty page that has a next token; these do so first.
EMPTY_FIRST = {("ec2", "DescribeSnapshots")}


@lru_cache(maxsize=None)
def paginator(key):
    """botocore's names for an operation's pages, or None where the table does not page it."""
    if key not in SIZES:
        return None
    return botocore.session.get_session().get_paginator_model(key[0]).get_paginator(key[1])


def unpaged_body(call, names):
    """The request's body without token and limit, for moto. Not for REST calls (their handlers are ours)."""
    dropped = {names["input_token"], names.get("limit_key")}
    if call.protocol == CBOR:
        return None
    if call.protocol == "json":
        return json.dumps({k: v for k, v in json.loads(call.body or b"{}").items() if k not in dropped}).encode()
    if call.protocol in ("query", "ec2"):
        pairs = [(name, value) for name, values in form_of(call).items() for value in values]
        return urlencode([pair for pair in pairs if pair[0] not in dropped]).encode()
    return None


def strip(call, names):
    """Take token and limit out of a call's parameters; both are given back."""
    token = call.params.get(names["input_token"])
    limit = call.params.get(names.get("limit_key"))
    return token, limit


def cut(call, names, document):
    """The page of a whole answer that the call asks for."""
    token, limit = strip(call, names)
    start = offset_of(token)
    size = min(int(limit or 10**6), SIZES[call.key])
    if call.key in EMPTY_FIRST and token is None:
        size = 0
    first, *others = result_keys(names)
    items = document.get(first, [])
    end = start + size
    document[first] = items[start:end]
    last = end >= len(items) and size > 0
    for other in others:
        if other in document and not last:
            document[other] = []
    mark(names, document, None if last else token_of(call, end))
    return document


def result_keys(names):
    keys = names["result_key"]
    return keys if isinstance(keys, list) else [keys]


def mark(names, document, token):
    document.pop(names["output_token"], None)
    if token:
        document[names["output_token"]] = token
    if "more_results" in names:
        document[names["more_results"]] = token is not None


def token_of(call, offset):
    return base64.urlsafe_b64encode(f"{call.operation}:{offset}".encode()).decode()


def offset_of(token):
    if token is None:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token).decode().rsplit(":", 1)[1])
    except (ValueError, IndexError) as problem:
        raise Refusal("ValidationError", f"Invalid pagination token {token!r}") from problem
