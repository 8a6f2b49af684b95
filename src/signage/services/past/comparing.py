"""Two days compared: which firms came, left, moved, were renamed or are told of otherwise."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, or_, select

from signage.domain.audience import columns_for
from signage.domain.layers import TENANT
from signage.domain.names import fold_text, sort_key
from signage.domain.validity import end_of, today
from signage.errors import InvalidInput, Said
from signage.services.lineage import kin_of, origins
from signage.services.notices.naming import TENANTS
from signage.services.notices.telling import is_elsewhere, place_of
from signage.services.past.winding import changed_since, firms_known, on_day
from signage.services.rights import Rights
from signage.services.tenants.listed import follow_listed, is_true
from signage.store import Store
from signage.store.base import valid_on
from signage.store.firm_tables import firm_listed
from signage.store.parts import parts
from signage.store.reach import Reach, narrowed, within
from signage.store.schema import LAYER_TABLES

Row = dict[str, Any]
_AREA = LAYER_TABLES["area"]
_ADDRESS = ("area", "municipality", "street", "house_number", "postcode", "place")
_NAMES = ("name",)
# What says nothing about the firm itself.
_BESIDE = frozenset({"valid_from", "valid_to", "source", "source_name", "source_id", "version", "changed_at",
                     "withdrawn_by", "confirmed_on", "number", "square", "is_person"})  # fmt: skip
_FACTS = tuple(
    name for name in TENANT.columns
    if name in columns_for("tenant", "public") and name not in {*_BESIDE, *_ADDRESS, *_NAMES}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """A firm on both days; `fields` are those that differ."""

    before: Row
    after: Row
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Firms by name. One that moved and was renamed stands in both lists. `areas` are the names of those that
    are mentioned.
    """

    earlier: date
    later: date
    arrived: tuple[Row, ...]
    left: tuple[Row, ...]
    moved: tuple[Pair, ...]
    renamed: tuple[Pair, ...]
    changed: tuple[Pair, ...]
    same: int
    areas: Mapping[int, str] = field(default_factory=dict)


def compare_days(
    store: Store,
    earlier: date,
    later: date,
    *,
    rights: Rights,
    area: int | None = None,
    municipality: str | None = None,
    as_known_then: bool = True,
) -> Comparison:
    """What is otherwise on the later day, for an area or a municipality or all within the rights' reach.

    `as_known_then`: of a past day what was known at its end; otherwise both days are looked at with what is
    known now. A firm that came from or went to somewhere else in reach has moved. Raises InvalidInput when
    the days are the wrong way round.
    """
    if later < earlier:
        raise InvalidInput(_TURNED, {"later": _TURNED})
    scope, is_listed = _Scope(area, municipality), follow_listed(store)
    with store.engine_read() as connection:
        firms = _LISTED if is_listed and is_true(connection) else _STORED
        moments = [end_of(day) if as_known_then and day < today() else None for day in (earlier, later)]
        among = _perhaps_other(connection, firms, earlier, later, moments)
        known = [
            on_day(firms_known(connection, moment, among), day)
            for day, moment in zip((earlier, later), moments, strict=True)
        ]
        areas = _areas(connection, [row for found in known for row in found.values()])
        days = [_covered(found, areas, rights) for found in known]
        firsts = origins(connection, {*days[0], *days[1]})
        there = _there(firms, later, rights, scope)
        rest = _count(connection, firms, there) - _count_among(connection, firms, there, among)
    before, after = ({firsts[row_id]: row for row_id, row in rows.items()} for rows in days)
    compared = _compared(earlier, later, before, after, scope)
    names = {key: name for key, (name, _) in areas.items()}
    return replace(compared, same=compared.same + rest, areas=names)


def _covered(
    found: Mapping[int, Row], areas: Mapping[int, tuple[str, str | None]], rights: Rights
) -> dict[int, Row]:
    """The firms within the rights' reach; one without a municipality counts to that of its area."""
    towns = {key: town for key, (_, town) in areas.items()}
    rows = {key: _with_town(row, towns) for key, row in found.items()}
    return {key: row for key, row in rows.items() if rights.cover(row["municipality"], row["area"])}


def _areas(connection: Connection, rows: Sequence[Row]) -> dict[int, tuple[str, str | None]]:
    """Name and municipality of the areas that firms are in."""
    found: dict[int, tuple[str, str | None]] = {}
    for part in parts(sorted({row["area"] for row in rows} - {None})):
        query = select(_AREA.c.id, _AREA.c.name, _AREA.c.municipality).where(_AREA.c.id.in_(part))
        found |= {key: (name, town) for key, name, town in connection.execute(query)}
    return found


