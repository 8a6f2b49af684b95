"""A synthetic Germany: invented municipalities, areas, tenants and signs in the numbers of the whole country.

`python -m bench.germany make DIR --scale 1.0` writes four GeoPackages that `signage import` reads; the same
scale gives the same files. At scale 1: 15,158 municipalities on a grid of 6 km, 70,000 areas, 1,000,000
tenants, 300,000 signs, all in EPSG:25832.
"""

import argparse
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

CRS = "EPSG:25832"
AREAS, TENANTS, SIGNS = 70_000, 1_000_000, 300_000
WEST, SOUTH, EAST, NORTH = 280_000.0, 5_240_000.0, 920_000.0, 6_102_000.0
CELL_M = 6_000.0
TYPES = ("BEG", "INF", "SAM", "EIN", "HSN")
STEMS = ("Muster", "Beispiel", "Probe", "Nord", "Süd", "Berg", "Tal", "Feld", "Wald", "See", "Stein", "Mühl")
TRADES = (
    "Logistik",
    "Metallbau",
    "Werkzeugbau",
    "Kälte",
    "Druck",
    "Möbel",
    "Labor",
    "Energie",
    "Handel",
    "Bau",
)
FORMS = ("GmbH", "GmbH & Co. KG", "AG", "e. K.", "KG", "UG (haftungsbeschränkt)")


def municipalities(scale: float) -> gpd.GeoDataFrame:
    """Squares of 6 km, row by row from the south-west, until the scaled number of areas has room."""
    columns, rows = int((EAST - WEST) // CELL_M), int((NORTH - SOUTH) // CELL_M)
    count = max(4, int(columns * rows * min(1.0, scale * 1.05)))
    at = np.arange(count)
    x, y = WEST + (at % columns) * CELL_M, SOUTH + (at // columns) * CELL_M
    keys = [f"{1 + n // 1000:02d}{n % 1000:06d}" for n in at]
    data = {"ags": keys, "name": [f"Musterstadt {n}" for n in at], "district": [key[:5] for key in keys]}
    return gpd.GeoDataFrame(
        data | _source("m", count), geometry=shapely.box(x, y, x + CELL_M, y + CELL_M), crs=CRS
    )


def areas(homes: gpd.GeoDataFrame, count: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Squares of 300 to 700 m, at most nine to a municipality, none overlapping another."""
    home = np.arange(count) % len(homes)
    place = np.arange(count) // len(homes)
    bounds = homes.geometry.bounds.to_numpy()[home]
    size = rng.uniform(300, 700, count)
    x, y = bounds[:, 0] + 1_000 * (place % 3) * 2 + 200, bounds[:, 1] + 1_000 * (place // 3) * 2 + 200
    data = {
        "name": [f"Gewerbegebiet {n}" for n in range(count)],
        "number": [f"G{n}" for n in range(count)],
        "kind": rng.choice(["1700", "1800", "2100"], count),
        "municipality": homes["ags"].to_numpy()[home],
    }
    return gpd.GeoDataFrame(
        data | _source("a", count), geometry=shapely.box(x, y, x + size, y + size), crs=CRS
    )


def tenants(sites: gpd.GeoDataFrame, count: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Firms spread over the areas; each with a street, a postcode and an activity."""
    site = np.sort(rng.integers(0, len(sites), count))
    words = zip(
        rng.choice(STEMS, count),
        rng.choice(TRADES, count),
        range(count),
        rng.choice(FORMS, count),
        strict=True,
    )
    data = {
        "name": [f"{stem}{trade.lower()} {n} {form}" for stem, trade, n, form in words],
        "area": sites["number"].to_numpy()[site],
        "street": [f"Werkstraße {n % 90}" for n in range(count)],
        "house_number": [str(1 + n % 120) for n in range(count)],
        "postcode": [f"{n:05d}" for n in 1_000 + site % 98_000],
        "activity": rng.choice(TRADES, count),
        "confirmed_on": ["2026-03-01"] * count,
    }
    return gpd.GeoDataFrame(data | _source("t", count), geometry=_inside(sites, site, rng), crs=CRS)


def signs(sites: gpd.GeoDataFrame, count: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Mounted signs of the guide system; every area has at least one before any has a second."""
    site = np.arange(count) % len(sites)
    data = {
        "number": [f"S{n}" for n in range(count)],
        "type": rng.choice(TYPES, count),
        "state": ["mounted"] * count,
        "area": sites["number"].to_numpy()[site],
        "name": [f"Einfahrt {n // len(sites) + 1}" for n in range(count)],
        "bearing_deg": rng.integers(0, 360, count).astype(float),
        "stopping_place": ["lay_by"] * count,
    }
    return gpd.GeoDataFrame(data | _source("s", count), geometry=_inside(sites, site, rng), crs=CRS)


def make(folder: Path, scale: float) -> dict[str, int]:
    """Write the four files to `folder`, give the number of rows of each."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(49)
    homes = municipalities(scale)
    sites = areas(homes, int(AREAS * scale), rng)
    frames = {
        "municipalities": homes,
        "areas": sites,
        "tenants": tenants(sites, int(TENANTS * scale), rng),
        "signs": signs(sites, int(SIGNS * scale), rng),
    }
    for name, rows in frames.items():
        rows.to_file(folder / f"{name}.gpkg", driver="GPKG", engine="pyogrio", layer=name)
    return {name: len(rows) for name, rows in frames.items()}


def _source(prefix: str, count: int) -> dict[str, Any]:
    return {"source_name": "germany", "source_id": pd.Series([f"{prefix}{n}" for n in range(count)])}


def _inside(sites: gpd.GeoDataFrame, site: Any, rng: np.random.Generator) -> Any:
    bounds = sites.geometry.bounds.to_numpy()[site]
    x = bounds[:, 0] + rng.uniform(0.05, 0.95, len(site)) * (bounds[:, 2] - bounds[:, 0])
    y = bounds[:, 1] + rng.uniform(0.05, 0.95, len(site)) * (bounds[:, 3] - bounds[:, 1])
    return shapely.points(x, y)


def main() -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["make"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=float, default=1.0)
    given = parser.parse_args()
    for name, rows in make(given.folder, given.scale).items():
        print(f"{name}: {rows} rows")


if __name__ == "__main__":
    main()
