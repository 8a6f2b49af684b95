"""What a WMS or WMTS says of itself: its layers as entries of the file of base maps (docs/basemaps.md).

Read in a child only (`signage.processes`), for it is a stranger's document.
"""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from signage.errors import InvalidInput, Said, UntrustedFile
from signage.maps.basemaps import WEB_MERCATOR
from signage.maps.elements import all_of, box_of, child, tag_of, text_of
from signage.maps.matrices import levels_in, zooms_of
from signage.maps.projections import GERMANY, is_known

_MERCATOR = re.compile(r"(3857|900913|102100)$")
_AUTHORITIES = ("EPSG", "CRS", "OGC")
_PICTURES = ("image/png", "image/jpeg", "image/webp")
_LINK = "{http://www.w3.org/1999/xlink}href"
# In which of several systems a layer is asked for: the map's own, then those of Germany's authorities.
_PREFERRED = (WEB_MERCATOR, "EPSG:25832", "EPSG:25833", "EPSG:900913", "EPSG:4326", "EPSG:4258")
_MOST_DEGREES = 30  # beyond that a box says nothing, and one projection does not hold
_LAST = 85  # degree of latitude that a browser's map shows
_PLACES = {"TileMatrixSet": "", "TileMatrix": "{z}", "TileRow": "{y}", "TileCol": "{x}"}


def offers(raw: bytes) -> list[dict[str, str]]:
    """Each layer: `name`, `title`, the `systems` it comes in (`EPSG:25832, EPSG:4326`), and `entry`, the
    lines for the file of base maps; without `entry` it comes in no system that PROJ knows.

    Raises UntrustedFile for a document with entities of its own, InvalidInput for one of another kind.
    """
    if b"<!ENTITY" in raw or b"\x00" in raw:  # UTF-16 would hide them
        raise UntrustedFile(
            Said("Das Dokument bringt eigene Kürzel mit.", "The document defines entities of its own.")
        )
    try:
        root = ET.fromstring(raw)  # noqa: S314 - see above
    except (ET.ParseError, ValueError, LookupError) as error:  # the latter two: of its encoding
        raise InvalidInput(
            Said(
                f"Das ist kein Dokument GetCapabilities ({error}).",
                f"This is no GetCapabilities document ({error}).",
            )
        ) from error
    if tag_of(root) in ("WMS_Capabilities", "WMT_MS_Capabilities"):
        return list(_of_wms(root))
    if tag_of(root) == "Capabilities" and all_of(root, "TileMatrixSet"):
        return list(_of_wmts(root))
    raise InvalidInput(
        Said(
            f"Das Dokument beschreibt weder WMS noch WMTS, sondern {tag_of(root)}.",
            f"The document describes neither a WMS nor a WMTS, but {tag_of(root)}.",
        )
    )


def _of_wms(root: ET.Element) -> Iterator[dict[str, str]]:
    version = root.get("version", "1.3.0")
    maps = next((one for one in root.iter() if tag_of(one) == "GetMap"), None)
    link = next((one.get(_LINK, "") for one in maps.iter() if one.get(_LINK)), "") if maps is not None else ""
    formats = [text_of(one) for one in maps if tag_of(one) == "Format"] if maps is not None else []
    owner = _owner(root)

    def layers(
        element: ET.Element, inherited: frozenset[str], around: tuple[float, ...]
    ) -> Iterator[dict[str, str]]:
        for layer in (one for one in element if tag_of(one) == "Layer"):
            systems = inherited | {text_of(one) for one in layer if tag_of(one) in ("CRS", "SRS")}
            box = box_of(layer) or around
            name, title = child(layer, "Name"), child(layer, "Title")
            if name:
                lines = {"name": title or name, "wms": link.rstrip("?&"), "layers": name, "version": version}
                lines |= {"format": _picture(formats), "attribution": owner}
                offered = systems_of(" ".join(systems).split())
                system = _best(offered)
                yield _offer(name, title, lines | _placed(system, box), offered, fits=bool(system))
            yield from layers(layer, systems, box)

    for capability in all_of(root, "Capability"):
        yield from layers(capability, frozenset(), ())


def _of_wmts(root: ET.Element) -> Iterator[dict[str, str]]:
    grids = {
        name: found
        for one in all_of(root, "TileMatrixSet")
        if (found := all_of(one, "TileMatrix")) and (name := child(one, "Identifier"))
    }
    systems = {
        child(one, "Identifier"): _system(child(one, "SupportedCRS")) for one in all_of(root, "TileMatrixSet")
    }
    link = _asked_at(root)
    for layer in all_of(root, "Layer"):
        name, title = child(layer, "Identifier"), child(layer, "Title")
        linked = [text_of(one) for one in layer.iter() if tag_of(one) == "TileMatrixSet"]
        offered = {one: systems[one] for one in linked if one in grids}
        cut = _of_the_world(offered, grids) or _of_its_own(offered, grids, box_of(layer))
        lines: dict[str, Any] = {"name": title or name}
        if cut:
            grid, level, of_grid = cut
            lines |= {"tiles": _tiles(layer, name, grid, level, link)}
            lines |= {"attribution": _owner(root), **of_grid}
        yield _offer(name, title, lines, systems_of(offered.values()), fits=cut is not None)


def _asked_at(root: ET.Element) -> str:
    """Where tiles are asked for by parameters: the first address may be its owner's page."""
    operations = [one for one in all_of(root, "Operation") if one.get("name") == "GetTile"]
    gets = [one for operation in operations or [root] for one in all_of(operation, "Get") if one.get(_LINK)]
    by_parameters = [one for one in gets if "KVP" in map(text_of, all_of(one, "Value"))]
    return next((one.get(_LINK, "") for one in by_parameters or gets), "")


