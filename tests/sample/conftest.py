"""The committed sample, read once: rows with their geometry in metres."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry.base import BaseGeometry

from tools.sample import geojson

HOME = Path(__file__).parents[2] / "data" / "geo"


@dataclass(frozen=True)
class Item:
    """One row of a file: its properties and its geometry in EPSG:25832."""

    row: dict[str, Any]
    shape: BaseGeometry

    def __getitem__(self, column: str) -> Any:
        return self.row[column]


Items = list[Item]


def read(layer: str) -> Items:
    rows = geojson.read(HOME / f"{layer}.geojson")
    return [Item(row, None if shape is None else geojson.to_metres(shape)) for row, shape in rows]


@pytest.fixture(scope="session")
def municipalities() -> Items:
    return read("municipalities")


@pytest.fixture(scope="session")
def today(municipalities: Items) -> dict[str, Item]:
    return {item["ags"]: item for item in municipalities if item["valid_to"] is None}


@pytest.fixture(scope="session")
def areas() -> dict[str, Item]:
    return {item["number"]: item for item in read("areas")}


@pytest.fixture(scope="session")
def tenants() -> Items:
    return read("tenants")


@pytest.fixture(scope="session")
def signs() -> Items:
    return read("signs")


@pytest.fixture(scope="session")
def roads() -> Items:
    return read("roads")


@pytest.fixture(scope="session")
def backdrop() -> Items:
    return read("backdrops")
