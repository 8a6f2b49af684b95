"""Finding: a search over areas, tenants, signs, roads and municipalities; counts by squares for maps."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import Response

from signage.codes import token as tokens
from signage.domain.layers import LAYERS, Layer
from signage.domain.names import LONGEST_QUERY, folded
from signage.domain.validity import is_valid, today
from signage.errors import InvalidInput, Said
from signage.services.degrees import Box, boxes_in_degrees
from signage.services.rights import NOBODY
from signage.services.values import Refused
from signage.store import Store
from signage.store.clusters import Cluster, clusters
from signage.store.counts import rows_by_area
from signage.store.reach import Reach
from signage.store.search import COLUMNS, find_rows, nearest_rows
from signage_api.answers import GEOJSON, json_answer
from signage_api.features import feature_of
from signage_api.parameters import Reader, RowQuery, number_of, row_query
from signage_api.rights import rights_of, staff_rights
from signage_api.routes.rows import PREFIX, reachable

FOUND = 20
CELLS, MOST_CELLS = 24, 96
_SMALLEST_CELL_M = 16.0


def add_to(api: FastAPI) -> None:
    """The search, and the counts of each layer."""
    # The application's own, so that a store that was closed is not kept alive behind it.
    api.state.counted = lru_cache(maxsize=32)(_counted)
    api.add_api_route(f"{PREFIX}/search", _search, methods=["GET", "HEAD"])
    for layer in LAYERS.values():
        # Before the rows: `clusters` is no id.
        api.add_api_route(f"{PREFIX}/{layer.plural}/clusters", _clusters(layer), methods=["GET", "HEAD"])


def _search(request: Request) -> Response:
    reader = Reader(request, ("q", "limit"))
    query = reader.read("q", _words)
    limit = reader.read("limit", number_of(1, 50)) or FOUND
    reader.finish()
    if query is None:
        raise InvalidInput(
            Said("Wonach soll gesucht werden? ?q=...", "What is to be found? ?q=..."),
            {"q": Said("Das fehlt.", "This is missing.")},
        )
    found, nearest = _by_code(request, query) or _by_words(request, query, limit), False
    if not found:
        found, nearest = _nearest(request, query, limit), True
    body = {"type": "FeatureCollection", "features": found, "nearest": nearest and bool(found)}
    return json_answer(
        request, body | _counts(request, found) | _area_names(request, found), media_type=GEOJSON
    )


def _nearest(request: Request, query: str, limit: int) -> list[dict[str, Any]]:
    """What differs from the query by a slip or two."""
    store: Store = request.app.state.store
    near = [
        (wrong, layer, row)
        for layer in COLUMNS
        for wrong, row in nearest_rows(store, layer, query, as_of=today(), limit=limit)
    ]
    near.sort(key=lambda entry: entry[0])
    return [_found(layer, row) for _, layer, row in near[:limit]]


def _counts(request: Request, found: list[dict[str, Any]]) -> dict[str, Any]:
    areas = [feature["id"] for feature in found if feature["properties"]["layer"] == "areas"]
    counts = rows_by_area(request.app.state.store, "tenant", areas, as_of=today()) if areas else {}
    return {"tenant_counts": {str(area): count for area, count in counts.items()}}


def _area_names(request: Request, found: list[dict[str, Any]]) -> dict[str, Any]:
    """Of the areas that what was found belongs to: streets of one name there are in many."""
    store: Store = request.app.state.store
    ids = {feature["properties"].get("area") for feature in found} - {None}
    rows = [row for row in store.read_ids("area", list(ids)) if row["withdrawn_by"] is None]
    return {"area_names": {str(row["id"]): row["name"] for row in rows if row["name"]}}


def _words(text: str) -> str:
    if len(text) > LONGEST_QUERY:
        raise Refused(f"Höchstens {LONGEST_QUERY} Zeichen.", f"At most {LONGEST_QUERY} characters.")
    return text.replace("\0", " ")


def _by_code(request: Request, query: str) -> list[dict[str, Any]]:
    try:
        token = tokens.normalise(query)
    except InvalidInput:
        return []
    row = request.app.state.store.sign_of(token)
    if row is None or row["withdrawn_by"] or not is_valid(row["valid_from"], row["valid_to"], today()):
        return []
    return [_found("sign", row)]


def _by_words(request: Request, query: str, limit: int) -> list[dict[str, Any]]:
    """What begins with the query first; among equals areas, tenants, signs, roads, municipalities."""
    store: Store = request.app.state.store
    sought = folded(query).strip()
    ranked = []
    for layer, columns in COLUMNS.items():
        for row in find_rows(store, layer, query, as_of=today(), limit=limit):
            begins = folded(row[columns[0]] or "").startswith(sought)
            ranked.append((not begins, layer, row))
    ranked.sort(key=lambda entry: entry[0])
    return [_found(layer, row) for _, layer, row in ranked[:limit]]


def _found(layer: str, row: dict[str, Any]) -> dict[str, Any]:
    feature = feature_of(LAYERS[layer], row, NOBODY)
    feature["properties"]["layer"] = LAYERS[layer].plural
    return feature


def _clusters(layer: Layer) -> Callable[[Request], Response]:
    def handle(request: Request) -> Response:
        query = row_query(request, layer, {"cells": number_of(1, MOST_CELLS)}, but=("limit", "after"))
        if query.bbox is None and not query.nowhere:
            raise InvalidInput(
                Said(
                    "Welcher Ausschnitt? ?bbox=West,Süd,Ost,Nord", "Which part? ?bbox=west,south,east,north"
                ),
                {"bbox": Said("Das fehlt.", "This is missing.")},
            )
        rights = staff_rights(request) if query.is_private else rights_of(request)
        reached = reachable(query, rights)
        found = [] if reached.nowhere else _count(request.app.state, layer, reached)
        body = {"type": "FeatureCollection", "features": [_square(*pair) for pair in _with_squares(found)]}
        return json_answer(request, body, media_type=GEOJSON)

    return handle


def _count(state: State, layer: Layer, query: RowQuery) -> list[Cluster]:
    assert query.bbox is not None
    store: Store = state.store
    west, south, east, north = query.bbox
    side = max(east - west, north - south, 1.0) / (query.more.get("cells") or CELLS)
    # A power of two: squares of one zoom fit into those of the next, and a moved map asks for the same.
    cell_m = max(_SMALLEST_CELL_M, 2.0 ** math.ceil(math.log2(side)))
    box = tuple(edge(value / cell_m) * cell_m for edge, value in zip(_OUTWARDS, query.bbox, strict=True))
    filters = tuple(sorted(query.where.items()))
    asked = (box, cell_m, query.as_of, filters, query.reach)
    found: list[Cluster] = state.counted(store, store.state(), layer.name, *asked)
    return found


_OUTWARDS = (math.floor, math.floor, math.ceil, math.ceil)


def _counted(
    store: Store,
    _state: str,
    layer: str,
    box: Box,
    cell_m: float,
    as_of: Any,
    filters: tuple[Any, ...],
    reach: Reach | None,
) -> list[Cluster]:
    """Kept until the next change of the store: everybody who looks at the whole country asks the same."""
    return clusters(store, layer, bbox=box, cell_m=cell_m, as_of=as_of, where=dict(filters), reach=reach)


def _with_squares(found: list[Cluster]) -> list[tuple[Cluster, Box, Box]]:
    squares = boxes_in_degrees([cluster.square for cluster in found])
    places = boxes_in_degrees([(cluster.x, cluster.y, cluster.x, cluster.y) for cluster in found])
    return list(zip(found, squares, places, strict=True))


def _square(cluster: Cluster, square: Box, place: Box) -> dict[str, Any]:
    return {
        "type": "Feature",
        "bbox": square,
        "geometry": {"type": "Point", "coordinates": place[:2]},
        "properties": {"count": cluster.rows},
    }
