"""The emulated AWS estate: moto behind a thin layer, in one process.

    python server.py --port 0 --log requests.jsonl [--faults faults.json] [--fill full]

prints `{"port": N}` when it is filled and ready, and ends when its standard input closes or on SIGTERM.
"""

import argparse
import datetime
import json
import os
import random
import signal
import socket
import struct
import sys
import threading
import time
from http.server import ThreadingHTTPServer

os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
os.environ.setdefault("MOTO_DISABLE_GLOBAL_CORS", "true")
os.environ.setdefault("MOTO_ACM_VALIDATION_WAIT", "0")

from moto.moto_api._internal import mock_random  # noqa: E402  moto reads the environment when imported
from moto.moto_server.werkzeug_app import MotoRequestHandler  # noqa: E402

from backend import Moto  # noqa: E402
from faults import Faults  # noqa: E402
from fill import fill, organize  # noqa: E402
from journal import Journal  # noqa: E402
from layer import Layer  # noqa: E402
from state import Estate  # noqa: E402

SEED = 20261121
OWN_HEADERS = ("connection", "date", "server")


class Handler(MotoRequestHandler):
    """One connection. Unlike werkzeug's own handler it keeps connections open and never waits before closing."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def run_wsgi(self):
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        self.environ = self.make_environ()
        body = self.read_body()
        answer, fault = self.server.layer.answer(self.environ, body)
        if fault == "hang":
            self.close_connection = True
            return
        self.send(answer)
        if fault in ("drop", "reset"):
            self.break_off(fault)

    def read_body(self):
        stream = self.environ["wsgi.input"]
        if not self.environ.get("wsgi.input_terminated"):
            return stream.read(int(self.environ.get("CONTENT_LENGTH") or 0))
        body = stream.read()
        self.environ.pop("HTTP_TRANSFER_ENCODING", None)
        self.environ["wsgi.input_terminated"] = False
        self.environ["CONTENT_LENGTH"] = str(len(body))
        return body

    def send(self, answer):
        self.send_response(answer.status)
        headers = {name: value for name, value in answer.headers.items() if name.lower() not in OWN_HEADERS}
        if "content-length" not in map(str.lower, headers):
            headers["Content-Length"] = str(len(answer.body))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
        self.wfile.flush()

    def break_off(self, fault):
        """End the connection in mid-body: `drop` in order, `reset` with a TCP reset."""
        self.close_connection = True
        if fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def log(self, *_):
        """The journal logs; nothing goes to standard error."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    ssl_context = None
    multithread, multiprocess, passthrough_errors = True, False, True
    _server_version = "tickmark-estate"

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", required=True, help="file for the request log, one JSON line a request")
    parser.add_argument("--faults", help="JSON file of faults")
    parser.add_argument("--fill", choices=("small", "full", "none", "samples"), default="full")
    parser.add_argument("--accounts", type=int, default=0, help="so many small accounts in an organisation besides")
    parser.add_argument("--now", type=datetime.datetime.fromisoformat, help="the moment ages count back from")
    return parser.parse_args()


def start(options):
    random.seed(SEED)
    mock_random.seed(SEED)
    journal, faults, estate = Journal(options.log), Faults(), Estate(aware(options.now))
    server = Server(("127.0.0.1", options.port), Handler)
    server.layer = Layer(Moto(), estate, journal, faults, samples=options.fill == "samples")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    if options.fill in ("small", "full"):
        fill(options.fill, server.server_port, estate)
        estate.filled()
    if options.accounts:
        organize(options.accounts, server.server_port, estate)
    if options.faults:
        with open(options.faults, encoding="utf-8") as file:
            faults.load(file.read())
    journal.on = True
    return server, faults, estate


def aware(moment):
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)


def wait_for_end():
    """Until SIGTERM, SIGINT, or the end of standard input."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    signal.signal(signal.SIGINT, lambda *_: ended.set())
    threading.Thread(target=lambda: (sys.stdin.buffer.read(), ended.set()), daemon=True).start()
    ended.wait()


def main():
    began = time.time()
    server, faults, estate = start(arguments())
    ready = {"port": server.server_port, "seconds": round(time.time() - began, 2), "resources": estate.counts}
    print(json.dumps(ready), flush=True)
    wait_for_end()
    faults.closing.set()
    server.shutdown()
    os._exit(0)


if __name__ == "__main__":
    main()
