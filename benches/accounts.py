#!/usr/bin/env python3
"""Peak memory and time of one run over 6 and over 60 emulated accounts in 4 regions each.

    python3 benches/accounts.py --tickmark target/release/tickmark --estate-venv target/tmp/estate-venv [--accounts 6 60]

Prints a table; the last column is what the issue bounds: peak memory against that of the first row, wanted 1.5 at most.
The emulator answers some 300 requests a second, so that time says little of tickmark.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
REGIONS = "eu-west-1,us-east-1,us-west-2,eu-central-1"


def estate(options, accounts, folder):
    command = [options.estate_venv / "bin/python", ROOT / "tests/estate/server.py", "--port", "0", "--fill", "none"]
    command += ["--accounts", str(accounts), "--log", folder / "requests.jsonl"]
    process = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "ESTATE_REGIONS": REGIONS},
        text=True,
    )
    return process, json.loads(process.stdout.readline())["port"]


def environment(port):
    url = f"http://127.0.0.1:{port}"
    return {
        "PATH": os.environ["PATH"],
        "AWS_ENDPOINT_URL": url,
        "HTTP_PROXY": url,
        "http_proxy": url,
        "AWS_ACCESS_KEY_ID": "AKIAAUDITOR000000000",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def run(options, port, folder):
    (folder / "tickmark.toml").write_text('[organization]\nrole_name = "tickmark"\n')
    began = time.monotonic()
    process = subprocess.Popen(
        [str(options.tickmark.resolve()), "audit"], cwd=folder, env=environment(port),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    overview = json.loads((folder / "reports/overview.json").read_text())
    calls = sum(account["run"]["calls"] for account in overview["accounts"])
    return {
        "exit": os.waitstatus_to_exitcode(status),
        "audited": len(overview["accounts"]),
        "missed": len(overview["missed"]),
        "calls": calls,
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak": usage.ru_maxrss / 1024,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickmark", type=pathlib.Path, required=True)
    parser.add_argument("--estate-venv", type=pathlib.Path, required=True)
    parser.add_argument("--accounts", type=int, nargs="+", default=[6, 60])
    options = parser.parse_args()
    print("| accounts | audited | missed | exit | calls | wall s | CPU s | peak MiB | peak against the first |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    first = None
    for accounts in options.accounts:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            server, port = estate(options, accounts, folder)
            try:
                r = run(options, port, folder)
            finally:
                server.stdin.close()
                server.wait()
        first = first or r["peak"]
        print(
            f"| {accounts} | {r['audited']} | {r['missed']} | {r['exit']} | {r['calls']} | {r['wall']:.1f} "
            f"| {r['cpu']:.1f} | {r['peak']:.0f} | {r['peak'] / first:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
