"""The files a map page needs, all ours: Leaflet with its version in the path, own scripts with their hash.

Loads neither Folium nor GeoPandas, so that the service can mount the files.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from signage import codes
from signage.maps.basemaps import BaseMap

LEAFLET = "leaflet-1.9.4"
PROTOMAPS = "protomaps-leaflet-5.1.0"
PREFIX = "/static/maps"
# The typeface in which the rules measure whether a text fits; faces are drawn in it (plan/face.css).
FONT = Path(codes.__file__).parent / "fonts" / "barlow-0.4.1" / "Barlow_600SemiBold.ttf"
_HERE = Path(__file__).parent
_VENDOR = _HERE / "vendor"
_OWN = _HERE / "static"
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?:[^*]|\*(?!/))*\*/[ \t]*)$", re.MULTILINE)
# The order is the order of need: each script uses only what stands before it.
_SHARED = (
    *("words", "memory", "numbers", "utm", "coordinates", "world", "style", "symbols", "labels", "reach"),
    *("embedded", "source", "marks", "scene", "popups", "search", "seek", "basemaps"),
)
# Only where a configured map needs them: an archive of vector tiles, and what comes in another projection.
_VECTORS, _WARPED = "vectors", "warped"
_AREAS = (
    "outline",
    "desk",
    "pen",
    "paint",
    "check",
    "hand",
    "keys",
    "panel",
    "listing",
    "reshape",
    "file",
    "conflict",
    "start",
)
_PLAN = (
    *("bench", "snap", "api", "signs", "journal", "many", "desk", "watch"),
    *("overlay", "view", "ground", "placing", "hand", "keys", "dialogs", "merge", "cells", "form"),
    *("findings", "drawings", "meter", "face_rows", "face", "review", "wrong"),
    *("due", "listing", "far", "selection", "bulk", "grid_rows", "grid_edit", "grid"),
    *("themes", "panels", "layers"),
    *("measuring", "spot", "printing"),
    *(f"areas/{name}" for name in _AREAS),
)
_SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "map": (*_SHARED, "panel", "start"),
    "plan": (*_SHARED, *(f"plan/{name}" for name in _PLAN), "plan/go"),
}
# What a page gets as one file: packed together, many small scripts take three quarters of the bytes.
_JOINED = {"plan": (*_SHARED, *(f"plan/{name}" for name in _PLAN))}
_STYLES: Mapping[str, tuple[str, ...]] = {
    "map": ("map", "chrome"),
    "plan": ("map", "chrome", "plan/desk", "plan/parts", "plan/panels", "plan/face", "plan/areas"),
}


def _own_names() -> list[str]:
    """Every own file once, below the folder of statics."""
    scripts = [f"{name}.js" for names in _SCRIPTS.values() for name in names]
    styles = [f"{name}.css" for names in _STYLES.values() for name in names]
    return list(dict.fromkeys([*scripts, f"{_VECTORS}.js", f"{_WARPED}.js", *styles]))


@cache
def _own_version() -> str:
    digest = hashlib.sha256()
    for name in _own_names():
        digest.update((_OWN / name).read_bytes())
    return digest.hexdigest()[:12]


def asset_paths() -> Mapping[str, Path]:
    """URL path -> file, of all a page asks for; each path names a version, so it may be kept for ever."""
    paths = {f"{PREFIX}/{_own_version()}/{name}": _OWN / name for name in _own_names()}
    paths[f"{PREFIX}/{FONT.parent.name}/{FONT.name}"] = FONT
    for file in sorted(_VENDOR.glob("*/**/*.*")):
        paths[f"{PREFIX}/{file.relative_to(_VENDOR).as_posix()}"] = file
    return paths


def asset_bytes(file: Path) -> bytes:
    """A file as it is sent: our own scripts without the comments that have lines of their own, a fifth of
    what travels. Every line keeps its number.
    """
    if file.suffix != ".js" or _OWN not in file.parents:
        return file.read_bytes()
    text = file.read_text("utf-8").replace("\r\n", "\n")
    return _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text).encode()


@cache
def joined_paths() -> Mapping[str, Sequence[Path]]:
    """URL path -> files in order, of each script that is made of several when it is sent."""
    return {
        f"{PREFIX}/{_own_version()}/{whole}.js": [_OWN / f"{name}.js" for name in names]
        for whole, names in _JOINED.items()
    }


def joined_bytes(files: Sequence[Path]) -> bytes:
    """Several scripts as one. Each keeps its own names in a block of its own."""
    return b"\n".join(map(asset_bytes, files))


def script_links(page: str = "map") -> list[tuple[str, str]]:
    """(name, URL path) of each script of a page in order of loading, as Folium's `default_js` lists them."""
    joined = _JOINED.get(page, ())
    names = dict.fromkeys(page if name in joined else name for name in _SCRIPTS[page])
    own = [(name, f"{PREFIX}/{_own_version()}/{name}.js") for name in names]
    return [("leaflet", f"{PREFIX}/{LEAFLET}/leaflet.js"), *own]


def with_base_maps(links: Sequence[tuple[str, str]], base_maps: Iterable[BaseMap]) -> list[tuple[str, str]]:
    """The scripts of a page that shows these maps too: what draws their kinds comes before the last."""
    drawing: list[tuple[str, str]] = []
    shown = tuple(base_maps)
    if any(one.vector for one in shown):
        drawing.append(("protomaps", f"{PREFIX}/{PROTOMAPS}/protomaps-leaflet.js"))
        drawing.append((_VECTORS, f"{PREFIX}/{_own_version()}/{_VECTORS}.js"))
    if any(one.projection for one in shown):
        drawing.append((_WARPED, f"{PREFIX}/{_own_version()}/{_WARPED}.js"))
    return [*links[:-1], *drawing, links[-1]]


def style_links(page: str = "map") -> list[tuple[str, str]]:
    """(name, URL path) of each style sheet of a page, as Folium's `default_css` lists them."""
    own = [(name, f"{PREFIX}/{_own_version()}/{name}.css") for name in _STYLES[page]]
    return [("leaflet_css", f"{PREFIX}/{LEAFLET}/leaflet.css"), *own]


def inline_text(path: str) -> str:
    """The file behind the URL path, to stand inside a page: pictures become data, no other file is named."""
    text = asset_bytes(asset_paths()[path]).decode().replace("\r\n", "\n")
    text = re.sub(r"\n?//# sourceMappingURL=\S+\n?", "\n", text)
    return re.sub(r"url\((images/[\w.-]+)\)", lambda found: f"url({_as_data(found[1])})", text)


def _as_data(image: str) -> str:
    return "data:image/png;base64," + base64.b64encode((_VENDOR / LEAFLET / image).read_bytes()).decode()
