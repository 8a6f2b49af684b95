"""How often signs are scanned, for the staff of a municipality: by sign, by day, by language.

Counted are code, day and language, nothing else. A figure below `LEAST` is withheld; where the withheld ones
of a table together are fewer than that, the smallest shown one is withheld as well, so that nobody finds them
by taking the shown ones from the total.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import func, select

from signage.formats.csv_files import csv_bytes
from signage.guidance.utm import to_degrees
from signage.services.scan_counts import LEAST
from signage.store import Store
from signage.store.schema import LAYER_TABLES, scan_count
from signage.store.types import coordinate_runs

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class ScannedSign:
    """A sign with its scans in the time asked for: None where there are too few to be told.

    `days` are those on which there were enough; latitude and longitude in degrees (EPSG:4326).
    """

    code: str
    number: str
    area: str
    latitude: float | None
    longitude: float | None
    scans: int | None
    days: Mapping[date, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Scans of all signs together and one by one, the most scanned first."""

    total: int | None
    by_day: Mapping[date, int | None]
    by_language: Mapping[str, int | None]
    signs: tuple[ScannedSign, ...]


def scan_statistics(
    store: Store,
    *,
    since: date,
    until: date,
    municipalities: Collection[str] | None = None,
    area: int | None = None,
) -> Statistics:
    """Scans from `since` to `until` (both included) of the signs of these municipalities (AGS; None: all), or
    of an area among them. A sign without a scan is listed with 0.
    """
    signs = _signs(store, municipalities, area)
    by_sign: dict[str, Counter[date]] = {code: Counter() for code in signs}
    by_day: Counter[date] = Counter()
    by_language: Counter[str] = Counter()
    for code, day, language, scans in _counted(store, since, until):
        if code in by_sign:
            by_sign[code][day] += scans
            by_day[day] += scans
            by_language[language] += scans
    totals = withheld({code: days.total() for code, days in by_sign.items()})
    listed = [_shown(signs[code], totals[code], by_sign[code]) for code in signs]
    return Statistics(
        total=_told(by_day.total()),
        by_day=dict(sorted(withheld(by_day).items())),
        by_language=dict(sorted(withheld(by_language).items())),
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
    """The counts, None for those that are not told; 0 is told, for nobody is in it."""
    shown: dict[K, int | None] = {key: _told(count) for key, count in counts.items()}
    hidden = sum(count for key, count in counts.items() if shown[key] is None)
    left = sorted((count, str(key), key) for key, count in counts.items() if shown[key])
    while 0 < hidden < LEAST and left:
        count, _, key = left.pop(0)
        shown[key] = None
        hidden += count
    return shown


def _told(count: int) -> int | None:
    return count if count == 0 or count >= LEAST else None


def _shown(sign: Mapping[str, Any], scans: int | None, days: Mapping[date, int]) -> ScannedSign:
    place = next(coordinate_runs(sign["geometry"]), None) if sign["geometry"] else None
    degrees = to_degrees(*place) if place else None
    told = withheld(days) if scans else {}
    return ScannedSign(
        code=sign["code"],
        number=sign["number"] or "",
        area=sign["area_name"] or "",
        latitude=round(degrees.latitude, 6) if degrees else None,
        longitude=round(degrees.longitude, 6) if degrees else None,
        scans=scans,
        days={day: count for day, count in sorted(told.items()) if count},
    )


def _counted(store: Store, since: date, until: date) -> list[tuple[str, date, str, int]]:
    columns = scan_count.c
    query = select(columns.code, columns.day, columns.language, columns.scans)
    with store.engine_read() as connection:
        found = connection.execute(query.where(columns.day.between(since, until)).order_by(columns.day))
        return [(code, day, language, int(scans)) for code, day, language, scans in found]


def _signs(
    store: Store, municipalities: Collection[str] | None, area: int | None
) -> dict[str, Mapping[str, Any]]:
    sign, areas = LAYER_TABLES["sign"], LAYER_TABLES["area"]
    town = func.coalesce(areas.c.municipality, sign.c.municipality)
    query = (
        select(sign.c.code, sign.c.number, sign.c.geometry, areas.c.name.label("area_name"))
        .outerjoin(areas, areas.c.id == sign.c.area)
        .where(sign.c.code.is_not(None), sign.c.withdrawn_by.is_(None))
    )
    if municipalities is not None:
        query = query.where(town.in_(municipalities))
    if area is not None:
        query = query.where(sign.c.area == area)
    with store.engine_read() as connection:
        return {
            row.code: {str(name): value for name, value in row._mapping.items()}
            for row in connection.execute(query.order_by(sign.c.id))
        }
