"""What a base map is made of: its layers with their zooms, and which feature of a source belongs where."""

from collections.abc import Mapping
from typing import NamedTuple

from signage.domain.names import fold_heading

MIN_ZOOM, MAX_ZOOM = 6, 15
# The layers of the archive, and the zoom at which each begins.
LAYERS: Mapping[str, int] = {
    "land": 8,
    "water": 8,
    "waterways": 11,
    "buildings": 13,
    "railways": 10,
    "motorways": 6,
    "main_roads": 9,
    "streets": 12,
    "paths": 14,
    "places": 6,
}
# What a user may call a layer of a GeoPackage: it is divided further by its columns.
PARTS = ("land", "water", "buildings", "roads", "places")


class Kind(NamedTuple):
    """The layer of a feature, and its kind in it."""

    layer: str
    kind: str = ""


_BY_CLASS = {
    "A": Kind("motorways", "A"),
    "B": Kind("main_roads", "B"),
    "L": Kind("main_roads", "L"),
    "K": Kind("streets", "K"),
    "G": Kind("streets", "G"),
    "S": Kind("streets", "S"),
    "P": Kind("paths", "P"),
}
_HIGHWAYS = {
    "motorway motorway_link autobahn": "A",
    "trunk trunk_link primary primary_link bundesstrasse": "B",
    "secondary secondary_link landesstrasse": "L",
    "tertiary tertiary_link kreisstrasse": "K",
    "unclassified residential living_street pedestrian road busway gemeindestrasse": "G",
    "service services": "S",
    "track footway cycleway path steps bridleway weg": "P",
}
ROADS: Mapping[str, Kind] = {
    **{word: _BY_CLASS[letter] for words, letter in _HIGHWAYS.items() for word in words.split()},
    **{letter.lower(): kind for letter, kind in _BY_CLASS.items()},
}
RAILWAYS = ("rail", "light_rail", "narrow_gauge", "tram")
WATERWAYS = ("river", "stream", "canal", "ditch", "drain")
WATER = ("water", "reservoir", "basin", "riverbank", "bay", "gewaesser", "see", "fluss")
_LAND = {
    "wood": "forest wood wald",
    "green": "grass meadow park garden village_green recreation_ground allotments cemetery grassland scrub "
    "heath orchard golf_course nature_reserve wetland flowerbed green gruen wiese gruenland",
    "field": "farmland vineyard greenhouse_horticulture plant_nursery acker ackerland landwirtschaft",
    "housing": "residential farmyard wohnen wohngebiet wohnbauflaeche",
    "trade": "commercial retail industrial railway port brownfield construction quarry landfill depot "
    "garages gewerbe gewerbegebiet industrie industriegebiet",
    "public": "school university college kindergarten hospital religious education military",
    "sport": "pitch sports_centre stadium playground swimming_pool water_park track",
    "parking": "parking parkplatz",
}
LAND: Mapping[str, str] = {word: kind for kind, words in _LAND.items() for word in words.split()}
PLACES = ("city", "town", "village", "hamlet", "suburb", "quarter", "neighbourhood", "isolated_dwelling")

# Names of layers in other people's files, folded; our own export is among them.
_NAMES = {
    "roads": "road roads strassen strasse strassennetz verkehr wege highway lines",
    "buildings": "building buildings gebaeude ax_gebaeude hausumringe hausumring houses",
    "water": "water gewaesser gewaesserflaechen ax_gewaesser",
    "land": "land landuse landnutzung nutzung flaechennutzung gewerbeflaechen gewerbegebiete areas backdrops "
    "natural",
    "places": "place places orte ortsteile ortslagen siedlungen",
}
PART_BY_NAME: Mapping[str, str] = {
    fold_heading(word): part for part, words in _NAMES.items() for word in words.split()
}
# Columns, in the order they are asked in.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "bezeichnung", "strassenname", "nam"),
    "ref": ("ref", "number", "nummer", "strassennummer"),
    "roads": ("highway", "road_class", "strassenklasse", "klasse", "fclass", "class", "kind"),
    "land": ("landuse", "kind", "nutzung", "nutzungsart", "art", "natural", "leisure", "fclass"),
    "water": ("waterway", "kind", "art", "fclass"),
    "buildings": (),
    "places": ("place", "kind", "fclass"),
}


def line_kind(highway: str | None, railway: str | None, waterway: str | None) -> Kind | None:
    """Where a line of OpenStreetMap belongs; None for what is not drawn."""
    if highway:
        return ROADS.get(highway)
    if railway in RAILWAYS:
        return Kind("railways", railway or "")
    return Kind("waterways", waterway or "") if waterway in WATERWAYS else None


def surface_kind(building: str | None, *tags: str | None) -> Kind | None:
    """Where a surface of OpenStreetMap belongs, by its building tag and then the others in their order."""
    if building and building != "no":
        return Kind("buildings")
    for tag in tags:
        if tag in WATER:
            return Kind("water")
        if tag and tag in LAND:
            return Kind("land", LAND[tag])
    return None


def place_kind(place: str | None) -> Kind | None:
    """Where a place of OpenStreetMap belongs."""
    return Kind("places", place) if place in PLACES and place else None


def kind_in(part: str, word: str | None) -> Kind:
    """Where a feature of a GeoPackage belongs, whose layer is `part` and whose class column says `word`."""
    spellings = ((word or "").lower(), fold_heading(word or ""))
    match part:
        case "roads":
            return next((ROADS[one] for one in spellings if one in ROADS), _BY_CLASS["G"])
        case "land":
            if spellings[1] in ("building", "gebaeude"):
                return Kind("buildings")
            known = surface_kind(None, *spellings)
            return known or Kind("land", "trade")
        case "places":
            return Kind("places", next((one for one in spellings if one in PLACES), "village"))
        case _:
            return Kind(part)
