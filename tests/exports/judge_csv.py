"""findings.csv through Python's csv module: every finding comes back field by field, and no cell is a formula."""

import csv
import json
import re
import sys

from common import Judge

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def back(cell):
    """The text of a cell, without its guard and with its hidden characters."""
    text = cell[1:] if cell.startswith("'") else cell
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found.group(1), 16)), text)


def columns(finding):
    cost, exception, fix = finding["cost"] or {}, finding.get("exception") or {}, finding["fix"]
    plain = {name: str(finding[name]) for name in
             ("id", "rank", "score", "severity", "status", "change", "pillar", "rule", "title", "message", "why", "account",
              "region", "kind", "resource", "arn")}
    lists = {name: " ".join(finding["covers"][name]) for name in ("fsbp", "cis", "wellarchitected", "prowler")}
    return plain | lists | {
        "references": " ".join(finding["references"]),
        "verify": "\n".join(evidence["cli"] for evidence in finding["evidence"]),
        "fix_command": fix["cli"] or "",
        "fix_terraform": fix["terraform"] or "",
        "fix_note": fix["note"] or "",
        "monthly_cost": f"{cost['monthly']:.2f}" if cost else "",
        "currency": cost.get("currency", ""),
        "cost_formula": cost.get("formula", ""),
        "price_date": cost.get("price_date", ""),
        "cost_counted": str(cost["counted"]).lower() if cost else "",
        "price_source": cost.get("price_source", ""),
        "cost_confidence": cost.get("confidence", ""),
        "unpriced": finding.get("unpriced", ""),
        "exception_reason": exception.get("reason", ""),
        "exception_owner": exception.get("owner", ""),
        "exception_ticket": exception.get("ticket", ""),
        "exception_expires": exception.get("expires", ""),
    }


judge = Judge(sys.argv[1])
with open(sys.argv[2], encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file, strict=True))
for row, finding in judge.pairs(rows, lambda row: row["id"]):
    judge.expect(None not in row and None not in row.values(), f"{finding['id']}: the row has not the header's columns")
    for name, wanted in columns(finding).items():
        judge.same(finding["id"], name, back(row[name] or ""), wanted)
    judge.same(finding["id"], "tags", json.loads(back(row["tags"])), finding["tags"])
    for name, cell in row.items():
        judge.expect(not str(cell).startswith(FORMULA), f"{finding['id']}: {name} is a formula: {cell!r}")
    for name in ("first_seen", "last_seen"):
        judge.same(finding["id"], name, row[name][:19], finding[name][:19])
judge.end()
