"""The QR code of a sign as a file: the same request gives the same bytes."""

import re
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.codes import token as tokens
from signage.codes.media import MEDIA_TYPES
from signage.domain.layers import SIGN
from signage.services.codes import printed_code, qr_file
from signage.services.values import Refused
from signage_api.answers import unchanged
from signage_api.headers import strong_etag
from signage_api.parameters import Reader, number_of
from signage_api.rights import rights_of
from signage_api.routes.rows import PREFIX, visible_row

LEVELS = ("L", "M", "Q", "H")
LARGEST_MM, MOST_QUIET = 2000, 20
PARAMETERS = ("size_mm", "level", "quiet", "caption")
_AN_HOUR = "public, max-age=3600"


def add_to(api: FastAPI) -> None:
    """One address for each format."""
    for suffix in MEDIA_TYPES:
        api.add_api_route(f"{PREFIX}/signs/{{key}}/qr.{suffix}", _draw(suffix), methods=["GET", "HEAD"])


def _draw(suffix: str) -> Callable[[Request, str], Response]:
    def handle(request: Request, key: str) -> Response:
        wishes = _wishes(request)
        sign = visible_row(request.app.state.store, SIGN, key, rights_of(request))
        content = qr_file(sign, suffix, public_url=request.app.state.settings.public_url, **wishes)
        etag = strong_etag(content)
        if held := unchanged(request, etag):
            held.headers["Cache-Control"] = _AN_HOUR
            return held
        headers = {"ETag": etag, "Cache-Control": _AN_HOUR, "Content-Disposition": _file_name(sign, suffix)}
        return Response(content, 200, headers, MEDIA_TYPES[suffix])

    return handle


def _wishes(request: Request) -> dict[str, Any]:
    reader = Reader(request, PARAMETERS)
    given = {
        "size_mm": reader.read("size_mm", _millimetres),
        "level": reader.read("level", _level),
        "quiet": reader.read("quiet", number_of(0, MOST_QUIET)),
        "caption": reader.read("caption", _truth),
    }
    reader.finish()
    return {name: value for name, value in given.items() if value is not None}


def _millimetres(text: str) -> float:
    if re.fullmatch(r"\d{1,4}(\.\d{1,3})?", text, re.ASCII) and 0 < float(text) <= LARGEST_MM:
        return float(text)
    raise Refused(
        f"Gebraucht wird eine Breite in Millimetern bis {LARGEST_MM}, etwa 60 oder 62.5.",
        f"Give a width in millimetres up to {LARGEST_MM}, such as 60 or 62.5.",
    )


def _level(text: str) -> str:
    if text in LEVELS:
        return text
    raise Refused("Möglich sind L, M, Q und H.", "Known: L, M, Q and H.")


def _truth(text: str) -> bool:
    if text in ("true", "false"):
        return text == "true"
    raise Refused("Gebraucht wird true oder false.", "Give true or false.")


def _file_name(sign: dict[str, Any], suffix: str) -> str:
    """`EK-012_7K3M-9QX4.svg`: the sign's number and code, in letters that every system keeps."""
    number = re.sub(r"[^A-Za-z0-9-]+", "_", sign["number"] or "").strip("_")
    code = tokens.display(printed_code(sign))
    return f'inline; filename="{f"{number}_{code}" if number else code}.{suffix}"'
