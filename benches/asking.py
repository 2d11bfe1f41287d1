#!/usr/bin/env python3
"""How often `tickmark ask` itself answers a colloquial question, from intent to citation, on the recorded estate.

    python3 benches/asking.py --tickmark target/release/tickmark

benches/retrieval.py ranks rules alone; here a question may also be taken for another kind of question, or for one about
other resources. Questions and labels are benches/colloquial.json. A question counts where the estate has a finding of one
of its rules. Standard library only; a new store in a temporary folder, since answers are cached.
  first  the finding that is cited first is of a right rule
  any    some finding that is cited is
"""
import argparse
import json
import pathlib
import tempfile

from retrieval import HERE, output_of


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickmark", type=pathlib.Path, required=True, help="the binary")
    parser.add_argument("--details", action="store_true", help="show every question whose first citation is wrong")
    args = parser.parse_args()
    tickmark = args.tickmark.resolve()
    labels = json.loads((HERE / "colloquial.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        report = output_of(tickmark, "audit", "--demo", "--json", folder=folder)
        rule_of = {finding["id"]: finding["rule"] for finding in report["findings"]}
        there = {question: set(right) for question, right in labels.items() if set(right) & set(rule_of.values())}
        first = some = 0
        for number, (question, right) in enumerate(there.items()):
            answer = output_of(tickmark, "ask", "--json", "--session", str(number), "--", question, folder=folder)
            cited = [rule_of[one["finding"]] for one in answer["citations"] if one["finding"] in rule_of]
            first += cited[:1] != [] and cited[0] in right
            some += bool(right & set(cited))
            if args.details and not (cited and cited[0] in right):
                print(f"{question}\n    cited: {', '.join(dict.fromkeys(cited)) or '-'}\n    right: {', '.join(sorted(right))}")
    print(f"{len(there)} questions; first {first / len(there):.3f}, any {some / len(there):.3f}")


if __name__ == "__main__":
    main()
