"""Bodies of requests: JSON only, and what a write names besides the values."""

import asyncio
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import orjson
from starlette.requests import Request

from signage.domain.layers import Field
from signage.domain.validity import today
from signage.errors import Conflict, InvalidInput, Said
from signage.processes import run_in_child
from signage.services.values import Refused, complain, read_value
from signage_api.json_faults import Faults, faults
from signage_api.problems import Unreadable, VersionMissing, WrongKind
from signage_api.shell import too_large

MOST_JSON = 5 << 20  # bytes: a border of as many points as a row may have, with all digits
_LARGE = 1 << 18
_SECONDS = 30
_KEPT = ("id", "version", "changed_at", "consents")
_JSON_KIND = re.compile(r"application/(json|[a-z0-9!#$&^_.-]+\+json)")
# `bbox` and `links` say nothing that a row could keep, but stand in features that are sent back.
_MEMBERS = ("type", "id", "bbox", "geometry", "properties", "links", "why")
_WHY = Field(name="why", german="Grund", english="reason")
_ON = Field(name="on", kind="date", german="Ende", english="end")
Body = dict[str, Any]


async def json_body(request: Request) -> Body:
    """The request's body, a JSON object; an empty one counts as `{}`."""
    raw = await request.body()
    if not raw:
        return {}
    _require_json(request.headers.get("content-type"))
    body = await _parsed(request, raw)
    if not isinstance(body, dict):
        raise Unreadable(
            Said("Gebraucht wird ein JSON-Objekt { … }.", "The request's body must be a JSON object { ... }.")
        )
    return body


def _require_json(content_type: str | None) -> None:
    """WrongKind unless the sender calls the body JSON; who says nothing is believed (RFC 9110, 8.3)."""
    if content_type is None:
        return
    kind, _, parameters = content_type.lower().partition(";")
    charset = re.search(r"charset=\"?([^\s\";]+)", parameters)
    if _JSON_KIND.fullmatch(kind.strip()) and (charset is None or charset[1] in ("utf-8", "utf8")):
        return
    raise WrongKind(
        Said(
            f"Gebraucht wird JSON in UTF-8, gesendet wurde „{content_type[:80]}“. "
            "Senden Sie „Content-Type: application/json“ oder „application/geo+json“.",
            f"This takes JSON in UTF-8, and '{content_type[:80]}' was sent. "
            "Send 'Content-Type: application/json' or 'application/geo+json'.",
        )
    )


async def _parsed(request: Request, raw: bytes) -> Any:
    """The value that the body says; off the loop that answers scans.

    While JSON is read, no other thread of this process runs. So a large body is looked over by a process of
    its own, one after the other, and read here only when it is sound.
    """
    if len(raw) <= _LARGE:
        return await asyncio.to_thread(_read, raw, faults)
    if len(raw) > MOST_JSON:
        raise too_large(MOST_JSON)
    async with request.app.state.large_bodies:
        return await asyncio.to_thread(_read, raw, _faults_apart)


def _faults_apart(raw: bytes) -> Faults:
    return Faults(**run_in_child(faults, raw, seconds=_SECONDS))


def _read(raw: bytes, look_over: Callable[[bytes], Faults]) -> Any:
    found = look_over(raw)
    if said := found.broken:
        raise Unreadable(
            Said(f"Der Inhalt der Anfrage ist kein JSON {said}.", f"The request's body is no JSON {said}.")
        )
    if found.deep:
        raise Unreadable(Said("Der Inhalt ist zu tief verschachtelt.", "The body is nested too deeply."))
    complain(
        {name: Said("Das steht mehrfach da.", "This is given more than once.") for name in found.repeated}
    )
    return orjson.loads(raw)


def values_of(body: Body) -> dict[str, Any]:
    """The values of a row, with its `geometry` where given: of a GeoJSON Feature, or of a plain object.

    Raises InvalidInput naming every member of a feature that would otherwise be lost.
    """
    if body.get("type") != "Feature" and "properties" not in body:
        return {name: value for name, value in body.items() if name != "why"}
    values = body.get("properties")
    if not isinstance(values, dict | None):
        raise InvalidInput(Said("„properties“ ist kein JSON-Objekt.", "'properties' is no JSON object."))
    complain(_lost(body))
    found = dict(values or {})
    if "geometry" in body:
        found["geometry"] = body["geometry"]
    if body.get("id") is not None:
        found["id"] = body["id"]
    return found


def _lost(body: Body) -> dict[str, str]:
    known = ", ".join(_MEMBERS)
    unknown = Said(
        f"Das gehört in „properties“; daneben stehen nur {known}.",
        f"This belongs into 'properties'; beside it stand only {known}.",
    )
    lost: dict[str, str] = {name[:100]: unknown for name in body if name not in _MEMBERS}
    if body.get("type", "Feature") != "Feature":
        lost["type"] = Said("Neben „properties“ steht „Feature“.", "Beside 'properties' stands 'Feature'.")
    inside = (body.get("properties") or {}).get("id")
    if inside is not None and body.get("id") not in (None, inside):
        lost["id"] = Said("Das steht zweimal da, und verschieden.", "This is given twice, and differs.")
    return lost


def without_kept(values: dict[str, Any], shown: dict[str, Any], seen: int) -> dict[str, Any]:
    """The values without those that the inventory keeps, unless they differ: a row read may be sent back.

    Where the row has moved on since version `seen`, the write itself says so.
    """
    has_moved = shown["version"] != seen
    same = {name for name in _KEPT if has_moved or values.get(name) == shown.get(name)}
    return {name: value for name, value in values.items() if name not in same}


def only_why_of(body: Body) -> str:
    """As `why_of`, of a body that can say nothing else."""
    complain(unknown_members(body, "why"))
    return why_of(body)


def unknown_members(body: Body, *known: str) -> dict[str, str]:
    """What is wrong with the members of a body that mean nothing there, by their names."""
    names = ", ".join(known)
    unknown = Said(f"Das Feld gibt es nicht; bekannt: {names}.", f"No such field; known: {names}.")
    return {name[:100]: unknown for name in body if name not in known}


def why_of(body: Body) -> str:
    """The reason that a write gives, empty when it gives none."""
    try:
        return read_value(_WHY, body.get("why")) or ""
    except Refused as refusal:
        complain({"why": refusal.why})
        raise


def end_of(body: Body) -> date:
    """From which day a row no longer counts; today when the body does not say."""
    problems, on = unknown_members(body, "on", "why"), today()
    try:
        on = read_value(_ON, body.get("on")) or on
    except Refused as refusal:
        problems["on"] = refusal.why
    complain(problems)
    return on


def seen_version(request: Request) -> int | None:
    """The version that `If-Match` names, None without the header.

    A weak one is never the same (RFC 9110, 13.1.1): Conflict.
    """
    given = request.headers.get("if-match")
    if given is None:
        return None
    if given.strip().startswith("W/"):
        raise Conflict(
            Said(
                "Die Fassung in „If-Match“ gilt nur ungefähr (W/…). Senden Sie den ETag der einzelnen Zeile, "
                'etwa „If-Match: "3"“.',
                "The version in 'If-Match' is a weak one (W/...). Send the ETag of the single row, such as "
                "'If-Match: \"3\"'.",
            )
        )
    found = re.fullmatch(r'\s*"([0-9]{1,9})"\s*', given, re.ASCII)
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
