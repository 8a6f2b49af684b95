"""All municipalities at a glance: how fresh their lists are, what is reported, what is scanned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from signage.domain.validity import today
from signage.services.quality.scores import TownSums, firms_reported, town_sums
from signage.services.rights import Rights
from signage.services.scan_statistics import withheld
from signage.services.standing import Standing, standing
from signage.services.standing.firms import TOWN
from signage.services.standing.measures import MEASURES
from signage.store import Store
from signage.store.base import valid_on
from signage.store.parts import parts
from signage.store.schema import LAYER_TABLES, report, scan_count

DAYS = 30  # of scans
_SIGN, _AREA = LAYER_TABLES["sign"], LAYER_TABLES["area"]


@dataclass(frozen=True, slots=True)
class TownState:
    """A municipality: its firms and how many are up to date, since when something is due, open reports,
    scans of 30 days (None: too few to tell), score (None without firms).
    """

    ags: str
    name: str
    areas: int
    firms: int
    current: int
    due_on: date | None
    reports: int
    scans: int | None
    score: float | None

    @property
    def freshness(self) -> float | None:
        """The part of the firms that is up to date, in percent."""
        return round(100 * self.current / self.firms, 1) if self.firms else None


def region(
    store: Store, rights: Rights, *, on: date | None = None, known: Standing | None = None
) -> list[TownState]:
    """Every municipality of today within reach, by name; `known` are the figures of the day, where somebody
    has asked for them already.
    """
    day = on or today()
    sums = town_sums(store, known or standing(store, rights, on=day))
    reported = firms_reported(store, day)
    query = select(TOWN.c.ags, TOWN.c.name).where(TOWN.c.withdrawn_by.is_(None), valid_on(TOWN, day))
    if rights.municipalities is not None:
        query = query.where(TOWN.c.ags.in_(sorted(rights.municipalities)))
    with store.engine_read() as connection:
        towns = connection.execute(query.order_by(TOWN.c.name, TOWN.c.ags)).all()
        reports = _open_reports(connection)
        scans = _scans(connection, day)
    told = withheld({town.ags: scans.get(town.ags, 0) for town in towns})
    return [
        _state(town, sums.get(town.ags), reports.get(town.ags, 0), told[town.ags], reported.get(town.ags, 0))
        for town in towns
    ]


def outlines_of(store: Store, towns: Sequence[str], *, on: date | None = None) -> dict[str, bytes]:
    """WKB of the municipalities (AGS) that have an outline, as of a day."""
    query = select(TOWN.c.ags, TOWN.c.geometry).where(
        TOWN.c.withdrawn_by.is_(None), valid_on(TOWN, on or today())
    )
    query = query.where(TOWN.c.geometry.is_not(None))
    with store.engine_read() as connection:
        return {
            ags: outline
            for part in parts(sorted(towns))
            for ags, outline in connection.execute(query.where(TOWN.c.ags.in_(part)))
        }


def _state(town: Any, sums: TownSums | None, reports: int, scans: int | None, reported: int) -> TownState:
    if sums is None:
        return TownState(town.ags, town.name, 0, 0, 0, None, reports, scans, None)
    points = sums.points - reported * MEASURES["unreported"].weight
    return TownState(
        ags=town.ags,
        name=town.name,
        areas=sums.areas,
        firms=sums.firms,
        current=sums.firms - sums.due,
        due_on=sums.due_from,
        reports=reports,
        scans=scans,
        score=round(points / sums.firms, 1),
    )


def _open_reports(connection: Any) -> Mapping[str | None, int]:
    query = select(report.c.municipality, func.count()).where(report.c.state == "open")
    return dict(connection.execute(query.group_by(report.c.municipality)).all())


def _scans(connection: Any, on: date) -> Mapping[str | None, int]:
    """By the municipality in charge of the sign's area, as the statistics count them."""
    town = func.coalesce(_AREA.c.municipality, _SIGN.c.municipality)
    joined = _SIGN.outerjoin(_AREA, _AREA.c.id == _SIGN.c.area)
    joined = joined.join(scan_count, scan_count.c.code == _SIGN.c.code)
    query = select(town, func.sum(scan_count.c.scans)).select_from(joined)
    query = query.where(
        scan_count.c.day.between(on - timedelta(days=DAYS), on), _SIGN.c.withdrawn_by.is_(None)
    )
    return {ags: int(scans) for ags, scans in connection.execute(query.group_by(town))}
