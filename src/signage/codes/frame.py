"""The measures of a drawn code: millimetres on the sign, modules in the drawing."""

import math
from dataclasses import dataclass

from signage.codes.matrix import Matrix
from signage.errors import InvalidInput, Said

STANDARD_QUIET = 4  # modules that ISO/IEC 18004 keeps free around a code
SMALLEST_MODULE_MM = 0.3  # finer modules run together in print and in a phone's camera
LARGEST_MM = 2000.0
MOST_QUIET = 20

# Viewing distance per side of the code: published advice is 1:10; four camera pixels a module are 1:11.
_DISTANCE_PER_SIDE = 10


@dataclass(frozen=True, slots=True)
class Frame:
    """How one code is drawn: `size_mm` is the width of the whole drawing, its quiet zone included.

    A caption's lines stand below the quiet zone, the first large, and make the drawing higher than wide.
    """

    modules: int  # of the code alone
    size_mm: float
    quiet: int
    caption: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """In modules."""
        return self.modules + 2 * self.quiet

    @property
    def module_mm(self) -> float:
        return self.size_mm / self.width

    @property
    def large(self) -> float:
        """The letter size of a caption's first line, in modules."""
        return 0.15 * self.modules

    @property
    def small(self) -> float:
        return 0.08 * self.modules

    @property
    def height(self) -> float:
        """In modules."""
        if not self.caption:
            return self.width
        return self.baseline(len(self.caption) - 1) + max(self.quiet / 2, 0.3 * self.large)

    @property
    def height_mm(self) -> float:
        return self.height * self.module_mm

    def baseline(self, line: int) -> float:
        """From the upper edge down to the feet of a line, in modules; capitals are 0.7 sizes high."""
        return self.width + 0.7 * self.large + 1.45 * self.small * line


def framed(matrix: Matrix, *, size_mm: float, quiet: int, caption: tuple[str, ...] = ()) -> Frame:
    """A frame whose code can be printed and read; else InvalidInput says for each field what to change."""
    problems = {"size_mm": _size_problem(size_mm), "quiet": _quiet_problem(quiet)}
    if not any(problems.values()):
        problems["size_mm"] = _module_problem(matrix, size_mm, quiet)
    found = {field: problem for field, problem in problems.items() if problem}
    if found:
        german = " ".join(f"{field}: {problem}" for field, problem in found.items())
        english = " ".join(f"{field}: {problem.english}" for field, problem in found.items())
        raise InvalidInput(Said(german, english), found)
    return Frame(matrix.size, float(size_mm), quiet, caption)


def module_mm(matrix: Matrix, *, size_mm: float, quiet: int = STANDARD_QUIET) -> float:
    """The side of one module. Outdoors at least 4 mm are wanted."""
    return size_mm / (matrix.size + 2 * quiet)


def reading_distance_m(matrix: Matrix, *, size_mm: float, quiet: int = STANDARD_QUIET) -> float:
    """From how far a phone reads the code: ten times the side of the code without its quiet zone."""
    return _DISTANCE_PER_SIDE * matrix.size * module_mm(matrix, size_mm=size_mm, quiet=quiet) / 1000


def _size_problem(size_mm: float) -> Said | None:
    if math.isfinite(size_mm) and 0 < size_mm <= LARGEST_MM:
        return None
    return Said(
        f"Nötig ist eine Breite in Millimetern bis {LARGEST_MM:g}, nicht {size_mm:g}.",
        f"A width in millimetres up to {LARGEST_MM:g} is needed, not {size_mm:g}.",
    )


def _quiet_problem(quiet: int) -> Said | None:
    if 0 <= quiet <= MOST_QUIET:
        return None
    return Said(
        f"Die Ruhezone hat 0 bis {MOST_QUIET} Module (nach der Norm 4), nicht {quiet}.",
        f"The quiet zone has 0 to {MOST_QUIET} modules (4 by the standard), not {quiet}.",
    )


def _module_problem(matrix: Matrix, size_mm: float, quiet: int) -> Said | None:
    if module_mm(matrix, size_mm=size_mm, quiet=quiet) >= SMALLEST_MODULE_MM:
        return None
    least = math.ceil(SMALLEST_MODULE_MM * (matrix.size + 2 * quiet))
    return Said(
        f"Bei {size_mm:g} mm sind die Module feiner als {SMALLEST_MODULE_MM} mm; ab {least} mm geht es.",
        f"At {size_mm:g} mm the modules are finer than {SMALLEST_MODULE_MM} mm; take {least} mm or more.",
    )