def _with_town(row: Row, towns: Mapping[int, str | None]) -> Row:
    """A firm that names no municipality is its area's."""
    return row if row["municipality"] else row | {"municipality": towns.get(row["area"])}


def _perhaps_other(
    connection: Connection, firms: "_Firms", earlier: date, later: date, moments: Sequence[datetime | None]
) -> set[int]:
    """The firms that may be others on the later day: those that came or left in between, or of which the
    history tells something since, and the firms that they were or went on as. All others are the same.
    """
    found: set[int] = set()
    for moment in moments:
        if moment is not None:
            found |= changed_since(connection, moment)
    columns = firms.table.c.valid_from, firms.table.c.valid_to
    turns = or_(*(column.between(earlier, later) for column in columns))
    found |= set(connection.execute(select(firms.id).where(turns)).scalars())
    return found | kin_of(connection, found)


def _count(connection: Connection, firms: "_Firms", conditions: Sequence[Any]) -> int:
    query = select(func.count()).select_from(firms.table).where(*conditions)
    return int(connection.execute(query).scalar_one())


def _count_among(
    connection: Connection, firms: "_Firms", conditions: Sequence[Any], among: Collection[int]
) -> int:
    some = parts(sorted(among))
    return sum(_count(connection, firms, [*conditions, firms.id.in_(part)]) for part in some)


def _there(firms: "_Firms", day: date, rights: Rights, scope: "_Scope") -> list[Any]:
    """The conditions for firms of a day as they are known now, within the rights and what was asked for."""
    table = firms.table
    found = [table.c.withdrawn_by.is_(None), valid_on(table, day), *narrowed(table, rights.reach)]
    if scope.area is not None:
        found.append(table.c.area == scope.area)
    if scope.municipality is not None:
        found.append(within(table, Reach(frozenset([scope.municipality]))))
    return found


class _Firms(NamedTuple):
    """Where the days of all firms are read: in what the table of firms keeps, which is narrow, while that is
    true.
    """

    table: Table
    id: Any


_LISTED, _STORED = _Firms(firm_listed, firm_listed.c.tenant), _Firms(TENANTS, TENANTS.c.id)


_TURNED = Said("Der zweite Tag liegt vor dem ersten.", "The second day is before the first.")


@dataclass(frozen=True, slots=True)
class _Scope:
    area: int | None
    municipality: str | None

    def has(self, row: Row | None) -> bool:
        """Whether a firm belongs to what was asked for."""
        return (
            row is not None
            and self.area in (None, row["area"])
            and self.municipality in (None, row["municipality"])
        )


def _compared(
    earlier: date, later: date, before: Mapping[int, Row], after: Mapping[int, Row], scope: _Scope
) -> Comparison:
    both = [
        Pair(before[key], after[key])
        for key in before.keys() & after.keys()
        if scope.has(before[key]) or scope.has(after[key])
    ]
    moved = [_differing(pair, _ADDRESS) for pair in both if _has_moved(pair)]
    renamed = [_differing(pair, _NAMES) for pair in both if pair.before["name"] != pair.after["name"]]
    changed = [one for pair in both if (one := _differing(pair, _FACTS)).fields]
    touched = {one.after["id"] for one in (*moved, *renamed, *changed)}
    return Comparison(
        earlier,
        later,
        arrived=_by_name([row for key, row in after.items() if key not in before and scope.has(row)]),
        left=_by_name([row for key, row in before.items() if key not in after and scope.has(row)]),
        moved=_pairs(moved),
        renamed=_pairs(renamed),
        changed=_pairs(changed),
        same=sum(pair.after["id"] not in touched for pair in both),
    )


def _has_moved(pair: Pair) -> bool:
    """In another area, elsewhere on the map, or at another address (however it is spelt)."""
    if is_elsewhere(place_of(pair.before), place_of(pair.after)):
        return True
    if pair.before["area"] != pair.after["area"]:
        return True
    return _address(pair.before) != _address(pair.after) and _address(pair.before) != ""


def _address(row: Row) -> str:
    return fold_text(f"{row['street'] or ''} {row['house_number'] or ''}").replace("strasse", "str")


def _differing(pair: Pair, names: tuple[str, ...]) -> Pair:
    fields = tuple(name for name in names if pair.before[name] != pair.after[name])
    return Pair(pair.before, pair.after, fields)


def _by_name(rows: list[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: (sort_key(row["name"] or ""), row["id"])))


def _pairs(pairs: list[Pair]) -> tuple[Pair, ...]:
    return tuple(sorted(pairs, key=lambda one: (sort_key(one.after["name"] or ""), one.after["id"])))
