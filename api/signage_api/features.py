"""Rows as GeoJSON features, with as many of their properties as the reader may see."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson

from signage.domain.faces import document
from signage.domain.layers import COMMON, LAYERS, Layer
from signage.domain.validity import today
from signage.services.degrees import as_geojson
from signage.services.tokens import Rights
from signage.store.types import instant_text

_HIDDEN = frozenset({"withdrawn_by"})
_WITH_CONSENT = frozenset({"phone", "web"})
_TRUTH = {None: None, 0: False, 1: True}
Plain = Sequence[Any]


@cache
def columns_of(layer: str, *, public: bool = False) -> tuple[str, ...]:
    """The columns read of a row, in the order of its properties; `public` leaves out private ones."""
    hidden = _HIDDEN | (private_columns(layer) - _WITH_CONSENT if public else frozenset())
    return ("id", *(name for name in LAYERS[layer].columns if name not in hidden))


@cache
def private_columns(layer: str) -> frozenset[str]:
    """The properties that only the staff of the row's municipality sees."""
    table = LAYERS[layer]
    named = {field.name for field in (*table.fields, *COMMON) if field.personal}
    return frozenset(named | ({"note"} & set(table.columns)))


@cache
def _truths(layer: str) -> tuple[str, ...]:
    return tuple(field.name for field in LAYERS[layer].fields if field.kind == "bool")


@cache
def documents(layer: str) -> tuple[str, ...]:
    """The columns that are shown as objects."""
    return tuple(field.name for field in LAYERS[layer].fields if field.kind == "json")


def features(layer: str, rows: Sequence[Plain], rights: Rights) -> list[dict[str, Any]]:
    """A feature for each row: the columns of `columns_of`, public for who has no rights, then the WKB."""
    names = columns_of(layer, public=rights.nowhere)
    shown = [dict(zip(names, row, strict=False)) for row in rows]
    _finish(layer, shown, rights)
    geometries = as_geojson([row[-1] for row in rows])
    return [
        {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": row}
        for row, geometry in zip(shown, geometries, strict=True)
    ]


def _finish(layer: str, rows: Sequence[dict[str, Any]], rights: Rights) -> None:
    """Say what columns hold in JSON's own kinds, and take away what the reader may not see."""
    _open(layer, rows)
    if layer == "municipality":
        for row in rows:
            row["id"] = row["ags"]
    if not rights.everywhere and private_columns(layer) and (layer == "tenant" or not rights.nowhere):
        for row in rows:
            if rights.nowhere or not rights.cover(_belongs(layer, row)):
                _hide(layer, row)


def _open(layer: str, rows: Sequence[dict[str, Any]]) -> None:
    for name in _truths(layer):
        for row in rows:
            row[name] = _TRUTH[row[name]]
    for name in documents(layer):
        for row in rows:
            if row.get(name):
                row[name] = document(row[name])


def feature_of(layer: Layer, row: dict[str, Any], rights: Rights) -> dict[str, Any]:
    """The feature of a row as the store gives it."""
    names = columns_of(layer.name, public=rights.nowhere)
    plain = {**row, "changed_at": instant_text(row["changed_at"])}
    [feature] = features(layer.name, [(*(plain[name] for name in names), row["geometry"])], rights)
    return feature


def _belongs(layer: str, row: dict[str, Any]) -> str | None:
    return row["ags"] if layer == "municipality" else row.get("municipality")


def _hide(layer: str, row: dict[str, Any]) -> None:
    shown = _WITH_CONSENT if has_consented(row) else frozenset()
    for name in private_columns(layer) - shown:
        row.pop(name, None)


def has_consented(row: dict[str, Any]) -> bool:
    """Whether the firm agreed that its telephone and web address are shown (GewO § 14(5) covers neither)."""
    on = row.get("consented_on")
    return row.get("legal_basis") == "consent" and on is not None and str(on) <= today().isoformat()


def as_json(value: Any) -> bytes:
    """JSON text; instants in UTC end in `Z`."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)
