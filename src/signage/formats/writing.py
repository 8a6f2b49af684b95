"""Write layers as geodata: GDAL in a child process, GeoParquet by pyarrow."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from signage.domain.fields import GEOJSON_TYPES, Geometry
from signage.errors import Said, Unavailable, UntrustedFile
from signage.formats.lean import leave_out
from signage.processes import run_in_child
from signage.replacing import replaced

DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".json": "GeoJSON", ".kml": "KML"}
SECONDS = 900
MEGABYTES = 8192
# Seven decimals of a degree are a centimetre.
_OPTIONS = {"GeoJSON": {"RFC7946": "YES", "COORDINATE_PRECISION": "7"}, "KML": {}, "GPKG": {}}
_TITLES = {"name": "Name"}


def write_geodata(frames: Sequence[tuple[str, Geometry, Any]], path: Path) -> None:
    """Write (layer, geometry type, GeoDataFrame) to `path`, whose ending names the format; several layers
    where it holds them.

    Raises Unavailable when the file cannot be written; then `path` is as it was.
    """
    driver = DRIVERS[path.suffix.lower()]
    with tempfile.TemporaryDirectory(prefix="signage-") as work, replaced(path) as new:
        orders = []
        for layer, geometry, frame in frames:
            if driver != "GPKG":
                frame = frame.to_crs("EPSG:4326")
            if driver == "KML":
                frame = frame.rename(columns=_TITLES)
            part = Path(work) / f"{layer}.parquet"
            frame.to_parquet(part, index=False, geometry_encoding="WKB")
            orders.append((layer, geometry, str(part), str(frame.crs)))
        try:
            run_in_child(write_in_child, orders, str(new), driver, seconds=SECONDS, megabytes=MEGABYTES)
        except (Unavailable, UntrustedFile) as error:
            raise Unavailable(
                Said(
                    f"{path} lässt sich nicht schreiben; ist der Datenträger voll?",
                    f"{path} cannot be written; is the disk full?",
                )
            ) from error


def write_in_child(orders: Sequence[tuple[str, Geometry, str, str]], path: str, driver: str) -> int:
    """The child's part; gives the number of rows written."""
    leave_out("geopandas", "pandas")
    import pyarrow.parquet as pq
    import pyogrio

    rows = 0
    for number, (layer, geometry, part, crs) in enumerate(orders):
        table = pq.read_table(part)
        try:
            pyogrio.write_arrow(
                table.replace_schema_metadata(None),
                path,
                layer=layer,
                driver=driver,
                geometry_name="geometry",
                geometry_type=GEOJSON_TYPES[geometry],
                crs=crs,
                append=number > 0,
                layer_options=_OPTIONS[driver],
            )
        except (OSError, pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError) as error:
            raise Unavailable(
                Said(
                    f"Die Datei lässt sich nicht schreiben ({error}).",
                    f"The file cannot be written ({error}).",
                )
            ) from error
        rows += table.num_rows
    return rows


def write_parquet(frame: Any, path: Path) -> None:
    """Write a GeoDataFrame as GeoParquet in its own CRS."""
    with replaced(path) as new:
        frame.to_parquet(new, index=False, geometry_encoding="WKB")
