"""How a WMTS cuts its tiles: a list of levels, for those that are cut otherwise than all web maps.

As an entry of the file of base maps holds one:

```toml
grid = [
  { level = "00", pixel = 4891.97, corner = [-46133.17, 6301219.54], tile = [256, 256], tiles = [1, 1] },
]
```

`pixel` is the side of a pixel in units of the entry's `crs`, `corner` easting and northing of the upper left
corner of the first tile, `tile` width and height of a tile in pixels, `tiles` columns and rows.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from signage.errors import InvalidInput, Said

MOST_LEVELS, _MOST_PIXELS, _MOST_TILES = 60, 4096, 1 << 31
_FINEST = 1e-10  # of a degree: beyond all maps
_WITHOUT_END = 1e300


def checked_levels(given: Sequence[Any]) -> tuple[Mapping[str, Any], ...]:
    """The levels of an entry, the coarsest first; InvalidInput where one says too little."""
    if not 0 < len(given) <= MOST_LEVELS:
        raise InvalidInput(
            Said(
                f"grid braucht 1 bis {MOST_LEVELS} Stufen.", f"grid needs between 1 and {MOST_LEVELS} levels."
            )
        )
    for number, level in enumerate(given, 1):
        if wrong := faults_of(level):
            raise InvalidInput(
                Said(
                    f"grid: In Stufe {number} stimmt {wrong[0]} nicht (level, pixel, corner, tile, tiles).",
                    f"grid: in level {number} {wrong[0]} is wrong (level, pixel, corner, tile, tiles).",
                )
            )
    levels = ({name: level[name] for name in _FITS} for level in given)
    return tuple(sorted(levels, key=lambda level: -float(level["pixel"])))


def faults_of(level: Any) -> list[str]:
    """What a level lacks, or says in a way that nothing can be drawn by."""
    told = level if isinstance(level, Mapping) else {}
    return [name for name, fits in _FITS.items() if name not in told or not fits(told[name])]


def _is_number(value: Any) -> bool:
    """Also none that a browser takes for infinite: TOML's integers have no end."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < _WITHOUT_END


def _is_pair(value: Any, fits: Callable[[Any], bool]) -> bool:
    return isinstance(value, (list, tuple)) and len(value) == 2 and all(map(fits, value))


def _is_count(most: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and 0 < value <= most


_FITS: Mapping[str, Callable[[Any], bool]] = {
    "level": lambda value: isinstance(value, str) and bool(re.fullmatch(r"[\w.:+-]{1,80}", value)),
    "pixel": lambda value: _is_number(value) and value >= _FINEST,
    "corner": lambda value: _is_pair(value, _is_number),
    "tile": lambda value: _is_pair(value, _is_count(_MOST_PIXELS)),
    "tiles": lambda value: _is_pair(value, _is_count(_MOST_TILES)),
}