_Cut = tuple[str, str, dict[str, Any]]


def _of_the_world(offered: Mapping[str, str], grids: Mapping[str, list[ET.Element]]) -> _Cut | None:
    """The grid whose tiles are those of all web maps, how `{z}` calls its levels, and the lines for it."""
    for grid in (name for name, system in offered.items() if _MERCATOR.search(system)):
        if zooms := zooms_of(grids[grid]):
            prefix = zooms[max(zooms)].rstrip("0123456789")  # some count EPSG:3857:0, EPSG:3857:1
            return grid, prefix + "{z}", {"max_zoom": max(zooms)}
    return None


def _of_its_own(
    offered: Mapping[str, str], grids: Mapping[str, list[ET.Element]], box: tuple[float, ...]
) -> _Cut | None:
    """The same of a grid that the page has to turn and bend, with each of its levels."""
    best = _best(offered.values())
    for grid in (name for name, system in offered.items() if system == best):
        levels = levels_in(grids[grid], best, box)
        if levels:
            return grid, "{z}", {"crs": best, **_within(box), "grid": levels}
    return None


def _best(systems: Iterable[str]) -> str:
    """In which of its systems a layer is asked for; empty where PROJ knows none of them."""
    named = sorted(
        systems, key=lambda one: (_PREFERRED.index(one) if one in _PREFERRED else len(_PREFERRED), one)
    )
    known_one = next((one for one in named if is_known(one)), "")
    return known_one or next((WEB_MERCATOR for one in named if _MERCATOR.search(one)), "")


def _placed(system: str, box: tuple[float, ...]) -> dict[str, Any]:
    """The lines for a system other than the map's."""
    return {} if system in ("", WEB_MERCATOR) else {"crs": system, **_within(box)}


def _within(box: tuple[float, ...]) -> dict[str, Any]:
    """The line for where a layer has pictures, where it says so; a large one is left out where Germany, which
    stands for none, is a part of it.
    """
    if not box:
        return {}
    west, south, east, north = box
    is_small = east - west <= _MOST_DEGREES and north - south <= _MOST_DEGREES
    elsewhere = west > GERMANY[2] or south > GERMANY[3] or east < GERMANY[0] or north < GERMANY[1]
    return {"bounds": [west, max(south, -_LAST), east, min(north, _LAST)]} if is_small or elsewhere else {}


def _tiles(layer: ET.Element, name: str, grid: str, level: str, link: str) -> str:
    """The address of the tiles: as the resource's template, else as a question with parameters; `level` is
    what stands for a level in it.
    """
    styles = [one for one in layer if tag_of(one) == "Style"]
    style = next((child(one, "Identifier") for one in styles if one.get("isDefault") == "true"), "")
    style = style or (child(styles[0], "Identifier") if styles else "default")
    formats = [text_of(one) for one in layer if tag_of(one) == "Format"]
    dimensions = {
        child(one, "Identifier"): child(one, "Default") for one in layer if tag_of(one) == "Dimension"
    }
    template = _template(layer)
    if not template:
        asked = {"SERVICE": "WMTS", "REQUEST": "GetTile", "VERSION": "1.0.0", "LAYER": name, "STYLE": style}
        asked |= {"FORMAT": _picture(formats), "TILEMATRIXSET": grid, **dimensions}
        ask = "&" if urlsplit(link).query else "?"
        template = f"{link.rstrip('?&')}{ask}{urlencode(asked, safe='/:')}"
        template += "&TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}"
    values = {**dimensions, **_PLACES, "TileMatrixSet": grid, "TileMatrix": level, "Style": style}
    by_name = {one.lower(): value for one, value in values.items()}
    return re.sub(r"\{([\w.-]+)\}", lambda found: by_name.get(found[1].lower(), found[0]), template)


def _template(layer: ET.Element) -> str:
    """Of the tiles as pictures; a layer may come as shapes and data too."""
    resources = {
        one.get("format", ""): one.get("template", "")
        for one in layer.iter()
        if one.get("resourceType") == "tile"
    }
    return resources.get(_picture(list(resources)), "") or next(iter(resources.values()), "")


def systems_of(names: Iterable[str]) -> list[str]:
    """Coordinate systems as people write them: `EPSG:25832` for `urn:ogc:def:crs:EPSG::25832`."""
    return sorted({_system(name) for name in names if name})


def _system(name: str) -> str:
    *parts, code = re.split("[:/]+", name)
    authority = next((part.upper() for part in reversed(parts) if part.upper() in _AUTHORITIES), "")
    return f"{authority}:{code}" if authority else name


def _offer(name: str, title: str, lines: dict[str, Any], systems: list[str], *, fits: bool) -> dict[str, str]:
    offer = {"name": name, "title": title or name, "systems": ", ".join(systems)}
    if not fits:
        return offer
    written = [f"{key} = {_toml(value)}" for key, value in lines.items()]
    return offer | {"entry": "\n".join(["[[base]]", *written])}


def _toml(value: Any) -> str:
    """A value of an entry; the levels of a grid on lines of their own."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        rows = (", ".join(f"{key} = {_toml(one)}" for key, one in level.items()) for level in value)
        return "\n".join(["[", *(f"  {{ {row} }}," for row in rows), "]"])
    return json.dumps(value, ensure_ascii=False)


def _owner(root: ET.Element) -> str:
    """Whose service it is, as far as the document says it."""
    for tag in ("Attribution", "ServiceProvider", "ContactOrganization"):
        for one in all_of(root, tag):
            said = child(one, "Title") or child(one, "ProviderName") or text_of(one)
            if said:
                return said if said.startswith("©") else f"© {said}"
    return ""


def _picture(formats: list[str]) -> str:
    return next((one for one in _PICTURES if one in formats), _PICTURES[0])
