#!/usr/bin/env python3
"""tickmark beside Prowler 5.46 on one emulated estate, measured in one go. Linux, Python 3.11.

    python3 benches/prowler.py --tickmark target/release/tickmark --estate-venv VENV [--compare differences.md]

Both programs check the same thing: the rules that name a check of Prowler's in `covers.prowler`, and exactly those
checks, in the same three regions. VENV holds tests/requirements.txt. Prowler comes from PyPI into a virtual
environment of its own (--venv), made when it is missing; that is the only step that uses the network.

Where the figures come from:
  CPU seconds    user + system of the program and all its children (wait4)
  peak memory    highest resident set of the largest single process (wait4), named by looking at /proc meanwhile;
                 it cannot come out below this script's own size, some 25 MiB
  requests       the estate's own log, emptied before each run
  wall time      from start to exit, on the same machine as the emulator
"""
import argparse
import collections
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
REGIONS = ["us-east-1", "eu-west-1", "us-west-2"]
PROWLER = "5.46"
# What Prowler's log says when a call cannot go where it wants to.
LEAVING = re.compile("Could not connect to|Failed to connect to proxy|Connect timeout|Max retries exceeded")
# The figures to reach: Prowler's must be at least so many times tickmark's.
TARGETS = {"cpu": 20, "peak": 5, "requests": 1}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickmark", type=pathlib.Path, required=True, help="the binary (a release build)")
    parser.add_argument("--estate-venv", type=pathlib.Path, required=True, help="virtual environment of the estate")
    parser.add_argument("--venv", type=pathlib.Path, default=pathlib.Path("~/.cache/tickmark/prowler-venv"),
                        help="virtual environment of Prowler [%(default)s]")
    parser.add_argument("--rules", type=pathlib.Path, help="a folder of rules to lay over the built-in ones")
    parser.add_argument("--port", type=int, default=0, help="the estate's port [any free one]")
    parser.add_argument("--runs", type=int, default=1, help="runs of each program; medians are shown")
    parser.add_argument("--out", type=pathlib.Path, help="write the table here too")
    parser.add_argument("--compare", type=pathlib.Path, help="write failing resources and differences, check by check")
    parser.add_argument("--keep", type=pathlib.Path, help="keep reports, logs and request logs in this folder")
    parser.add_argument("--prowler-arg", action="append", default=[], metavar="ARG",
                        help="one more argument for Prowler, as --prowler-arg=--scan-unused-services")
    return parser.parse_args()


# Prowler's own environment, and the checks that both have

def prowler_version(python):
    ask = "from importlib.metadata import version; print(version('prowler'))"
    found = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
    return found.stdout.strip()


def make_prowler(venv):
    """The virtual environment with the newest Prowler of the series, made when it is not there."""
    python = venv / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    if not prowler_version(python).startswith(PROWLER + "."):
        print(f"installing Prowler {PROWLER} in {venv} (minutes)", file=sys.stderr)
        subprocess.run([python, "-m", "pip", "install", "--quiet", f"prowler=={PROWLER}.*"], check=True)
    return prowler_version(python)


def rules_in_common(options, prowler, env):
    """The rules to run (id -> its checks that Prowler knows), and the names that Prowler does not know."""
    command = [options.tickmark, "rules", "list", "--json", *laid_over(options)]
    listed = subprocess.run(command, env=env, capture_output=True, check=True)
    known = checks_of(prowler, env)
    rules, strangers = {}, []
    for rule in json.loads(listed.stdout):
        named = rule["covers"]["prowler"]
        strangers += [check for check in named if check not in known]
        if known.intersection(named):
            rules[rule["id"]] = [check for check in named if check in known]
    return rules, sorted(set(strangers))


def laid_over(options):
    return ["--rules", options.rules] if options.rules else []


def checks_of(prowler, env):
    listed = subprocess.run([prowler, "aws", "--list-checks-json"], env=env, capture_output=True, text=True, check=True)
    return set(json.loads(listed.stdout[listed.stdout.index("{"):])["aws"])


# The estate

