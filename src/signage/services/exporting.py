"""Take the inventory out: GeoPackage, GeoJSON, GeoParquet, KML, CSV and XLSX, by the ending of the file.

Fields that are not for everybody are left out unless asked for. An exported file can be imported
again, with nothing changed.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any

from signage.domain.audience import private_columns
from signage.domain.layers import BY_PLURAL, LAYERS, THE_LAYER, Field, Layer, layer_called
from signage.errors import InvalidInput, Said, known
from signage.store import Store, require_no_store

ALL = "all"
SUFFIXES = (".gpkg", ".geojson", ".json", ".parquet", ".csv", ".xlsx", ".kml")
_SEVERAL = (".gpkg", ".xlsx", ".kml")
_NEVER = frozenset({"withdrawn_by"})
_NAMES = {
    "area": ("area_name", "Name des Gebiets"),
    "municipality": ("municipality_name", "Name der Gemeinde"),
}

Progress = Callable[[int, int, str], None]


def export(
    store: Store,
    layer_plural: str,
    path: str | PathLike[str],
    *,
    as_of: date | None = None,
    personal: bool = False,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Write a layer, or with `all` every layer, to `path`; gives the number of rows of each layer.

    `as_of` keeps what is valid on that day (None: of all times). What is not for everybody (phone, e-mail,
    contact, consent, notes) comes along with `personal` only. GeoJSON and KML are in EPSG:4326, all else in
    EPSG:25832. Raises InvalidInput on an unknown layer or ending, NotFound when the folder does not exist,
    Conflict when `path` is a store, Unavailable when the disk is full.
    """
    target = Path(path)
    layers = _layers(layer_plural, target)
    require_no_store(target)
    say = progress or (lambda _done, _total, _phase: None)
    if target.suffix.lower() in (".csv", ".xlsx"):
        return _write_tables(store, layers, target, as_of, personal, say)
    return _write_frames(store, layers, target, as_of, personal, say)


def _layers(plural: str, path: Path) -> Sequence[Layer]:
    if path.suffix.lower() not in SUFFIXES:
        raise InvalidInput(known(Said("Das Format", "format"), path.suffix or path.name, SUFFIXES))
    if plural in (ALL, "alle"):
        if path.suffix.lower() not in _SEVERAL:
            raise InvalidInput(
                Said(
                    f"{path.suffix} nimmt nur eine Ebene auf; für alle: {', '.join(_SEVERAL)}.",
                    f"{path.suffix} holds one layer only; for all of them: {', '.join(_SEVERAL)}.",
                )
            )
        return list(LAYERS.values())
    layer = layer_called(plural)
    if layer is None:
        raise InvalidInput(known(THE_LAYER, plural, [*BY_PLURAL, ALL]))
    return [layer]


def columns_of(layer: Layer, *, personal: bool) -> list[Field]:
    """The fields that an export carries."""
    hidden = _NEVER if personal else _NEVER | private_columns(layer.name)
    return [layer.field(name) for name in layer.columns if name not in hidden]


def _write_frames(
    store: Store, layers: Sequence[Layer], path: Path, as_of: date | None, personal: bool, say: Progress
) -> dict[str, int]:
    from signage.formats.writing import write_geodata, write_parquet
    from signage.store.frames import frame

    frames = []
    for done, layer in enumerate(layers):
        say(done, len(layers), "lesen")
        rows = frame(store, layer.name, as_of=as_of).reset_index()
        kept = ["id", *(field.name for field in columns_of(layer, personal=personal)), "geometry"]
        frames.append((layer.name, layer.geometry, _typed(layer, rows[kept])))
    say(0, len(layers), "schreiben")
    if path.suffix.lower() == ".parquet":
        write_parquet(frames[0][2], path)
    else:
        write_geodata(frames, path)
    say(len(layers), len(layers), "fertig")
    return {layer.plural: len(rows) for layer, (_, _, rows) in zip(layers, frames, strict=True)}


def _typed(layer: Layer, rows: Any) -> Any:
    """The frame with dates that are dates also where a column is empty."""
    import pandas as pd
    import pyarrow as pa

    days = pd.ArrowDtype(pa.date32())
    return rows.astype(
        {name: days for name in rows.columns if name in layer.columns and layer.field(name).kind == "date"}
    )


def _write_tables(
    store: Store, layers: Sequence[Layer], path: Path, as_of: date | None, personal: bool, say: Progress
) -> dict[str, int]:
    from signage.formats.csv_files import write_csv
    from signage.formats.sheets import Sheet, write_sheets

    german = path.suffix.lower() == ".xlsx"
    names = _names(store)
    sheets, counts = [], {}
    for done, layer in enumerate(layers):
        say(done, len(layers), "lesen")
        rows = store.read(layer.name, as_of=as_of)
        fields = columns_of(layer, personal=personal)
        headings, cells = _table(layer, fields, rows, names, german=german)
        sheets.append(Sheet(name=layer.german, headings=headings, rows=cells))
        counts[layer.plural] = len(rows)
    say(0, len(layers), "schreiben")
    if german:
        write_sheets(path, sheets)
    else:
        write_csv(path, sheets[0].headings, sheets[0].rows)
    say(len(layers), len(layers), "fertig")
    return counts


def _names(store: Store) -> Mapping[str, Mapping[Any, str]]:
    areas = {row["id"]: row["name"] for row in store.read("area")}
    towns = {row["ags"]: row["name"] for row in store.read("municipality")}
    return {"area": areas, "municipality": towns}


def _table(
    layer: Layer,
    fields: Sequence[Field],
    rows: Sequence[Mapping[str, Any]],
    names: Mapping[str, Mapping[Any, str]],
    *,
    german: bool,
) -> tuple[list[str], list[list[Any]]]:
    """Headings and cells; a workbook for clerks speaks German, a CSV for programs the names of the fields."""
    headings, columns = ["id"], [[row["id"] for row in rows]]
    for field in fields:
        headings.append(field.german if german else field.name)
        columns.append([_cell(field, row[field.name], german=german) for row in rows])
        if field.name in _NAMES:
            headings.append(_NAMES[field.name][german])
            columns.append([names[field.name].get(row[field.name]) for row in rows])
    for heading, column in _positions(layer, rows, german=german):
        headings.append(heading)
        columns.append(column)
    return headings, [list(cells) for cells in zip(*columns, strict=True)]


def _cell(field: Field, value: Any, *, german: bool) -> Any:
    if german and field.choices and value in field.choices:
        return field.choices[value][0]
    return value.isoformat() if field.name == "changed_at" else value


def _positions(
    layer: Layer, rows: Sequence[Mapping[str, Any]], *, german: bool
) -> list[tuple[str, list[Any]]]:
    """Easting and northing of points, the outline of everything else as text (EPSG:25832)."""
    import numpy as np
    import shapely

    shapes = shapely.from_wkb(np.array([row["geometry"] for row in rows], dtype=object))
    if layer.geometry != "POINT":
        return [("geometry", list(shapely.to_wkt(shapes, rounding_precision=3)))]
    numbers = [(None if np.isnan(x) else round(x, 3), None if np.isnan(y) else round(y, 3))
               for x, y in zip(shapely.get_x(shapes), shapely.get_y(shapes), strict=True)]  # fmt: skip
    titles = ("Rechtswert", "Hochwert") if german else ("x", "y")
    return [(titles[0], [x for x, _ in numbers]), (titles[1], [y for _, y in numbers])]
