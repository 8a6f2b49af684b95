"""Maps: Folium pages on our own assets, drawn from JSON by static scripts.

`write_map` and `inventory_map` are resolved on first use, because they load Folium and GeoPandas; the service
needs only the options and the assets.
"""

from typing import TYPE_CHECKING, Any

from signage.maps.basemaps import BaseMap, base_map
from signage.maps.options import MapOptions

if TYPE_CHECKING:
    from signage.maps.file import inventory_map, write_map

__all__ = ["BaseMap", "MapOptions", "base_map", "inventory_map", "write_map"]


def __getattr__(name: str) -> Any:
    if name in ("inventory_map", "write_map"):
        from signage.maps import file

        return getattr(file, name)
    raise AttributeError(f"module 'signage.maps' has no attribute {name!r}")
