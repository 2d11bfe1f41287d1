"""What the estate holds beside moto: overrides of members that moto cannot be told, and whole reads it lacks."""

import datetime
import threading


def clock():
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


class Estate:
    """`now` is the moment that ages count back from."""

    account = "123456789012"

    def __init__(self, now=None):
        self.made_at = clock()
        self.filled_at = self.made_at
        self.now = now or self.made_at
        self.lock = threading.Lock()
        self.overrides = {}
        self.detectors = {}
        self.findings = {}
        self.events = {}
        self.maintenance = {}
        self.anomaly_detectors = {}
        self.provisioned = {}  # by region and function: places kept warm
        self.composite_alarms = {}
        self.documents = {}
        self.counts = {}
        self.chosen = []  # (metric, a part of a dimension's value, which of the metric's levels)

    def ago(self, days):
        return self.now - datetime.timedelta(days=days)

    def filled(self):
        """The fill is over: times up to now are the estate's own making."""
        self.filled_at = clock() + datetime.timedelta(seconds=1)

    def override(self, kind, region, name, **members):
        """Answers show these members of one resource instead of moto's; None leaves a member out."""
        with self.lock:
            self.overrides.setdefault((kind, region, name), {}).update(members)

    def overridden(self, kind, region, name):
        with self.lock:
            return dict(self.overrides.get((kind, region, name), {}))

    def count(self, kind, number=1):
        self.counts[kind] = self.counts.get(kind, 0) + number
