"""Rows as GeoJSON features, with as many of their properties as the reader may see."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import orjson

from signage.domain.audience import columns_for, has_consented, open_consents, private_columns
from signage.domain.faces import document
from signage.domain.layers import LAYERS, Layer
from signage.domain.validity import today
from signage.services.degrees import as_geojson
from signage.services.rights import Rights
from signage.store.types import instant_text

_HIDDEN = frozenset({"withdrawn_by"})
_OF_CONSENT = frozenset({"legal_basis", "consented_on", "consents"})  # read, to judge by, whoever asks
_TRUTH = {None: None, 0: False, 1: True}
Plain = Sequence[Any]


@cache
def columns_of(layer: str, *, public: bool = False) -> tuple[str, ...]:
    """The columns read of a row, in the order of its properties; `public` leaves out private ones."""
    table = LAYERS[layer]
    hidden = _HIDDEN | (columns_for(layer, "staff") - _OF_CONSENT if public else frozenset())
    return ("id", *(name for name in table.columns if name not in hidden))


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
    by_consent = columns_for(layer, "consent")
    if not rights.everywhere and private_columns(layer) and (by_consent or not rights.nowhere):
        day = today()
        for row in rows:
            if rights.nowhere or not rights.cover(*_belongs(layer, row)):
                _hide(layer, row, day)


def _open(layer: str, rows: Sequence[dict[str, Any]]) -> None:
    for name in _truths(layer):
        for row in rows:
            row[name] = _TRUTH.get(row[name])
    for name in documents(layer):
        for row in rows:
            if row.get(name) is not None:
                row[name] = document(name, row[name])


def feature_of(layer: Layer, row: dict[str, Any], rights: Rights) -> dict[str, Any]:
    """The feature of a row as the store gives it."""
    [feature] = features_of(layer, [row], rights)
    return feature


def features_of(layer: Layer, rows: Sequence[dict[str, Any]], rights: Rights) -> list[dict[str, Any]]:
    """The features of rows as the store gives them."""
    names = columns_of(layer.name, public=rights.nowhere)
    plain = [{**row, "changed_at": instant_text(row["changed_at"])} for row in rows]
    return features(layer.name, [(*(row[name] for name in names), row["geometry"]) for row in plain], rights)


def _belongs(layer: str, row: dict[str, Any]) -> tuple[str | None, int | None]:
    """The municipality and the area of a row; an area is its own."""
    if layer == "municipality":
        return row["ags"], None
    return row.get("municipality"), row["id"] if layer == "area" else row.get("area")


def _hide(layer: str, row: dict[str, Any], day: date) -> None:
    kinds = open_consents(row.get("consents"), row.get("legal_basis"), row.get("consented_on"), day)
    for name in private_columns(layer):
        if not has_consented(name, kinds):
            row.pop(name, None)


def as_json(value: Any) -> bytes:
    """JSON text; instants in UTC end in `Z`."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)
