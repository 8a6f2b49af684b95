"""Reading: `/api/v1/{layer}` as GeoJSON by box, page and property, and one row by its id."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from signage.domain.keys import id_in, read_ags
from signage.domain.layers import LAYERS, Layer
from signage.domain.validity import is_valid, today
from signage.errors import NotFound, Said
from signage.services.editing import no_such_row
from signage.services.rights import Rights
from signage.store import Store
from signage.store.counts import rows_by_area
from signage.store.plain import cheap_count, plain_rows, plain_stamps
from signage_api.answers import GEOJSON, json_answer, unchanged
from signage_api.features import columns_of, feature_of, features
from signage_api.fragments import Fragments
from signage_api.parameters import Reader, RowQuery, day_of, row_query
from signage_api.rights import rights_of, staff_rights

PREFIX = "/api/v1"
Row = dict[str, Any]


def add_to(api: FastAPI) -> None:
    """A list and a single row for each layer."""
    api.state.fragments = Fragments()
    # SQLite gives up the interpreter at each row: lists made side by side take turns there row by row, all of
    # them slower than one after the other.
    api.state.listing = Lock()
    for layer in LAYERS.values():
        path = f"{PREFIX}/{layer.plural}"
        api.add_api_route(path, _list(layer), methods=["GET", "HEAD"])
        api.add_api_route(f"{path}/{{key}}", _one(layer), methods=["GET", "HEAD"])


def _list(layer: Layer) -> Callable[[Request], Response]:
    def handle(request: Request) -> Response:
        query = row_query(request, layer)
        rights = staff_rights(request) if query.is_private else rights_of(request)
        store: Store = request.app.state.store
        etag = f'W/"{store.state()}-{query.as_of}"'
        if rights.nowhere and (held := unchanged(request, etag)):
            return held
        with request.app.state.listing:
            body = collection(request, layer, reachable(query, rights), rights)
        return json_answer(
            request, body, media_type=GEOJSON, headers={"ETag": etag} if rights.nowhere else None
        )

    return handle


def reachable(query: RowQuery, rights: Rights) -> RowQuery:
    """The query, where it asks for what is not public, without the rows that the rights do not reach."""
    if not query.is_private or rights.reach is None:
        return query
    town = query.where.get("ags") or query.where.get("municipality")
    is_foreign = bool(town) and not rights.areas and town not in rights.reach.municipalities
    return replace(query, reach=rights.reach, nowhere=query.nowhere or is_foreign)


def collection(request: Request, layer: Layer, query: RowQuery, rights: Rights) -> dict[str, Any]:
    """One page of rows as a FeatureCollection with a link to the next."""
    store: Store = request.app.state.store
    beyond, rows = {"after": query.after, "limit": query.limit + 1}, list[tuple[Any, ...]]()
    if not query.nowhere and rights.nowhere:
        rows = list(plain_stamps(store, layer.name, **beyond, **query.filters))
    elif not query.nowhere:
        rows = plain_rows(store, layer.name, columns_of(layer.name), **beyond, **query.filters)
    page = rows[: query.limit]
    links = [_link(request, "self", {})]
    if len(rows) > query.limit:
        links.append(_link(request, "next", {"after": page[-1][0]}))
    is_all = len(rows) <= query.limit and not query.after
    return {
        "type": "FeatureCollection",
        "features": _shown(request, layer, page) if rights.nowhere else features(layer.name, page, rights),
        "links": links,
        "as_of": query.as_of,
        "number_returned": len(page),
        "number_matched": len(page) if is_all else cheap_count(store, layer.name, **query.filters),
    } | _counts(store, layer, page, query)


def _shown(request: Request, layer: Layer, stamps: list[Any]) -> orjson.Fragment:
    """What everybody may see of the rows."""
    state = request.app.state
    return orjson.Fragment(b"[" + b",".join(state.fragments.texts(state.store, layer.name, stamps)) + b"]")


def _counts(store: Store, layer: Layer, page: list[Any], query: RowQuery) -> dict[str, Any]:
    """How many firms and signs each of the areas has, beside the features: they are no properties that one
    could change.
    """
    if layer.name != "area" or query.as_of != today():
        return {}
    areas = [row[0] for row in page]
    return {
        f"{counted}_counts": {
            str(area): count for area, count in rows_by_area(store, counted, areas, as_of=query.as_of).items()
        }
        for counted in ("tenant", "sign")
    }


def _link(request: Request, rel: str, changed: dict[str, Any]) -> dict[str, str]:
    asked = urlencode({**request.query_params, **changed})
    href = request.app.state.settings.public_url + request.url.path + (f"?{asked}" if asked else "")
    return {"rel": rel, "href": href, "type": GEOJSON}


def _one(layer: Layer) -> Callable[[Request, str], Response]:
    def handle(request: Request, key: str) -> Response:
        rights = rights_of(request)
        if layer.name == "municipality":
            row, successor = _municipality(request, key)
            if row is None:
                base = request.app.state.settings.public_url
                return RedirectResponse(f"{base}{PREFIX}/municipalities/{successor}", 308)
        else:
            Reader(request, ()).finish()
            row = visible_row(request.app.state.store, layer, key, rights)
        return row_answer(request, layer, row, rights)

    return handle


def row_answer(
    request: Request,
    layer: Layer,
    row: Row,
    rights: Rights,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """One row as a feature; its ETag is its version, as `If-Match` names it."""
    etag = f'"{row["version"]}"'
    if status == 200 and rights.nowhere and (held := unchanged(request, etag)):
        return held
    kept = {"ETag": etag, **(headers or {})}
    return json_answer(
        request, feature_of(layer, row, rights), status=status, media_type=GEOJSON, headers=kept
    )


def visible_row(store: Store, layer: Layer, key: str, rights: Rights) -> Row:
    """The row with this id, as far as the caller may know of it; NotFound otherwise.

    A firm that has moved out, or is yet to come, is nobody's business but the municipality's.
    """
    row = store.row(layer.name, row_id(layer, key))
    if row is None or row["withdrawn_by"] is not None:
        raise no_such_row(layer.name, key)
    counts = is_valid(row["valid_from"], row["valid_to"], today())
    if layer.name == "tenant" and not counts and not rights.cover(row["municipality"], row["area"]):
        raise (
            _no_longer(row) if row["valid_to"] and row["valid_to"] <= today() else no_such_row("tenant", key)
        )
    return row


def _no_longer(firm: Row) -> NotFound:
    """What everybody may know of a firm that moved out: since when, and who can tell more."""
    number, day = firm["id"], firm["valid_to"]
    return NotFound(
        Said(
            f"Firma {number} ist seit dem {day:%d.%m.%Y} beendet. Die Gemeinde sieht den Eintrag weiter, "
            "mit ihrem Token („Authorization: Bearer …“).",
            f"Tenant {number} ended on {day}. Its municipality still sees the row, with its token "
            "('Authorization: Bearer ...').",
        )
    )


def row_id(layer: Layer, key: str) -> int:
    """The id in a path; NotFound when it cannot be one."""
    number = id_in(key)
    if number is None:
        raise no_such_row(layer.name, key[:40])
    return number


def _municipality(request: Request, key: str) -> tuple[Row | None, str]:
    """The municipality with this AGS on the day asked for; else the AGS that its successors lead to."""
    reader = Reader(request, ("as_of",))
    day = reader.read("as_of", day_of) or today()
    reader.finish()
    store: Store = request.app.state.store
    ags, seen = read_ags(key), set[str]()
    while ags and ags not in seen:
        seen.add(ags)
        rows = store.read("municipality", where={"ags": ags})
        valid = [row for row in rows if is_valid(row["valid_from"], row["valid_to"], day)]
        if valid:
            return (valid[0] if len(seen) == 1 else None), ags
        ags = next((row["successor"] for row in rows if row["successor"]), None)
        ends = [row["valid_to"] for row in rows if row["valid_to"] and row["valid_to"] <= day]
        if ends and not ags:
            raise _dissolved(rows[0], max(ends))
    raise no_such_row("municipality", key[:40])


def _dissolved(municipality: Row, day: date) -> NotFound:
    ags, last = municipality["ags"], day - timedelta(days=1)
    return NotFound(
        Said(
            f"Die Gemeinde {ags} gibt es seit dem {day:%d.%m.%Y} nicht mehr; sie zeigt ?as_of={last}.",
            f"The municipality {ags} ended on {day}; ?as_of={last} shows it as it was.",
        )
    )
