"""The codes of signs as files: one for a sign, or all of them for the printer.

The libraries that draw are loaded on first use: a worker that only answers scans never needs them.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from signage.codes import token as tokens
from signage.domain import words
from signage.domain.conditions import NO_CODE_HERE
from signage.domain.keys import find_area
from signage.domain.validity import today
from signage.errors import Conflict, InvalidInput, Said, known
from signage.replacing import replaced
from signage.settings import read_public_url
from signage.store import Store

if TYPE_CHECKING:
    from signage.artwork.label import Label

Row = dict[str, Any]
Progress = Callable[[int, int], None]


def printed_code(sign: Row) -> str:
    """The code that a sign carries; Conflict says why it has none."""
    if sign["code"]:
        return str(sign["code"])
    if sign["family"] and not words.may_carry_a_code(sign["family"]):
        raise Conflict(NO_CODE_HERE)
    raise Conflict(Said("Dieses Schild hat noch keinen Code.", "This sign has no code yet."))


def qr_file(
    sign: Row,
    suffix: str,
    *,
    public_url: str,
    size_mm: float = 60.0,
    level: str = "H",
    quiet: int = 4,
    caption: bool = True,
) -> bytes:
    """The QR code of a sign as SVG, PNG or PDF, `size_mm` wide with its quiet zone.

    `caption` prints code and domain in clear text below it. Raises Conflict for a sign without a code,
    InvalidInput for measures that cannot be printed and an address that no code can lead to.
    """
    from signage.codes.drawing import draw
    from signage.codes.matrix import matrix

    token, public_url = printed_code(sign), read_public_url(public_url)
    address = tokens.address(public_url, token)
    return draw(
        matrix(address, level),
        suffix,
        size_mm=size_mm,
        quiet=quiet,
        caption=(tokens.display(token), tokens.domain(public_url)) if caption else (),
        title=address,
    )


def write_codes(
    store: Store,
    path: Path,
    *,
    public_url: str,
    area: str | None = None,
    level: str = "H",
    sheet: str = "A4-24",
    progress: Progress | None = None,
) -> int:
    """Write the codes of today's signs, all or those of an area (id, short key or name); gives their number.

    The ending of `path` decides: a ZIP of SVGs with a manifest, or a PDF of labels.

    Raises NotFound for an unknown area, InvalidInput for another ending, an address that no code can lead
    to, and when there is no code at all, Unavailable when a drawn code cannot be read.
    """
    from signage.artwork.archive import archive
    from signage.artwork.labels import label_sheet
    from signage.codes.proof import require_readable

    makers: dict[str, Callable[..., bytes]] = {".zip": archive, ".pdf": label_sheet}
    if path.suffix.lower() not in makers:
        raise InvalidInput(known(Said("Das Format", "format of codes"), path.suffix, [*makers]))
    labels = list(labels_of(store, public_url=read_public_url(public_url), area=area))
    more: dict[str, Any] = {"sheet": sheet} if path.suffix.lower() == ".pdf" else {}
    if progress:
        more["progress"] = lambda done: progress(done, len(labels))
    drawn = makers[path.suffix.lower()](labels, level=level, **more)
    require_readable((label.address for label in labels), level=level)
    with replaced(path) as new:
        new.write_bytes(drawn)
    return len(labels)


def labels_of(store: Store, *, public_url: str, area: str | None = None) -> Iterator["Label"]:
    """A label for each sign of today that carries a code, by area and number."""
    from signage.artwork.label import Label

    areas = {row["id"]: row for row in store.read("area", as_of=today())}
    keys = ((row["id"], row["number"], row["name"]) for row in areas.values())
    wanted = None if area is None else find_area(keys, area)
    rows = store.read("sign", as_of=today(), area=wanted)
    for row in sorted(rows, key=lambda row: (row["area"] or 0, row["number"] or "", row["id"])):
        if row["code"]:
            name = areas[row["area"]]["name"] if row["area"] in areas else ""
            address = tokens.address(public_url, row["code"])
            yield Label(row["code"], address, row["number"] or "", name, row["name"] or row["street"] or "")
