"""What visitors looked for in vain, for the staff of the municipality."""

from datetime import date, timedelta

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.validity import today
from signage.services.search_misses import LEAST, MissedTerm, missed_terms
from signage_api.answers import json_answer
from signage_api.parameters import Reader, area_of, day_of
from signage_api.routes.common import Staff, store_of
from signage_api.routes.rows import PREFIX

PARAMETERS = ("area", "since", "until")
_DAYS = 90


def add_to(api: FastAPI) -> None:
    """The list of terms."""
    api.add_api_route(f"{PREFIX}/missed-searches", _list, methods=["GET", "HEAD"])


def _list(request: Request, rights: Staff) -> Response:
    reader = Reader(request, PARAMETERS)
    until: date = reader.read("until", day_of) or today()
    since: date = reader.read("since", day_of) or until - timedelta(days=_DAYS)
    area: int | None = reader.read("area", lambda text: area_of(store_of(request), until, text))
    reader.finish()
    found = missed_terms(
        store_of(request), since=since, until=until, municipalities=rights.municipalities, area=area
    )
    body = {"since": since, "until": until, "at_least": LEAST, "terms": [_shown(term) for term in found]}
    return json_answer(request, body)


def _shown(term: MissedTerm) -> dict[str, object]:
    return {"area": term.area, "term": term.term, "searches": term.misses, "last_on": term.last_on}
