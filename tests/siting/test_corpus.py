"""The rules find what was planted, and next to nothing else."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

from signage.siting.check import check_signs
from signage.siting.figures import Figures, load_figures
from signage.siting.rules import RULES
from tests.siting.corpus import FILE, corpus
from tests.siting.corpus_table import found, table
from tools.make_siting_corpus import written

MEASURED_APART = ("junction.sight",)  # its sentence tells the triangle; the lower edge stands beside it
RECALL, FALSE_ALARMS = 0.99, 0.01


def told(pairs: frozenset[tuple[int, str]]) -> list[tuple[int, str, str]]:
    """Pairs with their scene, for who reads a failure."""
    return sorted((sign, rule, corpus().scenes[sign]) for sign, rule in pairs)


def test_the_planted_faults_are_found() -> None:
    missed = corpus().expected - found(corpus())
    assert len(missed) <= (1 - RECALL) * len(corpus().expected), told(missed)


def test_of_no_rule_more_than_one_planted_fault_in_a_hundred_is_missed() -> None:
    planted = Counter(rule for _, rule in corpus().expected)
    missed = Counter(rule for _, rule in corpus().expected - found(corpus()))
    assert [rule for rule in missed if missed[rule] > (1 - RECALL) * planted[rule]] == []


def test_of_what_is_told_next_to_nothing_is_a_false_alarm() -> None:
    """Of all that is told, not of all signs, of which there are half as many again."""
    false = found(corpus()) - corpus().expected
    assert len(false) <= FALSE_ALARMS * len(found(corpus())), told(false)


def test_of_the_signs_that_are_in_order_next_to_none_is_told_anything() -> None:
    sound = {sign.id for sign in corpus().signs} - {sign for sign, _ in corpus().expected}
    alarmed = frozenset((sign, rule) for sign, rule in found(corpus()) if sign in sound)
    assert len(sound) > 150
    assert len({sign for sign, _ in alarmed}) <= FALSE_ALARMS * len(sound), told(alarmed)


def test_the_documented_figures_are_those_reached() -> None:
    assert table(corpus()) in (Path(__file__).parents[2] / "docs" / "siting.md").read_text("utf-8")


def figures_of(sentence: str) -> list[str]:
    """The numbers in a sentence, without zeros at the end that only fill up."""
    return [f"{float(number):g}" for number in re.findall(r"\d+(?:\.\d+)?", sentence)]


def test_the_documented_recall_is_reckoned_from_what_is_found_and_told() -> None:
    missing = frozenset(pair for pair in corpus().expected if pair[1] != "lower_edge")
    cut = replace(corpus(), expected=missing)
    assert table(corpus()).endswith(
        "Found: 100.0 % of what was planted. False alarms: 0.0 % of what is told."
    )
    assert table(cut).endswith("Found: 100.0 % of what was planted. False alarms: 6.0 % of what is told.")


def test_what_was_measured_is_told_as_the_sentence_tells_it() -> None:
    """In the sentence, beside it and in the API stands one number, rounded once."""
    findings = [one for row in check_signs(corpus().signs, corpus().around, day=corpus().day) for one in row]
    other = [
        f"{one.rule}: {one.measured} in {one.sentence.english!r}"
        for one in findings
        if one.measured is not None
        and one.rule not in MEASURED_APART
        and str(abs(one.measured)).removesuffix(".0") not in figures_of(one.sentence.english)
    ]
    assert other == []


def test_the_corpus_is_large_and_half_of_it_is_sound() -> None:
    faulty = {sign for sign, _ in corpus().expected}
    assert len(corpus().signs) >= 200
    assert 0.3 < len(faulty) / len(corpus().signs) < 0.7


def test_every_rule_has_faults_planted_for_it() -> None:
    planted = Counter(rule for _, rule in corpus().expected)
    assert planted.keys() == RULES.keys()
    assert min(planted.values()) >= 1


def test_the_committed_corpus_is_what_its_maker_writes() -> None:
    assert FILE.read_text("utf-8") == written(), "run: .venv/bin/python -m tools.make_siting_corpus"


class Noting(Figures):
    """Figures that note which of them a rule reads."""

    def __getitem__(self, key: str) -> float:
        read.add(key)
        return super().__getitem__(key)


read: set[str] = set()


def test_a_rule_reads_only_the_figures_that_it_names() -> None:
    figures, sites = Noting(load_figures().pack), corpus().around.sites(corpus().signs, day=corpus().day)
    for rule in RULES.values():
        read.clear()
        for sign, site in zip(corpus().signs, sites, strict=True):
            if rule.asks(sign.type, sign.family, face=sign.face is not None):
                list(rule.find(sign, site, figures))
        assert [key for key in read if not rule.reads(key)] == [], rule.key
