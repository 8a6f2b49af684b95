"""Ask the hosts of base maps: what a service offers, and whether what is configured answers with pictures."""

import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from signage.errors import NotFound, Said, SignageError, Unavailable
from signage.maps import capabilities
from signage.maps.basemaps import BaseMap
from signage.processes import run_in_child

_SECONDS = 20
_MOST_BYTES = 32 << 20
_PLACE = {"z": "6", "x": "33", "y": "21"}  # the tile with the middle of Germany
# A square kilometre of it, in the order in which WMS 1.3.0 takes the axes.
_BOXES = {"EPSG:3857": "1000000,6600000,1001000,6601000", "EPSG:4326": "50.89,8.98,50.90,8.99"}
_OLD_BOX = "8.98,50.89,8.99,50.90"  # before 1.3.0


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
        if systems and one.wms_crs not in systems.split(", "):
            return Said(
                f"Die Ebene {layer} gibt es dort in {systems}, nicht in {one.wms_crs}.",
                f"The layer {layer} is offered in {systems}, not in {one.wms_crs}.",
            )
    return ""


def _picture_of(one: BaseMap) -> str:
    if not one.wms_layers:
        address = one.url.replace("{s}", "a")
        for name, value in _PLACE.items():
            address = address.replace("{" + name + "}", value)
        return address
    is_new = one.wms_version >= "1.3"
    box = _OLD_BOX if one.wms_crs == "EPSG:4326" and not is_new else _BOXES[one.wms_crs]
    asked = {"SERVICE": "WMS", "REQUEST": "GetMap", "VERSION": one.wms_version, "LAYERS": one.wms_layers}
    asked |= {"STYLES": one.wms_styles, "CRS" if is_new else "SRS": one.wms_crs}
    asked |= {"BBOX": box, "WIDTH": "256", "HEIGHT": "256"}
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
