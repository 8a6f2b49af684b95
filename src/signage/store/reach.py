"""Which rows belong to somebody: those of whole municipalities, and those of single areas."""

from typing import Any, NamedTuple

from sqlalchemy import Table, or_, select

from signage.store.schema import LAYER_TABLES


class Reach(NamedTuple):
    """Municipalities (AGS) and areas (ids); a row belongs to either."""

    municipalities: frozenset[str]
    areas: frozenset[int] = frozenset()


def within(table: Table, reach: Reach) -> Any:
    """The condition for rows of a layer in reach: of their own municipality, else of that of their area."""
    area, towns, areas = LAYER_TABLES["area"], sorted(reach.municipalities), sorted(reach.areas)
    if "ags" in table.c:
        return table.c.ags.in_(towns)
    belongs: list[Any] = []
    if "municipality" in table.c:
        belongs.append(table.c.municipality.in_(towns))
    if "area" in table.c:
        own_areas = select(area.c.id).where(area.c.municipality.in_(towns)).correlate(None)
        led = table.c.area.in_(own_areas)
        belongs.append(led & table.c.municipality.is_(None) if belongs else led)
    if areas:
        belongs.append((table.c.area if "area" in table.c else table.c.id).in_(areas))
    return or_(*belongs)


def narrowed(table: Table, reach: Reach | None) -> list[Any]:
    """The conditions for rows of a layer in reach, for `where`: none where everything is (None)."""
    return [] if reach is None else [within(table, reach)]
