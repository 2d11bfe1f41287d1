"""What one HTTP request asks of AWS: service, operation, region and parameters.

Everything is read with AWS's own service models (botocore's, through moto's request parsers), so nothing
here knows a single operation by name.
"""

import datetime
import gzip
import json
import re
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import parse_qs

import cbor2
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model

CBOR = "smithy-rpc-v2-cbor"
CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/\d+/([^/]+)/([^/]+)/aws4_request")
CBOR_PATH = re.compile(r"^/service/[^/]+/operation/([A-Za-z0-9]+)$")
HOST_LABEL = re.compile(r"^(.+)\.(127\.0\.0\.1|localhost)(:\d+)?$")
CLASSIC = b"Version=2012-06-01"  # of the two load balancing APIs the older one
BY_SIGNING_NAME = {
    "access-analyzer": "accessanalyzer",
    "elasticfilesystem": "efs",
    "elasticloadbalancing": "elbv2",
    "es": "opensearch",
    "monitoring": "cloudwatch",
    "servicequotas": "service-quotas",
    "states": "stepfunctions",
}


@dataclass
class Call:
    """One request, understood. `model` is None where the service or the operation is not known."""

    environ: dict
    body: bytes
    service: str = "unknown"
    operation: str = "Unknown"
    region: str = "us-east-1"
    access_key: str | None = None
    protocol: str | None = None
    model: object = None
    params: dict = field(default_factory=dict)

    @property
    def key(self):
        return (self.service, self.operation)


def normalise(environ):
    """Undo what a proxy request and a host label (`label.127.0.0.1`) do to path and host."""
    raw = environ.get("RAW_URI", "")
    if "://" in raw:
        raw = "/" + raw.split("://", 1)[1].partition("/")[2]
    label = HOST_LABEL.match(environ.get("HTTP_HOST", ""))
    if label:
        environ["HTTP_HOST"] = label[2] + (label[3] or "")
        if not label[1].isdigit():  # a bucket, not an account id
            raw = f"/{label[1]}{raw}"
            environ["PATH_INFO"] = f"/{label[1]}{environ['PATH_INFO']}"
    environ["RAW_URI"] = environ["REQUEST_URI"] = raw


def understand(environ, body):
    """The call that a request makes. Never fails: what cannot be read stays unknown."""
    normalise(environ)
    call = Call(environ, body)
    scope = CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    if scope:
        call.access_key, call.region, call.service = scope.groups()
    call.service = service_name(call)
    if call.service == "backup" and environ["PATH_INFO"].startswith("/tags/") and not environ["PATH_INFO"].endswith("/"):
        for name in ("PATH_INFO", "RAW_URI", "REQUEST_URI"):  # the model has a slash at the end, and moto needs it
            environ[name] += "/"
    try:
        model = get_service_model(call.service)
        read_operation(call, model)
    except Exception as problem:  # an unknown service is logged and handed to moto all the same
        call.params = {"unreadable": f"{type(problem).__name__}: {problem}"}
    return call


def service_name(call):
    if call.service == "s3" and call.environ["PATH_INFO"].startswith("/v20180820/"):
        return "s3control"
    if call.service == "unknown" and b"AssumeRole" in call.body:
        return "sts"
    if call.service == "elasticloadbalancing" and CLASSIC in call.body:
        return "elb"
    if call.service == "apigateway" and call.environ["PATH_INFO"].startswith("/v2/"):
        return "apigatewayv2"
    return BY_SIGNING_NAME.get(call.service, call.service)


def read_operation(call, model):
    over_cbor = CBOR_PATH.match(call.environ["PATH_INFO"])
    if over_cbor and call.environ.get("HTTP_SMITHY_PROTOCOL") == "rpc-v2-cbor":
        call.operation, call.protocol = over_cbor[1], CBOR
        call.model = model.operation_model(call.operation)
        call.params = cbor2.loads(plain_body(call)) if call.body else {}
        return
    request = request_of(call)
    call.protocol = determine_request_protocol(model, request.content_type)
    call.operation, uri_params = find_operation(call, request)
    call.model = model.operation_model(call.operation)
    call.params = parse_params(call, request, uri_params)


def plain_body(call):
    if call.environ.get("HTTP_CONTENT_ENCODING") == "gzip":
        return gzip.decompress(call.body)
    return call.body


def request_of(call):
    return Request({**call.environ, "wsgi.input": BytesIO(call.body)})


def find_operation(call, request):
    target = call.environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return target.rsplit(".", 1)[-1], {}
    if call.protocol in ("query", "ec2"):
        return form_of(call)["Action"][0], {}
    operation, uri_params = get_service_router(call.service).match(request)
    return operation.name, uri_params


def form_of(call):
    return parse_qs(call.body.decode() or call.environ.get("QUERY_STRING", ""), keep_blank_values=True)


def parse_params(call, request, uri_params):
    if call.model.input_shape is None:
        return {}
    parts = {
        "method": request.method,
        "values": request.values,
        "headers": request.headers,
        "body": call.body,
        "url_path": request.path,
        "url_params": uri_params,
    }
    params = PROTOCOL_PARSERS[call.protocol](call.model).parse(parts)
    return {name: value for name, value in params.items() if value is not None}


def plain(value):
    """Parameters as JSON values, for the log and for moto."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, datetime.datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=datetime.timezone.utc)
        return aware.astimezone(datetime.timezone.utc).isoformat()
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    return value


def canonical(params):
    return json.loads(json.dumps(plain(params), sort_keys=True, default=str))
