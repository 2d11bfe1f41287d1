"""The thin layer before moto: understand a request, meet its fault, answer it, correct and cut the answer, log it."""

import itertools
import json
import re
import time

import paging
from ages import TIMES, age
from backend import document
from call import CBOR, understand
from overrides import PLACES, lay
from samples import sample
from served import EDITED, SERVED
from wire import Answer, Refusal, encode, error


class Layer:
    def __init__(self, moto, estate, journal, faults, samples=False):
        self.moto, self.estate, self.journal, self.faults = moto, estate, journal, faults
        self.samples = samples  # nothing is there: every read is answered with every member that it can have
        self.numbers = itertools.count(1)

    def answer(self, environ, body):
        """The answer to one request, and the fault (or None) that it met."""
        if environ["PATH_INFO"].startswith("/_estate/"):
            return self.control(environ, body), None
        started = time.time()
        call = understand(environ, body)
        self.faults.pause(call)
        fault = self.faults.take(call)
        answer = self.faults.answer(fault, call) if fault else self.reply(call)
        self.identify(call, answer)
        self.journal.add(call, started, answer, fault)
        return answer, fault

    def reply(self, call):
        try:
            return self.compose(call)
        except Refusal as refusal:
            return error(call, refusal)
        except NotImplementedError as missing:
            return error(call, Refusal("InternalFailure", str(missing), 501))
        except Exception as broken:  # a fault of moto's or ours must be an answer too, and stand in the log
            return error(call, Refusal("InternalFailure", f"{type(broken).__name__}: {broken}", 500))

    def compose(self, call):
        if self.samples and call.model is not None:
            return renamed(call, encode(call, sample(call.model.output_shape)))
        names = paging.paginator(call.key)
        if call.key in SERVED:
            whole = SERVED[call.key](call, self.estate)
        else:
            answer = self.moto.ask(call, paging.unpaged_body(call, names) if names else None)
            if answer.status == 404 and NO_SUCH_PAGE.match(answer.body):
                raise NotImplementedError(f"moto has no {call.operation}")
            if not self.rewrites(call, names):
                return renamed(call, answer)
            if answer.status >= 300 and call.protocol != CBOR:
                return answer
            whole = document(call, answer)
        return renamed(call, encode(call, self.correct(call, names, whole)))

    def rewrites(self, call, names):
        """Whether moto's answer has to be taken apart at all."""
        if call.model is None:
            return False
        return bool(names) or call.protocol == CBOR or any(call.key in table for table in (PLACES, TIMES, EDITED))

    def correct(self, call, names, whole):
        if call.key in EDITED:
            whole = EDITED[call.key](call, self.estate, whole)
        if call.key in PLACES:
            lay(self.estate, call, whole)
        if call.key in TIMES:
            age(self.estate, call, whole)
        return paging.cut(call, names, whole) if names else whole

    def identify(self, call, answer):
        """A request id in the header that the service uses, as every answer of AWS has."""
        number = f"{next(self.numbers):012x}"
        ids = {"x-amzn-RequestId": f"7e57e57e-0000-4000-8000-{number}"}
        if call.service == "s3":
            ids = {"x-amz-request-id": number.upper(), "x-amz-id-2": f"host-{number}"}
        kept = {name: value for name, value in answer.headers.items() if name.lower() not in map(str.lower, ids)}
        answer.headers = {**kept, **ids}

    def control(self, environ, body):
        """The estate's own paths, for tests."""
        action = (environ["REQUEST_METHOD"], environ["PATH_INFO"])
        try:
            if action == ("GET", "/_estate/log"):
                return Answer(200, {"Content-Type": "application/x-ndjson"}, self.journal.text().encode())
            if action == ("POST", "/_estate/reset-log"):
                self.journal.reset()
            elif action == ("POST", "/_estate/faults"):
                self.faults.load(body.decode())
            elif action == ("POST", "/_estate/override"):
                self.override(json.loads(body))
            else:
                return Answer(404, {}, b"no such control\n")
        except (ValueError, KeyError) as problem:
            return Answer(400, {}, f"{problem}\n".encode())
        return Answer(200, {"Content-Type": "application/json"}, b"{}\n")

    def override(self, wanted):
        self.estate.override(wanted["kind"], wanted["region"], wanted["name"], **wanted["members"])


# Elements at the top of an answer that moto names otherwise than AWS does; strict clients refuse those.
ROOTS = {
    ("s3", "GetBucketAccelerateConfiguration"): "AccelerateConfiguration",
    ("s3", "GetBucketNotificationConfiguration"): "NotificationConfiguration",
    ("s3", "GetBucketRequestPayment"): "RequestPaymentConfiguration",
    ("s3", "GetBucketVersioning"): "VersioningConfiguration",
    ("s3", "GetBucketWebsite"): "WebsiteConfiguration",
    ("s3", "ListBucketAnalyticsConfigurations"): "ListBucketAnalyticsConfigurationResult",
    ("s3", "ListBucketIntelligentTieringConfigurations"): "ListBucketIntelligentTieringConfigurationsOutput",
    ("s3", "ListBucketInventoryConfigurations"): "ListInventoryConfigurationsResult",
    ("s3", "ListBucketMetricsConfigurations"): "ListMetricsConfigurationsResult",
    ("s3control", "GetAccessPoint"): "GetAccessPointResult",
    ("s3control", "GetAccessPointPolicy"): "GetAccessPointPolicyResult",
    ("s3control", "GetAccessPointPolicyStatus"): "GetAccessPointPolicyStatusResult",
    ("s3control", "ListAccessPoints"): "ListAccessPointsResult",
    ("s3control", "ListStorageLensConfigurations"): "ListStorageLensConfigurationResult",
}
ROOT = re.compile(rb"<(\w+)")
NO_SUCH_PAGE = re.compile(rb"<!doctype html>|Not Found")  # a path that moto does not know, and no service's error


def renamed(call, answer):
    if call.key not in ROOTS or answer.status >= 300:
        return answer
    name, found = ROOTS[call.key].encode(), ROOT.search(answer.body)
    if found is None:
        body = b"<" + name + b"/>"
    else:
        body = answer.body.replace(b"<" + found[1], b"<" + name, 1).replace(b"</" + found[1] + b">", b"</" + name + b">")
    headers = {header: value for header, value in answer.headers.items() if header.lower() != "content-length"}
    return Answer(answer.status, headers, body)
