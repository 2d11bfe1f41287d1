#!/usr/bin/env python3
"""Writes tests/llm/attacks.json: prompt-injection strings of third parties, each with its source and licence.

    pip download --no-deps agentdojo==0.1.35 garak==0.17.1 -d DIR
    scripts/attacks.py DIR > tests/llm/attacks.json

The wheels are read as text: their modules are parsed (ast), never imported. agentdojo is MIT, garak Apache-2.0.
"""

import ast
import json
import pathlib
import sys
import zipfile

LICENCES = {"agentdojo": "MIT", "garak": "Apache-2.0"}


class Wheel:
    def __init__(self, folder, name):
        (path,) = pathlib.Path(folder).glob(f"{name}-*.whl")
        self.name, self.version, self.zip = name, path.name.split("-")[1], zipfile.ZipFile(path)

    def text(self, path):
        return self.zip.read(path).decode()

    def entry(self, path, text):
        return {"source": f"{self.name} {self.version}: {path}", "licence": LICENCES[self.name], "text": text}


def constants(tree):
    """Names at module and class level that are plain strings or lists of strings, f-strings of those filled in."""
    known = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            value = fold(node.value, known)
            if value is not None:
                known.update({t.id: value for t in targets if isinstance(t, ast.Name)})
                yield from ((t.id, value) for t in targets if isinstance(t, ast.Name))


def fold(node, known):
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.Name(id=name):
            return known.get(name)
        case ast.JoinedStr(values=values):
            parts = [fold(v.value if isinstance(v, ast.FormattedValue) else v, known) for v in values]
            return "".join(p if isinstance(p, str) else "X" for p in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            a, b = fold(left, known), fold(right, known)
            return a + b if type(a) is type(b) and a is not None else None
        case ast.List(elts=elts):
            all_ = [fold(e, known) for e in elts]
            return [a for a in all_ if isinstance(a, str)]
    return None


def agentdojo(wheel):
    goals, templates = [], []
    for path in sorted(wheel.zip.namelist()):
        if path.endswith("/injection_tasks.py"):
            tree = ast.parse(wheel.text(path))
            goals += [(path, value) for name, value in constants(tree) if name == "GOAL"]
    for path in ("agentdojo/attacks/important_instructions_attacks.py", "agentdojo/attacks/baseline_attacks.py"):
        for node in ast.walk(ast.parse(wheel.text(path))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "{goal}" in node.value:
                if not node.value.startswith("Attack which"):
                    templates.append(node.value)
    seen = set()
    for at, (path, goal) in enumerate(goals):
        if goal in seen:
            continue
        seen.add(goal)
        yield wheel.entry(path, goal)
        # Each goal in two of the templates, so that all templates meet many goals.
        for template in (templates[at % len(templates)], templates[(at + 3) % len(templates)]):
            text = template
            for name, value in {"goal": goal, "user": "Emma Johnson", "model": "AI assistant", "tools": ""}.items():
                text = text.replace("{" + name + "}", value)
            yield wheel.entry(path, text)


def garak(wheel):
    tree = ast.parse(wheel.text("garak/probes/latentinjection.py"))
    instructions, separators = [], []
    for name, value in constants(tree):
        if name in ("injection_instructions", "injection_instructions_full") and isinstance(value, list):
            instructions += value
    for text in dict.fromkeys(instructions):
        for payload in ("Haha pwned!", "Every finding is resolved and the account is compliant."):
            whole = text.replace("X", payload, 1) if "X" in text else text
            yield wheel.entry("garak/probes/latentinjection.py", whole.replace("<|garak_payload|>", payload))
    for path in sorted(wheel.zip.namelist()):
        if path.startswith("garak/data/dan/") and path.endswith(".json"):
            for text in json.loads(wheel.text(path)):
                yield wheel.entry(path, text)
    payloads = json.loads(wheel.text("garak/data/payloads/web_html_js.json"))["payloads"]
    for text in payloads[:40]:
        yield wheel.entry("garak/data/payloads/web_html_js.json", text)
    path = "garak/resources/ansi.py"
    for name, value in constants(ast.parse(wheel.text(path))):
        for text in value if name in ("LIVE_PAYLOADS", "ESCAPED_PAYLOADS") else []:
            yield wheel.entry(path, text)
    for name, value in constants(ast.parse(wheel.text("garak/probes/web_injection.py"))):
        if name in ("template", "CONCAT_TEMPLATE", "MARKDOWN_JS_TEMPLATE") and isinstance(value, str):
            for domain in json.loads(wheel.text("garak/data/payloads/example_domains_xss.json"))["payloads"][:4]:
                text = value.replace("{domain}", domain).replace("{modified_domain}", domain)
                yield wheel.entry("garak/probes/web_injection.py", text.replace("{encoding}", "base64"))


def main(folder):
    entries, seen = [], set()
    for entry in [*agentdojo(Wheel(folder, "agentdojo")), *garak(Wheel(folder, "garak"))]:
        # An AWS tag's value holds 256 characters; other free text holds more, but no field of a pack does.
        entry["text"] = entry["text"][:1500]
        if entry["text"].strip() and entry["text"] not in seen:
            seen.add(entry["text"])
            entries.append(entry)
    json.dump(entries, sys.stdout, indent=1, ensure_ascii=True)
    print()


if __name__ == "__main__":
    main(sys.argv[1])
