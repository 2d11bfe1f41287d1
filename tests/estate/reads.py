"""Compares each decoded answer with what the AWS CLI prints for the same call on the same server, as JSON.

    python reads.py answers.jsonl 300     # lines {service, operation, params, document, secrets}

Prints what differs, then the reads that could not be compared and why, then one line of counts. Exit code 1 when
any differs, or when fewer than that many had content to compare.
"""

import json
import multiprocessing
import os
import shlex
import sys

from botocore import xform_name

import commands

CLI = {"config": "configservice", "s3": "s3api"}
TOKENS = "NextToken nextToken NextMarker nextMarker Marker position NextPageToken ContinuationToken".split()


def line(entry):
    """The command, with options as the AWS CLI names them; where something is started first, by what that gives."""
    if not entry["start"]:
        return call(entry, entry["operation"], options(entry["params"])) + " --output json"
    operation, gives = entry["start"]
    started = f"{call(entry, operation, options(entry['params']))} --query {gives} --output text; sleep 2"
    return f'{call(entry, entry["operation"], [])} --{xform_name(gives, "-")} "$({started})" --max-items 1000 --output json'


def call(entry, operation, words):
    service = CLI.get(entry["service"], entry["service"])
    return shlex.join(["aws", service, xform_name(operation, "-"), *words, "--region", "us-east-1"])


def options(params):
    pairs = [("--" + xform_name(name, "-"), value) for name, value in params.items()]
    return [word for name, value in pairs for word in (name, value if isinstance(value, str) else json.dumps(value))]


def masked(document, paths):
    """The CLI's document with what tickmark masks masked."""
    for path in paths:
        mask(document, path.split("."))
    return document


def mask(value, steps):
    if not isinstance(value, dict):
        return
    step, rest = steps[0], steps[1:]
    names = list(value) if step == "*" else [step.removesuffix("[]")]
    for name in names:
        if name in value and not rest:
            value[name] = "(masked)"
        elif name in value:
            for item in value[name] if step.endswith("[]") else [value[name]]:
                mask(item, rest)


def check(entry):
    """(name, verdict, words): equal, different, or not compared."""
    name, ours = f"{entry['service']}:{entry['operation']}", entry["document"]
    printed = commands.run(line(entry))
    theirs = {} if printed is None else printed
    if "words" in theirs:
        same = ours.get("error") == theirs["error"]
        return name, "error" if same else "differs", f"{ours.get('error')} / {theirs['words']}"
    for token in TOKENS:  # of a page that --max-items would cut, or of what the CLI does not page
        theirs.pop(token, None)
    if ours == masked(theirs, entry["secrets"]):
        empty = not any(theirs.values())
        return name, "empty" if empty else "equal", ""
    return name, "differs", f"\n  ours   {json.dumps(ours)[:1500]}\n  theirs {json.dumps(theirs)[:1500]}"


def main():
    entries = [json.loads(row) for row in open(sys.argv[1], encoding="utf-8")]
    with multiprocessing.Pool(os.cpu_count()) as pool:
        verdicts = pool.map(check, entries, chunksize=4)
    of = {word: [v for v in verdicts if v[1] == word] for word in ("equal", "empty", "error", "differs")}
    for name, _, words in of["differs"]:
        print(f"DIFFERS {name} {words}")
    for name, _, words in of["error"]:
        print(f"not compared: {name} (both get an error: {words})")
    for name, _, _ in of["empty"]:
        print(f"equal, but empty: {name}")
    compared = len(of["equal"]) + len(of["empty"])
    print(f"{len(entries)} reads, {compared} compared, {len(of['equal'])} of them with content, {len(of['differs'])} differ")
    return 1 if of["differs"] or len(of["equal"]) < int(sys.argv[2]) else 0


if __name__ == "__main__":
    sys.exit(main())
