#!/usr/bin/env python3
"""Writes rules/catalogues/: what other catalogues call their checks, for `covers` and `tickmark rules list --covers`.

    pip download --no-deps prowler==5.46.0 && python3 scripts/catalogues.py prowler-5.46.0-py3-none-any.whl 2026-10

The date is that of the release, as the package's index tells it: the files in it have none.

Prowler's package holds its own checks and its maps of AWS's and CIS's documents. Kept of these are ids and what AWS
calls its controls; CIS's texts are licensed for other uses, so of an item there only stand its id, its chapter, and
whether CIS has people assess it."""

import json
import pathlib
import re
import sys
import zipfile

OUT = pathlib.Path(__file__).resolve().parent.parent / "rules" / "catalogues"
CHAPTERS = {"1": "identity", "2": "storage", "3": "logging", "4": "monitoring", "5": "networking"}


def main(wheel, date):
    version = re.search(r"prowler-([0-9.]+)-", pathlib.Path(wheel).name).group(1)
    with zipfile.ZipFile(wheel) as package:
        source = f"PyPI prowler {version} of {date}"
        fsbp = compliance(package, "aws_foundational_security_best_practices_aws")
        write("fsbp", "AWS Foundational Security Best Practices", "1.0.0", source, [(r["Id"], r["Name"]) for r in fsbp])
        cis = [(r["Id"], CHAPTERS[r["Id"][0]] + manual(r)) for r in compliance(package, "cis_3.0_aws")]
        write("cis", "CIS Amazon Web Services Foundations Benchmark", "3.0.0", source, cis)
        pillars = ["security", "reliability"]
        practices = [
            (r["Id"], r["Attributes"][0]["Name"].removeprefix(r["Id"]).strip())
            for p in pillars
            for r in compliance(package, f"aws_well_architected_framework_{p}_pillar_aws")
        ]
        write("wellarchitected", "AWS Well-Architected Framework, as far as Prowler maps it", date, source, practices)
        checks = [
            (check["CheckID"], check["ServiceName"])
            for name in package.namelist()
            if re.fullmatch(r"prowler/providers/aws/services/.*\.metadata\.json", name)
            for check in [json.loads(package.read(name))]
        ]
        write("prowler", "Prowler's checks of AWS", version, source, checks)


def compliance(package, name):
    return json.loads(package.read(f"prowler/compliance/aws/{name}.json"))["Requirements"]


def manual(requirement):
    return " (assessed by people)" if requirement["Attributes"][0]["AssessmentStatus"] == "Manual" else ""


def natural(row):
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", row[0])]


def write(name, title, version, source, rows):
    OUT.mkdir(exist_ok=True)
    lines = [f"# title\t{title}", f"# version\t{version}", f"# source\t{source}"]
    lines += [f"{i}\t{' '.join(text.split())}" for i, text in sorted(set(rows), key=natural)]
    (OUT / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


main(*sys.argv[1:])
