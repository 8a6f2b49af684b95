"""The head of a PMTiles archive (version 3): what it holds, and whose map it is.

Layout: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
"""

import gzip
import io
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from signage.errors import InvalidInput, NotFound, Said

_HEAD = struct.Struct("<7sB11QBBBBBB4iB2i")
_GZIP, _VECTOR_TILES = 2, 1
_METADATA_PLACE = 24
_MOST_METADATA = 1 << 20
_MARK = "signage-basemap.json"  # tells `signage.cli.outputs` that the archive is one of ours


@dataclass(frozen=True)
class Archive:
    """An archive of vector tiles; `bounds` is west, south, east, north in degrees."""

    bounds: tuple[float, float, float, float]
    min_zoom: int
    max_zoom: int
    metadata: Mapping[str, Any]

    @property
    def attribution(self) -> str:
        """Whose map it is, as the archive says it; empty where it does not."""
        said = self.metadata.get("attribution")
        return said if isinstance(said, str) else ""


def read_archive(path: Path) -> Archive:
    """What the archive says of itself; NotFound where there is no file, InvalidInput for another one."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD.size)
            if len(head) < _HEAD.size or head[:8] != b"PMTiles\x03":
                raise _not_ours(path)
            fields = _HEAD.unpack(head)
            place, length = fields[4], fields[5]
            file.seek(place)
            packed = file.read(min(length, _MOST_METADATA))
    except OSError as error:
        why = error.strerror
        raise NotFound(
            Said(f"{path} lässt sich nicht lesen ({why}).", f"{path} cannot be read ({why}).")
        ) from error
    internal, tile_type, min_zoom, max_zoom = fields[14], fields[16], fields[17], fields[18]
    if tile_type != _VECTOR_TILES:
        raise _not_ours(path)
    box = [value / 1e7 for value in fields[19:23]]
    return Archive((box[0], box[1], box[2], box[3]), min_zoom, max_zoom, _metadata(path, packed, internal))


def sign_archive(path: Path, **said: str) -> None:
    """Let an archive say more of itself, such as its attribution: the words go to the end of the file, and
    the head points to them.
    """
    words = {**read_archive(path).metadata, **said}
    packed = io.BytesIO()
    with gzip.GzipFile(_MARK, "wb", fileobj=packed, mtime=0) as file:
        file.write(orjson.dumps(words))
    with path.open("r+b") as archive:
        place = archive.seek(0, io.SEEK_END)
        archive.write(packed.getvalue())
        archive.seek(_METADATA_PLACE)
        archive.write(struct.pack("<2Q", place, len(packed.getvalue())))


def _metadata(path: Path, packed: bytes, compression: int) -> Mapping[str, Any]:
    try:
        if compression == _GZIP:
            packed = zlib.decompressobj(wbits=31).decompress(packed, _MOST_METADATA)
        found = orjson.loads(packed)
    except (ValueError, zlib.error) as error:
        raise _not_ours(path) from error
    return found if isinstance(found, dict) else {}


def _not_ours(path: Path) -> InvalidInput:
    return InvalidInput(
        Said(
            f"{path} ist keine PMTiles-Datei mit Vektorkacheln; `signage basemap` macht eine.",
            f"{path} is no PMTiles file of vector tiles; `signage basemap` makes one.",
        )
    )
