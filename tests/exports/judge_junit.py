"""junit.xml against Jenkins's schema (out of pytest's source package), and through junitparser."""

import glob
import io
import sys
import tarfile

import xmlschema
from junitparser import Error, Failure, JUnitXml, Skipped

from common import Judge

STATES = {"open": Failure, "excepted": Skipped, "unknown": Error}


def jenkins(folder):
    [package] = glob.glob(f"{folder}/pytest-*.tar.gz")
    with tarfile.open(package) as files:
        [schema] = [name for name in files.getnames() if name.endswith("/junit-10.xsd")]
        return xmlschema.XMLSchema(io.BytesIO(files.extractfile(schema).read()))


def last_word(case):
    return case.name.split(" ")[-1]


judge = Judge(sys.argv[1])
for error in jenkins(sys.argv[3]).iter_errors(sys.argv[2]):
    judge.expect(False, f"schema: {error.path}: {error.reason}")

suites = list(JUnitXml.fromfile(sys.argv[2]))
for suite in suites:
    numbers = (suite.tests, suite.failures, suite.errors, suite.skipped)
    suite.update_statistics()
    judge.same(suite.name, "numbers", numbers, (suite.tests, suite.failures, suite.errors, suite.skipped))
ids = {finding["id"] for finding in judge.findings}
cases = []
quiet = {}
for suite in suites:
    for case in suite:
        if last_word(case) in ids:
            cases.append(case)
        else:
            quiet.setdefault(suite.name, []).append(case)
for case, finding in judge.pairs(cases, last_word):
    id = finding["id"]
    judge.expect(len(case.result) == 1 and type(case.result[0]) is STATES[finding["status"]], f"{id}: {case.result}")
    judge.same(id, "class", case.classname, f"{finding['pillar']}.{finding['rule']}")
    text = case.result[0].text or ""
    for command in [evidence["cli"] for evidence in finding["evidence"]] + [finding["fix"]["cli"] or ""]:
        judge.expect(command.strip() in text, f"{id}: {command!r} is not in the text")

met = {finding["rule"] for finding in judge.findings}
for rule in judge.report["rules"]:
    kinds = [[type(r) for r in case.result] for case in quiet.get(rule["id"], [])]
    if rule["unknown"]:
        judge.same(rule["id"], "undecided", kinds, [[Error]])
    else:
        judge.same(rule["id"], "at rest", kinds, [] if rule["id"] in met else [[]])
alerts = [case.name for case in quiet.get("auditing", [])]
judge.same("alerts", "cases", alerts, [alert["about"] for alert in judge.report.get("alerts", [])])
judge.end()
