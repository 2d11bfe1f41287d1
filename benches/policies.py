#!/usr/bin/env python3
"""Hold the identity cases of src/policy/cases.yaml against what parliament and cloudsplaining say of the same policies.

    python3 -m venv /tmp/v && /tmp/v/bin/pip install parliament==1.6.4 cloudsplaining==0.9.1
    /tmp/v/bin/python benches/policies.py

Both look at one policy by itself: no boundary, no group, no name of who asks. A peer says "escalates" where it finds one
of its own methods. Printed is one line for each difference; docs/policies.md explains them.
"""
import json
import pathlib
import sys

import yaml

CASES = pathlib.Path(__file__).resolve().parent.parent / "src" / "policy" / "cases.yaml"


def by_parliament(policy):
    import parliament

    found = parliament.analyze_policy_string(json.dumps(policy), include_community_auditors=True)
    return any(f.issue == "PRIVILEGE_ESCALATION" for f in found.findings)


def by_cloudsplaining(policy):
    from cloudsplaining.scan.policy_document import PolicyDocument

    return bool(PolicyDocument(policy).allows_privilege_escalation)


def normal(policy):
    """With a version, which parliament wants, and statements as a list."""
    statements = policy["Statement"]
    return {"Version": "2012-10-17", "Statement": statements if isinstance(statements, list) else [statements]}


def main():
    cases = [c for c in yaml.safe_load(CASES.read_text()) if c["kind"] == "identity"]
    peers = {"parliament": by_parliament, "cloudsplaining": by_cloudsplaining}
    same = dict.fromkeys(peers, 0)
    for case in cases:
        ours = bool(case["escalates"])
        for name, peer in peers.items():
            try:
                theirs = peer(normal(case["policy"]))
            except Exception as error:  # noqa: BLE001: what a peer cannot read is a difference too
                print(f"{name}: {case['why']}: it fails with {type(error).__name__}: {error}")
                continue
            same[name] += theirs == ours
            if theirs != ours:
                print(f"{name}: {case['why']} {case['escalates']}: we say {ours}, it says {theirs}")
    for name in peers:
        print(f"{name}: {same[name]} of {len(cases)} alike")
    return 0


if __name__ == "__main__":
    sys.exit(main())
