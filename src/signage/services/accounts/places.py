"""What a right may be for: the municipalities of today and their areas, by name."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select

from signage.domain.validity import today
from signage.store import Store
from signage.store.base import valid_on
from signage.store.schema import LAYER_TABLES


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality with the numbers and names of its areas."""

    ags: str
    name: str
    areas: tuple[tuple[int, str], ...]


def places(store: Store) -> list[Place]:
    """Every municipality by name, its areas by name."""
    area, town = LAYER_TABLES["area"], LAYER_TABLES["municipality"]
    areas: dict[str, list[tuple[int, str]]] = defaultdict(list)
    with store.engine_read() as connection:
        query = select(area.c.id, area.c.name, area.c.municipality)
        for row in connection.execute(query.where(area.c.withdrawn_by.is_(None), valid_on(area, today()))):
            areas[row.municipality].append((row.id, row.name or str(row.id)))
        towns = select(town.c.ags, town.c.name).where(town.c.withdrawn_by.is_(None), valid_on(town, today()))
        rows = connection.execute(towns).all()
    made = [Place(row.ags, row.name, tuple(sorted(areas[row.ags], key=lambda one: one[1]))) for row in rows]
    return sorted(made, key=lambda one: one.name)
