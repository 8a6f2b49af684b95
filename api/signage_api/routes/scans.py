"""How often signs are scanned, and which fell silent, for the staff of the municipality."""

from datetime import date

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.validity import today
from signage.services.rights import Rights
from signage.services.scan_counts import LEAST
from signage.services.scan_statistics import ScannedSign, Statistics, as_table, scan_statistics
from signage.services.silence import silent_signs
from signage_api.answers import json_answer
from signage_api.parameters import PERIOD, Reader, area_of, period_of
from signage_api.routes.common import Staff, store_of
from signage_api.routes.rows import PREFIX

PARAMETERS = ("area", *PERIOD)
_READ = ["GET", "HEAD"]


def add_to(api: FastAPI) -> None:
    """Statistics as JSON and as a table, and the alarm."""
    api.add_api_route(f"{PREFIX}/scans", _statistics, methods=_READ)
    api.add_api_route(f"{PREFIX}/scans.csv", _table, methods=_READ)
    api.add_api_route(f"{PREFIX}/scans/silent", _silent, methods=_READ)


def _statistics(request: Request, rights: Staff) -> Response:
    since, until, found = _asked(request, rights)
    body = {
        "since": since, "until": until, "at_least": LEAST, "total": found.total,
        "days": [{"day": day, "scans": scans} for day, scans in found.by_day.items()],
        "languages": [{"language": name, "scans": scans} for name, scans in found.by_language.items()],
        "signs": [_shown(sign) for sign in found.signs],
    }  # fmt: skip
    return json_answer(request, body)


def _table(request: Request, rights: Staff) -> Response:
    since, until, found = _asked(request, rights)
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="scans-{since}-{until}.csv"',
    }
    return Response(as_table(found), 200, headers, "text/csv; charset=utf-8")


def _silent(request: Request, rights: Staff) -> Response:
    Reader(request, ()).finish()
    found = silent_signs(store_of(request), on=today(), reach=rights.reach)
    return json_answer(request, {"as_of": today(), "signs": found})


def _asked(request: Request, rights: Rights) -> tuple[date, date, Statistics]:
    reader = Reader(request, PARAMETERS)
    since, until = period_of(reader)
    area: int | None = reader.read("area", lambda text: area_of(store_of(request), until, text))
    reader.finish()
    return (
        since,
        until,
        scan_statistics(store_of(request), since=since, until=until, reach=rights.reach, area=area),
    )


def _shown(sign: ScannedSign) -> dict[str, object]:
    return {
        "code": sign.code, "number": sign.number, "area": sign.area, "latitude": sign.latitude,
        "longitude": sign.longitude, "scans": sign.scans,
        "days": [{"day": day, "scans": scans} for day, scans in sign.days.items()],
    }  # fmt: skip
