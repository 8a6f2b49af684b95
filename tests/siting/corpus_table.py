"""What stands in docs/siting.md of the corpus: for each rule how many faults were planted, found, and told
where none is. `python -m tests.siting.corpus_table` prints it.
"""

import sys
from collections import Counter

from signage.siting.check import check_signs
from tests.siting.corpus import Corpus, corpus


def found(of: Corpus) -> frozenset[tuple[int, str]]:
    """(sign, rule) of every finding."""
    findings = check_signs(of.signs, of.around, day=of.day)
    pairs = zip(of.signs, findings, strict=True)
    return frozenset((sign.id or 0, finding.rule) for sign, row in pairs for finding in row)


def table(of: Corpus) -> str:
    """Markdown, a line for each rule and one for all, and what that comes to."""
    told = found(of)
    planted, hits, false = (
        Counter(rule for _, rule in pairs) for pairs in (of.expected, of.expected & told, told - of.expected)
    )
    rows = [(f"`{rule}`", planted[rule], hits[rule], false[rule]) for rule in sorted({*planted, *false})]
    rows.append((f"all, on {len(of.signs)} signs", planted.total(), hits.total(), false.total()))
    lines = [f"| {rule} | {count} | {hit} | {alarm} |" for rule, count, hit, alarm in rows]
    recall, alarms = 100 * hits.total() / planted.total(), 100 * false.total() / max(1, len(told))
    reached = f"Found: {recall:.1f} % of what was planted. False alarms: {alarms:.1f} % of what is told."
    return "\n".join(["| rule | planted | found | false alarms |", "|---|---|---|---|", *lines, "", reached])


if __name__ == "__main__":
    sys.stdout.write(f"{table(corpus())}\n")
