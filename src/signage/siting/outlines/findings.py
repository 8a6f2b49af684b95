"""What is said of an outline, and what all its rules share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely

from signage.domain.tolerances import tolerance
from signage.errors import Said
from signage.siting.values import Severity

# How far a corner reaches beyond one that is a strip's half width away from both of its edges, in such half
# widths: corners of 2 degrees stay whole in a rounded outline, of spikes those of 11 degrees and blunter.
# What is sharper ends where it becomes narrow: there no corner reaches at all.
_CRUMB_LIMIT, _SPIKE_LIMIT, _BLUNT_LIMIT = 50.0, 10.0, 1.0
_A_HAIR_LESS = 0.999
TITLES: Mapping[str, Said] = {
    "outline.crossing": Said("Kreuzt sich die Grenze nicht selbst?", "Does the border not cross itself?"),
    "outline.hole-outside": Said(
        "Liegt jede Aussparung im Gebiet?", "Does every hole lie inside the outline?"
    ),
    "outline.parts-touch": Said("Liegen die Teile getrennt?", "Do the parts lie apart?"),
    "outline.small": Said("Ist das Gebiet groß genug?", "Is the area large enough?"),
    "outline.speck": Said("Blieben keine Splitter übrig?", "Is nothing left over from drawing?"),
    "area.overlap": Said("Überdecken sich keine zwei Gewerbegebiete?", "Do no two areas overlap?"),
    "area.gap": Said(
        "Schließen Nachbargebiete ohne Spalt aneinander?", "Do neighbouring areas meet without a gap?"
    ),
    "area.outside-municipality": Said(
        "Liegt das Gebiet in seiner Gemeinde?", "Does the area lie in its municipality?"
    ),
}


@dataclass(frozen=True, slots=True)
class OutlineFix:
    """A new outline (MultiPolygon) that solves the finding."""

    label: Said
    shape: Any = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OutlineFinding:
    """One thing to look at; `sentence` is German and brings its English along.

    `shape` is what to draw: points where a border crosses itself, else polygons. `neighbour` is the id of
    the area on the other side, where there is one.
    """

    rule: str
    severity: Severity
    sentence: Said
    measured: float
    required: float
    unit: str
    shape: Any = field(compare=False, repr=False)
    fix: OutlineFix | None = None
    neighbour: int | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An area, or a municipality, that an outline is held against."""

    id: int
    name: str
    shape: Any = field(compare=False, repr=False)


def polygonal(shape: Any) -> Any:
    """The sound polygons of any shape as one MultiPolygon, perhaps empty; lines and points fall away."""
    if not shape.is_valid:
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = shapely.get_parts(shapely.get_parts(shape))  # a collection may hold a MultiPolygon
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def drawn(geometry: bytes) -> Any:
    """The shape of a WKB, sound or not."""
    return shapely.from_wkb(geometry)


def outline_of(geometry: bytes) -> Any:
    """The sound polygons of a WKB."""
    return polygonal(drawn(geometry))


def without_crumbs(shape: Any) -> Any:
    """The polygons of a cut outline, without the crumbs, hairs and thorns that cutting leaves.

    A thorn thinner than a rounded coordinate would make the outline cross itself on its way through degrees.
    """
    return shapely.MultiPolygon(
        [part for part in shapely.get_parts(_without_hairs(polygonal(shape))) if not is_hair(part)]
    )


def _without_hairs(shape: Any) -> Any:
    """The polygons without what is thinner than a rounded border."""
    half = tolerance("hairline") / 2
    return _grown(shrunk(shape, half, join_style="mitre", mitre_limit=_CRUMB_LIMIT), half, _CRUMB_LIMIT)


def without_spikes(cut: Any, whole: Any) -> Any:
    """What is left of an outline, `whole`, once cut, without the strips that only the cut has made narrow.

    A corner dragged past a neighbour's edge leaves a spike beside it that nobody drew. How narrow it has to
    be is the tolerance of gaps: no ground so narrow is part of a plan on purpose. What was narrow stays, and
    so does a spike no longer than it is wide, and the tip of a corner that is not sharp.
    """
    made = [part for part in _narrower(cut, whole, _SPIKE_LIMIT) if _is_long(part)]
    if not made:
        return cut
    spikes = shapely.union_all(made)
    roots = [part for part in _narrower(cut, whole, _BLUNT_LIMIT) if part.intersects(spikes)]
    return without_crumbs(cut.difference(shapely.union_all([spikes, *roots])))


def _narrower(cut: Any, whole: Any, limit: float) -> Any:
    """The places that only the cut has made narrow."""
    return shapely.get_parts(polygonal(_narrow(cut, limit).difference(_narrow(whole, limit))))


def _narrow(shape: Any, limit: float) -> Any:
    """Where a shape is narrower than a gap may be, its corners left out as far as `limit` lets them reach."""
    half = tolerance("gap") / 2
    # Rounded on the way in: a mitre at the end of a notch would reach metres into what is wide.
    narrow = polygonal(shape.difference(_grown(shrunk(shape, half), half, limit)))
    return _without_hairs(narrow)


def shrunk(shape: Any, by_m: float, **style: Any) -> Any:
    """A shape with its border moved inwards.

    Where a shape is just as wide as twice that, as every spike is where it was cut off, GEOS now and then
    answers with nothing, however wide the rest is: then a hair less is right.
    """
    found = polygonal(shape.buffer(-by_m, **style))
    if found.area >= shape.area - 2 * by_m * shape.length:
        return found
    again = polygonal(shape.buffer(-by_m * _A_HAIR_LESS, **style))
    return max(found, again, key=lambda one: float(one.area))


def _grown(shape: Any, by_m: float, limit: float) -> Any:
    """A shape with its corners, as far as `limit` lets them reach; a mitred buffer is not always sound."""
    return polygonal(shape.buffer(by_m, join_style="mitre", mitre_limit=limit))


def _is_long(strip: Any) -> bool:
    """Whether a strip is longer than it may be wide; a strip's perimeter is twice its length."""
    return bool(strip.length / 2 > tolerance("gap"))


def is_hair(polygon: Any) -> bool:
    """Whether a polygon is a crumb, or so thin that two ways of rounding a border explain it."""
    # A strip's perimeter is twice its length: so this is its mean width.
    return bool(
        polygon.area < tolerance("splinter") or 2 * polygon.area / polygon.length < tolerance("hairline")
    )


def figure(number: float, *, english: bool = False) -> str:
    """A measure as one reads it: `1.234`, `3,2`; in English `1,234`, `3.2`."""
    text = f"{number:,.0f}" if number >= 10 else f"{number:.1f}"
    return text if english else text.translate(str.maketrans(",.", ".,"))
