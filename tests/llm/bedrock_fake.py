"""A stand-in for Amazon Bedrock's runtime, and for a server of OpenAI's embeddings, on one port.

    python bedrock_fake.py

prints `{"port": ...}` when it listens, and ends when its standard input closes. It answers

    POST /model/{modelId}/converse-stream   in frames of vnd.amazon.eventstream
    POST /model/{modelId}/converse
    POST /model/amazon.titan-embed-text-v2:0/invoke
    POST /v1/embeddings
    GET  /requests                          what it was asked so far

A model id `fault.NAME` picks a fault: NAME stands in `bedrock_errors.py` (an error before the stream) or in STREAMS below (a
stream that goes wrong). A bare `anthropic.claude-…` is refused as Bedrock refuses it, for want of an inference
profile. Every other id is answered. `judge_bedrock.py` holds this file to what boto3 makes of it.
"""

import http.server
import itertools
import json
import os
import sys
import threading
import time
import urllib.parse
import uuid

import bedrock_errors as errors
import vectors
from bedrock_frames import event, exception, frame

WORDS = ["The security group ", "sg-1 is open to the world ", "[F1]. ", "Close it first. ✓"]
STALL = 60  # seconds of silence; no client waits that long
PAUSE = 4  # a model that thinks
REFUSED_IN_SCHEMAS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
                      "maxLength", "maxItems"}


def text(words, index=0):
    return event("contentBlockDelta", {"contentBlockIndex": index, "delta": {"text": words}, "p": "abcdefgh"})


