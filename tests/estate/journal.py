"""The request log: one JSON line for each request that reached the estate."""

import json
import threading
import time

from call import canonical

# Reads by the service authorization reference, in spite of their verb.
READS = {("iam", "GenerateCredentialReport"), ("iam", "GenerateServiceLastAccessedDetails"), ("sts", "AssumeRole")}
READ_VERBS = ("Get", "BatchGet", "List", "Describe", "Lookup", "Head")


class Journal:
    """Written to a file as requests end, and kept in memory for `GET /_estate/log`."""

    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8")
        self.lock = threading.Lock()
        self.lines = []
        self.on = False  # the fill is not logged

    def add(self, call, started, answer, fault):
        if not self.on:
            return
        entry = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(started)) + f".{int(started * 1000) % 1000:03}Z",
            "service": call.service,
            "operation": call.operation,
            "region": call.region,
            "params": canonical(call.params),
            "read": is_read(call),
            "status": answer.status,
            "bytes": len(answer.body),
            "ms": int((time.time() - started) * 1000),
            "fault": fault,
            "access_key": call.access_key,
            "protocol": call.protocol,
        }
        line = json.dumps(entry, sort_keys=True, ensure_ascii=True)
        with self.lock:
            self.lines.append(line)
            self.file.write(line + "\n")
            self.file.flush()

    def text(self):
        with self.lock:
            return "".join(line + "\n" for line in self.lines)

    def reset(self):
        with self.lock:
            self.lines.clear()
            self.file.seek(0)
            self.file.truncate()


def is_read(call):
    """Whether the operation only reads. STS's AssumeRole changes nothing that is stored."""
    return call.operation.startswith(READ_VERBS) or call.key in READS