class Estate:
    """tests/estate/server.py in a process of its own; it ends when its standard input closes."""

    def __init__(self, venv, port, folder):
        command = [venv / "bin" / "python", ROOT / "tests" / "estate" / "server.py",
                   "--port", str(port), "--log", folder / "requests.jsonl"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        line = self.process.stdout.readline()
        if not line:
            sys.exit("the estate did not start")
        self.ready = json.loads(line)
        self.url = f"http://127.0.0.1:{self.ready['port']}"
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def reset(self):
        self.opener.open(urllib.request.Request(f"{self.url}/_estate/reset-log", method="POST", data=b"")).read()

    def requests(self):
        text = self.opener.open(f"{self.url}/_estate/log").read().decode()
        return [json.loads(line) for line in text.splitlines()]

    def end(self):
        self.process.stdin.close()
        self.process.wait(30)


def environment(url, home):
    """For both programs: all plain HTTP goes to the estate, and all HTTPS to a closed port, so that none leaves."""
    closed = "http://127.0.0.1:9"
    return {
        "PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "PYTHONWARNINGS": "ignore",
        "AWS_ACCESS_KEY_ID": "AKIAAUDITOR000000000", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": REGIONS[0],
        "AWS_REGION": REGIONS[0], "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": url,
        "HTTP_PROXY": url, "http_proxy": url, "HTTPS_PROXY": closed, "https_proxy": closed,
    }


# Measuring

class Watch(threading.Thread):
    """Looks at the process tree every 50 ms: how large each process has been, by name."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.ended = pid, threading.Event()
        self.peaks = collections.Counter()
        self.names = {}

    def run(self):
        while not self.ended.wait(0.05):
            for pid in tree(self.pid):
                self.look(pid)

    def look(self, pid):
        try:
            status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        except OSError:
            return
        fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        size = int(fields.get("VmHWM", "0 kB").split()[0])
        if size >= self.peaks[pid]:
            self.peaks[pid], self.names[pid] = size, fields.get("Name", "?")

    def largest(self):
        pid = max(self.peaks, key=self.peaks.get, default=None)
        place = "the program itself" if pid == self.pid else "a child"
        return f"{self.names.get(pid, '?')}, {place}, of {len(self.peaks)}"


def tree(pid):
    """The process and its descendants."""
    pids = [pid]
    for parent in pids:
        for file in pathlib.Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                pids += map(int, file.read_text().split())
            except OSError:
                continue
    return pids


def measure(command, env, folder):
    """Run to the end; its standard output is in folder/stdout."""
    with open(folder / "stdout", "wb") as out, open(folder / "stderr", "wb") as err:
        began = time.monotonic()
        process = subprocess.Popen(command, env=env, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        watch = Watch(process.pid)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.ended.set()
    watch.join()
    return {"cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss / 1024, "wall": wall,
            "exit": process.returncode, "largest": watch.largest()}


def tickmark_command(options, rules, folder):
    only = [part for rule in sorted(rules) for part in ("--only", rule)]
    return [options.tickmark, "audit", "--regions", ",".join(REGIONS), "--store", f"sqlite://{folder}/runs.db",
            "--out", folder / "reports", "--json", *laid_over(options), *only]


def prowler_command(options, rules, folder):
    checks = sorted({check for named in rules.values() for check in named})
    return [options.venv / "bin" / "prowler", "aws", "--no-banner", "--no-color", "--ignore-exit-code-3",
            "--region", *REGIONS, "--output-formats", "json-ocsf", "--output-directory", folder / "out",
            "--output-filename", "prowler", "--log-level", "WARNING", "--log-file", folder / "prowler.log",
            *options.prowler_arg, "--check", *checks]


def run(name, command, good, estate, env, folder):
    """One measured run with its requests; the program's own exit code must be one of the good ones."""
    estate.reset()
    figures = measure(command, env, folder)
    if figures["exit"] not in good:
        shown = (folder / "stderr").read_text(errors="replace")[-2000:]
        sys.exit(f"{name} ended with {figures['exit']}:\n{shown}")
    log = estate.requests()
    (folder / "requests.json").write_text(json.dumps(log))
    return {**figures, **requests_of(log)}


def requests_of(log):
    calls = collections.Counter((c["service"], c["operation"], c["region"], json.dumps(c["params"])) for c in log)
    return {"requests": len(log), "repeated": len(log) - len(calls),
            "not_reads": collections.Counter(c["operation"] for c in log if not c["read"]),
            "not_emulated": sum(c["status"] == 501 for c in log)}


def median(runs):
    """The last run, with the medians of what varies."""
    middle = {key: statistics.median(each[key] for each in runs) for key in ("cpu", "peak", "wall", "requests")}
    return {**runs[-1], **middle}


def folder_for(parent, name):
    folder = parent / name
    folder.mkdir(parents=True)
    return folder


def measure_both(options, rules, estate, env, work):
    """The figures of each, and the folders of the last runs. No report is read meanwhile: this process stays small."""
    ours, theirs = [], []
    for number in range(1, options.runs + 1):
        left, right = folder_for(work, f"tickmark-{number}"), folder_for(work, f"prowler-{number}")
        ours.append(run("tickmark", tickmark_command(options, rules, left), (0, 3), estate, env, left))
        theirs.append(run("Prowler", prowler_command(options, rules, right), (0,), estate, env, right))
    return median(ours), median(theirs), left, right


# What each found

def place(account, region):
    return f"region {region}" if region else f"account {account}"


# What tickmark names and Prowler does not: it names the user, the detector, the load balancer and the API instead.
OUTER = ((r"/access-key/[^/]+$", ""), (r"(:detector/\w+)/finding/\w+$", r"\1"),
         (r":listener/(\w+/[^/]+/\w+)/\w+$", r":loadbalancer/\1"), (r"(::/apis/\w+)/stages/.*$", r"\1"))


def our_key(finding):
    """The resource of a finding as both programs can name it."""
    if finding["kind"] == "aws.account":
        return place(finding["account"], None)
    if finding["kind"] == "aws.region":
        return place(None, finding["region"])
    arn = finding["arn"]
    for pattern, kept in OUTER:
        arn = re.sub(pattern, kept, arn)
    return arn


def their_key(check, uid, region, account):
    """Prowler's ARNs with tickmark's spelling; where it makes an ARN up for a region or an account, that."""
    tail = uid.split(":", 5)[-1]
    service = uid.split(":")[2] if uid.startswith("arn:") else ""
    if tail in ("volume", "detector/unknown", "recorder") or (service in ("rds", "ec2") and tail == "account"):
        return place(None, region)
    if tail in ("password-policy", "account", "root", "unknown"):
        return place(account, None)
    if service == "logs":
        return uid.removesuffix(":*")
    if check == "apigateway_restapi_waf_acl_attached":
        return uid.partition("/stages/")[0]                         # tickmark names the API
    uid = uid.replace(":eip-allocation/", ":elastic-ip/").replace("::apis/", "::/apis/")
    uid = re.sub(r"(:task-definition/[^:]+):\d+$", r"\1", uid)      # and the family
    return re.sub(r"^(arn:[\w-]+:ec2:[\w-]+:)\d*(:(snapshot|image)/)", r"\1\2", uid)


def our_findings(folder):
    """Failing resources by rule, and how many findings fail."""
    report = json.loads((folder / "stdout").read_bytes())
    failing = [finding for finding in report["findings"] if finding["status"] == "open"]
    found = collections.defaultdict(set)
    for finding in failing:
        found[finding["rule"]].add(our_key(finding))
    return found, len(failing)


def their_findings(folder):
    """Failing resources by check, how many findings fail, and how many were judged at all by check."""
    report = json.loads((folder / "out" / "prowler.ocsf.json").read_bytes())
    found, judged = collections.defaultdict(set), collections.Counter()
    failing = 0
    for entry in report:
        check, resource = entry["metadata"]["event_code"], entry["resources"][0]
        judged[check] += 1
        if entry["status_code"] == "FAIL":
            failing += 1
            found[check].add(their_key(check, resource["uid"], resource["region"], entry["cloud"]["account"]["uid"]))
    return found, failing, judged


def leaving(folder):
    """Lines of Prowler's log that tell of calls which the closed door met."""
    log = folder / "prowler.log"
    text = log.read_text(errors="replace") if log.exists() else ""
    return [line for line in text.splitlines() if LEAVING.search(line)]


# Writing

def table(ours, theirs, counts):
    rows = [("CPU seconds (user + system)", "cpu", "{:.2f}"), ("peak memory, MiB", "peak", "{:.0f}"),
            ("requests", "requests", "{:.0f}"), ("wall time, seconds", "wall", "{:.1f}")]
    lines = ["| | tickmark | Prowler | Prowler / tickmark | wanted |", "| --- | ---: | ---: | ---: | --- |"]
    for title, key, form in rows:
        ratio = theirs[key] / max(ours[key], 1e-9)
        left, right = form.format(ours[key]), form.format(theirs[key])
        lines.append(f"| {title} | {left} | {right} | {ratio:.1f} | {verdict(key, ratio)} |")
    lines.append(f"| findings that fail | {counts[0]} | {counts[1]} | {counts[1] / max(counts[0], 1):.1f} | |")
    return lines


def verdict(key, ratio):
    if key not in TARGETS:
        return ""
    if key == "requests":
        return "more than 1: " + ("met" if ratio > 1 else "NOT met")
    return f"at least {TARGETS[key]}: " + ("met" if ratio >= TARGETS[key] else "NOT met")


def requests_line(name, side):
    writes = ", ".join(f"{count} {operation}" for operation, count in sorted(side["not_reads"].items())) or "none"
    return (f"- {name}: {side['requests']:.0f} requests, {side['repeated']} of them repeat an earlier one; "
            f"{side['not_emulated']} met an operation that the emulator lacks (501); not reads: {writes}. "
            f"Largest process: {side['largest']}.")


def summary(options, rules, strangers, version, ours, theirs, counts, left_machine):
    checks = {check for named in rules.values() for check in named}
    runs = "one run of each" if options.runs == 1 else f"medians of {options.runs} runs of each"
    lines = [f"tickmark and Prowler {version} on the emulated estate: {len(rules)} rules, {len(checks)} checks, "
             f"regions {', '.join(REGIONS)}; {runs}.", "", *table(ours, theirs, counts), "",
             requests_line("tickmark", ours), requests_line("Prowler", theirs)]
    if ours["exit"] == 3:
        lines.append("- tickmark ended with 3: some of its reads failed.")
    if strangers:
        lines.append(f"- Checks that rules name and Prowler {version} does not know: {', '.join(strangers)}.")
    if left_machine:
        lines.append(f"- Prowler could not connect {len(left_machine)} times, or tried to leave the machine: "
                     "see its log (--keep).")
    return "\n".join(lines) + "\n"


def groups(rules):
    """Rules and checks that hang together through `covers`: [(rules, checks)]."""
    joined = []
    for rule, checks in sorted(rules.items()):
        ids, names = {rule}, set(checks)
        for group in [group for group in joined if group[1] & names]:
            joined.remove(group)
            ids, names = ids | group[0], names | group[1]
        joined.append((ids, names))
    return sorted(joined, key=lambda group: sorted(group[1]))


def code(text):
    """A code span that nothing in the text can end, and that hides nothing."""
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    ticks = "`" * (max((len(found) for found in re.findall("`+", text)), default=0) + 1)
    return f"{ticks} {text} {ticks}" if "`" in text else f"`{text}`"


def union(found, names):
    return set().union(*(found.get(name, set()) for name in names))


def listing(title, keys):
    return ["", title, "", *[f"- {code(key)}" for key in sorted(keys)]] if keys else []


def group_section(ids, names, ours, theirs, judged):
    """One group: what each side fails, check by check, and the two differences."""
    left, right = union(ours, ids), union(theirs, names)
    lines = ["", f"## {', '.join(sorted(names))}", "", f"Rules: {', '.join(map(code, sorted(ids)))}. "
             f"Both: {len(left & right)}; only tickmark: {len(left - right)}; only Prowler: {len(right - left)}."]
    if sum(judged[name] for name in names) == 0:
        lines.append("Prowler judged no resource.")
    for side, found, keys in (("tickmark", ours, ids), ("Prowler", theirs, names)):
        for name in sorted(keys):
            lines += listing(f"{side}, {code(name)} fails:", found.get(name, set()))
    lines += listing("**Only tickmark:**", left - right)
    return lines + listing("**Only Prowler:**", right - left)


def comparison(rules, ours, theirs, judged):
    parts = groups(rules)
    lines = ["# Failing resources, check by check", "",
             "Checks that one rule covers, and rules that cover one check, stand together; the differences are those "
             "of the whole group. ARNs are spelt as tickmark spells them; access keys stand under their user, "
             "GuardDuty findings under their detector, listeners under their load balancer, stages of HTTP APIs under "
             "their API.", "",
             "| checks | rules | both | only tickmark | only Prowler |", "| --- | --- | ---: | ---: | ---: |"]
    for ids, names in parts:
        left, right = union(ours, ids), union(theirs, names)
        lines.append(f"| {', '.join(sorted(names))} | {', '.join(sorted(ids))} | {len(left & right)} "
                     f"| {len(left - right)} | {len(right - left)} |")
    for ids, names in parts:
        lines += group_section(ids, names, ours, theirs, judged)
    return "\n".join(lines) + "\n"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def work_in(options, work):
    version = make_prowler(options.venv)
    home = folder_for(work, "home")
    estate = Estate(options.estate_venv, options.port, work)
    try:
        env = environment(estate.url, home)
        rules, strangers = rules_in_common(options, options.venv / "bin" / "prowler", env)
        left, right, left_folder, right_folder = measure_both(options, rules, estate, env, work)
    finally:
        estate.end()
    (ours, our_count), (theirs, their_count, judged) = our_findings(left_folder), their_findings(right_folder)
    text = summary(options, rules, strangers, version, left, right, (our_count, their_count), leaving(right_folder))
    print(text, end="")
    if options.out:
        write(options.out, text)
    if options.compare:
        write(options.compare, comparison(rules, ours, theirs, judged))


def main():
    options = arguments()
    options.venv = options.venv.expanduser().absolute()
    options.estate_venv, options.tickmark = options.estate_venv.expanduser().absolute(), options.tickmark.absolute()
    options.rules = options.rules and options.rules.absolute()
    if options.keep:
        if options.keep.exists() and any(options.keep.iterdir()):
            sys.exit(f"{options.keep} is not empty")
        options.keep.mkdir(parents=True, exist_ok=True)
        return work_in(options, options.keep.absolute())
    with tempfile.TemporaryDirectory(prefix="tickmark-prowler-") as folder:
        return work_in(options, pathlib.Path(folder))


if __name__ == "__main__":
    main()
