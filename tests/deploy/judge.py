"""Holds the files under deploy/ to their readers' schemas, and runs the workflow's own scripts.

    python judge.py DEPLOY SCRATCH

Says what is wrong on standard error and ends with 1, or is silent and ends with 0.
"""

import json
import os
import pathlib
import re
import subprocess
import sys

import botocore.session
import botocore.validate
import yaml

TOOLS = pathlib.Path(sys.executable).parent


def run(arguments, **more):
    return subprocess.run([str(a) for a in arguments], capture_output=True, text=True, **more)


def accepted(wrong, what, arguments):
    ended = run(arguments)
    if ended.returncode:
        wrong.append(f"{what}: {ended.stdout}{ended.stderr}")


def kubernetes(wrong, deploy):
    path = deploy / "kubernetes" / "cronjob.yaml"
    accepted(wrong, "kubernetes", [TOOLS / "kubernetes-validate", "--strict", "--quiet", path])
    # A schema cannot know which names belong together.
    parts = {part["kind"]: part for part in yaml.safe_load_all(path.read_text())}
    pod = parts["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    volumes = {volume["name"]: volume for volume in pod["volumes"]}
    container = pod["containers"][0]
    mounted = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    if mounted.keys() != volumes.keys():
        wrong.append(f"kubernetes: mounts {sorted(mounted)} of volumes {sorted(volumes)}")
    for kind, name in [
        ("ConfigMap", volumes["config"]["configMap"]["name"]),
        ("PersistentVolumeClaim", volumes["reports"]["persistentVolumeClaim"]["claimName"]),
        ("ServiceAccount", pod["serviceAccountName"]),
    ]:
        if parts[kind]["metadata"]["name"] != name:
            wrong.append(f"kubernetes: there is no {kind} {name}")
    if f'out = "{mounted["reports"]}"' not in parts["ConfigMap"]["data"]["tickmark.toml"]:
        wrong.append("kubernetes: reports are not written to their volume")
    if mounted["config"] + "/tickmark.toml" not in container["args"]:
        wrong.append("kubernetes: the configuration is not read from its volume")


def shares(wrong, deploy):
    """A run in shares: Kubernetes' indexed job, and an array job of AWS Batch under AWS's own model."""
    path = deploy / "kubernetes" / "shares.yaml"
    accepted(wrong, "shares", [TOOLS / "kubernetes-validate", "--strict", "--quiet", path])
    jobs = list(yaml.safe_load_all(path.read_text()))
    spec = jobs[0]["spec"]
    if f"$(JOB_COMPLETION_INDEX)/{spec['completions']}" not in spec["template"]["spec"]["containers"][0]["args"]:
        wrong.append("shares: there are not as many shares as pods")
    model = botocore.session.get_session().get_service_model("batch")
    for name, operation in (("job-definition", "RegisterJobDefinition"), ("shares", "SubmitJob"), ("join", "SubmitJob")):
        params = json.loads((deploy / "batch" / f"{name}.json").read_text())
        report = botocore.validate.ParamValidator().validate(params, model.operation_model(operation).input_shape)
        if report.has_errors():
            wrong.append(f"batch: {name}: {report.generate_report()}")
        if name == "shares" and f"/{params['arrayProperties']['size']}" not in params["containerOverrides"]["command"][-1]:
            wrong.append("batch: there are not as many shares as jobs")


def docker(wrong, deploy):
    accepted(wrong, "hadolint", [TOOLS / "hadolint", deploy / "Dockerfile"])
    text = (deploy / "Dockerfile").read_text()
    users = re.findall(r"^USER (\d+)", text, re.M)
    if not users or users[-1] == "0":
        wrong.append("docker: the image runs as root")
    # What is copied from the context must not be left out of it.
    kept = {line[1:] for line in (deploy / "Dockerfile.dockerignore").read_text().split() if line.startswith("!")}
    for name in kept:
        if not (deploy.parent / name).exists():
            wrong.append(f"docker: {name} is let into the context, and is not there")
    manifest = (deploy.parent / "Cargo.toml").read_text()
    needed = {"Cargo.toml", "Cargo.lock", "build.rs", "src", *re.findall(r"^path = \"(\w+)", manifest, re.M)}
    for source in (deploy.parent / "src").rglob("*.rs"):
        needed |= set(re.findall(r"\.\./(demo|rules|templates|migrations|models)/", source.read_text()))
    needed |= {"rules", "migrations", "models", "LICENSE", "NOTICE"}
    if missing := needed - kept:
        wrong.append(f"docker: the context lacks {sorted(missing)}")


def stub(folder, name, body):
    path = folder / name
    path.write_text("#!/bin/sh\n" + body)
    path.chmod(0o755)


def git(folder, *arguments):
    ended = run(["git", *arguments], cwd=folder)
    assert ended.returncode == 0, (arguments, ended.stderr)
    return ended.stdout


def repository(scratch):
    """A clone with a report that is committed and pushed."""
    remote, clone = scratch / "remote.git", scratch / "clone"
    git(scratch, "init", "--quiet", "--bare", "--initial-branch", "main", str(remote))
    git(scratch, "clone", "--quiet", str(remote), str(clone))
    git(clone, "config", "user.name", "test")
    git(clone, "config", "user.email", "test@example.com")
    git(clone, "switch", "--quiet", "--create", "main")
    (clone / "reports").mkdir()
    (clone / "reports" / "report.md").write_text("one\n")
    git(clone, "add", ".")
    git(clone, "commit", "--quiet", "--message", "first")
    git(clone, "push", "--quiet", "origin", "main")
    return remote, clone


def github(wrong, deploy, scratch):
    path = deploy / "github" / "tickmark.yml"
    schema = ["--builtin-schema", "vendor.github-workflows"]
    accepted(wrong, "github", [TOOLS / "check-jsonschema", *schema, path])
    job = yaml.safe_load(path.read_text())["jobs"]["audit"]
    steps = {step["name"]: step for step in job["steps"] if "name" in step}
    for name, step in steps.items():
        if "${{" in step["run"]:
            wrong.append(f"github: {name}: an expression in a script can inject commands")

    remote, clone = repository(scratch)
    tools = scratch / "bin"
    tools.mkdir()
    stub(tools, "gh", f'printf "%s\\n" "$@" >> "{scratch}/gh.txt"\n')
    environment = {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "HOME": str(scratch),
        "GITHUB_OUTPUT": str(scratch / "output.txt"),
        "IMAGE": "tickmark",
        "BRANCH": "tickmark/1",
        "BASE": "main",
    }

    def script(name, **more):
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps[name]["run"]]
        return run(shell, cwd=clone, env=environment | more)

    for code, wanted in ((0, 0), (1, 0), (2, 1), (3, 0)):
        stub(tools, "docker", f"exit {code}\n")
        (scratch / "output.txt").write_text("")
        ended = script("Audit")
        told = (scratch / "output.txt").read_text()
        if (ended.returncode, told) != (wanted, f"code={code}\n"):
            wrong.append(f"github: an audit that ends with {code}: {ended.returncode} {told!r} {ended.stderr}")
        if script("Result", CODE=str(code)).returncode != code:
            wrong.append(f"github: the job does not end with {code}")

    if script("Pull request").returncode or (scratch / "gh.txt").exists():
        wrong.append("github: a report that did not change makes a pull request")
    (clone / "reports" / "report.md").write_text("two\n")
    (clone / "store" / "tickmark.db").write_text("never committed")
    ended = script("Pull request")
    if ended.returncode:
        wrong.append(f"github: pull request: {ended.stderr}")
        return
    changed = git(remote, "diff", "--name-only", "main", "tickmark/1").split()
    if changed != ["reports/report.md"]:
        wrong.append(f"github: the pull request changes {changed}")
    told = (scratch / "gh.txt").read_text().split("\n")
    if told[:6] != ["pr", "create", "--base", "main", "--head", "tickmark/1"]:
        wrong.append(f"github: gh {told}")


def main():
    deploy, scratch = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    wrong = []
    kubernetes(wrong, deploy)
    shares(wrong, deploy)
    docker(wrong, deploy)
    github(wrong, deploy, scratch)
    print("\n".join(wrong), file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
