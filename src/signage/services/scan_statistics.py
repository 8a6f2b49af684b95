"""How often signs are scanned, for the staff of a municipality: by sign, by day, by language.

Counted are code, day and language, nothing else. A figure below `LEAST` is withheld, and none looks as one to
four do: else one would see on which day there was somebody. Where the withheld ones of a list together are
some, but fewer than that, the smallest shown one is withheld as well, so that nobody finds them by taking the
shown ones from the total. Two answers can be subtracted from each other all the same: docs/statistics.md says
what holds.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Column, Select, func, or_, select

from signage.formats.csv_files import csv_bytes
from signage.guidance.utm import to_degrees
from signage.services.scan_counts import LEAST
from signage.store import Store
from signage.store.reach import Reach
from signage.store.schema import LAYER_TABLES, scan_count
from signage.store.types import coordinate_runs

K = TypeVar("K")
_AT_ONCE = 1000
_SIGN, _AREA = LAYER_TABLES["sign"], LAYER_TABLES["area"]
_WITH_AREA = _SIGN.outerjoin(_AREA, _AREA.c.id == _SIGN.c.area)


class _Sign(NamedTuple):
    code: str
    number: str | None
    geometry: bytes | None
    area_name: str | None


@dataclass(frozen=True, slots=True)
class ScannedSign:
    """A sign with its scans in the time asked for: None where they are too few to be told, or none.

    `days` are those on which there were enough; latitude and longitude in degrees (EPSG:4326), `place` in
    metres (EPSG:25832).
    """

    code: str
    number: str
    area: str
    latitude: float | None
    longitude: float | None
    scans: int | None
    days: Mapping[date, int] = field(default_factory=dict)
    place: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """Scans of all signs together and one by one, the most scanned first; days and languages are those that
    are told.
    """

    total: int | None
    by_day: Mapping[date, int]
    by_language: Mapping[str, int]
    signs: tuple[ScannedSign, ...]


def scan_statistics(
    store: Store,
    *,
    since: date,
    until: date,
    reach: Reach | None = None,
    area: int | None = None,
) -> Statistics:
    """Scans from `since` to `until` (both included) of the signs in `reach` (None: all), or of an area among
    them. A sign that was not scanned is listed too.
    """
    own = _own(reach, area)
    signs = _signs(store, own)
    totals, days_told = dict.fromkeys(signs, 0), dict[str, dict[date, int]]()
    for code, days in _days_of_signs(store, own, since, until):
        totals[code] = sum(days.values())
        days_told[code] = told(days)
    shown = withheld(totals)
    listed = [_shown(signs[code], shown[code], days_told.get(code, {})) for code in signs]
    by_language = _summed(store, own, scan_count.c.language, since, until)
    return Statistics(
        total=_told(sum(by_language.values())),
        by_day=told(_summed(store, own, scan_count.c.day, since, until)),
        by_language=told(by_language),
        signs=tuple(sorted(listed, key=lambda sign: (-(sign.scans or 0), sign.area, sign.number, sign.code))),
    )


def as_table(found: Statistics) -> bytes:
    """CSV: a row for each sign and day that are told, and one for the sign's whole time."""
    return csv_bytes(("code", "number", "area", "day", "scans"), _table_rows(found.signs))


def _table_rows(signs: Iterable[ScannedSign]) -> Iterator[Sequence[Any]]:
    for sign in signs:
        named = (sign.code, sign.number, sign.area)
        yield (*named, None, f"<{LEAST}" if sign.scans is None else sign.scans)
        yield from ((*named, day, scans) for day, scans in sign.days.items())


def withheld(counts: Mapping[K, int]) -> dict[K, int | None]:
    """The counts, None for those that are not told."""
    shown: dict[K, int | None] = {key: _told(count) for key, count in counts.items()}
    hidden = sum(count for key, count in counts.items() if shown[key] is None)
    left = sorted((count, str(key), key) for key, count in counts.items() if shown[key])
    while 0 < hidden < LEAST and left:
        count, _, key = left.pop(0)
        shown[key] = None
        hidden += count
    return shown


def told(counts: Mapping[K, int]) -> dict[K, int]:
    """The counts that are told, and nothing of the others."""
    return {key: count for key, count in withheld(counts).items() if count is not None}


def _told(count: int) -> int | None:
    return count if count >= LEAST else None


def _shown(sign: _Sign, scans: int | None, days: Mapping[date, int]) -> ScannedSign:
    place = next(coordinate_runs(sign.geometry), None) if sign.geometry else None
    degrees = to_degrees(*place) if place else None
    return ScannedSign(
        code=sign.code,
        number=sign.number or "",
        area=sign.area_name or "",
        latitude=round(degrees.latitude, 6) if degrees else None,
        longitude=round(degrees.longitude, 6) if degrees else None,
        scans=scans,
        days=days if scans else {},
        place=(place[0], place[1]) if place else None,
    )


def _own(reach: Reach | None, area: int | None) -> list[Any]:
    """The conditions for the signs that are asked for."""
    town = func.coalesce(_AREA.c.municipality, _SIGN.c.municipality)
    conditions: list[Any] = [_SIGN.c.code.is_not(None), _SIGN.c.withdrawn_by.is_(None)]
    if reach is not None:
        conditions.append(or_(town.in_(reach.municipalities), _SIGN.c.area.in_(reach.areas)))
    if area is not None:
        conditions.append(_SIGN.c.area == area)
    return conditions


def _signs(store: Store, own: Sequence[Any]) -> dict[str, _Sign]:
    names = (_SIGN.c.code, _SIGN.c.number, _SIGN.c.geometry, _AREA.c.name)
    query = select(*names).select_from(_WITH_AREA).where(*own).order_by(_SIGN.c.id)
    with store.engine_read() as connection:
        return {row[0]: _Sign(*row) for row in connection.execute(query)}


def _days_of_signs(
    store: Store, own: Sequence[Any], since: date, until: date
) -> Iterator[tuple[str, dict[date, int]]]:
    """The days of each sign that was scanned, one sign at a time: all at once would be millions."""
    columns = scan_count.c
    query = _scans(own, since, until, columns.code, columns.day).order_by(columns.code, columns.day)
    with store.engine_read() as connection:
        found = connection.execution_options(yield_per=_AT_ONCE).execute(query)
        for code, rows in groupby(found, key=itemgetter(0)):
            yield code, {day: int(scans) for _, day, scans in rows}


def _summed(store: Store, own: Sequence[Any], by: Column[K], since: date, until: date) -> dict[K, int]:
    with store.engine_read() as connection:
        found = connection.execute(_scans(own, since, until, by).order_by(by))
        return {key: int(scans) for key, scans in found}


def _scans(own: Sequence[Any], since: date, until: date, *by: Column[Any]) -> Select[Any]:
    """The sum of scans of the own signs by these columns."""
    joined = _WITH_AREA.join(scan_count, scan_count.c.code == _SIGN.c.code)
    query = select(*by, func.sum(scan_count.c.scans)).select_from(joined)
    return query.where(*own, scan_count.c.day.between(since, until)).group_by(*by)
