"""Papers for maps, and how a map is laid on them: a paper is a row of `PAPERS`."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from signage.artwork.window import Box, Window
from signage.errors import InvalidInput, Said, known

Orientation = Literal["portrait", "landscape"]
ORIENTATIONS: tuple[Orientation, ...] = ("landscape", "portrait")
# Width and height in millimetres upright, and how much larger words and symbols are than on A4.
PAPERS = {
    "A4": (210.0, 297.0, 1.0),
    "A3": (297.0, 420.0, 1.1),
    "A2": (420.0, 594.0, 1.3),
    "A1": (594.0, 841.0, 1.55),
    "A0": (841.0, 1189.0, 1.9),
}
LARGEST_SCALE, SMALLEST_SCALE = 250, 10_000
USUAL_SCALES = (250, 500, 1000, 2000, 2500, 5000, 10_000)
MOST_SHEETS = 30
MARGIN_MM, BAND_MM = 10.0, 4.4  # around the page; for coordinates around a map
_PANEL_ACROSS_MM, _PANEL_DOWN_MM, _GAP_MM = 58.0, 66.0, 5.0
_OVERLAP_MM = 10.0  # what neighbouring sheets both show
_AROUND_MM = 6.0  # kept between what is to be shown and the frame


@dataclass(frozen=True, slots=True)
class Layout:
    """One page with the frame of its map; the panel with title and legend is beside it, or below."""

    paper: str
    orientation: Orientation

    @property
    def size(self) -> float:
        """How much larger words and symbols are than on A4."""
        return PAPERS[self.paper][2]

    @property
    def page_mm(self) -> tuple[float, float]:
        """Width and height of the page as it lies."""
        across, up, _ = PAPERS[self.paper]
        return (up, across) if self.orientation == "landscape" else (across, up)

    @property
    def panel_mm(self) -> tuple[float, float]:
        """Width and height of the panel."""
        width, height = (length - 2 * MARGIN_MM for length in self.page_mm)
        if self.orientation == "landscape":
            return _PANEL_ACROSS_MM * self.size, height
        return width, _PANEL_DOWN_MM * self.size

    @property
    def map_mm(self) -> tuple[float, float]:
        """Width and height of the map inside its frame."""
        width, height = (length - 2 * MARGIN_MM - 2 * BAND_MM * self.size for length in self.page_mm)
        if self.orientation == "landscape":
            return width - self.panel_mm[0] - _GAP_MM, height
        return width, height - self.panel_mm[1] - _GAP_MM

    def sheets(self, box: Box, scale: int) -> tuple[int, int]:
        """How many columns and rows of sheets show the whole box."""
        return _count(box[2] - box[0], self.map_mm[0], scale), _count(box[3] - box[1], self.map_mm[1], scale)

    def windows(self, box: Box, scale: int) -> list[Window]:
        """The sheets' maps, row by row from the north-west; together they have the box in their middle."""
        columns, rows = self.sheets(box, scale)
        width, height = self.map_mm
        step_x, step_y = ((length - _OVERLAP_MM) * scale / 1000 for length in (width, height))
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return [
            Window.around(
                x + (column - (columns - 1) / 2) * step_x,
                y - (row - (rows - 1) / 2) * step_y,
                width,
                height,
                scale,
            )
            for row in range(rows)
            for column in range(columns)
        ]


def layout_for(box: Box, *, scale: int, paper: str, orientation: str | None = None) -> Layout:
    """The paper as it lies; without an orientation the one that needs fewer sheets.

    Raises InvalidInput for an unknown paper or orientation, a scale beyond 1:250 to 1:10,000, and for a box
    that needs more than 30 sheets, naming what would do.
    """
    if paper not in PAPERS:
        raise InvalidInput(known(Said("Das Papier", "paper"), paper, list(PAPERS)))
    if orientation is not None and orientation not in ORIENTATIONS:
        raise InvalidInput(known(Said("Die Lage des Papiers", "orientation"), orientation, ORIENTATIONS))
    if not LARGEST_SCALE <= scale <= SMALLEST_SCALE:
        raise InvalidInput(
            Said(f"Gedruckt wird von 1 : {LARGEST_SCALE} bis 1 : {SMALLEST_SCALE}, nicht 1 : {scale}.",
                 f"Maps are printed from 1:{LARGEST_SCALE} to 1:{SMALLEST_SCALE}, not 1:{scale}.")
        )  # fmt: skip
    choices = [Layout(paper, one) for one in ORIENTATIONS if orientation in (None, one)]
    best = min(choices, key=lambda layout: math.prod(layout.sheets(box, scale)))
    if math.prod(best.sheets(box, scale)) > MOST_SHEETS:
        raise InvalidInput(_too_many(box, scale, choices))
    return best


def fitting_scale(box: Box, width_mm: float, height_mm: float) -> int:
    """The largest round scale at which a map of this size shows the whole box."""
    needed = max((box[2] - box[0]) / width_mm, (box[3] - box[1]) / height_mm) * 1000
    rounded = (digit * 10**power for power in range(2, 8) for digit in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8))
    return next(int(scale) for scale in rounded if scale >= needed)


def _count(metres: float, length_mm: float, scale: int) -> int:
    needed = metres * 1000 / scale + 2 * _AROUND_MM
    return 1 if needed <= length_mm else math.ceil((needed - _OVERLAP_MM) / (length_mm - _OVERLAP_MM))


def _too_many(box: Box, scale: int, choices: Sequence[Layout]) -> Said:
    """What is wrong, and the next scale on this paper and the next paper at this scale with few enough
    sheets.
    """
    paper = choices[0].paper
    scales = [one for one in USUAL_SCALES if any(_few(layout, box, one) for layout in choices)]
    papers = [one for one in PAPERS if any(_few(Layout(one, lay.orientation), box, scale) for lay in choices)]
    german = [f"1 : {scales[0]} auf {paper}"] if scales else []
    german += [f"{papers[0]} bei 1 : {scale}"] if papers else []
    would_do = " oder ".join(german) or "ein kleinerer Ausschnitt"
    english = would_do.replace(" oder ", " or ").replace(" auf ", " on ").replace(" bei ", " at ")
    english = english.replace("ein kleinerer Ausschnitt", "a smaller part").replace("1 : ", "1:")
    return Said(
        f"Das gäbe mehr als {MOST_SHEETS} Blätter. Möglich ist {would_do}.",
        f"That would be more than {MOST_SHEETS} sheets. This would do: {english}.",
    )


def _few(layout: Layout, box: Box, scale: int) -> bool:
    return math.prod(layout.sheets(box, scale)) <= MOST_SHEETS
