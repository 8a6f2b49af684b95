"""Writing: a row is added, changed under the version that was seen, or ended; never deleted."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Never

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.layers import LAYERS, Layer
from signage.domain.validity import today
from signage.errors import Said, StaleVersion
from signage.services.editing import add_row, change_row, end_row, no_such_row
from signage.services.rights import Rights
from signage.services.values import Refused
from signage.store import Store
from signage_api.bodies import (
    end_of,
    required_version,
    seen_version,
    values_of,
    why_of,
    without_kept,
)
from signage_api.features import feature_of
from signage_api.parameters import area_of
from signage_api.problems import NotAllowedHere, VersionMovedOn
from signage_api.routes.common import Sent, Staff, store_of
from signage_api.routes.rows import PREFIX, row_answer, row_id

WRITABLE = ("municipality", "area", "tenant", "sign")


def add_to(api: FastAPI) -> None:
    """Adding, changing and ending for each layer that people edit."""
    for name in WRITABLE:
        layer = LAYERS[name]
        path = f"{PREFIX}/{layer.plural}"
        api.add_api_route(path, _add(layer), methods=["POST"], status_code=201)
        api.add_api_route(f"{path}/{{key}}", _change(layer), methods=["PATCH"])
        api.add_api_route(f"{path}/{{key}}/end", _end(layer), methods=["POST"])
    for layer in LAYERS.values():
        path = f"{PREFIX}/{layer.plural}/{{key}}"
        api.add_api_route(path, _delete, methods=["DELETE"], include_in_schema=False, response_model=None)


def _add(layer: Layer) -> Callable[..., Response]:
    def handle(request: Request, rights: Staff, body: Sent) -> Response:
        values = with_area(store_of(request), values_of(body))
        row = add_row(store_of(request), layer.name, values, rights=rights, why=why_of(body))
        key = row["ags"] if layer.name == "municipality" else row["id"]
        location = f"{request.app.state.settings.public_url}{PREFIX}/{layer.plural}/{key}"
        written = _change_set_of(request, layer, row)
        return row_answer(request, layer, row, rights, status=201, headers={"Location": location} | written)

    return handle


def _change(layer: Layer) -> Callable[..., Response]:
    def handle(request: Request, key: str, rights: Staff, body: Sent) -> Response:
        store, seen, number = store_of(request), required_version(request), _row_id(request, layer, key)
        values = with_area(store, values_of(body))
        if stored := store.row(layer.name, number):
            values = without_kept(values, feature_of(layer, stored, rights)["properties"], seen)
        try:
            row = change_row(
                store, layer.name, number, values, seen_version=seen, rights=rights, why=why_of(body)
            )
        except StaleVersion as stale:
            raise _moved_on(layer, stale, seen, rights) from None
        written = _change_set_of(request, layer, row) if row["version"] != seen else {}
        return row_answer(request, layer, row, rights, headers=written)

    return handle


def _end(layer: Layer) -> Callable[..., Response]:
    def handle(request: Request, key: str, rights: Staff, body: Sent) -> Response:
        number, seen = _row_id(request, layer, key), seen_version(request)
        stored = store_of(request).row(layer.name, number)
        try:
            row = end_row(
                store_of(request),
                layer.name,
                number,
                end_of(body),
                seen_version=seen,
                rights=rights,
                why=why_of(body),
            )
        except StaleVersion as stale:
            raise _moved_on(layer, stale, seen, rights) from None
        ended = stored is None or row["version"] != stored["version"]
        written = _change_set_of(request, layer, row) if ended else {}
        return row_answer(request, layer, row, rights, headers=written)

    return handle


def with_area(store: Store, values: dict[str, Any]) -> dict[str, Any]:
    """The values with the id of the area for its key on the signs (EK), as a filter takes it; a key that
    leads nowhere stays, to be told of with the other faults.
    """
    if isinstance(values.get("area"), str):
        with suppress(Refused):
            return values | {"area": area_of(store, today(), values["area"])}
    return values


def _delete(request: Request) -> Never:
    raise NotAllowedHere(
        Said(
            f'Gelöscht wird nichts, nur beendet: POST {request.url.path}/end mit {{"on": "2026-11-22"}}.',
            f'Nothing is deleted here, only ended: POST {request.url.path}/end with {{"on": "2026-11-22"}}.',
        )
    )


def _change_set_of(request: Request, layer: Layer, row: dict[str, Any]) -> dict[str, str]:
    """The header that names what was just written, by which it can be taken back."""
    number = store_of(request).change_set_of(layer.name, row["id"], row["version"])
    return {"Signage-Change-Set": str(number)} if number else {}


def _row_id(request: Request, layer: Layer, key: str) -> int:
    """The id behind the key in the path: of municipalities the newest row with this AGS."""
    if layer.name != "municipality":
        return row_id(layer, key)
    rows = store_of(request).read("municipality", where={"ags": key[:40]})
    if not rows:
        raise no_such_row("municipality", key[:40])
    return max(int(row["id"]) for row in rows)


def _moved_on(layer: Layer, stale: StaleVersion, seen: int | None, rights: Rights) -> VersionMovedOn:
    current: dict[str, Any] = stale.current
    shown = {"seen_version": seen, "current_version": current["version"]}
    return VersionMovedOn(stale.message, shown | {"current": feature_of(layer, current, rights)})
