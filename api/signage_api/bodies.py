"""Bodies of requests: JSON only, and what a write names besides the values."""

import re
from datetime import date
from typing import Any

import orjson
from starlette.requests import Request

from signage.domain.layers import Field
from signage.domain.validity import today
from signage.errors import InvalidInput, Said
from signage.services.values import Refused, complain, read_value
from signage_api.problems import Unreadable, VersionMissing

_KEPT = ("id", "version", "changed_at")
_WHY = Field(name="why", german="Grund", english="reason")
_ON = Field(name="on", kind="date", german="Ende", english="end")
Body = dict[str, Any]


async def json_body(request: Request) -> Body:
    """The request's body, a JSON object; an empty one counts as `{}`."""
    raw = await request.body()
    try:
        body = orjson.loads(raw) if raw else {}
    except orjson.JSONDecodeError as error:
        said = f"({error.msg}, {error.lineno}:{error.colno})"
        raise Unreadable(
            Said(f"Der Inhalt der Anfrage ist kein JSON {said}.", f"The request's body is no JSON {said}.")
        ) from None
    if not isinstance(body, dict):
        raise Unreadable(
            Said("Gebraucht wird ein JSON-Objekt { … }.", "The request's body must be a JSON object { ... }.")
        )
    return body


def values_of(body: Body) -> dict[str, Any]:
    """The values of a row, with its `geometry` where given: of a GeoJSON Feature, or of a plain object."""
    if body.get("type") != "Feature" and "properties" not in body:
        return {name: value for name, value in body.items() if name != "why"}
    values = body.get("properties") or {}
    if not isinstance(values, dict):
        raise InvalidInput(Said("„properties“ ist kein JSON-Objekt.", "'properties' is no JSON object."))
    return {**values, **({"geometry": body["geometry"]} if "geometry" in body else {})}


def without_kept(values: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """The values without those that the inventory keeps, unless they differ: a row read may be sent back."""
    return {name: value for name, value in values.items() if name not in _KEPT or value != shown[name]}


def why_of(body: Body) -> str:
    """The reason that a write gives, empty when it gives none."""
    try:
        return read_value(_WHY, body.get("why")) or ""
    except Refused as refusal:
        complain({"why": refusal.why})
        raise


def end_of(body: Body) -> date:
    """From which day a row no longer counts; today when the body does not say."""
    problems: dict[str, str] = {
        name: Said("Das Feld gibt es nicht; bekannt sind on, why.", "No such field; known: on, why.")
        for name in body
        if name not in ("on", "why")
    }
    on = today()
    try:
        on = read_value(_ON, body.get("on")) or on
    except Refused as refusal:
        problems["on"] = refusal.why
    complain(problems)
    return on


def seen_version(request: Request) -> int | None:
    """The version that `If-Match` names, None without the header."""
    given = request.headers.get("if-match")
    if given is None:
        return None
    found = re.fullmatch(r'\s*(?:W/)?"([0-9]{1,9})"\s*', given, re.ASCII)
    if not found:
        raise _version_missing()
    return int(found[1])


def required_version(request: Request) -> int:
    """As `seen_version`; a change of values must name it."""
    version = seen_version(request)
    if version is None:
        raise _version_missing()
    return version


def _version_missing() -> VersionMissing:
    return VersionMissing(
        Said(
            'Nennen Sie die Fassung, die Sie ändern, etwa „If-Match: "3"“ (der ETag der gelesenen Zeile).',
            "Name the version that you change, such as 'If-Match: \"3\"' (the ETag of the row you read).",
        )
    )