def reasoning(words):
    return event("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"reasoningContent": {"text": words}}})


def stop(reason, index=0):
    yield event("contentBlockStop", {"contentBlockIndex": index})
    yield event("messageStop", {"stopReason": reason})


def usage():
    counts = {"inputTokens": 812, "outputTokens": 23, "totalTokens": 835}
    return event("metadata", {"usage": counts, "metrics": {"latencyMs": 431}})


START = event("messageStart", {"role": "assistant"})


def answer(words=WORDS, reason="end_turn"):
    yield START
    yield from map(text, words)
    yield from stop(reason)
    yield usage()


def then(*last):
    """An answer whose first half is followed by something else."""
    return lambda: itertools.chain([START, *map(text, WORDS[:2])], last)


def thinking(words):
    yield START
    yield from map(reasoning, ["Which of the two ", "is worse?"])
    yield event("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"reasoningContent": {"signature": "c2ln"}}})
    yield event("contentBlockStop", {"contentBlockIndex": 0})
    yield from (text(word, 1) for word in words)
    yield from stop("end_turn" if words else "max_tokens", 1)
    yield usage()


def damaged(where):
    """A frame with one bit wrong: in its length (0 to 3), in the prelude's checksum (8 to 11) or in the last one."""
    bytes_ = bytearray(text("damaged"))
    bytes_[where] ^= 1
    return bytes(bytes_)


STREAMS = {
    "midstream-throttled": then(exception("throttlingException", errors.MESSAGES["throttled"])),
    "midstream-too-long": then(exception("validationException", errors.MESSAGES["too-long"])),
    "midstream-unavailable": then(exception("serviceUnavailableException", errors.MESSAGES["unavailable"])),
    "midstream-internal": then(exception("internalServerException", errors.MESSAGES["internal"])),
    "midstream-model": then(exception("modelStreamErrorException", "Model produced an invalid sequence.",
                                      originalStatusCode=424, originalMessage="invalid sequence")),
    "midstream-error": then(frame({":message-type": "error", ":error-code": "InternalError",
                                   ":error-message": "An internal server error occurred"}, b"")),
    "first-throttled": lambda: [exception("throttlingException", errors.MESSAGES["throttled"])],
    "cut": then(text("never whole")[:40], "abort"),
    "cut-frame": then(text("never whole")[:40]),
    "cut-clean": then(),
    "cut-after-stop": lambda: itertools.chain([START, *map(text, WORDS)], stop("end_turn"), ["abort"]),
    "stall": then("stall"),
    "slow": lambda: itertools.chain([START, "pause"], answer()),
    "bad-length": then(damaged(2)),
    "bad-prelude": then(damaged(9)),
    "bad-message": then(damaged(-1)),
    "bad-json": then(frame({":message-type": "event", ":event-type": "contentBlockDelta",
                            ":content-type": "application/json"}, b'{"delta": {"text": ')),
    "garbage": lambda: [b"\x00\x00\x00\x40" + b"\xa7" * 124],
    "new-event": lambda: itertools.chain([START, event("heartbeat", {"n": 1})], list(answer())[1:]),
    "filtered": lambda: answer(WORDS[:1], "content_filtered"),
    "guardrail": lambda: answer(["Sorry, the model cannot answer this question."], "guardrail_intervened"),
    "context-window": lambda: answer(WORDS[:1], "model_context_window_exceeded"),
    "malformed-output": lambda: answer(WORDS[:1], "malformed_model_output"),
    "max-tokens": lambda: answer(WORDS[:2], "max_tokens"),
    "empty": lambda: answer([]),
    "reasoning": lambda: thinking(WORDS),
    "reasoning-only": lambda: thinking([]),
    "endless": lambda: itertools.chain([START], itertools.repeat(text("on and on " * 800))),
}


def instance(schema):
    """A value of a schema, in the smallest."""
    match schema.get("type"):
        case "object":
            return {name: instance(part) for name, part in schema.get("properties", {}).items()}
        case "array":
            return [instance(schema["items"])]
        case "integer" | "number":
            return 1
        case "boolean":
            return True
    return schema.get("enum", ["text"])[0]


def schema_fault(schema):
    """What Bedrock has against a schema, or None."""
    if refused := sorted(REFUSED_IN_SCHEMAS & schema.keys()):
        return f"For '{schema.get('type')}' type, properties {', '.join(refused)} are not supported"
    if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
        return "For 'object' type, 'additionalProperties' must be explicitly set to false"
    parts = [*schema.get("properties", {}).values(), *filter(None, [schema.get("items")]), *schema.get("anyOf", [])]
    return next(filter(None, map(schema_fault, parts)), None)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen = []

    def log_message(self, *_):
        pass

    def reply(self, status, body, kind="application/json", **headers):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"content-type": kind, "x-amzn-requestid": str(uuid.uuid4()), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def refuse(self, name, model, region):
        status, code, message, *headers = errors.ERRORS[name]
        if code == "html":
            return self.reply(status, message.encode(), "text/html")
        namespace = "http://internal.amazon.com/coral/com.amazon.bedrock/"
        body = {"message": message.format(model=model, region=region)}
        more = headers[0] if headers else {}
        return self.reply(status, body, **{"x-amzn-errortype": f"{code}:{namespace}", **more})

    def do_GET(self):
        self.reply(200, self.seen)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        parts = [urllib.parse.unquote(part) for part in self.path.strip("/").split("/")]
        if self.path == "/v1/embeddings":
            self.seen.append({"model": body["model"], "body": body, "key": self.headers["authorization"]})
            return self.reply(*vectors.openai(body, self.headers["authorization"]))
        _, model, operation = parts
        self.seen.append({"model": model, "operation": operation, "body": body})
        signature = self.headers["authorization"] or ""
        if not signature.startswith("AWS4-HMAC-SHA256 ") or "/bedrock/aws4_request" not in signature:
            return self.refuse("unsigned", model, "")
        region = signature.split("/")[2]
        name = model.removeprefix("fault.")
        if model.rsplit("/", 1)[-1].startswith("anthropic."):
            name = "profile"
        if operation == "invoke":
            return self.embed(body, region)
        if name in errors.ERRORS:
            return self.refuse(name, model, region)
        if model.startswith("fault.") and name not in STREAMS.keys() | {"html", "stall-first"}:
            return self.reply(500, {"message": f"the fake has no fault {name}"})
        return self.converse(operation, name, body)

    def embed(self, body, region):
        result = vectors.titan(body, [request["body"] for request in self.seen if "body" in request])
        if isinstance(result, str):
            return self.refuse(result, "", region)
        if isinstance(result, tuple):
            return self.reply(400, {"message": result[0]}, **{"x-amzn-errortype": "ValidationException"})
        count = str(result["inputTextTokenCount"]) if "inputTextTokenCount" in result else "0"
        return self.reply(200, result, **{"x-amzn-bedrock-input-token-count": count})

    def converse(self, operation, name, body):
        words = WORDS
        if schema := body.get("outputConfig", {}).get("textFormat"):
            schema = json.loads(schema["structure"]["jsonSchema"]["schema"])
            if fault := schema_fault(schema):
                message = f"The model returned the following errors: output_config.format.schema: {fault}"
                return self.reply(400, {"message": message}, **{"x-amzn-errortype": "ValidationException"})
            whole = json.dumps(instance(schema))
            words = [whole[:7], whole[7:]]
        if operation == "converse-stream":
            if name == "stall-first":
                time.sleep(STALL)
            if name == "html":
                return self.reply(200, b"<html><body>Sign in to the network</body></html>", "text/html")
            return self.stream(STREAMS.get(name, lambda: answer(words))())
        content = [{"text": "".join(words)}]
        return self.reply(200, {"output": {"message": {"role": "assistant", "content": content}},
                                "stopReason": "end_turn", "metrics": {"latencyMs": 431},
                                "usage": {"inputTokens": 812, "outputTokens": 23, "totalTokens": 835}})

    def stream(self, parts):
        self.send_response(200)
        self.send_header("content-type", "application/vnd.amazon.eventstream")
        self.send_header("x-amzn-requestid", str(uuid.uuid4()))
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        try:
            for part in parts:
                if part == "abort":
                    self.close_connection = True
                    return
                if part in ("stall", "pause"):
                    time.sleep(STALL if part == "stall" else PAUSE)
                    continue
                self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
                self.wfile.flush()
            self.wfile.write(b"0\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # The client has heard enough.


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_address[1]}), flush=True)
    sys.stdin.read()
    os._exit(0)  # Threads that stall hold nothing worth waiting for.


if __name__ == "__main__":
    main()
