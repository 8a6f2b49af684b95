"""Fixes that have to be looked for in what lies around, each tried before it is offered.

A rule knows one sign at one site; what only other places or another face can mend is found here, for the sign
that somebody works on: in a check of the whole inventory nobody would see it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from signage.siting.check import check_sign
from signage.siting.kinds import ON_WALLS
from signage.siting.moving import Moved, own_post, places_beside
from signage.siting.surroundings import Surroundings
from signage.siting.values import SEVERITIES, Finding, Fix, Sign, Site
from signage.siting.wording import narrower_faces

# Farther than this nobody looks for "the next free place"; a sight triangle is as long as its leg.
_ALONG_M = 100.0
_OUT_OF_SIGHT_M = 220.0
_OUTWARDS_M = 6.0
_AT_ONCE = 64
_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}

Try = tuple[Sign, Fix, Callable[[Site, Site], bool]]


def with_remedies(
    sign: Sign, site: Site, findings: Sequence[Finding], around: Surroundings, *, day: date | None = None
) -> tuple[Finding, ...]:
    """The findings, with fixes for those whose rule has none at hand.

    A fix is the nearest that leaves nothing of its finding and brings no other finding about, be it a hint.
    `findings` are those of `check_sign`, with which the site was judged.
    """
    fixes = {
        rule: _first(rule, tries(sign, around), site, findings, around, day)
        for rule, tries in _REMEDIES.items()
        if any(one.rule == rule and one.fix is None for one in findings)
    }
    return tuple(
        replace(one, fix=fixes[one.rule]) if one.fix is None and one.rule in fixes else one
        for one in findings
    )


def _first(
    rule: str,
    tries: Iterable[Try],
    site: Site,
    before: Sequence[Finding],
    around: Surroundings,
    day: date | None,
) -> Fix | None:
    waiting = iter(tries)
    while batch := list(islice(waiting, _AT_ONCE)):
        sites = around.sites([tried for tried, _, _ in batch], day=day)
        for (tried, fix, stays), there in zip(batch, sites, strict=True):
            if stays(site, there) and _solves(rule, before, check_sign(tried, there, around.figures)):
                return fix
    return None


def _solves(rule: str, before: Sequence[Finding], after: Sequence[Finding]) -> bool:
    """Whether the rule is silent and no other says more than it did, or says it more gravely."""
    worst: dict[str, int] = {}
    for one in before:
        worst[one.rule] = min(_RANK[one.severity], worst.get(one.rule, len(SEVERITIES)))
    return all(
        one.rule != rule and _RANK[one.severity] >= worst.get(one.rule, len(SEVERITIES)) for one in after
    )


def _always(_before: Site, _after: Site) -> bool:
    return True


def _along(sign: Sign, around: Surroundings) -> Iterator[Try]:
    for moved in _places(sign, around, _ALONG_M):
        yield moved.sign, moved.fix, moved.stays


def _own_post(sign: Sign, around: Surroundings) -> Iterator[Try]:
    for moved in _places(sign, around, _ALONG_M):
        yield moved.sign, own_post(moved), moved.stays


def _out_of_sight(sign: Sign, around: Surroundings) -> Iterator[Try]:
    for moved in _places(sign, around, _OUT_OF_SIGHT_M, _OUTWARDS_M, out_of_sight=True):
        yield moved.sign, moved.fix, moved.stays


def _places(
    sign: Sign, around: Surroundings, along_m: float, outwards_m: float = 0.0, *, out_of_sight: bool = False
) -> Iterator[Moved]:
    """Places beside the road for what does not hang on a wall."""
    if sign.type in ON_WALLS:
        return iter(())
    return places_beside(sign, around, along_m=along_m, outwards_m=outwards_m, out_of_sight=out_of_sight)


def _narrower(sign: Sign, around: Surroundings) -> Iterator[Try]:
    for tried, fix in narrower_faces(sign, around.figures):
        yield tried, fix, _always


_REMEDIES: dict[str, Callable[[Sign, Surroundings], Iterator[Try]]] = {
    "neighbour.distance": _along,
    "post.signs": _own_post,
    "junction.sight": _out_of_sight,
    "slot.text_fits": _narrower,
}
