"""`/desk/scans`: how often signs are scanned, on a chart and a map, and which fell silent."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.validity import today
from signage.languages import languages
from signage.languages.desk import word
from signage.services.rights import Rights
from signage.services.scan_counts import LEAST
from signage.services.scan_statistics import Statistics, as_table, scan_statistics
from signage.services.silence import silent_signs
from signage_api.desk.days import shown_day
from signage_api.desk.frame import desk_language, page
from signage_api.desk.rooms import Room
from signage_api.desk.scan_map import map_of
from signage_api.desk.signed_in import Me

PATH = "/desk/scans"
PERIODS = (30, 90, 365)
_HEIGHT = 120


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    api.add_api_route(PATH, _scans, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route(PATH + ".csv", _table, methods=["GET", "HEAD"], include_in_schema=False)


def _scans(request: Request, me: Me) -> Response:
    days, until, language = _period(request), today(), desk_language(request, me)
    found = _found(request, me.rights, days)
    outlines = [
        [row["geometry"] for row in request.app.state.store.read(layer, as_of=until, reach=me.rights.reach)]
        for layer in ("municipality", "area")
    ]
    values = {
        "days": days,
        "periods": PERIODS,
        "found": found,
        "bars": _bars(found, until - timedelta(days=days - 1), days),
        "height": _HEIGHT,
        "map": map_of(found.signs, *outlines),
        "areas": _areas(found),
        "languages": [(_called(code, language), scans) for code, scans in found.by_language.items()],
        "silent": silent_signs(request.app.state.store, on=until, reach=me.rights.reach),
        "day": partial(shown_day, language),
        "least": LEAST,
    }
    return page(request, "scans.html", me, values)


def _table(request: Request, me: Me) -> Response:
    found = _found(request, me.rights, _period(request))
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="scans-{today()}.csv"',
    }
    return Response(as_table(found), 200, headers, "text/csv; charset=utf-8")


def _period(request: Request) -> int:
    asked = request.query_params.get("days", "")
    return int(asked) if asked in map(str, PERIODS) else PERIODS[1]


def _found(request: Request, rights: Rights, days: int) -> Statistics:
    since = today() - timedelta(days=days - 1)
    return scan_statistics(request.app.state.store, since=since, until=today(), reach=rights.reach)


def _bars(found: Statistics, since: date, days: int) -> list[dict[str, Any]]:
    """A bar for each day that is told; one with too few scans looks as one with none."""
    highest = max(found.by_day.values(), default=1)
    every = [since + timedelta(days=n) for n in range(days)]
    tall = [round(_HEIGHT * found.by_day.get(day, 0) / highest, 1) for day in every]
    return [{"x": n, "y": _HEIGHT - high, "height": high} for n, high in enumerate(tall) if high]


def _areas(found: Statistics) -> list[tuple[str, int | None]]:
    """What is told of the signs of each area, together: at least so many; None where nothing is told."""
    sums: dict[str, int] = {}
    for sign in found.signs:
        sums[sign.area] = sums.get(sign.area, 0) + (sign.scans or 0)
    return [(area, sums[area] or None) for area in sorted(sums, key=lambda area: (-sums[area], area))]


def _called(code: str, language: str) -> str:
    """A language by its name in the reader's words; one that is not offered any more by its code."""
    key = f"scans.languages.{code}"
    return word(language, key) if code in languages() else code


ROOM = Room(name="scans", add_to=add_to, path=PATH, label="scans.title")
