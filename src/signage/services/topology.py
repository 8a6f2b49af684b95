"""What is to be said of an area's outline, stored or just drawn: its form, its neighbours, its municipality.

Not for the scan path: shapely is loaded with this.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from signage.domain.validity import today
from signage.services.rights import Rights
from signage.siting.outlines.beside import REACH_M, home_findings, neighbour_findings, nowhere_findings
from signage.siting.outlines.findings import Neighbour, OutlineFinding, OutlineFix, drawn, outline_of
from signage.siting.outlines.form import form_findings
from signage.siting.values import SEVERITIES
from signage.store import Store
from signage.store.types import Bounds

__all__ = ["OutlineFinding", "OutlineFix", "check_outline", "municipality_under"]

Row = Mapping[str, Any]


def check_outline(
    store: Store,
    geometry: bytes,
    *,
    area: int | None = None,
    municipality: str | None = None,
    day: date | None = None,
    rights: Rights | None = None,
    but: Collection[int] = (),
) -> list[OutlineFinding]:
    """The findings of an outline (WKB in EPSG:25832, sound or not), the worst first; stores nothing.

    `area` is the stored area that it belongs to, and no neighbour of itself; nor are the areas of `but`. The
    municipality is that of the area unless it is named, else the one that holds most of the outline. With
    `rights` of one municipality what lies beyond its border is an error, for it would be refused.
    """
    day, outline = day or today(), outline_of(geometry)
    found = list(form_findings(drawn(geometry)))
    if not outline.is_empty:
        left_out = {*but, area}
        found += neighbour_findings(outline, [n for n in _areas(store, outline, day) if n.id not in left_out])
        key = municipality or _municipality_of(store, area) or municipality_under(store, geometry, day=day)
        only_here = rights is not None and not rights.everywhere
        found += _home(store, outline, key, day, only_here=only_here)
    return sorted(found, key=lambda one: SEVERITIES.index(one.severity))


def municipality_under(store: Store, geometry: bytes, *, day: date | None = None) -> str | None:
    """The AGS of the municipality that holds most of an outline; None where there is none."""
    outline = outline_of(geometry)
    shares = {
        row["ags"]: outline_of(row["geometry"]).intersection(outline).area
        for row in _around(store, "municipality", outline, day or today())
    }
    best = max(shares, key=lambda ags: shares[ags], default=None)
    return best if best is not None and shares[best] > 0 else None


def _municipality_of(store: Store, area: int | None) -> str | None:
    row = store.row("area", area) if area is not None else None
    return row["municipality"] if row else None


def _knows_municipalities(store: Store, day: date) -> bool:
    return bool(store.read("municipality", as_of=day, limit=1))


def _areas(store: Store, outline: Any, day: date) -> list[Neighbour]:
    return [_neighbour(row) for row in _around(store, "area", outline, day)]


def _around(store: Store, layer: str, outline: Any, day: date) -> list[dict[str, Any]]:
    if outline.is_empty:
        return []
    west, south, east, north = outline.bounds
    box: Bounds = (west - REACH_M, south - REACH_M, east + REACH_M, north + REACH_M)
    return store.read(layer, as_of=day, bbox=box)


def _neighbour(row: Row) -> Neighbour:
    return Neighbour(row["id"], row["name"], outline_of(row["geometry"]))


def _home(store: Store, outline: Any, key: str | None, day: date, *, only_here: bool) -> list[OutlineFinding]:
    rows = store.read("municipality", as_of=day, where={"ags": key}, limit=1) if key else []
    if not rows:
        return list(nowhere_findings(outline)) if key is None and _knows_municipalities(store, day) else []
    home = _neighbour(rows[0])
    others = [_neighbour(row) for row in _around(store, "municipality", outline, day) if row["ags"] != key]
    return list(home_findings(outline, home, others, only_here=only_here))
