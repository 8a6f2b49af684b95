"""Scores by municipality, area and firm, from the figures that are kept of all areas."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from typing import Any, NamedTuple

from sqlalchemy import case, func, or_, select

from signage.domain.validity import today
from signage.services.rights import Rights
from signage.services.standing import Place, Standing, places, standing
from signage.services.standing.counting import in_worst_order, judged, score_of
from signage.services.standing.firms import FIRMS, OWNER, TENANT, counts
from signage.services.standing.kept import kept_rows, without_area
from signage.services.standing.measures import MEASURES
from signage.store import Store
from signage.store.firm_tables import area_standing
from signage.store.schema import report

_KEPT = area_standing.c
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


class TownSums(NamedTuple):
    """The firms of a municipality: in how many areas, how many, how many of them are due, from when on one
    is, and their scores together, reports left aside.
    """

    areas: int
    firms: int
    due: int
    due_from: date
    points: int


def town_sums(store: Store, known: Standing) -> dict[str | None, TownSums]:
    """By municipality (AGS)."""
    sums = (func.count(), *(func.sum(_KEPT[name]) for name in ("firms", "due")), func.min(_KEPT.due_from))
    query = select(_KEPT.owner, *sums, func.sum(_KEPT.points)).group_by(_KEPT.owner)
    found: dict[str | None, TownSums] = {}
    for owner, areas, firms, due, due_from, points in kept_rows(store, known, query):
        found[owner or None] = TownSums(areas, int(firms), int(due), due_from, int(points))
    for one in known.others:
        own = TownSums(1, one.firms, one.due, one.due_from, one.points)
        found[one.owner] = _together(found[one.owner], own) if one.owner in found else own
    return found


def _together(one: TownSums, other: TownSums) -> TownSums:
    due_from = min(one.due_from, other.due_from)
    return TownSums(
        one.areas + other.areas,
        one.firms + other.firms,
        one.due + other.due,
        due_from,
        one.points + other.points,
    )


def town_scores(store: Store, rights: Rights, *, on: date | None = None) -> dict[str | None, PlaceScore]:
    """By municipality (AGS)."""
    return _scores(store, rights, on or today(), lambda one: one.owner)


def area_scores(store: Store, rights: Rights, *, on: date | None = None) -> dict[int | None, PlaceScore]:
    """By area (None: firms of none)."""
    return _scores(store, rights, on or today(), lambda one: one.area)


def worst_firms(
    store: Store,
    rights: Rights,
    *,
    on: date | None = None,
    limit: int = WORST,
    known: Standing | None = None,
) -> list[WorstFirm]:
    """The firms with the lowest scores; those confirmed longest ago first among equals."""
    found = known or standing(store, rights, on=on)
    day = found.day
    # So many places have the firms before all others; a report may put one elsewhere before them.
    order = (_KEPT.worst_score, case((_KEPT.worst_confirmed.is_(None), 0), else_=1), _KEPT.worst_confirmed)
    lowest = [
        row.area
        for row in kept_rows(store, found, select(_KEPT.area).order_by(*order, _KEPT.worst).limit(limit))
    ]
    others = nsmallest(limit, found.others, key=lambda one: one.worst_key)
    lowest += [one.area for one in others if one.area is not None]
    with store.engine_read() as connection:
        among: list[Any] = [TENANT.c.area.in_(sorted(set(lowest)))]
        among.append(TENANT.c.area.in_(select(TENANT.c.area).where(_is_reported())))
        if any(one.area is None or found.kept is not None for one in others):
            among.append(without_area(connection))
        firms = judged(connection, day, or_(*among))
        score = score_of(firms)
        query = select(firms, score.label("score")).order_by(*in_worst_order(firms, score)).limit(limit)
        if rights.municipalities is not None:
            towns, areas = sorted(rights.municipalities), sorted(rights.areas)
            query = query.where(or_(firms.c.owner.in_(towns), firms.c.area.in_(areas)))
        return [_worst(row) for row in connection.execute(query)]


def _scores(store: Store, rights: Rights, on: date, by: Callable[[Place], Any]) -> dict[Any, PlaceScore]:
    reported = _reported(store, on)
    firms, held = Counter[Any](), dict[Any, Counter[str]]()
    for one in places(store, rights, on=on):
        key = by(one)
        firms[key] += one.firms
        own = held.setdefault(key, Counter())
        own.update(one.held)
        own["unreported"] += one.firms - reported.get((one.area, one.owner), 0)
    return {key: _place(firms[key], [own[name] for name in MEASURES]) for key, own in held.items()}


def _is_reported() -> Any:
    open_ones = select(report.c.tenant).where(report.c.state == "open", report.c.tenant.is_not(None))
    return TENANT.c.id.in_(open_ones)


def firms_reported(store: Store, on: date) -> dict[str | None, int]:
    """How many firms of each municipality (AGS) somebody has reported something of."""
    found: Counter[str | None] = Counter()
    for (_, owner), number in _reported(store, on).items():
        found[owner] += number
    return found


def _reported(store: Store, on: date) -> dict[tuple[int | None, str | None], int]:
    """How many firms of a place somebody has reported something of."""
    owner = func.nullif(OWNER, "")
    query = select(TENANT.c.area, owner, func.count()).select_from(FIRMS).where(counts(on), _is_reported())
    with store.engine_read() as connection:
        rows = connection.execute(query.group_by(TENANT.c.area, owner)).all()
    return {(area, ags): int(number) for area, ags, number in rows}


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
