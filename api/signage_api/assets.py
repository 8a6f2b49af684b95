"""The files that pages ask for: each under an address that names its version, kept by browsers for ever."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from signage.maps import assets as map_assets
from signage_api.headers import strong_etag

SWAGGER_UI = "swagger-ui-5.35.0"
KERN, HTMX, FIRA_SANS = "kern-2.7.2", "htmx-2.0.11", "fira-sans-4.301.0"
PREFIX = "/static"
_HERE = Path(__file__).parent
_MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
}
_PACKED = (".js", ".css", ".svg", ".ttf", ".txt")
_OWN = {"docs": ("docs.js", "docs.css"), "app": ("icon-192.png", "icon-512.png", "mask-512.png")}


@dataclass(frozen=True)
class Asset:
    """A file as it is sent; `packed` is its gzip form, where that is worth it."""

    media_type: str
    etag: str
    plain: bytes
    packed: bytes | None


@cache
def asset_paths() -> Mapping[str, Path]:
    """URL path -> file, of everything that pages of this service ask for."""
    own = {
        f"{PREFIX}/{folder}/{_version(_HERE / 'static' / name)}/{name}": _HERE / "static" / name
        for folder, names in _OWN.items()
        for name in names
    }
    vendored = {
        f"{PREFIX}/{folder}/{file.name}": file
        for folder in (SWAGGER_UI, KERN, HTMX, FIRA_SANS)
        for file in (_HERE / "vendor" / folder).iterdir()
        if file.suffix in _MEDIA_TYPES
    }
    of_desk = _HERE / "desk" / "static"
    desk = {
        f"{PREFIX}/desk/{_version(file)}/{file.relative_to(of_desk).as_posix()}": file
        for file in of_desk.rglob("*.*")
    }
    return {**own, **vendored, **desk, **map_assets.asset_paths()}


def address_of(name: str) -> str:
    """The address of the one file of this name among those that are no map's."""
    return next(
        path for path in asset_paths() if path.endswith(f"/{name}") and not path.startswith(map_assets.PREFIX)
    )


def asset(path: str) -> Asset | None:
    """The file at a URL path, packed once; None when there is none."""
    # Paths that are not ours are never remembered: there is no end to them.
    if files := map_assets.joined_paths().get(path):
        return _packed(tuple(files))
    file = asset_paths().get(path)
    return None if file is None else _packed((file,))


@cache
def _packed(files: tuple[Path, ...]) -> Asset:
    plain, kind = map_assets.joined_bytes(files), files[0].suffix
    packed = gzip.compress(plain, 9, mtime=0) if kind in _PACKED else None
    return Asset(_MEDIA_TYPES[kind], strong_etag(plain), plain, packed)


def _version(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
