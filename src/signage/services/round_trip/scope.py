"""Which rows a workbook is about, and which of them somebody may see at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from signage.domain.keys import find_area, read_ags
from signage.errors import NotFound, Said
from signage.services.rights import Rights
from signage.store import Store

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """A municipality (AGS) or an area (id); neither: everything within the rights."""

    municipality: str | None = None
    area: int | None = None


@dataclass(frozen=True)
class Ground:
    """What a comparison stands on: the areas and municipalities within somebody's rights."""

    areas: Mapping[int, Row]
    towns: Mapping[str, str]
    rights: Rights

    def municipality_of(self, row: Mapping[str, Any]) -> str | None:
        """The municipality of a firm: its own, else its area's."""
        if row.get("municipality"):
            return str(row["municipality"])
        area = self.areas.get(row.get("area") or 0)
        return None if area is None else area["municipality"]

    def reaches(self, row: Mapping[str, Any]) -> bool:
        """Whether a firm is within the rights."""
        return self.rights.cover(self.municipality_of(row), row.get("area"))


def load_ground(store: Store, rights: Rights) -> Ground:
    """The areas and municipalities that count today, within the rights."""
    areas = [row for row in store.read("area") if rights.cover(row["municipality"], row["id"])]
    towns = [row for row in store.read("municipality") if rights.cover(row["ags"])]
    return Ground({row["id"]: row for row in areas}, {row["ags"]: row["name"] for row in towns}, rights)


def read_scope(ground: Ground, *, municipality: str = "", area: str | int = "") -> Scope:
    """What somebody asks for by AGS or name, and by an area's id, short key or name.

    Raises NotFound for what is not there or not within the rights, in the same words.
    """
    if area != "":
        rows = [(row["id"], row["number"], row["name"]) for row in ground.areas.values()]
        if isinstance(area, str) and area.isascii() and area.isdecimal() and int(area) in ground.areas:
            area = int(area)
        number = find_area(rows, area)
        return Scope(ground.areas[number]["municipality"], number)
    if municipality == "":
        mine = sorted(ground.towns)
        return Scope(mine[0]) if len(mine) == 1 and not ground.rights.everywhere else Scope()
    key = read_ags(municipality)
    found = [
        ags for ags, name in ground.towns.items() if ags == key or name.casefold() == municipality.casefold()
    ]
    if len(found) != 1:
        raise NotFound(
            Said(
                f"Eine Gemeinde {municipality[:60]!r} gibt es nicht.",
                f"There is no municipality {municipality[:60]!r}.",
            )
        )
    return Scope(found[0])


def firms_within(store: Store, ground: Ground, scope: Scope, day: date) -> list[Row]:
    """The firms that count on `day` or later, by area and name."""
    from signage.domain.names import sort_key

    rows = [
        row
        for row in store.read("tenant", area=scope.area)
        if ground.reaches(row)
        and (row["valid_to"] is None or row["valid_to"] > day)
        and (scope.municipality is None or ground.municipality_of(row) == scope.municipality)
    ]
    names = {key: str(area["name"] or "") for key, area in ground.areas.items()}
    return sorted(
        rows,
        key=lambda row: (sort_key(names.get(row["area"], "")), sort_key(row["name"] or ""), row["id"]),
    )


def areas_in(ground: Ground, scope: Scope) -> Sequence[Row]:
    """The areas that a firm of this scope can lie in, by name."""
    from signage.domain.names import sort_key

    rows = [
        row
        for row in ground.areas.values()
        if scope.municipality is None or row["municipality"] == scope.municipality
    ]
    return sorted(rows, key=lambda row: (sort_key(row["name"] or ""), row["id"]))


def title_of(ground: Ground, scope: Scope) -> str:
    """What the scope is called; empty for everything."""
    if scope.area is not None:
        return str(ground.areas[scope.area]["name"])
    return ground.towns.get(scope.municipality or "", "")
