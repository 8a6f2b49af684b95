"""The single table of layers and their columns.

GeoDataFrames, store columns, API properties, spreadsheet headings and the documentation all take their
names from here. `aliases` are further headings under which an imported file may carry the column; they are
compared folded (`signage.domain.names.fold_heading`).
"""

from collections.abc import Mapping

from signage.domain import words
from signage.domain.fields import (
    AGS,
    AREA_ID,
    ARRIVAL,
    COMMON,
    CONFIRMED,
    CONTACT,
    KEPT_BY_STORE,
    LIMITS,
    NOTE,
    SQUARE,
    STREET,
    Field,
    Layer,
    choice,
)
from signage.domain.names import fold_heading
from signage.domain.sign_layer import SIGN
from signage.errors import Said

__all__ = [
    "BY_PLURAL",
    "COMMON",
    "CRS",
    "KEPT_BY_STORE",
    "LAYERS",
    "SIGN",
    "SRID",
    "THE_LAYER",
    "Field",
    "Layer",
    "layer_called",
]

CRS = "EPSG:25832"
SRID = 25832
THE_LAYER = Said("Die Ebene", "layer")

MUNICIPALITY = Layer(
    name="municipality",
    plural="municipalities",
    german="Gemeinden",
    english="Municipalities",
    geometry="MULTIPOLYGON",
    fields=(
        Field(
            name="ags",
            kind="ags",
            german="AGS",
            english="AGS",
            aliases=("Gemeindeschlüssel", "AGS_0", "RS_AGS", "de:amtlicher_gemeindeschluessel", "ags_now"),
            required=True,
        ),
        Field(
            name="name",
            german="Name",
            english="name",
            aliases=("GEN", "Gemeinde", "Gemeindename"),
            required=True,
        ),
        Field(
            name="district",
            german="Landkreis (Schlüssel)",
            english="district",
            aliases=("Kreis", "Kreisschlüssel"),
        ),
        Field(
            name="population",
            kind="int",
            german="Einwohner",
            english="population",
            aliases=("EWZ", "Einwohnerzahl", "inhabitants"),
            lowest=0,
        ),
        Field(
            name="successor",
            kind="ags",
            german="Nachfolgerin (AGS)",
            english="successor",
            aliases=("Nachfolger",),
        ),
        NOTE,
    ),
)

AREA = Layer(
    name="area",
    plural="areas",
    german="Gewerbegebiete",
    english="Areas",
    geometry="MULTIPOLYGON",
    fields=(
        Field(
            name="name",
            german="Name",
            english="name",
            aliases=("Gewerbegebiet", "Gebiet", "Bezeichnung", "Gebietsname"),
            required=True,
        ),
        Field(
            name="number",
            german="Kürzel",
            english="number",
            aliases=("Kurzzeichen", "Gebietskürzel", "Nr", "Nummer"),
            longest=20,
        ),
        choice("kind", "Art", "kind", words.AREA_KINDS, aliases=("Nutzungsart", "Gebietsart", "landuse")),
        AGS,
        CONFIRMED,
        NOTE,
    ),
)

TENANT = Layer(
    name="tenant",
    plural="tenants",
    german="Firmen",
    english="Firms",
    geometry="POINT",
    geometry_required=False,
    fields=(
        Field(
            name="name",
            german="Firma",
            english="name",
            aliases=("Name", "Firmenname", "Betrieb", "Unternehmen", "company", "tenant", "Mieter"),
            required=True,
        ),
        AREA_ID,
        AGS,
        Field(
            name="number",
            kind="int",
            german="Nummer auf dem Plan",
            english="number",
            aliases=("Plannummer", "Tafelnummer"),
            lowest=1,
            highest=9999,
        ),
        SQUARE,
        STREET,
        Field(
            name="house_number",
            german="Hausnummer",
            english="house number",
            aliases=("Hausnr", "Haus-Nr.", "HNr", "addr:housenumber", "addr_housenumber"),
            longest=20,
        ),
        Field(
            name="postcode",
            german="PLZ",
            english="postcode",
            aliases=("Postleitzahl", "zip", "addr:postcode", "addr_postcode", "plz_ort"),
            longest=10,
        ),
        Field(
            name="place",
            german="Postort",
            english="place",
            aliases=("Ort", "Stadt", "Ortsteil", "city", "addr:city", "addr_city"),
        ),
        Field(
            name="activity",
            german="Tätigkeit",
            english="activity",
            aliases=("Branche", "Gewerbe", "Geschäftsfeld", "art", "shop", "industry"),
        ),
        Field(
            name="wz_code",
            german="WZ-Code",
            english="WZ code",
            aliases=("WZ", "WZ 2008", "WZ2008", "Wirtschaftszweig"),
            longest=12,
        ),
        Field(name="wz_edition", german="WZ-Ausgabe", english="WZ edition", aliases=("WZ Stand",), longest=4),
        Field(
            name="lorry_note",
            german="Hinweis für Lkw",
            english="lorry note",
            aliases=("Lkw", "Anlieferung"),
        ),
        *ARRIVAL,
        *CONTACT,
        Field(
            name="is_person",
            kind="bool",
            german="Einzelperson",
            english="is a person",
            aliases=("Einzelunternehmen",),
        ),
        CONFIRMED,
        NOTE,
    ),
)

ROAD = Layer(
    name="road",
    plural="roads",
    german="Straßen",
    english="Roads",
    geometry="LINESTRING",
    fields=(
        Field(name="name", german="Name", english="name", aliases=("Straße", "Straßenname")),
        choice("road_class", "Klasse", "class", words.ROAD_CLASSES, aliases=("Straßenklasse",)),
        Field(name="number", german="Nummer", english="number", aliases=("ref",), longest=40),
        Field(
            name="speed_kmh",
            kind="int",
            german="Tempo",
            english="speed",
            unit="km/h",
            aliases=("maxspeed", "Geschwindigkeit"),
            lowest=0,
            highest=300,
        ),
        Field(name="in_town", kind="bool", german="innerorts", english="in town"),
        Field(name="width_m", kind="real", german="Breite", english="width", unit="m", lowest=0, highest=60),
        *LIMITS,
        AREA_ID,
    ),
)

BACKDROP = Layer(
    name="backdrop",
    plural="backdrops",
    german="Hintergrund",
    english="Backdrop",
    geometry="POLYGON",
    fields=(choice("kind", "Art", "kind", words.BACKDROPS), AREA_ID),
)

LAYERS: Mapping[str, Layer] = {
    layer.name: layer for layer in (MUNICIPALITY, AREA, TENANT, SIGN, ROAD, BACKDROP)
}
BY_PLURAL: Mapping[str, Layer] = {layer.plural: layer for layer in LAYERS.values()}

_CALLED = {
    "municipality": ("Gemeinde", "Gemeinden"),
    "area": ("Gebiet", "Gebiete", "Gewerbegebiet", "Gewerbegebiete", "Fläche", "Flächen"),
    "tenant": ("Firma", "Firmen", "Betrieb", "Betriebe"),
    "sign": ("Schild", "Schilder"),
    "road": ("Straße", "Straßen"),
    "backdrop": ("Hintergrund",),
}
_BY_WORD = {
    fold_heading(word): layer
    for layer in LAYERS.values()
    for word in (layer.name, layer.plural, *_CALLED[layer.name])
}


def layer_called(name: str) -> Layer | None:
    """The layer that a person means: `tenants`, `tenant`, `Firmen`, `flaechen`; None for no layer's name."""
    return _BY_WORD.get(fold_heading(name))
