"""Scores by municipality, area and firm: sums that the store makes, whatever the number of firms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import ColumnElement, Connection, Subquery, case, func, select

from signage.domain.validity import today
from signage.services.confirming.standing import AREA, FIRMS, OWNER, TENANT, counts
from signage.services.quality.measures import MEASURES
from signage.services.rights import Rights
from signage.store import Store
from signage.store.reach import narrowed

WORST = 20


@dataclass(frozen=True, slots=True)
class PlaceScore:
    """The mean score of the firms of a place; `lacking`: so many lack each measure."""

    firms: int
    score: float
    lacking: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WorstFirm:
    """A firm with its score and the measures that it lacks, the weightiest first."""

    id: int
    name: str
    area: int | None
    area_name: str
    municipality: str | None
    score: int
    lacking: tuple[str, ...]


def town_scores(store: Store, rights: Rights, *, on: date | None = None) -> dict[str | None, PlaceScore]:
    """By municipality (AGS)."""
    return _scores(store, rights, on or today(), "owner")


def area_scores(store: Store, rights: Rights, *, on: date | None = None) -> dict[int | None, PlaceScore]:
    """By area (None: firms of none)."""
    return _scores(store, rights, on or today(), "area")


def worst_firms(
    store: Store, rights: Rights, *, on: date | None = None, limit: int = WORST
) -> list[WorstFirm]:
    """The firms with the lowest scores; those confirmed longest ago first among equals."""
    with store.engine_read() as connection:
        firms = _judged(connection, rights, on or today())
        score = _score(firms)
        order = (score, firms.c.is_confirmed_once, firms.c.confirmed_on, firms.c.id)
        query = select(firms, score.label("score")).order_by(*order).limit(limit)
        return [_worst(row) for row in connection.execute(query)]


def _scores(store: Store, rights: Rights, on: date, by: str) -> dict[Any, PlaceScore]:
    with store.engine_read() as connection:
        firms = _judged(connection, rights, on)
        held = [func.sum(firms.c[key]) for key in MEASURES]
        rows = connection.execute(select(firms.c[by], func.count(), *held).group_by(firms.c[by])).all()
    return {row[0]: _place(row[1], row[2:]) for row in rows}


def _judged(connection: Connection, rights: Rights, on: date) -> Subquery:
    """Every firm of today within reach, with 1 or 0 for each measure."""
    held = [case((measure.holds(connection, on), 1), else_=0).label(key) for key, measure in MEASURES.items()]
    own: list[ColumnElement[Any]] = [TENANT.c.id, TENANT.c.name, TENANT.c.area, TENANT.c.confirmed_on]
    own += [AREA.c.name.label("area_name"), OWNER.label("owner")]
    own.append(case((TENANT.c.confirmed_on.is_(None), 0), else_=1).label("is_confirmed_once"))
    query = select(*own, *held).select_from(FIRMS).where(counts(on), *narrowed(TENANT, rights.reach))
    return query.subquery()


def _score(firms: Subquery) -> ColumnElement[int]:
    weighed = (firms.c[key] * measure.weight for key, measure in MEASURES.items())
    return reduce(add, weighed)


def _place(firms: int, held: Sequence[int]) -> PlaceScore:
    lacking = {key: firms - int(number) for key, number in zip(MEASURES, held, strict=True)}
    lost = sum(MEASURES[key].weight * number for key, number in lacking.items())
    return PlaceScore(firms, round(100 - lost / firms, 1), {key: n for key, n in lacking.items() if n})


def _worst(row: Any) -> WorstFirm:
    lacking = [key for key in MEASURES if not getattr(row, key)]
    lacking.sort(key=lambda key: -MEASURES[key].weight)
    return WorstFirm(
        row.id, row.name, row.area, row.area_name or "", row.owner, int(row.score), tuple(lacking)
    )
