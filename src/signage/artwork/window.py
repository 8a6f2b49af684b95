"""The part of the ground that a map shows: metres (EPSG:25832) to millimetres on paper, true to scale."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

Box = tuple[float, float, float, float]
# A step between grid lines, or a length of a scale bar, is one of these numbers of metres.
_ROUND_M: tuple[int, ...] = tuple(digit * 10**power for power in range(5) for digit in (1, 2, 5))
_GRID_MM = 40.0  # grid lines lie at least so far apart


@dataclass(frozen=True, slots=True)
class Window:
    """A map of `width_mm` times `height_mm` whose lower left corner lies at `west`, `south` in metres."""

    west: float
    south: float
    width_mm: float
    height_mm: float
    scale: int

    @classmethod
    def around(cls, x: float, y: float, width_mm: float, height_mm: float, scale: int) -> Self:
        """The window with (x, y) in its middle."""
        west, south = x - width_mm * scale / 2000, y - height_mm * scale / 2000
        return cls(west, south, width_mm, height_mm, scale)

    @property
    def east(self) -> float:
        return self.west + self.width_mm * self.scale / 1000

    @property
    def north(self) -> float:
        return self.south + self.height_mm * self.scale / 1000

    @property
    def box(self) -> Box:
        """West, south, east, north in metres."""
        return self.west, self.south, self.east, self.north

    def mm(self, metres: float) -> float:
        """A length on paper."""
        return metres * 1000 / self.scale

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Millimetres from the left and from the upper edge."""
        return self.mm(x - self.west), self.mm(self.north - y)

    def holds(self, x: float, y: float, *, margin_mm: float = 0.0) -> bool:
        """Whether a point lies on the map, `margin_mm` away from its edge."""
        right, down = self.place(x, y)
        return (
            margin_mm <= right <= self.width_mm - margin_mm
            and margin_mm <= down <= self.height_mm - margin_mm
        )

    @property
    def grid_m(self) -> int:
        """The step of the coordinate grid."""
        return next(step for step in _ROUND_M if self.mm(step) >= _GRID_MM)

    def eastings(self) -> Iterator[int]:
        """The eastings of the grid's lines on this map."""
        yield from _multiples(self.grid_m, self.west, self.east)

    def northings(self) -> Iterator[int]:
        """The northings of the grid's lines on this map."""
        yield from _multiples(self.grid_m, self.south, self.north)

    def scale_bar_m(self, longest_mm: float) -> int:
        """The longest round length that a scale bar of at most `longest_mm` shows."""
        return max(step for step in _ROUND_M if self.mm(step) <= longest_mm)


def _multiples(step: int, start: float, end: float) -> Iterator[int]:
    yield from range(math.ceil(start / step) * step, math.floor(end / step) * step + 1, step)
