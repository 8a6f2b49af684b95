"""One HTML file, or one notebook cell, with the whole inventory on a map that needs no network."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import geopandas as gpd

from signage.maps.features import bounds_of, collections
from signage.maps.options import MapOptions
from signage.maps.page import SignageMap, single_file
from signage.replacing import replaced


def inventory_map(frames: Mapping[str, gpd.GeoDataFrame], options: MapOptions | None = None) -> SignageMap:
    """The frames on a map that shows itself in a notebook; `frames` by plural name, index id, any CRS.

    The caller chooses the day: every row given is drawn. A missing frame leaves its layer empty.
    """
    options = options or MapOptions()
    return SignageMap(_framed(frames, options), collections(frames))


def write_map(
    frames: Mapping[str, gpd.GeoDataFrame], out: Path, *, options: MapOptions | None = None
) -> None:
    """Write the map of the frames to `out`, replacing it in one step."""
    options = _framed(frames, options or MapOptions())
    html = single_file(SignageMap(options, collections(frames)), options)
    with replaced(out) as draft:
        draft.write_text(html, encoding="utf-8", newline="\n")


def _framed(frames: Mapping[str, gpd.GeoDataFrame], options: MapOptions) -> MapOptions:
    """The options, looking at the data unless the caller looks elsewhere."""
    if options.bounds or options.centre:
        return options
    return replace(options, bounds=bounds_of(frames))
