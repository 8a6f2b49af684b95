"""Two days compared: which firms came, left, moved, were renamed or are told of otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from signage.domain.audience import columns_for
from signage.domain.layers import TENANT
from signage.domain.names import fold_text, sort_key
from signage.domain.validity import today
from signage.errors import InvalidInput, Said
from signage.services.notices.telling import is_elsewhere, place_of
from signage.services.past.winding import end_of, firms_known, on_day, origins
from signage.services.rights import Rights
from signage.store import Store

Row = dict[str, Any]
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
    """Firms by name. One that moved and was renamed stands in both lists."""

    earlier: date
    later: date
    arrived: tuple[Row, ...]
    left: tuple[Row, ...]
    moved: tuple[Pair, ...]
    renamed: tuple[Pair, ...]
    changed: tuple[Pair, ...]
    same: int


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
    with store.engine_read() as connection:
        days: list[dict[int, Row]] = []
        for day in (earlier, later):
            is_past = as_known_then and day < today()
            rows = on_day(firms_known(connection, end_of(day) if is_past else None), day)
            reached = {
                key: row for key, row in rows.items() if rights.cover(row["municipality"], row["area"])
            }
            days.append(reached)
        firsts = origins(connection, {*days[0], *days[1]})
    before, after = ({firsts[row_id]: row for row_id, row in rows.items()} for rows in days)
    scope = _Scope(area, municipality)
    return _compared(earlier, later, before, after, scope)


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
