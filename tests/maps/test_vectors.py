"""What draws an archive knows every layer and kind that an archive can hold."""

import re

from signage.formats.tiles import kinds
from signage.maps.assets import asset_paths

VECTORS = next(file for path, file in asset_paths().items() if path.endswith("/vectors.js")).read_text(
    "utf-8"
)


def test_every_layer_is_drawn() -> None:
    assert set(re.findall(r"'(\w+)'", VECTORS)) >= set(kinds.LAYERS)


def test_every_kind_of_land_has_its_colours() -> None:
    [table] = re.findall(r"const LAND = {(.*?)};", VECTORS, re.DOTALL)
    assert set(re.findall(r"(\w+): \[", table)) == set(kinds.LAND.values())


def test_every_kind_of_place_has_its_zoom_and_size() -> None:
    [table] = re.findall(r"const PLACES = {(.*?)};", VECTORS, re.DOTALL)
    assert set(re.findall(r"(\w+): \[", table)) == set(kinds.PLACES)
