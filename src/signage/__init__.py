"""Inventory, codes and directory of commercial-area signs (Gewerbegebietsbeschilderung).

`from signage import Inventory` opens a store as GeoDataFrames; the name is resolved on first use, because the
worker that answers scans must not load GeoPandas.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from signage.inventory import Inventory

__version__ = "0.1.0"
__all__ = ["Inventory", "__version__"]


def __getattr__(name: str) -> Any:
    if name == "Inventory":
        from signage.inventory import Inventory

        return Inventory
    raise AttributeError(f"module 'signage' has no attribute {name!r}")
