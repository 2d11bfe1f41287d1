"""Parses every AWS CLI command of the rules' fixes with the AWS CLI itself, and sends none of them.

    tickmark rules test --json | python tests/rules/commands.py

The CLI's own driver reads options and shorthand, botocore checks the parameters against the operation's model (required
ones, types, names), and the request stops where it would be sent. Lines on standard output name a rule and what is
wrong with its command; exit code 1 when there are any. Commands stand in pipes, loops and substitutions too."""

import contextlib
import io
import json
import os
import re
import shlex
import sys
import tempfile

ENDS = re.compile(r"[;|&()<>]+$")
STARTS = {"do", "then", "else", "xargs", "!"}


def commands(text):
    """The words of each `aws …` in a shell text."""
    text, inner = without_substitutions(re.sub(r"\\\n\s*", " ", text))
    for part in inner:
        yield from commands(part)
    lexer = shlex.shlex(text.replace("\n", ";"), posix=True, punctuation_chars=";|&()<>")
    lexer.whitespace_split, lexer.commenters = True, ""
    current, before = None, ";"
    for word in lexer:
        if current is not None and ENDS.match(word):
            yield current
            current = None
        elif current is not None:
            current.append(word)
        elif word == "aws" and (before in STARTS or ENDS.match(before)):
            current = []
        if not (before == "xargs" and word.startswith("-")):
            before = word
    if current is not None:
        yield current


def without_substitutions(text):
    """The text with VALUE for each `$(…)`, and what stood in these."""
    inner = []
    while (start := text.find("$(")) >= 0:
        depth, end = 1, start + 2
        while depth and end < len(text):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        inner.append(text[start + 2 : end - 1])
        text = text[:start] + "VALUE" + text[end:]
    return text, inner


def files(words):
    """The members that the command takes from files, as the API calls them."""
    options = {option for option, value in zip(words, words[1:]) if value.startswith(("file://", "fileb://"))}
    return ["".join(part.capitalize() for part in option.strip("-").split("-")) for option in options]


class Sent(Exception):
    """A request that is right got as far as it may."""


def stop(*_args, **_kwargs):
    raise Sent


def driver():
    import botocore.endpoint
    from awscli.clidriver import create_clidriver

    botocore.endpoint.Endpoint.make_request = stop
    return create_clidriver()


def complaint(cli, words):
    """What is wrong with the command, or None."""
    from awscli.clidriver import CLIOperationCaller

    sent = []

    def call(self, service, operation, parameters, parsed_globals):
        client = self._session.create_client(service, region_name="us-east-1")
        model = client.meta.service_model.operation_model(operation)
        from botocore.validate import ParamValidator

        report = ParamValidator().validate(parameters, model.input_shape) if model.input_shape else None
        lines = report.generate_report().split("\n") if report and report.has_errors() else []
        # What is in a file is the user's.
        sent.append("; ".join(line for line in lines if not any(f" in {name}:" in line for name in files(words))))
        return 0

    CLIOperationCaller.invoke = call
    err = io.StringIO()
    with contextlib.redirect_stderr(err), contextlib.redirect_stdout(io.StringIO()):
        try:
            code = cli.main(words)
        except SystemExit as end:
            code = end.code
        except Sent:
            return None
    if sent:
        return "; ".join(filter(None, sent)) or None
    said = " ".join(line for line in err.getvalue().split("\n") if line.strip() and not line.startswith(("usage", "  ")))
    return None if "Sent" in said else (said or f"exit code {code}, and nothing to send")


def main():
    os.environ.update(AWS_ACCESS_KEY_ID="AKIAAUDITOR000000000", AWS_SECRET_ACCESS_KEY="secret", AWS_PAGER="")
    os.environ.update(AWS_DEFAULT_REGION="us-east-1", AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE="/dev/null")
    cli, wrong, count = None, [], 0
    with tempfile.TemporaryDirectory() as folder:
        findings = json.load(sys.stdin)
        os.chdir(folder)
        seen = set()
        for finding in findings:
            text = finding["fix"]["cli"]
            if not text or finding["rule"] in seen:
                continue
            seen.add(finding["rule"])
            found = list(commands(text))
            if not found:
                wrong.append(f"{finding['rule']}: no AWS CLI command in: {text}")
            for words in found:
                count += 1
                for name in re.findall(r"fileb?://(\S+)", " ".join(words)):
                    open(name, "w").write("{}")
                cli = cli or driver()
                said = complaint(cli, words)
                if words[0] == "ec2" and words[1].endswith("-attribute"):
                    cli = None  # its driver would ask the options of such a command of all that follow
                if said:
                    wrong.append(f"{finding['rule']}: {shlex.join(words)}\n    {said.strip()[:400]}")
    print("\n".join(wrong + [f"{count} commands of {len(seen)} rules"]))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
