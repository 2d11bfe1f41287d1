#!/usr/bin/env python3
"""How near an audit comes to the least time that its limits allow, with 40 ms more for each answer.

    python3 benches/pace.py --tickmark target/release/tickmark --estate-venv VENV [--runs 3] [--ms 40]

VENV holds tests/requirements.txt. The bound is computed from the estate's request log, for the limits in force. No order
of the requests can be faster than the largest of these:

  rates     each bucket (region and service, or operation) gives its burst at once and then its rate
  slots     the time that requests were under way, by the slots: 10 for a service, 32 in all
  chain     the two calls that every run begins with, and the longest run of pages of one call after them

It is measured twice: with the shipped rates, and with rates so high that only slots and chain bound. The emulator is one
Python process: what it needs for itself is in the time under way.
"""
import argparse
import collections
import datetime
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = 1.4
SLOTS, SLOTS_PER_SERVICE = 32, 10
FAST = {"default": (5000.0, 5000)}
FIRST = ("GetCallerIdentity", "DescribeRegions")
TOKENS = ("NextToken", "nextToken", "Marker", "marker", "ContinuationToken", "NextPageToken")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickmark", type=pathlib.Path, required=True)
    parser.add_argument("--estate-venv", type=pathlib.Path, required=True)
    parser.add_argument("--runs", type=int, default=3, help="runs of each; medians are shown [%(default)s]")
    parser.add_argument("--ms", type=int, default=40, help="milliseconds more for each answer [%(default)s]")
    parser.add_argument("--fill", choices=("small", "full"), default="full")
    return parser.parse_args()


def shipped():
    """The table of src/aws/pace/rates.rs, so that the bench cannot fall behind it."""
    source = (ROOT / "src/aws/pace/rates.rs").read_text(encoding="utf-8")
    table = source[source.index("const TABLE"):]
    table = table[:table.index("];")]
    lines = re.findall(r'\((DEFAULT|"[^"]+"), rate\(([\d.]+), (\d+)\)\)', table)
    return {name.strip('"').replace("DEFAULT", "default"): (float(rate), int(burst)) for name, rate, burst in lines}


class Estate:
    """tests/estate/server.py in a process of its own; it ends when its standard input closes."""

    def __init__(self, venv, fill, folder):
        command = [venv / "bin" / "python", ROOT / "tests/estate/server.py", "--port", "0", "--fill", fill,
                   "--log", folder / "requests.jsonl"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        line = self.process.stdout.readline()
        if not line:
            sys.exit("the estate did not start")
        self.url = f"http://127.0.0.1:{json.loads(line)['port']}"
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def post(self, path, body=b""):
        self.opener.open(urllib.request.Request(self.url + path, method="POST", data=body)).read()

    def requests(self):
        return [json.loads(line) for line in self.opener.open(f"{self.url}/_estate/log").read().splitlines()]

    def end(self):
        self.process.stdin.close()
        self.process.wait(30)


def environment(url, home):
    return {"PATH": os.environ["PATH"], "HOME": str(home), "AWS_ENDPOINT_URL": url, "HTTP_PROXY": url, "http_proxy": url,
            "AWS_ACCESS_KEY_ID": "AKIAAUDITOR000000000", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true"}


def written(rates):
    return "[limits.rate]\n" + "".join(f'"{name}" = {{ rate = {rate}, burst = {burst} }}\n'
                                       for name, (rate, burst) in rates.items())


def audit(tickmark, estate, rates, folder):
    """Wall time and request log of one audit, in a folder of its own."""
    folder.mkdir()
    (folder / "tickmark.toml").write_text(written(rates), encoding="utf-8")
    estate.post("/_estate/reset-log")
    began = time.monotonic()
    done = subprocess.run([tickmark, "audit"], cwd=folder, env=environment(estate.url, folder), capture_output=True,
                          text=True, check=False)
    wall = time.monotonic() - began
    if done.returncode != 0:
        sys.exit(f"tickmark ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return wall, estate.requests()


def reading(log):
    """From the first request to the last answer: the wall time without starting, evaluating and writing."""
    begun = [datetime.datetime.fromisoformat(line["time"]).timestamp() for line in log]
    return max(at + line["ms"] / 1000 for at, line in zip(begun, log)) - min(begun)


def bucket(line, rates):
    own = f"{line['service']}:{line['operation']}"
    name = own if own in rates else line["service"]
    return (name, line["region"]), rates.get(name, rates["default"])


def bounds(log, rates):
    """The least time that each of the limits allows for these requests, in seconds."""
    took = [line["ms"] / 1000 for line in log]
    first = sum(line["ms"] for line in log if line["operation"] in FIRST) / 1000
    buckets, services, chains = collections.Counter(), collections.Counter(), collections.Counter()
    limits = {}
    for line in log:
        key, limits_of = bucket(line, rates)
        buckets[key] += 1
        limits[key] = limits_of
        services[line["service"]] += line["ms"] / 1000
        params = {name: value for name, value in line["params"].items() if name not in TOKENS}
        chains[(line["service"], line["operation"], line["region"], json.dumps(params, sort_keys=True))] += line["ms"] / 1000
    filled = {key: max(0, count - limits[key][1]) / limits[key][0] for key, count in buckets.items()}
    slowest = max(filled, key=filled.get)
    return {
        f"rates ({slowest[0]} in {slowest[1]}, {buckets[slowest]} requests)": first + filled[slowest] + min(took),
        "slots of a service": max(services.values()) / SLOTS_PER_SERVICE,
        "slots in all": sum(took) / SLOTS,
        "chain": first + max(chains.values()),
    }


def measure(name, options, estate, rates, work):
    walls, bounded, read = [], [], []
    for number in range(options.runs):
        wall, log = audit(options.tickmark, estate, rates, work / f"{name}-{number}")
        found = bounds(log, rates)
        walls.append(wall)
        read.append(reading(log))
        bounded.append(max(found.values()))
    ratio = statistics.median(wall / bound for wall, bound in zip(walls, bounded))
    print(f"\n{name}: {len(log)} requests, medians of {options.runs}")
    for what, seconds in sorted(found.items(), key=lambda pair: -pair[1]):
        print(f"  least time by {what}: {seconds:.2f} s")
    print(f"  from the first request to the last answer: {statistics.median(read):.2f} s")
    print(f"  wall time {statistics.median(walls):.2f} s, bound {statistics.median(bounded):.2f} s, "
          f"{ratio:.2f} times the bound (wanted: {TARGET} at most)")
    return ratio


def main():
    options = arguments()
    options.tickmark = options.tickmark.resolve()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        estate = Estate(options.estate_venv, options.fill, work)
        try:
            estate.post("/_estate/faults", json.dumps([{"fault": "slow", "ms": options.ms}]).encode())
            audit(options.tickmark, estate, FAST, work / "warm-up")
            ratios = [measure("shipped rates", options, estate, shipped(), work),
                      measure("no rates", options, estate, FAST, work)]
        finally:
            estate.end()
    sys.exit(any(ratio > TARGET for ratio in ratios))


if __name__ == "__main__":
    main()
