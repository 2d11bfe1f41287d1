"""Judges metrics on standard input with the parsers of Prometheus' own Python client, which must agree: as OpenMetrics,
and as the older text format that node_exporter's textfile collector takes. Prints the samples as JSON."""

import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as older

# What node_exporter's parser (prometheus/common's expfmt) takes after `# TYPE`.
TYPES = {"counter", "gauge", "histogram", "summary", "untyped"}


def samples(families):
    found = []
    for family in families:
        assert family.type in TYPES, family
        assert family.documentation, family
        for sample in family.samples:
            assert sample.timestamp is None, sample
            found.append({"name": sample.name, "labels": sample.labels, "value": sample.value})
    return found


text = sys.stdin.read()
new, old = samples(openmetrics(text)), samples(older(text))
assert new == old, (new, old)
print(json.dumps(new))
