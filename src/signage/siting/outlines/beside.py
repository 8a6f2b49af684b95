"""An outline beside others: overlaps and gaps with neighbours, and what lies outside its municipality."""

from collections.abc import Iterator, Sequence
from typing import Any

import shapely

from signage.domain.tolerances import tolerance
from signage.errors import Said
from signage.siting.outlines.findings import (
    Neighbour,
    OutlineFinding,
    OutlineFix,
    figure,
    is_hair,
    polygonal,
    shrunk,
    without_crumbs,
    without_spikes,
)

REACH_M = 2 * tolerance("gap")  # neighbours farther away say nothing about an outline
_SAME_M = 0.001


def neighbour_findings(outline: Any, neighbours: Sequence[Neighbour]) -> Iterator[OutlineFinding]:
    """Overlaps with and gaps to the areas beside a sound outline, neighbour by neighbour."""
    for one in neighbours:
        yield from _overlap(outline, one)
        yield from _gap(outline, one, neighbours)


def _overlap(outline: Any, other: Neighbour) -> Iterator[OutlineFinding]:
    shared = without_crumbs(outline.intersection(other.shape))
    m2 = float(shared.area)
    if shared.is_empty:
        return
    left = without_spikes(without_crumbs(outline.difference(other.shape)), outline)
    label = Said(
        f"an der Grenze zu {other.name} abschneiden",
        f"cut at the border of {other.name}",
    )
    said = Said(
        f"Das Gebiet überdeckt {other.name} auf {figure(m2)} m².",
        f"The area overlaps {other.name} by {figure(m2, english=True)} m².",
    )
    most = tolerance("overlap")
    yield OutlineFinding(
        "area.overlap",
        "error" if m2 > most else "hint",
        said,
        round(m2, 2),
        most,
        "m²",
        shared,
        None if left.is_empty else OutlineFix(label, left),
        other.id,
    )


def _gap(outline: Any, other: Neighbour, all_of_them: Sequence[Neighbour]) -> Iterator[OutlineFinding]:
    gap = gap_between(outline, other.shape)
    for third in all_of_them:
        gap = polygonal(gap.difference(third.shape)) if third is not other else gap
    gap = without_crumbs(gap)
    if gap.is_empty:
        return
    width, m2 = tolerance("gap"), float(gap.area)
    # A hair wider than the gap, so that no seam is left where it meets the outline.
    filled = shapely.union(outline, gap.buffer(_SAME_M, join_style="mitre"))
    for one in all_of_them:
        filled = filled.difference(one.shape)
    said = Said(
        f"Zwischen dem Gebiet und {other.name} bleibt eine Lücke von {figure(m2)} m², "
        f"schmaler als {figure(width)} m.",
        f"Between the area and {other.name} a gap of {figure(m2, english=True)} m² is left, "
        f"narrower than {figure(width, english=True)} m.",
    )
    label = Said(f"Lücke zu {other.name} schließen", f"close the gap to {other.name}")
    fix = OutlineFix(label, without_crumbs(filled))
    yield OutlineFinding("area.gap", "hint", said, round(m2, 2), 0, "m²", gap, fix, other.id)


def gap_between(one: Any, other: Any) -> Any:
    """What lies between two outlines where they are nearer than the gap's width, and in neither of them."""
    half, zone = tolerance("gap") / 2, _zone(one, other)
    if zone.is_empty:
        return zone
    here, there = one.intersection(zone), other.intersection(zone)
    both = shapely.union(here, there)
    closed = shrunk(both.buffer(half), half)
    found = shapely.get_parts(polygonal(closed.difference(one).difference(other)))
    between = [part for part in found if _meets(part, one) and _meets(part, other) and not is_hair(part)]
    return shapely.MultiPolygon(between)


def _zone(one: Any, other: Any) -> Any:
    """The ground near both, with room for the closing to work in."""
    return one.buffer(REACH_M).intersection(other.buffer(REACH_M))


def _meets(part: Any, outline: Any) -> bool:
    return bool(shapely.dwithin(part, outline, _SAME_M))


def home_findings(
    outline: Any, home: Neighbour, others: Sequence[Neighbour], *, only_here: bool
) -> Iterator[OutlineFinding]:
    """What of a sound outline lies outside its municipality; `others` are those round about.

    `only_here` is for who may draw in this municipality alone: anything beyond the border is refused then.
    """
    if home.shape.buffer(tolerance("border")).covers(outline):
        return
    beyond = without_crumbs(outline.difference(home.shape))
    m2, inside = float(beyond.area), without_spikes(without_crumbs(outline.intersection(home.shape)), outline)
    if m2 <= tolerance("overlap") and not only_here:
        return
    names = ", ".join(one.name for one in others if one.shape.intersects(beyond))
    where = (f" (in {names})", f" (in {names})") if names else ("", "")
    said = Said(
        f"Das Gebiet liegt mit {figure(m2)} m² außerhalb von {home.name}{where[0]}.",
        f"{figure(m2, english=True)} m² of the area lie outside {home.name}{where[1]}.",
    )
    label = Said("auf die Gemeindegrenze zuschneiden", "cut to the municipality's border")
    yield OutlineFinding(
        "area.outside-municipality",
        "error" if only_here or inside.is_empty else "warning",
        said,
        round(m2, 2),
        tolerance("overlap"),
        "m²",
        beyond,
        None if inside.is_empty else OutlineFix(label, inside),
    )


def nowhere_findings(outline: Any) -> Iterator[OutlineFinding]:
    """What is to be said of a sound outline that no municipality on record holds anything of."""
    said = Said(
        "Das Gebiet liegt außerhalb aller Gemeinden des Bestands.",
        "The area lies outside all municipalities on record.",
    )
    m2 = round(float(outline.area), 2)
    yield OutlineFinding(
        "area.outside-municipality", "error", said, m2, tolerance("overlap"), "m²", outline, None
    )
