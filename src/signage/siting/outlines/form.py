"""An outline by itself: crossings, holes, parts, size."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from signage.domain.tolerances import tolerance
from signage.errors import Said
from signage.siting.outlines.findings import OutlineFinding, OutlineFix, figure, polygonal, shrunk

_MOST_PAIRS = 20


def form_findings(outline: Any) -> Iterator[OutlineFinding]:
    """Everything that speaks against the form of an outline as it was drawn, sound or not."""
    mended = polygonal(outline)
    fix = _Mended(outline, mended)
    crossing = list(_crossings(outline, fix))
    holes = list(_holes_outside(outline, fix))
    touching = list(_touching_parts(outline, fix))
    yield from (*crossing, *holes, *touching)
    if not outline.is_valid and not any(one.severity == "error" for one in (*crossing, *holes, *touching)):
        yield _crossing(shapely.multipoints([_place_of_fault(outline)]), fix)
    yield from _too_small(mended)
    yield from _specks(mended)


class _Mended:
    """The fix that all faults of form share: the outline made sound; None when nothing is left of it."""

    def __init__(self, outline: Any, mended: Any) -> None:
        self._shape = None if mended.is_empty or outline.is_valid else mended

    def called(self, german: str, english: str) -> OutlineFix | None:
        """The fix under a name that says what it does."""
        return None if self._shape is None else OutlineFix(Said(german, english), self._shape)


def _rings(outline: Any) -> list[Any]:
    return [shapely.LineString(ring.coords) for ring in shapely.get_rings(shapely.get_parts(outline))]


def _crossings(outline: Any, fix: _Mended) -> Iterator[OutlineFinding]:
    places = [place for ring in _rings(outline) if not ring.is_simple for place in _own_crossings(ring)]
    if places:
        yield _crossing(shapely.multipoints(places), fix)


def _own_crossings(ring: Any) -> list[tuple[float, float]]:
    """Where a ring meets itself: of its pieces between two meetings more than two end there."""
    ends: Counter[tuple[float, float]] = Counter()
    for piece in shapely.get_parts(shapely.node(ring)):
        first, last = piece.coords[0], piece.coords[-1]
        ends.update((first, last))
    return [place for place, count in ends.items() if count > 2] or [_place_of_fault(shapely.Polygon(ring))]


def _place_of_fault(polygon: Any) -> tuple[float, float]:
    """The one place that GEOS names: `Self-intersection[640010.5 5635000]`."""
    numbers = shapely.is_valid_reason(polygon).rpartition("[")[2].rstrip("]").split()
    if len(numbers) >= 2:
        return float(numbers[0]), float(numbers[1])
    x, y = shapely.get_coordinates(polygon)[0]
    return float(x), float(y)


def _crossing(places: Any, fix: _Mended) -> OutlineFinding:
    count = len(shapely.get_parts(places))
    east, north = shapely.get_coordinates(places)[0]
    said = Said(
        f"Die Grenze kreuzt oder berührt sich selbst ({count} {'Stelle' if count == 1 else 'Stellen'}, "
        f"etwa bei {east:.0f} / {north:.0f}).",
        f"The border crosses or touches itself ({count} {'place' if count == 1 else 'places'}, "
        f"such as {east:.0f} / {north:.0f}).",
    )
    untied = fix.called("Grenze an der Kreuzung auftrennen", "Untie the border where it crosses")
    return OutlineFinding("outline.crossing", "error", said, count, 0, "", places, untied)


def _holes_outside(outline: Any, fix: _Mended) -> Iterator[OutlineFinding]:
    outside = []
    for part in shapely.get_parts(outline):
        shell = polygonal(shapely.Polygon(part.exterior))
        holes = [polygonal(shapely.Polygon(hole)) for hole in part.interiors]
        outside += [polygonal(hole.difference(shell)) for hole in holes if not shell.covers(hole)]
    shape = polygonal(shapely.union_all(outside)) if outside else None
    if shape is None or shape.area <= 0:
        return
    m2 = float(shape.area)
    said = Said(
        f"Eine Aussparung ragt mit {figure(m2)} m² aus dem Gebiet hinaus.",
        f"A hole reaches {figure(m2, english=True)} m² out of the outline.",
    )
    cut = fix.called("Aussparung an der Grenze abschneiden", "Cut the hole at the border")
    yield OutlineFinding("outline.hole-outside", "error", said, round(m2, 2), 0, "m²", shape, cut)


def _touching_parts(outline: Any, fix: _Mended) -> Iterator[OutlineFinding]:
    parts = np.array([polygonal(part) for part in shapely.get_parts(outline)], dtype=object)
    if len(parts) < 2:
        return
    near = tolerance("hairline")
    one, other = shapely.STRtree(parts).query(parts, predicate="dwithin", distance=near)
    pairs = [(parts[a], parts[b]) for a, b in zip(one, other, strict=True) if a < b][:_MOST_PAIRS]
    if not pairs:
        return
    places = [polygonal(a.buffer(near).intersection(b.buffer(near))) for a, b in pairs]
    joined = _joined(parts, near)
    melts = len(shapely.get_parts(joined)) < len(parts)
    label = Said("Teile verschmelzen", "Join the parts")
    said = Said(
        f"Teile des Gebiets berühren oder überdecken sich ({len(pairs)}-mal).",
        f"Parts of the area touch or overlap ({len(pairs)} times).",
    )
    yield OutlineFinding(
        "outline.parts-touch",
        "hint" if outline.is_valid else "error",
        said,
        len(pairs),
        0,
        "",
        polygonal(shapely.union_all(places)),
        OutlineFix(label, joined) if melts else fix.called(str(label), label.english),
    )


def _joined(parts: Any, near: float) -> Any:
    """The parts as one shape; hairs between them are closed where that is what keeps them apart."""
    joined = polygonal(shapely.union_all(parts))
    closed = shrunk(polygonal(joined.buffer(near, join_style="mitre")), near, join_style="mitre")
    return closed if len(shapely.get_parts(closed)) < len(shapely.get_parts(joined)) else joined


def _too_small(mended: Any) -> Iterator[OutlineFinding]:
    m2, least = float(mended.area), tolerance("smallest")
    if m2 < least:
        said = Said(
            f"Das Gebiet hat nur {figure(m2)} m²; so klein ist kein Grundstück.",
            f"The area has only {figure(m2, english=True)} m²; no plot is so small.",
        )
        yield OutlineFinding("outline.small", "warning", said, round(m2, 2), least, "m²", mended)


def _specks(mended: Any) -> Iterator[OutlineFinding]:
    least, parts = tolerance("speck"), list(shapely.get_parts(mended))
    small = [part for part in parts if part.area < least] if len(parts) > 1 else []
    kept = [part for part in parts if not small or part.area >= least]
    holes = [shapely.Polygon(hole) for part in kept for hole in part.interiors]
    holes = [hole for hole in holes if hole.area < least]
    count = len(small) + len(holes)
    if not count or not kept:
        return
    said = Said(
        f"{count} {'Teil oder Aussparung ist' if count == 1 else 'Teile oder Aussparungen sind'} "
        f"kleiner als {figure(least)} m².",
        f"{count} {'part or hole is' if count == 1 else 'parts or holes are'} "
        f"smaller than {figure(least, english=True)} m².",
    )
    tidy = OutlineFix(Said("Splitter entfernen", "Remove what is left over"), _without(kept, least))
    shape = shapely.MultiPolygon([*small, *holes])
    smallest = round(min(float(one.area) for one in (*small, *holes)), 2)
    yield OutlineFinding("outline.speck", "warning", said, smallest, least, "m²", shape, tidy)


def _without(parts: list[Any], least: float) -> Any:
    """The parts without their small holes."""
    return shapely.MultiPolygon(
        [
            shapely.Polygon(part.exterior, [h for h in part.interiors if shapely.Polygon(h).area >= least])
            for part in parts
        ]
    )
