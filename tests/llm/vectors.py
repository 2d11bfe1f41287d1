"""Vectors that can be told in advance: each word adds one to a place that its hash picks.

So texts that share words lie near each other, and a test can say which is nearest without a model.
"""

import hashlib
import math
import re

TITAN_MEMBERS = {"inputText", "dimensions", "normalize", "embeddingTypes"}
PLEASE = "please reformat your input and try again."


def vector(text, dimensions, normalize=True):
    values = [0.0] * dimensions
    for word in re.findall(r"\w+", text.lower()):
        values[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4]) % dimensions] += 1.0
    length = math.sqrt(sum(x * x for x in values)) or 1.0
    return [x / length for x in values] if normalize else values


def titan(body, earlier):
    """The answer, the name of an error, or the message of a ValidationException in a tuple. Words of a text pick
    faults, since the model id is always the same one."""
    text = body.get("inputText", "")
    if extra := body.keys() - TITAN_MEMBERS:
        return (f"Malformed input request: #: extraneous key [{min(extra)}] is not permitted, {PLEASE}",)
    if body.get("dimensions", 1024) not in (256, 512, 1024):
        return (f"Malformed input request: {body['dimensions']} is not a valid enum value, {PLEASE}",)
    if not text:
        return (f"Malformed input request: expected minLength: 1, actual: 0, {PLEASE}",)
    if len(text) > 50_000:
        return (f"Malformed input request: expected maxLength: 50000, actual: {len(text)}, {PLEASE}",)
    tokens = sum(1 if ord(c) > 127 else 0.25 for c in text)
    if tokens > 8192:
        return (f"400 Bad Request: Too many input tokens. Max input tokens: 8192, request input token count: "
                f"{tokens:.0f}",)
    if text == "fault.no-access" or text == "fault.throttled-once" and earlier.count(body) == 1:
        return "no-access" if text == "fault.no-access" else "throttled"
    if text == "fault.no-vector":
        return {"inputTextTokenCount": 3}
    numbers = vector(text, body.get("dimensions", 1024), body.get("normalize", True))
    if text == "fault.short":
        numbers.pop()
    return {"embedding": numbers, "embeddingsByType": {"float": numbers}, "inputTextTokenCount": math.ceil(tokens)}


def openai(body, authorization):
    """Status and answer of a server of OpenAI's embeddings; the model id picks the fault."""
    texts = body["input"]
    data = [{"object": "embedding", "index": i, "embedding": vector(text, 32, normalize=False)}
            for i, text in enumerate(texts)]
    match body["model"].removeprefix("fault."):
        case "key":
            message = f"Incorrect API key provided: {authorization.removeprefix('Bearer ')}."
            return 401, {"error": {"message": message, "type": "invalid_request_error", "code": "invalid_api_key"}}
        case "ollama":
            return 404, {"error": 'model "nomic" not found, try pulling it first'}
        case "gateway":
            return 502, b"<html>\r\n<h1>502 Bad Gateway</h1></html>", "text/html"
        case "html":
            return 200, b"<html>Sign in to the network</html>", "text/html"
        case "fewer":
            data.pop()
        case "twice":
            data[-1]["index"] = 0
        case "beyond":
            data[-1]["index"] = len(data)
        case "zero":
            data[0]["embedding"] = [0.0] * 32
        case "infinite":
            return 200, b'{"data": [{"index": 0, "embedding": [1e39, 0.5]}]}'
        case "uneven":
            data[-1]["embedding"].pop()
        case "backwards":
            data.reverse()
        case "no-index":
            for item in data:
                del item["index"]
        case "no-zero":
            del data[0]["index"]
        case "huge":
            return 200, b'{"data": [' + b" " * (33 << 20) + b"]}"
    return 200, {"object": "list", "model": body["model"], "data": data,
                 "usage": {"prompt_tokens": len(texts), "total_tokens": len(texts)}}
