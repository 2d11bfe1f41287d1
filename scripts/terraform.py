#!/usr/bin/env python3
"""Writes tests/rules/terraform-aws.txt: what Terraform's AWS provider calls its resources and their arguments.

    pip download --no-deps cdktf-cdktf-provider-aws==21.22.1
    python3 scripts/terraform.py cdktf_cdktf_provider_aws-21.22.1-py3-none-any.whl

The package was made from the provider's schema; its types hold, for each argument, the link to the provider's page,
with the name as Terraform spells it. A line is `kind type path: argument …`, where `path` leads through nested blocks
(`rule.filter`), and a block's own name stands among the arguments of the one around it. Blocks that nest without end
(WAF's statements) and QuickSight's are left out below the third level, and a block that is left out holds anything."""

import io
import json
import pathlib
import re
import sys
import tarfile
import zipfile

OUT = pathlib.Path(__file__).resolve().parent.parent / "tests" / "rules" / "terraform-aws.txt"
LINK = re.compile(r"hashicorp/aws/([0-9.]+)/docs/(resources|data-sources)/([a-z0-9_]+)#([a-z0-9_]+)")
DEPTH = 3


def main(wheel):
    with zipfile.ZipFile(wheel) as package:
        [name] = [n for n in package.namelist() if n.endswith(".jsii.tgz")]
        with tarfile.open(fileobj=io.BytesIO(package.read(name))) as inner:
            types = json.load(inner.extractfile("package/.jsii"))["types"]
    lines, versions = set(), set()
    for entry in types.values():
        if "cdktf.TerraformMetaArguments" in entry.get("interfaces", []) and entry["name"].endswith("Config"):
            block(types, entry, (), lines, versions)
    [version] = versions
    head = f"# hashicorp/aws {version}, from PyPI {pathlib.Path(wheel).name}; written by scripts/terraform.py\n"
    OUT.write_text(head + "\n".join(sorted(lines)) + "\n", encoding="utf-8")


def block(types, entry, path, lines, versions):
    names, owner = [], None
    for member in entry.get("properties", []):
        docs = member.get("docs", {})
        link = LINK.search(docs.get("summary", "") + docs.get("remarks", ""))
        if not link:
            continue
        version, kind, owner_name, argument = link.groups()
        versions.add(version)
        owner = ("data" if kind == "data-sources" else "resource", owner_name)
        names.append(argument)
        nested = struct(types, member["type"])
        if nested and len(path) < DEPTH and owner_name.split("_")[0] != "quicksight":
            block(types, nested, (*path, argument), lines, versions)
    if owner:
        lines.add(f"{owner[0]} aws_{owner[1]} {'.'.join(path)}: {' '.join(sorted(names))}")


def struct(types, shape):
    """The structure that an argument holds, or a list of."""
    if "union" in shape:
        return next((s for s in (struct(types, t) for t in shape["union"]["types"]) if s), None)
    if "collection" in shape:
        return struct(types, shape["collection"]["elementtype"])
    found = types.get(shape.get("fqn", ""))
    return found if found and found.get("datatype") else None


main(sys.argv[1])
