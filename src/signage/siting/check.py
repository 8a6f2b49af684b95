"""Bringing signs, their surroundings and the figures together."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from signage.siting.figures import Figures
from signage.siting.kinds import GONE
from signage.siting.rules import RULES, findings_of
from signage.siting.surroundings import Surroundings
from signage.siting.values import SEVERITIES, Finding, ReasonedException, Sign, Site


def check_signs(
    signs: Sequence[Sign],
    around: Surroundings,
    figures: Figures | None = None,
    exceptions: Iterable[ReasonedException] = (),
    *,
    day: date | None = None,
) -> list[tuple[Finding, ...]]:
    """The findings of each sign, in the signs' order; worst first.

    Without `figures` those hold with which the surroundings were read. Without `day` nothing is said about
    age.
    """
    figures = figures or around.figures
    excepted: dict[int, list[ReasonedException]] = {}
    for one in exceptions:
        excepted.setdefault(one.sign, []).append(one)
    sites = around.sites(signs, day=day)
    return [
        apply_exceptions(check_sign(sign, site, figures), excepted.get(sign.id, ()) if sign.id else ())
        for sign, site in zip(signs, sites, strict=True)
    ]


def check_sign(sign: Sign, site: Site, figures: Figures) -> tuple[Finding, ...]:
    """The findings of one sign, worst first; a sign that is gone has none."""
    if sign.state in GONE:
        return ()
    found = [finding for rule in RULES.values() for finding in findings_of(rule, sign, site, figures)]
    return _worst_first(found)


def apply_exceptions(
    findings: Sequence[Finding], exceptions: Iterable[ReasonedException]
) -> tuple[Finding, ...]:
    """Findings for which somebody gave a reason become `excepted` and keep it; the later reason counts."""
    given = {one.rule: one for one in sorted(exceptions, key=lambda one: one.on) if one.reason.strip()}
    if not given:
        return tuple(findings)
    return _worst_first(_excepted(finding, given.get(finding.rule)) for finding in findings)


def _excepted(finding: Finding, why: ReasonedException | None) -> Finding:
    if why is None:
        return finding
    return replace(finding, severity="excepted", reason=why.reason, excepted_by=why.who, excepted_on=why.on)


def _worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))
