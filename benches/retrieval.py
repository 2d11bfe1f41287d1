#!/usr/bin/env python3
"""How well `tickmark rules search` finds the rules that answer a question, with labels that others made.

    python3 benches/retrieval.py --tickmark target/release/tickmark --prowler-venv ~/.cache/tickmark/prowler-venv

Standard library only. Prowler's files are read from its virtual environment, nothing of it is run.

The questions of a framework are its requirements in Prowler's compliance map (FSBP, and the newest CIS benchmark there).
  text     the requirement's own `Name` and `Description`, joined, as Prowler's schema has them at the top of every
           requirement. CIS requirements have no Name. Left out is what stands under `Attributes`: it differs from
           framework to framework and holds audit steps and commands, which nobody asks. --text title asks FSBP's Name
           alone and CIS's Description; --text long adds the description under CIS's Attributes.
  answers  every rule whose `covers.prowler` names one of the requirement's checks. Requirements without such a rule are
           no question: there is nothing to find. Labels are taken as they are, wrong ones too (see --details).
The question never holds the requirement's number or a check's name.

The third set, benches/colloquial.json, was written for this project before any ranking was seen. It is never mixed
into the figures of the other two.

Figures, each the mean over questions:
  recall@10  right rules among the first ten, divided by min(10, number of right rules)
  nDCG@10    with gain 1 for a right rule and the discount 1 / log2(rank + 1)
  MRR        1 / rank of the first right rule; 0 where none was returned
  first      share of questions whose first rule is right
"""
import argparse
import json
import math
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
DEPTH = 10
# What issue 3 asks for: of FSBP and CIS together, and of the colloquial questions.
TARGETS = {"FSBP + CIS": {"recall": 0.97, "ndcg": 0.92}, "colloquial": {"recall": 0.75, "first": 0.45}}
FIGURES = {"recall": "recall@10", "ndcg": "nDCG@10", "mrr": "MRR", "first": "first"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickmark", type=pathlib.Path, required=True, help="the binary")
    parser.add_argument("--prowler-venv", type=pathlib.Path, required=True, help="virtual environment with Prowler")
    parser.add_argument("--text", choices=["full", "title", "long"], default="full", help="question text [%(default)s]")
    parser.add_argument("--details", action="store_true", help="show every question that is not answered perfectly")
    return parser.parse_args()


# Questions: (name, text, ids of the right rules)

def compliance_maps(venv):
    """Framework -> Prowler's file of it."""
    found = list(venv.expanduser().glob("lib/python3*/site-packages/prowler/compliance/aws/*.json"))
    fsbp = [path for path in found if "foundational_security_best_practices" in path.name]
    versions = {}
    for path in found:
        match = re.fullmatch(r"cis_([0-9]+)\.([0-9]+)_aws\.json", path.name)
        if match:
            versions[int(match[1]), int(match[2])] = path
    if len(fsbp) != 1 or not versions:
        sys.exit(f"no compliance maps of Prowler under {venv}")
    newest = max(versions)
    return {"FSBP": fsbp[0], f"CIS {newest[0]}.{newest[1]}": versions[newest]}


def text_of(requirement, choice):
    name, description = requirement.get("Name") or "", requirement.get("Description") or ""
    parts = [name or description] if choice == "title" else [name, description]
    if choice == "long":
        parts += [attribute.get("Description", "") for attribute in requirement.get("Attributes", [])]
    # One line: it becomes a command line's argument.
    return " ".join(" ".join(parts).split())


def questions_of(path, rules, choice):
    questions = []
    for requirement in json.loads(path.read_text(encoding="utf-8"))["Requirements"]:
        checks = set(requirement.get("Checks", []))
        right = {rule["id"] for rule in rules if checks & set(rule["covers"].get("prowler", []))}
        if right:
            questions.append((requirement["Id"], text_of(requirement, choice), right))
    return questions


def colloquial(rules):
    known = {rule["id"] for rule in rules}
    questions = []
    for text, right in json.loads((HERE / "colloquial.json").read_text(encoding="utf-8")).items():
        strangers = set(right) - known
        if strangers:
            sys.exit(f"colloquial.json names rules that do not exist: {', '.join(sorted(strangers))}")
        questions.append(("", text, set(right)))
    return questions


# Asking and judging

def output_of(tickmark, *words, folder=None):
    done = subprocess.run([tickmark, *words], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{tickmark} {' '.join(words)}\nexit code {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def search(tickmark, text):
    """Ids, best first. A ranking that is not one (twice the same rule, rising scores) is the binary's fault: stop."""
    answers = output_of(tickmark, "rules", "search", "--json", "--", text)
    ids, scores = [answer["id"] for answer in answers], [answer["score"] for answer in answers]
    if len(set(ids)) != len(ids) or scores != sorted(scores, reverse=True):
        sys.exit(f"not a ranking, for: {text}")
    return ids


def judge(ids, right):
    gains = [1 / math.log2(place + 2) for place, rule in enumerate(ids[:DEPTH]) if rule in right]
    ideal = [1 / math.log2(place + 2) for place in range(min(DEPTH, len(right)))]
    first = next((place for place, rule in enumerate(ids, 1) if rule in right), None)
    return {"recall": len(gains) / len(ideal), "ndcg": sum(gains) / sum(ideal),
            "mrr": 1 / first if first else 0.0, "first": float(first == 1)}


def mean(judged):
    return {figure: sum(one[figure] for one in judged) / len(judged) for figure in FIGURES}


# Telling

def show_table(sets):
    print(f"{'set':<12}{'questions':>10}" + "".join(f"{title:>11}" for title in FIGURES.values()))
    for name, judged in sets.items():
        print(f"{name:<12}{len(judged):>10}" + "".join(f"{value:>11.4f}" for value in mean(judged).values()))


def show_targets(sets):
    """True when all are reached."""
    reached = True
    for name, wanted in TARGETS.items():
        figures = mean(sets[name])
        for figure, least in wanted.items():
            ok = figures[figure] >= least
            reached = reached and ok
            print(f"{name}: {FIGURES[figure]} {figures[figure]:.4f}, wanted {least}: {'reached' if ok else 'MISSED'}")
    return reached


def show_details(name, asked):
    print(f"\n{name}, worst first (places of the right rules; - is not returned):")
    for question, ids, judged in sorted(asked, key=lambda one: (one[2]["ndcg"], one[2]["mrr"])):
        if judged["ndcg"] < 1:
            number, text, right = question
            places = sorted((ids.index(rule) + 1 if rule in ids else math.inf, rule) for rule in right)
            print(f"  {judged['ndcg']:.2f}  {number} {text[:100]}")
            print("        right: " + ", ".join(f"{rule} {'-' if place == math.inf else place}" for place, rule in places))
            print("        first: " + ", ".join(ids[:3]))


def main():
    args = arguments()
    rules = output_of(args.tickmark, "rules", "list", "--json")
    maps = compliance_maps(args.prowler_venv)
    sets = {name: questions_of(path, rules, args.text) for name, path in maps.items()}
    sets["colloquial"] = colloquial(rules)
    asked = {}
    for name, questions in sets.items():
        rankings = [search(args.tickmark, text) for _, text, _ in questions]
        asked[name] = [(question, ids, judge(ids, question[2])) for question, ids in zip(questions, rankings)]
    judged = {name: [one[2] for one in found] for name, found in asked.items()}
    together = [one for name in maps for one in judged[name]]
    judged = {**{name: judged[name] for name in maps}, "FSBP + CIS": together, "colloquial": judged["colloquial"]}
    print(f"{len(rules)} rules; {', '.join(path.name for path in maps.values())}; question text: {args.text}\n")
    show_table(judged)
    print()
    reached = show_targets(judged)
    if args.details:
        for name, found in asked.items():
            show_details(name, found)
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
