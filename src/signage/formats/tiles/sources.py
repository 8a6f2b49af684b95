"""Files of OpenStreetMap and GeoPackages, read in batches and sorted into the layers of a base map."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyogrio

from signage.domain.names import fold_heading
from signage.errors import InvalidInput, Said, UntrustedFile, known
from signage.formats import gdal
from signage.formats.tiles import kinds
from signage.formats.tiles.kinds import Kind

_BATCH = 20_000
_OSM_CONFIG = """attribute_name_laundering=no
closed_ways_are_polygons=amenity,building,landuse,leisure,natural,waterway=riverbank
[points]
osm_id=no
attributes=name,place
[lines]
osm_id=no
attributes=name,ref,highway,railway,waterway
[multipolygons]
osm_id=no
attributes=name,building,natural,waterway,landuse,leisure,amenity
"""
Sorter = Callable[..., Kind | None]
_OSM: Mapping[str, tuple[Sorter, tuple[str, ...]]] = {
    "lines": (kinds.line_kind, ("highway", "railway", "waterway")),
    "multipolygons": (
        kinds.surface_kind,
        ("building", "natural", "waterway", "landuse", "leisure", "amenity"),
    ),
    "points": (kinds.place_kind, ("place",)),
}
# Rows of one layer of the base map: a table with name, ref, kind and geometry, in the CRS.
Rows = tuple[str, pa.Table, str]


def osm_rows(path: Path, work: Path) -> Iterator[Rows]:
    """The drawn features of an OpenStreetMap file, batch by batch; `work` is for GDAL's own notes."""
    config = work / "osmconf.ini"
    config.write_text(_OSM_CONFIG, encoding="utf-8")
    for layer, (sorter, tags) in _OSM.items():
        with _opened(path, layer, CONFIG_FILE=str(config)) as (meta, batches):
            for batch in batches:
                found = [
                    sorter(*values) for values in zip(*(_texts(batch, tag) for tag in tags), strict=True)
                ]
                yield from _sorted(batch, found, meta, name="name", ref="ref" if layer == "lines" else "")


def check_given(given: Mapping[str, str], tables: Sequence[str]) -> None:
    """Raise InvalidInput unless `given` (table -> part of the base map) names parts, and tables of the
    GeoPackages.
    """
    for table, part in given.items():
        if part not in kinds.PARTS:
            raise InvalidInput(known(Said("Den Teil der Karte", "part of the map"), part, kinds.PARTS))
        if table not in tables:
            raise InvalidInput(known(Said("Die Ebene", "layer"), table, tables))


def parts_of(name: str, tables: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """Table -> part of the base map, of the GeoPackage called `name`: as `given`, else by the table's name.

    Raises InvalidInput where nothing is left to draw.
    """
    told = {table: given.get(table) or kinds.PART_BY_NAME.get(fold_heading(table)) for table in tables}
    parts = {table: part for table, part in told.items() if part}
    if not parts:
        listed = ", ".join(tables) or "-"
        raise InvalidInput(
            Said(
                f"Keine Ebene von {name} lässt sich zuordnen ({listed}). "
                "Ordnen Sie zu: --layer roads=NAME, auch land, water, buildings, places.",
                f"No layer of {name} can be told what it is ({listed}). "
                "Say so: --layer roads=NAME, also land, water, buildings, places.",
            )
        )
    return parts


def geopackage_rows(path: Path, parts: Mapping[str, str]) -> Iterator[Rows]:
    """The features of the tables, batch by batch."""
    for table, part in parts.items():
        with _opened(path, table) as (meta, batches):
            if not meta["crs"]:
                raise InvalidInput(
                    Said(
                        f"Die Ebene {table} nennt kein Koordinatensystem.",
                        f"The layer {table} names no coordinate system.",
                    )
                )
            columns = {role: _column(meta["fields"], role) for role in ("name", "ref", part)}
            for batch in batches:
                found = [kinds.kind_in(part, word) for word in _texts(batch, columns[part])]
                yield from _sorted(batch, found, meta, name=columns["name"], ref=columns["ref"])


@contextmanager
def _opened(path: Path, layer: str, **options: Any) -> Iterator[tuple[dict[str, Any], Any]]:
    gdal.last_failure()
    try:
        opened = pyogrio.open_arrow(path, layer=layer, use_pyarrow=True, batch_size=_BATCH, **options)
        with opened as (meta, batches):
            yield meta, batches
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pa.ArrowInvalid, OSError) as error:
        raise _damaged(path, str(error)) from error
    if failure := gdal.last_failure():
        raise _damaged(path, failure)


def _damaged(path: Path, why: str) -> UntrustedFile:
    return UntrustedFile(
        Said(
            f"{path.name} ist beschädigt oder unvollständig ({why}).",
            f"{path.name} is damaged or incomplete ({why}).",
        )
    )


def _column(fields: Sequence[str], role: str) -> str:
    """The first column for a role, as the table spells it; empty where there is none."""
    by_name = {fold_heading(name): name for name in reversed(list(fields))}
    return next(
        (by_name[fold_heading(name)] for name in kinds.COLUMNS[role] if fold_heading(name) in by_name), ""
    )


def _texts(batch: pa.RecordBatch, column: str) -> list[str | None]:
    if not column:
        return [None] * batch.num_rows
    return [None if value is None else str(value) for value in batch.column(column).to_pylist()]


def _sorted(
    batch: pa.RecordBatch, found: Sequence[Kind | None], meta: Mapping[str, Any], *, name: str, ref: str
) -> Iterator[Rows]:
    geometry = meta["geometry_name"] or "wkb_geometry"
    shapes = batch.column(geometry)
    by_layer: dict[str, list[int]] = {}
    for at, kind in enumerate(found):
        if kind is not None and shapes[at].is_valid:
            by_layer.setdefault(kind.layer, []).append(at)
    for layer, rows in by_layer.items():
        taken = batch.take(pa.array(rows))
        words = [kind.kind for at in rows if (kind := found[at])]
        table = pa.table(
            {
                "name": pa.array(_texts(taken, name), pa.string()),
                "ref": pa.array(_texts(taken, ref), pa.string()),
                "kind": pa.array(words, pa.string()),
                "geometry": pa.array(taken.column(geometry).to_pylist(), pa.binary()),
            }
        )
        yield layer, table, str(meta["crs"])
