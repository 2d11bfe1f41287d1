"""Answers between plain documents and bytes, in whichever protocol a call came in."""

import datetime
import json
from dataclasses import dataclass, field

import cbor2
from botocore.parsers import create_parser
from moto.core.serialize import get_serializer_class

from call import CBOR

CBOR_HEADERS = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}


@dataclass
class Answer:
    status: int
    headers: dict = field(default_factory=dict)
    body: bytes = b""


class Refusal(Exception):
    """An error that AWS itself would answer with."""

    def __init__(self, code, message, status=400):
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def decode(call, answer, protocol=None):
    """The document that an answer holds, with the member names of AWS's model."""
    parser = create_parser(protocol or call.protocol)
    headers = {name.lower(): value for name, value in answer.headers.items()}
    parts = {"status_code": answer.status, "headers": headers, "body": answer.body}
    document = parser.parse(parts, call.model.output_shape)
    document.pop("ResponseMetadata", None)
    return document


def encode(call, document):
    if call.protocol == CBOR:
        body = cbor2.dumps(cbor_value(document, call.model.output_shape))
        return Answer(200, dict(CBOR_HEADERS), body)
    serializer = get_serializer_class(call.service, call.protocol)(call.model)
    written = serializer.serialize(document)
    body = written["body"]
    return Answer(written["status_code"], dict(written["headers"]), body.encode() if isinstance(body, str) else body)


def cbor_value(value, shape):
    """A value as CBOR has it for its shape: times under tag 1, whole numbers of doubles as doubles."""
    kind = shape.type_name
    if kind == "structure":
        known = {name: item for name, item in value.items() if name in shape.members and item is not None}
        return {name: cbor_value(item, shape.members[name]) for name, item in known.items()}
    if kind == "list":
        return [cbor_value(item, shape.member) for item in value]
    if kind == "map":
        return {key: cbor_value(item, shape.value) for key, item in value.items()}
    if kind == "timestamp":
        return cbor2.CBORTag(1, epoch(value))
    if kind in ("float", "double"):
        return float(value)
    return value


def epoch(value):
    if isinstance(value, datetime.datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=datetime.timezone.utc)
        return aware.timestamp()
    return float(value)


def error(call, refusal):
    """An error in the form of the call's protocol."""
    writer = ERRORS.get("s3" if call.service == "s3" else call.protocol, json_error)
    return writer(refusal)


def ec2_error(refusal):
    inner = f"<Errors><Error>{xml_code(refusal)}</Error></Errors><RequestID>{REQUEST_ID}</RequestID>"
    return xml_answer(refusal, f"<Response>{inner}</Response>")


def query_error(refusal):
    inner = f"<Error><Type>Sender</Type>{xml_code(refusal)}</Error><RequestId>{REQUEST_ID}</RequestId>"
    return xml_answer(refusal, f"<ErrorResponse>{inner}</ErrorResponse>")


def s3_error(refusal):
    return xml_answer(refusal, f"<Error>{xml_code(refusal)}<RequestId>{REQUEST_ID}</RequestId></Error>")


def json_error(refusal):
    body = json.dumps({"__type": refusal.code, "message": refusal.message}).encode()
    headers = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-ErrorType": refusal.code}
    return Answer(refusal.status, headers, body)


def cbor_error(refusal):
    body = cbor2.dumps({"__type": refusal.code, "message": refusal.message})
    headers = {**CBOR_HEADERS, "x-amzn-query-error": f"{refusal.code};Sender"}
    return Answer(refusal.status, headers, body)


def xml_code(refusal):
    message = refusal.message.replace("&", "&amp;").replace("<", "&lt;")
    return f"<Code>{refusal.code}</Code><Message>{message}</Message>"


def xml_answer(refusal, inner):
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n{inner}'.encode()
    return Answer(refusal.status, {"Content-Type": "text/xml"}, body)


REQUEST_ID = "00000000-0000-4000-8000-000000000000"
ERRORS = {
    "ec2": ec2_error,
    "query": query_error,
    "rest-xml": query_error,
    "s3": s3_error,
    "json": json_error,
    "rest-json": json_error,
    CBOR: cbor_error,
}
