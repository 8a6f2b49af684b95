"""The table of base maps: what lies under our own layers when an operator wants more than them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from signage.errors import InvalidInput, Said, known

_BKG = "© GeoBasis-DE / BKG"
_TILES = "https://sgx.geodatenzentrum.de/wmts_basemapde/tile/1.0.0/{layer}/default/GLOBAL_WEBMERCATOR/{{z}}/{{y}}/{{x}}.png"
_WMS = "https://sgx.geodatenzentrum.de/wms_basemapde"


@dataclass(frozen=True, kw_only=True)
class BaseMap:
    """Tiles (`url` holds {z}, {x} and {y}) or, where `wms_layers` is not empty, a WMS."""

    url: str
    attribution: str
    wms_layers: str = ""
    max_zoom: int = 18

    @property
    def origin(self) -> str:
        """The host as a content policy names it: `https://host`, `https://*.host` for {s}; else empty."""
        parts = urlsplit(self.url.replace("{s}.", "*."))
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _preset(layer: str) -> BaseMap:
    return BaseMap(url=_TILES.format(layer=layer), attribution=_BKG)


PRESETS: Mapping[str, BaseMap] = {
    "basemap.de-colour": _preset("de_basemapde_web_raster_farbe"),
    "basemap.de-grey": _preset("de_basemapde_web_raster_grau"),
    "basemap.de-wms-colour": BaseMap(url=_WMS, attribution=_BKG, wms_layers="de_basemapde_web_raster_farbe"),
    "basemap.de-wms-grey": BaseMap(url=_WMS, attribution=_BKG, wms_layers="de_basemapde_web_raster_grau"),
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
    return _own_tiles(name_or_url, attribution)


def _own_tiles(url: str, attribution: str) -> BaseMap:
    missing = [place for place in ("{z}", "{x}", "{y}") if place not in url]
    if missing:
        lacking = ", ".join(missing)
        raise InvalidInput(
            Said(
                f"Der Adresse der Grundkarte fehlt {lacking}: {url!r}",
                f"the base map's address lacks {lacking}: {url!r}",
            )
        )
    if not re.match(r"https?://[^/'\";\s]+/|/[^/]", url) or re.search(r"[\s'\";]", url):
        raise InvalidInput(
            Said(
                f"Die Adresse der Grundkarte muss mit https://, http:// oder / beginnen: {url!r}",
                f"the base map's address must begin with https://, http:// or /: {url!r}",
            )
        )
    if not attribution:
        raise InvalidInput(
            Said(
                "Eine eigene Grundkarte braucht einen Quellenvermerk (SIGNAGE_BASEMAP_ATTRIBUTION): "
                "Wessen Karte ist es?",
                "a base map of your own needs an attribution (SIGNAGE_BASEMAP_ATTRIBUTION): whose map is it?",
            )
        )
    return BaseMap(url=url, attribution=attribution)
