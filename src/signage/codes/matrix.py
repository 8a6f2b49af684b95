"""QR matrices: one through `qrcode`, many through tables that give exactly the same (see `affine`)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from qrcode import QRCode, constants, util
from qrcode.exceptions import DataOverflowError

from signage.codes import affine
from signage.errors import InvalidInput, Said, known

LEVELS = {
    "L": constants.ERROR_CORRECT_L,
    "M": constants.ERROR_CORRECT_M,
    "Q": constants.ERROR_CORRECT_Q,
    "H": constants.ERROR_CORRECT_H,
}
_CHUNK = 1024  # texts held at a time
_WORTH_TABLES = 10  # tables cost about as much as this many codes through qrcode
_TABLES_KEPT = 24  # of about a megabyte each

# Texts that qrcode writes as one alphanumeric segment: neither all digits nor with 20 digits on end.
_ALPHANUMERIC = re.compile(rb"(?!\d+\Z)(?!.*\d{20})[" + re.escape(util.ALPHA_NUM) + rb"]+\Z")

_Key = tuple[int, str, int]  # version, level, length
_asked: Counter[_Key] = Counter()
_tables: dict[_Key, affine.Tables] = {}


@dataclass(frozen=True, slots=True)
class Matrix:
    """One QR code without its quiet zone: `size` rows of `size` bits, leftmost module highest; 1 is dark."""

    size: int
    rows: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.rows) != self.size or max(self.rows) >> self.size:
            raise ValueError(f"{len(self.rows)} rows do not make a matrix of {self.size} modules")

    def is_dark(self, x: int, y: int) -> bool:
        return bool(self.rows[y] >> (self.size - 1 - x) & 1)


def matrix(text: str, level: str = "H") -> Matrix:
    """The matrix that `qrcode` makes of `text`, in its smallest version; level L, M, Q or H."""
    return next(matrices([text], level=level))


def matrices(texts: Iterable[str], *, level: str = "H") -> Iterator[Matrix]:
    """The matrices of `texts`, in their order, made a thousand at a time.

    Raises InvalidInput for an unknown level, and on reaching an empty text or one that no QR code can hold.
    """
    if level not in LEVELS:
        raise InvalidInput(known(Said("Die Fehlerkorrektur", "level"), level, list(LEVELS)))
    return _in_chunks(iter(texts), level)


def _in_chunks(texts: Iterator[str], level: str) -> Iterator[Matrix]:
    while chunk := list(islice(texts, _CHUNK)):
        made: dict[int, Matrix] = {}
        for key, places in _alike(chunk, level).items():
            made |= zip(places, _encoded(key, [chunk[place] for place in places], level), strict=True)
        yield from (made[place] for place in range(len(chunk)))


def _alike(texts: Sequence[str], level: str) -> dict[_Key | None, list[int]]:
    """Which texts can share tables; under None those that qrcode has to make."""
    groups: dict[_Key | None, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        fits = _ALPHANUMERIC.match(text.encode("utf-8", "replace"))
        version = _version(level, len(text)) if fits else None
        small = version is not None and version <= affine.LARGEST_VERSION
        groups[(version, level, len(text)) if version is not None and small else None].append(place)
    return groups


def _encoded(key: _Key | None, texts: Sequence[str], level: str) -> Iterator[Matrix]:
    tables = key and _worthwhile_tables(key, len(texts))
    if not tables:
        return (_through_qrcode(text, level) for text in texts)
    return (Matrix(tables.size, tuple(rows)) for rows in affine.encode(tables, texts))


def _worthwhile_tables(key: _Key, codes: int) -> affine.Tables | None:
    """Tables, if there are some or if enough codes asked for them, at once or one by one."""
    _asked[key] += codes
    if key not in _tables and _asked[key] >= _WORTH_TABLES:
        while len(_tables) >= _TABLES_KEPT:
            _tables.pop(next(iter(_tables)), None)
        version, level, length = key
        _tables[key] = affine.build(version, LEVELS[level], length)
    return _tables.get(key)


@lru_cache(maxsize=1024)
def _version(level: str, length: int) -> int | None:
    """The smallest version for an alphanumeric text, None if there is none."""
    code: QRCode[Any] = QRCode(error_correction=LEVELS[level])
    code.add_data(util.QRData(b"A" * length, mode=util.MODE_ALPHA_NUM))
    try:
        return int(code.best_fit())
    except (DataOverflowError, ValueError):
        return None


def _through_qrcode(text: str, level: str) -> Matrix:
    if not text:
        raise InvalidInput(
            Said(
                "Ein QR-Code braucht einen Text; dieser ist leer.",
                "A QR code needs a text; this one is empty.",
            )
        )
    code: QRCode[Any] = QRCode(error_correction=LEVELS[level])
    code.add_data(text)
    try:
        code.make()
    except (DataOverflowError, ValueError) as error:
        return _in_spite_of(error, text, level)
    rows = (int("".join("1" if dark else "0" for dark in row), 2) for row in code.modules)
    return Matrix(code.modules_count, tuple(rows))


def _in_spite_of(error: Exception, text: str, level: str) -> Matrix:
    """What qrcode 8.2 cannot make: it stumbles over a data block of zeros, which the tables can."""
    version = _version(level, len(text)) if _ALPHANUMERIC.match(text.encode()) else None
    if version is None or version > affine.LARGEST_VERSION:
        raise InvalidInput(
            Said(
                f"Kein QR-Code der Stufe {level} fasst diese {len(text)} Zeichen.",
                f"No QR code of level {level} holds these {len(text)} characters.",
            )
        ) from error
    tables = affine.build(version, LEVELS[level], len(text))
    return Matrix(tables.size, tuple(affine.encode(tables, [text])[0]))
