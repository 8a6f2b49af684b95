"""Ask the hosts of base maps: what a service offers, and whether what is configured answers with pictures."""

import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from signage.errors import NotFound, Said, Unavailable
from signage.maps import capabilities
from signage.maps.basemaps import BaseMap
from signage.processes import run_in_child

_SECONDS = 20
_MOST_BYTES = 32 << 20
_PLACE = {"z": "6", "x": "33", "y": "21"}  # the tile with the middle of Germany
_BOX = "1000000,6600000,1001000,6601000"  # a square kilometre of it


def offered_layers(source: str) -> list[dict[str, str]]:
    """The layers of a WMS or WMTS, by its address or a saved document; see `capabilities.offers`.

    Raises NotFound and Unavailable where there is no document, UntrustedFile and InvalidInput for another.
    """
    if urlsplit(source).scheme in ("http", "https"):
        raw = _asked(_question(source))[1]
    else:
        path = Path(source)
        if not path.is_file():
            raise NotFound(Said(f"Diese Datei gibt es nicht: {source}", f"There is no such file: {source}"))
        raw = path.read_bytes()[:_MOST_BYTES]
    found: list[dict[str, str]] = run_in_child(capabilities.offers, raw, seconds=60)
    return found


def fault_of(one: BaseMap) -> str:
    """What is wrong with the pictures of a base map; empty where one came, and for an archive of our own."""
    if one.vector or not one.origin:
        return ""
    try:
        kind, raw = _asked(_picture_of(one))
    except Unavailable as error:
        return error.message
    if kind.startswith("image/"):
        return ""
    said = raw[:300].decode("utf-8", "replace")
    return Said(f"kein Bild, sondern {kind}: {said}", f"no picture, but {kind}: {said}")


def _picture_of(one: BaseMap) -> str:
    if not one.wms_layers:
        address = one.url.replace("{s}", "a")
        for name, value in _PLACE.items():
            address = address.replace("{" + name + "}", value)
        return address
    crs = "CRS" if one.wms_version >= "1.3" else "SRS"
    asked = {"SERVICE": "WMS", "REQUEST": "GetMap", "VERSION": one.wms_version, "LAYERS": one.wms_layers}
    asked |= {"STYLES": one.wms_styles, crs: "EPSG:3857", "BBOX": _BOX, "WIDTH": "256", "HEIGHT": "256"}
    asked |= {"FORMAT": one.image_format, "TRANSPARENT": "TRUE"}
    return _joined(one.url, asked)


def _question(source: str) -> str:
    """The address of the document itself, where only that of the service is given."""
    if "getcapabilities" in source.lower() or urlsplit(source).path.lower().endswith(".xml"):
        return source
    service = "WMTS" if "wmts" in source.lower() else "WMS"
    return _joined(source, {"SERVICE": service, "REQUEST": "GetCapabilities"})


def _joined(address: str, asked: dict[str, str]) -> str:
    return f"{address.rstrip('?&')}{'&' if urlsplit(address).query else '?'}{urlencode(asked, safe='/:,')}"


def _asked(address: str) -> tuple[str, bytes]:
    """The media type and content of the answer."""
    try:
        with urllib.request.urlopen(address, timeout=_SECONDS) as answer:  # noqa: S310 - http(s), checked
            return answer.headers.get_content_type(), answer.read(_MOST_BYTES)
    except (OSError, ValueError) as error:
        why = getattr(error, "reason", None) or error
        raise Unavailable(
            Said(f"{address} antwortet nicht ({why}).", f"{address} does not answer ({why}).")
        ) from error
