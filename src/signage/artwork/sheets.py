"""Sheets of labels: a format is a row of `SHEETS`. The grid of labels lies in the middle of its page."""

from collections.abc import Iterator
from dataclasses import dataclass

UNPRINTED_MM = 5.0  # what office printers leave white along the paper's edge, and a little more


@dataclass(frozen=True)
class Sheet:
    """Measures in millimetres; `gap_mm` lies between columns, rows touch each other."""

    columns: int
    rows: int
    label_width_mm: float
    label_height_mm: float
    gap_mm: float = 0.0
    page_width_mm: float = 210.0
    page_height_mm: float = 297.0

    @property
    def labels(self) -> int:
        return self.columns * self.rows

    @property
    def edge_mm(self) -> float:
        """Kept free along a label's edge: printers and cutters miss by a millimetre and more."""
        return max(1.6, 0.03 * self.label_height_mm)

    @property
    def right_mm(self) -> float:
        """Kept free on a label's right, so that words in the last column are printed too."""
        return max(self.edge_mm, UNPRINTED_MM - self._left_mm)

    @property
    def foot_mm(self) -> float:
        """The same below the last row. Above and on the left a code's quiet zone is white anyway."""
        return max(self.edge_mm, UNPRINTED_MM - (self.page_height_mm - self.rows * self.label_height_mm) / 2)

    @property
    def _left_mm(self) -> float:
        width = self.columns * (self.label_width_mm + self.gap_mm) - self.gap_mm
        return (self.page_width_mm - width) / 2

    def corners_mm(self) -> Iterator[tuple[float, float]]:
        """The upper left corner of each label, row by row, from the page's lower left corner."""
        left = self._left_mm
        top = (self.page_height_mm + self.rows * self.label_height_mm) / 2
        for row in range(self.rows):
            for column in range(self.columns):
                yield left + column * (self.label_width_mm + self.gap_mm), top - row * self.label_height_mm


SHEETS = {
    "A4-24": Sheet(3, 8, 70.0, 37.0),
    "A4-21": Sheet(3, 7, 63.5, 38.1, gap_mm=2.5),
    "A4-14": Sheet(2, 7, 99.1, 38.1, gap_mm=2.5),
    "A4-8": Sheet(2, 4, 99.1, 67.7, gap_mm=2.5),
    "A4-2": Sheet(1, 2, 210.0, 148.5),
}
