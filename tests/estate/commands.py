"""Runs the AWS CLI command of every evidence entry and compares what it prints with `observed`.

    ESTATE_VENV=… AWS_ENDPOINT_URL=… python tests/estate/commands.py findings.json

A POSIX shell takes each line apart; then the AWS CLI's own driver runs it in this process, because starting
Python anew for each of several hundred commands would take minutes. Exit code 1 when any differs.
"""

import contextlib
import io
import json
import multiprocessing
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
os.environ["AWS_CONFIG_FILE"] = str(HERE / "bin" / "aws-config")
DRIVER = None


def words(line):
    """What a POSIX shell makes of the line."""
    out = subprocess.run(["sh", "-c", f"printf '%s\\0' {line}"], capture_output=True, check=True)
    return [word.decode() for word in out.stdout.split(b"\0")[:-1]]


def run(line):
    """What the AWS CLI prints, as JSON, or the error code that it reports."""
    global DRIVER
    if DRIVER is None:
        from awscli.clidriver import create_clidriver

        DRIVER = create_clidriver()
    program, *arguments = words(line)
    assert program == "aws", line
    out, err = io.TextIOWrapper(io.BytesIO()), io.TextIOWrapper(io.BytesIO())
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = DRIVER.main(["--endpoint-url", os.environ["AWS_ENDPOINT_URL"], *arguments])
        except SystemExit as stop:
            code = stop.code
    out.seek(0), err.seek(0)
    printed, complaint = out.read(), err.read()
    if code == 0:
        return json.loads(printed) if printed.strip() else None
    return {"error": complaint.partition("(")[2].partition(")")[0], "words": complaint.strip()}


def check(entry):
    got, wanted = run(entry["cli"]), entry["observed"]
    if isinstance(wanted, dict) and set(wanted) == {"error"} and isinstance(got, dict) and "words" in got:
        got = {"error": got["error"]}
    return None if got == wanted else f"{entry['cli']}\n  observed {json.dumps(wanted)}\n  printed  {json.dumps(got)}"


def main():
    findings = json.load(open(sys.argv[1]))["findings"]
    entries = {entry["cli"]: entry for finding in findings for entry in finding["evidence"]}
    unlike = [f["id"] for f in findings if not f["evidence"]]
    with multiprocessing.Pool(os.cpu_count()) as pool:
        wrong = [fault for fault in pool.map(check, entries.values(), chunksize=4) if fault]
    for fault in wrong:
        print(fault)
    print(f"{len(findings)} findings, {len(entries)} commands, {len(wrong)} differ, {len(unlike)} without evidence")
    return 1 if wrong or unlike or not entries else 0


if __name__ == "__main__":
    sys.exit(main())
