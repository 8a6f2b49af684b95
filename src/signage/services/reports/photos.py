"""Photos from strangers: read in a child process, and given on as a new picture without what came along."""

import base64
from pathlib import Path
from typing import Literal

from signage.errors import SignageError
from signage.processes import run_in_child

LARGEST_MB = 8
_SECONDS, _MEGABYTES = 20, 1024
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
Refusal = Literal["photo_heic", "photo_unreadable"]


def cleaned_photo(file: Path, start: int, end: int) -> bytes | Refusal:
    """The photo that lies from `start` to `end` in a file, as a JPEG of at most 1400 pixels a side, without
    place, device, comment or thumbnail.

    For what is no JPEG, PNG or WebP, or harms its reader, the key of the text that tells visitors so.
    """
    if (head := _part(file, start, min(start + 12, end)))[4:8] == b"ftyp" and head[8:] in _HEIC:
        return "photo_heic"
    try:
        made = run_in_child(_cleaned, file, start, end, seconds=_SECONDS, megabytes=_MEGABYTES)
    except SignageError:
        return "photo_unreadable"
    return base64.b64decode(made)


def _cleaned(file: Path, start: int, end: int) -> str:
    from signage.artwork.photo import cleaned

    return base64.b64encode(cleaned(_part(file, start, end), "Foto")).decode()


def _part(file: Path, start: int, end: int) -> bytes:
    with file.open("rb") as opened:
        opened.seek(start)
        return opened.read(end - start)
