"""What is printed: the data sheet of a sign, and maps that are true to scale."""

import math
import re
from functools import partial
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.artwork.papers import LARGEST_SCALE, ORIENTATIONS, PAPERS, SMALLEST_SCALE
from signage.domain.layers import LAYERS
from signage.domain.validity import today
from signage.errors import InvalidInput
from signage.services.degrees import Box, box_in_metres, from_geojson
from signage.services.values import Refused
from signage.store.types import wkb_bounds
from signage_api.answers import caching, unchanged
from signage_api.headers import strong_etag
from signage_api.parameters import Reader, area_of, box_of, number_of, one_of
from signage_api.problems import LANGUAGES, language_of
from signage_api.rights import rights_of
from signage_api.routes.rows import PREFIX, visible_row

PARAMETERS = ("bbox", "area", "centre", "scale", "paper", "orientation", "lang")
_READ = ["GET", "HEAD"]


def add_to(api: FastAPI) -> None:
    """The two addresses."""
    api.add_api_route(f"{PREFIX}/signs/{{key}}/sheet.pdf", _sheet, methods=_READ)
    api.add_api_route(f"{PREFIX}/print.pdf", _print, methods=_READ)


def _sheet(request: Request, key: str) -> Response:
    from signage.services.sign_sheets import sign_sheet

    reader = Reader(request, ("lang",))
    language = reader.read("lang", partial(one_of, LANGUAGES)) or language_of(request)
    reader.finish()
    state, rights = request.app.state, rights_of(request)
    row = visible_row(state.store, LAYERS["sign"], key, rights)
    with state.press.turn():
        made = sign_sheet(
            state.store,
            row,
            public_url=state.settings.public_url,
            told=rights.cover(row["municipality"], row["area"]),
            operator=state.settings.operator,
            language=language,
        )
    return _pdf(request, made, f"Datenblatt_{_plain(row['number']) or row['id']}")


def _print(request: Request) -> Response:
    from signage.services.printing import print_map

    rights_of(request)
    wishes, state = _wishes(request), request.app.state
    with state.press.turn():
        made = print_map(state.store, **wishes, operator=state.settings.operator)
    scale = wishes.get("scale", 1000)
    return _pdf(request, made, f"Karte_{scale}")


def _wishes(request: Request) -> dict[str, Any]:
    reader = Reader(request, PARAMETERS)
    areas = partial(area_of, request.app.state.store, today())
    given = {
        "area": reader.read("area", areas),
        "box": reader.read("bbox", _metres),
        "centre": reader.read("centre", _point),
        "scale": reader.read("scale", number_of(LARGEST_SCALE, SMALLEST_SCALE)),
        "paper": reader.read("paper", partial(one_of, PAPERS)),
        "orientation": reader.read("orientation", partial(one_of, ORIENTATIONS)),
        "language": reader.read("lang", partial(one_of, LANGUAGES)) or language_of(request),
    }
    reader.finish()
    return {name: value for name, value in given.items() if value is not None}


def _metres(text: str) -> Box:
    found = box_in_metres(box_of(text))
    if found is None:
        raise Refused("Der Ausschnitt liegt nicht in Mitteleuropa.", "The box is not in central Europe.")
    return found


def _point(text: str) -> tuple[float, float]:
    """East and north in metres of longitude,latitude in degrees."""
    try:
        longitude, latitude = (float(part) for part in text.split(","))
    except ValueError:
        longitude = latitude = math.nan
    if not math.isfinite(longitude + latitude):
        raise Refused("Gebraucht werden Länge,Breite in Grad.", "Give longitude,latitude in degrees.")
    try:
        found = wkb_bounds(from_geojson({"type": "Point", "coordinates": [longitude, latitude]}, "POINT"))
    except InvalidInput as error:
        raise Refused(error.message, error.message.english) from error
    assert found is not None
    return found[0], found[1]


def _pdf(request: Request, content: bytes, name: str) -> Response:
    etag = strong_etag(content)
    if held := unchanged(request, etag):
        return held
    headers = {
        "ETag": etag,
        "Cache-Control": caching(request),
        "Vary": "Authorization, Cookie, Accept-Language",
        "Content-Disposition": f'inline; filename="{name}.pdf"',
    }
    return Response(content, 200, headers, "application/pdf")


def _plain(number: str | None) -> str:
    """A sign's number in letters that every system keeps."""
    return re.sub(r"[^A-Za-z0-9-]+", "_", number or "").strip("_")
