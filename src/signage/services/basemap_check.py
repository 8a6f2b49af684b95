"""Ask the hosts of base maps: what a service offers, and whether what is configured answers with pictures."""

import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from signage.errors import NotFound, Said, SignageError, Unavailable
from signage.maps import capabilities
from signage.maps.basemaps import BaseMap
from signage.maps.projections import GERMANY, box_in, is_north_first
from signage.processes import run_in_child

_SECONDS = 20
_MOST_BYTES = 32 << 20
_PLACE = {"z": "6", "x": "33", "y": "21"}  # the tile with the middle of Germany
_MIDDLE = (8.98, 50.89, 8.99, 50.90)  # a square kilometre of it, in degrees


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
    if one.wms_layers and (lacking := _not_in_its_system(one)):
        return lacking
    said = raw[:300].decode("utf-8", "replace")
    return Said(f"kein Bild, sondern {kind}: {said}", f"no picture, but {kind}: {said}")


def _not_in_its_system(one: BaseMap) -> str:
    """Which layer is not offered in the system that it is asked in, and in which it is; empty where all are,
    or where the service does not say.
    """
    try:
        offered = {layer["name"]: layer["systems"] for layer in offered_layers(one.url)}
    except SignageError:
        return ""
    for layer in one.wms_layers.split(","):
        systems = offered.get(layer, "")
        if systems and one.crs not in systems.split(", "):
            return Said(
                f"Die Ebene {layer} gibt es dort in {systems}, nicht in {one.crs}.",
                f"The layer {layer} is offered in {systems}, not in {one.crs}.",
            )
    return ""


def _picture_of(one: BaseMap) -> str:
    """The address of a picture in the middle of where the map is."""
    if one.wms_layers:
        return _picture_of_wms(one)
    address = one.url.replace("{s}", "a").replace("{r}", "")
    for name, value in (_tile_of(one) if one.grid else _PLACE).items():
        address = address.replace("{" + name + "}", value)
    return address


def _tile_of(one: BaseMap) -> dict[str, str]:
    """Of the level halfway."""
    level = one.grid[len(one.grid) // 2]
    west, _, _, north = box_in(one.crs, _middle(one))
    (left, top), (width, height) = level["corner"], level["tile"]
    column, row = (west - left) // (level["pixel"] * width), (top - north) // (level["pixel"] * height)
    return {"z": level["level"], "x": f"{column:.0f}", "y": f"{row:.0f}"}


def _middle(one: BaseMap) -> tuple[float, float, float, float]:
    if not one.bounds or one.bounds == GERMANY:
        return _MIDDLE
    west, south, east, north = one.bounds
    longitude, latitude = (west + east) / 2, (south + north) / 2
    return longitude, latitude, longitude + 0.01, latitude + 0.01


def _picture_of_wms(one: BaseMap) -> str:
    is_new = one.wms_version >= "1.3"
    box = box_in(one.crs, _middle(one))
    if is_new and is_north_first(one.crs):  # WMS 1.3.0 takes the axes in the order of the system
        box = box[1], box[0], box[3], box[2]
    asked = {"SERVICE": "WMS", "REQUEST": "GetMap", "VERSION": one.wms_version, "LAYERS": one.wms_layers}
    asked |= {"STYLES": one.wms_styles, "CRS" if is_new else "SRS": one.crs}
    asked |= {"BBOX": ",".join(f"{edge:.10g}" for edge in box), "WIDTH": "256", "HEIGHT": "256"}
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
