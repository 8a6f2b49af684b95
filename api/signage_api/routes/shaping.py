"""Outlines of areas: checked before they are saved, split along a line, merged."""

from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.layers import KEPT_BY_STORE, LAYERS
from signage.errors import InvalidInput, Said, StaleVersion
from signage.services.degrees import from_geojson
from signage.services.editing import check_values
from signage.services.values import GEOMETRY, Refused, complain
from signage_api.answers import json_answer
from signage_api.bodies import required_version, unknown_members, values_of, why_of
from signage_api.outlines import shown_findings, shown_reshaping
from signage_api.parameters import Reader
from signage_api.problems import language_of
from signage_api.routes.common import Sent, Staff, row_number, store_of
from signage_api.routes.rows import PREFIX, row_id, visible_row
from signage_api.routes.stale import moved_on

_AREA = LAYERS["area"]
_YES = {"true": True, "false": False}


def add_to(api: FastAPI) -> None:
    """Checking, splitting and merging."""
    api.add_api_route(f"{PREFIX}/areas/check", _check, methods=["POST"])
    api.add_api_route(f"{PREFIX}/areas/merge", _merge, methods=["POST"])
    api.add_api_route(f"{PREFIX}/areas/{{key}}/split", _split, methods=["POST"])


def _check(request: Request, rights: Staff, body: Sent) -> Response:
    from signage.services.area_keys import key_for_name
    from signage.services.topology import check_outline, municipality_under

    store, given = store_of(request), values_of(body)
    key, geometry = given.pop("id", None), _outline(given.pop(GEOMETRY, None))
    stored = visible_row(store, _AREA, str(key), rights) if key is not None else None
    values = check_values(_AREA, {name: v for name, v in given.items() if name not in KEPT_BY_STORE})
    area = stored["id"] if stored else None
    found = check_outline(store, geometry, area=area, municipality=values.get("municipality"), rights=rights)
    under = municipality_under(store, geometry)
    name = "" if stored or values.get("number") else values.get("name")
    shown = {
        "findings": shown_findings(found, language_of(request)),
        "municipality": under,
        "number": key_for_name(store, name) if name else None,
    }
    return json_answer(request, shown)


def _outline(geometry: object) -> bytes:
    """The outline as it was drawn, sound or not: to say what is wrong with it is what this is for."""
    return _geometry(GEOMETRY, geometry, "MULTIPOLYGON", sound=False)


def _geometry(member: str, geometry: object, kind: str, *, sound: bool) -> bytes:
    try:
        return from_geojson(geometry, kind, sound=sound)
    except InvalidInput as error:
        complain({member: error.message})
        raise


def _split(request: Request, key: str, rights: Staff, body: Sent) -> Response:
    from signage.services.reshaping import split_area

    dry_run, seen, number = _dry_run(request), required_version(request), row_id(_AREA, key)
    complain(unknown_members(body, "line", "properties", "why"))
    line = _geometry("line", body.get("line"), "LINESTRING", sound=True)
    values = body.get("properties") or {}
    if not isinstance(values, dict) or GEOMETRY in values:
        complain({"properties": _NO_VALUES})
    try:
        done = split_area(
            store_of(request),
            number,
            line,
            seen_version=seen,
            rights=rights,
            values=values,
            why=why_of(body),
            dry_run=dry_run,
        )
    except StaleVersion as stale:
        raise moved_on(store_of(request), _AREA, stale, {number: seen}, rights) from None
    return _answer(request, shown_reshaping(done, rights, language_of(request)))


_NO_VALUES = Said(
    'Gebraucht werden Eigenschaften des neuen Gebiets, etwa {"name": "Gotha-Ost"}.',
    'Give properties of the new area, such as {"name": "Gotha-Ost"}.',
)


def _merge(request: Request, rights: Staff, body: Sent) -> Response:
    from signage.services.reshaping import merge_areas

    dry_run = _dry_run(request)
    problems: dict[str, str] = dict(unknown_members(body, "areas", "keep", "why"))
    seen, keep = _seen_versions(body.get("areas")), row_number(body.get("keep"))
    problems |= {} if seen else {"areas": _NO_AREAS}
    problems |= {} if keep in (seen or {}) else {"keep": _NO_KEEP}
    complain(problems)
    assert seen is not None
    assert keep is not None
    try:
        done = merge_areas(
            store_of(request), seen, keep=keep, rights=rights, why=why_of(body), dry_run=dry_run
        )
    except StaleVersion as stale:
        raise moved_on(store_of(request), _AREA, stale, seen, rights) from None
    return _answer(request, shown_reshaping(done, rights, language_of(request)))


_NO_AREAS = Said(
    "Gebraucht werden die Gebiete mit ihrer gesehenen Fassung, jedes einmal: "
    '[{"id": 1, "version": 3}, {"id": 2, "version": 1}].',
    "Give the areas with the version that was seen, each once: "
    '[{"id": 1, "version": 3}, {"id": 2, "version": 1}].',
)
_NO_KEEP = Said(
    "Gebraucht wird die id des Gebiets, das bestehen bleibt; es steht auch in „areas“.",
    "Give the id of the area to keep; it is one of 'areas'.",
)


def _seen_versions(given: object) -> dict[int, int] | None:
    """Id -> version; None unless all of it can be read and no area is named twice."""
    if not isinstance(given, list):
        return None
    found: dict[int, int] = {}
    for one in given:
        members = one if isinstance(one, dict) and one.keys() == {"id", "version"} else {}
        number, version = row_number(members.get("id")), row_number(members.get("version"))
        if number is None or version is None or number in found:
            return None
        found[number] = version
    return found or None


def _dry_run(request: Request) -> bool:
    reader = Reader(request, ("dry_run",))
    found = reader.read("dry_run", _yes_or_no)
    reader.finish()
    return bool(found)


def _yes_or_no(text: str) -> bool:
    if text not in _YES:
        raise Refused("Gebraucht wird true oder false.", "Give true or false.")
    return _YES[text]


def _answer(request: Request, shown: dict[str, Any]) -> Response:
    number = shown["change_set"]
    return json_answer(request, shown, headers={"Signage-Change-Set": str(number)} if number else None)
