"""What firms propose of themselves, for programs of the municipality in charge."""

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
from signage.services.proposals import (
    accept_proposal,
    join_proposal,
    list_proposals,
    one_proposal,
    refuse_proposal,
    reopen_proposal,
)
from signage.services.proposals.kinds import KINDS, STATES, correctable
from signage.services.values import Refused, complain, read_value
from signage_api.answers import json_answer
from signage_api.bodies import required_version, unknown_members
from signage_api.parameters import Reader, number_of, one_of
from signage_api.routes.common import Sent, Staff, row_number, store_of
from signage_api.routes.rows import PREFIX

PAGE, LARGEST_PAGE = 100, 1000
PARAMETERS = ("state", "kind", "municipality", "tenant", "before", "limit")
SETTLED = ("accepted", "refused", "duplicate", "open")
SENT = ("state", "answer", "duplicate_of", "tenant_version", "values", "since")
_ANSWER = Field(name="answer", german="Antwort", english="answer")
_SINCE = Field(name="since", german="Seit", english="since", kind="date")
_HIDDEN = ("settled_by",)
Row = dict[str, Any]


def add_to(api: FastAPI) -> None:
    """The list, one proposal, and settling it."""
    read = ["GET", "HEAD"]
    api.add_api_route(f"{PREFIX}/proposals", _list, methods=read)
    api.add_api_route(f"{PREFIX}/proposals/{{number}}", _one, methods=read)
    api.add_api_route(f"{PREFIX}/proposals/{{number}}", _settle, methods=["PATCH"])


def _list(request: Request, rights: Staff) -> Response:
    reader = Reader(request, PARAMETERS)
    state = reader.read("state", partial(one_of, STATES))
    asked: Row = {
        "kind": reader.read("kind", partial(one_of, KINDS)),
        "municipality": reader.read("municipality", partial(read_value, AGS)),
        "tenant": reader.read("tenant", number_of(1, 2**31 - 1)),
        "before": reader.read("before", number_of(1, 2**31 - 1)),
    }
    limit = reader.read("limit", number_of(1, LARGEST_PAGE)) or PAGE
    reader.finish()
    states = (state,) if state else ()
    found = list_proposals(store_of(request), rights=rights, states=states, limit=limit, **asked)
    links = []
    if len(found) == limit:
        following = urlencode({**request.query_params, "before": found[-1]["id"]})
        base = request.app.state.settings.public_url
        href = f"{base}{PREFIX}/proposals?{following}"
        links = [{"rel": "next", "href": href, "type": "application/json"}]
    return json_answer(request, {"proposals": [_shown(row) for row in found], "links": links})


def _one(request: Request, number: str, rights: Staff) -> Response:
    return _answered(request, one_proposal(store_of(request), _number(number), rights))


def _settle(request: Request, number: str, rights: Staff, body: Sent) -> Response:
    found = one_proposal(store_of(request), _number(number), rights)
    state, said = _said(body, found["kind"])
    seen: Row = {"rights": rights, "seen_version": required_version(request)}
    store, answer = store_of(request), said["answer"]
    if state == "accepted":
        settled = accept_proposal(
            store, found["id"], seen_row=said["tenant_version"], values=said["values"], since=said["since"],
            answer=answer, **seen,
        )  # fmt: skip
    elif state == "refused":
        settled = refuse_proposal(store, found["id"], answer=answer, **seen)
    elif state == "duplicate":
        settled = join_proposal(store, found["id"], original=said["duplicate_of"] or 0, **seen)
    else:
        settled = reopen_proposal(store, found["id"], **seen)
    return _answered(request, settled)


def _said(body: Mapping[str, Any], kind: str) -> tuple[str, Row]:
    """The state and what comes with it. Raises InvalidInput naming every member that is wrong."""
    problems, said = unknown_members(dict(body), *SENT), Row()
    for field in (_ANSWER, _SINCE):
        try:
            said[field.name] = read_value(field, body.get(field.name))
        except Refused as refusal:
            problems[field.name] = refusal.why
    for name in ("duplicate_of", "tenant_version"):
        said[name] = row_number(body.get(name))
        if body.get(name) is not None and said[name] is None:
            problems[name] = Said("Gebraucht wird eine Nummer.", "Give a number.")
    said["values"] = values = body.get("values")
    if values is not None and not (isinstance(values, dict) and set(values) <= set(correctable(kind))):
        listed = ", ".join(correctable(kind))
        problems["values"] = Said(f"Möglich sind {listed}.", f"Known: {listed}.")
    state = body.get("state")
    if state not in SETTLED:
        listed = ", ".join(SETTLED)
        problems["state"] = Said(f"Möglich sind {listed}.", f"Known: {listed}.")
    complain(problems)
    return str(state), said | {"answer": said["answer"] or ""}


def _number(text: str) -> int:
    number = id_in(text)
    if number is not None:
        return number
    raise NotFound(Said("Diesen Vorschlag gibt es nicht.", "There is no such proposal."))


def _answered(request: Request, row: Row) -> Response:
    return json_answer(request, _shown(row), headers={"ETag": f'"{row["version"]}"'})


def _shown(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in _HIDDEN}
