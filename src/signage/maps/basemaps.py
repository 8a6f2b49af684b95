"""The table of base maps: what lies under our own layers when an operator wants more than them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlsplit

from signage.errors import InvalidInput, Said, known

_BKG = "© GeoBasis-DE / BKG"
_TILES = "https://sgx.geodatenzentrum.de/wmts_basemapde/tile/1.0.0/{layer}/default/GLOBAL_WEBMERCATOR/{{z}}/{{y}}/{{x}}.png"
# A host as the header of a content policy can name it, and never a star for all of them.
_HOST = re.compile(r"https?://(\{s\}\.)?[\w-]+(\.[\w-]+)*\.?(:\d{1,5})?/", re.ASCII)
_IN_TILES = ("{z}", "{x}", "{y}", "{s}", "{r}")  # Leaflet draws nothing at all where it knows no value
# What a browser's map is in; whatever comes in another system is turned and bent by the page.
WEB_MERCATOR = "EPSG:3857"
_WMS = "https://sgx.geodatenzentrum.de/wms_basemapde"


@dataclass(frozen=True, kw_only=True)
class BaseMap:
    """Tiles (`url` holds {z}, {x}, {y}), a WMS (`wms_layers` is not empty) or our own archive (`vector`).

    `crs` is the system that its pictures come in. Where it is not the map's own, or where tiles are cut
    otherwise than those of all web maps (`grid`, as `docs/basemaps.md` describes an entry's), `projection`
    says where a place lies in it (`signage.maps.projections`). An overlay lies over a base map, as dense as
    `opacity` says. `photo`: a dark screen does not turn its colours. `key` is what the page's address calls
    it. `bounds`, where not empty: west, south, east, north in degrees, beyond which there are no pictures.
    """

    url: str
    attribution: str
    key: str = "base"
    name: str = "Hintergrundkarte"
    english: str = "Base map"
    wms_layers: str = ""
    wms_styles: str = ""
    wms_version: str = "1.3.0"
    crs: str = WEB_MERCATOR
    projection: Mapping[str, Any] | None = None
    grid: tuple[Mapping[str, Any], ...] = ()
    image_format: str = "image/png"
    vector: bool = False
    bounds: tuple[float, ...] = ()
    overlay: bool = False
    opacity: float = 1.0
    photo: bool = False
    max_zoom: int = 18

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """A map from plain values (JSON's lists are taken for tuples)."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()
        }
        return cls(**values)

    @property
    def origin(self) -> str:
        """The host as a content policy names it: `https://host`, `https://*.host` for {s}; else empty."""
        parts = urlsplit(self.url.replace("{s}.", "*."))
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _preset(layer: str, name: str, english: str) -> BaseMap:
    return BaseMap(url=_TILES.format(layer=layer), attribution=_BKG, name=name, english=english)


_COLOUR = _preset("de_basemapde_web_raster_farbe", "basemap.de farbig", "basemap.de in colour")
_GREY = _preset("de_basemapde_web_raster_grau", "basemap.de grau", "basemap.de in grey")
PRESETS: Mapping[str, BaseMap] = {
    "basemap.de-colour": _COLOUR,
    "basemap.de-grey": _GREY,
    "basemap.de-wms-colour": replace(_COLOUR, url=_WMS, wms_layers="de_basemapde_web_raster_farbe"),
    "basemap.de-wms-grey": replace(_GREY, url=_WMS, wms_layers="de_basemapde_web_raster_grau"),
}


def base_map(name_or_url: str, attribution: str = "") -> BaseMap | None:
    """The base map an operator named: a preset, an address with {z}, {x}, {y}, or none for the empty text.

    Raises InvalidInput for an unknown preset, an address of another kind and a missing attribution.
    """
    if not name_or_url:
        return None
    if name_or_url in PRESETS:
        return PRESETS[name_or_url]
    if "/" not in name_or_url:
        raise InvalidInput(known(Said("Die Grundkarte", "base map"), name_or_url, tuple(PRESETS)))
    check_tiles(name_or_url)
    if not attribution:
        raise InvalidInput(
            Said(
                "Eine eigene Grundkarte braucht einen Quellenvermerk (SIGNAGE_BASEMAP_ATTRIBUTION): "
                "Wessen Karte ist es?",
                "a base map of your own needs an attribution (SIGNAGE_BASEMAP_ATTRIBUTION): whose map is it?",
            )
        )
    return BaseMap(url=name_or_url, attribution=attribution)


def check_tiles(url: str) -> None:
    """Raise InvalidInput unless `url` is an address of tiles."""
    missing = [place for place in ("{z}", "{x}", "{y}") if place not in url]
    if missing:
        lacking = ", ".join(missing)
        raise InvalidInput(
            Said(
                f"Der Adresse der Grundkarte fehlt {lacking}: {url!r}",
                f"the base map's address lacks {lacking}: {url!r}",
            )
        )
    if others := [place for place in re.findall(r"\{[^}]*\}", url) if place not in _IN_TILES]:
        raise InvalidInput(
            Said(
                f"In der Adresse der Grundkarte steht {others[0]}, wofür es keinen Wert gibt: {url!r}",
                f"the base map's address holds {others[0]}, for which there is no value: {url!r}",
            )
        )
    check_address(url)


def check_address(url: str) -> None:
    """Raise InvalidInput unless a browser and a content policy can both take `url`."""
    if not re.match(r"https?://[^/'\";,\s?#]+/|/[^/\\]", url) or re.search(r"[\s'\"]", url):
        raise InvalidInput(
            Said(
                f"Die Adresse der Grundkarte muss mit https://, http:// oder / beginnen: {url!r}",
                f"the base map's address must begin with https://, http:// or /: {url!r}",
            )
        )
    if not url.startswith("/") and not _HOST.match(url):
        raise InvalidInput(
            Said(
                "In der Adresse der Grundkarte fehlt der Name eines Rechners, in einfachen Buchstaben "
                f"(Umlaute als xn--…) und ohne Benutzer: {url!r}",
                "the base map's address lacks the name of a host, in plain letters "
                f"(others as xn--...) and without a user: {url!r}",
            )
        )
