"""An incoming webhook that judges what is posted with Slack's own library, and keeps it.

POST /ok answers as Slack does; /busy refuses once for rate; /gone is a webhook that is no more; /long wants to be left
alone for an hour. GET /requests gives the bodies that came.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from slack_sdk.models.blocks import Block

REQUESTS = []


def judge(body):
    """None, or what is wrong with it."""
    message = json.loads(body)
    blocks = message["blocks"]
    if not 1 <= len(blocks) <= 50 or not 1 <= len(message["text"]) <= 4000:
        return "invalid_blocks"
    for block, given in zip(Block.parse_all(blocks), blocks, strict=True):
        block.validate_json()
        if block.to_dict() != given:
            return f"invalid_blocks: {block.to_dict()} is not {given}"
    return None


class Webhook(BaseHTTPRequestHandler):
    def answer(self, status, text, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_GET(self):
        self.answer(200, json.dumps(REQUESTS))

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        first = not any(path == self.path for path, _ in REQUESTS)
        REQUESTS.append((self.path, json.loads(body)))
        if self.path == "/gone/canary":
            return self.answer(404, "no_service")
        if self.path == "/long/canary":
            return self.answer(429, "rate_limited", Retry_After="3600")
        if self.path == "/busy/canary" and first:
            return self.answer(429, "rate_limited", Retry_After="1")
        try:
            wrong = judge(body)
        except Exception as error:
            wrong = f"invalid_payload: {error}"
        return self.answer(400, wrong) if wrong else self.answer(200, "ok")

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
    print(json.dumps({"port": server.server_port}), flush=True)
    server.serve_forever()
    sys.exit(0)
