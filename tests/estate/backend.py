"""moto, asked in process: its own WSGI application, without a socket in between."""

import json
from io import BytesIO

from moto.ec2.models.amis import Ami
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from call import CBOR
from wire import Answer, Refusal, decode

JSON_TARGET = "GraniteServiceVersion20100801"
FILTER_VALUE = Ami.get_filter_value


def image_filter_value(image, name, method=None):
    """moto's images cannot be filtered by their snapshot."""
    if name == "block-device-mapping.snapshot-id":
        return image.ebs_snapshot.id
    return FILTER_VALUE(image, name, method)


Ami.get_filter_value = image_filter_value


class Moto:
    def __init__(self):
        self.application = DomainDispatcherApplication(create_backend_app)

    def ask(self, call, body=None):
        """moto's answer as it comes, in the call's own protocol (JSON where that is CBOR)."""
        environ = {**call.environ}
        if call.protocol == CBOR:
            body = as_json(call, environ)
        body = call.body if body is None else body
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
        return self.run(environ)

    def run(self, environ):
        seen = {}

        def start_response(status, headers, exc_info=None):
            seen["status"], seen["headers"] = int(status.split()[0]), dict(headers)

        chunks = self.application(environ, start_response)
        body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        return Answer(seen["status"], seen["headers"], body)


def as_json(call, environ):
    """Rewrite a CBOR request into the AWS JSON request that moto understands."""
    environ["PATH_INFO"] = environ["RAW_URI"] = environ["REQUEST_URI"] = "/"
    environ["HTTP_X_AMZ_TARGET"] = f"{JSON_TARGET}.{call.operation}"
    environ["CONTENT_TYPE"] = "application/x-amz-json-1.0"
    environ.pop("HTTP_CONTENT_ENCODING", None)
    # The layer cuts pages out of whole answers, so moto never sees a token.
    params = {name: value for name, value in call.params.items() if name != "NextToken"}
    return json.dumps(params, default=json_time).encode()


def json_time(value):
    return value.timestamp()


def document(call, answer):
    """What moto's answer says; its errors as a Refusal."""
    protocol = "json" if call.protocol == CBOR else call.protocol
    if answer.status < 300:
        return decode(call, answer, protocol) if call.model.output_shape else {}
    try:
        said = decode(call, answer, protocol)["Error"]
        raise Refusal(said["Code"] or "InternalFailure", said.get("Message", ""), answer.status)
    except (KeyError, ValueError) as problem:
        raise Refusal("InternalFailure", f"moto answered {answer.status}", 500) from problem
