"""The figures of areas, counted by the store from the firms themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import ColumnElement, Connection, Subquery, case, func, or_, select

from signage.domain.cycles import due_on
from signage.domain.validity import at_the_signs
from signage.services.standing.firms import AREA, FIRMS, MONTHS, OWNER, TENANT, counts
from signage.services.standing.measures import MEASURES

KEPT = {key: measure for key, measure in MEASURES.items() if not measure.live}
_Key = tuple[int | None, str | None]  # area, owner
_NOBODY_IS_NONE = func.nullif(OWNER, "")
_LIVE = sum(measure.weight for measure in MEASURES.values() if measure.live)


@dataclass(frozen=True, slots=True)
class Place:
    """The firms that a municipality (AGS; None: none) has in an area (None: in none), in figures.

    `oldest` is the oldest confirmation; from `due_from` on a firm is due, one that `never` had a confirmation
    since it was entered; `held` is how many firms have what a measure asks for. `worst` is the firm with the
    lowest score, reports left aside. From the day `until` on the figures may be others though nobody changes
    anything.
    """

    area: int | None
    owner: str | None
    months: int
    firms: int
    due: int
    never: int
    oldest: date | None
    due_from: date
    held: Mapping[str, int]
    worst: int | None = None
    worst_score: int = 100
    worst_confirmed: date | None = None
    until: date | None = None

    @property
    def points(self) -> int:
        """The sum of the firms' scores, reports left aside."""
        return points_of(self.firms, self.held)

    @property
    def worst_key(self) -> tuple[Any, ...]:
        """By which the worst firms stand in order."""
        return worst_order(self.worst_score, self.worst_confirmed, self.worst or 0)


def points_of(firms: int, held: Mapping[str, int]) -> int:
    """What so many firms have together, of which so many have what each kept measure asks for."""
    return firms * _LIVE + sum(KEPT[key].weight * number for key, number in held.items())


def worst_order(score: int, confirmed_on: date | None, firm: int) -> tuple[Any, ...]:
    """The lowest score first; among equals those never confirmed, then those confirmed longest ago."""
    return score, confirmed_on is not None, confirmed_on or date.min, firm


def count_places(connection: Connection, on: date, among: Any) -> list[Place]:
    """The places of the firms that are `among` (a condition for whole areas) and in the lists on a day;
    `until` knows of confirmations only, see `next_turns`.
    """
    worst, found = _worst(connection, on, among), []
    for row in connection.execute(_sums(connection, on, among)):
        area, owner, months, firms, never, oldest, came_at, fresh, *numbers = row
        days = [due_on(oldest, months)] if oldest else []
        days += [at_the_signs(came_at).date()] if came_at else []
        held = {key: int(number) for key, number in zip(KEPT, numbers, strict=True)}
        known = (
            area,
            owner,
            months,
            firms,
            firms - held["confirmed"],
            never,
            oldest,
            min(days, default=date.max),
            held,
        )
        # A database may have taken the first firm of a place since its worst ones were asked for: then its
        # area's revision is another one too, and the next look counts anew.
        lowest = worst.get((area, owner), (None, 100, None))
        found.append(Place(*known, *lowest, due_on(fresh, months) if fresh else None))  # type: ignore[call-arg]
    return found


def judged(connection: Connection, on: date, among: Any) -> Subquery:
    """Every firm `among` these and of the day, with 1 or 0 for each measure."""
    held = [case((measure.holds(connection, on), 1), else_=0).label(key) for key, measure in MEASURES.items()]
    own: list[ColumnElement[Any]] = [TENANT.c.id, TENANT.c.name, TENANT.c.area, TENANT.c.confirmed_on]
    own += [AREA.c.name.label("area_name"), _NOBODY_IS_NONE.label("owner")]
    return select(*own, *held).select_from(FIRMS).where(counts(on), among).subquery()


def score_of(firms: Subquery) -> ColumnElement[int]:
    """The score of each of the firms that were judged."""
    return reduce(add, (firms.c[key] * measure.weight for key, measure in MEASURES.items()))


def in_worst_order(firms: Subquery, score: Any) -> tuple[Any, ...]:
    """`worst_order` in SQL."""
    once = case((firms.c.confirmed_on.is_(None), 0), else_=1)
    return score, once, firms.c.confirmed_on, firms.c.id


def _held(connection: Connection, on: date, among: Any) -> Subquery:
    """As `judged`, with the kept measures only."""
    own: list[Any] = [TENANT.c.id, TENANT.c.area, _NOBODY_IS_NONE.label("owner"), MONTHS.label("months")]
    own += [TENANT.c.confirmed_on, TENANT.c.changed_at]
    held = [case((measure.holds(connection, on), 1), else_=0).label(key) for key, measure in KEPT.items()]
    return select(*own, *held).select_from(FIRMS).where(counts(on), among).subquery()


def _sums(connection: Connection, on: date, among: Any) -> Any:
    firm = _held(connection, on, among).c
    came = case((firm.confirmed_on.is_(None), firm.changed_at))
    place = (firm.area, firm.owner, firm.months)
    return select(
        *place,
        func.count(),
        func.count(came),
        func.min(firm.confirmed_on),
        func.min(came, type_=TENANT.c.changed_at.type),
        func.min(case((firm.confirmed == 1, firm.confirmed_on)), type_=TENANT.c.confirmed_on.type),
        *(func.sum(firm[key]) for key in KEPT),
    ).group_by(*place)


def _worst(connection: Connection, on: date, among: Any) -> dict[_Key, tuple[Any, ...]]:
    firms = _held(connection, on, among)
    score = reduce(add, (firms.c[key] * measure.weight for key, measure in KEPT.items())) + _LIVE
    order = in_worst_order(firms, score)
    place = func.row_number().over(partition_by=[firms.c.area, firms.c.owner], order_by=order)
    columns = (firms.c.area, firms.c.owner, firms.c.id, score.label("score"), firms.c.confirmed_on)
    ranked = select(*columns, place.label("place")).subquery()
    rows = connection.execute(select(ranked).where(ranked.c.place == 1))
    return {(row.area, row.owner): (row.id, int(row.score), row.confirmed_on) for row in rows}


def next_turns(connection: Connection, on: date, areas: Sequence[int]) -> dict[int, date]:
    """For those of the areas in which a firm comes or leaves later, or that begin or end then: the first such
    day.
    """
    found: dict[int, date] = {}
    for table, key in ((TENANT, TENANT.c.area), (AREA, AREA.c.id)):
        later = or_(table.c.valid_from > on, table.c.valid_to > on)
        query = select(key, table.c.valid_from, table.c.valid_to).where(key.in_(areas), later)
        for area, *days in connection.execute(query.where(table.c.withdrawn_by.is_(None))):
            to_come = [day for day in (*days, found.get(area)) if day is not None and day > on]
            if to_come:  # what is no day in a file is greater than all days there, and read as none
                found[area] = min(to_come)
    return found
