"""The files a map page needs, all ours: Leaflet with its version in the path, own scripts with their hash.

Loads neither Folium nor GeoPandas, so that the service can mount the files.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LEAFLET = "leaflet-1.9.4"
PREFIX = "/static/maps"
_HERE = Path(__file__).parent
_VENDOR = _HERE / "vendor" / LEAFLET
_OWN = _HERE / "static"
# The order is the order of need: each script uses only what stands before it.
_SCRIPTS = (
    *("words", "world", "style", "symbols", "labels", "source"),
    *("marks", "scene", "popups", "search", "panel", "start"),
)
_STYLES = ("map", "chrome")


def _own_files() -> list[Path]:
    return [_OWN / f"{name}.js" for name in _SCRIPTS] + [_OWN / f"{name}.css" for name in _STYLES]


@cache
def _own_version() -> str:
    digest = hashlib.sha256()
    for file in _own_files():
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def asset_paths() -> Mapping[str, Path]:
    """URL path -> file, of all a page asks for; each path names a version, so it may be kept for ever."""
    paths = {f"{PREFIX}/{_own_version()}/{file.name}": file for file in _own_files()}
    for file in sorted(_VENDOR.rglob("*.*")):
        paths[f"{PREFIX}/{LEAFLET}/{file.relative_to(_VENDOR).as_posix()}"] = file
    return paths


def script_links() -> list[tuple[str, str]]:
    """(name, URL path) of each script in the order of loading, as Folium's `default_js` lists them."""
    own = [(name, f"{PREFIX}/{_own_version()}/{name}.js") for name in _SCRIPTS]
    return [("leaflet", f"{PREFIX}/{LEAFLET}/leaflet.js"), *own]


def style_links() -> list[tuple[str, str]]:
    """(name, URL path) of each style sheet, as Folium's `default_css` lists them."""
    own = [(name, f"{PREFIX}/{_own_version()}/{name}.css") for name in _STYLES]
    return [("leaflet_css", f"{PREFIX}/{LEAFLET}/leaflet.css"), *own]


def inline_text(path: str) -> str:
    """The file behind the URL path, to stand inside a page: pictures become data, no other file is named."""
    text = asset_paths()[path].read_text("utf-8").replace("\r\n", "\n")
    text = re.sub(r"\n?//# sourceMappingURL=\S+\n?", "\n", text)
    return re.sub(r"url\((images/[\w.-]+)\)", lambda found: f"url({_as_data(found[1])})", text)


def _as_data(image: str) -> str:
    return "data:image/png;base64," + base64.b64encode((_VENDOR / image).read_bytes()).decode()
