"""What lies in an area and moves with it: tenants, signs, roads, backdrop; their numbers on the plan."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from signage.domain.layers import LAYERS, TENANT
from signage.domain.validity import today
from signage.errors import NotFound, Said
from signage.services import rules
from signage.services.rights import Rights
from signage.store.changes import ChangeSet
from signage.store.schema import LAYER_TABLES

Row = dict[str, Any]
LAYERS_INSIDE = ("tenant", "sign", "road", "backdrop")
PLACED = ("tenant", "sign")  # what people look for, and what is told row by row
_HIGHEST = int(TENANT.field("number").highest or 9999)


@dataclass(frozen=True, kw_only=True)
class Inmate:
    """A row that lies in an area today or will."""

    layer: str
    row: Row

    @property
    def name(self) -> str:
        """What people call it."""
        return str(self.row.get("name") or self.row.get("number") or "")


@dataclass(frozen=True, kw_only=True)
class Move:
    """A row that changes its area; `new_number` differs from `number` where another firm has that already.

    Numbers are those on the plan, of tenants only.
    """

    layer: str
    row: int
    name: str
    from_area: int
    number: int | None = None
    new_number: int | None = None

    @property
    def is_renumbered(self) -> bool:
        return self.number != self.new_number


def inmates_of(change: ChangeSet, areas: Sequence[int]) -> list[Inmate]:
    """The rows of these areas, locked, by layer, then in the order of the areas, then by id.

    Rows that have ended stay where they were: they are history.
    """
    order = {area: at for at, area in enumerate(areas)}
    found = []
    for layer in LAYERS_INSIDE:
        table = LAYER_TABLES[layer]
        query = select(table).where(
            table.c.area.in_(areas),
            table.c.withdrawn_by.is_(None),
            or_(table.c.valid_to.is_(None), table.c.valid_to > today()),
        )
        rows = change.connection.execute(query.order_by(table.c.id).with_for_update())
        inside = [Inmate(layer=layer, row=dict(row._mapping)) for row in rows]
        found += sorted(inside, key=lambda one: order[one.row["area"]])
    return found


def moves_of(inmates: Iterable[Inmate], taken: Iterable[int]) -> tuple[Move, ...]:
    """The moves of rows into an area whose plan has the numbers `taken`.

    A firm keeps its number unless that is taken; then it gets the next one that no firm of these ever had.
    """
    inmates = list(inmates)
    tenants = [one.row for one in inmates if one.layer == "tenant"]
    numbers = _numbers(tenants, set(taken))
    return tuple(
        Move(
            layer=one.layer,
            row=one.row["id"],
            name=one.name,
            from_area=one.row["area"],
            number=one.row["number"] if one.layer == "tenant" else None,
            new_number=numbers[one.row["id"]] if one.layer == "tenant" else None,
        )
        for one in inmates
    )


def _numbers(tenants: Sequence[Row], taken: set[int]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    clashing = []
    for row in tenants:
        if row["number"] in taken:
            clashing.append(row["id"])
        else:
            found[row["id"]] = row["number"]
            taken |= {row["number"]} - {None}
    free = _free(taken)
    return found | {row_id: next(free) for row_id in clashing}


def _free(taken: set[int]) -> Iterator[int]:
    """Numbers above all that are taken; then, should there be no more of them, the gaps from below."""
    above = range(max(taken, default=0) + 1, _HIGHEST + 1)
    yield from above
    yield from (number for number in range(1, _HIGHEST + 1) if number not in taken and number not in above)


def taken_numbers(change: ChangeSet, area: int) -> set[int]:
    """Every number that a firm of the area has or had: one on a printed board is not given again."""
    table = LAYER_TABLES["tenant"]
    query = select(table.c.number).where(
        table.c.area == area, table.c.withdrawn_by.is_(None), table.c.number.is_not(None)
    )
    return {int(number) for number in change.connection.execute(query).scalars()}


def require_reach(change: ChangeSet, inmates: Iterable[Inmate], rights: Rights) -> None:
    """Raise NotFound when rows out of reach would have to move along."""
    if rights.everywhere:
        return
    for one in inmates:
        if not rights.cover(*rules.place_of(change.connection, one.layer, one.row)):
            german, plural = LAYERS[one.layer].german, LAYERS[one.layer].plural
            raise NotFound(
                Said(
                    f"Ihre Rechte reichen nicht bis zu allem, was dabei umzöge ({german}). "
                    "Das ändert, wer Rechte für alle Gemeinden hat.",
                    f"Your rights do not reach all that would move along ({plural}); this is for who has "
                    "rights for all municipalities.",
                )
            )


def move_all(change: ChangeSet, moves: Iterable[Move], area: int) -> None:
    """Let the rows belong to `area` from now on, under their new numbers."""
    for move in moves:
        values: Row = {"area": area}
        if move.is_renumbered:
            values["number"] = move.new_number
        change.update(move.layer, move.row, values)
