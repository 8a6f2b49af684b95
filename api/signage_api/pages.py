"""Pages of the service that are not a visitor's: made once, kept, and each with the policy it works under."""

import threading
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from signage.domain.validity import today
from signage.errors import Said, SignageError, Unavailable
from signage.maps.basemaps import BaseMap
from signage.maps.options import MapOptions
from signage.processes import run_in_child
from signage.services.degrees import boxes_in_degrees
from signage.store import Store
from signage.store.clusters import extent
from signage_api import map_child
from signage_api.assets import address_of
from signage_api.headers import STRICT_CSP, strong_etag

_Bounds = tuple[float, float, float, float]


class Page(NamedTuple):
    """A finished page."""

    html: bytes
    csp: str
    etag: str


class MapPages:
    """The map's page in each language; Folium makes it, in a process of its own, on first demand."""

    def __init__(self, base_maps: tuple[BaseMap, ...]) -> None:
        self._base_maps = base_maps
        self._made: dict[str, tuple[_Bounds | None, Page]] = {}
        self._looked: tuple[str, _Bounds | None] = ("", None)
        self._making = threading.Lock()

    def page(self, store: Store, language: str) -> Page:
        """The page; the map opens where everything lies, and is made anew when that is elsewhere."""
        bounds = self._bounds(store)
        if not self._is_made(language, bounds):
            with self._making:
                if not self._is_made(language, bounds):
                    self._made[language] = bounds, self._make(bounds, language)
        return self._made[language][1]

    def _is_made(self, language: str, bounds: _Bounds | None) -> bool:
        return language in self._made and self._made[language][0] == bounds

    def _bounds(self, store: Store) -> _Bounds | None:
        """Looked up once for each state of the store."""
        state = f"{today()} {store.state()}"
        if self._looked[0] != state:
            self._looked = state, _bounds(store)
        return self._looked[1]

    def _make(self, bounds: _Bounds | None, language: str) -> Page:
        options = MapOptions(language=language, api="/api/v1", base_maps=self._base_maps, bounds=bounds)
        try:
            made: dict[str, str] = run_in_child(map_child.render, options.as_dict())
        except SignageError as error:
            raise Unavailable(
                Said("Die Karte ließ sich gerade nicht aufbauen.", "The map could not be made just now.")
            ) from error
        html = made["html"].encode()
        return Page(html, made["csp"], strong_etag(html))


def _bounds(store: Store) -> _Bounds | None:
    """All municipalities and areas, in degrees."""
    found = [box for layer in ("municipality", "area") if (box := extent(store, layer, today()))]
    if not found:
        return None
    wests, souths, easts, norths = zip(*found, strict=True)
    return boxes_in_degrees([(min(wests), min(souths), max(easts), max(norths))])[0]


@cache
def docs_page(language: str) -> Page:
    """The description of the API to read and to try out."""
    title = "Signage API"
    values: dict[str, Any] = {
        "language": language,
        "title": title,
        "styles": [address_of("swagger-ui.css"), address_of("docs.css")],
        "scripts": [address_of("swagger-ui-bundle.js"), address_of("docs.js")],
    }
    html = _templates().get_template("docs.html").render(values).encode()
    # Swagger UI writes style attributes, here and nowhere else.
    allowed = "script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'"
    return Page(html, f"{STRICT_CSP}; {allowed}", strong_etag(html))


@cache
def _templates() -> Environment:
    loader = PackageLoader("signage_api", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)


@cache
def favicon() -> bytes:
    """A sign with an arrow, as SVG."""
    return files("signage_api").joinpath("static", "favicon.svg").read_bytes()
