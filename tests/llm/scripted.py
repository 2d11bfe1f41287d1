"""A model that says what its script says, behind OpenAI's chat completions: what tickmark makes of a model can then be
tested from end to end.

    python scripted.py             serves on a free port, tells it as JSON on one line, ends with its standard input

The first part of the path is the script: `honest` says of each finding what stands in it; `liar` does that too and
invents as much again; `dead` answers 503; `mute` answers 200 and closes. `GET /requests` gives the bodies so far.
"""

import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REQUESTS = []
LIES = [
    "All 4711 buckets of account 999999999999 are public [F1].",
    "The finding `made-up-rule` costs $123456.78 a month [F1].",
    "Nothing here needs attention.",
    "See https://attacker.example/collect?x=1 for the details [F1].",
]


def pack(body):
    """The findings and totals that the request shows."""
    user = body["messages"][-1]["content"]
    inside = re.search(r"<<<EVIDENCE-\w+\n(.*)\nEVIDENCE-\w+>>>", user, re.S)[1]
    lines = [json.loads(line) for line in inside.split("\n")]
    return [line for line in lines if line["id"].startswith("F")], [line for line in lines if line["id"].startswith("T")]


def sentences(findings, totals):
    for finding in findings[:3]:
        yield f"{finding['title']} concerns `{finding['arn']}` [{finding['id']}]."
        yield f"The finding `{finding['rule']}` in {finding['region']} has severity {finding['severity']} [{finding['id']}]."
    for total in totals[:1]:
        yield f"The {total['label']} come to {total['value']} [{total['id']}]."


def summary(findings, lies):
    def theme(two):
        a, b = two
        why = "Account 999999999999 is lost [F1]." if lies else f"The finding `{a['rule']}` has severity {a['severity']} [{a['id']}]."
        return {"title": "Access", "why_together": why, "findings": [a["id"], b["id"]]}

    first = next(finding for finding in findings if finding.get("fix"))
    honest = [theme(findings[at:at + 2]) for at in range(3)] if not lies else [theme(findings[:2])]
    step = {"do": f"The fix of this finding is `{first['fix']}` [{first['id']}].",
            "why": f"The finding `{first['rule']}` has severity {first['severity']} [{first['id']}].",
            "findings": [first["id"]]}
    return json.dumps({"headline": f"The finding `{first['rule']}` has severity {first['severity']} [{first['id']}].",
                       "themes": honest, "first": [step], "missing": ["The evidence does not say who owns the data."]})


def answer(script, body):
    findings, totals = pack(body)
    if "response_format" in body:
        return summary(findings, script == "liar")
    said = list(sentences(findings, totals))
    if script == "liar":
        said = [text for pair in zip(LIES * len(said), said) for text in pair]
    return " ".join(said)


class Model(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.reply(200, "application/json", json.dumps(REQUESTS))

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        REQUESTS.append(body)
        script = self.path.split("/")[1]
        if script == "dead":
            return self.reply(503, "application/json", json.dumps({"error": {"message": "the scripted model is dead"}}))
        if script == "mute":
            return self.reply(200, "text/event-stream", "")
        if body["messages"][-1]["content"].startswith("Do you hear me?"):
            text = "yes"
        else:
            text = answer(script, body)
        chunks = [{"choices": [{"delta": {"content": text[at:at + 7]}}]} for at in range(0, len(text), 7)]
        chunks.append({"choices": [{"delta": {}, "finish_reason": "stop"}]})
        chunks.append({"choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 100}})
        lines = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks] + ["data: [DONE]\n\n"]
        self.reply(200, "text/event-stream", "".join(lines))

    def reply(self, status, kind, text):
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    sys.stdin.read()
