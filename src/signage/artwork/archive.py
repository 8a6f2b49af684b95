"""A ZIP of codes: one SVG for each sign, and a table that says which is which."""

import csv
import hashlib
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO, StringIO

from signage.artwork.label import Label
from signage.codes.drawing import Drawn, draw_all
from signage.codes.frame import STANDARD_QUIET
from signage.codes.matrix import matrices
from signage.errors import InvalidInput, Said

COLUMNS = ("code", "address", "number", "area", "file", "sha256")
_REPORT_EVERY = 250
_MADE_AT = (1980, 1, 1, 0, 0, 0)  # the first moment a ZIP knows: the same codes give the same bytes
_FORMULA = re.compile(r"[=+\-@\t\r]")


def archive(
    labels: Iterable[Label],
    *,
    level: str = "H",
    size_mm: float = 60.0,
    quiet: int = STANDARD_QUIET,
    progress: Callable[[int], None] | None = None,
) -> bytes:
    """The SVGs, named by sign number and code, and `manifest.csv` (UTF-8; columns as in COLUMNS).

    `progress` is told now and then how many codes are done. Raises InvalidInput for no labels, for a code
    that comes twice, and for measures that cannot be printed.
    """
    stream = BytesIO()
    rows = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for done, (label, svg) in enumerate(_drawn(labels, level, size_mm, quiet), start=1):
            file = _file_name(label)
            target.writestr(_entry(file), svg)
            rows.append((*_words(label), file, hashlib.sha256(svg).hexdigest()))
            if progress and done % _REPORT_EVERY == 0:
                progress(done)
        if not rows:
            raise InvalidInput(Said("Es gibt keinen Code zu zeichnen.", "There is no code to draw."))
        target.writestr(_entry("manifest.csv"), _table(rows))
    if progress:
        progress(len(rows))
    return stream.getvalue()


def _drawn(labels: Iterable[Label], level: str, size_mm: float, quiet: int) -> Iterator[tuple[Label, bytes]]:
    """Each label with its SVG. Labels are kept: matrices are made some steps ahead of the drawings."""
    kept = list(_each_once(labels))
    codes = matrices((label.address for label in kept), level=level)
    wishes = (Drawn(code, label.caption, label.address) for code, label in zip(codes, kept, strict=True))
    yield from zip(kept, draw_all(wishes, "svg", size_mm=size_mm, quiet=quiet), strict=True)


def _each_once(labels: Iterable[Label]) -> Iterator[Label]:
    seen: set[str] = set()
    for label in labels:
        if label.token in seen:
            code = label.caption[0]
            raise InvalidInput(Said(f"Der Code {code} kommt zweimal vor.", f"The code {code} comes twice."))
        seen.add(label.token)
        yield label


def _file_name(label: Label) -> str:
    """Safe on every system; the code makes it unique, the number tells people which sign it is."""
    number = re.sub(r"[^\w\-]+", "_", label.number).strip("_")
    return f"{number}_{label.token}.svg" if number else f"{label.token}.svg"


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _MADE_AT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _table(rows: list[tuple[str, ...]]) -> str:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerows([COLUMNS, *rows])
    return text.getvalue()


def _words(label: Label) -> tuple[str, ...]:
    return label.token, label.address, _harmless(label.number), _harmless(label.area_name)


def _harmless(text: str) -> str:
    """A spreadsheet would run a cell that begins like a formula."""
    return f"'{text}" if _FORMULA.match(text) else text
