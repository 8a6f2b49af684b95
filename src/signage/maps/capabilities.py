"""What a WMS or WMTS says of itself: its layers as entries of the file of base maps (docs/basemaps.md).

Read in a child only (`signage.processes`), for it is a stranger's document.
"""

import json
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode, urlsplit

from signage.errors import InvalidInput, Said, UntrustedFile

_MERCATOR = re.compile(r"(3857|900913|102100)$")
# The tiles of all web maps: the scale denominator of the one of zoom 0, half of its side in metres, and how
# far from them a grid may be and still be meant (rounded numbers, another radius of the earth).
_WHOLE_WORLD, _HALF_M, _ALIKE, _CORNER_M = 559082264.0287178, 20037508.342789, 1e-4, 1.0
_AUTHORITIES = ("EPSG", "CRS", "OGC")
_PICTURES = ("image/png", "image/jpeg", "image/webp")
_LINK = "{http://www.w3.org/1999/xlink}href"
_PLACES = {"TileMatrixSet": "", "TileMatrix": "{z}", "TileRow": "{y}", "TileCol": "{x}"}


def offers(raw: bytes) -> list[dict[str, str]]:
    """Each layer: `name`, `title`, the `systems` it comes in (`EPSG:25832, EPSG:4326`), and `entry`, the
    lines for the file of base maps; without `entry` it comes in no system that a browser can show, or, where
    there is `grid`, in tiles other than those of all web maps.

    Raises UntrustedFile for a document with entities of its own, InvalidInput for one of another kind.
    """
    if b"<!ENTITY" in raw:
        raise UntrustedFile(
            Said("Das Dokument bringt eigene Kürzel mit.", "The document defines entities of its own.")
        )
    try:
        root = ET.fromstring(raw)  # noqa: S314 - see above
    except ET.ParseError as error:
        raise InvalidInput(
            Said(
                f"Das ist kein Dokument GetCapabilities ({error}).",
                f"This is no GetCapabilities document ({error}).",
            )
        ) from error
    if _tag(root) in ("WMS_Capabilities", "WMT_MS_Capabilities"):
        return list(_of_wms(root))
    if _tag(root) == "Capabilities" and _all(root, "TileMatrixSet"):
        return list(_of_wmts(root))
    raise InvalidInput(
        Said(
            f"Das Dokument beschreibt weder WMS noch WMTS, sondern {_tag(root)}.",
            f"The document describes neither a WMS nor a WMTS, but {_tag(root)}.",
        )
    )


def _of_wms(root: ET.Element) -> Iterator[dict[str, str]]:
    version = root.get("version", "1.3.0")
    maps = next((one for one in root.iter() if _tag(one) == "GetMap"), None)
    link = next((one.get(_LINK, "") for one in maps.iter() if one.get(_LINK)), "") if maps is not None else ""
    formats = [_text(one) for one in maps if _tag(one) == "Format"] if maps is not None else []
    owner = _owner(root)

    def layers(element: ET.Element, inherited: frozenset[str]) -> Iterator[dict[str, str]]:
        for layer in (one for one in element if _tag(one) == "Layer"):
            systems = inherited | {_text(one) for one in layer if _tag(one) in ("CRS", "SRS")}
            name, title = _child(layer, "Name"), _child(layer, "Title")
            if name:
                lines = {"name": title or name, "wms": link.rstrip("?&"), "layers": name, "version": version}
                lines |= {"format": _picture(formats), "attribution": owner}
                offered = systems_of(" ".join(systems).split())
                mercator = any(map(_MERCATOR.search, offered))
                if not mercator:
                    lines |= {"crs": "EPSG:4326"}
                yield _offer(name, title, lines, offered, fits=mercator or "EPSG:4326" in offered)
            yield from layers(layer, systems)

    for capability in _all(root, "Capability"):
        yield from layers(capability, frozenset())


def _of_wmts(root: ET.Element) -> Iterator[dict[str, str]]:
    grids = {_child(one, "Identifier"): one for one in _all(root, "TileMatrixSet") if _all(one, "TileMatrix")}
    link = next((one.get(_LINK, "") for one in root.iter() if one.get(_LINK, "").startswith("http")), "")
    for layer in _all(root, "Layer"):
        name, title = _child(layer, "Identifier"), _child(layer, "Title")
        linked = [_text(one) for one in layer.iter() if _tag(one) == "TileMatrixSet"]
        mercator = [one for one in linked if one in grids and _is_mercator(grids[one])]
        grid = next((one for one in mercator if _zooms(grids[one])), "")
        zooms = _zooms(grids[grid]) if grid else {0: ""}
        lines = {"name": title or name, "tiles": _tiles(layer, name, grid, zooms[max(zooms)], link)}
        lines |= {"attribution": _owner(root), "max_zoom": str(max(zooms))}
        offered = systems_of(_child(grids[one], "SupportedCRS") for one in linked if one in grids)
        offer = _offer(name, title, lines, offered, fits=bool(grid))
        yield offer | ({"grid": mercator[0]} if mercator and not grid else {})


