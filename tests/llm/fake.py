"""All providers at once, each in any trouble: the first two parts of the path choose provider and cell of `cells.py`.

    python fake.py                 serves on a free port, tells it as JSON on one line, ends with its standard input
    python fake.py --table         prints the table as Markdown

`http://127.0.0.1:PORT/groq/throttled` is an endpoint for tickmark.toml. `GET /cells` gives the table, `GET /requests` the
requests so far. A request without its key, or with a body that is not of the provider's format, is refused with 418.
"""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cells import PROVIDERS

PATHS = {"gemini": ":streamGenerateContent?alt=sse", "ollama": "/api/chat"}
TEXTS = {"gemini": "contents"}
REQUESTS = []


class Fake(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.path == "/requests":
            return self.answer(200, json.dumps(REQUESTS))
        cells = [
            {"provider": provider, "fault": fault, "class": cell.kind, "words": cell.words, "status": cell.status}
            for provider, cells in PROVIDERS.items() for fault, cell in cells.items()
        ]
        self.answer(200, json.dumps(cells))

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        _, provider, fault, rest = self.path.split("/", 3)
        key = self.headers.get("x-goog-api-key") or (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        request = json.loads(body)
        REQUESTS.append({"path": self.path, "key": key, "body": request})
        right = ("/" + rest).endswith(PATHS.get(provider, "/chat/completions"))
        right &= bool(request[TEXTS.get(provider, "messages")]) and (provider == "ollama" or bool(key))
        if not right:
            return self.answer(418, json.dumps({"error": {"message": "the fake was asked wrongly"}}))
        model = request.get("model") or rest.split("models/")[1].split(":")[0]
        try:
            self.play(PROVIDERS[provider][fault], lambda text: text.replace("{model}", model).replace("{key}", key))
        except ConnectionError:
            self.close_connection = True

    def answer(self, status, text, headers=()):
        data = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": len(data), **dict(headers)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(data)

    def play(self, cell, fill):
        if cell.status != 200:
            return self.answer(cell.status, fill("".join(cell.pieces)), {"Content-Type": cell.type, **cell.headers})
        self.send_response(200)
        self.send_header("Content-Type", cell.type)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in cell.pieces:
            self.chunk(fill(piece))
        if cell.then == "stall":
            time.sleep(30)
        while cell.then == "endless":
            self.chunk(fill(cell.pieces[-1]))
        if cell.then == "cut":
            self.close_connection = True
        else:
            self.wfile.write(b"0\r\n\r\n")

    def chunk(self, text):
        data = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


def table():
    print("| provider | fault | status | class | of its words |\n| --- | --- | --- | --- | --- |")
    for provider, cells in PROVIDERS.items():
        for fault, cell in cells.items():
            print(f"| {provider} | {fault} | {cell.status} | {cell.kind or 'answered'} | {cell.words} |")


def main():
    if "--table" in sys.argv:
        return table()
    server = Server(("127.0.0.1", 0), Fake)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_address[1]}), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
