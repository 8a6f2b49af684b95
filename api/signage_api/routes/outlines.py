"""Outlines out of a file, for a planner to look at and take over; nothing is stored."""

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.layers import LAYERS
from signage.errors import Said
from signage.services.degrees import as_geojson
from signage.services.rights import Rights
from signage.services.values import Refused
from signage_api.answers import GEOJSON, json_answer
from signage_api.outlines import shown_findings
from signage_api.parameters import Reader
from signage_api.problems import Unreadable, in_language, language_of
from signage_api.routes.common import Staff, store_of
from signage_api.routes.rows import PREFIX

if TYPE_CHECKING:
    from signage.services.outlines import FoundOutline

PARAMETERS = ("layer", "crs")
_AT_ONCE = 2  # each file is read in a process of its own, and scans must not wait for those
_ATTRIBUTES, _LONGEST = 100, 2_000


def add_to(api: FastAPI) -> None:
    """The one address."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def handle(request: Request, rights: Staff) -> Response:
        content = await request.body()
        if not content:
            raise Unreadable(
                Said("Gebraucht wird eine Datei als Inhalt der Anfrage.", "Send a file as the body.")
            )
        async with turns:
            return await run_in_threadpool(_read, request, rights, content)

    api.add_api_route(f"{PREFIX}/areas/outline", handle, methods=["POST"])


def _read(request: Request, rights: Rights, content: bytes) -> Response:
    from signage.formats.crs import SYSTEMS
    from signage.services.outlines import read_outlines

    reader = Reader(request, PARAMETERS)
    layer, crs = reader.read("layer", _name), reader.read("crs", _name)
    reader.finish()
    with tempfile.TemporaryDirectory(prefix="signage-") as folder:
        path = Path(folder) / "outline"
        path.write_bytes(content)
        found = read_outlines(store_of(request), path, rights=rights, layer=layer, crs=crs)
    language = language_of(request)
    shown = {
        "type": "FeatureCollection",
        "format": found.kind,
        "table": found.table,
        "tables": found.tables,
        "crs": found.read_as,
        "crs_stated": found.crs_stated,
        "crs_choices": [{"crs": one.crs, "title": in_language(one.title, language)} for one in SYSTEMS],
        "features": [_feature(one, language) for one in found.outlines],
        "notes": [in_language(note, language) for note in found.notes],
        "remarks": [{"row": row, "message": in_language(said, language)} for row, said in found.remarks],
    }
    return json_answer(request, shown, media_type=GEOJSON)


def _name(text: str) -> str:
    if not text.strip() or len(text) > 200:
        raise Refused("Gebraucht wird ein Name.", "Give a name.")
    return text


def _feature(one: "FoundOutline", language: str) -> dict[str, Any]:
    [geometry] = as_geojson([one.geometry])
    names = LAYERS["area"].editable
    return {
        "type": "Feature",
        "id": one.row,
        "geometry": geometry,
        "properties": {name: _short(one.attributes[name]) for name in list(one.attributes)[:_ATTRIBUTES]},
        "values": {name: one.values[name] for name in names if name in one.values},
        "municipality": one.municipality,
        "findings": shown_findings(one.findings, language),
    }


def _short(value: object) -> object:
    return value[:_LONGEST] if isinstance(value, str) else value