def _tiles(layer: ET.Element, name: str, grid: str, level: str, link: str) -> str:
    """The address of the tiles: as the resource's template, else as a question with parameters; `level` is
    what the grid calls one of its zooms.
    """
    prefix = level.rstrip("0123456789")  # some count EPSG:3857:0, EPSG:3857:1
    styles = [one for one in layer if _tag(one) == "Style"]
    style = next((_child(one, "Identifier") for one in styles if one.get("isDefault") == "true"), "")
    style = style or (_child(styles[0], "Identifier") if styles else "default")
    formats = [_text(one) for one in layer if _tag(one) == "Format"]
    template = next(
        (one.get("template", "") for one in layer.iter() if one.get("resourceType") == "tile"), ""
    )
    if not template:
        asked = {"SERVICE": "WMTS", "REQUEST": "GetTile", "VERSION": "1.0.0", "LAYER": name, "STYLE": style}
        asked |= {"FORMAT": _picture(formats), "TILEMATRIXSET": grid}
        ask = "&" if urlsplit(link).query else "?"
        template = f"{link.rstrip('?&')}{ask}{urlencode(asked, safe='/:')}"
        template += "&TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}"
    values = {**_PLACES, "TileMatrixSet": grid, "TileMatrix": prefix + "{z}", "Style": style, "style": style}
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), template)


def _is_mercator(grid: ET.Element) -> bool:
    return bool(_MERCATOR.search(_child(grid, "SupportedCRS")))


def _zooms(grid: ET.Element) -> dict[int, str]:
    """What the grid calls each zoom; nothing where its tiles are not those of all web maps, or are counted
    otherwise: they would be drawn at a wrong place.
    """
    matrices = _all(grid, "TileMatrix")
    names = {_zoom(one): _child(one, "Identifier") for one in matrices}
    prefixes = {name.removesuffix(str(zoom)) for zoom, name in names.items()}
    counted = all(name.endswith(str(zoom)) for zoom, name in names.items()) and len(prefixes) == 1
    plain = counted and not prefixes.pop()[-1:].isdigit()  # `{z}` cannot write a 7 as 07
    return names if plain and all(map(_is_of_the_world, matrices)) else {}


def _zoom(matrix: ET.Element) -> int:
    """The zoom of web maps whose scale this is; without a scale, what its name ends in."""
    scale = _number(_child(matrix, "ScaleDenominator"))
    if scale >= 1:
        return round(math.log2(_WHOLE_WORLD / scale))
    found = re.search(r"[0-9]{1,2}$", _child(matrix, "Identifier"))  # a stranger's may have thousands
    return int(found[0]) if found else -1


def _is_of_the_world(matrix: ET.Element) -> bool:
    """Whether a level's tiles are 256 pixels wide, in a scale of web maps, counted from their corner."""
    scale, width = _number(_child(matrix, "ScaleDenominator")), _child(matrix, "TileWidth")
    corner = [abs(_number(one)) for one in _child(matrix, "TopLeftCorner").split()]
    return (
        (not scale or abs(_WHOLE_WORLD / scale / 2 ** _zoom(matrix) - 1) < _ALIKE)
        and width in ("", "256")
        and all(abs(one - _HALF_M) < _CORNER_M for one in corner)
    )


def _number(text: str) -> float:
    """0 for what is no number, or none that has an end."""
    try:
        return float(text) if math.isfinite(float(text)) else 0.0
    except ValueError:
        return 0.0


def systems_of(names: Iterable[str]) -> list[str]:
    """Coordinate systems as people write them: `EPSG:25832` for `urn:ogc:def:crs:EPSG::25832`."""
    return sorted({_system(name) for name in names if name})


def _system(name: str) -> str:
    *parts, code = re.split("[:/]+", name)
    authority = next((part.upper() for part in reversed(parts) if part.upper() in _AUTHORITIES), "")
    return f"{authority}:{code}" if authority else name


def _offer(name: str, title: str, lines: dict[str, str], systems: list[str], *, fits: bool) -> dict[str, str]:
    offer = {"name": name, "title": title or name, "systems": ", ".join(systems)}
    if not fits:
        return offer
    written = [
        f"{key} = {value if key == 'max_zoom' else json.dumps(value, ensure_ascii=False)}"
        for key, value in lines.items()
    ]
    return offer | {"entry": "\n".join(["[[base]]", *written])}


def _owner(root: ET.Element) -> str:
    """Whose service it is, as far as the document says it."""
    for tag in ("Attribution", "ServiceProvider", "ContactOrganization"):
        for one in _all(root, tag):
            said = _child(one, "Title") or _child(one, "ProviderName") or _text(one)
            if said:
                return f"© {said}"
    return ""


def _picture(formats: list[str]) -> str:
    return next((one for one in _PICTURES if one in formats), _PICTURES[0])


def _all(element: ET.Element, tag: str) -> list[ET.Element]:
    return [one for one in element.iter() if _tag(one) == tag]


def _child(element: ET.Element, tag: str) -> str:
    return next((_text(one) for one in element if _tag(one) == tag), "")


def _text(element: ET.Element) -> str:
    return (element.text or "").strip()


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
