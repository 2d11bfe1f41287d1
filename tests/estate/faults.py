"""Faults on demand: an operation that is denied, throttled, hangs, answers garbage, breaks off or is slow."""

import collections
import json
import random
import threading
import time

from call import CBOR
from wire import Answer, Refusal, error

HANG_SECONDS = 300
KINDS = ("denied", "expired", "throttled", "hang", "garbage", "drop", "reset", "slow")
GARBAGE = b"\x00\xff<<< not an answer of any protocol {[\xfe"
THROTTLING = {
    "ec2": ("RequestLimitExceeded", 503),
    "query": ("Throttling", 400),
    "rest-xml": ("SlowDown", 503),
    "json": ("ThrottlingException", 400),
    "rest-json": ("TooManyRequestsException", 429),
    CBOR: ("ThrottlingException", 400),
}
DENYING = {
    "ec2": ("UnauthorizedOperation", 403),
    "query": ("AccessDenied", 403),
    "rest-xml": ("AccessDenied", 403),
    "json": ("AccessDeniedException", 400),
    "rest-json": ("AccessDeniedException", 403),
    CBOR: ("AccessDenied", 403),
}


class Faults:
    """The faults in force. Each entry may name service, operation, region (null: any), a number of times, and a rate.

    An entry with a `rate` (0 to 1) and a `seed` meets that part of the requests. Which ones is decided by what is asked
    and how often it was asked before, so that it is the same whatever comes first.
    """

    def __init__(self):
        self.lock = threading.Lock()
        self.entries = []
        self.asked = collections.Counter()
        self.closing = threading.Event()

    def load(self, text):
        entries = json.loads(text or "[]")
        for entry in entries:
            if entry.get("fault") not in KINDS:
                raise ValueError(f"unknown fault {entry.get('fault')!r}; one of {', '.join(KINDS)}")
        with self.lock:
            self.entries = entries
            self.asked.clear()

    def take(self, call):
        """The fault that this call meets, if any; counts it down."""
        with self.lock:
            what = json.dumps([call.service, call.operation, call.region, call.params], sort_keys=True, default=str)
            self.asked[what] += 1
            for number, entry in enumerate(self.entries):
                if entry["fault"] == "slow" or not self.falls_on(number, entry, what):
                    continue
                if matches(entry, call) and entry.get("times") != 0:
                    if entry.get("times"):
                        entry["times"] -= 1
                    return entry["fault"]
        return None

    def falls_on(self, number, entry, what):
        chance = random.Random(f"{number} {entry.get('seed', 0)} {what} {self.asked[what]}").random()
        return chance < entry.get("rate", 1)

    def pause(self, call):
        """Waits as long as the network would take: outside of any lock, so that requests wait side by side."""
        with self.lock:
            slow = sum(entry["ms"] for entry in self.entries if entry["fault"] == "slow" and matches(entry, call))
        time.sleep(slow / 1000)

    def answer(self, fault, call):
        if fault == "hang":
            self.closing.wait(HANG_SECONDS)
            return Answer(0)
        if fault == "garbage":
            return Answer(200, {"Content-Type": "text/plain"}, GARBAGE)
        if fault in ("drop", "reset"):
            return Answer(200, {"Content-Type": "text/xml", "Content-Length": "100000"}, b"<?xml version=")
        return error(call, refusal(fault, call))


def matches(entry, call):
    wanted = {"service": call.service, "operation": call.operation, "region": call.region}
    return all(entry.get(name) in (None, "*", value) for name, value in wanted.items())


def refusal(fault, call):
    if fault == "expired":
        code = "ExpiredToken" if call.protocol in ("query", "rest-xml") else "ExpiredTokenException"
        code = "RequestExpired" if call.protocol == "ec2" else code
        return Refusal(code, "The security token included in the request is expired", 400)
    table = DENYING if fault == "denied" else THROTTLING
    code, status = table.get(call.protocol, ("AccessDenied", 403))
    if fault == "throttled":
        return Refusal(code, "Rate exceeded", status)
    who = "arn:aws:iam::123456789012:user/auditor"
    return Refusal(code, f"User: {who} is not authorized to perform: {call.service}:{call.operation}", status)
