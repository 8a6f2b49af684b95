"""The archive itself: sorted rows become one PMTiles file, written by GDAL."""

import ctypes
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyogrio
import pyogrio.errors

from signage.errors import InvalidInput, Said, Unavailable
from signage.formats import gdal
from signage.formats.reading import private_copy
from signage.formats.tiles import kinds, sources
from signage.formats.tiles.recognition import source_kind

_READ, _WRITE = ("OSM", "GPKG"), ("GPKG", "SQLite", "PMTiles", "MVT")
_SORTED = "sorted.gpkg"
_TILE_BYTES = 2_000_000
_VECTOR = 4
Progress = Callable[[int, int], None]
_Report = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_double, ctypes.c_char_p, ctypes.c_void_p)


def gather(
    files: Sequence[str], work: str, given: Mapping[str, str], *, progress: Progress = lambda *_: None
) -> dict[str, Any]:
    """Sort what the files hold into tables of a GeoPackage in `work`, our own folder; for `run_in_child`.

    `given` says of tables of the GeoPackages what they are. The answer: features by layer, each table's
    layer, and the tables left out. Raises UntrustedFile for a file that cannot be read, InvalidInput where
    there is nothing to draw, Unavailable when the disk is full.
    """
    sorts = {path: source_kind(path) for path in map(Path, files)}
    folder = _prepared(work, _READ)
    packages = _packages([path for path, kind in sorts.items() if kind == "geopackage"], folder)
    sources.check_given(given, [table for _, tables in packages.values() for table in tables])
    gathered = _Gathered(folder / _SORTED)
    left_out: list[str] = []
    for number, path in enumerate(sorts):
        package = packages.get(path)
        found = _of(path.name, *package, given, left_out) if package else sources.osm_rows(path, folder)
        for rows in found:
            gathered.add(rows)
            progress(number, len(sorts))
    if not gathered.counts:
        raise InvalidInput(
            Said(
                "In den Dateien ist nichts, was eine Karte zeichnet: weder Straße noch Gebäude noch Fläche.",
                "The files hold nothing that a map draws: no road, no building, no surface.",
            )
        )
    return {"counts": gathered.counts, "layers": gathered.layers, "left_out": left_out}


def write_tiles(
    work: str, layers: Mapping[str, str], out: str, *, progress: Progress = lambda *_: None
) -> None:
    """Make `out` from what `gather` has sorted in `work`; for `run_in_child`, in a process of its own:
    writing needs drivers that no stranger's file may meet.

    What ogr2ogr does, and pyogrio does not offer: several layers into one file.
    """
    source = _prepared(work, _WRITE) / _SORTED
    library = _library()
    words = ["-progress", "-f", "PMTiles"]
    for name, value in _options(layers).items():
        words += ["-dsco", f"{name}={value}"]
    listed = (ctypes.c_char_p * (len(words) + 1))(*(word.encode() for word in words), None)
    chosen = library.GDALVectorTranslateOptionsNew(listed, None)

    def tell(share: float, _text: bytes, _more: int) -> int:
        progress(int(share * 100), 100)
        return 1

    report = _Report(tell)  # kept for as long as GDAL calls it
    library.GDALVectorTranslateOptionsSetProgress(chosen, report, None)
    opened = library.GDALOpenEx(str(source).encode(), _VECTOR, None, None, None)
    handles, wrong = (ctypes.c_void_p * 1)(opened), ctypes.c_int(0)
    made = library.GDALVectorTranslate(out.encode(), None, 1, handles, chosen, ctypes.byref(wrong))
    failed = not made or wrong.value or library.GDALClose(made) or not Path(out).is_file()
    library.GDALClose(opened)
    if failed:
        raise _no_room(library.CPLGetLastErrorMsg().decode("utf-8", "replace"))


def _options(layers: Mapping[str, str]) -> dict[str, Any]:
    """What GDAL is to know of the archive: a layer of it for each of ours, from its zoom on."""
    zooms = {
        table: {
            "target_name": layer,
            "minzoom": kinds.LAYERS[layer],
            "maxzoom": kinds.MAX_ZOOM,
        }
        for table, layer in layers.items()
    }
    whole = {"MINZOOM": kinds.MIN_ZOOM, "MAXZOOM": kinds.MAX_ZOOM, "MAX_SIZE": _TILE_BYTES}
    return {**whole, "CONF": json.dumps(zooms)}


def _prepared(work: str, drivers: Sequence[str]) -> Path:
    gdal.keep_only(*drivers)
    # What GDAL puts aside lies where the answer will lie: there is room, or it is said.
    pyogrio.set_gdal_config_options({"CPL_TMPDIR": work, "OGR_SQLITE_SYNCHRONOUS": "OFF"})
    return Path(work)


def _packages(paths: Sequence[Path], folder: Path) -> dict[Path, tuple[Path, list[str]]]:
    """Each GeoPackage with its copy, in a folder of its own for names may be alike, and its tables."""
    found = {}
    for number, path in enumerate(paths):
        own = folder / str(number)
        own.mkdir()
        copy = private_copy(path, own / path.name)
        found[path] = copy, gdal.tables_of(copy)
    return found


def _of(
    name: str, copy: Path, tables: Sequence[str], given: Mapping[str, str], left_out: list[str]
) -> Iterator[sources.Rows]:
    """The rows of a GeoPackage; its tables that are not drawn go to `left_out`."""
    parts = sources.parts_of(name, tables, given)
    left_out += [table for table in tables if table not in parts]
    yield from sources.geopackage_rows(copy, parts)


class _Gathered:
    """The sorted rows in a GeoPackage of our own: a table for each layer and CRS."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._names: dict[tuple[str, str], str] = {}
        self.counts: dict[str, int] = {}
        self.layers: dict[str, str] = {}

    def add(self, rows: sources.Rows) -> None:
        layer, table, crs = rows
        name = self._names.setdefault((layer, crs), f"{layer}_{len(self._names)}")
        try:
            pyogrio.write_arrow(
                table,
                self.path,
                layer=name,
                driver="GPKG",
                geometry_name="geometry",
                geometry_type="Unknown",
                crs=crs,
                append=name in self.layers,
                layer_options={"SPATIAL_INDEX": "NO"},
            )
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
            raise _no_room(str(error)) from error
        self.layers[name] = layer
        self.counts[layer] = self.counts.get(layer, 0) + table.num_rows


def _library() -> Any:
    library = ctypes.CDLL(gdal.loaded_library())
    pointer = ctypes.c_void_p
    library.GDALOpenEx.restype = library.GDALVectorTranslate.restype = pointer
    library.GDALOpenEx.argtypes = [ctypes.c_char_p, ctypes.c_uint, pointer, pointer, pointer]
    library.GDALVectorTranslateOptionsNew.restype = pointer
    library.GDALVectorTranslateOptionsNew.argtypes = [pointer, pointer]
    library.GDALVectorTranslateOptionsSetProgress.argtypes = [pointer, _Report, pointer]
    library.GDALVectorTranslateOptionsSetProgress.restype = None
    library.GDALVectorTranslate.argtypes = [ctypes.c_char_p, pointer, ctypes.c_int, pointer, pointer, pointer]
    library.GDALClose.argtypes = [pointer]
    library.CPLGetLastErrorMsg.restype = ctypes.c_char_p
    return library


def _no_room(said: str) -> Unavailable:
    why = said.partition(" failed:")[2].strip() or said  # without the statement before it
    return Unavailable(
        Said(
            f"Die Karte ließ sich nicht schreiben; ist auf dem Datenträger noch Platz? ({why})",
            f"The map could not be written; is there room left on the disk? ({why})",
        )
    )
