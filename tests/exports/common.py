"""What the judges share: the run they hold an export to, and complaints."""

import json
import sys


class Judge:
    def __init__(self, report_path):
        with open(report_path, encoding="utf-8") as file:
            self.report = json.load(file)
        self.findings = self.report["findings"]
        self.complaints = []

    def expect(self, holds, complaint):
        if not holds:
            self.complaints.append(complaint)

    def same(self, id, what, there, here):
        self.expect(there == here, f"{id}: {what}: {there!r} is not {here!r}")

    def pairs(self, found, id_of):
        """What the export has of each finding, with the finding; the export must have exactly the run's findings."""
        ids = [id_of(one) for one in found]
        here = {finding["id"] for finding in self.findings}
        self.expect(len(ids) == len(self.findings), f"{len(ids)} findings, the run has {len(self.findings)}")
        self.expect(len(ids) == len(set(ids)), "a finding is there twice")
        self.expect(set(ids) == here, f"missing {sorted(here - set(ids))[:3]}, foreign {sorted(set(ids) - here)[:3]}")
        by_id = dict(zip(ids, found))
        return [(by_id[finding["id"]], finding) for finding in self.findings if finding["id"] in by_id]

    def end(self):
        for complaint in self.complaints[:10]:
            print(complaint)
        if self.complaints:
            sys.exit(f"{len(self.complaints)} complaints")
        print(f"{len(self.findings)} of {len(self.findings)} findings")


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)
