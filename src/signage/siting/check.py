"""Bringing signs, their surroundings and the figures together."""

import contextlib
import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from signage.siting.figures import Figures
from signage.siting.kinds import GONE
from signage.siting.rules import finding_of, rules_for
from signage.siting.surroundings import Surroundings
from signage.siting.values import SEVERITIES, Finding, ReasonedException, Sign, Site

Progress = Callable[[int, int], None]
# Large enough for arrays to pay, small enough that the sites of all signs never lie in memory together.
_AT_ONCE = 10_000
_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}


def check_signs(
    signs: Sequence[Sign],
    around: Surroundings,
    figures: Figures | None = None,
    exceptions: Iterable[ReasonedException] = (),
    *,
    day: date | None = None,
    progress: Progress | None = None,
) -> list[tuple[Finding, ...]]:
    """The findings of each sign, in the signs' order; worst first.

    Without `figures` those hold with which the surroundings were read. Without `day` nothing is said about
    age. `progress` is called with how many signs are done, of how many.
    """
    figures = figures or around.figures
    excepted: dict[int, list[ReasonedException]] = {}
    for one in exceptions:
        excepted.setdefault(one.sign, []).append(one)
    found: list[tuple[Finding, ...]] = []
    with _collecting_nothing():
        for first in range(0, len(signs), _AT_ONCE):
            part = signs[first : first + _AT_ONCE]
            for sign, site in zip(part, around.sites(part, day=day), strict=True):
                why = excepted.get(sign.id, ()) if sign.id is not None else ()
                found.append(apply_exceptions(check_sign(sign, site, figures), why))
            if progress:
                progress(len(found), len(signs))
    return found


@contextlib.contextmanager
def _collecting_nothing() -> Iterator[None]:
    """Signs, sites and findings hold no circles, but looking for some among millions takes a quarter of the
    time.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def check_sign(sign: Sign, site: Site, figures: Figures) -> tuple[Finding, ...]:
    """The findings of one sign, worst first; a sign that is gone has none."""
    if sign.state in GONE:
        return ()
    found = [
        finding_of(rule, fault, figures)
        for rule in rules_for(sign.type, sign.family, face=sign.face is not None)
        for fault in rule.find(sign, site, figures)
    ]
    return _worst_first(found)


def apply_exceptions(
    findings: Sequence[Finding], exceptions: Sequence[ReasonedException]
) -> tuple[Finding, ...]:
    """Findings for which somebody gave a reason become `excepted` and keep it; the later reason counts."""
    if not exceptions:
        return tuple(findings)
    given = {one.rule: one for one in sorted(exceptions, key=lambda one: one.on) if one.reason.strip()}
    return _worst_first(_excepted(finding, given.get(finding.rule)) for finding in findings)


def _excepted(finding: Finding, why: ReasonedException | None) -> Finding:
    if why is None:
        return finding
    return replace(finding, severity="excepted", reason=why.reason, excepted_by=why.who, excepted_on=why.on)


def _worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: _RANK[finding.severity]))
