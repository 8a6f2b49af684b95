"""What visitors report, for the staff of the municipality in charge."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.fields import AGS, Field
from signage.domain.keys import id_in
from signage.errors import NotFound, Said
from signage.services.reports import STATES, list_reports, photo_of, settle_report
from signage.services.reports.settling import one_report
from signage.services.values import Refused, complain, read_value
from signage_api.answers import json_answer
from signage_api.bodies import required_version, unknown_members
from signage_api.parameters import Reader, number_of, one_of
from signage_api.routes.common import Sent, Staff, row_number, store_of
from signage_api.routes.rows import PREFIX

PAGE, LARGEST_PAGE = 100, 1000
PARAMETERS = ("state", "municipality", "before", "limit")
_SENT = ("state", "answer", "duplicate_of")
_ANSWER = Field(name="answer", german="Antwort", english="answer")
_HIDDEN = ("settled_by", "photo")


def add_to(api: FastAPI) -> None:
    """The list, one report, its photo, and settling it."""
    read = ["GET", "HEAD"]
    api.add_api_route(f"{PREFIX}/reports", _list, methods=read)
    api.add_api_route(f"{PREFIX}/reports/{{number}}", _one, methods=read)
    api.add_api_route(f"{PREFIX}/reports/{{number}}", _settle, methods=["PATCH"])
    api.add_api_route(f"{PREFIX}/reports/{{number}}/photo.jpg", _photo, methods=read)


def _list(request: Request, rights: Staff) -> Response:
    reader = Reader(request, PARAMETERS)
    state = reader.read("state", partial(one_of, STATES))
    municipality = reader.read("municipality", partial(read_value, AGS))
    before = reader.read("before", number_of(1, 2**31 - 1))
    limit = reader.read("limit", number_of(1, LARGEST_PAGE)) or PAGE
    reader.finish()
    found = list_reports(
        store_of(request), rights=rights, state=state, municipality=municipality, before=before, limit=limit
    )
    links = []
    if len(found) == limit:
        asked = urlencode({**request.query_params, "before": found[-1]["id"]})
        base = request.app.state.settings.public_url
        links = [{"rel": "next", "href": f"{base}{PREFIX}/reports?{asked}", "type": "application/json"}]
    return json_answer(request, {"reports": [_shown(request, row) for row in found], "links": links})


def _one(request: Request, number: str, rights: Staff) -> Response:
    return _answered(request, one_report(store_of(request), _number(number), rights))


def _settle(request: Request, number: str, rights: Staff, body: Sent) -> Response:
    problems = unknown_members(body, *_SENT)
    answer = state = ""
    try:
        answer = read_value(_ANSWER, body.get("answer")) or ""
    except Refused as refusal:
        problems["answer"] = refusal.why
    duplicate_of = row_number(body.get("duplicate_of"))
    if body.get("duplicate_of") is not None and duplicate_of is None:
        problems["duplicate_of"] = Said("Gebraucht wird eine Nummer.", "Give a number.")
    if isinstance(body.get("state"), str):
        state = body["state"][:20]
    complain(problems)
    settled = settle_report(
        store_of(request),
        _number(number),
        rights=rights,
        seen_version=required_version(request),
        state=state,
        answer=answer,
        duplicate_of=duplicate_of,
    )
    return _answered(request, settled)


def _photo(request: Request, number: str, rights: Staff) -> Response:
    content = photo_of(store_of(request), _number(number), rights)
    return Response(content, 200, {"Cache-Control": "private, no-store"}, "image/jpeg")


def _number(text: str) -> int:
    number = id_in(text)
    if number is not None:
        return number
    raise NotFound(Said("Diese Meldung gibt es nicht.", "There is no such report."))


def _answered(request: Request, row: Mapping[str, Any]) -> Response:
    return json_answer(request, _shown(request, row), headers={"ETag": f'"{row["version"]}"'})


def _shown(request: Request, row: Mapping[str, Any]) -> dict[str, Any]:
    base = request.app.state.settings.public_url
    photo = f"{base}{PREFIX}/reports/{row['id']}/photo.jpg" if row["photo"] else None
    shown = {name: value for name, value in row.items() if name not in _HIDDEN}
    return shown | {"photo": photo, "sign_page": f"{base}/{row['code']}"}
