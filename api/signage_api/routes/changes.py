"""History: what was changed in the rows of one's own municipality, and taking a change set back."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.faces import document
from signage.domain.keys import id_in
from signage.domain.layers import BY_PLURAL, LAYERS, Layer
from signage.errors import NotFound, Said
from signage.services.degrees import as_geojson
from signage.services.history import list_changes, require_own
from signage.services.reverting import revert_change_set
from signage.services.values import Refused
from signage_api.answers import json_answer
from signage_api.bodies import only_why_of
from signage_api.features import documents
from signage_api.parameters import Reader, number_of
from signage_api.routes.common import Sent, Staff, store_of
from signage_api.routes.rows import PREFIX

PAGE = 100
PARAMETERS = ("layer", "row", "change_set", "before", "limit")


def add_to(api: FastAPI) -> None:
    """The list of changes, and taking a set of them back."""
    api.add_api_route(f"{PREFIX}/changes", _list, methods=["GET", "HEAD"])
    api.add_api_route(f"{PREFIX}/changes/{{number}}/revert", _revert, methods=["POST"], status_code=201)


def _list(request: Request, rights: Staff) -> Response:
    reader = Reader(request, PARAMETERS)
    layer: Layer | None = reader.read("layer", _layer)
    row = reader.read("row", number_of(1, 2**31 - 1))
    numbers = {name: reader.read(name, number_of(1, 2**31 - 1)) for name in ("change_set", "before")}
    limit = reader.read("limit", number_of(1, 1000)) or PAGE
    reader.finish()
    store = store_of(request)
    if layer and row:
        require_own(store, layer.name, row, rights)
    found = list_changes(
        store,
        rights=rights,
        layer=layer.name if layer else None,
        row=row,
        change_set_id=numbers["change_set"],
        before=numbers["before"],
        limit=limit,
    )
    return json_answer(
        request, {"changes": [_entry(entry) for entry in found], "links": _links(request, found, limit)}
    )


def _layer(text: str) -> Layer:
    found = BY_PLURAL.get(text) or LAYERS.get(text)
    if found is None:
        names = ", ".join(BY_PLURAL)
        raise Refused(f"Diese Ebene gibt es nicht; bekannt sind {names}.", f"No such layer; known: {names}.")
    return found


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    shown = dict(entry) | {"layer": LAYERS[entry["layer"]].plural}
    for side in ("before", "after"):
        if entry[side] and "geometry" in entry[side]:
            [geometry] = as_geojson([entry[side]["geometry"]])
            shown[side] = {**entry[side], "geometry": geometry}
        for name in documents(entry["layer"]):
            if entry[side] and entry[side].get(name) is not None:
                shown[side] = {**shown[side], name: document(name, entry[side][name])}
    return shown


def _links(request: Request, found: Sequence[dict[str, Any]], limit: int) -> list[dict[str, str]]:
    if len(found) < limit:
        return []
    asked = urlencode({**request.query_params, "before": found[-1]["id"]})
    base = request.app.state.settings.public_url
    return [{"rel": "next", "href": f"{base}{request.url.path}?{asked}", "type": "application/json"}]


def _revert(request: Request, number: str, rights: Staff, body: Sent) -> Response:
    known = id_in(number)
    if known is None:
        raise NotFound(Said("Diese Änderung gibt es nicht.", "There is no such change set."))
    done = revert_change_set(store_of(request), known, why=only_why_of(body), rights=rights)
    location = f"{request.app.state.settings.public_url}{PREFIX}/changes?change_set={done}"
    return json_answer(
        request, {"change_set": done, "reverts": known}, status=201, headers={"Location": location}
    )
