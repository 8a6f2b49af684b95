"""Elements of a stranger's XML by their names alone, whatever namespace they stand in."""

import math
import xml.etree.ElementTree as ET


def all_of(element: ET.Element, tag: str) -> list[ET.Element]:
    """Every element of that name, at any depth."""
    return [one for one in element.iter() if tag_of(one) == tag]


def child(element: ET.Element, tag: str) -> str:
    """The text of the first child of that name; empty without one."""
    return next((text_of(one) for one in element if tag_of(one) == tag), "")


def text_of(element: ET.Element) -> str:
    """The text of an element without spaces around it."""
    return (element.text or "").strip()


def tag_of(element: ET.Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def number_of(text: str) -> float:
    """0 for what is no number, or none that has an end."""
    try:
        return float(text) if math.isfinite(float(text)) else 0.0
    except ValueError:
        return 0.0


def box_of(layer: ET.Element) -> tuple[float, ...]:
    """West, south, east, north in degrees, as a layer of a WMS (1.3.0 or older) or WMTS says it of itself;
    empty where it says nothing that can be.
    """
    for one in layer:
        match tag_of(one):
            case "EX_GeographicBoundingBox":
                sides = (
                    "westBoundLongitude",
                    "southBoundLatitude",
                    "eastBoundLongitude",
                    "northBoundLatitude",
                )
                told = [child(one, side) for side in sides]
            case "LatLonBoundingBox":
                told = [one.get(side, "") for side in ("minx", "miny", "maxx", "maxy")]
            case "WGS84BoundingBox":
                told = [*child(one, "LowerCorner").split(), *child(one, "UpperCorner").split()]
            case _:
                continue
        box = tuple(map(number_of, told))
        if len(box) == 4 and -180 <= box[0] < box[2] <= 180 and -90 <= box[1] < box[3] <= 90:
            return box
    return ()
