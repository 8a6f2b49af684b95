"""What visitors looked for in vain, for the staff of the municipality."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.services.scan_counts import LEAST
from signage.services.search_misses import MissedTerm, missed_terms
from signage_api.answers import json_answer
from signage_api.parameters import PERIOD, Reader, area_of, period_of
from signage_api.routes.common import Staff, store_of
from signage_api.routes.rows import PREFIX

PARAMETERS = ("area", *PERIOD)


def add_to(api: FastAPI) -> None:
    """The list of terms."""
    api.add_api_route(f"{PREFIX}/missed-searches", _list, methods=["GET", "HEAD"])


def _list(request: Request, rights: Staff) -> Response:
    reader = Reader(request, PARAMETERS)
    since, until = period_of(reader)
    area: int | None = reader.read("area", lambda text: area_of(store_of(request), until, text))
    reader.finish()
    found = missed_terms(store_of(request), since=since, until=until, reach=rights.reach, area=area)
    body = {"since": since, "until": until, "at_least": LEAST, "terms": [_shown(term) for term in found]}
    return json_answer(request, body)


def _shown(term: MissedTerm) -> dict[str, object]:
    return {"area": term.area, "term": term.term, "searches": term.misses, "last_on": term.last_on}
