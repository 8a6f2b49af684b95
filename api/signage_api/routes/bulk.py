"""Many rows at once: changed together or not at all, each under the version that was seen."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.layers import LAYERS, Layer
from signage.errors import RowsRefused, Said, StaleVersion
from signage.services.bulk import MOST_ROWS, Wanted, change_rows
from signage.services.values import GEOMETRY, complain
from signage_api.answers import GEOJSON, json_answer
from signage_api.bodies import Body, unknown_members, why_of
from signage_api.features import features_of
from signage_api.parameters import Reader
from signage_api.problems import SeveralRefused, in_language, language_of
from signage_api.routes.common import Sent, Staff, row_number, store_of
from signage_api.routes.rows import PREFIX
from signage_api.routes.stale import moved_on
from signage_api.routes.writing import with_area

LAYERS_IN_BULK = ("area", "tenant", "sign")
_MEMBERS = ("id", "version", "properties", GEOMETRY)


def add_to(api: FastAPI) -> None:
    """Changing many rows, for each layer whose rows have an id of their own."""
    for name in LAYERS_IN_BULK:
        layer = LAYERS[name]
        api.add_api_route(f"{PREFIX}/{layer.plural}", _change(layer), methods=["PATCH"])


def _change(layer: Layer) -> Callable[..., Response]:
    def handle(request: Request, rights: Staff, body: Sent) -> Response:
        Reader(request, ()).finish()
        store, wanted = store_of(request), _wanted(request, body)
        seen = {one.row: one.version for one in wanted}
        try:
            done = change_rows(store, layer.name, wanted, rights=rights, why=why_of(body))
        except StaleVersion as stale:
            raise moved_on(store, layer, stale, seen, rights) from None
        except RowsRefused as refused:
            raise in_words(refused, language_of(request)) from None
        shown = {"type": "FeatureCollection", "features": features_of(layer, done.rows, rights)}
        headers = {"Signage-Change-Set": str(done.change_set)} if done.change_set else None
        answer = shown | {"change_set": done.change_set}
        return json_answer(request, answer, media_type=GEOJSON, headers=headers)

    return handle


def _wanted(request: Request, body: Body) -> list[Wanted]:
    """What the body wants of each row; complains of all that cannot be read of it."""
    problems: dict[str, str] = dict(unknown_members(body, "rows", "properties", "why"))
    common, rows = body.get("properties", {}), body.get("rows")
    if not isinstance(common, dict):
        problems["properties"] = _NO_OBJECT
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ROWS:
        problems["rows"] = _NO_ROWS
    elif faults := _faults(rows):
        problems |= faults
    complain(problems)
    assert isinstance(common, dict)
    assert isinstance(rows, list)
    common = with_area(store_of(request), common)
    return [Wanted(one["id"], one["version"], common | _own(request, one)) for one in rows]


def _own(request: Request, one: Mapping[str, Any]) -> dict[str, Any]:
    own = with_area(store_of(request), one.get("properties") or {})
    return own | ({GEOMETRY: one[GEOMETRY]} if GEOMETRY in one else {})


def _faults(rows: list[Any]) -> dict[str, str]:
    """The first row that cannot be read, by its place in the list."""
    seen = set[int]()
    for at, one in enumerate(rows):
        said = _fault(one, seen)
        if said:
            return {f"rows[{at}]": said}
        seen.add(one["id"])
    return {}


def _fault(one: object, seen: set[int]) -> Said | None:
    if not isinstance(one, dict) or not one.keys() <= set(_MEMBERS):
        return _NO_ROW
    if row_number(one.get("id")) is None or row_number(one.get("version")) is None:
        return _NO_ROW
    if not isinstance(one.get("properties", {}), dict):
        return _NO_ROW
    return _TWICE if one["id"] in seen else None


_NO_OBJECT = Said(
    'Gebraucht werden Werte für alle Zeilen, etwa {"state": "ordered"}.',
    'Give values for all rows, such as {"state": "ordered"}.',
)
_NO_ROWS = Said(
    f"Gebraucht werden 1 bis {MOST_ROWS} Zeilen mit ihrer gesehenen Fassung: "
    '[{"id": 1, "version": 3}, {"id": 2, "version": 1}].',
    f"Give 1 to {MOST_ROWS} rows with the version that was seen: "
    '[{"id": 1, "version": 3}, {"id": 2, "version": 1}].',
)
_NO_ROW = Said(
    "Eine Zeile nennt „id“ und „version“, und was nur für sie gilt in „properties“ und „geometry“.",
    "A row names 'id' and 'version', and what is for it alone in 'properties' and 'geometry'.",
)
_TWICE = Said("Diese Zeile steht mehrfach da.", "This row is given more than once.")


def in_words(refused: RowsRefused, language: str) -> SeveralRefused:
    """What is wrong with each row, in the reader's language."""
    rows = [
        {"id": row, "problems": {name: in_language(why, language) for name, why in problems.items()}}
        for row, problems in refused.rows.items()
    ]
    return SeveralRefused(refused.message, rows)
